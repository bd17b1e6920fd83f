//! A swarm: one run from a whole grid of starts, all of them at the same step.

use crate::compile::sweep::{SweepPlan, compile_sweep};
use crate::compile::{Surface, sweep};
use crate::scene::sweep::{Axis, Spread, Sweep};
use crate::scene::{Budget, Experiment, IgnoredAny, Scene, VERSION, View};
use std::sync::Arc;

/// Starts along each axis of a swarm that a GPU moves: 16,384 in all.
pub const GPU: u32 = 128;
/// The same on a CPU: 1,024 in all.
pub const CPU: u32 = 32;

/// Where one run of a swarm is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SwarmDot {
    /// Its point; the second coordinate counts where the surface has two.
    pub at: [f64; 2],
    /// Whether it diverged or stopped there.
    pub gone: bool,
}

/// One run of an experiment from a grid of starts over the surface's range, `side` along each axis; of one
/// coordinate, `side` squared along it. None where the experiment has an error or no such run.
pub fn plan(experiment: &Experiment, surface: &Surface, run: usize, side: u32) -> Option<Arc<SweepPlan>> {
    let chosen = experiment.runs.get(run)?.clone();
    let names = ["start.x", "start.y"];
    let count = if surface.n == 1 { side * side } else { side };
    let axis = |(name, range): (&&str, &[f64; 2])| Axis::spread(name, *range, count, Spread::Linear);
    let scene = Scene {
        version: VERSION,
        experiment: Experiment {
            runs: vec![chosen],
            budget: Budget::Steps,
            start: None,
            starts: Vec::new(),
            ..experiment.clone()
        },
        view: View::default(),
        about: IgnoredAny,
    };
    let sweep = Sweep {
        tolerance: 0.0,
        ..Sweep::over(scene, names.iter().zip(&surface.domain).map(axis).collect())
    };
    let plan = compile_sweep(&sweep).0?;
    (plan.lanes() <= sweep::LANES).then(|| Arc::new(plan))
}
