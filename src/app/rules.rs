//! The user's own rules, and the rule that a control asks for.

use super::keep::library::RuleLibrary;
use crate::scene::RulePlace;

/// What controls share about rules.
#[derive(Default)]
pub struct Rules {
    /// The user's own.
    pub library: RuleLibrary,
    /// The rule that a control asks to have shown in the editor.
    pub wanted: Option<WantedRule>,
}

/// A rule to be shown in the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedRule {
    /// Where it stands.
    pub place: RulePlace,
    /// Whether it is to become an own rule first.
    pub fork: bool,
    /// The line to go to, from 1.
    pub line: Option<usize>,
}
