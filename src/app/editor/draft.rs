//! Texts with errors, kept from the keystroke on: neither closing the editor nor the page loses what was
//! typed.

use crate::scene::{Experiment, Reference, RulePlace};
use serde::{Deserialize, Serialize};

/// What stores the drafts as a text.
pub type KeepDrafts = fn(&str);

/// Most drafts that are kept, the latest ones.
const MOST: usize = 8;

/// The drafts of this visit and the last ones, the latest first.
#[derive(Debug, Default)]
pub struct Drafts {
    /// Keeps nothing beyond the visit where absent.
    keep: Option<KeepDrafts>,
    list: Vec<Draft>,
}

/// A text with errors, and the last good one of its rule, which stands in the scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Draft {
    of: Reference,
    text: String,
}

impl Drafts {
    /// The drafts that were stored as a text, if any; what is no list of drafts is none. Changes go to
    /// `keep`.
    pub fn stored(text: Option<&str>, keep: KeepDrafts) -> Self {
        let list = text.and_then(|text| serde_json::from_str(text).ok());
        Self {
            keep: Some(keep),
            list: list.unwrap_or_default(),
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
        self.list.retain(|draft| draft.of != *rule);
        if let Some(text) = text {
            let (of, text) = (rule.clone(), text.to_owned());
            self.list.insert(0, Draft { of, text });
            self.list.truncate(MOST);
        }
        if let (Some(keep), Ok(text)) = (self.keep, serde_json::to_string(&self.list)) {
            keep(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Scene;
    use std::cell::RefCell;

    thread_local! {
        static KEPT: RefCell<String> = const { RefCell::new(String::new()) };
    }

    fn keep(text: &str) {
        KEPT.with(|kept| text.clone_into(&mut kept.borrow_mut()));
    }

    fn again() -> Drafts {
        Drafts::stored(Some(&KEPT.with(|kept| kept.borrow().clone())), keep)
    }

    #[test]
    fn drafts_outlive_the_visit_and_go_once_their_text_is_right() {
        let own = |text: &str| Reference::Source(text.to_owned());
        let mut drafts = Drafts::stored(None, keep);
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
    fn what_is_no_list_of_drafts_is_none() {
        for text in ["", "{}", "[1]", "[{\"of\": 1, \"text\": \"x\"}]"] {
            assert!(Drafts::stored(Some(text), keep).list.is_empty(), "{text}");
        }
    }
}
