//! The rule behind a reference: the catalog's, or a text of the scene parsed once; and the user's own rules.

use super::keep::library::Library;
use crate::catalog;
use crate::engine::latest::Latest;
use crate::lang::{Kind, Rule, compile_rule};
use crate::scene::{Reference, RulePlace};
use std::rc::Rc;

/// Parsed texts of the scene, and those of the user.
#[derive(Default)]
pub struct Rules {
    /// The user's own.
    pub library: Library,
    /// The rule that a control asks to have shown in the editor.
    pub wanted: Option<Wanted>,
    own: Option<Latest<(Kind, String), Rc<Rule>>>,
}

/// A rule to be shown in the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Where it stands.
    pub place: RulePlace,
    /// Whether it is to become an own rule first.
    pub fork: bool,
    /// The line to go to, from 1.
    pub line: Option<usize>,
}

/// A rule that outlives the lookup.
#[derive(Clone)]
pub enum Known {
    /// Of the catalog.
    Catalog(&'static Rule),
    /// Of the scene.
    Own(Rc<Rule>),
}

impl std::ops::Deref for Known {
    type Target = Rule;

    fn deref(&self) -> &Rule {
        match self {
            Self::Catalog(rule) => rule,
            Self::Own(rule) => rule,
        }
    }
}

/// How many texts are kept: each keystroke in an editor is a new one.
const KEPT: usize = 64;

impl Rules {
    /// The rule a reference means; None for a name the catalog lacks.
    pub fn get(&mut self, kind: Kind, reference: &Reference) -> Option<Known> {
        match reference {
            Reference::Name(id) => catalog::find(kind, id).map(|e| Known::Catalog(&e.rule)),
            Reference::Source(text) => {
                let own = self.own.get_or_insert_with(|| Latest::new(KEPT));
                let parse = |(kind, text): &(Kind, String)| Rc::new(compile_rule(*kind, text).0);
                Some(Known::Own(own.get((kind, text.clone()), parse)))
            }
        }
    }

    /// The name shown for a reference.
    pub fn name(&mut self, kind: Kind, reference: &Reference) -> String {
        match (self.get(kind, reference), reference) {
            (Some(rule), _) if !rule.name.is_empty() => rule.name.clone(),
            (_, Reference::Name(id)) => id.clone(),
            (_, Reference::Source(text)) if text.lines().count() == 1 => text.trim().to_owned(),
            (_, Reference::Source(_)) => format!("Own {kind}"),
        }
    }
}
