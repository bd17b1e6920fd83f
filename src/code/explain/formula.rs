//! Nodes of a graph as formulas of the language.

use super::rows::number;
use crate::compile::tape::Tape;
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::op::Op;

/// Most letters of a formula that stands inside another one; what is longer is left out there.
const INSIDE: usize = 120;

/// How tightly a formula holds together.
const IF: u8 = 0;
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const SIGN: u8 = 7;
const POWER: u8 = 8;
const WORD: u8 = 9;

/// A text and how tightly it holds together.
#[derive(Clone, Debug, Default)]
struct Written {
    text: String,
    holds: u8,
}

/// The formulas of all nodes that some roots need, by the node's number.
pub struct Formulas {
    all: Vec<Option<Written>>,
}

impl Formulas {
    /// `name` is what a node is called where it stands in a formula; without one it is written out there.
    pub fn of(graph: &Graph, roots: &[Id], name: impl Fn(Id) -> Option<String>) -> Self {
        let mut all: Vec<Option<Written>> = vec![None; graph.len()];
        for id in graph.reachable(roots) {
            let word = |text| Written { text, holds: WORD };
            let written = match (graph.node(id), graph.parts(id)) {
                (Node::Number(bits), _) => constant(f64::from_bits(bits)),
                (_, Some((op, arguments))) => {
                    let inside = |argument: &Id| match (name(*argument), &all[argument.index()]) {
                        (Some(name), _) => word(name),
                        (None, Some(known)) if known.text.chars().count() <= INSIDE => known.clone(),
                        _ => word("…".to_owned()),
                    };
                    applied(op, &arguments.iter().map(inside).collect::<Vec<_>>())
                }
                _ => word(name(id).unwrap_or_default()),
            };
            all[id.index()] = Some(written);
        }
        Self { all }
    }

    /// A node's formula.
    pub fn get(&self, id: Id) -> &str {
        let written = self.all.get(id.index()).and_then(Option::as_ref);
        written.map_or("", |w| w.text.as_str())
    }
}

/// Puts a tape into a graph; `read` gives the node of an input. Returns the node at each place.
pub fn replay<I: Copy>(
    graph: &mut Graph,
    tape: &Tape<I>,
    mut read: impl FnMut(&mut Graph, I) -> Id,
) -> Vec<Id> {
    let mut places: Vec<Id> = Vec::with_capacity(tape.places());
    for &input in &tape.inputs {
        places.push(read(graph, input));
    }
    places.extend(tape.constants.iter().map(|&c| graph.number(c)));
    for instruction in &tape.code {
        let arguments = instruction.arguments.map(|a| places[a as usize]);
        let arity = instruction.op.row().arity;
        places.push(graph.raw(instruction.op, &arguments[..arity]));
    }
    places
}

/// The formulas of a tape's outputs over its inputs, which have names.
pub fn of_tape<I: Copy>(tape: &Tape<I>, name: impl Fn(I) -> String) -> Vec<String> {
    let mut graph = Graph::default();
    let mut names = Vec::new();
    let places = replay(&mut graph, tape, |graph, input| {
        names.push(name(input));
        graph.leaf((names.len() - 1) as u32)
    });
    let leaf = |id: Id| match graph.node(id) {
        Node::Leaf(leaf) => names.get(leaf as usize).cloned(),
        _ => None,
    };
    let roots: Vec<Id> = tape.outputs.iter().map(|&o| places[o as usize]).collect();
    let formulas = Formulas::of(&graph, &roots, leaf);
    roots.iter().map(|id| formulas.get(*id).to_owned()).collect()
}

/// How an operation is written where it stands alone.
pub fn sign(op: Op) -> &'static str {
    match op {
        Op::Pow => "^",
        Op::Neg => "-",
        other => other.row().name,
    }
}

/// An operation on operands that are words.
pub fn operation(op: Op, operands: &[String]) -> String {
    let word = |text: &String| Written {
        text: text.clone(),
        holds: if text.starts_with('-') { SIGN } else { WORD },
    };
    applied(op, &operands.iter().map(word).collect::<Vec<_>>()).text
}

fn constant(value: f64) -> Written {
    Written {
        text: number(value),
        holds: if value < 0.0 { SIGN } else { WORD },
    }
}

fn applied(op: Op, operands: &[Written]) -> Written {
    let at = |place: usize, least: u8| -> String {
        match operands.get(place) {
            Some(w) if w.holds < least => format!("({})", w.text),
            Some(w) => w.text.clone(),
            None => String::new(),
        }
    };
    let name = op.row().name;
    let between =
        |sign: &str, holds: u8, right: u8| (format!("{}{sign}{}", at(0, holds), at(1, right)), holds);
    let (text, holds) = match op {
        Op::Add | Op::Sub => between(&format!(" {name} "), SUM, PRODUCT),
        Op::Mul | Op::Div => between(name, PRODUCT, SIGN),
        Op::Neg => (format!("-{}", at(0, POWER)), SIGN),
        Op::Pow => (format!("{}^{}", at(0, WORD), at(1, WORD)), POWER),
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq | Op::Ne => {
            (format!("{} {name} {}", at(0, SUM), at(1, SUM)), COMPARISON)
        }
        Op::And => between(" and ", AND, NOT),
        Op::Or => between(" or ", OR, AND),
        Op::Not => (format!("not {}", at(0, NOT)), NOT),
        Op::Pick => (
            format!("if {} then {} else {}", at(0, OR), at(1, OR), at(2, OR)),
            IF,
        ),
        _ => {
            let all: Vec<&str> = operands.iter().map(|w| w.text.as_str()).collect();
            (format!("{name}({})", all.join(", ")), WORD)
        }
    };
    Written { text, holds }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::parse;
    use crate::lang::rule::{Expr, ExprKind};

    /// Builds an expression over the leaves a, b, c, exactly as it is written.
    fn build(graph: &mut Graph, expr: &Expr) -> Id {
        let inner: Vec<Id> = expr.inner().iter().map(|e| build(graph, e)).collect();
        match &expr.kind {
            ExprKind::Number(value) => graph.number(*value),
            ExprKind::Name(name) => graph.leaf(u32::from(name.as_bytes()[0] - b'a')),
            ExprKind::Apply(op, _) => graph.raw(*op, &inner),
            ExprKind::Call(name, _) => graph.raw(Op::function(&name.text).expect("a function"), &inner),
        }
    }

    #[test]
    fn a_formula_is_written_as_it_is_read() {
        for text in [
            "a + b - c",
            "a - (b - c)",
            "a*b/c",
            "a/(b*c)",
            "-a^2",
            "(-a)^2",
            "a^(b + 1)",
            "a*(b + c)",
            "if a < b and not c then a else max(b, c)",
            "(if a then b else c) + 1",
            "sqrt(a^2 + b^2)",
        ] {
            let mut graph = Graph::default();
            let root = build(&mut graph, &parse::expression(text).0);
            let name = |id: Id| match graph.node(id) {
                Node::Leaf(leaf) => Some(["a", "b", "c"][leaf as usize].to_owned()),
                _ => None,
            };
            let formulas = Formulas::of(&graph, &[root], name);
            assert_eq!(formulas.get(root), text);
        }
    }
}
