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

    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
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
        for (sign, op) in COMPARISONS {
            if self.take_sign(sign) {
                let right = self.sum()?;
                return binary(*op, left, right);
            }
        }
        if self.is_sign("=") {
            let message = "`=` assigns; to compare write `==`";
            return Err(Diagnostic::error(self.span(), message));
        }
        Ok(left)
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
        let mut left = self.unary()?;
        loop {
            let op = match () {
                () if self.take_sign("*") => Op::Mul,
                () if self.take_sign("/") => Op::Div,
                () => return Ok(left),
            };
            left = binary(op, left, self.unary()?)?;
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

    fn power(&mut self) -> Parsed<Expr> {
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
            Some(TokenKind::Word(word)) if word == "if" => {
                let message = "put `if ... then ... else ...` in parentheses here";
                Err(Diagnostic::error(span, message))
            }
            _ => Err(self.expected("a value")),
        }
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

fn is_keyword(word: &str) -> bool {
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
