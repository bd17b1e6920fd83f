//! A caption as lines under a figure: the problem, every run behind a sample of its line, the engine.

use super::caption::{Caption, CaptionEntry};
use super::{CAPTION, text};
use crate::view::canvas::{Error, Pen, Writing};
use crate::view::palette::Palette;
use crate::view::style::run_style;
use egui::{Color32, Pos2, pos2, vec2};

/// Width of the sample of a line, and of all that stands before an entry's text.
const SAMPLE: f32 = 30.0;
const INDENT: f32 = SAMPLE + 14.0;
/// Between a name and its settings, between columns, and between the parts of the caption.
const AFTER: f32 = 7.0;
const APART: f32 = 24.0;
const BREAK: f32 = 5.0;
/// Narrower columns are hard to read.
const NARROWEST: f32 = 380.0;

/// A caption broken into lines.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    problem: Vec<String>,
    columns: Vec<Vec<Broken<'a>>>,
    engine: Vec<String>,
    width: f32,
}

/// An entry broken into lines.
#[derive(Clone, Debug)]
struct Broken<'a> {
    entry: &'a CaptionEntry,
    label: String,
    after: f32,
    lines: Vec<String>,
}

/// The lines of a caption within a width; entries stand in as many columns as are wide enough.
pub fn lines<'a>(pen: &Pen, caption: &'a Caption, width: f32) -> Result<Lines<'a>, Error> {
    let writing = Writing::new(CAPTION, Color32::BLACK);
    let whole = |text: &String| text::wrapped(pen, std::slice::from_ref(text), writing, width);
    let runs = &caption.runs;
    let columns = ((width / NARROWEST) as usize).clamp(1, 2).min(runs.len().max(1));
    let room = (width - APART * (columns - 1) as f32) / columns as f32;
    let each = runs.len().div_ceil(columns).max(1);
    let names: Vec<&str> = runs.iter().map(|entry| &*entry.label).collect();
    let column = |part: &'a [CaptionEntry]| {
        part.iter()
            .map(|entry| broken(pen, entry, &names, room))
            .collect()
    };
    Ok(Lines {
        problem: whole(&caption.problem)?,
        columns: runs.chunks(each).map(column).collect::<Result<_, Error>>()?,
        engine: whole(&caption.engine)?,
        width: room,
    })
}

fn broken<'a>(pen: &Pen, entry: &'a CaptionEntry, names: &[&str], width: f32) -> Result<Broken<'a>, Error> {
    let writing = Writing::new(CAPTION, Color32::BLACK);
    let room = width - INDENT;
    let label = pen.name(&entry.label, names, writing.strong(), room);
    let after = pen.width(&label, writing.strong())? + AFTER;
    Ok(Broken {
        entry,
        lines: text::hanging(pen, &entry.settings, writing, room, after)?,
        label,
        after,
    })
}

impl Lines<'_> {
    /// How high all of it is.
    pub fn height(&self) -> f32 {
        let columns = self.columns.iter().map(|c| c.iter().map(|e| e.lines.len()).sum());
        let rows: usize = columns.max().unwrap_or(0);
        let breaks = if rows > 0 { 2.0 * BREAK } else { BREAK };
        self.leading() * (self.problem.len() + rows + self.engine.len()) as f32 + breaks
    }

    fn leading(&self) -> f32 {
        text::height(1, Writing::new(CAPTION, Color32::BLACK))
    }

    /// Writes it, its upper left corner at `at`.
    pub fn write(&self, pen: &Pen, at: Pos2, colors: &Palette) -> Result<(), Error> {
        let plain = Writing::new(CAPTION, colors.text);
        let leading = self.leading();
        text::write(pen, &self.problem, at, plain)?;
        let top = at.y + leading * self.problem.len() as f32 + BREAK;
        for (index, column) in self.columns.iter().enumerate() {
            let left = at.x + index as f32 * (self.width + APART);
            let mut y = top + leading / 2.0;
            for entry in column {
                entry.write(pen, pos2(left, y), leading, colors)?;
                y += leading * entry.lines.len() as f32;
            }
        }
        let last = at + vec2(0.0, self.height() - leading * self.engine.len() as f32);
        text::write(pen, &self.engine, last, Writing::new(CAPTION, colors.weak))
    }
}

impl Broken<'_> {
    fn write(&self, pen: &Pen, at: Pos2, leading: f32, colors: &Palette) -> Result<(), Error> {
        let style = run_style(self.entry.run, colors.dark);
        let end = at + vec2(SAMPLE, 0.0);
        pen.dashed(&[at, end], (style.dash, 0.0), 2.0, style.color)?;
        match self.entry.diverged {
            true => pen.cross(end, 3.5, colors.danger, colors.background)?,
            false => pen.marker(style.marker, end, 3.5, style.color, colors.background)?,
        }
        let text = at + vec2(INDENT, 0.0);
        pen.text(&self.label, text, Writing::new(CAPTION, style.color).strong())?;
        for (index, line) in self.lines.iter().enumerate() {
            let after = if index == 0 { self.after } else { 0.0 };
            let place = text + vec2(after, leading * index as f32);
            pen.text(line, place, Writing::new(CAPTION, colors.weak))?;
        }
        Ok(())
    }
}
