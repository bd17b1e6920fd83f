//! Symbolic derivatives: against hyper-dual numbers on every surface and activation, and on random
//! expressions.

#[path = "support/hyper.rs"]
mod hyper;

use hyper::Hyper;
use proptest::prelude::*;
use ravine::catalog;
use ravine::lang::check::{CheckedStatement, Role, Term, TermKind};
use ravine::lang::derive::{Style, derivative, gradient, hessian};
use ravine::lang::graph::{Graph, Id};
use ravine::lang::op::Op;
use ravine::lang::rule::Value;
use ravine::lang::{Checked, Kind, Rule};

/// What a surface or an activation assigns, as a graph over leaves 0 and 1, its parameters at their defaults.
fn formula(graph: &mut Graph, rule: &Rule, checked: &Checked) -> Id {
    let mut values: Vec<Option<Id>> = vec![None; checked.variables.len()];
    for (place, variable) in checked.variables.iter().enumerate() {
        values[place] = match variable.role {
            Role::Param(index) => match rule.params[index].default {
                Value::Number(value) => Some(graph.number(value)),
                _ => panic!("they have numbers"),
            },
            Role::Builtin(_) => Some(graph.leaf(u32::from(variable.name == "y"))),
            _ => None,
        };
    }
    for statement in &checked.statements {
        if let CheckedStatement::Assign(target, term) = statement {
            values[target.0] = Some(build(graph, &values, term));
        }
    }
    let result = checked.variable(checked.kind.result()).expect("its result");
    values[result.0].expect("assigned")
}

fn build(graph: &mut Graph, values: &[Option<Id>], term: &Term) -> Id {
    match &term.kind {
        TermKind::Number(value) => graph.number(*value),
        TermKind::Read(id) => values[id.0].expect("assigned before"),
        TermKind::Apply(op, terms) => {
            let arguments: Vec<Id> = terms.iter().map(|t| build(graph, values, t)).collect();
            graph.apply(*op, &arguments)
        }
        other => panic!("{other:?} has no place in a formula"),
    }
}

/// Numbers in 0 .. 1 that fill a range evenly (Weyl sequences), so that a failure can be repeated.
fn point(i: usize, domain: &[[f64; 2]]) -> Vec<f64> {
    let steps = [0.754_877_666_246_693, 0.569_840_290_998_053];
    let place = |(axis, [low, high]): (usize, &[f64; 2])| {
        low + (high - low) * ((i as f64 + 1.0) * steps[axis]).fract()
    };
    domain.iter().enumerate().map(place).collect()
}

/// Whether a kink (of abs, max, min, floor, a comparison ...) lies within 1e-3: there one of the arguments
/// changes places, and no derivative is compared.
fn near_kink(graph: &Graph, root: Id, at: &[f64]) -> bool {
    let ids = graph.reachable(&[root]);
    let value = |id: Id| graph.eval::<f64>(&[id], |leaf| at[leaf as usize])[0];
    ids.iter().any(|&id| match graph.parts(id) {
        Some((Op::Abs | Op::Sign | Op::Relu, &[a])) => value(a).abs() < 1e-3,
        Some((Op::Floor | Op::Ceil, &[a])) => (value(a) - value(a).round()).abs() < 1e-3,
        Some((Op::Round, &[a])) => (value(a).fract().abs() - 0.5).abs() < 1e-3,
        Some((Op::Max | Op::Min | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq | Op::Ne, &[a, b])) => {
            (value(a) - value(b)).abs() < 1e-3
        }
        Some((Op::Clamp, &[a, b, c])) => {
            (value(a) - value(b)).abs() < 1e-3 || (value(a) - value(c)).abs() < 1e-3
        }
        _ => false,
    })
}

#[test]
fn gradients_and_hessians_equal_hyper_dual_numbers() {
    let formulas = [Kind::Surface, Kind::Activation].into_iter();
    for entry in formulas.flat_map(catalog::entries) {
        let checked = entry.checked.as_ref().expect("checked");
        let domain = match checked.kind {
            Kind::Activation => vec![[-6.0, 6.0]],
            _ => domain(checked, &entry.rule),
        };
        let n = domain.len();
        let mut graph = Graph::default();
        let f = formula(&mut graph, &entry.rule, checked);
        let first = gradient(&mut graph, f, n);
        let second = hessian(&mut graph, &first);
        let (mut compared, mut worst) = (0, 0f64);
        for i in 0..1000 {
            let at = point(i, &domain);
            if near_kink(&graph, f, &at) {
                continue;
            }
            compared += 1;
            for a in 0..n {
                for b in a..n {
                    let leaf = |leaf: u32| Hyper {
                        f: at[leaf as usize],
                        a: f64::from(u8::from(leaf as usize == a)),
                        b: f64::from(u8::from(leaf as usize == b)),
                        ab: 0.0,
                    };
                    let exact = graph.eval::<Hyper>(&[f], leaf)[0];
                    let got =
                        graph.eval::<f64>(&[first[a], first[b], second[a][b]], |leaf| at[leaf as usize]);
                    let scale = [1.0, exact.f.abs(), exact.a.abs(), exact.b.abs()]
                        .into_iter()
                        .fold(0.0, f64::max);
                    for (got, exact) in got.iter().zip([exact.a, exact.b, exact.ab]) {
                        let error = (got - exact).abs() / scale;
                        worst = worst.max(error);
                        assert!(error <= 1e-10, "{} at {at:?}: {got:e}, not {exact:e}", entry.id);
                    }
                }
            }
        }
        println!("{}: {compared} points, worst {worst:.1e}", entry.id);
        assert!(
            compared >= 900,
            "{}: only {compared} points lie away from kinks",
            entry.id
        );
    }
}

fn domain(checked: &Checked, rule: &Rule) -> Vec<[f64; 2]> {
    let mut graph = Graph::default();
    let params = |graph: &mut Graph| -> Vec<Option<Id>> {
        let value = |v: &ravine::lang::check::Variable| match v.role {
            Role::Param(index) => match rule.params[index].default {
                Value::Number(value) => Some(value),
                _ => None,
            },
            _ => None,
        };
        checked
            .variables
            .iter()
            .map(|v| value(v).map(|x| graph.number(x)))
            .collect()
    };
    let values = params(&mut graph);
    let mut number = |term: &Term| {
        let id = build(&mut graph, &values, term);
        graph.eval::<f64>(&[id], |_| 0.0)[0]
    };
    checked
        .domain
        .iter()
        .map(|[low, high]| [number(low), number(high)])
        .collect()
}

/// A random smooth expression over two leaves, as the operations that build it.
#[derive(Clone, Debug)]
enum Tree {
    Number(f64),
    Leaf(u32),
    Apply(Op, Vec<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let number = prop_oneof![
        Just(0.0),
        Just(1.0),
        Just(-1.0),
        Just(2.0),
        Just(0.5),
        -3.0..3.0f64
    ];
    let end = prop_oneof![number.prop_map(Tree::Number), (0..2u32).prop_map(Tree::Leaf)];
    end.prop_recursive(6, 48, 3, |inner| {
        let unary = prop::sample::select(vec![
            Op::Neg,
            Op::Sin,
            Op::Cos,
            Op::Tanh,
            Op::Sinh,
            Op::Cosh,
            Op::Log10,
            Op::Sigmoid,
            Op::Softplus,
            Op::Exp,
            Op::Abs,
            Op::Relu,
            Op::Sqrt,
            Op::Log,
        ]);
        let binary = prop::sample::select(vec![
            Op::Add,
            Op::Sub,
            Op::Mul,
            Op::Div,
            Op::Min,
            Op::Max,
            Op::Lt,
            Op::Ge,
            Op::And,
            Op::Or,
        ]);
        prop_oneof![
            (unary, inner.clone()).prop_map(|(op, a)| Tree::Apply(op, vec![a])),
            (binary, inner.clone(), inner.clone()).prop_map(|(op, a, b)| Tree::Apply(op, vec![a, b])),
            (inner.clone(), 0..5i32)
                .prop_map(|(a, n)| Tree::Apply(Op::Pow, vec![a, Tree::Number(f64::from(n))])),
            (inner.clone(), inner.clone(), inner).prop_map(|(c, a, b)| Tree::Apply(Op::Pick, vec![c, a, b])),
        ]
    })
}

fn raw(graph: &mut Graph, tree: &Tree) -> Id {
    match tree {
        Tree::Number(value) => graph.number(*value),
        Tree::Leaf(leaf) => graph.leaf(*leaf),
        Tree::Apply(op, trees) => {
            let arguments: Vec<Id> = trees.iter().map(|t| raw(graph, t)).collect();
            graph.raw(*op, &arguments)
        }
    }
}

/// Every value on the way is finite and moderate: elsewhere rounding, not algebra, decides.
fn moderate(graph: &Graph, root: Id, at: [f64; 2]) -> bool {
    let ids = graph.reachable(&[root]);
    let values = graph.eval::<f64>(&ids, |leaf| at[leaf as usize]);
    values
        .iter()
        .all(|v| v.is_finite() && v.abs() < 1e6 && (*v == 0.0 || v.abs() > 1e-6))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-7 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn simplification_keeps_values(tree in tree(), x in -2.0..2.0f64, y in -2.0..2.0f64) {
        let mut graph = Graph::default();
        let root = raw(&mut graph, &tree);
        prop_assume!(moderate(&graph, root, [x, y]) && !near_kink(&graph, root, &[x, y]));
        let simple = graph.simplify(&[root])[0];
        let expanded = graph.expand_powers(&[simple])[0];
        let values = graph.eval::<f64>(&[root, simple, expanded], |leaf| [x, y][leaf as usize]);
        prop_assert!(close(values[0], values[1]), "{tree:?}: {values:?}");
        prop_assert!(close(values[0], values[2]), "{tree:?}: {values:?}");
    }

    #[test]
    fn derivatives_are_the_same_before_and_after_simplification(tree in tree(), x in -2.0..2.0f64, y in -2.0..2.0f64) {
        let mut graph = Graph::default();
        let root = raw(&mut graph, &tree);
        prop_assume!(moderate(&graph, root, [x, y]) && !near_kink(&graph, root, &[x, y]));
        let exact = graph.eval::<Hyper>(&[root], |leaf| Hyper {
            f: [x, y][leaf as usize],
            a: f64::from(u8::from(leaf == 0)),
            b: f64::from(u8::from(leaf == 1)),
            ab: 0.0,
        })[0];
        prop_assume!(exact.a.is_finite() && exact.b.is_finite() && exact.a.abs() < 1e6 && exact.b.abs() < 1e6);
        let simple = graph.simplify(&[root])[0];
        for (leaf, exact) in [(0, exact.a), (1, exact.b)] {
            for style in [Style::Raw, Style::Simplified] {
                for of in [root, simple] {
                    let derived = derivative(&mut graph, of, leaf, style);
                    let got = graph.eval::<f64>(&[derived], |leaf| [x, y][leaf as usize])[0];
                    prop_assert!(close(got, exact), "{tree:?} by {leaf} {style:?}: {got} is not {exact}");
                }
            }
        }
    }
}
