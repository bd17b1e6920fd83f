//! The course as it is read in the app: which card is open, what was guessed, and what a card asks for.
//!
//! - [`steer`]: cards are opened, turned and left; the scene before them is put aside and given back.
//! - [`asked`]: what links, controls and guesses do.
//! - [`panel`]: a card with what stands around it; [`contents`]: all cards; [`welcome`]: three ways in.
//! - [`pick`]: selections of one's own, which [`selections`] keeps and [`steps`] steps through.
//! - [`tools`]: what stands beside the cards: [`calculators`], the [`atlas`] of optimizers, the [`drill`],
//!   the [`guide`], the diagnosis of a run.
//! - [`claims`]: whether what a card claims holds where its scene was changed.
//! - [`room`]: answers by key, and notes, for who presents.
//! - [`progress`]: what was read and guessed, also as a file; [`kept`]: what outlives a visit; [`told`]: what
//!   those outside hear.

mod asked;
mod atlas;
pub mod calculators;
mod claims;
mod contents;
pub(super) mod diagnosis;
mod drill;
mod guide;
pub mod kept;
mod panel;
mod pick;
pub(super) mod prepared;
pub mod progress;
mod room;
pub mod selections;
mod steer;
mod steps;
pub mod told;
mod tools;
mod welcome;

use super::keep::history::History;
use crate::course::card::Action;
use crate::course::selection::Selection;
use crate::course::{Card, Course};
use crate::scene::Scene;
use crate::view;
use crate::view::card::Attempt;
use calculators::Calculators;
use claims::Claims;
use drill::Drilling;
use guide::Guiding;
use kept::Shelf;
use progress::Progress;
use selections::Selections;
use std::collections::VecDeque;
use steps::Steps;
use tools::Tool;

/// Who reads: what is open, and what is known of earlier reading.
#[derive(Default)]
pub struct Reader {
    /// What is read; None: the course that is part of the program, once somebody asks for it.
    course: Option<&'static Course>,
    sheet: Sheet,
    opened: Option<Opened>,
    outside: Option<Outside>,
    progress: Progress,
    /// Keeps nothing beyond the visit where absent.
    shelf: Option<Shelf>,
    /// Whether this is a first visit, which is offered ways in.
    first_visit: bool,
    /// Whether the runs stand in the card's place, on a wide screen.
    runs: bool,
    search: String,
    claims: Claims,
    calculators: Calculators,
    selections: Selections,
    /// The selection that a link has opened; it is not kept.
    shared: Option<Selection>,
    /// The one that was deleted last.
    removed: Option<Selection>,
    /// The title of the one that is looked at, and what is typed as another one.
    edited: String,
    renamed: Option<String>,
    /// The selection that is stepped through instead of the course.
    steps: Option<Steps>,
    drilling: Drilling,
    guiding: Guiding,
    diagnosis: view::diagnosis::Page,
    /// The title that was told last.
    title: String,
}

/// What the panel shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sheet {
    /// Nothing: the runs have its place.
    #[default]
    Closed,
    /// All cards.
    Contents,
    /// The card that is open.
    Card,
    /// A selection.
    Selection,
    /// What stands beside the cards.
    Tool(Tool),
}

/// An open card.
struct Opened {
    card: &'static Card,
    /// Its scene before the reader changed it.
    own: Scene,
    attempt: Attempt,
    /// What its links ask for that waits for what they changed to be computed.
    waiting: VecDeque<Action>,
}

/// What there was before the first card was opened.
struct Outside {
    scene: Scene,
    history: History,
    speed: f64,
}

impl Reader {
    /// The course that is read.
    pub fn course(&self) -> &'static Course {
        self.course.unwrap_or_else(Course::embedded)
    }

    /// What the panel shows.
    pub fn sheet(&self) -> Sheet {
        match self.opened {
            None if self.sheet == Sheet::Card => Sheet::Contents,
            // A leaf is read below the answers that lead to it.
            Some(_) if self.sheet == Sheet::Card && self.at_leaf() => Sheet::Tool(Tool::Guide),
            _ => self.sheet,
        }
    }

    /// Whether the panel shows anything.
    pub fn is_open(&self) -> bool {
        self.sheet != Sheet::Closed
    }

    /// The card that is open, be it in sight or behind the contents.
    pub fn card(&self) -> Option<&'static Card> {
        self.opened.as_ref().map(|opened| opened.card)
    }

    /// What the reader has guessed of the open card and is about to guess.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.opened.as_ref().map(|opened| &opened.attempt)
    }

    /// Whether what is true of the open card is shown; also where none is open.
    pub fn is_revealed(&self) -> bool {
        let over = |opened: &Opened| opened.attempt.is_over(opened.card);
        self.opened.as_ref().is_none_or(over)
    }

    /// Whether runs and charts would give away what is to be guessed.
    pub(super) fn hides_runs(&self) -> bool {
        !self.is_revealed() && self.card().is_some_and(|card| !card.is_text())
    }

    /// What was read and guessed so far.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The cards in the order in which they are turned.
    pub fn sequence(&self) -> Vec<&'static Card> {
        self.course().cards().collect()
    }

    /// The card so many places on from the open one.
    pub fn neighbour(&self, by: isize) -> Option<&'static Card> {
        let open = self.card()?;
        let all = self.sequence();
        let place = all.iter().position(|card| card.id == open.id)?;
        all.get(place.checked_add_signed(by)?).copied()
    }

    /// Whether the scene is another one than the open card's: what is run, or which run is selected.
    fn is_changed(&self, scene: &Scene) -> bool {
        let on_scene = self.opened.as_ref().filter(|opened| !opened.card.is_text());
        on_scene.is_some_and(|opened| {
            let own = &opened.own;
            own.experiment != scene.experiment || own.view.selected != scene.view.selected
        })
    }

    /// What tells one sheet from another, for what is scrolled.
    pub(in crate::app) fn sheet_id(&self) -> (bool, &'static str) {
        let card = self.card().map_or("", |card| card.id.as_str());
        match self.sheet() {
            Sheet::Card => (true, card),
            Sheet::Tool(tool) => (false, tool.id()),
            Sheet::Selection => (false, "selection"),
            Sheet::Contents | Sheet::Closed => (false, ""),
        }
    }
}
