//! Stepping through a selection instead of the whole course: through its cards and the scenes among them.

use super::{Reader, Sheet};
use crate::app::App;
use crate::course::selection::{Entry, MissingEntry, Own, Selection, Stop};
use crate::scene::Scene;
use serde::{Deserialize, Serialize};

/// A selection that is stepped through.
pub struct Steps {
    /// What it is called.
    pub title: String,
    selection: Selection,
    stops: Vec<Stop>,
    at: usize,
}

/// What of it outlives a visit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptSteps {
    selection: Selection,
    at: usize,
}

impl App {
    /// Steps through a selection, from a place on; what is missing of it is told.
    pub(in crate::app) fn step_through(&mut self, selection: &Selection, place: usize) {
        let (stops, missing) = selection.stops(self.study.course());
        let told = (!missing.is_empty()).then(|| {
            let title = &selection.title;
            let missing: Vec<String> = missing.iter().map(MissingEntry::to_string).collect();
            format!(
                "“{title}” opens without {}: there is no such thing here.",
                missing.join(" and ")
            )
        });
        if stops.is_empty() {
            self.study.sheet = Sheet::Selection;
            self.show_study();
        } else {
            // Before the place some may be missing.
            let before = selection.entries.iter().take(place);
            let at = before
                .filter(|entry| entry.stop(self.study.course()).is_ok())
                .count();
            self.study.steps = Some(Steps {
                title: selection.title.clone(),
                selection: selection.clone(),
                at: at.min(stops.len() - 1),
                stops,
            });
            self.stop();
        }
        if told.is_some() {
            self.notices.message = told;
        }
    }

    /// Opens the selection that somebody shares: its first stop, and what it holds behind that.
    pub(super) fn open_shared(&mut self, mut selection: Selection) {
        let own = self.study.selections.get(&selection.title);
        if own.is_some_and(|own| *own != selection) {
            selection.title = self.study.selections.free(&selection.title);
        }
        self.study.edited.clone_from(&selection.title);
        self.step_through(&selection, 0);
        self.study.shared = Some(selection);
    }

    /// Turns so many stops on. False where no selection is stepped through.
    pub(super) fn step_on(&mut self, by: isize) -> bool {
        let Some(steps) = &mut self.study.steps else {
            return false;
        };
        if let Some(at) = steps
            .at
            .checked_add_signed(by)
            .filter(|at| *at < steps.stops.len())
        {
            steps.at = at;
            self.stop();
        }
        true
    }

    /// Opens the stop that it is at.
    fn stop(&mut self) {
        match self
            .study
            .steps
            .as_ref()
            .and_then(|steps| steps.stops.get(steps.at))
        {
            Some(Stop::Card(card)) => {
                let id = card.id.clone();
                self.open_card(&id);
            }
            Some(Stop::Own(scene, _)) => {
                let scene = (**scene).clone();
                self.stop_at_own(scene);
            }
            None => {}
        }
    }

    /// Goes on at the scene of the last visit's stop: as it was kept, where that is `there`, else as the
    /// selection has it.
    pub(super) fn stop_again(&mut self, there: bool) {
        match there {
            true => self.stop_at_own(self.session.scene.clone()),
            false => self.stop(),
        }
    }

    fn stop_at_own(&mut self, scene: Scene) {
        self.put_aside(&scene);
        self.study.opened = None;
        self.study.sheet = Sheet::Selection;
        self.notices.message = None;
        self.stand(&scene);
        self.playback.suit(scene.experiment.steps);
        self.playback.begin(self.step);
        self.session.scene = scene;
        self.show_study();
        self.study.keep_place();
    }
}

impl Reader {
    /// The title of the stop so many places on, in the selection or in the course.
    pub(in crate::app) fn title_on(&self, by: isize) -> Option<&str> {
        match &self.steps {
            Some(steps) => {
                let stop = steps.stops.get(steps.at.checked_add_signed(by)?)?;
                Some(stop.title())
            }
            None => self.neighbour(by).map(|card| card.title.as_str()),
        }
    }

    /// The scene of one's own at which a selection stands.
    pub(in crate::app) fn own_stop(&self) -> Option<&Own> {
        let steps = self.steps.as_ref().filter(|_| self.opened.is_none())?;
        match steps.stops.get(steps.at)? {
            Stop::Own(_, own) => Some(own),
            Stop::Card(_) => None,
        }
    }

    /// Whether there is something to turn: a card or a stop.
    pub(in crate::app) fn is_turned(&self) -> bool {
        self.card().is_some() || self.own_stop().is_some()
    }

    /// What tells one stop from another.
    pub(in crate::app) fn stop_id(&self) -> Option<String> {
        let own = || {
            self.steps
                .as_ref()
                .map(|steps| format!("{} {}", steps.title, steps.at))
        };
        self.card().map(|card| card.id.clone()).or_else(own)
    }

    /// The place of the entry at which a selection of a title stands, and how many stops it has.
    pub(super) fn stands(&self, title: &str) -> Option<(usize, usize)> {
        let steps = self.steps.as_ref().filter(|steps| steps.title == title)?;
        Some((steps.at, steps.stops.len()))
    }

    /// Follows a change of the selection that is stepped through, standing where it stood as far as that is
    /// still there.
    pub(super) fn restep(&mut self, before: &str, selection: Selection) {
        let Some(steps) = self.steps.take_if(|steps| steps.title == before) else {
            return;
        };
        let there = |entry: &&Entry| entry.stop(self.course()).is_ok();
        let was = steps.selection.entries.iter().filter(there).nth(steps.at);
        let moved = selection
            .entries
            .iter()
            .filter(there)
            .position(|entry| Some(entry) == was);
        let at = moved.unwrap_or(steps.at);
        let (stops, _) = selection.stops(self.course());
        self.steps = (!stops.is_empty()).then(|| Steps {
            title: selection.title.clone(),
            at: at.min(stops.len() - 1),
            stops,
            selection,
        });
    }

    /// What of the steps outlives a visit.
    pub(super) fn kept_steps(&self) -> Option<KeptSteps> {
        let steps = self.steps.as_ref()?;
        Some(KeptSteps {
            selection: steps.selection.clone(),
            at: steps.at,
        })
    }

    /// Goes on in the selection of the last visit.
    pub(super) fn step_again(&mut self, kept: KeptSteps) {
        let (stops, _) = kept.selection.stops(self.course());
        self.edited.clone_from(&kept.selection.title);
        if self.selections.get(&kept.selection.title).is_none() {
            self.shared = Some(kept.selection.clone());
        }
        self.steps = (kept.at < stops.len()).then(|| Steps {
            title: kept.selection.title.clone(),
            at: kept.at,
            stops,
            selection: kept.selection,
        });
    }
}
