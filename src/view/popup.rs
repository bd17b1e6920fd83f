//! What opens above the rest.

use egui::{Key, ScrollArea, Ui};

/// Kept free above and below.
const MARGIN: f32 = 80.0;

/// Most height of a list to choose from.
pub fn list(ui: &Ui) -> f32 {
    ui.spacing().combo_height.min(room(ui))
}

fn room(ui: &Ui) -> f32 {
    ui.ctx().content_rect().height() - MARGIN
}

/// The rows of a popup, as high as they need while the screen has room; then they scroll.
pub fn rows<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let room = room(ui);
    let area = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
    area.show(ui, contents).inner
}

/// The rows of a menu that closes with what is chosen, by key as by a click.
pub fn menu<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let shown = rows(ui, contents);
    let pressed = ui.input(|i| i.key_pressed(Key::Enter) || i.key_pressed(Key::Space));
    let focused = ui.memory(|m| m.focused()).filter(|_| pressed);
    let row = focused.and_then(|id| ui.ctx().read_response(id));
    // The key that opened the menu gave its first row the keyboard.
    if row.is_some_and(|row| row.layer_id == ui.layer_id() && row.clicked() && !row.gained_focus()) {
        ui.close();
    }
    shown
}
