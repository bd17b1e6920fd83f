//! Symbolic derivatives. The rule for each operation is text in [`op`](super::op)'s table.

use super::graph::{Graph, Id, Node};
use super::op::Op;
use super::parse;
use super::rule::{Expr, ExprKind};
use std::collections::HashMap;
use std::sync::OnceLock;

/// How derivative nodes are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Exactly as the chain rule says.
    Raw,
    /// Simplified while building.
    Simplified,
}

/// The derivative of a node with respect to a leaf.
pub fn derivative(graph: &mut Graph, root: Id, leaf: u32, style: Style) -> Id {
    let (zero, one) = (graph.number(0.0), graph.number(1.0));
    let mut known: HashMap<Id, Id> = HashMap::new();
    for id in graph.reachable(&[root]) {
        let derived = match graph.node(id) {
            Node::Number(_) => zero,
            Node::Leaf(number) => {
                if number == leaf {
                    one
                } else {
                    zero
                }
            }
            Node::Apply(op, arguments) => {
                let arguments = &arguments[..op.row().arity];
                let inner: Vec<Id> = arguments.iter().map(|a| known[a]).collect();
                // A constant's derivative is 0 whatever the table's text would make of it (0 * infinity, say).
                if inner.iter().all(|&d| d == zero) {
                    zero
                } else {
                    let frame = Frame {
                        arguments,
                        derivatives: &inner,
                        result: id,
                        style,
                    };
                    frame.build(graph, text(op))
                }
            }
        };
        known.insert(id, derived);
    }
    known[&root]
}

/// Gradient of a node with respect to leaves `0..n`.
pub fn gradient(graph: &mut Graph, root: Id, n: usize) -> Vec<Id> {
    (0..n as u32)
        .map(|leaf| derivative(graph, root, leaf, Style::Simplified))
        .collect()
}

/// Second derivatives from a gradient, row by row: entry (i, j) is the derivative of component i by leaf j.
pub fn hessian(graph: &mut Graph, gradient: &[Id]) -> Vec<Vec<Id>> {
    let n = gradient.len();
    gradient.iter().map(|&g| self::gradient(graph, g, n)).collect()
}

/// The parsed derivative text of an operation.
fn text(op: Op) -> &'static Expr {
    static PARSED: OnceLock<Vec<Expr>> = OnceLock::new();
    let all = PARSED.get_or_init(|| {
        let rows = Op::ALL.iter().map(|op| op.row().derivative);
        rows.map(|text| parse::expression(text).0).collect()
    });
    &all[op as usize]
}

/// What the names in a derivative text stand for.
struct Frame<'a> {
    arguments: &'a [Id],
    derivatives: &'a [Id],
    result: Id,
    style: Style,
}

impl Frame<'_> {
    fn build(&self, graph: &mut Graph, expr: &Expr) -> Id {
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
