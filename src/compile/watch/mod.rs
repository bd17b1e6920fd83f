//! Which numbers of a step must be watched, so that none is lost in silence.
//!
//! A value outside its domain is [`Real::BEYOND`](crate::real::Real::BEYOND), and one that leaves the range
//! is that or infinite. Most operations pass an infinite number on, until the loss, w or the gradient shows
//! it. What does not is watched: results that stand for "no value" but could be made small again, and what
//! enters an operation that swallows it, such as a divisor, an argument of `tanh`, a side of a comparison, a
//! state. An arm of `if` counts only where it is taken. Intervals show what cannot happen; of a usual rule
//! nothing is left to watch.

mod search;

use super::input::Input;
use super::network::Request;
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::op::Op;
use crate::lang::shape::Shape;
use crate::lang::usage;
use search::WatchSearch;
pub(super) use search::{is_undefined, marks_loss};

/// What is known before any step is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownBefore<'a> {
    /// Values of the run's settings.
    pub settings: &'a [f64],
    /// The ends of those that are swept.
    pub swept: &'a [(u32, [f64; 2])],
    pub steps: usize,
    /// Whether its first states may be another rule's.
    pub forked: bool,
}

/// A step's roots, powers written out.
#[derive(Default)]
pub(super) struct Roots<'a> {
    /// The next states; the first `n` of them are w.
    pub next: &'a [Id],
    pub n: usize,
    /// The first values of the states behind w.
    pub initial: &'a [Id],
    /// The lane's own count of its steps, among the next states.
    pub counter: Option<usize>,
    /// What is checked in every step, and what is where the step is not skipped.
    pub checked: &'a [Id],
    pub gradient: &'a [Id],
    pub skip: Option<Id>,
    pub rate: Option<Id>,
    pub momentum: Option<Id>,
    /// On a network: what the step asks for, and the shapes of its states. There all that may be undefined is
    /// watched, as no step is taken once more to name it.
    pub requests: &'a [Request],
    pub shapes: &'a [Shape],
}

/// What is watched.
#[derive(Clone, Debug, Default)]
pub(super) struct Watched {
    pub ids: Vec<Id>,
    /// Whether an operation may be outside its domain anywhere, or something is watched.
    pub is_needed: bool,
}

/// Finds what must be watched.
pub(super) fn find(graph: &Graph, inputs: &[Input], roots: &Roots, known: &KnownBefore) -> Watched {
    let mut search = WatchSearch::new(graph, inputs, roots, known);
    while search.pass() {}
    search.watched()
}

impl Roots<'_> {
    /// All nodes, what is needed before what needs it, also through requests; those of the schedule first.
    fn order(&self, graph: &Graph) -> Vec<Id> {
        let schedule: Vec<Id> = self.rate.into_iter().chain(self.momentum).collect();
        let all = [self.next, self.initial, self.checked, self.gradient];
        let rest = all.into_iter().flatten().copied().chain(self.skip).collect();
        let asked = self.requests.iter().map(|request| request.arguments());
        let mut known = vec![false; graph.len()];
        let mut order = Vec::new();
        for roots in [schedule].into_iter().chain(asked).chain([rest]) {
            let new = graph.reachable(&roots).into_iter();
            order.extend(new.filter(|id| !std::mem::replace(&mut known[id.index()], true)));
        }
        order
    }

    /// What counts with a leaf: what a request is made of, where the condition is one number for all.
    fn also(&self, inputs: &[Input], graph: &Graph, leaf: Id, condition: Id) -> (Vec<Id>, bool) {
        match input(graph, inputs, leaf) {
            Some(Input::Asked(place)) => {
                let number = graph.reachable(&[condition]);
                let same = number.into_iter().all(|id| match input(graph, inputs, id) {
                    Some(input) => self.is_number(input),
                    None => true,
                });
                (self.requests[place as usize].arguments(), same)
            }
            _ => (Vec::new(), true),
        }
    }

    fn is_number(&self, input: Input) -> bool {
        match input {
            Input::State(state) => self.shapes[state as usize] == Shape::Run,
            Input::Asked(place) => matches!(
                self.requests[place as usize],
                Request::Reduction { to: Shape::Run, .. }
            ),
            Input::Random(..) | Input::Layer(_) => false,
            _ => true,
        }
    }

    /// All of which a value counts: the gradient of a step that is skipped does not.
    pub fn counting(&self) -> Vec<Id> {
        let gradient = self.gradient.iter().filter(|_| self.skip.is_none());
        let numbers = self.next.iter().chain(self.checked).chain(gradient).copied();
        numbers
            .chain(self.skip)
            .chain(self.rate)
            .chain(self.momentum)
            .collect()
    }
}

fn input(graph: &Graph, inputs: &[Input], id: Id) -> Option<Input> {
    match graph.node(id) {
        Node::Leaf(leaf) => Some(inputs[leaf as usize]),
        _ => None,
    }
}

/// The nodes that are watched for all roots, 0 where they do not count; with each the node itself.
pub(super) fn guarded(graph: &mut Graph, inputs: &[Input], roots: &Roots, ids: &[Id]) -> Vec<(Id, Id)> {
    if ids.is_empty() {
        return Vec::new();
    }
    let order = roots.order(graph);
    let also = |graph: &Graph, leaf: Id, condition: Id| roots.also(inputs, graph, leaf, condition);
    let conditions = usage::conditions(graph, &order, &roots.counting(), also);
    let (zero, one) = (graph.number(0.0), graph.number(1.0));
    let mut guarded = Vec::new();
    for &id in ids {
        let shown = match conditions.get(id.index()).copied().flatten() {
            Some(always) if always == one => id,
            Some(condition) => graph.apply(Op::Pick, &[condition, id, zero]),
            None => zero,
        };
        if shown != zero {
            guarded.push((shown, id));
        }
    }
    guarded
}
