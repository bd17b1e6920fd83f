//! What a range test only guesses at: up to which rate a run is stable, and which rate is best, from a sweep;
//! and what the rule itself declares.

use crate::compile::Plan;
use crate::compile::local::Local;
use crate::compile::sweep::SweepPlan;
use crate::engine::sweep::Outcomes;

/// What a sweep over learning rates tells of a run from one start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Truth {
    /// The largest rate up to which every rate is stable: it does not diverge, and ends no higher than it
    /// began.
    pub stable: Option<f64>,
    /// The rate with the lowest loss at the end.
    pub best: Option<f64>,
    /// Whether the largest rate that was tried is stable, too: then larger ones may be.
    pub beyond: bool,
}

impl Truth {
    /// Of a sweep whose first axis is the rate; None while it is not done.
    pub fn of(plan: &SweepPlan, outcomes: &Outcomes) -> Option<Self> {
        let rates = &plan.axes.first()?.values;
        let start = start(plan)?;
        let lanes: Vec<_> = outcomes.lanes.iter().copied().collect::<Option<Vec<_>>>()?;
        let stable = |lane: &crate::engine::sweep::Outcome| lane.diverged_at.is_none() && lane.loss <= start;
        let count = lanes.iter().take_while(|lane| stable(lane)).count();
        let sound = lanes.iter().zip(rates).filter(|(lane, _)| stable(lane));
        let best = sound.min_by(|a, b| a.0.loss.total_cmp(&b.0.loss));
        Some(Self {
            stable: count.checked_sub(1).and_then(|last| rates.get(last).copied()),
            best: best.map(|(_, rate)| *rate),
            beyond: count == rates.len(),
        })
    }
}

/// The loss at the first start.
fn start(plan: &SweepPlan) -> Option<f64> {
    let on = plan.surface()?;
    Some(on.surface.loss_at(on.starts.first()?, &on.surface.settings))
}

/// The largest learning rate that the rule of a run bears on a quadratic with the curvature of its start;
/// None where it declares no bound, or the surface does not curve upwards there.
pub fn declared(plan: &Plan, run: usize) -> Option<f64> {
    let planned = plan.runs.iter().find(|planned| planned.run == run)?;
    let start = &plan.lanes.first()?.start;
    let curvature = *Local::of(plan.surface()?).at(start.point()).curvatures.first()?;
    let bound = planned.bound(None)? / curvature;
    (curvature > 0.0 && bound.is_finite()).then_some(bound)
}
