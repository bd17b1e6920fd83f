//! The arithmetic all engines share. [`math`] has the elementary functions of f32, [`precision`] the
//! casts to half formats, [`rng`] the random numbers; each has a twin of the same name in
//! `shaders/shared/`. [`Real`] is what a tape is generic over: f32 computes what the GPU computes, f64
//! is the reference, with the standard library's functions and the same values outside a domain.
//! Everything is without branches and inlined, so that loops over lanes become vector code.

pub mod dual;
pub mod math;
pub mod precision;
pub mod quantile;
pub mod rng;

use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number of the formula language: f32 or f64.
///
/// The inherent methods of f32 and f64 win over these where the type is known: write
/// `Real::sin(x)` there. Outside its domain a function gives [`Real::BEYOND`], never NaN.
pub trait Real:
    Copy
    + PartialOrd
    + Into<f64>
    + Debug
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// 0, which is also "false".
    const ZERO: Self;
    /// 1, which is also "true".
    const ONE: Self;
    /// The [`Real::exponent`] of 2^60, from which on a run counts as diverged.
    const BOUND: u32;
    /// What stands for "no value": a power of 2 near the end of the type's range, 2^127 in f32 and 2^1023 in
    /// f64.
    const BEYOND: Self;
    /// The [`Real::exponent`] of [`Real::BEYOND`].
    const LOST: u32;

    /// The nearest number of this type.
    fn of(x: f64) -> Self;
    /// |x|
    fn abs(self) -> Self;
    /// The largest integer <= x.
    fn floor(self) -> Self;
    /// The smallest integer >= x.
    fn ceil(self) -> Self;
    /// The nearest integer, ties to even as in WGSL.
    fn round(self) -> Self;
    /// Square root; beyond below 0.
    fn sqrt(self) -> Self;
    /// e^x; beyond where the type has no number so large.
    fn exp(self) -> Self;
    /// Natural logarithm; minus beyond at 0, beyond below 0.
    fn log(self) -> Self;
    /// Logarithm to base 2; minus beyond at 0, beyond below 0.
    fn log2(self) -> Self;
    /// Logarithm to base 10; minus beyond at 0, beyond below 0.
    fn log10(self) -> Self;
    /// Sine.
    fn sin(self) -> Self;
    /// Cosine.
    fn cos(self) -> Self;
    /// Tangent.
    fn tan(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// Hyperbolic sine; beyond where the type has no number so large.
    fn sinh(self) -> Self;
    /// Hyperbolic cosine; beyond where the type has no number so large.
    fn cosh(self) -> Self;
    /// 1/(1 + e^-x)
    fn sigmoid(self) -> Self;
    /// log(1 + e^x)
    fn softplus(self) -> Self;
    /// Through half precision and back; f64 goes through f32 first.
    fn f16(self) -> Self;
    /// Through bfloat16 and back; f64 goes through f32 first.
    fn bf16(self) -> Self;
    /// The angle of the point (x, self); zeros count as positive, and the origin has angle 0.
    fn atan2(self, x: Self) -> Self;
    /// self^exponent, see [`math::pow`].
    fn pow(self, exponent: Self) -> Self;
    /// The exponent bits, which order magnitudes: infinite and NaN are the largest.
    fn exponent(self) -> u32;

    /// Whether the run has diverged: |x| >= 2^60, infinite or NaN.
    #[inline(always)]
    fn beyond(self) -> bool {
        self.exponent() >= Self::BOUND
    }

    /// Whether it is no value any more: |x| >= [`Real::BEYOND`], infinite or NaN.
    #[inline(always)]
    fn lost(self) -> bool {
        self.exponent() >= Self::LOST
    }

    /// The same number in f64.
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.into()
    }

    /// -1, 0 or 1.
    #[inline(always)]
    fn sign(self) -> Self {
        let below = if self < Self::ZERO { -Self::ONE } else { Self::ZERO };
        if self > Self::ZERO { Self::ONE } else { below }
    }

    /// max(x, 0)
    #[inline(always)]
    fn relu(self) -> Self {
        if self > Self::ZERO { self } else { Self::ZERO }
    }

    /// The smaller one, the first on ties; in WGSL `select(b, a, a <= b)`.
    #[inline(always)]
    fn min(self, b: Self) -> Self {
        if self <= b { self } else { b }
    }

    /// The larger one, the first on ties; in WGSL `select(b, a, a >= b)`.
    #[inline(always)]
    fn max(self, b: Self) -> Self {
        if self >= b { self } else { b }
    }

    /// 1 for true, 0 for false.
    #[inline(always)]
    fn truth(condition: bool) -> Self {
        if condition { Self::ONE } else { Self::ZERO }
    }

    /// a where the condition is not 0, else b.
    #[inline(always)]
    fn pick(condition: Self, a: Self, b: Self) -> Self {
        if condition != Self::ZERO { a } else { b }
    }
}

/// Methods that are one call: `name: function` of self, or `name(argument): function`.
macro_rules! calls {
    ($($name:ident $(($b:ident))?: $function:expr;)*) => {
        $(
            #[inline(always)]
            fn $name(self $(, $b: Self)?) -> Self {
                $function(self $(, $b)?)
            }
        )*
    };
}

impl Real for f32 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    const BOUND: u32 = (127 + 60) << 23;
    const BEYOND: Self = math::BEYOND;
    const LOST: u32 = (127 + 127) << 23;

    #[inline(always)]
    fn of(x: f64) -> Self {
        x as f32
    }

    #[inline(always)]
    fn exponent(self) -> u32 {
        self.to_bits() & 0x7f80_0000
    }

    calls! {
        abs: f32::abs;
        floor: f32::floor;
        ceil: f32::ceil;
        round: f32::round_ties_even;
        sqrt: math::sqrt;
        exp: math::exp;
        log: math::log;
        log2: math::log2;
        log10: math::log10;
        sin: math::sin;
        cos: math::cos;
        tan: math::tan;
        tanh: math::tanh;
        sinh: math::sinh;
        cosh: math::cosh;
        sigmoid: math::sigmoid;
        softplus: math::softplus;
        f16: precision::f16;
        bf16: precision::bf16;
        atan2(x): math::atan2;
        pow(exponent): math::pow;
    }
}

impl Real for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    const BOUND: u32 = (1023 + 60) << 20;
    const BEYOND: Self = f64::from_bits(0x7fe0_0000_0000_0000);
    const LOST: u32 = (1023 + 1023) << 20;

    #[inline(always)]
    fn of(x: f64) -> Self {
        x
    }

    #[inline(always)]
    fn exponent(self) -> u32 {
        (self.to_bits() >> 32) as u32 & 0x7ff0_0000
    }

    calls! {
        abs: f64::abs;
        floor: f64::floor;
        ceil: f64::ceil;
        round: f64::round_ties_even;
        sqrt: |x: f64| finite(x.sqrt());
        exp: |x: f64| finite(x.exp());
        log: |x: f64| finite(x.ln());
        log2: |x: f64| finite(x.log2());
        log10: |x: f64| finite(x.log10());
        sin: f64::sin;
        cos: f64::cos;
        tan: f64::tan;
        tanh: f64::tanh;
        sinh: |x: f64| finite(x.sinh());
        cosh: |x: f64| finite(x.cosh());
        sigmoid: |x: f64| (if x < 0.0 { x.exp() } else { 1.0 }) / (1.0 + (-x.abs()).exp());
        softplus: |x: f64| Real::relu(x) + (-x.abs()).exp().ln_1p();
        f16: |x: f64| f64::from(precision::f16(x as f32));
        bf16: |x: f64| f64::from(precision::bf16(x as f32));
        // Adding 0 makes -0 positive.
        atan2(x): |y: f64, x: f64| (y + 0.0).atan2(x + 0.0);
        pow(exponent): |a: f64, b: f64| finite((a + 0.0).powf(b));
    }
}

/// The value outside a domain and at the end of the range, as the f32 functions have it.
#[inline(always)]
fn finite(x: f64) -> f64 {
    let outside = if x < 0.0 { -f64::BEYOND } else { f64::BEYOND };
    if x.abs() < f64::BEYOND { x } else { outside }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_4, PI};

    #[test]
    fn both_types_agree() {
        /// Rows of a name and its function in f32 and f64.
        macro_rules! rows {
            ($($name:ident)*) => {
                [$((stringify!($name), Real::$name as fn(f32) -> f32, Real::$name as fn(f64) -> f64)),*]
            };
        }
        let rows = rows! {
            abs sign floor ceil round sqrt exp log log2 log10 sin cos tan tanh sinh cosh sigmoid softplus relu f16 bf16
        };
        let points = [0.0, -0.0, 0.5, 1.5, -0.5, -2.5, 3.75, -7.25, 20.0, -30.0];
        for (name, single, double) in rows {
            for x in points {
                let (a, b) = (single(x), double(f64::from(x)));
                let close = (f64::from(a) - b).abs() <= 6e-7 * b.abs();
                assert!(close || (a.lost() && b.lost()), "{name}({x}): {a} and {b}");
            }
        }
    }

    /// Stands for the type's own [`Real::BEYOND`] in a row.
    const BEYOND: f32 = f32::INFINITY;

    fn check<R: Real>(name: &str, f: fn(R, R) -> R, rows: &[(f32, f32, f32)]) {
        for &(a, b, expected) in rows {
            let y = f(R::of(f64::from(a)), R::of(f64::from(b)));
            let y = if y.abs() == R::BEYOND {
                f64::INFINITY.copysign(y.to_f64())
            } else {
                y.to_f64()
            };
            assert_eq!(y as f32, expected, "{name}({a}, {b})");
        }
    }

    fn edges_of_the_domains<R: Real>() {
        let powers = [(0.0, 0.0, 1.0), (0.0, 2.0, 0.0), (-0.0, -1.0, BEYOND)];
        check::<R>("pow", R::pow, &powers);
        let powers = [(-2.0, 3.0, -8.0), (-2.0, -2.0, 0.25), (10.0, 3.0, 1e3)];
        check::<R>("pow", R::pow, &powers);
        let powers = [(-2.0, 0.5, BEYOND), (-1.0, 16_777_215.0, -1.0)];
        check::<R>("pow", R::pow, &powers);
        let powers = [(-1.0, 1e30, 1.0), (1e30, 1e30, BEYOND), (0.5, 1e9, 0.0)];
        check::<R>("pow", R::pow, &powers);
        let angles = [(0.0, 0.0, 0.0), (-0.0, -1.0, PI), (-1.0, 0.0, -FRAC_PI_2)];
        check::<R>("atan2", R::atan2, &angles);
        let angles = [(1.0, 1.0, FRAC_PI_4), (-1.0, -1.0, -3.0 * FRAC_PI_4)];
        check::<R>("atan2", R::atan2, &angles);
        let exps = [(1e4, 0.0, BEYOND), (-1e4, 0.0, 0.0), (0.0, 0.0, 1.0)];
        check::<R>("exp", |x, _| x.exp(), &exps);
        let sines = [(1e4, 0.0, BEYOND), (-1e4, 0.0, -BEYOND), (0.0, 0.0, 0.0)];
        check::<R>("sinh", |x, _| x.sinh(), &sines);
        let cosines = [(1e4, 0.0, BEYOND), (-1e4, 0.0, BEYOND), (0.0, 0.0, 1.0)];
        check::<R>("cosh", |x, _| x.cosh(), &cosines);
        let tens = [(0.0, 0.0, -BEYOND), (-1.0, 0.0, BEYOND), (1e3, 0.0, 3.0)];
        check::<R>("log10", |x, _| x.log10(), &tens);
        let logs = [(0.0, 0.0, -BEYOND), (-1.0, 0.0, BEYOND), (1.0, 0.0, 0.0)];
        check::<R>("log", |x, _| x.log(), &logs);
        check::<R>("sqrt", |x, _| x.sqrt(), &[(-1.0, 0.0, BEYOND)]);
        let picks = [(0.5, 7.0, 7.0), (-0.0, 7.0, 1.0)];
        check::<R>("pick", |c, a| R::pick(c, a, R::ONE), &picks);

        let bound = 60_f64.exp2();
        for (x, expected) in [(bound, true), (-bound, true), (bound * 0.999, false)] {
            assert_eq!(R::of(x).beyond(), expected, "{x}");
        }
        assert!(R::of(f64::NAN).beyond() && R::of(f64::INFINITY).beyond());
        for (x, expected) in [
            (R::BEYOND, true),
            (-R::BEYOND, true),
            (R::BEYOND * R::of(0.999), false),
        ] {
            assert_eq!(x.lost(), expected, "{x:?}");
        }
        assert!(R::of(f64::NAN).lost() && R::of(f64::INFINITY).lost());
    }

    /// e^x never falls, up to what stands beyond its end.
    fn rises_to_its_end<R: Real>(end: f64) {
        let mut last = R::ZERO;
        for i in 0..20_000 {
            let x = R::of(end - 1.0 + f64::from(i) * 1e-4);
            let y = x.exp();
            assert!(y >= last, "exp({x:?}) = {y:?} is below {last:?}");
            last = y;
        }
        assert_eq!(last, R::BEYOND);
    }

    #[test]
    fn exponentials_are_monotone() {
        rises_to_its_end::<f32>(88.0);
        rises_to_its_end::<f64>(709.0);
        let powers = (0..4000).map(|i| Real::pow(2_f32, 126.0 + i as f32 * 0.001));
        let powers: Vec<f32> = powers.collect();
        assert!(powers.is_sorted() && powers.last() == Some(&math::BEYOND));
    }

    #[test]
    fn both_types_have_the_same_edges() {
        edges_of_the_domains::<f32>();
        edges_of_the_domains::<f64>();
    }
}
