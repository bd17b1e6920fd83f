//! Braces are taken out before Markdown sees a text: each gives way to control characters of the same length,
//! so that places stay true and no mark inside them is taken for Markdown's.

use super::Row;
use crate::course::card::{Form, Live};
use crate::course::expression::Expression;
use crate::lang::{Diagnostic, Span};

/// The first character in place of braces, and all others.
pub(super) const FIRST: char = '\u{1a}';
const OTHER: char = '\u{1b}';

/// What stands in braces, with its place in the card's file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Braces<'a> {
    pub inside: &'a str,
    pub span: Span,
}

/// A part of a card's text in which braces are covered, and what stood in them.
pub(super) fn covered<'a>(
    source: &'a str,
    span: Span,
    found: &mut Vec<Diagnostic>,
) -> (String, Vec<Braces<'a>>) {
    let mut covered = String::with_capacity(span.end - span.start);
    let mut all = Vec::new();
    let mut at = span.start;
    while let Some(offset) = source[at..span.end].find('{') {
        let open = at + offset;
        covered.push_str(&source[at..open]);
        // An empty line ends a paragraph, and so what stands in it.
        let rest = &source[open..span.end];
        let paragraph = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
        let Some(length) = paragraph.find('}') else {
            let message = "the brace does not close; what is computed stands in `{...}`";
            found.push(Diagnostic::error(Span::new(open, open + 1), message));
            covered.push('{');
            at = open + 1;
            continue;
        };
        let close = open + length;
        all.push(Braces {
            inside: &source[open + 1..close],
            span: Span::new(open, close + 1),
        });
        covered.push(FIRST);
        covered.extend(std::iter::repeat_n(OTHER, close - open));
        at = close + 1;
    }
    covered.push_str(&source[at..span.end]);
    (covered, all)
}

/// How long the cover is with which a text begins.
pub(super) fn length(text: &str) -> usize {
    let others = text.chars().skip(1).take_while(|c| *c == OTHER);
    1 + others.count()
}

/// The computed number in braces: an expression, and behind a semicolon its digits or `%`.
pub(super) fn live(braces: Braces) -> Result<Live, Vec<Diagnostic>> {
    let at = braces.span.start + 1;
    let (formula, form) = match braces.inside.rsplit_once(';') {
        None => (braces.inside, Form::default()),
        Some((formula, written)) => {
            let row = Row {
                text: written,
                at: at + formula.len() + 1,
            };
            (formula, form(row.part(0))?)
        }
    };
    let expression = Expression::parse(formula, at)?;
    Ok(Live { expression, form })
}

/// `4`, `%` or `2 %`.
fn form(row: Row) -> Result<Form, Vec<Diagnostic>> {
    let usual = Form::default();
    let (text, percent) = match row.text.strip_suffix('%') {
        Some(text) => (text.trim(), true),
        None => (row.text, false),
    };
    let digits = match text {
        "" if percent => Some(usual.digits),
        text => text.parse().ok().filter(|digits| (1..=12).contains(digits)),
    };
    let digits = digits.ok_or_else(|| {
        let message = "behind the semicolon stand a number of digits, from 1 to 12, or `%`";
        vec![Diagnostic::error(row.span(), message)]
    })?;
    Ok(Form { digits, percent })
}
