//! What is wrong, written under the field it is about.

use crate::app::compute::session::Finding;
use crate::compile::finding::Mend;
use crate::view::palette::Palette;
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Response, RichText, Sense, Shape, Stroke, Ui, Vec2, vec2,
};

/// Writes what is wrong with the field of a pointer, or with something inside it that has no field of its
/// own.
pub fn show(ui: &mut Ui, findings: &[Finding], pointer: &str) {
    let inside = |f: &&Finding| {
        f.pointer
            .strip_prefix(pointer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    for finding in findings.iter().filter(inside) {
        line(ui, finding);
    }
}

/// Writes one finding.
pub fn line(ui: &mut Ui, finding: &Finding) {
    let colors = Palette::in_ui(ui);
    let color = if finding.is_error {
        colors.danger
    } else {
        colors.warning
    };
    row(ui, &finding.message, color, Sense::hover());
}

/// A button for each change that would mend a finding. Returns the one that is pressed.
pub fn mends(ui: &mut Ui, finding: &Finding) -> Option<Mend> {
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        for mend in &finding.mends {
            let button = ui.button(RichText::new(format!("Take {mend}")).small());
            if button.on_hover_text("Undo takes it back").clicked() {
                chosen = Some(*mend);
            }
        }
    });
    chosen
}

/// Writes a text behind the sign for what is wrong.
pub fn row(ui: &mut Ui, text: &str, color: Color32, sense: Sense) -> Response {
    let ground = Palette::in_ui(ui).panel;
    let shown = ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(16.0), Sense::hover());
        sign(ui.painter(), rect.center(), color, ground);
        let text = RichText::new(text).small().color(color);
        ui.add(egui::Label::new(text).wrap().sense(sense))
    });
    shown.inner
}

/// A triangle with an exclamation mark.
pub fn sign(painter: &Painter, at: Pos2, color: Color32, ground: Color32) {
    let corners = [vec2(0.0, -7.0), vec2(7.5, 6.0), vec2(-7.5, 6.0)].map(|v| at + v);
    painter.add(Shape::convex_polygon(corners.to_vec(), color, Stroke::NONE));
    let font = FontId::new(11.0, crate::app::controls::theme::strong());
    painter.text(at + vec2(0.0, 1.0), Align2::CENTER_CENTER, "!", font, ground);
}
