//! The presenter view: a strip with the runs and the speaker's tools, the picture, the chart where it is
//! wanted, the timeline; and left of all that, or on a small screen above it, the open card.

use super::charts::TABLE;
use super::{Arrangement, INSPECT};
use crate::app::action::AppCommand;
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::{names, theme};
use crate::app::study::Sheet;
use crate::app::{App, presenter};
use crate::view::card::ROOM;
use crate::view::palette::Palette;
use egui::{
    Align, CentralPanel, Frame, Layout, Margin, Panel, Rect, RichText, ScrollArea, Ui, UiBuilder, vec2,
};

/// Between the card and the screen's edges.
const EDGE: i8 = 16;
/// The line at its side.
const LINE: f32 = 3.0;
/// The most of the width, and on a small screen of the height, that a card takes.
const SHARE: f32 = 0.56;
const HALF: f32 = 0.42;
/// Below this width the timeline has two rows.
const TWO: f32 = 560.0;
/// How many tools the strip has, and the least width of the runs beside them.
const TOOLS: f32 = 9.0;
const LEGEND: f32 = 140.0;
/// How much larger one's own words are.
const LARGE: f32 = 1.4;
/// Between the picture and the chart.
const GAP: f32 = 10.0;

impl App {
    /// All that a room sees.
    pub(super) fn presented(&mut self, ui: &mut Ui) -> Option<AppCommand> {
        self.presenter.pen.follow(self.study.stop_id());
        if self.study.is_turned() {
            self.presented_card(ui);
        }
        let colors = Palette::in_ui(ui);
        let narrow = ui.available_width() < TWO;
        let margin = Margin::symmetric(if narrow { 8 } else { EDGE }, 4);
        let panel = Frame::new().fill(colors.panel).inner_margin(margin);
        if self.notices.message.is_some() {
            let told = Panel::top("presented notices").frame(panel.fill(colors.raised));
            told.show(ui, |ui| self.notices.show_message(ui));
        }
        let strip = Panel::top("presented strip").frame(panel);
        let tools = TOOLS * ui.spacing().interact_size.y + LEGEND;
        let two = ui.available_width() < tools;
        let asked = strip.show(ui, |ui| self.strip(ui, two)).inner;
        let timeline = Panel::bottom("presented timeline").frame(panel);
        let forked = timeline.show(ui, |ui| {
            if !narrow {
                ui.set_height(40.0);
            }
            self.timeline(ui, narrow)
        });
        let middle = CentralPanel::default().frame(Frame::new().fill(colors.background).inner_margin(8));
        middle.show(ui, |ui| self.presented_views(ui));
        asked.or(forked.inner)
    }

    /// The open card, as large as a room needs it where there is room for that; else it scrolls.
    fn presented_card(&mut self, ui: &mut Ui) {
        let frame = Frame::new()
            .fill(Palette::in_ui(ui).panel)
            .inner_margin(Margin::symmetric(EDGE, 12));
        let screen = ui.available_size();
        let least = ROOM[0] / ui.ctx().zoom_factor() + 2.0 * f32::from(EDGE) + LINE;
        let id = "presented card";
        match self.arrangement {
            Arrangement::Columns => Panel::left(id)
                .exact_size(least.max(screen.x / 2.0).min(screen.x * SHARE))
                .frame(frame)
                .show(ui, |ui| self.room_for_card(ui)),
            Arrangement::Beside => Panel::left(id)
                .exact_size(screen.x / 2.0)
                .frame(frame)
                .show(ui, |ui| self.room_for_card(ui)),
            Arrangement::Stacked => Panel::top(id)
                .exact_size(screen.y * HALF)
                .frame(frame)
                .show(ui, |ui| self.room_for_card(ui)),
        };
    }

    fn room_for_card(&mut self, ui: &mut Ui) {
        if let Some(own) = self.study.own_stop() {
            let area = ScrollArea::vertical().id_salt("own stop");
            let large = if self.arrangement.is_compact() { 1.0 } else { LARGE };
            return area
                .auto_shrink(false)
                .show(ui, |ui| {
                    ui.label(
                        RichText::new(&own.title)
                            .size(theme::HEADING * large)
                            .family(theme::strong()),
                    );
                    ui.label(RichText::new(&own.note).size(theme::BODY * large));
                })
                .inner;
        }
        if let Sheet::Tool(tool) = self.study.sheet() {
            let area = ScrollArea::vertical().id_salt("presented tool");
            return area.auto_shrink(false).show(ui, |ui| self.tool(ui, tool)).inner;
        }
        let room = ui.available_size() * ui.ctx().zoom_factor();
        if room.x + 1.0 >= ROOM[0] && room.y + 1.0 >= ROOM[1] {
            return self.card_sheet(ui, true);
        }
        let area = ScrollArea::vertical().id_salt(("presented", self.study.sheet_id()));
        area.auto_shrink(false).show(ui, |ui| self.card_sheet(ui, false));
    }

    /// The runs, and what a speaker does.
    fn strip(&mut self, ui: &mut Ui, two: bool) -> Option<AppCommand> {
        let runs = self.session.scene.experiment.runs.iter();
        let names: Vec<String> = runs.map(names::run).collect();
        let muted = self.session.scene.view.muted.clone();
        let mut pressed = None;
        let mut legend = |ui: &mut Ui| {
            let row = ScrollArea::horizontal().id_salt("legend");
            let row = row.scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden);
            row.show(ui, |ui| {
                ui.horizontal(|ui| pressed = presenter::legend(ui, &names, &muted));
            });
        };
        let end = Layout::right_to_left(Align::Center);
        let high = ui.spacing().interact_size.y;
        let asked = match two {
            true => {
                legend(ui);
                let size = vec2(ui.available_width(), high);
                ui.allocate_ui_with_layout(size, end, |ui| self.speakers_tools(ui))
                    .inner
            }
            false => {
                let size = vec2(ui.available_width(), high);
                let row = ui.allocate_ui_with_layout(size, end, |ui| {
                    let asked = self.speakers_tools(ui);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| legend(ui));
                    asked
                });
                row.inner
            }
        };
        if let Some(place) = pressed {
            self.toggle_run(place);
        }
        asked
    }

    /// The speaker's tools, from the last to the first.
    fn speakers_tools(&mut self, ui: &mut Ui) -> Option<AppCommand> {
        ui.spacing_mut().item_spacing.x = 0.0;
        let mut action = None;
        let tip = "Leave the presenter view (Esc)";
        if icon::button(ui, Icon::Close, "Leave the presenter view", tip).clicked() {
            action = Some(AppCommand::Present);
        }
        if icon::button(ui, Icon::Blank, "Blank screen", "Black, until any key (B, .)").clicked() {
            self.presenter.blank = true;
        }
        let on = self.presenter.notes;
        let tip = "Your notes in a window of their own (N)";
        if icon::toggle(ui, Icon::Notes, on, "Speaker's notes", tip).clicked() {
            action = Some(AppCommand::Notes);
        }
        let tip = "The link to what is on screen as a large QR code (Q)";
        if icon::button(ui, Icon::Scan, "QR code", tip).clicked() {
            action = Some(AppCommand::Scan);
        }
        if self.presenter.pen.has_drawn()
            && icon::button(ui, Icon::Erase, "Erase", "Erase what was drawn (E)").clicked()
        {
            self.presenter.pen.erase();
        }
        let on = self.presenter.pen.on;
        if icon::toggle(ui, Icon::Edit, on, "Pen", "Draw on the picture (D)").clicked() {
            self.presenter.pen.on = !on;
        }
        let on = self.presenter.chart;
        let tip = "The chart beside the picture (C)";
        if icon::toggle(ui, Icon::Chart, on, "Chart beside the picture", tip).clicked() {
            self.presenter.chart = !on;
        }
        if self.study.is_turned() {
            for (by, icon, name, tip) in [
                (1, Icon::Next, "Next card", "The next card (page down)"),
                (-1, Icon::Previous, "Previous card", "The card before (page up)"),
            ] {
                let there = self.study.title_on(by).is_some();
                ui.add_enabled_ui(there, |ui| {
                    if icon::button(ui, icon, name, tip).clicked() {
                        action = Some(AppCommand::Turn(by));
                    }
                });
            }
        }
        action
    }

    /// The picture, and the chart along the longer side.
    fn presented_views(&mut self, ui: &mut Ui) {
        let all = ui.available_rect_before_wrap();
        let (picture, chart) = match self.presenter.chart {
            false => (all, None),
            true => {
                let (first, second) = halves(all);
                (first, Some(second))
            }
        };
        ui.scope_builder(UiBuilder::new().max_rect(picture), |ui| {
            self.picture(ui);
            self.presenter.pen.show(ui, picture);
        });
        if let Some(rect) = chart {
            ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
                let elsewhere = [TABLE, INSPECT];
                self.chart_tabs(ui, &elsewhere);
                if let Some(index) = self.chosen(&elsewhere) {
                    self.view(ui, index, ui.available_height());
                }
            });
        }
    }
}

/// A rectangle in two, side by side where it is wide.
fn halves(all: Rect) -> (Rect, Rect) {
    let middle = all.center();
    match all.width() > 1.2 * all.height().max(TWO) {
        true => (
            all.with_max_x(middle.x - GAP / 2.0),
            all.with_min_x(middle.x + GAP / 2.0),
        ),
        false => (
            all.with_max_y(middle.y - GAP / 2.0),
            all.with_min_y(middle.y + GAP / 2.0),
        ),
    }
}
