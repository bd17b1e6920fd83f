//! What a network says of any inputs, at given weights.

use super::dense::{CHUNK, Dense, Numbers, forward};
use super::shared::Shared;
use crate::compile::network::model::Network;
use crate::lang::shape::Shape;
use crate::real::Real;
use std::sync::Arc;

/// Evaluates a network; dropout is off.
pub struct Evaluator<R> {
    shared: Shared<R>,
    dense: Dense<R>,
}

impl<R: Real> Evaluator<R> {
    /// An evaluator of a network.
    pub fn new(network: Arc<Network>) -> Self {
        let shared = Shared::new(network);
        Self {
            dense: Dense::new(&shared),
            shared,
        }
    }

    /// The outputs (logits, or values) for inputs, sample by sample; `weights` in the order of the network's layers.
    pub fn outputs(&mut self, weights: &[f64], inputs: &[f64]) -> Vec<f64> {
        let network = self.shared.network.clone();
        let (features, outputs) = (network.units[0], network.train.outputs);
        let count = inputs.len() / features.max(1);
        let numbers = Numbers {
            inputs: inputs.iter().map(|&x| R::of(x)).collect(),
            targets: vec![R::ZERO; count * outputs],
        };
        let weights = self.shared.spread(Shape::Element, weights);
        self.dense.cast(&self.shared, &weights);
        let all: Vec<usize> = (0..count).collect();
        let mut found = Vec::with_capacity(count * outputs);
        for rows in all.chunks(CHUNK) {
            self.dense.load(&self.shared, &network.train, &numbers, rows);
            forward(&mut self.dense, &self.shared, None);
            found.extend(self.dense.outputs(&self.shared, rows.len()));
        }
        found
    }
}
