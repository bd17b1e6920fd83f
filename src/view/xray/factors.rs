//! What a rule subtracts from w: its terms, and the factors of each.

use crate::compile::inspect::{Inspection, Line};
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind};
use std::ops::Range;

/// A term of what is subtracted from w.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Its factors, the nominal ones first, then those that make the rate effective, then the direction.
    pub factors: Vec<Factor>,
}

/// A factor of a term.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// How it is written.
    pub text: String,
    /// Whether it divides.
    pub divides: bool,
    /// What it is to the step.
    pub part: Part,
    /// Its value: places among the inspection's outputs.
    pub value: Range<usize>,
}

/// What a factor is to the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Chosen beforehand: learning rate and other settings.
    Nominal,
    /// Worked out on the way, without a sign: a divisor, a length, one number for all coordinates.
    Adaptive,
    /// What is followed: gradient, momentum.
    Direction,
}

/// Most terms that are told apart.
const TERMS: usize = 8;
/// How many names are opened one within the other: those of the step itself, not what these are made of.
const NAMES: usize = 1;
/// How many sums are opened one within the other.
const SUMS: usize = 4;

/// A product under way: whether it is negative, and its factors with the lines in which they stand.
#[derive(Clone, Default)]
struct Product<'a> {
    negative: bool,
    factors: Vec<(bool, &'a Line, &'a Expr)>,
}

/// The terms that an optimizer subtracts from w in a step. Sums within products are multiplied out, and names
/// of intermediates stand for what they are products or sums of.
pub fn terms(inspection: &Inspection) -> Vec<Term> {
    let mut terms = Vec::new();
    for (line, value) in inspection.assignments("w") {
        let mut products = products(inspection, line, value, [NAMES, SUMS]);
        let own =
            |p: &Product| !p.negative && matches!(p.factors[..], [(false, _, e)] if e.name() == Some("w"));
        if let Some(before) = products.iter().position(own) {
            products.remove(before);
        }
        terms.extend(products.iter().map(|product| term(inspection, product)));
    }
    terms
}

impl Term {
    /// The whole product as it is written.
    pub fn text(&self) -> String {
        let factors = self.factors.iter().enumerate();
        let text = factors.map(|(index, factor)| match (index, factor.divides) {
            (0, false) => factor.text.clone(),
            (0, true) => format!("1 / {}", factor.text),
            (_, false) => format!(" · {}", factor.text),
            (_, true) => format!(" / {}", factor.text),
        });
        text.collect()
    }
}

fn products<'a>(
    inspection: &'a Inspection,
    line: &'a Line,
    expr: &'a Expr,
    depth: [usize; 2],
) -> Vec<Product<'a>> {
    let mut all = Vec::new();
    for (negative, term) in expr.terms() {
        let mut found = vec![Product {
            negative,
            factors: Vec::new(),
        }];
        let factors = term.factors().into_iter();
        for (divides, factor) in factors.filter(|(_, f)| !matches!(f.kind, ExprKind::Number(1.0))) {
            let opened = opened(inspection, line, factor, depth);
            let usable = opened.len() == 1 || (!divides && opened.len() * found.len() <= TERMS);
            found = match usable {
                true => multiplied(&found, divides, &opened),
                false => {
                    let whole = Product {
                        negative: false,
                        factors: vec![(false, line, factor)],
                    };
                    multiplied(&found, divides, &[whole])
                }
            };
        }
        all.extend(found);
    }
    all
}

/// What a factor is made of, where that is a product or a sum; else itself.
fn opened<'a>(
    inspection: &'a Inspection,
    line: &'a Line,
    factor: &'a Expr,
    depth: [usize; 2],
) -> Vec<Product<'a>> {
    let itself = || {
        vec![Product {
            negative: false,
            factors: vec![(false, line, factor)],
        }]
    };
    let [names, sums] = depth;
    let local = factor.name().and_then(|name| local(inspection, name));
    match local {
        Some((line, value)) if names > 0 => products(inspection, line, value, [names - 1, sums]),
        _ if sums > 0 && factor.terms().len() > 1 => products(inspection, line, factor, [names, sums - 1]),
        _ => itself(),
    }
}

/// Where a name is given its one value, if that is a product or a sum. The learning rate stays what it is.
fn local<'a>(inspection: &'a Inspection, name: &'a str) -> Option<(&'a Line, &'a Expr)> {
    let rule = &inspection.optimizer().rule;
    let mut lines = inspection.assignments(name);
    let (line, value) = lines.next()?;
    let once = lines.next().is_none() && value.names().all(|n| n != name);
    let opens = value.terms().len() > 1 || value.factors().len() > 1;
    let given = ["w", "g", "lr"].contains(&name);
    (once && opens && !given && rule.is_local(name)).then_some((line, value))
}

fn multiplied<'a>(left: &[Product<'a>], divides: bool, right: &[Product<'a>]) -> Vec<Product<'a>> {
    let times = |a: &Product<'a>, b: &Product<'a>| {
        let mut product = a.clone();
        product.negative ^= b.negative;
        let inverted = b
            .factors
            .iter()
            .map(|(d, line, expr)| (d ^ divides, *line, *expr));
        product.factors.extend(inverted);
        product
    };
    left.iter()
        .flat_map(|a| right.iter().map(move |b| times(a, b)))
        .collect()
}

fn term(inspection: &Inspection, product: &Product) -> Term {
    let source = &inspection.optimizer().rule.source;
    let factors = product.factors.iter().filter_map(|&(divides, line, expr)| {
        let value = line.part(expr.span)?;
        Some(Factor {
            text: expr.text(source),
            divides,
            part: part(inspection, divides, expr, &value),
            value,
        })
    });
    let mut factors: Vec<Factor> = factors.collect();
    factors.sort_by_key(|f| (f.part, f.text != "lr"));
    Term { factors }
}

fn part(inspection: &Inspection, divides: bool, expr: &Expr, value: &Range<usize>) -> Part {
    let rule = &inspection.optimizer().rule;
    let given = |name: &str| rule.param(name).is_some() || ["lr", "t", "k", "T"].contains(&name);
    let wide = inspection.is_wide(&inspection.before);
    if expr.names().all(given) {
        Part::Nominal
    } else if divides || has_no_sign(expr) || (wide && !inspection.is_wide(value)) {
        Part::Adaptive
    } else {
        Part::Direction
    }
}

/// Whether its form tells that it is never negative.
fn has_no_sign(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(name, _) => {
            ["sqrt", "abs", "exp", "cosh", "norm", "rms", "global_norm"].contains(&name.text.as_str())
        }
        ExprKind::Apply(Op::Sqrt | Op::Abs, _) => true,
        ExprKind::Apply(Op::Pow, inner) => {
            matches!(inner[1].kind, ExprKind::Number(power) if power % 2.0 == 0.0)
        }
        _ => false,
    }
}
