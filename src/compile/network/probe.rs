//! A run whose step gives, for each parameter, the value of every part of its rules.

use super::program::Program;
use super::split::{Split, split};
use crate::compile::plan::{On, PlannedRun};
use crate::compile::run::Resolved;
use crate::compile::step::{Record, Step};
use crate::lang::graph::Id;
use crate::lang::shape::Shape;
use std::sync::Arc;

/// A step that goes as the run's own does and gives, as its quantiles, the values that were wanted of it.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The run; its program is the one beside it.
    pub run: PlannedRun,
    /// What its lane does. Its quantile i has wanted value i at each parameter: the same one in a layer, say,
    /// where the value is the layer's.
    pub program: Program,
    /// Whether each value has a number for each parameter.
    pub wide: Vec<bool>,
}

impl Probe {
    /// None where the step cannot be split.
    pub(in crate::compile) fn new(mut step: Step, resolved: &Resolved, wanted: &[Id]) -> Option<Self> {
        let names: Vec<String> = (0..wanted.len()).map(|place| place.to_string()).collect();
        let named = names.iter().zip(wanted);
        step.records = named
            .map(|(name, &id)| Record {
                name: name.clone(),
                width: 0,
                values: vec![id],
            })
            .collect();
        let Split {
            program,
            host,
            columns,
            shapes,
            ..
        } = split(step, &resolved.known(&[]), &names).ok()?;
        Some(Self {
            wide: shapes.iter().map(|shape| *shape == Shape::Element).collect(),
            run: PlannedRun {
                run: resolved.index,
                label: resolved.label.clone(),
                seed: resolved.seed,
                counts_steps: program.counts_steps(),
                program: 0,
                host,
                settings: resolved.settings.clone(),
                columns,
                stability: None,
                gradients: resolved.optimizer.checked.gradients,
                on: On::Network {
                    own: None,
                    blames: Arc::default(),
                    again: None,
                },
            },
            program,
        })
    }
}
