//! What a first visit is offered: three ways in, on one line that never comes back once one is chosen.

use super::Sheet;
use crate::app::App;
use crate::app::controls::icon::{self, Icon};
use egui::{Align, Layout, Ui, Vec2};

impl App {
    /// The three ways in.
    pub(in crate::app) fn welcome(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            if ui.available_width() > 420.0 {
                ui.label("New here?");
            }
            let mut way = |name: &str, tip: &str| ui.button(name).on_hover_text(tip).clicked();
            let play = way(
                "Just play",
                "Drag a learning rate or a start, and see every run change",
            );
            let learn = way("Learn", "The first card of the course: guess, run it, read why");
            let prepare = way("Prepare", "All cards by topic, as for an interview or a lecture");
            let close = |ui: &mut Ui| {
                let side = Vec2::splat(ui.spacing().interact_size.y);
                let tip = "Do not show this again";
                icon::sized(ui, Icon::Close, side, None, "Dismiss the welcome", tip).clicked()
            };
            let closed = ui.with_layout(Layout::right_to_left(Align::Center), close).inner;
            if play || learn || prepare || closed {
                self.study.settle_in();
            }
            if learn && let Some(first) = self.study.sequence().first() {
                self.open_card(&first.id);
            }
            if prepare {
                self.study.sheet = Sheet::Contents;
                self.show_study();
            }
        });
    }
}
