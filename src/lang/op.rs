//! The table of operations. One row each: name, arguments, value, WGSL spelling, derivative, domain, kinks.
//!
//! The value is written once, over [`Real`], and serves constant folding, the host tables and the CPU lanes.
//! The derivative is written in the rule language itself: `a b c` are the arguments, `da db dc` their
//! derivatives, `r` is the result. At a kink it takes 0 for what has no limit. So are the domain, where the
//! operation has a value, and where it is smooth: has a derivative. What a row leaves out holds everywhere.

use crate::real::Real;

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct OpRow {
    /// Operator sign or function name.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: usize,
    /// WGSL with `{a} {b} {c}` for the arguments.
    pub wgsl: &'static str,
    /// Derivative in the rule language.
    pub derivative: &'static str,
    /// Where it has a value, in the rule language; None: everywhere.
    pub domain: Option<&'static str>,
    /// Where it has a derivative, in the rule language; None: everywhere.
    pub smooth: Option<&'static str>,
}

macro_rules! count {
    () => { 0 };
    ($head:ident $($tail:ident)*) => { 1 + count!($($tail)*) };
}

macro_rules! perhaps {
    () => {
        None
    };
    ($text:literal) => {
        Some($text)
    };
}

macro_rules! operations {
    ($($variant:ident $name:literal ($($arg:ident)*) $value:expr, $wgsl:literal, $derivative:literal
        $(, domain $domain:literal)? $(, smooth $smooth:literal)?;)*) => {
        /// An operation on numbers; [`Op::row`] gives its row of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Op {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Op {
            /// All operations in the table's order.
            pub const ALL: &'static [Op] = &[$(Op::$variant),*];

            /// The operation's row of the table.
            pub fn row(self) -> &'static OpRow {
                match self {
                    $(Op::$variant => &OpRow {
                        name: $name,
                        arity: count!($($arg)*),
                        wgsl: $wgsl,
                        derivative: $derivative,
                        domain: perhaps!($($domain)?),
                        smooth: perhaps!($($smooth)?),
                    },)*
                }
            }

            /// The value for up to three arguments; surplus ones are ignored.
            #[inline(always)]
            pub fn value<R: Real>(self, arguments: [R; 3]) -> R {
                match self {
                    $(Op::$variant => {
                        let [$($arg,)* ..] = arguments;
                        $value
                    })*
                }
            }

            /// The values of a block of lanes.
            #[inline(always)]
            pub fn lanes<R: Real, const N: usize>(self, arguments: [&[R; N]; 3], out: &mut [R; N]) {
                let [first, second, third] = arguments;
                match self {
                    $(Op::$variant => for i in 0..N {
                        let [$($arg,)* ..] = [first[i], second[i], third[i]];
                        out[i] = $value;
                    })*
                }
            }
        }
    };
}

operations! {
    Add "+" (a b) a + b, "({a} + {b})", "da + db";
    Sub "-" (a b) a - b, "({a} - {b})", "da - db";
    Mul "*" (a b) a * b, "({a} * {b})", "da*b + a*db";
    Div "/" (a b) a / b, "({a} / {b})", "(da - r*db)/b", domain "b != 0";
    Neg "neg" (a) -a, "(-{a})", "-da";
    Pow "pow" (a b) a.pow(b), "rv_pow({a}, {b})",
        "(if a == 0 and b > 0 and b < 1 then 0 else da*b*a^(b - 1)) + db*(if a > 0 then r*log(a) else 0)",
        domain "a > 0 or a == 0 and b >= 0 or a < 0 and b == floor(b)", smooth "a != 0 or b >= 1 or b == 0";

    Lt "<" (a b) R::truth(a < b), "select(0.0, 1.0, {a} < {b})", "0", smooth "a != b";
    Le "<=" (a b) R::truth(a <= b), "select(0.0, 1.0, {a} <= {b})", "0", smooth "a != b";
    Gt ">" (a b) R::truth(a > b), "select(0.0, 1.0, {a} > {b})", "0", smooth "a != b";
    Ge ">=" (a b) R::truth(a >= b), "select(0.0, 1.0, {a} >= {b})", "0", smooth "a != b";
    Eq "==" (a b) R::truth(a == b), "select(0.0, 1.0, {a} == {b})", "0", smooth "a != b";
    Ne "!=" (a b) R::truth(a != b), "select(0.0, 1.0, {a} != {b})", "0", smooth "a != b";
    And "and" (a b) R::truth((a != R::ZERO) & (b != R::ZERO)), "select(0.0, 1.0, {a} != 0.0 && {b} != 0.0)", "0";
    Or "or" (a b) R::truth((a != R::ZERO) | (b != R::ZERO)), "select(0.0, 1.0, {a} != 0.0 || {b} != 0.0)", "0";
    Not "not" (a) R::truth(a == R::ZERO), "select(0.0, 1.0, {a} == 0.0)", "0";
    Pick "if" (a b c) R::pick(a, b, c), "select({c}, {b}, {a} != 0.0)", "if a then db else dc";

    Min "min" (a b) a.min(b), "select({b}, {a}, {a} <= {b})", "if a <= b then da else db", smooth "a != b";
    Max "max" (a b) a.max(b), "select({b}, {a}, {a} >= {b})", "if a >= b then da else db", smooth "a != b";
    Clamp "clamp" (a b c) a.max(b).min(c), "min(max({a}, {b}), {c})",
        "if a < b then db else if a > c then dc else da", smooth "a != b and a != c";
    Abs "abs" (a) a.abs(), "abs({a})", "da*sign(a)", smooth "a != 0";
    Sign "sign" (a) a.sign(), "sign({a})", "0", smooth "a != 0";
    Floor "floor" (a) a.floor(), "floor({a})", "0", smooth "a != floor(a)";
    Ceil "ceil" (a) a.ceil(), "ceil({a})", "0", smooth "a != floor(a)";
    Round "round" (a) a.round(), "round({a})", "0", smooth "a - floor(a) != 0.5";

    Sqrt "sqrt" (a) a.sqrt(), "rv_sqrt({a})", "if r > 0 then da/(2*r) else 0", domain "a >= 0", smooth "a > 0";
    Exp "exp" (a) a.exp(), "rv_exp({a})", "da*r";
    Log "log" (a) a.log(), "rv_log({a})", "da/a", domain "a > 0";
    Log2 "log2" (a) a.log2(), "rv_log2({a})", "da/(a*log(2))", domain "a > 0";
    Log10 "log10" (a) a.log10(), "rv_log10({a})", "da/(a*log(10))", domain "a > 0";
    Sin "sin" (a) a.sin(), "rv_sin({a})", "da*cos(a)";
    Cos "cos" (a) a.cos(), "rv_cos({a})", "-da*sin(a)";
    Tan "tan" (a) a.tan(), "rv_tan({a})", "da*(1 + r^2)";
    Atan2 "atan2" (a b) a.atan2(b), "rv_atan2({a}, {b})",
        "if a^2 + b^2 > 0 then (da*b - a*db)/(a^2 + b^2) else 0", smooth "a != 0 or b > 0";
    Tanh "tanh" (a) a.tanh(), "rv_tanh({a})", "da*(1 - r^2)";
    Sinh "sinh" (a) a.sinh(), "rv_sinh({a})", "da*cosh(a)";
    Cosh "cosh" (a) a.cosh(), "rv_cosh({a})", "da*sinh(a)";
    Sigmoid "sigmoid" (a) a.sigmoid(), "rv_sigmoid({a})", "da*r*(1 - r)";
    Relu "relu" (a) a.relu(), "rv_relu({a})", "if a > 0 then da else 0", smooth "a != 0";
    Softplus "softplus" (a) a.softplus(), "rv_softplus({a})", "da*sigmoid(a)";

    F16 "f16" (a) a.f16(), "rv_f16({a})", "da";
    Bf16 "bf16" (a) a.bf16(), "rv_bf16({a})", "da";
}

/// Other names of functions.
pub(super) const ALIASES: &[(&str, Op)] = &[("ln", Op::Log)];

impl Op {
    /// The function of a name, such as `sqrt`; operators and `if` have their own grammar.
    pub fn function(name: &str) -> Option<Self> {
        let named = |op: &&Self| {
            let row = op.row();
            row.name == name && row.name != "neg" && row.name.starts_with(char::is_alphabetic)
        };
        let grammar = [Self::And, Self::Or, Self::Not, Self::Pick];
        if let Some(row) = ALIASES.iter().find(|row| row.0 == name) {
            return Some(row.1);
        }
        let found = Self::ALL.iter().find(named).copied()?;
        (!grammar.contains(&found)).then_some(found)
    }

    /// Whether the order of its two arguments does not matter.
    pub fn commutes(self) -> bool {
        matches!(
            self,
            Self::Add | Self::Mul | Self::Eq | Self::Ne | Self::And | Self::Or
        )
    }

    /// Whether its value is 1 or 0.
    pub fn is_truth(self) -> bool {
        use Op::{And, Eq, Ge, Gt, Le, Lt, Ne, Not, Or};
        matches!(self, Lt | Le | Gt | Ge | Eq | Ne | And | Or | Not)
    }
}
