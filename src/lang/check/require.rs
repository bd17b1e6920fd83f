//! What must hold of a rule's parameters: `require 0 <= beta1 < 1, eps >= 0`.

use super::{Checked, Checker, Role, Term, TermKind, VarId};
use crate::lang::Rule;
use crate::lang::diagnostic::Span;
use crate::lang::rule::Value;

/// A condition on parameters.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Where it is written.
    pub span: Span,
    /// Not 0 where it holds.
    pub term: Term,
    /// The parameters in it, each once, in the order in which they stand there.
    pub params: Vec<VarId>,
}

impl Requirement {
    /// Whether it holds for the values of parameters.
    pub fn holds(&self, value: &impl Fn(VarId) -> f64) -> bool {
        self.term.value(value) == 1.0
    }

    /// What is wrong where it does not hold: the rule, the condition, and each parameter with its value.
    pub fn broken(&self, rule: &Rule, checked: &Checked, value: &impl Fn(VarId) -> f64) -> String {
        let written = |value: f64| match value.to_string() {
            long if long.len() > 12 => format!("{value:e}"),
            short => short,
        };
        let named = |id: &VarId| format!("`{}` is {}", checked.variables[id.0].name, written(value(*id)));
        let values: Vec<String> = self.params.iter().map(named).collect();
        let source = rule.source.get(self.span.start..self.span.end).unwrap_or("");
        let condition: Vec<&str> = source.split_whitespace().collect();
        let condition = condition.join(" ");
        let name = match rule.name.as_str() {
            "" => "the rule".to_owned(),
            name => format!("\"{name}\""),
        };
        format!("{name} requires `{condition}`, but {}", values.join(" and "))
    }
}

impl Checker<'_> {
    /// The rule's conditions; one that its own defaults break is an error.
    pub(super) fn requires(&mut self) -> Vec<Requirement> {
        let rule = self.rule;
        let mut all = Vec::new();
        for expr in &rule.requires {
            let Some(term) = self.of_params(expr, "a condition of `require`") else {
                continue;
            };
            let mut params = Vec::new();
            collect(&term, &mut params);
            if params.is_empty() {
                self.error(
                    expr.span,
                    "`require` says what must hold of parameters, but here is none",
                );
            }
            if !term.kind.is_truth() {
                self.error(expr.span, "`require` takes a comparison, as in `require lr >= 0`");
                continue;
            }
            all.push(Requirement {
                span: expr.span,
                term,
                params,
            });
        }
        all
    }

    /// Says which conditions the defaults break.
    pub(super) fn defaults(&mut self, checked: &Checked) {
        let rule = self.rule;
        let value = |id: VarId| match checked.variables[id.0].role {
            Role::Param(index) => match &rule.params[index].default {
                Value::Number(value) => *value,
                Value::Switch(on) => f64::from(u8::from(*on)),
                Value::List(_) => f64::NAN,
            },
            _ => f64::NAN,
        };
        for requirement in checked.requires.iter().filter(|r| !r.holds(&value)) {
            let message = requirement.broken(rule, checked, &value);
            self.error(requirement.span, format!("{message} by default"));
        }
    }
}

fn collect(term: &Term, params: &mut Vec<VarId>) {
    match &term.kind {
        TermKind::Read(id) if !params.contains(id) => params.push(*id),
        TermKind::Apply(_, terms) => terms.iter().for_each(|term| collect(term, params)),
        _ => {}
    }
}
