//! Parts of a sum as one bar, beside what a device holds; and the lines below it.

use crate::course::calculator::{CalculatedLine, SumPart};
use crate::lang::number;
use crate::view::palette::Palette;
use crate::view::style::run_style;
use egui::{
    Align, Color32, Label, Layout, Pos2, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

/// Height of the bar, and of the scale's end below it.
const HEIGHT: f32 = 22.0;
/// Side of the square that tells a part's colour.
const SQUARE: f32 = 10.0;

/// The colour of a part.
pub fn color(ui: &Ui, part: usize) -> Color32 {
    run_style(part, ui.visuals().dark_mode).color
}

/// The bar, where there are parts of a sum; `device` is what the sum is measured against, in its unit.
pub fn show(ui: &mut Ui, figures: &[CalculatedLine], device: Option<f64>) {
    let parts = figures.iter().filter(|f| f.label.part == SumPart::Addend);
    let parts: Vec<f64> = parts.filter_map(|f| f.value).collect();
    let sum: f64 = parts.iter().sum();
    let longest = sum.max(device.unwrap_or(0.0));
    if parts.is_empty() || !longest.is_finite() || longest <= 0.0 {
        return;
    }
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let unit = figures
        .iter()
        .find(|f| f.label.part == SumPart::Sum)
        .map_or("", |f| &f.label.unit);
    let said = said(sum, device, unit);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &said));
    let x = |value: f64| rect.left() + rect.width() * (value / longest) as f32;
    let mut from = 0.0;
    for (place, part) in parts.iter().enumerate() {
        let to = from + part;
        let bar = Rect::from_min_max(pos2(x(from), rect.top()), pos2(x(to), rect.bottom()));
        ui.painter().rect_filled(bar, 0.0, color(ui, place));
        from = to;
    }
    if let Some(device) = device {
        limit(ui, pos2(x(device), rect.top()), rect.height());
    }
    response.on_hover_text(&said);
    ui.add(Label::new(RichText::new(said).small()).wrap());
}

fn limit(ui: &Ui, top: Pos2, height: f32) {
    let stroke = Stroke::new(2.0, Palette::in_ui(ui).text);
    ui.painter()
        .vline(top.x, top.y - 2.0..=top.y + height + 2.0, stroke);
}

fn said(sum: f64, device: Option<f64>, unit: &str) -> String {
    let sum_text = number::significant(sum, 3);
    match device {
        None => format!("{sum_text} {unit}"),
        Some(device) if sum <= device => {
            let left = number::significant(device - sum, 3);
            format!(
                "{sum_text} of {} {unit}: {left} {unit} are left",
                number::significant(device, 3)
            )
        }
        Some(device) => {
            let times = number::significant(sum / device, 3);
            format!("{sum_text} {unit} are {times} times what a device holds")
        }
    }
}

/// A figure in words, with its value at the right.
pub fn line(ui: &mut Ui, words: &str, value: &str, color: Option<Color32>, strong: bool) {
    ui.horizontal(|ui| {
        if let Some(color) = color {
            let (square, _) = ui.allocate_exact_size(vec2(SQUARE, SQUARE), Sense::hover());
            ui.painter().rect_filled(square, 2.0, color);
        }
        let text = |text: &str| match strong {
            true => RichText::new(text).strong(),
            false => RichText::new(text),
        };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(text(value));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(text(words)).wrap());
            });
        });
    });
}
