//! The race: the sweeps that it asks for, and every run with what came of it.

use super::Exploring;
use super::ask::{self, Asked};
use super::racer::{self, Racer, Rules};
use crate::lang::Kind;
use crate::lang::rule::Value as Number;
use crate::scene::explore::{self, Explore, Span, Value};
use crate::scene::sweep::{Axis, Spread, Sweep};
use std::sync::Arc;

/// Most rates.
pub const RATES: u32 = 512;
/// Most rates of a race of networks.
pub const ON_NETWORKS: u32 = 33;
/// Most seeds.
pub const SEEDS: u32 = 32;

/// A run that takes part.
pub struct Wanted {
    /// Its place in the experiment.
    pub run: usize,
    /// What it is called.
    pub label: String,
    /// The learning rate that its rule declares.
    pub default: Option<f64>,
    /// What is to be computed of it.
    pub sweep: Arc<Sweep>,
}

/// What counts of an outcome here: a minimum is no rank.
pub fn value(explore: &Explore) -> Value {
    match explore.value {
        Value::Minimum => Value::Loss,
        value => value,
    }
}

/// The rates of the race as an axis, its ends in order.
pub fn rates(race: &explore::Race) -> Span {
    let usable = |rate: f64, other: f64| {
        if rate > 0.0 && rate.is_finite() {
            rate
        } else {
            other
        }
    };
    let [low, high] = race.rates;
    let low = usable(low, 1e-5);
    let high = usable(high, 10.0);
    Span::new("lr", [low.min(high), low.max(high)], Spread::Log)
}

/// How its runs are compared.
pub fn rules(of: &Exploring) -> Rules {
    Rules {
        value: value(of.explore),
        factor: of.explore.race.factor.max(1.0),
        tolerance: of.view.reached_within(),
    }
}

/// The runs that take part: all that are not hidden and have a learning rate.
pub fn wanted(of: &Exploring) -> Vec<Wanted> {
    let race = &of.explore.race;
    let span = rates(race);
    let count = race.count.clamp(2, RATES);
    let count = match of.experiment.problem.network() {
        Some(_) => count.min(ON_NETWORKS),
        None => count,
    };
    let axis = Axis::spread("lr", [span.from, span.to], count, Spread::Log);
    let seeds = race.seeds.clamp(1, SEEDS);
    let visible = (0..of.experiment.runs.len()).filter(|run| !of.view.muted.contains(run));
    let found = visible.filter_map(|run| {
        let alone = ask::alone(of.experiment, run, true)?;
        let planned = of.plan.and_then(|plan| plan.runs.iter().find(|p| p.run == run));
        let rule = of.experiment.runs[run].optimizer.rule(Kind::Optimizer)?;
        let default = match rule.param("lr")?.default {
            Number::Number(rate) => Some(rate),
            Number::Switch(_) | Number::List(_) => None,
        };
        Some(Wanted {
            run,
            label: planned.map_or_else(|| rule.name.clone(), |planned| planned.label.clone()),
            default,
            sweep: Arc::new(Sweep {
                seeds,
                ..ask::of_axes(&alone, vec![axis.clone()], of.view.reached_within())
            }),
        })
    });
    found.collect()
}

/// The runs whose sweep is known, as far as it is.
pub fn racers<'a>(
    of: &Exploring,
    wanted: &[Wanted],
    known: impl Fn(&Arc<Sweep>) -> Option<&'a Asked>,
) -> Vec<Racer> {
    let asked: Vec<(&Wanted, &Asked)> = wanted
        .iter()
        .filter_map(|wanted| Some((wanted, known(&wanted.sweep)?)))
        .collect();
    let lowest = racer::lowest(asked.iter().map(|(_, asked)| *asked));
    let rules = rules(of);
    let racer = |(wanted, asked): &(&Wanted, &Asked)| {
        let whose = (wanted.run, wanted.label.clone());
        Racer::of(whose, asked, lowest, rules, wanted.default)
    };
    asked.iter().map(racer).collect()
}
