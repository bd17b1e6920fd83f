//! The bar on top: what is minimised, example scenes, the theme, and what computes.

use super::icon::{self, Icon};
use super::params::{self, Numeric, Place};
use super::picker;
use super::playback::Playback;
use super::rules::Rules;
use super::session::{Finding, Session};
use super::{badge, finding, names};
use crate::catalog;
use crate::lang::Kind;
use crate::lang::rule::Scale;
use crate::scene::{Experiment, Params, Scene};
use egui::{Align, Layout, PopupCloseBehavior, RichText, Theme, Ui, vec2};

/// The bar. Returns a scene to be opened, if one was picked.
pub fn show(
    ui: &mut Ui,
    rules: &mut Rules,
    session: &mut Session,
    playback: &mut Playback,
    narrow: bool,
) -> Option<Scene> {
    let mut opened = None;
    ui.horizontal_centered(|ui| {
        if !narrow {
            ui.label(RichText::new("Ravine").heading());
            ui.add_space(12.0);
        }
        surface(
            ui,
            rules,
            &mut session.scene.experiment,
            if narrow { 118.0 } else { 190.0 },
        );
        settings(ui, rules, session, playback, narrow);
        opened = examples(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !narrow {
                theme_toggle(ui);
            }
            badge::show(ui, session, narrow);
        });
    });
    opened
}

/// What no field shows: findings about the whole scene, and why there is no GPU.
pub fn notices(ui: &mut Ui, session: &Session, dismissed: &mut bool) {
    let elsewhere = |f: &&Finding| {
        !f.pointer.starts_with("/experiment/runs/") && !f.pointer.starts_with("/experiment/problem/params")
    };
    for found in session.findings.iter().filter(elsewhere) {
        finding::line(ui, found);
    }
    let Some(note) = session.engine.note.as_ref().filter(|_| !*dismissed) else {
        return;
    };
    ui.horizontal(|ui| {
        let close = vec2(ui.spacing().interact_size.y, ui.spacing().interact_size.y);
        let text = format!("Running on the CPU: {note}.");
        let width = ui.available_width() - close.x - 12.0;
        ui.allocate_ui(vec2(width, close.y), |ui| {
            ui.add(egui::Label::new(RichText::new(text).small()).wrap());
        });
        if icon::sized(ui, Icon::Close, close, None, "Dismiss", "Do not show this again").clicked() {
            *dismissed = true;
        }
    });
}

/// Whether [`notices`] would show anything.
pub fn has_notices(session: &Session, dismissed: bool) -> bool {
    let note = session.engine.note.is_some() && !dismissed;
    note || session
        .findings
        .iter()
        .any(|f| !f.pointer.starts_with("/experiment/runs/"))
}

fn surface(ui: &mut Ui, rules: &mut Rules, experiment: &mut Experiment, width: f32) {
    let current = experiment.problem.surface.clone();
    if let Some(picked) = picker::show(ui, rules, Kind::Surface, &current, "Surface", width) {
        experiment.problem.surface = picked;
        experiment.problem.params = Params::new();
        // Other surfaces live elsewhere: their own start is where it is interesting.
        experiment.start = None;
        experiment.starts.clear();
    }
}

fn settings(ui: &mut Ui, rules: &mut Rules, session: &mut Session, playback: &mut Playback, narrow: bool) {
    let response = icon::button(
        ui,
        Icon::Sliders,
        "Settings",
        "Surface parameters, steps and seed",
    );
    let popup = egui::Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(280.0);
    popup.show(|ui| {
        ui.set_width(280.0);
        let Session { scene, findings, .. } = session;
        let experiment = &mut scene.experiment;
        if let Some(rule) = rules.get(Kind::Surface, &experiment.problem.surface) {
            let place = Place {
                owner: "the surface",
                pointer: "/experiment/problem/params",
                findings,
            };
            for param in &rule.params {
                params::row(ui, param, &mut experiment.problem.params, place);
            }
        }
        steps_and_seed(ui, experiment);
        if narrow {
            playback.speed_row(ui);
            ui.horizontal(|ui| {
                ui.label("Theme");
                theme_toggle(ui);
            });
        }
    });
}

/// Most steps the slider offers; more can be typed.
const STEPS: f64 = 10_000.0;

fn steps_and_seed(ui: &mut Ui, experiment: &mut Experiment) {
    let mut steps = f64::from(experiment.steps);
    let about = Numeric {
        range: (10.0, STEPS),
        scale: Scale::Log,
        default: 1000.0,
        about: "How many steps every run takes".to_owned(),
    };
    params::number_row(ui, &mut steps, &about, "Steps", "Steps");
    experiment.steps = steps.round().clamp(1.0, 1e6) as u32;
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

fn examples(ui: &mut Ui) -> Option<Scene> {
    let mut opened = None;
    let (button, _) = egui::containers::menu::MenuButton::new("Examples").ui(ui, |ui| {
        for (id, text) in catalog::scenes() {
            if ui.button(names::sentence(id)).clicked() {
                opened = serde_json::from_str(text).ok();
                ui.close();
            }
        }
    });
    button.on_hover_text("Open a prepared scene");
    opened
}

fn theme_toggle(ui: &mut Ui) {
    let dark = ui.visuals().dark_mode;
    let (tip, other) = match dark {
        true => ("Light theme", Theme::Light),
        false => ("Dark theme", Theme::Dark),
    };
    if icon::button(ui, Icon::Theme, "Theme", tip).clicked() {
        ui.ctx().set_theme(other);
    }
}
