//! Text of several lines.

use crate::view::canvas::{Error, Pen, Writing};
use egui::{Pos2, pos2, vec2};
use plotters_backend::DrawingBackend;

/// Height of a line, in sizes of its writing.
const LEADING: f32 = 1.4;

/// The width of the widest of some texts.
pub fn widest<DB: DrawingBackend, T: AsRef<str>>(
    pen: &Pen<DB>,
    texts: impl IntoIterator<Item = T>,
    writing: Writing,
) -> Result<f32, Error<DB>> {
    let mut texts = texts.into_iter();
    texts.try_fold(0.0, |widest: f32, text| {
        Ok(widest.max(pen.width(text.as_ref(), writing)?))
    })
}

/// Lines no wider than a width, broken between words.
pub fn wrapped<DB: DrawingBackend>(
    pen: &Pen<DB>,
    paragraphs: &[String],
    writing: Writing,
    width: f32,
) -> Result<Vec<String>, Error<DB>> {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if line.is_empty() || pen.width(&longer, writing)? <= width {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            }
        }
        lines.push(line);
    }
    Ok(lines)
}

/// How high some lines are.
pub fn height(lines: usize, writing: Writing) -> f32 {
    lines as f32 * writing.size * LEADING
}

/// Writes lines below each other, the first one's upper left corner at `at`; what is too wide is cut.
pub fn write<DB: DrawingBackend>(
    pen: &Pen<DB>,
    lines: &[String],
    at: Pos2,
    writing: Writing,
) -> Result<(), Error<DB>> {
    let room = pen.size().x - at.x;
    for (index, line) in lines.iter().enumerate() {
        let middle = at + vec2(0.0, height(1, writing) * (index as f32 + 0.5));
        pen.text(&pen.fitted(line, writing, room)?, pos2(at.x, middle.y), writing)?;
    }
    Ok(())
}
