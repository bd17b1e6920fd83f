//! The rates that were tried.

use super::desk::{Desk, RunsOfRule, alike, counted};
use super::{ChecklistLine, LineMend, Presence};
use crate::lang::number::short;
use crate::lang::rule::Value;
use crate::trace::RunTrace;

/// With fewer rates nothing can lie between others.
const ENOUGH: usize = 3;
/// From one rate to the next.
const FACTOR: f64 = 3.0;

/// How many rates each rule was tried at.
pub(super) fn tried(desk: &Desk) -> ChecklistLine {
    let groups: Vec<(RunsOfRule, Vec<f64>)> = rated(desk);
    let told = groups.iter().map(|(group, rates)| match rates[..] {
        [only] => format!("{}: 1 rate, {}", group.name, short(only)),
        [first, .., last] => {
            let count = rates.len();
            format!(
                "{}: {count} rates, {} to {}",
                group.name,
                short(first),
                short(last)
            )
        }
        [] => format!("{}: its schedule brings the rate", group.name),
    });
    let words = told.collect::<Vec<_>>().join(". ") + ".";
    let few = groups
        .iter()
        .filter(|(_, rates)| !rates.is_empty() && rates.len() < ENOUGH);
    // What is looked at comes first, then what was tried least.
    let of_selected = |group: &RunsOfRule| !group.runs.contains(&desk.selected());
    let short_of = few.min_by_key(|(group, rates)| (of_selected(group), rates.len()));
    let state = match (short_of, groups.iter().all(|(_, rates)| rates.is_empty())) {
        (Some(_), _) => Presence::Open,
        (None, true) => Presence::Unknown,
        (None, false) => Presence::Done,
    };
    let mends = short_of.map(|(group, rates)| {
        let (low, high) = (rates[0], rates[rates.len() - 1]);
        [high * FACTOR, low / FACTOR]
            .into_iter()
            .filter_map(|rate| at(desk, group, rate))
    });
    ChecklistLine {
        title: "Three rates for each rule",
        state,
        words,
        mends: mends.into_iter().flatten().collect(),
        card: "choosing/default_or_best",
    }
}

/// Whether the best of a rule's rates lies between others. None where no rule was tried at two.
pub(super) fn between(desk: &Desk) -> Option<ChecklistLine> {
    let several: Vec<(RunsOfRule, Vec<f64>)> = rated(desk)
        .into_iter()
        .filter(|(_, rates)| rates.len() > 1)
        .collect();
    if several.is_empty() {
        return None;
    }
    let mut line = ChecklistLine {
        title: "The best rate lies between others",
        state: Presence::Done,
        words: String::new(),
        mends: Vec::new(),
        card: "choosing/spacing",
    };
    let mut told = Vec::new();
    for (group, rates) in &several {
        let Some(best) = best(desk, group) else {
            line.state = Presence::Unknown;
            line.words = "The runs are not computed yet.".to_owned();
            return Some(line);
        };
        let (name, rate) = (&group.name, short(best));
        let (low, high) = (rates[0], rates[rates.len() - 1]);
        let beyond = match (alike(best, low), alike(best, high)) {
            (true, _) => Some(("below", low / FACTOR)),
            (_, true) => Some(("above", high * FACTOR)),
            (false, false) => None,
        };
        let Some((side, next)) = beyond else {
            told.push(format!(
                "{name}: {rate} ends lowest of {}",
                counted(rates.len(), "rate")
            ));
            continue;
        };
        told.push(format!(
            "{name}: {rate} ends lowest, and nothing {side} it was tried"
        ));
        line.state = Presence::Open;
        line.mends.extend(at(desk, group, next));
    }
    line.words = told.join(". ") + ".";
    Some(line)
}

/// The rules that have a rate, with those tried.
fn rated(desk: &Desk) -> Vec<(RunsOfRule, Vec<f64>)> {
    let groups = desk.groups().into_iter();
    let rated = groups.filter(|group| {
        let rule = desk.runs[group.runs[0]].rule.as_ref();
        rule.is_none_or(|rule| rule.param("lr").is_some())
    });
    rated
        .map(|group| {
            let rates = desk.tried(&group);
            (group, rates)
        })
        .collect()
}

/// The rate at which a group ends lowest: by validation where there is one. None before it is computed.
fn best(desk: &Desk, group: &RunsOfRule) -> Option<f64> {
    let mut best: Option<(f64, f64)> = None;
    for &run in &group.runs {
        let Some(rate) = desk.runs[run].rate else { continue };
        let ends: Vec<f64> = desk.traces(run).map(end).collect();
        if ends.is_empty() {
            return None;
        }
        let mean = ends.iter().sum::<f64>() / ends.len() as f64;
        if best.is_none_or(|(lowest, _)| mean < lowest) {
            best = Some((mean, rate));
        }
    }
    best.map(|(_, rate)| rate)
}

/// The loss at a run's end; without one where it diverged.
fn end(run: &RunTrace) -> f64 {
    if run.diverged_at.is_some() {
        return f64::INFINITY;
    }
    let last = |name: &str| run.column(name).and_then(|column| column.last().first().copied());
    let loss = last("val_loss")
        .filter(|loss| loss.is_finite())
        .or_else(|| last("loss"));
    loss.unwrap_or(f64::INFINITY)
}

/// The last run of a group once more, at another rate.
fn at(desk: &Desk, group: &RunsOfRule, rate: f64) -> Option<LineMend> {
    // Two digits, as one writes a rate.
    let rate: f64 = format!("{rate:.1e}").parse().unwrap_or(rate);
    let like = group.runs.iter().rfind(|run| desk.runs[**run].rate.is_some())?;
    let mut run = desk.runs[*like].run.clone();
    run.params.insert("lr".to_owned(), Value::Number(rate));
    run.label = Some(desk.free(&format!("{}, lr {}", group.name, short(rate))));
    run.from = None;
    let words = format!("Add {} at {}", group.name, short(rate));
    Some(LineMend::change(words, desk.added(run)?))
}
