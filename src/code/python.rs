//! Formulas as Python, in the words of a library.

use super::NoCounterpart;
use super::table::{LibraryTable, ParamValues, decimal, fill, number, written};
use crate::lang::Rule;
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind};
use std::collections::BTreeMap;

/// How tightly Python's operators bind.
mod binding {
    pub const ANY: u8 = 0;
    pub const COMPARISON: u8 = 1;
    pub const SUM: u8 = 2;
    pub const PRODUCT: u8 = 3;
    pub const SIGN: u8 = 4;
    pub const POWER: u8 = 5;
    pub const ATOM: u8 = 6;
}

/// Words that are Python's, or the snippet's own.
const TAKEN: [&str; 49] = [
    "False", "None", "True", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "and", "math",
    "torch", "jax", "jnp", "optax", "min", "max", "abs", "sum", "round", "range", "step", "len", "float",
];

/// A rule's parameters and statements, a line each.
///
/// # Errors
/// What the library has no word for.
pub fn body(table: &LibraryTable, rule: &Rule, values: &ParamValues) -> Result<Vec<String>, NoCounterpart> {
    let mut lines = Vec::new();
    for param in rule.params.iter().filter(|p| rule.uses(&p.name.text)) {
        let value = values.get(&param.name.text).unwrap_or(&param.default);
        let value = match value {
            crate::lang::rule::Value::Number(value) => constant(table, &decimal(*value)),
            value => written(value),
        };
        lines.push(format!("{} = {value}", name(&param.name.text)));
    }
    for statement in &rule.body {
        if let Some((target, value)) = statement.assignment() {
            lines.push(format!(
                "{} = {}",
                name(target),
                print(table, value, binding::ANY)?
            ));
        }
    }
    Ok(lines)
}

/// A name of the rule language that Python takes, too.
pub fn name(name: &str) -> String {
    match TAKEN.contains(&name) {
        true => format!("{name}_"),
        false => name.to_owned(),
    }
}

fn print(table: &LibraryTable, expr: &Expr, least: u8) -> Result<String, NoCounterpart> {
    let (text, binds) = match &expr.kind {
        ExprKind::Number(value) if *value < 0.0 => (number(*value), binding::SIGN),
        ExprKind::Number(value) => (number(*value), binding::ATOM),
        ExprKind::Name(text) if ["pi", "e"].contains(&text.as_str()) => {
            (format!("math.{text}"), binding::ATOM)
        }
        ExprKind::Name(text) => (name(text), binding::ATOM),
        ExprKind::Call(function, arguments) => (call(table, &function.text, arguments)?, binding::ATOM),
        ExprKind::Apply(op, arguments) => apply(table, *op, arguments)?,
    };
    Ok(match binds < least {
        true => format!("({text})"),
        false => text,
    })
}

fn apply(table: &LibraryTable, op: Op, arguments: &[Expr]) -> Result<(String, u8), NoCounterpart> {
    use binding::{ATOM, COMPARISON, POWER, PRODUCT, SIGN, SUM};
    let infix = |sign: &str, (left, right): (u8, u8)| -> Result<String, NoCounterpart> {
        let (a, b) = (
            print(table, &arguments[0], left)?,
            print(table, &arguments[1], right)?,
        );
        Ok(format!("{a}{sign}{b}"))
    };
    Ok(match op {
        Op::Add => (infix(" + ", (SUM, SUM))?, SUM),
        Op::Sub => (infix(" - ", (SUM, PRODUCT))?, SUM),
        Op::Mul => (infix("*", (PRODUCT, SIGN))?, PRODUCT),
        Op::Div => (infix("/", (PRODUCT, SIGN))?, PRODUCT),
        Op::Pow => (infix("**", (ATOM, SIGN))?, POWER),
        Op::Neg => (format!("-{}", print(table, &arguments[0], SIGN)?), SIGN),
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq | Op::Ne => {
            (infix(&format!(" {} ", op.row().name), (SUM, SUM))?, COMPARISON)
        }
        _ => (call(table, op.row().name, arguments)?, ATOM),
    })
}

fn call(table: &LibraryTable, function: &str, arguments: &[Expr]) -> Result<String, NoCounterpart> {
    let function = Op::function(function).map_or(function, |op| op.row().name);
    let missing = || NoCounterpart(function.to_owned());
    if function == "pow" {
        return Ok(format!("({})", apply(table, Op::Pow, arguments)?.0));
    }
    let spelled = table.get("function", function).ok_or_else(missing)?;
    let mut values = BTreeMap::new();
    for (place, argument) in ["0", "1", "2"].into_iter().zip(arguments) {
        let text = print(table, argument, binding::ANY)?;
        let fixed = argument.names().all(|name| ["pi", "e"].contains(&name));
        values.insert(place, if fixed { constant(table, &text) } else { text });
    }
    // As many arguments as there are places: `max` of one argument is another function.
    match spelled.contains(&format!("{{{}}}", arguments.len())) || arguments.len() < places(spelled) {
        true => Err(missing()),
        false => Ok(fill(spelled, &values)),
    }
}

fn places(spelled: &str) -> usize {
    ["{0}", "{1}", "{2}"]
        .into_iter()
        .filter(|place| spelled.contains(place))
        .count()
}

/// A number as functions of the library take it.
fn constant(table: &LibraryTable, text: &str) -> String {
    let spelled = table.get("constant", "").unwrap_or("{0}");
    fill(spelled, &BTreeMap::from([("0", text.to_owned())]))
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;
    use crate::lang::Kind;
    use crate::lang::parse::parse;

    #[test]
    fn formulas_keep_their_meaning() {
        for (source, torch, python) in [
            ("-x^2*(y - 1)", "-x**2*(y - 1)", "-x**2*(y - 1)"),
            ("(x + y)^-2/(3*y)", "(x + y)**-2/(3*y)", "(x + y)**-2/(3*y)"),
            ("x - (y - 1)", "x - (y - 1)", "x - (y - 1)"),
            ("sin(x)^2", "torch.sin(x)**2", "math.sin(x)**2"),
            (
                "max(x, 1e-20)",
                "torch.maximum(x, torch.tensor(1e-20))",
                "max(x, 1e-20)",
            ),
            (
                "exp(0.5*pi)",
                "torch.exp(torch.tensor(0.5*math.pi))",
                "math.exp(0.5*math.pi)",
            ),
            (
                "if x > 0 then x else 0",
                "torch.where(torch.as_tensor(x > 0) != 0, x, torch.tensor(0))",
                "(x if x > 0 else 0)",
            ),
        ] {
            let (rule, found) = parse(Kind::Surface, source);
            assert!(found.is_empty(), "{found:?}");
            for (table, expected) in [(table::torch(), torch), (table::python(), python)] {
                assert_eq!(
                    body(table, &rule, &ParamValues::new()),
                    Ok(vec![format!("f = {expected}")])
                );
            }
        }
    }

    #[test]
    fn what_has_no_word_is_named() {
        let (rule, _) = parse(Kind::Surface, "f16(x)");
        let error = body(table::torch(), &rule, &ParamValues::new());
        assert_eq!(error, Err(NoCounterpart("f16".to_owned())));
    }

    #[test]
    fn parameters_stand_on_top_and_keep_out_of_pythons_way() {
        let (rule, _) = parse(Kind::Surface, "param lambda = 2\nparam unused = 1\nlambda*x");
        let written = body(table::torch(), &rule, &ParamValues::new());
        let expected = ["lambda_ = torch.tensor(2.0)", "f = lambda_*x"].map(str::to_owned);
        assert_eq!(written, Ok(expected.to_vec()));
    }
}
