//! What the comparison of networks knows beyond the trace: the loss on all samples that are trained on, and once somebody
//! asked for it what the test part says, evaluated in slices of time.

use super::row::best;
use crate::compile::network::model::Network;
use crate::engine::cpu::network::evaluate::{Evaluator, Part};
use crate::trace::{RunTrace, Trace};
use crate::view::Computed;
use crate::view::memo::Same;
use std::sync::Arc;
use web_time::Instant;

/// What is known of one run with one seed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// The loss on all samples that are trained on, with the last weights; None where it diverged.
    pub training: Option<f64>,
    /// What the test part says, where it was asked for.
    pub test: Option<Tested>,
}

/// What the test part says of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tested {
    /// With the last weights; None where it diverged.
    pub last: Option<Found>,
    /// With the weights of the least validation loss of those that are kept, and their step.
    pub best: Option<(usize, Found)>,
}

/// Loss and accuracy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Mean of the losses.
    pub loss: f64,
    /// Share of right answers, where classes are predicted.
    pub accuracy: Option<f64>,
}

/// Runs on their way to be measured.
pub struct Measuring {
    trace: Same<Trace>,
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
            trace: Same::as_this(&done.trace),
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
            while measuring.step(&done.trace) {}
        }
        measuring.map_or_else(Vec::new, |measuring| measuring.found)
    }

    /// Whether it is about this trace, and the test part is asked for alike.
    pub fn is_of(&self, trace: &Arc<Trace>, test: bool) -> bool {
        self.trace.is(trace) && self.test == test
    }

    /// Goes on until the deadline; true while there is more to do.
    pub fn advance(&mut self, trace: &Trace, deadline: Instant) -> bool {
        while self.step(trace) {
            if Instant::now() >= deadline {
                return self.found.len() < self.runs;
            }
        }
        false
    }

    /// The share that is done.
    pub fn share(&self) -> f64 {
        self.found.len() as f64 / self.runs.max(1) as f64
    }

    /// What is known so far, run by run.
    pub fn found(&self) -> &[Measured] {
        &self.found
    }

    fn step(&mut self, trace: &Trace) -> bool {
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
            test: self.test.then(|| Tested {
                last: end.map(|weights| self.at(place, weights, Part::Test)),
                best: kept(run).map(|(step, weights)| (step, self.at(place, weights, Part::Test))),
            }),
        }
    }

    fn at(&mut self, place: usize, weights: &[f64], part: Part) -> Found {
        let found = self.evaluators[place].at(weights, part);
        Found {
            loss: found.loss,
            accuracy: self.classifies.then_some(found.accuracy),
        }
    }
}

/// The weights of the least validation loss of those that are kept, and their step.
fn kept(run: &RunTrace) -> Option<(usize, &[f64])> {
    let weights = run.column("w")?;
    let best = best(run, weights.every)?;
    let found = match best.step.is_multiple_of(weights.every.max(1)) {
        true => weights.entry(best.step),
        false => weights.last(),
    };
    (!found.is_empty()).then_some((best.step, found))
}
