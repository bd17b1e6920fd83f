//! What those outside hear of the reading: the page's address, its title, its scripts and tests.

use super::claims::Holds;
use super::{Reader, Sheet};
use crate::app::compute::session::Session;
use crate::app::controls::names;
use crate::app::dialog::Dialog;
use crate::app::keep::keeper;
use crate::app::{App, platform};
use crate::scene::{Scene, View};
use egui::Context;
use serde_json::{Value, json};

/// What the page is called where nothing else is to be said.
const RAVINE: &str = "Ravine";

/// What is read, as far as those outside ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    sheet: Sheet,
    card: Option<&'static str>,
    revealed: bool,
    changed: bool,
    holds: Option<Holds>,
    read: usize,
    right: usize,
}

impl Told {
    /// As JSON.
    pub fn json(&self) -> Value {
        let sheet = match self.sheet {
            Sheet::Closed => "closed",
            Sheet::Contents => "contents",
            Sheet::Card => "card",
            Sheet::Selection => "selection",
            Sheet::Tool(tool) => tool.id(),
        };
        json!({
            "sheet": sheet,
            "card": self.card,
            "revealed": self.revealed,
            "changed": self.changed,
            "holds": self.holds.as_ref().map(|holds| *holds == Holds::Yes),
            "read": self.read,
            "right": self.right,
        })
    }
}

impl Reader {
    /// Whether what the open card claims holds of what is computed.
    pub(super) fn holds(&self, session: &Session) -> Option<Holds> {
        self.claims.of(self.opened.as_ref()?, session)
    }

    /// What those outside hear.
    pub fn told(&self, session: &Session) -> Told {
        let (read, right) = self.progress.counts();
        let (revealed, changed) = (self.is_revealed(), self.is_changed(&session.scene));
        let asked = revealed && changed;
        Told {
            sheet: self.sheet(),
            card: self.card().map(|card| card.id.as_str()),
            revealed,
            changed,
            holds: asked.then(|| self.holds(session)).flatten(),
            read,
            right,
        }
    }

    /// The open card, for the page's address: with its scene where more than the step was changed.
    pub fn address(&self, scene: &Scene) -> Option<keeper::Card> {
        let opened = self.opened.as_ref()?;
        let step = |view: &View| View {
            step: 0,
            ..view.clone()
        };
        let own = &opened.own;
        let on_scene = !opened.card.is_text();
        let changed = || own.experiment != scene.experiment || step(&own.view) != step(&scene.view);
        Some(keeper::Card {
            id: &opened.card.id,
            changed: on_scene && changed(),
        })
    }
}

impl App {
    /// Puts the card's title, or what is minimised, into the title of the page or window.
    pub(in crate::app) fn tell_title(&mut self, ctx: &Context) {
        let what = match self.study.card() {
            Some(card) => card.title.clone(),
            None => names::problem(&self.session.scene.experiment.problem),
        };
        let title = match what.is_empty() {
            true => RAVINE.to_owned(),
            false => format!("{what} – {RAVINE}"),
        };
        if self.study.title != title {
            platform::title(ctx, &title);
            self.study.title = title;
        }
    }

    /// The dialog of the link to what is on screen.
    pub(in crate::app) fn share(&mut self) {
        let scene = &self.session.scene;
        let card = self.study.address(scene);
        self.dialog = Some(Dialog::share(scene, card.as_ref()));
    }

    /// The code of that link alone, as large as a room needs it.
    pub(in crate::app) fn scan(&mut self) {
        let scene = &self.session.scene;
        let card = self.study.address(scene);
        self.dialog = Some(Dialog::scan(scene, card.as_ref()));
    }
}
