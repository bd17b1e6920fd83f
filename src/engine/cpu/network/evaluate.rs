//! A network at given weights: its loss, its outputs, its gradient over all samples, and the Hessian times a
//! direction.

use super::batch::Numbers;
use super::dense::{CHUNK, Dense, Score, backward, forward, score};
use super::shared::Shared;
use crate::compile::network::model::Network;
use crate::lang::shape::Shape;
use crate::real::Real;
use crate::real::dual::Dual;
use std::sync::Arc;

/// Which samples are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What is trained on.
    Training,
    /// What is held back.
    Validation,
    /// What is kept for a test.
    Test,
}

/// Loss and accuracy over some samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// Mean of the losses.
    pub loss: f64,
    /// Share of right answers; only where classes are predicted.
    pub accuracy: f64,
}

/// Evaluates a network; dropout is off.
pub struct Evaluator<R> {
    shared: Arc<Shared<R>>,
    dense: Dense<R>,
}

impl<R: Real> Evaluator<R> {
    /// An evaluator of a network.
    pub fn new(network: Arc<Network>) -> Self {
        let shared = Arc::new(Shared::new(network));
        Self {
            dense: Dense::new(&shared.network),
            shared,
        }
    }

    /// Another evaluator of the same network, which may work at the same time.
    #[must_use]
    pub fn another(&self) -> Self {
        Self {
            dense: Dense::new(&self.shared.network),
            shared: self.shared.clone(),
        }
    }

    /// Loss and accuracy at weights, in the order of the network's layers.
    pub fn at(&mut self, weights: &[f64], part: Part) -> Evaluation {
        let weights = self.shared.spread(Shape::Element, weights);
        self.sum(&weights, part, R::ONE, None)
    }

    /// The outputs for other inputs, sample by sample, at weights.
    pub fn outputs(&mut self, weights: &[f64], inputs: &[f64]) -> Vec<f64> {
        let network = self.shared.network.clone();
        let numbers = Numbers::without_targets(&network, inputs);
        let weights = self.shared.spread(Shape::Element, weights);
        self.dense.cast(&self.shared, &weights);
        let mut found = Vec::with_capacity(numbers.len() * network.train.outputs);
        for (i, batch) in numbers.batches(&network).iter().enumerate() {
            forward(&mut self.dense, &self.shared, batch, None);
            let count = (numbers.len() - i * CHUNK).min(CHUNK);
            found.extend(self.dense.outputs(&self.shared, count));
        }
        found
    }

    /// Loss and accuracy over a part, and its gradient where one is asked for.
    fn sum(&mut self, weights: &[R], part: Part, factor: R, mut gradient: Option<&mut [R]>) -> Evaluation {
        let numbers = match part {
            Part::Training => &self.shared.train,
            Part::Validation => &self.shared.validation,
            Part::Test => &self.shared.test,
        };
        self.dense.cast(&self.shared, weights);
        let mut total = Score::default();
        for batch in numbers.batches(&self.shared.network) {
            forward(&mut self.dense, &self.shared, batch, None);
            total.add(score(&mut self.dense, &self.shared, batch, factor));
            if let Some(gradient) = gradient.as_deref_mut() {
                backward(&mut self.dense, &self.shared, batch, gradient);
            }
        }
        let mean = total.mean_of(numbers.len());
        Evaluation {
            loss: mean.loss,
            accuracy: mean.right,
        }
    }
}

impl Evaluator<Dual> {
    /// The Hessian of the training loss at weights times a direction.
    pub fn hessian_times(&mut self, weights: &[f64], direction: &[f64]) -> Vec<f64> {
        let values = self.shared.spread(Shape::Element, weights);
        let slopes = self.shared.spread(Shape::Element, direction);
        let moving = values.iter().zip(&slopes).map(|(w, d)| Dual {
            value: w.value,
            slope: d.value,
        });
        let moving: Vec<Dual> = moving.collect();
        let mut gradient = self.shared.room(Shape::Element);
        let factor = Dual::of(1.0 / self.shared.network.train.len() as f64);
        self.sum(&moving, Part::Training, factor, Some(&mut gradient));
        let slopes: Vec<Dual> = gradient.iter().map(|g| Dual::of(g.slope)).collect();
        self.shared.gathered(Shape::Element, &slopes).collect()
    }
}
