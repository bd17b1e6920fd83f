//! Why a run took no further step.

pub use crate::compile::trial::TextPlace;
use serde::Serialize;
use std::fmt;

/// A run that took no further step: at which one, why, and which operation is to blame.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
    /// The step (from 1, in the trace's count) that could not be taken: `diverged_at`, or one behind the last
    /// step, where only the loss behind that has no value.
    pub step: usize,
    /// What happened in it.
    pub why: Why,
    /// Where the operation stands; None where no single operation is to blame.
    pub place: Option<TextPlace>,
    /// The operation by its name in the language, such as `sqrt` or `/`.
    pub operation: Option<String>,
    /// What it was given, in the order of its arguments; of a number for each coordinate or parameter, the
    /// first that broke.
    pub values: Vec<f64>,
    /// Whether the step could be taken in f64.
    pub f64_would_do: bool,
}

/// What stops a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A value that was used lies outside an operation's domain: the root of a negative number, a division by
    /// 0.
    Undefined,
    /// A value that was used left the range of the run's numbers. Where they are f32, f64 would do.
    Range,
    /// The loss, w or g reached 2^60.
    #[default]
    Diverged,
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
            f64_would_do: false,
        }
    }

    /// What happened, as a sentence's end: "diverged at step 7". `every` is [`super::RunTrace::every`].
    pub fn words(&self, every: usize) -> String {
        let step = self.step / every.max(1);
        match self.reason() {
            Some(reason) => format!("stopped at step {step}: {reason}"),
            None => format!("diverged at step {step}"),
        }
    }

    /// Which operation had no value, or left the range; None where the run just diverged.
    pub fn reason(&self) -> Option<String> {
        let end = match (self.why, self.f64_would_do) {
            (Why::Diverged, _) => return None,
            (Why::Undefined, _) => "has no value",
            (Why::Range, true) => "leaves the range of f32; f64 would do",
            (Why::Range, false) => "leaves the range of its numbers",
        };
        let there = match &self.place {
            Some(place) => format!(
                "{}`{}` in line {} of {}",
                if place.is_derivative {
                    "the derivative of "
                } else {
                    ""
                },
                place.text,
                place.line,
                place.rule
            ),
            None => "a value".to_owned(),
        };
        Some(format!("{there} {end}{}", self.given()))
    }

    /// What the operation was given: ": sqrt(-0.5)".
    fn given(&self) -> String {
        let Some(operation) = &self.operation else {
            return String::new();
        };
        let values: Vec<String> = self.values.iter().map(|v| format!("{}", Short(*v))).collect();
        match (operation.chars().all(char::is_alphanumeric), &values[..]) {
            (true, _) => format!(": {operation}({})", values.join(", ")),
            (false, [a, b]) => format!(": {a} {operation} {b}"),
            (false, _) => String::new(),
        }
    }
}

/// A number with as many digits as tell it.
struct Short(f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value) = *self;
        let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
        match value.abs() {
            0.0 | 1e-4..1e6 => write!(f, "{rounded}"),
            _ => write!(f, "{rounded:e}"),
        }
    }
}

impl Why {
    /// What a run did, in a word: "diverged", as in "diverged at step 7".
    pub fn verb(self) -> &'static str {
        match self {
            Self::Undefined | Self::Range => "stopped",
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
