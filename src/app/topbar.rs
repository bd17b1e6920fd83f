//! The bar on top: what is minimised, example scenes, the theme, and what computes.

use super::icon::{self, Icon};
use super::params::{self, Numeric, Place};
use super::picker;
use super::playback::Playback;
use super::rules::Rules;
use super::session::Session;
use super::{badge, names};
use crate::catalog;
use crate::lang::Kind;
use crate::lang::rule::Scale;
use crate::scene::{Experiment, Params, Scene};
use egui::{Align, Layout, PopupCloseBehavior, RichText, Theme, Ui};

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
