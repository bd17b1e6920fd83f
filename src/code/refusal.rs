//! Why a run is not written as a program.

use super::Library;
use crate::engine::EngineError;
use crate::lang::Kind;
use thiserror::Error;

/// A sentence on why there is no program.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The scene has no run at the place.
    #[error("There is no such run.")]
    NoRun,
    /// It goes on from another run.
    #[error("A run that was forked from another one begins with its states, which no program here has.")]
    Forked,
    /// Its length is no number of steps.
    #[error("Its length counts samples, and a program counts steps: let the scene count steps first.")]
    CountsSamples,
    /// The catalog has no rule of the name.
    #[error("There is no {0} `{1}`.")]
    NoRule(Kind, String),
    /// Something in the scene or in a rule of it is wrong.
    #[error("{0}")]
    Wrong(String),
    /// Nothing is computed that a program could be checked against.
    #[error("There is nothing to compute.")]
    Nothing,
    /// The reference could not be computed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A training setting that no program here has.
    #[error("{0}")]
    Setting(&'static str),
    /// The library's own reason, from its table.
    #[error("{0}")]
    OfTheLibrary(String),
    /// The library has no entry for the rule in this form.
    #[error("{0} has no {1} in this form.")]
    NoForm(Library, String),
    /// The library has no entry for a rule that it cannot know.
    #[error("{0} has no {1}: it is an own rule.")]
    Own(Library, String),
    /// A part of the program has a formula that the library cannot say.
    #[error("The {part} cannot be written for {library}: {why}.")]
    Unwritable {
        /// What it is of.
        part: Kind,
        /// Whose words are missing.
        library: Library,
        /// The word.
        why: NoCounterpart,
    },
    /// The library lets no schedule drive the momentum.
    #[error("{0} does not let {1} drive the momentum here.")]
    Momentum(Library, String),
    /// Two stages scale the loss.
    #[error("{0} scales a loss once.")]
    Scaled(Library),
}

/// A function for which a library has no word.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` has no counterpart there")]
pub struct NoCounterpart(pub String);
