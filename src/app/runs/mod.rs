//! The list of runs: one line each, only the selected one unfolded. The lines are moved by hand or by key.

pub mod edit;
pub(super) mod fork;
pub mod head;
pub mod line;
pub mod params;
pub mod schedule;
pub mod several;
pub mod stages;

use super::compute::session::Finding;
use super::controls::icon::{self, Icon};
use super::controls::{finding, names, picker, theme};
use super::network;
use super::rules::Rules;
use crate::lang::Kind;
use crate::lang::rule::Scale;
use crate::scene::{Experiment, RulePlace, Scene};
use crate::view::Computed;
use crate::view::palette::Palette;
use crate::view::{number, popup};
use egui::{Align, Color32, Frame, Id, Layout, PopupCloseBehavior, Rect, RichText, Stroke, Ui, vec2};
use head::RunWish;
use params::{Numeric, ParamsPlace};
use schedule::Owner;
use several::Several;
use std::cell::RefCell;

/// What the list shows besides the scene.
#[derive(Clone, Copy)]
pub struct RunsContext<'a> {
    /// For the final losses.
    pub done: Option<&'a Computed>,
    /// What is wrong.
    pub findings: &'a [Finding],
    /// What all runs are called.
    pub names: &'a [String],
}

/// The whole list, with a heading, a menu for all runs, and a button that adds one.
pub fn show(ui: &mut Ui, rules: &mut Rules, scene: &mut Scene, known: RunsContext) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Runs").family(theme::strong()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            add(ui, rules, scene);
            all(ui, scene);
        });
    });
    let mut wish = None;
    let mut places = Vec::new();
    for index in 0..scene.experiment.runs.len() {
        let (asked, place) = one(ui, rules, scene, index, known);
        places.push(place);
        if let Some(asked) = asked {
            wish = Some((index, asked));
        }
    }
    follow(ui, scene.view.selected, &places);
    if let Some((index, wish)) = wish {
        fulfil(ui, scene, index, wish, &places);
    }
    if scene.experiment.runs.is_empty() {
        ui.label(
            RichText::new("No runs yet: add one to see it move.")
                .small()
                .weak(),
        );
    }
}

/// Brings a newly selected run into sight.
fn follow(ui: &Ui, selected: usize, places: &[Rect]) {
    let id = Id::unique("the run that was selected");
    let before = ui.data_mut(|d| std::mem::replace(d.get_temp_mut_or(id, selected), selected));
    if let Some(place) = places.get(selected).filter(|_| before != selected) {
        ui.scroll_to_rect(*place, None);
    }
}

fn fulfil(ui: &Ui, scene: &mut Scene, index: usize, wish: RunWish, places: &[Rect]) {
    match wish {
        RunWish::Select => scene.view.selected = index,
        RunWish::Mute => scene.view.mute(index),
        RunWish::Solo => edit::solo(scene, index),
        RunWish::Rename(name) => edit::rename(scene, index, &name),
        RunWish::Duplicate => edit::duplicate(scene, index),
        RunWish::Remove => edit::remove(scene, index),
        RunWish::Reset => scene.experiment.runs[index].params.clear(),
        RunWish::Schedule => edit::same_schedule(scene, index),
        RunWish::Compare(schedule) => edit::compare(scene, index, schedule),
        RunWish::Spread(param, values) => several::add(scene, index, &param, &values),
        RunWish::Stages => edit::same_stages(scene, index),
        RunWish::Shift(by) => {
            let to = index.saturating_add_signed(by).min(places.len() - 1);
            edit::shift(scene, index, to);
            head::focus(ui, to);
        }
        RunWish::Hold(y) => mark(ui, places, slot(places, index, y), index),
        RunWish::Put(y) => edit::shift(scene, index, slot(places, index, y)),
    }
}

/// The place in the list that a run held at a height would get.
fn slot(places: &[Rect], index: usize, y: f32) -> usize {
    let above = |(other, place): (usize, &Rect)| other != index && place.center().y < y;
    places.iter().enumerate().filter(|p| above(*p)).count()
}

/// Shows where a run that is held would go.
fn mark(ui: &Ui, places: &[Rect], to: usize, from: usize) {
    let y = match to > from {
        true => places[to].bottom() + 2.0,
        false => places[to].top() - 2.0,
    };
    let accent = Palette::in_ui(ui).accent;
    ui.painter()
        .hline(places[to].x_range(), y, Stroke::new(3.0, accent));
}

fn add(ui: &mut Ui, rules: &mut Rules, scene: &mut Scene) {
    let full = edit::full(scene);
    let button = |ui: &mut Ui| icon::button(ui, Icon::Plus, "Add run", "Add a run");
    let response = ui.add_enabled_ui(full.is_none(), button).inner;
    let response = response.on_disabled_hover_text(full.unwrap_or_default());
    let menu = egui::Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    menu.show(|ui| {
        popup::rows(ui, |ui| {
            if let Some(optimizer) = picker::to_add(ui, rules, Kind::Optimizer) {
                edit::push(scene, optimizer);
            }
        });
    });
}

/// The menu for all runs at once.
fn all(ui: &mut Ui, scene: &mut Scene) {
    let response = icon::button(ui, Icon::More, "All runs", "Change all runs at once");
    egui::Popup::menu(&response).width(300.0).show(|ui| {
        popup::menu(ui, |ui| all_rows(ui, scene));
    });
}

fn all_rows(ui: &mut Ui, scene: &mut Scene) {
    let row = |ui: &mut Ui, name: &str, tip: &str| ui.button(name).on_hover_text(tip).clicked();
    let selected = scene.view.selected;
    let current = scene.experiment.runs.get(selected).cloned();
    if let Some(rate) = current.and_then(|run| edit::rate(&run)) {
        let name = format!("The same learning rate for all: {}", number::short(rate));
        if row(ui, &name, "The selected run's") {
            edit::same_rate(scene, selected);
        }
    }
    let tip = "The learning rate that each rule declares";
    if row(ui, "Each its own default learning rate", tip) {
        edit::default_rates(scene);
    }
    let tip = "All parameters of all optimizers as their rules declare them";
    if row(ui, "Reset all to their defaults", tip) {
        let runs = scene.experiment.runs.iter_mut();
        runs.for_each(|run| run.params.clear());
    }
    if row(ui, "Show all", "Hide no run") {
        scene.view.muted.clear();
    }
}

fn one(
    ui: &mut Ui,
    rules: &mut Rules,
    scene: &mut Scene,
    index: usize,
    known: RunsContext,
) -> (Option<RunWish>, Rect) {
    let colors = Palette::in_ui(ui);
    let selected = scene.view.selected == index;
    let pointer = format!("/experiment/runs/{index}");
    let (fill, edge) = match selected {
        true => (colors.background, colors.hairline),
        false => (Color32::TRANSPARENT, Color32::TRANSPARENT),
    };
    let frame = Frame::new()
        .fill(fill)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(8);
    let shown = frame.inner_margin(vec2(6.0, 4.0)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let wish = head::show(ui, scene, index, known);
        match selected {
            true => body(ui, rules, scene, index, (&pointer, known.findings)).or(wish),
            false => wish,
        }
    });
    (shown.inner, shown.response.rect)
}

/// The settings of a run.
fn body(
    ui: &mut Ui,
    rules: &mut Rules,
    scene: &mut Scene,
    index: usize,
    (pointer, findings): (&str, &[Finding]),
) -> Option<RunWish> {
    let name = names::run(&scene.experiment.runs[index]);
    source(ui, scene, index, &name);
    finding::show(ui, findings, &format!("{pointer}/from"));
    let current = scene.experiment.runs[index].optimizer.clone();
    let heading = ("Optimizer", name.as_str());
    let wrong = format!("{pointer}/optimizer");
    if let Some(picked) = picker::labelled(
        ui,
        rules,
        RulePlace::Optimizer(index),
        &current,
        heading,
        (findings, &wrong),
    ) {
        edit::replace(scene, index, picked);
        return None;
    }
    let steps = scene.experiment.steps;
    let several = scene.experiment.runs.len() > 1;
    let room = edit::room(scene);
    let Experiment {
        problem, runs, seed, ..
    } = &mut scene.experiment;
    let (epochs, seed) = (problem.has_epochs(), *seed);
    let run = &mut runs[index];
    let idle = schedule::idle(run);
    let spread = RefCell::default();
    if let Some(rule) = run.optimizer.rule(Kind::Optimizer) {
        let place = ParamsPlace {
            owner: &name,
            pointer: &format!("{pointer}/params"),
            findings,
            idle: &idle,
            several: Some(Several {
                room,
                wanted: &spread,
            }),
        };
        params::rows(ui, &rule, &mut run.params, place);
    }
    ui.add_space(4.0);
    let owner = Owner {
        run: index,
        name: &name,
        pointer,
        findings,
        steps,
        epochs,
        several,
        room,
    };
    let schedule = schedule::schedule(ui, rules, run, owner);
    let stages = crate::app::runs::stages::show(ui, rules, run, owner).then_some(RunWish::Stages);
    let run = network::own::OwnSettings {
        name: &name,
        pointer,
        findings,
        network: problem.network(),
        seed,
    };
    network::own::show(ui, &mut runs[index].training, run);
    ui.add_space(2.0);
    let spread = spread
        .take()
        .map(|(param, values)| RunWish::Spread(param, values));
    schedule.or(stages).or(spread)
}

/// Where a fork goes on from.
fn source(ui: &mut Ui, scene: &mut Scene, index: usize, name: &str) {
    let Some(mut fork) = scene.experiment.runs[index].from else {
        return;
    };
    let source = scene.experiment.runs.get(fork.run);
    let source = source.map_or_else(String::new, names::run);
    let mut step = f64::from(fork.step);
    let about = Numeric {
        range: (0.0, f64::from(scene.experiment.steps)),
        scale: Scale::Int,
        default: step,
        about: format!("How many steps this run shares with {source} before it goes on by itself"),
    };
    let accessible = format!("Fork step of {name}");
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("Goes on from {source}")).small());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let tip = "Begin at the start instead";
            if icon::button(ui, Icon::Close, &format!("End the fork of {name}"), tip).clicked() {
                scene.experiment.runs[index].from = None;
            }
        });
    });
    params::number_row(ui, &mut step, &about, "From step", &accessible);
    if let Some(from) = &mut scene.experiment.runs[index].from {
        fork.step = step.round().clamp(0.0, f64::from(u32::MAX)) as u32;
        *from = fork;
    }
}
