//! What formulas of cards have besides the language's functions. One row each: name, how it is written, what
//! it is.

use super::evaluate::{FormulaScope, Found, Halt};
use super::explored;
use super::value::{FormulaValue, Series};
use crate::course::answer::Missing;
use crate::course::schedule;
use crate::engine::cpu::network::evaluate::{Evaluation, Evaluator, Part};
use crate::lang::Span;
use crate::lang::column;
use crate::lang::rule::Expr;
use crate::real::quantile::quantile;
use crate::scene::explore::Page;

/// A function of the course.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it is.
    pub about: &'static str,
    /// The page of Explore that it reads, where it reads one.
    pub page: Option<Page>,
    /// Its value.
    pub(super) call: Call,
}

type Call = fn(&FormulaScope, &[Expr], Span) -> Found<FormulaValue>;

/// The function of a name.
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

macro_rules! functions {
    ($($(@$page:ident)? $name:literal $usage:literal $about:literal $call:expr;)*) => {
        /// All of them.
        pub const FUNCTIONS: &[Function] = &[$(Function {
            name: $name,
            usage: $usage,
            about: $about,
            page: functions!(page $($page)?),
            call: $call,
        },)*];
    };
    (page) => { None };
    (page $page:ident) => { Some(Page::$page) };
}

functions! {
    "at" "at(s, k)" "the series at step k; 0 is the start" at;
    "last" "last(s)" "at the last step" |s, a, at| numbers(s, a, at, |series| series.defined().next_back().map(second));
    "largest" "largest(s)" "the largest over the steps" |s, a, at| numbers(s, a, at, |series| largest(series, 1.0).map(second));
    "smallest" "smallest(s)" "the smallest over the steps" |s, a, at| numbers(s, a, at, |series| largest(series, -1.0).map(second));
    "where_largest" "where_largest(s)" "the first step at which it is largest" |s, a, at| numbers(s, a, at, |series| largest(series, 1.0).map(first_of));
    "where_smallest" "where_smallest(s)" "the first step at which it is smallest" |s, a, at| numbers(s, a, at, |series| largest(series, -1.0).map(first_of));
    "mean_over" "mean_over(s, from, to)" "the mean from one step to another, both included" mean_over;
    "share" "share(condition)" "of all steps the share at which it holds" |s, a, at| numbers(s, a, at, share);
    "always" "always(condition)" "1 where it holds at every step" |s, a, at| numbers(s, a, at, |series| share(series).map(|share| f64::from(share == 1.0)));
    "first" "first(condition, after: k)" "the first step at which it holds; with `after` the first behind step k" first;
    "lasts_from" "lasts_from(condition)" "the step from which on it holds to the end" lasts_from;
    "exists" "exists(x)" "1 where x has a value, 0 where it says \"not within ... steps\"" exists;
    "norm" "norm(name)" "the length of a recorded variable of several numbers, as a series" norm;
    "step_length" "step_length(run)" "how far each step goes, as a series; without a run the selected one's" |s, a, at| of_run(s, a, at, step_length);
    "distance" "distance(run)" "from the nearest known minimum, as a series" |s, a, at| of_run(s, a, at, distance);
    "diverged_at" "diverged_at(run)" "the step at which it diverged" |s, a, at| of_run(s, a, at, diverged_at);
    "evaluations" "evaluations(run)" "gradient evaluations done" |s, a, at| of_run(s, a, at, evaluations);
    "stability" "stability(run)" "the largest lr*lambda_max at which the run's rule is stable on a quadratic" |s, a, at| of_run(s, a, at, stability);
    "sharpness" "sharpness(run, k)" "the largest eigenvalue of the loss's Hessian where the run stands after step k" sharpness;
    "test_loss" "test_loss(run)" "the loss on the test part with the run's last weights" |s, a, at| of_run(s, a, at, test_loss);
    "test_accuracy" "test_accuracy(run)" "the share of right answers on the test part with the run's last weights" |s, a, at| of_run(s, a, at, test_accuracy);
    "param" "param(run, \"name\")" "a setting of a run, as `\"run\".name` where nothing recorded has that name" param;
    "scheduled" "scheduled(run, k, T)" "the learning rate of step k of T, by the run's schedule; nothing runs" scheduled;
    "median_over_seeds" "median_over_seeds(x)" "the median of x over all seeds, on a surface over all starts" |s, a, at| over_seeds(s, a, at, 1);
    "band" "band(x, part)" "the quantile of x over all seeds, part being 0.1, 0.9, ..." |s, a, at| over_seeds(s, a, at, 2);
    @Race "best_rate" "best_rate(run)" "Race: the learning rate with the lowest median outcome" |s, a, at| explored::said(s, a, at, |run| Some(run.rate));
    @Race "best_outcome" "best_outcome(run)" "Race: the median outcome there" |s, a, at| explored::said(s, a, at, |run| Some(run.band.median));
    @Race "default_outcome" "default_outcome(run)" "Race: the median outcome at the rate that the run's rule declares" |s, a, at| explored::said(s, a, at, |run| run.at_default.map(|band| band.median));
    @Race "good_width" "good_width(run)" "Race: the highest good rate over the lowest, around the best one" |s, a, at| explored::said(s, a, at, |run| Some(run.good[1] / run.good[0]));
    @Race "outcome_at" "outcome_at(run, rate)" "Race: the median outcome at the tried rate that is nearest" explored::outcome_at;
    @Race "ties" "ties(run, run)" "Race: 1 where the bands of two runs at their best rates overlap" explored::ties;
    @Race "expected_best" "expected_best(run, n)" "Race: the expected best outcome of n rates drawn at random" explored::expected;
    @Range "range_mark" "range_mark(lowest)" "Range test: the rate at the `lowest` loss, the `steepest` fall or the `explosion`" explored::range_mark;
    @Range "range_truth" "range_truth(stable)" "Range test: the largest `stable` constant rate, or the `best`" explored::range_truth;
    @Map "map_at" "map_at(run, x, y)" "Map: what it colours at the point nearest to x, y; a minimum is its number" explored::map_at;
    @Map "best_x" "best_x(run, y)" "Map: the x of the lowest point of the row nearest to y; without y of the whole map" |s, a, at| explored::best(s, a, at, 0);
    @Map "best_y" "best_y(run, x)" "Map: the y of the lowest point of the column nearest to x; without x of the whole map" |s, a, at| explored::best(s, a, at, 1);
    @Map "stable_x" "stable_x(run, y)" "Map: the last x before the first at which the run diverges, in the row nearest to y" explored::stable_x;
    @Map "diverged_share" "diverged_share(run)" "Map: the share of all points at which the run diverges" explored::diverged_share;
    @Map "basin_share" "basin_share(run, k)" "Map: the share of all points from which the run ends at the k-th minimum" explored::basin_share;
}

fn second(entry: (usize, f64)) -> f64 {
    entry.1
}

fn first_of(entry: (usize, f64)) -> f64 {
    entry.0 as f64
}

pub(super) fn counted<'e>(
    scope: &FormulaScope,
    arguments: &'e [Expr],
    at: Span,
    wanted: usize,
) -> Found<&'e [Expr]> {
    if arguments.len() == wanted {
        return Ok(arguments);
    }
    let message = format!("this takes {wanted} arguments, but here are {}", arguments.len());
    scope.fault(at, message)
}

fn series(scope: &FormulaScope, expr: &Expr) -> Found<Series> {
    match scope.evaluate(expr)? {
        FormulaValue::Series(series) => Ok(series),
        FormulaValue::Number(_) => scope.fault(
            expr.span,
            "expected a series over the steps, but this is a number",
        ),
    }
}

pub(super) fn number(scope: &FormulaScope, expr: &Expr) -> Found<f64> {
    match scope.evaluate(expr)? {
        FormulaValue::Number(number) => Ok(number),
        FormulaValue::Series(_) => scope.fault(
            expr.span,
            "expected a number, but this is a series over the steps; take at(..., k), last(...) or largest(...) of it",
        ),
    }
}

/// A number of one series.
fn numbers(
    scope: &FormulaScope,
    arguments: &[Expr],
    at: Span,
    of: impl Fn(&Series) -> Option<f64>,
) -> Found<FormulaValue> {
    let arguments = counted(scope, arguments, at, 1)?;
    let found = of(&series(scope, &arguments[0])?);
    existing(found, Missing::Undefined)
}

pub(super) fn existing(found: Option<f64>, missing: Missing) -> Found<FormulaValue> {
    let found = found.filter(|f| !f.is_nan());
    found.map(FormulaValue::Number).ok_or(Halt::Missing(missing))
}

fn never(scope: &FormulaScope) -> Missing {
    Missing::Never(scope.study.steps())
}

/// The first of the largest entries; of the smallest ones with -1.
fn largest(series: &Series, sign: f64) -> Option<(usize, f64)> {
    series.defined().reduce(|best, entry| {
        if sign * entry.1 > sign * best.1 {
            entry
        } else {
            best
        }
    })
}

fn share(series: &Series) -> Option<f64> {
    let count = series.defined().count();
    let held = series.defined().filter(|(_, value)| *value != 0.0).count();
    (count > 0).then(|| held as f64 / count as f64)
}

fn at(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let arguments = counted(scope, arguments, at, 2)?;
    let (series, step) = (series(scope, &arguments[0])?, number(scope, &arguments[1])?);
    existing(series.at(step), never(scope))
}

fn mean_over(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let arguments = counted(scope, arguments, at, 3)?;
    let series = series(scope, &arguments[0])?;
    let (from, to) = (number(scope, &arguments[1])?, number(scope, &arguments[2])?);
    let inside = series
        .defined()
        .filter(|(step, _)| (from..=to).contains(&(*step as f64)));
    let (count, sum) = inside.fold((0, 0.0), |(count, sum), (_, value)| (count + 1, sum + value));
    existing((count > 0).then(|| sum / f64::from(count)), never(scope))
}

fn first(scope: &FormulaScope, arguments: &[Expr], span: Span) -> Found<FormulaValue> {
    let after = match arguments.len() {
        2 => number(scope, &arguments[1])?,
        _ => f64::NEG_INFINITY,
    };
    let condition = match arguments {
        [condition] | [condition, _] => series(scope, condition)?,
        _ => return scope.fault(span, "write first(condition) or first(condition, after: k)"),
    };
    let mut held = condition.defined().filter(|(_, value)| *value != 0.0);
    let found = held.find(|(step, _)| *step as f64 > after);
    existing(found.map(first_of), never(scope))
}

fn lasts_from(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let arguments = counted(scope, arguments, at, 1)?;
    let condition = series(scope, &arguments[0])?;
    let held = condition.defined().rev().take_while(|(_, value)| *value != 0.0);
    existing(held.last().map(first_of), never(scope))
}

fn exists(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let arguments = counted(scope, arguments, at, 1)?;
    match scope.evaluate(&arguments[0]) {
        Ok(_) => Ok(FormulaValue::Number(1.0)),
        Err(Halt::Missing(_)) => Ok(FormulaValue::Number(0.0)),
        Err(fault) => Err(fault),
    }
}

fn norm(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let column = scope.column(&counted(scope, arguments, at, 1)?[0])?;
    let length = |entry: &[f64]| entry.iter().fold(0.0, |sum: f64, v| sum.hypot(*v));
    Ok(FormulaValue::Series(Series::of(
        column,
        scope.study.steps(),
        length,
    )))
}

/// What a function of a run gives; without one it is the selected run.
fn of_run(
    scope: &FormulaScope,
    arguments: &[Expr],
    at: Span,
    of: fn(&FormulaScope, usize) -> Found<FormulaValue>,
) -> Found<FormulaValue> {
    match arguments {
        [] => of(scope, scope.study.selected()),
        [run] => match scope.run(run)? {
            Some(run) => of(scope, run),
            None => scope.fault(run.span, "expected a run, by its label in quotes"),
        },
        _ => scope.fault(at, "this takes a run, by its label in quotes, and nothing else"),
    }
}

/// A run and the arguments behind it; without one it is the selected run.
pub(super) fn after_run<'e>(scope: &FormulaScope, arguments: &'e [Expr]) -> Found<(usize, &'e [Expr])> {
    if let Some((head, rest)) = arguments.split_first()
        && let Some(run) = scope.run(head)?
    {
        return Ok((run, rest));
    }
    Ok((scope.study.selected(), arguments))
}

fn traced<'a>(scope: &FormulaScope<'a>, run: usize) -> Found<&'a crate::trace::RunTrace> {
    scope.trace(run).ok_or(Halt::Missing(Missing::NotComputed))
}

fn step_length(scope: &FormulaScope, run: usize) -> Found<FormulaValue> {
    let trace = traced(scope, run)?;
    let points = trace
        .column(column::W)
        .ok_or(Halt::Missing(Missing::NotComputed))?;
    let entries: Vec<&[f64]> = points.values.chunks_exact(points.stride()).collect();
    let apart = |pair: &[&[f64]]| {
        let both = pair[0].iter().zip(pair[1]);
        both.fold(0.0, |sum: f64, (a, b)| sum.hypot(b - a))
    };
    let every = points.every.max(1);
    Ok(FormulaValue::Series(Series {
        steps: (1..entries.len()).map(|i| i * every).collect(),
        values: entries.windows(2).map(apart).collect(),
    }))
}

fn distance(scope: &FormulaScope, run: usize) -> Found<FormulaValue> {
    let trace = traced(scope, run)?;
    let distances = trace.distances(scope.study.minima());
    let distances = distances.ok_or(Halt::Missing(Missing::NoMinimum))?;
    let every = trace.column(column::W).map_or(1, |w| w.every.max(1));
    Ok(FormulaValue::Series(Series {
        steps: (0..distances.len()).map(|i| i * every).collect(),
        values: distances,
    }))
}

fn diverged_at(scope: &FormulaScope, run: usize) -> Found<FormulaValue> {
    let step = traced(scope, run)?.diverged_at;
    existing(step.map(|step| step as f64), never(scope))
}

fn evaluations(scope: &FormulaScope, run: usize) -> Found<FormulaValue> {
    Ok(FormulaValue::Number(traced(scope, run)?.evaluations as f64))
}

fn stability(scope: &FormulaScope, run: usize) -> Found<FormulaValue> {
    existing(scope.study.stability(run), Missing::Undefined)
}

fn sharpness(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let (run, rest) = after_run(scope, arguments)?;
    let step = number(scope, &counted(scope, rest, at, 1)?[0])?;
    let trace = traced(scope, run)?;
    let inside = (0.0..=scope.study.steps() as f64).contains(&step);
    let point = trace.point(if inside { step as usize } else { usize::MAX });
    if point.is_empty() {
        return Err(Halt::Missing(never(scope)));
    }
    existing(scope.study.sharpness(run, point), Missing::Undefined)
}

fn test_loss(scope: &FormulaScope, run: usize) -> Found<FormulaValue> {
    existing(Some(tested(scope, run)?.loss), Missing::Undefined)
}

fn test_accuracy(scope: &FormulaScope, run: usize) -> Found<FormulaValue> {
    let classifies = scope.study.network().map(|network| network.classifies()) == Some(true);
    let accuracy = tested(scope, run)?.accuracy;
    existing(classifies.then_some(accuracy), Missing::Undefined)
}

/// What a run's last weights are worth on the test part.
fn tested(scope: &FormulaScope, run: usize) -> Found<Evaluation> {
    let network = scope.study.network().filter(|network| !network.test.is_empty());
    let network = network.ok_or(Halt::Missing(Missing::NoTest))?;
    let weights = traced(scope, run)?.end();
    if weights.is_empty() {
        return Err(Halt::Missing(Missing::NotComputed));
    }
    let own = scope.study.network_of(run).unwrap_or(network);
    Ok(Evaluator::<f64>::new(own.clone()).at(weights, Part::Test))
}

fn param(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    // The name stands in quotes, as a label does: of two the last is the name.
    let (run, name) = match arguments {
        [name] => (scope.study.selected(), name),
        [run, name] => match scope.run(run)? {
            Some(run) => (run, name),
            None => return scope.fault(run.span, "expected a run, by its label in quotes"),
        },
        _ => return scope.fault(at, "write param(run, \"name\")"),
    };
    let written = scope.asked(name).and_then(|asked| asked.run.clone());
    let Some(written) = written else {
        return scope.fault(name.span, "the name of a setting stands in quotes");
    };
    let parts: Vec<&str> = written.split('.').collect();
    match scope.study.setting(run, &parts) {
        Some(number) => Ok(FormulaValue::Number(number)),
        None => {
            let known = scope.study.names(run).join(", ");
            scope.fault(
                name.span,
                format!("the run has no setting `{written}`; it has {known}"),
            )
        }
    }
}

fn scheduled(scope: &FormulaScope, arguments: &[Expr], at: Span) -> Found<FormulaValue> {
    let (run, rest) = after_run(scope, arguments)?;
    let rest = counted(scope, rest, at, 2)?;
    let (step, total) = (number(scope, &rest[0])?, number(scope, &rest[1])?);
    let within = (1.0..=total).contains(&step) && total <= f64::from(u32::MAX);
    let run = scope.study.experiment().runs.get(run).filter(|_| within);
    let rate = run.and_then(|run| schedule::rate(run, step as usize, total as u32));
    existing(rate, Missing::Never(total.max(0.0) as usize))
}

/// A quantile of a number over all seeds. A seed in which it does not exist counts as infinitely large.
fn over_seeds(scope: &FormulaScope, arguments: &[Expr], at: Span, wanted: usize) -> Found<FormulaValue> {
    let arguments = counted(scope, arguments, at, wanted)?;
    let part = arguments.get(1).map_or(Ok(0.5), |part| number(scope, part))?;
    let mut found = Vec::new();
    for replicate in 0..scope.study.replicates() {
        found.push(match number(&scope.repeated(replicate), &arguments[0]) {
            Ok(number) => number,
            Err(Halt::Missing(_)) => f64::INFINITY,
            Err(fault) => return Err(fault),
        });
    }
    found.sort_by(f64::total_cmp);
    let found = quantile(&found, part);
    existing(Some(found).filter(|f| f.is_finite()), never(scope))
}
