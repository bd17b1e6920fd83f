//! Operators and functions: the rows of the operations' table, with what they mean.

use super::{Example, ReferenceEntry, ReferenceGroup};
use crate::lang::op::Op;

/// What each operation means, an expression with it, and its value.
#[rustfmt::skip]
const ABOUT: &[(Op, &str, &str, f64)] = &[
    (Op::Add, "Sum.", "1 + 2", 3.0),
    (Op::Sub, "Difference.", "5 - 2", 3.0),
    (Op::Mul, "Product, number by number. `2x` is `2*x`.", "2*3", 6.0),
    (Op::Div, "Quotient. Division by 0 has no value: the run stops and says where.", "1/4", 0.25),
    (Op::Neg, "The other sign. It binds less than `^`.", "-2^2", -4.0),
    (Op::Pow, "Power, from the right: `2^3^2` is `2^9`. Also `a ** b`.", "2^10", 1024.0),
    (Op::Lt, "1 where it holds, else 0.", "1 < 2", 1.0),
    (Op::Le, "1 where it holds, else 0. In `require` two may form a chain: `0 <= beta < 1`.", "2 <= 2", 1.0),
    (Op::Gt, "1 where it holds, else 0.", "1 > 2", 0.0),
    (Op::Ge, "1 where it holds, else 0.", "2 >= 3", 0.0),
    (Op::Eq, "1 where both are equal, else 0.", "1 == 2", 0.0),
    (Op::Ne, "1 where both differ, else 0.", "1 != 2", 1.0),
    (Op::And, "1 where neither is 0, else 0.", "1 < 2 and 2 < 3", 1.0),
    (Op::Or, "1 where one of them is not 0, else 0.", "1 > 2 or 2 < 3", 1.0),
    (Op::Not, "1 where it is 0, else 0.", "not 1 > 2", 1.0),
    (Op::Pick, "One of two values. What the arm that is not taken would be does not matter. A switch decides before \
        the run, so what is off costs nothing.", "if 1 < 2 then 10 else 20", 10.0),
    (Op::Min, "The smaller one.", "min(2, 3)", 2.0),
    (Op::Max, "The larger one. With one argument it is the largest of many numbers, see below.", "max(2, 3)", 3.0),
    (Op::Clamp, "`a`, but at least `b` and at most `c`.", "clamp(5, 0, 1)", 1.0),
    (Op::Abs, "Without its sign. Also `|a|`.", "abs(-3)", 3.0),
    (Op::Sign, "-1, 0 or 1.", "sign(-3)", -1.0),
    (Op::Floor, "The largest whole number that is not above it.", "floor(-1.5)", -2.0),
    (Op::Ceil, "The smallest whole number that is not below it.", "ceil(1.2)", 2.0),
    (Op::Round, "The nearest whole number; of two equally near ones the even one.", "round(2.5)", 2.0),
    (Op::Sqrt, "Square root. Also `√a`.", "sqrt(9)", 3.0),
    (Op::Exp, "e to this power.", "exp(0)", 1.0),
    (Op::Log, "Natural logarithm. Also `ln`.", "log(e^2)", 2.0),
    (Op::Log2, "Logarithm to base 2.", "log2(8)", 3.0),
    (Op::Log10, "Logarithm to base 10.", "log10(1000)", 3.0),
    (Op::Sin, "Sine, of an angle in radians; f32 knows it up to 4194304.", "sin(pi/2)", 1.0),
    (Op::Cos, "Cosine, of an angle in radians; f32 knows it up to 4194304.", "cos(pi)", -1.0),
    (Op::Tan, "Tangent, of an angle in radians; f32 knows it up to 4194304.", "tan(pi/4)", 1.0),
    (Op::Atan2, "The angle of the point (b, a), in radians from -pi to pi.", "atan2(1, 1)", std::f64::consts::FRAC_PI_4),
    (Op::Tanh, "Hyperbolic tangent, from -1 to 1.", "tanh(1)", 0.761_594_155_955_764_9),
    (Op::Sinh, "Hyperbolic sine.", "sinh(1)", 1.175_201_193_643_801_4),
    (Op::Cosh, "Hyperbolic cosine.", "cosh(1)", 1.543_080_634_815_243_7),
    (Op::Sigmoid, "1/(1 + exp(-a)), from 0 to 1.", "sigmoid(0)", 0.5),
    (Op::Relu, "`a` where it is above 0, else 0.", "relu(-2)", 0.0),
    (Op::Softplus, "log(1 + exp(a)), a smooth `relu`.", "softplus(0)", std::f64::consts::LN_2),
    (Op::F16, "Rounded to half precision, 10 bits behind the leading one; infinite from 65520 on.", "f16(0.1)", 0.099_975_585_937_5),
    (Op::Bf16, "Rounded to bfloat16, 7 bits behind the leading one.", "bf16(0.1)", 0.100_097_656_25),
];

/// What stands between or before its operands.
pub fn operators() -> ReferenceGroup {
    ReferenceGroup {
        title: "Operators",
        about: "Number by number; one number is repeated beside many. From those that bind most: `^`, a sign, `*` and \
                `/`, `+` and `-`, comparisons, `not`, `and`, `or`, `if`.",
        entries: entries(false),
    }
}

/// What is called by its name.
pub fn functions() -> ReferenceGroup {
    ReferenceGroup {
        title: "Functions",
        about: "Number by number. Behind each stands its derivative, in which `r` is the value itself and `da` the \
                derivative of `a`.",
        entries: entries(true),
    }
}

fn entries(is_function: bool) -> Vec<ReferenceEntry> {
    let wanted = |row: &&(Op, &str, &str, f64)| is_called(row.0) == is_function;
    ABOUT
        .iter()
        .filter(wanted)
        .map(|&(op, about, text, value)| entry(op, about, text, value))
        .collect()
}

/// Whether one calls it by its name; of `pow` one writes the sign.
fn is_called(op: Op) -> bool {
    op != Op::Pow && Op::function(op.row().name).is_some()
}

fn entry(op: Op, about: &str, text: &'static str, value: f64) -> ReferenceEntry {
    let row = op.row();
    let form = match (op, row.arity) {
        (Op::Pick, _) => "if a then b else c".to_owned(),
        (Op::Neg, _) => "-a".to_owned(),
        (Op::Not, _) => "not a".to_owned(),
        (Op::Pow, _) => "a ^ b, also pow(a, b)".to_owned(),
        (_, arity) if is_called(op) => {
            format!("{}({})", row.name, ["a", "b", "c"][..arity].join(", "))
        }
        _ => format!("a {} b", row.name),
    };
    let mut about = about.to_owned();
    if Op::function(row.name).is_some() {
        about += &format!(" Derivative: `{}`.", row.derivative);
    }
    if let Some(domain) = row.domain {
        about += &format!(" It has a value where `{domain}`.");
    }
    ReferenceEntry {
        word: row.name,
        form,
        about,
        example: Example::Value(text, value),
    }
}
