//! Controls in a sentence: numbers that are dragged, switches that are flipped, rules that are chosen.

use super::Asked;
use super::link::named;
use super::page::CardPage;
use super::scaled::Scaled;
use crate::catalog;
use crate::course::card::{Inline, live};
use crate::course::patch::{Control, Patch, PatchGiven, Path};
use crate::lang::Kind;
use crate::scene::{Reference, Scene};
use crate::view::{number, popup};
use egui::accesskit::Action;
use egui::{
    CursorIcon, EventFilter, Key, Popup, PopupCloseBehavior, Response, RichText, Role, TextEdit, Ui,
    WidgetInfo,
};
use serde_json::Value as Json;

/// What stands behind the words of a control: what is given there now.
pub(super) fn told(scene: &Scene, path: &Path, words: &[Inline]) -> String {
    match path.given(scene) {
        // Words that hold the number already say it.
        Some(PatchGiven::Number(_)) if !live(words).is_empty() => String::new(),
        Some(PatchGiven::Number(value)) => format!(" = {}", number::short(value)),
        Some(PatchGiven::Switch(on)) => if on { " (on)" } else { " (off)" }.to_owned(),
        Some(PatchGiven::Rule(rule)) => format!(" = {}", called(path, scene, &rule)),
        None => String::new(),
    }
}

/// What a rule is called.
fn called(path: &Path, scene: &Scene, rule: &Reference) -> String {
    let kind = match path.control(scene) {
        Ok(Control::Rule(kind)) => kind,
        _ => Kind::Optimizer,
    };
    rule.rule(kind)
        .map_or_else(|| "own rule".to_owned(), |rule| rule.name.clone())
}

/// Lets a hand or a key turn what a path names; `text` is what the sentence says of it.
pub(super) fn turn(ui: &mut Ui, page: &mut CardPage, path: &Path, text: &str, response: Response) {
    let value = match (path.control(page.scene), path.given(page.scene)) {
        (Ok(Control::Number(param)), Some(PatchGiven::Number(value))) => {
            let tip = format!(
                "{}. Drag it, press an arrow key, or click to type.",
                sentence(path, &param.about)
            );
            dragged(
                ui,
                page,
                path,
                (Scaled::of(&param), value),
                &response.on_hover_text(tip),
            )
        }
        (Ok(Control::Count), Some(PatchGiven::Number(value))) => {
            let tip = format!(
                "{}. Drag it, press an arrow key, or click to type.",
                sentence(path, "")
            );
            dragged(
                ui,
                page,
                path,
                (Scaled::count(value), value),
                &response.on_hover_text(tip),
            )
        }
        (Ok(Control::Switch(param)), Some(PatchGiven::Switch(on))) => {
            let tip = format!(
                "{}. Click to switch it {}.",
                sentence(path, &param.about),
                if on { "off" } else { "on" }
            );
            flipped(on, text, response.on_hover_text(tip))
        }
        (Ok(Control::Rule(kind)), Some(PatchGiven::Rule(given))) => chosen(ui, kind, &given, text, &response),
        (found, _) => {
            let why = found.err().map(|error| error.to_string());
            response.on_hover_text(why.unwrap_or_else(|| "Nothing is given there".to_owned()));
            None
        }
    };
    if let Some(value) = value {
        page.asked.push(Asked::Turn(Patch::by_hand(path, value)));
    }
}

/// What is turned and what it does.
fn sentence(path: &Path, about: &str) -> String {
    match about.trim_end_matches('.') {
        "" => format!("Turns {}", named(path)),
        about => format!("{}: {about}", named(path)),
    }
}

fn dragged(
    ui: &mut Ui,
    page: &CardPage,
    path: &Path,
    (scaled, value): (Scaled, f64),
    response: &Response,
) -> Option<Json> {
    let id = response.id;
    let name = format!("{} in the text", named(path));
    response.widget_info(|| WidgetInfo {
        label: Some(name.clone()),
        ..WidgetInfo::drag_value(true, value)
    });
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_value(number::editable(value));
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    let mut to = None;
    if response.dragged() {
        // What was not enough for a digit counts with what follows.
        let from = ui.data(|d| d.get_temp::<f64>(id)).unwrap_or(value);
        let moved = scaled.dragged(from, f64::from(response.drag_motion().x));
        ui.data_mut(|d| d.insert_temp(id, moved));
        to = Some(scaled.rounded(moved)).filter(|_| moved != from);
    } else {
        ui.data_mut(|d| d.remove::<f64>(id));
    }
    let keys = keys(ui, response);
    if keys != 0.0 {
        to = Some(scaled.keyed(value, keys));
    }
    let to = typed(ui, page, &name, value, response).or(to);
    to.filter(|to| *to != value).map(|to| whole(scaled, to))
}

/// A whole number as one, so that it fits where only those do.
fn whole(scaled: Scaled, value: f64) -> Json {
    match scaled.is_count() && value >= 0.0 {
        true => Json::from(value.round() as u64),
        false => Json::from(value),
    }
}

/// Keys pressed upwards less those pressed downwards.
fn keys(ui: &Ui, response: &Response) -> f64 {
    let (more, less) = (Action::Increment, Action::Decrement);
    let asked = |action| ui.input(|i| i.num_accesskit_action_requests(response.id, action)) as f64;
    let mut keys = asked(more) - asked(less);
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
        let pressed = |key| ui.input(|i| i.num_presses(key)) as f64;
        keys += pressed(Key::ArrowUp) + pressed(Key::ArrowRight);
        keys -= pressed(Key::ArrowDown) + pressed(Key::ArrowLeft);
    }
    keys
}

/// A field that opens at a number by a click or by Enter.
fn typed(ui: &mut Ui, page: &CardPage, name: &str, value: f64, response: &Response) -> Option<f64> {
    let id = response.id.with("typed");
    if response.clicked() {
        ui.data_mut(|d| d.insert_temp(id, number::editable(value)));
    }
    let popup = Popup::from_toggle_button_response(response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .gap(4.0);
    let shown = popup.show(|ui| {
        ui.set_max_width(180.0);
        let mut text = ui.data(|d| d.get_temp::<String>(id)).unwrap_or_default();
        let field = ui
            .add(TextEdit::singleline(&mut text).desired_width(120.0))
            .accessible_name(format!("{name}, exact"))
            .on_hover_text("A number, or an expression such as 1/3; Enter takes it");
        if response.clicked() {
            field.request_focus();
        }
        ui.data_mut(|d| d.insert_temp(id, text.clone()));
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        match number::read(&text) {
            Ok(number) if entered => {
                ui.close();
                Some(number)
            }
            Ok(_) => None,
            Err(why) => {
                let wrong = RichText::new(why.to_string())
                    .small()
                    .color(page.looks.colors.danger);
                ui.label(wrong);
                if entered {
                    field.request_focus();
                }
                None
            }
        }
    });
    shown.and_then(|shown| shown.inner)
}

fn flipped(on: bool, text: &str, response: Response) -> Option<Json> {
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, format!("{text} in the text")));
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    response.clicked().then_some(Json::Bool(!on))
}

fn chosen(ui: &Ui, kind: Kind, given: &Reference, text: &str, response: &Response) -> Option<Json> {
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("{text} in the text")));
    if response.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    response.clone().on_hover_text(format!("Choose another {kind}"));
    let shown = Popup::menu(response).show(|ui| {
        popup::menu(ui, |ui| {
            let mut wanted = None;
            for entry in catalog::entries(kind) {
                let is_given = *given == Reference::name(&entry.id);
                let row = ui.selectable_label(is_given, &entry.rule.name);
                if row
                    .on_hover_text(entry.rule.about.clone().unwrap_or_default())
                    .clicked()
                {
                    wanted = Some(Json::from(entry.id.clone()));
                    ui.close();
                }
            }
            wanted
        })
    });
    shown.and_then(|shown| shown.inner)
}
