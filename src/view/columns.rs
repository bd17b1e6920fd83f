//! Recorded columns as the lines of a chart over the steps.

use super::Shown;
use super::chart::{Axis, Hidden, Scale, Series, Weight};
use super::style::run_style;
use crate::trace::{Column, RunTrace};
use std::borrow::Cow;

/// Numbers of a run, one every so many steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Values<'a> {
    /// Steps from one to the next.
    pub every: usize,
    /// The numbers.
    pub values: Cow<'a, [f64]>,
}

/// One line a shown run; runs without the quantity are left out. Of several starts of a run the first is labelled.
pub fn series<'a>(
    shown: &Shown<'a>,
    dark: bool,
    values: impl Fn(&'a RunTrace) -> Option<Values<'a>>,
) -> Vec<Series<'a>> {
    let mut seen = Vec::new();
    let line = |run: &'a RunTrace| {
        let Values { every, values } = values(run)?;
        let first = !seen.contains(&run.run);
        seen.push(run.run);
        Some(Series {
            label: Cow::Borrowed(if first { &run.label } else { "" }),
            style: run_style(run.run, dark),
            values,
            every,
            end: shown.trace.steps,
            diverged_at: run.diverged_at,
            weight: match run.run == shown.scene.view.selected {
                true => Weight::Strong,
                false if shown.is_ghost(run.run) => Weight::Ghost,
                false => Weight::Plain,
            },
            run: Some(run.run),
        })
    };
    shown.runs().into_iter().filter_map(line).collect()
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
pub fn element<'a>(run: &'a RunTrace, column: &str, element: usize) -> Option<Values<'a>> {
    let column = run.column(column)?;
    let values = match column.stride() {
        1 => (element == 0).then_some(Cow::Borrowed(&column.values[..])),
        stride => (element < stride).then(|| entries(column).map(|entry| entry[element]).collect()),
    };
    let every = column.every.max(1);
    values.map(|values| Values { every, values })
}

/// The Euclidean length of a recorded column.
pub fn norm<'a>(run: &'a RunTrace, column: &str) -> Option<Values<'a>> {
    let column = run.column(column)?;
    let norm = |entry: &[f64]| entry.iter().fold(0.0, |sum: f64, v| sum.hypot(*v));
    Some(Values {
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
        label: "step".into(),
        unit: "".into(),
        scale: Scale::Linear,
        low: 0.0,
        high: shown.trace.steps.max(1) as f64,
    }
}
