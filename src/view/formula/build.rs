//! A rule's parsed tree to what is printed. Parentheses stand where precedence needs them, as the tree has
//! none.

use super::math::{Fence, Math, MathLine};
use super::name::name;
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind, Kind, State, Statement, StatementKind};
use crate::lang::{Rule, Span};

/// How tightly an expression binds.
mod binding {
    pub const ANY: u8 = 0;
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const NOT: u8 = 3;
    pub const COMPARISON: u8 = 4;
    pub const SUM: u8 = 5;
    pub const PRODUCT: u8 = 6;
    pub const FRACTION: u8 = 7;
    pub const POWER: u8 = 8;
    pub const ATOM: u8 = 9;
}

/// The statements of a rule, below the states that begin at w.
pub fn lines(rule: &Rule) -> Vec<MathLine> {
    let anchors = rule.states.iter().filter_map(|state| anchor(rule, state));
    anchors
        .chain(rule.body.iter().map(|statement| line(rule, statement)))
        .collect()
}

/// What a state begins with, where that is told by w.
fn anchor(rule: &Rule, state: &State) -> Option<MathLine> {
    let initial = state.initial.as_ref()?;
    if initial.names().all(|name| name != "w") {
        return None;
    }
    let value = Printer { script: false }.print(initial, binding::ANY);
    let first = Math::Remark("at the start".to_owned());
    Some(MathLine {
        source: format!(
            "state {} = {}",
            state.name.text,
            written(&rule.source, initial.span)
        ),
        target: name(&state.name.text),
        sign: "=",
        value: Math::Row(vec![value, Math::Space(0.6), first]),
    })
}

fn line(rule: &Rule, statement: &Statement) -> MathLine {
    let source = written(&rule.source, statement.span);
    match &statement.kind {
        StatementKind::Assign { target, value } => MathLine {
            source,
            target: name(&target.text),
            sign: match rule.kind == Kind::Surface || rule.is_local(&target.text) && !is_given(&target.text) {
                true => "=",
                false => "←",
            },
            value: Printer { script: false }.print(value, binding::ANY),
        },
        StatementKind::Skip { condition } => MathLine {
            source,
            target: Math::Remark("skip the step if".to_owned()),
            sign: "",
            value: Printer { script: false }.print(condition, binding::ANY),
        },
    }
}

/// The weights and the gradient are renewed at each step.
fn is_given(name: &str) -> bool {
    ["w", "theta", "g"].contains(&name)
}

fn written(source: &str, span: Span) -> String {
    let text = source.get(span.start..span.end).unwrap_or("");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prints expressions; in an exponent or index (`script`) fractions stand on one line.
#[derive(Clone, Copy)]
struct Printer {
    script: bool,
}

impl Printer {
    fn print(self, expr: &Expr, least: u8) -> Math {
        let (math, binds) = match &expr.kind {
            ExprKind::Number(value) => number(*value),
            ExprKind::Name(text) => (name(text), binding::ATOM),
            ExprKind::Call(function, arguments) => self.call(&function.text, arguments),
            ExprKind::Apply(op, arguments) => self.apply(*op, arguments),
        };
        match binds < least {
            true => math.fenced(Fence::Round),
            false => math,
        }
    }

    fn apply(self, op: Op, arguments: &[Expr]) -> (Math, u8) {
        use binding::{AND, ANY, ATOM, COMPARISON, FRACTION, NOT, OR, POWER, PRODUCT, SUM};
        match (op, arguments) {
            (Op::Add, [a, b]) => (self.joined(a, SUM, "+", b, SUM), SUM),
            (Op::Sub, [a, b]) => (self.joined(a, SUM, "−", b, PRODUCT), SUM),
            (Op::Mul, [a, b]) => (self.product(a, b), PRODUCT),
            (Op::Div, [a, b]) if self.script => {
                let parts = vec![self.print(a, PRODUCT), Math::symbol("/"), self.print(b, FRACTION)];
                (Math::Row(parts), PRODUCT)
            }
            (Op::Div, [a, b]) => {
                let (over, under) = (self.print(a, ANY), self.print(b, ANY));
                (Math::Fraction(Box::new(over), Box::new(under)), FRACTION)
            }
            (Op::Neg, [a]) => (
                Math::Row(vec![Math::symbol("−"), self.print(a, PRODUCT)]),
                PRODUCT,
            ),
            (Op::Pow, [a, b]) => {
                let exponent = Self { script: true }.print(b, ANY);
                (self.print(a, ATOM).raised(exponent), POWER)
            }
            (Op::And, [a, b]) => (self.words(a, "and", b, AND), AND),
            (Op::Or, [a, b]) => (self.words(a, "or", b, OR), OR),
            (Op::Not, [a]) => {
                let parts = vec![
                    Math::Remark("not".to_owned()),
                    Math::Space(0.25),
                    self.print(a, NOT),
                ];
                (Math::Row(parts), NOT)
            }
            (Op::Pick, [condition, yes, no]) => (self.cases(condition, yes, no), ATOM),
            (Op::Sqrt, [a]) => (Math::Root(Box::new(self.print(a, ANY))), FRACTION),
            (op, [a, b]) if op.is_truth() => (self.joined(a, SUM, comparison(op), b, SUM), COMPARISON),
            (op, arguments) => self.call(op.row().name, arguments),
        }
    }

    fn joined(self, a: &Expr, left: u8, sign: &str, b: &Expr, right: u8) -> Math {
        let gap = if self.script { 0.08 } else { 0.26 };
        Math::Row(vec![
            self.print(a, left),
            Math::Space(gap),
            Math::symbol(sign),
            Math::Space(gap),
            self.print(b, right),
        ])
    }

    fn words(self, a: &Expr, word: &str, b: &Expr, binds: u8) -> Math {
        Math::Row(vec![
            self.print(a, binds),
            Math::Space(0.3),
            Math::Remark(word.to_owned()),
            Math::Space(0.3),
            self.print(b, binds + 1),
        ])
    }

    /// Factors stand side by side where they are told apart so, else with a dot between them.
    fn product(self, a: &Expr, b: &Expr) -> Math {
        // A product on the right needs no parentheses, a sum or a sign does.
        let right = match &b.kind {
            ExprKind::Apply(Op::Mul, _) => binding::PRODUCT,
            _ => binding::FRACTION,
        };
        let (a, b) = (self.print(a, binding::PRODUCT), self.print(b, right));
        let dot = ends_with_word(&a) || begins_with_word(&b);
        let between = match dot {
            true => vec![Math::Space(0.12), Math::symbol("·"), Math::Space(0.12)],
            false => vec![Math::Space(0.14)],
        };
        Math::Row([vec![a], between, vec![b]].concat())
    }

    fn cases(self, condition: &Expr, yes: &Expr, no: &Expr) -> Math {
        let mut cases = vec![(self.print(yes, binding::ANY), self.when(condition))];
        let mut rest = no;
        while let ExprKind::Apply(Op::Pick, inner) = &rest.kind {
            cases.push((self.print(&inner[1], binding::ANY), self.when(&inner[0])));
            rest = &inner[2];
        }
        let otherwise = Math::Remark("otherwise".to_owned());
        cases.push((self.print(rest, binding::ANY), otherwise));
        Math::Cases(cases)
    }

    fn when(self, condition: &Expr) -> Math {
        let condition = self.print(condition, binding::ANY);
        Math::Row(vec![Math::Remark("if".to_owned()), Math::Space(0.3), condition])
    }

    fn call(self, function: &str, arguments: &[Expr]) -> (Math, u8) {
        use binding::{ANY, ATOM, FRACTION, POWER};
        let fence = match function {
            "abs" => Some(Fence::Bars),
            "norm" | "global_norm" => Some(Fence::DoubleBars),
            "floor" => Some(Fence::Floor),
            "ceil" => Some(Fence::Ceiling),
            _ => None,
        };
        match (fence, function, arguments) {
            (Some(fence), _, [a]) => (self.print(a, ANY).fenced(fence), ATOM),
            (_, "sqrt", [a]) => (Math::Root(Box::new(self.print(a, ANY))), FRACTION),
            (_, "exp", [a]) => {
                let exponent = Self { script: true }.print(a, ANY);
                (Math::symbol("e").raised(exponent), POWER)
            }
            (_, "pow", [a, b]) => self.apply(Op::Pow, &[a.clone(), b.clone()]),
            (_, "grad", _) => (
                self.applied(vec![Math::symbol("∇"), Math::symbol("f")], arguments),
                ATOM,
            ),
            (_, "log2" | "log10", _) => {
                let base = Math::symbol(function.trim_start_matches("log"));
                let head = Math::Word("log".to_owned()).lowered(base);
                (self.applied(vec![head], arguments), ATOM)
            }
            _ => {
                let word = Math::Word(function.replace('_', " "));
                (self.applied(vec![word], arguments), ATOM)
            }
        }
    }

    fn applied(self, mut head: Vec<Math>, arguments: &[Expr]) -> Math {
        let mut inner = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            if index > 0 {
                inner.extend([Math::symbol(","), Math::Space(0.25)]);
            }
            inner.push(self.print(argument, binding::ANY));
        }
        head.push(Math::Row(inner).fenced(Fence::Round));
        Math::Row(head)
    }
}

fn comparison(op: Op) -> &'static str {
    match op {
        Op::Le => "≤",
        Op::Ge => "≥",
        Op::Ne => "≠",
        Op::Eq => "=",
        op => op.row().name,
    }
}

/// A number with all its digits; a power of ten where it has too many zeros.
fn number(value: f64) -> (Math, u8) {
    let plain = value == 0.0 || (1e-4..1e7).contains(&value.abs());
    let minus = |text: &str| text.replace('-', "−");
    if plain {
        let binds = if value < 0.0 {
            binding::PRODUCT
        } else {
            binding::ATOM
        };
        return (Math::Symbol(minus(&value.to_string())), binds);
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let power = Math::symbol("10").raised(Math::Symbol(minus(exponent)));
    match mantissa {
        "1" => (power, binding::POWER),
        _ => {
            let parts = vec![Math::Symbol(minus(mantissa)), Math::symbol("·"), power];
            (Math::Row(parts), binding::PRODUCT)
        }
    }
}

/// Whether something begins in a way that could be read as going on with what stands before it.
fn begins_with_word(math: &Math) -> bool {
    match math {
        Math::Word(_) => true,
        Math::Symbol(text) => text.starts_with(|c: char| c.is_ascii_digit()),
        Math::Row(row) => row.first().is_some_and(begins_with_word),
        Math::Scripts { base, .. } => begins_with_word(base),
        _ => false,
    }
}

fn ends_with_word(math: &Math) -> bool {
    match math {
        Math::Word(_) => true,
        Math::Row(row) => row.last().is_some_and(ends_with_word),
        Math::Scripts {
            base, above: None, ..
        } => ends_with_word(base),
        _ => false,
    }
}

#[cfg(test)]
#[path = "build_tests.rs"]
mod tests;
