//! Expressions, by precedence: one function a level.

use super::{Parsed, Parser};
use crate::lang::diagnostic::{Diagnostic, Span};
use crate::lang::lex::TokenKind;
use crate::lang::limits;
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind, Name};

const COMPARISONS: &[(&str, Op)] = &[
    ("<", Op::Lt),
    ("<=", Op::Le),
    (">", Op::Gt),
    (">=", Op::Ge),
    ("==", Op::Eq),
    ("!=", Op::Ne),
];

impl Parser<'_> {
    /// A whole expression.
    pub(in crate::lang) fn expr(&mut self) -> Parsed<Expr> {
        self.nested(|p| {
            let start = p.span();
            if !p.take_word("if") {
                return p.or();
            }
            let condition = p.expr()?;
            p.expect_word("then")?;
            let first = p.expr()?;
            p.expect_word("else")?;
            let second = p.expr()?;
            let span = start.to(second.span);
            apply(Op::Pick, vec![condition, first, second], span)
        })
    }

    pub(super) fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= limits::DEPTH {
            let message = format!("nested deeper than {} levels; name a part of it", limits::DEPTH);
            return Err(Diagnostic::error(self.span(), message));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.take_word("or") {
            left = binary(Op::Or, left, self.and()?)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.not()?;
        while self.take_word("and") {
            left = binary(Op::And, left, self.not()?)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed<Expr> {
        let start = self.span();
        if !self.take_word("not") {
            return self.comparison();
        }
        let inner = self.nested(Self::not)?;
        let span = start.to(inner.span);
        apply(Op::Not, vec![inner], span)
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.sum()?;
        if let Some(op) = self.take_comparison() {
            let right = self.sum()?;
            let first = binary(op, left, right.clone())?;
            let Some(op) = self.take_comparison() else {
                return Ok(first);
            };
            let last = self.sum()?;
            let second = binary(op, right, last)?;
            let (one, other) = (self.text_of(first.span), self.text_of(second.span));
            if !self.chains {
                let message = format!("one comparison at a time; write `{one} and {other}`");
                return Err(Diagnostic::error(first.span.to(second.span), message));
            }
            return binary(Op::And, first, second);
        }
        if self.is_sign("=") {
            let message = "`=` assigns; to compare write `==`";
            return Err(Diagnostic::error(self.span(), message));
        }
        Ok(left)
    }

    fn take_comparison(&mut self) -> Option<Op> {
        let found = COMPARISONS.iter().find(|(sign, _)| self.is_sign(sign))?;
        self.at += 1;
        Some(found.1)
    }

    fn sum(&mut self) -> Parsed<Expr> {
        let mut left = self.product()?;
        loop {
            let op = match () {
                () if self.take_sign("+") => Op::Add,
                () if self.take_sign("-") => Op::Sub,
                () => return Ok(left),
            };
            left = binary(op, left, self.product()?)?;
        }
    }

    fn product(&mut self) -> Parsed<Expr> {
        let mut left = self.factor(None)?;
        loop {
            let op = match () {
                () if self.take_sign("*") => Op::Mul,
                () if self.take_sign("/") => Op::Div,
                () => return Ok(left),
            };
            let divided = (op == Op::Div).then_some(&left);
            let right = self.factor(divided)?;
            left = binary(op, left, right)?;
        }
    }

    /// A factor, or a number with the factor right behind it. A divisor is never two: `1/2x` can be read in
    /// two ways.
    pub(super) fn factor(&mut self, divided: Option<&Expr>) -> Parsed<Expr> {
        let mut left = self.unary()?;
        if self.begins_value() && divided.is_none() && self.is_multiplied(&left)? {
            left = binary(Op::Mul, left, self.power()?)?;
        }
        match self.begins_value() {
            true => Err(self.side_by_side(&left, divided)),
            false => Ok(left),
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let start = self.span();
        if self.take_sign("+") {
            return self.nested(Self::unary);
        }
        if !self.take_sign("-") {
            return self.power();
        }
        let inner = self.nested(Self::unary)?;
        let span = start.to(inner.span);
        match inner.kind {
            ExprKind::Number(value) => Ok(leaf(ExprKind::Number(-value), span)),
            _ => apply(Op::Neg, vec![inner], span),
        }
    }

    pub(super) fn power(&mut self) -> Parsed<Expr> {
        let base = self.primary()?;
        if !self.take_sign("^") {
            return Ok(base);
        }
        let exponent = self.nested(Self::unary)?;
        binary(Op::Pow, base, exponent)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let span = self.span();
        match self.peek() {
            Some(TokenKind::Number(value)) => {
                self.at += 1;
                Ok(leaf(ExprKind::Number(*value), span))
            }
            Some(TokenKind::Word(word)) if !is_keyword(word) => {
                let name = self.name("a name")?;
                if self.is_sign("(") {
                    return self.call(name);
                }
                if let Some(diagnostic) = self.bare_function(&name) {
                    return Err(diagnostic);
                }
                Ok(leaf(ExprKind::Name(name.text), span))
            }
            Some(TokenKind::Sign("(")) => {
                self.at += 1;
                let inner = self.expr()?;
                let close = self.span();
                self.expect_sign(")")?;
                let span = span.to(close);
                Ok(Expr { span, ..inner })
            }
            Some(TokenKind::Sign("√")) => {
                self.at += 1;
                let inner = self.nested(Self::primary)?;
                let span = span.to(inner.span);
                apply(Op::Sqrt, vec![inner], span)
            }
            Some(TokenKind::Sign("|")) => self.bars(span),
            Some(TokenKind::Word(word)) if word == "if" => {
                let message = "put `if ... then ... else ...` in parentheses here";
                Err(Diagnostic::error(span, message))
            }
            _ => Err(self.expected("a value")),
        }
    }

    /// `|x|`. Bars in bars could be read in two ways.
    fn bars(&mut self, start: Span) -> Parsed<Expr> {
        if self.bars {
            let message = "bars in bars can be read in two ways; write `abs(x)` for these (the length of a \
                vector is `norm(x)`, and \"or\" is `or`)";
            return Err(Diagnostic::error(start, message));
        }
        self.at += 1;
        self.bars = true;
        let inner = self.expr();
        self.bars = false;
        let inner = inner?;
        let close = self.span();
        self.expect_sign("|")?;
        apply(Op::Abs, vec![inner], start.to(close))
    }

    fn call(&mut self, name: Name) -> Parsed<Expr> {
        self.expect_sign("(")?;
        let arguments = match self.is_sign(")") {
            true => Vec::new(),
            false => self.list(Self::expr)?,
        };
        let close = self.span();
        self.expect_sign(")")?;
        let span = name.span.to(close);
        let depth = below(&arguments, span)?;
        let kind = ExprKind::Call(name, arguments);
        Ok(Expr { kind, span, depth })
    }
}

pub(super) fn is_keyword(word: &str) -> bool {
    ["if", "then", "else", "and", "or", "not"].contains(&word)
}

fn leaf(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, span, depth: 1 }
}

fn binary(op: Op, left: Expr, right: Expr) -> Parsed<Expr> {
    let span = left.span.to(right.span);
    apply(op, vec![left, right], span)
}

fn apply(op: Op, arguments: Vec<Expr>, span: Span) -> Parsed<Expr> {
    let depth = below(&arguments, span)?;
    let kind = ExprKind::Apply(op, arguments);
    Ok(Expr { kind, span, depth })
}

/// The depth of what has these arguments. A long sum is deep, too: each `+` stands above those before it.
fn below(arguments: &[Expr], span: Span) -> Parsed<usize> {
    let depth = 1 + arguments.iter().map(|a| a.depth).max().unwrap_or(0);
    if depth > limits::TREE {
        let message = format!(
            "more than {} operations in a row; name a part of it",
            limits::TREE
        );
        return Err(Diagnostic::error(span, message));
    }
    Ok(depth)
}
