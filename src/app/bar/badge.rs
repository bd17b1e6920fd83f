//! What computes: always on screen, and on request how far the two engines are apart.

use crate::app::compute::session::Session;
use crate::app::controls::theme;
use crate::engine::parity::{Difference, Report};
use crate::view::number;
use crate::view::palette::Palette;
use egui::{
    Button, Color32, Popup, PopupCloseBehavior, Response, RichText, Role, Sense, Ui, WidgetInfo, vec2,
};

/// Below this width of the screen the badge has no words.
const TINY: f32 = 360.0;

/// The badge; a click opens what there is to say.
pub fn show(ui: &mut Ui, session: &mut Session, narrow: bool) {
    let response =
        badge(ui, session, narrow).on_hover_text("What computes the runs; click to compare the engines");
    Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(280.0)
        .show(|ui| {
            ui.set_width(280.0);
            details(ui, session);
        });
}

fn badge(ui: &mut Ui, session: &Session, narrow: bool) -> Response {
    let colors = Palette::in_ui(ui);
    let engine = &session.engine;
    let kind = engine.kind.to_uppercase();
    let text = match narrow || engine.adapter.is_empty() {
        true => kind,
        false => format!("{kind}: {}", short(&engine.adapter)),
    };
    let font = egui::FontId::proportional(theme::SMALL);
    // On the smallest screens the dot says it alone.
    let seen = match ui.ctx().content_rect().width() < TINY {
        true => String::new(),
        false => text.clone(),
    };
    let galley = ui.painter().layout_no_wrap(seen, font, colors.weak);
    let size = vec2((galley.size().x + 18.0).max(32.0), ui.spacing().interact_size.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Engine {text}")));
    let dot = match (engine.busy, engine.kind) {
        (true, _) => colors.text,
        (false, "gpu") => colors.accent,
        (false, _) => colors.warning,
    };
    let left = rect.left_center();
    ui.painter().circle_filled(left + vec2(5.0, 0.0), 3.5, dot);
    let place = left + vec2(16.0, -galley.size().y / 2.0);
    ui.painter().galley(place, galley, Color32::PLACEHOLDER);
    response
}

fn details(ui: &mut Ui, session: &mut Session) {
    let what = match session.engine.kind {
        "gpu" => "Runs are computed by compute shaders on the GPU.",
        _ => "Runs are computed on the CPU.",
    };
    let note = session.engine.note.as_deref();
    let lines = [
        Some(what),
        Some(session.engine.adapter.as_str()),
        note,
        session.slow().filter(|slow| note != Some(slow)),
    ];
    for line in lines.into_iter().flatten().filter(|l| !l.is_empty()) {
        ui.label(RichText::new(line).small());
    }
    if session.engine.kind != "gpu" {
        return;
    }
    let button = Button::new("Compare with the CPU");
    let button = ui.add_enabled(!session.rivals.is_under_way(), button);
    let tip = "Compute the scene on both engines and tell how far they are apart";
    let clicked = button.on_hover_text(tip).clicked();
    match session.rivals.found() {
        Some(Ok(report)) => report_lines(ui, report),
        Some(Err(error)) => drop(ui.label(RichText::new(error).small())),
        None => {}
    }
    if clicked {
        session.compare();
    }
}

fn report_lines(ui: &mut Ui, report: &Report) {
    for (what, found) in [("One step", &report.one_step), ("All steps", &report.trajectory)] {
        ui.label(RichText::new(sentence(what, found)).small());
    }
}

fn sentence(what: &str, found: &Difference) -> String {
    if found.value == 0.0 {
        return format!("{what}: the same to the last bit.");
    }
    let value = number::short(found.value);
    format!(
        "{what}: at most {value}, in {} of {} at step {}.",
        found.column, found.run, found.step
    )
}

/// An adapter's name without what stands in brackets, cut to fit.
fn short(adapter: &str) -> String {
    let plain = adapter.split('(').next().unwrap_or(adapter).trim();
    match plain.chars().count() > 28 {
        true => plain.chars().take(27).chain(['…']).collect(),
        false => plain.to_owned(),
    }
}
