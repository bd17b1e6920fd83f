//! An experiment to a [`Plan`]: programs that engines run, and what the host tabulates for them.
//!
//! In order:
//! - `resolve`: names to rules, parameters to a flat list of settings.
//! - `builder`: checked terms to graph nodes; `step` (with `rate` and `record`): schedule, stages and optimizer of one
//!   run put together.
//! - [`program`]: the step split between the host (what only settings and the step reach, in f64) and the lanes.
//! - [`tape`]: a linear program; [`wgsl`]: the same program as text for the GPU.
//! - [`plan`]: all runs of the experiment.
//!
//! Nothing here knows devices or screens.

mod builder;
pub mod finding;
pub mod plan;
pub mod program;
mod rate;
mod record;
mod resolve;
mod step;
pub mod tape;
pub mod wgsl;

use crate::lang::Kind;
use crate::lang::check::Term;
use crate::lang::graph::Graph;
use crate::lang::{Checked, Rule};
use crate::scene::{Experiment, Run};
pub use finding::Finding;
pub use plan::{Lane, Plan, PlannedRun, Surface};
pub use program::Program;
use resolve::{Resolver, Used};
use std::sync::Arc;
use step::{Rules, WarmupSlots};
use tape::{Input, Tape};

/// Most runs in an experiment.
pub const RUNS: usize = 32;
/// Most starts in an experiment.
pub const STARTS: usize = 1024;
/// Most gradient stages of a run.
pub const STAGES: usize = 16;
/// Most numbers that a trace may hold.
pub const RECORDED: usize = 1 << 24;
/// From this magnitude on a run counts as diverged.
pub const BOUND: f64 = (1u64 << 60) as f64;

/// Compiles an experiment. The plan is there when no finding is an error.
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

struct Compiler<'a> {
    experiment: &'a Experiment,
    findings: &'a mut Vec<Finding>,
}

impl Compiler<'_> {
    fn plan(&mut self) -> Option<Plan> {
        let experiment = self.experiment;
        self.check_counts();
        // What is too much is not worth building.
        if !self.findings.is_empty() {
            return None;
        }
        let (surface, settings) = self.surface()?;
        let starts = self.starts(&surface, &settings);
        let mut plan = Plan {
            steps: experiment.steps as usize,
            seed: experiment.seed,
            surface: self.drawn(&surface, &settings),
            ..Plan::default()
        };
        for (index, run) in experiment.runs.iter().enumerate().take(RUNS) {
            if let Some(planned) = self.run(index, run, &surface, &settings, &mut plan.programs) {
                plan.runs.push(planned);
            }
        }
        for run in 0..plan.runs.len() {
            for (replicate, start) in starts.iter().enumerate() {
                plan.lanes.push(Lane {
                    run,
                    replicate: replicate as u32,
                    start: start.clone(),
                    first: 0,
                    until: plan.steps,
                    state: None,
                });
            }
        }
        self.check_size(&plan);
        Some(plan)
    }

    fn check_counts(&mut self) {
        if self.experiment.steps == 0 {
            let message = "0 steps compute nothing; take at least 1";
            self.findings.push(Finding::error("/experiment/steps", message));
        }
        let experiment = self.experiment;
        self.check_count(experiment.runs.len(), RUNS, "runs", "/experiment/runs");
        self.check_count(experiment.starts.len(), STARTS, "starts", "/experiment/starts");
        for (index, run) in experiment.runs.iter().enumerate().take(RUNS) {
            let pointer = format!("/experiment/runs/{index}/stages");
            self.check_count(run.stages.len(), STAGES, "stages", &pointer);
        }
    }

    fn check_count(&mut self, count: usize, most: usize, what: &str, pointer: &str) {
        if count > most {
            let message = format!("{count} {what} are too many; there can be at most {most}");
            self.findings.push(Finding::error(pointer, message));
        }
    }

    fn check_size(&mut self, plan: &Plan) {
        let numbers = |lane: &Lane| -> usize {
            let run = &plan.runs[lane.run];
            let columns: usize = run.columns.iter().map(|c| c.sources.len()).sum();
            (plan.steps + 1).saturating_mul(plan.surface.n + 1 + columns)
        };
        let total = plan.lanes.iter().map(numbers).fold(0, usize::saturating_add);
        if total > RECORDED {
            let message = format!(
                "{} runs and starts over {} steps record {total} numbers, more than {RECORDED}; take fewer steps",
                plan.lanes.len(),
                plan.steps
            );
            self.findings.push(Finding::error("/experiment/steps", message));
        }
    }

    fn surface(&mut self) -> Option<(Used, Vec<f64>)> {
        let problem = &self.experiment.problem;
        let mut resolver = Resolver {
            settings: Vec::new(),
            findings: self.findings,
        };
        let used = resolver.resolve(
            Kind::Surface,
            &problem.surface,
            &problem.params,
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

    fn drawn(&mut self, surface: &Used, settings: &[f64]) -> Surface {
        let mut builder = builder::Builder::new(surface);
        let point = (0..builder.n as u32)
            .map(|i| builder.read(Input::Coordinate(i)))
            .collect();
        let loss = builder.loss_at(&point);
        let roots = builder.graph.expand_powers(&[loss]);
        let inputs = &builder.inputs;
        let tape = Tape::emit(&builder.graph, &roots, |id| leaf(&builder.graph, inputs, id));
        Surface {
            name: surface.rule.name.clone(),
            n: builder.n,
            domain: ends(surface, settings),
            minima: values(surface, settings, &surface.checked.minima),
            loss: tape,
            settings: settings.to_vec(),
        }
    }

    fn run(
        &mut self,
        index: usize,
        run: &Run,
        surface: &Used,
        settings: &[f64],
        programs: &mut Vec<Arc<Program>>,
    ) -> Option<PlannedRun> {
        let at = format!("/experiment/runs/{index}");
        let mut resolver = Resolver {
            settings: settings.to_vec(),
            findings: self.findings,
        };
        let optimizer = resolver.resolve(
            Kind::Optimizer,
            &run.optimizer,
            &run.params,
            &format!("{at}/optimizer"),
            &format!("{at}/params"),
        );
        let schedule = resolver.resolve(
            Kind::Schedule,
            &run.schedule.name,
            &run.schedule.params,
            &format!("{at}/schedule/name"),
            &format!("{at}/schedule/params"),
        );
        let warmup = run.schedule.warmup.map(|w| {
            let at = format!("{at}/schedule/warmup");
            if w.first > 1 {
                let message = "0 (the first step has factor start) or 1 (the papers' t/warmup)";
                let message = format!("expected {message}");
                resolver
                    .findings
                    .push(Finding::error(format!("{at}/first"), message));
            }
            if w.steps == 0 {
                let message = "a warmup has at least 1 step; leave it out for none";
                resolver
                    .findings
                    .push(Finding::error(format!("{at}/steps"), message));
            }
            WarmupSlots {
                steps: resolver.setting(f64::from(w.steps), &at),
                start: resolver.setting(w.start, &format!("{at}/start")),
                first: resolver.setting(f64::from(w.first), &at),
            }
        });
        let stages: Option<Vec<Used>> = run
            .stages
            .iter()
            .enumerate()
            .map(|(i, stage)| {
                let at = format!("{at}/stages/{i}");
                let (name, params) = (format!("{at}/name"), format!("{at}/params"));
                resolver.resolve(Kind::Stage, &stage.name, &stage.params, &name, &params)
            })
            .collect();
        let settings = resolver.settings;
        let (optimizer, schedule, stages) = (optimizer?, schedule?, stages?);
        self.check_use(&at, run, &optimizer);
        let step = step::build(&Rules {
            surface,
            optimizer: &optimizer,
            schedule: &schedule,
            warmup,
            stages: &stages,
        });
        if step.builder.graph.len() > crate::lang::limits::NODES {
            let message = format!(
                "the rules unfold to more than {} operations",
                crate::lang::limits::NODES
            );
            self.findings.push(Finding::error(at, message));
            return None;
        }
        let program::Split {
            program,
            host,
            columns,
            state_columns,
        } = program::split(step);
        let known = programs.iter().position(|p| **p == program);
        let program = known.unwrap_or_else(|| {
            programs.push(Arc::new(program));
            programs.len() - 1
        });
        Some(PlannedRun {
            run: index,
            label: label(run, &optimizer.rule),
            program,
            host,
            settings,
            columns,
            state_columns,
            gradients: optimizer.checked.gradients,
        })
    }

    /// What is chosen but changes nothing is said, so that nobody waits for an effect.
    fn check_use(&mut self, at: &str, run: &Run, optimizer: &Used) {
        let name = &optimizer.rule.name;
        let has_rate = optimizer.slot("lr").is_some();
        if !has_rate && run.schedule != crate::scene::Schedule::default() {
            let message = format!("\"{name}\" sets its own learning rate, so the schedule changes nothing");
            self.findings
                .push(Finding::warning(format!("{at}/schedule"), message));
        }
        if !run.stages.is_empty() && !runs_stages(&optimizer.checked) {
            let message = format!("\"{name}\" has no `g = grad(...)`, so its stages do not run");
            self.findings
                .push(Finding::warning(format!("{at}/stages"), message));
        }
    }
}

/// Whether a rule has the gradient on which the stages run.
fn runs_stages(optimizer: &Checked) -> bool {
    use crate::lang::check::{CheckedStatement, TermKind};
    let mut explicit = false;
    for statement in &optimizer.statements {
        if let CheckedStatement::Assign(
            _,
            Term {
                kind: TermKind::Grad { staged, .. },
                ..
            },
        ) = statement
        {
            explicit = true;
            if *staged {
                return true;
            }
        }
    }
    !explicit
}

fn label(run: &Run, rule: &Rule) -> String {
    match &run.label {
        Some(label) => label.clone(),
        None if rule.name.is_empty() => "Own rule".to_owned(),
        None => rule.name.clone(),
    }
}

fn leaf(graph: &Graph, inputs: &[Input], id: crate::lang::graph::Id) -> Option<Input> {
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
