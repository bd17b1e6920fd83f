//! Scalar expressions as a graph in which equal expressions are one node.

use super::op::Op;
use crate::real::Real;
use std::collections::HashMap;
use std::ops::Range;

/// A node of a [`Graph`]. Arguments always have smaller numbers than what uses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(u32);

impl Id {
    /// The node's place in the graph.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A constant, by the bits of its f64.
    Number(u64),
    /// An input; its meaning is the builder's.
    Leaf(u32),
    /// An operation; unused places repeat the first argument.
    Apply(Op, [Id; 3]),
}

/// Expressions over numbered leaves, each stored once.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    known: HashMap<Node, Id>,
}

impl Graph {
    /// A constant.
    pub fn number(&mut self, value: f64) -> Id {
        // One zero only: a sign of zero would split equal expressions.
        let value = if value == 0.0 { 0.0 } else { value };
        self.insert(Node::Number(value.to_bits()))
    }

    /// An input.
    pub fn leaf(&mut self, leaf: u32) -> Id {
        self.insert(Node::Leaf(leaf))
    }

    /// An operation exactly as given; [`Graph::apply`] simplifies.
    pub fn raw(&mut self, op: Op, arguments: &[Id]) -> Id {
        let mut all = [arguments[0]; 3];
        all[..arguments.len()].copy_from_slice(arguments);
        self.insert(Node::Apply(op, all))
    }

    /// What a node is.
    pub fn node(&self, id: Id) -> Node {
        self.nodes[id.index()]
    }

    /// A node's operation and its arguments.
    pub fn parts(&self, id: Id) -> Option<(Op, &[Id])> {
        match &self.nodes[id.index()] {
            Node::Apply(op, arguments) => Some((*op, &arguments[..op.row().arity])),
            _ => None,
        }
    }

    /// The value of a constant node.
    pub fn constant(&self, id: Id) -> Option<f64> {
        match self.node(id) {
            Node::Number(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no nodes.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All nodes, arguments before users.
    pub fn all(&self) -> impl Iterator<Item = Id> + use<> {
        (0..self.nodes.len() as u32).map(Id)
    }

    /// The nodes that the roots need, arguments before users.
    pub fn reachable(&self, roots: &[Id]) -> Vec<Id> {
        let mut needed = vec![false; self.nodes.len()];
        for root in roots {
            needed[root.index()] = true;
        }
        for index in (0..self.nodes.len()).rev() {
            if let (true, Node::Apply(op, arguments)) = (needed[index], &self.nodes[index]) {
                for argument in &arguments[..op.row().arity] {
                    needed[argument.index()] = true;
                }
            }
        }
        let all = (0..self.nodes.len()).filter(|&i| needed[i]);
        all.map(|i| Id(i as u32)).collect()
    }

    /// The roots' values for given leaves.
    pub fn eval<R: Real>(&self, roots: &[Id], leaf: impl Fn(u32) -> R) -> Vec<R> {
        let values = self.values(roots, leaf);
        roots.iter().map(|r| values[r.index()]).collect()
    }

    /// The values of all nodes that the roots need, by the node's number, for given leaves.
    pub fn values<R: Real>(&self, roots: &[Id], leaf: impl Fn(u32) -> R) -> Vec<R> {
        let mut values = vec![R::ZERO; self.nodes.len()];
        for id in self.reachable(roots) {
            values[id.index()] = match self.node(id) {
                Node::Number(bits) => R::of(f64::from_bits(bits)),
                Node::Leaf(number) => leaf(number),
                Node::Apply(op, arguments) => op.value(arguments.map(|a| values[a.index()])),
            };
        }
        values
    }

    /// Rebuilds the roots bottom up: `leaf` says what stands for a leaf, `apply` how an operation is built.
    pub fn rebuild(
        &mut self,
        roots: &[Id],
        leaf: impl FnMut(&mut Self, u32) -> Id,
        apply: impl FnMut(&mut Self, Op, &[Id]) -> Id,
    ) -> Vec<Id> {
        self.rebuild_telling(roots, leaf, apply, |_, _| {})
    }

    /// The same; `made` is told of each node which new ones were made for it.
    pub fn rebuild_telling(
        &mut self,
        roots: &[Id],
        mut leaf: impl FnMut(&mut Self, u32) -> Id,
        mut apply: impl FnMut(&mut Self, Op, &[Id]) -> Id,
        mut made: impl FnMut(Id, Range<usize>),
    ) -> Vec<Id> {
        let mut new: HashMap<Id, Id> = HashMap::new();
        for id in self.reachable(roots) {
            let before = self.nodes.len();
            let rebuilt = match self.node(id) {
                Node::Number(_) => id,
                Node::Leaf(number) => leaf(self, number),
                Node::Apply(op, arguments) => {
                    let arguments = arguments.map(|a| new[&a]);
                    apply(self, op, &arguments[..op.row().arity])
                }
            };
            made(id, before..self.nodes.len());
            new.insert(id, rebuilt);
        }
        roots.iter().map(|r| new[r]).collect()
    }

    fn insert(&mut self, node: Node) -> Id {
        let nodes = &mut self.nodes;
        *self.known.entry(node).or_insert_with(|| {
            nodes.push(node);
            Id((nodes.len() - 1) as u32)
        })
    }
}
