//! The family of optimizers, as a tree: a click adds a rule to the race, and what it changed of its parent is
//! shown on hover.

use super::contents::small;
use crate::app::runs::edit;
use crate::catalog;
use crate::course::atlas::{Build, DecayForm, Member, family, first_parent};
use crate::lang::Kind;
use crate::lang::rule::Rule;
use crate::scene::{Reference, Scene};
use crate::view::palette::Palette;
use egui::{Align, Button, Layout, RichText, Ui};
use similar::{ChangeTag, TextDiff};

/// How far a generation is indented.
const INDENT: f32 = 12.0;
/// The columns: their heads, and what they mean.
const COLUMNS: [(&str, &str); 5] = [
    (
        "n",
        "Numbers kept per parameter; r: one per row and one per column instead",
    ),
    (
        "ad",
        "Adaptive: the size of the gradient, per parameter, divides the step",
    ),
    (
        "mo",
        "Momentum: a kept number that follows the gradient moves the parameters",
    ),
    (
        "de",
        "Weight decay: + beside the gradient (decoupled), · through it (as L2), – none",
    ),
    ("g", "Gradients that a step takes"),
];
/// Width of a column.
const WIDTH: f32 = 22.0;

/// Shows the tree with its table. A click adds the rule as a run.
pub fn show(ui: &mut Ui, scene: &mut Scene) {
    small(
        ui,
        "All of it is read off the rules' own texts. A click adds the rule to the runs.",
    );
    let full = edit::full(scene);
    head(ui);
    let mut added = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    for member in family() {
        let (words, hover) = (member.entry.rule.name.clone(), changed(&member));
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(INDENT * member.depth as f32);
            let button = Button::new(words).frame(false).truncate();
            let width = ui.available_width() - WIDTH * COLUMNS.len() as f32;
            let height = ui.spacing().interact_size.y.max(20.0);
            let (_, place) = ui.allocate_space(egui::vec2(width, height));
            let mut inner = ui.new_child(
                egui::UiBuilder::new()
                    .max_rect(place)
                    .layout(Layout::left_to_right(Align::Center)),
            );
            let enabled = full.is_none();
            let row = inner.add_enabled(enabled, button).on_hover_ui(|ui| {
                ui.set_max_width(420.0);
                tooltip(ui, &member, &hover);
            });
            let row = match &full {
                Some(reason) => row.on_disabled_hover_text(reason),
                None => row,
            };
            let named = row.accessible_name(format!("Add {} to the runs", member.entry.rule.name));
            if named.clicked() {
                added = Some(Reference::Name(member.entry.id.clone()));
            }
            for (cell, (_, about)) in cells(&member.build).iter().zip(COLUMNS) {
                column(ui, cell, about, false);
            }
        });
    }
    if let Some(optimizer) = added {
        edit::push(scene, optimizer);
    }
}

fn head(ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let width = ui.available_width() - WIDTH * COLUMNS.len() as f32;
        ui.add_space(width.max(0.0));
        for (head, about) in COLUMNS {
            column(ui, head, about, true);
        }
    });
}

fn column(ui: &mut Ui, text: &str, about: &str, is_head: bool) {
    let weak = Palette::in_ui(ui).weak;
    let text = RichText::new(text).small();
    let text = if is_head { text.color(weak) } else { text };
    let layout = Layout::centered_and_justified(egui::Direction::LeftToRight);
    let size = egui::vec2(WIDTH, ui.spacing().interact_size.y.max(20.0));
    ui.allocate_ui_with_layout(size, layout, |ui| ui.label(text).on_hover_text(about));
}

/// A member's row of the table.
fn cells(build: &Build) -> [String; 5] {
    let sign = |is: bool| if is { "✔" } else { "–" }.to_owned();
    let kept = match build.factored {
        true => "r".to_owned(),
        false => build.elements.to_string(),
    };
    let decay = match build.decay {
        DecayForm::None => "–",
        DecayForm::Coupled => "·",
        DecayForm::Decoupled => "+",
    };
    [
        kept,
        sign(build.adaptive),
        sign(build.momentum),
        decay.to_owned(),
        build.gradients.to_string(),
    ]
}

/// The lines that a rule has otherwise than its first parent: whether they are its own, and the line.
fn changed(member: &Member) -> Vec<(bool, String)> {
    let parent = first_parent(member.entry).and_then(|id| catalog::find(Kind::Optimizer, id));
    let Some(parent) = parent else { return Vec::new() };
    let [before, after] = [&parent.rule, &member.entry.rule].map(|rule| body(rule));
    let diff = TextDiff::from_lines(&before, &after);
    let changed = diff.iter_all_changes().filter(|c| c.tag() != ChangeTag::Equal);
    let line = |c: similar::Change<&str>| (c.tag() == ChangeTag::Insert, c.value().trim_end().to_owned());
    changed.map(line).collect()
}

/// What a rule computes, line by line.
fn body(rule: &Rule) -> String {
    let lines = rule
        .body
        .iter()
        .map(|s| rule.source[s.span.start..s.span.end].trim());
    lines.map(|line| format!("{line}\n")).collect()
}

fn tooltip(ui: &mut Ui, member: &Member, changed: &[(bool, String)]) {
    let rule = &member.entry.rule;
    if let Some(about) = &rule.about {
        ui.label(about);
    }
    let colors = Palette::in_ui(ui);
    if let Some(paper) = &rule.paper {
        ui.label(RichText::new(paper).small().color(colors.weak));
    }
    if let Some(parent) = rule.parents.first().filter(|_| !changed.is_empty()) {
        ui.label(RichText::new(format!("What it changed of {}:", parent.text)).small());
    }
    for (is_own, line) in changed {
        let (sign, color) = if *is_own {
            ("+", colors.accent)
        } else {
            ("−", colors.danger)
        };
        ui.label(
            RichText::new(format!("{sign} {line}"))
                .monospace()
                .small()
                .color(color),
        );
    }
    if rule.parents.len() > 1 {
        let others: Vec<&str> = rule.parents[1..].iter().map(|p| p.text.as_str()).collect();
        ui.label(RichText::new(format!("It also took from {}.", others.join(", "))).small());
    }
}
