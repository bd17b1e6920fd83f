//! A sweep to a [`SweepPlan`]: the runs of a scene with some settings as the lanes' own.

use super::finding::Finding;
use super::plan::Plan;
use super::program::{self, Program, Split};
use super::resolve::{Setting, Used};
use super::run::Resolved;
use super::tape::Tape;
use super::{BOUND, Compiler, PlannedRun, RECORDED, RUNS, builder, leaf};
use crate::scene::sweep::{Axis, Spread, Sweep};
use std::sync::Arc;

/// Most lanes of a sweep.
pub const LANES: usize = 1 << 20;
/// Most axes of a sweep.
pub const AXES: usize = 2;

/// A compiled sweep.
#[derive(Clone, Debug, Default)]
pub struct SweepPlan {
    /// Steps, seed, surface, programs and runs; it has no lanes of its own.
    pub base: Plan,
    /// The axes.
    pub axes: Vec<SweptAxis>,
    /// The starting points, before an axis replaces a coordinate.
    pub starts: Vec<Vec<f64>>,
    /// Known minima by the surface's settings: coordinates one after the other.
    pub minima: Tape,
    /// How far above the lowest minimum a loss counts as reached.
    pub tolerance: f64,
}

/// An axis and what it sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SweptAxis {
    /// The setting's name in the sweep.
    pub name: String,
    /// How its values are spread.
    pub scale: Spread,
    /// Its values.
    pub values: Vec<f64>,
    /// What it sets.
    pub target: Target,
}

/// What an axis sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// The seed of all random numbers.
    #[default]
    Seed,
    /// A coordinate of the start.
    Start(usize),
    /// A setting: its place in each run's settings.
    Setting(Vec<u32>),
}

/// One lane of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct SweptLane {
    /// The run's place in the plan.
    pub run: usize,
    /// Which random numbers it sees.
    pub seed: u32,
    /// The start's place: the second half of what its random numbers depend on.
    pub replicate: u32,
    /// Where it starts.
    pub start: Vec<f64>,
    /// Its own settings, in the order of the axes that set one.
    pub swept: Vec<f64>,
}

impl SweepPlan {
    /// Lanes of one run.
    pub fn lanes_a_run(&self) -> usize {
        let points: usize = self.axes.iter().map(|a| a.values.len()).product();
        points * self.starts.len()
    }

    /// All lanes: runs outermost, then starts, then the last axis; the first axis is fastest.
    pub fn lanes(&self) -> usize {
        self.base.runs.len() * self.lanes_a_run()
    }

    /// The places on the axes of a lane, and its start's place.
    pub fn places(&self, lane: usize) -> ([usize; AXES], usize) {
        let mut rest = lane % self.lanes_a_run().max(1);
        let mut places = [0; AXES];
        for (place, axis) in places.iter_mut().zip(&self.axes) {
            *place = rest % axis.values.len();
            rest /= axis.values.len();
        }
        (places, rest)
    }

    /// A lane's own numbers.
    pub fn lane(&self, lane: usize) -> SweptLane {
        let (places, start) = self.places(lane);
        let mut own = SweptLane {
            run: lane / self.lanes_a_run().max(1),
            seed: self.base.seed,
            replicate: start as u32,
            start: self.starts[start].clone(),
            swept: Vec::new(),
        };
        for (axis, place) in self.axes.iter().zip(places) {
            let value = axis.values[place];
            match axis.target {
                Target::Seed => own.seed = value as u32,
                Target::Start(coordinate) => own.start[coordinate] = value,
                Target::Setting(_) => own.swept.push(value),
            }
        }
        own
    }

    /// The settings of a lane's run with the lane's own in place.
    pub fn settings(&self, lane: &SweptLane) -> Vec<f64> {
        let mut settings = self.base.runs[lane.run].settings.clone();
        let targets = self.axes.iter().filter_map(|a| match &a.target {
            Target::Setting(slots) => Some(slots[lane.run]),
            _ => None,
        });
        for (slot, &value) in targets.zip(&lane.swept) {
            settings[slot as usize] = value;
        }
        settings
    }

    /// Whether lanes may differ in the settings of the surface, and so in its minima.
    pub fn moves_the_surface(&self) -> bool {
        let own = self.base.surface.settings.len() as u32;
        let moved = |t: &Target| matches!(t, Target::Setting(slots) if slots.iter().any(|&s| s < own));
        self.axes.iter().any(|a| moved(&a.target))
    }
}

/// Compiles a sweep. The plan is there when no finding is an error.
pub fn compile_sweep(sweep: &Sweep) -> (Option<SweepPlan>, Vec<Finding>) {
    let mut findings = Vec::new();
    let plan = plan(sweep, &mut findings);
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
    compiler.check_counts();
    let sound = compiler.findings.is_empty();
    let surface = sound.then(|| compiler.surface()).flatten();
    let resolved = surface.as_ref().map(|(surface, settings)| {
        let starts = compiler.starts(surface, settings);
        let drawn = compiler.drawn(surface, settings);
        let runs = experiment.runs.iter().enumerate().take(RUNS);
        let runs: Vec<Option<Resolved>> = runs
            .map(|(i, run)| Resolved::of(i, run, surface, settings, compiler.findings))
            .collect();
        (starts, drawn, runs)
    });
    findings.extend(scene_findings.into_iter().map(|f| Finding {
        pointer: format!("/scene{}", f.pointer),
        ..f
    }));
    let (starts, drawn, runs) = resolved?;
    let runs: Vec<Resolved> = runs.into_iter().collect::<Option<_>>()?;
    if runs.is_empty() {
        findings.push(Finding::error(
            "/scene/experiment/runs",
            "there is no run to sweep",
        ));
        return None;
    }
    let (surface, _) = surface.as_ref()?;
    let axes = axes(sweep, &runs, findings)?;
    let minima = minima(surface);
    let mut plan = SweepPlan {
        base: Plan {
            steps: experiment.steps as usize,
            seed: experiment.seed,
            surface: drawn,
            ..Plan::default()
        },
        axes,
        starts,
        minima,
        tolerance: sweep.tolerance,
    };
    if !(sweep.tolerance.is_finite() && sweep.tolerance >= 0.0) {
        findings.push(Finding::error("/tolerance", "a tolerance is a number from 0 on"));
    }
    check_size(&plan, runs.len(), findings)?;
    for run in runs {
        let planned = planned(
            run,
            &plan.axes,
            plan.base.steps,
            &mut plan.base.programs,
            findings,
        )?;
        plan.base.runs.push(planned);
    }
    Some(plan)
}

fn check_size(plan: &SweepPlan, runs: usize, findings: &mut Vec<Finding>) -> Option<()> {
    let lanes = plan.axes.iter().map(|a| a.values.len());
    let lanes = lanes.fold(runs * plan.starts.len(), usize::saturating_mul);
    if lanes > LANES {
        let message = format!("{lanes} runs are too many; there can be at most {LANES}: take fewer values");
        findings.push(Finding::error("/axes", message));
        return None;
    }
    Some(())
}

/// A run compiled with its swept settings as the lanes' own.
fn planned(
    run: Resolved,
    axes: &[SweptAxis],
    steps: usize,
    programs: &mut Vec<Arc<Program>>,
    findings: &mut Vec<Finding>,
) -> Option<PlannedRun> {
    let swept: Vec<u32> = axes
        .iter()
        .filter_map(|a| match &a.target {
            Target::Setting(slots) => Some(slots[run.index]),
            _ => None,
        })
        .collect();
    let at = format!("/scene/experiment/runs/{}", run.index);
    let mut unfolded = Vec::new();
    let step = run.step(&mut unfolded);
    findings.extend(unfolded.into_iter().map(|f| Finding {
        pointer: format!("/scene{}", f.pointer),
        ..f
    }));
    let Split { program, host, .. } = program::split_swept(step?, &swept);
    let table = host.each.outputs.len();
    if table.saturating_mul(steps) > RECORDED {
        let message = "too many steps for a table of what the host computes; take fewer";
        findings.push(Finding::error(at, message));
        return None;
    }
    programs.push(Arc::new(program));
    Some(PlannedRun {
        run: run.index,
        label: run.label,
        program: programs.len() - 1,
        host,
        settings: run.settings,
        columns: Vec::new(),
        state_columns: Vec::new(),
        gradients: run.optimizer.checked.gradients,
    })
}

/// The declared minima as a program over the surface's settings.
fn minima(surface: &Used) -> Tape {
    let mut builder = builder::Builder::without_loss(surface.checked.dimensions);
    let frame = builder.frame(surface);
    let terms = surface.checked.minima.iter().flatten();
    let roots: Vec<_> = terms.map(|t| builder.term(&frame, t)[0]).collect();
    let roots = builder.graph.expand_powers(&roots);
    let inputs = &builder.inputs;
    Tape::emit(&builder.graph, &roots, |id| leaf(&builder.graph, inputs, id))
}

fn axes(sweep: &Sweep, runs: &[Resolved], findings: &mut Vec<Finding>) -> Option<Vec<SweptAxis>> {
    if sweep.axes.is_empty() || sweep.axes.len() > AXES {
        let message = format!("a sweep has 1 to {AXES} axes, this one has {}", sweep.axes.len());
        findings.push(Finding::error("/axes", message));
        return None;
    }
    let mut all: Vec<SweptAxis> = Vec::new();
    for (index, axis) in sweep.axes.iter().enumerate() {
        let at = format!("/axes/{index}");
        let found = target(axis, runs)
            .map_err(|message| Finding::error(format!("{at}/name"), message))
            .and_then(|target| {
                let values =
                    values(axis, &target).map_err(|(field, m)| Finding::error(format!("{at}{field}"), m))?;
                Ok((target, values))
            });
        match found {
            Ok((target, _)) if all.iter().any(|a| a.target == target) => {
                let message = format!("`{}` is already swept by the other axis", axis.name);
                findings.push(Finding::error(format!("{at}/name"), message));
            }
            Ok((target, values)) => all.push(SweptAxis {
                name: axis.name.clone(),
                scale: axis.scale,
                values,
                target,
            }),
            Err(finding) => findings.push(finding),
        }
    }
    (all.len() == sweep.axes.len()).then_some(all)
}

/// What an axis sets, in every run.
fn target(axis: &Axis, runs: &[Resolved]) -> Result<Target, String> {
    let name = axis.name.as_str();
    let dimensions = runs[0].surface.checked.dimensions;
    match name {
        "seed" => return Ok(Target::Seed),
        "start.x" => return Ok(Target::Start(0)),
        "start.y" if dimensions > 1 => return Ok(Target::Start(1)),
        "start.y" => return Err(format!("\"{}\" has no y", runs[0].surface.rule.name)),
        _ => {}
    }
    let slots: Result<Vec<u32>, String> = runs.iter().map(|run| slot(name, run)).collect();
    Ok(Target::Setting(slots?))
}

/// The place of a setting in a run's settings.
fn slot(name: &str, run: &Resolved) -> Result<u32, String> {
    let parts: Vec<&str> = name.split('.').collect();
    let (used, parameter) = match parts[..] {
        ["surface", parameter] => (run.surface, parameter),
        ["schedule", parameter] => (&run.schedule, parameter),
        ["warmup", part] => return warmup_slot(run, part),
        ["stages", index, parameter] => (stage(run, index)?, parameter),
        [parameter] => (&run.optimizer, parameter),
        _ => return Err(format!("there is no setting `{name}`; {FORMS}")),
    };
    let numbers = used
        .checked
        .variables
        .iter()
        .filter(|v| used.slot(&v.name).is_some());
    let hint = crate::lang::did_you_mean(parameter, numbers.map(|v| v.name.as_str()));
    let found = used.checked.variable(parameter).and_then(|id| used.setting(id));
    match found {
        Some(Setting::Number(slot)) => Ok(slot),
        Some(Setting::Switch(_)) => Err(format!("`{parameter}` is a switch; only numbers can be swept")),
        Some(Setting::List(_)) => Err(format!("`{parameter}` is a list; only numbers can be swept")),
        None => Err(format!(
            "\"{}\" has no parameter `{parameter}`{hint}; {FORMS}",
            used.rule.name
        )),
    }
}

const FORMS: &str = "an axis is a parameter of the optimizer, schedule.NAME, warmup.steps, warmup.start, stages.0.NAME, \
    surface.NAME, start.x, start.y or seed";

fn warmup_slot(run: &Resolved, part: &str) -> Result<u32, String> {
    let warmup = run
        .warmup
        .ok_or_else(|| format!("\"{}\" has no warmup", run.label))?;
    match part {
        "steps" => Ok(warmup.steps),
        "start" => Ok(warmup.start),
        _ => Err(format!(
            "a warmup has no number `{part}` to sweep; it has steps and start"
        )),
    }
}

fn stage<'a>(run: &'a Resolved, index: &str) -> Result<&'a Used, String> {
    let found = index.parse().ok().and_then(|i: usize| run.stages.get(i));
    found.ok_or_else(|| {
        format!(
            "\"{}\" has {} stages, so none at {index}",
            run.label,
            run.stages.len()
        )
    })
}

/// The values of an axis. Errors: the field and what would be right.
fn values(axis: &Axis, target: &Target) -> Result<Vec<f64>, (&'static str, String)> {
    let values = match (&axis.values, axis.from, axis.to, axis.count) {
        (Some(values), None, None, None) => values.clone(),
        (None, Some(from), Some(to), Some(count)) => {
            if axis.scale == Spread::Log && !(from > 0.0 && to > 0.0) {
                let message = "a log scale has positive ends; take scale \"linear\"";
                return Err(("/scale", message.to_owned()));
            }
            // More could not be used, and a huge count must not be filled in first.
            let mut values = axis.scale.values([from, to], (count as usize).min(LANES + 1));
            // Seeds are whole; rounding is what "16 seeds from 0 to 15" means.
            if *target == Target::Seed {
                values.iter_mut().for_each(|v| *v = v.round());
            }
            values
        }
        _ => {
            let message = "an axis has either `from`, `to` and `count`, or `values`";
            return Err(("", message.to_owned()));
        }
    };
    if values.is_empty() {
        return Err(("", "an axis has at least 1 value".to_owned()));
    }
    let usable = |v: &f64| match target {
        Target::Seed => v.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(v),
        Target::Start(_) => v.abs() < BOUND,
        Target::Setting(_) => v.abs() <= f64::from(f32::MAX),
    };
    match values.iter().find(|v| !usable(v)) {
        None => Ok(values),
        Some(value) => {
            let range = match target {
                Target::Seed => "a whole number from 0 to 2^32 - 1",
                Target::Start(_) => "finite and below 2^60",
                Target::Setting(_) => "within the range of 32-bit numbers",
            };
            Err((
                "",
                format!("{value} is no value for `{}`: it must be {range}", axis.name),
            ))
        }
    }
}
