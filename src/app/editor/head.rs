//! The editor's first row: the name of the rule, and what can be done with it.

use super::{Open, change};
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::theme;
use crate::app::rules::{Rules, WantedRule};
use crate::catalog::Entry;
use crate::lang::rewrite::renamed;
use crate::scene::Scene;
use crate::view::palette::Palette;
use egui::{Align, Align2, Layout, RichText, TextEdit, Ui};

/// What the rule is called, and what can be done with it. True where it is to be closed.
pub(super) fn show(
    ui: &mut Ui,
    open: &mut Open,
    known: &Entry,
    rules: &mut Rules,
    scene: &mut Scene,
) -> bool {
    let kind = open.place.kind();
    let colors = Palette::in_ui(ui);
    let what = match open.is_own() {
        true => format!("Own {kind}"),
        false => format!("Built-in {kind}"),
    };
    ui.label(RichText::new(what).small().color(colors.weak));
    match open.is_own() {
        true => name(ui, open, known, rules, scene),
        false => drop(ui.label(RichText::new(open.written.title(kind)).family(theme::strong()))),
    }
    if button(
        ui,
        "Fork rule",
        "Make a rule of your own of it, under a new name, and use it here",
    ) {
        change::fork(rules, scene, open.place);
        rules.wanted = Some(WantedRule {
            place: open.place,
            fork: false,
            line: None,
        });
    }
    if button(
        ui,
        "Explain",
        "The rule at every stage, from its text to the program that the graphics card runs",
    ) {
        open.explain = true;
    }
    if open.is_own() {
        if let Some(text) = change::reverted(&known.rule)
            && button(
                ui,
                "Revert",
                "Back to the text of the rule that it was forked from; Undo brings yours back",
            )
        {
            open.take(rules, scene, text);
        }
        let tip = "Forget this rule; where it is used, the rule stands again that it was forked from";
        if button(ui, "Delete rule", tip) {
            change::delete(rules, scene, kind, &open.written);
        }
    }
    let right = Layout::right_to_left(Align::Center);
    ui.with_layout(right, |ui| {
        icon::button(ui, Icon::Close, "Close the editor", "Close the editor (Esc)").clicked()
    })
    .inner
}

fn button(ui: &mut Ui, name: &str, tip: &str) -> bool {
    ui.button(name).on_hover_text(tip).clicked()
}

/// The name of an own rule, to be changed. It is part of the text.
fn name(ui: &mut Ui, open: &mut Open, known: &Entry, rules: &mut Rules, scene: &mut Scene) {
    let mut shown = open.name.clone().unwrap_or_else(|| known.rule.name.clone());
    let field = TextEdit::singleline(&mut shown)
        .align(Align2::LEFT_CENTER)
        .desired_width(180.0)
        .hint_text("Name it to keep it");
    let response = ui.add(field).accessible_name("Name of the rule");
    let response = response
        .on_hover_text("The name under which the rule is kept and offered; it stands in the text, too");
    if response.changed() {
        open.take(rules, scene, renamed(&open.text, &shown));
    }
    open.name = response.has_focus().then_some(shown);
}
