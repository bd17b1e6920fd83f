//! Cards are opened, turned and left. The scene before the first one is put aside, with what can be undone in
//! it: undo does not reach across that border.

use super::{Opened, Outside, Reader, Sheet};
use crate::app::App;
use crate::app::controls::names;
use crate::app::keep::history::History;
use crate::app::layout::AppPage;
use crate::course::{Card, guide, scene};
use crate::scene::{Scene, View};
use crate::view::card::Attempt;
use std::collections::VecDeque;

impl App {
    /// Opens the card of an id on its own scene. Where there is no such card, the contents open, with words.
    pub fn open_card(&mut self, id: &str) {
        self.open_card_on(id, None);
    }

    /// The same on a scene that somebody has made of the card's own.
    pub(super) fn open_card_on(&mut self, id: &str, changed: Option<Scene>) {
        let course = self.study.course();
        let Some(card) = guide::find(course, id) else {
            if let Some(scene) = changed {
                self.open(scene);
            }
            let missing = names::sentence_of(&course.missing(id));
            let dot = if missing.ends_with('?') { "" } else { "." };
            self.notices.message = Some(format!("{missing}{dot} The contents list all cards."));
            self.study.sheet = Sheet::Contents;
            return self.show_study();
        };
        let again = changed.is_none() && self.study.card().is_some_and(|open| open.id == card.id);
        if again && !self.study.is_changed(&self.session.scene) {
            self.study.sheet = Sheet::Card;
            return self.show_study();
        }
        let own = match card.is_text() {
            // Words stand beside whatever there is.
            true => Ok(self.session.scene.clone()),
            false => scene::of(card, course),
        };
        match own {
            Ok(own) => {
                let scene = changed.unwrap_or_else(|| own.clone());
                self.enter(card, own, scene);
            }
            Err(found) => {
                self.notices.message = Some(format!("The card cannot be opened: {}.", found.message));
            }
        }
    }

    /// Opens the card so many places on from the open one, where there is one: in the selection that is
    /// stepped through, or in the course.
    pub fn turn_card(&mut self, by: isize) {
        if self.step_on(by) {
            return;
        }
        if let Some(card) = self.study.neighbour(by) {
            self.open_card(&card.id);
        }
    }

    /// Leaves the open card and gives the scene before it back.
    pub fn leave_study(&mut self) {
        self.study.sheet = Sheet::Closed;
        let Some(outside) = self.study.out() else {
            return;
        };
        self.history = outside.history;
        self.playback.speed = outside.speed;
        self.stand(&outside.scene);
        self.session.scene = outside.scene;
    }

    /// Leaves the open card, if there is one, and keeps its scene; undo gives the one before it back.
    pub fn keep_scene(&mut self) {
        let Some(outside) = self.study.out() else {
            return;
        };
        self.study.sheet = Sheet::Closed;
        self.history = outside.history;
        self.history.part();
        self.playback.speed = outside.speed;
    }

    /// Gives the open card its own scene back.
    pub(super) fn restore_card(&mut self) {
        if let Some(opened) = &self.study.opened {
            let own = opened.own.clone();
            self.session.scene = Scene {
                view: View {
                    step: self.step,
                    ..own.view
                },
                ..own
            };
        }
    }

    /// Opens the course, brings it back to sight, or closes its contents.
    pub(in crate::app) fn toggle_study(&mut self) {
        let in_sight = match self.arrangement.is_compact() {
            true => self.page == AppPage::Study,
            false => self.study.is_open() && !self.study.runs,
        };
        match self.study.card() {
            Some(_) => self.study.sheet = Sheet::Card,
            None if self.study.own_stop().is_some() => self.study.sheet = Sheet::Selection,
            None if in_sight && self.study.is_open() => self.study.sheet = Sheet::Closed,
            None => self.study.sheet = Sheet::Contents,
        }
        self.show_study();
    }

    /// Brings the panel to sight.
    pub(super) fn show_study(&mut self) {
        self.study.runs = false;
        self.page = AppPage::Study;
        self.editor.close();
    }

    /// Opens a card on a scene; words alone stand beside whatever there is.
    pub(super) fn enter(&mut self, card: &'static Card, own: Scene, scene: Scene) {
        let attempt = self.study.progress.attempt(card);
        self.study.guiding.away |= self.study.at_leaf();
        self.study.put(card, own, attempt);
        if self.study.at_leaf() {
            self.study.lead_to(&card.id);
        }
        self.notices.message = None;
        if !card.is_text() {
            self.put_aside(&scene);
            self.stand(&scene);
            self.playback.suit(scene.experiment.steps);
            if self.study.is_revealed() {
                self.playback.begin(self.step);
            }
            self.session.scene = scene;
        }
        self.show_study();
        self.study.note_read();
        self.study.keep_place();
    }

    /// Puts the scene before the first card aside, and what can be undone in it.
    pub(super) fn put_aside(&mut self, scene: &Scene) {
        let before = std::mem::replace(&mut self.history, History::new(scene.clone()));
        let outside = &mut self.study.outside;
        outside.get_or_insert_with(|| Outside {
            scene: self.session.scene.clone(),
            history: before,
            speed: self.playback.speed,
        });
    }

    /// Stands still where a scene does.
    pub(super) fn stand(&mut self, scene: &Scene) {
        self.step = scene.view.step;
        self.playback.position = f64::from(self.step);
        self.playback.playing = false;
    }
}

impl Reader {
    /// Opens a card.
    pub(super) fn put(&mut self, card: &'static Card, own: Scene, attempt: Attempt) {
        self.sheet = Sheet::Card;
        self.opened = Some(Opened {
            card,
            own,
            attempt,
            waiting: VecDeque::new(),
        });
    }

    /// Leaves the open card. Returns what was there before the first one.
    fn out(&mut self) -> Option<Outside> {
        self.opened = None;
        self.steps = None;
        let outside = self.outside.take()?;
        self.keep_place();
        Some(outside)
    }
}
