//! What was read and guessed. It is kept in the browser or on the disk, goes from one to another as a file,
//! and is sent nowhere.

use crate::course::Card;
use crate::course::guess::Guess;
use crate::view::card::Attempt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form that this program writes and reads.
const VERSION: u32 = 1;
/// The field by which a file is known.
const MARK: &str = "ravine_progress";

/// The cards that were read, by id. Those that this program does not know stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Progress {
    cards: BTreeMap<String, CardRead>,
}

/// What became of a card that was read to its end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CardRead {
    /// What was guessed; none where there is nothing to guess, or where the answer was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guess: Option<Guess>,
    /// Whether that was right, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
}

/// As it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    ravine_progress: u32,
    cards: BTreeMap<String, CardRead>,
}

impl Progress {
    /// Whether a text wants to be progress.
    pub fn is_progress(text: &str) -> bool {
        let json = serde_json::from_str::<serde_json::Value>(text).ok();
        json.is_some_and(|json| json.get(MARK).is_some())
    }

    /// Reads a text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match written.ravine_progress {
            VERSION => Ok(Self { cards: written.cards }),
            other => Err(format!(
                "it has version {other}, but this program reads version {VERSION}; a newer one may read it"
            )),
        }
    }

    /// As a text.
    pub fn text(&self) -> String {
        let written = Written {
            ravine_progress: VERSION,
            cards: self.cards.clone(),
        };
        // Numbers, words and truths: writing them cannot fail.
        serde_json::to_string_pretty(&written).unwrap_or_default()
    }

    /// What became of a card; None where it was not read.
    pub fn of(&self, id: &str) -> Option<&CardRead> {
        self.cards.get(id)
    }

    /// How many cards were read, and how many guessed right.
    pub fn counts(&self) -> (usize, usize) {
        let right = self.cards.values().filter(|read| read.right == Some(true));
        (self.cards.len(), right.count())
    }

    /// Notes what became of a card. True where that is news.
    pub fn note(&mut self, id: &str, read: CardRead) -> bool {
        let before = self.cards.insert(id.to_owned(), read.clone());
        before.as_ref() != Some(&read)
    }

    /// Takes over what is not known here: cards, and guesses where there is none yet. Returns how many cards
    /// that were.
    pub fn merge(&mut self, other: Self) -> usize {
        let mut news = 0;
        for (id, read) in other.cards {
            let known = self.cards.get(&id);
            if known.is_none_or(|known| known.guess.is_none() && read.guess.is_some()) {
                self.cards.insert(id, read);
                news += 1;
            }
        }
        news
    }

    /// A card as it was left.
    pub fn attempt(&self, card: &Card) -> Attempt {
        let read = self.of(&card.id);
        let guess = read.and_then(|read| read.guess.clone());
        Attempt {
            skipped: read.is_some() && guess.is_none() && card.prediction().is_some(),
            drawn: match &guess {
                Some(Guess::Curve(drawn)) => drawn.clone(),
                _ => Vec::new(),
            },
            guess,
            ..Attempt::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(guess: Option<f64>) -> CardRead {
        CardRead {
            guess: guess.map(Guess::Number),
            right: guess.map(|_| true),
        }
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let mut progress = Progress::default();
        assert!(progress.note("a/b", read(Some(2.0))) && progress.note("a/c", read(None)));
        assert!(!progress.note("a/c", read(None)));
        let text = progress.text();
        assert!(Progress::is_progress(&text));
        assert_eq!(Progress::read(&text), Ok(progress));
    }

    #[test]
    fn a_wrong_file_says_what_is_wrong() {
        for (text, message) in [
            ("{\"ravine_progress\": 1}", "missing field `cards`"),
            ("{\"ravine_progress\": 7, \"cards\": {}}", "it has version 7"),
            (
                "{\"ravine_progress\": 1, \"cards\": {\"a/b\": {\"right\": 3}}}",
                "expected a boolean",
            ),
            ("{\"ravine_progress\": 1, \"cards\": {", "EOF"),
        ] {
            let error = Progress::read(text).expect_err("it is wrong");
            assert!(error.contains(message), "{text}: {error}");
        }
        for text in ["", "[1]", "{\"experiment\": {}}"] {
            assert!(!Progress::is_progress(text), "{text}");
        }
    }

    #[test]
    fn what_is_taken_over_loses_nothing() {
        let mut mine = Progress::default();
        mine.note("a/guessed", read(Some(1.0)));
        mine.note("a/read", read(None));
        let mut other = Progress::default();
        other.note("a/guessed", read(Some(2.0)));
        other.note("a/read", read(Some(3.0)));
        other.note("a/new", read(None));
        assert_eq!(mine.merge(other), 2);
        let guess = |id: &str| mine.of(id).and_then(|read| read.guess.clone());
        assert_eq!(guess("a/guessed"), Some(Guess::Number(1.0)));
        assert_eq!(guess("a/read"), Some(Guess::Number(3.0)));
        assert_eq!((guess("a/new"), mine.counts()), (None, (3, 2)));
    }
}
