//! What is chosen rarely: in a menu whose button says what is chosen.

use crate::view::popup;
use egui::{Button, Popup, PopupCloseBehavior, RichText, Ui};

/// Width below which names of settings are symbols.
const NARROW: f32 = 560.0;

/// Shows the button, which says what is chosen `now`, and the menu that it opens.
pub fn show(ui: &mut Ui, now: &str, name: &str, tip: &str, contents: impl FnOnce(&mut Ui)) {
    let button = ui.add(Button::new(RichText::new(format!("{now} ▾")).small()));
    let button = button.accessible_name(name).on_hover_text(tip);
    let menu = Popup::menu(&button)
        .width(240.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    menu.show(|ui| popup::rows(ui, contents));
}

/// Whether there is no room for whole words.
pub fn is_narrow(ui: &Ui) -> bool {
    ui.max_rect().width() < NARROW
}

/// So many seeds, in words.
pub fn seeds(count: u32) -> String {
    match count {
        1 => "1 seed".to_owned(),
        count => format!("{count} seeds"),
    }
}
