//! A drawing as a file, SVG or PNG: the same description that the screen shows.

use super::svg::{FAMILIES, Svg, escaped};
use super::{Drawing, Pen, encode, headless, on_painter, raster};
use crate::view::palette::Palette;
use egui::Vec2;
use std::fmt::Write as _;
use thiserror::Error;

/// Longest side of a picture in pixels.
pub const LONGEST: f32 = 16384.0;
/// Pixels a point at which text is measured: so fine that rounding to pixels is of no account.
const MEASURED: f32 = 8.0;

/// What a drawing is put on.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// What the file calls itself.
    pub title: &'a str,
    /// What it shows, for those who cannot see it.
    pub about: &'a str,
    /// Width and height in points.
    pub size: Vec2,
    /// The colours; the background is the sheet's.
    pub colors: &'a Palette,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines and text.
    Svg,
    /// Pixels.
    Png,
}

/// Why there is no file.
#[derive(Debug, Error)]
pub enum ExportError {
    /// plotters could not draw.
    #[error("the drawing failed: {0}")]
    Drawing(String),
    /// The picture is too large.
    #[error("{0} x {1} pixels are too many; each side may have 16384")]
    Size(f32, f32),
    /// The pixels could not be written.
    #[error("the picture cannot be written: {0}")]
    Png(#[from] png::EncodingError),
}

/// The drawing as the text of an SVG file.
pub fn svg(sheet: &Sheet, drawing: &impl Drawing) -> Result<String, ExportError> {
    let mut elements = String::new();
    let (drawn, _) = headless::paint(sheet.size, MEASURED, |painter| {
        let svg = Svg::new(painter, sheet.size, &mut elements);
        drawing.draw(&Pen::new(svg), sheet.colors)
    });
    drawn.map_err(|e| ExportError::Drawing(e.to_string()))?;
    let (width, height) = (sheet.size.x, sheet.size.y);
    let (title, about) = (escaped(sheet.title), escaped(sheet.about));
    let [r, g, b, _] = sheet.colors.background.to_array();
    let mut file = String::with_capacity(elements.len() + 1024);
    let _ = write!(
        file,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" role=\"img\" \
         width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILIES}\" \
         stroke-linejoin=\"round\">\n<title>{title}</title>\n<desc>{about}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>\n{elements}</svg>\n"
    );
    Ok(file)
}

/// The drawing as the bytes of a PNG file with `scale` pixels a point.
pub fn png(sheet: &Sheet, drawing: &impl Drawing, scale: f32) -> Result<Vec<u8>, ExportError> {
    let pixels = (sheet.size * scale).round();
    if !(1.0..=LONGEST).contains(&pixels.min_elem()) || pixels.max_elem() > LONGEST {
        return Err(ExportError::Size(pixels.x, pixels.y));
    }
    let (_, image) = raster::image(sheet.size, scale, sheet.colors.background, |painter| {
        on_painter(painter, |pen| drawing.draw(pen, sheet.colors))
    });
    Ok(encode::png(&image, scale)?)
}
