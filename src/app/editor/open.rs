//! The buttons that lead to the editor.

use crate::app::controls::icon::{self, Icon};
use crate::app::rules::{Rules, WantedRule};
use crate::scene::{Reference, RulePlace};
use egui::{Button, RichText, Ui};

const READ: &str = "Read the text that runs";
const FORK: &str = "Make a rule of your own of it, and change it while it runs";
const EDIT: &str = "Change the text that runs";

/// Small buttons beside a rule: a built-in one is read or forked, an own one edited. `what` it is, such as
/// "optimizer of Adam", is part of their names.
pub fn buttons(ui: &mut Ui, rules: &mut Rules, place: RulePlace, current: &Reference, what: &str) {
    let mut small = |name: &str, accessible: &str, tip: &str, fork: bool| {
        let button = ui.add(Button::new(RichText::new(name).small()).frame(false));
        let button = button.accessible_name(format!("{accessible} {what}"));
        if button.on_hover_text(tip).clicked() {
            rules.wanted = Some(WantedRule {
                place,
                fork,
                line: None,
            });
        }
    };
    match current {
        Reference::Source(_) => small("Edit", "Edit the", EDIT, false),
        Reference::Name(_) => {
            small("Fork rule", "Fork the", FORK, true);
            small("Read", "Read the", READ, false);
        }
    }
}

/// The same as one sign, where there is less room.
pub fn sign(ui: &mut Ui, rules: &mut Rules, place: RulePlace, current: &Reference, what: &str) {
    let (verb, tip) = match current {
        Reference::Source(_) => ("Edit", EDIT),
        Reference::Name(_) => ("Read", "Read the text that runs, and fork it to change it"),
    };
    if icon::button(ui, Icon::Edit, &format!("{verb} the {what}"), tip).clicked() {
        rules.wanted = Some(WantedRule {
            place,
            fork: false,
            line: None,
        });
    }
}
