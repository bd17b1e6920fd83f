//! The settings of the experiment: the surface's parameters, where the runs start, how many steps, the seed.

use super::compute::session::Session;
use super::controls::finding;
use super::controls::icon::{self, Icon};
use super::runs::params::{self, Numeric, ParamsPlace};
use crate::lang::Kind;
use crate::lang::rule::Scale;
use crate::scene::network::Batch;
use crate::scene::{Budget, Experiment, Precision};
use crate::view::{entry, number, popup};
use egui::{Align, DragValue, Layout, PopupCloseBehavior, RichText, Ui};

/// Most steps the slider offers; more can be typed.
const STEPS: f64 = 10_000.0;
/// Most steps that can be typed.
const MOST_STEPS: f64 = 1e6;

/// A button that opens the settings; `more` stands below them.
pub fn button(ui: &mut Ui, session: &mut Session, more: impl FnOnce(&mut Ui)) {
    let tip = "Surface parameters, starts, steps and seed";
    let response = icon::button(ui, Icon::Sliders, "Settings", tip);
    let opened = egui::Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(280.0);
    opened.show(|ui| {
        ui.set_width(280.0);
        popup::rows(ui, |ui| {
            all(ui, session);
            more(ui);
        });
    });
}

fn all(ui: &mut Ui, session: &mut Session) {
    let computed = computed_starts(session);
    let Session { scene, findings, .. } = session;
    let experiment = &mut scene.experiment;
    if let Some((surface, params)) = experiment.problem.text_mut() {
        let rule = surface.rule(Kind::Surface);
        let place = ParamsPlace {
            owner: "the surface",
            pointer: "/experiment/problem/params",
            findings,
            idle: &[],
            several: None,
        };
        for param in rule.iter().flat_map(|rule| &rule.params) {
            params::row(ui, param, params, place);
        }
        starts(ui, experiment, computed);
    }
    for field in ["start", "starts"] {
        finding::show(ui, findings, &format!("/experiment/{field}"));
    }
    steps_and_seed(ui, experiment);
    finding::show(ui, findings, "/experiment/steps");
}

/// Where the runs of the last good program start.
fn computed_starts(session: &Session) -> Vec<Vec<f64>> {
    let lanes = session.plan().map_or(&[][..], |plan| &plan.lanes);
    let first = lanes.iter().filter(|lane| lane.run == lanes[0].run);
    first.map(|lane| lane.start.point().to_vec()).collect()
}

/// The starting points, in numbers; those that were computed as long as the experiment names none.
fn starts(ui: &mut Ui, experiment: &mut Experiment, computed: Vec<Vec<f64>>) {
    let own = experiment.start.is_some() || !experiment.starts.is_empty();
    let mut points = match (&experiment.start, own) {
        (Some(start), _) => vec![start.clone()],
        (None, true) => experiment.starts.clone(),
        (None, false) => computed,
    };
    let before = points.clone();
    let mut reset = false;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Starts").small());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon::button(ui, Icon::Plus, "Add start", "Start every run from one more point").clicked() {
                points.extend(points.last().cloned());
            }
            if own {
                let tip = "Back to the surface's own start";
                reset = icon::button(ui, Icon::Reset, "Reset starts", tip).clicked();
            }
        });
    });
    let mut removed = None;
    let several = points.len() > 1;
    for (index, point) in points.iter_mut().enumerate() {
        if one_start(ui, index, point, several) {
            removed = Some(index);
        }
    }
    removed.map(|index| points.remove(index));
    if reset {
        experiment.start = None;
        experiment.starts.clear();
    } else if points != before {
        experiment.start = None;
        experiment.starts = points;
    }
}

/// One start's coordinates. True when it is to be removed.
fn one_start(ui: &mut Ui, index: usize, point: &mut [f64], removable: bool) -> bool {
    let mut removed = false;
    ui.horizontal(|ui| {
        for (value, axis) in point.iter_mut().zip(["x", "y"]) {
            ui.label(RichText::new(axis).small().weak());
            let drag = DragValue::new(value)
                .speed(0.01)
                .custom_formatter(|v, _| number::editable(v));
            let tip = "Where the runs start. Drag or click to type";
            entry::add(ui, drag, format!("Start {} {axis}", index + 1), tip);
        }
        if removable {
            let name = format!("Remove start {}", index + 1);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                removed = icon::button(ui, Icon::Close, &name, "Remove this start").clicked();
            });
        }
    });
    removed
}

/// What the length counts besides steps: on a surface gradients, on a network samples. The scene's own step
/// keeps its length.
fn budget(ui: &mut Ui, experiment: &mut Experiment) {
    let Experiment {
        problem,
        budget,
        steps,
        ..
    } = experiment;
    let (other, drawn) = match problem.network() {
        None => (
            (
                Budget::Evaluations,
                "gradients",
                "Every run evaluates as many gradients: one that takes two a step takes half the steps",
            ),
            1,
        ),
        Some(network) => (
            (
                Budget::Samples,
                "samples",
                "Every run learns from as many samples: one with twice the batch takes half the steps",
            ),
            match network.batch {
                Batch::Of(batch) => batch.saturating_mul(network.accumulate.micro_batches).max(1),
                Batch::Full(_) => return,
            },
        ),
    };
    ui.horizontal_wrapped(|ui| {
        ui.small("Budget in");
        let usual = (Budget::Steps, "steps", "Every run takes as many steps");
        for (own, name, tip) in [usual, other] {
            let button = ui.selectable_label(*budget == own, name);
            let button = button.accessible_name(format!("Budget in {name}"));
            if button.on_hover_text(tip).clicked() && *budget != own {
                *steps = match own {
                    Budget::Samples => steps.saturating_mul(drawn),
                    _ => (*steps / drawn).max(1),
                };
                *budget = own;
            }
        }
    });
}

/// In which numbers the runs are computed.
fn precision(ui: &mut Ui, precision: &mut Precision) {
    ui.horizontal_wrapped(|ui| {
        ui.small("Computed in");
        for (own, tip) in [
            (Precision::Single, "32-bit numbers, as on a GPU: about 7 digits"),
            (Precision::Double, "64-bit numbers, on the CPU: about 16 digits"),
        ] {
            let button = ui.selectable_value(precision, own, own.name());
            let button = button.accessible_name(format!("Compute in {}", own.name()));
            button.on_hover_text(tip);
        }
    });
}

fn steps_and_seed(ui: &mut Ui, experiment: &mut Experiment) {
    let mut steps = f64::from(experiment.steps);
    let about = Numeric {
        range: (10.0, STEPS),
        scale: Scale::Log,
        default: 1000.0,
        about: "How many steps every run takes".to_owned(),
    };
    params::number_row(ui, &mut steps, &about, "Steps", "Steps");
    experiment.steps = steps.round().clamp(1.0, MOST_STEPS) as u32;
    budget(ui, experiment);
    precision(ui, &mut experiment.precision);
    let mut seed = f64::from(experiment.seed);
    let about = Numeric {
        range: (1.0, 100.0),
        scale: Scale::Int,
        default: 1.0,
        about: "Seed of all random numbers: the same seed gives the same noise".to_owned(),
    };
    params::number_row(ui, &mut seed, &about, "Seed", "Seed");
    experiment.seed = seed.round().clamp(0.0, f64::from(u32::MAX)) as u32;
}
