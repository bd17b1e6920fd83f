//! What is recorded of a step, and under which names.

use super::builder::{Frame, Numbers};
use super::resolve::Used;
use super::step::{Composer, Record};
use super::tape::Input;
use crate::lang::Kind;
use crate::lang::check::Builtin;
use crate::lang::graph::Id;
use crate::lang::shape::Shape;

impl Composer<'_> {
    /// Learning rate, momentum and gradients, then every name of the rules.
    pub(super) fn records(&mut self, rate: Option<Id>, momentum: Option<Id>) -> Vec<Record> {
        let mut records = Vec::new();
        let number = |name: &str, id: Id| Record {
            name: name.to_owned(),
            width: 0,
            values: vec![id],
        };
        let list = |name: &str, values: Numbers| Record {
            name: name.to_owned(),
            width: values.len(),
            values,
        };
        let leaf = rate.map(|_| self.builder.read(Input::Rate));
        let lr = self.optimizer.named("lr").map(|lr| lr[0]).or(leaf);
        records.extend(lr.map(|id| number("lr", id)));
        if momentum.is_some() {
            records.push(number("momentum", self.builder.read(Input::Momentum)));
        }
        records.extend(self.raw.clone().map(|g| list("g_raw", g)));
        let last_g = self.staged.is_some().then(|| self.optimizer.builtin(Builtin::G));
        records.extend(last_g.flatten().map(|g| list("g", g)));
        self.own_records(&self.optimizer, "", &mut records);
        for (frame, name) in self.stages.iter().zip(stage_names(self.rules.stages)) {
            self.own_records(frame, &format!("{name}."), &mut records);
        }
        if rate.is_some() {
            self.own_records(&self.schedule, "schedule.", &mut records);
        }
        records
    }

    fn own_records(&self, frame: &Frame, prefix: &str, records: &mut Vec<Record>) {
        for id in frame.used.checked.recorded() {
            let variable = &frame.used.checked.variables[id.0];
            let name = format!("{prefix}{}", variable.name);
            let is_result = frame.used.checked.kind == Kind::Schedule
                && ["lr", "momentum"].contains(&variable.name.as_str());
            if is_result || name == "lr" {
                continue;
            }
            let values = frame.get(id);
            let width = match variable.shape {
                Shape::Run | Shape::Layer => 0,
                _ => values.len(),
            };
            records.push(Record { name, width, values });
        }
    }
}

/// Names under which the stages' columns are recorded: a repeated stage is numbered.
pub(super) fn stage_names(stages: &[Used]) -> Vec<String> {
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
