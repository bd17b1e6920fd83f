//! Samples as marks: the class by shape and colour, filled where trained on, hollow where held back.

use crate::data::Dataset;
use crate::view::canvas::{Error, Pen};
use crate::view::marker::Marker;
use crate::view::palette::Palette;
use crate::view::style::{RunStyle, class_style};
use egui::{Color32, Pos2, vec2};

/// Most samples that are drawn of each part; of more, every so many.
pub const MOST: usize = 2500;

/// A sample on the screen.
#[derive(Clone, Copy, Debug)]
pub struct SampleMark {
    /// Where it is.
    pub at: Pos2,
    /// Its look.
    pub style: RunStyle,
    /// Whether it was held back.
    pub held_back: bool,
    /// Whether it is told wrong.
    pub wrong: bool,
}

/// How the class of a number looks.
pub fn class(number: usize, dark: bool) -> RunStyle {
    class_style(number, dark)
}

/// How a class of data looks, by its place. Classes that are called by small numbers look like those, so that
/// none changes its look when another one comes or goes.
pub fn of_class(data: &Dataset, place: usize, dark: bool) -> RunStyle {
    let number = |name: &String| name.parse::<usize>().ok().filter(|n| *n < Marker::ALL.len());
    let numbers: Option<Vec<usize>> = data.classes.iter().map(number).collect();
    let numbered = numbers.and_then(|numbers| numbers.get(place).copied());
    class(numbered.unwrap_or(place), dark)
}

/// Draws a sample; what is told wrong has a rim in the colour of errors.
pub fn draw(pen: &Pen, mark: &SampleMark, radius: f32, colors: &Palette) -> Result<(), Error> {
    let SampleMark { at, style, .. } = *mark;
    if mark.wrong {
        pen.ring(at, radius + 3.5, 1.5, colors.danger)?;
    }
    if !mark.held_back {
        return pen.marker(style.marker, at, radius, style.color, colors.background);
    }
    hollow(pen, mark, radius, 4.0, colors.background)?;
    hollow(pen, mark, radius, 1.75, style.color)
}

fn hollow(pen: &Pen, mark: &SampleMark, radius: f32, width: f32, color: Color32) -> Result<(), Error> {
    let outline = mark.style.marker.outline();
    let corner = |[x, y]: &[f32; 2]| mark.at + vec2(*x, *y) * radius;
    let closed: Vec<Pos2> = outline.iter().chain(outline.first()).map(corner).collect();
    pen.line(&closed, width, color)
}

/// Every so many of a list, so that no more than [`MOST`] are drawn.
pub fn thinned(count: usize) -> impl Iterator<Item = usize> {
    (0..count).step_by(count.div_ceil(MOST).max(1))
}
