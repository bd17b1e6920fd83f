//! Values that stand side by side: `2x` is a product, all else of that kind can be read in two ways and is
//! answered with what to write.

use super::{Parsed, Parser};
use crate::lang::check::Reduction;
use crate::lang::diagnostic::{Diagnostic, Span};
use crate::lang::lex::TokenKind;
use crate::lang::mend;
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind, Name};

/// Most letters of a formula that a message repeats.
const REPEATED: usize = 40;

impl Parser<'_> {
    /// Whether a value begins here.
    pub(super) fn begins_value(&self) -> bool {
        match self.peek() {
            Some(TokenKind::Number(_)) => true,
            Some(TokenKind::Word(word)) => !super::expression::is_keyword(word),
            Some(TokenKind::Sign("|")) => !self.bars,
            Some(TokenKind::Sign(sign)) => ["(", "√"].contains(sign),
            _ => false,
        }
    }

    /// Whether what was just read ends in a plain number.
    pub(super) fn ends_in_number(&self) -> bool {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.is_some_and(|token| matches!(token.kind, TokenKind::Number(_)))
    }

    /// Whether what was just read is a raised digit.
    fn ends_raised(&self) -> bool {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.is_some_and(|token| !self.text_of(token.span).is_ascii())
    }

    /// Whether a number and what follows it are its factors: `2x`, `3(x + 1)`.
    ///
    /// # Errors
    /// It looks like a power of ten.
    pub(super) fn is_multiplied(&self, left: &Expr) -> Parsed<bool> {
        let plain = matches!(left.kind, ExprKind::Number(_)) && self.ends_in_number();
        if !plain || matches!(self.peek(), Some(TokenKind::Number(_))) {
            return Ok(false);
        }
        let next = self.span();
        let exponent = matches!(self.peek(), Some(TokenKind::Word(w)) if w == "e" || w == "E");
        let signed = matches!(self.after(), Some(TokenKind::Sign("+" | "-")));
        let sign = self.tokens.get(self.at + 1).map_or(next, |t| t.span);
        if exponent && signed && left.span.end == next.start && next.end == sign.start {
            let text = self.text_of(left.span);
            let message = format!(
                "`{text}e` begins a number such as `{text}e-3`; for a product with e write `{text}*e`"
            );
            return Err(Diagnostic::error(left.span.to(next), message));
        }
        Ok(true)
    }

    /// What is wrong where a value follows a value.
    pub(super) fn side_by_side(&mut self, left: &Expr, divided: Option<&Expr>) -> Diagnostic {
        let first = self.text_of(left.span).to_owned();
        let in_number = self.ends_in_number();
        // A raised digit ends where the line of letters goes on.
        let raised = matches!(left.kind, ExprKind::Apply(Op::Pow, _)) && in_number && !self.ends_raised();
        let start = self.at;
        let (right, is_number) = (self.span(), matches!(self.peek(), Some(TokenKind::Number(_))));
        let right = self.nested(Self::power).map_or(right, |expr| expr.span);
        self.at = start;
        let second = self.text_of(right).to_owned();
        let span = left.span.to(right);
        let product = format!("{first}*{second}");
        let message = match (divided, &left.kind) {
            (_, ExprKind::Name(word)) if mend::is_foreign(word) => {
                format!("`{word}` is a word of another language; a line here is `name = formula`")
            }
            _ if product.len() > REPEATED => "an operator is missing here; to multiply write `*`".to_owned(),
            _ if is_number => {
                format!(
                    "an operator is missing between `{first}` and `{second}`; to multiply write `{product}`"
                )
            }
            (Some(over), ExprKind::Number(_)) if in_number && over.span.end <= left.span.start => {
                let over = self.text_of(over.span);
                format!(
                    "`{over}/{first}{second}` can be read in two ways; write `{over}/{product}` or \
                        `{over}/({product})`"
                )
            }
            (_, ExprKind::Apply(_, parts)) if raised => {
                let (base, exponent) = (self.text_of(parts[0].span), self.text_of(parts[1].span));
                format!(
                    "`{first}{second}` can be read in two ways; write `{product}` or \
                        `{base}^({exponent}*{second})`"
                )
            }
            _ => format!("an operator is missing here; to multiply write `{product}`"),
        };
        Diagnostic::error(span, message)
    }

    /// A function without its parentheses: `sin x`, `sin^2(x)`. None where nothing follows that could be its
    /// argument.
    pub(super) fn bare_function(&mut self, name: &Name) -> Option<Diagnostic> {
        let is_function =
            Op::function(&name.text).is_some() || Reduction::ALL.iter().any(|row| row.0 == name.text);
        if !is_function {
            return None;
        }
        let start = self.at;
        let mut exponent = None;
        if self.take_sign("^") {
            let raised = self.span();
            let negative = self.take_sign("-");
            let Some(TokenKind::Number(_)) = self.peek() else {
                self.at = start;
                return None;
            };
            let end = self.span();
            exponent = Some((negative, raised.to(end)));
            self.at += 1;
        }
        let argument = self.begins_value().then(|| self.nested(|p| p.factor(None)));
        self.at = start;
        let argument = match argument? {
            Ok(argument) => argument,
            // Said once, of the innermost: to read it again at each level would take for ever.
            Err(diagnostic) => return Some(diagnostic),
        };
        let (function, inner) = (&name.text, self.text_of(argument.span));
        let inner = inner
            .strip_prefix('(')
            .and_then(|i| i.strip_suffix(')'))
            .unwrap_or(inner);
        let span = name.span.to(argument.span);
        let message = match exponent {
            None => format!("`{function}` is a function; write `{function}({inner})`"),
            Some((true, _)) => format!(
                "a raised -1 can be read in two ways; one over it is `1/{function}({inner})`, for the \
                    inverse function write its formula"
            ),
            Some((false, power)) => {
                let power = self.text_of(power);
                let sign = if power.is_ascii() { "^" } else { "" };
                format!("a power of a function stands behind it; write `{function}({inner}){sign}{power}`")
            }
        };
        Some(Diagnostic::error(span, message))
    }

    /// What is written at a place.
    pub(super) fn text_of(&self, span: Span) -> &str {
        self.source.get(span.start..span.end).unwrap_or("").trim()
    }
}
