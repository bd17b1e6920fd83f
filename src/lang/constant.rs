//! The value of an expression of numbers: without names, such as `1/3` or `2^-10`, what the field of a number
//! may hold; and with names whose values are given.

use super::check::CONSTANTS;
use super::diagnostic::Diagnostic;
use super::did_you_mean;
use super::op::Op;
use super::parse::expression;
use super::rule::{Expr, ExprKind};

/// From here on a value stands for one that is undefined: see [`crate::real::Real`].
const UNDEFINED: f64 = (1u128 << 127) as f64;

/// Why an expression is no number.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConstantError {
    /// It is no expression.
    #[error("{0}")]
    Text(String),
    /// Its value is beyond all numbers, or there is none.
    #[error("its value is undefined or too large")]
    Beyond,
    /// It names what has no value; a hint at what may have been meant.
    #[error("`{name}` is no number{hint}")]
    Name {
        /// As it was written.
        name: String,
        /// Empty, or where no name is near.
        hint: String,
    },
    /// It calls what is no function of numbers.
    #[error("`{0}` is no function of numbers")]
    Function(String),
    /// It calls a function with too few or too many arguments.
    #[error("`{0}` takes {1} arguments")]
    Arguments(String, usize),
}

/// The value of a constant expression.
///
/// # Errors
/// It is none, it names something that is no constant, or its value is undefined or too large.
pub fn constant(source: &str) -> Result<f64, ConstantError> {
    let (expr, diagnostics) = expression(source);
    if let Some(wrong) = diagnostics.into_iter().find(Diagnostic::is_error) {
        return Err(ConstantError::Text(wrong.message));
    }
    let value = evaluate(&expr, &|_| None)?;
    match value.abs() < UNDEFINED {
        true => Ok(value),
        false => Err(ConstantError::Beyond),
    }
}

/// The value of an expression whose names are numbers: those that `given` knows, and constants. From 2^127 on
/// it stands for one that is undefined. The tree is at most [`super::limits::TREE`] deep.
///
/// # Errors
/// It names what is no number.
pub fn evaluate(expr: &Expr, given: &dyn Fn(&str) -> Option<f64>) -> Result<f64, ConstantError> {
    match &expr.kind {
        ExprKind::Number(number) => Ok(*number),
        ExprKind::Name(name) => {
            let known = CONSTANTS.iter().find(|constant| constant.0 == name);
            let names = CONSTANTS.iter().map(|constant| constant.0);
            let unknown = || ConstantError::Name {
                name: name.clone(),
                hint: did_you_mean(name, names),
            };
            given(name)
                .or_else(|| known.map(|constant| constant.1))
                .ok_or_else(unknown)
        }
        ExprKind::Apply(op, inner) => apply(*op, inner, given),
        ExprKind::Call(name, inner) => match Op::function(&name.text) {
            Some(op) if op.row().arity == inner.len() => apply(op, inner, given),
            Some(op) => Err(ConstantError::Arguments(name.text.clone(), op.row().arity)),
            None => Err(ConstantError::Function(name.text.clone())),
        },
    }
}

fn apply(op: Op, inner: &[Expr], given: &dyn Fn(&str) -> Option<f64>) -> Result<f64, ConstantError> {
    let mut arguments = [0.0; 3];
    for (argument, expr) in arguments.iter_mut().zip(inner) {
        *argument = evaluate(expr, given)?;
    }
    Ok(op.value(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_have_a_value_and_all_else_a_reason() {
        for (text, wanted) in [
            ("1/3", Ok(1.0 / 3.0)),
            ("2^-10", Ok(1.0 / 1024.0)),
            ("-pi/4", Ok(-std::f64::consts::FRAC_PI_4)),
            ("sqrt(2)*max(1, 3)", Ok(2f64.sqrt() * 3.0)),
            ("1 - 0.999", Ok(1.0 - 0.999)),
            ("nan", Err("`nan` is no number")),
            ("1/0", Err("its value is undefined or too large")),
            ("2^500", Err("its value is undefined or too large")),
            ("max(1)", Err("`max` takes 2 arguments")),
            ("grad(1)", Err("`grad` is no function of numbers")),
            ("1/", Err("expected")),
        ] {
            match (constant(text), wanted) {
                (Ok(got), Ok(wanted)) => assert!((got - wanted).abs() < 1e-15, "{text}: {got}"),
                (Err(got), Err(wanted)) => assert!(got.to_string().starts_with(wanted), "{text}: {got}"),
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
    }
}
