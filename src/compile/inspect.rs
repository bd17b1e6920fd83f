//! A run's rules taken apart: every part of every statement, in the order in which a step executes them.
//!
//! What is recorded is what the rules name. An inspection knows the rest, too: from the state before a step,
//! one tape gives the value of each expression in the texts, and on a network a lane's program gives those of
//! each parameter.

use super::builder::{Builder, Numbers, RuleFrame};
use super::input::{Input, StepInput};
use super::minimised::Minimised;
use super::network::probe::Probe;
use super::program;
use super::resolve::Used;
use super::run::Resolved;
use super::step::{Composer, Step};
use super::tape::Tape;
use super::{Compiler, Plan, network};
use crate::lang::check::{CheckedStatement, Term, TermKind};
use crate::lang::rule::{Expr, ExprKind, Statement, StatementKind};
use crate::lang::{Rule, Span};
use crate::scene::Experiment;
use std::ops::Range;
use std::sync::Arc;

/// The parts of a run's step.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The rules: schedule, optimizer, then the stages.
    pub rules: Vec<Inspected>,
    /// The statements in the order in which they are executed.
    pub lines: Vec<Line>,
    /// w before the step: places among the outputs.
    pub before: Range<usize>,
    /// What gives the values of all parts.
    pub source: Source,
}

/// What gives the values of all parts of a run's rules.
#[derive(Clone, Debug)]
pub enum Source {
    /// On a surface: reads state, settings, step, number of steps, and random numbers.
    Tape(Tape<StepInput>),
    /// On a network.
    Probe(Arc<Probe>),
}

/// A rule that is inspected.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// Its text and tree.
    pub rule: Arc<Rule>,
    /// Whether each of its parameters is a switch that is on.
    pub switches: Vec<Option<bool>>,
}

/// A statement that is executed.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The rule's place in [`Inspection::rules`].
    pub rule: usize,
    /// The statement's place in the rule's body; None where the optimizer is given the gradient of the loss,
    /// or the schedule its warmup.
    pub statement: Option<usize>,
    /// What is assigned, or the condition of `skip`: places among the outputs.
    pub value: Range<usize>,
    /// The expressions in it, with their values as they are before the statement.
    pub parts: Vec<InspectedPart>,
}

/// An expression in a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct InspectedPart {
    /// Where it stands in the rule's text.
    pub span: Span,
    /// Its value: places among the outputs.
    pub value: Range<usize>,
}

/// Takes a run of a plan apart, by its place there; None where the experiment does not compile to it.
pub fn inspect(experiment: &Experiment, plan: &Plan, place: usize) -> Option<Inspection> {
    let findings = &mut Vec::new();
    let planned = plan.runs.get(place)?;
    let run = experiment.runs.get(planned.run)?;
    let surface;
    let on = match plan.network_of(place) {
        Some(trained) => {
            let chosen = experiment.problem.network()?;
            network::minimised(trained, network::decayed(chosen, run))
        }
        None => {
            surface = Compiler { experiment, findings }.surface()?;
            Minimised::Surface {
                surface: &surface.0,
                settings: &surface.1,
            }
        }
    };
    let resolved = Resolved {
        seed: planned.seed,
        counts_steps: planned.counts_steps,
        ..Resolved::of(experiment, planned.run, on, findings)?
    };
    let mut step = resolved.step(true, findings)?;
    let (lines, mut wanted) = lines(&mut step);
    let w = (0..step.builder.n as u32).map(|i| step.builder.read(Input::State(i)));
    let before = wanted.len()..wanted.len() + w.len();
    wanted.extend(w);
    let rules = [&resolved.schedule, &resolved.optimizer];
    Some(Inspection {
        rules: rules.into_iter().chain(&resolved.stages).map(inspected).collect(),
        lines,
        before,
        source: match step.builder.is_shaped() {
            false => Source::Tape(program::whole_tape(&mut step, &wanted)),
            true => Source::Probe(Arc::new(Probe::new(step, &resolved, &wanted)?)),
        },
    })
}

impl Inspection {
    /// What gives all values on a surface.
    pub fn tape(&self) -> Option<&Tape<StepInput>> {
        match &self.source {
            Source::Tape(tape) => Some(tape),
            Source::Probe(_) => None,
        }
    }

    /// The statement of a line, where it has one.
    pub fn statement(&self, line: &Line) -> Option<&Statement> {
        self.rules[line.rule].rule.body.get(line.statement?)
    }

    /// Whether a value has a number for each coordinate, or each parameter of a network.
    pub fn is_wide(&self, value: &Range<usize>) -> bool {
        match &self.source {
            Source::Tape(_) => value.len() > 1,
            Source::Probe(probe) => probe.wide[value.start],
        }
    }

    /// How many of the lines a step with these values executes: not those behind a `skip` that holds.
    pub fn executed(&self, values: &[f64]) -> usize {
        let skips = |line: &Line| match self.statement(line).map(|s| &s.kind) {
            Some(StatementKind::Skip { .. }) => values[line.value.start] != 0.0,
            _ => false,
        };
        let last = self.lines.iter().position(skips);
        last.map_or(self.lines.len(), |line| line + 1)
    }

    /// The optimizer.
    pub fn optimizer(&self) -> &Inspected {
        &self.rules[OPTIMIZER]
    }

    /// The lines of the optimizer that assign a name, with what they assign.
    pub fn assignments<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a Line, &'a Expr)> {
        let lines = self.lines.iter().filter(|l| l.rule == OPTIMIZER);
        lines.filter_map(move |line| {
            let (target, value) = self.statement(line)?.assignment()?;
            (target == name).then_some((line, value))
        })
    }
}

impl Line {
    /// The value of an expression in it.
    pub fn part(&self, span: Span) -> Option<Range<usize>> {
        let found = self.parts.iter().find(|p| p.span == span);
        found.map(|p| p.value.clone())
    }
}

/// The schedule's place among the rules.
pub(super) const SCHEDULE: usize = 0;
/// The optimizer's place among the rules.
pub(super) const OPTIMIZER: usize = 1;
/// The first stage's place among the rules.
pub(super) const STAGES: usize = 2;

fn inspected(used: &Used) -> Inspected {
    Inspected {
        rule: used.rule.clone(),
        switches: used.switches(),
    }
}

/// An executed statement, its values still nodes.
#[derive(Clone)]
pub(super) struct Executed {
    rule: usize,
    statement: Option<usize>,
    value: Numbers,
    parts: Vec<(Span, Numbers)>,
}

impl Composer<'_> {
    /// Takes down a statement that is about to be executed; its value comes by [`Composer::executed`].
    pub(super) fn execute(&mut self, rule: usize, statement: Option<usize>) -> usize {
        let Some(log) = &mut self.log else { return 0 };
        let (frame, used): (&RuleFrame, &Used) = match rule {
            SCHEDULE => (&self.schedule, &self.rules.schedule),
            OPTIMIZER => (&self.optimizer, &self.rules.optimizer),
            stage => (&self.stages[stage - STAGES], &self.rules.stages[stage - STAGES]),
        };
        let mut parts = Vec::new();
        if let Some(index) = statement {
            let (CheckedStatement::Assign(_, term) | CheckedStatement::Skip(term)) =
                &used.checked.statements[index];
            let expr = used.rule.body[index].expr();
            self.builder.parts(frame, expr, term, &mut parts);
        }
        log.push(Executed {
            rule,
            statement,
            value: Vec::new(),
            parts,
        });
        log.len() - 1
    }

    /// The value of a statement taken down as `line`.
    pub(super) fn executed(&mut self, line: usize, value: &Numbers) {
        if let Some(executed) = self.log.as_mut().and_then(|log| log.get_mut(line)) {
            executed.value.clone_from(value);
        }
    }
}

impl Builder {
    /// The numbers of an expression and of all in it, outermost first.
    fn parts(&mut self, frame: &RuleFrame, expr: &Expr, term: &Term, parts: &mut Vec<(Span, Numbers)>) {
        // What a gradient is shows after the stages ran on it.
        if !matches!(term.kind, TermKind::Grad { .. }) {
            parts.push((expr.span, self.term(frame, term)));
        }
        let inner: &[Expr] = match &expr.kind {
            ExprKind::Apply(_, inner) | ExprKind::Call(_, inner) => inner,
            ExprKind::Number(_) | ExprKind::Name(_) => &[],
        };
        match &term.kind {
            TermKind::Apply(_, terms) | TermKind::Reduce(_, terms) => {
                for (expr, term) in inner.iter().zip(terms) {
                    self.parts(frame, expr, term, parts);
                }
            }
            // Of a list only the step that is looked up in it has a value.
            TermKind::Passed(_, term) => self.last_part(frame, inner, term, parts),
            TermKind::Grad { point, .. } => self.last_part(frame, inner, point, parts),
            TermKind::Number(_) | TermKind::Read(_) | TermKind::Random(..) => {}
        }
    }

    fn last_part(
        &mut self,
        frame: &RuleFrame,
        inner: &[Expr],
        term: &Term,
        parts: &mut Vec<(Span, Numbers)>,
    ) {
        if let Some(expr) = inner.last() {
            self.parts(frame, expr, term, parts);
        }
    }
}

/// The lines, and the nodes whose values they point to.
fn lines(step: &mut Step) -> (Vec<Line>, Numbers) {
    let mut wanted = Vec::new();
    let mut place = |numbers: Numbers| {
        let first = wanted.len();
        wanted.extend(numbers);
        first..wanted.len()
    };
    let log = std::mem::take(&mut step.log);
    let line = |executed: Executed| Line {
        rule: executed.rule,
        statement: executed.statement,
        value: place(executed.value),
        parts: executed
            .parts
            .into_iter()
            .map(|(span, numbers)| InspectedPart {
                span,
                value: place(numbers),
            })
            .collect(),
    };
    (log.into_iter().map(line).collect(), wanted)
}
