//! Why a path names nothing of a scene, or a change does not fit.

use super::patch::Path;
use thiserror::Error;

/// What is wrong with a path, or with a change of what it names.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PathError {
    /// A line that changes nothing.
    #[error("a change is written `path = value`")]
    NoChange,
    /// A label's second quote is missing.
    #[error("close the label with \"")]
    OpenLabel,
    /// A label alone.
    #[error("behind a label comes a dot and a name")]
    NoName,
    /// Text that is no path.
    #[error("`{0}` is no path; write such as `steps`, `view.tab` or `\"Adam\".lr`")]
    NoPath(String),
    /// No run has the label.
    #[error("{0}")]
    NoRun(String),
    /// The scene has no run.
    #[error("no run is selected")]
    NoneSelected,
    /// Neither the scene nor the run has it.
    #[error("there is nothing called `{path}`{hint}; there are {known}")]
    Unknown {
        /// As it was written.
        path: Path,
        /// Empty, or what may have been meant.
        hint: String,
        /// What the run has.
        known: String,
    },
    /// It leads into a value.
    #[error("`{0}` is a value and has no parts")]
    NoParts(Path),
    /// The value is of another kind than what stands there.
    #[error("`{0}`: {1}")]
    Unfit(Path, String),
    /// It is nothing that a hand turns.
    #[error("`{0}` cannot be turned by hand; a link may set it, `set:{0}=...`")]
    Fixed(Path),
    /// It names no rule.
    #[error("`{0}` is no rule; there are optimizer, schedule, surface, activation and stages by their names")]
    NoRule(Path),
    /// The catalog has no rule of the name that stands there.
    #[error("there is no such rule")]
    NotInCatalog,
}
