//! Networks on the CPU engine: reference trajectories, gradients against dual numbers, and what every setting
//! does.

#[path = "../support/hyper.rs"]
mod hyper;

#[path = "../support/activation.rs"]
mod activation;

#[path = "../support/golden_networks.rs"]
mod golden_networks;

mod evaluate;
mod forks;
mod golden;
mod gradient;
mod inspect;
mod landscape;
mod learning;
mod own;
mod parts;
mod scene;
mod settings;

use ravine::compile::compile;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::run;
use ravine::scene::Scene;
use ravine::trace::{RunTrace, Trace};
use std::sync::Arc;

fn trace(scene: &Scene, precision: Precision) -> Trace {
    let (plan, findings) = compile(&scene.experiment);
    assert!(findings.is_empty(), "{findings:?}");
    run(&mut CpuEngine::new(precision), Arc::new(plan.expect("a plan")))
        .expect("the CPU engine does not fail")
}

/// A scene on a network, from its JSON and its runs' JSON.
fn written(network: &str, steps: usize, runs: &str) -> Scene {
    let text = format!(
        r#"{{"experiment": {{"problem": {{"network": {network}}}, "steps": {steps}, "runs": [{runs}]}}}}"#
    );
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e} in {text}"))
}

const SGD: &str = r#"{"optimizer": "sgd", "params": {"lr": 1}}"#;

/// The only run of a scene, in f64.
fn only(network: &str, steps: usize, run: &str) -> RunTrace {
    let mut trace = trace(&written(network, steps, run), Precision::Double);
    assert_eq!(trace.runs.len(), 1);
    trace.runs.remove(0)
}

/// The gradient of the first step, from an SGD step of rate 1.
fn gradient(network: &str) -> Vec<f64> {
    let run = only(network, 1, SGD);
    run.point(0)
        .iter()
        .zip(run.point(1))
        .map(|(a, b)| a - b)
        .collect()
}

/// The largest error |a - b| / max(1, |b|); NaN where one is.
fn worst(got: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(got.len(), expected.len());
    let error = |(a, b): (&f64, &f64)| (a - b).abs() / b.abs().max(1.0);
    let larger = |worst: f64, e: f64| if e > worst || e.is_nan() { e } else { worst };
    got.iter().zip(expected).map(error).fold(0.0, larger)
}
