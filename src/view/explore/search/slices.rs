//! The loss over each setting, whatever the others are: one-dimensional slices. What diverged stands aside, on
//! a strip above.

use super::frame::{Frame, LINE, SMALL, along, losses, nearest, radius};
use super::seen::{Seen, style};
use crate::view::canvas::{Drawing, Error, Pen, Writing};
use crate::view::figure::signs::ring;
use crate::view::figure::text;
use crate::view::palette::Palette;
use egui::{Pos2, Rect, Vec2, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// How near to a try, in points, the pointer is on it.
const REACH: f32 = 14.0;
/// Height of the strip of what diverged.
const STRIP: f32 = 14.0;
/// Between two slices.
const GAP: f32 = 14.0;

/// A slice along each setting.
#[derive(Clone, Debug)]
pub struct Slices {
    /// What stands around them.
    pub frame: Frame,
    /// The tries.
    pub seen: Seen,
}

impl Drawing for Slices {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        self.frame.draw(pen, &self.seen, colors)?;
        let room = self.frame.room(pen, &self.seen)?;
        let small = Writing::new(SMALL, colors.text);
        let detail = pen.fitted(&self.seen.measure.detail(), small, room.width())?;
        pen.text(&detail, room.left_top() + vec2(0.0, LINE / 2.0), small)?;
        let order = self.seen.worst_first();
        for (setting, plot) in self.plots(pen, room)?.into_iter().enumerate() {
            self.axes(pen, setting, plot, colors)?;
            for &dot in &order {
                let own = &self.seen.dots[dot];
                let (at, style) = (self.place(plot, setting, dot), style(own.method, colors.dark));
                match self.seen.outcome(dot) {
                    None => pen.cross(at, 2.5, style.color, colors.background)?,
                    Some(_) => {
                        let radius = radius(own.share) - 0.5;
                        pen.marker(style.marker, at, radius, style.color, colors.background)?;
                    }
                }
            }
            if let Some(best) = self.seen.best() {
                ring(pen, self.place(plot, setting, best))?;
            }
        }
        Ok(())
    }
}

impl Slices {
    /// The plots of the settings below the name of the losses.
    fn plots(&self, pen: &Pen, room: Rect) -> Result<Vec<Rect>, Error> {
        let small = Writing::new(SMALL, egui::Color32::BLACK);
        let heights = losses(&self.seen, 6);
        let left = text::widest(pen, heights.iter().map(|tick| &tick.1), small)? + 10.0;
        let room = room.with_min_y(room.top() + LINE);
        let count = self.seen.space.len();
        let wide = (count as f32 * room.width() / room.height().max(1.0))
            .sqrt()
            .round() as usize;
        let columns = wide.clamp(1, count.max(1));
        let rows = count.div_ceil(columns).max(1);
        let columns = count.div_ceil(rows).max(1);
        let each = vec2(
            (room.width() - GAP * (columns as f32 - 1.0)) / columns as f32,
            room.height() / rows as f32,
        );
        let plot = |setting: usize| {
            let at = vec2((setting % columns) as f32, (setting / columns) as f32);
            let corner = room.min + at * (each + vec2(GAP, 0.0));
            let from = corner + vec2(left, STRIP + 4.0);
            let to = corner + each - vec2(8.0, 2.0 * LINE + 6.0);
            Rect::from_min_max(from, to.max(from + Vec2::splat(30.0)))
        };
        Ok((0..count).map(plot).collect())
    }

    fn place(&self, plot: Rect, setting: usize, dot: usize) -> Pos2 {
        let x = plot.left() + plot.width() * self.seen.along(dot, setting) as f32;
        let inner = plot.shrink2(vec2(0.0, 6.0));
        match self.seen.outcome(dot) {
            Some(part) => pos2(x, inner.bottom() - inner.height() * part as f32),
            None => pos2(x, plot.top() - STRIP / 2.0),
        }
    }

    fn axes(&self, pen: &Pen, setting: usize, plot: Rect, colors: &Palette) -> Result<(), Error> {
        let weak = Writing::new(SMALL, colors.weak);
        let inner = plot.shrink2(vec2(0.0, 6.0));
        for (part, label) in losses(&self.seen, ((plot.height() / 34.0) as usize).clamp(2, 6)) {
            let y = inner.bottom() - inner.height() * part;
            let ends = [pos2(plot.left(), y), pos2(plot.right(), y)];
            pen.line(&ends, 1.0, colors.hairline)?;
            let right = weak.at(HPos::Right, VPos::Center);
            pen.text(&label, pos2(plot.left() - 6.0, y), right)?;
        }
        pen.line(&[plot.left_bottom(), plot.right_bottom()], 1.0, colors.weak)?;
        let mut free = f32::NEG_INFINITY;
        for (part, label) in along(&self.seen, setting, ((plot.width() / 64.0) as usize).clamp(2, 6)) {
            let at = pos2(plot.left() + plot.width() * part, plot.bottom());
            pen.line(&[at, at + vec2(0.0, 4.0)], 1.0, colors.weak)?;
            let half = pen.width(&label, weak)? / 2.0;
            if at.x - half > free {
                free = at.x + half + 4.0;
                let below = weak.at(HPos::Center, VPos::Center);
                pen.text(&label, at + vec2(0.0, 6.0 + SMALL / 2.0), below)?;
            }
        }
        let named = Writing::new(SMALL, colors.text);
        let words = pen.fitted(&self.seen.space[setting].words, named, plot.width())?;
        pen.text(&words, plot.left_bottom() + vec2(0.0, 1.5 * LINE + 3.0), named)
    }

    /// The try at a place.
    pub fn at(&self, pen: &Pen, at: Pos2) -> Result<Option<(usize, Pos2)>, Error> {
        let room = self.frame.room(pen, &self.seen)?;
        for (setting, plot) in self.plots(pen, room)?.into_iter().enumerate() {
            let spots = (0..self.seen.dots.len()).map(|dot| (self.place(plot, setting, dot), dot));
            if let Some(dot) = nearest(spots, at, REACH) {
                return Ok(Some((dot, self.place(plot, setting, dot))));
            }
        }
        Ok(None)
    }
}
