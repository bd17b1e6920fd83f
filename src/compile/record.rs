//! What is recorded of a step, and under which names.

use super::builder::{Numbers, RuleFrame};
use super::input::Input;
use super::resolve::Used;
use super::step::{Composer, Record, StateNumbers};
use crate::lang::Kind;
use crate::lang::check::Builtin;
use crate::lang::column;
use crate::lang::graph::Id;
use crate::lang::shape::Shape;

impl Composer<'_> {
    /// Learning rate, momentum and gradients, then every name of the rules; and for each state behind w the
    /// place of its record, which holds it as the step leaves it: a skipped step keeps it.
    pub(super) fn records(
        &mut self,
        rate: Option<Id>,
        momentum: Option<Id>,
        states: &[StateNumbers],
    ) -> (Vec<Record>, Vec<usize>) {
        let mut records = self.given_records(rate, momentum);
        if self.rules.records_decay {
            records.extend(self.decay(&states[0].next));
        }
        let (mut rest, mut places) = (&states[1..], Vec::new());
        for (frame, prefix) in self.prefixed(rate.is_some()) {
            let (own, others) = rest.split_at(frame.used.checked.states.len());
            for state in own {
                places.push(records.len());
                let name = free(&state.name, &records);
                records.push(record(name, state.shape, &state.next));
            }
            self.local_records(frame, &prefix, &mut records);
            rest = others;
        }
        for state in rest {
            places.push(records.len());
            records.push(record(state.name.clone(), state.shape, &state.next));
        }
        (records, places)
    }

    /// What every run has, whatever its rules are called.
    fn given_records(&mut self, rate: Option<Id>, momentum: Option<Id>) -> Vec<Record> {
        let mut records = Vec::new();
        let number = |name: &str, id: Id| record(name.to_owned(), Shape::Run, &vec![id]);
        let list = |name: &str, values: Numbers| record(name.to_owned(), Shape::Element, &values);
        let leaf = rate.map(|_| self.builder.read(Input::Rate));
        let lr = self.optimizer.named("lr").map(|lr| lr[0]).or(leaf);
        records.extend(lr.map(|id| number(column::LR, id)));
        if momentum.is_some() {
            records.push(number(column::MOMENTUM, self.builder.read(Input::Momentum)));
        }
        records.extend(self.raw.clone().map(|g| list(column::G_RAW, g)));
        let last_g = self.staged.is_some().then(|| self.optimizer.builtin(Builtin::G));
        records.extend(last_g.flatten().map(|g| list(column::G, g)));
        records
    }

    /// The rules and what stands before their names: the optimizer's, the stages' in order, the schedule's.
    pub(super) fn prefixed(&self, scheduled: bool) -> Vec<(&RuleFrame<'_>, String)> {
        let mut frames = vec![(&self.optimizer, String::new())];
        let names = stage_names(&self.rules.stages).into_iter();
        frames.extend(self.stages.iter().zip(names.map(|name| name + ".")));
        frames.extend(scheduled.then(|| (&self.schedule, "schedule.".to_owned())));
        frames
    }

    fn local_records(&self, frame: &RuleFrame, prefix: &str, records: &mut Vec<Record>) {
        for id in frame.used.checked.locals() {
            let variable = &frame.used.checked.variables[id.0];
            let name = format!("{prefix}{}", variable.name);
            let is_result = frame.used.checked.kind == Kind::Schedule
                && ["lr", "momentum"].contains(&variable.name.as_str());
            if is_result || name == "lr" {
                continue;
            }
            let name = free(&name, records);
            records.push(record(name, variable.shape, &frame.get(id)));
        }
    }
}

/// A name that no other column has: a rule may call its own numbers lr or momentum.
fn free(name: &str, records: &[Record]) -> String {
    match records.iter().any(|known| known.name == name) {
        true => format!("optimizer.{name}"),
        false => name.to_owned(),
    }
}

fn record(name: String, shape: Shape, values: &Numbers) -> Record {
    let width = match shape {
        Shape::Run | Shape::Layer => 0,
        _ => values.len(),
    };
    let values = values.clone();
    Record { name, width, values }
}

/// Names under which the stages' columns are recorded: a repeated stage is numbered.
fn stage_names(stages: &[Used]) -> Vec<String> {
    let mut names = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let before = stages[..index].iter().filter(|s| s.id == stage.id).count();
        names.push(match before {
            0 => stage.id.clone(),
            _ => format!("{}{}", stage.id, before + 1),
        });
    }
    names
}
