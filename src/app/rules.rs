//! The user's own rules, and the rule that a control asks for.

use super::keep::library::Library;
use crate::scene::RulePlace;

/// What controls share about rules.
#[derive(Default)]
pub struct Rules {
    /// The user's own.
    pub library: Library,
    /// The rule that a control asks to have shown in the editor.
    pub wanted: Option<Wanted>,
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
