//! A pen on a plotters drawing area that thinks in points, so that drawing code has no notion of pixels.

use super::Picture;
use super::board::{Board, Canvas, Done};
use crate::view::abridge::abridged;
use crate::view::line;
use crate::view::marker::Marker;
use egui::{Color32, Pos2, Rect, Vec2, vec2};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea as _};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};
use plotters_backend::BackendCoord;
use png::EncodingError;

/// What drawing can fail with.
pub type Error = DrawingAreaErrorKind<EncodingError>;

/// The family that text is written in.
pub const FAMILY: &str = "Inter";

/// Draws on an area with `unit` backend pixels a point.
pub struct Pen<'a> {
    area: DrawingArea<Board<'a>, Shift>,
    unit: f32,
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

impl<'a> Pen<'a> {
    /// A pen on a whole canvas.
    pub fn new(canvas: impl Canvas + 'a) -> Self {
        Self {
            unit: canvas.unit(),
            area: Board(Box::new(canvas)).into_drawing_area(),
        }
    }

    /// The area's size in points.
    pub fn size(&self) -> Vec2 {
        let (width, height) = self.area.dim_in_pixel();
        vec2(width as f32, height as f32) / self.unit
    }

    /// Draws on a part of the area with a pen of its own.
    pub fn inside<T>(&self, part: Rect, draw: impl FnOnce(&Pen) -> Result<T, Error>) -> Result<T, Error> {
        let [(left, top), (right, bottom)] = [part.min, part.max].map(|p| self.pixels(&[p])[0]);
        let area = self
            .area
            .clone()
            .shrink((left, top), (right - left, bottom - top));
        let unit = self.unit;
        draw(&Pen { area, unit })
    }

    /// A line through points.
    pub fn line(&self, points: &[Pos2], width: f32, color: Color32) -> Result<(), Error> {
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
    pub fn polygon(&self, points: &[Pos2], color: Color32) -> Result<(), Error> {
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
    ) -> Result<(), Error> {
        for (radius, color) in [(radius + 1.5, rim), (radius, color)] {
            if marker == Marker::Circle {
                self.disc(at, radius, color)?;
                continue;
            }
            let outline = marker.outline().into_iter();
            let points: Vec<Pos2> = outline.map(|[x, y]| at + vec2(x, y) * radius).collect();
            self.polygon(&points, color)?;
        }
        Ok(())
    }

    /// A filled disc.
    pub fn disc(&self, at: Pos2, radius: f32, color: Color32) -> Result<(), Error> {
        let style = ShapeStyle::from(&rgba(color)).filled();
        let radius = (radius * self.unit).round() as i32;
        self.area.draw(&Circle::new(self.pixels(&[at])[0], radius, style))
    }

    /// A circle.
    pub fn ring(&self, at: Pos2, radius: f32, width: f32, color: Color32) -> Result<(), Error> {
        let style = ShapeStyle {
            color: rgba(color),
            filled: false,
            stroke_width: (width * self.unit).round().max(1.0) as u32,
        };
        let radius = (radius * self.unit).round() as i32;
        self.area.draw(&Circle::new(self.pixels(&[at])[0], radius, style))
    }

    /// A filled rectangle with round corners.
    pub fn panel(&self, rect: Rect, radius: f32, color: Color32) -> Result<(), Error> {
        let inner = rect.shrink(radius);
        let corners = [
            inner.right_top(),
            inner.right_bottom(),
            inner.left_bottom(),
            inner.left_top(),
        ];
        let arc = |(corner, center): (usize, Pos2)| {
            (0..=4u8).map(move |part| {
                let angle = (corner as f32 - 1.0 + f32::from(part) / 4.0) * std::f32::consts::FRAC_PI_2;
                center + Vec2::angled(angle) * radius
            })
        };
        let points: Vec<Pos2> = corners.into_iter().enumerate().flat_map(arc).collect();
        self.polygon(&points, color)
    }

    /// A line in dashes of a pattern, `phase` being how far into the pattern it begins. Returns the phase at
    /// its end.
    pub fn dashed(
        &self,
        points: &[Pos2],
        (pattern, phase): (&[f32], f32),
        width: f32,
        color: Color32,
    ) -> Result<f32, Error> {
        for dash in line::dashes(points, pattern, phase) {
            self.line(&dash, width, color)?;
        }
        Ok(phase + line::length(points))
    }

    /// A cross with a rim: where a run diverged.
    pub fn cross(&self, at: Pos2, radius: f32, color: Color32, rim: Color32) -> Result<(), Error> {
        for (width, color) in [(4.0, rim), (2.25, color)] {
            for side in [vec2(radius, radius), vec2(radius, -radius)] {
                self.line(&[at - side, at + side], width, color)?;
            }
        }
        Ok(())
    }

    /// A text.
    pub fn text(&self, text: &str, at: Pos2, writing: Writing) -> Result<(), Error> {
        let pixel = self.pixels(&[at])[0];
        self.area.draw_text(text, &self.style(writing), pixel)
    }

    /// How wide a text is.
    pub fn width(&self, text: &str, writing: Writing) -> Result<f32, Error> {
        Ok(self.extent(text, writing)?.x)
    }

    /// How wide and how high a text is.
    pub fn extent(&self, text: &str, writing: Writing) -> Result<Vec2, Error> {
        let (width, height) = self.area.estimate_text_size(text, &self.style(writing))?;
        Ok(vec2(width as f32, height as f32) / self.unit)
    }

    /// A text cut to a width.
    pub fn fitted(&self, text: &str, writing: Writing, width: f32) -> Result<String, Error> {
        let mut kept = text.to_owned();
        let mut shown = kept.clone();
        while !kept.is_empty() && self.width(&shown, writing)? > width {
            kept.pop();
            shown = format!("{}…", kept.trim_end());
        }
        Ok(shown)
    }

    /// A name cut to a width so that it is still told from others.
    pub fn name(&self, name: &str, others: &[impl AsRef<str>], writing: Writing, width: f32) -> String {
        abridged(name, others, |cut| {
            self.width(cut, writing).is_ok_and(|w| w <= width)
        })
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

    /// Fills what lies between a line that goes to the right and a height below it.
    pub fn ground(&self, line: &[Pos2], base: f32, color: Color32) -> Result<(), Error> {
        let (line, base) = (self.pixels(line), (base * self.unit).round() as i32);
        self.area
            .draw(&Direct(|canvas: &mut dyn Canvas, (x, y): BackendCoord| {
                let line: Vec<BackendCoord> = line.iter().map(|p| (p.0 + x, p.1 + y)).collect();
                canvas.ground(&line, base + y, color)
            }))
    }

    /// A picture that fills a rectangle.
    pub fn picture(&self, rect: Rect, picture: &Picture) -> Result<(), Error> {
        let corners = self.pixels(&[rect.min, rect.max]);
        self.area
            .draw(&Direct(|canvas: &mut dyn Canvas, (x, y): BackendCoord| {
                let corner = |i: usize| (corners[i].0 + x, corners[i].1 + y);
                canvas.picture([corner(0), corner(1)], picture)
            }))
    }
}

/// An element that draws itself on the canvas, told where its area begins.
struct Direct<F>(F);

impl<'a, F> PointCollection<'a, BackendCoord> for &'a Direct<F> {
    type Point = BackendCoord;
    type IntoIter = std::iter::Once<BackendCoord>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once((0, 0))
    }
}

impl<F: Fn(&mut dyn Canvas, BackendCoord) -> Done> Drawable<Board<'_>> for Direct<F> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut origin: I,
        board: &mut Board<'_>,
        _: (u32, u32),
    ) -> Done {
        origin.try_for_each(|at| self.0(&mut *board.0, at))
    }
}

fn rgba(color: Color32) -> RGBAColor {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    RGBAColor(r, g, b, f64::from(a) / 255.0)
}
