//! What the rules on screen are, in their own words: what they do, where they come from, what each parameter
//! means.

use crate::app::controls::{names, theme};
use crate::app::network;
use crate::data::Source;
use crate::lang::Kind;
use crate::lang::rule::{Param, Rule, Value};
use crate::scene::{Reference, Scene};
use crate::view::palette::Palette;
use crate::view::{formula, number};
use egui::{CollapsingHeader, Label, RichText, Ui};

/// The surface, or the data and the activation, then the selected run's optimizer, schedule and stages.
pub fn show(ui: &mut Ui, scene: &Scene) {
    let experiment = &scene.experiment;
    let mut shown: Vec<(Kind, &Reference)> = Vec::new();
    if let Some(network) = experiment.problem.network() {
        data(ui, &network.data);
    }
    let place = experiment.problem.place();
    shown.extend(place.reference(experiment).map(|rule| (place.kind(), rule)));
    if let Some(run) = experiment.runs.get(scene.view.selected) {
        shown.push((Kind::Optimizer, &run.optimizer));
        shown.push((Kind::Schedule, &run.schedule.name));
        shown.extend(run.stages.iter().map(|stage| (Kind::Stage, &stage.name)));
    }
    for (kind, reference) in shown {
        if let Some(rule) = reference.rule(kind) {
            card(ui, kind, &reference.title(kind), &rule);
        }
    }
}

/// The same folded below the runs, where there is no page for it.
pub fn below(ui: &mut Ui, scene: &Scene) {
    ui.add_space(8.0);
    let folded = CollapsingHeader::new("Learn").show(ui, |ui| show(ui, scene));
    folded
        .header_response
        .accessible_name("Learn what the rules are")
        .on_hover_text("What the rules on screen are, and where they come from");
}

/// What a network learns from.
fn data(ui: &mut Ui, source: &Source) {
    heading(ui, network::data::title(source), "data");
    if let Some(about) = network::data::about(source) {
        text(ui, RichText::new(about));
    }
    ui.add_space(6.0);
    ui.separator();
}

fn heading(ui: &mut Ui, name: &str, kind: &str) {
    let weak = Palette::in_ui(ui).weak;
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).family(theme::strong()));
        ui.label(RichText::new(kind).small().color(weak));
    });
}

fn card(ui: &mut Ui, kind: Kind, name: &str, rule: &Rule) {
    let colors = Palette::in_ui(ui);
    heading(ui, name, &kind.to_string());
    if let Some(about) = &rule.about {
        text(ui, RichText::new(about));
    }
    if let Some(paper) = &rule.paper {
        text(ui, RichText::new(paper).small().color(colors.weak));
    }
    let folded = CollapsingHeader::new(RichText::new("Formula").small()).id_salt(("formula", kind, name));
    let folded = folded.default_open(true).show(ui, |ui| formula::show(ui, rule));
    folded
        .header_response
        .accessible_name(format!("Formula of the {kind} {name}"))
        .on_hover_text("The rule as a paper would print it");
    for param in &rule.params {
        text(ui, RichText::new(parameter(param)).small());
    }
    ui.add_space(6.0);
    ui.separator();
}

fn text(ui: &mut Ui, text: RichText) {
    ui.add(Label::new(text).wrap().selectable(true));
}

/// A parameter in a sentence: what it is called, what it does, its usual range.
fn parameter(param: &Param) -> String {
    let name = names::parameter(&param.name.text);
    let default = match &param.default {
        Value::Number(v) => number::short(*v),
        Value::Switch(on) => if *on { "on" } else { "off" }.to_owned(),
        Value::List(list) => list
            .iter()
            .map(|v| number::short(*v))
            .collect::<Vec<_>>()
            .join("; "),
    };
    let range = param
        .range
        .map(|(low, high)| format!("; slider from {} to {}", number::short(low), number::short(high)))
        .unwrap_or_default();
    let about = param.about.trim_end_matches('.');
    match about.is_empty() {
        true => format!("{name}: default {default}{range}."),
        false => format!("{name}: {about}; default {default}{range}."),
    }
}
