//! The frame of a plot drawn with egui: from data to the screen and back, ticks and their texts.

use super::palette::Palette;
use super::ticks::{Scale, ticks};
use egui::{Align2, FontId, Painter, Pos2, Rect, Vec2, pos2};

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
        let rect = Rect::from_min_max(
            area.min + Vec2::new(LEFT, 8.0),
            pos2(area.right() - 10.0, area.bottom() - BELOW),
        );
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

    /// Draws the ticks and their texts.
    pub fn ticks(&self, painter: &Painter, colors: &Palette) {
        let font = FontId::proportional(13.0);
        let rect = self.rect;
        let count = |length: f32, each: f32| ((length / each) as usize).clamp(2, 9);
        for tick in ticks(Scale::Linear, self.x[0], self.x[1], count(rect.width(), 90.0)) {
            let at = pos2(self.place(tick.value, self.y[0]).x, rect.bottom());
            painter.line_segment([at, at + Vec2::new(0.0, 4.0)], (1.0, colors.weak));
            let below = at + Vec2::new(0.0, 6.0);
            painter.text(below, Align2::CENTER_TOP, tick.text, font.clone(), colors.weak);
        }
        for tick in ticks(Scale::Linear, self.y[0], self.y[1], count(rect.height(), 70.0)) {
            let at = pos2(rect.left(), self.place(self.x[0], tick.value).y);
            painter.line_segment([at, at - Vec2::new(4.0, 0.0)], (1.0, colors.weak));
            let left = at - Vec2::new(8.0, 0.0);
            painter.text(left, Align2::RIGHT_CENTER, tick.text, font.clone(), colors.weak);
        }
    }
}

/// How many plots away a point may lie.
const FAR: f64 = 50.0;
