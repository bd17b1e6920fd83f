//! An experiment to a [`Plan`]: programs that engines run, and what the host tabulates for them.
//!
//! In order:
//! - `resolve`: names to rules, parameters to a flat list of settings; `run`: all rules of one run; `order`:
//!   whether its stages stand in one that does what is meant.
//! - `builder`: checked terms to graph nodes; `step` (with `rate`, `record` and [`decay`]): schedule,
//!   stages and optimizer of one run put together.
//! - [`program`]: the step split between the host (what only settings and the step reach, in f64) and the
//!   lanes; `parts` says which is which.
//! - `watch`: what of it must not be lost in silence, after `interval` has shown what cannot happen;
//!   [`trial`]: what it takes to say afterwards which operation stopped a run.
//! - [`tape`]: a straight-line program, and [`input`] what it reads; [`sign`]: which of its numbers cannot be
//!   negative; [`wgsl`]: the same program as text for the GPU.
//! - [`plan`]: all runs of the experiment; `fork` is which go on from which, `stability` is what their rules
//!   declare of it.
//! - [`local`]: the surface near a point, for reading and for judging learning rates.
//! - [`network`]: the same on a network, whose values keep their shapes.
//! - [`sweep`]: an experiment whose settings are spread over axes.
//!
//! [`inspect`] takes a run apart, for looking at every part of its rules.
//!
//! Nothing here knows devices or screens.

mod budget;
mod builder;
pub mod decay;
pub mod finding;
mod fork;
pub mod input;
pub mod inspect;
mod interval;
pub mod local;
mod minimised;
pub mod network;
mod order;
mod parts;
pub mod plan;
pub mod program;
mod rate;
mod record;
mod reduction;
mod resolve;
mod roots;
mod run;
pub mod sign;
mod stability;
mod step;
pub mod sweep;
pub mod tape;
pub mod trial;
mod watch;
pub mod wgsl;

use crate::lang::Kind;
use crate::lang::check::Term;
use crate::lang::graph::{Graph, Id};
use crate::lang::limits::NODES;
use crate::scene::{Experiment, Fork, Problem, Reference, RulePlace};
use finding::Repeated;
pub use finding::{Finding, Mend};
use input::{Input, PointInput};
use minimised::Minimised;
pub use plan::{Lane, Objective, On, Plan, PlannedRun, PlannedState, Start, Surface};
pub use program::Program;
use resolve::{Resolver, Used};
use run::Resolved;
use std::sync::Arc;
use tape::Tape;

/// Most runs in an experiment.
pub const RUNS: usize = 32;
/// Most starts in an experiment.
pub const STARTS: usize = 1024;
/// Most gradient stages of a run.
pub const STAGES: usize = 16;
/// Most bytes of all rule texts in an experiment together.
pub const SOURCES: usize = 128 * 1024;
/// Most letters of a run's label.
pub const LABEL: usize = 200;
/// Most numbers that a trace may hold.
pub const RECORDED: usize = 1 << 24;
/// From this magnitude on a run counts as diverged.
pub const BOUND: f64 = (1u64 << 60) as f64;

/// Compiles an experiment. The [`Plan`] is there when no finding is an error.
pub fn compile(experiment: &Experiment) -> (Option<Plan>, Vec<Finding>) {
    let mut findings = Vec::new();
    let plan = Compiler {
        experiment,
        findings: &mut findings,
    }
    .plan();
    let failed = findings.iter().any(|f| f.is_error);
    (plan.filter(|_| !failed), findings)
}

/// What an experiment has more of than there can be: such as runs, starts, letters. Nothing of it is worth
/// keeping.
pub fn too_much(experiment: &Experiment) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut compiler = Compiler {
        experiment,
        findings: &mut findings,
    };
    compiler.check_counts();
    findings
}

struct Compiler<'a> {
    experiment: &'a Experiment,
    findings: &'a mut Vec<Finding>,
}

impl Compiler<'_> {
    fn plan(&mut self) -> Option<Plan> {
        let experiment = self.experiment;
        self.check_steps();
        self.check_counts();
        // What is too much is not worth building.
        if !self.findings.is_empty() {
            return None;
        }
        let forks = fork::sources(experiment, self.findings);
        let plan = match &experiment.problem {
            Problem::Surface { .. } => self.on_surface(&forks)?,
            Problem::Network { network } => network::plan(experiment, network, &forks, self.findings)?,
        };
        self.check_budget(&plan, &forks);
        Some(plan)
    }

    fn on_surface(&mut self, forks: &[Option<Fork>]) -> Option<Plan> {
        let experiment = self.experiment;
        let (surface, settings) = self.surface()?;
        self.check_unit()?;
        let starts = self.starts(&surface, &settings);
        let mut drawn = self.drawn(&surface, &settings)?;
        let on = Minimised::Surface {
            surface: &surface,
            settings: &settings,
        };
        let mut planned: Vec<Option<PlannedRun>> = vec![None; forks.len()];
        for index in fork::order(forks) {
            let source = forks[index].and_then(|fork| planned[fork.run].as_ref());
            let counts_steps = source.is_some_and(|source| source.counts_steps);
            planned[index] = Resolved::of(experiment, index, on, self.findings)
                .map(|rules| Resolved {
                    counts_steps,
                    ..rules
                })
                .and_then(|rules| rules.planned(&mut drawn.programs, self.findings));
        }
        let mut plan = Plan {
            steps: experiment.steps as usize,
            budget: experiment.budget,
            precision: experiment.precision,
            runs: planned.into_iter().flatten().collect(),
            objective: Objective::Surface(Arc::new(drawn)),
            lanes: Vec::new(),
        };
        for (run, fork) in forks.iter().enumerate().take(plan.runs.len()) {
            let until = plan.steps_of(&plan.runs[run]);
            for (replicate, start) in starts.iter().enumerate() {
                plan.lanes.push(Lane {
                    run,
                    replicate: replicate as u32,
                    start: Start::Point(start.clone()),
                    from: fork.map(|fork| fork.run * starts.len() + replicate),
                    first: fork.map_or(0, |fork| fork.step as usize),
                    until,
                    state: None,
                });
            }
        }
        self.check_size(&plan, surface.checked.dimensions);
        Some(plan)
    }

    fn check_steps(&mut self) {
        if self.experiment.steps == 0 {
            let message = "0 steps compute nothing; take at least 1";
            self.findings.push(Finding::error("/experiment/steps", message));
        }
    }

    fn check_counts(&mut self) {
        let experiment = self.experiment;
        self.check_count(experiment.runs.len(), RUNS, "runs", "/experiment/runs");
        self.check_count(experiment.starts.len(), STARTS, "starts", "/experiment/starts");
        for (index, run) in experiment.runs.iter().enumerate().take(RUNS) {
            let pointer = format!("/experiment/runs/{index}/stages");
            self.check_count(run.stages.len(), STAGES, "stages", &pointer);
            let letters = run.label.as_ref().map_or(0, String::len);
            let pointer = format!("/experiment/runs/{index}/label");
            self.check_count(letters, LABEL, "letters", &pointer);
        }
        let rules = RulePlace::all(experiment).into_iter();
        let bytes = rules.filter_map(|place| match place.reference(experiment)? {
            Reference::Source(text) => Some(text.len()),
            Reference::Name(_) => None,
        });
        let bytes = bytes.sum();
        self.check_count(bytes, SOURCES, "bytes of rule texts", "/experiment");
    }

    fn check_count(&mut self, count: usize, most: usize, what: &str, pointer: &str) {
        if count > most {
            let message = format!("{count} {what} are too many; there can be at most {most}");
            self.findings.push(Finding::error(pointer, message));
        }
    }

    fn check_size(&mut self, plan: &Plan, n: usize) {
        let lanes = plan.lanes.iter().filter(|lane| lane.run == 0).count();
        let numbers = |run: usize, steps: usize| {
            let columns: usize = plan.runs[run].columns.iter().map(|c| c.sources.len()).sum();
            let row = lanes.saturating_mul(n + 1 + columns);
            (steps + 1).saturating_mul(row)
        };
        self.findings
            .extend(Finding::too_large(plan, Repeated::Starts, numbers));
    }

    fn surface(&mut self) -> Option<(Used, Vec<f64>)> {
        let Some((surface, params)) = self.experiment.problem.text() else {
            let message = "a sweep needs a surface; a network is repeated by its `seeds`";
            self.findings
                .push(Finding::error("/experiment/problem/network", message));
            return None;
        };
        let mut resolver = Resolver {
            settings: Vec::new(),
            findings: self.findings,
        };
        let used = resolver.resolve(
            Kind::Surface,
            surface,
            params,
            "/experiment/problem/surface",
            "/experiment/problem/params",
        )?;
        Some((used, resolver.settings))
    }

    fn starts(&mut self, surface: &Used, settings: &[f64]) -> Vec<Vec<f64>> {
        let experiment = self.experiment;
        let n = surface.checked.dimensions;
        let mut starts = experiment.starts.clone();
        if let Some(start) = &experiment.start {
            if !starts.is_empty() {
                let message = "`start` is short for one entry of `starts`; give one of the two";
                self.findings.push(Finding::error("/experiment/start", message));
            }
            starts = vec![start.clone()];
        }
        for (index, start) in starts.iter().enumerate() {
            let pointer = match experiment.start {
                Some(_) => "/experiment/start".to_owned(),
                None => format!("/experiment/starts/{index}"),
            };
            if start.len() != n {
                let message = format!(
                    "\"{}\" has {n} coordinate(s), but this start has {}",
                    surface.rule.name,
                    start.len()
                );
                self.findings.push(Finding::error(pointer, message));
            } else if start.iter().any(|v| !v.is_finite() || v.abs() >= BOUND) {
                let message = "a start must be finite and below 2^60";
                self.findings.push(Finding::error(pointer, message));
            }
        }
        if starts.is_empty() {
            starts = values(surface, settings, &surface.checked.starts);
        }
        if starts.is_empty() {
            let domain = ends(surface, settings);
            starts = vec![
                domain
                    .iter()
                    .map(|[low, high]| low + 0.25 * (high - low))
                    .collect(),
            ];
        }
        starts
    }

    /// What must not be lost on the way to a loss.
    fn watched(&self, builder: &mut builder::Builder, loss: Id, settings: &[f64]) -> Vec<Id> {
        let roots = watch::Roots {
            checked: &[loss],
            ..watch::Roots::default()
        };
        let known = watch::KnownBefore {
            settings,
            swept: &[],
            steps: self.experiment.steps as usize,
            forked: false,
        };
        let found = watch::find(&builder.graph, &builder.inputs, &roots, &known);
        let guarded = watch::guarded(&mut builder.graph, &builder.inputs, &roots, &found.ids);
        guarded.into_iter().map(|(shown, _)| shown).collect()
    }

    /// The surface for drawing.
    ///
    /// # Errors
    /// Its gradient unfolds to too much.
    fn drawn(&mut self, surface: &Used, settings: &[f64]) -> Option<Surface> {
        let mut builder = builder::Builder::new(surface);
        if builder.graph.len() > NODES {
            let message = format!("the surface and its gradient unfold to more than {NODES} operations");
            self.findings
                .push(Finding::error("/experiment/problem/surface", message));
            return None;
        }
        let point = (0..builder.n as u32)
            .map(|i| builder.read(Input::Coordinate(i)))
            .collect();
        let loss = builder.loss_at(&point);
        let mut roots = builder.graph.expand_powers(&[loss]);
        roots.extend(self.watched(&mut builder, roots[0], settings));
        let inputs = &builder.inputs;
        let tape = Tape::emit(&builder.graph, &roots, |id| {
            PointInput::of(leaf(&builder.graph, inputs, id)?)
        });
        Some(Surface {
            name: surface.rule.name.clone(),
            n: builder.n,
            domain: ends(surface, settings),
            minima: values(surface, settings, &surface.checked.minima),
            loss: tape,
            settings: settings.to_vec(),
            programs: Vec::new(),
        })
    }
}

fn leaf(graph: &Graph, inputs: &[Input], id: Id) -> Option<Input> {
    match graph.node(id) {
        crate::lang::graph::Node::Leaf(leaf) => Some(inputs[leaf as usize]),
        _ => None,
    }
}

/// Points that a surface declares by its parameters.
fn values(surface: &Used, settings: &[f64], points: &[Vec<Term>]) -> Vec<Vec<f64>> {
    let evaluate = |point: &Vec<Term>| numbers(surface, settings, point);
    points.iter().map(evaluate).collect()
}

/// The shown range of each coordinate, -5 to 5 where the surface names none.
fn ends(surface: &Used, settings: &[f64]) -> Vec<[f64; 2]> {
    let declared = surface.checked.domain.iter().map(|ends| {
        let ends = numbers(surface, settings, ends);
        [ends[0], ends[1]]
    });
    let usable = |[low, high]: &[f64; 2]| low.is_finite() && high.is_finite() && low < high;
    let mut all: Vec<[f64; 2]> = declared
        .map(|e| if usable(&e) { e } else { [-5.0, 5.0] })
        .collect();
    all.resize(surface.checked.dimensions, [-5.0, 5.0]);
    all
}

fn numbers(surface: &Used, settings: &[f64], terms: &[Term]) -> Vec<f64> {
    let mut builder = builder::Builder::without_loss(surface.checked.dimensions);
    let frame = builder.frame(surface);
    let roots: Vec<_> = terms.iter().map(|t| builder.term(&frame, t)[0]).collect();
    let inputs = &builder.inputs;
    builder.graph.eval(&roots, |leaf| match inputs[leaf as usize] {
        Input::Setting(slot) => settings[slot as usize],
        _ => 0.0,
    })
}
