//! How far two engines are apart on the same plan.

use super::fork::state_at;
use super::{Engine, EngineError, Poll};
use crate::compile::{BOUND, Lane, Plan};
use crate::lang::column;
use crate::scene::Budget;
use crate::trace::{RunTrace, Trace};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// Steps of a run's own after which one step is compared from the same state.
pub const FROM: [usize; 4] = [0, 1, 10, 100];

/// The largest difference found, and where. Differences are |a - b| / max(1, |b|).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Difference {
    /// The difference.
    pub value: f64,
    /// The run's label.
    pub run: String,
    /// The column.
    pub column: String,
    /// The step.
    pub step: usize,
}

impl Difference {
    /// Keeps the larger of the two.
    pub fn widen(&mut self, other: Self) {
        // A NaN is a difference, too.
        if other.value > self.value || other.value.is_nan() {
            *self = other;
        }
    }
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// One step from the reference's states after each of [`FROM`] steps of its own.
    pub one_step: Difference,
    /// Whole trajectories.
    pub trajectory: Difference,
    /// How many single steps were compared.
    pub compared: usize,
    /// How many could not be, since the run had diverged before.
    pub diverged: usize,
}

/// A comparison on its way; poll it like an engine.
pub struct Comparison {
    plan: Arc<Plan>,
    stage: Stage,
    report: Report,
}

enum Stage {
    /// The reference runs the plan.
    Reference,
    /// The other engine runs the plan.
    Trajectory(Trace),
    /// The reference takes one step from its own states.
    ReferenceStep(Arc<Plan>),
    /// The other engine takes the same step.
    Step(Arc<Plan>, Trace),
    Done,
}

impl Comparison {
    /// Begins to compare on a plan.
    pub fn new(plan: Arc<Plan>, reference: &mut dyn Engine) -> Self {
        // Engines are compared step by step, whatever the length counts.
        let steps = match plan.budget {
            Budget::Samples => plan.longest(),
            _ => plan.steps,
        };
        let plan = Arc::new(Plan {
            steps,
            budget: Budget::Steps,
            ..Plan::clone(&plan)
        });
        reference.submit(plan.clone());
        Self {
            plan,
            stage: Stage::Reference,
            report: Report::default(),
        }
    }

    /// Goes on for about `budget`, and tells how the report stands.
    pub fn poll(
        &mut self,
        reference: &mut dyn Engine,
        other: &mut dyn Engine,
        budget: Duration,
    ) -> Poll<Report> {
        let engine: &mut dyn Engine = match self.stage {
            Stage::Reference | Stage::ReferenceStep(_) => reference,
            Stage::Trajectory(_) | Stage::Step(..) => other,
            Stage::Done => return Poll::Ready(self.report.clone()),
        };
        let trace = match engine.poll(budget) {
            Poll::Ready(trace) => trace,
            Poll::Busy => return Poll::Busy,
            Poll::Failed(error) => return Poll::Failed(error),
            Poll::Idle => return Poll::Failed(EngineError::Interrupted),
        };
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Reference => {
                other.submit(self.plan.clone());
                Stage::Trajectory(trace)
            }
            Stage::Trajectory(expected) => {
                self.report.trajectory =
                    difference(&trace, &expected, |run| 0..=run_end(run, self.plan.steps));
                // The trace of a network does not hold whole states from which single steps could begin.
                if !self.plan.records_states() {
                    return Poll::Ready(self.report.clone());
                }
                let single = Arc::new(single_steps(&self.plan, &expected));
                let begun = |lane: &Lane| FROM.iter().filter(|&&k| lane.first + k < self.plan.steps).count();
                let begun: usize = self.plan.lanes.iter().map(begun).sum();
                self.report.compared = single.lanes.len();
                self.report.diverged = begun - single.lanes.len();
                reference.submit(single.clone());
                Stage::ReferenceStep(single)
            }
            Stage::ReferenceStep(plan) => {
                other.submit(plan.clone());
                Stage::Step(plan, trace)
            }
            Stage::Step(plan, expected) => {
                let lanes = &plan.lanes;
                for ((a, b), lane) in trace.runs.iter().zip(&expected.runs).zip(lanes) {
                    let found = run_difference(a, b, lane.first..=lane.until);
                    self.report.one_step.widen(found);
                }
                Stage::Done
            }
            Stage::Done => Stage::Done,
        };
        match self.stage {
            Stage::Done => Poll::Ready(self.report.clone()),
            _ => Poll::Busy,
        }
    }
}

/// The same plan with a lane for each of [`FROM`]: one step from the state that the trace had there.
pub fn single_steps(plan: &Plan, trace: &Trace) -> Plan {
    let mut single = plan.clone();
    single.lanes.clear();
    for (index, (lane, run)) in plan.lanes.iter().zip(&trace.runs).enumerate() {
        for first in FROM.map(|after| lane.first + after) {
            if first >= plan.steps || run.diverged_at.is_some_and(|at| at <= first + 1) {
                continue;
            }
            single.lanes.push(Lane {
                first,
                until: first + 1,
                from: None,
                state: Some(state_at(plan, &trace.runs, index, first)),
                ..lane.clone()
            });
        }
    }
    single
}

fn run_end(run: &RunTrace, steps: usize) -> usize {
    run.diverged_at.map_or(steps, |at| at - 1)
}

/// The largest difference between two traces over each run's steps.
pub fn difference(
    trace: &Trace,
    expected: &Trace,
    steps: impl Fn(&RunTrace) -> std::ops::RangeInclusive<usize>,
) -> Difference {
    let mut worst = Difference::default();
    for (a, b) in trace.runs.iter().zip(&expected.runs) {
        worst.widen(run_difference(a, b, steps(b)));
    }
    worst
}

fn run_difference(a: &RunTrace, b: &RunTrace, steps: std::ops::RangeInclusive<usize>) -> Difference {
    let mut worst = Difference::default();
    for name in [column::W, column::LOSS] {
        let (Some(x), Some(y)) = (a.column(name), b.column(name)) else {
            continue;
        };
        for step in steps.clone() {
            for (p, q) in x.entry(step).iter().zip(y.entry(step)) {
                // What has left the range of both is equally gone.
                let gone = |v: f64| v.is_nan() || v.abs() >= BOUND;
                if gone(*p) && gone(*q) {
                    continue;
                }
                worst.widen(Difference {
                    value: (p - q).abs() / q.abs().max(1.0),
                    run: b.label.clone(),
                    column: name.to_owned(),
                    step,
                });
            }
        }
    }
    worst
}
