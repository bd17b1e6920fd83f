//! Line charts over the steps, from one plain description.
//!
//! [`Chart`] says what is shown; [`draw`] draws it on the screen and into files alike; [`widget`] puts a
//! chart into a `Ui` and lets it scrub, zoom and pan. [`look`] is what is looked at of a chart, [`range`](mod@range)
//! finds what shows its lines well, [`counted`] is what its horizontal axis counts, `menu` where that is chosen,
//! `slopes` are guides for power laws, [`labels`] moves labels apart and [`decimate`] thins long lines.

mod annotate;
pub mod counted;
pub mod decimate;
pub mod draw;
pub mod labels;
pub mod look;
mod menu;
pub mod range;
mod slopes;
pub mod widget;

use super::style::RunStyle;
pub use super::ticks::Scale;
use crate::trace::Why;
pub use counted::Counted;
pub use look::Zoom;
pub use range::{range, scales};
use std::borrow::Cow;

/// A line chart over the steps.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    /// What it shows.
    pub title: Cow<'a, str>,
    /// The horizontal axis: steps, or what they cost.
    pub x: Axis<'a>,
    /// What it counts.
    pub counted: Counted,
    /// The vertical axis.
    pub y: Axis<'a>,
    /// How the vertical axis may be spread.
    pub scales: Scales,
    /// The lines, the ones that matter most last.
    pub series: Vec<Series<'a>>,
    /// The ground between two lines each, by their places, coloured like the latter.
    pub bands: Vec<[usize; 2]>,
    /// Values marked by a thin line across.
    pub guides: Vec<f64>,
    /// Points that something is said of.
    pub notes: Vec<Note<'a>>,
    /// The runs that are hidden.
    pub hidden: Vec<Hidden<'a>>,
    /// Where the current step is on the axis: what lies after it is drawn faintly.
    pub cursor: Option<f64>,
    /// Where the step under the pointer is, in whichever view that is.
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
    /// As one likes; where a value is negative, a logarithm is of the magnitudes.
    Magnitudes,
    /// Only evenly, because of this.
    Linear(&'static str),
    /// Only evenly in the logarithm, because of this.
    Log(&'static str),
}

impl Scales {
    /// The scale nearest to one that is wanted.
    pub fn nearest(self, wanted: Scale) -> Scale {
        match self {
            Self::Both | Self::Magnitudes => wanted,
            Self::Linear(_) => Scale::Linear,
            Self::Log(_) => Scale::Log,
        }
    }

    /// Why there is no choice; None where there is.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Both | Self::Magnitudes => None,
            Self::Linear(reason) | Self::Log(reason) => Some(reason),
        }
    }
}

/// One line: values from step 0 on.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    /// Written at its end; empty for no label.
    pub label: Cow<'a, str>,
    /// How it looks.
    pub style: RunStyle,
    /// The values.
    pub values: Cow<'a, [f64]>,
    /// Steps from one value to the next; at least 1.
    pub every: usize,
    /// The last step: no value stands behind it.
    pub end: usize,
    /// How much of the axis a step takes.
    pub pace: f64,
    /// The step from which the run is frozen.
    pub diverged_at: Option<usize>,
    /// Why it is.
    pub why: Why,
    /// How strong it is drawn.
    pub weight: Weight,
    /// The run that its label hides.
    pub run: Option<usize>,
}

/// How strong a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The edge of a band: not drawn itself.
    Edge,
    /// What might have been.
    Ghost,
    /// One of many.
    Plain,
    /// The one that counts.
    Strong,
}

/// A point that something is said of.
#[derive(Clone, Debug, PartialEq)]
pub struct Note<'a> {
    /// Where it is on the axis.
    pub step: f64,
    /// Its value.
    pub value: f64,
    /// What is said.
    pub text: Cow<'a, str>,
}

/// A hidden run.
#[derive(Clone, Debug)]
pub struct Hidden<'a> {
    /// Its place in the experiment.
    pub run: usize,
    /// Its name.
    pub label: Cow<'a, str>,
}

impl Chart<'_> {
    /// The same with all that it shows as its own.
    pub fn into_owned(self) -> Chart<'static> {
        Chart {
            title: own(self.title),
            x: self.x.into_owned(),
            counted: self.counted,
            y: self.y.into_owned(),
            scales: self.scales,
            series: self.series.into_iter().map(Series::into_owned).collect(),
            bands: self.bands,
            guides: self.guides,
            notes: self
                .notes
                .into_iter()
                .map(|note| Note {
                    text: own(note.text),
                    ..note
                })
                .collect(),
            hidden: self
                .hidden
                .into_iter()
                .map(|hidden| Hidden {
                    label: own(hidden.label),
                    ..hidden
                })
                .collect(),
            cursor: self.cursor,
            hovered: self.hovered,
        }
    }
}

fn own<T: ToOwned + ?Sized>(text: Cow<T>) -> Cow<'static, T> {
    Cow::Owned(text.into_owned())
}

impl Axis<'_> {
    fn into_owned(self) -> Axis<'static> {
        Axis {
            label: own(self.label),
            unit: own(self.unit),
            ..self
        }
    }

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

impl<'a> Series<'a> {
    /// A line that belongs to no run, with a value at each step.
    pub fn new(label: impl Into<Cow<'a, str>>, style: RunStyle, values: impl Into<Cow<'a, [f64]>>) -> Self {
        Self {
            label: label.into(),
            style,
            values: values.into(),
            every: 1,
            end: usize::MAX,
            pace: 1.0,
            diverged_at: None,
            why: Why::default(),
            weight: Weight::Plain,
            run: None,
        }
    }

    fn into_owned(self) -> Series<'static> {
        Series {
            label: own(self.label),
            values: own(self.values),
            ..self
        }
    }

    /// The same, drawn otherwise.
    pub fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    /// The values before the run froze.
    pub fn alive(&self) -> &[f64] {
        let end = self
            .diverged_at
            .map_or(self.values.len(), |d| d.div_ceil(self.every) + 1);
        &self.values[..end.min(self.values.len())]
    }

    /// The step of a value.
    fn step(&self, index: usize) -> f64 {
        (index * self.every).min(self.end) as f64
    }

    /// Where a value is on the axis.
    pub fn x(&self, index: usize) -> f64 {
        self.step(index) * self.pace
    }

    /// The value at a place of the axis, between two values on the straight line.
    pub fn at(&self, x: f64) -> Option<f64> {
        let values = self.alive();
        let last = values.len().checked_sub(1)?;
        let mut step = (x / self.pace).max(0.0);
        // What happens inside a step has no entry after the last one.
        if self.diverged_at.is_none() && step <= self.step(last) + 1.0 {
            step = step.min(self.step(last));
        }
        let before = (step / self.every as f64) as usize;
        let after = (before + 1).min(last);
        let (from, to) = (*values.get(before)?, values[after]);
        let part = (step - self.step(before)) / (self.step(after) - self.step(before)).max(1.0);
        match part {
            0.0 => Some(from),
            _ if after == before => None,
            _ => Some(from + (to - from) * part),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::style::run_style;
    use super::*;

    pub fn line(values: &[f64], diverged_at: Option<usize>) -> Series<'_> {
        Series {
            diverged_at,
            ..Series::new("a", run_style(0, true), values)
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
    fn values_may_stand_some_steps_apart() {
        let values = [4.0, 2.0, 8.0, 9.0];
        let apart = Series {
            every: 10,
            end: 25,
            ..line(&values, None)
        };
        let costly = Series {
            pace: 32.0,
            ..apart.clone()
        };
        for (step, value) in [(0.0, 4.0), (5.0, 3.0), (10.0, 2.0), (22.5, 8.5), (25.0, 9.0)] {
            assert_eq!(apart.at(step), Some(value), "{step}");
            assert_eq!(costly.at(step * 32.0), Some(value), "{step} steps of 32 samples");
        }
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
