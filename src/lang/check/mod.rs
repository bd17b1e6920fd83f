//! Names and shapes: a parsed [`Rule`] becomes a [`Checked`] rule whose every name is resolved.
//!
//! - [`scope`]: which names exist in a kind of rule and what each stands for.
//! - [`term`]: the checked expression tree.
//! - `expression`: one expression; `declaration`: the head; `hint`: what may have been meant;
//!   `require`: what must hold of parameters; this file: the statements in order.

mod declaration;
mod expression;
mod hint;
mod require;
pub mod scope;
pub mod term;

use super::diagnostic::Diagnostic;
use super::limits;
use super::rule::{Expr, ExprKind, Kind, Name, Rule, StatementKind};
use super::shape::Shape;
pub use require::Requirement;
pub(super) use scope::CONSTANTS;
use scope::Scope;
pub use scope::{Builtin, Role, VarId, Variable};
pub use term::{Distribution, Reduction, Term, TermKind};

/// A rule whose names and shapes are right.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What it describes.
    pub kind: Kind,
    /// Every name; [`VarId`] is the place in this list.
    pub variables: Vec<Variable>,
    /// What it computes, in order.
    pub statements: Vec<CheckedStatement>,
    /// States: name, shape, initial value.
    pub states: Vec<CheckedState>,
    /// What must hold of the parameters.
    pub requires: Vec<Requirement>,
    /// Largest stable lr * lambda_max on a quadratic.
    pub stability: Option<Term>,
    /// The state by which the loss is multiplied.
    pub scales: Option<VarId>,
    /// The parameter that a schedule's `momentum` drives.
    pub scheduled: Option<VarId>,
    /// Number of coordinates (surfaces; 0 otherwise).
    pub dimensions: usize,
    /// Ends of the shown range of each coordinate.
    pub domain: Vec<[Term; 2]>,
    /// Starting points.
    pub starts: Vec<Vec<Term>>,
    /// Known minima.
    pub minima: Vec<Vec<Term>>,
    /// Gradient evaluations a step (optimizers).
    pub gradients: usize,
    /// How many call sites of `normal()` and `uniform()` there are.
    pub sites: u32,
}

/// A checked statement.
#[derive(Clone, Debug)]
pub enum CheckedStatement {
    /// `target = value`.
    Assign(VarId, Term),
    /// `skip if condition`.
    Skip(Term),
}

/// A state and its initial value.
#[derive(Clone, Debug)]
pub struct CheckedState {
    /// Its name.
    pub variable: VarId,
    /// Its shape.
    pub shape: Shape,
    /// Its initial value, 0 where absent; of an element it may use `w`.
    pub initial: Option<Term>,
}

impl Checked {
    /// The variable of a name.
    pub fn variable(&self, name: &str) -> Option<VarId> {
        let found = self.variables.iter().position(|v| v.name == name);
        found.map(VarId)
    }

    /// The names that the body gives to values, in the order of their first assignment.
    pub fn locals(&self) -> impl Iterator<Item = VarId> {
        let variables = self.variables.iter().enumerate();
        variables
            .filter(|(_, v)| v.role == Role::Local)
            .map(|(i, _)| VarId(i))
    }
}

/// Checks a rule. The checked form is there when nothing found is an error.
pub fn check(rule: &Rule) -> (Option<Checked>, Vec<Diagnostic>) {
    let mut checker = Checker {
        rule,
        scope: Scope::new(rule.kind),
        found: Vec::new(),
        calls_grad: rule.body.iter().any(|s| mentions_grad(&s.kind)),
        gradients: 0,
        stages_ran: false,
        sites: 0,
    };
    let checked = checker.rule();
    let failed = checker.found.iter().any(Diagnostic::is_error);
    ((!failed).then_some(checked), checker.found)
}

/// Does the work; findings pile up in `found`.
struct Checker<'a> {
    rule: &'a Rule,
    scope: Scope,
    found: Vec<Diagnostic>,
    calls_grad: bool,
    gradients: usize,
    stages_ran: bool,
    sites: u32,
}

impl Checker<'_> {
    fn rule(&mut self) -> Checked {
        let rule = self.rule;
        self.params();
        let states = self.states();
        let scales = self.scales();
        let scheduled = self.scheduled();
        if rule.kind == Kind::Optimizer && !self.calls_grad {
            self.gradients = 1;
            self.scope.give_gradient();
        }
        if rule.kind == Kind::Stage {
            self.scope.give_gradient();
        }
        let statements: Vec<_> = rule.body.iter().filter_map(|s| self.statement(&s.kind)).collect();
        self.results();
        self.heads();
        let dimensions = self.dimensions();
        let domain = self.domain(dimensions);
        let starts = self.points(&rule.starts, dimensions, "start");
        let minima = self.points(&rule.minima, dimensions, "minimum");
        let stability = rule
            .stability
            .as_ref()
            .and_then(|e| self.of_params(e, "stability"));
        self.unused();
        let requires = self.requires();
        let checked = Checked {
            requires,
            kind: rule.kind,
            variables: self.scope.variables().to_vec(),
            statements,
            states,
            stability,
            scales,
            scheduled,
            dimensions,
            domain,
            starts,
            minima,
            gradients: self.gradients,
            sites: self.sites,
        };
        self.defaults(&checked);
        checked
    }

    fn error(&mut self, span: super::Span, message: impl Into<String>) {
        self.found.push(Diagnostic::error(span, message));
    }

    fn statement(&mut self, statement: &StatementKind) -> Option<CheckedStatement> {
        match statement {
            StatementKind::Assign { target, value } => self.assign(target, value),
            StatementKind::Skip { condition } => {
                if self.rule.kind != Kind::Stage {
                    self.error(condition.span, "only a stage can skip a step");
                    return None;
                }
                let term = self.number(condition, "the condition of `skip`")?;
                Some(CheckedStatement::Skip(term))
            }
        }
    }

    fn assign(&mut self, target: &Name, value: &Expr) -> Option<CheckedStatement> {
        let term = match &value.kind {
            ExprKind::Call(name, arguments) if name.text == "grad" => self.grad(target, name, arguments),
            _ => self.expression(value),
        };
        let Some(term) = term else {
            // The name counts as known all the same: one slip gives one message.
            let _known = self.scope.assign(&target.text, Shape::Run);
            return None;
        };
        match self.scope.assign(&target.text, term.shape) {
            Ok(id) => Some(CheckedStatement::Assign(id, term)),
            Err(error) => {
                self.error(target.span, error.to_string());
                None
            }
        }
    }

    /// `name = grad(point)`: the only place where a gradient may stand, so that evaluations are counted.
    fn grad(&mut self, target: &Name, name: &Name, arguments: &[Expr]) -> Option<Term> {
        if self.rule.kind != Kind::Optimizer {
            self.error(name.span, "only an optimizer can ask for a gradient");
            return None;
        }
        let [point] = arguments else {
            self.error(name.span, "`grad` takes one point, as in `grad(w)`");
            return None;
        };
        self.gradients += 1;
        // Said of the first one too many.
        if self.gradients == limits::GRADIENTS + 1 {
            let message = format!("a rule may take at most {} gradients a step", limits::GRADIENTS);
            self.error(name.span, message);
        }
        let staged = target.text == "g";
        if staged && self.stages_ran {
            let message = "`g = grad(...)` stands once: it is where the stages run; give the other gradient \
                its own name";
            self.error(target.span, message);
        }
        self.stages_ran |= staged;
        let point = self.expression(point)?;
        Some(Term {
            shape: Shape::Element,
            kind: TermKind::Grad {
                point: Box::new(point),
                staged,
            },
            span: name.span,
        })
    }

    /// Every kind must produce what it is for.
    fn results(&mut self) {
        let name = self.rule.kind.result();
        let assigned = self.rule.body.iter().any(|s| match &s.kind {
            StatementKind::Assign { target, .. } => self.scope.canonical(&target.text) == name,
            StatementKind::Skip { .. } => name == "g",
        });
        if !assigned {
            let last = self.rule.body.last();
            let span = last.map_or_else(super::Span::default, |s| s.span);
            let local = last.and_then(|s| s.assignment()).map(|(local, _)| local);
            let role = |name| self.scope.find(name).map(|id| self.scope.variables()[id.0].role);
            if matches!(local.and_then(role), Some(Role::Builtin(_))) && self.rule.kind.is_formula() {
                // `y = ...` is answered there.
                return;
            }
            let local = local.filter(|local| role(local) == Some(Role::Local));
            let hint = local.map_or_else(String::new, |local| {
                format!("; write `{name} = ...` instead of `{local} = ...`")
            });
            let without = match self.rule.kind {
                Kind::Surface => "the surface has no loss".to_owned(),
                Kind::Activation => "the activation has no value".to_owned(),
                kind => format!("the {kind} does nothing"),
            };
            self.error(span, format!("`{name}` is never assigned: {without}{hint}"));
        }
    }

    fn unused(&mut self) {
        let unused: Vec<_> = self
            .rule
            .params
            .iter()
            .filter(|p| !self.scope.was_read(&p.name.text))
            .map(|p| (p.name.span, p.name.text.clone()))
            .collect();
        for (span, name) in unused {
            let message = format!("`{name}` is declared but never used");
            self.found.push(Diagnostic::warning(span, message));
        }
    }
}

fn mentions_grad(statement: &StatementKind) -> bool {
    fn inside(expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Call(name, arguments) => name.text == "grad" || arguments.iter().any(inside),
            ExprKind::Apply(_, arguments) => arguments.iter().any(inside),
            ExprKind::Number(_) | ExprKind::Name(_) => false,
        }
    }
    match statement {
        StatementKind::Assign { value, .. } => inside(value),
        StatementKind::Skip { condition } => inside(condition),
    }
}
