//! What a trained network answers: outputs and probabilities at any inputs.

use super::trained::Trained;
use crate::compile::network::model::Network;
use crate::engine::cpu::network::evaluate::Evaluator;
use crate::scene::network::Loss;
use crate::view::memo::Same;
use std::sync::Arc;

/// Evaluates networks, one at a time.
#[derive(Default)]
pub struct Answers {
    made: Option<(Arc<Network>, Evaluator<f32>)>,
    /// By part, the latest outputs at all its samples.
    known: [Option<(AnswerKey, Vec<f64>)>; 2],
}

/// Which samples are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredSamples {
    /// What is trained on.
    Training,
    /// What is held back.
    Validation,
}

/// The weights that answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerKey {
    trace: Same<crate::trace::Trace>,
    run: (usize, usize),
    place: usize,
}

impl AnswerKey {
    /// The weights of a run that are recorded nearest to a step.
    pub fn of(trained: &Trained, step: f64) -> Self {
        Self {
            trace: Same::as_this(&trained.computed.trace),
            run: (trained.trace.run, trained.trace.replicate),
            place: trained.place(step),
        }
    }
}

impl AnsweredSamples {
    /// Its samples.
    pub fn samples(self, network: &Network) -> &crate::compile::network::model::Samples {
        match self {
            Self::Training => &network.train,
            Self::Validation => &network.validation,
        }
    }
}

impl Answers {
    /// The outputs at inputs, sample by sample, with the weights nearest to a step.
    pub fn at(&mut self, trained: &Trained, step: f64, inputs: &[f64]) -> Vec<f64> {
        let weights = trained.weights(trained.place(step));
        if weights.is_empty() {
            return Vec::new();
        }
        let network = trained.network;
        self.made.take_if(|(known, _)| !Arc::ptr_eq(known, network));
        let make = || (network.clone(), Evaluator::new(network.clone()));
        let (_, evaluator) = self.made.get_or_insert_with(make);
        evaluator.outputs(weights, inputs)
    }

    /// The outputs at all samples of a part.
    pub fn of_part(&mut self, trained: &Trained, step: f64, part: AnsweredSamples) -> &[f64] {
        let key = AnswerKey::of(trained, step);
        let place = part as usize;
        if self.known[place].as_ref().is_none_or(|(known, _)| *known != key) {
            let inputs = &part.samples(trained.network).data.inputs;
            let outputs = self.at(trained, step, inputs);
            self.known[place] = Some((key, outputs));
        }
        self.known[place].as_ref().map_or(&[], |(_, outputs)| outputs)
    }
}

/// The probability of each class by a sample's outputs: the softmax where the network learns by
/// cross-entropy, else the share of what is above 0.
pub fn probabilities(network: &Network, outputs: &[f64]) -> Vec<f64> {
    let top = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let positive = |z: &f64| match network.loss {
        Loss::CrossEntropy => (z - top).exp(),
        Loss::Mse => z.max(0.0),
    };
    let sum: f64 = outputs.iter().map(positive).sum();
    outputs
        .iter()
        .map(|z| positive(z) / sum.max(f64::MIN_POSITIVE))
        .collect()
}

/// The class of the largest output; the first one of several.
pub fn best(outputs: &[f64]) -> usize {
    let better = |best: usize, o: usize| if outputs[o] > outputs[best] { o } else { best };
    (0..outputs.len()).fold(0, better)
}

/// How many of a part's answers are right.
pub fn right(network: &Network, part: AnsweredSamples, outputs: &[f64]) -> usize {
    let samples = part.samples(network);
    let answers = outputs.chunks_exact(samples.outputs.max(1));
    let pairs = answers.zip(&samples.data.targets);
    pairs.filter(|(z, target)| best(z) == **target as usize).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_shares_of_one() {
        let mut network = Network {
            varied_input: 0,
            units: vec![1, 3],
            layers: Vec::new(),
            activation: Default::default(),
            loss: Loss::CrossEntropy,
            init: crate::scene::network::Init::Zeros,
            train: Default::default(),
            validation: Default::default(),
            test: Default::default(),
            corrupt: None,
            batch: 1,
            micro_batches: 1,
            share: 1.0,
            exponents: false,
            dropout: 0.0,
            formats: Default::default(),
            every: 1,
            weights_every: 1,
            programs: Vec::new(),
        };
        let found = probabilities(&network, &[0.0, 2f64.ln(), -1000.0]);
        assert!((found[0] - 1.0 / 3.0).abs() < 1e-12 && (found[1] - 2.0 / 3.0).abs() < 1e-12);
        network.loss = Loss::Mse;
        assert_eq!(probabilities(&network, &[0.5, 1.5, -0.2]), [0.25, 0.75, 0.0]);
        assert_eq!(best(&[1.0, 3.0, 3.0]), 1);
    }
}
