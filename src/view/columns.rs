//! Recorded columns as the lines of a chart over the steps.

use super::Shown;
use super::chart::{Axis, Hidden, Scale, Series, Weight};
use super::network::seeds::{SeedSpread, spread};
use super::style::run_style;
use crate::compile::Start;
use crate::trace::{Column, RunTrace};
use std::borrow::Cow;

/// Numbers of a run, one every so many steps.
#[derive(Clone, Debug, PartialEq)]
pub struct RunValues<'a> {
    /// Steps from one to the next.
    pub every: usize,
    /// The numbers.
    pub values: Cow<'a, [f64]>,
}

/// One line a shown run; runs without the quantity are left out. Of several starts of a run the first is
/// labelled; of a network's repetitions the median is shown, behind it the edges of the band from 10 to 90 %.
pub fn series<'a>(
    shown: &Shown<'a>,
    dark: bool,
    values: impl Fn(&'a RunTrace) -> Option<RunValues<'a>>,
) -> Vec<Series<'a>> {
    let runs = shown.runs();
    let mut seen = Vec::new();
    let mut series = Vec::new();
    for run in &runs {
        let first = !seen.contains(&run.run);
        seen.push(run.run);
        let repeated = || {
            runs.iter()
                .filter(|r| r.run == run.run && r.start == Start::Drawn)
        };
        if run.start == Start::Drawn && repeated().nth(1).is_some() {
            if first {
                let all: Vec<RunValues> = repeated().filter_map(|r| values(r)).collect();
                series.extend(spread(&all).into_iter().flat_map(|s| banded(shown, run, dark, s)));
            }
            continue;
        }
        let label = if first { &*run.label } else { "" };
        series.extend(values(run).map(|values| line(shown, (run, label), dark, values)));
    }
    series
}

/// The edges of a band, and the median.
fn banded<'a>(shown: &Shown<'a>, run: &'a RunTrace, dark: bool, spread: SeedSpread) -> [Series<'a>; 3] {
    let every = spread.every;
    let part = |label: &'a str, values: Vec<f64>| {
        let values = Cow::Owned(values);
        line(shown, (run, label), dark, RunValues { every, values })
    };
    [
        part("", spread.low).weighing(Weight::Edge),
        part("", spread.high).weighing(Weight::Edge),
        part(&run.label, spread.median),
    ]
}

fn line<'a>(
    shown: &Shown<'a>,
    (run, label): (&'a RunTrace, &'a str),
    dark: bool,
    RunValues { every, values }: RunValues<'a>,
) -> Series<'a> {
    Series {
        label: Cow::Borrowed(label),
        style: run_style(run.run, dark),
        values,
        every,
        end: shown.trace.steps,
        pace: 1.0,
        diverged_at: run.diverged_at,
        why: run.why(),
        weight: weight(shown, run.run),
        run: Some(run.run),
    }
}

/// How strong the lines of a run are drawn.
pub fn weight(shown: &Shown, run: usize) -> Weight {
    match run == shown.scene.view.selected {
        true => Weight::Strong,
        false if shown.is_ghost(run) => Weight::Ghost,
        false => Weight::Plain,
    }
}

/// The runs that are hidden, each once.
pub fn hidden<'a>(shown: &Shown<'a>) -> Vec<Hidden<'a>> {
    let mut hidden: Vec<Hidden> = Vec::new();
    let muted = &shown.scene.view.muted;
    for run in shown.trace.runs.iter().filter(|r| muted.contains(&r.run)) {
        if hidden.iter().all(|h| h.run != run.run) {
            hidden.push(Hidden {
                run: run.run,
                label: Cow::Borrowed(&run.label),
            });
        }
    }
    hidden
}

/// One element of a recorded column.
pub fn element<'a>(run: &'a RunTrace, column: &str, element: usize) -> Option<RunValues<'a>> {
    let column = run.column(column)?;
    let values = match column.stride() {
        1 => (element == 0).then_some(Cow::Borrowed(&column.values[..])),
        stride => (element < stride).then(|| entries(column).map(|entry| entry[element]).collect()),
    };
    let every = column.every.max(1);
    values.map(|values| RunValues { every, values })
}

/// The Euclidean length of a recorded column.
pub fn norm<'a>(run: &'a RunTrace, column: &str) -> Option<RunValues<'a>> {
    let column = run.column(column)?;
    let norm = |entry: &[f64]| entry.iter().fold(0.0, |sum: f64, v| sum.hypot(*v));
    Some(RunValues {
        every: column.every.max(1),
        values: entries(column).map(norm).collect(),
    })
}

/// The entries of a column, in order.
pub fn entries(column: &Column) -> impl Iterator<Item = &[f64]> {
    column.values.chunks_exact(column.stride())
}

/// The axis of the steps.
pub fn steps(shown: &Shown) -> Axis<'static> {
    Axis {
        label: shown.scene.experiment.budget.unit().into(),
        unit: "".into(),
        scale: Scale::Linear,
        low: 0.0,
        high: shown.trace.steps.max(1) as f64,
    }
}
