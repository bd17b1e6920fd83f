//! A run in the comparison: its outcomes over the learning rate, as far as they are known.

use super::ask::Asked;
use super::stats::{Over, Summary};
use super::value::number;
use crate::compile::Plan;
use crate::compile::input::LaneInput;
use crate::compile::sweep::SweepPlan;
use crate::engine::sweep::Outcomes;
use crate::scene::explore::Value;

/// A run with all that came of it.
#[derive(Clone, Debug, Default)]
pub struct Racer {
    /// Its place in the experiment.
    pub run: usize,
    /// What it is called.
    pub label: String,
    /// Its outcomes.
    pub over: Over,
    /// What is to be said of them; None while nothing comes to anything.
    pub summary: Option<Summary>,
    /// What a run that comes to nothing counts as: the loss above the lowest at the start, on average over all
    /// starts, or the most that what counts can be.
    pub start: f64,
    /// How many of its runs are done, and of how many.
    pub done: [usize; 2],
    /// Why it does not take part.
    pub trouble: Option<String>,
}

/// How runs are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// What counts.
    pub value: Value,
    /// Within which factor of the best a rate is good.
    pub factor: f64,
    /// How far above the lowest loss all outcomes are alike.
    pub tolerance: f64,
}

impl Rules {
    /// Below which outcome all are alike.
    pub fn floor(&self) -> f64 {
        match self.value {
            Value::Steps => 1.0,
            _ => self.tolerance,
        }
    }
}

/// The lowest loss that is known of what some runs minimise: at a declared minimum, else the lowest that any
/// of them found; of networks 0, below which no loss goes.
pub fn lowest<'a>(asked: impl Iterator<Item = &'a Asked>) -> f64 {
    let mut found = f64::INFINITY;
    for (plan, outcomes) in asked.filter_map(|a| Some((a.plan.as_deref().ok()?, &a.outcomes))) {
        let Some(surface) = plan.surface().map(|on| &on.surface) else {
            return 0.0;
        };
        match surface.lowest(&surface.minima, &surface.settings) {
            Some(declared) => return declared,
            None => {
                let best = outcomes.lanes.iter().flatten().map(|lane| lane.best);
                found = best.filter(|v| v.is_finite()).fold(found, f64::min);
            }
        }
    }
    if found.is_finite() { found } else { 0.0 }
}

impl Racer {
    /// From the sweep of a run, whose default rate is `default`.
    pub fn of(
        (run, label): (usize, String),
        asked: &Asked,
        lowest: f64,
        rules: Rules,
        default: Option<f64>,
    ) -> Self {
        let plan = match &asked.plan {
            Ok(plan) => plan,
            Err(trouble) => {
                return Self {
                    run,
                    label,
                    trouble: Some(trouble.clone()),
                    ..Self::default()
                };
            }
        };
        let over = over(plan, &asked.outcomes, lowest, rules.value);
        Self {
            summary: over.summary(rules.floor(), rules.factor, default),
            start: start(plan, &asked.outcomes, rules.value, lowest),
            done: [asked.outcomes.done, asked.outcomes.lanes.len()],
            run,
            label,
            over,
            trouble: None,
        }
    }

    /// Every outcome that came of a random rate and, where there are several, a random start and seed. None
    /// counts as worse than the start (or all steps, or all answers wrong), which whoever tunes has without any
    /// try: else a loss just below overflow would decide about all others, and one just beyond it would not.
    pub fn tries(&self) -> Vec<f64> {
        let all = self.over.tries.iter().flatten();
        all.map(|outcome| outcome.min(self.start)).collect()
    }
}

/// The outcomes by rate, which is the first axis.
fn over(plan: &SweepPlan, outcomes: &Outcomes, lowest: f64, value: Value) -> Over {
    let rates = plan
        .axes
        .first()
        .map(|axis| axis.values.clone())
        .unwrap_or_default();
    let mut tries = vec![Vec::new(); rates.len()];
    for (lane, outcome) in outcomes.lanes.iter().enumerate() {
        let Some(outcome) = outcome else { continue };
        let ([rate, ..], _) = plan.places(lane);
        let above = |loss: f64| {
            let above = (loss - lowest).max(0.0);
            if above.is_finite() { above } else { f64::INFINITY }
        };
        tries[rate].push(match (value, number(value, outcome)) {
            (_, None) => f64::INFINITY,
            (Value::Steps | Value::Accuracy, Some(number)) => number,
            (_, Some(loss)) => above(loss),
        });
    }
    Over { rates, tries }
}

/// What a run counts as that comes to nothing. On a network the loss at the start is what was seen there.
fn start(plan: &SweepPlan, outcomes: &Outcomes, value: Value, lowest: f64) -> f64 {
    match value {
        Value::Steps => return plan.base.steps as f64,
        Value::Accuracy => return 1.0,
        _ => {}
    }
    let losses: Vec<f64> = match plan.surface() {
        Some(on) => {
            let loss = |start: &Vec<f64>| on.surface.loss_at(start, &on.surface.settings);
            on.starts.iter().map(loss).collect()
        }
        None => {
            let lanes = outcomes.lanes.iter().flatten();
            lanes.filter_map(|lane| lane.began).collect()
        }
    };
    losses.iter().sum::<f64>() / losses.len().max(1) as f64 - lowest
}

/// Whether runs draw random numbers as they go on: in their rules, or as batches and dropout.
pub fn is_random(plan: &Plan) -> bool {
    let random = |input: &LaneInput| matches!(input, LaneInput::Random(..));
    let mut programs = plan.surface().into_iter().flat_map(|surface| &surface.programs);
    let network = (0..plan.runs.len()).filter_map(|run| plan.network_of(run));
    programs.any(|program| program.step.inputs.iter().any(random))
        || network
            .into_iter()
            .any(|n| n.drawn() < n.train.len() || n.dropout > 0.0)
}
