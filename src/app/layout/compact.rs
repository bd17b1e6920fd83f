//! Screens without room for columns: the picture on top of the pages, or on a low one beside them.

use super::pane::Side;
use crate::app::App;
use crate::app::action::AppCommand;
use crate::view::palette::Palette;
use egui::{CentralPanel, Frame, Margin, Panel, ScrollArea, Ui, vec2};

/// Least height of the picture.
const PICTURE: f32 = 200.0;
/// Height of the timeline on two rows.
const TIMELINE: f32 = 98.0;
/// Height that is left for pages, and the least of it with which they scroll by themselves.
const PAGES: f32 = 200.0;
const LOWEST: f32 = 120.0;
/// Least width of pages beside the picture, and of the picture.
const BESIDE: f32 = 260.0;

impl App {
    /// The picture on top, the timeline under it, then pages.
    pub(super) fn stacked(&mut self, ui: &mut Ui) -> Option<AppCommand> {
        let colors = Palette::in_ui(ui);
        let panel = |margin: Margin| Frame::new().fill(colors.panel).inner_margin(margin);
        let room = ui.available_height();
        if room < PICTURE + TIMELINE + LOWEST {
            let whole = CentralPanel::default().frame(panel(Margin::symmetric(8, 0)));
            return whole.show(ui, |ui| self.scrolled(ui)).inner;
        }
        // What is written or read needs lines, and what it does can be seen in less. It is so on all pages:
        // tabs stay in place.
        let lines = self.editor.is_open() || self.study.card().is_some();
        let share = if lines { 0.34 } else { 0.5 };
        let height = ui.ctx().content_rect().height() * share;
        Panel::top("picture")
            .exact_size(height.min(room - TIMELINE - PAGES).max(PICTURE))
            .frame(Frame::new().fill(colors.background).inner_margin(6))
            .show(ui, |ui| self.picture(ui));
        let timeline = Panel::top("timeline").frame(panel(Margin::symmetric(8, 2)));
        let asked = timeline.show(ui, |ui| self.timeline(ui, true)).inner;
        CentralPanel::default()
            .frame(panel(Margin::symmetric(8, 0)))
            .show(ui, |ui| self.pages(ui, true));
        asked
    }

    /// The same on a screen that is too low for it: all of it scrolls.
    fn scrolled(&mut self, ui: &mut Ui) -> Option<AppCommand> {
        let area = ScrollArea::vertical().id_salt("all").auto_shrink(false);
        let scrolled = area.show(ui, |ui| {
            let size = vec2(ui.available_width(), PICTURE);
            ui.allocate_ui(size, |ui| self.picture(ui));
            let asked = self.timeline(ui, true);
            self.pages(ui, false);
            asked
        });
        scrolled.inner
    }

    /// The picture left, pages right, the timeline under both.
    pub(super) fn beside(&mut self, ui: &mut Ui) -> Option<AppCommand> {
        let colors = Palette::in_ui(ui);
        let panel = |margin: Margin| Frame::new().fill(colors.panel).inner_margin(margin);
        let timeline = Panel::bottom("timeline")
            .exact_size(50.0)
            .frame(panel(Margin::symmetric(8, 0)));
        let asked = timeline.show(ui, |ui| self.timeline(ui, false)).inner;
        let whole = ui.available_width();
        let usual = (whole * 0.42).clamp(BESIDE, 400.0);
        let pages = Side::Right.pane(
            "Width of the pages",
            [BESIDE, usual, whole - BESIDE],
            panel(Margin::symmetric(8, 0)),
        );
        pages.show(ui, |ui| self.pages(ui, true));
        CentralPanel::default()
            .frame(Frame::new().fill(colors.background).inner_margin(6))
            .show(ui, |ui| self.picture(ui));
        asked
    }
}
