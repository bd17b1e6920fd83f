//! The learning rate over the steps: which schedule, its parameters, its warmup.

use super::head::RunWish;
use super::params::{self, Numeric, ParamsPlace};
use crate::app::compute::session::Finding;
use crate::app::controls::picker;
use crate::app::editor::open;
use crate::app::rules::Rules;
use crate::lang::Kind;
use crate::lang::rule::Scale;
use crate::scene::{Params, Reference, RulePlace, Run, Unit, Warmup};
use crate::view::popup;
use egui::{Align, Button, Layout, Popup, PopupCloseBehavior, RichText, Ui, vec2};

/// The run that is edited.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// Its place in the list.
    pub run: usize,
    /// What it is called.
    pub name: &'a str,
    /// JSON pointer to it.
    pub pointer: &'a str,
    /// What is wrong in the scene.
    pub findings: &'a [Finding],
    /// The steps of the experiment.
    pub steps: u32,
    /// Whether there are data to pass through, so that schedules may count epochs.
    pub epochs: bool,
    /// Whether there are other runs.
    pub several: bool,
    /// For how many more runs there is room.
    pub room: usize,
}

/// How wide the button is that compares schedules.
const COMPARE: f32 = 76.0;

/// The schedule: which one, its parameters, its warmup. Returns what it asks for: the same one for all runs,
/// or a run with another one.
pub fn schedule(ui: &mut Ui, rules: &mut Rules, run: &mut Run, owner: Owner) -> Option<RunWish> {
    let pointer = format!("{}/schedule", owner.pointer);
    if !has_rate(run) {
        let reason = "The optimizer declares no lr: a schedule would have nothing to drive.";
        ui.label(RichText::new(reason).small().weak());
        return None;
    }
    let schedule = &mut run.schedule;
    let mut wish = None;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Schedule").small().weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            wish = to_all(ui, "schedule", owner).then_some(RunWish::Schedule);
            let (place, what) = (
                RulePlace::Schedule(owner.run),
                format!("schedule of {}", owner.name),
            );
            open::buttons(ui, rules, place, &schedule.name, &what);
        });
    });
    let name = format!("Schedule of {}", owner.name);
    let current = schedule.name.clone();
    ui.horizontal(|ui| {
        let width = ui.available_width() - COMPARE - ui.spacing().item_spacing.x;
        if let Some(name) = picker::show(ui, rules, RulePlace::Schedule(owner.run), &current, &name, width) {
            schedule.name = name;
            schedule.params = Params::new();
        }
        if let Some(other) = compare(ui, rules, owner) {
            wish = Some(RunWish::Compare(other));
        }
    });
    crate::app::controls::finding::show(ui, owner.findings, &format!("{pointer}/name"));
    if let Some(rule) = schedule.name.rule(Kind::Schedule) {
        let place = ParamsPlace {
            owner: &format!("the schedule of {}", owner.name),
            pointer: &format!("{pointer}/params"),
            findings: owner.findings,
            idle: &[],
            several: None,
        };
        params::rows(ui, &rule, &mut schedule.params, place);
    }
    if owner.epochs {
        unit(ui, &mut schedule.unit, owner);
    }
    warmup(ui, &mut schedule.warmup, owner);
    crate::app::controls::finding::show(ui, owner.findings, &format!("{pointer}/warmup"));
    wish
}

/// A list of schedules, of which one is to race against this run's. Returns the one that was picked.
fn compare(ui: &mut Ui, rules: &Rules, owner: Owner) -> Option<Reference> {
    let size = vec2(COMPARE, ui.spacing().interact_size.y);
    let button = Button::new(RichText::new("Compare").small()).min_size(size);
    let response = ui
        .add_enabled(owner.room > 0, button)
        .accessible_name(format!("Compare the schedule of {}", owner.name))
        .on_hover_text("Add a run that differs from this one in its schedule alone");
    let menu = Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let shown = menu.show(|ui| popup::rows(ui, |ui| picker::to_add(ui, rules, Kind::Schedule)));
    shown.and_then(|shown| shown.inner)
}

/// The parameters of a run's optimizer that its schedule sets in their place, each with the reason.
pub fn idle(run: &Run) -> Vec<(String, String)> {
    let rule = run.schedule.name.rule(Kind::Schedule);
    let optimizer = run.optimizer.rule(Kind::Optimizer);
    let (Some(schedule), Some(optimizer)) = (rule, optimizer) else {
        return Vec::new();
    };
    let mut idle = Vec::new();
    // A warmup rises to the run's own learning rate, whatever follows.
    if !schedule.uses("base_lr") && run.schedule.warmup.is_none() {
        idle.push((
            "lr".to_owned(),
            format!("Without effect: {} sets its own.", schedule.name),
        ));
    }
    if let Some(driven) = optimizer.scheduled.as_ref().filter(|_| schedule.sets("momentum")) {
        idle.push((
            driven.text.clone(),
            format!("Without effect: {} drives it.", schedule.name),
        ));
    }
    idle
}

/// A button that gives all runs this run's part of a name. True when it was pressed.
pub fn to_all(ui: &mut Ui, part: &str, owner: Owner) -> bool {
    if !owner.several {
        return false;
    }
    let name = format!("Apply the {part} of {} to all", owner.name);
    let button = ui.add(egui::Button::new(RichText::new("Apply to all").small()).frame(false));
    let tip = format!("Give every run this {part}, with all its settings");
    button.accessible_name(name).on_hover_text(tip).clicked()
}

fn has_rate(run: &Run) -> bool {
    let rule = run.optimizer.rule(Kind::Optimizer);
    rule.is_none_or(|rule| rule.param("lr").is_some())
}

fn unit(ui: &mut Ui, unit: &mut Unit, owner: Owner) {
    let mut epochs = *unit == Unit::Epochs;
    let response = ui
        .checkbox(&mut epochs, RichText::new("Count epochs").small())
        .accessible_name(format!("Count epochs in the schedule of {}", owner.name))
        .on_hover_text("The schedule goes on once every time through the training data, not with every step");
    if response.changed() {
        *unit = if epochs { Unit::Epochs } else { Unit::Steps };
    }
    crate::app::controls::finding::show(ui, owner.findings, &format!("{}/schedule/unit", owner.pointer));
}

fn warmup(ui: &mut Ui, warmup: &mut Option<Warmup>, owner: Owner) {
    let mut on = warmup.is_some();
    let response = ui
        .checkbox(&mut on, RichText::new("Warmup").small())
        .accessible_name(format!("Warmup of {}", owner.name))
        .on_hover_text("Raise the learning rate over the first steps; the schedule begins after them");
    if response.changed() {
        let fresh = Warmup {
            steps: (owner.steps / 10).max(1),
            start: 0.0,
            first: 0,
        };
        *warmup = on.then_some(fresh);
    }
    let Some(warmup) = warmup else { return };
    let mut steps = f64::from(warmup.steps);
    let about = Numeric {
        range: (1.0, f64::from(owner.steps.max(2)) / 2.0),
        scale: Scale::Int,
        default: f64::from((owner.steps / 10).max(1)),
        about: "How many steps the learning rate rises".to_owned(),
    };
    let name = format!("Warmup steps of {}", owner.name);
    params::number_row(ui, &mut steps, &about, "Warmup steps", &name);
    warmup.steps = steps.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    let about = Numeric {
        range: (0.0, 1.0),
        scale: Scale::Linear,
        default: 0.0,
        about: "Part of the learning rate at which it begins".to_owned(),
    };
    let name = format!("Warmup start of {}", owner.name);
    params::number_row(ui, &mut warmup.start, &about, "Start factor", &name);
    let mut rises = warmup.first > 0;
    let tip = "Off: the first step has the start factor, as in optax and transformers. On: it has one part \
        of the rise already, t/warmup, as in the papers";
    let response = ui
        .checkbox(&mut rises, RichText::new("First step rises").small())
        .accessible_name(format!("First step of {} rises", owner.name))
        .on_hover_text(tip);
    if response.changed() {
        warmup.first = u32::from(rises);
    }
}
