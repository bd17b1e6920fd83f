//! Why a run took no further step.

use super::RunTrace;
use serde::Serialize;

/// A run that took no further step: at which one, why, and which operation is to blame.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
    /// The step (from 1, in the trace's count) that was not taken; the same as `diverged_at`.
    pub step: usize,
    /// What happened in it.
    pub why: Why,
    /// Where the operation stands; None where no single operation is to blame.
    pub place: Option<Place>,
    /// The operation by its name in the language, such as `sqrt` or `/`.
    pub operation: Option<String>,
    /// What it was given, in the order of its arguments; of a number for each coordinate or parameter, the first that broke.
    pub values: Vec<f64>,
}

/// What stops a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A value that was used lies outside an operation's domain: the root of a negative number, a division by 0.
    Undefined,
    /// A value that was used left the range of the run's numbers. Where they are f32, f64 would do.
    Range,
    /// The loss, w or g reached 2^60.
    #[default]
    Diverged,
}

/// A place in a rule's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The rule's display name.
    pub rule: String,
    /// Its kind: `optimizer`, `schedule`, `stage` or `surface`.
    pub kind: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// The expression, as it is written there.
    pub text: String,
    /// Whether it is not the expression itself that broke but its derivative.
    pub is_derivative: bool,
}

impl Stopped {
    /// A run whose loss, w or g reached 2^60 in a step.
    pub fn diverged(step: usize) -> Self {
        Self {
            step,
            why: Why::Diverged,
            place: None,
            operation: None,
            values: Vec::new(),
        }
    }
}

impl RunTrace {
    /// How it ended where a step could not be taken, in steps of its own: "diverged at step 7".
    pub fn end(&self) -> Option<String> {
        let step = self.diverged_at? / self.every();
        Some(format!("{} at step {step}", self.why().verb()))
    }

    /// Why a step could not be taken, where it could not.
    pub fn why(&self) -> Why {
        self.stopped
            .as_ref()
            .map(|stopped| stopped.why)
            .unwrap_or_default()
    }
}

impl Why {
    /// What a run did in the step that stopped it: "diverged", as in "diverged at step 7".
    pub fn verb(self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Range => "out of range",
            Self::Diverged => "diverged",
        }
    }

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Range => "range",
            Self::Diverged => "diverged",
        }
    }
}
