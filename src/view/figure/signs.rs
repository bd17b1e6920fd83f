//! The signs that stand for what is no plain value, and the legend that says what they mean.

use super::SMALL;
use crate::view::canvas::{Error, Pen, Picture, Writing};
use crate::view::palette::Palette;
use crate::view::style::run_style;
use egui::{Color32, Pos2, Rect, Vec2, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// Behind cells that diverged, in both themes.
pub const DIVERGED: Color32 = Color32::from_rgb(0xF3, 0xD9, 0xD6);
/// What hatches them, so that they are told by more than their colour.
pub const HATCH: Color32 = Color32::from_rgb(0xBF, 0x26, 0x26);
/// A sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sign {
    /// A ring.
    Ring,
    /// A cell of a colour, hatched where it diverged.
    Cell(Color32),
    /// A cross.
    Cross,
    /// A line in dashes, readable on every colour.
    Dashes,
    /// The mark of a run, or of what looks like one.
    Run(usize),
}

/// Signs and what they mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Legend(pub Vec<(Sign, String)>);

/// Width of a sign with the space behind it.
const WIDTH: f32 = 19.0;
/// Between two entries.
const APART: f32 = 14.0;

impl Legend {
    /// How wide it is.
    pub fn width(&self, pen: &Pen) -> Result<f32, Error> {
        let writing = Writing::new(SMALL, Color32::BLACK);
        self.0.iter().try_fold(0.0, |sum, (_, text)| {
            Ok(sum + WIDTH + APART + pen.width(text, writing)?)
        })
    }

    /// Writes it; it ends at the middle right.
    pub fn write(&self, pen: &Pen, right: Pos2, colors: &Palette) -> Result<(), Error> {
        let writing = Writing::new(SMALL, colors.text).at(HPos::Right, VPos::Center);
        let mut right = right;
        for (sign, text) in self.0.iter().rev() {
            pen.text(text, right, writing)?;
            right.x -= pen.width(text, writing)? + WIDTH;
            sign.draw(pen, right + vec2(6.0, 0.0), colors)?;
            right.x -= APART;
        }
        Ok(())
    }
}

impl Sign {
    /// Draws it around a point.
    pub fn draw(self, pen: &Pen, at: Pos2, colors: &Palette) -> Result<(), Error> {
        match self {
            Self::Ring => ring(pen, at),
            Self::Dashes => dashes(pen, &[at - vec2(6.0, 0.0), at + vec2(8.0, 0.0)]),
            Self::Run(place) => {
                let style = run_style(place, colors.dark);
                pen.marker(style.marker, at, 4.5, style.color, colors.background)
            }
            Self::Cross => pen.cross(at, 3.0, Color32::from_gray(0x80), colors.background),
            Self::Cell(color) => {
                let cell = Rect::from_center_size(at, Vec2::splat(12.0));
                pen.panel(cell, 0.0, color)?;
                if color == DIVERGED {
                    pen.line(&[cell.left_bottom(), cell.right_top()], 1.0, HATCH)?;
                }
                outline(pen, cell, colors)
            }
        }
    }
}

/// The mark of the lowest value, readable on every colour.
pub fn ring(pen: &Pen, at: Pos2) -> Result<(), Error> {
    let point = |i: u8| at + Vec2::angled(f32::from(i) / 24.0 * std::f32::consts::TAU) * 5.5;
    let circle: Vec<Pos2> = (0..=24).map(point).collect();
    pen.line(&circle, 3.5, Color32::WHITE)?;
    pen.line(&circle, 1.5, Color32::from_rgb(0x1B, 0x1F, 0x27))
}

/// A line in dashes, readable on every colour.
pub fn dashes(pen: &Pen, points: &[Pos2]) -> Result<(), Error> {
    pen.line(points, 3.5, Color32::from_black_alpha(150))?;
    pen.dashed(points, (&[6.0, 3.0], 0.0), 1.75, Color32::WHITE)?;
    Ok(())
}

/// A colour bar with its ticks: places from its foot, as parts of its height, and labels; `ticks` gives about so many.
pub fn scale(
    pen: &Pen,
    bar: Rect,
    picture: &Picture,
    ticks: impl FnOnce(usize) -> Vec<(f64, String)>,
    colors: &Palette,
) -> Result<(), Error> {
    pen.picture(bar, picture)?;
    outline(pen, bar, colors)?;
    for (place, label) in ticks(((bar.height() / 40.0) as usize).clamp(2, 8)) {
        let at = pos2(bar.right(), bar.bottom() - bar.height() * place as f32);
        pen.line(&[at, at + vec2(4.0, 0.0)], 1.0, colors.weak)?;
        pen.text(&label, at + vec2(8.0, 0.0), Writing::new(SMALL, colors.weak))?;
    }
    Ok(())
}

/// A thin line around a rectangle.
pub fn outline(pen: &Pen, rect: Rect, colors: &Palette) -> Result<(), Error> {
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    pen.line(&corners, 1.0, colors.weak.gamma_multiply(0.5))
}
