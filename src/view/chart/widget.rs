//! A chart in a `Ui`: drawn on its painter, scrubbed by pointer and keyboard.

use super::Chart;
use super::backend::{EguiBackend, UNIT};
use super::draw::draw;
use super::pen::Pen;
use crate::view::Wish;
use crate::view::palette::Palette;
use egui::{CursorIcon, Rect, Role, Sense, Ui, WidgetInfo};
use plotters::drawing::IntoDrawingArea as _;

/// Fills the space left; wishes for the step under the pointer.
pub fn show(ui: &mut Ui, chart: &Chart) -> Vec<Wish> {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{} chart", chart.title)));
    if !ui.is_rect_visible(rect) || rect.width() < 80.0 || rect.height() < 60.0 {
        return Vec::new();
    }
    let Some(plot) = paint(ui, rect, chart) else {
        return Vec::new();
    };
    let step = |x: f32| {
        let part = f64::from((x - plot.left()) / plot.width()).clamp(0.0, 1.0);
        chart.x.low + part * (chart.x.high - chart.x.low)
    };
    let response = response
        .on_hover_cursor(CursorIcon::ResizeHorizontal)
        .on_hover_text("Drag to move through the steps");
    let pressed = response.dragged() || response.clicked();
    let sought = response.interact_pointer_pos().filter(|_| pressed);
    let hovered = response.hover_pos().filter(|at| plot.contains(*at));
    let sought = sought.map(|at| Wish::Step(step(at.x)));
    let hovered = hovered.map(|at| Wish::Hover(step(at.x)));
    sought.into_iter().chain(hovered).collect()
}

/// Paints the chart into a rectangle and returns that of its plot.
fn paint(ui: &Ui, rect: Rect, chart: &Chart) -> Option<Rect> {
    let painter = ui.painter().with_clip_rect(rect.expand(2.0));
    let area = EguiBackend::new(&painter, rect).into_drawing_area();
    let pen = Pen {
        area: &area,
        unit: UNIT,
    };
    let plot = draw(&pen, chart, &Palette::in_ui(ui)).ok()?;
    Some(plot.translate(rect.min.to_vec2()))
}
