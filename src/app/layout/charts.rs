//! The charts: their tabs, the chosen one, and what stands in its place while nothing is computed.

use super::{shown, waiting_for};
use crate::app::App;
use crate::app::controls::tabs::{self, TabItem};
use crate::view::quantity::instead;
use crate::view::{Tab, Wish};
use egui::{Ui, vec2};

/// The tab of the view that stands under the charts.
pub(in crate::app) const TABLE: &str = "table";

impl App {
    /// Draws a chart at a height.
    pub(super) fn view(&mut self, ui: &mut Ui, index: usize, height: f32) {
        let size = vec2(ui.available_width(), height);
        if self.charts[index].tab().id != TABLE {
            self.charted = Some(index);
        }
        if self.session.veiled && self.charts[index].tab().id == TABLE {
            // The chart above it says why.
            ui.allocate_space(size);
            return;
        }
        if let Some(reason) = waiting_for(&self.session) {
            let name = self.charts[index].tab().name;
            ui.allocate_ui(size, |ui| instead(ui, name, reason));
            return;
        }
        let shown = shown(&self.session, &self.playback, self.hovered);
        let wishes: Vec<Wish> = ui.allocate_ui(size, |ui| self.charts[index].ui(ui, &shown)).inner;
        self.fulfil(ui.ctx(), wishes);
    }

    /// Tabs of all charts but those that stand elsewhere.
    pub(super) fn chart_tabs(&mut self, ui: &mut Ui, elsewhere: &[&str]) {
        let shown = self.listed(elsewhere);
        let items: Vec<TabItem> = shown
            .iter()
            .map(|(_, tab)| TabItem {
                title: tab.title,
                about: tab.about,
            })
            .collect();
        let chosen = self.chosen(elsewhere);
        let current = shown.iter().position(|(index, _)| Some(*index) == chosen);
        if let Some(clicked) = tabs::row(ui, &items, current.unwrap_or(0)) {
            // The first view is the one of a scene that names none.
            let id = if clicked == 0 { "" } else { shown[clicked].1.id };
            self.session.scene.view.tab = id.to_owned();
        }
    }

    /// The chart whose tab is chosen; the first one where the scene names none that is listed.
    pub(in crate::app) fn chosen(&self, elsewhere: &[&str]) -> Option<usize> {
        let listed = self.listed(elsewhere);
        let wanted = &self.session.scene.view.tab;
        let found = listed.iter().find(|(_, tab)| tab.id == wanted);
        found.or(listed.first()).map(|(index, _)| *index)
    }

    fn listed(&self, elsewhere: &[&str]) -> Vec<(usize, Tab)> {
        let problem = &self.session.scene.experiment.problem;
        let suiting = self.charts.iter().enumerate().filter(|(_, c)| c.suits(problem));
        let tabs = suiting.map(|(index, chart)| (index, chart.tab()));
        tabs.filter(|(_, tab)| !elsewhere.contains(&tab.id)).collect()
    }

    /// The place of the chart whose tab has an id, where it suits the problem.
    pub(in crate::app) fn position_of(&self, id: &str) -> Option<usize> {
        let problem = &self.session.scene.experiment.problem;
        self.charts
            .iter()
            .position(|c| c.tab().id == id && c.suits(problem))
    }
}
