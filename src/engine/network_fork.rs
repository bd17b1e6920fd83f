//! With what a run on a network begins that goes on from another one.
//!
//! States of networks are too many to be recorded: the source is taken once more, up to the step of the fork.

use super::cpu::network::replay::states_at;
use super::host::{Tabulated, initial};
use super::network::initial_states;
use crate::compile::network::model::Network;
use crate::compile::{Lane, Plan};
use std::sync::Arc;

/// A lane's whole state before step `k + 1`, w first, without gaps; `single`: as f32 gives it.
pub fn state_at(plan: &Plan, network: &Arc<Network>, single: bool, index: usize, k: usize) -> Vec<f64> {
    let states = match &plan.lanes[index] {
        lane if lane.from.is_some() && k <= lane.first => carried(plan, network, single, lane, k),
        lane => states_at(plan, network, &with_state(plan, single, index, lane), single, k),
    };
    states.concat()
}

/// A lane that needs no other one to begin.
pub fn with_state(plan: &Plan, single: bool, index: usize, lane: &Lane) -> Lane {
    let source = plan.network.as_ref().filter(|_| lane.from.is_some());
    let state = source.map(|network| state_at(plan, network, single, index, lane.first));
    Lane {
        state: state.or_else(|| lane.state.clone()),
        from: None,
        ..lane.clone()
    }
}

/// What a lane begins with after `k` steps of its source: the source's w and its states of the same name and shape.
fn carried(plan: &Plan, network: &Arc<Network>, single: bool, lane: &Lane, k: usize) -> Vec<Vec<f64>> {
    let run = &plan.runs[lane.run];
    let tabulated = Tabulated {
        initial: initial(plan, run),
        ..Tabulated::default()
    };
    let mut own = initial_states(plan, network, lane, &tabulated);
    let Some(source) = lane.from else { return own };
    let all = state_at(plan, network, single, source, k);
    let mut rest = all.iter().copied();
    let program = |lane: &Lane| &network.programs[plan.runs[lane.run].program];
    let wanted = &program(lane).states;
    if !program(&plan.lanes[source]).counts_steps() && program(lane).counts_steps() {
        // A source that does not count its steps has skipped none.
        own.last_mut().into_iter().for_each(|done| done.fill(k as f64));
    }
    for state in &program(&plan.lanes[source]).states {
        let numbers: Vec<f64> = rest.by_ref().take(network.size(state.shape)).collect();
        if let Some(place) = wanted.iter().position(|w| w == state) {
            own[place] = numbers;
        }
    }
    own
}
