//! Dual numbers (Clifford 1873): a value and its derivative along one direction, exact to rounding. What is
//! generic over [`Real`] is differentiated by running it over them: a gradient's derivative is a Hessian
//! times a direction.

use super::Real;
use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A value and its derivative.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dual {
    /// The value.
    pub value: f64,
    /// The derivative.
    pub slope: f64,
}

impl Dual {
    /// A number that does not move.
    const fn constant(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }

    /// The value of a function, and its derivative there times the number's own.
    #[inline(always)]
    fn chain(self, value: f64, derivative: f64) -> Self {
        Self {
            value,
            slope: derivative * self.slope,
        }
    }
}

impl PartialEq for Dual {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialOrd for Dual {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl Add for Dual {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            slope: self.slope + other.slope,
        }
    }
}

impl Sub for Dual {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self {
            value: self.value - other.value,
            slope: self.slope - other.slope,
        }
    }
}

impl Mul for Dual {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slope: self.slope * other.value + self.value * other.slope,
        }
    }
}

impl Div for Dual {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self {
            value,
            slope: (self.slope - value * other.slope) / other.value,
        }
    }
}

impl Neg for Dual {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            slope: -self.slope,
        }
    }
}

impl From<Dual> for f64 {
    fn from(number: Dual) -> Self {
        number.value
    }
}

/// Functions whose derivative is 0 wherever there is one.
macro_rules! steps {
    ($($name:ident)*) => {
        $(
            fn $name(self) -> Self {
                Self::constant(Real::$name(self.value))
            }
        )*
    };
}

impl Real for Dual {
    const ZERO: Self = Self::constant(0.0);
    const ONE: Self = Self::constant(1.0);
    const BOUND: u32 = f64::BOUND;
    const BEYOND: Self = Self::constant(f64::BEYOND);
    const LOST: u32 = f64::LOST;

    fn of(x: f64) -> Self {
        Self::constant(x)
    }

    steps! { floor ceil round }

    fn abs(self) -> Self {
        self.chain(Real::abs(self.value), Real::sign(self.value))
    }

    fn sqrt(self) -> Self {
        let root = Real::sqrt(self.value);
        self.chain(root, 0.5 / root)
    }

    fn exp(self) -> Self {
        let e = Real::exp(self.value);
        self.chain(e, e)
    }

    fn log(self) -> Self {
        self.chain(Real::log(self.value), 1.0 / self.value)
    }

    fn log2(self) -> Self {
        self.chain(
            Real::log2(self.value),
            1.0 / (self.value * std::f64::consts::LN_2),
        )
    }

    fn log10(self) -> Self {
        self.chain(
            Real::log10(self.value),
            1.0 / (self.value * std::f64::consts::LN_10),
        )
    }

    fn sin(self) -> Self {
        self.chain(Real::sin(self.value), Real::cos(self.value))
    }

    fn cos(self) -> Self {
        self.chain(Real::cos(self.value), -Real::sin(self.value))
    }

    fn tan(self) -> Self {
        let t = Real::tan(self.value);
        self.chain(t, 1.0 + t * t)
    }

    fn tanh(self) -> Self {
        let t = Real::tanh(self.value);
        self.chain(t, 1.0 - t * t)
    }

    fn sinh(self) -> Self {
        self.chain(Real::sinh(self.value), Real::cosh(self.value))
    }

    fn cosh(self) -> Self {
        self.chain(Real::cosh(self.value), Real::sinh(self.value))
    }

    fn sigmoid(self) -> Self {
        let s = Real::sigmoid(self.value);
        self.chain(s, s * (1.0 - s))
    }

    fn softplus(self) -> Self {
        self.chain(Real::softplus(self.value), Real::sigmoid(self.value))
    }

    fn f16(self) -> Self {
        self.chain(Real::f16(self.value), 1.0)
    }

    fn bf16(self) -> Self {
        self.chain(Real::bf16(self.value), 1.0)
    }

    fn atan2(self, x: Self) -> Self {
        let below = self.value * self.value + x.value * x.value;
        Self {
            value: Real::atan2(self.value, x.value),
            slope: (self.slope * x.value - self.value * x.slope) / below,
        }
    }

    fn pow(self, exponent: Self) -> Self {
        let value = Real::pow(self.value, exponent.value);
        let by_base = exponent.value * Real::pow(self.value, exponent.value - 1.0) * self.slope;
        let by_exponent = match exponent.slope {
            0.0 => 0.0,
            slope => value * Real::log(self.value) * slope,
        };
        Self {
            value,
            slope: by_base + by_exponent,
        }
    }

    fn exponent(self) -> u32 {
        self.value.exponent()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function over any numbers.
    trait Function {
        fn at<R: Real>(&self, x: R) -> R;
    }

    macro_rules! functions {
        ($($name:ident = |$x:ident| $body:expr;)*) => {
            $(
                struct $name;
                impl Function for $name {
                    fn at<R: Real>(&self, $x: R) -> R {
                        $body
                    }
                }
            )*
            fn check_all() {
                $(check(stringify!($name), &$name);)*
            }
        };
    }

    functions! {
        Elementary = |x| x.exp() * x.sin() + x.cos() / x.sqrt() - x.log() * x.log2();
        Saturating = |x| x.tanh() * x.sigmoid() + x.softplus() - (-x).relu() + x.relu();
        Hyperbolic = |x| x.sinh() * x.log10() + x.cosh();
        Angles = |x| x.tan() + (x * x).atan2(x + R::of(2.0)) + x.abs();
        Powers = |x| x.pow(R::of(3.0)) + R::of(2.0).pow(x) + x.pow(x);
        Halves = |x| x.min(R::of(9.0)).max(-x) * R::of(3.0) + x.floor() + x.round();
    }

    fn check(name: &str, function: &impl Function) {
        for x in [0.3, 0.9, 1.3] {
            let h = 1e-6;
            let expected = (function.at(x + h) - function.at(x - h)) / (2.0 * h);
            let got = function.at(Dual { value: x, slope: 1.0 });
            assert!((got.value - function.at(x)).abs() < 1e-14, "{name}({x})");
            assert!(
                (got.slope - expected).abs() < 1e-7,
                "{name}'({x}): {} and {expected}",
                got.slope
            );
        }
    }

    #[test]
    fn derivatives_equal_differences() {
        check_all();
    }
}
