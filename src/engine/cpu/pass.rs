//! What a machine does in one pass over a block of lanes.

use crate::lang::op::Op;
use crate::real::Real;

/// One pass; its result is the row behind those of all passes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    /// What is done.
    pub what: What,
    /// The rows that it reads; where it needs fewer, the last ones repeat others.
    pub arguments: [usize; 4],
}

/// One operation or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// One operation.
    One(Op),
    /// Two of them.
    Two(Pair),
    /// a*b + c*d, as in an average of gradients.
    Dot,
    /// a*b + (c*c)*d, as in an average of squares.
    Squares,
    /// sqrt(a*b) + c, as where steps are divided by the root of an average.
    Root,
    /// d - (a*b)/c, as where such a step is taken.
    Step,
}

macro_rules! pairs {
    ($($pair:ident $first:ident $second:ident ($a:ident $b:ident $c:ident) $value:expr;)*) => {
        /// Two operations in one pass, named in their order: the first on the first two arguments, the second
        /// on its result and the third argument.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Pair {
            $(
                #[doc = concat!(stringify!($first), ", then ", stringify!($second))]
                $pair,
            )*
        }

        impl Pair {
            /// The pair of two operations; `is_right`: the first one's result is the second one's right
            /// argument.
            pub fn of(first: Op, second: Op, is_right: bool) -> Option<Self> {
                let second = match (second, is_right) {
                    (Op::Add, _) => Second::Add,
                    (Op::Mul, _) => Second::Mul,
                    (Op::Sub, false) => Second::Sub,
                    (Op::Sub, true) => Second::From,
                    (Op::Div, false) => Second::Over,
                    (Op::Div, true) => Second::Under,
                    _ => return None,
                };
                match (first, second) {
                    $((Op::$first, Second::$second) => Some(Self::$pair),)*
                    _ => None,
                }
            }

            #[inline(always)]
            fn lanes<R: Real, const N: usize>(self, [a, b, c]: [&[R; N]; 3], out: &mut [R; N]) {
                match self {
                    $(Self::$pair => for i in 0..N {
                        let [$a, $b, $c] = [a[i], b[i], c[i]];
                        out[i] = $value;
                    })*
                }
            }
        }
    };
}

/// The second operation of a pair, by the side on which the first one's result stands.
enum Second {
    Add,
    Sub,
    From,
    Mul,
    Over,
    Under,
}

pairs! {
    AddAdd Add Add (a b c) (a + b) + c;
    AddSub Add Sub (a b c) (a + b) - c;
    AddFrom Add From (a b c) c - (a + b);
    AddMul Add Mul (a b c) (a + b) * c;
    AddOver Add Over (a b c) (a + b) / c;
    AddUnder Add Under (a b c) c / (a + b);
    SubAdd Sub Add (a b c) (a - b) + c;
    SubSub Sub Sub (a b c) (a - b) - c;
    SubFrom Sub From (a b c) c - (a - b);
    SubMul Sub Mul (a b c) (a - b) * c;
    SubOver Sub Over (a b c) (a - b) / c;
    SubUnder Sub Under (a b c) c / (a - b);
    MulAdd Mul Add (a b c) (a * b) + c;
    MulSub Mul Sub (a b c) (a * b) - c;
    MulFrom Mul From (a b c) c - (a * b);
    MulMul Mul Mul (a b c) (a * b) * c;
    MulOver Mul Over (a b c) (a * b) / c;
    MulUnder Mul Under (a b c) c / (a * b);
    DivAdd Div Add (a b c) (a / b) + c;
    DivSub Div Sub (a b c) (a / b) - c;
    DivFrom Div From (a b c) c - (a / b);
    DivMul Div Mul (a b c) (a / b) * c;
    DivOver Div Over (a b c) (a / b) / c;
    DivUnder Div Under (a b c) c / (a / b);
    SqrtAdd Sqrt Add (a _b c) a.sqrt() + c;
    SqrtSub Sqrt Sub (a _b c) a.sqrt() - c;
    SqrtFrom Sqrt From (a _b c) c - a.sqrt();
    SqrtMul Sqrt Mul (a _b c) a.sqrt() * c;
    SqrtOver Sqrt Over (a _b c) a.sqrt() / c;
    SqrtUnder Sqrt Under (a _b c) c / a.sqrt();
}

impl Pass {
    /// The values of a block of lanes. Where functions are compiled for several machines it is part of each;
    /// in a page one is enough, as it holds all operations.
    #[cfg_attr(target_arch = "x86_64", inline(always))]
    #[cfg_attr(not(target_arch = "x86_64"), inline(never))]
    pub fn lanes<R: Real, const N: usize>(&self, [a, b, c, d]: [&[R; N]; 4], out: &mut [R; N]) {
        match self.what {
            What::One(op) => op.lanes([a, b, c], out),
            What::Two(pair) => pair.lanes([a, b, c], out),
            What::Dot => {
                for i in 0..N {
                    out[i] = a[i] * b[i] + c[i] * d[i];
                }
            }
            What::Squares => {
                for i in 0..N {
                    out[i] = a[i] * b[i] + (c[i] * c[i]) * d[i];
                }
            }
            What::Root => {
                for i in 0..N {
                    out[i] = (a[i] * b[i]).sqrt() + c[i];
                }
            }
            What::Step => {
                for i in 0..N {
                    out[i] = d[i] - (a[i] * b[i]) / c[i];
                }
            }
        }
    }
}
