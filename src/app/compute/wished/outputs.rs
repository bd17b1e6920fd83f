//! A network's outputs at many inputs, worked out in slices of time: elsewhere where that is possible, else
//! on the CPU.

use super::Work;
use crate::compile::network::model::Network;
use crate::engine::Poll;
use crate::engine::cpu::network::evaluate::Evaluator;
use crate::engine::look::{Look, Lookout, Progress};
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// Multiplications between two looks at the clock: about a millisecond.
const WORK: usize = 1 << 20;

/// Outputs on their way.
pub struct Outputs {
    network: Arc<Network>,
    weights: Vec<f64>,
    inputs: Vec<f64>,
    /// What computes them in the CPU's place.
    look: Option<Box<dyn Look>>,
    evaluator: Option<Evaluator<f32>>,
    found: Vec<f64>,
}

impl Outputs {
    /// The outputs of a network with some weights at inputs, sample by sample.
    pub fn new(
        network: Arc<Network>,
        weights: Vec<f64>,
        inputs: Vec<f64>,
        lookout: Option<&dyn Lookout>,
    ) -> Self {
        let look = lookout.and_then(|lookout| lookout.outputs(&network, &weights, &inputs));
        Self {
            network,
            weights,
            inputs,
            look,
            evaluator: None,
            found: Vec::new(),
        }
    }

    /// The outputs known so far, sample by sample.
    pub fn found(&self) -> &[f64] {
        &self.found
    }

    fn samples(&self) -> [usize; 2] {
        let outputs = self.network.train.outputs.max(1);
        let inputs = self.network.units[0].max(1);
        [self.found.len() / outputs, self.inputs.len() / inputs]
    }

    /// The outputs of some more samples.
    fn compute(&mut self) {
        let [done, all] = self.samples();
        let some = (WORK / self.network.parameters().max(1)).max(1);
        let width = self.network.units[0];
        let next = &self.inputs[done * width..all.min(done + some) * width];
        let begin = || Evaluator::new(self.network.clone());
        let evaluator = self.evaluator.get_or_insert_with(begin);
        self.found.extend(evaluator.outputs(&self.weights, next));
    }
}

impl Work for Outputs {
    fn advance(&mut self, deadline: Instant) -> bool {
        if let Some(look) = &mut self.look {
            match look.poll(Duration::ZERO) {
                Poll::Busy => return true,
                Poll::Ready(outputs) => self.found = outputs.into_iter().map(f64::from).collect(),
                // The CPU can do it, too; what is wrong with the device its engine tells.
                Poll::Failed(_) | Poll::Idle => {}
            }
            self.look = None;
        }
        while self.progress().is_some() {
            self.compute();
            if Instant::now() >= deadline {
                break;
            }
        }
        self.progress().is_some()
    }

    fn progress(&self) -> Option<Progress> {
        let [done, all] = self.samples();
        (done < all).then(|| Progress {
            what: "the outputs all over the plane".to_owned(),
            share: done as f64 / all as f64,
        })
    }
}
