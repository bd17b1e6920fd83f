//! Line charts over the steps, from one plain description.
//!
//! [`Chart`] says what is shown; [`draw`] draws it through plotters on any `DrawingBackend`, so that screen, SVG
//! and PNG share one drawing code; [`backend`] is the one for `egui::Painter`, and [`widget`] puts a chart into a
//! `Ui` and lets it scrub. [`labels`] moves labels apart and [`decimate`] thins long lines.

mod annotate;
pub mod backend;
pub mod decimate;
pub mod draw;
pub mod labels;
pub mod pen;
pub mod widget;

use super::style::RunStyle;
pub use super::ticks::Scale;

/// A line chart over the steps.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    /// What it shows.
    pub title: &'a str,
    /// The horizontal axis: steps.
    pub x: Axis<'a>,
    /// The vertical axis.
    pub y: Axis<'a>,
    /// The lines, the ones that matter most last.
    pub series: Vec<Series<'a>>,
    /// The current step: what lies after it is drawn faintly.
    pub cursor: Option<f64>,
    /// The step under the pointer, in whichever view that is.
    pub hovered: Option<f64>,
}

/// An axis and the range it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis<'a> {
    /// What it measures.
    pub label: &'a str,
    /// In which unit; empty where there is none.
    pub unit: &'a str,
    /// How it spreads its values.
    pub scale: Scale,
    /// Lower end, positive on a log scale.
    pub low: f64,
    /// Upper end, above `low`.
    pub high: f64,
}

/// One line: values at consecutive steps.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// Written at its end.
    pub label: &'a str,
    /// How it looks.
    pub style: RunStyle,
    /// The step of the first value.
    pub first: f64,
    /// The values.
    pub values: &'a [f64],
    /// The index from which the run is frozen.
    pub diverged_at: Option<usize>,
    /// Drawn stronger than the others.
    pub selected: bool,
}

impl Axis<'_> {
    /// Where a value lies: 0 at the lower, 1 at the upper end, outside where it is outside.
    pub fn place(&self, value: f64) -> f64 {
        let (low, high) = (self.scale.place(self.low), self.scale.place(self.high));
        (self.scale.place(value) - low) / (high - low)
    }
}

impl Series<'_> {
    /// The values before the run froze.
    pub fn alive(&self) -> &[f64] {
        let end = self.diverged_at.map_or(self.values.len(), |d| d + 1);
        &self.values[..end.min(self.values.len())]
    }

    /// The value at a step, between two values on the straight line.
    pub fn at(&self, step: f64) -> Option<f64> {
        let values = self.alive();
        let last = values.len().checked_sub(1)?;
        let mut index = (step - self.first).max(0.0);
        // What happens inside a step has no entry after the last one.
        if self.diverged_at.is_none() && index <= last as f64 + 1.0 {
            index = index.min(last as f64);
        }
        let (a, b) = (index.floor() as usize, index.ceil() as usize);
        let (from, to) = (*values.get(a)?, *values.get(b.min(last))?);
        Some(from + (to - from) * index.fract())
    }
}

/// The range that shows all lines well: from 0 on a linear scale, whole tenths of decades on a log scale.
///
/// What diverged may leave the picture: it would flatten everything else.
pub fn range(scale: Scale, series: &[Series]) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let shown = |v: &f64| v.is_finite() && (scale == Scale::Linear || *v > 0.0);
    for line in series {
        let until = line.diverged_at.map_or(usize::MAX, |d| (d / 2).max(1));
        for &value in line.alive().iter().take(until).filter(|v| shown(v)) {
            (low, high) = (low.min(value), high.max(value));
        }
    }
    if low > high {
        return (if scale == Scale::Log { 0.1 } else { 0.0 }, 1.0);
    }
    match scale {
        Scale::Log => {
            let low = low.max(high * LARGEST_SPAN);
            let margin = ((high / low).log10() * 0.04).max(0.1);
            (low * 10f64.powf(-margin), high * 10f64.powf(margin))
        }
        Scale::Linear => {
            let low = low.min(0.0);
            let margin = (high - low) * 0.05;
            (low, if margin > 0.0 { high + margin } else { low + 1.0 })
        }
    }
}

/// The deepest fall a log scale shows: below it is rounding.
const LARGEST_SPAN: f64 = 1e-24;

#[cfg(test)]
mod tests {
    use super::super::style::run_style;
    use super::*;

    fn line(values: &[f64], diverged_at: Option<usize>) -> Series<'_> {
        Series {
            label: "a",
            style: run_style(0, true),
            first: 0.0,
            values,
            diverged_at,
            selected: false,
        }
    }

    #[test]
    fn a_diverged_run_does_not_flatten_the_others() {
        let (good, bad) = ([10.0, 1.0, 0.1], [10.0, 1e3, 1e9, 1e18, 1e18]);
        let (low, high) = range(Scale::Log, &[line(&good, None), line(&bad, Some(3))]);
        assert!(
            (0.01..0.1).contains(&low) && (10.0..100.0).contains(&high),
            "{low} {high}"
        );
    }

    #[test]
    fn an_empty_chart_has_a_range() {
        assert_eq!(range(Scale::Log, &[]), (0.1, 1.0));
        assert_eq!(range(Scale::Linear, &[line(&[0.0, 0.0], None)]), (0.0, 1.0));
    }

    #[test]
    fn values_between_steps_lie_on_the_line() {
        let values = [4.0, 2.0, 8.0];
        assert_eq!(line(&values, None).at(0.5), Some(3.0));
        assert_eq!(line(&values, None).at(2.0), Some(8.0));
        assert_eq!(line(&values, Some(1)).at(2.0), None);
    }
}
