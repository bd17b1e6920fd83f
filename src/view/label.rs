//! Names beside points of a picture, each where it covers no other.

use super::canvas::{Error, Pen, Writing};
use egui::{Align2, Color32, Pos2, Rect, vec2};

/// Names already placed in a picture.
pub struct Labels {
    inside: Rect,
    taken: Vec<Rect>,
    halo: Color32,
}

impl Labels {
    /// Labels inside a rectangle but off what is covered of it, on a halo of a colour.
    pub fn new(inside: Rect, covered: [Option<Rect>; 2], halo: Color32) -> Self {
        Self {
            inside,
            taken: covered.into_iter().flatten().collect(),
            halo,
        }
    }

    /// Keeps labels off a place.
    pub fn avoid(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Whether nothing stands at a place, and it is inside.
    pub fn has_room(&self, rect: Rect) -> bool {
        self.inside.contains_rect(rect) && !self.taken.iter().any(|t| t.intersects(rect))
    }

    /// Writes a text beside a point, or nothing where there is no room within a few lines.
    pub fn write(&mut self, pen: &Pen, at: Pos2, text: &str, color: Color32) -> Result<(), Error> {
        let writing = Writing::new(13.0, color).strong();
        let size = pen.extent(text, writing)?;
        let place = |dx: f32, dy: f32| {
            let (align, gap) = match dx < 0.0 {
                true => (Align2::RIGHT_CENTER, -10.0),
                false => (Align2::LEFT_CENTER, 10.0),
            };
            align.anchor_size(at + vec2(gap, dy * (size.y + 1.0)), size)
        };
        let rows = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0, -4.0, 4.0];
        let places = rows
            .into_iter()
            .flat_map(|row| [place(1.0, row), place(-1.0, row)]);
        let Some(rect) = places.into_iter().find(|rect| self.has_room(*rect)) else {
            return Ok(());
        };
        pen.panel(rect.expand2(vec2(4.0, 0.0)), 4.0, self.halo)?;
        self.taken.push(rect.expand2(vec2(3.0, 0.0)));
        pen.text(text, rect.left_center(), writing)
    }
}
