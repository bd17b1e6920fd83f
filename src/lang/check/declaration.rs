//! The head of a rule: parameters, states, and what each kind declares.

use super::scope::{Role, VarId};
use super::term::{Term, TermKind};
use super::{CheckedState, Checker};
use crate::lang::rule::{Expr, Kind, Name, Value};
use crate::lang::shape::Shape;
use crate::lang::suggest::did_you_mean;

impl Checker<'_> {
    pub(super) fn params(&mut self) {
        for (index, param) in self.rule.params.iter().enumerate() {
            let list = matches!(param.default, Value::List(_));
            if list && self.rule.kind != Kind::Schedule {
                self.error(param.name.span, "only a schedule can have a list parameter");
            }
            let role = if list {
                Role::List(index)
            } else {
                Role::Param(index)
            };
            self.declare(&param.name, role, Shape::Run);
        }
    }

    fn declare(&mut self, name: &Name, role: Role, shape: Shape) -> Option<VarId> {
        match self.scope.declare(&name.text, role, shape) {
            Ok(id) => Some(id),
            Err(message) => {
                self.error(name.span, message);
                None
            }
        }
    }

    pub(super) fn states(&mut self) -> Vec<CheckedState> {
        let keeps = matches!(self.rule.kind, Kind::Optimizer | Kind::Stage);
        let mut states = Vec::new();
        for (index, state) in self.rule.states.iter().enumerate() {
            if !keeps {
                self.error(state.name.span, format!("a {} keeps no state", self.rule.kind));
            }
            let initial = state
                .initial
                .as_ref()
                .and_then(|e| self.of_params(e, "an initial value"));
            if let Some(variable) = self.declare(&state.name, Role::State(index), state.shape) {
                states.push(CheckedState {
                    variable,
                    shape: state.shape,
                    initial,
                });
            }
        }
        states
    }

    /// An expression of parameters alone.
    pub(super) fn of_params(&mut self, expr: &Expr, what: &str) -> Option<Term> {
        let term = self.number(expr, what)?;
        if self.uses_only_params(&term) {
            return Some(term);
        }
        self.error(expr.span, format!("{what} may use parameters and numbers only"));
        None
    }

    fn uses_only_params(&self, term: &Term) -> bool {
        match &term.kind {
            TermKind::Number(_) => true,
            TermKind::Read(id) => matches!(self.scope.variables()[id.0].role, Role::Param(_)),
            TermKind::Apply(_, terms) => terms.iter().all(|t| self.uses_only_params(t)),
            _ => false,
        }
    }

    pub(super) fn scales(&mut self) -> Option<VarId> {
        let name = self.rule.scales.as_ref()?;
        if self.rule.kind != Kind::Stage {
            self.error(name.span, "only a stage scales the loss");
            return None;
        }
        let found = self.scope.find(&name.text);
        let right = found.filter(|id| {
            let variable = &self.scope.variables()[id.0];
            matches!(variable.role, Role::State(_)) && variable.shape == Shape::Run
        });
        if right.is_none() {
            let message = format!(
                "`{0}` must be a state of the run; write `state {0}: run = 1` above",
                name.text
            );
            self.error(name.span, message);
        }
        right
    }

    pub(super) fn scheduled(&mut self) -> Option<VarId> {
        let name = self.rule.scheduled.as_ref()?;
        let found = self.rule.param(&name.text).and(self.scope.find(&name.text));
        match (found, self.rule.kind) {
            (Some(_), Kind::Optimizer) => {}
            (Some(_), kind) => self.error(name.span, format!("a {kind} has nothing that a schedule drives")),
            (None, _) => {
                let hint = did_you_mean(&name.text, self.rule.params.iter().map(|p| p.name.text.as_str()));
                self.error(name.span, format!("there is no parameter `{}`{hint}", name.text));
            }
        }
        found
    }

    /// One where only `x` is used, else two; 0 for what is no surface.
    pub(super) fn dimensions(&mut self) -> usize {
        match self.rule.kind {
            Kind::Surface if self.scope.was_read("y") => 2,
            Kind::Surface => 1,
            _ => 0,
        }
    }

    pub(super) fn domain(&mut self, dimensions: usize) -> Vec<[Term; 2]> {
        let rule = self.rule;
        if let (Some(axis), true) = (rule.domain.first(), rule.kind != Kind::Surface) {
            self.error(axis.name.span, "only a surface has a domain");
            return Vec::new();
        }
        let mut domain = Vec::new();
        for (axis, expected) in rule.domain.iter().zip(["x", "y"]) {
            if axis.name.text != expected {
                let message = format!("expected `{expected}` here: the domain lists x, then y");
                self.error(axis.name.span, message);
            }
            let low = self.of_params(&axis.low, "an end of the domain");
            let high = self.of_params(&axis.high, "an end of the domain");
            if let (Some(low), Some(high)) = (low, high) {
                domain.push([low, high]);
            }
        }
        if let Some(axis) = rule.domain.get(dimensions) {
            let message = format!("the surface has {dimensions} coordinate(s), the domain more");
            self.error(axis.name.span, message);
        }
        domain
    }

    pub(super) fn points(&mut self, points: &[Vec<Expr>], dimensions: usize, what: &str) -> Vec<Vec<Term>> {
        let mut all = Vec::new();
        for point in points {
            let Some(first) = point.first() else { continue };
            if self.rule.kind != Kind::Surface {
                self.error(first.span, format!("only a surface has a {what}"));
            } else if point.len() != dimensions {
                let count = point.len();
                let message =
                    format!("a {what} of this surface has {dimensions} coordinate(s), but here are {count}");
                self.error(first.span, message);
            }
            let terms = point.iter().map(|e| self.of_params(e, "a coordinate"));
            all.extend(terms.collect::<Option<Vec<_>>>());
        }
        all
    }
}
