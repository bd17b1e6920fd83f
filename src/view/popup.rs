//! What opens above the rest.

use egui::{ScrollArea, Ui};

/// Kept free above and below.
const MARGIN: f32 = 80.0;

/// The rows of a popup, as high as they need while the screen has room; then they scroll.
pub fn rows<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.ctx().content_rect().height() - MARGIN;
    let area = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
    area.show(ui, contents).inner
}
