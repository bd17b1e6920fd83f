//! Hyper-dual numbers: a value with its first and second derivatives by two variables, exact to rounding
//! (Fike & Alonso 2011). Their rules are written out by hand, apart from the table of operations they check.

use ravine::real::Real;
use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// f, df/da, df/db, d2f/(da db).
#[derive(Clone, Copy, Debug)]
pub struct Hyper {
    pub f: f64,
    pub a: f64,
    pub b: f64,
    pub ab: f64,
}

impl Hyper {
    /// A constant.
    pub fn of(f: f64) -> Self {
        Self {
            f,
            a: 0.0,
            b: 0.0,
            ab: 0.0,
        }
    }

    /// The outer function's value, first and second derivative at `f`.
    fn chain(self, f: f64, d: f64, dd: f64) -> Self {
        Self {
            f,
            a: d * self.a,
            b: d * self.b,
            ab: d * self.ab + dd * self.a * self.b,
        }
    }

    fn step(f: f64) -> Self {
        Self::of(f)
    }
}

impl PartialEq for Hyper {
    fn eq(&self, other: &Self) -> bool {
        self.f == other.f
    }
}

impl PartialOrd for Hyper {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.f.partial_cmp(&other.f)
    }
}

impl Add for Hyper {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self {
            f: self.f + o.f,
            a: self.a + o.a,
            b: self.b + o.b,
            ab: self.ab + o.ab,
        }
    }
}

impl Sub for Hyper {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        self + -o
    }
}

impl Mul for Hyper {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        Self {
            f: self.f * o.f,
            a: self.a * o.f + self.f * o.a,
            b: self.b * o.f + self.f * o.b,
            ab: self.ab * o.f + self.a * o.b + self.b * o.a + self.f * o.ab,
        }
    }
}

impl Div for Hyper {
    type Output = Self;
    fn div(self, o: Self) -> Self {
        let inverse = 1.0 / o.f;
        self * o.chain(inverse, -inverse * inverse, 2.0 * inverse.powi(3))
    }
}

impl Neg for Hyper {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            f: -self.f,
            a: -self.a,
            b: -self.b,
            ab: -self.ab,
        }
    }
}

impl From<Hyper> for f64 {
    fn from(number: Hyper) -> Self {
        number.f
    }
}

impl Real for Hyper {
    const ZERO: Self = Self {
        f: 0.0,
        a: 0.0,
        b: 0.0,
        ab: 0.0,
    };
    const ONE: Self = Self {
        f: 1.0,
        a: 0.0,
        b: 0.0,
        ab: 0.0,
    };
    const BOUND: u32 = <f64 as Real>::BOUND;
    const BEYOND: Self = Self {
        f: <f64 as Real>::BEYOND,
        ..Self::ZERO
    };
    const LOST: u32 = <f64 as Real>::LOST;

    fn of(x: f64) -> Self {
        Self::of(x)
    }
    fn abs(self) -> Self {
        if self.f < 0.0 { -self } else { self }
    }
    fn floor(self) -> Self {
        Self::step(self.f.floor())
    }
    fn ceil(self) -> Self {
        Self::step(self.f.ceil())
    }
    fn round(self) -> Self {
        Self::step(self.f.round_ties_even())
    }
    fn sqrt(self) -> Self {
        let r = self.f.sqrt();
        self.chain(r, 0.5 / r, -0.25 / (r * self.f))
    }
    fn exp(self) -> Self {
        let e = self.f.exp();
        self.chain(e, e, e)
    }
    fn log(self) -> Self {
        self.chain(self.f.ln(), 1.0 / self.f, -1.0 / (self.f * self.f))
    }
    fn log2(self) -> Self {
        self.log() / Self::of(std::f64::consts::LN_2)
    }
    fn log10(self) -> Self {
        self.log() / Self::of(std::f64::consts::LN_10)
    }
    fn sin(self) -> Self {
        let (s, c) = self.f.sin_cos();
        self.chain(s, c, -s)
    }
    fn cos(self) -> Self {
        let (s, c) = self.f.sin_cos();
        self.chain(c, -s, -c)
    }
    fn tan(self) -> Self {
        self.sin() / self.cos()
    }
    fn atan2(self, x: Self) -> Self {
        // The angle's derivatives are those of atan(y/x), whatever the quadrant.
        let ratio = self / x;
        let below = 1.0 + ratio.f * ratio.f;
        ratio.chain(self.f.atan2(x.f), 1.0 / below, -2.0 * ratio.f / (below * below))
    }
    fn tanh(self) -> Self {
        let t = self.f.tanh();
        let d = 1.0 - t * t;
        self.chain(t, d, -2.0 * t * d)
    }
    fn sinh(self) -> Self {
        let (s, c) = (self.f.sinh(), self.f.cosh());
        self.chain(s, c, s)
    }
    fn cosh(self) -> Self {
        let (s, c) = (self.f.sinh(), self.f.cosh());
        self.chain(c, s, c)
    }
    fn sigmoid(self) -> Self {
        let s = 1.0 / (1.0 + (-self.f).exp());
        let d = s * (1.0 - s);
        self.chain(s, d, d * (1.0 - 2.0 * s))
    }
    fn relu(self) -> Self {
        if self.f > 0.0 { self } else { Self::ZERO }
    }
    fn softplus(self) -> Self {
        let s = 1.0 / (1.0 + (-self.f).exp());
        let value = self.f.max(0.0) + (-self.f.abs()).exp().ln_1p();
        self.chain(value, s, s * (1.0 - s))
    }
    fn pow(self, exponent: Self) -> Self {
        if exponent.a == 0.0 && exponent.b == 0.0 {
            let (x, p) = (self.f, exponent.f);
            return self.chain(x.powf(p), p * x.powf(p - 1.0), p * (p - 1.0) * x.powf(p - 2.0));
        }
        (exponent * self.log()).exp()
    }
    fn f16(self) -> Self {
        self
    }
    fn bf16(self) -> Self {
        self
    }
    fn exponent(self) -> u32 {
        self.f.exponent()
    }
}
