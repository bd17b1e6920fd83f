//! A wide screen: the runs left, or in their place a card, the picture in the middle, charts and table right,
//! the timeline below.

use super::charts::TABLE;
use super::pane::Side;
use crate::app::App;
use crate::app::action::AppCommand;
use crate::app::help::learn;
use crate::view::palette::Palette;
use egui::{CentralPanel, Frame, Margin, Panel, ScrollArea, Ui};

/// Below this width the runs are narrower.
const ROOMY: f32 = 1200.0;
/// Least width of the picture, and of what stands beside it.
const PICTURE: f32 = 320.0;
const LEAST: f32 = 260.0;

impl App {
    pub(super) fn columns(&mut self, ui: &mut Ui) -> Option<AppCommand> {
        let colors = Palette::in_ui(ui);
        let panel = |margin: Margin| Frame::new().fill(colors.panel).inner_margin(margin);
        let timeline = Panel::bottom("timeline")
            .exact_size(56.0)
            .frame(panel(Margin::symmetric(16, 0)));
        let asked = timeline.show(ui, |ui| self.timeline(ui, false)).inner;
        let whole = ui.available_width();
        let usual = if whole < ROOMY { 300.0 } else { 340.0 };
        let runs = Side::Left.pane(
            "Width of the runs",
            [LEAST, usual, whole - PICTURE - LEAST],
            panel(Margin::symmetric(10, 8)),
        );
        runs.show(ui, |ui| self.left(ui));
        self.write_below(ui);
        let rest = ui.available_width();
        let usual = (rest * 0.41).clamp(320.0, 520.0);
        let charts = Side::Right.pane(
            "Width of the charts",
            [LEAST, usual, rest - PICTURE],
            panel(Margin::symmetric(12, 10)),
        );
        charts.show(ui, |ui| self.column(ui));
        CentralPanel::default()
            .frame(Frame::new().fill(colors.background).inner_margin(12))
            .show(ui, |ui| self.picture(ui));
        asked
    }

    /// The runs, or what is read of the course in their place.
    fn left(&mut self, ui: &mut Ui) {
        let reads = self.study.is_open() && self.study_tabs(ui);
        if reads {
            self.study_foot(ui);
        }
        let area = ScrollArea::vertical()
            .id_salt(reads.then(|| self.study.sheet_id()))
            .auto_shrink(false);
        area.show(ui, |ui| match reads {
            true => self.study_sheet(ui),
            false => {
                self.runs(ui);
                learn::below(ui, &self.session.scene);
            }
        });
    }

    /// The editor under picture and charts, which go on beside what is written.
    fn write_below(&mut self, ui: &mut Ui) {
        if !self.editor.is_open() {
            return;
        }
        let colors = Palette::in_ui(ui);
        let height = ui.available_height();
        Panel::bottom("editor")
            .default_size((height * 0.46).max(220.0))
            .size_range(180.0..=(height * 0.75).max(181.0))
            .frame(
                Frame::new()
                    .fill(colors.panel)
                    .inner_margin(Margin::symmetric(12, 8)),
            )
            .show(ui, |ui| self.write(ui, false));
    }

    /// The tabs of the charts, the chosen chart, and the table under it, where there is room for both.
    fn column(&mut self, ui: &mut Ui) {
        self.chart_tabs(ui, &[TABLE]);
        ui.add_space(4.0);
        let height = ui.available_height();
        let chosen = self.chosen(&[TABLE]);
        // A page that needs all the room gets it.
        let whole = chosen.is_some_and(|index| self.charts[index].height().is_some());
        let table = self.position_of(TABLE).filter(|_| !whole).map(|index| {
            let runs = self.session.trace.runs.len() as f32;
            let needed = self.charts[index].height().unwrap_or(60.0 + 34.0 * runs);
            let share = (height * 0.42).min(needed + 4.0);
            (index, share)
        });
        let chart = height - table.map_or(0.0, |(_, share)| share + ui.spacing().item_spacing.y);
        if let Some(index) = chosen {
            self.view(ui, index, chart);
        }
        if let Some((index, share)) = table {
            self.view(ui, index, share);
        }
    }
}
