//! A step's graph cut into phases: what can be worked out before a reduction or a gradient, and what must
//! wait for it.
//!
//! A node's level is the phase in which it is known at the earliest. Nodes of elements are computed anew in
//! each phase that needs them, since memory costs more than arithmetic; all smaller ones are computed once
//! and kept in slots.

use super::program::{Gradient, Pass, Phase, Program, Reduction, Sink};
use super::request::Request;
use crate::compile::input::{Input, LaneNumber, PassInput};
use crate::compile::parts::LaneLeaf;
use crate::compile::tape::Tape;
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::shape::Shape;
use std::collections::{BTreeMap, HashMap};

/// Shapes in the order in which a phase computes them.
const ORDER: [Shape; 5] = [Shape::Run, Shape::Layer, Shape::Row, Shape::Col, Shape::Element];

/// A node's shape, and the phase in which it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PhasedShape {
    pub shape: Shape,
    pub level: usize,
}

const NUMBER: PhasedShape = PhasedShape {
    shape: Shape::Run,
    level: 0,
};

/// The graph of a step, powers written out.
pub(super) struct PhaseGraph<'a> {
    pub graph: &'a Graph,
    pub inputs: &'a [Input],
    pub requests: &'a [Request],
    pub states: &'a [Shape],
}

impl PhaseGraph<'_> {
    fn leaf(&self, id: Id) -> Option<Input> {
        match self.graph.node(id) {
            Node::Leaf(leaf) => Some(self.inputs[leaf as usize]),
            _ => None,
        }
    }

    /// Shapes and levels of everything that the requests and the roots need.
    pub fn known(&self, roots: &[Id]) -> HashMap<Id, PhasedShape> {
        let mut known = HashMap::new();
        let mut results = Vec::new();
        for request in self.requests {
            let arguments = request.arguments();
            self.extend(&mut known, &results, &arguments);
            results.push(self.result(&known, *request));
        }
        self.extend(&mut known, &results, roots);
        known
    }

    fn extend(&self, known: &mut HashMap<Id, PhasedShape>, results: &[PhasedShape], roots: &[Id]) {
        for id in self.graph.reachable(roots) {
            let found = match (self.leaf(id), self.graph.parts(id)) {
                (Some(input), _) => self.of_leaf(input, results),
                (_, Some((_, arguments))) => arguments.iter().fold(NUMBER, |all, a| PhasedShape {
                    shape: all.shape.join(known[a].shape),
                    level: all.level.max(known[a].level),
                }),
                _ => NUMBER,
            };
            known.insert(id, found);
        }
    }

    fn of_leaf(&self, input: Input, results: &[PhasedShape]) -> PhasedShape {
        let shape = match input {
            Input::Asked(request) => return results[request as usize],
            Input::State(state) => self.states[state as usize],
            Input::Random(..) => Shape::Element,
            Input::Layer(_) => Shape::Layer,
            _ => Shape::Run,
        };
        PhasedShape { shape, level: 0 }
    }

    fn result(&self, known: &HashMap<Id, PhasedShape>, request: Request) -> PhasedShape {
        match request {
            Request::Reduction { to, argument, .. } => PhasedShape {
                shape: to,
                level: known[&argument].level + 1,
            },
            Request::Gradient { point, scale } => {
                // The weights and a stage's scale are there before the first phase; all else a phase must
                // give.
                let ready = |id: &Id| match self.leaf(*id) {
                    Some(Input::State(_)) => 0,
                    Some(_) if known[id].shape == Shape::Run => known[id].level,
                    _ => known[id].level + 1,
                };
                PhasedShape {
                    shape: Shape::Element,
                    level: [point].iter().chain(&scale).map(ready).max().unwrap_or(0),
                }
            }
        }
    }

    fn is_weights(&self, id: Id) -> bool {
        self.leaf(id) == Some(Input::State(0))
    }
}

impl PhaseGraph<'_> {
    /// Which requests the roots need, also through other requests.
    pub fn needed(&self, roots: &[Id]) -> Vec<bool> {
        let mut needed = vec![false; self.requests.len()];
        let mut waiting = vec![roots.to_vec()];
        while let Some(roots) = waiting.pop() {
            for id in self.graph.reachable(&roots) {
                let Some(Input::Asked(request)) = self.leaf(id) else {
                    continue;
                };
                let request = request as usize;
                if !std::mem::replace(&mut needed[request], true) {
                    waiting.push(self.requests[request].arguments());
                }
            }
        }
        needed
    }
}

/// Collects what each pass has to give, from the last phase to the first, and emits the passes.
pub(super) struct Phases<'a, F> {
    flow: PhaseGraph<'a>,
    known: HashMap<Id, PhasedShape>,
    /// Requests that are needed in every step.
    needed: Vec<bool>,
    /// How a lane comes by what it does not compute: None for what it does.
    parts: F,
    wanted: BTreeMap<(usize, usize), Vec<(Id, Sink)>>,
    kept: HashMap<Id, u32>,
    /// For each request: its number among the gradients or reductions.
    numbers: HashMap<u32, u32>,
    program: Program,
}

impl<'a, F: FnMut(Id) -> Option<LaneLeaf>> Phases<'a, F> {
    pub fn new(flow: PhaseGraph<'a>, known: HashMap<Id, PhasedShape>, needed: Vec<bool>, parts: F) -> Self {
        Self {
            flow,
            known,
            needed,
            parts,
            wanted: BTreeMap::new(),
            kept: HashMap::new(),
            numbers: HashMap::new(),
            program: Program::default(),
        }
    }

    pub fn level(&self, id: Id) -> usize {
        self.known[&id].level
    }

    pub fn shape(&self, id: Id) -> Shape {
        self.known[&id].shape
    }

    /// Asks for a node in a pass over a shape that holds it.
    pub fn want(&mut self, id: Id, level: usize, shape: Shape, sink: Sink) {
        let place = ORDER.iter().position(|&s| s == shape).unwrap_or(0);
        let list = self.wanted.entry((level, place)).or_default();
        if !list.contains(&(id, sink)) {
            list.push((id, sink));
        }
    }

    /// The slot that keeps a node in a shape that holds it.
    pub fn keep(&mut self, id: Id, shape: Shape) -> u32 {
        if let (Some(&slot), true) = (self.kept.get(&id), shape == self.shape(id)) {
            return slot;
        }
        let slot = self.slot(shape);
        if shape == self.shape(id) {
            self.kept.insert(id, slot);
        }
        self.want(id, self.level(id), shape, Sink::Slot(slot));
        slot
    }

    fn slot(&mut self, shape: Shape) -> u32 {
        let count = &mut self.program.slots[shape as usize];
        *count += 1;
        *count - 1
    }

    /// Emits everything: what was asked for so far, and `last`, which goes into the last pass over elements.
    pub fn emit(mut self, last: &[(Id, Sink)]) -> Program {
        let level = self.last_level(last);
        for &(id, sink) in last {
            self.want(id, level, Shape::Element, sink);
        }
        let mut passes: Vec<(usize, Pass)> = Vec::new();
        // Emitting a pass only ever asks for passes before it.
        while let Some(((level, place), list)) = self.wanted.pop_last() {
            passes.push((level, self.pass(level, ORDER[place], &list)));
        }
        let levels = passes.iter().map(|p| p.0 + 1).max().unwrap_or(0);
        self.program.phases = vec![Phase::default(); levels];
        for (level, pass) in passes.into_iter().rev() {
            self.program.phases[level].passes.push(pass);
        }
        self.place_requests();
        self.program
    }

    /// The phase of the last pass over elements.
    fn last_level(&self, last: &[(Id, Sink)]) -> usize {
        let mut roots: Vec<Id> = last.iter().map(|l| l.0).collect();
        roots.extend(self.wanted.values().flatten().map(|w| w.0));
        let needed = self.flow.needed(&roots);
        let asked = self
            .flow
            .requests
            .iter()
            .zip(needed)
            .filter(|(_, needed)| *needed);
        let by_element = asked.filter_map(|(request, _)| match *request {
            Request::Gradient { point, .. } => (!self.flow.is_weights(point)).then_some(point),
            Request::Reduction { over, argument, .. } => (over == Shape::Element).then_some(argument),
        });
        let ends = last.iter().map(|l| l.0).chain(by_element);
        ends.map(|id| self.level(id)).max().unwrap_or(0)
    }

    fn pass(&mut self, level: usize, shape: Shape, list: &[(Id, Sink)]) -> Pass {
        let roots: Vec<Id> = list.iter().map(|w| w.0).collect();
        let graph = self.flow.graph;
        let tape = Tape::emit(graph, &roots, |id| self.input(id, level, shape));
        Pass {
            shape,
            tape,
            sinks: list.iter().map(|w| w.1).collect(),
        }
    }

    /// How a pass comes by a node: it computes it (None), or reads it.
    fn input(&mut self, id: Id, level: usize, shape: Shape) -> Option<PassInput> {
        if let Some(Input::Asked(request)) = self.flow.leaf(id) {
            return Some(PassInput::Kept(self.asked(request)));
        }
        if let Some(part) = (self.parts)(id) {
            return pass_input(part);
        }
        self.flow.graph.parts(id)?;
        let known = self.known[&id];
        let here = known.shape == shape && (shape == Shape::Element || known.level == level);
        (!here).then(|| PassInput::Kept(LaneNumber::Slot(known.shape, self.keep(id, known.shape))))
    }

    fn asked(&mut self, place: u32) -> LaneNumber {
        let request = self.flow.requests[place as usize];
        if let Some(&number) = self.numbers.get(&place) {
            return match request {
                Request::Gradient { .. } => LaneNumber::Gradient(number),
                Request::Reduction { to, .. } => {
                    LaneNumber::Slot(to, self.program.reductions[number as usize].slot)
                }
            };
        }
        match request {
            Request::Gradient { point, scale } => {
                let number = self.program.gradients.len() as u32;
                self.numbers.insert(place, number);
                self.program.gradients.push(Gradient {
                    at_weights: self.flow.is_weights(point),
                    scale: None,
                });
                let scale = scale.map(|scale| match self.flow.leaf(scale) {
                    Some(Input::State(state)) => LaneNumber::State(state),
                    _ => LaneNumber::Slot(Shape::Run, self.keep(scale, Shape::Run)),
                });
                self.program.gradients[number as usize].scale = scale;
                if !self.flow.is_weights(point) {
                    self.want(point, self.level(point), Shape::Element, Sink::Point(number));
                }
                LaneNumber::Gradient(number)
            }
            Request::Reduction {
                op,
                over,
                to,
                argument,
            } => {
                let number = self.program.reductions.len() as u32;
                let slot = self.slot(to);
                self.numbers.insert(place, number);
                let looked = !self.needed[place as usize];
                self.program.reductions.push(Reduction {
                    op,
                    over,
                    to,
                    slot,
                    looked,
                });
                self.want(argument, self.level(argument), over, Sink::Reduce(number));
                LaneNumber::Slot(to, slot)
            }
        }
    }

    /// Puts each gradient and reduction into its phase.
    fn place_requests(&mut self) {
        let mut all: Vec<(u32, u32)> = self.numbers.iter().map(|(&place, &n)| (place, n)).collect();
        all.sort_unstable();
        for (place, number) in all {
            let request = self.flow.requests[place as usize];
            let level = self.flow.result(&self.known, request).level;
            match request {
                Request::Gradient { .. } => self.program.phases[level].gradients.push(number),
                Request::Reduction { .. } => self.program.phases[level - 1].reductions.push(number),
            }
        }
    }
}

/// How a pass reads what is no operation of its own.
fn pass_input(part: LaneLeaf) -> Option<PassInput> {
    match part {
        LaneLeaf::Own(input) => PassInput::own(input),
        LaneLeaf::Constant(place) => Some(PassInput::Constant(place)),
        LaneLeaf::Table(place) => Some(PassInput::Table(place)),
        // Nothing is swept on a network: a point of a sweep is a run of its own.
        LaneLeaf::Held(_) => None,
    }
}
