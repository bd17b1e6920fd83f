//! The compiled form of one run: what the lanes do each step, and what the host works out for them.

use super::builder;
use super::input::{FirstInput, HostInput, Input, LaneInput, StartInput, StepInput};
use super::parts::{LaneLeaf, Parts};
use super::plan::{PlannedState, STEPS_DONE};
use super::roots::Roots;
use super::step::Step;
use super::tape::Tape;
use super::trial::{Nodes, Trial};
use super::watch::{self, KnownBefore};
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::op::Op;
use std::collections::HashMap;
use std::ops::Range;

/// What every lane of a program does; runs whose programs are equal share dispatches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// Coordinates of a point.
    pub n: usize,
    /// Numbers of a lane's state, w first.
    pub state: usize,
    /// Names of the state's numbers, for reading the generated text.
    pub state_names: Vec<String>,
    /// One step: outputs are the next state, the loss, the recorded numbers, the numbers checked for
    /// divergence besides w and the loss, the skip condition where there is one, and the numbers that are
    /// watched.
    pub step: Tape<LaneInput>,
    /// The loss of a state, and the numbers that are watched for it.
    pub loss: Tape<LaneInput>,
    /// What a lane of a sweep computes before its first step. Outputs: the held numbers, then the initial
    /// state behind w. Empty where nothing is swept: then the host does it.
    pub start: Tape<StartInput>,
    /// Settings that differ from lane to lane.
    pub swept: usize,
    /// Numbers that a lane computes once.
    pub held: usize,
    /// Recorded numbers a step.
    pub records: usize,
    /// Checked numbers a step, besides w and the loss.
    pub checks: usize,
    /// Whether an output of a step says that it is skipped.
    pub skips: bool,
    /// Numbers a step that must not be lost: a lane stops where one is.
    pub watched: usize,
    /// Numbers that the host computes once a run.
    pub constants: usize,
    /// Numbers that the host computes once a step.
    pub table: usize,
}

/// Where the parts of a step's outputs begin.
impl Program {
    /// The loss among the step's outputs.
    pub fn loss_output(&self) -> usize {
        self.state
    }

    /// The first recorded number among the step's outputs.
    pub fn first_record(&self) -> usize {
        self.state + 1
    }

    /// The first checked number among the step's outputs.
    pub fn first_check(&self) -> usize {
        self.first_record() + self.records
    }

    /// The skip condition among the step's outputs.
    pub fn skip_output(&self) -> Option<usize> {
        self.skips.then(|| self.first_check() + self.checks)
    }

    /// The watched numbers among the step's outputs.
    pub fn watched_outputs(&self) -> Range<usize> {
        let first = self.first_check() + self.checks + usize::from(self.skips);
        first..first + self.watched
    }
}

/// What the host works out for one run, in f64.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Host {
    /// How many of the outputs of `each` are the table's.
    pub table: usize,
    /// Outputs: the constants. Reads settings and the number of steps.
    pub once: Tape<HostInput>,
    /// Outputs: the state behind w with which a lane begins; on a network one number a state, of an element's
    /// worked out for each. Reads settings, the number of steps, and w as the first numbers of the state.
    /// Empty in a sweep.
    pub start: Tape<FirstInput>,
    /// Outputs: the table's numbers, then the recorded numbers that no lane needs to compute.
    pub each: Tape<HostInput>,
}

/// A recorded column and where its numbers come from.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedColumn {
    /// Its name.
    pub name: String,
    /// Numbers an entry; 0 for a plain number.
    pub width: usize,
    /// One source a number.
    pub sources: Vec<RecordSource>,
}

/// Where a recorded number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordSource {
    /// A recorded number of the lane.
    Lane(usize),
    /// An output of [`Host::each`], counted behind the table.
    Host(usize),
}

/// A compiled run: its program, its host part, its columns, its state behind w.
pub(super) struct Split {
    pub program: Program,
    pub host: Host,
    pub columns: Vec<RecordedColumn>,
    pub states: Vec<PlannedState>,
    pub trial: Trial,
}

/// Splits a step between host and lanes, everything recorded.
pub(super) fn split(step: Step, known: &KnownBefore) -> Split {
    divide(step, known, None)
}

/// Splits a step for a sweep: nothing is recorded, and the swept settings are the lanes' own.
pub(super) fn split_swept(mut step: Step, known: &KnownBefore) -> Split {
    step.records.clear();
    step.state_records.clear();
    let swept: Vec<u32> = known.swept.iter().map(|(slot, _)| *slot).collect();
    divide(step, known, Some(&swept))
}

fn divide(mut step: Step, known: &KnownBefore, swept: Option<&[u32]>) -> Split {
    let mut roots = Roots::of(&mut step);
    let is_needed = watch(&mut step, &mut roots, known);
    let own = swept.unwrap_or_default();
    schedule_in_lanes(&mut step, &mut roots, own);
    gather_host_factors(&mut step, &mut roots, own);
    let mut parts = Parts::new(&step.builder.graph, &step.builder.inputs, own);
    let columns = parts.columns(&step.records, &roots.records);
    let lane_records: Vec<Id> = parts.lane_records.clone();
    let mut outputs = roots.next.clone();
    outputs.push(roots.loss);
    outputs.extend(&lane_records);
    outputs.extend(&roots.gradient);
    outputs.extend(roots.skip);
    outputs.extend(&roots.watched);
    let (tape, places) = Tape::emit_telling(&step.builder.graph, &outputs, |id| lane_input(parts.part(id)?));
    let mut seen = vec![roots.loss];
    seen.extend(&roots.loss_watched);
    let loss = Tape::emit(&step.builder.graph, &seen, |id| lane_input(parts.part(id)?));
    let held = parts.held.len();
    let start = match swept {
        Some(_) => parts.start(&roots.initial),
        None => Tape::default(),
    };
    let program = Program {
        n: step.builder.n,
        state: roots.next.len(),
        state_names: state_names(&step),
        step: tape,
        loss,
        start,
        swept: own.len(),
        held,
        records: lane_records.len(),
        checks: roots.gradient.len(),
        skips: roots.skip.is_some(),
        watched: roots.watched.len(),
        constants: parts.constants.len(),
        table: parts.table.len(),
    };
    let (once, table, host_records) = (parts.constants, parts.table, parts.host_records);
    let nodes = Nodes::new(places, &once, &table);
    // The lanes of a sweep work it out themselves.
    let start = if swept.is_none() {
        roots.initial
    } else {
        Vec::new()
    };
    let mut each = table;
    each.extend(host_records);
    let schedule = [roots.rate, roots.momentum];
    let host = Host {
        table: program.table,
        once: host_tape(&mut step, schedule, &once, HostInput::of),
        start: host_tape(&mut step, schedule, &start, FirstInput::of),
        each: host_tape(&mut step, schedule, &each, HostInput::of),
    };
    Split {
        states: states(&step),
        program,
        host,
        columns,
        trial: Trial::of(step, own, nodes, is_needed),
    }
}

/// Finds what must be watched; whether a step can stop for another reason than that it diverges.
fn watch(step: &mut Step, roots: &mut Roots, known: &KnownBefore) -> bool {
    let counter = step.states.last().filter(|s| s.name == STEPS_DONE);
    let given = watch::Roots {
        next: &roots.next,
        n: step.builder.n,
        initial: &roots.initial,
        counter: counter.map(|_| roots.next.len() - 1),
        checked: &[roots.loss],
        gradient: &roots.gradient,
        skip: roots.skip,
        rate: roots.rate,
        momentum: roots.momentum,
        ..watch::Roots::default()
    };
    let loss = watch::Roots {
        checked: &[roots.loss],
        ..watch::Roots::default()
    };
    let (graph, inputs) = (&mut step.builder.graph, &step.builder.inputs);
    let found = watch::find(graph, inputs, &given, known);
    let mut shown = |roots| -> Vec<Id> {
        let guarded = watch::guarded(graph, inputs, roots, &found.ids).into_iter();
        guarded.map(|(shown, _)| shown).collect()
    };
    (roots.watched, roots.loss_watched) = (shown(&given), shown(&loss));
    found.is_needed
}

fn states(step: &Step) -> Vec<PlannedState> {
    let behind_w = step.states.iter().filter(|s| s.initial.is_some());
    let placed = behind_w.zip(&step.state_records);
    let planned = placed.map(|(state, &column)| PlannedState {
        name: state.name.clone(),
        shape: state.shape,
        column,
    });
    planned.collect()
}

fn state_names(step: &Step) -> Vec<String> {
    let name = |s: &super::step::StateNumbers| -> Vec<String> {
        let plain = s.name.replace('.', "_");
        (0..s.next.len()).map(|i| format!("{plain}_{i}")).collect()
    };
    step.states.iter().flat_map(name).collect()
}

/// The learning rate and momentum that the schedule computes, in place of where they are read.
fn scheduled(step: &mut Step, [rate, momentum]: [Option<Id>; 2], wanted: &[Id]) -> Vec<Id> {
    let inputs = step.builder.inputs.clone();
    let placed = |graph: &mut Graph, leaf: u32| {
        let replaced = match inputs[leaf as usize] {
            Input::Rate => rate,
            Input::Momentum => momentum,
            _ => None,
        };
        replaced.unwrap_or_else(|| graph.leaf(leaf))
    };
    step.builder.graph.rebuild(wanted, placed, Graph::raw)
}

/// A schedule that a swept setting reaches is the lanes' own work.
fn schedule_in_lanes(step: &mut Step, roots: &mut Roots, swept: &[u32]) {
    let ends: Vec<Id> = roots.rate.into_iter().chain(roots.momentum).collect();
    let (graph, inputs) = (&step.builder.graph, &step.builder.inputs);
    let is_swept = |id: Id| match graph.node(id) {
        Node::Leaf(leaf) => matches!(inputs[leaf as usize], Input::Setting(s) if swept.contains(&s)),
        _ => false,
    };
    if !graph.reachable(&ends).into_iter().any(is_swept) {
        return;
    }
    let schedule = [roots.rate, roots.momentum];
    let all = roots.of_lanes_mut();
    let old: Vec<Id> = all.iter().map(|root| **root).collect();
    let placed = scheduled(step, schedule, &old);
    for (root, placed) in all.into_iter().zip(placed) {
        *root = placed;
    }
}

/// A tape of anything in a step. It reads what lanes read, and what the host reads.
pub(super) fn whole_tape(step: &mut Step, wanted: &[Id]) -> Tape<StepInput> {
    let roots = Roots::of(step);
    let wanted = step.builder.graph.expand_powers(wanted);
    host_tape(step, [roots.rate, roots.momentum], &wanted, StepInput::of)
}

/// Where a lane divides by what the host knows, the host divides 1 by it once: lanes multiply, which is
/// several times faster. What a lane multiplies by several such numbers it multiplies by their product. What
/// the host alone computes stays as it is.
fn gather_host_factors(step: &mut Step, roots: &mut Roots, swept: &[u32]) {
    let (graph, origins) = (&mut step.builder.graph, &mut step.builder.origins);
    let lanes = Parts::new(graph, &step.builder.inputs, swept).of_lanes();
    let one = graph.number(1.0);
    let all = roots.of_lanes_mut();
    let old: Vec<Id> = all.iter().map(|root| **root).collect();
    let mut new: HashMap<Id, Id> = HashMap::new();
    // The products of a lane's number and the host's.
    let mut products: HashMap<Id, [Id; 2]> = HashMap::new();
    for id in graph.reachable(&old) {
        let before = graph.len();
        let scaled = match graph.node(id) {
            Node::Apply(Op::Mul, [a, b, _]) if lanes[a.index()] && !lanes[b.index()] => Some((a, new[&b])),
            Node::Apply(Op::Mul, [a, b, _]) if lanes[b.index()] && !lanes[a.index()] => Some((b, new[&a])),
            Node::Apply(Op::Div, [a, b, _]) if lanes[a.index()] && !lanes[b.index()] => {
                Some((a, graph.apply(Op::Div, &[one, new[&b]])))
            }
            _ => None,
        };
        let rebuilt = match (scaled, graph.node(id)) {
            (Some((number, factor)), _) => {
                let product = match products.get(&new[&number]) {
                    Some(&[number, known]) => [number, graph.apply(Op::Mul, &[known, factor])],
                    None => [new[&number], factor],
                };
                let scaled = graph.raw(Op::Mul, &product);
                products.insert(scaled, product);
                scaled
            }
            (None, Node::Apply(op, arguments)) => {
                let arguments = arguments.map(|a| new[&a]);
                graph.raw(op, &arguments[..op.row().arity])
            }
            _ => id,
        };
        builder::note_as(origins, before..graph.len(), id);
        new.insert(id, rebuilt);
    }
    for root in all {
        *root = new[root];
    }
}

/// A tape that the host runs, the schedule's own expressions in place of what it gives; `read` says which
/// leaves it may read.
pub(super) fn host_tape<I: Copy>(
    step: &mut Step,
    schedule: [Option<Id>; 2],
    wanted: &[Id],
    read: impl Fn(Input) -> Option<I>,
) -> Tape<I> {
    let placed = scheduled(step, schedule, wanted);
    let (graph, inputs) = (&step.builder.graph, &step.builder.inputs);
    Tape::emit(graph, &placed, |id| read(super::leaf(graph, inputs, id)?))
}

/// How a lane on a surface reads what is no operation of its own.
fn lane_input(part: LaneLeaf) -> Option<LaneInput> {
    match part {
        LaneLeaf::Own(input) => LaneInput::own(input),
        LaneLeaf::Held(place) => Some(LaneInput::Held(place)),
        LaneLeaf::Constant(place) => Some(LaneInput::Constant(place)),
        LaneLeaf::Table(place) => Some(LaneInput::Table(place)),
    }
}
