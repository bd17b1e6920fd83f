//! The learning rate of a step: the schedule behind its warmup, in place of the optimizer's parameters.

use super::input::Input;
use super::inspect::SCHEDULE;
use super::step::{Composer, Step};
use crate::lang::check::{Builtin, CheckedStatement};
use crate::lang::graph::Id;
use crate::lang::op::Op;

impl Step {
    /// Whether its learning rate has a say in where the next step begins.
    pub fn uses_rate(&self) -> bool {
        let builder = &self.builder;
        let asked = builder.requests().iter().flat_map(|request| request.arguments());
        let roots: Vec<Id> = self
            .states
            .iter()
            .flat_map(|s| s.next.clone())
            .chain(asked)
            .collect();
        let is_rate = |id: &Id| super::leaf(&builder.graph, &builder.inputs, *id) == Some(Input::Rate);
        builder.graph.reachable(&roots).iter().any(is_rate)
    }
}

impl Composer<'_> {
    /// Learning rate and driven momentum, put in place of the optimizer's parameters.
    pub(super) fn schedule(&mut self) -> (Option<Id>, Option<Id>) {
        let Some(base) = self.rules.optimizer.slot("lr") else {
            return (None, None);
        };
        let base = self.builder.read(Input::Setting(base));
        let (k, total) = self.clock_after_warmup();
        let one = self.builder.graph.number(1.0);
        let t = self.builder.apply(Op::Add, &[k, one]);
        self.schedule.set_builtin(Builtin::K, vec![k]);
        self.schedule.set_builtin(Builtin::T, vec![t]);
        self.schedule.set_builtin(Builtin::Total, vec![total]);
        self.schedule.set_builtin(Builtin::BaseLr, vec![base]);
        for (index, statement) in self.rules.schedule.checked.statements.iter().enumerate() {
            if let CheckedStatement::Assign(target, term) = statement {
                let line = self.execute(SCHEDULE, Some(index));
                let value = self.builder.term(&self.schedule, term);
                self.executed(line, &value);
                self.schedule.set(*target, value);
            }
        }
        let Some(rate) = self.schedule.named("lr") else {
            return (None, None);
        };
        let rate = self.warmed_up(base, rate[0]);
        if self.rules.warmup.is_some() {
            let line = self.execute(SCHEDULE, None);
            self.executed(line, &vec![rate]);
        }
        let leaf = self.builder.read(Input::Rate);
        self.replace("lr", leaf);
        let momentum = self.schedule.named("momentum").map(|m| m[0]);
        let driven = self.rules.optimizer.checked.scheduled;
        let momentum = momentum.filter(|_| driven.is_some());
        if let (Some(_), Some(driven)) = (momentum, driven) {
            let leaf = self.builder.read(Input::Momentum);
            self.optimizer.set(driven, vec![leaf]);
        }
        (Some(rate), momentum)
    }

    fn replace(&mut self, name: &str, by: Id) {
        if let Some(id) = self.rules.optimizer.checked.variable(name) {
            self.optimizer.set(id, vec![by]);
        }
    }

    /// k and T as the schedule sees them: counted from the warmup's end.
    fn clock_after_warmup(&mut self) -> (Id, Id) {
        let k = self.builder.read(Input::Step);
        let total = self.builder.read(Input::Total);
        let Some(warmup) = self.rules.warmup else {
            return self.in_units(k, total);
        };
        let steps = self.builder.read(Input::Setting(warmup.steps));
        let (zero, one) = (self.builder.graph.number(0.0), self.builder.graph.number(1.0));
        let k = self.builder.apply(Op::Sub, &[k, steps]);
        let total = self.builder.apply(Op::Sub, &[total, steps]);
        let k = self.builder.apply(Op::Max, &[k, zero]);
        let total = self.builder.apply(Op::Max, &[total, one]);
        self.in_units(k, total)
    }

    /// Whole epochs passed and epochs in all, where the schedule counts those.
    fn in_units(&mut self, k: Id, total: Id) -> (Id, Id) {
        let Some(steps) = self.rules.epoch else {
            return (k, total);
        };
        let steps = self.builder.read(Input::Setting(steps));
        let passed = self.builder.apply(Op::Div, &[k, steps]);
        let all = self.builder.apply(Op::Div, &[total, steps]);
        (
            self.builder.apply(Op::Floor, &[passed]),
            self.builder.apply(Op::Ceil, &[all]),
        )
    }

    fn warmed_up(&mut self, base: Id, rate: Id) -> Id {
        let Some(warmup) = self.rules.warmup else {
            return rate;
        };
        let builder = &mut self.builder;
        let [k, steps, start, first] = [
            Input::Step,
            Input::Setting(warmup.steps),
            Input::Setting(warmup.start),
            Input::Setting(warmup.first),
        ]
        .map(|input| builder.read(input));
        let one = builder.graph.number(1.0);
        let done = builder.apply(Op::Add, &[k, first]);
        let share = builder.apply(Op::Div, &[done, steps]);
        let missing = builder.apply(Op::Sub, &[one, start]);
        let gained = builder.apply(Op::Mul, &[missing, share]);
        let factor = builder.apply(Op::Add, &[start, gained]);
        let rising = builder.apply(Op::Mul, &[base, factor]);
        let early = builder.apply(Op::Lt, &[k, steps]);
        builder.apply(Op::Pick, &[early, rising, rate])
    }
}
