//! The bar on top: what is minimised, the course, prepared scenes, undo and redo, what computes, the theme,
//! help.

pub mod badge;

use super::action::AppCommand;
use super::compute::session::Session;
use super::controls::icon::{self, Icon};
use super::controls::{names, picker};
use super::editor::open;
use super::give::export::Export;
use super::keep::history::{History, REDO, UNDO};
use super::playback::Playback;
use super::rules::Rules;
use super::{network, platform, settings};
use crate::course::{prepared, scene};
use crate::data::{self, Source};
use crate::lang::Kind;
use crate::scene::{RulePlace, Scene};
use crate::view::popup;
use egui::{Align, ComboBox, Layout, PopupCloseBehavior, RichText, Ui};

/// Below this width the commands stand in a menu.
const ROOM: f32 = 1040.0;
/// Below these widths the problem's name has less room.
const SMALL: f32 = 600.0;
const TINY: f32 = 360.0;
/// What the names of prepared scenes on networks begin with.
const NETWORK: &str = "net_";
const SHARE: &str = "Copy a link to this scene, or show its QR code";
const STUDY: &str = "The course: guess what the runs will do, see it, read why";
const PRESENT: &str = "The picture, the card and the timeline, larger, on the whole screen (P)";

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
    pub fn show(mut self, ui: &mut Ui) -> Option<AppCommand> {
        let mut action = None;
        let whole = ui.available_width();
        ui.horizontal_centered(|ui| {
            if self.narrow {
                ui.spacing_mut().item_spacing.x = 4.0;
            } else {
                ui.label(RichText::new("Ravine").heading());
                ui.add_space(12.0);
            }
            self.problem(ui);
            self.settings(ui);
            if !self.narrow {
                if ui.button("Study").on_hover_text(STUDY).clicked() {
                    action = Some(AppCommand::Study);
                }
                action = action
                    .take()
                    .or(menu(ui, "Examples", "Open a prepared scene, or a file", scenes));
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

    fn problem(&mut self, ui: &mut Ui) {
        let width = match ui.available_width() {
            ..TINY => 84.0,
            TINY..SMALL => 118.0,
            _ => 190.0,
        };
        problem(ui, self.rules, &mut self.session.scene, width);
        let rule = RulePlace::Surface.reference(&self.session.scene.experiment);
        if let Some(rule) = rule.filter(|_| !self.narrow) {
            open::sign(ui, self.rules, RulePlace::Surface, rule, "surface");
        }
    }

    fn settings(&mut self, ui: &mut Ui) {
        let (playback, narrow) = (&mut *self.playback, self.narrow);
        settings::button(ui, self.session, |ui| {
            if narrow {
                playback.speed_row(ui);
            }
        });
    }

    fn undo(&self, ui: &mut Ui) -> Option<AppCommand> {
        let mut action = None;
        let keys = [UNDO, REDO].map(|keys| ui.ctx().format_shortcut(&keys));
        for (icon, name, tip, keys, possible, asked) in [
            (
                Icon::Undo,
                "Undo",
                "Take the last change back",
                &keys[0],
                self.history.can_undo(),
                AppCommand::Undo,
            ),
            (
                Icon::Redo,
                "Redo",
                "Make the change again",
                &keys[1],
                self.history.can_redo(),
                AppCommand::Redo,
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

/// The surfaces, and beside them what networks learn from.
fn problem(ui: &mut Ui, rules: &mut Rules, scene: &mut Scene, width: f32) {
    let problem = &scene.experiment.problem;
    let surface = problem.text().map(|(surface, _)| surface.clone());
    let data = problem.network().map(|network| network.data.clone());
    let title = names::problem(problem);
    let name = if surface.is_some() { "Surface" } else { "Data set" };
    let combo = ComboBox::from_id_salt("problem")
        .selected_text(title)
        .width(width)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .height(popup::list(ui))
        .truncate();
    let mut picked = None;
    let shown = combo.show_ui(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.label(RichText::new("Surfaces").small().weak());
                picked = picker::list(ui, rules, Kind::Surface, surface.as_ref());
            });
            ui.vertical(|ui| {
                ui.label(RichText::new("Networks on").small().weak());
                networks(ui, scene, data.as_ref());
                ui.separator();
                picked = picker::written(ui, rules, surface.is_some()).or(picked.take());
            });
        });
    });
    if let Some(picked) = picked.filter(|picked| surface.as_ref() != Some(picked)) {
        network::leave(scene, picked);
    }
    let about = surface
        .as_ref()
        .and_then(|s| s.rule(Kind::Surface)?.about.clone());
    let about = about.unwrap_or_else(|| "What is minimised".to_owned());
    shown.response.accessible_name(name).on_hover_text(about);
}

/// The data that need no more than a name.
fn networks(ui: &mut Ui, scene: &mut Scene, current: Option<&Source>) {
    for (id, name, about) in data::named() {
        let on = current.is_some_and(|d| d.name.as_deref() == Some(id));
        if ui.selectable_label(on, name).on_hover_text(about).clicked() && !on {
            network::choose(scene, id);
            ui.close();
        }
    }
}

/// The commands at the right, from right to left.
fn commands(ui: &mut Ui) -> Option<AppCommand> {
    let mut action = None;
    if icon::button(ui, Icon::Help, "Help", "Keys, and what can be done where (?)").clicked() {
        action = Some(AppCommand::Help);
    }
    let tip = match ui.visuals().dark_mode {
        true => "Light theme",
        false => "Dark theme",
    };
    if icon::button(ui, Icon::Theme, "Theme", tip).clicked() {
        action = Some(AppCommand::Theme);
    }
    if ui.button("Present").on_hover_text(PRESENT).clicked() {
        action = Some(AppCommand::Present);
    }
    action = menu(ui, "Export", "Save a picture, the numbers or the scene", exports).or(action);
    if ui.button("Share").on_hover_text(SHARE).clicked() {
        action = Some(AppCommand::Share);
    }
    action
}

/// The commands of a narrow bar, in a menu.
fn more(ui: &mut Ui) -> Option<AppCommand> {
    let mut action = None;
    let response = icon::button(
        ui,
        Icon::More,
        "Menu",
        "The course, share, export, present, prepared scenes",
    );
    egui::Popup::menu(&response).width(220.0).show(|ui| {
        popup::menu(ui, |ui| {
            for (name, tip, asked) in [
                ("Study", STUDY, AppCommand::Study),
                ("Share", SHARE, AppCommand::Share),
                ("Present", PRESENT, AppCommand::Present),
                ("Theme", "From dark to light and back", AppCommand::Theme),
                ("Help", "Keys, and what can be done where", AppCommand::Help),
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
fn menu(
    ui: &mut Ui,
    name: &str,
    tip: &str,
    rows: impl FnOnce(&mut Ui) -> Option<AppCommand>,
) -> Option<AppCommand> {
    let mut action = None;
    let (button, _) = egui::containers::menu::MenuButton::new(name).ui(ui, |ui| {
        popup::menu(ui, |ui| action = rows(ui));
    });
    button.on_hover_text(tip);
    action
}

/// What can be saved, as rows of a menu.
fn exports(ui: &mut Ui) -> Option<AppCommand> {
    let clicked = |what: &Export| {
        let (name, about) = what.words();
        ui.button(name).on_hover_text(about).clicked()
    };
    let chosen = Export::ALL.into_iter().find(clicked).map(AppCommand::Export);
    let code = ui
        .button("Code")
        .on_hover_text("The runs as programs for PyTorch and optax");
    chosen.or_else(|| code.clicked().then_some(AppCommand::Code))
}

/// The prepared scenes as rows of a menu, networks behind surfaces.
fn scenes(ui: &mut Ui) -> Option<AppCommand> {
    let mut opened = None;
    let (networks, surfaces): (Vec<_>, Vec<_>) = prepared::all()
        .cards()
        .partition(|card| card.id.starts_with(NETWORK));
    for (index, group) in [surfaces, networks].into_iter().enumerate() {
        if index > 0 && !group.is_empty() {
            ui.separator();
            ui.label(RichText::new("Networks").small().weak());
        }
        for card in group {
            let button = ui.button(&card.title).on_hover_ui(|ui| {
                ui.label(prepared::first_sentence(card));
                if let Ok(scene) = scene::of(card, prepared::all()) {
                    ui.label(RichText::new(contents(&scene)).small().weak());
                }
            });
            if button.clicked() {
                opened = Some(card.id.as_str());
                ui.close();
            }
        }
    }
    ui.separator();
    if platform::CAN_CHOOSE {
        let tip = "Open a scene (JSON) or a table to learn from (CSV); dropping it on the page does the same";
        if ui.button("Open a file…").on_hover_text(tip).clicked() {
            return Some(AppCommand::Choose);
        }
    } else {
        ui.label(
            RichText::new("Or drop a scene's file, or a table, on the window.")
                .small()
                .weak(),
        );
    }
    opened.map(AppCommand::Prepared)
}

/// What a prepared scene holds: "SGD, Momentum, Adam; 600 steps".
fn contents(scene: &Scene) -> String {
    let runs = scene.experiment.runs.iter();
    let runs: Vec<String> = runs.map(names::run).collect();
    format!("{}; {} steps", runs.join(", "), scene.experiment.steps)
}
