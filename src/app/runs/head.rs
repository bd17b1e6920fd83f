//! The head of a run in the list: its line, the grip by which it is moved, its name when it is changed, its
//! commands.

use super::line::{LOOK, RunEnd, RunLine};
use super::{RunsContext, edit};
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::names;
use crate::scene::{Reference, Scene};
use crate::view::palette::Palette;
use crate::view::popup;
use egui::{
    Align, CursorIcon, EventFilter, Id, Key, Layout, Rect, Role, Sense, TextEdit, Ui, UiBuilder, WidgetInfo,
    vec2,
};

/// What a run's controls ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum RunWish {
    /// Unfold it.
    Select,
    /// Hide it, or show it again.
    Mute,
    /// Show only it, or all again.
    Solo,
    /// Call it otherwise.
    Rename(String),
    /// Make a copy.
    Duplicate,
    /// Take it away.
    Remove,
    /// All parameters as its rule declares them.
    Reset,
    /// Give all runs its schedule.
    Schedule,
    /// Add a run that differs in its schedule.
    Compare(Reference),
    /// Add runs with other values of a parameter of its optimizer.
    Spread(String, Vec<f64>),
    /// Give all runs its stages.
    Stages,
    /// Move it by so many places.
    Shift(isize),
    /// It is held at this height.
    Hold(f32),
    /// It was let go at this height.
    Put(f32),
}

/// Shows the head of a run. Returns what it asks for.
pub fn show(ui: &mut Ui, scene: &Scene, index: usize, known: RunsContext) -> Option<RunWish> {
    let run = &scene.experiment.runs[index];
    let name = names::run(run);
    let colors = Palette::in_ui(ui);
    let muted = scene.view.muted.contains(&index);
    let height = ui.spacing().interact_size.y.max(32.0);
    let (rect, row) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    row.widget_info(|| {
        let selected = scene.view.selected == index;
        WidgetInfo::selected(Role::Button, true, selected, format!("Run {name}"))
    });
    let right = UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::right_to_left(Align::Center));
    let mut buttons = ui.new_child(right);
    buttons.spacing_mut().item_spacing.x = 0.0;
    let mut wish = commands(&mut buttons, &name, scene, index);
    let (sign, verb) = if muted {
        (Icon::Hidden, "Show")
    } else {
        (Icon::Shown, "Hide")
    };
    let tip = format!("{verb} in all views");
    if icon::button(&mut buttons, sign, &format!("{verb} {name}"), &tip).clicked() {
        wish = Some(RunWish::Mute);
    }
    let end = buttons.min_rect().left() - 4.0;
    let free = Rect::from_min_max(rect.min, egui::pos2(end, rect.bottom()));
    let pointer = format!("/experiment/runs/{index}");
    let inside = |p: &str| {
        p.strip_prefix(&pointer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let renaming = ui
        .data(|d| d.get_temp::<Renaming>(Renaming::id()))
        .filter(|r| r.run == index);
    let line = RunLine {
        index,
        name: if renaming.is_some() { "" } else { &name },
        others: known.names,
        rate: edit::rate(run),
        outcome: RunEnd::of(known.done, scene, index),
        muted,
        wrong: known.findings.iter().any(|f| inside(&f.pointer)),
    };
    line.paint(ui.painter(), free, &colors);
    let row = row.on_hover_text("Click to see and change its settings; double-click or F2 to rename it");
    if row.clicked() {
        wish = wish.or(Some(RunWish::Select));
    }
    if row.double_clicked() || (row.has_focus() && ui.input(|i| i.key_pressed(Key::F2))) {
        Renaming::begin(ui, index, &name);
    }
    if let Some(renaming) = renaming {
        wish = renaming.show(ui, free).or(wish);
    }
    let several = scene.experiment.runs.len() > 1;
    match several {
        true => grip(ui, index, &name, free).or(wish),
        false => wish,
    }
}

/// Gives the keyboard to the grip of a run.
pub fn focus(ui: &Ui, index: usize) {
    ui.memory_mut(|m| m.request_focus(grip_id(index)));
}

fn grip_id(index: usize) -> Id {
    Id::unique(("grip", index))
}

/// The run's look at the left end of its line, by which it is moved.
fn grip(ui: &mut Ui, index: usize, name: &str, line: Rect) -> Option<RunWish> {
    let rect = Rect::from_min_size(line.min, vec2(LOOK, line.height()));
    let id = grip_id(index);
    let grip = ui.interact(rect, id, Sense::click_and_drag());
    grip.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Move {name}")));
    let cursor = if grip.dragged() {
        CursorIcon::Grabbing
    } else {
        CursorIcon::Grab
    };
    let grip = grip
        .on_hover_cursor(cursor)
        .on_hover_text("Drag to another place in the list, or press the up and down keys");
    let held = grip.interact_pointer_pos().map(|at| at.y);
    if grip.drag_stopped() {
        return held.map(RunWish::Put);
    }
    if grip.dragged() {
        return held.map(RunWish::Hold);
    }
    if grip.clicked() {
        return Some(RunWish::Select);
    }
    if !grip.has_focus() {
        return None;
    }
    let arrows = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, arrows));
    let by = ui.input(|i| i.num_presses(Key::ArrowDown) as isize - i.num_presses(Key::ArrowUp) as isize);
    (by != 0).then_some(RunWish::Shift(by))
}

/// The name of a run while it is changed.
#[derive(Clone)]
struct Renaming {
    run: usize,
    text: String,
    begun: bool,
}

impl Renaming {
    fn id() -> Id {
        Id::unique("renaming a run")
    }

    fn begin(ui: &Ui, run: usize, name: &str) {
        let renaming = Self {
            run,
            text: name.to_owned(),
            begun: false,
        };
        ui.data_mut(|d| d.insert_temp(Self::id(), renaming));
    }

    /// Shows the field in a run's line. Leaving it takes the name over; Esc does not.
    fn show(mut self, ui: &mut Ui, line: Rect) -> Option<RunWish> {
        let field = Rect::from_min_max(line.min + vec2(LOOK, 2.0), line.max - vec2(0.0, 2.0));
        let edit = TextEdit::singleline(&mut self.text).align(egui::Align2::LEFT_CENTER);
        let response = ui
            .put(field, edit)
            .accessible_name("Name of the run")
            .on_hover_text(
                "Enter takes the name over, Esc leaves it as it was; an empty name is the optimizer's",
            );
        if !self.begun {
            response.request_focus();
            self.begun = true;
        } else if response.lost_focus() || !response.has_focus() {
            ui.data_mut(|d| d.remove::<Self>(Self::id()));
            let given_up = ui.input(|i| i.key_pressed(Key::Escape));
            return (!given_up).then_some(RunWish::Rename(self.text));
        }
        ui.data_mut(|d| d.insert_temp(Self::id(), self));
        None
    }
}

/// The menu of a run.
fn commands(ui: &mut Ui, name: &str, scene: &Scene, index: usize) -> Option<RunWish> {
    let more = icon::button(
        ui,
        Icon::More,
        &format!("More for {name}"),
        "Rename, duplicate, remove and more",
    );
    let mut wish = None;
    let count = scene.experiment.runs.len();
    let rows = [
        ("Duplicate", "A copy below", Some(RunWish::Duplicate)),
        (
            "Solo",
            "Hide all other runs, or show them again",
            (count > 1).then_some(RunWish::Solo),
        ),
        (
            "Move up",
            "One place up",
            (index > 0).then_some(RunWish::Shift(-1)),
        ),
        (
            "Move down",
            "One place down",
            (index + 1 < count).then_some(RunWish::Shift(1)),
        ),
        (
            "Reset to defaults",
            "All parameters as the rule declares them",
            Some(RunWish::Reset),
        ),
        ("Remove", "Undo brings it back", Some(RunWish::Remove)),
    ];
    egui::Popup::menu(&more).width(180.0).show(|ui| {
        popup::menu(ui, |ui| {
            let rename = ui.button("Rename");
            if rename.on_hover_text("Give it a name of your own").clicked() {
                Renaming::begin(ui, index, name);
            }
            for (name, tip, asked) in rows {
                let Some(asked) = asked else { continue };
                let full = edit::full(scene).filter(|_| asked == RunWish::Duplicate);
                let button = ui.add_enabled(full.is_none(), egui::Button::new(name));
                let button = button.on_disabled_hover_text(full.unwrap_or_default());
                if button.on_hover_text(tip).clicked() {
                    wish = Some(asked);
                }
            }
        });
    });
    wish
}
