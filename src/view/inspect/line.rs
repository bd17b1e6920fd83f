//! One line of a rule as it is shown: its text, the arms of `if` that are not taken, the names in it.

use crate::compile::inspect::Line;
use crate::lang::check::Builtin;
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind};
use crate::lang::{Rule, Span};
use crate::view::term;
use std::ops::Range;

/// A text on one line, and where each of its characters stands in the source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The text, each gap one space wide.
    pub text: String,
    /// For each character its byte in the source.
    pub places: Vec<usize>,
}

impl Written {
    /// What stands in a part of a source.
    pub fn of(source: &str, span: Span) -> Self {
        let mut written = Self::default();
        let part = source.get(span.start..span.end).unwrap_or("");
        let mut gap = false;
        for (offset, letter) in part.char_indices() {
            let is_gap = letter.is_whitespace();
            if !(is_gap && gap) {
                written.text.push(if is_gap { ' ' } else { letter });
                written.places.push(span.start + offset);
            }
            gap = is_gap;
        }
        written
    }

    /// The text in pieces of one look each; `look` gives that of a byte of the source.
    pub fn pieces<L: PartialEq>(&self, look: impl Fn(usize) -> L) -> Vec<(L, String)> {
        let mut pieces: Vec<(L, String)> = Vec::new();
        for (letter, place) in self.text.chars().zip(&self.places) {
            let look = look(*place);
            match pieces.last_mut().filter(|(last, _)| *last == look) {
                Some((_, piece)) => piece.push(letter),
                None => pieces.push((look, letter.to_string())),
            }
        }
        pieces
    }
}

/// Whether a byte of the source lies in a span.
pub fn holds(span: Span, place: usize) -> bool {
    (span.start..span.end).contains(&place)
}

/// What the comment says that stands right above a place of a source; empty where there is none.
pub fn comment(source: &str, place: usize) -> String {
    let above = source.get(..place).unwrap_or("").lines().rev();
    let mut said: Vec<&str> = above
        .map_while(|line| line.strip_prefix('#'))
        .map(str::trim)
        .collect();
    said.reverse();
    said.join(" ")
}

/// The arms of `if` that an expression does not take. `value` gives that of a part of the line.
pub fn idle_arms(expr: &Expr, line: &Line, value: impl Fn(Range<usize>) -> f64) -> Vec<Span> {
    let idle = |expr: &Expr| {
        let ExprKind::Apply(Op::Pick, inner) = &expr.kind else {
            return None;
        };
        let taken = value(line.part(inner[0].span)?) != 0.0;
        Some(inner[if taken { 2 } else { 1 }].span)
    };
    expr.walk().into_iter().filter_map(idle).collect()
}

/// The names that an expression reads, each once, with their values in the line; not those of idle arms.
pub fn names<'a>(expr: &'a Expr, line: &Line, idle: &[Span]) -> Vec<(&'a str, Range<usize>)> {
    let mut names: Vec<(&str, Range<usize>)> = Vec::new();
    let shown = |e: &&Expr| !idle.iter().any(|s| holds(*s, e.span.start));
    for part in expr.walk().into_iter().filter(shown) {
        let known = part.name().and_then(|name| Some((name, line.part(part.span)?)));
        if let Some((name, value)) = known.filter(|(name, _)| names.iter().all(|n| n.0 != *name)) {
            names.push((name, value));
        }
    }
    names
}

/// The smallest part of a line that holds a byte of the source.
pub fn part_at(line: &Line, place: usize) -> Option<(Span, Range<usize>)> {
    let parts = line.parts.iter().filter(|p| holds(p.span, place));
    let smallest = parts.min_by_key(|p| p.span.end - p.span.start)?;
    Some((smallest.span, smallest.value.clone()))
}

/// What a name of a rule stands for; None for what its lines assign.
pub fn about(rule: &Rule, name: &str) -> Option<String> {
    if let Some(param) = rule.param(name) {
        return Some(format!("{}: {}", term::parameter(name), param.about));
    }
    if rule.states.iter().any(|s| s.name.text == name) {
        return Some("State: kept from step to step".to_owned());
    }
    let given = Builtin::named(rule.kind, name)?;
    Some(format!("Given: {}", given.about()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{Kind, parse};

    #[test]
    fn a_line_that_is_continued_is_shown_as_one() {
        let source = "x = 1\ny = if a\n    then β  else c";
        let written = Written::of(source, Span::new(6, source.len()));
        assert_eq!(written.text, "y = if a then β else c");
        assert_eq!(written.text.chars().count(), written.places.len());
        let beta = source.find('β').expect("it is there");
        let pieces = written.pieces(|place| place == beta);
        assert_eq!(
            pieces,
            [
                (false, "y = if a then ".to_owned()),
                (true, "β".to_owned()),
                (false, " else c".to_owned())
            ]
        );
    }

    #[test]
    fn a_comment_belongs_to_the_line_right_below_it() {
        let source = "# far\n\n# one\n#  two\nx = 1\ny = 2";
        for (line, said) in [("x = 1", "one two"), ("y = 2", ""), ("# far", "")] {
            let place = source.find(line).expect("it is there");
            assert_eq!(comment(source, place), said, "{line}");
        }
    }

    #[test]
    fn names_are_told() {
        let source = "param lr = 1 \"length of a step\"\nstate m\nm = m + g\nstep = lr*m\nw -= step";
        let (rule, _) = parse::parse(Kind::Optimizer, source);
        for (name, told) in [
            ("lr", Some("Learning rate η: length of a step")),
            ("m", Some("State: kept from step to step")),
            ("g", Some("Given: the gradient, as the stages leave it")),
            ("step", None),
        ] {
            assert_eq!(about(&rule, name).as_deref(), told, "{name}");
        }
    }
}
