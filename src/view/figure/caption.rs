//! The settings of an experiment in words: what a figure needs so that others can compute it again.

use super::text::TIED;
use crate::compile::network::model::Network;
use crate::compile::{Objective, Plan, Surface};
use crate::lang::rule::Value;
use crate::lang::{Kind, Rule};
use crate::scene::{Experiment, Params, Problem, Run, Schedule};
use crate::trace::{RunTrace, Trace};
use crate::view::{Computed, number, term};

/// How many parameters of a rule are told even where they have their defaults.
const MAIN: usize = 3;
/// Between the parts of a run's settings; no line begins with it.
const BETWEEN: &str = "\u{a0}· ";

/// The settings of an experiment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The surface, where the runs start, and how many steps they take.
    pub problem: String,
    /// The shown runs.
    pub runs: Vec<CaptionEntry>,
    /// Which engine computed it, in which numbers.
    pub engine: String,
}

/// The settings of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaptionEntry {
    /// The run's place in the experiment, which gives its look.
    pub run: usize,
    /// Its name.
    pub label: String,
    /// Its optimizer, parameters, schedule and stages; where it diverged.
    pub settings: String,
    /// Whether it diverged.
    pub diverged: bool,
}

/// The caption of what was computed; of the runs only those that are shown.
pub fn caption(done: &Computed, shown: impl Fn(usize) -> bool) -> Caption {
    let runs = done.experiment.runs.iter().enumerate();
    Caption {
        problem: problem(&done.experiment, &done.plan),
        runs: runs
            .filter(|(index, _)| shown(*index))
            .map(|(index, run)| entry(index, run, done))
            .collect(),
        engine: engine(&done.trace),
    }
}

impl Caption {
    /// All of it as one text, for those who cannot see the figure.
    pub fn text(&self) -> String {
        let runs = self.runs.iter().map(|r| format!("{}: {}.", r.label, r.settings));
        let lines = std::iter::once(self.problem.clone()).chain(runs);
        lines.chain([self.engine.clone()]).collect::<Vec<_>>().join("\n")
    }
}

fn problem(experiment: &Experiment, plan: &Plan) -> String {
    let what = match &plan.objective {
        Objective::Surface(of) => surface(&experiment.problem, of, plan),
        Objective::Network(network) => trained(network),
    };
    let (steps, seed) = (experiment.steps, experiment.seed);
    format!("{what}, {steps} {}s, seed {seed}.", experiment.budget.unit())
}

/// A surface and where the runs start on it: "Rosenbrock (a = 1, b = 100) from (−1, 1)".
fn surface(problem: &Problem, of: &Surface, plan: &Plan) -> String {
    let params = problem.text().and_then(|(surface, params)| {
        let rule = surface.rule(Kind::Surface)?;
        Some(settings(&rule, params))
    });
    let surface = match params.filter(|p| !p.is_empty()) {
        Some(params) => format!("{} ({params})", of.name),
        None => of.name.clone(),
    };
    let mut starts: Vec<&[f64]> = Vec::new();
    for lane in &plan.lanes {
        if !starts.contains(&lane.start.point()) {
            starts.push(lane.start.point());
        }
    }
    match starts[..] {
        [start] => format!("{surface} from {}", point(start)),
        _ => format!("{surface} from {} starts", starts.len()),
    }
}

/// A network and what it learns from: "Network 2–16–3 (tanh) on moons, 160 samples, 32 a step".
fn trained(network: &Network) -> String {
    let units: Vec<String> = network.units.iter().map(usize::to_string).collect();
    let activation = &network.activation.name;
    let (data, samples) = (&network.train.data.name, network.train.len());
    let drawn = network.drawn();
    format!(
        "Network {} ({activation}) on {data}, {samples} samples, {drawn} a step",
        units.join("–")
    )
}

fn engine(trace: &Trace) -> String {
    let place = match trace.engine {
        "gpu" => format!("on the GPU ({})", trace.adapter),
        other => format!("on the {}", other.to_uppercase()),
    };
    let numbers = if trace.single { "f32" } else { "f64" };
    format!("Computed {place} in {numbers}.")
}

fn entry(index: usize, run: &Run, done: &Computed) -> CaptionEntry {
    let planned = done.plan.runs.iter().find(|r| r.run == index);
    let label = planned.map_or(String::new(), |r| r.label.clone());
    let mut parts: Vec<String> = Vec::new();
    if let Some(rule) = run.optimizer.rule(Kind::Optimizer) {
        parts.extend((rule.name != label).then(|| rule.name.clone()));
        parts.push(settings(&rule, &run.params));
    }
    parts.extend(schedule(&run.schedule));
    for stage in &run.stages {
        parts.extend(
            stage
                .name
                .rule(Kind::Stage)
                .map(|rule| named(&rule, &stage.params)),
        );
    }
    parts.extend(run.training.words());
    if let Some(fork) = run.from {
        let source = done.plan.runs.iter().find(|r| r.run == fork.run);
        let source = source.map_or("", |r| &r.label);
        parts.push(format!("goes on from step{TIED}{} of {source}", fork.step));
    }
    let lanes: Vec<&RunTrace> = done.trace.runs.iter().filter(|r| r.run == index).collect();
    let fate = fate(&lanes);
    parts.extend(fate.clone());
    parts.retain(|part| !part.is_empty());
    CaptionEntry {
        run: index,
        label,
        settings: parts.join(BETWEEN),
        diverged: fate.is_some(),
    }
}

/// What is to be said of runs that diverged.
fn fate(lanes: &[&RunTrace]) -> Option<String> {
    let diverged: Vec<usize> = lanes.iter().filter_map(|r| r.diverged_at).collect();
    match (diverged.len(), lanes.len()) {
        (0, _) => None,
        (1, 1) => Some(format!("{} at step{TIED}{}", lanes[0].verb(), diverged[0])),
        (some, all) => Some(format!("{some} of {all} starts diverged")),
    }
}

/// A schedule with its warmup; nothing where the learning rate simply stays as it is.
fn schedule(schedule: &Schedule) -> Vec<String> {
    let mut parts = Vec::new();
    if schedule.name != Schedule::default().name {
        parts.extend(
            schedule
                .name
                .rule(Kind::Schedule)
                .map(|rule| named(&rule, &schedule.params)),
        );
    }
    if let Some(warmup) = schedule.warmup {
        let from = match warmup.start {
            0.0 => String::new(),
            start => format!(" from {}", number::short(start)),
        };
        parts.push(format!("warmup over {}{TIED}steps{from}", warmup.steps));
    }
    parts
}

/// A rule with its parameters: "Clip by norm (‖g‖ = 1)".
fn named(rule: &Rule, params: &Params) -> String {
    match settings(rule, params) {
        none if none.is_empty() => rule.name.clone(),
        some => format!("{} ({some})", rule.name),
    }
}

/// The main parameters of a rule and those that differ from their defaults.
fn settings(rule: &Rule, params: &Params) -> String {
    let told = rule.params.iter().enumerate().filter_map(|(index, param)| {
        let given = params.get(&param.name.text).unwrap_or(&param.default);
        let value = &switched(given, &param.default);
        let main = index < MAIN && !matches!(value, Value::Switch(_));
        (main || *value != param.default).then(|| setting(&param.name.text, value))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// A value as its parameter takes it: 1 and 0 are how the language itself writes on and off.
fn switched(value: &Value, default: &Value) -> Value {
    match (default, value) {
        (Value::Switch(_), Value::Number(number)) => Value::Switch(*number != 0.0),
        _ => value.clone(),
    }
}

fn setting(name: &str, value: &Value) -> String {
    let symbol = term::symbol(name);
    match value {
        Value::Number(number) => format!("{symbol}{TIED}={TIED}{}", exact(*number)),
        Value::Switch(on) => format!("{symbol}{TIED}{}", if *on { "on" } else { "off" }),
        Value::List(list) => {
            let list: Vec<String> = list.iter().map(|v| exact(*v)).collect();
            format!("{symbol}{TIED}={TIED}[{}]", list.join(", "))
        }
    }
}

fn point(start: &[f64]) -> String {
    let coordinates: Vec<String> = start.iter().map(|v| exact(*v)).collect();
    match &coordinates[..] {
        [x] => format!("x{TIED}={TIED}{x}"),
        _ => format!("({})", coordinates.join(", ")),
    }
}

/// A setting as it was given, not rounded for reading at a glance: others are to compute the same.
fn exact(value: f64) -> String {
    number::significant(value, 8)
}
