//! The head of a rule: parameters, states, and what each kind declares.

use super::scope::{Builtin, Role, VarId};
use super::term::{Term, TermKind};
use super::{CheckedState, Checker};
use crate::lang::mend;
use crate::lang::rule::{Expr, Kind, Name, Value};
use crate::lang::shape::Shape;
use crate::lang::suggest::did_you_mean;

impl Checker<'_> {
    pub(super) fn params(&mut self) {
        for (index, param) in self.rule.params.iter().enumerate() {
            if self.rule.kind == Kind::Activation {
                let message = "an activation has no parameters; write the number into the formula";
                self.error(param.name.span, message);
            }
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
            Err(error) => {
                self.error(name.span, error.to_string());
                None
            }
        }
    }

    pub(super) fn states(&mut self) -> Vec<CheckedState> {
        let keeps = matches!(self.rule.kind, Kind::Optimizer | Kind::Stage);
        let mut states = Vec::new();
        for (index, state) in self.rule.states.iter().enumerate() {
            if !keeps {
                self.error(
                    state.name.span,
                    format!("{} keeps no state", self.rule.kind.with_article()),
                );
            }
            let initial = state.initial.as_ref().and_then(|e| self.initial(e, state.shape));
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

    /// What a state begins with: an expression of parameters, and of w where the state is an element like it.
    fn initial(&mut self, expr: &Expr, shape: Shape) -> Option<Term> {
        let anchored = expr.names().any(|name| name == "w");
        match shape {
            Shape::Element => {}
            _ if anchored => {
                let message = "only a state of elements begins at `w`; write `state z = w`, without a shape";
                self.error(expr.span, message);
                return None;
            }
            _ => return self.of_params(expr, "an initial value"),
        }
        let known = |role| matches!(role, Role::Param(_) | Role::Builtin(Builtin::W));
        let is_given = |name: &str| {
            self.scope
                .find(name)
                .is_some_and(|id| !known(self.scope.variables()[id.0].role))
        };
        let unknown = expr.names().any(is_given);
        let term = if unknown { None } else { self.expression(expr) };
        if term.as_ref().is_some_and(|term| self.uses_only(term, &known)) {
            return term;
        }
        if unknown || term.is_some() {
            let message = "an initial value may use `w`, parameters and numbers only, element by element";
            self.error(expr.span, message);
        }
        None
    }

    /// An expression of parameters alone.
    pub(super) fn of_params(&mut self, expr: &Expr, what: &str) -> Option<Term> {
        let term = self.number(expr, what)?;
        if self.uses_only(&term, &|role| matches!(role, Role::Param(_))) {
            return Some(term);
        }
        self.error(expr.span, format!("{what} may use parameters and numbers only"));
        None
    }

    fn uses_only(&self, term: &Term, known: &impl Fn(Role) -> bool) -> bool {
        match &term.kind {
            TermKind::Number(_) => true,
            TermKind::Read(id) => known(self.scope.variables()[id.0].role),
            TermKind::Apply(_, terms) => terms.iter().all(|t| self.uses_only(t, known)),
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
            (Some(_), kind) => self.error(
                name.span,
                format!("{} has nothing that a schedule drives", kind.with_article()),
            ),
            (None, _) => {
                let hint = did_you_mean(&name.text, self.rule.params.iter().map(|p| p.name.text.as_str()));
                self.error(name.span, format!("there is no parameter `{}`{hint}", name.text));
            }
        }
        found
    }

    /// Whether an assigned name has an argument of this name.
    pub(super) fn is_argument(&self, name: &str) -> bool {
        let mut all = self.rule.heads.iter().flat_map(|head| &head.arguments);
        all.any(|argument| argument.text == name)
    }

    /// The arguments of assigned names: `f(x, y) = ...` names what is given anyway, and so says how many
    /// coordinates a surface has.
    pub(super) fn heads(&mut self) {
        let (kind, result) = (self.rule.kind, self.rule.kind.result());
        for head in &self.rule.heads {
            let name = &head.name.text;
            let is_result =
                self.scope.canonical(name) == result || (kind, name.as_str()) == (Kind::Schedule, "momentum");
            if !is_result {
                let message = format!(
                    "a rule has no functions of its own; write `{name} = ...` and use it as `{name}`"
                );
                self.error(head.name.span, message);
            }
            let all = head.arguments.iter().map(|a| a.text.as_str());
            let unlisted = kind == Kind::Surface && self.scope.was_read("y") && all.clone().all(|a| a != "y");
            if unlisted {
                let message = format!("`y` is used, but is no argument here; write `{name}(x, y) = ...`");
                self.error(head.name.span, message);
            }
            for argument in &head.arguments {
                match self.scope.find(&argument.text) {
                    Some(id) if matches!(self.scope.variables()[id.0].role, Role::Builtin(_)) => {
                        self.scope.mark_read(id);
                    }
                    _ if kind == Kind::Surface => {
                        let message = "the arguments of a surface are its coordinates, `x` and `y`";
                        self.error(argument.span, message);
                    }
                    _ => {
                        let message = format!("`{}` is not given in {}", argument.text, kind.with_article());
                        self.error(argument.span, message);
                    }
                }
            }
        }
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
                let all = point.iter().fold(first.span, |span, e| span.to(e.span));
                let hint = mend::decimal_comma(&self.rule.source, all);
                let message = format!(
                    "a {what} of this surface has {dimensions} coordinate(s), but here are {count}{hint}"
                );
                self.error(first.span, message);
            }
            let terms = point.iter().map(|e| self.of_params(e, "a coordinate"));
            all.extend(terms.collect::<Option<Vec<_>>>());
        }
        all
    }
}
