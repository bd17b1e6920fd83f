//! One step of one run as a graph: schedule, gradient, stages and optimizer put together.

use super::builder::{Builder, Numbers, RuleFrame};
use super::input::Input;
use super::inspect::{Executed, OPTIMIZER, STAGES};
use super::plan::STEPS_DONE;
use super::resolve::Used;
use super::run::Resolved;
use crate::lang::check::{Builtin, CheckedStatement, Role, Term, TermKind, VarId};
use crate::lang::graph::Id;
use crate::lang::op::Op;
use crate::lang::shape::Shape;

/// Where the settings of a warmup stand.
#[derive(Clone, Copy)]
pub(super) struct WarmupSlots {
    pub steps: u32,
    pub start: u32,
    pub first: u32,
}

/// One step as a graph.
#[derive(Clone)]
pub(super) struct Step {
    pub builder: Builder,
    /// The loss before the step.
    pub loss: Id,
    /// w, then the optimizer's states, the stages', and the steps done where they are the lane's own.
    pub states: Vec<StateNumbers>,
    /// What must stay below the bound of divergence, besides the loss and w.
    pub gradient: Numbers,
    /// Not 0 where the step is skipped.
    pub skip: Option<Id>,
    /// What the schedule gives; on the host.
    pub rate: Option<Id>,
    pub momentum: Option<Id>,
    pub records: Vec<Record>,
    /// For each state behind w the place of its record.
    pub state_records: Vec<usize>,
    /// Every statement as it was executed, where that was asked for.
    pub log: Vec<Executed>,
}

/// A state before and after the step.
#[derive(Clone)]
pub(super) struct StateNumbers {
    pub name: String,
    pub shape: Shape,
    pub next: Numbers,
    /// What it begins with, on the host; reads w as the lane's first states. Absent for w.
    pub initial: Option<Numbers>,
}

/// A recorded quantity.
#[derive(Clone)]
pub(super) struct Record {
    pub name: String,
    /// Numbers an entry; 0 for a plain number.
    pub width: usize,
    pub values: Numbers,
}

/// Puts the step together; `logged`: and takes down what it executes.
pub(super) fn build(rules: &Resolved, logged: bool) -> Step {
    let composed = |counts_steps| {
        let mut composer = Composer::new(rules, counts_steps);
        composer.log = logged.then(Vec::new);
        composer.compose()
    };
    let step = composed(rules.counts_steps);
    // Where a stage can really skip t is a lane's own, too; whether it can shows after folding its switches.
    match step.skip {
        Some(_) if !rules.counts_steps => composed(true),
        _ => step,
    }
}

/// Puts one step together; the schedule's part is in `rate`, the records' in `record`.
pub(super) struct Composer<'a> {
    pub(super) rules: &'a Resolved<'a>,
    pub(super) builder: Builder,
    pub(super) optimizer: RuleFrame<'a>,
    pub(super) stages: Vec<RuleFrame<'a>>,
    pub(super) schedule: RuleFrame<'a>,
    /// How many steps the optimizer has done, where that is the lane's own count.
    pub(super) done: Option<Id>,
    /// w before the step.
    pub(super) start: Numbers,
    pub(super) next_state: u32,
    pub(super) skip: Option<Id>,
    /// At each skip: its condition, and all states as they were there.
    pub(super) skips: Vec<(Id, Vec<Numbers>)>,
    pub(super) raw: Option<Numbers>,
    pub(super) staged: Option<Numbers>,
    pub(super) log: Option<Vec<Executed>>,
}

impl<'a> Composer<'a> {
    fn new(rules: &'a Resolved<'a>, own_t: bool) -> Self {
        let mut builder = rules.on.builder();
        let schedule = builder.frame(&rules.schedule);
        let optimizer = builder.frame(&rules.optimizer);
        let stages: Vec<_> = rules.stages.iter().map(|s| builder.frame(s)).collect();
        let mut composer = Self {
            rules,
            builder,
            optimizer,
            stages,
            schedule,
            done: None,
            start: Vec::new(),
            next_state: 0,
            skip: None,
            skips: Vec::new(),
            raw: None,
            staged: None,
            log: None,
        };
        composer.place_states(own_t);
        composer
    }

    fn state(&mut self, width: usize) -> Numbers {
        let first = self.next_state;
        self.next_state += width as u32;
        (first..self.next_state)
            .map(|i| self.builder.read(Input::State(i)))
            .collect()
    }

    fn place_states(&mut self, own_t: bool) {
        let n = self.builder.n;
        let w = self.state(n);
        self.optimizer.set_builtin(Builtin::W, w.clone());
        self.start.clone_from(&w);
        let states = |used: &Used| -> Vec<(VarId, Shape)> {
            used.checked
                .states
                .iter()
                .map(|s| (s.variable, s.shape))
                .collect()
        };
        for (variable, shape) in states(&self.rules.optimizer) {
            let numbers = self.state(shape.width(n));
            self.optimizer.set(variable, numbers);
        }
        for index in 0..self.stages.len() {
            for (variable, shape) in states(&self.rules.stages[index]) {
                let numbers = self.state(shape.width(n));
                self.stages[index].set(variable, numbers);
            }
            self.stages[index].set_builtin(Builtin::W, w.clone());
        }
        self.done = own_t.then(|| self.state(1)[0]);
        self.set_clock();
    }

    fn set_clock(&mut self) {
        let k = self.builder.read(Input::Step);
        let total = self.builder.read(Input::Total);
        let one = self.builder.graph.number(1.0);
        let t = self.builder.apply(Op::Add, &[self.done.unwrap_or(k), one]);
        let is_matrix = self.builder.is_matrix();
        for frame in self.stages.iter_mut().chain([&mut self.optimizer]) {
            frame.set_builtin(Builtin::K, vec![k]);
            frame.set_builtin(Builtin::T, vec![t]);
            frame.set_builtin(Builtin::Total, vec![total]);
            frame.set_builtin(Builtin::IsMatrix, vec![is_matrix]);
            if self.rules.on.decays_matrices() {
                self.builder.only_matrices(frame, "weight_decay");
            }
        }
    }

    fn compose(mut self) -> Step {
        let w = self.start.clone();
        let loss = self.builder.loss_at(&w);
        let (rate, momentum) = self.schedule();
        let waits = self.rules.optimizer.checked.statements.iter().any(asks_gradient);
        if !waits {
            let line = self.execute(OPTIMIZER, None);
            self.stage_gradient(line, &w);
        }
        for (index, statement) in self.rules.optimizer.checked.statements.iter().enumerate() {
            if let CheckedStatement::Assign(target, term) = statement {
                let line = self.execute(OPTIMIZER, Some(index));
                self.assign(line, *target, term);
            }
        }
        let states = self.states();
        let gradient = self.staged.clone().unwrap_or_default();
        let (mut records, state_records) = self.records(rate, momentum, &states);
        let shaped = states.first().filter(|_| self.builder.is_shaped());
        if let Some(next) = shaped.map(|w| w.next[0]) {
            records.extend(self.norms(next));
        }
        Step {
            loss,
            states,
            gradient,
            skip: self.skip,
            rate,
            momentum,
            records,
            state_records,
            log: self.log.unwrap_or_default(),
            builder: self.builder,
        }
    }

    fn point(&self) -> Numbers {
        self.optimizer.builtin(Builtin::W).unwrap_or_default()
    }

    fn assign(&mut self, line: usize, target: VarId, term: &Term) {
        if let TermKind::Grad { point, staged: true } = &term.kind {
            let point = self.builder.term(&self.optimizer, point);
            let point = self.builder.repeat(point);
            self.stage_gradient(line, &point);
            return;
        }
        let value = self.builder.term(&self.optimizer, term);
        let value = fitted(&self.builder, &self.rules.optimizer, target, value);
        self.executed(line, &value);
        self.optimizer.set(target, value);
    }

    /// The gradient at a point, through the stages, into the optimizer's `g`.
    fn stage_gradient(&mut self, line: usize, point: &Numbers) {
        let staged = self.stages.iter().zip(&self.rules.stages);
        let scales = staged.filter_map(|(stage, used)| Some(stage.get(used.checked.scales?)));
        let scales: Vec<Numbers> = scales.collect();
        // What is recorded is the gradient of the loss itself, without a stage's scale.
        let from = self.builder.graph.len();
        let (raw, mut g) = self.builder.scaled_gradient(point, &scales);
        for (stage, used) in self.stages.iter().zip(&self.rules.stages) {
            if let Some(scale) = &used.rule.scales {
                self.builder.written(stage, scale.span, from);
            }
        }
        self.executed(line, &raw);
        self.raw = Some(raw);
        for index in 0..self.stages.len() {
            self.stages[index].set_builtin(Builtin::G, g);
            self.run_stage(index);
            g = self.stages[index].builtin(Builtin::G).unwrap_or_default();
        }
        self.staged = Some(g.clone());
        self.optimizer.set_builtin(Builtin::G, g);
    }

    fn run_stage(&mut self, index: usize) {
        let used = &self.rules.stages[index];
        for (place, statement) in used.checked.statements.iter().enumerate() {
            let line = self.execute(STAGES + index, Some(place));
            match statement {
                CheckedStatement::Assign(target, term) => {
                    let value = self.builder.term(&self.stages[index], term);
                    let value = fitted(&self.builder, used, *target, value);
                    self.executed(line, &value);
                    self.stages[index].set(*target, value);
                }
                CheckedStatement::Skip(condition) => {
                    let condition = self.builder.term(&self.stages[index], condition)[0];
                    self.executed(line, &vec![condition]);
                    self.skip_if(condition);
                }
            }
        }
    }

    fn skip_if(&mut self, condition: Id) {
        if self.builder.graph.constant(condition) == Some(0.0) {
            return;
        }
        let held = self.current_states().into_iter().map(|s| s.1).collect();
        self.skips.push((condition, held));
        self.skip = Some(match self.skip {
            None => condition,
            Some(before) => self.builder.apply(Op::Or, &[before, condition]),
        });
    }

    /// w and every state: name and current numbers.
    fn current_states(&self) -> Vec<(String, Numbers)> {
        let mut all = vec![("w".to_owned(), self.point())];
        for (frame, prefix) in self.prefixed(false) {
            for state in &frame.used.checked.states {
                let name = &frame.used.checked.variables[state.variable.0].name;
                all.push((format!("{prefix}{name}"), frame.get(state.variable)));
            }
        }
        all
    }

    fn states(&mut self) -> Vec<StateNumbers> {
        let current = self.current_states();
        let mut next: Vec<Numbers> = current.iter().map(|s| s.1.clone()).collect();
        for (condition, held) in self.skips.clone().into_iter().rev() {
            for (next, held) in next.iter_mut().zip(held) {
                *next = self
                    .builder
                    .each(Op::Pick, &[vec![condition], held, next.clone()]);
            }
        }
        let initials = self.initials();
        let named = current.into_iter().zip(next).zip(initials);
        let mut states: Vec<StateNumbers> = named
            .map(|(((name, _), next), (initial, shape))| StateNumbers {
                name,
                shape,
                next,
                initial,
            })
            .collect();
        states.extend(self.clock_state());
        states
    }

    /// The initial value and the shape of w and every state.
    fn initials(&mut self) -> Vec<(Option<Numbers>, Shape)> {
        let zero = self.builder.graph.number(0.0);
        let mut initials = vec![(None, Shape::Element)];
        for frame in [&self.optimizer].into_iter().chain(&self.stages) {
            for state in &frame.used.checked.states {
                // Initial values use only settings and w, which no statement before the first step has
                // changed.
                let mut fresh = self.builder.frame(frame.used);
                fresh.set_builtin(Builtin::W, self.start.clone());
                let value = state.initial.as_ref().map(|t| self.builder.term(&fresh, t));
                let value = match value.unwrap_or_else(|| vec![zero]) {
                    one if one.len() == 1 => vec![one[0]; state.shape.width(self.builder.n)],
                    each => each,
                };
                initials.push((Some(value), state.shape));
            }
        }
        initials
    }

    fn clock_state(&mut self) -> Option<StateNumbers> {
        let done = self.done?;
        let (zero, one) = (self.builder.graph.number(0.0), self.builder.graph.number(1.0));
        let counted = self.builder.apply(Op::Add, &[done, one]);
        let next = match self.skip {
            Some(skip) => self.builder.apply(Op::Pick, &[skip, done, counted]),
            None => counted,
        };
        Some(StateNumbers {
            name: STEPS_DONE.to_owned(),
            shape: Shape::Run,
            next: vec![next],
            initial: Some(vec![zero]),
        })
    }
}

fn asks_gradient(statement: &CheckedStatement) -> bool {
    matches!(
        statement,
        CheckedStatement::Assign(
            _,
            Term {
                kind: TermKind::Grad { .. },
                ..
            }
        )
    )
}

/// A value as wide as the variable it is assigned to.
fn fitted(builder: &Builder, used: &Used, target: VarId, value: Numbers) -> Numbers {
    let variable = &used.checked.variables[target.0];
    let keeps = matches!(variable.role, Role::State(_) | Role::Builtin(_));
    let wide = variable.shape.width(builder.n) > 1;
    if keeps && wide {
        builder.repeat(value)
    } else {
        value
    }
}
