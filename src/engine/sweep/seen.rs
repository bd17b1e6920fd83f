//! What is seen of a point of a sweep on a network, look by look.

use super::{Found, Outcome};
use crate::compile::sweep::SweepPlan;
use crate::trace::Why;
use std::sync::Arc;

/// The outcome of a point so far.
pub struct Seen {
    plan: Arc<SweepPlan>,
    /// The point's place in the plan.
    pub place: usize,
    /// How much of the sweep's length each of its steps is.
    every: usize,
    /// What is known of it.
    pub outcome: Outcome,
    kept: Vec<Outcome>,
}

/// A mean loss, and the share of right answers where there are any.
pub type Mean = (f64, Option<f64>);

impl Seen {
    /// Of a point that was not looked at yet.
    pub fn new(plan: Arc<SweepPlan>, place: usize, every: usize) -> Self {
        let outcome = Outcome {
            best: f64::INFINITY,
            ..Outcome::default()
        };
        Self {
            plan,
            place,
            every,
            outcome,
            kept: Vec::new(),
        }
    }

    /// Enters the means over what is trained on, and over what is held back, at the weights after so many steps.
    pub fn see(&mut self, trained: f64, held: Option<Mean>, step: usize) {
        let outcome = &mut self.outcome;
        outcome.began.get_or_insert(trained);
        outcome.loss = trained;
        outcome.best = outcome.best.min(trained);
        if outcome.reached.is_none() && trained <= self.plan.tolerance {
            outcome.reached = Some((step * self.every) as u32);
        }
        let Some((loss, right)) = held else {
            return;
        };
        outcome.validation = Some(loss);
        outcome.best_validation = Some(outcome.best_validation.unwrap_or(f64::INFINITY).min(loss));
        if let Some(right) = right {
            outcome.accuracy = Some(right);
            outcome.best_accuracy = Some(outcome.best_accuracy.unwrap_or(0.0).max(right));
        }
    }

    /// Keeps the outcome where it is to be kept.
    pub fn keep(&mut self, step: usize) {
        let next = |kept: &[Outcome]| self.plan.kept.get(kept.len()).map(|next| next / self.every);
        while next(&self.kept) == Some(step) {
            self.kept.push(self.outcome);
        }
    }

    /// The step behind so many could not be taken.
    pub fn end(&mut self, step: usize, why: Why) {
        self.outcome.diverged_at = Some(((step + 1) * self.every) as u32);
        self.outcome.why = Some(why);
        self.kept.resize(self.plan.kept.len(), self.outcome);
    }

    /// All that is known.
    pub fn found(self) -> Found {
        Found {
            lane: self.place,
            outcome: self.outcome,
            kept: self.kept,
        }
    }
}
