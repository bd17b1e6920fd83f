//! Why an axis of a sweep sets nothing.

use crate::scene::knob::Unfit;
use thiserror::Error;

/// What is wrong with the name of an axis.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum AxisError {
    /// The surface has one coordinate.
    #[error("\"{0}\" has no y")]
    NoY(String),
    /// A network has no point to start from.
    #[error("a network starts from its initial weights, which `seed` and `init.normal` change")]
    NoStart,
    /// A setting of a surface, where there is none.
    #[error("{0}")]
    NoSurface(&'static str),
    /// Nothing is called so; a hint, and the forms of names.
    #[error("there is no setting `{0}`{1}; {2}")]
    Unknown(String, String, &'static str),
    /// The rule has no such parameter; a hint, and the forms of names.
    #[error("\"{0}\" has no parameter `{1}`{2}; {3}")]
    NoParameter(String, String, String, &'static str),
    /// It is a switch or a list.
    #[error("`{0}` is a {1}; only numbers can be swept")]
    NoNumber(String, &'static str),
    /// The run has none.
    #[error("\"{0}\" has no warmup")]
    NoWarmup(String),
    /// A warmup has no such number.
    #[error("a warmup has no number `{0}` to sweep; it has steps and start")]
    OfWarmup(String),
    /// The run has fewer stages.
    #[error("\"{label}\" has {count} stages, so none at {index}")]
    NoStage {
        /// The run's.
        label: String,
        /// How many it has.
        count: usize,
        /// As it was written.
        index: String,
    },
    /// The network has nothing of the kind.
    #[error(transparent)]
    Unfit(#[from] Unfit),
}
