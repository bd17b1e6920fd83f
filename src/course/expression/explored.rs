//! Functions of what the pages of Explore show of the card's scene, computed as they compute it.

use super::evaluate::{FormulaScope, Found, Halt};
use super::functions::{after_run, counted, existing, number};
use super::value::FormulaValue;
use crate::course::answer::Missing;
use crate::course::explore::ask::Asked;
use crate::course::explore::map::{self, Points};
use crate::course::explore::race;
use crate::course::explore::racer::{Racer, Rules};
use crate::course::explore::range::{self, Tested};
use crate::course::explore::stats::{Summary, expected_best, nearest};
use crate::course::explore::truth::Truth;
use crate::lang::Span;
use crate::lang::rule::{Expr, ExprKind};
use crate::scene::explore;
use crate::scene::sweep::Sweep;

/// Most tries whose best is expected.
const TRIES: f64 = 1000.0;

/// A sweep that is done.
///
/// # Errors
/// It cannot be computed, or is not yet.
fn done<'a>(scope: &FormulaScope<'a>, sweep: &Sweep, at: Span) -> Found<&'a Asked> {
    let asked = scope.study.known().sweep(sweep).filter(|asked| asked.done);
    let asked = asked.ok_or(Halt::Missing(Missing::NotComputed))?;
    match &asked.plan {
        Ok(_) => Ok(asked),
        Err(why) => scope.fault(at, why.clone()),
    }
}

/// All runs of the race.
fn racers(scope: &FormulaScope, at: Span) -> Found<(Vec<Racer>, Rules)> {
    let of = scope.study.exploring();
    let wanted = race::wanted(&of);
    for wanted in &wanted {
        done(scope, &wanted.sweep, at)?;
    }
    let racers = race::racers(&of, &wanted, |sweep| scope.study.known().sweep(sweep));
    Ok((racers, race::rules(&of)))
}

fn one<'r>(scope: &FormulaScope, racers: &'r [Racer], run: usize, at: Span) -> Found<&'r Racer> {
    match racers.iter().find(|racer| racer.run == run) {
        Some(racer) => Ok(racer),
        None => scope.fault(at, "the run is hidden or has no learning rate: it does not race"),
    }
}

/// A run of the race that a function is about, and its arguments behind it.
fn raced<'e>(
    scope: &FormulaScope,
    arguments: &'e [Expr],
    at: Span,
    rest: usize,
) -> Found<(Racer, Rules, &'e [Expr])> {
    let (run, behind) = after_run(scope, arguments)?;
    let behind = counted(scope, behind, at, rest)?;
    let (racers, rules) = racers(scope, at)?;
    Ok((one(scope, &racers, run, at)?.clone(), rules, behind))
}

/// Why a rate comes to nothing.
fn failed(scope: &FormulaScope) -> Missing {
    match race::value(&scope.study.exploring().explore.clone()) {
        explore::Value::Steps => Missing::Never(scope.study.steps()),
        _ => Missing::Diverged,
    }
}

/// A number of what is to be said of a run.
pub(super) fn said(
    scope: &FormulaScope,
    arguments: &[Expr],
    at: Span,
    of: fn(&Summary) -> Option<f64>,
) -> Found<FormulaValue> {
    let (racer, _, _) = raced(scope, arguments, at, 0)?;
    let found = match &racer.summary {
        Some(summary) => Some(of(summary).ok_or(Halt::Missing(Missing::Outside))?),
        None => None,
    };
    existing(found.filter(|value| value.is_finite()), failed(scope))
}

pub(super) fn outcome_at(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let (racer, _, rest) = raced(scope, arguments, at, 1)?;
    let rate = number(scope, &rest[0])?;
    let place = nearest(&racer.over.rates, rate).ok_or(Halt::Missing(Missing::Outside))?;
    let band = racer.over.bands()[place];
    let found = band.map(|band| band.median).filter(|median| median.is_finite());
    existing(found, failed(scope))
}

pub(super) fn expected(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let (racer, _, rest) = raced(scope, arguments, at, 1)?;
    let tries = number(scope, &rest[0])?;
    if !(1.0..=TRIES).contains(&tries) {
        return scope.fault(rest[0].span, format!("a budget is 1 to {TRIES} tries"));
    }
    let found = expected_best(&racer.tries(), tries as usize);
    existing(found.last().copied(), Missing::Undefined)
}

pub(super) fn ties(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let both = counted(scope, arguments, at, 2)?;
    let (racers, rules) = racers(scope, at)?;
    let band = |expr: &Expr| {
        let Some(run) = scope.run(expr)? else {
            return scope.fault(expr.span, "expected a run, by its label in quotes");
        };
        let summary = &one(scope, &racers, run, expr.span)?.summary;
        let band = summary.as_ref().map(|summary| summary.band.above(rules.floor()));
        band.ok_or(Halt::Missing(failed(scope)))
    };
    let tied = band(&both[0])?.ties(&band(&both[1])?);
    Ok(FormulaValue::Number(f64::from(tied)))
}

/// The word that is the only argument of a function.
fn word<'e>(scope: &FormulaScope, arguments: &'e [Expr], at: Span, words: &[&str]) -> Found<&'e str> {
    let only = &counted(scope, arguments, at, 1)?[0];
    match &only.kind {
        ExprKind::Name(name) if words.contains(&name.as_str()) => Ok(name),
        _ => scope.fault(only.span, format!("expected one of {}", words.join(", "))),
    }
}

pub(super) fn range_mark(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let word = word(scope, arguments, at, &["lowest", "steepest", "explosion"])?;
    let of = scope.study.exploring();
    let Some(test) = range::experiment(&of) else {
        return scope.fault(at, "there is no run to test");
    };
    let computed = scope.study.known().companion(&test);
    let computed = computed.ok_or(Halt::Missing(Missing::NotComputed))?;
    let tested = Tested::of(computed, of.view.selected, &of.explore.range);
    let tested = tested.ok_or(Halt::Missing(Missing::Undefined))?;
    let place = match word {
        "lowest" => Some(tested.marks.lowest),
        "steepest" => tested.marks.steepest,
        _ => tested.marks.explosion,
    };
    let steps = of.explore.range.steps as usize;
    existing(
        place.map(|place| tested.marked().rates[place]),
        Missing::Never(steps),
    )
}

pub(super) fn range_truth(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let word = word(scope, arguments, at, &["stable", "best"])?;
    let Some(sweep) = range::sweep(&scope.study.exploring()) else {
        return scope.fault(at, "there is no run to test");
    };
    let asked = done(scope, &sweep, at)?;
    let truth = asked
        .plan
        .as_deref()
        .ok()
        .and_then(|plan| Truth::of(plan, &asked.outcomes));
    let truth = truth.unwrap_or_default();
    existing(
        if word == "stable" {
            truth.stable
        } else {
            truth.best
        },
        Missing::Diverged,
    )
}

/// The map that a function is about, and its arguments behind the run.
fn mapped<'a, 'e>(
    scope: &FormulaScope<'a>,
    arguments: &'e [Expr],
    at: Span,
) -> Found<(Points<'a>, &'e [Expr])> {
    let of = scope.study.exploring();
    let (run, rest) = after_run(scope, arguments)?;
    let runs = map::runs(&of);
    if !runs.contains(&run) {
        let message = "the map shows only the selected run; `view.explore.all = on` shows all of them";
        return scope.fault(at, message);
    }
    let spans = map::chosen(of.explore).ok_or(Halt::Missing(Missing::NoAxes))?;
    let sweeps = map::sweeps(&of, run, spans, runs.len() > 1).unwrap_or_default();
    let finest = sweeps.last().ok_or(Halt::Missing(Missing::NotComputed))?;
    let points = Points::of(done(scope, finest, at)?, of.explore.value);
    points
        .map(|points| (points, rest))
        .ok_or(Halt::Missing(Missing::NotComputed))
}

/// The place of a value along an axis of the map.
fn place(scope: &FormulaScope, points: &Points, axis: usize, value: &Expr) -> Found<usize> {
    let value = number(scope, value)?;
    points.place(axis, value).ok_or(Halt::Missing(Missing::Outside))
}

/// The nothing that a point without an outcome comes to.
fn nothing(scope: &FormulaScope) -> Missing {
    match scope.study.exploring().explore.value {
        explore::Value::Steps => Missing::Never(scope.study.steps()),
        explore::Value::Minimum => Missing::NoMinimum,
        _ => Missing::Diverged,
    }
}

pub(super) fn map_at(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let (points, rest) = mapped(scope, arguments, at)?;
    let rest = counted(scope, rest, at, 2)?;
    let column = place(scope, &points, 0, &rest[0])?;
    let row = place(scope, &points, 1, &rest[1])?;
    existing(points.outcome([column, row]), nothing(scope))
}

/// The value along an axis of the lowest point: of the whole map, or of the row or column through a value of
/// the other axis.
pub(super) fn best(scope: &FormulaScope, arguments: &[Expr], at: Span, axis: usize) -> Found<FormulaValue> {
    let (points, rest) = mapped(scope, arguments, at)?;
    let through = match rest {
        [] => None,
        [value] => Some(place(scope, &points, 1 - axis, value)?),
        _ => return scope.fault(at, "this takes a value of the other axis, or nothing"),
    };
    let lowest = match axis {
        0 => points.lowest(None, through),
        _ => points.lowest(through, None),
    };
    existing(lowest.map(|at| points.value(axis, at[axis])), nothing(scope))
}

pub(super) fn stable_x(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let (points, rest) = mapped(scope, arguments, at)?;
    let row = place(scope, &points, 1, &counted(scope, rest, at, 1)?[0])?;
    let last = points.last_stable(row);
    existing(last.map(|column| points.value(0, column)), Missing::Outside)
}

pub(super) fn diverged_share(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let (points, rest) = mapped(scope, arguments, at)?;
    counted(scope, rest, at, 0)?;
    Ok(FormulaValue::Number(points.diverged()))
}

pub(super) fn basin_share(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let (points, rest) = mapped(scope, arguments, at)?;
    let minimum = number(scope, &counted(scope, rest, at, 1)?[0])?;
    let shares = points.shares();
    let place = (minimum as usize)
        .checked_sub(1)
        .and_then(|place| shares.get(place));
    match place {
        Some(share) => Ok(FormulaValue::Number(*share)),
        None => {
            let message = format!("the surface declares {} minima, counted from 1", shares.len());
            scope.fault(rest[0].span, message)
        }
    }
}
