//! The frame of a plot: from data to the screen and back, ticks and their texts.

use super::canvas::{Error, Pen, Writing};
use super::palette::Palette;
use super::ticks::{Scale, ticks};
use egui::{Pos2, Rect, Vec2, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// A rectangle on the screen that shows a range of x and y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    /// Where it is.
    pub rect: Rect,
    /// The range along x.
    pub x: [f64; 2],
    /// The range along y.
    pub y: [f64; 2],
}

/// Space for the tick texts left of a plot.
const LEFT: f32 = 44.0;
/// Space for the tick texts below a plot.
const BELOW: f32 = 24.0;

impl Plot {
    /// The plot that fills an area, its tick texts included.
    pub fn inside(area: Rect, x: [f64; 2], y: [f64; 2]) -> Self {
        let min = area.min + Vec2::new(LEFT, 8.0);
        let max = pos2(area.right() - 10.0, area.bottom() - BELOW);
        // In a window too small for the tick texts nothing is left.
        let rect = Rect::from_min_max(min, max.max(min));
        Self { rect, x, y }
    }

    /// Where a point lies on the screen; far outside it is moved nearer, so that f32 stays exact.
    pub fn place(&self, x: f64, y: f64) -> Pos2 {
        let part = |v: f64, [low, high]: [f64; 2]| {
            let part = (v - low) / (high - low);
            if part.is_nan() {
                0.5
            } else {
                part.clamp(-FAR, FAR) as f32
            }
        };
        pos2(
            self.rect.left() + self.rect.width() * part(x, self.x),
            self.rect.bottom() - self.rect.height() * part(y, self.y),
        )
    }

    /// The x and y at a place on the screen.
    pub fn value(&self, at: Pos2) -> [f64; 2] {
        let part = |v: f32, length: f32| f64::from(v / length.max(1.0));
        let across = part(at.x - self.rect.left(), self.rect.width());
        let up = part(self.rect.bottom() - at.y, self.rect.height());
        [
            self.x[0] + across * (self.x[1] - self.x[0]),
            self.y[0] + up * (self.y[1] - self.y[0]),
        ]
    }

    /// Writes what runs along an axis: x at its right end, y at its top.
    pub fn names(&self, pen: &Pen, [x, y]: [&str; 2], colors: &Palette) -> Result<(), Error> {
        let (rect, small) = (self.rect.shrink(4.0), Writing::new(13.0, colors.weak));
        let room = rect.width() * 0.45;
        let right = small.at(HPos::Right, VPos::Bottom);
        pen.text(&pen.fitted(x, right, room)?, rect.right_bottom(), right)?;
        let top = small.at(HPos::Left, VPos::Top);
        pen.text(&pen.fitted(y, top, room)?, rect.left_top(), top)
    }

    /// Draws the ticks and their texts.
    pub fn ticks(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let rect = self.rect;
        let count = |length: f32, each: f32| ((length / each) as usize).clamp(2, 9);
        let small = Writing::new(13.0, colors.weak);
        for tick in ticks(Scale::Linear, self.x[0], self.x[1], count(rect.width(), 90.0)) {
            let at = pos2(self.place(tick.value, self.y[0]).x, rect.bottom());
            pen.line(&[at, at + vec2(0.0, 4.0)], 1.0, colors.weak)?;
            let below = small.at(HPos::Center, VPos::Top);
            pen.text(&tick.text, at + vec2(0.0, 6.0), below)?;
        }
        for tick in ticks(Scale::Linear, self.y[0], self.y[1], count(rect.height(), 70.0)) {
            let at = pos2(rect.left(), self.place(self.x[0], tick.value).y);
            pen.line(&[at, at - vec2(4.0, 0.0)], 1.0, colors.weak)?;
            let left = small.at(HPos::Right, VPos::Center);
            pen.text(&tick.text, at - vec2(8.0, 0.0), left)?;
        }
        Ok(())
    }
}

/// How many plots away a point may lie.
const FAR: f64 = 50.0;
