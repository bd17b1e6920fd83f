//! A row of tabs, the last ones in a menu where there is no room for all.

use super::theme;
use crate::view::palette::Palette;
use crate::view::popup;
use egui::{FontId, Galley, Response, Role, Sense, Stroke, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// One tab of a row.
#[derive(Clone, Copy, Debug)]
pub struct TabItem<'a> {
    /// What stands on it; its accessible name is `<title> tab`.
    pub title: &'a str,
    /// What it leads to.
    pub about: &'a str,
}

/// Between two tabs.
const GAP: f32 = 2.0;
/// The tab that opens the menu.
const MORE: TabItem = TabItem {
    title: "More",
    about: "The charts that there is no room for here",
};
/// Space for the sign on it.
const SIGN: f32 = 14.0;

/// Tabs side by side on one line: those that come first, always the same ones and in the same places. The
/// others are in a menu at its end, which says which of them is chosen. Returns the one that was chosen now.
pub fn row(ui: &mut Ui, items: &[TabItem], current: usize) -> Option<usize> {
    let widths: Vec<f32> = items.iter().map(|item| width(ui, item)).collect();
    let more = width(ui, &MORE);
    let shown = fitting(&widths, ui.available_width(), more);
    let on_line = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let all = items.iter().take(shown).enumerate();
        let chosen = all
            .filter(|(index, item)| tab(ui, item, *index == current, widths[*index]).clicked())
            .map(|(index, _)| index)
            .last();
        match shown < items.len() {
            true => menu(ui, items, shown, current).or(chosen),
            false => chosen,
        }
    });
    on_line.inner
}

/// How many tabs have a place on a line of a width, so that the menu has room for the longest of the others.
fn fitting(widths: &[f32], room: f32, more: f32) -> usize {
    let line = |widths: &[f32]| widths.iter().map(|width| width + GAP).sum::<f32>();
    let with_menu = |shown: usize| {
        let longest = widths[shown..].iter().copied().fold(more, f32::max);
        line(&widths[..shown]) + longest + SIGN
    };
    match line(widths) <= room + GAP {
        true => widths.len(),
        false => (0..widths.len())
            .rev()
            .find(|shown| with_menu(*shown) <= room)
            .unwrap_or(0),
    }
}

/// The menu of the tabs from a place on. Returns the one that was chosen.
fn menu(ui: &mut Ui, items: &[TabItem], from: usize, current: usize) -> Option<usize> {
    let inside = current >= from;
    let mut shown = if inside { items[current] } else { MORE };
    shown.about = MORE.about;
    let width = (width(ui, &shown) + SIGN).min(ui.available_width());
    let opener = place(ui, &shown, "More charts", inside, width, SIGN);
    let colors = Palette::in_ui(ui);
    let end = opener.rect.right_center() - vec2(9.0, -1.0);
    let sign = [vec2(-4.0, -2.0), vec2(0.0, 2.0), vec2(4.0, -2.0)].map(|way| end + way);
    ui.painter().line(sign.to_vec(), Stroke::new(1.5, colors.weak));
    let mut chosen = None;
    egui::Popup::menu(&opener).width(180.0).show(|ui| {
        popup::menu(ui, |ui| {
            for (index, item) in items.iter().enumerate().skip(from) {
                let row = ui.selectable_label(index == current, item.title);
                let row = row.accessible_name(name(item.title));
                if row.on_hover_text(item.about).clicked() {
                    chosen = Some(index);
                }
            }
        });
    });
    chosen
}

/// Tabs that share the width evenly. Returns the one that was chosen.
pub fn even(ui: &mut Ui, items: &[TabItem], current: usize) -> Option<usize> {
    let on_line = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let count = items.len().max(1) as f32;
        let width = (ui.available_width() - GAP * (count - 1.0)) / count;
        let all = items.iter().enumerate();
        all.filter(|(index, item)| tab(ui, item, *index == current, width).clicked())
            .map(|(index, _)| index)
            .last()
    });
    on_line.inner
}

fn name(title: &str) -> String {
    format!("{title} tab")
}

fn title(ui: &Ui, item: &TabItem) -> Arc<Galley> {
    let font = FontId::new(theme::BODY, theme::strong());
    let color = Palette::in_ui(ui).weak;
    ui.painter().layout_no_wrap(item.title.to_owned(), font, color)
}

/// How wide a tab is by itself.
fn width(ui: &Ui, item: &TabItem) -> f32 {
    title(ui, item).size().x + 16.0
}

fn tab(ui: &mut Ui, item: &TabItem, selected: bool, width: f32) -> Response {
    place(ui, item, &name(item.title), selected, width, 0.0)
}

/// A tab's place and its words, with space for a sign behind them.
fn place(ui: &mut Ui, item: &TabItem, name: &str, selected: bool, width: f32, sign: f32) -> Response {
    let colors = Palette::in_ui(ui);
    let galley = title(ui, item);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ui.spacing().interact_size.y), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, selected, name));
    let color = match selected || response.hovered() {
        true => colors.text,
        false => colors.weak,
    };
    let words = rect.with_max_x(rect.right() - sign);
    let at = words.center() - galley.size() / 2.0;
    let painter = ui.painter();
    painter.galley_with_override_text_color(at, galley, color);
    if selected {
        let line = words.shrink2(vec2(8.0, 1.0));
        let stroke = Stroke::new(2.0, colors.accent);
        painter.hline(line.x_range(), line.bottom(), stroke);
    }
    response.on_hover_text(item.about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tabs_have_a_place_and_the_menu_has_room_for_any_other() {
        let widths = [50.0, 60.0, 70.0, 80.0, 20.0];
        for (room, shown) in [
            (290.0, 5),
            // Three tabs, and the menu with the title of the fourth and its sign.
            (280.0, 3),
            (279.0, 2),
            (200.0, 1),
            (0.0, 0),
        ] {
            assert_eq!(fitting(&widths, room, 60.0), shown, "{room}");
        }
    }
}
