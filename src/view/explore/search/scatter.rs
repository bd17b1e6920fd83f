//! The tries over the first two settings: filled with the colour of their loss, with the mark of their method;
//! below them, where these two are all that is searched, the map that the searches do not see.

use super::frame::{SMALL, nearest, radius};
use super::seen::{Seen, style};
use crate::scene::picture::Map;
use crate::view::canvas::{Drawing, Error, Pen, Writing};
use crate::view::colormap;
use crate::view::explore::map::sheet::Sheet;
use crate::view::figure::signs::ring;
use crate::view::palette::Palette;
use egui::{Color32, Pos2, Rect, pos2, vec2};

/// How near to a try, in points, the pointer is on it.
const REACH: f32 = 14.0;
/// Least distance of a try from the edge of the plot.
const EDGE: f32 = 6.0;

/// The tries with the map below them.
#[derive(Clone, Debug)]
pub struct Scatter {
    /// The map, its axes and its key.
    pub sheet: Sheet,
    /// The tries.
    pub seen: Seen,
}

impl Drawing for Scatter {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        self.sheet.draw(pen, colors)?;
        let Some(plot) = self.plot(pen, colors)? else {
            return Ok(());
        };
        for dot in self.seen.worst_first() {
            self.dot(pen, dot, self.place(plot, dot), colors)?;
        }
        if let Some(best) = self.seen.best() {
            ring(pen, self.place(plot, best))?;
        }
        let [repetition, repetitions] = self.seen.repetition;
        if repetitions > 1 {
            let text = format!("repetition {} of {repetitions}", repetition + 1);
            let writing = Writing::new(SMALL, colors.weak);
            let room = plot.width() - pen.width(&self.sheet.labels[0], writing)? - 12.0;
            let right = plot.right() - pen.width(&text, writing)?;
            if pen.width(&text, writing)? < room {
                let below = pos2(right, plot.bottom() + 1.5 * super::frame::LINE + 2.0);
                pen.text(&text, below, writing)?;
            }
        }
        Ok(())
    }
}

impl Scatter {
    fn plot(&self, pen: &Pen, colors: &Palette) -> Result<Option<Rect>, Error> {
        Ok(self.sheet.layout(pen, colors)?.plots.first().copied())
    }

    fn place(&self, plot: Rect, dot: usize) -> Pos2 {
        let [x, y] = [0, 1].map(|setting| self.seen.along(dot, setting) as f32);
        let inner = plot.shrink(EDGE);
        // All of a mark is within the plot, beyond which there are words.
        plot.lerp_inside(vec2(x, 1.0 - y)).clamp(inner.min, inner.max)
    }

    fn dot(&self, pen: &Pen, dot: usize, at: Pos2, colors: &Palette) -> Result<(), Error> {
        let own = &self.seen.dots[dot];
        let style = style(own.method, colors.dark);
        // Counted as the map counts it.
        let loss = own.of.loss + self.seen.lowest.unwrap_or(0.0);
        if !own.of.loss.is_finite() {
            return pen.cross(at, 3.0, style.color, Color32::from_black_alpha(160));
        }
        let fill = match (&self.sheet.measure, self.sheet.range) {
            (Some(measure), Some(range)) => colormap::full(Map::Cividis, measure.place(loss, range)),
            _ => style.color,
        };
        let radius = radius(own.share);
        pen.marker(
            style.marker,
            at,
            radius + 1.5,
            style.color,
            Color32::from_black_alpha(200),
        )?;
        pen.marker(style.marker, at, radius - 0.5, fill, style.color)
    }

    /// The try at a place.
    pub fn at(&self, pen: &Pen, at: Pos2, colors: &Palette) -> Result<Option<(usize, Pos2)>, Error> {
        let Some(plot) = self.plot(pen, colors)? else {
            return Ok(None);
        };
        let spots = (0..self.seen.dots.len()).map(|dot| (self.place(plot, dot), dot));
        Ok(nearest(spots, at, REACH).map(|dot| (dot, self.place(plot, dot))))
    }
}
