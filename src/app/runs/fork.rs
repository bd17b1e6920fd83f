//! The button beside the timeline that forks the selected run.

use crate::app::action::AppCommand;
use crate::app::controls::icon::{self, Icon};
use egui::Ui;

/// Forks the run of a name at a step of so many, or says why it cannot; `full` is why there can be no other
/// run.
pub(in crate::app) fn button(
    ui: &mut Ui,
    name: Option<String>,
    full: Option<String>,
    (step, steps): (u32, u32),
) -> Option<AppCommand> {
    // Before the first step and after the last one there is nothing to share or to go on with.
    let name = name.filter(|_| (1..steps).contains(&step));
    let (can, tip) = match (full, name) {
        (Some(full), _) => (false, full),
        (None, Some(name)) => {
            let tip = "a new run shares its past and goes on with its own settings";
            (true, format!("Fork {name} at step {step}: {tip}"))
        }
        (None, None) => {
            let tip = "Go to a step between the first and the last to fork the selected run there";
            (false, tip.to_owned())
        }
    };
    let button = |ui: &mut Ui| icon::button(ui, Icon::Fork, "Fork from here", &tip);
    let response = ui.add_enabled_ui(can, button).inner;
    let clicked = response.on_disabled_hover_text(&tip).clicked();
    clicked.then_some(AppCommand::Fork)
}
