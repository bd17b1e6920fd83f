//! plotters on whatever takes a few shapes: all drawings are compiled once, for the screen and for files.

use super::Picture;
use egui::{Color32, FontFamily, FontId, Galley, Painter};
use plotters_backend::text_anchor::Pos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use png::EncodingError;
use std::sync::Arc;

/// What becomes of a shape. Only a picture in a file can fail.
pub type Done = Result<(), DrawingErrorKind<EncodingError>>;

/// What shapes are put on. Coordinates are whole backend pixels.
pub trait Canvas {
    /// Lays texts out, in the app's own fonts.
    fn painter(&self) -> &Painter;

    /// Backend pixels a point.
    fn unit(&self) -> f32;

    /// Width and height.
    fn size(&self) -> (u32, u32);

    /// A way through points.
    fn path(&mut self, points: &[BackendCoord], look: ShapeLook) -> Done;

    /// A convex polygon; filled.
    fn polygon(&mut self, corners: &[BackendCoord], color: BackendColor) -> Done;

    /// A rectangle between two corners.
    fn rect(&mut self, corners: [BackendCoord; 2], look: ShapeLook) -> Done;

    /// A circle.
    fn circle(&mut self, center: BackendCoord, radius: u32, look: ShapeLook) -> Done;

    /// A text of one line.
    fn text(&mut self, text: &str, lettering: &Lettering, at: BackendCoord) -> Done;

    /// Fills what lies between a line that goes to the right and a height below it.
    fn ground(&mut self, line: &[BackendCoord], base: i32, color: Color32) -> Done;

    /// Fills a rectangle, given by two corners, with a picture.
    fn picture(&mut self, corners: [BackendCoord; 2], picture: &Picture) -> Done;
}

/// How a shape looks.
#[derive(Clone, Copy)]
pub struct ShapeLook {
    /// Its colour.
    pub color: BackendColor,
    /// How wide its outline is; None where it is filled.
    pub width: Option<u32>,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub struct Lettering {
    /// Its colour.
    pub color: BackendColor,
    /// Its height.
    pub size: f64,
    /// Whether it is semibold.
    pub strong: bool,
    /// Which of its points is placed.
    pub anchor: Pos,
}

impl ShapeLook {
    fn of<S: BackendStyle>(style: &S, filled: bool) -> Self {
        Self {
            color: style.color(),
            width: (!filled).then(|| style.stroke_width()),
        }
    }
}

impl Lettering {
    fn of<T: BackendTextStyle>(style: &T) -> Self {
        Self {
            color: style.color(),
            size: style.size(),
            strong: matches!(style.style(), FontStyle::Bold),
            anchor: style.anchor(),
        }
    }

    /// A text as it is laid out.
    pub fn galley(&self, canvas: &dyn Canvas, text: &str) -> Arc<Galley> {
        let family = match self.strong {
            true => super::fonts::strong(),
            false => FontFamily::Proportional,
        };
        let font = FontId::new(self.size as f32 / canvas.unit(), family);
        let color = super::color(self.color);
        canvas.painter().layout_no_wrap(text.to_owned(), font, color)
    }
}

/// A canvas as plotters draws on it.
pub struct Board<'a>(pub Box<dyn Canvas + 'a>);

impl DrawingBackend for Board<'_> {
    type ErrorType = EncodingError;

    fn get_size(&self) -> (u32, u32) {
        self.0.size()
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Done {
        let look = ShapeLook { color, width: None };
        self.0.rect([(x, y), (x + 1, y + 1)], look)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.0.path(&[from, to], ShapeLook::of(style, false))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        self.0.rect([from, to], ShapeLook::of(style, fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        self.0.path(&points, ShapeLook::of(style, false))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        self.0.circle(center, radius, ShapeLook::of(style, fill))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Done {
        let corners: Vec<BackendCoord> = corners.into_iter().collect();
        self.0.polygon(&corners, style.color())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Done {
        self.0.text(text, &Lettering::of(style), at)
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<EncodingError>> {
        let size = Lettering::of(style).galley(&*self.0, text).size() * self.0.unit();
        Ok((size.x.ceil() as u32, size.y.ceil() as u32))
    }
}
