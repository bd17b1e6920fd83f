//! Runs on networks that go on from a step of another one.

use super::{worst, written};
use ravine::catalog;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::{Engine, Poll};
use ravine::lang::Kind;
use ravine::trace::{RunTrace, Trace};
use ravine_testing::scenes;
use std::time::Duration;

/// It is looked at every fifth step, the weights too, so that no step below is one of these but 10.
const NETWORK: &str = r#"{"data": {"name": "moons", "size": 60}, "layers": [2, 3, 2], "batch": 16, "seeds": 2,
    "dropout": 0.1, "accumulate": {"micro_batches": 2}, "record": {"every": 5, "quantiles": ["g"]}}"#;
const STEPS: usize = 23;

fn traced(precision: Precision, runs: &[String]) -> Trace {
    let scene = written(NETWORK, STEPS, &runs.join(", "));
    scenes::trace(&scene, precision)
}

fn run(optimizer: &str, rest: &str) -> String {
    format!(r#"{{"optimizer": "{optimizer}"{rest}}}"#)
}

fn from(run: usize, step: usize) -> String {
    format!(r#", "from": {{"run": {run}, "step": {step}}}"#)
}

/// All columns, to the last bit.
fn bits(run: &RunTrace) -> Vec<(&str, Vec<u64>)> {
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect();
    run.columns
        .iter()
        .map(|c| (c.name.as_str(), bits(&c.values)))
        .collect()
}

#[test]
fn an_unchanged_fork_goes_where_its_source_goes() {
    for entry in catalog::entries(Kind::Optimizer) {
        // A first scale that overflows, so that some steps are skipped.
        let rest = r#", "stages": [{"name": "f16", "params": {"init_scale": 1e7}}, {"name": "noise"}],
            "schedule": {"name": "cosine"}"#;
        let one = |fork: String| run(&entry.id, &(rest.to_owned() + &fork));
        let forks = [0, 1, 10, 13, STEPS].map(|step| one(from(0, step)));
        let runs = [vec![one(String::new())], forks.to_vec(), vec![one(from(2, 17))]].concat();
        for precision in [Precision::Single, Precision::Double] {
            let trace = traced(precision, &runs);
            for (place, fork) in trace.runs.iter().enumerate().skip(2) {
                let source = &trace.runs[place % 2];
                for (own, of_source) in bits(fork).iter().zip(bits(source)) {
                    assert_eq!(*own, of_source, "{} in {precision:?}", fork.label);
                }
                assert_eq!(fork.evaluations, source.evaluations, "{}", fork.label);
                assert_eq!(fork.replicate, source.replicate);
            }
        }
    }
}

#[test]
fn another_rule_keeps_what_it_knows_and_forgets_the_rest() {
    let plain = r#", "params": {"weight_decay": 0}"#.to_owned();
    let runs = [
        run("adam", ""),
        run("adamw", &(plain + &from(0, 13))),
        run("sgd", &from(0, 13)),
    ];
    let trace = traced(Precision::Double, &runs);
    let loss = |run: usize| &trace.runs[2 * run].column("loss").expect("a loss").values;
    let off = worst(loss(1), loss(0));
    assert!(
        off < 1e-12,
        "AdamW without decay is Adam, if it keeps m and v: {off:e}"
    );
    assert_eq!(loss(2)[..=13], loss(0)[..=13]);
    assert_ne!(loss(2)[14..], loss(0)[14..]);
    let norm = trace.runs[4].column("v_hat_norm");
    assert!(norm.is_none(), "SGD has no v_hat: its past shows none");
}

#[test]
fn what_goes_on_from_a_run_that_diverged_is_frozen_too() {
    let lost = r#", "params": {"lr": 1e20}"#;
    let trace = traced(Precision::Single, &[run("sgd", lost), run("adam", &from(0, 20))]);
    let at = trace.runs[0].diverged_at.expect("it diverges");
    assert!(at < 20);
    assert_eq!(trace.runs[2].diverged_at, Some(at));
    assert_eq!(trace.runs[2].label, "Adam");
}

#[test]
fn a_past_is_taken_in_slices_of_time() {
    let polls = |step: usize| {
        let scene = written(
            NETWORK,
            STEPS,
            &[run("sgd", ""), run("adam", &from(0, step))].join(", "),
        );
        let plan = scenes::plan(&scene);
        let mut engine = CpuEngine::new(Precision::Single);
        engine.submit(plan);
        let mut polls = 1;
        while matches!(engine.poll(Duration::ZERO), Poll::Busy) {
            polls += 1;
        }
        polls
    };
    // Without time a poll takes a single step of the past.
    let (short, long) = (polls(1), polls(20));
    assert!(long >= short + 15, "{short} and {long} polls");
}

#[test]
fn a_rule_with_an_anchor_drops_it_where_it_forks() {
    let anchored = |rest: String| {
        let text = r"param lr = 0.05\nstate z = w, twice = 2*w\npull = norm(w - z) + norm(twice - 2*z)\nw -= lr*(g + w - z)";
        format!(r#"{{"optimizer": {{"source": "{text}"}}{rest}}}"#)
    };
    let runs = [run("adam", ""), anchored(from(0, 10)), anchored(String::new())];
    for precision in [Precision::Single, Precision::Double] {
        let trace = traced(precision, &runs);
        for (place, first) in [(2, 2), (3, 2), (4, 0), (5, 0)] {
            let pull = trace.runs[place].column("pull").expect("it is recorded");
            let looks: Vec<&[f64]> = pull.values.chunks(pull.width.max(1)).collect();
            assert!(
                looks[first].iter().all(|&p| p == 0.0),
                "{first}: {:?}",
                looks[first]
            );
            assert!(
                looks[first + 1].iter().all(|&p| p > 0.0),
                "{:?}",
                looks[first + 1]
            );
        }
    }
}
