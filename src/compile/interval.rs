//! Between which numbers a value lies, whatever the lanes do.

use crate::lang::op::Op;
use std::f64::consts::PI;

/// From this magnitude on a number is no value any more, in f32: [`crate::real::Real::LOST`].
pub(super) const LOST: f64 = (1u128 << 127) as f64;
/// Below this magnitude a number of f32 may count as 0.
const TINY: f64 = f32::MIN_POSITIVE as f64;
/// Up to this angle f32 knows the sine.
const ANGLE: f64 = crate::real::math::ANGLE as f64;
/// More than a rounding of f32, in parts of a number.
const ROUNDING: f64 = 1.0 / (1u32 << 20) as f64;

/// All numbers from `low` to `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub low: f64,
    pub high: f64,
}

/// All numbers.
pub(super) const ANY: Interval = Interval::new(f64::NEG_INFINITY, f64::INFINITY);

impl Interval {
    pub const fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    /// One number.
    pub fn of(value: f64) -> Self {
        if value.is_nan() {
            ANY
        } else {
            Self::new(value, value)
        }
    }

    /// Numbers up to a magnitude.
    pub const fn within(most: f64) -> Self {
        Self::new(-most, most)
    }

    /// The largest magnitude.
    pub fn most(self) -> f64 {
        self.high.max(-self.low)
    }

    /// The part of it up to a magnitude.
    pub fn clipped(self, most: f64) -> Self {
        Self::new(self.low.clamp(-most, most), self.high.clamp(-most, most))
    }

    pub fn contains(self, other: Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }

    fn union(self, other: Self) -> Self {
        Self::new(self.low.min(other.low), self.high.max(other.high))
    }

    fn has_zero(self) -> bool {
        self.low < TINY && self.high > -TINY
    }

    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self::new(f(self.low), f(self.high))
    }

    /// The smallest one that holds some numbers; all numbers where one of them is none.
    pub fn around(numbers: impl IntoIterator<Item = f64>) -> Self {
        let empty = Self::new(f64::INFINITY, f64::NEG_INFINITY);
        numbers.into_iter().fold(empty, |all, x| all.union(Self::of(x)))
    }

    /// With room for a rounding; a 0 stays one.
    fn rounded(self) -> Self {
        Self::new(
            self.low - self.low.abs() * ROUNDING,
            self.high + self.high.abs() * ROUNDING,
        )
    }
}

/// 0 times infinity is 0: what is 0 stays so however large the other may get.
fn product(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

fn corners(a: Interval, b: Interval, f: impl Fn(f64, f64) -> f64) -> Interval {
    Interval::around([
        f(a.low, b.low),
        f(a.low, b.high),
        f(a.high, b.low),
        f(a.high, b.high),
    ])
}

/// The values of an operation; `square`: both arguments are the same number.
pub(super) fn result(op: Op, [a, b, c]: [Interval; 3], square: bool) -> Interval {
    let bool_like = Interval::new(0.0, 1.0);
    match op {
        Op::Add => Interval::new(a.low + b.low, a.high + b.high).rounded(),
        Op::Sub => Interval::new(a.low - b.high, a.high - b.low).rounded(),
        Op::Mul if square => {
            let least = if a.has_zero() {
                0.0
            } else {
                a.low.abs().min(a.high.abs())
            };
            Interval::new(product(least, least), product(a.most(), a.most())).rounded()
        }
        Op::Mul => corners(a, b, product).rounded(),
        Op::Div => quotient(a, b).rounded(),
        Op::Neg => Interval::new(-a.high, -a.low),
        Op::Pow if a.low >= 0.0 => corners(a, b, f64::powf).rounded(),
        Op::Pow => ANY,
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq | Op::Ne | Op::And | Op::Or | Op::Not => bool_like,
        Op::Pick => b.union(c),
        Op::Min => Interval::new(a.low.min(b.low), a.high.min(b.high)),
        Op::Max => Interval::new(a.low.max(b.low), a.high.max(b.high)),
        Op::Clamp => Interval::new(a.low.max(b.low).min(c.low), a.high.max(b.high).min(c.high)),
        Op::Abs if a.has_zero() => Interval::new(0.0, a.most()),
        Op::Abs => Interval::around([a.low.abs(), a.high.abs()]),
        Op::Sign => a.map(|x| if x == 0.0 { 0.0 } else { x.signum() }),
        Op::Floor => a.map(f64::floor),
        Op::Ceil => a.map(f64::ceil),
        Op::Round => a.map(f64::round_ties_even),
        Op::Sqrt => a.map(|x| x.max(0.0).sqrt()).rounded(),
        Op::Exp => a.map(f64::exp).rounded(),
        Op::Log => a.map(|x| x.max(f64::MIN_POSITIVE).ln()).rounded(),
        Op::Log2 => a.map(|x| x.max(f64::MIN_POSITIVE).log2()).rounded(),
        Op::Log10 => a.map(|x| x.max(f64::MIN_POSITIVE).log10()).rounded(),
        Op::Sin | Op::Cos => Interval::within(1.0).rounded(),
        // No number of f32 is nearer to a pole.
        Op::Tan => Interval::within((1u64 << 60) as f64),
        Op::Atan2 => Interval::within(PI).rounded(),
        Op::Tanh => a.map(f64::tanh).rounded(),
        Op::Sinh => a.map(f64::sinh).rounded(),
        Op::Cosh if a.has_zero() => Interval::new(1.0, a.most().cosh()).rounded(),
        Op::Cosh => Interval::around([a.low.cosh(), a.high.cosh()]).rounded(),
        Op::Sigmoid => bool_like,
        Op::Relu => a.map(|x| x.max(0.0)),
        Op::Softplus => Interval::new(0.0, a.high.max(0.0) + 1.0),
        Op::F16 | Op::Bf16 => halved(a),
    }
}

fn quotient(a: Interval, b: Interval) -> Interval {
    if !b.has_zero() {
        return corners(a, b, |a, b| if b.is_infinite() { 0.0 } else { a / b });
    }
    // Where the divisor may be 0 there is no end, but its sign may be known.
    if b.low < 0.0 {
        return ANY;
    }
    let least = |x: f64| if b.high.is_infinite() { 0.0 } else { x / b.high };
    match a {
        Interval { low, .. } if low >= 0.0 => Interval::new(least(low), f64::INFINITY),
        Interval { high, .. } if high <= 0.0 => Interval::new(f64::NEG_INFINITY, least(high)),
        _ => ANY,
    }
}

/// Rounded to a half format. That one may end earlier counts for nothing here.
fn halved(a: Interval) -> Interval {
    Interval::new(a.low - a.low.abs() / 64.0, a.high + a.high.abs() / 64.0).clipped(LOST / 2.0)
}

/// Whether an operation may get arguments outside its domain, in f32, where what is tiny may count as 0.
pub(super) fn may_be_undefined(op: Op, [a, b, _]: [Interval; 3]) -> bool {
    match op {
        Op::Div => b.has_zero(),
        Op::Sqrt => a.low < 0.0,
        Op::Log | Op::Log2 | Op::Log10 => a.low < TINY,
        Op::Pow => !(a.low >= TINY || (a.low >= 0.0 && b.low >= 0.0)),
        _ => false,
    }
}

/// Whether an operation may get arguments that are too large for f32.
pub(super) fn may_be_too_large(op: Op, [a, ..]: [Interval; 3]) -> bool {
    matches!(op, Op::Sin | Op::Cos | Op::Tan) && a.most() > ANGLE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::row::{RowText, holds};

    /// Intervals with ends of every kind.
    fn some() -> Vec<Interval> {
        let ends = [f64::NEG_INFINITY, -3.0, -1.0, 0.0, 0.5, 2.0, f64::INFINITY];
        let pairs = ends
            .iter()
            .flat_map(|&low| ends.iter().map(move |&high| (low, high)));
        let ordered = pairs.filter(|(low, high)| low <= high && low.max(-high).is_finite());
        ordered.map(|(low, high)| Interval::new(low, high)).collect()
    }

    fn members(interval: Interval) -> impl Iterator<Item = f64> {
        let all = [-1e6, -3.0, -1.5, -1.0, -0.25, 0.0, 0.25, 0.5, 1.0, 2.0, 7.0, 1e6];
        all.into_iter()
            .filter(move |x| interval.low <= *x && *x <= interval.high)
    }

    /// A half format may overflow, which is meant.
    #[test]
    fn an_operation_stays_within_its_interval_and_is_defined_where_that_says_so() {
        let is_half = |op: &&Op| matches!(op, Op::F16 | Op::Bf16);
        let tried = Op::ALL.iter().filter(|op| op.row().arity < 3 && !is_half(op));
        for &op in tried {
            for a in some() {
                for b in some() {
                    let found = result(op, [a, b, b], false);
                    let sure = !may_be_undefined(op, [a, b, b]);
                    for x in members(a) {
                        for y in members(b) {
                            let defined = holds(op, RowText::Domain, &[x, y]);
                            let value: f64 = op.value([x, y, y]);
                            assert!(defined || !sure, "{op:?}({x}, {y}) is undefined: {a:?} {b:?}");
                            let inside = found.low <= value && value <= found.high;
                            assert!(!defined || inside, "{op:?}({x}, {y}) = {value}: {found:?}");
                        }
                    }
                }
            }
        }
    }
}
