//! The selections that an instructor keeps: on the shelf, where another page or window may have changed them
//! meanwhile.

use super::kept::Shelf;
use crate::course::selection::{Entry, Selection};
use std::collections::BTreeMap;

/// The name under which they are kept.
pub const SELECTIONS: &str = "selections.json";

/// Selections, each with a title of its own.
#[derive(Default)]
pub struct Selections {
    all: Vec<Selection>,
}

/// As they are stored: entries by title.
type Stored = BTreeMap<String, Vec<Entry>>;

impl Selections {
    /// All of them, in their order.
    pub fn all(&self) -> &[Selection] {
        &self.all
    }

    /// The one of a title.
    pub fn get(&self, title: &str) -> Option<&Selection> {
        self.all.iter().find(|selection| selection.title == title)
    }

    /// A title that none has yet.
    pub fn free(&self, wanted: &str) -> String {
        let numbered = (2..).map(|n| format!("{wanted} ({n})"));
        let mut titles = std::iter::once(wanted.to_owned()).chain(numbered);
        let free = titles.find(|title| self.get(title).is_none());
        free.unwrap_or_else(|| wanted.to_owned())
    }

    /// Takes over what another page or window has stored since: one by one, those that stay in their order.
    pub fn refresh(&mut self, shelf: Option<Shelf>) {
        let stored = shelf.and_then(|shelf| (shelf.read)(SELECTIONS));
        let stored = stored.and_then(|text| serde_json::from_str::<Stored>(&text).ok());
        let Some(mut stored) = stored else { return };
        self.all
            .retain_mut(|selection| match stored.remove(&selection.title) {
                Some(entries) => {
                    selection.entries = entries;
                    true
                }
                None => false,
            });
        let new = stored.into_iter();
        self.all
            .extend(new.map(|(title, entries)| Selection { title, entries }));
    }

    /// Keeps a selection, in the place of the one of that title, `before`, where there is one.
    pub fn put(&mut self, shelf: Option<Shelf>, before: &str, selection: Selection) {
        self.refresh(shelf);
        match self.all.iter_mut().find(|s| s.title == before) {
            Some(place) => *place = selection,
            None => self.all.push(selection),
        }
        self.write(shelf);
    }

    /// Forgets the one of a title. Returns it.
    pub fn remove(&mut self, shelf: Option<Shelf>, title: &str) -> Option<Selection> {
        self.refresh(shelf);
        let place = self.all.iter().position(|s| s.title == title)?;
        let gone = self.all.remove(place);
        self.write(shelf);
        Some(gone)
    }

    fn write(&self, shelf: Option<Shelf>) {
        let Some(shelf) = shelf else { return };
        let pair = |s: &Selection| (s.title.clone(), s.entries.clone());
        let stored: Stored = self.all.iter().map(pair).collect();
        // Words alone: writing them cannot fail.
        (shelf.write)(SELECTIONS, &serde_json::to_string(&stored).unwrap_or_default());
    }
}
