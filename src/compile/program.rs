//! The compiled form of one run: what the lanes do each step, and what the host works out for them.

use super::step::{Record, Step};
use super::tape::{Input, Tape};
use crate::lang::graph::{Graph, Id, Node};
use std::collections::HashMap;

/// What every lane of a program does; runs whose programs are equal share dispatches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// Coordinates of a point.
    pub n: usize,
    /// Numbers of a lane's state, w first.
    pub state: usize,
    /// Names of the state's numbers, for reading the generated text.
    pub state_names: Vec<String>,
    /// One step: outputs are the next state, the loss, the recorded numbers, the numbers checked for divergence
    /// besides w and the loss, and the skip condition where there is one.
    pub step: Tape,
    /// The loss of a state.
    pub loss: Tape,
    /// Recorded numbers a step.
    pub records: usize,
    /// Checked numbers a step, besides w and the loss.
    pub checks: usize,
    /// Whether the last output of a step says that it is skipped.
    pub skips: bool,
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
}

/// What the host works out for one run, in f64.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Host {
    /// Outputs: the constants, then the initial state without w. Reads settings and the number of steps.
    pub once: Tape,
    /// Outputs: the table's numbers, then the recorded numbers that no lane needs to compute.
    pub each: Tape,
}

/// A recorded column and where its numbers come from.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedColumn {
    /// Its name.
    pub name: String,
    /// Numbers an entry; 0 for a plain number.
    pub width: usize,
    /// One source a number.
    pub sources: Vec<Source>,
}

/// Where a recorded number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A recorded number of the lane.
    Lane(usize),
    /// An output of [`Host::each`], counted behind the table.
    Host(usize),
}

/// A compiled run: its program, its host part, its columns, and where each number of its state behind w is recorded
/// (column and element; a column holds a state as it is after the step).
pub(super) struct Split {
    pub program: Program,
    pub host: Host,
    pub columns: Vec<RecordedColumn>,
    pub state_columns: Vec<(usize, usize)>,
}

/// Splits a step between host and lanes.
pub(super) fn split(mut step: Step) -> Split {
    let roots = expanded(&mut step);
    let mut parts = Parts::new(&step.builder.graph, &step.builder.inputs);
    let columns = parts.columns(&step.records, &roots.records);
    let lane_records: Vec<Id> = parts.lane_records.clone();
    let mut outputs = roots.next.clone();
    outputs.push(roots.loss);
    outputs.extend(&lane_records);
    outputs.extend(&roots.gradient);
    outputs.extend(roots.skip);
    let tape = Tape::emit(&step.builder.graph, &outputs, |id| parts.input(id));
    let loss = Tape::emit(&step.builder.graph, &[roots.loss], |id| parts.input(id));
    let program = Program {
        n: step.builder.n,
        state: roots.next.len(),
        state_names: state_names(&step),
        step: tape,
        loss,
        records: lane_records.len(),
        checks: roots.gradient.len(),
        skips: roots.skip.is_some(),
        constants: parts.constants.len(),
        table: parts.table.len(),
    };
    let (constants, table, host_records) = (parts.constants, parts.table, parts.host_records);
    let mut once = constants;
    once.extend(&roots.initial);
    let mut each = table;
    each.extend(host_records);
    let host = Host {
        once: host_tape(&mut step, &roots, once),
        each: host_tape(&mut step, &roots, each),
    };
    Split {
        state_columns: state_columns(&step, &columns),
        program,
        host,
        columns,
    }
}

fn state_columns(step: &Step, columns: &[RecordedColumn]) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for state in step.states.iter().filter(|s| s.initial.is_some()) {
        let column = columns.iter().position(|c| c.name == state.name);
        places.extend(
            column
                .into_iter()
                .flat_map(|c| (0..state.next.len()).map(move |i| (c, i))),
        );
    }
    places
}

/// All roots of a step with powers written out.
struct Roots {
    next: Vec<Id>,
    loss: Id,
    gradient: Vec<Id>,
    skip: Option<Id>,
    records: Vec<Id>,
    initial: Vec<Id>,
    rate: Option<Id>,
    momentum: Option<Id>,
}

fn expanded(step: &mut Step) -> Roots {
    let mut all: Vec<Id> = step.states.iter().flat_map(|s| s.next.clone()).collect();
    let next = all.len();
    all.extend(step.records.iter().flat_map(|r| r.values.clone()));
    let records = all.len();
    // One initial number serves all numbers of a state.
    let repeated = |s: &super::step::StateNumbers| s.initial.map(|i| vec![i; s.next.len()]);
    all.extend(step.states.iter().filter_map(repeated).flatten());
    let initial = all.len();
    all.extend(&step.gradient);
    let gradient = all.len();
    all.push(step.loss);
    all.extend(step.skip);
    all.extend(step.rate);
    all.extend(step.momentum);
    let new = step.builder.graph.expand_powers(&all);
    let mut rest = new[gradient + 1..].iter().copied();
    Roots {
        next: new[..next].to_vec(),
        records: new[next..records].to_vec(),
        initial: new[records..initial].to_vec(),
        gradient: new[initial..gradient].to_vec(),
        loss: new[gradient],
        skip: step.skip.and_then(|_| rest.next()),
        rate: step.rate.and_then(|_| rest.next()),
        momentum: step.momentum.and_then(|_| rest.next()),
    }
}

fn state_names(step: &Step) -> Vec<String> {
    let name = |s: &super::step::StateNumbers| -> Vec<String> {
        let plain = s.name.replace('.', "_");
        (0..s.next.len()).map(|i| format!("{plain}_{i}")).collect()
    };
    step.states.iter().flat_map(name).collect()
}

/// A tape over settings and the step; the learning rate and momentum are what the schedule computes.
fn host_tape(step: &mut Step, roots: &Roots, wanted: Vec<Id>) -> Tape {
    let inputs = step.builder.inputs.clone();
    let scheduled = |graph: &mut Graph, leaf: u32| {
        let replaced = match inputs[leaf as usize] {
            Input::Rate => roots.rate,
            Input::Momentum => roots.momentum,
            _ => None,
        };
        replaced.unwrap_or_else(|| graph.leaf(leaf))
    };
    let placed = step.builder.graph.rebuild(&wanted, scheduled, Graph::raw);
    let graph = &step.builder.graph;
    Tape::emit(graph, &placed, |id| match graph.node(id) {
        Node::Leaf(leaf) => Some(inputs[leaf as usize]),
        _ => None,
    })
}

/// Which nodes are a lane's, and which host numbers the lanes read.
struct Parts<'a> {
    graph: &'a Graph,
    inputs: &'a [Input],
    lane: Vec<bool>,
    by_step: Vec<bool>,
    constants: Vec<Id>,
    table: Vec<Id>,
    places: HashMap<Id, Input>,
    lane_records: Vec<Id>,
    host_records: Vec<Id>,
}

impl<'a> Parts<'a> {
    fn new(graph: &'a Graph, inputs: &'a [Input]) -> Self {
        let mut lane = vec![false; graph.len()];
        let mut by_step = vec![false; graph.len()];
        for id in graph.all() {
            match graph.node(id) {
                Node::Number(_) => {}
                Node::Leaf(leaf) => {
                    let input = inputs[leaf as usize];
                    lane[id.index()] = matches!(input, Input::State(_) | Input::Random(..));
                    by_step[id.index()] = matches!(input, Input::Step | Input::Rate | Input::Momentum);
                }
                Node::Apply(op, arguments) => {
                    for argument in &arguments[..op.row().arity] {
                        lane[id.index()] |= lane[argument.index()];
                        by_step[id.index()] |= by_step[argument.index()];
                    }
                }
            }
        }
        Self {
            graph,
            inputs,
            lane,
            by_step,
            constants: Vec::new(),
            table: Vec::new(),
            places: HashMap::new(),
            lane_records: Vec::new(),
            host_records: Vec::new(),
        }
    }

    /// How a lane comes by a node: it computes it (None), or reads it.
    fn input(&mut self, id: Id) -> Option<Input> {
        if self.lane[id.index()] {
            return match self.graph.node(id) {
                Node::Leaf(leaf) => Some(self.inputs[leaf as usize]),
                _ => None,
            };
        }
        self.graph.constant(id).is_none().then(|| self.host_input(id))
    }

    fn host_input(&mut self, id: Id) -> Input {
        let (by_step, constants, table) = (self.by_step[id.index()], &mut self.constants, &mut self.table);
        *self.places.entry(id).or_insert_with(|| {
            if by_step {
                table.push(id);
                Input::Table((table.len() - 1) as u32)
            } else {
                constants.push(id);
                Input::Constant((constants.len() - 1) as u32)
            }
        })
    }

    /// The columns; host numbers are counted among themselves, behind the table.
    fn columns(&mut self, records: &[Record], roots: &[Id]) -> Vec<RecordedColumn> {
        let mut rest = roots.iter();
        let mut columns = Vec::new();
        for record in records {
            let ids: Vec<Id> = rest.by_ref().take(record.values.len()).copied().collect();
            columns.push(RecordedColumn {
                name: record.name.clone(),
                width: record.width,
                sources: ids.into_iter().map(|id| self.source(id)).collect(),
            });
        }
        columns
    }

    fn source(&mut self, id: Id) -> Source {
        let lane = self.lane[id.index()];
        let list = if lane {
            &mut self.lane_records
        } else {
            &mut self.host_records
        };
        let place = list.iter().position(|&known| known == id).unwrap_or_else(|| {
            list.push(id);
            list.len() - 1
        });
        if lane {
            Source::Lane(place)
        } else {
            Source::Host(place)
        }
    }
}
