//! A row of tabs.

use super::theme;
use crate::view::palette::Palette;
use egui::{FontId, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

/// One tab of a row.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// What stands on it; its accessible name is "<title> tab".
    pub title: &'a str,
    /// What it leads to.
    pub about: &'a str,
}

/// Tabs side by side, on as many lines as they need. Returns the one that was chosen.
pub fn row(ui: &mut Ui, items: &[Item], current: usize) -> Option<usize> {
    let chosen = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(2.0, 2.0);
        all(ui, items, current, None)
    });
    chosen.inner
}

/// Tabs that share the width evenly. Returns the one that was chosen.
pub fn even(ui: &mut Ui, items: &[Item], current: usize) -> Option<usize> {
    let chosen = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let gaps = ui.spacing().item_spacing.x * (items.len().max(1) - 1) as f32;
        let width = (ui.available_width() - gaps) / items.len().max(1) as f32;
        all(ui, items, current, Some(width))
    });
    chosen.inner
}

fn all(ui: &mut Ui, items: &[Item], current: usize, width: Option<f32>) -> Option<usize> {
    let mut chosen = None;
    for (index, item) in items.iter().enumerate() {
        if tab(ui, item, index == current, width).clicked() {
            chosen = Some(index);
        }
    }
    chosen
}

fn tab(ui: &mut Ui, item: &Item, selected: bool, width: Option<f32>) -> Response {
    let colors = Palette::in_ui(ui);
    let font = FontId::new(theme::BODY, theme::strong());
    let galley = ui
        .painter()
        .layout_no_wrap(item.title.to_owned(), font, colors.weak);
    let width = width.unwrap_or(galley.size().x + 20.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ui.spacing().interact_size.y), Sense::click());
    let name = format!("{} tab", item.title);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, selected, &name));
    let color = match selected || response.hovered() {
        true => colors.text,
        false => colors.weak,
    };
    let painter = ui.painter();
    let at = rect.center() - galley.size() / 2.0;
    painter.galley_with_override_text_color(at, galley, color);
    if selected {
        let line = rect.shrink2(vec2(8.0, 1.0));
        painter.hline(line.x_range(), line.bottom(), Stroke::new(2.0, colors.accent));
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 6.0, Stroke::new(2.0, colors.accent), StrokeKind::Inside);
    }
    response.on_hover_text(item.about)
}
