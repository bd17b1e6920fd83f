//! Looking around trained networks: how far it is, and doing it elsewhere than in this thread, while views go
//! on. An answer comes late, or never: so whoever asks keeps with each look what it was asked for.

use super::Poll;
use super::cpu::network::plane::Plane;
use crate::compile::network::model::Network;
use std::fmt::Debug;
use std::time::Duration;

/// What can be asked.
pub trait Lookout: Debug {
    /// Begins to evaluate the loss of all training samples at points of a plane, given by their coordinates;
    /// None where it cannot.
    fn plane(&self, network: &Network, plane: &Plane, points: &[[f64; 2]]) -> Option<Box<dyn Look>>;

    /// Begins to compute a network's outputs at inputs, sample by sample; None where it cannot.
    fn outputs(&self, network: &Network, weights: &[f64], inputs: &[f64]) -> Option<Box<dyn Look>>;
}

/// Numbers on their way. Dropping it gives them up.
pub trait Look: Debug {
    /// Goes on for about `budget`, and tells how the numbers stand.
    fn poll(&mut self, budget: Duration) -> Poll<Vec<f32>>;

    /// How much of it is done, from 0 to 1.
    fn share(&self) -> f64;
}

/// How far something is that takes many frames.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What is under way, in words that may follow "Computing".
    pub what: String,
    /// How much of the whole is done, from 0 to 1.
    pub share: f64,
}
