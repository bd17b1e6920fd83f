//! Where views draw: a [`Pen`] on a [`Canvas`], be it the screen or a file.
//!
//! plotters' `DrawingBackend` is the common ground; [`screen`] is one over `egui::Painter`. Text is measured with the
//! app's own [`fonts`], so a drawing is laid out alike everywhere.

pub mod fonts;
pub mod pen;
pub mod screen;

pub use pen::{Error, Pen, Writing};
pub use screen::{inside, on_painter};

use egui::{Color32, ColorImage};
use plotters_backend::{BackendColor, BackendCoord, DrawingBackend, DrawingErrorKind};
use std::sync::Arc;

/// What our drawings need beyond plotters' own shapes.
pub trait Canvas: DrawingBackend {
    /// Fills what lies between a line that goes to the right and a height below it.
    fn ground(
        &mut self,
        line: &[BackendCoord],
        base: i32,
        color: Color32,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Fills a rectangle, given by two corners, with a picture.
    fn picture(
        &mut self,
        corners: [BackendCoord; 2],
        picture: &Picture,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;
}

/// What can be drawn on any canvas.
pub trait Drawing {
    /// Draws itself, in points from the upper left corner.
    fn draw<DB: Canvas>(&self, pen: &Pen<DB>) -> Result<(), Error<DB>>;
}

/// Pixels that stand for colours, shared by all who show them.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The colours, the first row on top.
    pub image: Arc<ColorImage>,
    /// Whether colours blend between pixels; else each pixel is a cell.
    pub smooth: bool,
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
