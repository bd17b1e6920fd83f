//! Outcomes as a table: one line per lane, runs outermost, then seeds, then starts, then the second axis; the
//! first axis is fastest.

use super::{Outcome, Outcomes};
use crate::compile::sweep::SweepPlan;
use crate::trace::Why;
use std::fmt::Write as _;

/// All of them, the runs called by their places.
pub fn csv(plan: &SweepPlan, outcomes: &Outcomes) -> String {
    let mut out = header(plan);
    rows(&mut out, plan, outcomes, |run| run.to_string());
    out
}

/// One line per lane that is done, and where outcomes are kept one for each of these steps, the run called as
/// `name` says; what did not happen is empty, and so is what is not finite.
pub fn rows(out: &mut String, plan: &SweepPlan, outcomes: &Outcomes, name: impl Fn(usize) -> String) {
    let kept = plan.kept.iter().copied().zip(&outcomes.kept);
    for (step, lanes) in kept.chain([(plan.base.steps, &outcomes.lanes)]) {
        rows_at(out, plan, (step, &lanes[..]), &name);
    }
}

/// The same of one of these steps.
pub fn rows_at(
    out: &mut String,
    plan: &SweepPlan,
    (step, lanes): (usize, &[Option<Outcome>]),
    name: impl Fn(usize) -> String,
) {
    for (lane, outcome) in lanes.iter().enumerate() {
        if let Some(outcome) = outcome {
            out.push_str(&name(lane / plan.lanes_a_run()));
            line(out, plan, (step, lane), outcome);
        }
    }
}

/// The titles of the columns.
pub fn header(plan: &SweepPlan) -> String {
    let mut columns = vec!["run"];
    let surface = plan.surface();
    if surface.is_some() {
        columns.push("start");
    }
    if plan.has_seeds() {
        columns.push("seed");
    }
    if !plan.kept.is_empty() {
        columns.push("step");
    }
    columns.extend(plan.axes.iter().map(|axis| axis.name.as_str()));
    columns.extend(["end_x", "end_y"].iter().take(coordinates(plan)));
    columns.extend(["loss", "best"]);
    if surface.is_none() {
        columns.extend(["validation", "best_validation", "accuracy", "best_accuracy"]);
    }
    columns.extend(["reached", "diverged_at"]);
    if surface.is_some() {
        columns.push("nearest");
    }
    columns.push("why");
    columns.join(",") + "\n"
}

/// How many coordinates an end has; that of a network has none.
fn coordinates(plan: &SweepPlan) -> usize {
    plan.surface().map_or(0, |on| on.surface.n)
}

fn line(out: &mut String, plan: &SweepPlan, (step, lane): (usize, usize), outcome: &Outcome) {
    let (places, repetition) = plan.places(lane);
    let starts = plan.starts();
    let surface = plan.surface();
    if surface.is_some() {
        let _ = write!(out, ",{}", repetition % starts);
    }
    if plan.has_seeds() {
        let _ = write!(out, ",{}", repetition / starts);
    }
    if !plan.kept.is_empty() {
        let _ = write!(out, ",{step}");
    }
    for (axis, place) in plan.axes.iter().zip(places) {
        let _ = write!(out, ",{}", axis.values[place]);
    }
    let mut numbers: Vec<Option<f64>> = outcome.end[..coordinates(plan)]
        .iter()
        .copied()
        .map(Some)
        .collect();
    numbers.extend([Some(outcome.loss), outcome.lowest()]);
    if surface.is_none() {
        numbers.extend([
            outcome.validation,
            outcome.best_validation,
            outcome.accuracy,
            outcome.best_accuracy,
        ]);
    }
    numbers.extend([outcome.reached, outcome.diverged_at].map(|step| step.map(f64::from)));
    if surface.is_some() {
        numbers.push(outcome.nearest.map(f64::from));
    }
    for number in numbers {
        match number.filter(|number| number.is_finite()) {
            Some(number) => {
                let _ = write!(out, ",{number}");
            }
            None => out.push(','),
        }
    }
    let _ = writeln!(out, ",{}", outcome.why.map_or("", Why::name));
}
