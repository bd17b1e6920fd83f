//! What all lines look at: the scene, its runs with their rules and rates, and what was computed.

use crate::compile::RUNS;
use crate::course::patch::{Patch, Path};
use crate::course::setting::label_of;
use crate::engine::Computed;
use crate::lang::Kind;
use crate::lang::column;
use crate::lang::rule::{Expr, ExprKind, Rule, Value};
use crate::scene::network::{Batch, Network};
use crate::scene::{Params, Reference, Run, Scene};
use crate::trace::RunTrace;
use serde_json::Value as Json;
use std::sync::Arc;

/// Functions of the language that draw numbers.
const RANDOM: [&str; 2] = ["normal", "uniform"];
/// How much two rates differ that are the same one.
const ALIKE: f64 = 1e-6;

/// A scene and what is known of it.
pub(super) struct Desk<'a> {
    pub scene: &'a Scene,
    pub done: Option<&'a Computed>,
    pub runs: Vec<DeskRun<'a>>,
}

/// A run.
pub(super) struct DeskRun<'a> {
    pub run: &'a Run,
    pub label: String,
    pub rule: Option<Arc<Rule>>,
    /// The learning rate that its schedule begins with; None where it has none, or the schedule brings its
    /// own.
    pub rate: Option<f64>,
}

/// Runs of one rule.
pub(super) struct RunsOfRule {
    /// The rule's name.
    pub name: String,
    /// Their places.
    pub runs: Vec<usize>,
}

impl<'a> Desk<'a> {
    pub fn of(scene: &'a Scene, done: Option<&'a Computed>) -> Self {
        let entry = |run: &'a Run| {
            let rule = run.optimizer.rule(Kind::Optimizer);
            let schedule = run.schedule.name.rule(Kind::Schedule);
            let asks = schedule.is_none_or(|schedule| schedule.uses("base_lr"));
            let rate = rule
                .as_ref()
                .filter(|_| asks)
                .and_then(|rule| number(rule, &run.params, "lr"));
            DeskRun {
                run,
                label: label_of(run),
                rule,
                rate,
            }
        };
        Self {
            scene,
            done,
            runs: scene.experiment.runs.iter().map(entry).collect(),
        }
    }

    pub fn network(&self) -> Option<&'a Network> {
        self.scene.experiment.problem.network()
    }

    /// The network as a run trains it.
    pub fn network_of(&self, run: &Run) -> Option<Network> {
        Some(self.network()?.trained_by(&run.training))
    }

    /// The place of the run that is looked at.
    pub fn selected(&self) -> usize {
        self.scene.view.selected.min(self.runs.len().saturating_sub(1))
    }

    /// The traces of a run, one a start or a seed.
    pub fn traces(&self, run: usize) -> impl Iterator<Item = &'a RunTrace> {
        let all = self.done.into_iter().flat_map(|done| &done.trace.runs);
        all.filter(move |trace| trace.run == run)
    }

    /// Steps of a run's own.
    pub fn steps(&self, run: usize) -> u32 {
        let every = self.traces(run).next().map_or(1, RunTrace::every);
        self.scene.experiment.steps / u32::try_from(every).unwrap_or(1)
    }

    /// The learning rates of a run's steps, in order; None before they are computed.
    pub fn rates(&self, run: usize) -> Option<Vec<f64>> {
        let column = self.traces(run).next()?.column(column::LR)?;
        let rates = column.values.iter().copied().filter(|rate| rate.is_finite());
        Some(rates.collect()).filter(|rates: &Vec<f64>| !rates.is_empty())
    }

    /// The runs by their rules, in the order in which these come first.
    pub fn groups(&self) -> Vec<RunsOfRule> {
        let mut groups: Vec<(&Reference, RunsOfRule)> = Vec::new();
        for (place, entry) in self.runs.iter().enumerate() {
            let of = &entry.run.optimizer;
            match groups.iter_mut().find(|(rule, _)| *rule == of) {
                Some((_, group)) => group.runs.push(place),
                None => {
                    let name = entry.rule.as_ref().map(|rule| rule.name.clone());
                    let name = name.unwrap_or_else(|| entry.label.clone());
                    groups.push((
                        of,
                        RunsOfRule {
                            name,
                            runs: vec![place],
                        },
                    ));
                }
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// The rates at which a group was tried, the lowest first.
    pub fn tried(&self, group: &RunsOfRule) -> Vec<f64> {
        let mut rates: Vec<f64> = group.runs.iter().filter_map(|run| self.runs[*run].rate).collect();
        rates.sort_by(f64::total_cmp);
        rates.dedup_by(|a, b| alike(*a, *b));
        rates
    }

    /// Whether anything is random besides where a network's weights begin.
    pub fn is_random(&self) -> bool {
        let sampled = |run: &Run| {
            self.network_of(run).is_some_and(|network| {
                let is_part = match network.batch {
                    Batch::Full(_) => false,
                    Batch::Of(size) => self.drawn_from().is_none_or(|all| (size as usize) < all),
                };
                is_part || network.dropout > 0.0
            })
        };
        let surface = self.scene.experiment.problem.text();
        let surface = surface.is_some_and(|(surface, _)| draws(surface, Kind::Surface));
        let noisy = |run: &Run| {
            let stages = run.stages.iter();
            let staged = stages.filter(|stage| draws(&stage.name, Kind::Stage)).count() > 0;
            sampled(run) || staged || draws(&run.optimizer, Kind::Optimizer)
        };
        surface || self.scene.experiment.runs.iter().any(noisy)
    }

    /// How many samples are trained on.
    fn drawn_from(&self) -> Option<usize> {
        let network = self.done?.plan.network()?;
        Some(network.train.len())
    }

    /// What adds a run at the end; None where there is no room for another one.
    pub fn added(&self, run: Run) -> Option<Vec<Patch>> {
        let mut runs = self.scene.experiment.runs.clone();
        runs.push(run);
        (runs.len() <= RUNS).then(|| put("runs", &runs))
    }

    /// What puts another run in the place of one.
    pub fn replaced(&self, place: usize, run: Run) -> Vec<Patch> {
        let mut runs = self.scene.experiment.runs.clone();
        runs[place] = run;
        put("runs", &runs)
    }

    /// A name that no run has yet: the wanted one, else one with a number.
    pub fn free(&self, wanted: &str) -> String {
        let is_free = |name: &String| self.runs.iter().all(|entry| entry.label != *name);
        let numbered = (2..).map(|n| format!("{wanted} {n}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }
}

/// The change of one field of a scene.
pub(super) fn put(field: &str, value: &impl serde::Serialize) -> Vec<Patch> {
    let path = Path {
        run: None,
        parts: field.split('.').map(str::to_owned).collect(),
    };
    // Names and numbers: writing them cannot fail.
    let value = serde_json::to_value(value).unwrap_or(Json::Null);
    vec![Patch::by_hand(&path, value)]
}

/// The number of a parameter: what is given, else the usual one.
pub(super) fn number(rule: &Rule, params: &Params, name: &str) -> Option<f64> {
    match params.get(name).unwrap_or(&rule.param(name)?.default) {
        Value::Number(number) => Some(*number),
        Value::Switch(_) | Value::List(_) => None,
    }
}

pub(super) fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() <= ALIKE * a.abs().max(b.abs())
}

/// "1 run", "3 runs".
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Whether a rule draws numbers.
pub(super) fn draws(reference: &Reference, kind: Kind) -> bool {
    let rule = reference.rule(kind);
    let lines = rule.iter().flat_map(|rule| &rule.body);
    lines
        .filter_map(|line| line.assignment())
        .any(|(_, value)| calls(value))
}

/// Within the depth to which the language nests expressions.
fn calls(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Name(_) => false,
        ExprKind::Apply(_, inner) => inner.iter().any(calls),
        ExprKind::Call(name, inner) => RANDOM.contains(&name.text.as_str()) || inner.iter().any(calls),
    }
}
