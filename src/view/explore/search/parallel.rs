//! Parallel coordinates (Inselberg 1985): an axis for each setting and a last one for the loss, a line for each
//! try. What diverged ends aside, below the losses.

use super::frame::{Frame, LINE, SMALL, along, losses};
use super::seen::{Seen, style};
use crate::view::canvas::{Drawing, Error, Pen, Writing};
use crate::view::figure::signs::ring;
use crate::view::palette::Palette;
use crate::view::style::RunStyle;
use egui::{Color32, Pos2, Rect, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// How near to a line, in points, the pointer is on it.
const REACH: f32 = 8.0;
/// Between the losses and what diverged, and the room at the left and at the right for ticks.
const ASIDE: f32 = 24.0;
const LEFT: f32 = 36.0;
const RIGHT: f32 = 52.0;
/// How strong the lines of all tries are beside the best of each method.
const FAINT: f32 = 0.3;
/// How strong those are that diverged.
const LOST: f32 = 0.12;

/// A line for each try.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// What stands around it.
    pub frame: Frame,
    /// The tries.
    pub seen: Seen,
}

impl Drawing for Parallel {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        self.frame.draw(pen, &self.seen, colors)?;
        let area = area(self.frame.room(pen, &self.seen)?);
        let best = self.best_of_each();
        for dot in self.seen.worst_first() {
            let look = style(self.seen.dots[dot].method, colors.dark);
            if !best.contains(&dot) {
                let strength = match self.seen.outcome(dot) {
                    Some(_) => FAINT,
                    None => LOST,
                };
                let faint = look.color.gamma_multiply(strength);
                pen.dashed(&self.line(area, dot), (look.dash, 0.0), 1.0, faint)?;
            }
        }
        for &dot in &best {
            let look = style(self.seen.dots[dot].method, colors.dark);
            pen.line(&self.line(area, dot), 4.0, colors.background)?;
            pen.dashed(&self.line(area, dot), (look.dash, 0.0), 2.25, look.color)?;
        }
        for dot in self.seen.worst_first() {
            let look = style(self.seen.dots[dot].method, colors.dark);
            self.end(pen, area, dot, (look, best.contains(&dot)), colors)?;
        }
        self.axes(pen, area, colors)?;
        if let Some(end) = self.seen.best().and_then(|dot| self.line(area, dot).pop()) {
            ring(pen, end)?;
        }
        Ok(())
    }
}

/// The room for the axes.
fn area(room: Rect) -> Rect {
    let from = room.min + vec2(LEFT, 2.0 * LINE + 6.0);
    let to = room.max - vec2(RIGHT, ASIDE + 6.0);
    Rect::from_min_max(from, to.max(from + vec2(60.0, 40.0)))
}

impl Parallel {
    /// The best try of each method.
    fn best_of_each(&self) -> Vec<usize> {
        let of = |method| {
            let all = self.seen.worst_first().into_iter().rev();
            let mut own = all.filter(|&dot| self.seen.dots[dot].method == method);
            own.next().filter(|&dot| self.seen.dots[dot].of.loss.is_finite())
        };
        self.seen.methods().into_iter().filter_map(of).collect()
    }

    /// Where the axis of a place is; the last one is that of the losses.
    fn axis(&self, area: Rect, place: usize) -> f32 {
        area.left() + area.width() * place as f32 / self.seen.space.len() as f32
    }

    /// A try from axis to axis.
    fn line(&self, area: Rect, dot: usize) -> Vec<Pos2> {
        let height = |part: f64| area.bottom() - area.height() * part as f32;
        let settings = 0..self.seen.space.len();
        let mut line: Vec<Pos2> = settings
            .map(|setting| pos2(self.axis(area, setting), height(self.seen.along(dot, setting))))
            .collect();
        let end = match self.seen.outcome(dot) {
            Some(part) => height(part),
            None => area.bottom() + ASIDE,
        };
        line.push(pos2(self.axis(area, self.seen.space.len()), end));
        line
    }

    fn end(
        &self,
        pen: &Pen,
        area: Rect,
        dot: usize,
        (look, is_best): (RunStyle, bool),
        colors: &Palette,
    ) -> Result<(), Error> {
        let Some(end) = self.line(area, dot).pop() else {
            return Ok(());
        };
        match self.seen.outcome(dot) {
            None => pen.cross(end, 2.5, look.color, colors.background),
            Some(_) => {
                let radius = if is_best { 4.5 } else { 2.0 };
                pen.marker(look.marker, end, radius, look.color, colors.background)
            }
        }
    }

    fn axes(&self, pen: &Pen, area: Rect, colors: &Palette) -> Result<(), Error> {
        let count = self.seen.space.len();
        let apart = area.width() / count as f32;
        let many = ((area.height() / 40.0) as usize).clamp(2, 8);
        for place in 0..=count {
            let x = self.axis(area, place);
            pen.line(&[pos2(x, area.top()), pos2(x, area.bottom())], 1.5, colors.weak)?;
            let ticks = match place == count {
                true => losses(&self.seen, many),
                false => along(&self.seen, place, many),
            };
            for (part, label) in ticks {
                let y = area.bottom() - area.height() * part;
                pen.line(&[pos2(x, y), pos2(x + 4.0, y)], 1.0, colors.weak)?;
                let writing = Writing::new(SMALL, colors.weak);
                let width = pen.width(&label, writing)?;
                let behind = Rect::from_min_size(pos2(x + 5.0, y - 8.0), vec2(width + 4.0, 16.0));
                pen.panel(behind, 2.0, colors.background.gamma_multiply(0.7))?;
                pen.text(&label, pos2(x + 7.0, y), writing)?;
            }
            self.name(pen, area, place, apart, colors)?;
        }
        if self.seen.dots.iter().any(|dot| !dot.of.loss.is_finite()) {
            let at = pos2(self.axis(area, count) - 8.0, area.bottom() + ASIDE);
            let right = Writing::new(SMALL, colors.weak).at(HPos::Right, VPos::Center);
            let width = pen.width("diverged", right)?;
            let behind = Rect::from_min_max(at - vec2(width + 2.0, 8.0), at + vec2(2.0, 8.0));
            pen.panel(behind, 2.0, colors.background)?;
            pen.text("diverged", at, right)?;
        }
        Ok(())
    }

    /// What an axis is, above it.
    fn name(&self, pen: &Pen, area: Rect, place: usize, apart: f32, colors: &Palette) -> Result<(), Error> {
        let count = self.seen.space.len();
        let words = match place == count {
            true => "Loss",
            false => &self.seen.space[place].words,
        };
        let (horizontal, room) = match place {
            0 => (HPos::Left, apart * 1.4 + LEFT),
            last if last == count => (HPos::Right, apart * 0.6 + RIGHT),
            _ => (HPos::Center, apart * 1.6),
        };
        let x = match place {
            0 => area.left() - LEFT,
            last if last == count => area.right() + RIGHT,
            middle => self.axis(area, middle),
        };
        let writing = Writing::new(SMALL, colors.text).at(horizontal, VPos::Center);
        let words = pen.fitted(words, writing, room)?;
        // Neighbours stand in two rows, so that each has room.
        let row = if place.is_multiple_of(2) { 0.5 } else { 1.5 };
        pen.text(&words, pos2(x, area.top() - LINE * row - 4.0), writing)
    }

    /// The try at a place, and where it ends.
    pub fn at(&self, pen: &Pen, at: Pos2) -> Result<Option<(usize, Pos2)>, Error> {
        let area = area(self.frame.room(pen, &self.seen)?);
        let far = |&dot: &usize| {
            let line = self.line(area, dot);
            let parts = line.windows(2).map(|part| distance(at, part[0], part[1]));
            parts.fold(f32::INFINITY, f32::min)
        };
        let all = self.seen.worst_first().into_iter().rev();
        let near = all.filter(|dot| far(dot) <= REACH);
        // Among those as near the better one is meant.
        let nearest = near.min_by(|a, b| (far(a) / 2.0).round().total_cmp(&(far(b) / 2.0).round()));
        Ok(nearest.and_then(|dot| Some((dot, self.line(area, dot).pop()?))))
    }

    /// Draws one try above all others.
    pub fn lift(&self, pen: &Pen, dot: usize, colors: &Palette) -> Result<(), Error> {
        let area = area(self.frame.room(pen, &self.seen)?);
        let line = self.line(area, dot);
        pen.line(&line, 5.0, Color32::from_black_alpha(160))?;
        pen.line(&line, 2.5, colors.text)
    }
}

/// How far a point is from the straight line between two others.
fn distance(at: Pos2, from: Pos2, to: Pos2) -> f32 {
    let way = to - from;
    let part = ((at - from).dot(way) / way.length_sq().max(1e-6)).clamp(0.0, 1.0);
    at.distance(from + way * part)
}
