//! What is wrong with a text, where, and what would be right.

use super::limits;
use std::fmt;

/// A range of bytes in a source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span of bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Line and column of the start, both from 1; the column counts characters.
    pub fn line_column(self, source: &str) -> (usize, usize) {
        let mut at = self.start.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        let before = &source[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        (line, column)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The text cannot run.
    Error,
    /// The text runs, but probably not as meant.
    Warning,
}

/// One finding about a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub span: Span,
    /// What is wrong and, where it can be said, what would be right.
    pub message: String,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            span,
            message: message.into(),
        }
    }

    /// A warning at a place.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            span,
            message: message.into(),
        }
    }

    /// Whether the text cannot run.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The finding as compilers print it: `file:line:column: error: message`, the line, and a mark under it.
    pub fn render(&self, file: &str, source: &str) -> String {
        let (line, column) = self.span.line_column(source);
        let text = source.lines().nth(line - 1).unwrap_or("");
        let width = source
            .get(self.span.start..self.span.end.min(source.len()))
            .map_or(1, |s| s.lines().next().unwrap_or("").chars().count())
            .max(1);
        format!(
            "{file}:{line}:{column}: {}: {}\n  | {text}\n  | {}{}",
            self.severity,
            self.message,
            " ".repeat(column - 1),
            "^".repeat(width)
        )
    }
}

/// Keeps the first findings and counts the rest.
pub(super) fn shorten(found: &mut Vec<Diagnostic>) {
    if found.len() > limits::FINDINGS {
        let rest = found.split_off(limits::FINDINGS);
        let severity = match rest.iter().any(Diagnostic::is_error) {
            true => Severity::Error,
            false => Severity::Warning,
        };
        found.push(Diagnostic {
            severity,
            span: rest[0].span,
            message: format!("and {} more like those above", rest.len()),
        });
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}
