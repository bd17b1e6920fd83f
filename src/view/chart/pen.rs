//! A pen on a plotters drawing area that thinks in points, so that drawing code has no notion of pixels.

use crate::view::marker::Marker;
use egui::{Color32, Pos2, Vec2, vec2};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{PathElement, Polygon};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;

/// What drawing can fail with.
pub type Error<DB> = plotters::drawing::DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

/// The family that text is written in.
pub const FAMILY: &str = "Inter";

/// Draws on an area with `unit` backend pixels a point.
pub struct Pen<'a, DB: DrawingBackend> {
    /// Where it draws.
    pub area: &'a DrawingArea<DB, Shift>,
    /// Backend pixels a point.
    pub unit: f32,
}

/// How a text is written.
#[derive(Clone, Copy)]
pub struct Writing {
    /// Height in points.
    pub size: f32,
    /// Whether it is semibold.
    pub strong: bool,
    /// Its colour.
    pub color: Color32,
    /// Which of its points is placed, horizontally.
    pub horizontal: HPos,
    /// Which of its points is placed, vertically.
    pub vertical: VPos,
}

impl Writing {
    /// Plain text, placed by its left middle.
    pub fn new(size: f32, color: Color32) -> Self {
        Self {
            size,
            strong: false,
            color,
            horizontal: HPos::Left,
            vertical: VPos::Center,
        }
    }

    /// The same, semibold.
    pub fn strong(self) -> Self {
        Self { strong: true, ..self }
    }

    /// The same, placed by another point.
    pub fn at(self, horizontal: HPos, vertical: VPos) -> Self {
        Self {
            horizontal,
            vertical,
            ..self
        }
    }
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    /// The area's size in points.
    pub fn size(&self) -> Vec2 {
        let (width, height) = self.area.dim_in_pixel();
        vec2(width as f32, height as f32) / self.unit
    }

    /// A line through points.
    pub fn line(&self, points: &[Pos2], width: f32, color: Color32) -> Result<(), Error<DB>> {
        if points.len() < 2 {
            return Ok(());
        }
        let style = ShapeStyle {
            color: rgba(color),
            filled: false,
            stroke_width: (width * self.unit).round().max(1.0) as u32,
        };
        self.area.draw(&PathElement::new(self.pixels(points), style))
    }

    /// A filled convex polygon.
    pub fn polygon(&self, points: &[Pos2], color: Color32) -> Result<(), Error<DB>> {
        let style = ShapeStyle::from(&rgba(color)).filled();
        self.area.draw(&Polygon::new(self.pixels(points), style))
    }

    /// A marker with a rim that sets it off from what lies behind.
    pub fn marker(
        &self,
        marker: Marker,
        at: Pos2,
        radius: f32,
        color: Color32,
        rim: Color32,
    ) -> Result<(), Error<DB>> {
        for (radius, color) in [(radius + 1.25, rim), (radius, color)] {
            let outline = marker.outline().into_iter();
            let points: Vec<Pos2> = outline.map(|[x, y]| at + vec2(x, y) * radius).collect();
            self.polygon(&points, color)?;
        }
        Ok(())
    }

    /// A cross: where a run diverged.
    pub fn cross(&self, at: Pos2, radius: f32, color: Color32) -> Result<(), Error<DB>> {
        for side in [vec2(radius, radius), vec2(radius, -radius)] {
            self.line(&[at - side, at + side], 2.0, color)?;
        }
        Ok(())
    }

    /// A text.
    pub fn text(&self, text: &str, at: Pos2, writing: Writing) -> Result<(), Error<DB>> {
        let pixel = self.pixels(&[at])[0];
        self.area.draw_text(text, &self.style(writing), pixel)
    }

    /// How wide a text is.
    pub fn width(&self, text: &str, writing: Writing) -> Result<f32, Error<DB>> {
        let (width, _) = self.area.estimate_text_size(text, &self.style(writing))?;
        Ok(width as f32 / self.unit)
    }

    /// A text cut to a width.
    pub fn fitted(&self, text: &str, writing: Writing, width: f32) -> Result<String, Error<DB>> {
        let mut kept = text.to_owned();
        let mut shown = kept.clone();
        while !kept.is_empty() && self.width(&shown, writing)? > width {
            kept.pop();
            shown = format!("{}…", kept.trim_end());
        }
        Ok(shown)
    }

    fn style(&self, writing: Writing) -> TextStyle<'static> {
        let face = if writing.strong {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let size = f64::from(writing.size * self.unit);
        let anchor = Pos::new(writing.horizontal, writing.vertical);
        let font = FontDesc::new(FontFamily::Name(FAMILY), size, face);
        font.color(&rgba(writing.color)).pos(anchor)
    }

    fn pixels(&self, points: &[Pos2]) -> Vec<(i32, i32)> {
        let pixel = |p: &Pos2| ((p.x * self.unit).round() as i32, (p.y * self.unit).round() as i32);
        points.iter().map(pixel).collect()
    }
}

fn rgba(color: Color32) -> RGBAColor {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    RGBAColor(r, g, b, f64::from(a) / 255.0)
}
