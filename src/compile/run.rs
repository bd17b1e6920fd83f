//! The rules of one run: resolved, then compiled.

use super::finding::Finding;
use super::minimised::Minimised;
use super::order;
use super::plan::{On, PlannedRun, STEPS_DONE};
use super::program::{self, Program};
use super::resolve::{Resolver, Used};
use super::stability;
use super::step::{self, Step, WarmupSlots};
use super::watch::KnownBefore;
use crate::lang::check::{CheckedStatement, Term, TermKind};
use crate::lang::limits::NODES;
use crate::lang::{Checked, Kind, Rule};
use crate::scene::{Experiment, Run, Schedule, Unit, Warmup};
use std::sync::Arc;

/// The rules of one run and the values of all their parameters.
pub(super) struct Resolved<'a> {
    /// Its place in the experiment.
    pub index: usize,
    /// Name shown.
    pub label: String,
    /// Seed of its random numbers.
    pub seed: u32,
    /// What they are put on.
    pub on: Minimised<'a>,
    pub optimizer: Used,
    pub schedule: Used,
    pub warmup: Option<WarmupSlots>,
    pub stages: Vec<Used>,
    /// The setting that holds an epoch's steps, where the schedule counts epochs.
    pub epoch: Option<u32>,
    /// Whether its rate has a schedule of its own.
    pub is_scheduled: bool,
    /// Values of all parameters, the surface's first.
    pub settings: Vec<f64>,
    /// Whether it goes on from a run that counts its own steps done.
    pub counts_steps: bool,
    /// Most steps it takes.
    pub steps: usize,
    /// Whether what its weight decay takes is recorded.
    pub records_decay: bool,
    /// Whether it goes on from another run, whose states may be other rules'.
    pub forked: bool,
}

impl<'a> Resolved<'a> {
    /// Finds the rules of a run.
    pub fn of(
        experiment: &Experiment,
        index: usize,
        on: Minimised<'a>,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let run = experiment.runs.get(index)?;
        let at = format!("/experiment/runs/{index}");
        let mut resolver = Resolver {
            settings: on.settings(),
            findings,
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
        let warmup = run.schedule.warmup;
        let warmup = warmup.map(|w| warmup_slots(w, &format!("{at}/schedule/warmup"), &mut resolver));
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
        let epoch = epoch_slot(run, on, &at, &mut resolver);
        let settings = resolver.settings;
        let (optimizer, schedule, stages) = (optimizer?, schedule?, stages?);
        check_use(&at, run, &optimizer, findings);
        check_training(&at, run, on, findings);
        let is_scheduled = run.schedule != Schedule::default() && optimizer.slot("lr").is_some();
        order::check(&at, index, &stages, &settings, findings);
        Some(Self {
            index,
            label: label(run, &optimizer.rule),
            seed: run.training.seed.unwrap_or(experiment.seed),
            on,
            optimizer,
            schedule,
            warmup,
            stages,
            epoch,
            is_scheduled,
            settings,
            counts_steps: false,
            steps: experiment.steps as usize,
            records_decay: experiment.decay,
            forked: run.from.is_some(),
        })
    }

    /// What is known before any step; `swept`: the ends of the settings that are swept.
    pub fn known<'k>(&'k self, swept: &'k [(u32, [f64; 2])]) -> KnownBefore<'k> {
        KnownBefore {
            settings: &self.settings,
            swept,
            steps: self.steps,
            forked: self.forked,
        }
    }

    /// One step as a graph; `logged`: with what it executes.
    ///
    /// # Errors
    /// The rules unfold to too much.
    pub fn step(&self, logged: bool, findings: &mut Vec<Finding>) -> Option<Step> {
        let step = step::build(self, logged);
        if step.builder.graph.len() <= NODES {
            if self.is_scheduled && !step.uses_rate() {
                let message = format!(
                    "\"{}\" takes no step with its `lr` under these settings, so the schedule changes \
                        nothing",
                    self.optimizer.rule.name
                );
                let at = format!("/experiment/runs/{}/schedule/name", self.index);
                findings.push(Finding::warning(at, message));
            }
            return Some(step);
        }
        let message = format!("the rules unfold to more than {NODES} operations");
        findings.push(Finding::error(
            format!("/experiment/runs/{}", self.index),
            message,
        ));
        None
    }

    /// The run compiled; an equal program is used again.
    pub fn planned(
        self,
        programs: &mut Vec<Arc<Program>>,
        findings: &mut Vec<Finding>,
    ) -> Option<PlannedRun> {
        let program::Split {
            program,
            host,
            columns,
            states,
            trial,
        } = program::split(self.step(false, findings)?, &self.known(&[]));
        let known = programs.iter().position(|p| **p == program);
        let program = known.unwrap_or_else(|| {
            programs.push(Arc::new(program));
            programs.len() - 1
        });
        Some(PlannedRun {
            stability: stability::bound(&self),
            run: self.index,
            label: self.label,
            seed: self.seed,
            program,
            host,
            settings: self.settings,
            columns,
            gradients: self.optimizer.checked.gradients,
            counts_steps: states.last().is_some_and(|state| state.name == STEPS_DONE),
            on: On::Surface {
                states,
                trial: Arc::new(trial),
            },
        })
    }
}

fn epoch_slot(run: &Run, on: Minimised, at: &str, resolver: &mut Resolver) -> Option<u32> {
    let at = format!("{at}/schedule/unit");
    match (run.schedule.unit, on.epoch()) {
        (Unit::Steps, _) => None,
        (Unit::Epochs, Some(epoch)) => Some(resolver.setting(epoch as f64, &at)),
        (Unit::Epochs, None) => {
            let message = "a surface has no data and so no epochs; count steps";
            resolver.findings.push(Finding::error(at, message));
            None
        }
    }
}

fn warmup_slots(warmup: Warmup, at: &str, resolver: &mut Resolver) -> WarmupSlots {
    if warmup.first > 1 {
        let message = "expected 0 (the first step has factor start) or 1 (the papers' t/warmup)";
        let finding = Finding::error(format!("{at}/first"), message);
        resolver.findings.push(finding);
    }
    if warmup.steps == 0 {
        let message = "a warmup has at least 1 step; leave it out for none";
        let finding = Finding::error(format!("{at}/steps"), message);
        resolver.findings.push(finding);
    }
    if !(0.0..=1.0).contains(&warmup.start) {
        let message = format!(
            "a warmup begins at 0 to 1 times the learning rate, but `start` is {}",
            warmup.start
        );
        let finding = Finding::error(format!("{at}/start"), message);
        resolver.findings.push(finding);
    }
    WarmupSlots {
        steps: resolver.setting(f64::from(warmup.steps), at),
        start: resolver.setting(warmup.start, &format!("{at}/start")),
        first: resolver.setting(f64::from(warmup.first), at),
    }
}

/// # Errors
/// Settings of a network's training on a surface.
fn check_training(at: &str, run: &Run, on: Minimised, findings: &mut Vec<Finding>) {
    for field in run.training.of_networks().filter(|_| on.epoch().is_none()) {
        let message = "a surface is not trained on data; a run of its own `training` has only `seed` there";
        findings.push(Finding::error(format!("{at}/training/{field}"), message));
    }
}

/// What is chosen but changes nothing is said, so that nobody waits for an effect.
fn check_use(at: &str, run: &Run, optimizer: &Used, findings: &mut Vec<Finding>) {
    let name = &optimizer.rule.name;
    let has_rate = optimizer.slot("lr").is_some();
    if !has_rate && run.schedule != Schedule::default() {
        let message = format!("\"{name}\" sets its own learning rate, so the schedule changes nothing");
        findings.push(Finding::warning(format!("{at}/schedule"), message));
    }
    if !run.stages.is_empty() && !runs_stages(&optimizer.checked) {
        let message = format!("\"{name}\" has no `g = grad(...)`, so its stages do not run");
        findings.push(Finding::warning(format!("{at}/stages"), message));
    }
}

/// Whether a rule has the gradient on which the stages run.
fn runs_stages(optimizer: &Checked) -> bool {
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
