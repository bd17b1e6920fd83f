//! Line charts over the steps, from one plain description.
//!
//! [`Chart`] says what is shown; [`draw`] draws it on the screen and into files alike; [`widget`] puts a chart into a
//! `Ui` and lets it scrub, zoom and pan. [`look`] is what is looked at of a chart, [`range`] finds what shows its
//! lines well, [`labels`] moves labels apart and [`decimate`] thins long lines.

mod annotate;
pub mod decimate;
pub mod draw;
pub mod labels;
pub mod look;
pub mod range;
pub mod widget;

use super::style::RunStyle;
pub use super::ticks::Scale;
pub use look::Look;
pub use range::{range, scales};
use std::borrow::Cow;

/// A line chart over the steps.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    /// What it shows.
    pub title: Cow<'a, str>,
    /// The horizontal axis: steps.
    pub x: Axis<'a>,
    /// The vertical axis.
    pub y: Axis<'a>,
    /// How the vertical axis may be spread.
    pub scales: Scales,
    /// The lines, the ones that matter most last.
    pub series: Vec<Series<'a>>,
    /// The runs that are hidden.
    pub hidden: Vec<Hidden<'a>>,
    /// The current step: what lies after it is drawn faintly.
    pub cursor: Option<f64>,
    /// The step under the pointer, in whichever view that is.
    pub hovered: Option<f64>,
}

/// An axis and the range it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis<'a> {
    /// What it measures.
    pub label: Cow<'a, str>,
    /// In which unit; empty where there is none.
    pub unit: Cow<'a, str>,
    /// How it spreads its values.
    pub scale: Scale,
    /// Lower end, positive on a log scale.
    pub low: f64,
    /// Upper end, above `low`.
    pub high: f64,
}

/// How an axis may be spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scales {
    /// As one likes.
    Both,
    /// Only evenly, because of this.
    Linear(&'static str),
}

/// One line: values at consecutive steps from 0.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    /// Written at its end; empty for no label.
    pub label: Cow<'a, str>,
    /// How it looks.
    pub style: RunStyle,
    /// The values.
    pub values: Cow<'a, [f64]>,
    /// The index from which the run is frozen.
    pub diverged_at: Option<usize>,
    /// How strong it is drawn.
    pub weight: Weight,
    /// The run that its label hides.
    pub run: Option<usize>,
}

/// How strong a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// What might have been.
    Ghost,
    /// One of many.
    Plain,
    /// The one that counts.
    Strong,
}

/// A hidden run.
#[derive(Clone, Debug)]
pub struct Hidden<'a> {
    /// Its place in the experiment.
    pub run: usize,
    /// Its name.
    pub label: Cow<'a, str>,
}

impl Axis<'_> {
    /// Where a value lies: 0 at the lower, 1 at the upper end, outside where it is outside.
    pub fn place(&self, value: f64) -> f64 {
        let (low, high) = (self.scale.place(self.low), self.scale.place(self.high));
        (self.scale.place(value) - low) / (high - low)
    }

    /// The value at a place.
    pub fn value(&self, place: f64) -> f64 {
        let (low, high) = (self.scale.place(self.low), self.scale.place(self.high));
        self.scale.value(low + (high - low) * place)
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
        let mut index = step.max(0.0);
        // What happens inside a step has no entry after the last one.
        if self.diverged_at.is_none() && index <= last as f64 + 1.0 {
            index = index.min(last as f64);
        }
        let (a, b) = (index.floor() as usize, index.ceil() as usize);
        let (from, to) = (*values.get(a)?, *values.get(b.min(last))?);
        Some(from + (to - from) * index.fract())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::style::run_style;
    use super::*;

    pub fn line(values: &[f64], diverged_at: Option<usize>) -> Series<'_> {
        Series {
            label: "a".into(),
            style: run_style(0, true),
            values: values.into(),
            diverged_at,
            weight: Weight::Plain,
            run: None,
        }
    }

    #[test]
    fn values_between_steps_lie_on_the_line() {
        let values = [4.0, 2.0, 8.0];
        assert_eq!(line(&values, None).at(0.5), Some(3.0));
        assert_eq!(line(&values, None).at(2.0), Some(8.0));
        assert_eq!(line(&values, Some(1)).at(2.0), None);
    }

    #[test]
    fn a_place_has_its_value() {
        for (scale, low, high, place, value) in [
            (Scale::Linear, -1.0, 3.0, 0.25, 0.0),
            (Scale::Log, 0.01, 100.0, 0.75, 10.0),
        ] {
            let axis = Axis {
                label: "".into(),
                unit: "".into(),
                scale,
                low,
                high,
            };
            assert!((axis.value(place) - value).abs() < 1e-12, "{scale:?}");
            assert!((axis.place(value) - place).abs() < 1e-12, "{scale:?}");
        }
    }
}
