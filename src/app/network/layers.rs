//! The layers of a network: hidden ones come, go and change their size; the ends are those of the data. What
//! follows a hidden one is a rule, which is picked, read and written as others are.

use super::AT;
use crate::app::compute::session::Finding;
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::{finding, picker};
use crate::app::editor::open;
use crate::app::rules::Rules;
use crate::compile::network::{HIDDEN, UNITS};
use crate::scene::network::Network;
use crate::scene::{Reference, RulePlace};
use crate::view::entry;
use egui::{Align, DragValue, Layout, RichText, Ui};

/// The controls of the layers.
pub fn show(ui: &mut Ui, rules: &mut Rules, network: &mut Network, findings: &[Finding]) {
    let layers = &mut network.layers;
    let hidden = layers.len().saturating_sub(2);
    ui.label(RichText::new("Units by layer").small());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        end(ui, layers.first(), "input", "Numbers of a sample");
        let mut gone = None;
        for (place, units) in layers.iter_mut().enumerate().skip(1).take(hidden) {
            let units = DragValue::new(units).range(1..=UNITS).speed(0.1);
            // What a scene brings along is said below, not changed without a word.
            let units = units.clamp_existing_to_range(false);
            let about = format!("Units of hidden layer {place}");
            let tip = format!("{about}, 1 to {UNITS}. Drag or click to type");
            entry::add(ui, units, about, tip);
            let name = format!("Remove hidden layer {place}");
            let size = egui::Vec2::splat(ui.spacing().interact_size.y.min(28.0));
            if icon::sized(ui, Icon::Close, size, None, &name, "Remove this layer").clicked() {
                gone = Some(place);
            }
        }
        gone.map(|place| layers.remove(place));
        ui.add_enabled_ui(hidden < HIDDEN, |ui| {
            let tip = format!("Add a hidden layer; there can be {HIDDEN}");
            if icon::button(ui, Icon::Plus, "Add hidden layer", &tip).clicked() {
                let units = layers.get(layers.len().saturating_sub(2)).copied();
                let units = units.filter(|_| hidden > 0).unwrap_or(8);
                layers.insert(layers.len().saturating_sub(1), units);
            }
        });
        end(ui, layers.last(), "output", "One number a class, or one value");
    });
    finding::show(ui, findings, &format!("{AT}/layers"));
    activation(ui, rules, &mut network.activation);
    finding::show(ui, findings, &RulePlace::Activation.pointer());
}

/// What follows a layer: a list of all that there are, and the way to its text.
fn activation(ui: &mut Ui, rules: &mut Rules, current: &mut Reference) {
    const NAME: &str = "Activation";
    let place = RulePlace::Activation;
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new(NAME).small());
        label.on_hover_text("What follows every layer but the last");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(picked) = picker::show(ui, rules, place, current, NAME, 150.0) {
                *current = picked;
            }
            open::sign(ui, rules, place, current, "activation");
        });
    });
}

fn end(ui: &mut Ui, units: Option<&usize>, what: &str, tip: &str) {
    let count = units.copied().unwrap_or_default();
    let plural = if count == 1 { "" } else { "s" };
    let text = RichText::new(format!("{count} {what}{plural}")).small().weak();
    ui.label(text).on_hover_text(tip);
}
