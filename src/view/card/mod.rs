//! A card of the course as it is read: its question, its sentences with their numbers, what is guessed, what its links ask
//! for. It changes nothing but the reader's own guess: what is to be done is returned, and the app does it.

use crate::course::card::{Action, Card};
use crate::course::guess::Guess;
use crate::course::patch::Patch;
use crate::course::study::Study;
use crate::scene::Scene;
use egui::Ui;

/// A card, and all that is known of it in this frame.
pub struct Reading<'a> {
    /// The card.
    pub card: &'a Card,
    /// The scene as it stands, which the controls in the sentences turn.
    pub scene: &'a Scene,
    /// What was computed of it; None while nothing is there.
    pub study: Option<&'a Study<'a>>,
    /// What the reader has guessed and is about to guess.
    pub attempt: &'a mut Attempt,
    /// Whether it is read from the last row of a room.
    pub large: bool,
}

/// A guess, given or about to be given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attempt {
    /// What was guessed; all is shown then.
    pub guess: Option<Guess>,
    /// What is typed of a number.
    pub typed: String,
    /// What is drawn of a curve: steps and values.
    pub drawn: Vec<(f64, f64)>,
    /// Whether all is shown without a guess.
    pub skipped: bool,
}

/// What a reader asks for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// To do what a link does.
    Do(Action),
    /// To change the scene, by a control in a sentence.
    Turn(Patch),
    /// To be shown what is true: the guess stands in the attempt.
    Reveal,
}

impl Attempt {
    /// Whether what is true is shown.
    pub fn is_over(&self, card: &Card) -> bool {
        card.prediction().is_none() || self.guess.is_some() || self.skipped
    }
}

/// Shows a card from its title to its last line, as high as it is. Returns what the reader asks for.
pub fn show(ui: &mut Ui, reading: &mut Reading) -> Vec<Asked> {
    ui.heading(&reading.card.title);
    ui.label(reading.card.ask.text());
    Vec::new()
}
