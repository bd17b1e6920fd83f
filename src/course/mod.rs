//! The course: cards whose every sentence is computed. One card is one text under `assets/lessons`.
//!
//! - [`card`]: a card as plain data, [`action`] what its links do.
//! - [`parse`]: a card's text to that, with the place of all that is wrong; the reference of the format is
//!   `assets/lessons/README.md`.
//! - [`expression`]: what stands in braces, in claims and behind `let`: formulas over a trace.
//! - [`study`]: an experiment that was computed, for such formulas; [`answer`]: what they come to, in words.
//! - [`explore`]: what sweeps tell, as the pages of Explore show it.
//! - [`guess`]: a guess beside what is true.
//! - [`patch`]: lines `path = value`, by which cards and links change a scene; `setting`: what their names
//!   stand for.
//! - [`difference`]: in what two runs differ, line by line.
//! - [`schedule`]: a schedule over its true number of steps, without a run.
//! - [`diagnosis`]: why a run spiked or diverged, and the change that tests it.
//! - [`question`]: questions of interviews, with answers in levels.
//! - [`prepared`]: what the prepared scenes say of themselves.
//! - [`drill`]: questions that come again.
//! - [`atlas`]: the family of optimizers.
//! - [`guide`]: questions that lead to a scene with its settings; [`checklist`]: what a scene is told of good
//!   practice.
//! - [`calculator`]: what a training costs, and how its numbers hang together.
//! - [`selection`]: cards and scenes that an instructor has picked, also as a link.
//! - [`rule`]: the rules that links open, and the lines in them.
//! - [`words`]: the field's words, each explained in one line.
//! - [`order`]: which card comes before which. [`scene`]: the scene of a card. [`check`]: whether cards are
//!   right.
//!
//! Nothing here draws: a panel, a page or a test does, from the plain data.

pub mod action;
pub mod answer;
pub mod atlas;
pub mod calculator;
pub mod card;
pub mod check;
pub mod checklist;
pub mod diagnosis;
pub mod difference;
pub mod drill;
pub mod explore;
pub mod expression;
pub mod guess;
pub mod guide;
pub mod order;
pub mod parse;
pub mod patch;
pub mod path_error;
pub mod prepared;
pub mod question;
mod report;
pub mod rule;
pub mod scene;
pub mod schedule;
pub mod selection;
mod setting;
pub mod study;
pub mod words;

use crate::catalog;
use crate::lang::Diagnostic;
pub use card::Card;
use std::fmt;
use std::sync::OnceLock;

/// Chapters with their cards, in the order in which they are read.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The chapters.
    pub chapters: Vec<Chapter>,
    /// What is wrong with the texts alone; nothing has run yet.
    pub faults: Vec<Fault>,
}

/// A chapter.
#[derive(Clone, Debug, Default)]
pub struct Chapter {
    /// The name of its folder without the number before it, which only orders. Never changed.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// Its cards, in order.
    pub cards: Vec<Card>,
}

/// Something wrong with a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// Line and column, both from 1.
    pub place: (usize, usize),
    /// What is wrong and what would be right.
    pub message: String,
}

/// The file that tells what a chapter is about.
const ABOUT: &str = "chapter.md";

impl Fault {
    /// A finding about a file's text.
    pub fn of(file: &str, source: &str, found: &Diagnostic) -> Self {
        Self {
            file: file.to_owned(),
            place: found.span.line_column(source),
            message: found.message.clone(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.place;
        write!(f, "{}:{line}:{column}: error: {}", self.file, self.message)
    }
}

impl Course {
    /// The course that is part of the program.
    pub fn embedded() -> &'static Self {
        static COURSE: OnceLock<Course> = OnceLock::new();
        COURSE.get_or_init(|| Self::read(catalog::lessons().iter().copied()))
    }

    /// Reads cards: their files, `.../chapter/card.md`, in order, and their texts.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::read_by(parse::card, files)
    }

    /// Reads questions, in the same way.
    pub fn read_questions(files: &[(&str, &str)]) -> Self {
        Self::read_by(parse::question, files.iter().copied())
    }

    /// The same, each text by what reads it.
    fn read_by<'a>(
        parse: fn(&str) -> (Card, Vec<Diagnostic>),
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut course = Self::default();
        for (file, source) in files {
            let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
            let chapter = unnumbered(folder.rsplit('/').next().unwrap_or(folder));
            if course.chapters.last().is_none_or(|c| c.id != chapter) {
                course.chapters.push(Chapter {
                    id: chapter.to_owned(),
                    title: chapter.to_owned(),
                    ..Chapter::default()
                });
            }
            let Some(last) = course.chapters.last_mut() else {
                continue;
            };
            let found = if name == ABOUT {
                let (title, about, found) = parse::chapter(source);
                (last.title, last.about) = (title, about);
                found
            } else {
                let (card, found) = parse(source);
                last.cards.push(Card {
                    id: format!("{chapter}/{}", unnumbered(name.trim_end_matches(".md"))),
                    file: file.to_owned(),
                    ..card
                });
                found
            };
            let faults = found.iter().map(|d| Fault::of(file, source, d));
            course.faults.extend(faults);
        }
        course
    }

    /// All cards, in order.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.chapters.iter().flat_map(|chapter| &chapter.cards)
    }

    /// The card of an id.
    pub fn card(&self, id: &str) -> Option<&Card> {
        self.cards().find(|card| card.id == id)
    }

    /// That there is no card of an id, and which one may be meant.
    pub fn missing(&self, id: &str) -> String {
        scene::missing(id, self)
    }
}

/// A file's name without the number before it: `10_bound` is `bound`.
fn unnumbered(name: &str) -> &str {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix('_').unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_only_order() {
        for (name, id) in [
            ("10_bound", "bound"),
            ("bound", "bound"),
            ("2nd", "2nd"),
            ("1_2_x", "2_x"),
        ] {
            assert_eq!(unnumbered(name), id);
        }
    }
}
