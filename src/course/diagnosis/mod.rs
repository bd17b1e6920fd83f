//! Why a run spiked, diverged or grows: what is seen of it, its likely causes, and the change that tests each
//! of them.
//!
//! - [`event`]: when it went wrong; what counts as a spike.
//! - [`cause`]: what is shown to be the cause, where that is shown.
//! - [`seen`]: what was recorded around it, with numbers. [`look`]: columns by the run's own steps;
//!   [`stages`]: those of its stages; [`batch`]: the samples of a step.
//! - [`likely`]: the causes, the best founded first. What is only likely is called so.
//! - [`change`]: what tests a cause: another run beside the one that went wrong, or more of it.

pub mod batch;
pub mod cause;
pub mod change;
pub mod event;
pub mod likely;
pub mod look;
pub mod seen;
pub mod stages;

use crate::compile::PlannedRun;
use crate::compile::local::Local;
use crate::compile::network::model::Network;
use crate::engine::Computed;
use crate::engine::cpu::network::sharpness::Sharp;
use crate::lang::column;
use crate::scene::Run;
use crate::trace::{Column, RunTrace};
use batch::StepBatch;
use cause::Cause;
use event::Gone;
use likely::Likely;
use look::RunColumns;
use seen::Seen;
use std::sync::Arc;

/// How many steps before a spike a corrupt batch is looked for: what momentum carries along shows late.
const REACH: usize = 10;

/// A run as it was computed.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What it is part of.
    pub computed: &'a Computed,
    /// Its recorded steps.
    pub run: &'a RunTrace,
    /// The surface near a point; None on a network.
    pub local: Option<&'a Local>,
}

/// What is known of a run that went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// What happened.
    pub gone: Gone,
    /// The step that made it, from 0 in the run's own count: whose batch, gradient and learning rate are
    /// looked at.
    pub step: usize,
    /// What is seen.
    pub seen: Vec<Seen>,
    /// The causes, the best founded first.
    pub likely: Vec<Likely>,
}

/// lr * lambda_max before a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateAt {
    /// The learning rate.
    pub rate: f64,
    /// lambda_max: the largest curvature of the loss.
    pub curvature: f64,
    /// Their product.
    pub product: f64,
    /// The largest product that is stable on a quadratic, where the rule declares one.
    pub bound: Option<f64>,
}

impl<'a> Case<'a> {
    /// The run at a place of the trace.
    pub fn of(computed: &'a Computed, place: usize, local: Option<&'a Local>) -> Option<Self> {
        let run = computed.trace.runs.get(place)?;
        let local = local.filter(|_| computed.plan.surface().is_some());
        Some(Self { computed, run, local })
    }

    /// Its program.
    pub fn planned(&self) -> Option<&'a PlannedRun> {
        self.computed.plan.runs.iter().find(|p| p.run == self.run.run)
    }

    /// What the user chose of it.
    pub fn chosen(&self) -> Option<&'a Run> {
        self.computed.experiment.runs.get(self.run.run)
    }

    /// The network as the run trained it, where the problem is one.
    pub fn network(&self) -> Option<&'a Arc<Network>> {
        self.computed.network_of(self.run.run)
    }

    /// What its loss was multiplied by before it was differentiated, where a stage does that.
    pub fn scale(&self) -> Option<&'a Column> {
        stages::scale_column(self.chosen()?, self.run)
    }

    /// The learning rate against the surface's curvature before a step in the trace's count. None on a
    /// network, and where there is no curvature.
    pub fn rate_at(&self, step: usize) -> Option<RateAt> {
        let curvatures = self.local?.at(self.run.point(step)).curvatures;
        let curvature = curvatures.first().copied().filter(|c| c.is_finite())?;
        self.against(step, curvature)
    }

    /// The learning rate of a step in the trace's count against a curvature.
    fn against(&self, step: usize, curvature: f64) -> Option<RateAt> {
        let rate = self.run.number(column::LR, step)?;
        Some(RateAt {
            rate,
            curvature,
            product: rate * curvature,
            bound: self.planned()?.bound(self.run.number(column::MOMENTUM, step)),
        })
    }
}

impl Diagnosis {
    /// Of a run that went wrong. `sharp` is the sharpness of a network, where it is known: of weights at or
    /// before the step.
    pub fn of(case: &Case, gone: Gone, sharp: Option<Sharp>) -> Self {
        let (step, batch) = made_by(case, &gone);
        let seen = seen::around(case, &gone, step, (batch, sharp));
        let likely = likely::ranked(case, &gone, step, &seen);
        Self {
            gone,
            step,
            seen,
            likely,
        }
    }

    /// The step that made it, as it is shown: in the trace's count.
    pub fn position(&self, run: &RunTrace) -> usize {
        self.step * run.every()
    }
}

/// The step, from 0, that made a run go wrong, and its batch: the first one beyond its rule's bound; one that
/// is corrupt, or whose loss alone is high; else the one before the loss rose, or the one that could not be
/// taken.
pub fn made_by(case: &Case, gone: &Gone) -> (usize, Option<StepBatch>) {
    if let Some(Cause::Rate(beyond)) = &gone.why {
        return (beyond.step - 1, None);
    }
    let (onset, rose) = gone.onset(case.run);
    if let Some(network) = case.network() {
        let near = (onset.saturating_sub(REACH)..=onset).rev();
        let spoiled = near.into_iter().find(|step| network.corrupt_at(*step).is_some());
        if let Some(step) = spoiled {
            return (step, StepBatch::of(case, step));
        }
        let usual = RunColumns::of(case).usual_loss(onset);
        let briefly = gone.spike.is_some_and(|spike| spike.is_brief());
        let batch = StepBatch::of(case, onset);
        let batch = batch.filter(|batch| rose && (batch.stands_out(usual) || batch.all.is_none() && briefly));
        if batch.is_some() {
            return (onset, batch);
        }
    }
    let step = onset - usize::from(rose && onset > 0);
    (step, StepBatch::of(case, step))
}

#[cfg(test)]
mod tests;
