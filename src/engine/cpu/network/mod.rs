//! Networks on the CPU: every lane by itself, its batch side by side in vectors, all lanes on all cores.
//!
//! - [`batch`]: samples side by side; [`dense`]: forward, loss and backward; `dot`, `activation` and
//!   [`outputs`] are its inner loops.
//! - [`pass`]: the rules' elementwise passes and reductions; [`shared`]: where each number stands.
//! - [`lane`]: a step of one lane; `record`: what it writes down.
//! - [`replay`]: a run once more, to see every part of its rules; [`retake`]: runs up to a step, for their
//!   states.
//! - [`taken`]: one step once more, to see why it could not be taken.
//! - [`sweep`]: points of a sweep, of which only the outcome is kept.
//! - [`evaluate`]: a network at given weights; [`landscape`] looks around there, on a [`plane`], and so does
//!   [`sharpness`].

mod activation;
pub mod batch;
pub mod dense;
mod dot;
pub mod evaluate;
pub mod landscape;
pub mod lane;
pub mod outputs;
pub mod pass;
pub mod plane;
mod record;
pub mod replay;
pub mod retake;
pub mod shared;
pub mod sharpness;
pub mod sweep;
pub mod taken;
pub mod tries;

use super::Job;
use crate::compile::Plan;
use crate::compile::network::model::Network;
use crate::engine::Info;
use crate::engine::host::{Tabulated, tabulate};
use crate::engine::network::assemble;
use crate::real::Real;
use crate::trace::Trace;
use dense::Dense;
use lane::Lane;
#[cfg(not(target_arch = "wasm32"))]
use rayon::prelude::*;
use std::sync::Arc;
use web_time::Instant;

/// Multiplications between two looks at the clock: about a millisecond.
const WORK: usize = 1 << 22;
/// Lanes at a time, by threads: few, so that their numbers stay near the processor, and enough for all
/// threads to end together.
const LANES_A_THREAD: usize = 8;
/// Parts of them, by threads, so that one that is done early takes over from another.
const PARTS_A_THREAD: usize = 2;

/// A trace of a network under way.
pub struct Tracer<R> {
    plan: Arc<Plan>,
    tabulated: Vec<Arc<Tabulated>>,
    network: Arc<Network>,
    lanes: Vec<Lane<R>>,
    /// Room for the samples of each part.
    rooms: Vec<Dense<R>>,
    /// Lanes at a time, and their steps between two looks at the clock.
    group: usize,
    steps: usize,
}

impl<R: Real> Tracer<R> {
    /// Prepares a plan on a network.
    pub fn new(plan: Arc<Plan>, network: Arc<Network>) -> Self {
        let tabulated: Vec<_> = plan
            .runs
            .iter()
            .map(|run| Arc::new(tabulate(&plan, run)))
            .collect();
        let shared = shared::of_runs(&plan, &network);
        let lanes = plan.lanes.iter();
        let lanes: Vec<Lane<R>> = lanes
            .map(|lane| Lane::new(&plan, &shared[lane.run], lane, tabulated[lane.run].clone()))
            .collect();
        let group = lanes.len().min(LANES_A_THREAD * threads());
        let drawn = shared.iter().map(|shared| shared.network.drawn()).max();
        let step = 3 * network.parameters() * drawn.unwrap_or(1) * group;
        let parts = group.min(PARTS_A_THREAD * threads());
        Self {
            rooms: (0..parts).map(|_| Dense::new(&network)).collect(),
            group,
            steps: (WORK / step.max(1)).max(1),
            tabulated,
            network,
            lanes,
            plan,
        }
    }

    /// Some steps of the first lanes that are not done.
    fn round(&mut self) {
        let steps = self.steps;
        let pending = self.lanes.iter_mut().filter(|lane| !lane.is_done());
        let mut group: Vec<&mut Lane<R>> = pending.take(self.group).collect();
        let size = group.len().div_ceil(self.rooms.len()).max(1);
        let advance = |(lanes, dense): (&mut [&mut Lane<R>], &mut Dense<R>)| {
            for lane in lanes {
                lane.advance(dense, steps);
            }
        };
        #[cfg(not(target_arch = "wasm32"))]
        group.par_chunks_mut(size).zip(&mut self.rooms).for_each(advance);
        #[cfg(target_arch = "wasm32")]
        group.chunks_mut(size).zip(&mut self.rooms).for_each(advance);
    }
}

impl<R: Real> Job for Tracer<R> {
    fn advance(&mut self, deadline: Instant, info: &Info) -> Option<Trace> {
        while self.lanes.iter().any(|l| !l.is_done()) {
            self.round();
            if Instant::now() >= deadline && self.lanes.iter().any(|l| !l.is_done()) {
                return None;
            }
        }
        let recorded: Vec<_> = self.lanes.iter().map(|l| &l.recorded).collect();
        Some(assemble(
            &self.plan,
            &self.network,
            info,
            size_of::<R>() == 4,
            &self.tabulated,
            &recorded,
        ))
    }
}

/// How many threads share the lanes.
fn threads() -> usize {
    #[cfg(not(target_arch = "wasm32"))]
    return rayon::current_num_threads();
    #[cfg(target_arch = "wasm32")]
    1
}
