//! Formulas over a trace, in the rule language and its operations.
//!
//! - [`names`]: what the language has no sign for: runs by their labels, and components.
//! - [`value`]: a number, or a series over the steps.
//! - [`evaluate`]: what a formula comes to. [`functions`]: what formulas of cards have besides the language's
//!   functions; `explored` are those of what Explore shows.

mod evaluate;
mod explored;
pub mod functions;
mod names;
pub mod value;

pub(super) use evaluate::{FormulaScope, Halt};
use names::RecordedName;

use crate::lang::rule::{Expr, ExprKind};
use crate::lang::{Diagnostic, Span, parse};
use crate::scene::explore::Page;

/// A formula and where it stands in its card.
#[derive(Clone, Debug)]
pub struct Expression {
    /// As it was written.
    pub source: String,
    /// Where it stands, in bytes of the card's file.
    pub span: Span,
    tree: Expr,
    /// What the stand-ins in the tree stand for.
    recorded: Vec<RecordedName>,
}

impl Expression {
    /// Reads a formula that begins at a byte of its card.
    pub fn parse(source: &str, at: usize) -> Result<Self, Vec<Diagnostic>> {
        let (plain, recorded) = names::replaced(source);
        let (tree, found) = parse::expression(&plain);
        if !found.is_empty() {
            let placed = |d: Diagnostic| Diagnostic {
                span: Span::new(at + d.span.start, at + d.span.end),
                message: names::restored(&d.message, &recorded),
                ..d
            };
            return Err(found.into_iter().map(placed).collect());
        }
        Ok(Self {
            source: source.to_owned(),
            span: Span::new(at, at + source.len()),
            tree,
            recorded,
        })
    }

    /// What a name in the tree stands for, where it is a stand-in.
    fn recorded(&self, name: &str) -> Option<&RecordedName> {
        self.recorded.iter().find(|r| r.stand_in == name)
    }

    /// An error at a part of it.
    fn fault(&self, at: Span, message: impl Into<String>) -> Diagnostic {
        let from = self.span.start;
        Diagnostic::error(Span::new(from + at.start, from + at.end), message)
    }

    /// The pages of Explore that it reads, and where.
    pub fn pages(&self) -> Vec<(Page, Span)> {
        let mut found = Vec::new();
        let mut left = vec![&self.tree];
        while let Some(expr) = left.pop() {
            let (ExprKind::Apply(_, inner) | ExprKind::Call(_, inner)) = &expr.kind else {
                continue;
            };
            if let ExprKind::Call(name, _) = &expr.kind
                && let Some(page) = functions::find(&name.text).and_then(|function| function.page)
            {
                let from = self.span.start;
                found.push((page, Span::new(from + name.span.start, from + name.span.end)));
            }
            left.extend(inner);
        }
        found
    }
}
