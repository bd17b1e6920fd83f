//! What an instructor has picked from the course: cards, and scenes of their own with a title and a note, in
//! an order of their own. As a link it is `#l=sel:TITLE:chapter/card,chapter/card`, the scenes among them as
//! `1.…~title~note`.

use super::{Card, Course};
use crate::link::{self, LinkError};
use crate::scene::Scene;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a selection's id begins with, where a card's has its chapter.
const MARK: &str = "sel:";
/// Most entries; a link that has more is refused.
pub const MOST: usize = 200;

/// Cards and scenes in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// What it is called.
    pub title: String,
    /// What was picked.
    pub entries: Vec<Entry>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// A card, by its id.
    Card(String),
    /// A scene of one's own.
    Own(Own),
}

/// A scene of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// The scene as a link.
    pub link: String,
    /// Its title.
    pub title: String,
    /// What is to be said of it.
    pub note: String,
}

/// An entry that is there, where one stops.
#[derive(Clone, Debug)]
pub enum Stop {
    /// A card.
    Card(&'static Card),
    /// A scene with its title and its note.
    Own(Box<Scene>, Own),
}

/// An entry that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MissingEntry {
    /// The course has no card of the id.
    #[error("the card `{0}`")]
    Card(String),
    /// The link of a scene of a title holds none.
    #[error("the scene “{0}” ({1})")]
    Scene(String, LinkError),
}

/// Why an address is no selection.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SelectionError {
    /// It has no title.
    #[error("one is written `sel:title:chapter/card,chapter/card`")]
    NoTitle,
    /// It has no entry.
    #[error("it has no card")]
    Empty,
    /// It has more entries than any course.
    #[error("it has {0} entries, and a selection at most {MOST}")]
    TooMany(usize),
}

impl Stop {
    /// Its title.
    pub fn title(&self) -> &str {
        match self {
            Self::Card(card) => &card.title,
            Self::Own(_, own) => &own.title,
        }
    }
}

impl Entry {
    /// The stop.
    ///
    /// # Errors
    /// The course has no such card, or the link no scene.
    pub fn stop(&self, course: &'static Course) -> Result<Stop, MissingEntry> {
        match self {
            Self::Card(id) => course
                .card(id)
                .map(Stop::Card)
                .ok_or_else(|| MissingEntry::Card(id.clone())),
            Self::Own(own) => link::decode(&own.link)
                .map(|scene| Stop::Own(Box::new(scene), own.clone()))
                .map_err(|error| MissingEntry::Scene(own.title.clone(), error)),
        }
    }

    /// What a list calls it.
    pub fn title(&self, course: &'static Course) -> String {
        match self {
            Self::Card(id) => course
                .card(id)
                .map_or_else(|| format!("{id} (missing)"), |card| card.title.clone()),
            Self::Own(own) => own.title.clone(),
        }
    }
}

impl Selection {
    /// The part of an address from `#` on that leads to it.
    pub fn link(&self) -> String {
        let entries = self.entries.iter().map(|entry| match entry {
            Entry::Card(id) => escaped(id),
            Entry::Own(own) => format!("{}~{}~{}", own.link, escaped(&own.title), escaped(&own.note)),
        });
        let entries: Vec<String> = entries.collect();
        link::to_card(
            &format!("{MARK}{}:{}", escaped(&self.title), entries.join(",")),
            None,
        )
    }

    /// The selection of an address; None where that leads to none.
    ///
    /// # Errors
    /// It has no entries, or too many.
    pub fn of_link(text: &str) -> Option<Result<Self, SelectionError>> {
        let (id, _) = link::card(text)?;
        Some(read(id.strip_prefix(MARK)?))
    }

    /// Where one stops, in order, and what is missing.
    pub fn stops(&self, course: &'static Course) -> (Vec<Stop>, Vec<MissingEntry>) {
        let (mut stops, mut missing) = (Vec::new(), Vec::new());
        for entry in &self.entries {
            match entry.stop(course) {
                Ok(stop) => stops.push(stop),
                Err(what) => missing.push(what),
            }
        }
        (stops, missing)
    }
}

fn read(text: &str) -> Result<Selection, SelectionError> {
    let (title, entries) = text.split_once(':').ok_or(SelectionError::NoTitle)?;
    let entries: Vec<Entry> = entries
        .split(',')
        .filter(|entry| !entry.trim().is_empty())
        .map(entry)
        .collect();
    match entries.len() {
        0 => Err(SelectionError::Empty),
        1..=MOST => Ok(Selection {
            title: plain(title),
            entries,
        }),
        many => Err(SelectionError::TooMany(many)),
    }
}

fn entry(text: &str) -> Entry {
    let mut parts = text.trim().splitn(3, '~');
    let first = parts.next().unwrap_or_default();
    match (parts.next(), parts.next()) {
        (None, _) if !link::is_link(first) => Entry::Card(plain(first)),
        (title, note) => Entry::Own(Own {
            link: first.to_owned(),
            title: plain(title.unwrap_or_default()),
            note: plain(note.unwrap_or_default()),
        }),
    }
}

/// A text of which an address leaves every letter as it is.
fn escaped(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                written.push(char::from(byte))
            }
            b' ' => written.push('+'),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

/// The text that was escaped; what was not stays.
fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut read = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| byte == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                read.push(byte);
                at += 3;
            }
            None => {
                read.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(ids: &[&str]) -> Vec<Entry> {
        ids.iter().map(|id| Entry::Card((*id).to_owned())).collect()
    }

    #[test]
    fn a_link_is_read_as_it_was_written() {
        let own = Own {
            link: link::encode(&Scene::on_surface("bowl")),
            title: "My bowl: 50 %, wide".to_owned(),
            note: "Wait~a moment,\nthen η + 1.".to_owned(),
        };
        for (selection, written) in [
            (
                Selection {
                    title: "Week 3".to_owned(),
                    entries: cards(&["rates/two_over", "adam/first_step"]),
                },
                Some("#l=sel:Week+3:rates/two_over,adam/first_step"),
            ),
            (
                Selection {
                    title: "Für Müller & Söhne: 1+1, 100 % #2".to_owned(),
                    entries: vec![Entry::Own(own)],
                },
                None,
            ),
        ] {
            let link = selection.link();
            assert!(link.is_ascii(), "{link}");
            assert!(written.is_none_or(|written| written == link), "{link}");
            let address = format!("https://example.org/?a=1{link}");
            assert_eq!(Selection::of_link(&address), Some(Ok(selection)), "{link}");
        }
    }

    #[test]
    fn a_wrong_link_says_what_is_wrong() {
        let many = "a/b,".repeat(MOST + 1);
        for (text, message) in [
            (
                "#l=sel:Week",
                "one is written `sel:title:chapter/card,chapter/card`",
            ),
            ("#l=sel:Week:,", "it has no card"),
            (&format!("#l=sel:Week:{many}"), "it has 201 entries"),
        ] {
            let error = Selection::of_link(text)
                .expect("it is one")
                .expect_err(text)
                .to_string();
            assert!(error.contains(message), "{text}: {error}");
        }
        for text in ["#l=rates/two_over", "#s=1.abc", ""] {
            assert_eq!(Selection::of_link(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_told_and_the_rest_stays() {
        let course = Course::embedded();
        let first = course.cards().next().expect("there is a card");
        let mut entries = cards(&["no/such", &first.id]);
        entries.push(Entry::Own(Own {
            link: "1.abc".to_owned(),
            title: "Mine".to_owned(),
            note: String::new(),
        }));
        let title = String::new();
        let (stops, missing) = Selection { title, entries }.stops(course);
        let titles: Vec<&str> = stops.iter().map(Stop::title).collect();
        assert_eq!(titles, [first.title.as_str()]);
        let missing: Vec<String> = missing.iter().map(MissingEntry::to_string).collect();
        assert!(
            missing[0].contains("`no/such`") && missing[1].contains("“Mine” (the link is"),
            "{missing:?}"
        );
    }
}
