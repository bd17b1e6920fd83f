//! The open card with what stands around it: where it stands in the course, whether its claims hold here, and
//! the ways on and out.

use super::Sheet;
use super::claims::Holds;
use super::tools::Tool;
use crate::app::App;
use crate::app::controls::tabs::{self, TabItem};
use crate::app::controls::theme;
use crate::view::card::{self, Reading};
use crate::view::palette::Palette;
use egui::{Button, Color32, Frame, Label, Layout, Panel, Response, RichText, Ui};

/// Below this width the way on is a sign without words.
const ROOM: f32 = 290.0;

/// The tabs of the column that the panel shares with the runs.
const TABS: [TabItem<'static>; 2] = [
    TabItem {
        title: "Study",
        about: "The course",
    },
    TabItem {
        title: "Runs",
        about: "The optimizers that race, and their settings",
    },
];

impl App {
    /// The tabs of the column. Whether the course is what stands below.
    pub(in crate::app) fn study_tabs(&mut self, ui: &mut Ui) -> bool {
        let current = usize::from(self.study.runs);
        if let Some(chosen) = tabs::even(ui, &TABS, current) {
            self.study.runs = chosen == 1;
        }
        ui.add_space(4.0);
        !self.study.runs
    }

    /// What the panel shows; where it is a page, it always shows something.
    pub(in crate::app) fn study_sheet(&mut self, ui: &mut Ui) {
        match self.study.sheet() {
            Sheet::Card => {
                self.head(ui);
                self.card_sheet(ui, false);
                if self.arrangement.is_compact() {
                    // What appears by a change moves no button that a finger is about to hit.
                    ui.separator();
                    self.ways(ui);
                    self.changed(ui);
                }
            }
            Sheet::Selection => self.selection_sheet(ui),
            Sheet::Tool(tool) => self.tool(ui, tool),
            Sheet::Contents | Sheet::Closed => self.contents(ui),
        }
    }

    /// The open card alone, from its title to its last line; `large` for the last row of a room. Does what it
    /// asks for.
    pub(in crate::app) fn card_sheet(&mut self, ui: &mut Ui, large: bool) {
        let Some(opened) = &mut self.study.opened else {
            return;
        };
        let (card, scene) = (opened.card, &self.session.scene);
        let done = self.session.done();
        let study = done.map(|done| opened.study(done, &scene.view, self.session.explored()));
        let before = opened.attempt.is_over(card);
        let asked = card::show(
            ui,
            &mut Reading {
                card,
                scene,
                study: study.as_ref(),
                attempt: &mut opened.attempt,
                large,
            },
        );
        let over = opened.attempt.is_over(card);
        let needs = study.map_or_else(Vec::new, |study| study.needs(card));
        if self.session.want(needs) {
            ui.ctx().request_repaint();
        }
        if over && !before {
            self.reveal();
        } else if before && !over {
            self.guess_again();
        }
        self.do_asked(ui.ctx(), asked);
    }

    /// Where the card stands in the course.
    fn head(&mut self, ui: &mut Ui) {
        let Some(card) = self.study.card() else { return };
        let course = self.study.course();
        let chapter = course.chapters.iter().find(|c| c.id == card.chapter());
        ui.horizontal(|ui| {
            let back = link(ui, "Contents", "All cards of the course");
            if back.clicked() {
                self.study.sheet = Sheet::Contents;
            }
            let tip = "Back to where the guide has led";
            if self.study.guiding.away && link(ui, "Guide", tip).clicked() {
                self.study.sheet = Sheet::Tool(Tool::Guide);
            }
            if let Some(chapter) = chapter {
                let place = chapter.cards.iter().position(|c| c.id == card.id).unwrap_or(0) + 1;
                let words = format!("{}, {place} of {}", chapter.title, chapter.cards.len());
                weak(ui, &words);
            }
        });
    }

    /// What stays in sight below a card that scrolls in a column.
    pub(in crate::app) fn study_foot(&mut self, ui: &mut Ui) {
        let sheet = self.study.sheet();
        if sheet == Sheet::Card || sheet == Sheet::Tool(Tool::Guide) && self.study.at_leaf() {
            let foot = Panel::bottom("below the card")
                .frame(Frame::new())
                .show_separator_line(false);
            foot.show(ui, |ui| {
                self.changed(ui);
                ui.separator();
                self.ways(ui);
            });
        }
    }

    /// Whether the claims hold in the scene as the reader has made it, and the way back.
    pub(super) fn changed(&mut self, ui: &mut Ui) {
        if !self.study.is_changed(&self.session.scene) {
            return;
        }
        let colors = Palette::in_ui(ui);
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            if let Some(holds) = self
                .study
                .holds(&self.session)
                .filter(|_| self.study.is_revealed())
            {
                let (words, color, tip) = said(&holds, &colors);
                ui.label(RichText::new(words).color(color)).on_hover_text(tip);
            }
            let tip = "Everything as the card had it; undo brings yours back";
            if link(ui, "Back to the card's scene", tip).clicked() {
                self.restore_card();
            }
        });
    }

    /// The ways on and out.
    pub(super) fn ways(&mut self, ui: &mut Ui) {
        let roomy = ui.available_width() >= ROOM;
        // Leaves of the guide stand in no row.
        let at_leaf = self.study.at_leaf();
        ui.horizontal(|ui| {
            if !at_leaf {
                self.turn_button(ui, -1, "Previous card", "◀");
            }
            let own = "Back to the scene that was there before the course";
            let leave = link(ui, "Leave", own).accessible_name("Leave Study");
            if leave.clicked() {
                self.leave_study();
            }
            let tip = "Leave the course and go on with this scene; undo brings the one before it back";
            if self.study.outside.is_some() {
                let keep = link(ui, "Keep", tip).accessible_name("Keep this scene");
                if keep.clicked() {
                    self.keep_scene();
                }
            }
            if at_leaf {
                return;
            }
            self.pick_menu(ui);
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let words = if roomy { "Next ▶" } else { "▶" };
                self.turn_button(ui, 1, "Next card", words);
            });
        });
    }

    fn turn_button(&mut self, ui: &mut Ui, by: isize, name: &str, words: &str) {
        let next = self.study.title_on(by).map(str::to_owned);
        ui.add_enabled_ui(next.is_some(), |ui| {
            let title = next.unwrap_or_else(|| "There is no further card".to_owned());
            let button = ui.button(words).on_hover_text(title);
            if button.accessible_name(name).clicked() {
                self.turn_card(by);
            }
        });
    }

    /// Goes back to where the card begins, for another guess.
    fn guess_again(&mut self) {
        let on_scene = self.study.opened.as_ref().filter(|o| !o.card.is_text());
        if let Some(opened) = on_scene {
            let step = f64::from(opened.own.view.step);
            self.playback.seek(step, self.session.steps());
        }
    }
}

/// What is said of claims in a changed scene: words, colour, more.
fn said(holds: &Holds, colors: &Palette) -> (&'static str, Color32, String) {
    match holds {
        Holds::Yes => (
            "Holds here.",
            colors.text,
            "All that the card claims is true of your scene, too".to_owned(),
        ),
        Holds::No(broken) => (
            "Does not hold here.",
            colors.warning,
            format!("No longer true: {}", broken.join("; ")),
        ),
        Holds::Unsaid(reason) => ("Cannot be said here.", colors.weak, reason.clone()),
    }
}

/// Words that are pressed.
pub(super) fn link(ui: &mut Ui, words: &str, tip: &str) -> Response {
    let accent = Palette::in_ui(ui).accent;
    let text = RichText::new(words).size(theme::SMALL).color(accent);
    ui.add(Button::new(text).frame(false)).on_hover_text(tip)
}

fn weak(ui: &mut Ui, words: &str) {
    let weak = Palette::in_ui(ui).weak;
    ui.add(Label::new(RichText::new(words).size(theme::SMALL).color(weak)).wrap());
}
