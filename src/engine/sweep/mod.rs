//! Sweeps: what an engine is asked for, and the outcomes it gives. [`band`]: what several seeds have in
//! common; [`csv`]: outcomes as a table; `seen`: what looks at a network tell.

pub mod band;
pub mod csv;
pub(super) mod seen;

use super::host::{Tabulated, tabulate};
use super::moment::Moment;
use super::verdict::{loses_the_loss, stopped, stopped_by_loss};
use super::{EngineError, Info};
use crate::compile::input::{PointInput, StepInput};
use crate::compile::sweep::{SweepPlan, SweptAxis, SweptLane, SweptSurface};
use crate::compile::{PlannedRun, Program};
use crate::real::Real;
use crate::real::math::BEYOND;
use crate::trace::Why;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// What became of one lane. On a network the loss is the mean over all that is trained on, and known only at
/// looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The point at the end, or where the lane froze; of one coordinate, the second is 0, on a network both
    /// are.
    pub end: [f64; 2],
    /// The loss there.
    pub loss: f64,
    /// The lowest loss on the way.
    pub best: f64,
    /// The loss before the first step (networks).
    pub began: Option<f64>,
    /// The loss at the end on what is held back (networks).
    pub validation: Option<f64>,
    /// The lowest one on the way.
    pub best_validation: Option<f64>,
    /// The share of right answers at the end on what is held back (networks that tell classes apart).
    pub accuracy: Option<f64>,
    /// The highest one on the way.
    pub best_accuracy: Option<f64>,
    /// After how many steps the loss was first within the tolerance; None also where no minimum is known and
    /// it went below 0.
    pub reached: Option<u32>,
    /// The step (from 1) that could not be taken.
    pub diverged_at: Option<u32>,
    /// The declared minimum that is nearest to the end.
    pub nearest: Option<u32>,
    /// Why a step could not be taken, or why the loss at the end has no value.
    pub why: Option<Why>,
}

impl Outcome {
    /// The lowest loss on the way; None where it had no value from the start.
    pub fn lowest(&self) -> Option<f64> {
        (self.best.abs() < f64::from(BEYOND)).then_some(self.best)
    }
}

/// The outcomes so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// By lane; None where it is not computed yet. What is done is spread evenly over all lanes.
    pub lanes: Vec<Option<Outcome>>,
    /// How many are done.
    pub done: usize,
    /// The outcomes as they were at the kept steps, by kept step, each by lane: what the lane's outcome would
    /// be had it ended there, its schedule going on.
    pub kept: Vec<Vec<Option<Outcome>>>,
}

/// All that is known of a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its place in the plan.
    pub lane: usize,
    /// Its outcome at the end.
    pub outcome: Outcome,
    /// Its outcomes at the kept steps.
    pub kept: Vec<Outcome>,
}

/// How a sweep stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Under way; poll again.
    Busy,
    /// All lanes are done.
    Done,
    /// The device could not do it.
    Failed(EngineError),
}

/// A sweep on an engine. Dropping it cancels it: what a GPU was already given ends within a few milliseconds.
pub trait Sweeper {
    /// Which engine it is.
    fn info(&self) -> &Info;

    /// Advances by at most about `budget`. Never blocks longer.
    fn poll(&mut self, budget: Duration) -> Progress;

    /// What is known so far.
    fn outcomes(&self) -> &Outcomes;

    /// The same, for whoever keeps it between two polls: it may be many megabytes.
    fn outcomes_mut(&mut self) -> &mut Outcomes;
}

/// Runs a sweep to its end; for headless use.
///
/// # Errors
/// What the device says.
pub fn run(sweeper: &mut dyn Sweeper) -> Result<&Outcomes, EngineError> {
    loop {
        match sweeper.poll(Duration::from_millis(50)) {
            Progress::Busy => std::thread::yield_now(),
            Progress::Done => return Ok(sweeper.outcomes()),
            Progress::Failed(error) => return Err(error),
        }
    }
}

impl Outcomes {
    /// No lane of a sweep is done.
    pub fn none(plan: &SweepPlan) -> Self {
        let none = vec![None; plan.lanes()];
        Self {
            kept: vec![none.clone(); plan.kept.len()],
            lanes: none,
            done: 0,
        }
    }

    /// Those that are done, column by column, with what they are of.
    pub fn json(&self, plan: &SweepPlan, info: &Info) -> Value {
        let axis = |a: &SweptAxis| json!({ "name": a.name, "scale": a.scale, "values": a.values });
        let mut all = json!({
            "engine": info.kind,
            "adapter": info.adapter,
            "steps": plan.base.steps,
            "tolerance": plan.tolerance,
            "axes": plan.axes.iter().map(axis).collect::<Vec<_>>(),
            "seeds": plan.seeds,
            "runs": plan.base.runs.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(),
            "columns": columns(plan, &self.lanes),
        });
        if let Some(on) = plan.surface() {
            all["starts"] = json!(on.starts);
        }
        if let Some(networks) = plan.networks() {
            all["looks"] = json!(networks.looks);
        }
        if !plan.kept.is_empty() {
            let kept = plan.kept.iter().zip(&self.kept);
            let kept = kept.map(|(step, lanes)| json!({ "step": step, "columns": columns(plan, lanes) }));
            all["kept"] = kept.collect();
        }
        all
    }

    /// Enters a lane's outcomes.
    pub fn enter(&mut self, found: Found) {
        let Found { lane, outcome, kept } = found;
        self.done += usize::from(self.lanes[lane].is_none());
        self.lanes[lane] = Some(outcome);
        for (all, outcome) in self.kept.iter_mut().zip(kept) {
            all[lane] = Some(outcome);
        }
    }
}

/// The outcomes that are known, column by column.
fn columns(plan: &SweepPlan, lanes: &[Option<Outcome>]) -> Value {
    let column = |value: fn(&Outcome) -> Value| -> Value { lanes.iter().flatten().map(value).collect() };
    let mut columns = json!({
        "loss": column(|o| json!(o.loss)),
        "best": column(|o| json!(o.lowest())),
        "reached": column(|o| json!(o.reached)),
        "diverged_at": column(|o| json!(o.diverged_at)),
        "why": column(|o| json!(o.why)),
    });
    if let Some(on) = plan.surface() {
        let n = on.surface.n;
        columns["end"] = lanes.iter().flatten().map(|o| json!(o.end[..n])).collect();
        columns["nearest"] = column(|o| json!(o.nearest));
    } else {
        columns["validation"] = column(|o| json!(o.validation));
        columns["best_validation"] = column(|o| json!(o.best_validation));
        columns["accuracy"] = column(|o| json!(o.accuracy));
        columns["best_accuracy"] = column(|o| json!(o.best_accuracy));
    }
    columns
}

/// The i-th of `count` parts in an order that is spread evenly from the first part on.
pub(super) fn spread(i: usize, count: usize) -> usize {
    let golden = (count as f64 * 0.618_034) as usize;
    let stride = (golden.max(1)..).find(|&s| coprime(s, count)).unwrap_or(1);
    (i * stride) % count.max(1)
}

fn coprime(a: usize, b: usize) -> bool {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}

/// The minima of a lane's surface and the loss that counts as reached.
#[derive(Clone, Debug)]
pub(super) struct Target {
    minima: Vec<Vec<f64>>,
    /// The goal.
    pub goal: f64,
}

impl Target {
    /// For the settings of a run.
    pub fn of(on: &SweptSurface, tolerance: f64, settings: &[f64]) -> Self {
        let surface = &on.surface;
        let setting = |input| match input {
            PointInput::Setting(slot) => settings[slot as usize],
            // A minimum is a point of the surface, not of another one.
            PointInput::Coordinate(_) => f64::NAN,
        };
        let coordinates = on.minima.values(setting);
        let minima: Vec<Vec<f64>> = coordinates
            .chunks(surface.n.max(1))
            .map(<[f64]>::to_vec)
            .collect();
        Self {
            goal: surface.lowest(&minima, settings).unwrap_or(0.0) + tolerance,
            minima,
        }
    }

    /// Whether the goal is one for a lane with a lowest loss: where no minimum is known, 0 is none below
    /// which it went.
    pub fn stands(&self, best: f64) -> bool {
        !self.minima.is_empty() || best >= 0.0
    }

    /// The nearest minimum.
    pub fn nearest(&self, end: [f64; 2]) -> Option<u32> {
        let distance =
            |minimum: &Vec<f64>| -> f64 { minimum.iter().zip(end).map(|(a, b)| (a - b).powi(2)).sum() };
        let all = self.minima.iter().map(distance).zip(0..);
        all.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, place)| place)
    }
}

/// What either engine needs of a sweep on a surface, worked out once.
pub(super) struct Prepared {
    /// The sweep.
    pub plan: Arc<SweepPlan>,
    /// Its surface.
    on: Arc<SweptSurface>,
    /// What the host tabulates, by run.
    tabulated: Vec<Tabulated>,
    /// One target for all lanes of a run, unless the surface itself is swept.
    targets: Option<Vec<Arc<Target>>>,
}

impl Prepared {
    /// Of a sweep and its surface.
    pub fn of(plan: Arc<SweepPlan>, on: Arc<SweptSurface>) -> Self {
        let runs = &plan.base.runs;
        let target = |run: &PlannedRun| Arc::new(Target::of(&on, plan.tolerance, &run.settings));
        Self {
            tabulated: runs.iter().map(|run| tabulate(&plan.base, run)).collect(),
            targets: (!plan.moves_the_surface()).then(|| runs.iter().map(target).collect()),
            plan,
            on,
        }
    }

    /// The program of a run.
    pub fn program(&self, run: usize) -> &Arc<Program> {
        &self.on.surface.programs[self.plan.base.runs[run].program]
    }

    /// What the host tabulates of a run.
    pub fn tabulated(&self, run: usize) -> &Tabulated {
        &self.tabulated[run]
    }

    /// A lane's target.
    pub fn target(&self, lane: &SweptLane) -> Arc<Target> {
        match &self.targets {
            Some(targets) => targets[lane.run].clone(),
            None => {
                let settings = self.plan.settings(lane);
                Arc::new(Target::of(&self.on, self.plan.tolerance, &settings))
            }
        }
    }

    /// The outcome of a lane after so many steps with the reason why it stopped, where it did; `before` is
    /// its outcome at the kept step before, `state` its state by number.
    pub fn explained<R: Real>(
        &self,
        place: usize,
        steps: usize,
        outcome: Outcome,
        before: Option<Outcome>,
        state: &dyn Fn(usize) -> f64,
    ) -> Outcome {
        if let Some(stopped) = before.filter(|before| before.diverged_at.is_some()) {
            return stopped;
        }
        let lane = self.plan.lane(place);
        let run = &self.plan.base.runs[lane.run];
        let trial = run.trial();
        let Some(trial) = trial else {
            let why = outcome.diverged_at.map(|_| Why::Diverged);
            return Outcome { why, ..outcome };
        };
        if outcome.diverged_at.is_none() && !R::of(outcome.loss).lost() {
            return outcome;
        }
        let k = outcome.diverged_at.map_or(steps, |at| at as usize - 1);
        let settings = self.plan.settings(&lane);
        let moment = Moment {
            settings: &settings,
            seed: lane.seed,
            replicate: lane.replicate,
            step: k,
            steps: self.plan.base.steps,
        };
        let read = |input: StepInput| moment.read(input, state);
        let stopped = match outcome.diverged_at {
            Some(_) => stopped::<R>(trial, &read, k + 1),
            None => stopped_by_loss::<R>(trial, &read, k + 1),
        };
        let is_lost = loses_the_loss::<R>(trial, &read);
        Outcome {
            why: Some(stopped.why),
            loss: if is_lost { f64::NAN } else { outcome.loss },
            ..outcome
        }
    }

    /// The places of one of `parts` parts of a run's lanes, taken in strides.
    pub fn share(&self, run: usize, part: usize, parts: usize) -> Vec<usize> {
        let lanes = self.plan.lanes_a_run();
        (part..lanes).step_by(parts).map(|i| run * lanes + i).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn the_order_takes_every_part_once_and_is_spread_evenly() {
        for count in [1, 2, 3, 16, 100, 1023] {
            let mut seen: Vec<usize> = (0..count).map(|i| spread(i, count)).collect();
            let early = seen[..count.div_ceil(2)].to_vec();
            let quarters = |q: usize| early.iter().any(|&s| s * 4 / count == q);
            assert!(count < 16 || (0..4).all(quarters), "{count}: {early:?}");
            seen.sort_unstable();
            assert_eq!(seen, (0..count).collect::<Vec<_>>());
        }
    }
}
