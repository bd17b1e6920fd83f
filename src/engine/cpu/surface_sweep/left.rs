//! Lanes that are left in the middle of their way, and go on in another block.

use super::Block;
use crate::engine::sweep::{Outcome, Prepared};
use crate::real::Real;

impl<R: Real> Block<R> {
    /// A lane goes on from where another block of the same run, after as many steps as any other that is taken
    /// over, has it.
    pub fn take_over(&mut self, place: usize, from: &Self, at: usize) {
        for &row in &self.wiring.state {
            self.step.row_mut(row)[place] = from.step.row(row)[at];
        }
        self.alive[place] = from.alive[at];
        self.best[place] = from.best[at];
        self.reached[place] = from.reached[at];
        self.diverged[place] = from.diverged[at];
        self.frozen[place] = from.frozen[at];
        self.all_alive &= from.alive[at] != 0;
        self.holes |= from.holes;
        if from.alive[at] != 0 {
            self.done = from.done;
        }
    }

    /// The steps that it has taken; all of them where no lane goes on.
    pub fn done(&self) -> usize {
        self.done
    }

    /// The places of its lanes in the plan.
    pub fn lanes(&self) -> impl Iterator<Item = usize> {
        self.places.iter().copied()
    }

    /// The outcome of each lane after the steps taken so far, beside its place in the plan; it can go on.
    pub fn so_far(&mut self, prepared: &Prepared, step: usize) -> Vec<(usize, Outcome)> {
        let outcomes = self.ended(prepared, step);
        self.places.iter().copied().zip(outcomes).collect()
    }
}
