//! The family of optimizers, as their own texts tell it: who grew from whom, what each keeps, and how it is
//! built.

use crate::catalog::{self, Entry};
use crate::lang::Kind;
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind, Rule, StatementKind};
use crate::lang::shape::Shape;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A rule of the family.
#[derive(Debug)]
pub struct Member {
    /// The rule.
    pub entry: &'static Entry,
    /// How many generations stand above it in the tree; its first parent is drawn above it.
    pub depth: usize,
    /// What its text says of it.
    pub build: Build,
}

/// How a rule is built, read off its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Build {
    /// Numbers kept per parameter.
    pub elements: usize,
    /// Whether it keeps numbers per row and per column instead.
    pub factored: bool,
    /// Whether a kept number, or a local one, of the gradient's square or size divides what each parameter is
    /// changed by.
    pub adaptive: bool,
    /// Whether a kept number that follows the gradient itself moves the parameters.
    pub momentum: bool,
    /// How weight decay enters.
    pub decay: DecayForm,
    /// Gradients that a step takes.
    pub gradients: usize,
}

/// How weight decay enters a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecayForm {
    /// Not at all.
    #[default]
    None,
    /// Through what is kept, as a penalty's gradient does.
    Coupled,
    /// Beside what is kept.
    Decoupled,
}

/// The optimizers of the catalog as a tree: each below its first parent.
pub fn family() -> Vec<Member> {
    let mut family = Vec::new();
    let all = catalog::entries(Kind::Optimizer);
    let is_root = |entry: &&Arc<Entry>| first_parent(entry).is_none_or(|p| all.iter().all(|e| e.id != p));
    for root in all.iter().filter(is_root) {
        branch(root, all, &mut family);
    }
    family
}

/// The rule below which one stands.
pub fn first_parent(entry: &Entry) -> Option<&str> {
    entry.rule.parents.first().map(|parent| parent.text.as_str())
}

/// A rule and all that grew from it, without recursion: texts could name each other as parents.
fn branch(root: &'static Arc<Entry>, all: &'static [Arc<Entry>], family: &mut Vec<Member>) {
    let mut waiting = vec![(root, 0)];
    while let Some((entry, depth)) = waiting.pop() {
        if family.iter().any(|member| member.entry.id == entry.id) {
            continue;
        }
        family.push(Member {
            entry,
            depth,
            build: Build::of(&entry.rule),
        });
        let children = all.iter().rev();
        let children = children.filter(|e| first_parent(e) == Some(&entry.id));
        waiting.extend(children.map(|child| (child, depth + 1)));
    }
}

/// What a value owes to the gradient and to the decay.
#[derive(Clone, Copy, Debug, Default)]
struct Traits {
    /// It follows the gradient.
    gradient: bool,
    /// It follows the gradient's square or size, parameter by parameter.
    square: bool,
    /// It is divided by such a value.
    scaled: bool,
    /// It holds the weight decay.
    decay: bool,
    /// It holds a kept number that follows the gradient.
    kept: bool,
}

impl Traits {
    fn or(self, other: Self) -> Self {
        Self {
            gradient: self.gradient || other.gradient,
            square: self.square || other.square,
            scaled: self.scaled || other.scaled,
            decay: self.decay || other.decay,
            kept: self.kept || other.kept,
        }
    }
}

impl Build {
    /// What a rule's text says of it.
    pub fn of(rule: &Rule) -> Self {
        let of = |shape: Shape| rule.states.iter().filter(|s| s.shape == shape).count();
        let states: BTreeSet<&str> = rule.states.iter().map(|s| s.name.text.as_str()).collect();
        let mut build = Self {
            elements: of(Shape::Element),
            factored: of(Shape::Row) + of(Shape::Col) > 0,
            gradients: usize::from(takes_given(rule)),
            ..Self::default()
        };
        let mut known: BTreeMap<&str, Traits> = BTreeMap::new();
        let gradient = Traits {
            gradient: true,
            ..Traits::default()
        };
        known.insert("g", gradient);
        let decay = Traits {
            decay: true,
            ..Traits::default()
        };
        known.insert("weight_decay", decay);
        let mut coupled = false;
        let mut beside = false;
        // Twice: what is kept is read before it is written.
        for _ in 0..2 {
            for statement in &rule.body {
                let StatementKind::Assign { target, value } = &statement.kind else {
                    continue;
                };
                let mut traits = traits(value, &known);
                let name = target.text.as_str();
                if states.contains(name) {
                    traits.kept |= traits.gradient && !traits.square;
                    coupled |= traits.decay;
                }
                if name == "w" {
                    build.adaptive |= traits.scaled;
                    build.momentum |= traits.kept;
                    beside |= traits.decay;
                } else {
                    known.insert(name, traits);
                }
            }
        }
        build.gradients += rule
            .body
            .iter()
            .map(|s| s.assignment().map_or(0, |(_, value)| gradients(value)))
            .sum::<usize>();
        build.decay = match (coupled, beside) {
            (true, _) => DecayForm::Coupled,
            (false, true) => DecayForm::Decoupled,
            (false, false) => DecayForm::None,
        };
        build
    }
}

/// Whether the gradient that is given is read before the rule sets one of its own.
fn takes_given(rule: &Rule) -> bool {
    let mut lines = rule.body.iter().filter_map(|s| s.assignment());
    let first = lines.find(|(name, value)| value.uses("g") || *name == "g");
    first.is_some_and(|(_, value)| value.uses("g"))
}

/// Calls that take the gradient once more.
fn gradients(expr: &Expr) -> usize {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Name(_) => 0,
        ExprKind::Apply(_, inner) => inner.iter().map(gradients).sum(),
        ExprKind::Call(name, inner) => {
            usize::from(name.text == "grad") + inner.iter().map(gradients).sum::<usize>()
        }
    }
}

fn traits(expr: &Expr, known: &BTreeMap<&str, Traits>) -> Traits {
    match &expr.kind {
        ExprKind::Number(_) => Traits::default(),
        ExprKind::Name(name) => known.get(name.as_str()).copied().unwrap_or_default(),
        ExprKind::Apply(op, inner) => apply(*op, inner, known),
        ExprKind::Call(name, inner) => call(&name.text, inner, known),
    }
}

fn all(inner: &[Expr], known: &BTreeMap<&str, Traits>) -> Traits {
    inner
        .iter()
        .map(|e| traits(e, known))
        .fold(Traits::default(), Traits::or)
}

fn squared(inner: Traits) -> Traits {
    Traits {
        square: inner.square || inner.gradient,
        ..inner
    }
}

fn apply(op: Op, inner: &[Expr], known: &BTreeMap<&str, Traits>) -> Traits {
    let together = all(inner, known);
    match (op, inner) {
        (Op::Pow, [base, _]) => squared(traits(base, known)),
        (Op::Mul, [a, b]) if traits(a, known).gradient && traits(b, known).gradient => squared(together),
        (Op::Div, [above, below]) => {
            let (above, below) = (traits(above, known), traits(below, known));
            Traits {
                gradient: above.gradient,
                square: above.square,
                scaled: above.scaled || below.square,
                decay: above.decay,
                kept: above.kept,
            }
        }
        _ => together,
    }
}

/// A function of a whole tensor gives one number, which scales no parameter by itself.
fn call(name: &str, inner: &[Expr], known: &BTreeMap<&str, Traits>) -> Traits {
    let together = all(inner, known);
    match name {
        "abs" => squared(together),
        "grad" => Traits {
            gradient: true,
            ..Traits::default()
        },
        "row_mean" | "col_mean" => together,
        "norm" | "rms" | "mean" | "sum" | "dot" => Traits::default(),
        _ => together,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_built_as_the_literature_says() {
        use DecayForm::{Coupled, Decoupled, None};
        for (id, elements, factored, adaptive, momentum, decay, gradients) in [
            ("sgd", 0, false, false, false, None, 1),
            ("momentum", 1, false, false, true, None, 1),
            ("nesterov_torch", 1, false, false, true, None, 1),
            ("adagrad", 1, false, true, false, None, 1),
            ("rmsprop", 1, false, true, false, None, 1),
            ("rmsprop_centered", 2, false, true, false, None, 1),
            ("rmsprop_momentum", 2, false, true, true, None, 1),
            ("adadelta", 2, false, true, false, None, 1),
            ("adam", 2, false, true, true, None, 1),
            ("adam_l2", 2, false, true, true, Coupled, 1),
            ("adamw", 2, false, true, true, Decoupled, 1),
            ("adamax", 2, false, true, true, None, 1),
            ("amsgrad", 3, false, true, true, None, 1),
            ("yogi", 2, false, true, true, None, 1),
            ("lion", 1, false, false, true, Decoupled, 1),
            ("lamb", 2, false, true, true, Decoupled, 1),
            ("lars", 1, false, false, true, Coupled, 1),
            ("adafactor", 0, true, true, false, Decoupled, 1),
            ("sam", 0, false, false, false, None, 2),
        ] {
            let entry = catalog::find(Kind::Optimizer, id).expect(id);
            let wanted = Build {
                elements,
                factored,
                adaptive,
                momentum,
                decay,
                gradients,
            };
            assert_eq!(Build::of(&entry.rule), wanted, "{id}");
        }
    }

    #[test]
    fn each_rule_stands_once_and_below_its_first_parent() {
        let family = family();
        assert_eq!(family.len(), catalog::entries(Kind::Optimizer).len());
        for (place, member) in family.iter().enumerate() {
            let above = family[..place].iter().rev().find(|m| m.depth < member.depth);
            let parent = first_parent(member.entry).filter(|_| member.depth > 0);
            assert_eq!(above.map(|m| m.entry.id.as_str()), parent, "{}", member.entry.id);
        }
    }
}
