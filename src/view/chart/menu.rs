//! The menu of a chart's horizontal axis, which opens at the axis' name.

use super::{Chart, Scale};
use crate::scene::{Along, Budget};
use crate::view::{Wish, popup};
use egui::{Align2, CursorIcon, FontId, Id, Label, Popup, Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};

/// What a logarithm of the steps is good for.
const LAWS: &str = "On a log scale of the loss alone, exponential decay, a constant factor a step, is a straight line. With \
    both axes logarithmic a power law is one: T^−p falls with slope −p, beside the guides of −1/2, −1 and −2 \
    through the selected run's current point.";

/// Shows the menu at the axis' name, where there is a choice; wishes for what is chosen.
pub fn show(ui: &mut Ui, id: Id, name: Rect, chart: &Chart) -> Option<Wish> {
    let counted = &chart.counted;
    if counted.offered.is_empty() || !name.is_positive() {
        return None;
    }
    let button = ui.interact(name.expand2(vec2(10.0, 5.0)), id.with("axis"), Sense::click());
    let words = format!("Horizontal axis of {}", chart.title);
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let weak = ui.visuals().weak_text_color();
    let color = if button.hovered() {
        ui.visuals().text_color()
    } else {
        weak
    };
    let font = FontId::proportional(super::draw::SMALL);
    ui.painter().text(
        name.left_center() - vec2(2.0, 0.0),
        Align2::RIGHT_CENTER,
        "▾",
        font,
        color,
    );
    let button = button.on_hover_cursor(CursorIcon::PointingHand);
    let button = button.on_hover_text("What this axis counts, and whether it is logarithmic");
    let mut along = counted.along;
    Popup::menu(&button).width(260.0).show(|ui| {
        popup::menu(ui, |ui| rows(ui, chart, &mut along));
    });
    (along != counted.along).then_some(Wish::Along(along))
}

fn rows(ui: &mut Ui, chart: &Chart, along: &mut Along) {
    let counted = &chart.counted;
    for budget in &counted.offered {
        let (words, about) = words(*budget);
        let row = ui.selectable_label(*budget == counted.now, words);
        let row = row.accessible_name(format!("Axis: {words}"));
        if row.on_hover_text(about).clicked() {
            along.counts = (*budget != counted.own).then_some(*budget);
            ui.close();
        }
    }
    ui.separator();
    for (log, words, about) in [
        (false, "Evenly", "Equal steps are equally wide"),
        (true, "Logarithmic", "Equal ratios of steps are equally wide"),
    ] {
        let row = ui.selectable_label((chart.x.scale == Scale::Log) == log, words);
        let row = row.accessible_name(format!("Axis: {}", words.to_lowercase()));
        if row.on_hover_text(about).clicked() {
            along.log = log;
            ui.close();
        }
    }
    ui.add(Label::new(RichText::new(LAWS).small().weak()).wrap());
}

/// What the axis may count: its name, and what that means.
fn words(budget: Budget) -> (&'static str, &'static str) {
    match budget {
        Budget::Steps => ("Steps", "Each run's own steps"),
        Budget::Evaluations => (
            "Gradient evaluations",
            "What steps cost in gradients: two for a rule that looks twice",
        ),
        Budget::Samples => (
            "Samples seen",
            "Steps times batch times micro-batches: runs with other batches stand side by side as they learn \
                from equally many samples. The line stands where the selected run is",
        ),
    }
}
