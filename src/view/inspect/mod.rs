//! A debugger for optimizers: the rules of the selected run line by line, with the value of every name inside the step
//! that is shown.
//!
//! [`line`] is how one line is shown, `page` puts them below each other.

pub mod line;
mod page;

use super::quantity::instead;
use super::selected::{Apart, Selected, coordinate};
use super::{Shown, Tab, View, Wish};
use egui::{Align, Layout, Role, ScrollArea, Ui};
use page::Page;

/// The view of a run's rules at work.
#[derive(Default)]
pub struct Inspect {
    apart: Apart,
}

const NAME: &str = "Inspect";

impl View for Inspect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn tab(&self) -> Tab {
        Tab {
            id: "inspect",
            title: "Inspect",
            about: "The rules of the selected run line by line, with every value inside this step",
        }
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Some(selected) = Selected::or_said(ui, shown, NAME) else {
            return Vec::new();
        };
        let Some(page) = self.page(ui, &selected, shown) else {
            instead(ui, NAME, "The selected run took no step of its own.");
            return Vec::new();
        };
        let mut wishes = Vec::new();
        ui.horizontal(|ui| {
            wishes.extend(coordinate(ui, &selected));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let copy = ui.button("Copy").accessible_name("Copy the inspected rules");
                let copy = copy.on_hover_text("Copy all lines with their values as text");
                if copy.clicked() {
                    ui.ctx().copy_text(page.text());
                }
            });
        });
        let area = ScrollArea::vertical().id_salt(NAME).auto_shrink(false);
        area.show(ui, |ui| {
            ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
                node.set_role(Role::Document);
                node.set_label(NAME);
            });
            page.show(ui);
        });
        wishes
    }
}

impl Inspect {
    /// What is known of the step shown; None where the run took none that is known.
    fn page<'a>(&'a mut self, ui: &Ui, selected: &Selected<'a>, shown: &Shown) -> Option<Page<'a>> {
        let taken = self.apart.of(selected)?;
        taken.go_on(ui);
        let asked = shown.hovered.unwrap_or(shown.position).max(0.0) as usize / selected.trace.every();
        let inside = taken.inspector.nearest(asked)?;
        Some(Page::new(ui, selected, &taken, [asked, inside]))
    }
}
