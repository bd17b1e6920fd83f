//! Runs of networks measured at their ends, in slices of time: the loss on all samples that are trained on,
//! and once somebody asked for it what the test part says.

use crate::compile::network::model::Network;
use crate::engine::cpu::network::evaluate::{Evaluator, Part};
use crate::engine::look::Progress;
use crate::lang::column;
use crate::trace::{RunTrace, Trace};
use crate::view::Computed;
use crate::view::table::measure::{Measured, Measurement, TestedRun};
use crate::view::table::row::best;
use std::sync::Arc;
use web_time::Instant;

/// Runs on their way to be measured.
pub struct Measuring {
    trace: Arc<Trace>,
    /// One for each network that a run trained otherwise.
    evaluators: Vec<Evaluator<f64>>,
    /// Their places, run by run.
    places: Vec<usize>,
    classifies: bool,
    test: bool,
    runs: usize,
    found: Vec<Measured>,
}

impl std::fmt::Debug for Measuring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Measuring {} of {}", self.found.len(), self.runs)
    }
}

impl Measuring {
    /// Prepares to measure what was computed; `test`: the test part, too. None on a surface.
    pub fn new(done: &Computed, test: bool) -> Option<Self> {
        let network = done.plan.network()?;
        let mut networks: Vec<&Arc<Network>> = Vec::new();
        let place = |run: &RunTrace| {
            let own = done.network_of(run.run).unwrap_or(network);
            let known = networks.iter().position(|other| Arc::ptr_eq(other, own));
            known.unwrap_or_else(|| {
                networks.push(own);
                networks.len() - 1
            })
        };
        let places = done.trace.runs.iter().map(place).collect();
        let evaluators = networks.into_iter().cloned().map(Evaluator::new);
        Some(Self {
            trace: done.trace.clone(),
            evaluators: evaluators.collect(),
            places,
            classifies: network.classifies(),
            test: test && !network.test.is_empty(),
            runs: done.trace.runs.len(),
            found: Vec::new(),
        })
    }

    /// All of it at once; nothing on a surface.
    pub fn whole(done: &Computed) -> Vec<Measured> {
        let mut measuring = Self::new(done, false);
        if let Some(measuring) = &mut measuring {
            while measuring.step() {}
        }
        measuring.map_or_else(Vec::new, |measuring| measuring.found)
    }

    /// Goes on until the deadline; true while there is more to do.
    pub fn advance(&mut self, deadline: Instant) -> bool {
        while self.step() {
            if Instant::now() >= deadline {
                return self.found.len() < self.runs;
            }
        }
        false
    }

    /// How far it is; None once all is known.
    pub fn progress(&self) -> Option<Progress> {
        (self.found.len() < self.runs).then(|| Progress {
            what: "the losses of all runs".to_owned(),
            share: self.found.len() as f64 / self.runs.max(1) as f64,
        })
    }

    /// What is known so far, run by run.
    pub fn found(&self) -> &[Measured] {
        &self.found
    }

    fn step(&mut self) -> bool {
        let trace = self.trace.clone();
        let next = trace.runs.get(self.found.len());
        if let Some(run) = next {
            let measured = self.measured(run);
            self.found.push(measured);
        }
        next.is_some()
    }

    fn measured(&mut self, run: &RunTrace) -> Measured {
        let place = self.places[self.found.len()];
        let end = Some(run.end()).filter(|weights| !weights.is_empty() && run.diverged_at.is_none());
        Measured {
            training: end.map(|weights| self.at(place, weights, Part::Training).loss),
            test: self.test.then(|| TestedRun {
                last: end.map(|weights| self.at(place, weights, Part::Test)),
                best: kept(run).map(|(step, weights)| (step, self.at(place, weights, Part::Test))),
            }),
        }
    }

    fn at(&mut self, place: usize, weights: &[f64], part: Part) -> Measurement {
        let found = self.evaluators[place].at(weights, part);
        Measurement {
            loss: found.loss,
            accuracy: self.classifies.then_some(found.accuracy),
        }
    }
}

/// The weights of the least validation loss of those that are kept, and their step.
fn kept(run: &RunTrace) -> Option<(usize, &[f64])> {
    let weights = run.column(column::W)?;
    let best = best(run, weights.every)?;
    let found = match best.step.is_multiple_of(weights.every.max(1)) {
        true => weights.entry(best.step),
        false => weights.last(),
    };
    (!found.is_empty()).then_some((best.step, found))
}
