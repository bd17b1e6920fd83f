//! One expression: names resolved, functions found, shapes joined.

use super::Checker;
use super::scope::{CONSTANTS, Role};
use super::term::{Distribution, Reduction, Term, TermKind};
use crate::lang::diagnostic::Span;
use crate::lang::mend;
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind, Kind, Name};
use crate::lang::shape::Shape;

/// The longest text that a message proposes.
const SHOWN: usize = 60;

impl Checker<'_> {
    /// The checked form, or None after reporting what is wrong.
    pub(super) fn expression(&mut self, expr: &Expr) -> Option<Term> {
        let term = match &expr.kind {
            ExprKind::Number(value) => Some(number(*value)),
            ExprKind::Name(name) => self.read(name, expr.span),
            ExprKind::Apply(op, arguments) => self.apply(*op, arguments),
            ExprKind::Call(name, arguments) => self.call(name, arguments),
        };
        term.map(|term| Term {
            span: expr.span,
            ..term
        })
    }

    /// An expression that must be one number for the run.
    pub(super) fn number(&mut self, expr: &Expr, what: &str) -> Option<Term> {
        let term = self.expression(expr)?;
        if term.shape == Shape::Run {
            return Some(term);
        }
        self.error(
            expr.span,
            format!("{what} must be one number, but this is {}", term.shape),
        );
        None
    }

    fn read(&mut self, name: &str, span: Span) -> Option<Term> {
        if let Some((_, value)) = CONSTANTS.iter().find(|c| c.0 == name) {
            return Some(number(*value));
        }
        let Some(id) = self.scope.find(name) else {
            // Of an argument it is said where it is named.
            if !self.is_argument(name) {
                self.error(span, self.unknown_name(name));
            }
            return None;
        };
        match self.scope.read(id) {
            Ok(()) => {
                let variable = &self.scope.variables()[id.0];
                if matches!(variable.role, Role::List(_)) {
                    self.error(span, format!("`{name}` is a list; use it as `passed({name}, k)`"));
                    return None;
                }
                Some(term(variable.shape, TermKind::Read(id)))
            }
            Err(error) => {
                self.error(span, error.to_string());
                None
            }
        }
    }

    fn apply(&mut self, op: Op, arguments: &[Expr]) -> Option<Term> {
        let terms: Vec<_> = arguments.iter().map(|a| self.expression(a)).collect();
        let terms: Vec<Term> = terms.into_iter().collect::<Option<_>>()?;
        let shape = terms.iter().fold(Shape::Run, |s, t| s.join(t.shape));
        Some(term(shape, TermKind::Apply(op, terms)))
    }

    fn call(&mut self, name: &Name, arguments: &[Expr]) -> Option<Term> {
        if self.scope.find(&name.text).is_some() {
            let has_head = self.rule.heads.iter().any(|head| head.name.text == name.text);
            if !has_head {
                let message = format!(
                    "`{0}` is no function here; to multiply write `{0}*(...)`",
                    name.text
                );
                self.error(name.span, message);
            }
            return None;
        }
        match name.text.as_str() {
            "grad" => {
                let message =
                    "`grad(...)` stands alone on the right of `=`, never inside an expression or `if`";
                self.error(name.span, message);
                None
            }
            "normal" => self.random(name, arguments, Distribution::Normal),
            "uniform" => self.random(name, arguments, Distribution::Uniform),
            "passed" => self.passed(name, arguments),
            _ => self.function(name, arguments),
        }
    }

    fn function(&mut self, name: &Name, arguments: &[Expr]) -> Option<Term> {
        let count = arguments.len();
        let reduction = Reduction::ALL.iter().find(|r| r.0 == name.text);
        let op = Op::function(&name.text);
        match (op, reduction) {
            (Some(op), _) if op.row().arity == count => self.apply(op, arguments),
            (_, Some(&(_, arity, reduction))) if arity == count => self.reduce(name, reduction, arguments),
            (None, None) => {
                self.error(name.span, self.unknown_function(name));
                None
            }
            (op, reduction) => {
                let reduction = reduction.filter(|_| !self.is_of_single_numbers());
                let arities = [reduction.map(|r| r.1), op.map(|o| o.row().arity)];
                let arities: Vec<String> = arities.iter().flatten().map(ToString::to_string).collect();
                let takes = arities.join(" or ");
                let last = arguments.last().map_or(name.span, |a| a.span);
                let hint = match op {
                    Some(Op::Min | Op::Max) if count > 2 => self.in_pairs(name, arguments),
                    _ => mend::decimal_comma(&self.rule.source, name.span.to(last)),
                };
                let plural = if takes == "1" { "" } else { "s" };
                let are = if count == 1 { "is" } else { "are" };
                let message = format!(
                    "`{}` takes {takes} argument{plural}, but here {are} {count}{hint}",
                    name.text
                );
                self.error(name.span, message);
                None
            }
        }
    }

    /// How the least of several is written: `min(min(a, b), c)`.
    fn in_pairs(&self, name: &Name, arguments: &[Expr]) -> String {
        let text = |span: Span| self.rule.source.get(span.start..span.end).unwrap_or("");
        let texts = arguments.iter().map(|argument| text(argument.span).to_owned());
        let nested = texts.reduce(|all, next| format!("{}({all}, {next})", name.text));
        let nested = nested.filter(|nested| nested.len() <= SHOWN);
        nested.map_or_else(String::new, |nested| format!("; write `{nested}`"))
    }

    fn reduce(&mut self, name: &Name, reduction: Reduction, arguments: &[Expr]) -> Option<Term> {
        if self.is_of_single_numbers() {
            let kind = self.rule.kind.with_article();
            self.error(
                name.span,
                format!("`{}` needs many numbers; {kind} has none", name.text),
            );
            return None;
        }
        let mut terms = Vec::new();
        for argument in arguments {
            let term = self.expression(argument)?;
            let by_axis = matches!(reduction, Reduction::RowMean | Reduction::ColMean);
            let enough = match term.shape {
                Shape::Element => true,
                Shape::Run => false,
                _ => !by_axis,
            };
            if !enough {
                let message = format!("`{}` needs an element, but this is {}", name.text, term.shape);
                self.error(argument.span, message);
                return None;
            }
            terms.push(term);
        }
        Some(term(reduction.shape(), TermKind::Reduce(reduction, terms)))
    }

    /// Whether no value of such a rule is an element, so that there is nothing to reduce or to draw.
    fn is_of_single_numbers(&self) -> bool {
        !matches!(self.rule.kind, Kind::Optimizer | Kind::Stage)
    }

    fn random(&mut self, name: &Name, arguments: &[Expr], distribution: Distribution) -> Option<Term> {
        if !arguments.is_empty() {
            self.error(
                name.span,
                format!(
                    "`{0}()` takes no argument; scale it outside, as in `sigma*{0}()`",
                    name.text
                ),
            );
            return None;
        }
        if self.is_of_single_numbers() {
            let kind = self.rule.kind.with_article();
            self.error(name.span, format!("{kind} has no random numbers"));
            return None;
        }
        self.sites += 1;
        let kind = TermKind::Random(distribution, self.sites - 1);
        Some(term(Shape::Element, kind))
    }

    fn passed(&mut self, name: &Name, arguments: &[Expr]) -> Option<Term> {
        let [list, step] = arguments else {
            self.error(
                name.span,
                "`passed` takes a list and a step, as in `passed(milestones, k)`",
            );
            return None;
        };
        let found = match &list.kind {
            ExprKind::Name(text) => self.scope.find(text),
            _ => None,
        };
        let is_list = |id: &super::VarId| matches!(self.scope.variables()[id.0].role, Role::List(_));
        let Some(id) = found.filter(is_list) else {
            self.error(
                list.span,
                "`passed` counts in a list parameter, such as `param milestones = [30, 60]`",
            );
            return None;
        };
        self.scope.mark_read(id);
        let step = self.number(step, "the step of `passed`")?;
        Some(term(Shape::Run, TermKind::Passed(id, Box::new(step))))
    }
}

fn number(value: f64) -> Term {
    term(Shape::Run, TermKind::Number(value))
}

/// A term whose place is still to be told.
fn term(shape: Shape, kind: TermKind) -> Term {
    let span = Span::default();
    Term { kind, shape, span }
}
