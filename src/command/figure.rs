//! How figures are put into files: the arguments that `plot` and `sweep` share.

use super::Failure;
use clap::{Args, ValueEnum};
use ravine::view::canvas::Drawing;
use ravine::view::canvas::export::{ExportError, Sheet, png, svg};
use ravine::view::palette::{NIGHT, PAPER};

/// The looks of a figure.
#[derive(Args)]
pub struct FigureLooks {
    /// What stands over the figure
    #[arg(long)]
    pub title: Option<String>,
    /// Width and height of the figure in points, such as 960x640; what suits it where absent
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub size: Option<[u32; 2]>,
    /// Pixels a point of a PNG
    #[arg(long, default_value_t = 2.0, value_parser = scale)]
    scale: f32,
    /// Draw the figure light on dark instead of black on white
    #[arg(long)]
    pub dark: bool,
}

/// The form of a figure.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FigureForm {
    Svg,
    Png,
}

/// A figure in words, and the sizes in points that suit it and that it needs.
pub struct FigureWords<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub best: [f32; 2],
    pub least: [f32; 2],
}

/// Longest side of a figure in points.
const LONGEST: u32 = 8192;

impl FigureLooks {
    /// The width that was asked for.
    pub fn width(&self) -> Option<f32> {
        self.size.map(|[width, _]| width as f32)
    }

    /// The figure's file.
    pub fn file(
        &self,
        form: FigureForm,
        drawing: &impl Drawing,
        about: &FigureWords,
    ) -> Result<Vec<u8>, Failure> {
        let size = self.size.map_or(about.best, |size| size.map(|side| side as f32));
        let [width, height] = about.least;
        if size[0] < width || size[1] < height {
            return Err(Failure::Input(format!(
                "error: --size: this figure and its caption need at least {width}x{height} points"
            )));
        }
        let sheet = Sheet {
            title: about.title,
            about: about.text,
            size: size.into(),
            colors: if self.dark { &NIGHT } else { &PAPER },
        };
        let drawn = match form {
            FigureForm::Svg => svg(&sheet, drawing).map(String::into_bytes),
            FigureForm::Png => png(&sheet, drawing, self.scale),
        };
        drawn.map_err(|error| match error {
            ExportError::Size(..) => Failure::Input(format!("error: --size: {error}")),
            error => Failure::Machine(format!("error: {error}")),
        })
    }
}

fn size(text: &str) -> Result<[u32; 2], String> {
    let side = |text: &str| {
        let side = text.trim().parse().ok();
        side.filter(|side| (1..=LONGEST).contains(side))
    };
    let sides = text.split_once(['x', 'X', '×']);
    let sides = sides.and_then(|(width, height)| Some([side(width)?, side(height)?]));
    sides.ok_or_else(|| format!("a size is written 960x640, each side from 1 to {LONGEST} points"))
}

fn scale(text: &str) -> Result<f32, String> {
    let scale = text.parse().ok().filter(|scale| (0.25..=16.0).contains(scale));
    scale.ok_or_else(|| "a scale is a number from 0.25 to 16".to_owned())
}
