//! A card's text to plain data. All that is wrong is reported with its place; what is right is kept.
//!
//! - [`front`]: the lines between `---` at the head.
//! - [`body`]: the rest by lines: running text, what is guessed, `let`, `claim`, `diff`.
//! - [`markdown`]: running text to blocks, with [`braces`] taken out before; [`link`]: what its links do.

mod body;
mod braces;
mod front;
mod link;
mod markdown;

use super::card::Card;
use crate::lang::{Diagnostic, Span};

/// Reads a card's text.
pub fn card(source: &str) -> (Card, Vec<Diagnostic>) {
    read(source, true)
}

/// Reads a question's text: that of a card without a title.
pub fn question(source: &str) -> (Card, Vec<Diagnostic>) {
    read(source, false)
}

fn read(source: &str, titled: bool) -> (Card, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut card = Card {
        source: source.to_owned(),
        ..Card::default()
    };
    let (entries, rest) = front::entries(source, &mut found);
    front::read(&mut card, &entries, titled, &mut found);
    body::read(&mut card, source, rest, &mut found);
    found.sort_by_key(|d| d.span.start);
    (card, found)
}

/// Reads what is said of a chapter: its title, and what it is about.
pub fn chapter(source: &str) -> (String, String, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let (entries, rest) = front::entries(source, &mut found);
    let title = front::chapter(&entries, &mut found);
    let about = source[rest..].split_whitespace().collect::<Vec<_>>().join(" ");
    (title, about, found)
}

/// A line of a text, without its end, and the byte where it begins.
#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    text: &'a str,
    at: usize,
}

impl Row<'_> {
    fn span(&self) -> Span {
        Span::new(self.at, self.at + self.text.len())
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn is_indented(&self) -> bool {
        self.text.starts_with([' ', '\t']) && !self.is_blank()
    }

    /// A part of it with its place: from a byte on, without the space around it.
    fn part(&self, from: usize) -> Self {
        let text = &self.text[from..];
        let begins = text.len() - text.trim_start().len();
        Self {
            text: text.trim(),
            at: self.at + from + begins,
        }
    }
}

/// The lines of a part of a text.
fn rows(source: &str, from: usize) -> Vec<Row<'_>> {
    let mut at = from;
    let mut all = Vec::new();
    for line in source[from..].split_inclusive('\n') {
        all.push(Row {
            text: line.trim_end_matches(['\n', '\r']),
            at,
        });
        at += line.len();
    }
    all
}
