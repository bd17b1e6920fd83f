//! Names beside points of a picture, each where it covers no other.

use egui::{Align2, Color32, FontFamily, FontId, Painter, Pos2, Rect, vec2};

/// Names already placed in a picture.
pub struct Labels<'a> {
    painter: &'a Painter,
    inside: Rect,
    taken: Vec<Rect>,
    halo: Color32,
}

impl<'a> Labels<'a> {
    /// Labels inside a rectangle, on a halo of a colour.
    pub fn new(painter: &'a Painter, inside: Rect, halo: Color32) -> Self {
        Self {
            painter,
            inside,
            taken: Vec::new(),
            halo,
        }
    }

    /// Keeps labels off a place.
    pub fn avoid(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Writes a text beside a point, or nothing where there is no room within a few lines.
    pub fn write(&mut self, at: Pos2, text: &str, color: Color32) {
        let font = FontId::new(13.0, FontFamily::Name("strong".into()));
        let galley = self.painter.layout_no_wrap(text.to_owned(), font, color);
        let size = galley.size();
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
        let free = |r: &Rect| self.inside.contains_rect(*r) && !self.taken.iter().any(|t| t.intersects(*r));
        let Some(rect) = places.into_iter().find(free) else {
            return;
        };
        let back = rect.expand2(vec2(4.0, 0.0));
        self.painter.rect_filled(back, 4.0, self.halo);
        self.painter.galley(rect.min, galley, color);
        self.taken.push(rect.expand2(vec2(3.0, 0.0)));
    }
}
