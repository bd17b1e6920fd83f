//! A corrupt batch: which step's samples are spoiled, and how much.

use super::Row;
use crate::app::compute::session::Finding;
use crate::lang::rule::Scale;
use crate::scene::network::{Corrupt, Network};
use egui::{RichText, Ui};

/// The controls, for runs of so many steps.
pub fn show(ui: &mut Ui, network: &mut Network, steps: u32, findings: &[Finding]) {
    let mut on = network.corrupt.is_some();
    let tip = "Multiplies the features of one step's samples, in all runs and seeds: a spoiled batch, as a \
        broken file makes one";
    let switch = ui.checkbox(&mut on, RichText::new("Corrupt batch").small());
    if switch.on_hover_text(tip).changed() {
        let middle = Corrupt {
            step: (steps / 2).max(1),
            ..Corrupt::default()
        };
        network.corrupt = on.then_some(middle);
    }
    let Some(corrupt) = &mut network.corrupt else {
        return;
    };
    let row = Row {
        label: "Corrupt step",
        field: "corrupt/step",
        range: (1.0, f64::from(steps.max(2))),
        scale: Scale::Int,
        default: f64::from((steps / 2).max(1)),
        about: "The step whose samples are spoiled, the first one being 1",
    };
    row.whole(ui, &mut corrupt.step, findings);
    let row = Row {
        label: "Factor on its features",
        field: "corrupt/factor",
        range: (1.0, 1e4),
        scale: Scale::Log,
        default: Corrupt::default().factor,
        about: "What the features of that step's samples are multiplied by; 1 leaves them as they are",
    };
    row.show(ui, &mut corrupt.factor, findings);
}
