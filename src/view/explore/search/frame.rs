//! What the drawings of a search share: title and caption in a file, the key of the methods, axes.

use super::seen::{Seen, place, words};
use crate::view::canvas::{Error, Pen, Writing};
use crate::view::explore::map::geometry;
use crate::view::explore::map::key;
use crate::view::figure::signs::Sign;
use crate::view::figure::text;
use crate::view::number;
use crate::view::palette::Palette;
use crate::view::ticks::{Tick, ticks};
use egui::{Color32, Pos2, Rect, pos2};

/// Size of small text, and height of its line.
pub const SMALL: f32 = 13.0;
/// Height of a line.
pub const LINE: f32 = 19.0;
/// Space around everything.
pub const MARGIN: f32 = 4.0;

/// What stands around a drawing in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// Over it.
    pub title: Option<String>,
    /// Under it, a paragraph each.
    pub caption: Vec<String>,
}

impl Frame {
    /// A title and a caption.
    pub fn of(title: &str, caption: Vec<String>) -> Self {
        Self {
            title: Some(title.to_owned()),
            caption,
        }
    }

    /// Draws it with the key of the methods below it.
    pub fn draw(&self, pen: &Pen, seen: &Seen, colors: &Palette) -> Result<(), Error> {
        let width = pen.size().x - 2.0 * MARGIN;
        if let Some(title) = &self.title {
            let writing = Writing::new(15.0, colors.text).strong();
            let title = pen.fitted(title, writing, width)?;
            pen.text(&title, pos2(MARGIN, MARGIN + LINE / 2.0), writing)?;
        }
        let writing = Writing::new(12.0, colors.weak);
        let caption = text::wrapped(pen, &self.caption, writing, width)?;
        let below = pen.size().y - MARGIN - text::height(caption.len(), writing);
        text::write(pen, &caption, pos2(MARGIN, below), writing)?;
        let rows = key::rows(pen, signs(seen), width)?;
        key::write(pen, &rows, self.room(pen, seen)?.bottom() + 4.0, colors)
    }

    /// The room that is left between them.
    pub fn room(&self, pen: &Pen, seen: &Seen) -> Result<Rect, Error> {
        let size = pen.size();
        let width = size.x - 2.0 * MARGIN;
        let writing = Writing::new(12.0, Color32::BLACK);
        let caption = text::wrapped(pen, &self.caption, writing, width)?;
        let key = key::rows(pen, signs(seen), width)?.len() as f32 * LINE + 4.0;
        let title = if self.title.is_some() { LINE + 6.0 } else { 0.0 };
        let below = text::height(caption.len(), writing) + key;
        Ok(Rect::from_min_max(
            pos2(MARGIN, MARGIN + title),
            pos2(size.x - MARGIN, size.y - MARGIN - below),
        ))
    }
}

/// What the marks of the methods and the ring mean; crosses, too, where nothing else says it.
pub fn marks(seen: &Seen, is_said: bool) -> Vec<(Sign, String)> {
    let mut signs = signs(seen);
    signs.retain(|(sign, _)| !(is_said && *sign == Sign::Cross));
    signs
}

/// What the marks of the methods, crosses and rings mean.
pub fn signs(seen: &Seen) -> Vec<(Sign, String)> {
    let methods = seen.methods().into_iter();
    let mut signs: Vec<(Sign, String)> = methods
        .map(|method| (Sign::Run(place(method)), words(method).to_owned()))
        .collect();
    if seen.dots.iter().any(|dot| !dot.of.loss.is_finite()) {
        signs.push((Sign::Cross, "diverged".to_owned()));
    }
    if let Some(best) = seen.best() {
        let dot = &seen.dots[best];
        let text = format!("best: {}, {}", words(dot.method), number::short(dot.of.loss));
        signs.push((Sign::Ring, text));
    }
    signs
}

/// The ticks of a setting, about so many.
pub fn along(seen: &Seen, setting: usize, count: usize) -> Vec<(f32, String)> {
    let span = seen.span(setting);
    let all = ticks(geometry::scale(span.scale), span.from, span.to, count);
    let place = |tick: Tick| (geometry::place(span, tick.value) as f32, tick.text);
    all.into_iter().map(place).collect()
}

/// The ticks of the losses, about so many.
pub fn losses(seen: &Seen, count: usize) -> Vec<(f32, String)> {
    let [low, high] = seen.range;
    let all = ticks(seen.measure.scale, low, high, count);
    let place = |tick: Tick| (seen.measure.place(tick.value, seen.range) as f32, tick.text);
    all.into_iter().map(place).collect()
}

/// How large the mark of a try is: the farther it has come, the larger.
pub fn radius(share: f64) -> f32 {
    if share < 1.0 {
        2.0 + 1.5 * share as f32
    } else {
        4.5
    }
}

/// The nearest of some places within a reach, and what stands there.
pub fn nearest(spots: impl Iterator<Item = (Pos2, usize)>, at: Pos2, reach: f32) -> Option<usize> {
    let far = spots.map(|(spot, dot)| (spot.distance(at), dot));
    let nearest = far.min_by(|a, b| a.0.total_cmp(&b.0));
    nearest
        .filter(|(distance, _)| *distance <= reach)
        .map(|(_, dot)| dot)
}
