//! Sweeps that views ask for, computed one after the other in slices of time, and the path that a view wants
//! to see beside those of the scene.

use super::session::Session;
use super::wished::lease::{Alike, Lease};
use super::wished::searches::Searches;
use crate::compile::compile;
use crate::compile::sweep::SweepPlan;
use crate::course::explore::whole::{Known, Needs};
use crate::engine::cpu::CpuEngine;
use crate::engine::cpu::sweeper::CpuSweep;
use crate::engine::gpu::Gpu;
use crate::engine::gpu::sweep;
use crate::engine::sweep::{Outcomes, Sweeper};
use crate::engine::{Engine as _, Poll};
use crate::scene::Experiment;
use crate::scene::sweep::Sweep;
use crate::view::Computed;
use crate::view::explore::ask::Asked;
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// The sweeps that were asked for in the last frame. One that nobody asks for any longer is cancelled and
/// forgotten.
#[derive(Default)]
pub struct SweepJob {
    sweeps: Lease<Alike<Sweep>, Asked>,
    /// What computes the first of them that is not done, and which that is.
    under_way: Option<(Arc<Sweep>, Box<dyn Sweeper>)>,
    /// Searches for settings, which are made of sweeps.
    pub searches: Searches,
}

impl SweepJob {
    /// Asks for a sweep; to be repeated in every frame that shows it. True where it is news.
    pub fn want(&mut self, sweep: &Arc<Sweep>) -> bool {
        let begin = |sweep: &Alike<Sweep>| Asked::new(sweep.0.clone());
        self.sweeps.ask(&Alike(sweep.clone()), begin).1
    }

    /// What is known of all of them, in the order in which they were first asked for.
    pub fn known(&self) -> &[Asked] {
        self.sweeps.jobs()
    }

    /// Begins a frame: forgets what was not asked for in the last one, and goes on for about `budget`. True
    /// while work is under way.
    pub fn update(&mut self, gpu: Option<&Gpu>, budget: Duration) -> bool {
        self.sweeps.turn();
        let sweeping = self.sweep(gpu, budget);
        self.searches.update(budget) || sweeping
    }

    fn sweep(&mut self, gpu: Option<&Gpu>, budget: Duration) -> bool {
        let deadline = Instant::now() + budget;
        let all = self.sweeps.jobs_mut().iter_mut();
        for asked in all.filter(|asked| !asked.done) {
            let (Ok(plan), of) = (&asked.plan, &asked.sweep) else {
                continue;
            };
            self.under_way.take_if(|(known, _)| !Arc::ptr_eq(known, of));
            let begin = || {
                let mut sweeper = sweeper(plan, gpu);
                *sweeper.outcomes_mut() = Outcomes::default();
                (of.clone(), sweeper)
            };
            let (_, sweeper) = self.under_way.get_or_insert_with(begin);
            let left = deadline.saturating_duration_since(Instant::now());
            if !left.is_zero() {
                asked.advance(&mut **sweeper, left);
            }
            if !asked.done {
                return true;
            }
        }
        self.under_way = None;
        false
    }

    /// Begins again without the GPU what is not done.
    pub fn fall_back(&mut self) {
        self.under_way = None;
    }
}

/// What computes a sweep. A software device draws the window, too; there the CPU is faster by itself.
pub(super) fn sweeper(plan: &Arc<SweepPlan>, gpu: Option<&Gpu>) -> Box<dyn Sweeper> {
    let gpu = gpu.filter(|gpu| plan.base.precision.is_single() && !gpu.is_software());
    match gpu {
        Some(gpu) => sweep(gpu.clone(), plan.clone(), None),
        None => CpuSweep::boxed(plan),
    }
}

impl Session {
    /// What is known of sweeps and of experiments besides the scene's own.
    pub(in crate::app) fn explored(&self) -> Known<'_> {
        Known {
            sweeps: self.sweeps.known(),
            companions: self.companions.done(),
        }
    }

    /// Asks for what formulas need; to be repeated in every frame that shows them. True where some is news.
    pub(in crate::app) fn want(&mut self, needs: Vec<Needs>) -> bool {
        let mut news = false;
        for needs in needs {
            for sweep in &needs.sweeps {
                news |= self.sweeps.want(sweep);
            }
            if let Some(test) = &needs.test {
                news |= self.companions.want(test);
            }
        }
        news
    }
}

/// The path of an experiment that a view points at, computed on the CPU while it is asked for in every frame.
#[derive(Default)]
pub struct GhostJob {
    asked: Option<Experiment>,
    of: Option<Arc<Experiment>>,
    engine: Option<(CpuEngine, Computed)>,
    shown: Option<Computed>,
}

impl GhostJob {
    /// Asks for a path. True where it is news.
    pub fn want(&mut self, experiment: Experiment) -> bool {
        let news = self.of.as_deref() != Some(&experiment);
        self.asked = Some(experiment);
        news
    }

    /// The path, one or two frames behind what is pointed at.
    pub fn shown(&self) -> Option<&Computed> {
        self.shown.as_ref()
    }

    /// Begins a frame; true while work is under way.
    pub fn update(&mut self, budget: Duration) -> bool {
        let Some(asked) = self.asked.take() else {
            *self = Self::default();
            return false;
        };
        if self.of.as_deref() != Some(&asked) {
            let experiment = Arc::new(asked);
            self.engine = begin(&experiment);
            self.of = Some(experiment);
        }
        let Some((engine, _)) = &mut self.engine else {
            return false;
        };
        match engine.poll(budget) {
            Poll::Busy => return true,
            Poll::Ready(trace) => {
                let ready = self.engine.take().map(|(_, computed)| computed);
                self.shown = ready.map(|computed| Computed {
                    trace: Arc::new(trace),
                    ..computed
                });
            }
            Poll::Idle | Poll::Failed(_) => self.engine = None,
        }
        false
    }
}

fn begin(experiment: &Arc<Experiment>) -> Option<(CpuEngine, Computed)> {
    let plan = Arc::new(compile(experiment).0?);
    let mut engine = CpuEngine::new(plan.precision);
    engine.submit(plan.clone());
    let computed = Computed {
        experiment: experiment.clone(),
        plan,
        trace: Arc::default(),
    };
    Some((engine, computed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::sweep::{Axis, Spread};
    use crate::scene::{Run, Scene};

    fn sweep(optimizer: &str, count: u32) -> Arc<Sweep> {
        let mut scene = Scene::on_surface("ravine");
        scene.experiment.runs.push(Run::of(optimizer));
        let axis = Axis::spread("lr", [1e-3, 1.0], count, Spread::Log);
        Arc::new(Sweep::over(scene, vec![axis]))
    }

    const LONG: Duration = Duration::from_secs(5);

    #[test]
    fn sweeps_are_computed_in_turn_while_they_are_asked_for() {
        let mut job = SweepJob::default();
        let [first, second] = [sweep("sgd", 8), sweep("adam", 300)];
        assert!(job.want(&first) && job.want(&second) && !job.want(&first));
        while job.update(None, LONG) {
            job.want(&first);
            job.want(&second);
        }
        let done: Vec<usize> = job.known().iter().map(|asked| asked.outcomes.done).collect();
        assert_eq!(done, [8, 300]);
        job.want(&second);
        job.update(None, LONG);
        assert_eq!(job.known().len(), 1, "the first one is forgotten");
        job.update(None, LONG);
        assert!(job.known().is_empty());
    }

    #[test]
    fn what_cannot_be_swept_is_said() {
        let mut job = SweepJob::default();
        let mut wrong = (*sweep("sgd", 8)).clone();
        wrong.axes[0].name = "beta".to_owned();
        job.want(&Arc::new(wrong));
        assert!(!job.update(None, LONG));
        let said = job.known()[0].plan.as_ref().expect_err("there is no beta");
        assert!(said.contains("no parameter `beta`"), "{said}");
    }

    #[test]
    fn a_path_is_there_while_it_is_pointed_at() {
        let mut job = GhostJob::default();
        let experiment = sweep("sgd", 2).scene.experiment.clone();
        assert!(job.want(experiment.clone()));
        while job.update(LONG) {
            job.want(experiment.clone());
        }
        let path = job.shown().expect("it was computed");
        assert_eq!(path.trace.runs.len(), 1);
        assert!(!job.update(LONG) && job.shown().is_none());
    }
}
