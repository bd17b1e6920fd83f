//! Picks a rule from a list: the catalog's, then the user's own.

use super::editor::open;
use super::finding;
use super::rules::{Rules, Wanted};
use super::session::Finding;
use crate::catalog;
use crate::lang::Kind;
use crate::scene::{Reference, RulePlace};
use egui::{Align, ComboBox, Layout, RichText, Ui};

/// What a new surface begins with: a formula is a whole rule.
const FORMULA: &str = "x^2 + 10*sin(3*y)";

/// A list of all rules that can stand in a place, as wide as `width`. Returns the rule that was newly picked.
pub fn show(
    ui: &mut Ui,
    rules: &mut Rules,
    place: RulePlace,
    current: &Reference,
    name: &str,
    width: f32,
) -> Option<Reference> {
    let mut picked = None;
    let kind = place.kind();
    let about = rules.get(kind, current).and_then(|r| r.about.clone());
    let response = ComboBox::from_id_salt(name)
        .selected_text(rules.name(kind, current))
        .width(width)
        .truncate()
        .show_ui(ui, |ui| {
            ui.set_min_width(220.0);
            picked = list(ui, rules, kind, Some(current));
        })
        .response
        .accessible_name(name);
    if let Some(about) = about {
        response.on_hover_text(about);
    }
    picked.filter(|picked| picked != current)
}

/// The rows of a list of all rules of a kind. Returns the rule that was picked.
pub fn list(ui: &mut Ui, rules: &Rules, kind: Kind, current: Option<&Reference>) -> Option<Reference> {
    let mut picked = None;
    for entry in catalog::entries(kind) {
        let reference = Reference::name(&entry.id);
        let row = ui.selectable_label(current == Some(&reference), &entry.rule.name);
        let row = row.on_hover_text(entry.rule.about.as_deref().unwrap_or(""));
        if row.clicked() {
            picked = Some(reference);
        }
    }
    if rules.library.of(kind).next().is_some() {
        ui.separator();
        ui.label(RichText::new("Your own").small().weak());
    }
    for (name, source) in rules.library.of(kind) {
        let reference = Reference::Source(source.to_owned());
        let row = ui.selectable_label(current == Some(&reference), name);
        if row.on_hover_text("A rule of your own").clicked() {
            picked = Some(reference);
        }
    }
    picked
}

/// What else can be done with a surface: written anew, or read where there is one.
pub fn written(ui: &mut Ui, rules: &mut Rules, readable: bool) -> Option<Reference> {
    let place = RulePlace::Surface;
    let new = ui
        .button("Write a formula…")
        .on_hover_text("A surface of your own: any formula of x and y");
    let read = |ui: &mut Ui| {
        let button = ui.button("Read this surface…");
        button
            .on_hover_text("The text that runs; fork it to change it")
            .clicked()
    };
    if (readable && read(ui)) || new.clicked() {
        rules.wanted = Some(Wanted { place, fork: false });
        ui.close();
    }
    new.clicked().then(|| Reference::Source(FORMULA.to_owned()))
}

/// The same under a label and the buttons that lead to its text, with what is wrong with it below.
pub fn labelled(
    ui: &mut Ui,
    rules: &mut Rules,
    place: RulePlace,
    current: &Reference,
    (label, owner): (&str, &str),
    (findings, pointer): (&[Finding], &str),
) -> Option<Reference> {
    ui.horizontal(|ui| {
        ui.label(RichText::new(label).small().weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let what = format!("{} of {owner}", label.to_lowercase());
            open::buttons(ui, rules, place, current, &what);
        });
    });
    let width = ui.available_width();
    let picked = show(ui, rules, place, current, &format!("{label} of {owner}"), width);
    finding::show(ui, findings, pointer);
    picked
}
