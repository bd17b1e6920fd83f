//! A row of tabs, the last ones in a menu where there is no room for all.

use super::theme;
use crate::view::palette::Palette;
use egui::{FontId, Galley, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// One tab of a row.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// What stands on it; its accessible name is "<title> tab".
    pub title: &'a str,
    /// What it leads to.
    pub about: &'a str,
}

/// Between two tabs.
const GAP: f32 = 2.0;
/// The tab that opens the menu.
const MORE: Item = Item {
    title: "More",
    about: "The charts that there is no room for here",
};
/// Space for the sign on it.
const SIGN: f32 = 14.0;

/// Tabs side by side on one line. Those that come first have their place there, and the chosen one; the others are in a
/// menu at its end. Returns the one that was chosen.
pub fn row(ui: &mut Ui, items: &[Item], current: usize) -> Option<usize> {
    let widths: Vec<f32> = items.iter().map(|item| width(ui, item)).collect();
    let menu = width(ui, &MORE) + SIGN;
    let shown = fitting(&widths, current, ui.available_width(), menu);
    let on_line = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let all = shown.iter().map(|&index| (index, &items[index]));
        let chosen = all
            .filter(|(index, item)| tab(ui, item, *index == current, widths[*index]).clicked())
            .map(|(index, _)| index)
            .last();
        let hidden: Vec<usize> = (0..items.len()).filter(|index| !shown.contains(index)).collect();
        match hidden.is_empty() {
            true => chosen,
            false => more(ui, items, &hidden, menu).or(chosen),
        }
    });
    on_line.inner
}

/// The tabs that have a place on a line of a width, in their order.
fn fitting(widths: &[f32], current: usize, room: f32, menu: f32) -> Vec<usize> {
    let needed = |index: usize| widths[index] + GAP;
    if (0..widths.len()).map(needed).sum::<f32>() <= room + GAP {
        return (0..widths.len()).collect();
    }
    let mut left = room - menu - widths.get(current).map_or(0.0, |width| width + GAP);
    let mut full = false;
    let mut fits = |index: usize| {
        left -= needed(index);
        full |= left < 0.0;
        !full
    };
    (0..widths.len())
        .filter(|&index| index == current || fits(index))
        .collect()
}

/// The menu of the tabs that have no place. Returns the one that was chosen.
fn more(ui: &mut Ui, items: &[Item], hidden: &[usize], width: f32) -> Option<usize> {
    let opener = allocate(ui, &MORE, "More charts", false, width);
    let colors = Palette::in_ui(ui);
    let end = opener.rect.right_center() - vec2(9.0, -1.0);
    let sign = [vec2(-4.0, -2.0), vec2(0.0, 2.0), vec2(4.0, -2.0)].map(|way| end + way);
    ui.painter().line(sign.to_vec(), Stroke::new(1.5, colors.weak));
    let mut chosen = None;
    egui::Popup::menu(&opener).width(180.0).show(|ui| {
        for &index in hidden {
            let Item { title, about } = items[index];
            let row = ui.button(title).accessible_name(name(title));
            if row.on_hover_text(about).clicked() {
                chosen = Some(index);
            }
        }
    });
    chosen
}

/// Tabs that share the width evenly. Returns the one that was chosen.
pub fn even(ui: &mut Ui, items: &[Item], current: usize) -> Option<usize> {
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

fn title(ui: &Ui, item: &Item) -> Arc<Galley> {
    let font = FontId::new(theme::BODY, theme::strong());
    let color = Palette::in_ui(ui).weak;
    ui.painter().layout_no_wrap(item.title.to_owned(), font, color)
}

/// How wide a tab is by itself.
fn width(ui: &Ui, item: &Item) -> f32 {
    title(ui, item).size().x + 16.0
}

fn tab(ui: &mut Ui, item: &Item, selected: bool, width: f32) -> Response {
    let response = allocate(ui, item, &name(item.title), selected, width);
    if selected {
        let line = response.rect.shrink2(vec2(8.0, 1.0));
        let stroke = Stroke::new(2.0, Palette::in_ui(ui).accent);
        ui.painter().hline(line.x_range(), line.bottom(), stroke);
    }
    response
}

/// A tab's place and its words.
fn allocate(ui: &mut Ui, item: &Item, name: &str, selected: bool, width: f32) -> Response {
    let colors = Palette::in_ui(ui);
    let galley = title(ui, item);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ui.spacing().interact_size.y), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, selected, name));
    let color = match selected || response.hovered() {
        true => colors.text,
        false => colors.weak,
    };
    let painter = ui.painter();
    let at = rect.center() - galley.size() / 2.0;
    painter.galley_with_override_text_color(at, galley, color);
    if response.has_focus() {
        painter.rect_stroke(rect, 6.0, Stroke::new(2.0, colors.accent), StrokeKind::Inside);
    }
    response.on_hover_text(item.about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tabs_and_the_chosen_one_have_a_place() {
        let widths = [50.0, 60.0, 70.0, 80.0, 20.0];
        for (room, current, shown) in [
            (290.0, 0, vec![0, 1, 2, 3, 4]),
            (280.0, 0, vec![0, 1, 2]),
            (280.0, 1, vec![0, 1, 2]),
            (280.0, 3, vec![0, 1, 3]),
            (180.0, 4, vec![0, 4]),
            (100.0, 3, vec![3]),
            (0.0, 0, vec![0]),
        ] {
            assert_eq!(fitting(&widths, current, room, 60.0), shown, "{room} {current}");
        }
    }
}
