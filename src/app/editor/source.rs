//! A rule's text as one reads and writes it: line numbers, colours, errors underlined where they are.

use crate::lang::highlight::classes;
use crate::lang::{Diagnostic, Kind, Span};
use crate::view::palette::Palette;
use crate::view::syntax;
use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::text_edit::TextEditState;
use egui::{
    Align, Align2, Color32, Context, FontId, Galley, Id, Margin, Pos2, Response, Stroke, TextBuffer,
    TextEdit, Ui,
};
use std::sync::Arc;

/// Room for line numbers.
const GUTTER: i8 = 38;

/// A text and what is known of it.
pub struct EditedText<'a> {
    /// What it describes.
    pub kind: Kind,
    /// What is wrong with it.
    pub found: &'a [Diagnostic],
    /// What the field is called.
    pub name: &'a str,
    /// Whether it can be changed.
    pub own: bool,
    /// What is to be in sight.
    pub aim: Option<Span>,
}

/// The field's place in egui's memory.
pub fn id() -> Id {
    Id::unique("rule text")
}

/// Shows the text. True where it was changed.
pub fn show(ui: &mut Ui, text: &mut String, source: &EditedText) -> Response {
    let colors = Palette::in_ui(ui);
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, width: f32| -> Arc<Galley> {
        let job = job(buffer.as_str(), source, &colors, width);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let mut shown = text.as_str();
    let edit = match source.own {
        true => TextEdit::multiline(text),
        false => TextEdit::multiline(&mut shown),
    };
    let margin = Margin {
        left: GUTTER,
        ..Margin::symmetric(8, 6)
    };
    // Tab leaves the field: a continued line is indented with spaces, and nobody is caught by it.
    let output = edit
        .id(id())
        .code_editor()
        .lock_focus(false)
        .margin(margin)
        .desired_width(f32::INFINITY)
        .desired_rows(8)
        .layouter(&mut layouter)
        .show(ui);
    numbers(ui, &output.galley, output.galley_pos, &colors);
    if let Some(aim) = source.aim {
        let place = output.galley.pos_from_cursor(cursor(text, aim.start));
        let place = place.translate(output.galley_pos.to_vec2());
        ui.scroll_to_rect(place, Some(Align::Center));
    }
    output.response.response.accessible_name(source.name)
}

/// A line of a text, from 1.
pub fn line(text: &str, number: usize) -> Span {
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            return Span::new(start, start + line.trim_end().len());
        }
        start += line.len();
    }
    Span::new(start, start)
}

fn cursor(text: &str, byte: usize) -> CCursor {
    CCursor::new(text.get(..byte).map_or(0, |t| t.chars().count()))
}

/// Puts the cursor on what a finding is about, or on a line.
pub fn go_to(ctx: &Context, text: &str, span: Span) {
    let index = |byte: usize| cursor(text, byte);
    let mut state = TextEditState::load(ctx, id()).unwrap_or_default();
    let range = CCursorRange::two(index(span.start), index(span.end));
    state.cursor.set_char_range(Some(range));
    state.store(ctx, id());
}

fn numbers(ui: &Ui, galley: &Galley, at: Pos2, colors: &Palette) {
    let font = FontId::monospace(11.0);
    let mut line = 0;
    let mut begins = true;
    for row in &galley.rows {
        if begins {
            line += 1;
            let rect = row.rect();
            let place = Pos2::new(at.x - 12.0, at.y + rect.center().y);
            let color = colors.weak.gamma_multiply(0.8);
            ui.painter()
                .text(place, Align2::RIGHT_CENTER, line, font.clone(), color);
        }
        begins = row.ends_with_newline;
    }
}

/// The text in its colours.
fn job(text: &str, source: &EditedText, colors: &Palette, width: f32) -> LayoutJob {
    let format = |color: Color32| TextFormat {
        line_height: Some(19.0),
        ..TextFormat::simple(FontId::monospace(crate::app::controls::theme::SMALL), color)
    };
    let parts = classes(source.kind, text);
    let found: Vec<(Span, &Diagnostic)> = source.found.iter().map(|d| (marked(text, d.span), d)).collect();
    let mut cuts: Vec<usize> = vec![0, text.len()];
    let spans = parts.iter().map(|p| p.0).chain(found.iter().map(|f| f.0));
    cuts.extend(spans.flat_map(|s| [s.start, s.end]));
    cuts.retain(|at| text.is_char_boundary(*at));
    cuts.sort_unstable();
    cuts.dedup();
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let mut part = parts.iter().peekable();
    for cut in cuts.windows(2) {
        while part.next_if(|p| p.0.end <= cut[0]).is_some() {}
        let class = part.peek().filter(|p| p.0.start <= cut[0]).map(|p| p.1);
        let mut format = format(class.map_or(colors.text, |class| syntax::color(class, colors)));
        if let Some((_, worst)) = found
            .iter()
            .filter(|(span, _)| span.start <= cut[0] && cut[1] <= span.end)
            .max_by_key(|(_, d)| d.is_error())
        {
            let color = if worst.is_error() {
                colors.danger
            } else {
                colors.warning
            };
            format.underline = Stroke::new(2.0, color);
            format.background = color.gamma_multiply(0.16);
        }
        job.append(&text[cut[0]..cut[1]], 0.0, format);
    }
    job
}

/// A span that has something to underline: where a line ends too early, its last character.
fn marked(text: &str, span: Span) -> Span {
    let end = span.end.min(text.len());
    let start = span.start.min(end);
    if text.get(start..end).is_some_and(|t| !t.trim().is_empty()) {
        return Span::new(start, end);
    }
    let before = text.get(..start).unwrap_or("").trim_end();
    let last = before.char_indices().last().map_or(0, |(at, _)| at);
    Span::new(last, before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one() {
        let text = "a = 1\n\nw -= a  \n";
        for (number, found) in [(1, "a = 1"), (2, ""), (3, "w -= a"), (9, "")] {
            let span = line(text, number);
            assert_eq!(&text[span.start..span.end], found, "{number}");
        }
    }

    #[test]
    fn a_finding_has_always_something_to_underline() {
        let text = "w -= \nx";
        for (span, wanted) in [
            ((5, 5), (3, 4)),
            ((0, 4), (0, 4)),
            ((99, 99), (6, 7)),
            ((0, 0), (0, 0)),
        ] {
            assert_eq!(
                marked(text, Span::new(span.0, span.1)),
                Span::new(wanted.0, wanted.1)
            );
        }
    }
}
