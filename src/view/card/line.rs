//! A line on the screen: what can be pointed at is marked, explains itself, and answers hands and keys.

use super::control;
use super::flow::{Flow, LaidLine, Spot, What};
use super::page::CardPage;
use super::{Asked, link};
use crate::course::card::Inline;
use crate::course::words::Words;
use egui::text::TextFormat;
use egui::{Color32, CursorIcon, Pos2, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// How far beyond a word a hand still hits it, above and below.
const AROUND: f32 = 3.0;

/// Shows a line as a paragraph, as wide as there is room.
pub(super) fn show<'a>(
    ui: &mut Ui,
    page: &mut CardPage<'a>,
    line: &'a [Inline],
    format: Option<&TextFormat>,
) {
    let flow = Flow::of(ui, page, line, format);
    paragraph(ui, page, flow);
}

/// Shows a line that was put together as a paragraph.
pub(super) fn paragraph<'a>(ui: &mut Ui, page: &mut CardPage<'a>, flow: Flow<'a>) {
    let width = ui.available_width();
    let laid = flow.lay(ui, width);
    let (rect, response) = ui.allocate_exact_size(vec2(width, laid.galley.size().y), Sense::hover());
    let text = laid.galley.text().to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    put(ui, page, &laid, rect.min);
}

/// Puts a line at a point.
pub(super) fn put<'a>(ui: &mut Ui, page: &mut CardPage<'a>, laid: &LaidLine<'a>, at: Pos2) {
    let mut touched = Vec::new();
    for spot in &laid.spots {
        let pieces = laid.pieces(&spot.chars, at);
        if let Some(response) = sensed(ui, page, spot, &pieces) {
            mark(ui, page, spot, &pieces, &response);
            touched.push((spot, response));
        }
    }
    ui.painter().galley(at, laid.galley.clone(), Color32::PLACEHOLDER);
    for (spot, response) in touched {
        act(ui, page, spot, response);
    }
}

/// Lets a part of a line be pointed at: one place for the keyboard, a piece in each row for a hand.
fn sensed(ui: &Ui, page: &CardPage, spot: &Spot, pieces: &[Rect]) -> Option<Response> {
    let (id, sense) = match spot.what {
        What::Number(live) => (page.id(("number", live.expression.span.start)), Sense::hover()),
        What::Waiting => (page.id(("waiting", spot.chars.start)), Sense::hover()),
        What::Link(link) => (page.id(("link", link.span.start)), Sense::click()),
        What::Control(link, _, number) => (
            page.id(("control", link.span.start, number)),
            Sense::click_and_drag(),
        ),
        What::Word(word) => (page.id(("word", word)), Sense::click()),
    };
    let one = |(place, rect): (usize, &Rect)| {
        let rect = rect.expand2(vec2(0.0, AROUND));
        match place {
            0 => ui.interact(rect, id, sense),
            _ => ui.interact(rect, id.with(place), sense - Sense::FOCUSABLE),
        }
    };
    let all = pieces
        .iter()
        .enumerate()
        .map(one)
        .reduce(|all, one| all.union(one))?;
    // The middle of all rows together may lie on none of them: it is found where most of it stands.
    let wider = |one: Rect, other: Rect| if other.width() > one.width() { other } else { one };
    let rect = pieces.iter().copied().reduce(wider)?.expand2(vec2(0.0, AROUND));
    Some(Response { rect, ..all })
}

/// Marks a part of a line, below its words.
fn mark(ui: &Ui, page: &CardPage, spot: &Spot, pieces: &[Rect], response: &Response) {
    let colors = page.looks.colors;
    let painter = ui.painter();
    let lively = response.hovered() || response.has_focus() || response.dragged();
    for piece in pieces {
        let low = piece.center().y + page.looks.size * 0.62;
        match spot.what {
            What::Number(_) => {}
            What::Waiting => {
                let bar = Rect::from_center_size(piece.center(), vec2(piece.width(), page.looks.size));
                painter.rect_filled(bar, 3.0, colors.raised);
            }
            What::Link(_) => {
                let stroke = match lively {
                    true => Stroke::new(1.5, colors.accent),
                    false => page.looks.underline(),
                };
                painter.hline(piece.x_range(), low, stroke);
            }
            What::Control(..) => {
                let fill = if lively { colors.hovered } else { colors.raised };
                let chip = piece.shrink2(vec2(0.0, (piece.height() - page.looks.size * 1.4).max(0.0) / 2.0));
                painter.rect_filled(chip, 5.0, fill);
            }
            What::Word(_) => {
                let color = if lively { colors.accent } else { colors.weak };
                let ends = [pos2(piece.left(), low), pos2(piece.right(), low)];
                painter.extend(egui::Shape::dotted_line(&ends, color, 3.0, 0.75));
            }
        }
    }
}

/// What a part of a line says of itself, and what it does.
fn act(ui: &mut Ui, page: &mut CardPage, spot: &Spot, response: Response) {
    match spot.what {
        What::Number(live) => {
            let formula = live.expression.source.trim();
            response.on_hover_text(formula);
        }
        What::Waiting => drop(response.on_hover_text("This number is not computed yet")),
        What::Link(linked) => {
            response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &spot.text));
            let response = response.on_hover_cursor(CursorIcon::PointingHand);
            let response = response.on_hover_ui(|ui| drop(ui.label(link::does(page, &linked.actions))));
            if response.clicked() {
                page.asked.extend(linked.actions.iter().cloned().map(Asked::Do));
            }
        }
        What::Control(_, path, _) => control::turn(ui, page, path, &spot.text, response),
        What::Word(word) => explain(ui, word, &spot.text, response),
    }
}

/// What a word means, under the pointer and while it has the keyboard; a tap gives it that.
fn explain(ui: &Ui, word: usize, text: &str, response: Response) {
    let Some(word) = Words::embedded().all.get(word) else {
        return;
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Term, true, text));
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_description(word.about.clone()));
    if response.clicked() {
        response.request_focus();
    }
    match response.has_focus() {
        true => response.show_tooltip_text(&word.about),
        false => drop(
            response
                .on_hover_cursor(CursorIcon::Help)
                .on_hover_text(&word.about),
        ),
    }
}

/// Plain words as a line of their own.
pub(super) fn plain(ui: &mut Ui, page: &mut CardPage, text: &str, format: TextFormat) {
    let mut flow = Flow::new();
    flow.push(text, format);
    paragraph(ui, page, flow);
}
