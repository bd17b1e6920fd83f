//! Picks a rule of the catalog from a list.

use super::finding;
use super::rules::Rules;
use super::session::Finding;
use crate::catalog;
use crate::lang::Kind;
use crate::scene::Reference;
use egui::{ComboBox, Ui};

/// A list of all rules of a kind, as wide as `width`. Returns the rule that was newly picked.
pub fn show(
    ui: &mut Ui,
    rules: &mut Rules,
    kind: Kind,
    current: &Reference,
    name: &str,
    width: f32,
) -> Option<Reference> {
    let mut picked = None;
    let about = rules.get(kind, current).and_then(|r| r.about.clone());
    let response = ComboBox::from_id_salt(name)
        .selected_text(rules.name(kind, current))
        .width(width)
        .truncate()
        .show_ui(ui, |ui| {
            ui.set_min_width(220.0);
            for entry in catalog::entries(kind) {
                let reference = Reference::name(&entry.id);
                let row = ui.selectable_label(reference == *current, &entry.rule.name);
                let row = match &entry.rule.about {
                    Some(about) => row.on_hover_text(about),
                    None => row,
                };
                if row.clicked() && reference != *current {
                    picked = Some(reference);
                }
            }
        })
        .response
        .accessible_name(name);
    if let Some(about) = about {
        response.on_hover_text(about);
    }
    picked
}

/// The same with its label above and what is wrong with it below.
pub fn labelled(
    ui: &mut Ui,
    rules: &mut Rules,
    kind: Kind,
    current: &Reference,
    (label, owner): (&str, &str),
    (findings, pointer): (&[Finding], &str),
) -> Option<Reference> {
    ui.label(egui::RichText::new(label).small().weak());
    let width = ui.available_width();
    let picked = show(ui, rules, kind, current, &format!("{label} of {owner}"), width);
    finding::show(ui, findings, pointer);
    picked
}
