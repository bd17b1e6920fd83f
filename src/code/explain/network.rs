//! The same rule on a network: the phases of a lane's step, and the passes in each.

use super::formula::{Formulas, operation, replay};
use super::rows;
use super::subject::{Subject, settings_of};
use crate::compile::input::{HostInput, LaneNumber, PassInput};
use crate::compile::network::program::{Pass, Phase, Program, Sink};
use crate::compile::plan::STEPS_DONE;
use crate::compile::tape::Tape;
use crate::compile::{Finding, PlannedRun, compile};
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::op::Op;
use crate::lang::shape::Shape;
use std::collections::HashMap;
use std::fmt::Write as _;

/// How the page is read.
const ABOUT: &str = "On a network every value is one node, whatever its shape, and the engine gives the \
    gradient. A phase evaluates gradients, runs a tape for all numbers of each shape, then finishes the \
    reductions that the next phase waits for. Behind each instruction stands what it comes to in the rules' \
    own names.";

/// The page of a rule that is put on a small network.
///
/// # Errors
/// What is wrong, by field of the scene; a surface is none.
pub fn page(subject: &Subject) -> Result<String, Vec<Finding>> {
    let scene = subject.on_network()?;
    let (plan, findings) = compile(&scene.experiment);
    let plan = plan.ok_or(findings)?;
    let (Some(network), Some(run)) = (plan.network(), plan.runs.first()) else {
        return Err(Vec::new());
    };
    let program = &network.programs[run.program];
    let names = settings_of(&scene);
    let title = "On a network: phases and passes";
    let line = "-".repeat(title.len());
    let mut text = format!("{title}\n{line}\n{}\n", rows::wrapped(ABOUT));
    for (place, phase) in program.phases.iter().enumerate() {
        let _ = write!(text, "\nPhase {}\n{}", place + 1, self::phase(program, phase));
        for pass in &phase.passes {
            text += &Written::of(program, run, &names).pass(pass);
        }
        text += &rows::table(&reductions(program, phase));
    }
    Ok(text + &rows::table(&commits(program)))
}

/// A number of one of the smaller shapes, as the WGSL calls it.
fn slot(shape: Shape, place: u32) -> String {
    format!("s{}_{place}", shape as usize)
}

fn phase(program: &Program, phase: &Phase) -> String {
    let rows = phase.gradients.iter().map(|&g| {
        let gradient = &program.gradients[g as usize];
        let place = if gradient.at_weights {
            "at w"
        } else {
            "at the point that was worked out for it"
        };
        vec![format!("g{g}"), format!("is the gradient of the loss {place}")]
    });
    rows::table(&rows.collect::<Vec<_>>())
}

fn reductions(program: &Program, phase: &Phase) -> Vec<Vec<String>> {
    let reductions = phase.reductions.iter().map(|&number| {
        let reduction = &program.reductions[number as usize];
        let how = if reduction.op == Op::Max {
            "the largest"
        } else {
            "the sum"
        };
        let looked = if reduction.looked {
            ", only where layers are looked at"
        } else {
            ""
        };
        let what = format!("is {how} of reduction {number}: {}{looked}", reduction.to);
        vec![slot(reduction.to, reduction.slot), what]
    });
    reductions.collect()
}

fn commits(program: &Program) -> Vec<Vec<String>> {
    let state = |state: u32| program.states[state as usize].name.clone();
    let commits = program.commits.iter().map(|&(place, from)| {
        let shape = program.states[place as usize].shape;
        vec![
            state(place),
            format!("becomes {} at the end of the step", slot(shape, from)),
        ]
    });
    let skipped = program.skip.map(|place| {
        let what = format!("where {} is not 0: all states stay", slot(Shape::Run, place));
        vec!["skipped".to_owned(), what]
    });
    commits.chain(skipped).collect()
}

/// What is read on a network: by the host, or by a pass.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Read {
    Host(HostInput),
    Pass(PassInput),
}

/// Writes passes down: their tapes over one graph, in which the host's numbers are written out.
struct Written<'a> {
    program: &'a Program,
    graph: Graph,
    leaves: HashMap<Read, Id>,
    names: Vec<String>,
    constants: Vec<Id>,
    table: Vec<Id>,
    settings: &'a [String],
}

impl<'a> Written<'a> {
    fn of(program: &'a Program, run: &PlannedRun, settings: &'a [String]) -> Self {
        let mut written = Self {
            program,
            graph: Graph::default(),
            leaves: HashMap::new(),
            names: Vec::new(),
            constants: Vec::new(),
            table: Vec::new(),
            settings,
        };
        written.constants = written.outputs(&run.host.once);
        written.table = written.outputs(&run.host.each);
        written
    }

    fn outputs(&mut self, tape: &Tape<HostInput>) -> Vec<Id> {
        let places = self.places(tape, Read::Host);
        tape.outputs.iter().map(|&o| places[o as usize]).collect()
    }

    /// The node at each place of a tape.
    fn places<I: Copy>(&mut self, tape: &Tape<I>, by: fn(I) -> Read) -> Vec<Id> {
        let mut graph = std::mem::take(&mut self.graph);
        let places = replay(&mut graph, tape, |graph, input| self.read(graph, by(input)));
        self.graph = graph;
        places
    }

    fn read(&mut self, graph: &mut Graph, read: Read) -> Id {
        match read {
            Read::Pass(PassInput::Constant(i)) => self.constants[i as usize],
            Read::Pass(PassInput::Table(i)) => self.table[i as usize],
            other => {
                if let Some(&known) = self.leaves.get(&other) {
                    return known;
                }
                let id = graph.leaf(self.names.len() as u32);
                self.names.push(self.name(other));
                self.leaves.insert(other, id);
                id
            }
        }
    }

    /// Whether the sum of two nodes is the steps done, from 1.
    fn is_clock(&self, parts: &[Id]) -> bool {
        let done = self.program.states.iter().position(|s| s.name == STEPS_DONE);
        let count = done.map_or(Read::Host(HostInput::Step), |i| {
            Read::Pass(PassInput::Kept(LaneNumber::State(i as u32)))
        });
        let count = self.leaves.get(&count);
        let is_count = |id: &Id| count == Some(id);
        let is_one = |id: &Id| self.graph.constant(*id) == Some(1.0);
        parts.iter().any(is_count) && parts.iter().any(is_one)
    }

    fn name(&self, read: Read) -> String {
        match read {
            Read::Host(HostInput::Setting(i)) => self.settings.get(i as usize).cloned().unwrap_or_default(),
            Read::Host(HostInput::Step) => "k".to_owned(),
            Read::Host(HostInput::Total) => "T".to_owned(),
            Read::Pass(PassInput::Kept(LaneNumber::State(i))) => self.program.states[i as usize].name.clone(),
            Read::Pass(input) => label(input),
        }
    }

    fn pass(mut self, pass: &Pass) -> String {
        let places = self.places(&pass.tape, Read::Pass);
        let next = |id: Id| {
            let all = pass.sinks.iter().zip(&pass.tape.outputs);
            let mut all = all.filter(|(_, output)| places[**output as usize] == id);
            all.find_map(|(sink, _)| match sink {
                Sink::Next(state) => Some(format!("{}'", self.program.states[*state as usize].name)),
                _ => None,
            })
        };
        let name = |id: Id| match (self.graph.node(id), self.graph.parts(id)) {
            (Node::Leaf(leaf), _) => self.names.get(leaf as usize).cloned(),
            (_, Some((Op::Add, parts))) if self.is_clock(parts) => Some("t".to_owned()),
            _ => next(id),
        };
        let formulas = Formulas::of(&self.graph, &places, name);
        let tape = &pass.tape;
        let labels = tape.inputs.iter().map(|&input| label(input));
        let labels = labels.chain(tape.constants.iter().map(|c| rows::number(*c)));
        let labels: Vec<String> = labels
            .chain((0..tape.code.len()).map(|i| format!("x{i}")))
            .collect();
        let shown = |place: usize| rows::short(formulas.get(places[place]));
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (place, input) in tape.inputs.iter().enumerate() {
            rows.push(vec![labels[place].clone(), read(*input).to_owned(), shown(place)]);
        }
        let first = tape.inputs.len() + tape.constants.len();
        for (i, instruction) in tape.code.iter().enumerate() {
            let arguments = &instruction.arguments[..instruction.op.row().arity];
            let operands: Vec<String> = arguments.iter().map(|&a| labels[a as usize].clone()).collect();
            let what = format!("= {}", operation(instruction.op, &operands));
            rows.push(vec![labels[first + i].clone(), what, shown(first + i)]);
        }
        for (sink, &output) in pass.sinks.iter().zip(&tape.outputs) {
            rows.push(vec![
                labels[output as usize].clone(),
                self.sink(*sink, pass.shape),
            ]);
        }
        format!("for {}:\n{}", each(pass.shape), rows::table(&rows))
    }

    fn sink(&self, sink: Sink, shape: Shape) -> String {
        match sink {
            Sink::Slot(place) => format!("is kept as {}", slot(shape, place)),
            Sink::Reduce(number) => format!("feeds reduction {number}"),
            Sink::Point(gradient) => format!("is where gradient {gradient} is taken"),
            Sink::Next(state) => format!("is {} after the step", self.program.states[state as usize].name),
            Sink::Check => "must stay below 2^60".to_owned(),
            Sink::Watch(_) => "must not be lost".to_owned(),
            Sink::Quantile(_) => "is recorded by its quantiles".to_owned(),
        }
    }
}

/// What a pass goes through.
fn each(shape: Shape) -> &'static str {
    match shape {
        Shape::Run => "the run",
        Shape::Layer => "each layer",
        Shape::Row => "each row",
        Shape::Col => "each column",
        Shape::Element => "each element",
    }
}

/// What an input is called in the WGSL.
fn label(input: PassInput) -> String {
    match input {
        PassInput::Kept(LaneNumber::State(i)) => format!("u{i}"),
        PassInput::Kept(LaneNumber::Slot(shape, place)) => slot(shape, place),
        PassInput::Kept(LaneNumber::Gradient(g)) => format!("g{g}"),
        PassInput::Kept(LaneNumber::Layer(fact)) => format!("{fact:?}").to_lowercase(),
        PassInput::Constant(i) => format!("c{i}"),
        PassInput::Table(i) => format!("t{i}"),
        PassInput::Random(_, site) => format!("r{site}"),
    }
}

/// Where an input comes from.
fn read(input: PassInput) -> &'static str {
    match input {
        PassInput::Kept(LaneNumber::State(_)) => "a state",
        PassInput::Kept(LaneNumber::Slot(..)) => "kept from before",
        PassInput::Kept(LaneNumber::Gradient(_)) => "the gradient",
        PassInput::Kept(LaneNumber::Layer(_)) => "known of the layer",
        PassInput::Constant(_) => "the host, once per run",
        PassInput::Table(_) => "the host, once per step",
        PassInput::Random(..) => "a hash of seed, replicate, step and place",
    }
}
