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

/// The value of a constant expression. Errors: it is none, it names something that is no constant, or its
/// value is undefined or too large.
pub fn constant(source: &str) -> Result<f64, String> {
    let (expr, diagnostics) = expression(source);
    if let Some(wrong) = diagnostics.into_iter().find(Diagnostic::is_error) {
        return Err(wrong.message);
    }
    let value = evaluate(&expr, &|_| None)?;
    match value.abs() < UNDEFINED {
        true => Ok(value),
        false => Err("its value is undefined or too large".to_owned()),
    }
}

/// The value of an expression whose names are numbers: those that `given` knows, and constants. From 2^127 on
/// it stands for one that is undefined. Errors: it names what is no number. The tree is at most
/// [`super::limits::TREE`] deep.
pub fn evaluate(expr: &Expr, given: &dyn Fn(&str) -> Option<f64>) -> Result<f64, String> {
    match &expr.kind {
        ExprKind::Number(number) => Ok(*number),
        ExprKind::Name(name) => {
            let known = CONSTANTS.iter().find(|constant| constant.0 == name);
            let names = CONSTANTS.iter().map(|constant| constant.0);
            let unknown = || format!("`{name}` is no number{}", did_you_mean(name, names));
            given(name)
                .or_else(|| known.map(|constant| constant.1))
                .ok_or_else(unknown)
        }
        ExprKind::Apply(op, inner) => apply(*op, inner, given),
        ExprKind::Call(name, inner) => match Op::function(&name.text) {
            Some(op) if op.row().arity == inner.len() => apply(op, inner, given),
            Some(op) => Err(format!("`{}` takes {} arguments", name.text, op.row().arity)),
            None => Err(format!("`{}` is no function of numbers", name.text)),
        },
    }
}

fn apply(op: Op, inner: &[Expr], given: &dyn Fn(&str) -> Option<f64>) -> Result<f64, String> {
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
                (Err(got), Err(wanted)) => assert!(got.starts_with(wanted), "{text}: {got}"),
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
    }
}
