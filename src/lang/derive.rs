//! Symbolic derivatives. The rule for each operation is text in [`op`](super::op)'s table.

use super::graph::{Graph, Id, Node};
pub use super::row::Style;
use super::row::{RowFrame, RowText};
use std::collections::HashMap;
use std::ops::Range;

/// The derivative of a node with respect to a leaf.
pub fn derivative(graph: &mut Graph, root: Id, leaf: u32, style: Style) -> Id {
    let one = graph.number(1.0);
    let along = |number: u32| (number == leaf).then_some(one);
    telling(graph, &[root], &along, style, &mut |_, _| {})[0]
}

/// How some nodes change as their leaves do: `along` gives the change of each leaf, None where it stays.
pub fn directional(graph: &mut Graph, roots: &[Id], along: &dyn Fn(u32) -> Option<Id>) -> Vec<Id> {
    telling(graph, roots, along, Style::Simplified, &mut |_, _| {})
}

/// The same; `made` is told of each node which new ones were made for its derivative.
fn telling(
    graph: &mut Graph,
    roots: &[Id],
    along: &dyn Fn(u32) -> Option<Id>,
    style: Style,
    made: &mut dyn FnMut(Id, Range<usize>),
) -> Vec<Id> {
    let zero = graph.number(0.0);
    let mut known: HashMap<Id, Id> = HashMap::new();
    for id in graph.reachable(roots) {
        let before = graph.len();
        let derived = match graph.node(id) {
            Node::Number(_) => zero,
            Node::Leaf(number) => along(number).unwrap_or(zero),
            Node::Apply(op, arguments) => {
                let arguments = &arguments[..op.row().arity];
                let inner: Vec<Id> = arguments.iter().map(|a| known[a]).collect();
                // A constant's derivative is 0 whatever the table's text would make of it (0 * infinity,
                // say).
                let text = RowText::Derivative
                    .of(op)
                    .filter(|_| inner.iter().any(|&d| d != zero));
                if let Some(text) = text {
                    let frame = RowFrame {
                        arguments,
                        derivatives: &inner,
                        result: id,
                        style,
                    };
                    frame.build(graph, text)
                } else {
                    zero
                }
            }
        };
        made(id, before..graph.len());
        known.insert(id, derived);
    }
    roots.iter().map(|root| known[root]).collect()
}

/// Gradient of a node with respect to leaves `0..n`.
pub fn gradient(graph: &mut Graph, root: Id, n: usize) -> Vec<Id> {
    gradient_telling(graph, root, n, |_, _| {})
}

/// The same; `made` is told of each node which new ones were made for its derivatives.
pub fn gradient_telling(
    graph: &mut Graph,
    root: Id,
    n: usize,
    mut made: impl FnMut(Id, Range<usize>),
) -> Vec<Id> {
    let one = graph.number(1.0);
    let by = |leaf: u32| {
        let along = |number: u32| (number == leaf).then_some(one);
        telling(graph, &[root], &along, Style::Simplified, &mut made)[0]
    };
    (0..n as u32).map(by).collect()
}

/// Second derivatives from a gradient, row by row: entry (i, j) is the derivative of component i by leaf j.
pub fn hessian(graph: &mut Graph, gradient: &[Id]) -> Vec<Vec<Id>> {
    let n = gradient.len();
    gradient.iter().map(|&g| self::gradient(graph, g, n)).collect()
}
