//! What of the reading outlives a visit: what was read, which card is open, the scene before it, and that
//! this was a visit.

use super::progress::Progress;
use super::steps::KeptSteps;
use super::{Outside, Reader, Sheet};
use crate::app::keep::history::History;
use crate::app::{App, platform};
use crate::course::selection::Selection;
use crate::course::{Course, guide, scene};
use crate::link;
use crate::scene::Scene;
use serde::{Deserialize, Serialize};

/// The name under which what was read is kept.
pub const PROGRESS: &str = "progress.json";
/// The names of the others.
const PLACE: &str = "study.json";
const VISITED: &str = "visited";

/// Where texts are kept, by name.
#[derive(Clone, Copy)]
pub struct Shelf {
    /// The text that is kept under a name, if any.
    pub read: fn(&str) -> Option<String>,
    /// Keeps another one.
    pub write: fn(&str, &str),
}

/// The browser's storage, or the user's folder.
pub const SHELF: Shelf = Shelf {
    read: platform::recall,
    write: platform::remember,
};

/// Whether what was open at the last visit is open again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoOn {
    /// It is not: something else is asked for.
    No,
    /// On the scene that is there, which was kept, too.
    There,
    /// On its own scene.
    Anew,
}

impl GoOn {
    /// Whether a visit to a page goes on: to no address, to a card, or to the scene that was kept, as a
    /// reload does where a scene of a selection is open. Another link to a scene is no reason to read on.
    pub fn at(address: Option<&str>, kept: Option<&Scene>) -> Self {
        let is_kept = |address: &str| kept.is_some_and(|kept| link::decode(address).as_ref() == Ok(kept));
        match address {
            Some(address) if link::card(address).is_none() && !is_kept(address) => Self::No,
            _ => Self::There,
        }
    }
}

/// What is open, and the scene before the first card.
#[derive(Serialize, Deserialize)]
struct Place {
    /// The card; None: a scene of a selection.
    card: Option<String>,
    before: Scene,
    /// The selection that is stepped through.
    #[serde(default)]
    steps: Option<KeptSteps>,
}

impl App {
    /// Reads another course than the one that is part of the program.
    #[must_use]
    pub fn of_course(mut self, course: &'static Course) -> Self {
        self.study.course = Some(course);
        self
    }

    /// Reads on with what is kept on a shelf.
    #[must_use]
    pub fn reading_on(mut self, shelf: Shelf, go_on: GoOn) -> Self {
        let reader = &mut self.study;
        reader.shelf = Some(shelf);
        reader.first_visit = (shelf.read)(VISITED).is_none();
        reader.refresh();
        let place = (shelf.read)(PLACE).filter(|_| go_on != GoOn::No);
        let place = place.and_then(|text| serde_json::from_str::<Place>(&text).ok());
        if let Some(place) = place {
            self.go_on(place, go_on == GoOn::There);
        }
        self
    }

    fn go_on(&mut self, place: Place, there: bool) {
        if let Some(steps) = place.steps {
            self.study.step_again(steps);
        }
        let outside = Outside {
            history: History::new(place.before.clone()),
            scene: place.before,
            speed: self.playback.speed,
        };
        match place.card {
            Some(id) => self.go_on_at(&id, outside, there),
            None if self.study.own_stop().is_some() => {
                self.study.outside = Some(outside);
                self.stop_again(there);
            }
            None => {}
        }
    }

    fn go_on_at(&mut self, id: &str, outside: Outside, there: bool) {
        let course = self.study.course();
        let Some(card) = guide::find(course, id) else {
            return;
        };
        let own = match card.is_text() {
            true => self.session.scene.clone(),
            false => match scene::of(card, course) {
                Ok(own) => own,
                Err(_) => return,
            },
        };
        let scene = match there {
            true => self.session.scene.clone(),
            false => own.clone(),
        };
        self.study.outside = Some(outside);
        self.enter(card, own, scene);
    }
}

impl Reader {
    /// Takes over what another page or window has stored since.
    pub(in crate::app) fn refresh(&mut self) {
        let stored = self.shelf.and_then(|shelf| (shelf.read)(PROGRESS));
        if let Some(Ok(stored)) = stored.map(|text| Progress::read(&text)) {
            self.progress.merge(stored);
        }
        self.selections.refresh(self.shelf);
    }

    /// Keeps a selection in the place of the one of the title `before`. Where it is stepped through, the
    /// steps follow.
    pub(super) fn put_selection(&mut self, before: &str, selection: Selection) {
        self.selections.put(self.shelf, before, selection.clone());
        self.restep(before, selection);
        self.keep_place();
    }

    /// Forgets the selection of a title. Returns it.
    pub(super) fn forget_selection(&mut self, title: &str) -> Option<Selection> {
        self.selections.remove(self.shelf, title)
    }

    /// Keeps what was read.
    pub(super) fn keep_progress(&mut self) {
        self.refresh();
        if let Some(shelf) = self.shelf {
            (shelf.write)(PROGRESS, &self.progress.text());
        }
    }

    /// Keeps which card or which scene of a selection is open, or that none is.
    pub(super) fn keep_place(&mut self) {
        let Some(shelf) = self.shelf else { return };
        let outside = self.outside.as_ref().filter(|_| self.is_turned());
        let place = outside.map(|outside| Place {
            card: self.card().map(|card| card.id.clone()),
            before: outside.scene.clone(),
            steps: self.kept_steps(),
        });
        // A scene is made of what JSON can say: writing it cannot fail.
        let text = serde_json::to_string(&place).unwrap_or_default();
        (shelf.write)(PLACE, &text);
    }

    /// A first visit is over once a way in was chosen.
    pub(super) fn settle_in(&mut self) {
        self.first_visit = false;
        if let Some(shelf) = self.shelf {
            (shelf.write)(VISITED, "yes");
        }
    }

    /// Whether ways in are offered.
    pub(in crate::app) fn welcomes(&self) -> bool {
        self.first_visit && self.sheet == Sheet::Closed
    }
}
