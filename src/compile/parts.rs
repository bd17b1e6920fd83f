//! Who works out what: of a step's graph, what the host computes and what the lanes.

use super::input::{Input, StartInput};
use super::program::{RecordSource, RecordedColumn};
use super::step::Record;
use super::tape::Tape;
use crate::lang::graph::{Graph, Id, Node};
use std::collections::HashMap;

/// What a lane reads rather than computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LaneLeaf {
    /// A leaf that is its own.
    Own(Input),
    /// A number that a lane of a sweep computes once.
    Held(u32),
    /// A number that the host computes once per run.
    Constant(u32),
    /// A number that the host computes once per step.
    Table(u32),
}

/// Which nodes are a lane's, and which host numbers the lanes read.
pub(super) struct Parts<'a> {
    graph: &'a Graph,
    inputs: &'a [Input],
    /// The swept settings.
    own: &'a [u32],
    lane: Vec<bool>,
    swept: Vec<bool>,
    by_step: Vec<bool>,
    places: HashMap<Id, LaneLeaf>,
    /// What a lane computes once.
    pub held: Vec<Id>,
    /// What the host computes once, and once a step.
    pub constants: Vec<Id>,
    pub table: Vec<Id>,
    /// What is recorded, and who computes it.
    pub lane_records: Vec<Id>,
    pub host_records: Vec<Id>,
}

impl<'a> Parts<'a> {
    pub fn new(graph: &'a Graph, inputs: &'a [Input], own: &'a [u32]) -> Self {
        let mut lane = vec![false; graph.len()];
        let mut swept = vec![false; graph.len()];
        let mut by_step = vec![false; graph.len()];
        for id in graph.all() {
            match graph.node(id) {
                Node::Number(_) => {}
                Node::Leaf(leaf) => {
                    let input = inputs[leaf as usize];
                    lane[id.index()] = input.is_lanes_own();
                    by_step[id.index()] = matches!(input, Input::Step | Input::Rate | Input::Momentum);
                    swept[id.index()] = matches!(input, Input::Setting(slot) if own.contains(&slot));
                }
                Node::Apply(op, arguments) => {
                    for argument in &arguments[..op.row().arity] {
                        lane[id.index()] |= lane[argument.index()];
                        by_step[id.index()] |= by_step[argument.index()];
                        swept[id.index()] |= swept[argument.index()];
                    }
                }
            }
            lane[id.index()] |= swept[id.index()] && by_step[id.index()];
        }
        Self {
            graph,
            inputs,
            own,
            lane,
            swept,
            by_step,
            held: Vec::new(),
            constants: Vec::new(),
            table: Vec::new(),
            places: HashMap::new(),
            lane_records: Vec::new(),
            host_records: Vec::new(),
        }
    }

    /// Which nodes are worked out by lanes, at each step or once.
    pub fn of_lanes(self) -> Vec<bool> {
        let each = self.lane.iter().zip(&self.swept);
        each.map(|(lane, swept)| lane | swept).collect()
    }

    /// How a lane comes by a node: it computes it (None), or reads it.
    pub fn part(&mut self, id: Id) -> Option<LaneLeaf> {
        if self.lane[id.index()] {
            return match self.graph.node(id) {
                Node::Leaf(leaf) => Some(LaneLeaf::Own(self.inputs[leaf as usize])),
                _ => None,
            };
        }
        if self.swept[id.index()] {
            return Some(self.held(id));
        }
        self.graph.constant(id).is_none().then(|| self.of_host(id))
    }

    fn held(&mut self, id: Id) -> LaneLeaf {
        let held = &mut self.held;
        *self.places.entry(id).or_insert_with(|| {
            held.push(id);
            LaneLeaf::Held((held.len() - 1) as u32)
        })
    }

    /// What a lane computes before its first step.
    pub fn start(&mut self, initial: &[Id]) -> Tape<StartInput> {
        let roots: Vec<Id> = self.held.iter().chain(initial).copied().collect();
        let (graph, inputs, own) = (self.graph, self.inputs, self.own);
        Tape::emit(graph, &roots, |id| match graph.node(id) {
            Node::Leaf(leaf) if self.swept[id.index()] => {
                let place = own
                    .iter()
                    .position(|&s| Input::Setting(s) == inputs[leaf as usize]);
                place.map(|place| StartInput::Swept(place as u32))
            }
            // A state may begin as an expression of w.
            Node::Leaf(leaf) if self.lane[id.index()] => match inputs[leaf as usize] {
                Input::State(place) => Some(StartInput::W(place)),
                _ => None,
            },
            _ if self.swept[id.index()] || self.lane[id.index()] || graph.constant(id).is_some() => None,
            _ => match self.of_host(id) {
                LaneLeaf::Constant(place) => Some(StartInput::Constant(place)),
                _ => None,
            },
        })
    }

    fn of_host(&mut self, id: Id) -> LaneLeaf {
        let (by_step, constants, table) = (self.by_step[id.index()], &mut self.constants, &mut self.table);
        *self.places.entry(id).or_insert_with(|| {
            if by_step {
                table.push(id);
                LaneLeaf::Table((table.len() - 1) as u32)
            } else {
                constants.push(id);
                LaneLeaf::Constant((constants.len() - 1) as u32)
            }
        })
    }

    /// The columns; host numbers are counted among themselves, behind the table.
    pub fn columns<'r>(
        &mut self,
        records: impl IntoIterator<Item = &'r Record>,
        roots: &[Id],
    ) -> Vec<RecordedColumn> {
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

    fn source(&mut self, id: Id) -> RecordSource {
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
            RecordSource::Lane(place)
        } else {
            RecordSource::Host(place)
        }
    }
}
