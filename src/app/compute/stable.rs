//! The largest learning rate at which a run is stable, found by a sweep while a view wishes to know it.

use super::explore::sweeper;
use super::wished::lease::Lease;
use crate::compile::Plan;
use crate::compile::sweep::{SweepPlan, compile_sweep};
use crate::engine::gpu::Gpu;
use crate::engine::sweep::{Outcomes, Progress, Sweeper};
use crate::lang::Kind;
use crate::lang::column;
use crate::lang::rule::Value;
use crate::scene::sweep::{Axis, Spread, Sweep};
use crate::scene::{Budget, Experiment, IgnoredAny, Scene, VERSION, View};
use crate::view::{Computed, Stable};
use std::sync::Arc;
use std::time::Duration;

/// How many rates are tried.
const RATES: u32 = 256;
/// How many times smaller than the largest of them the smallest is.
const BELOW: f64 = 1e4;
/// Where it ends to look for smaller ones.
const LOWEST: f64 = 1e-12;

/// The search of a run's largest stable rate.
#[derive(Default)]
pub struct StableJob {
    /// The run that is asked for.
    lease: Lease<usize, Option<Searched>>,
}

/// What was searched of an experiment; nothing where there is nothing to try.
struct Searched {
    of: Arc<Experiment>,
    search: Option<Search>,
}

struct Search {
    /// The run alone.
    experiment: Experiment,
    /// The loss at each start.
    losses: Vec<f64>,
    gpu: Option<Gpu>,
    /// The rates that are tried now; None once it is done.
    under_way: Option<Window>,
    found: Stable,
}

/// Rates that are tried at once.
struct Window {
    plan: Arc<SweepPlan>,
    lowest: f64,
    sweeper: Box<dyn Sweeper>,
}

impl StableJob {
    /// Asks for a run's rate; to be repeated in every frame that shows it. True where it is news.
    pub fn want(&mut self, run: usize) -> bool {
        self.lease.ask(&run, |_| None).1
    }

    /// What is known.
    pub fn found(&self) -> Option<&Stable> {
        let mut searched = self.lease.jobs().iter().flatten();
        searched.find_map(|searched| searched.search.as_ref().map(|s| &s.found))
    }

    /// Goes on for about `budget`; true while work is under way. `done` is what the picture shows; nothing is
    /// begun while a hand still changes it.
    pub fn update(
        &mut self,
        done: Option<&Computed>,
        gpu: Option<&Gpu>,
        held: bool,
        budget: Duration,
    ) -> bool {
        self.lease.turn();
        let Some((run, searched)) = self.lease.held().next() else {
            return false;
        };
        let Some(done) = done else {
            *searched = None;
            return false;
        };
        searched.take_if(|searched| searched.of != done.experiment);
        if searched.is_none() && held {
            return true;
        }
        let searched = searched.get_or_insert_with(|| Searched {
            of: done.experiment.clone(),
            search: begin(done, *run, gpu),
        });
        searched
            .search
            .as_mut()
            .is_some_and(|search| search.advance(budget))
    }
}

/// Begins to search the largest stable rate of a run; None on a network, whose curvature moves with its
/// weights.
fn begin(done: &Computed, run: usize, gpu: Option<&Gpu>) -> Option<Search> {
    done.plan.surface()?;
    let chosen = done.experiment.runs.get(run)?;
    let rule = chosen.optimizer.rule(Kind::Optimizer)?;
    let default = rule.param("lr").map(|p| &p.default);
    let rate = match chosen.params.get("lr").or(default)? {
        // A negative rate goes uphill: which are stable is looked for among those as large the other way.
        Value::Number(rate) if *rate != 0.0 => rate.abs(),
        _ => return None,
    };
    let mut search = Search {
        losses: losses(&done.plan, run, &done.trace.runs),
        experiment: Experiment {
            runs: vec![chosen.clone()],
            budget: Budget::Steps,
            ..(*done.experiment).clone()
        },
        gpu: gpu.cloned(),
        under_way: None,
        found: Stable {
            run,
            highest: rate,
            lowest: rate,
            ..Stable::default()
        },
    };
    search.under_way = search.below(rate);
    search.under_way.is_some().then_some(search)
}

impl Search {
    /// Begins to try the rates from one downwards.
    fn below(&self, rate: f64) -> Option<Window> {
        let lowest = rate / BELOW;
        let scene = Scene {
            version: VERSION,
            experiment: self.experiment.clone(),
            view: View::default(),
            about: IgnoredAny,
        };
        let rates = Axis::spread("lr", [lowest, rate], RATES, Spread::Log);
        let sweep = Sweep {
            tolerance: 0.0,
            ..Sweep::over(scene, vec![rates])
        };
        let plan = Arc::new(compile_sweep(&sweep).0?);
        Some(Window {
            sweeper: sweeper(&plan, self.gpu.as_ref()),
            plan,
            lowest,
        })
    }
}

/// The loss at each start of a run.
fn losses(plan: &Plan, run: usize, traces: &[crate::trace::RunTrace]) -> Vec<f64> {
    let lanes = plan.lanes.iter().zip(traces).filter(|(_, t)| t.run == run);
    lanes
        .map(|(_, t)| t.number(column::LOSS, 0).unwrap_or(f64::NAN))
        .collect()
}

impl Search {
    fn advance(&mut self, budget: Duration) -> bool {
        let Some(window) = &mut self.under_way else {
            return false;
        };
        let found = match window.sweeper.poll(budget) {
            Progress::Busy => return true,
            Progress::Done => largest(&window.plan, &self.losses, window.sweeper.outcomes()),
            Progress::Failed(_) => None,
        };
        let lowest = window.lowest;
        self.found.lowest = lowest;
        self.found.tried += RATES as usize;
        self.found.rate = found;
        let further = found.is_none() && lowest > LOWEST;
        self.under_way = further.then(|| self.below(lowest)).flatten();
        self.found.done = self.under_way.is_none();
        !self.found.done
    }
}

/// The largest rate up to which every rate is stable from every start: it does not diverge, and ends no
/// higher than it began.
fn largest(plan: &SweepPlan, losses: &[f64], outcomes: &Outcomes) -> Option<f64> {
    let rates = &plan.axes.first()?.values;
    let mut stable = vec![true; rates.len()];
    let mut lower = vec![false; rates.len()];
    for (lane, outcome) in outcomes.lanes.iter().enumerate() {
        let ([place, ..], start) = plan.places(lane);
        let began = losses.get(start).copied().unwrap_or(f64::INFINITY);
        stable[place] &= outcome.is_some_and(|o| o.diverged_at.is_none() && o.loss <= began);
        lower[place] |= outcome.is_some_and(|o| o.loss < began);
    }
    let first_unstable = stable.iter().position(|s| !s).unwrap_or(rates.len());
    // A rate at which nothing comes of it, as one so small that nothing moves, is no advice.
    let place = (0..first_unstable).rev().find(|&place| lower[place])?;
    rates.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::engine::cpu::{CpuEngine, Precision};
    use crate::scene::{Reference, Run};

    fn found(surface: &str, optimizer: &str, rate: f64) -> Option<f64> {
        found_of(surface, Run::of(optimizer), rate)
    }

    fn found_of(surface: &str, mut run: Run, rate: f64) -> Option<f64> {
        let mut scene = Scene::on_surface(surface);
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
    fn a_rate_is_found_however_far_below_and_for_a_negative_one_too() {
        // The catalog's own refuses a rate below 0.
        let sgd = "stability 2\nparam lr = 0.1 in 1e-5 .. 1 log\nw -= lr*g";
        for rate in [1e6, 1e30, -1.0, -20.0] {
            let mut run = Run::of("sgd");
            run.optimizer = Reference::Source(sgd.to_owned());
            let found = found_of("theta_squared", run, rate).expect("a rate is stable");
            assert!(found <= 1.0 && found > 0.9, "{rate}: {found}");
        }
    }

    #[test]
    fn where_nothing_is_stable_nothing_is_offered() {
        let uphill = "name \"Uphill\"\nparam lr = 0.1 in 1e-5 .. 1 log \"its rate\"\nw = w + lr*g";
        let run = Run {
            optimizer: Reference::Source(uphill.to_owned()),
            ..Run::of("sgd")
        };
        assert_eq!(found_of("theta_squared", run, 1.0), None);
    }
}
