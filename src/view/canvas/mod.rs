//! Where views draw: a [`Pen`] on a [`Board`], be it the screen or a file.
//!
//! A board is the one `DrawingBackend` of plotters that there is, over what differs ([`board`]): [`screen`] is
//! an `egui::Painter`; [`svg`] writes text; [`raster`] turns what the screen would show into pixels, with neither a window nor a graphics card
//! ([`headless`]). All of them measure text with the app's own [`fonts`], so that a drawing is laid out alike
//! everywhere: plotters' own backends would depend on the fonts of the system, and in a page on the
//! browser's. [`export`] writes whole files, [`encode`] their pixels.

pub mod board;
pub mod encode;
pub mod export;
pub mod fonts;
pub mod headless;
pub mod pen;
pub mod raster;
pub mod screen;
pub mod svg;

pub use board::{Board, Canvas};
pub use pen::{Error, Pen, Writing};
pub use screen::{inside, on_painter};

use super::palette::Palette;
use egui::{Color32, ColorImage};
use plotters_backend::BackendColor;
use std::borrow::Cow;
use std::sync::Arc;

/// What can be drawn on any canvas.
pub trait Drawing {
    /// Draws itself, filling the pen's area.
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error>;
}

/// Pixels that stand for colours, shared by all who show them.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The colours, the first row on top.
    pub image: Arc<ColorImage>,
    /// Whether colours blend between pixels; else each pixel is a cell.
    pub smooth: bool,
}

impl Picture {
    /// The pixels, each `factor` times as wide and high.
    fn enlarged(&self, factor: usize) -> Cow<'_, ColorImage> {
        if factor <= 1 {
            return Cow::Borrowed(&self.image);
        }
        let [width, height] = self.image.size;
        let rows = self.image.pixels.chunks(width.max(1));
        let wide = |row: &[Color32]| -> Vec<Color32> {
            row.iter().flat_map(|p| std::iter::repeat_n(*p, factor)).collect()
        };
        let pixels = rows.flat_map(|row| wide(row).repeat(factor)).collect();
        Cow::Owned(ColorImage::new([width * factor, height * factor], pixels))
    }
}

impl PartialEq for Picture {
    /// Whether they are the very same pixels, not only equal ones.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.image, &other.image) && self.smooth == other.smooth
    }
}

fn color(from: BackendColor) -> Color32 {
    let (r, g, b) = from.rgb;
    Color32::from_rgba_unmultiplied(r, g, b, (from.alpha * 255.0).round() as u8)
}
