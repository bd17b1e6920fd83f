//! The bar on top: what is minimised, prepared scenes, undo and redo, what computes, the theme, help.

use super::action::Action;
use super::editor::open;
use super::export::Export;
use super::history::{History, REDO, UNDO};
use super::icon::{self, Icon};
use super::playback::Playback;
use super::rules::Rules;
use super::session::Session;
use super::{badge, names, picker, platform, settings};
use crate::catalog;
use crate::scene::{Params, Problem, RulePlace, Scene};
use crate::view::popup;
use egui::{Align, Layout, RichText, Ui};

/// Below this width the commands stand in a menu.
const ROOM: f32 = 1040.0;
const SHARE: &str = "Copy a link to this scene, or show its QR code";
const PRESENT: &str = "Only the picture and the timeline, larger, on the whole screen (P)";

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
        let whole = ui.available_width();
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
                action = menu(ui, "Examples", "Open a prepared scene, or a file", scenes);
            }
            action = self.undo(ui).or(action.take());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                action = match self.narrow || whole < ROOM {
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
        surface(ui, self.rules, &mut self.session.scene, width);
        let rule = RulePlace::Surface.reference(&self.session.scene.experiment);
        if let Some(rule) = rule.filter(|_| !self.narrow) {
            open::sign(ui, self.rules, RulePlace::Surface, rule, "surface");
        }
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

fn surface(ui: &mut Ui, rules: &mut Rules, scene: &mut Scene, width: f32) {
    let experiment = &mut scene.experiment;
    let Problem::Surface { surface, params } = &mut experiment.problem else {
        return;
    };
    let current = surface.clone();
    if let Some(picked) = picker::show(ui, rules, RulePlace::Surface, &current, "Surface", width) {
        *surface = picked;
        *params = Params::new();
        // Other surfaces live elsewhere: their own start is where it is interesting.
        experiment.start = None;
        experiment.starts.clear();
        scene.view.picture.range.clear();
    }
}

/// The commands at the right, from right to left.
fn commands(ui: &mut Ui) -> Option<Action> {
    let mut action = None;
    if icon::button(ui, Icon::Help, "Help", "Keys, and what can be done where (?)").clicked() {
        action = Some(Action::Help);
    }
    let tip = match ui.visuals().dark_mode {
        true => "Light theme",
        false => "Dark theme",
    };
    if icon::button(ui, Icon::Theme, "Theme", tip).clicked() {
        action = Some(Action::Theme);
    }
    if ui.button("Present").on_hover_text(PRESENT).clicked() {
        action = Some(Action::Present);
    }
    action = menu(ui, "Export", "Save a picture, the numbers or the scene", exports).or(action);
    if ui.button("Share").on_hover_text(SHARE).clicked() {
        action = Some(Action::Share);
    }
    action
}

/// The commands of a narrow bar, in a menu.
fn more(ui: &mut Ui) -> Option<Action> {
    let mut action = None;
    let response = icon::button(ui, Icon::More, "Menu", "Share, export, present, prepared scenes");
    egui::Popup::menu(&response).width(220.0).show(|ui| {
        popup::rows(ui, |ui| {
            for (name, tip, asked) in [
                ("Share", SHARE, Action::Share),
                ("Present", PRESENT, Action::Present),
                ("Theme", "From dark to light and back", Action::Theme),
                ("Help", "Keys, and what can be done where", Action::Help),
            ] {
                if ui.button(name).on_hover_text(tip).clicked() {
                    action = Some(asked);
                }
            }
            ui.separator();
            action = exports(ui).or(action.take());
            ui.separator();
            action = scenes(ui).or(action.take());
        });
    });
    action
}

/// A button with a menu below.
fn menu(ui: &mut Ui, name: &str, tip: &str, rows: impl FnOnce(&mut Ui) -> Option<Action>) -> Option<Action> {
    let mut action = None;
    let (button, _) = egui::containers::menu::MenuButton::new(name).ui(ui, |ui| action = rows(ui));
    button.on_hover_text(tip);
    action
}

/// What can be saved, as rows of a menu.
fn exports(ui: &mut Ui) -> Option<Action> {
    let clicked = |what: &Export| {
        let (name, about) = what.words();
        ui.button(name).on_hover_text(about).clicked()
    };
    Export::ALL.into_iter().find(clicked).map(Action::Export)
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
    ui.separator();
    if platform::CAN_CHOOSE {
        let tip = "Open a scene's JSON file; dropping it on the page does the same";
        if ui.button("Open a file…").on_hover_text(tip).clicked() {
            return Some(Action::Choose);
        }
    } else {
        ui.label(
            RichText::new("Or drop a scene's file on the window.")
                .small()
                .weak(),
        );
    }
    opened.map(|scene| Action::Open(Box::new(scene)))
}
