//! Which parts of an expression count: an arm of `if` that is not taken does not, nor what stands behind an
//! `and` or `or` that is decided before it.

use super::graph::{Graph, Id, Node};
use super::op::Op;
use crate::real::Real;

/// Under which condition each node counts for the roots, by the node's number: None where it does not at all.
/// `order` has all nodes, what is needed before what needs it. `also` says of a leaf and its condition what
/// else counts with it, and whether under the same condition.
pub fn conditions(
    graph: &mut Graph,
    order: &[Id],
    roots: &[Id],
    also: impl Fn(&Graph, Id, Id) -> (Vec<Id>, bool),
) -> Vec<Option<Id>> {
    let one = graph.number(1.0);
    let mut counts: Vec<Option<Id>> = vec![None; graph.len()];
    for root in roots {
        counts[root.index()] = Some(one);
    }
    for &id in order.iter().rev() {
        let Some(condition) = counts[id.index()] else {
            continue;
        };
        let mut inner: Vec<(Id, Id)> = Vec::new();
        match graph.node(id) {
            Node::Apply(op, arguments) => {
                for (place, &argument) in arguments[..op.row().arity].iter().enumerate() {
                    inner.push((argument, branch(graph, op, &arguments, place, condition)));
                }
            }
            Node::Leaf(_) => {
                let (others, same) = also(graph, id, condition);
                let condition = if same { condition } else { one };
                inner.extend(others.into_iter().map(|other| (other, condition)));
            }
            Node::Number(_) => {}
        }
        for (argument, here) in inner {
            let all = match counts[argument.index()] {
                Some(known) => graph.apply(Op::Or, &[known, here]),
                None => here,
            };
            counts[argument.index()] = Some(all);
        }
    }
    counts
}

/// Under which condition an argument counts where the operation does under `condition`.
fn branch(graph: &mut Graph, op: Op, arguments: &[Id; 3], place: usize, condition: Id) -> Id {
    let decided = match (op, place) {
        (Op::Pick, 1) => truth(graph, arguments[0]),
        (Op::Pick, 2) | (Op::Or, 1) => graph.apply(Op::Not, &[arguments[0]]),
        (Op::And, 1) => truth(graph, arguments[0]),
        _ => return condition,
    };
    graph.apply(Op::And, &[condition, decided])
}

fn truth(graph: &mut Graph, id: Id) -> Id {
    match graph.parts(id) {
        Some((op, _)) if op.is_truth() => id,
        _ => {
            let zero = graph.number(0.0);
            graph.apply(Op::Ne, &[id, zero])
        }
    }
}

/// Which nodes count for the roots where every node has a value, by the node's number.
pub fn counted<R: Real>(graph: &Graph, roots: &[Id], value: impl Fn(Id) -> R) -> Vec<bool> {
    let mut counts = vec![false; graph.len()];
    for root in roots {
        counts[root.index()] = true;
    }
    for id in graph.reachable(roots).into_iter().rev() {
        let Some((op, arguments)) = graph.parts(id).filter(|_| counts[id.index()]) else {
            continue;
        };
        let counted: &[Id] = match (op, arguments) {
            (Op::Pick, &[condition, ..]) if value(condition) != R::ZERO => &arguments[..2],
            (Op::Pick, &[condition, _, other]) => &[condition, other],
            (Op::And, &[first, _]) if value(first) == R::ZERO => &arguments[..1],
            (Op::Or, &[first, _]) if value(first) != R::ZERO => &arguments[..1],
            _ => arguments,
        };
        counted
            .iter()
            .for_each(|argument| counts[argument.index()] = true);
    }
    counts
}
