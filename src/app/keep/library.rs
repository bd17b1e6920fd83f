//! The rules that the user wrote: kept between visits and offered wherever a rule is picked.

use crate::lang::Kind;
use std::collections::BTreeMap;

/// Where a library is kept as a text: read before each change, as another page or window may have changed it
/// meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Store {
    /// The text that is kept now, if any.
    pub read: fn() -> Option<String>,
    /// Keeps another one.
    pub write: fn(&str),
}

/// Rule texts by kind, each with a name of its own.
#[derive(Default)]
pub struct RuleLibrary {
    /// Keeps nothing beyond the visit where absent.
    store: Option<Store>,
    rules: BTreeMap<String, Vec<Own>>,
}

#[derive(Clone)]
struct Own {
    name: String,
    source: String,
}

/// As it is stored: by kind, text by name.
type Stored = BTreeMap<String, BTreeMap<String, String>>;

impl RuleLibrary {
    /// The library of a store; what is no library is an empty one. Changes go there.
    pub fn of_store(store: Store) -> Self {
        let mut library = Self {
            store: Some(store),
            rules: BTreeMap::new(),
        };
        library.refresh();
        library
    }

    /// The rules of a kind: name and text.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = (&str, &str)> {
        let rules = self.rules.get(kind.plural()).into_iter().flatten();
        rules.map(|own| (own.name.as_str(), own.source.as_str()))
    }

    /// Takes over what another page or window has stored since: rule by rule, those that stay in their order.
    pub fn refresh(&mut self) {
        let Some(store) = self.store else { return };
        let stored = (store.read)().and_then(|text| serde_json::from_str::<Stored>(&text).ok());
        let Some(stored) = stored else { return };
        let before = std::mem::take(&mut self.rules);
        for (kind, mut texts) in stored {
            let known = before.get(&kind).into_iter().flatten();
            let stays = |own: &Own| {
                let source = texts.remove(&own.name)?;
                let name = own.name.clone();
                Some(Own { name, source })
            };
            let mut rules: Vec<Own> = known.filter_map(stays).collect();
            rules.extend(texts.into_iter().map(|(name, source)| Own { name, source }));
            self.rules.insert(kind, rules);
        }
    }

    /// Takes a rule up, in the place of the one whose text it was before, or else of the one of its name. One
    /// without a name cannot be found again, so it is left out.
    pub fn put(&mut self, kind: Kind, before: Option<&str>, name: &str, source: &str) {
        if name.is_empty() {
            return;
        }
        self.refresh();
        let rules = self.rules.entry(kind.plural().to_owned()).or_default();
        let place = rules.iter().position(|own| Some(own.source.as_str()) == before);
        let place = place.or_else(|| rules.iter().position(|own| own.name == name));
        let own = Own {
            name: name.to_owned(),
            source: source.to_owned(),
        };
        match place {
            Some(place) => rules[place] = own,
            None => rules.push(own),
        }
        self.write();
    }

    /// Forgets a rule.
    pub fn remove(&mut self, kind: Kind, source: &str) {
        self.refresh();
        if let Some(rules) = self.rules.get_mut(kind.plural()) {
            rules.retain(|own| own.source != source);
        }
        self.write();
    }

    fn write(&self) {
        let Some(store) = self.store else { return };
        let list = |rules: &Vec<Own>| -> BTreeMap<String, String> {
            let pair = |own: &Own| (own.name.clone(), own.source.clone());
            rules.iter().map(pair).collect()
        };
        let all: Stored = self
            .rules
            .iter()
            .map(|(kind, r)| (kind.clone(), list(r)))
            .collect();
        if let Ok(text) = serde_json::to_string(&all) {
            (store.write)(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    thread_local! {
        static KEPT: RefCell<Option<String>> = const { RefCell::new(None) };
    }

    const STORE: Store = Store {
        read: || KEPT.with(|kept| kept.borrow().clone()),
        write: |text| KEPT.with(|kept| *kept.borrow_mut() = Some(text.to_owned())),
    };

    fn listed(library: &RuleLibrary) -> Vec<(String, String)> {
        let rules = library.of(Kind::Surface);
        rules
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect()
    }

    fn kept() -> Vec<(String, String)> {
        listed(&RuleLibrary::of_store(STORE))
    }

    fn pair(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn rules_are_kept_renamed_and_forgotten() {
        let mut library = RuleLibrary::of_store(STORE);
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
    fn pages_that_write_one_library_lose_nothing_of_each_other() {
        let [mut one, mut other] = [0, 1].map(|_| RuleLibrary::of_store(STORE));
        one.put(Kind::Surface, None, "Mine", "x");
        other.put(Kind::Surface, None, "Yours", "y");
        one.put(Kind::Surface, Some("x"), "Mine", "x^2");
        other.put(Kind::Optimizer, None, "Step", "w -= g");
        other.put(Kind::Surface, Some("y"), "Theirs", "y^2");
        assert_eq!(kept(), [pair("Mine", "x^2"), pair("Theirs", "y^2")]);
        one.refresh();
        assert_eq!(listed(&one), kept());
        assert_eq!(one.of(Kind::Optimizer).count(), 1);
        one.remove(Kind::Surface, "y^2");
        other.put(Kind::Surface, None, "Last", "z");
        assert_eq!(
            kept(),
            [pair("Last", "z"), pair("Mine", "x^2")],
            "what was forgotten stays so"
        );
    }

    #[test]
    fn what_is_no_library_is_an_empty_one() {
        for text in ["", "[1]", "{\"surfaces\": 3}"] {
            (STORE.write)(text);
            assert!(kept().is_empty(), "{text}");
        }
    }
}
