//! A sweep to a [`SweepPlan`]: on a surface the runs of a scene with some settings as the lanes' own.
//!
//! - `plan`: what comes of it; `axes`: what an axis sets; [`knob`]: what it can set of a network; [`bounds`]:
//!   how large a sweep can be.
//! - [`network`]: on a network every point is an ordinary run.

mod axes;
mod axis_error;
pub mod bounds;
pub mod network;
mod plan;

use super::finding::Finding;
use super::input::{LaneInput, PointInput};
use super::minimised::Minimised;
use super::plan::{Objective, On, Plan};
use super::program::{self, Program, Split};
use super::resolve::Used;
use super::run::Resolved;
use super::stability;
use super::tape::Tape;
use super::{Compiler, PlannedRun, RECORDED, RUNS, builder, leaf};
pub use crate::scene::knob;
use crate::scene::sweep::Sweep;
use crate::scene::{Experiment, Problem};
pub use bounds::{AXES, LANES, TOGETHER};
pub use plan::{SweepPlan, SweptAxis, SweptLane, SweptObjective, SweptPlace, SweptSurface};
use std::sync::Arc;

/// Compiles a sweep. The plan is there when no finding is an error.
pub fn compile_sweep(sweep: &Sweep) -> (Option<SweepPlan>, Vec<Finding>) {
    let mut findings = Vec::new();
    bounds::check(sweep, &mut findings);
    let plan = match &sweep.scene.experiment.problem {
        Problem::Network { network } => network::plan(sweep, network, &mut findings),
        Problem::Surface { .. } => plan(sweep, &mut findings),
    };
    let failed = findings.iter().any(|f| f.is_error);
    (plan.filter(|_| !failed), findings)
}

fn plan(sweep: &Sweep, findings: &mut Vec<Finding>) -> Option<SweepPlan> {
    let experiment = &sweep.scene.experiment;
    let mut scene_findings = Vec::new();
    let mut compiler = Compiler {
        experiment,
        findings: &mut scene_findings,
    };
    compiler.check_steps();
    compiler.check_counts();
    let sound = compiler.findings.is_empty();
    let surface = sound.then(|| compiler.surface()).flatten();
    let resolved = surface.as_ref().map(|(surface, settings)| {
        let starts = compiler.starts(surface, settings);
        let drawn = compiler.drawn(surface, settings);
        let on = Minimised::Surface { surface, settings };
        let runs = 0..experiment.runs.len().min(RUNS);
        let runs: Vec<Option<Resolved>> = runs
            .map(|run| Resolved::of(experiment, run, on, compiler.findings))
            .collect();
        (starts, drawn, runs)
    });
    findings.extend(scene_findings.into_iter().map(in_scene));
    let (starts, drawn, runs) = resolved?;
    let runs: Vec<Resolved> = runs.into_iter().collect::<Option<_>>()?;
    check_runs(experiment, findings)?;
    if !experiment.budget.is_steps() {
        let message = "a sweep counts steps; leave `budget` out";
        findings.push(Finding::error("/scene/experiment/budget", message));
    }
    let (surface, _) = surface.as_ref()?;
    let axes = axes::axes(sweep, &runs, findings)?;
    check_seeds(&axes, experiment, findings)?;
    let minima = minima(surface);
    let mut drawn = drawn?;
    let mut plan = SweepPlan {
        base: Plan {
            steps: experiment.steps as usize,
            precision: experiment.precision,
            ..Plan::default()
        },
        objective: SweptObjective::Surface(Arc::new(SweptSurface {
            starts: starts.clone(),
            ..SweptSurface::default()
        })),
        axes,
        together: sweep.together,
        tolerance: sweep.tolerance,
        seeds: sweep.seeds as usize,
        kept: kept(sweep),
    };
    bounds::check_size(&plan, runs.len(), 0, findings)?;
    for run in runs {
        let planned = planned(run, &plan.axes, plan.base.steps, &mut drawn.programs, findings)?;
        plan.base.runs.push(planned);
    }
    let mut inputs = drawn.programs.iter().flat_map(|program| &program.step.inputs);
    if plan.seeds > 1 && !inputs.any(|input| matches!(input, LaneInput::Random(..))) {
        let message = "nothing is random in these runs, so all seeds give the same; leave `seeds` out";
        findings.push(Finding::warning("/seeds", message));
    }
    let surface = Arc::new(drawn);
    plan.base.objective = Objective::Surface(surface.clone());
    plan.objective = SweptObjective::Surface(Arc::new(SweptSurface {
        surface,
        starts,
        minima,
    }));
    Some(plan)
}

/// The finding of a scene as one of the sweep that has it.
fn in_scene(finding: Finding) -> Finding {
    Finding {
        pointer: format!("/scene{}", finding.pointer),
        ..finding
    }
}

/// The kept steps, each once, rising.
fn kept(sweep: &Sweep) -> Vec<usize> {
    let mut kept: Vec<usize> = sweep.kept.iter().map(|&step| step as usize).collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// # Errors
/// No run. A run that goes on from another begins anew, which is said.
fn check_runs(experiment: &Experiment, findings: &mut Vec<Finding>) -> Option<()> {
    if experiment.runs.is_empty() {
        findings.push(Finding::error(
            "/scene/experiment/runs",
            "there is no run to sweep",
        ));
        return None;
    }
    let runs = experiment.runs.iter().enumerate();
    for (index, _) in runs.filter(|(_, run)| run.from.is_some()) {
        let message = "a sweep records no steps to go on from, so this run begins at the starts";
        let pointer = format!("/scene/experiment/runs/{index}/from");
        findings.push(Finding::warning(pointer, message));
    }
    Some(())
}

/// # Errors
/// An axis of seeds, and a run that has a seed of its own.
fn check_seeds(axes: &[SweptAxis], experiment: &Experiment, findings: &mut Vec<Finding>) -> Option<()> {
    let sweeps = axes.iter().any(|axis| matches!(axis.target, SweptPlace::Seed));
    let own = experiment.runs.iter().position(|run| run.training.seed.is_some());
    let Some(run) = own.filter(|_| sweeps) else {
        return Some(());
    };
    let message = "a run with a seed of its own draws the same along an axis of seeds; leave its seed out";
    let at = format!("/scene/experiment/runs/{run}/training/seed");
    findings.push(Finding::error(at, message));
    None
}

/// A run compiled with its swept settings as the lanes' own.
fn planned(
    run: Resolved,
    axes: &[SweptAxis],
    steps: usize,
    programs: &mut Vec<Arc<Program>>,
    findings: &mut Vec<Finding>,
) -> Option<PlannedRun> {
    let swept = swept(axes, run.index);
    let at = format!("/scene/experiment/runs/{}", run.index);
    let mut unfolded = Vec::new();
    let step = run.step(false, &mut unfolded);
    findings.extend(unfolded.into_iter().map(in_scene));
    let Split {
        program, host, trial, ..
    } = program::split_swept(step?, &run.known(&swept));
    let table = host.each.outputs.len();
    if table.saturating_mul(steps) > RECORDED {
        let message = "too many steps for a table of what the host computes; take fewer";
        findings.push(Finding::error(at, message));
        return None;
    }
    programs.push(Arc::new(program));
    Some(PlannedRun {
        stability: stability::bound(&run),
        run: run.index,
        label: run.label,
        seed: run.seed,
        program: programs.len() - 1,
        host,
        settings: run.settings,
        columns: Vec::new(),
        gradients: run.optimizer.checked.gradients,
        counts_steps: run.counts_steps,
        on: On::Surface {
            states: Vec::new(),
            trial: Arc::new(trial),
        },
    })
}

/// The settings of a run that axes set, and the ends between which they lie.
fn swept(axes: &[SweptAxis], run: usize) -> Vec<(u32, [f64; 2])> {
    let ends = |values: &[f64]| {
        let ends = [f64::INFINITY, f64::NEG_INFINITY];
        values
            .iter()
            .fold(ends, |[low, high], &v| [low.min(v), high.max(v)])
    };
    let swept = axes.iter().filter_map(|axis| match &axis.target {
        SweptPlace::Setting(slots) => Some((slots[run], ends(&axis.values))),
        _ => None,
    });
    swept.collect()
}

/// The declared minima as a program over the surface's settings.
fn minima(surface: &Used) -> Tape<PointInput> {
    let mut builder = builder::Builder::without_loss(surface.checked.dimensions);
    let frame = builder.frame(surface);
    let terms = surface.checked.minima.iter().flatten();
    let roots: Vec<_> = terms.map(|t| builder.term(&frame, t)[0]).collect();
    let roots = builder.graph.expand_powers(&roots);
    let inputs = &builder.inputs;
    Tape::emit(&builder.graph, &roots, |id| {
        PointInput::of(leaf(&builder.graph, inputs, id)?)
    })
}
