//! The rules that the user wrote: kept between visits and offered wherever a rule is picked.

use crate::lang::Kind;
use std::collections::BTreeMap;

/// What stores a library's text.
pub type Keep = fn(&str);

/// Rule texts by kind, each with a name of its own.
#[derive(Default)]
pub struct Library {
    /// Keeps nothing beyond the visit where absent.
    keep: Option<Keep>,
    rules: BTreeMap<String, Vec<Own>>,
}

#[derive(Clone)]
struct Own {
    name: String,
    source: String,
}

impl Library {
    /// The library that was stored as a text, if any; what is no library is none. Changes go to `keep`.
    pub fn stored(text: Option<&str>, keep: Keep) -> Self {
        let lists: BTreeMap<String, Vec<Own>> = text
            .and_then(|text| serde_json::from_str::<BTreeMap<String, BTreeMap<String, String>>>(text).ok())
            .unwrap_or_default()
            .into_iter()
            .map(|(kind, rules)| {
                let own = |(name, source)| Own { name, source };
                (kind, rules.into_iter().map(own).collect())
            })
            .collect();
        Self {
            keep: Some(keep),
            rules: lists,
        }
    }

    /// The rules of a kind: name and text.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = (&str, &str)> {
        let rules = self.rules.get(kind.plural()).into_iter().flatten();
        rules.map(|own| (own.name.as_str(), own.source.as_str()))
    }

    /// Takes a rule up, in the place of the one whose text it was before, or else of the one of its name. One without a
    /// name cannot be found again, so it is left out.
    pub fn put(&mut self, kind: Kind, before: Option<&str>, name: &str, source: &str) {
        let rules = self.rules.entry(kind.plural().to_owned()).or_default();
        let place = rules.iter().position(|own| Some(own.source.as_str()) == before);
        let place = place.or_else(|| rules.iter().position(|own| own.name == name));
        let own = Own {
            name: name.to_owned(),
            source: source.to_owned(),
        };
        match place {
            _ if name.is_empty() => return,
            Some(place) => rules[place] = own,
            None => rules.push(own),
        }
        self.write();
    }

    /// Forgets a rule.
    pub fn remove(&mut self, kind: Kind, source: &str) {
        if let Some(rules) = self.rules.get_mut(kind.plural()) {
            rules.retain(|own| own.source != source);
        }
        self.write();
    }

    fn write(&self) {
        let Some(keep) = self.keep else { return };
        let list = |rules: &Vec<Own>| -> BTreeMap<String, String> {
            let pair = |own: &Own| (own.name.clone(), own.source.clone());
            rules.iter().map(pair).collect()
        };
        let all: BTreeMap<&String, _> = self.rules.iter().map(|(kind, r)| (kind, list(r))).collect();
        if let Ok(text) = serde_json::to_string(&all) {
            keep(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    thread_local! {
        static KEPT: RefCell<String> = const { RefCell::new(String::new()) };
    }

    fn keep(text: &str) {
        KEPT.with(|kept| text.clone_into(&mut kept.borrow_mut()));
    }

    fn kept() -> Vec<(String, String)> {
        let text = KEPT.with(|kept| kept.borrow().clone());
        let library = Library::stored(Some(&text), keep);
        let rules = library.of(Kind::Surface);
        rules
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect()
    }

    #[test]
    fn rules_are_kept_renamed_and_forgotten() {
        let mut library = Library::stored(None, keep);
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        library.put(Kind::Surface, None, "A", "x");
        library.put(Kind::Surface, None, "B", "y");
        library.put(Kind::Surface, None, "", "z");
        assert_eq!(kept(), [pair("A", "x"), pair("B", "y")]);
        library.put(Kind::Surface, Some("x"), "C", "x^2");
        library.put(Kind::Surface, None, "B", "y^2");
        assert_eq!(kept(), [pair("B", "y^2"), pair("C", "x^2")]);
        library.remove(Kind::Surface, "y^2");
        assert_eq!(kept(), [pair("C", "x^2")]);
        assert_eq!(library.of(Kind::Stage).count(), 0);
    }

    #[test]
    fn what_is_no_library_is_an_empty_one() {
        for text in ["", "[1]", "{\"surfaces\": 3}"] {
            assert_eq!(
                Library::stored(Some(text), keep).of(Kind::Surface).count(),
                0,
                "{text}"
            );
        }
    }
}
