//! What the horizontal axis of a chart counts.

use super::{Chart, Scale};
use crate::compile::Plan;
use crate::scene::{Along, Budget};
use crate::view::Shown;

/// What the horizontal axis of a chart counts, and what it may count instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// What was chosen.
    pub along: Along,
    /// What it counts.
    pub now: Budget,
    /// What it counts where nothing is chosen.
    pub own: Budget,
    /// What it may count; empty where there is no choice.
    pub offered: Vec<Budget>,
    /// How much of the axis a step of the trace takes, of the selected run.
    pub pace: f64,
}

impl Default for Counted {
    fn default() -> Self {
        Self {
            along: Along::default(),
            now: Budget::Steps,
            own: Budget::Steps,
            offered: Vec::new(),
            pace: 1.0,
        }
    }
}

impl Counted {
    /// What the axis of a chart counts, as the scene says; what it asks for and nobody can count is left out.
    fn of(plan: &Plan, shown: &Shown) -> Self {
        let along = shown.scene.view.along;
        let offered = offered(plan);
        let wanted = along.counts.filter(|counts| offered.contains(counts));
        let now = wanted.unwrap_or(plan.budget);
        Self {
            along,
            now,
            own: plan.budget,
            offered,
            pace: pace(plan, shown.scene.view.selected, now),
        }
    }
}

/// Lays out a chart over the steps along the axis that the scene asks for: each line as far as its run's steps
/// cost, the cursor where the selected run stands.
pub fn lay(chart: &mut Chart, shown: &Shown) {
    let Some(plan) = plan(shown) else { return };
    let counted = Counted::of(plan, shown);
    for line in &mut chart.series {
        line.pace = line.run.map_or(counted.pace, |run| pace(plan, run, counted.now));
    }
    let paces = chart.series.iter().map(|line| line.pace);
    let widest = paces.reduce(f64::max).unwrap_or(counted.pace);
    chart.x.label = counted.now.unit().into();
    chart.x.high *= widest;
    for place in [&mut chart.cursor, &mut chart.hovered].into_iter().flatten() {
        *place *= counted.pace;
    }
    for note in &mut chart.notes {
        note.step *= counted.pace;
    }
    let firsts = chart.series.iter().map(|line| line.every as f64 * line.pace);
    let first = firsts.reduce(f64::min).unwrap_or(counted.pace);
    if counted.along.log && first < chart.x.high {
        (chart.x.scale, chart.x.low) = (Scale::Log, first);
    }
    chart.counted = counted;
}

/// How much of the axis that the scene asks for a step of the trace takes, of a run by its place in the
/// experiment.
pub fn shown(shown: &Shown, run: usize) -> f64 {
    plan(shown).map_or(1.0, |plan| pace(plan, run, Counted::of(plan, shown).now))
}

fn plan<'a>(shown: &Shown<'a>) -> Option<&'a Plan> {
    let plan = shown.done.map(|done| &done.plan).or(shown.plan);
    plan.map(|plan| &**plan)
}

/// What the steps of some run cost more of than one.
fn offered(plan: &Plan) -> Vec<Budget> {
    let mut all = vec![Budget::Steps, Budget::Evaluations, Budget::Samples];
    let costs = |budget: Budget| plan.runs.iter().any(|run| plan.cost(run, budget) > 1);
    all.retain(|budget| *budget == Budget::Steps || *budget == plan.budget || costs(*budget));
    all
}

/// How much of what is counted a step of the trace takes, of a run by its place in the experiment.
fn pace(plan: &Plan, run: usize, counts: Budget) -> f64 {
    let planned = plan.runs.iter().find(|planned| planned.run == run);
    planned.map_or(1.0, |planned| {
        plan.cost(planned, counts) as f64 / plan.every(planned) as f64
    })
}
