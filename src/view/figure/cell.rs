//! What was measured at a point.

use crate::view::ticks::Scale;

/// What came of one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// A value.
    Value(f64),
    /// The run diverged.
    Diverged,
    /// The run came to where a value that it used does not exist, or left the range of its numbers: a hole.
    Hole,
    /// No value for another reason, which the measure names.
    Missing,
    /// Not computed yet.
    Unknown,
}

/// What the values measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name, such as "Final loss".
    pub label: String,
    /// How values are spread over colours or heights; those that a logarithm does not have count as the
    /// lowest.
    pub scale: Scale,
    /// What a missing value means, such as "not reached".
    pub missing: String,
}

/// The deepest fall a log scale shows: below it is rounding.
const DEEPEST: f64 = 1e-24;

impl Cell {
    /// Its value, where it has a finite one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Value(v) if v.is_finite() => Some(v),
            _ => None,
        }
    }
}

impl Measure {
    /// The label with its scale.
    pub fn detail(&self) -> String {
        match self.scale {
            Scale::Linear => self.label.clone(),
            Scale::Log => format!("{}, log scale", self.label),
        }
    }

    /// The range of values, its ends apart; None where there is no value.
    pub fn range<'a>(&self, cells: impl Iterator<Item = &'a Cell>) -> Option<[f64; 2]> {
        let values = cells.filter_map(|c| c.value());
        let values = values.filter(|v| self.scale == Scale::Linear || *v > 0.0);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
            (l.min(v), h.max(v))
        });
        match self.scale {
            _ if low > high => None,
            Scale::Linear if low == high => {
                Some([low - 0.5 * low.abs().max(1.0), high + 0.5 * high.abs().max(1.0)])
            }
            Scale::Log if low == high => Some([low / 2.0, high * 2.0]),
            Scale::Linear => Some([low, high]),
            Scale::Log => Some([low.max(high * DEEPEST), high]),
        }
    }

    /// Where a value lies in a range, from 0 to 1.
    pub fn place(&self, value: f64, [low, high]: [f64; 2]) -> f64 {
        let [low, high, at] = [low, high, value].map(|v| self.scale.place(v));
        let part = (at - low) / (high - low);
        if part.is_nan() { 0.0 } else { part.clamp(0.0, 1.0) }
    }
}

/// The place of the lowest value.
pub fn lowest(cells: &[Cell]) -> Option<(usize, f64)> {
    let values = cells
        .iter()
        .enumerate()
        .filter_map(|(i, c)| Some((i, c.value()?)));
    values.min_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_leave_out_what_cannot_be_shown() {
        for (scale, cells, wanted) in [
            (
                Scale::Linear,
                vec![Cell::Value(-1.0), Cell::Diverged, Cell::Value(3.0)],
                Some([-1.0, 3.0]),
            ),
            (
                Scale::Log,
                vec![Cell::Value(0.0), Cell::Value(1e-3), Cell::Value(10.0)],
                Some([1e-3, 10.0]),
            ),
            (
                Scale::Log,
                vec![Cell::Value(1e-40), Cell::Value(1.0)],
                Some([1e-24, 1.0]),
            ),
            (Scale::Log, vec![Cell::Value(8.0)], Some([4.0, 16.0])),
            (Scale::Linear, vec![Cell::Value(f64::NAN), Cell::Missing], None),
        ] {
            let measure = Measure {
                label: String::new(),
                scale,
                missing: String::new(),
            };
            assert_eq!(measure.range(cells.iter()), wanted, "{cells:?}");
        }
    }
}
