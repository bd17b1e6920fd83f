//! How long each run takes to compute, alone on this machine's CPU, in slices of time.

use crate::compile::{Plan, compile};
use crate::engine::cpu::CpuEngine;
use crate::engine::look::Progress;
use crate::engine::{Engine as _, Poll};
use crate::scene::Experiment;
use crate::view::Computed;
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// How often a run is taken: the fastest counts, as all else on the machine only slows it down.
const TIMES: usize = 3;
/// A run that takes longer is taken once.
const LONG: Duration = Duration::from_millis(500);

/// Runs on their way to be timed.
pub struct Stopwatch {
    /// By place in the experiment, what computes a run with all its seeds or starts; None of a fork, which needs
    /// another run.
    plans: Vec<Option<Arc<Plan>>>,
    under_way: Option<Lap>,
    /// By place in the experiment, as far as it is known: seconds.
    found: Vec<Option<f64>>,
}

/// A run that is being taken.
struct Lap {
    engine: CpuEngine,
    /// At work so far in this lap.
    spent: Duration,
    /// The laps before.
    laps: Vec<Duration>,
}

impl std::fmt::Debug for Stopwatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stopwatch at {} of {}", self.found.len(), self.plans.len())
    }
}

impl Stopwatch {
    /// Prepares to time the runs of what was computed.
    pub fn new(done: &Computed) -> Self {
        let count = done.experiment.runs.len();
        Self {
            plans: (0..count).map(|run| alone(&done.experiment, run)).collect(),
            under_way: None,
            found: Vec::new(),
        }
    }

    /// Goes on until the deadline; true while there is more to do.
    pub fn advance(&mut self, deadline: Instant) -> bool {
        while self.found.len() < self.plans.len() {
            let left = deadline.saturating_duration_since(Instant::now());
            self.go_on(left);
            if Instant::now() >= deadline {
                break;
            }
        }
        self.found.len() < self.plans.len()
    }

    /// How far it is; None once all is known.
    pub fn progress(&self) -> Option<Progress> {
        (self.found.len() < self.plans.len()).then(|| Progress {
            what: "the time of each run".to_owned(),
            share: self.found.len() as f64 / self.plans.len() as f64,
        })
    }

    /// The seconds that runs take, by place in the experiment, as far as they are known; None of a fork.
    pub fn found(&self) -> &[Option<f64>] {
        &self.found
    }

    fn go_on(&mut self, budget: Duration) {
        let Some(plan) = self.plans[self.found.len()].clone() else {
            return self.found.push(None);
        };
        let lap = self.under_way.get_or_insert_with(|| Lap::new(&plan, Vec::new()));
        let begun = Instant::now();
        let polled = lap.engine.poll(budget);
        lap.spent += begun.elapsed();
        if polled == Poll::Busy {
            return;
        }
        let Some(mut lap) = self.under_way.take() else {
            return;
        };
        lap.laps.push(lap.spent);
        let fastest = lap.laps.iter().min().copied().unwrap_or_default();
        match lap.laps.len() < TIMES && fastest < LONG {
            true => self.under_way = Some(Lap::new(&plan, lap.laps)),
            false => self.found.push(Some(fastest.as_secs_f64())),
        }
    }
}

impl Lap {
    fn new(plan: &Arc<Plan>, laps: Vec<Duration>) -> Self {
        let begun = Instant::now();
        let mut engine = CpuEngine::new(plan.precision);
        engine.submit(plan.clone());
        Self {
            engine,
            spent: begun.elapsed(),
            laps,
        }
    }
}

/// The plan of a run by itself; None where it goes on from another one.
fn alone(experiment: &Experiment, run: usize) -> Option<Arc<Plan>> {
    let own = experiment.runs.get(run).filter(|own| own.from.is_none())?;
    let alone = Experiment {
        runs: vec![own.clone()],
        ..experiment.clone()
    };
    compile(&alone).0.map(Arc::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Fork, Run, Scene};

    #[test]
    fn each_run_is_timed_by_itself_and_a_fork_is_not() {
        let mut scene = Scene::on_surface("bowl");
        scene.experiment.steps = 2000;
        let fork = Run {
            from: Some(Fork { run: 0, step: 10 }),
            ..Run::of("adam")
        };
        scene.experiment.runs = vec![Run::of("sgd"), fork, Run::of("lion")];
        let done = Computed::reference(&scene.experiment).expect("it runs");
        let mut watch = Stopwatch::new(&done);
        let mut slices = 0;
        while watch.advance(Instant::now() + Duration::from_micros(100)) {
            slices += 1;
        }
        assert!(watch.progress().is_none() && slices > 0);
        let [Some(sgd), None, Some(lion)] = watch.found() else {
            panic!("{:?}", watch.found());
        };
        assert!(*sgd > 0.0 && *lion > 0.0);
    }
}
