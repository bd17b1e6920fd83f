//! The tree of a rule: each expression as an operation and its arguments, with the shape that the check
//! found.

use super::formula::sign;
use super::rows;
use crate::lang::check::{CheckedStatement, Term, TermKind};
use crate::lang::rule::{Expr, ExprKind, Statement, StatementKind, Value};
use crate::lang::{Checked, Rule};

/// The declarations, then each statement as a tree.
pub fn page(rule: &Rule, checked: &Checked) -> String {
    let mut text = declarations(rule, checked);
    // Where every statement passed the check, the two lists go side by side.
    for (statement, checked) in rule.body.iter().zip(&checked.statements) {
        let (CheckedStatement::Assign(_, term) | CheckedStatement::Skip(term)) = checked;
        let mut lines = Vec::new();
        walk(statement.expr(), Some(term), "", &mut lines);
        text += &format!("\n{}\n{}", head(rule, statement), rows::table(&lines));
    }
    text
}

fn head(rule: &Rule, statement: &Statement) -> String {
    let (line, _) = statement.span.line_column(&rule.source);
    match &statement.kind {
        StatementKind::Assign { target, .. } => format!("{line}: {} =", target.text),
        StatementKind::Skip { .. } => format!("{line}: skip if"),
    }
}

fn declarations(rule: &Rule, checked: &Checked) -> String {
    let params = rule.params.iter().map(|param| match &param.default {
        Value::Number(value) => rows::row(["param", &param.name.text, &rows::number(*value)]),
        Value::List(list) => {
            let list: Vec<String> = list.iter().map(|v| rows::number(*v)).collect();
            rows::row(["param", &param.name.text, &format!("[{}]", list.join(", "))])
        }
        Value::Switch(on) => rows::row(["switch", &param.name.text, if *on { "on" } else { "off" }]),
    });
    let states = rule.states.iter().zip(&checked.states).map(|(state, checked)| {
        let initial = state
            .initial
            .as_ref()
            .map_or_else(|| "0".to_owned(), |e| e.text(&rule.source));
        let what = format!("{}, begins at {initial}", checked.shape);
        rows::row(["state", &state.name.text, &what])
    });
    rows::table(&params.chain(states).collect::<Vec<_>>())
}

/// One line an expression: its operation behind the branches that lead to it, and its shape.
fn walk(expr: &Expr, term: Option<&Term>, branches: &str, lines: &mut Vec<Vec<String>>) {
    let what = match &expr.kind {
        ExprKind::Number(value) => rows::number(*value),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Apply(op, _) => sign(*op).to_owned(),
        ExprKind::Call(name, _) => name.text.clone(),
    };
    let shape = term.map_or_else(String::new, |t| t.shape.to_string());
    lines.push(vec![format!("{branches}{what}"), shape]);
    let inner = expr.inner();
    let terms = terms(term, inner.len());
    // What led here goes on below it, or ends.
    let below = branches.replace("├─ ", "│  ").replace("└─ ", "   ");
    for (place, (expr, term)) in inner.iter().zip(terms).enumerate() {
        let branch = if place + 1 == inner.len() {
            "└─ "
        } else {
            "├─ "
        };
        walk(expr, term, &format!("{below}{branch}"), lines);
    }
}

/// The checked forms of an expression's arguments: of a list, and of the word behind it, there is only the
/// latter's.
fn terms(term: Option<&Term>, count: usize) -> Vec<Option<&Term>> {
    let last = |term| {
        let mut terms = vec![None; count];
        if let Some(place) = terms.last_mut() {
            *place = Some(term);
        }
        terms
    };
    match term.map(|t| &t.kind) {
        Some(TermKind::Apply(_, terms) | TermKind::Reduce(_, terms)) if terms.len() == count => {
            terms.iter().map(Some).collect()
        }
        Some(TermKind::Passed(_, term)) => last(&**term),
        Some(TermKind::Grad { point, .. }) => last(&**point),
        _ => vec![None; count],
    }
}
