//! The small print of a card: what it is about, where its facts come from, and its figure to take away.

use super::flow::Flow;
use super::page::CardPage;
use super::{Asked, block, line};
use crate::course::card::Action;
use crate::view::canvas::export::Form;
use egui::{Button, CursorIcon, RichText, Role, Sense, Ui, WidgetInfo, vec2};

/// Shows what a card is about, how hard it is, its sources, and what it can be taken away as.
pub(super) fn show(ui: &mut Ui, page: &mut CardPage, over: bool) {
    block::space(ui, page);
    let rect = ui.available_rect_before_wrap();
    let rule = egui::Stroke::new(1.0, page.looks.colors.hairline);
    ui.painter().hline(rect.x_range(), rect.top(), rule);
    ui.add_space(page.looks.gap() / 2.0);
    let small = page.looks.small();
    let level = match page.card.difficulty {
        0 => String::new(),
        level => format!("Level {level} of 3"),
    };
    let about: Vec<&str> = [level.as_str()]
        .into_iter()
        .chain(page.card.tags.iter().map(String::as_str))
        .filter(|t| !t.is_empty())
        .collect();
    if !about.is_empty() {
        line::plain(ui, page, &about.join(" · "), small.clone());
    }
    let sources = &page.card.sources;
    for source in sources {
        match address(source) {
            Some(address) => cited(ui, page, source, address),
            None => line::plain(ui, page, source, small.clone()),
        }
    }
    if over && page.study.is_some() {
        take_away(ui, page);
    }
}

/// Where a source can be read, if it says so: `arXiv:1412.6980` or an address.
fn address(source: &str) -> Option<String> {
    let mut words = source.split([' ', ',', '(', ')']).filter(|word| !word.is_empty());
    words.find_map(|word| match word.strip_prefix("arXiv:") {
        Some(id) => Some(format!("https://arxiv.org/abs/{id}")),
        None => word.starts_with("https://").then(|| word.to_owned()),
    })
}

/// A source that opens where it can be read.
fn cited(ui: &mut Ui, page: &mut CardPage, source: &str, address: String) {
    let width = ui.available_width();
    let mut flow = Flow::new();
    flow.push(source, page.looks.small());
    let laid = flow.lay(ui, width);
    let rect = block::room(ui, vec2(laid.size().x, laid.galley.size().y));
    let response = ui.interact(rect, page.id(("source", source)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, source));
    if response.hovered() || response.has_focus() {
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 3.0, page.looks.underline());
    }
    line::put(ui, page, &laid, rect.min);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if response.on_hover_text(format!("Open {address}")).clicked() {
        page.asked.push(Asked::Do(Action::Page(address)));
    }
}

/// The card as a file, once the guess is over.
fn take_away(ui: &mut Ui, page: &mut CardPage) {
    ui.horizontal(|ui| {
        let small = page.looks.small();
        for (form, name) in [(Form::Svg, "Take away as SVG"), (Form::Png, "as PNG")] {
            let text = RichText::new(name).font(small.font_id.clone()).color(small.color);
            let button = ui.add(Button::new(text).frame(false));
            let button = button.on_hover_text(
                "A figure: the question, your guess, what came of it, all settings, and the card's link",
            );
            if button.clicked() {
                page.asked.push(Asked::TakeAway(form));
            }
        }
    });
}
