//! The learning rate over the steps, and below it the momentum where a schedule drives one.

use super::chart::{Chart, Look};
use super::quantity::{MOMENTUM, RATE};
use super::{Shown, Tab, View, Wish};
use egui::{Ui, vec2};

/// The charts of learning rate and momentum.
#[derive(Debug, Default)]
pub struct Rate {
    rate: Look,
    momentum: Look,
}

impl View for Rate {
    fn name(&self) -> &'static str {
        RATE.name
    }

    fn tab(&self) -> Tab {
        RATE.tab
    }

    fn is_plain(&self, shown: &Shown) -> bool {
        shown.runs().iter().all(|run| run.column("momentum").is_none())
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        if self.is_plain(shown) {
            return RATE.show(ui, shown, &mut self.rate);
        }
        let gap = ui.spacing().item_spacing.y;
        let size = vec2(ui.available_width(), (ui.available_height() - gap) / 2.0);
        let mut wishes = ui
            .allocate_ui(size, |ui| RATE.show(ui, shown, &mut self.rate))
            .inner;
        wishes.extend(MOMENTUM.show(ui, shown, &mut self.momentum));
        wishes
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Vec<Chart<'static>> {
        let rate = RATE.seen(shown, &mut self.rate, dark);
        let momentum = MOMENTUM.seen(shown, &mut self.momentum, dark);
        rate.into_iter().chain(momentum).collect()
    }
}
