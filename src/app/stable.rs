//! The largest learning rate at which a run is stable, found by a sweep while a view wishes to know it.

use super::rules::Rules;
use crate::compile::Plan;
use crate::compile::sweep::{SweepPlan, compile_sweep};
use crate::engine::cpu::Precision;
use crate::engine::cpu::sweeper::CpuSweep;
use crate::engine::gpu::Gpu;
use crate::engine::gpu::sweeper::GpuSweep;
use crate::engine::sweep::{Outcomes, Progress, Sweeper};
use crate::lang::Kind;
use crate::lang::rule::Value;
use crate::scene::sweep::{Axis, Spread, Sweep};
use crate::scene::{Budget, Experiment, Scene, VERSION, View};
use crate::view::{Computed, Stable};
use std::sync::Arc;
use std::time::Duration;

/// How many rates are tried.
const RATES: u32 = 256;
/// How many times smaller than the run's own the smallest of them is.
const BELOW: f64 = 1e4;

/// The search of a run's largest stable rate.
#[derive(Default)]
pub struct StableJob {
    rules: Rules,
    /// The run asked for since the last frame, and in the one before.
    asked: Option<usize>,
    before: Option<usize>,
    /// What was searched last: of which experiment, which run; None where there is nothing to try.
    of: Option<(Arc<Experiment>, usize)>,
    search: Option<Search>,
}

struct Search {
    plan: Arc<SweepPlan>,
    /// The loss at each start.
    losses: Vec<f64>,
    /// None once it is done.
    sweeper: Option<Box<dyn Sweeper>>,
    found: Stable,
}

impl StableJob {
    /// Asks for a run's rate; to be repeated in every frame that shows it. True where it is news.
    pub fn want(&mut self, run: usize) -> bool {
        self.asked = Some(run);
        self.before != Some(run)
    }

    /// What is known.
    pub fn found(&self) -> Option<&Stable> {
        self.search.as_ref().map(|s| &s.found)
    }

    /// Goes on for about `budget`; true while work is under way. `done` is what the picture shows; nothing is begun
    /// while a hand still changes it.
    pub fn update(
        &mut self,
        done: Option<&Computed>,
        gpu: Option<&Gpu>,
        held: bool,
        budget: Duration,
    ) -> bool {
        self.before = self.asked.take();
        let (Some(run), Some(done)) = (self.before, done) else {
            (self.of, self.search) = (None, None);
            return false;
        };
        let same = |of: &(Arc<Experiment>, usize)| of.1 == run && of.0 == done.experiment;
        if !self.of.as_ref().is_some_and(same) {
            (self.of, self.search) = (None, None);
            if held {
                return true;
            }
            self.of = Some((done.experiment.clone(), run));
            self.search = self.begin(done, run, gpu);
        }
        self.search.as_mut().is_some_and(|s| s.advance(budget))
    }

    fn begin(&mut self, done: &Computed, run: usize, gpu: Option<&Gpu>) -> Option<Search> {
        let chosen = done.experiment.runs.get(run)?;
        let rule = self.rules.get(Kind::Optimizer, &chosen.optimizer)?;
        let default = rule.param("lr").map(|p| &p.default);
        let rate = match chosen.params.get("lr").or(default)? {
            Value::Number(rate) if *rate > 0.0 => *rate,
            _ => return None,
        };
        let lowest = rate / BELOW;
        let sweep = Sweep {
            scene: Scene {
                version: VERSION,
                experiment: Experiment {
                    runs: vec![chosen.clone()],
                    budget: Budget::Steps,
                    ..(*done.experiment).clone()
                },
                view: View::default(),
            },
            axes: vec![Axis::spread("lr", [lowest, rate], RATES, Spread::Log)],
            tolerance: 0.0,
        };
        let plan = Arc::new(compile_sweep(&sweep).0?);
        let sweeper: Box<dyn Sweeper> = match gpu {
            Some(gpu) => Box::new(GpuSweep::new(gpu.clone(), plan.clone())),
            None => Box::new(CpuSweep::new(plan.clone(), Precision::Single)),
        };
        Some(Search {
            losses: losses(&done.plan, run, &done.trace.runs),
            plan,
            sweeper: Some(sweeper),
            found: Stable {
                run,
                lowest,
                tried: RATES as usize,
                ..Stable::default()
            },
        })
    }
}

/// The loss at each start of a run.
fn losses(plan: &Plan, run: usize, traces: &[crate::trace::RunTrace]) -> Vec<f64> {
    let lanes = plan.lanes.iter().zip(traces).filter(|(_, t)| t.run == run);
    lanes
        .map(|(_, t)| t.number("loss", 0).unwrap_or(f64::NAN))
        .collect()
}

impl Search {
    fn advance(&mut self, budget: Duration) -> bool {
        let Some(sweeper) = &mut self.sweeper else {
            return false;
        };
        match sweeper.poll(budget) {
            Progress::Busy => return true,
            Progress::Done => self.found.rate = largest(&self.plan, &self.losses, sweeper.outcomes()),
            Progress::Failed(_) => self.found.rate = None,
        }
        self.found.done = true;
        self.sweeper = None;
        false
    }
}

/// The largest rate up to which every rate is stable from every start: it does not diverge, and ends no higher than it
/// began.
fn largest(plan: &SweepPlan, losses: &[f64], outcomes: &Outcomes) -> Option<f64> {
    let rates = &plan.axes.first()?.values;
    let mut stable = vec![true; rates.len()];
    for (lane, outcome) in outcomes.lanes.iter().enumerate() {
        let ([place, _], start) = plan.places(lane);
        let began = losses.get(start).copied().unwrap_or(f64::INFINITY);
        stable[place] &= outcome.is_some_and(|o| o.diverged_at.is_none() && o.loss <= began);
    }
    let first_unstable = stable.iter().position(|s| !s).unwrap_or(rates.len());
    rates.get(first_unstable.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::engine::cpu::CpuEngine;
    use crate::scene::Run;

    fn found(surface: &str, optimizer: &str, rate: f64) -> Option<f64> {
        let mut scene = Scene::on_surface(surface);
        let mut run = Run::of(optimizer);
        run.params.insert("lr".to_owned(), Value::Number(rate));
        scene.experiment.steps = 2000;
        scene.experiment.runs.push(run);
        let plan = Arc::new(compile(&scene.experiment).0.expect("it compiles"));
        let trace =
            crate::engine::run(&mut CpuEngine::new(Precision::Single), plan.clone()).expect("the CPU runs");
        let done = Computed {
            experiment: Arc::new(scene.experiment),
            plan,
            trace: Arc::new(trace),
        };
        let mut job = StableJob::default();
        loop {
            job.want(0);
            if !job.update(Some(&done), None, false, Duration::from_millis(50)) {
                return job.found().and_then(|f| f.rate);
            }
        }
    }

    #[test]
    fn the_largest_stable_rate_is_just_below_the_bound() {
        // theta_squared has the curvature 2, the ravine 50.
        for (surface, optimizer, rate, bound) in [
            ("theta_squared", "sgd", 3.0, 1.0),
            ("ravine", "sgd", 0.2, 0.04),
            ("ravine", "momentum", 0.3, 3.8 / 50.0),
        ] {
            let found = found(surface, optimizer, rate).expect("a rate is stable");
            assert!(
                found <= bound && found > 0.95 * bound,
                "{surface} {optimizer}: {found}, {bound}"
            );
        }
    }

    #[test]
    fn where_nothing_is_stable_nothing_is_offered() {
        assert_eq!(found("theta_squared", "sgd", 1e6), None);
    }
}
