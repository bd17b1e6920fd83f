//! Checked terms to scalar graph nodes, for a point of n coordinates.

use super::input::{Fact, Input};
use super::network::Request;
use super::resolve::{SettingSlot, Used};
use super::trial::{Origin, TrialText};
use crate::lang::Span;
use crate::lang::check::{Builtin, CheckedStatement, Role, Term, TermKind, VarId};
use crate::lang::derive;
use crate::lang::graph::{Graph, Id};
use crate::lang::op::Op;
use crate::lang::shape::Shape;
use std::collections::HashMap;
use std::ops::Range;

/// The numbers of one value: one, or one a coordinate.
pub(super) type Numbers = Vec<Id>;

/// Builds the graph of one run.
#[derive(Clone)]
pub(super) struct Builder {
    pub graph: Graph,
    /// What each leaf reads.
    pub inputs: Vec<Input>,
    known: HashMap<Input, Id>,
    /// Coordinates of the point.
    pub n: usize,
    /// How a value becomes nodes, and where the loss comes from.
    values: Values,
    /// Where each node is written, by its number; None: nowhere, or not told.
    pub origins: Vec<Option<Origin>>,
    /// The texts to which origins point.
    pub texts: Vec<TrialText>,
    sites: u32,
}

/// How a value becomes nodes, and where the loss and its gradient come from.
#[derive(Clone)]
enum Values {
    /// One node per number, as on a surface: its loss and its gradient at the coordinates' leaves.
    Unrolled { loss: Id, gradient: Numbers },
    /// One node per value, whatever its shape, as on a network: what needs all numbers of a shape is asked of
    /// the engine, in this order.
    Shaped(Vec<Request>),
}

/// The names of one rule and their current values.
pub(super) struct RuleFrame<'a> {
    pub used: &'a Used,
    values: Vec<Option<Numbers>>,
    first_site: u32,
    /// Its text's place among those of the builder.
    text: usize,
}

impl Builder {
    /// A builder that knows no loss: for what settings alone determine.
    pub(super) fn without_loss(n: usize) -> Self {
        let mut graph = Graph::default();
        let values = Values::Unrolled {
            loss: graph.number(0.0),
            gradient: Vec::new(),
        };
        Self {
            values,
            graph,
            inputs: Vec::new(),
            known: HashMap::new(),
            n,
            origins: Vec::new(),
            texts: Vec::new(),
            sites: 0,
        }
    }

    /// A builder on a surface: its loss and gradient are ready to be placed at any point.
    pub(super) fn new(surface: &Used) -> Self {
        let mut builder = Self::without_loss(surface.checked.dimensions);
        // The coordinates are the first leaves: the derivative counts on it.
        let coordinates: Numbers = (0..builder.n as u32)
            .map(|i| builder.read(Input::Coordinate(i)))
            .collect();
        let mut frame = builder.frame(surface);
        for (builtin, &id) in [Builtin::X, Builtin::Y].iter().zip(&coordinates) {
            frame.set_builtin(*builtin, vec![id]);
        }
        for statement in &surface.checked.statements {
            if let CheckedStatement::Assign(target, term) = statement {
                let value = builder.term(&frame, term);
                frame.set(*target, value);
            }
        }
        let f = frame.named("f").map(|f| f[0]);
        let loss = f.unwrap_or_else(|| builder.graph.number(0.0));
        let (n, origins) = (builder.n, &mut builder.origins);
        let gradient = derive::gradient_telling(&mut builder.graph, loss, n, |of, made| {
            let origin = origins.get(of.index()).copied().flatten();
            let derived = origin.map(|origin| Origin {
                is_derivative: true,
                ..origin
            });
            note(origins, made, derived);
        });
        builder.values = Values::Unrolled { loss, gradient };
        builder
    }

    /// The node that reads an input.
    pub(super) fn read(&mut self, input: Input) -> Id {
        if let Some(&id) = self.known.get(&input) {
            return id;
        }
        let id = self.graph.leaf(self.inputs.len() as u32);
        self.inputs.push(input);
        self.known.insert(input, id);
        id
    }

    /// An operation on single numbers, simplified.
    pub(super) fn apply(&mut self, op: Op, arguments: &[Id]) -> Id {
        self.graph.apply(op, arguments)
    }

    /// An operation, number by number; single numbers are repeated.
    pub(super) fn each(&mut self, op: Op, arguments: &[Numbers]) -> Numbers {
        let width = arguments.iter().map(Vec::len).max().unwrap_or(1);
        let pick = |numbers: &Numbers, i: usize| numbers[if numbers.len() == 1 { 0 } else { i }];
        (0..width)
            .map(|i| {
                let at: Vec<Id> = arguments.iter().map(|a| pick(a, i)).collect();
                self.graph.apply(op, &at)
            })
            .collect()
    }

    /// A builder on a network, whose loss and gradient are the engine's work.
    pub(super) fn on_network() -> Self {
        Self {
            values: Values::Shaped(Vec::new()),
            ..Self::without_loss(1)
        }
    }

    /// Whether a value is one node, whatever its shape.
    pub(super) fn is_shaped(&self) -> bool {
        matches!(self.values, Values::Shaped(_))
    }

    /// What a step asks of the engine, in order; on a surface nothing.
    pub(super) fn requests(&self) -> &[Request] {
        match &self.values {
            Values::Unrolled { .. } => &[],
            Values::Shaped(requests) => requests,
        }
    }

    /// The leaf of what is asked for; what was asked for before is asked once.
    pub(super) fn ask(&mut self, request: Request) -> Id {
        let place = match &mut self.values {
            Values::Shaped(asked) => asked
                .iter()
                .position(|&known| known == request)
                .unwrap_or_else(|| {
                    asked.push(request);
                    asked.len() - 1
                }),
            Values::Unrolled { .. } => unreachable!("numbers that are nodes are combined by operations"),
        };
        self.read(Input::Asked(place as u32))
    }

    /// The loss at a point; of a network it is the engine's work, and this one 0.
    pub(super) fn loss_at(&mut self, point: &Numbers) -> Id {
        match self.values {
            Values::Unrolled { loss, .. } => self.place(&[loss], point)[0],
            Values::Shaped(_) => self.graph.number(0.0),
        }
    }

    /// The gradient at a point, and the gradient of the loss times all scales there.
    pub(super) fn scaled_gradient(&mut self, point: &Numbers, scales: &[Numbers]) -> (Numbers, Numbers) {
        let gradient = match &self.values {
            Values::Unrolled { gradient, .. } => gradient.clone(),
            Values::Shaped(_) => return self.asked_gradient(point[0], scales),
        };
        let raw = self.place(&gradient, point);
        let scaled = |builder: &mut Self, g, scale: &Numbers| builder.each(Op::Mul, &[scale.clone(), g]);
        let g = scales.iter().fold(raw.clone(), |g, scale| scaled(self, g, scale));
        (raw, g)
    }

    /// The roots with whole powers written out, each where it was written.
    pub(super) fn expand_powers(&mut self, roots: &[Id]) -> Vec<Id> {
        let origins = &mut self.origins;
        self.graph
            .expand_powers_telling(roots, |of, made| note_as(origins, made, of))
    }

    fn place(&mut self, roots: &[Id], point: &Numbers) -> Numbers {
        let n = self.n as u32;
        let at = |graph: &mut Graph, leaf: u32| match leaf < n {
            true => point[leaf as usize],
            false => graph.leaf(leaf),
        };
        let origins = &mut self.origins;
        self.graph
            .rebuild_telling(roots, at, Graph::apply, |of, made| note_as(origins, made, of))
    }

    /// A frame with the rule's settings; builtins and states are set by the caller.
    pub(super) fn frame<'a>(&mut self, used: &'a Used) -> RuleFrame<'a> {
        let mut values = vec![None; used.checked.variables.len()];
        for (index, value) in values.iter_mut().enumerate() {
            *value = match used.setting(VarId(index)) {
                Some(SettingSlot::Number(slot)) => Some(vec![self.read(Input::Setting(slot))]),
                Some(SettingSlot::Switch(on)) => Some(vec![self.graph.number(f64::from(u8::from(on)))]),
                Some(SettingSlot::List(_)) | None => None,
            };
        }
        let first_site = self.sites;
        self.sites += used.checked.sites;
        RuleFrame {
            used,
            values,
            first_site,
            text: self.text(used),
        }
    }

    /// The place of a rule's text among those to which origins point.
    fn text(&mut self, used: &Used) -> usize {
        let rule = &used.rule;
        let known = self.texts.iter().position(|text| text.source == rule.source);
        known.unwrap_or_else(|| {
            self.texts.push(TrialText {
                name: if rule.name.is_empty() {
                    "own rule".to_owned()
                } else {
                    rule.name.clone()
                },
                kind: rule.kind,
                source: rule.source.clone(),
            });
            self.texts.len() - 1
        })
    }

    /// The numbers of a term. What is made for it is written where the term is.
    pub(super) fn term(&mut self, frame: &RuleFrame, term: &Term) -> Numbers {
        let before = self.graph.len();
        let numbers = self.numbers(frame, term);
        self.written(frame, term.span, before);
        numbers
    }

    /// Notes that what was made from a node's number on, and is written nowhere else, is written at a place
    /// of a rule.
    pub(super) fn written(&mut self, frame: &RuleFrame, span: Span, from: usize) {
        let origin = Origin {
            text: frame.text,
            span,
            is_derivative: false,
        };
        note(&mut self.origins, from..self.graph.len(), Some(origin));
    }

    fn numbers(&mut self, frame: &RuleFrame, term: &Term) -> Numbers {
        match &term.kind {
            TermKind::Number(value) => vec![self.graph.number(*value)],
            TermKind::Read(id) => frame.get(*id),
            TermKind::Apply(op, terms) => {
                let arguments: Vec<Numbers> = terms.iter().map(|t| self.term(frame, t)).collect();
                self.each(*op, &arguments)
            }
            TermKind::Reduce(reduction, terms) => {
                let arguments: Vec<Numbers> = terms.iter().map(|t| self.term(frame, t)).collect();
                match self.values {
                    Values::Unrolled { .. } => self.reduce(*reduction, &arguments),
                    Values::Shaped(_) => {
                        let over = terms.iter().fold(Shape::Run, |s, t| s.join(t.shape));
                        vec![self.asked_reduction(*reduction, over, &arguments)]
                    }
                }
            }
            TermKind::Grad { point, .. } => {
                let point = self.term(frame, point);
                let point = self.repeat(point);
                self.scaled_gradient(&point, &[]).0
            }
            TermKind::Random(distribution, site) => (0..self.n as u32)
                .map(|i| self.read(Input::Random(*distribution, frame.first_site + site, i)))
                .collect(),
            TermKind::Passed(list, step) => {
                let step = self.term(frame, step)[0];
                vec![self.passed(frame, *list, step)]
            }
        }
    }

    fn passed(&mut self, frame: &RuleFrame, list: VarId, step: Id) -> Id {
        let mut count = self.graph.number(0.0);
        if let Some(SettingSlot::List(slots)) = frame.used.setting(list) {
            for &slot in slots {
                let entry = self.read(Input::Setting(slot));
                let reached = self.apply(Op::Le, &[entry, step]);
                count = self.apply(Op::Add, &[count, reached]);
            }
        }
        count
    }

    /// One number a coordinate.
    pub(super) fn repeat(&self, numbers: Numbers) -> Numbers {
        match numbers.len() {
            1 => vec![numbers[0]; self.n],
            _ => numbers,
        }
    }

    /// 1 in weight matrices; a surface is one layer, and that a vector.
    pub(super) fn is_matrix(&mut self) -> Id {
        match self.values {
            Values::Unrolled { .. } => self.graph.number(0.0),
            Values::Shaped(_) => self.read(Input::Layer(Fact::IsMatrix)),
        }
    }

    /// Takes a parameter as 0 outside weight matrices.
    pub(super) fn only_matrices(&mut self, frame: &mut RuleFrame, parameter: &str) {
        let (id, value) = (frame.used.checked.variable(parameter), frame.named(parameter));
        if let (Some(id), Some(value)) = (id, value) {
            let is_matrix = self.is_matrix();
            let value = self.each(Op::Mul, &[vec![is_matrix], value]);
            frame.set(id, value);
        }
    }
}

/// Notes where new nodes are written, if that is not known yet.
fn note(origins: &mut Vec<Option<Origin>>, made: Range<usize>, origin: Option<Origin>) {
    origins.resize(made.end.max(origins.len()), None);
    for known in &mut origins[made] {
        *known = known.or(origin);
    }
}

/// Notes that new nodes are written where a known one is.
pub(super) fn note_as(origins: &mut Vec<Option<Origin>>, made: Range<usize>, of: Id) {
    let origin = origins.get(of.index()).copied().flatten();
    note(origins, made, origin);
}

impl RuleFrame<'_> {
    /// The current value of a variable.
    pub(super) fn get(&self, id: VarId) -> Numbers {
        match &self.values[id.0] {
            Some(value) => value.clone(),
            None => unreachable!("the check lets only assigned names be read"),
        }
    }

    /// Sets a variable.
    pub(super) fn set(&mut self, id: VarId, value: Numbers) {
        self.values[id.0] = Some(value);
    }

    /// Sets what the engine gives, where the rule's kind has it.
    pub(super) fn set_builtin(&mut self, builtin: Builtin, value: Numbers) {
        let variables = &self.used.checked.variables;
        if let Some(place) = variables.iter().position(|v| v.role == Role::Builtin(builtin)) {
            self.values[place] = Some(value);
        }
    }

    /// The value of a builtin.
    pub(super) fn builtin(&self, builtin: Builtin) -> Option<Numbers> {
        let variables = &self.used.checked.variables;
        let place = variables.iter().position(|v| v.role == Role::Builtin(builtin))?;
        self.values[place].clone()
    }

    /// The current value of a name, if it has one.
    pub(super) fn named(&self, name: &str) -> Option<Numbers> {
        let id = self.used.checked.variable(name)?;
        self.values[id.0].clone()
    }
}
