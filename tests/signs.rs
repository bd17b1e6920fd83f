//! What is known of signs: a root needs no care where what is under it cannot be negative, and does where it
//! may be.

use ravine::compile::sign::Signs;
use ravine::compile::sweep::compile_sweep;
use ravine::engine::host::tabulate;
use ravine::lang::op::Op;
use ravine::scene::sweep::{Axis, Sweep};
use ravine::scene::{Reference, Run, Scene};

/// For each root of a rule's step on a bowl: whether what is under it is known not to be negative.
fn roots(body: &str, axis: &str) -> Vec<bool> {
    let text = format!(
        "name \"Test\"\nabout \"For a test.\"\n\nparam lr = 0.1\nparam decay = 0.9\nstate v\n\n{body}\n"
    );
    let mut scene = Scene::on_surface("bowl");
    let mut run = Run::of("sgd");
    run.optimizer = Reference::Source(text);
    scene.experiment.runs = vec![run];
    let sweep = Sweep {
        tolerance: 1e-3,
        ..Sweep::over(scene, vec![Axis::listed(axis, vec![0.5, -0.5])])
    };
    let (plan, findings) = compile_sweep(&sweep);
    let plan = plan.unwrap_or_else(|| panic!("{body}: {findings:?}"));
    let run = &plan.base.runs[0];
    let host = tabulate(&plan.base, run);
    let surface = &plan.surface().expect("a surface").surface;
    let program = &surface.programs[run.program];
    let signs = Signs::of(program, &host.constants, &host.table);
    let roots = program.step.code.iter().filter(|i| i.op == Op::Sqrt);
    roots.map(|i| signs.is_never_negative(i.arguments[0])).collect()
}

const CASES: &[(&str, &str, bool)] = &[
    (
        "a mean of squares",
        "v = decay*v + (1 - decay)*g^2\nw -= lr*g/(sqrt(v) + 1e-8)",
        true,
    ),
    (
        "its correction",
        "v = decay*v + (1 - decay)*g^2\nw -= lr*g/(sqrt(v/(1 - decay^t)) + 1e-8)",
        true,
    ),
    (
        "a running maximum",
        "v = max(v, abs(g))\nw -= lr*g/(sqrt(v) + 1e-8)",
        true,
    ),
    (
        "a mean of gradients",
        "v = decay*v + (1 - decay)*g\nw -= lr*sqrt(v)",
        false,
    ),
    (
        "a negative factor",
        "v = decay*v - (1 - decay)*g^2\nw -= lr*sqrt(v)",
        false,
    ),
    (
        "a sum with what may be negative",
        "v = v + g^2\nw -= lr*sqrt(v + g)",
        false,
    ),
    ("the weights themselves", "v = v + g^2\nw -= lr*sqrt(w)", false),
];

#[test]
fn a_root_is_known_to_be_safe_where_induction_shows_it() {
    for (what, body, expected) in CASES {
        let found = roots(body, "start.x");
        assert!(!found.is_empty(), "{what}: no root is left");
        assert!(found.iter().all(|safe| safe == expected), "{what}: {found:?}");
    }
}

#[test]
fn a_swept_factor_may_have_any_sign() {
    let (_, body, _) = CASES[0];
    assert!(roots(body, "decay").iter().all(|safe| !safe));
}
