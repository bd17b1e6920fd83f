//! A number that a hand turns: how far a way on the screen, or a key, takes it on its parameter's scale.

use crate::lang::rule::{Param, Scale, Value};

/// Keys from one end of a range to the other.
const KEYS: f64 = 40.0;
/// Points from one end of a range to the other.
const WAY: f64 = 320.0;
/// A decade is as far as this on a scale that has them.
const DECADE: f64 = 80.0;
/// Keys for a decade.
const NOTCHES: f64 = 20.0;

/// The range and the scale of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scaled {
    low: f64,
    high: f64,
    scale: Scale,
}

impl Scaled {
    /// As a parameter's slider has them.
    pub fn of(param: &Param) -> Self {
        let default = match param.default {
            Value::Number(number) => number,
            Value::Switch(_) | Value::List(_) => 0.0,
        };
        let usual = match param.scale {
            Scale::NearOne => (default.min(0.0), 0.9999),
            Scale::Log => (default * 1e-3, default * 1e3),
            Scale::Linear | Scale::Int => (default.min(0.0), default.abs().max(1.0) * 2.0),
        };
        let (low, high) = param.range.unwrap_or(usual);
        Self {
            low,
            high,
            scale: param.scale,
        }
    }

    /// Whole numbers around one that is given.
    pub fn count(given: f64) -> Self {
        Self {
            low: 1.0,
            high: (4.0 * given).max(100.0),
            scale: Scale::Int,
        }
    }

    /// Whether it counts something.
    pub fn is_count(self) -> bool {
        self.scale == Scale::Int
    }

    /// The number after a way to the right, in points.
    pub fn dragged(self, from: f64, points: f64) -> f64 {
        self.moved(from, points / WAY, points / DECADE)
    }

    /// The number after some keys upwards, as it is printed.
    pub fn keyed(self, from: f64, keys: f64) -> f64 {
        let moved = self.moved(from, keys / KEYS, keys / NOTCHES);
        let rounded = self.rounded(moved);
        match self.scale {
            // One key is always one at least.
            Scale::Int if rounded == from => self.kept(from, from + keys.signum()),
            _ => rounded,
        }
    }

    /// The number by a part of the range, or by decades.
    fn moved(self, from: f64, part: f64, decades: f64) -> f64 {
        let to = match self.scale {
            Scale::Linear | Scale::Int => from + part * (self.high - self.low),
            Scale::Log => from.max(self.low.max(1e-12)) * 10f64.powf(decades),
            Scale::NearOne => 1.0 - (1.0 - from).max(1.0 - self.high) * 10f64.powf(-decades),
        };
        self.kept(from, to)
    }

    /// Within the range; a number outside of it only comes nearer.
    fn kept(self, from: f64, to: f64) -> f64 {
        to.clamp(self.low.min(from), self.high.max(from))
    }

    /// The number to the digits that a sentence shows.
    pub fn rounded(self, value: f64) -> f64 {
        match self.scale {
            Scale::Int => value.round(),
            Scale::Log => digits(value, 2),
            Scale::NearOne => plain(1.0 - digits(1.0 - value, 2)),
            Scale::Linear => {
                let unit = 10f64.powf(((self.high - self.low) / 200.0).log10().floor());
                plain((value / unit).round() * unit)
            }
        }
    }
}

/// A number of so many significant digits.
fn digits(value: f64, count: usize) -> f64 {
    format!("{value:.*e}", count.saturating_sub(1))
        .parse()
        .unwrap_or(value)
}

/// A number without the noise of binary fractions.
fn plain(value: f64) -> f64 {
    format!("{value:.12}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_counts_as_on_the_slider() {
        let scaled = |low, high, scale| Scaled { low, high, scale };
        for (scaled, from, points, to) in [
            (scaled(0.0, 1.0, Scale::Linear), 0.5, 80.0, 0.75),
            (scaled(1e-4, 1.0, Scale::Log), 0.01, 80.0, 0.1),
            (scaled(1e-4, 1.0, Scale::Log), 0.01, -400.0, 1e-4),
            (scaled(0.0, 0.9999, Scale::NearOne), 0.9, 80.0, 0.99),
            (scaled(1.0, 321.0, Scale::Int), 10.0, 5.0, 15.0),
            (scaled(0.0, 1.0, Scale::Linear), 3.0, 80.0, 3.0),
        ] {
            let found = scaled.rounded(scaled.dragged(from, points));
            assert_eq!(found, to, "{scaled:?}");
        }
    }

    #[test]
    fn a_key_moves_and_back() {
        for (scale, from) in [
            (Scale::Linear, 0.5),
            (Scale::Log, 0.1),
            (Scale::NearOne, 0.9),
            (Scale::Int, 10.0),
        ] {
            let scaled = Scaled {
                low: if scale == Scale::Log { 1e-4 } else { 0.0 },
                high: 0.9999f64.max(if scale == Scale::Int { 20.0 } else { 0.0 }),
                scale,
            };
            let up = scaled.keyed(from, 1.0);
            assert!(up > from, "{scale:?}: {up}");
            // Two digits are kept on the way.
            assert!((scaled.keyed(up, -1.0) - from).abs() <= 0.03 * from, "{scale:?}");
        }
    }
}
