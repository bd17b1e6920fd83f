//! From which step on rounding is seen: said where it is, and nowhere else.

use ravine::compile::{Plan, compile};
use ravine::engine::cpu::Precision;
use ravine::engine::drift::{Drift, disturbed, is_cheap};
use ravine::scene::Scene;
use ravine::trace::{Grid, Trace};
use ravine_testing::scenes::{plan, prepared, scene, trace_of};
use std::sync::Arc;

/// Points of a picture along each axis.
const POINTS: usize = 600;

fn trace(plan: &Arc<Plan>, precision: Precision) -> Trace {
    trace_of(plan.clone(), precision)
}

/// What is said of each run of a scene: its label and its drift.
fn said(scene: &Scene) -> Vec<(String, Drift)> {
    let plan = plan(scene);
    let grid = plan.surface().map(|surface| Grid {
        x: surface.domain[0],
        y: surface.domain.get(1).copied().unwrap_or([-1.0, 1.0]),
        columns: POINTS,
        rows: if surface.n == 1 { 1 } else { POINTS },
    });
    let (shown, double) = (trace(&plan, plan.precision), trace(&plan, Precision::Double));
    let other = trace(&Arc::new(disturbed(&plan)), Precision::Double);
    let runs = shown.runs.iter().zip(&double.runs).zip(&other.runs);
    let drifts = runs.map(|((shown, double), other)| {
        let drift = Drift::of(shown, double, other, grid.as_ref());
        (shown.label.clone(), drift)
    });
    drifts.filter(|(_, drift)| drift.is_seen()).collect()
}

/// The centred second moment is a difference of two numbers near 1e8, of which f32 has no digits left.
const CENTRED: &str = r#"{ "experiment": { "steps": 2000, "start": [0],
    "problem": { "surface": { "source": "name \"slope\"\nf = 10000*x" } },
    "runs": [{ "optimizer": "rmsprop_centered", "params": { "lr": 0.01, "beta": 0.99 } }] } }"#;

/// Newton's iteration on a function without a root goes on for ever, and doubles every distance on its way.
const CHAOS: &str = r#"{ "experiment": { "steps": 200, "start": [0.3],
    "problem": { "surface": { "source": "name \"no root\"\nf = x\ndomain x -2 .. 2" } },
    "runs": [{ "label": "Newton", "optimizer": { "source": "name \"Newton\"\nw = (w - 1/w)/2 + 0*g" } }] } }"#;

#[test]
fn centred_rmsprop_on_a_steep_slope_is_lost_in_f32() {
    let mut centred = scene(CENTRED);
    let plan = plan(&centred);
    let ends = [Precision::Single, Precision::Double].map(|precision| {
        let trace = trace(&plan, precision);
        trace.runs[0].point(2000)[0]
    });
    assert!((ends[1] + 46210.9).abs() < 0.1, "{ends:?}");
    assert!(ends[0] > -5000.0, "{ends:?}");
    let found = said(&centred);
    let (label, drift) = found.first().expect("it is said");
    assert!(
        drift.parted.is_some_and(|step| (1000..1200).contains(&step)),
        "{label} {drift:?}"
    );
    // In f64 it is what it should be.
    centred.experiment.precision = Precision::Double;
    assert!(said(&centred).iter().all(|(_, drift)| drift.parted.is_none()));
}

#[test]
fn where_a_disturbance_grows_to_a_point_rounding_decides() {
    let found = said(&scene(CHAOS));
    let (_, drift) = found.first().expect("it is said");
    let (parted, rounding) = (drift.parted.expect("f32"), drift.rounding.expect("f64"));
    // Doubled with each step: from 2^-24 to 1/600 in about 15 steps, from 1e-15 in about 40.
    assert!(
        (5..25).contains(&parted) && (30..60).contains(&rounding),
        "{drift:?}"
    );
    let mut double = scene(CHAOS);
    double.experiment.precision = Precision::Double;
    let found = said(&double);
    let in_f64 = Drift {
        parted: None,
        rounding: Some(rounding),
    };
    assert_eq!(found, [("Newton".to_owned(), in_f64)]);
}

/// What is said is true: a clipped gradient is thrown from wall to wall, and Lion takes the sign of numbers
/// that are 0 but for their rounding.
#[test]
fn the_prepared_scenes_on_surfaces_raise_no_false_alarm() {
    let known = [("clipping", "SGD, clipped", true), ("race", "Lion", true)];
    let mut found = Vec::new();
    for (name, text) in ravine::catalog::scenes() {
        let scene = scene(text);
        if scene.experiment.problem.network().is_none() {
            let said = said(&scene).into_iter();
            found.extend(said.map(|(label, drift)| (*name, label, drift.rounding.is_some())));
        }
    }
    assert_eq!(
        found,
        known.map(|(name, label, chaotic)| (name, label.to_owned(), chaotic))
    );
}

#[test]
fn what_would_take_long_is_left_alone() {
    for (name, cheap) in [("race", true), ("net_xor", true), ("net_moons", true)] {
        let mut scene = prepared(name);
        let plan = plan(&scene);
        assert_eq!(is_cheap(&plan), cheap, "{name}");
        scene.experiment.steps = 100_000;
        if let Some(plan) = compile(&scene.experiment).0 {
            assert!(!is_cheap(&plan), "{name} for 100,000 steps");
        }
    }
}

/// Prints what is said of the prepared networks, which takes a while.
#[test]
#[ignore = "a report: cargo test --release --test drift -- --ignored --nocapture"]
fn what_is_said_of_networks() {
    for (name, text) in ravine::catalog::scenes() {
        let scene = scene(text);
        let plan = plan(&scene);
        if scene.experiment.problem.network().is_some() && is_cheap(&plan) {
            println!("{name}: {:?}", said(&scene));
        } else {
            println!("{name}: not computed");
        }
    }
}
