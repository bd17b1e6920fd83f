//! The runs by name and number, each with its look: pressed, or by its number as a key, one is hidden or
//! revealed.

use crate::app::controls::theme;
use crate::view::palette::Palette;
use crate::view::style::run_style;
use egui::{FontId, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

/// Length of the line in a run's look.
const LINE: f32 = 18.0;

/// Shows a row of all runs. Returns the place of the one that was pressed.
pub fn show(ui: &mut Ui, names: &[String], muted: &[usize]) -> Option<usize> {
    let mut pressed = None;
    for (place, name) in names.iter().enumerate() {
        if run(ui, place, name, muted.contains(&place)) {
            pressed = Some(place);
        }
    }
    pressed
}

fn run(ui: &mut Ui, place: usize, name: &str, hidden: bool) -> bool {
    let colors = Palette::in_ui(ui);
    let numbered = match place {
        0..9 => format!("{} {name}", place + 1),
        _ => name.to_owned(),
    };
    let font = FontId::proportional(theme::SMALL);
    let color = if hidden { colors.weak } else { colors.text };
    let galley = ui.painter().layout_no_wrap(numbered, font, color);
    let size = vec2(LINE + 8.0 + galley.size().x + 12.0, ui.spacing().interact_size.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let (told, tip) = match hidden {
        true => (format!("Reveal {name}"), "Show this run everywhere"),
        false => (
            format!("Hide {name}"),
            "Hide this run everywhere, until it is revealed",
        ),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, !hidden, &told));
    if ui.is_rect_visible(rect) {
        if response.hovered() {
            ui.painter().rect_filled(rect, 6.0, colors.hovered);
        }
        let mut style = run_style(place, colors.dark);
        if hidden {
            style.color = style.color.gamma_multiply(0.4);
        }
        let left = rect.left_center() + vec2(6.0, 0.0);
        ui.painter()
            .line_segment([left, left + vec2(LINE, 0.0)], Stroke::new(3.0, style.color));
        let at = left + vec2(LINE + 6.0, -galley.size().y / 2.0);
        let words = Rect::from_min_size(at, galley.size());
        ui.painter().galley(at, galley, color);
        if hidden {
            ui.painter()
                .hline(words.x_range(), words.center().y, Stroke::new(1.0, colors.weak));
        }
    }
    let tip = match place {
        0..9 => format!("{tip} ({})", place + 1),
        _ => tip.to_owned(),
    };
    response.on_hover_text(tip).clicked()
}
