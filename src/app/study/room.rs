//! A card in front of a room: it is answered by keys, and its speaker has notes.

use super::Reader;
use crate::app::App;
use crate::app::presenter::notes::Notes;
use crate::course::card::Prediction;
use crate::course::guess::Guess;

impl App {
    /// Chooses the answer of a place, where the open card asks for one.
    pub(in crate::app) fn answer(&mut self, place: usize) {
        let Some(opened) = &mut self.study.opened else {
            return;
        };
        if let Some(Prediction::Choice(choices)) = opened.card.prediction()
            && place < choices.len()
        {
            opened.attempt.guess = Some(Guess::Choice(place));
            self.reveal();
        }
    }

    /// Shows what is true without a guess, where the open card waits for one.
    pub(in crate::app) fn show_anyway(&mut self) {
        if self.study.is_revealed() {
            return;
        }
        if let Some(opened) = &mut self.study.opened {
            opened.attempt.skipped = true;
            self.reveal();
        }
    }
}

impl Reader {
    /// Whether the open card waits for one of its answers.
    pub(in crate::app) fn asks_choice(&self) -> bool {
        let asked = self.card().and_then(|card| card.prediction());
        !self.is_revealed() && matches!(asked, Some(Prediction::Choice(_)))
    }

    /// What the speaker's window says.
    pub(in crate::app) fn notes(&self) -> Notes {
        let next = self.title_on(1).map(|title| format!("Next: {title}"));
        if let Some(own) = self.own_stop() {
            let note = own.note.split("\n\n").map(str::to_owned);
            return Notes {
                title: own.title.clone(),
                paragraphs: note.chain(next).collect(),
            };
        }
        let Some(card) = self.card() else {
            return Notes {
                title: "No card is open".to_owned(),
                paragraphs: vec!["The notes of a card stand here as soon as one is.".to_owned()],
            };
        };
        let mut paragraphs = vec![card.ask.text().to_owned()];
        match card.notes.trim() {
            "" => paragraphs.push("This card has no notes.".to_owned()),
            notes => paragraphs.extend(notes.split("\n\n").map(str::to_owned)),
        }
        paragraphs.extend(next);
        Notes {
            title: card.title.clone(),
            paragraphs,
        }
    }
}
