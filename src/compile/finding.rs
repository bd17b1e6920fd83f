//! What is wrong with an experiment, and in which field of the scene.

use crate::lang::{Diagnostic, Span};
use std::fmt;

/// One finding about a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The field, as a JSON pointer into the scene.
    pub pointer: String,
    /// What is wrong and what would be right.
    pub message: String,
    /// Whether the experiment cannot run.
    pub is_error: bool,
    /// Where in a rule text that stands in the field.
    pub span: Option<Span>,
    /// What would mend it, where that can be done at once.
    pub mend: Option<Mend>,
}

/// A change that mends what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// A stage of a run goes to another place among its stages.
    MoveStage {
        /// The run's place.
        run: usize,
        /// The stage's place.
        from: usize,
        /// The place that it gets.
        to: usize,
    },
}

impl Finding {
    /// An error in a field.
    pub fn error(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
            is_error: true,
            span: None,
            mend: None,
        }
    }

    /// A warning about a field.
    pub fn warning(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            is_error: false,
            ..Self::error(pointer, message)
        }
    }

    /// What the language says of a rule text in a field.
    pub fn of_rule(pointer: &str, source: &str, diagnostic: &Diagnostic) -> Self {
        let (line, column) = diagnostic.span.line_column(source);
        let message = format!("line {line}, column {column} of the rule: {}", diagnostic.message);
        Self {
            pointer: format!("{pointer}/source"),
            message,
            is_error: diagnostic.is_error(),
            span: Some(diagnostic.span),
            mend: None,
        }
    }

    /// The same with what mends it.
    #[must_use]
    pub fn with_mend(self, mend: Mend) -> Self {
        Self {
            mend: Some(mend),
            ..self
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.message)
    }
}
