//! The signs of right and wrong, which colour alone never tells.

use egui::{Color32, Painter, Pos2, Stroke, vec2};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GuessSign {
    /// A tick.
    Right,
    /// A cross.
    Wrong,
}

/// Draws a sign around a point.
pub(super) fn draw(painter: &Painter, sign: GuessSign, at: Pos2, radius: f32, color: Color32) {
    let stroke = Stroke::new(2.0, color);
    let line = |points: &[(f32, f32)]| {
        let points = points.iter().map(|(x, y)| at + vec2(*x, *y) * radius).collect();
        painter.line(points, stroke);
    };
    match sign {
        GuessSign::Right => line(&[(-0.9, 0.1), (-0.25, 0.8), (1.0, -0.8)]),
        GuessSign::Wrong => {
            line(&[(-0.8, -0.8), (0.8, 0.8)]);
            line(&[(-0.8, 0.8), (0.8, -0.8)]);
        }
    }
}
