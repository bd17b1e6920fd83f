//! What is wanted of a step: the nodes from which its program is made.

use super::network::Request;
use super::step::Step;
use crate::lang::graph::Id;

/// All roots of a step, with whole powers written out.
pub(super) struct Roots {
    /// The next states, w first.
    pub next: Vec<Id>,
    /// What is recorded, number by number.
    pub records: Vec<Id>,
    /// The first values of the states behind w.
    pub initial: Vec<Id>,
    /// The loss before the step.
    pub loss: Id,
    /// What must stay below the bound of divergence, besides the loss and w.
    pub gradient: Vec<Id>,
    /// What is asked of the engine (networks).
    pub requests: Vec<Request>,
    /// Not 0 where the step is skipped.
    pub skip: Option<Id>,
    /// What the schedule gives; on the host.
    pub rate: Option<Id>,
    pub momentum: Option<Id>,
    /// What is watched in a step, and for the loss alone (surfaces).
    pub watched: Vec<Id>,
    pub loss_watched: Vec<Id>,
}

impl Roots {
    /// Of a step; nothing is watched yet.
    pub fn of(step: &mut Step) -> Self {
        let numbers = |of: &[Vec<Id>]| of.concat();
        let next: Vec<Vec<Id>> = step.states.iter().map(|state| state.next.clone()).collect();
        let records: Vec<Vec<Id>> = step.records.iter().map(|record| record.values.clone()).collect();
        let initial: Vec<Vec<Id>> = step
            .states
            .iter()
            .filter_map(|state| state.initial.clone())
            .collect();
        let mut roots = Self {
            next: numbers(&next),
            records: numbers(&records),
            initial: numbers(&initial),
            loss: step.loss,
            gradient: step.gradient.clone(),
            requests: step.builder.requests().to_vec(),
            skip: step.skip,
            rate: step.rate,
            momentum: step.momentum,
            watched: Vec::new(),
            loss_watched: Vec::new(),
        };
        let old: Vec<Id> = roots.each_mut().iter().map(|root| **root).collect();
        let new = step.builder.expand_powers(&old);
        for (root, new) in roots.each_mut().into_iter().zip(new) {
            *root = new;
        }
        roots
    }

    /// Every root, to be replaced.
    pub fn each_mut(&mut self) -> Vec<&mut Id> {
        let mut all: Vec<&mut Id> = self.next.iter_mut().collect();
        all.extend(self.records.iter_mut().chain(&mut self.initial));
        all.push(&mut self.loss);
        all.extend(&mut self.gradient);
        all.extend(self.requests.iter_mut().flat_map(Request::arguments_mut));
        all.extend(
            self.skip
                .iter_mut()
                .chain(&mut self.rate)
                .chain(&mut self.momentum),
        );
        all.extend(self.watched.iter_mut().chain(&mut self.loss_watched));
        all
    }

    /// Those that lanes compute in every step, to be replaced: not what the schedule or the host gives.
    pub fn of_lanes_mut(&mut self) -> Vec<&mut Id> {
        let mut all: Vec<&mut Id> = self.next.iter_mut().chain(&mut self.gradient).collect();
        all.extend(self.records.iter_mut().chain(&mut self.skip));
        all.extend(self.watched.iter_mut().chain(&mut self.loss_watched));
        all.push(&mut self.loss);
        all
    }
}
