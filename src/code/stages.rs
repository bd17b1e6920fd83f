//! The stages of a run in a program: what they do to the gradient, and around the backward pass and the step.

use super::table::fill;
use super::written::Written;
use super::{Refusal, Writer};
use crate::lang::Kind;
use std::collections::BTreeMap;

/// Where a program has something of stages.
pub(super) struct Stages {
    /// Above the loop.
    pub setup: String,
    /// The backward pass.
    pub backward: String,
    /// What happens to the gradient before the optimizer's step.
    pub gradient: String,
    /// The optimizer, with its stages where they are one.
    pub optimizer: String,
    /// The step.
    pub step: String,
}

impl Writer<'_> {
    /// The stages of the run in a frame.
    ///
    /// # Errors
    /// What the library does not have.
    pub(super) fn stages(&self, frame: &str, optimizer: String) -> Result<Stages, Refusal> {
        let table = self.library.table();
        let texts = [
            ("parameters", self.parameters.to_owned()),
            ("value", table.get("value", frame).unwrap_or("").to_owned()),
        ];
        let (mut gradient, mut around) = (Vec::new(), None);
        for stage in &self.run.stages {
            let stage = Written::of(Kind::Stage, &stage.name, &stage.params)?;
            let entry = |kind| stage.own((table, kind), &[], &texts).transpose();
            let missing = || Refusal::NoForm(self.library, stage.name());
            gradient.push(entry("stage")?.ok_or_else(missing)?);
            if let Some(backward) = entry("backward")? {
                let own = (entry("setup")?, backward, entry("step")?);
                if around.replace(own).is_some() {
                    return Err(Refusal::Scaled(self.library));
                }
            }
        }
        let (setup, backward, step) = around.unwrap_or_default();
        let usual = |kind| fill(table.get(kind, "").unwrap_or(""), &texts.clone().into());
        let backward = if backward.is_empty() {
            usual("backward")
        } else {
            backward
        };
        let chain = table.get("stages", "").filter(|_| !gradient.is_empty());
        let (gradient, optimizer) = match chain {
            None => (gradient.join("\n"), optimizer),
            Some(chain) => {
                let values = [("stages", gradient.join(",\n")), ("optimizer", optimizer)];
                (String::new(), fill(chain, &BTreeMap::from(values)))
            }
        };
        Ok(Stages {
            setup: setup.unwrap_or_default(),
            backward,
            gradient,
            optimizer,
            step: step.unwrap_or_else(|| usual("step")),
        })
    }
}
