//! The bar on top: what is minimised, prepared scenes, undo and redo, what computes, the theme, help.

use super::action::Action;
use super::history::{History, REDO, UNDO};
use super::icon::{self, Icon};
use super::playback::Playback;
use super::rules::Rules;
use super::session::Session;
use super::{badge, names, picker, settings};
use crate::catalog;
use crate::lang::Kind;
use crate::scene::{Experiment, Params, Scene};
use egui::{Align, Layout, RichText, Ui};

/// What the bar shows and changes.
pub struct Bar<'a> {
    /// For names and descriptions.
    pub rules: &'a mut Rules,
    /// The scene, and what computes it.
    pub session: &'a mut Session,
    /// For the speed, which a phone has room for only in the settings.
    pub playback: &'a mut Playback,
    /// Whether something can be undone or redone.
    pub history: &'a History,
    /// Whether it is a phone's.
    pub narrow: bool,
}

impl Bar<'_> {
    /// Shows the bar. Returns what it asks for.
    pub fn show(mut self, ui: &mut Ui) -> Option<Action> {
        let mut action = None;
        ui.horizontal_centered(|ui| {
            if self.narrow {
                ui.spacing_mut().item_spacing.x = 4.0;
            } else {
                ui.label(RichText::new("Ravine").heading());
                ui.add_space(12.0);
            }
            self.surface(ui);
            self.settings(ui);
            if !self.narrow {
                action = examples(ui);
            }
            action = self.undo(ui).or(action.take());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                action = match self.narrow {
                    true => more(ui),
                    false => commands(ui),
                }
                .or(action.take());
                badge::show(ui, self.session, self.narrow);
            });
        });
        action
    }

    fn surface(&mut self, ui: &mut Ui) {
        let width = if self.narrow { 118.0 } else { 190.0 };
        surface(ui, self.rules, &mut self.session.scene.experiment, width);
    }

    fn settings(&mut self, ui: &mut Ui) {
        let (playback, narrow) = (&mut *self.playback, self.narrow);
        settings::button(ui, self.rules, self.session, |ui| {
            if narrow {
                playback.speed_row(ui);
            }
        });
    }

    fn undo(&self, ui: &mut Ui) -> Option<Action> {
        let mut action = None;
        let keys = [UNDO, REDO].map(|keys| ui.ctx().format_shortcut(&keys));
        for (icon, name, tip, keys, possible, asked) in [
            (
                Icon::Undo,
                "Undo",
                "Take the last change back",
                &keys[0],
                self.history.can_undo(),
                Action::Undo,
            ),
            (
                Icon::Redo,
                "Redo",
                "Make the change again",
                &keys[1],
                self.history.can_redo(),
                Action::Redo,
            ),
        ] {
            ui.add_enabled_ui(possible, |ui| {
                if icon::button(ui, icon, name, &format!("{tip} ({keys})")).clicked() {
                    action = Some(asked);
                }
            });
        }
        action
    }
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

/// The commands at the right, from right to left.
fn commands(ui: &mut Ui) -> Option<Action> {
    let mut action = None;
    if icon::button(ui, Icon::Help, "Help", "Keys, and what can be done where (?)").clicked() {
        action = Some(Action::Help);
    }
    let tip = if ui.visuals().dark_mode {
        "Light theme"
    } else {
        "Dark theme"
    };
    if icon::button(ui, Icon::Theme, "Theme", tip).clicked() {
        action = Some(Action::Theme);
    }
    action
}

/// The commands of a phone, in a menu.
fn more(ui: &mut Ui) -> Option<Action> {
    let mut action = None;
    let response = icon::button(ui, Icon::More, "Menu", "Prepared scenes, theme, help");
    egui::Popup::menu(&response).width(200.0).show(|ui| {
        for (name, asked) in [("Theme", Action::Theme), ("Help", Action::Help)] {
            if ui.button(name).clicked() {
                action = Some(asked);
            }
        }
        ui.separator();
        action = scenes(ui).or(action.take());
    });
    action
}

fn examples(ui: &mut Ui) -> Option<Action> {
    let mut opened = None;
    let (button, _) = egui::containers::menu::MenuButton::new("Examples").ui(ui, |ui| opened = scenes(ui));
    button.on_hover_text("Open a prepared scene");
    opened
}

/// The prepared scenes as rows of a menu.
fn scenes(ui: &mut Ui) -> Option<Action> {
    let mut opened = None;
    for (id, text) in catalog::scenes() {
        if ui.button(names::sentence(id)).clicked() {
            opened = serde_json::from_str::<Scene>(text).ok();
            ui.close();
        }
    }
    opened.map(|scene| Action::Open(Box::new(scene)))
}
