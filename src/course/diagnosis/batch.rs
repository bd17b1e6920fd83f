//! The samples of a step of a network.

use super::Case;
use super::event::TIMES;
use crate::engine::cpu::network::evaluate::{Evaluator, Part};
use crate::lang::column;

/// The samples of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepBatch {
    /// The step, from 0.
    pub step: usize,
    /// Which training samples, in the order in which they are taken.
    pub samples: Vec<usize>,
    /// How many there are to train on.
    pub of: usize,
    /// What their features are multiplied by, where they are corrupt.
    pub factor: Option<f64>,
    /// Their loss.
    pub loss: f64,
    /// The loss of all training samples at the same weights, where these were recorded.
    pub all: Option<f64>,
}

impl StepBatch {
    /// Of a step of a run, from 0. None on a surface, and where all samples are taken as they are.
    pub fn of(case: &Case, step: usize) -> Option<Self> {
        let network = case.network()?;
        let factor = network.corrupt_at(step).map(|corrupt| corrupt.factor);
        if factor.is_none() && network.drawn() >= network.train.len() {
            return None;
        }
        let seed = [case.planned()?.seed, case.run.replicate as u32];
        let place = step * case.run.every();
        let weights = case
            .run
            .column(column::W)
            .filter(|w| place.is_multiple_of(w.every.max(1)));
        let weights = weights.map(|w| w.entry(place)).filter(|w| !w.is_empty());
        Some(Self {
            step,
            samples: network.rows(seed, step, 0..network.drawn()),
            of: network.train.len(),
            factor,
            loss: case.run.number(column::LOSS, place)?,
            all: weights.map(|w| Evaluator::<f64>::new(network.clone()).at(w, Part::Training).loss),
        })
    }

    /// Whether its loss is far above the usual one while that of all samples is not: the weights are sound.
    pub fn stands_out(&self, usual: f64) -> bool {
        let limit = TIMES * usual;
        self.loss > limit && self.all.is_some_and(|all| all <= limit)
    }
}
