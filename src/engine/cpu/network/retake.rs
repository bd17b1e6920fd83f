//! Runs of a network taken once more, in slices of time, to know the states at a step that nobody recorded.

use super::dense::Dense;
use super::lane::Lane;
use super::shared::of_runs;
use crate::compile::network::model::Network;
use crate::compile::{Lane as PlannedLane, Plan};
use crate::engine::host::tabulate;
use crate::real::Real;
#[cfg(not(target_arch = "wasm32"))]
use rayon::prelude::*;
use std::sync::Arc;
use web_time::Instant;

/// Lanes on their way to the ends that are planned for them.
pub struct Retake(Box<dyn Going + Send>);

/// The states of a lane, one after the other.
pub type States = Vec<Vec<f64>>;

trait Going {
    /// True while there is more to do.
    fn advance(&mut self, deadline: Instant) -> bool;
    fn states(&self) -> Vec<States>;
}

struct Group<R> {
    lanes: Vec<(Lane<R>, Dense<R>)>,
}

impl Retake {
    /// Prepares lanes of a plan that need no other ones to begin; `single`: in f32.
    pub fn new(plan: &Plan, network: &Arc<Network>, lanes: &[PlannedLane], single: bool) -> Self {
        Self(match single {
            true => Box::new(Group::<f32>::new(plan, network, lanes)),
            false => Box::new(Group::<f64>::new(plan, network, lanes)),
        })
    }

    /// Goes on until the deadline; true while there is more to do.
    pub fn advance(&mut self, deadline: Instant) -> bool {
        self.0.advance(deadline)
    }

    /// Where the lanes are, lane by lane.
    pub fn states(&self) -> Vec<States> {
        self.0.states()
    }
}

impl<R: Real> Group<R> {
    fn new(plan: &Plan, network: &Arc<Network>, lanes: &[PlannedLane]) -> Self {
        let shared = of_runs(plan, network);
        let lanes = lanes.iter().map(|lane| {
            let tabulated = Arc::new(tabulate(plan, &plan.runs[lane.run]));
            let lane = Lane::new(plan, &shared[lane.run], lane, tabulated);
            (lane, Dense::new(network))
        });
        Self {
            lanes: lanes.collect(),
        }
    }
}

impl<R: Real> Going for Group<R> {
    fn advance(&mut self, deadline: Instant) -> bool {
        let go = |(lane, dense): &mut (Lane<R>, Dense<R>)| {
            while lane.take_step(dense, false, |_| {}) && Instant::now() < deadline {}
        };
        #[cfg(not(target_arch = "wasm32"))]
        self.lanes.par_iter_mut().for_each(go);
        #[cfg(target_arch = "wasm32")]
        self.lanes.iter_mut().for_each(go);
        self.lanes.iter().any(|(lane, _)| !lane.is_done())
    }

    fn states(&self) -> Vec<States> {
        let states = |(lane, _): &(Lane<R>, Dense<R>)| {
            let states = lane.program.states.iter().zip(&lane.values.states);
            states
                .map(|(state, room)| lane.shared().gathered(state.shape, room).collect())
                .collect()
        };
        self.lanes.iter().map(states).collect()
    }
}
