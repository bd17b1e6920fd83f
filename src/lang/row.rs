//! The texts in the rows of [`op`](super::op)'s table, parsed once and built over the nodes of a graph.

use super::graph::{Graph, Id};
use super::op::{Op, OpRow};
use super::parse;
use super::rule::{Expr, ExprKind};
use std::sync::OnceLock;

/// How nodes are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Exactly as the text says.
    Raw,
    /// Simplified while building.
    Simplified,
}

/// A text in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowText {
    /// The derivative.
    Derivative,
    /// Where it has a value.
    Domain,
    /// Where it has a derivative.
    Smooth,
}

impl RowText {
    /// The parsed text of an operation; None where it holds everywhere.
    pub fn of(self, op: Op) -> Option<&'static Expr> {
        static PARSED: OnceLock<[Vec<Option<Expr>>; 3]> = OnceLock::new();
        let texts: [fn(&OpRow) -> Option<&'static str>; 3] =
            [|row| Some(row.derivative), |row| row.domain, |row| row.smooth];
        let parse = |text: &str| parse::expression(text).0;
        let column = |text: fn(&OpRow) -> Option<&'static str>| -> Vec<Option<Expr>> {
            Op::ALL.iter().map(|op| text(op.row()).map(parse)).collect()
        };
        PARSED.get_or_init(|| texts.map(column))[self as usize][op as usize].as_ref()
    }
}

/// Whether a condition in an operation's row holds for its arguments.
pub fn holds(op: Op, text: RowText, arguments: &[f64]) -> bool {
    text.of(op).is_none_or(|expr| number(expr, arguments) != 0.0)
}

fn number(expr: &Expr, arguments: &[f64]) -> f64 {
    let apply = |op: Op, inner: &[Expr]| {
        let mut values = [0.0; 3];
        for (value, expr) in values.iter_mut().zip(inner) {
            *value = number(expr, arguments);
        }
        op.value(values)
    };
    match &expr.kind {
        ExprKind::Number(value) => *value,
        ExprKind::Name(name) => arguments[usize::from(name.as_bytes()[0] - b'a')],
        ExprKind::Apply(op, inner) => apply(*op, inner),
        ExprKind::Call(name, inner) => match Op::function(&name.text) {
            Some(op) => apply(op, inner),
            None => unreachable!("the table's texts call only the table's functions"),
        },
    }
}

/// What the names in a text stand for.
pub struct RowFrame<'a> {
    /// `a b c`
    pub arguments: &'a [Id],
    /// `da db dc`
    pub derivatives: &'a [Id],
    /// `r`
    pub result: Id,
    /// How nodes are built.
    pub style: Style,
}

impl RowFrame<'_> {
    /// The node of an expression.
    pub fn build(&self, graph: &mut Graph, expr: &Expr) -> Id {
        match &expr.kind {
            ExprKind::Number(value) => graph.number(*value),
            ExprKind::Name(name) => self.named(name),
            ExprKind::Apply(op, arguments) => self.apply(graph, *op, arguments),
            ExprKind::Call(name, arguments) => match Op::function(&name.text) {
                Some(op) => self.apply(graph, op, arguments),
                None => unreachable!("the table's texts call only the table's functions"),
            },
        }
    }

    fn apply(&self, graph: &mut Graph, op: Op, arguments: &[Expr]) -> Id {
        let built: Vec<Id> = arguments.iter().map(|a| self.build(graph, a)).collect();
        match self.style {
            Style::Raw => graph.raw(op, &built),
            Style::Simplified => graph.apply(op, &built),
        }
    }

    fn named(&self, name: &str) -> Id {
        match name {
            "r" => self.result,
            "a" => self.arguments[0],
            "b" => self.arguments[1],
            "c" => self.arguments[2],
            "da" => self.derivatives[0],
            "db" => self.derivatives[1],
            "dc" => self.derivatives[2],
            _ => unreachable!("the table's texts use only a b c da db dc r"),
        }
    }
}
