//! With what runs on a network begin that go on from other ones.
//!
//! States of networks are too many to be recorded: the sources are taken once more, up to the steps of the
//! forks.

use super::cpu::network::retake::{Retake, States};
use super::network::{begun_at, kept};
use crate::compile::network::model::Network;
use crate::compile::{Lane, Plan};
use crate::trace::RunTrace;
use std::sync::Arc;
use web_time::Instant;

/// The pasts of some forks, on their way.
pub struct Pasts {
    network: Arc<Network>,
    retake: Retake,
    /// By fork: which of the lanes taken once more it needs, and through which lanes of the plan that comes
    /// to it.
    ways: Vec<(usize, Vec<usize>)>,
}

impl Pasts {
    /// Of lanes of a plan whose sources are known: `runs` are the traces by lane; `single`: as f32 gives
    /// them.
    pub fn new(
        plan: &Plan,
        network: &Arc<Network>,
        forks: &[usize],
        runs: &[RunTrace],
        single: bool,
    ) -> Self {
        let mut lanes: Vec<Lane> = Vec::new();
        let ways = forks.iter().map(|&fork| {
            let (source, way) = way(plan, fork);
            let lane = Lane {
                until: plan.lanes[fork].first,
                ..begun(&plan.lanes[source], &runs[source])
            };
            let place = lanes
                .iter()
                .position(|known| *known == lane)
                .unwrap_or(lanes.len());
            if place == lanes.len() {
                lanes.push(lane);
            }
            (place, way)
        });
        Self {
            ways: ways.collect(),
            network: network.clone(),
            retake: Retake::new(plan, network, &lanes, single),
        }
    }

    /// Goes on until the deadline; true while there is more to do.
    pub fn advance(&mut self, deadline: Instant) -> bool {
        self.retake.advance(deadline)
    }

    /// The whole state with which each fork begins, w first, without gaps.
    pub fn states(&self, plan: &Plan) -> Vec<Vec<f64>> {
        let known = self.retake.states();
        let state = |(place, way): &(usize, Vec<usize>)| {
            let first = known[*place].clone();
            let carry = |states, pair: &[usize]| carried(plan, &self.network, &states, [pair[0], pair[1]]);
            way.windows(2).fold(first, carry).concat()
        };
        self.ways.iter().map(state).collect()
    }
}

/// A lane that needs no other one to begin, by its trace.
pub fn begun(lane: &Lane, trace: &RunTrace) -> Lane {
    let own = lane.from.is_none();
    Lane {
        state: if own {
            lane.state.clone()
        } else {
            Some(trace.began.clone())
        },
        from: None,
        ..lane.clone()
    }
}

/// The lane that itself takes the step before a fork's first one, and the lanes from there to the fork.
fn way(plan: &Plan, fork: usize) -> (usize, Vec<usize>) {
    let k = plan.lanes[fork].first;
    let mut way = vec![fork];
    let mut place = fork;
    while let Some(source) = plan.lanes[place].from.filter(|_| k <= plan.lanes[place].first) {
        way.push(source);
        place = source;
    }
    way.reverse();
    (place, way)
}

/// What a lane takes over from another one: w and the states of the same name and shape; the others begin
/// anew, at this w.
fn carried(plan: &Plan, network: &Arc<Network>, states: &States, [source, to]: [usize; 2]) -> States {
    let lane = &plan.lanes[to];
    let run = &plan.runs[lane.run];
    let network = run.trains(network);
    let mut own = begun_at(plan, network, run, states[0].clone());
    let program = |lane: &Lane| &network.programs[plan.runs[lane.run].program];
    let (source, wanted) = (program(&plan.lanes[source]), program(lane));
    if !source.counts_steps() && wanted.counts_steps() {
        // A source that does not count its steps has skipped none.
        own.last_mut()
            .into_iter()
            .for_each(|done| done.fill(lane.first as f64));
    }
    for (state, numbers) in source.states.iter().zip(states) {
        if let Some(place) = wanted.states.iter().position(|w| w == state) {
            own[place].clone_from(numbers);
        }
    }
    kept(network, &mut own[0]);
    own
}
