//! What it takes to find out why a step could not be taken: its graph, and where each operation is written.

use super::input::Input;
use super::parts::Parts;
use super::step::Step;
use super::watch;
use crate::lang::graph::{Graph, Id};
use crate::lang::op::Op;
use crate::lang::{Kind, Span};
use serde::Serialize;

/// A run's step as a graph, and where each of its operations is written.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The step, powers as they are written.
    pub graph: Graph,
    /// What each leaf reads.
    pub inputs: Vec<Input>,
    /// The swept settings.
    pub own: Vec<u32>,
    /// Coordinates of a point.
    pub n: usize,
    /// The loss before the step.
    pub loss: Id,
    /// The next states, w first.
    pub next: Vec<Id>,
    /// What is checked besides, where the step is not skipped.
    pub gradient: Vec<Id>,
    /// Not 0 where it is skipped.
    pub skip: Option<Id>,
    /// What the schedule gives.
    pub rate: Option<Id>,
    /// The momentum that it drives.
    pub momentum: Option<Id>,
    /// What is recorded, by column: its nodes, powers as they are written.
    pub named: Vec<(String, Vec<Id>)>,
    /// Which of the nodes stand where in the compiled run.
    pub nodes: Nodes,
    /// By node: where it is written.
    pub origins: Vec<Option<Origin>>,
    /// The texts.
    pub texts: Vec<TrialText>,
    /// Whether a step can stop for another reason than that it diverges.
    pub is_needed: bool,
}

/// The nodes of a compiled run, powers written out and factors of the host's gathered.
#[derive(Clone, Debug, Default)]
pub struct Nodes {
    /// At each place of the step's tape.
    pub places: Vec<Id>,
    /// What the host works out once a run.
    pub constants: Vec<Id>,
    /// What the host works out at each step.
    pub table: Vec<Id>,
}

impl Nodes {
    pub(super) fn new(places: Vec<Id>, constants: &[Id], table: &[Id]) -> Self {
        Self {
            places,
            constants: constants.to_vec(),
            table: table.to_vec(),
        }
    }
}

/// A rule's text, as places in it are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialText {
    /// The rule's display name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The text.
    pub source: String,
}

/// Where an operation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The text's place among the trial's.
    pub text: usize,
    /// The expression.
    pub span: Span,
    /// Whether it is part of the expression's derivative.
    pub is_derivative: bool,
}

/// A place in a rule's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextPlace {
    /// The rule's display name.
    pub rule: String,
    /// Its kind: `optimizer`, `schedule`, `stage` or `surface`.
    pub kind: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// The expression, as it is written there.
    pub text: String,
    /// Whether it is not the expression itself that broke but its derivative.
    pub is_derivative: bool,
}

/// A watched number that may stop a run of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blame {
    /// The operation whose result it is; None: a state, or what the engine gives.
    pub op: Option<Op>,
    /// Where it stands.
    pub place: Option<TextPlace>,
}

impl Blame {
    /// Whether it is most likely lost because it has no value; else it leaves the range. Its arguments tell.
    pub fn is_undefined(&self) -> bool {
        self.op.is_some_and(watch::is_undefined)
    }
}

/// Where a node is written.
pub(super) fn place(origins: &[Option<Origin>], texts: &[TrialText], id: Id) -> Option<TextPlace> {
    let origin = (*origins.get(id.index())?)?;
    let text = &texts[origin.text];
    let span = origin.span;
    Some(TextPlace {
        rule: text.name.clone(),
        kind: match text.kind {
            Kind::Optimizer => "optimizer",
            Kind::Schedule => "schedule",
            Kind::Stage => "stage",
            Kind::Surface => "surface",
            Kind::Activation => "activation",
        },
        line: span.line_column(&text.source).0,
        text: text.source.get(span.start..span.end)?.to_owned(),
        is_derivative: origin.is_derivative,
    })
}

impl Trial {
    /// What a node reads, where it is an input.
    pub fn input(&self, id: Id) -> Option<Input> {
        super::leaf(&self.graph, &self.inputs, id)
    }

    /// Where a node is written.
    pub fn place(&self, id: Id) -> Option<TextPlace> {
        place(&self.origins, &self.texts, id)
    }

    pub(super) fn of(step: Step, own: &[u32], nodes: Nodes, is_needed: bool) -> Self {
        let (origins, texts) = (step.builder.origins, step.builder.texts);
        Self {
            n: step.builder.n,
            graph: step.builder.graph,
            inputs: step.builder.inputs,
            own: own.to_vec(),
            loss: step.loss,
            next: step.states.into_iter().flat_map(|s| s.next).collect(),
            gradient: step.gradient,
            skip: step.skip,
            rate: step.rate,
            momentum: step.momentum,
            named: step.records.into_iter().map(|r| (r.name, r.values)).collect(),
            nodes,
            origins,
            texts,
            is_needed,
        }
    }

    /// Which nodes lanes work out, and not the host in f64.
    pub fn of_lanes(&self) -> Vec<bool> {
        Parts::new(&self.graph, &self.inputs, &self.own).of_lanes()
    }
}
