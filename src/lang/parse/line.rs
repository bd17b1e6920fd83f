//! Lines: the head, the declarations, the statements.

use super::{Parsed, Parser};
use crate::lang::diagnostic::{Diagnostic, Span};
use crate::lang::lex::TokenKind;
use crate::lang::limits;
use crate::lang::op::Op;
use crate::lang::rule::{
    Expr, ExprKind, Head, Name, Param, Rule, Scale, ShownRange, State, Statement, StatementKind, Value,
};
use crate::lang::shape::Shape;
use crate::lang::suggest::did_you_mean;
use std::cmp::Ordering;

/// The words a line may begin with.
pub(in crate::lang) const KEYWORDS: &[&str] = &[
    "name",
    "paper",
    "source",
    "about",
    "parents",
    "scheduled",
    "stability",
    "scales",
    "domain",
    "start",
    "minimum",
    "param",
    "switch",
    "state",
    "require",
    "skip",
];

const ASSIGNMENTS: &[(&str, Option<Op>)] = &[
    ("=", None),
    ("+=", Some(Op::Add)),
    ("-=", Some(Op::Sub)),
    ("*=", Some(Op::Mul)),
    ("/=", Some(Op::Div)),
];

impl Parser<'_> {
    /// One line into the rule.
    pub(super) fn line(&mut self, rule: &mut Rule) -> Parsed<()> {
        let start = self.span();
        let first = match self.peek() {
            Some(TokenKind::Word(word)) => word.clone(),
            _ => String::new(),
        };
        if let Some(head) = self.head() {
            let target = head.name.clone();
            add(&mut rule.heads, head, limits::STATEMENTS, start, "statements")?;
            self.assignment(rule, target, start)?;
        } else if is_assignment(self.after()) && !first.is_empty() {
            let target = self.name("a name")?;
            self.assignment(rule, target, start)?;
        } else if begins_line(&first, self.after()) {
            self.at += 1;
            self.keyword(rule, &first, start)?;
        } else if rule.kind.is_formula() {
            self.bare(rule, start)?;
        } else {
            let hint = did_you_mean(&first, KEYWORDS.iter().copied());
            let what = format!("expected a statement such as `name = value`{hint}");
            return Err(Diagnostic::error(start, what));
        }
        self.end()
    }

    fn keyword(&mut self, rule: &mut Rule, word: &str, start: Span) -> Parsed<()> {
        match word {
            "name" => rule.name = self.quoted()?,
            "paper" | "source" => rule.paper = Some(self.quoted()?),
            "about" => rule.about = Some(self.quoted()?),
            "parents" => rule.parents = self.list(|p| p.name("a rule's name"))?,
            "scheduled" => rule.scheduled = Some(self.name("a parameter's name")?),
            "stability" => rule.stability = Some(self.expr()?),
            "scales" => {
                self.expect_word("loss")?;
                self.expect_word("by")?;
                rule.scales = Some(self.name("a state's name")?);
            }
            "domain" => rule.domain = self.list(Self::axis)?,
            "start" => {
                let point = self.list(Self::expr)?;
                add(&mut rule.starts, point, limits::POINTS, start, "starting points")?;
            }
            "minimum" => {
                let point = self.list(Self::expr)?;
                add(&mut rule.minima, point, limits::POINTS, start, "minima")?;
            }
            "param" => {
                let param = self.param()?;
                add(&mut rule.params, param, limits::PARAMETERS, start, "parameters")?;
            }
            "switch" => {
                let switch = self.switch()?;
                add(&mut rule.params, switch, limits::PARAMETERS, start, "parameters")?;
            }
            "state" => {
                for state in self.list(Self::state)? {
                    add(&mut rule.states, state, limits::STATES, start, "states")?;
                }
            }
            "require" => {
                self.chains = true;
                let conditions = self.list(Self::expr);
                self.chains = false;
                for condition in conditions? {
                    add(
                        &mut rule.requires,
                        condition,
                        limits::STATEMENTS,
                        start,
                        "conditions",
                    )?;
                }
            }
            _ => {
                self.expect_word("if")?;
                let condition = self.expr()?;
                let span = start.to(condition.span);
                let kind = StatementKind::Skip { condition };
                push(rule, Statement { kind, span })?;
            }
        }
        Ok(())
    }

    fn quoted(&mut self) -> Parsed<String> {
        self.text()
            .ok_or_else(|| self.expected("a text in double quotes"))
    }

    fn axis(&mut self) -> Parsed<ShownRange> {
        let name = self.name("`x` or `y`")?;
        let low = self.expr()?;
        self.expect_sign("..")?;
        let high = self.expr()?;
        Ok(ShownRange { name, low, high })
    }

    fn param(&mut self) -> Parsed<Param> {
        let name = self.name("the parameter's name")?;
        self.expect_sign("=")?;
        let default = match self.take_sign("[") {
            true => self.numbers()?,
            false => Value::Number(self.number()?),
        };
        let mut range = None;
        if self.take_word("in") {
            let low = self.number()?;
            self.expect_sign("..")?;
            range = Some((low, self.number()?));
        }
        let scale = match () {
            () if self.take_word("log") => Scale::Log,
            () if self.take_word("int") => Scale::Int,
            () if self.take_word("near") => self.near_one()?,
            () => Scale::Linear,
        };
        if let Some((low, high)) = range {
            self.check_range(&name, low, high, scale)?;
        }
        let about = self.text().unwrap_or_default();
        let param = Param {
            name,
            default,
            range,
            scale,
            about,
        };
        Ok(param)
    }

    /// What stands behind `near`.
    fn near_one(&mut self) -> Parsed<Scale> {
        let span = self.span();
        match self.number()? {
            1.0 => Ok(Scale::NearOne),
            other => {
                let message = format!("a slider can be fine near 1 only, not near {other}; write `near 1`");
                Err(Diagnostic::error(span, message))
            }
        }
    }

    fn check_range(&self, name: &Name, low: f64, high: f64, scale: Scale) -> Parsed<()> {
        if low >= high {
            let message = format!("the range {low} .. {high} is empty; write the smaller end first");
            return Err(Diagnostic::error(name.span, message));
        }
        if scale == Scale::Log && low <= 0.0 {
            let message = format!(
                "a log range must begin above 0, but `{}` begins at {low}",
                name.text
            );
            return Err(Diagnostic::error(name.span, message));
        }
        if scale == Scale::NearOne && high >= 1.0 {
            let message = format!(
                "a range near 1 must end below 1, but `{}` ends at {high}; write 0.99999, say",
                name.text
            );
            return Err(Diagnostic::error(name.span, message));
        }
        Ok(())
    }

    fn number(&mut self) -> Parsed<f64> {
        let negative = self.take_sign("-");
        match self.peek() {
            Some(TokenKind::Number(value)) => {
                self.at += 1;
                Ok(if negative { -value } else { *value })
            }
            _ => Err(self.expected("a number")),
        }
    }

    fn numbers(&mut self) -> Parsed<Value> {
        let span = self.span();
        let list = match self.is_sign("]") {
            true => Vec::new(),
            false => self.list(Self::number)?,
        };
        self.expect_sign("]")?;
        if list.len() > limits::LIST {
            let message = format!("a list holds at most {} numbers", limits::LIST);
            return Err(Diagnostic::error(span, message));
        }
        Ok(Value::List(list))
    }

    fn switch(&mut self) -> Parsed<Param> {
        let name = self.name("the switch's name")?;
        self.expect_sign("=")?;
        let on = match () {
            () if self.take_word("on") => true,
            () if self.take_word("off") => false,
            () => return Err(self.expected("`on` or `off`")),
        };
        let about = self.text().unwrap_or_default();
        Ok(Param {
            name,
            default: Value::Switch(on),
            range: None,
            scale: Scale::Linear,
            about,
        })
    }

    fn state(&mut self) -> Parsed<State> {
        let name = self.name("the state's name")?;
        let mut shape = Shape::Element;
        if self.take_sign(":") {
            let word = self.name("a shape")?;
            shape = Shape::parse(&word.text).ok_or_else(|| {
                let message = format!(
                    "`{}` is no shape; a state is run, layer, row, col or element",
                    word.text
                );
                Diagnostic::error(word.span, message)
            })?;
        }
        let initial = match self.take_sign("=") {
            true => Some(self.expr()?),
            false => None,
        };
        Ok(State { name, shape, initial })
    }

    /// The head of `f(x, y) = ...`, if this line has one; the assignment sign comes next.
    fn head(&mut self) -> Option<Head> {
        let open = self.at + 1;
        let name = match (&self.tokens.get(self.at)?.kind, &self.tokens.get(open)?.kind) {
            (TokenKind::Word(text), TokenKind::Sign("(")) => Name {
                text: text.clone(),
                span: self.span(),
            },
            _ => return None,
        };
        let mut arguments = Vec::new();
        let mut at = open;
        loop {
            let [argument, mark] = self.tokens.get(at + 1..at + 3)? else {
                return None;
            };
            let TokenKind::Word(text) = &argument.kind else {
                return None;
            };
            arguments.push(Name {
                text: text.clone(),
                span: argument.span,
            });
            at += 2;
            match mark.kind {
                TokenKind::Sign(",") => {}
                TokenKind::Sign(")") => break,
                _ => return None,
            }
        }
        let assigns = matches!(self.tokens.get(at + 1)?.kind, TokenKind::Sign("="));
        assigns.then(|| {
            self.at = at + 1;
            Head { name, arguments }
        })
    }

    fn assignment(&mut self, rule: &mut Rule, target: Name, start: Span) -> Parsed<()> {
        let operator = match self.peek() {
            Some(TokenKind::Sign(sign)) => ASSIGNMENTS.iter().find(|(a, _)| a == sign),
            _ => None,
        };
        let Some((_, op)) = operator else {
            return Err(self.expected("`=`"));
        };
        self.at += 1;
        let value = self.expr()?;
        let span = start.to(value.span);
        let value = match op {
            None => value,
            Some(op) => {
                let old = Expr {
                    kind: ExprKind::Name(target.text.clone()),
                    span: target.span,
                    depth: 1,
                };
                Expr {
                    span,
                    depth: value.depth + 1,
                    kind: ExprKind::Apply(*op, vec![old, value]),
                }
            }
        };
        let kind = StatementKind::Assign { target, value };
        push(rule, Statement { kind, span })
    }

    /// A surface may be just its formula: `x^2 + y^2` is short for `f = x^2 + y^2`.
    fn bare(&mut self, rule: &mut Rule, start: Span) -> Parsed<()> {
        let value = self.expr()?;
        let span = start.to(value.span);
        let target = Name {
            text: rule.kind.result().to_owned(),
            span,
        };
        let kind = StatementKind::Assign { target, value };
        push(rule, Statement { kind, span })
    }
}

/// Whether a line's first word, with what stands behind it, says what the line is. It is a name in a
/// statement or an expression: `start*x` is a surface, `start -1, 1` is not.
pub(in crate::lang) fn begins_line(word: &str, next: Option<&TokenKind>) -> bool {
    let goes_on = matches!(next, Some(TokenKind::Sign("*" | "/" | "^" | "+")));
    KEYWORDS.contains(&word) && !goes_on && !is_assignment(next)
}

fn is_assignment(token: Option<&TokenKind>) -> bool {
    matches!(token, Some(TokenKind::Sign(s)) if ASSIGNMENTS.iter().any(|(a, _)| a == s))
}

fn push(rule: &mut Rule, statement: Statement) -> Parsed<()> {
    let span = statement.span;
    add(&mut rule.body, statement, limits::STATEMENTS, span, "statements")
}

fn add<T>(list: &mut Vec<T>, item: T, limit: usize, span: Span, what: &str) -> Parsed<()> {
    match list.len().cmp(&limit) {
        Ordering::Less => list.push(item),
        // The first one too many stays, so that this is said once.
        Ordering::Equal => {
            list.push(item);
            let message = format!("a rule holds at most {limit} {what}");
            return Err(Diagnostic::error(span, message));
        }
        Ordering::Greater => {}
    }
    Ok(())
}
