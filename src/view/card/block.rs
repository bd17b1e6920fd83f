//! The blocks of a card: paragraphs, headings, lists, quotes, tables, code, formulas, differences.

use super::flow::{Flow, LaidLine};
use super::page::CardPage;
use super::{guess, line};
use crate::course::card::{Block, Inline, WordStyle};
use crate::course::difference::between;
use crate::view::formula;
use egui::text::TextFormat;
use egui::{Margin, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};

/// Between the columns of a table.
const COLUMNS: f32 = 14.0;
/// Largest formulas, in sizes of the text.
const FORMULA: f32 = 1.15;

/// Shows blocks below each other.
pub(super) fn all<'a>(ui: &mut Ui, page: &mut CardPage<'a>, blocks: &'a [Block]) {
    for block in blocks {
        one(ui, page, block);
    }
}

fn one<'a>(ui: &mut Ui, page: &mut CardPage<'a>, block: &'a Block) {
    match block {
        Block::Paragraph(words) => line::show(ui, page, words, None),
        Block::Heading(level, words) => heading(ui, page, *level, words),
        Block::List(first, items) => list(ui, page, *first, items),
        Block::Quote(inner) => quote(ui, page, inner),
        Block::Code(text) => code(ui, page, text),
        Block::Formula(text) => formula(ui, page, text),
        Block::Table(rows) => table(ui, page, rows),
        Block::Difference(labels) => difference(ui, page, &labels.value),
        // It stands between what is read before it and after it.
        Block::Prediction(_) => {}
    }
}

fn heading<'a>(ui: &mut Ui, page: &mut CardPage<'a>, level: u8, words: &'a [Inline]) {
    let ask = page.looks.ask();
    let strong = TextFormat {
        font_id: egui::FontId::new(page.looks.size, ask.font_id.family.clone()),
        ..page.looks.body(WordStyle::default())
    };
    ui.add_space(page.looks.gap() / 2.0);
    line::show(ui, page, words, Some(if level < 2 { &ask } else { &strong }));
}

/// What belongs to a sign at the left.
fn indented(ui: &mut Ui, by: f32, contents: impl FnOnce(&mut Ui)) -> Rect {
    let place = ui.available_rect_before_wrap();
    let inner = Rect::from_min_max(pos2(place.left() + by, place.top()), place.max);
    let child = ui.scope_builder(UiBuilder::new().max_rect(inner), contents);
    child.response.rect
}

fn list<'a>(ui: &mut Ui, page: &mut CardPage<'a>, first: Option<u64>, items: &'a [Vec<Block>]) {
    for (item, number) in items.iter().zip(first.unwrap_or(0)..) {
        let sign = first.map_or_else(|| "•".to_owned(), |_| format!("{number}."));
        let mut flow = Flow::new();
        flow.push(&sign, page.looks.body(WordStyle::default()));
        let sign = flow.lay(ui, f32::INFINITY);
        let at = ui.available_rect_before_wrap().min;
        let by = page.looks.indent().max(sign.size().x + 6.0);
        line::put(ui, page, &sign, at);
        indented(ui, by, |ui| all(ui, page, item));
    }
}

fn quote<'a>(ui: &mut Ui, page: &mut CardPage<'a>, inner: &'a [Block]) {
    let by = page.looks.indent();
    let left = ui.available_rect_before_wrap().left();
    let rect = indented(ui, by, |ui| all(ui, page, inner));
    let bar = Rect::from_min_max(pos2(left + 2.0, rect.top()), pos2(left + 5.0, rect.bottom()));
    ui.painter().rect_filled(bar, 1.5, page.looks.colors.hovered);
}

/// A box on a ground of its own.
fn boxed(ui: &mut Ui, page: &mut CardPage, contents: impl FnOnce(&mut Ui, &mut CardPage)) {
    let frame = egui::Frame::new()
        .fill(page.looks.colors.background)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 6));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        contents(ui, page);
    });
}

fn code(ui: &mut Ui, page: &mut CardPage, text: &str) {
    boxed(ui, page, |ui, page| {
        let format = page.looks.code();
        line::plain(ui, page, text.trim_end(), format);
    });
}

fn formula(ui: &mut Ui, page: &mut CardPage, text: &str) {
    match formula::read(text) {
        Some(lines) => formula::fitted(ui, &lines, page.looks.size * FORMULA),
        None => code(ui, page, text),
    }
}

fn difference(ui: &mut Ui, page: &mut CardPage, labels: &[String; 2]) {
    let lines = between(&page.scene.experiment, labels);
    boxed(ui, page, |ui, page| {
        for (which, label) in labels.iter().enumerate() {
            let sign = if which == 0 { '−' } else { '+' };
            let color = page.looks.verdict(which > 0);
            let mut name = page.looks.code();
            name.color = color;
            hanging(ui, page, sign, label, name);
            for differing in lines.iter().filter(|l| l.is_first == (which == 0)) {
                let mut code = page.looks.code();
                code.color = color;
                hanging(ui, page, sign, &format!("  {}", differing.line), code);
            }
        }
    });
}

/// A line behind a sign; what does not fit goes on below its words.
fn hanging(ui: &mut Ui, page: &mut CardPage, sign: char, text: &str, format: TextFormat) {
    let mut flow = Flow::new();
    flow.push(&sign.to_string(), format.clone());
    let laid = flow.lay(ui, f32::INFINITY);
    let at = ui.available_rect_before_wrap().min;
    line::put(ui, page, &laid, at);
    let by = laid.size().x + page.looks.size * 0.6;
    indented(ui, by, |ui| line::plain(ui, page, text, format));
}

/// A table: as wide as its words where there is room, else its columns shrink to what they need, and their
/// words wrap.
fn table<'a>(ui: &mut Ui, page: &mut CardPage<'a>, rows: &'a [Vec<Vec<Inline>>]) {
    let head = {
        let mut head = page.looks.small();
        head.line_height = page.looks.body(WordStyle::default()).line_height;
        head
    };
    let explained = page.explained.clone();
    let wide: Vec<Vec<f32>> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let format = (index == 0).then_some(&head);
            row.iter()
                .map(|cell| Flow::of(ui, page, cell, format).lay(ui, f32::INFINITY).size().x)
                .collect()
        })
        .collect();
    page.explained = explained;
    let widths = widths(&wide, ui.available_width());
    let height = ui.available_rect_before_wrap().top();
    let (left, mut top) = (ui.available_rect_before_wrap().left(), height);
    for (index, row) in rows.iter().enumerate() {
        let format = (index == 0).then_some(&head);
        let cells: Vec<LaidLine> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| Flow::of(ui, page, cell, format).lay(ui, *width))
            .collect();
        let tall = cells.iter().map(|cell| cell.galley.size().y).fold(0.0, f32::max);
        let mut x = left;
        for (cell, width) in cells.iter().zip(&widths) {
            let rect = Rect::from_min_size(pos2(x, top), vec2(*width, tall));
            let response = ui.interact(
                rect,
                page.id(("cell", rows.as_ptr() as usize, index, x as i32)),
                Sense::hover(),
            );
            let text = cell.galley.text().to_owned();
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
            line::put(ui, page, cell, rect.min);
            x += width + COLUMNS;
        }
        top += tall + 2.0;
        let rule = egui::Stroke::new(1.0, page.looks.colors.hairline);
        ui.painter().hline(left..=(x - COLUMNS), top, rule);
        top += 2.0;
    }
    ui.allocate_space(vec2(ui.available_width(), top - height));
}

/// The widths of columns, given those of their cells, in a room.
fn widths(cells: &[Vec<f32>], room: f32) -> Vec<f32> {
    let count = cells.iter().map(Vec::len).max().unwrap_or(0);
    let column = |c: usize| {
        cells
            .iter()
            .filter_map(|row| row.get(c))
            .copied()
            .fold(0.0, f32::max)
            .ceil()
    };
    let mut widths: Vec<f32> = (0..count).map(column).collect();
    let room = room - COLUMNS * count.saturating_sub(1) as f32;
    // The widest columns give first.
    for _ in 0..count {
        let over = widths.iter().sum::<f32>() - room;
        if over <= 0.0 {
            break;
        }
        let widest = widths.iter().copied().fold(0.0, f32::max);
        let many = widths.iter().filter(|w| **w == widest).count() as f32;
        let next = widths.iter().copied().filter(|w| *w < widest).fold(0.0, f32::max);
        let to = next.max(widest - over / many);
        for width in widths.iter_mut().filter(|w| **w == widest) {
            *width = to;
        }
    }
    widths
}

/// Small room between two parts.
pub(super) fn space(ui: &mut Ui, page: &CardPage) {
    ui.add_space(page.looks.gap());
}

/// A card from its text on: what is guessed, and what is read after the guess.
pub(super) fn body<'a>(ui: &mut Ui, page: &mut CardPage<'a>, attempt: &mut super::Attempt) {
    let blocks = &page.card.blocks;
    let guessed = blocks
        .iter()
        .position(|block| matches!(block, Block::Prediction(_)));
    let (before, after) = blocks.split_at(guessed.map_or(blocks.len(), |place| place + 1));
    all(ui, page, before);
    if let Some(Block::Prediction(prediction)) = before.last() {
        guess::ask(ui, page, prediction, attempt);
    }
    if attempt.is_over(page.card) {
        all(ui, page, after);
    }
}

/// Room that is only taken.
pub(super) fn room(ui: &mut Ui, size: Vec2) -> Rect {
    ui.allocate_exact_size(size, Sense::hover()).0
}
