//! Recorded columns as the lines of a chart over the steps.

use super::Shown;
use super::chart::{Axis, Scale, Series};
use super::style::run_style;
use crate::trace::RunTrace;

/// One line a run of a recorded column.
pub fn series<'a>(shown: &Shown<'a>, column: &str, dark: bool) -> Vec<Series<'a>> {
    let line = |run: &'a RunTrace| {
        Some(Series {
            label: &run.label,
            style: run_style(run.run, dark),
            first: 0.0,
            values: &run.column(column)?.values,
            diverged_at: run.diverged_at,
            selected: run.run == shown.scene.view.selected,
        })
    };
    shown.runs().into_iter().filter_map(line).collect()
}

/// The axis of the steps.
pub fn steps(shown: &Shown) -> Axis<'static> {
    Axis {
        label: "step",
        unit: "",
        scale: Scale::Linear,
        low: 0.0,
        high: shown.trace.steps.max(1) as f64,
    }
}
