//! What a range test only guesses at: up to which rate a run is stable, and which rate is best, from a sweep;
//! and what the rule itself declares.

use crate::compile::Plan;
use crate::compile::local::Local;
use crate::compile::sweep::SweepPlan;
use crate::engine::sweep::{Outcome, Outcomes};

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
    /// Of a sweep whose first axis is the rate, with one seed; None while it is not done.
    pub fn of(plan: &SweepPlan, outcomes: &Outcomes) -> Option<Self> {
        let rates = &plan.axes.first()?.values;
        let lanes: Vec<_> = outcomes.lanes.iter().copied().collect::<Option<Vec<_>>>()?;
        let began = start(plan);
        let stable = |lane: &Outcome| {
            let began = began.or(lane.began);
            lane.diverged_at.is_none() && began.is_some_and(|began| lane.loss <= began)
        };
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

/// The loss at the first start; that of a network is seen when it begins.
fn start(plan: &SweepPlan) -> Option<f64> {
    let on = plan.surface()?;
    Some(on.surface.loss_at(on.starts.first()?, &on.surface.settings))
}

/// The largest learning rate that a rule bears where the loss curves as at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Declared {
    /// The rate.
    pub rate: f64,
    /// Where the bound is from.
    pub words: &'static str,
    /// Where it holds.
    pub behind: &'static str,
}

/// On a surface the bound of the run's rule over the largest curvature at the start; None where it declares no bound,
/// or the surface does not curve upwards there.
pub fn declared(plan: &Plan, run: usize) -> Option<Declared> {
    let planned = plan.runs.iter().find(|planned| planned.run == run)?;
    let start = &plan.lanes.first()?.start;
    let curvature = *Local::of(plan.surface()?).at(start.point()).curvatures.first()?;
    let rate = planned.bound(None)? / curvature;
    (curvature > 0.0 && rate.is_finite()).then_some(Declared {
        rate,
        words: "the bound of its rule",
        behind: "; on a quadratic with the curvature of the start",
    })
}

/// On a network the bound of the run's rule over the sharpness at the start, or that of plain gradient descent where
/// the rule declares none.
pub fn over_sharpness(plan: &Plan, run: usize, sharpness: f64) -> Option<Declared> {
    let planned = plan.runs.iter().find(|planned| planned.run == run)?;
    let (bound, words, behind) = match planned.bound(None) {
        Some(bound) => (
            bound,
            "the bound of its rule over the sharpness at the start",
            "; of the full batch, which moves as it trains",
        ),
        None => (
            2.0,
            "2 over the sharpness at the start",
            "; the bound of plain gradient descent, as this rule declares none",
        ),
    };
    let rate = bound / sharpness;
    (sharpness > 0.0 && rate.is_finite()).then_some(Declared { rate, words, behind })
}
