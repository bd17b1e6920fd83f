//! The points along one axis at which something was measured.

use crate::view::number;
use crate::view::ticks::{Scale, ticks};

/// An axis of points. Each has a cell of the same width, whatever lies between the points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What it measures, with its symbol, such as "Learning rate η".
    pub label: String,
    /// How the points are spread, where they are spread evenly.
    pub scale: Scale,
    /// The points.
    pub values: Vec<f64>,
}

/// A place along the axis, from 0 to 1, and what is written there.
pub type PointTick = (f64, String);

impl Axis {
    /// The middle of a point's cell, from 0 to 1.
    pub fn middle(&self, index: usize) -> f64 {
        (index as f64 + 0.5) / self.values.len().max(1) as f64
    }

    /// Where a value lies among points that are spread evenly, from 0 to 1; None where it lies outside, or
    /// they are not.
    pub fn place(&self, value: f64) -> Option<f64> {
        let (from, step) = self.even()?;
        let place = ((self.scale.place(value) - from) / step + 0.5) / self.values.len() as f64;
        Some(place).filter(|place| (0.0..=1.0).contains(place))
    }

    /// About `count` ticks: at round values where the points are spread evenly, else at points.
    pub fn ticks(&self, count: usize) -> Vec<PointTick> {
        self.round(count).unwrap_or_else(|| self.at_points(count))
    }

    fn at_points(&self, count: usize) -> Vec<PointTick> {
        let every = self.values.len().div_ceil(count.max(1)).max(1);
        let points = self.values.iter().enumerate().step_by(every);
        points.map(|(i, v)| (self.middle(i), number::short(*v))).collect()
    }

    fn round(&self, count: usize) -> Option<Vec<PointTick>> {
        let (from, step) = self.even()?;
        // Few points are better named than lain between.
        if self.values.len() <= count / 2 {
            return None;
        }
        let cells = self.values.len() as f64;
        let to = from + step * (cells - 1.0);
        let ends = [from - step / 2.0, to + step / 2.0].map(|p| self.scale.value(p));
        let place = |v: f64| ((self.scale.place(v) - from) / step + 0.5) / cells;
        let found = ticks(self.scale, ends[0].min(ends[1]), ends[0].max(ends[1]), count);
        let inside = found.into_iter().map(|t| (place(t.value), t.text));
        Some(inside.filter(|(p, _)| (0.0..=1.0).contains(p)).collect())
    }

    /// Where the first point lies on the scale and how far apart they are, where they are spread evenly.
    fn even(&self) -> Option<(f64, f64)> {
        let [first, .., last] = self.values[..] else {
            return None;
        };
        let (from, to) = (self.scale.place(first), self.scale.place(last));
        let step = (to - from) / (self.values.len() as f64 - 1.0);
        let off = |(i, v): (usize, &f64)| (self.scale.place(*v) - from - step * i as f64).abs();
        let mut points = self.values.iter().enumerate();
        let even = points.all(|p| off(p) <= step.abs() * 1e-3);
        (even && step != 0.0).then_some((from, step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(scale: Scale, values: &[f64], count: usize) -> Vec<(i32, String)> {
        let axis = Axis {
            label: String::new(),
            scale,
            values: values.to_vec(),
        };
        let ticks = axis.ticks(count).into_iter();
        ticks
            .map(|(place, text)| ((place * 1000.0).round() as i32, text))
            .collect()
    }

    #[test]
    fn evenly_spread_points_have_round_ticks() {
        let rates: Vec<f64> = (0..41).map(|i| 10f64.powf(-4.0 + f64::from(i) / 10.0)).collect();
        let found = texts(Scale::Log, &rates, 5);
        let wanted = [
            (12, "10⁻⁴"),
            (256, "10⁻³"),
            (500, "0.01"),
            (744, "0.1"),
            (988, "1"),
        ];
        assert_eq!(found, wanted.map(|(p, t)| (p, t.to_owned())));
        let falling: Vec<f64> = (0..11).map(|i| 1.0 - f64::from(i) / 10.0).collect();
        assert_eq!(texts(Scale::Linear, &falling, 2)[0], (955, "0".to_owned()));
    }

    #[test]
    fn other_points_are_named() {
        let found = texts(Scale::Linear, &[1.0, 5.0, 100.0], 8);
        assert_eq!(
            found,
            [(167, "1"), (500, "5"), (833, "100")].map(|(p, t)| (p, t.to_owned()))
        );
        assert_eq!(texts(Scale::Log, &[0.5], 8), [(500, "0.5".to_owned())]);
        assert!(texts(Scale::Log, &[], 8).is_empty());
    }

    #[test]
    fn a_value_lies_between_the_points() {
        let axis = |values: &[f64]| Axis {
            label: String::new(),
            scale: Scale::Log,
            values: values.to_vec(),
        };
        let even = axis(&[0.01, 0.1, 1.0, 10.0]);
        assert_eq!(even.place(0.1).map(|p| (p * 1000.0).round()), Some(375.0));
        assert_eq!(even.place(1000.0), None);
        assert_eq!(axis(&[1.0, 5.0, 100.0]).place(5.0), None, "not spread evenly");
    }
}
