//! Which numbers may be lost, by the intervals in which they lie: what states are thought to be at first must
//! hold after a step, else it is watched.

use super::{KnownBefore, Roots, Watched, input};
use crate::compile::input::{Fact, Input};
use crate::compile::interval::{ANY, Interval, LOST, may_be_too_large, may_be_undefined, result};
use crate::compile::network::Request;
use crate::lang::check::Distribution;
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::op::Op;

/// The bound of divergence: checked numbers are below it, or the step is not taken.
const BOUND: f64 = crate::compile::BOUND;
/// More than a network has numbers.
const NUMBERS: f64 = (1u32 << 24) as f64;
/// What a state is first thought to stay below.
const STATE: f64 = LOST / 2.0;

pub(super) struct WatchSearch<'a> {
    graph: &'a Graph,
    inputs: &'a [Input],
    roots: &'a Roots<'a>,
    known: &'a KnownBefore<'a>,
    /// All nodes, those of the schedule first.
    order: Vec<Id>,
    values: Vec<Interval>,
    /// Whether a number may be lost, and whether that is watched.
    lossy: Vec<bool>,
    watched: Vec<bool>,
    undefined: bool,
    /// What states are thought to be, and whether that is not shown but watched.
    states: Vec<Interval>,
    enforced: Vec<bool>,
    /// States whose first value may be lost.
    open: Vec<bool>,
    /// Checked in every step.
    checked: Vec<bool>,
}

impl<'a> WatchSearch<'a> {
    pub fn new(
        graph: &'a Graph,
        inputs: &'a [Input],
        roots: &'a Roots<'a>,
        known: &'a KnownBefore<'a>,
    ) -> Self {
        let order = roots.order(graph);
        let mut checked = vec![false; graph.len()];
        let always = roots
            .checked
            .iter()
            .chain(&roots.next[..roots.n.min(roots.next.len())]);
        let gradient = roots.gradient.iter().filter(|_| roots.skip.is_none());
        always.chain(gradient).for_each(|id| checked[id.index()] = true);
        let nodes = graph.len();
        let mut states = vec![Interval::new(0.0, STATE); roots.next.len()];
        for (place, state) in states.iter_mut().enumerate() {
            if place < roots.n {
                *state = Interval::within(BOUND);
            } else if known.forked {
                *state = Interval::within(STATE);
            }
        }
        Self {
            graph,
            inputs,
            roots,
            known,
            order,
            values: vec![ANY; nodes],
            lossy: vec![false; nodes],
            watched: vec![false; nodes],
            undefined: false,
            enforced: vec![false; states.len()],
            open: vec![false; states.len()],
            states,
            checked,
        }
    }

    /// Works out all intervals; true where what states were thought to be did not hold, and is thought anew.
    pub fn pass(&mut self) -> bool {
        self.watched.fill(false);
        self.undefined = false;
        for place in 0..self.order.len() {
            let id = self.order[place];
            let (mut value, mut lossy) = match self.graph.node(id) {
                Node::Number(bits) => (Interval::of(f64::from_bits(bits)), false),
                Node::Leaf(leaf) => match self.inputs[leaf as usize] {
                    Input::Asked(request) => self.asked(request),
                    input => self.leaf(input),
                },
                Node::Apply(op, arguments) => self.apply(id, op, arguments),
            };
            if self.checked[id.index()] {
                // Where it is more, or lost, the step is not taken.
                (value, lossy) = (value.clipped(BOUND), false);
            }
            self.values[id.index()] = value;
            self.lossy[id.index()] = lossy;
        }
        (self.roots.n..self.states.len()).fold(false, |any, state| self.weakens(state) | any)
    }

    /// Whether a state does not stay within what it was thought to be.
    fn weakens(&mut self, state: usize) -> bool {
        let next = self.roots.next[state];
        let initial = self.roots.initial.get(state - self.roots.n);
        let mut reached = self.values[next.index()];
        let mut lost = self.lossy[next.index()];
        if let Some(initial) = initial {
            let first = self.values[initial.index()];
            reached = Interval::new(reached.low.min(first.low), reached.high.max(first.high));
            self.open[state] = self.lossy[initial.index()];
            lost |= self.open[state];
        }
        let before = self.states[state];
        if self.roots.counter == Some(state) || (before.contains(reached) && !lost) {
            return false;
        }
        let sign = |most: f64| match before.low >= 0.0 && reached.low >= 0.0 {
            true => Interval::new(0.0, most),
            false => Interval::within(most),
        };
        let grows = lost || reached.most() > before.most();
        self.enforced[state] |= grows;
        self.states[state] = sign(if self.enforced[state] { LOST } else { STATE });
        self.states[state] != before
    }

    fn leaf(&self, input: Input) -> (Interval, bool) {
        let known = |id: Option<Id>| match id {
            Some(id) => (self.values[id.index()], self.lossy[id.index()]),
            None => (ANY, true),
        };
        let steps = self.known.steps as f64;
        let interval = match input {
            Input::Coordinate(_) => Interval::within(BOUND),
            Input::State(place) if self.roots.counter == Some(place as usize) => Interval::new(0.0, steps),
            Input::State(place) => return (self.states[place as usize], self.open[place as usize]),
            Input::Setting(slot) => self.setting(slot),
            Input::Step => Interval::new(0.0, steps),
            Input::Total => Interval::new(1.0, steps.max(1.0)),
            Input::Rate => return known(self.roots.rate),
            Input::Momentum => return known(self.roots.momentum),
            // Of 24 bits; Box and Muller's normal numbers end at sqrt(2*24*log(2)).
            Input::Random(Distribution::Normal, ..) => Interval::within(6.0),
            Input::Random(Distribution::Uniform, ..) | Input::Layer(Fact::IsMatrix) => {
                Interval::new(0.0, 1.0)
            }
            Input::Layer(_) => Interval::new(1.0, (1u32 << 24) as f64),
            _ => return (ANY, true),
        };
        (interval, false)
    }

    /// The result of a request.
    fn asked(&mut self, request: u32) -> (Interval, bool) {
        let Request::Reduction { op, argument, .. } = self.roots.requests[request as usize] else {
            return (ANY, true);
        };
        let argument = argument.index();
        let of = self.values[argument];
        if op == Op::Max {
            self.watched[argument] |= self.lossy[argument];
            return (of, false);
        }
        let sum = Interval::new(of.low.min(of.low * NUMBERS), of.high.max(of.high * NUMBERS));
        let passed = self.lossy[argument] && !self.watched[argument];
        (sum, passed || sum.most() >= LOST)
    }

    fn setting(&self, slot: u32) -> Interval {
        let swept = self.known.swept.iter().find(|(place, _)| *place == slot);
        match swept {
            Some(&(_, [low, high])) => Interval::new(low, high),
            None => Interval::of(self.known.settings[slot as usize]),
        }
    }

    fn apply(&mut self, id: Id, op: Op, arguments: [Id; 3]) -> (Interval, bool) {
        let arity = op.row().arity;
        let mut passed = false;
        for (place, argument) in arguments[..arity].iter().map(|a| a.index()).enumerate() {
            if self.lossy[argument] && !self.watched[argument] {
                let swallowed = swallows(op, place);
                self.watched[argument] |= swallowed;
                passed |= !swallowed;
            }
        }
        let values = arguments.map(|a| match self.watched[a.index()] {
            true => self.values[a.index()].clipped(LOST),
            false => self.values[a.index()],
        });
        let square = op == Op::Mul && arguments[0] == arguments[1];
        let average = (op == Op::Div).then(|| self.corrected_average(arguments[0], arguments[1]));
        if let Some((value, lossy)) = average.flatten() {
            return (value, lossy);
        }
        let value = result(op, values, square);
        let undefined = may_be_undefined(op, values);
        self.undefined |= undefined;
        if matches!(op, Op::F16 | Op::Bf16) {
            return (value, false);
        }
        let too_large = may_be_too_large(op, values);
        let lost = undefined || too_large || value.most() >= LOST;
        // These give a number that stands for none, and could be made small again.
        let is_named = undefined && !self.roots.requests.is_empty();
        if is_named || too_large || (lost && marks_loss(op)) {
            self.watched[id.index()] = true;
            return (value.clipped(LOST), true);
        }
        (value, lost || passed)
    }

    /// An average that begins at 0, divided by what its weights sum to, lies within what it averages:
    /// (c*s + (1 - c)*x)/(1 - c^t) of a state s.
    fn corrected_average(&self, sum: Id, weights: Id) -> Option<(Interval, bool)> {
        let graph = self.graph;
        let one_less = |id: Id| match graph.parts(id)? {
            (Op::Sub, &[one, rest]) if graph.constant(one) == Some(1.0) => Some(rest),
            _ => None,
        };
        let (Op::Pow, &[decay, _]) = graph.parts(one_less(weights)?)? else {
            return None;
        };
        let (Op::Add, &[a, b]) = graph.parts(sum)? else {
            return None;
        };
        let factors = |id: Id| match graph.parts(id) {
            Some((Op::Mul, &[a, b])) => Some([(a, b), (b, a)]),
            _ => None,
        };
        let known = Interval::new(0.0, 1.0).contains(self.values[decay.index()]);
        [(a, b), (b, a)].into_iter().find_map(|(kept, new)| {
            let kept = factors(kept)?.into_iter().find(|(c, _)| *c == decay)?.1;
            let (_, averaged) = factors(new)?
                .into_iter()
                .find(|(share, _)| one_less(*share) == Some(decay))?;
            let found = known && self.is_kept(kept, sum);
            let Interval { low, high } = self.values[averaged.index()];
            found.then(|| {
                (
                    Interval::new(low.min(0.0), high.max(0.0)),
                    self.lossy[averaged.index()],
                )
            })
        })
    }

    /// Whether a node reads a state that begins at 0 and becomes another node, but for skipped steps.
    fn is_kept(&self, state: Id, next: Id) -> bool {
        let Some(Input::State(place)) = input(self.graph, self.inputs, state) else {
            return false;
        };
        let place = place as usize;
        let zero = |initial: &Id| self.graph.constant(*initial) == Some(0.0);
        let initial = place.checked_sub(self.roots.n);
        let begins = initial.and_then(|initial| self.roots.initial.get(initial));
        let becomes = match self.graph.parts(self.roots.next[place]) {
            Some((Op::Pick, &[_, _, taken])) => taken,
            _ => self.roots.next[place],
        };
        !self.known.forked && begins.is_some_and(zero) && becomes == next
    }

    pub fn watched(mut self) -> Watched {
        for state in self.roots.n..self.states.len() {
            let next = self.roots.next[state].index();
            self.watched[next] |= self.enforced[state] && !self.checked[next];
        }
        if let Some(skip) = self.roots.skip {
            self.watched[skip.index()] |= self.lossy[skip.index()];
        }
        let ids: Vec<Id> = self
            .order
            .iter()
            .copied()
            .filter(|id| self.watched[id.index()])
            .collect();
        Watched {
            is_needed: self.undefined || !ids.is_empty(),
            ids,
        }
    }
}

/// Whether the result of a watched operation is lost because it has none.
pub(in crate::compile) fn is_undefined(op: Op) -> bool {
    matches!(op, Op::Sqrt | Op::Log | Op::Log2 | Op::Log10 | Op::Div | Op::Pow)
}

/// Whether an operation may make a finite number of an argument that is lost.
fn swallows(op: Op, place: usize) -> bool {
    match op {
        Op::Add | Op::Sub | Op::Mul | Op::Neg | Op::Abs | Op::Floor | Op::Ceil | Op::Round => false,
        Op::F16 | Op::Bf16 => false,
        Op::Div => place == 1,
        Op::Pick => place == 0,
        _ => true,
    }
}

/// Whether an operation says by [`Real::BEYOND`](crate::real::Real::BEYOND) that it has no value.
pub(in crate::compile) fn marks_loss(op: Op) -> bool {
    matches!(
        op,
        Op::Sqrt | Op::Log | Op::Log2 | Op::Log10 | Op::Exp | Op::Sinh | Op::Cosh | Op::Pow
    )
}
