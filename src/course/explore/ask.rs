//! What the pages ask to have computed: sweeps of one run each, in which nothing stands that the axes set or
//! that has no effect on what comes of it, so that moving the run through its map asks for nothing new.

use super::film::{self, Frame};
use crate::compile::sweep::{SweepPlan, compile_sweep};
use crate::engine::sweep::{Outcomes, Progress, Sweeper, csv};
use crate::scene::explore::Span;
use crate::scene::network::Recorded;
use crate::scene::sweep::{Axis, Sweep};
use crate::scene::{Budget, Experiment, IgnoredAny, Scene, VERSION, View, setting};
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, mem};

/// A sweep that was asked for, as far as it is known.
pub struct Asked {
    /// What was asked for.
    pub sweep: Arc<Sweep>,
    /// What is computed, or why it cannot be.
    pub plan: Result<Arc<SweepPlan>, String>,
    /// What came of it so far.
    pub outcomes: Outcomes,
    /// Whether nothing more comes of it.
    pub done: bool,
}

impl Asked {
    /// A sweep that has not begun.
    pub fn new(sweep: Arc<Sweep>) -> Self {
        let (plan, findings) = compile_sweep(&sweep);
        let plan = plan.map(Arc::new).ok_or_else(|| {
            let errors = findings.iter().filter(|f| f.is_error);
            errors.map(|f| f.message.as_str()).collect::<Vec<_>>().join("; ")
        });
        let none = |plan: &Arc<SweepPlan>| Outcomes::none(plan);
        Self {
            sweep,
            outcomes: plan.as_ref().map_or_else(|_| Outcomes::default(), none),
            done: plan.is_err(),
            plan,
        }
    }

    /// Lets a sweeper of its plan go on for about `budget`.
    pub fn advance(&mut self, sweeper: &mut dyn Sweeper, budget: Duration) {
        // It enters what it finds where that is shown.
        mem::swap(sweeper.outcomes_mut(), &mut self.outcomes);
        let progress = sweeper.poll(budget);
        mem::swap(sweeper.outcomes_mut(), &mut self.outcomes);
        self.done = progress != Progress::Busy;
        if let Progress::Failed(error) = progress {
            self.plan = Err(error.to_string());
        }
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { outcomes, done, .. } = self;
        write!(f, "Asked({} of {}, {done})", outcomes.done, outcomes.lanes.len())
    }
}

/// A run of an experiment alone, from its first start or from all of them, as it is swept: of a network once,
/// and without what is recorded besides.
pub fn alone(experiment: &Experiment, run: usize, every_start: bool) -> Option<Experiment> {
    let mut own = experiment.runs.get(run)?.clone();
    own.from = None;
    let mut problem = experiment.problem.clone();
    if let Some(network) = problem.network_mut() {
        let every = network.record.every;
        network.seeds = 1;
        network.record = Recorded {
            every,
            ..Recorded::default()
        };
    }
    let starts = if every_start { experiment.starts.len() } else { 1 };
    Some(Experiment {
        problem,
        starts: experiment.starts.iter().take(starts).cloned().collect(),
        start: experiment.start.clone(),
        steps: experiment.steps,
        budget: match experiment.budget {
            Budget::Samples => Budget::Samples,
            Budget::Steps | Budget::Evaluations => Budget::Steps,
        },
        decay: false,
        precision: experiment.precision,
        seed: experiment.seed,
        runs: vec![own],
    })
}

/// The sweep of a run that stands alone over spans, with so many values along each.
pub fn over(alone: &Experiment, spans: &[(&Span, u32)], tolerance: f64) -> Sweep {
    let axis =
        |&(span, count): &(&Span, u32)| Axis::spread(&span.name, [span.from, span.to], count, span.scale);
    of_axes(alone, spans.iter().map(axis).collect(), tolerance)
}

/// The sweep of a run that stands alone over axes.
pub fn of_axes(alone: &Experiment, axes: Vec<Axis>, tolerance: f64) -> Sweep {
    let mut experiment = alone.clone();
    // One coordinate alone would be no start: where the surface's own is used it stays.
    let own_start = experiment.starts.is_empty() && experiment.start.is_none();
    for axis in axes
        .iter()
        .filter(|axis| !(own_start && axis.name.starts_with("start.")))
    {
        let listed = axis.values.as_ref().and_then(|values| values.first().copied());
        if let Some(first) = axis.from.or(listed) {
            setting::set(&mut experiment, 0, &axis.name, first);
        }
        // Along an axis of seeds no run has one of its own.
        if axis.name == "seed" {
            experiment.runs[0].training.seed = None;
        }
    }
    let scene = Scene {
        version: VERSION,
        experiment,
        view: View::default(),
        about: IgnoredAny,
    };
    Sweep {
        tolerance,
        ..Sweep::over(scene, axes)
    }
}

/// The outcomes of sweeps over the same axes as CSV, each with the name of its run; None where nothing is
/// known.
pub fn csv<'a>(sweeps: impl Iterator<Item = (&'a str, &'a Asked)>) -> Option<String> {
    csv_at(sweeps.map(|(name, asked)| (name, asked, None)))
}

/// The same, each at its kept step where it has one.
pub fn csv_at<'a>(sweeps: impl Iterator<Item = (&'a str, &'a Asked, Option<Frame>)>) -> Option<String> {
    let mut table: Option<String> = None;
    for (name, asked, frame) in sweeps {
        let Ok(plan) = &asked.plan else { continue };
        let out = table.get_or_insert_with(|| csv::header(plan));
        let plain = !name.contains([',', '"', '\n']);
        let name = match plain {
            true => name.to_owned(),
            false => format!("\"{}\"", name.replace('"', "\"\"")),
        };
        let step = frame.map_or(plan.base.steps, |frame| frame.step);
        let lanes = film::lanes(&asked.outcomes, frame);
        csv::rows_at(out, plan, (step, lanes), |_| name.clone());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Run;
    use crate::scene::sweep::Spread;

    #[test]
    fn moving_a_run_through_its_map_asks_for_nothing_new() {
        let span = |name: &str| Span {
            name: name.to_owned(),
            from: 0.01,
            to: 0.1,
            scale: Spread::Log,
        };
        let (x, y) = (span("lr"), span("start.y"));
        let mut scene = Scene::on_surface("ravine");
        scene.experiment.runs = vec![Run::of("sgd"), Run::of("adam")];
        scene.experiment.starts = vec![vec![1.0, 1.0], vec![2.0, 2.0]];
        let asked = |experiment: &Experiment| {
            let alone = alone(experiment, 1, false).expect("there is such a run");
            over(&alone, &[(&x, 8), (&y, 4)], 1e-3)
        };
        let before = asked(&scene.experiment);
        assert_eq!(before.scene.experiment.runs.len(), 1);
        assert_eq!(before.scene.experiment.starts, [[1.0, 0.01]]);
        setting::set(&mut scene.experiment, 1, "lr", 0.05);
        setting::set(&mut scene.experiment, 1, "start.y", 0.05);
        assert_eq!(asked(&scene.experiment), before);
        setting::set(&mut scene.experiment, 0, "lr", 7.0);
        assert_eq!(asked(&scene.experiment), before, "another run");
        scene.experiment.starts.clear();
        assert!(
            asked(&scene.experiment).scene.experiment.starts.is_empty(),
            "the surface's own"
        );
        scene.experiment.starts = before.scene.experiment.starts.clone();
        setting::set(&mut scene.experiment, 1, "beta1", 0.5);
        assert_ne!(asked(&scene.experiment), before);
        assert!(alone(&scene.experiment, 2, false).is_none());
    }
}
