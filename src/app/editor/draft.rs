//! Texts with errors, kept from the keystroke on: neither closing the editor nor the page loses what was
//! typed.

use crate::app::keep::library::Store;
use crate::scene::{Experiment, Reference, RulePlace};
use serde::{Deserialize, Serialize};

/// Most drafts that are kept, the latest ones.
const MOST: usize = 8;

/// The drafts of this visit and the last ones, the latest first.
#[derive(Debug, Default)]
pub struct Drafts {
    /// Keeps nothing beyond the visit where absent.
    store: Option<Store>,
    list: Vec<Draft>,
}

/// A text with errors, and the last good one of its rule, which stands in the scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Draft {
    of: Reference,
    text: String,
}

impl Drafts {
    /// The drafts of a store; what is no list of drafts is none. Changes go there.
    pub fn of_store(store: Store) -> Self {
        let mut drafts = Self {
            store: Some(store),
            list: Vec::new(),
        };
        drafts.refresh();
        drafts
    }

    /// Takes over what another page or window has stored since. Not to be called when that says so, but before
    /// a change: two pages that show one rule would else answer each other without end.
    fn refresh(&mut self) {
        let text = self.store.and_then(|store| (store.read)());
        if let Some(list) = text.and_then(|text| serde_json::from_str(&text).ok()) {
            self.list = list;
        }
    }

    /// The draft of a rule, by its last good text.
    pub fn of(&self, rule: &Reference) -> Option<&str> {
        let draft = self.list.iter().find(|draft| draft.of == *rule);
        draft.map(|draft| draft.text.as_str())
    }

    /// Where the latest draft stands of those whose rules an experiment has.
    pub fn place(&self, experiment: &Experiment) -> Option<RulePlace> {
        let all = RulePlace::all(experiment);
        self.list.iter().find_map(|draft| {
            let stands = |place: &&RulePlace| place.reference(experiment) == Some(&draft.of);
            all.iter().find(stands).copied()
        })
    }

    /// Keeps the draft of a rule; None: it has none any more.
    pub fn put(&mut self, rule: &Reference, text: Option<&str>) {
        if self.of(rule) == text {
            return;
        }
        self.refresh();
        self.list.retain(|draft| draft.of != *rule);
        if let Some(text) = text {
            let (of, text) = (rule.clone(), text.to_owned());
            self.list.insert(0, Draft { of, text });
            self.list.truncate(MOST);
        }
        if let (Some(store), Ok(text)) = (self.store, serde_json::to_string(&self.list)) {
            (store.write)(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Scene;
    use std::cell::RefCell;

    thread_local! {
        static KEPT: RefCell<Option<String>> = const { RefCell::new(None) };
    }

    const STORE: Store = Store {
        read: || KEPT.with(|kept| kept.borrow().clone()),
        write: |text| KEPT.with(|kept| *kept.borrow_mut() = Some(text.to_owned())),
    };

    fn again() -> Drafts {
        Drafts::of_store(STORE)
    }

    fn own(text: &str) -> Reference {
        Reference::Source(text.to_owned())
    }

    #[test]
    fn drafts_outlive_the_visit_and_go_once_their_text_is_right() {
        let mut drafts = again();
        for (good, text) in [("f = x", "f = x +"), ("f = y", "f = ("), ("f = x", "f = x + *")] {
            drafts.put(&own(good), Some(text));
        }
        assert_eq!(again().of(&own("f = x")), Some("f = x + *"));
        assert_eq!(again().of(&own("f = y")), Some("f = ("));
        let mut scene = Scene::on_surface("bowl");
        assert_eq!(again().place(&scene.experiment), None);
        scene.experiment.problem = crate::scene::Problem::surface(own("f = y"));
        assert_eq!(again().place(&scene.experiment), Some(RulePlace::Surface));
        drafts.put(&own("f = y"), None);
        assert_eq!(again().of(&own("f = y")), None);
        for place in 0..20 {
            drafts.put(&own(&format!("f = {place}")), Some("("));
        }
        assert_eq!(again().list.len(), MOST);
    }

    #[test]
    fn pages_that_write_drafts_lose_nothing_of_each_other() {
        let [mut one, mut other] = [again(), again()];
        one.put(&own("f = x"), Some("f = ("));
        other.put(&own("f = y"), Some("f = y +"));
        one.put(&own("f = x"), Some("f = (x"));
        other.put(&own("f = z"), Some("f = z*"));
        let kept = |rules: [&str; 3]| rules.map(|rule| again().of(&own(rule)).map(str::to_owned));
        let [x, y, z] = kept(["f = x", "f = y", "f = z"]);
        assert_eq!(
            [x.as_deref(), y.as_deref(), z.as_deref()],
            [Some("f = (x"), Some("f = y +"), Some("f = z*")]
        );
        one.put(&own("f = x"), None);
        other.put(&own("f = z"), None);
        let [x, y, z] = kept(["f = x", "f = y", "f = z"]);
        assert_eq!(
            [x.as_deref(), y.as_deref(), z.as_deref()],
            [None, Some("f = y +"), None],
            "what was mended stays so"
        );
    }

    #[test]
    fn what_is_no_list_of_drafts_is_none() {
        for text in ["", "{}", "[1]", "[{\"of\": 1, \"text\": \"x\"}]"] {
            (STORE.write)(text);
            assert!(again().list.is_empty(), "{text}");
        }
    }
}
