//! A debugger for optimizers: the rules of the selected run line by line, with the value of every name inside
//! the step that is shown.
//!
//! [`line`](mod@line) is how one line is shown, `page` puts them below each other.

pub mod line;
mod page;

use super::asked::Ask;
use super::chart::Chart;
use super::charted::Absent;
use super::quantity::instead;
use super::selected::{Apart, Selected, coordinate};
use super::{Shown, Tab, View, Wish};
use egui::{Align, Layout, Role, ScrollArea, Ui};
use page::InspectPage;
use std::borrow::Cow;

/// The view of a run's rules at work.
#[derive(Default)]
pub struct Inspect {
    apart: Apart,
}

const NAME: &str = "Inspect";

impl View for Inspect {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "inspect",
            title: "Inspect",
            about: "The rules of the selected run line by line, with every value inside this step",
            of: None,
        }
    }

    fn charts(&mut self, _shown: &Shown, _dark: bool) -> Result<Vec<Chart<'static>>, Absent> {
        Err(Absent::Never(
            "The rules at work are text, which its Copy button takes.",
        ))
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let selected = match Selected::known(shown) {
            Ok(selected) => selected,
            Err(absent) => {
                instead(ui, NAME, absent.why());
                return Vec::new();
            }
        };
        let replay = selected.replay(None);
        let mut wishes: Vec<Wish> = replay.into_iter().map(|of| Ask::Replay(of).wish(true)).collect();
        let page = match self.page(ui, &selected, shown) {
            Ok(page) => page,
            Err(absent) => {
                instead(ui, NAME, absent.why());
                return wishes;
            }
        };
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
    /// What is known of the step shown; or why nothing is.
    fn page<'a>(
        &'a mut self,
        ui: &Ui,
        selected: &Selected<'a>,
        shown: &Shown,
    ) -> Result<InspectPage<'a>, Absent> {
        const NONE: Absent = Absent::Now(Cow::Borrowed("The selected run took no step of its own."));
        let taken = self.apart.of(selected).ok_or(NONE)?;
        let asked = shown.hovered.unwrap_or(shown.position).max(0.0) as usize / selected.trace.every();
        match taken.inspector.nearest(asked) {
            Some(inside) => Ok(InspectPage::new(ui, selected, &taken, [asked, inside])),
            None if taken.more => Err(Absent::now("Computing…")),
            None => Err(NONE),
        }
    }
}
