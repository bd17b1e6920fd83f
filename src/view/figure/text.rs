//! Text of several lines.

use crate::view::canvas::{Error, Pen, Writing};
use egui::{Pos2, pos2, vec2};

/// Height of a line, in sizes of its writing.
const LEADING: f32 = 1.4;

/// The width of the widest of some texts.
pub fn widest<T: AsRef<str>>(
    pen: &Pen,
    texts: impl IntoIterator<Item = T>,
    writing: Writing,
) -> Result<f32, Error> {
    let mut texts = texts.into_iter();
    texts.try_fold(0.0, |widest: f32, text| {
        Ok(widest.max(pen.width(text.as_ref(), writing)?))
    })
}

/// What keeps two words on one line.
pub const TIED: char = '\u{a0}';

/// Lines no wider than a width, broken between words.
pub fn wrapped(pen: &Pen, paragraphs: &[String], writing: Writing, width: f32) -> Result<Vec<String>, Error> {
    let lines = paragraphs.iter().map(|p| hanging(pen, p, writing, width, 0.0));
    Ok(lines.collect::<Result<Vec<_>, _>>()?.concat())
}

/// The lines of one paragraph; the first one begins behind something of a width.
pub fn hanging(
    pen: &Pen,
    paragraph: &str,
    writing: Writing,
    width: f32,
    behind: f32,
) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    let (mut line, mut room) = (String::new(), width - behind);
    for word in paragraph.split(' ') {
        let word = word.replace(TIED, " ");
        let longer = if line.is_empty() {
            word.clone()
        } else {
            format!("{line} {word}")
        };
        let fits = pen.width(&longer, writing)? <= room;
        if fits || (line.is_empty() && room == width) {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word));
            room = width;
        }
    }
    lines.push(line);
    Ok(lines)
}

/// How high some lines are.
pub fn height(lines: usize, writing: Writing) -> f32 {
    lines as f32 * writing.size * LEADING
}

/// Writes lines below each other, the first one's upper left corner at `at`; what is too wide is cut.
pub fn write(pen: &Pen, lines: &[String], at: Pos2, writing: Writing) -> Result<(), Error> {
    let room = pen.size().x - at.x;
    for (index, line) in lines.iter().enumerate() {
        let middle = at + vec2(0.0, height(1, writing) * (index as f32 + 0.5));
        pen.text(&pen.fitted(line, writing, room)?, pos2(at.x, middle.y), writing)?;
    }
    Ok(())
}
