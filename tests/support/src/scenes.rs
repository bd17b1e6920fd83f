//! Scenes from a few words, and what the CPU makes of them. What is wrong with a scene fails the test in
//! words.

use ravine::compile::{Plan, compile};
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::{self, Computed};
use ravine::lang::rule::Value;
use ravine::scene::{Experiment, Params, Run, Scene};
use ravine::trace::Trace;
use std::sync::Arc;

/// A scene from its JSON text.
#[track_caller]
pub fn scene(json: &str) -> Scene {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// A prepared scene of the catalog.
#[track_caller]
pub fn prepared(name: &str) -> Scene {
    let found = ravine::catalog::scenes().iter().find(|scene| scene.0 == name);
    let (_, text) = found.unwrap_or_else(|| panic!("there is no prepared scene {name}"));
    scene(text)
}

/// Runs of so many steps on a surface of the catalog.
pub fn on_surface(surface: &str, steps: u32, runs: Vec<Run>) -> Scene {
    let mut scene = Scene::on_surface(surface);
    scene.experiment.steps = steps;
    scene.experiment.runs = runs;
    scene
}

/// Parameters by name.
pub fn params(values: &[(&str, f64)]) -> Params {
    let named = |&(name, value): &(&str, f64)| (name.to_owned(), Value::Number(value));
    values.iter().map(named).collect()
}

/// The program of a scene.
#[track_caller]
pub fn plan(scene: &Scene) -> Arc<Plan> {
    compiled(&scene.experiment)
}

#[track_caller]
fn compiled(experiment: &Experiment) -> Arc<Plan> {
    let (plan, findings) = compile(experiment);
    Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")))
}

/// What the CPU records of a scene's runs.
#[track_caller]
pub fn trace(scene: &Scene, precision: Precision) -> Trace {
    trace_of(plan(scene), precision)
}

/// What the CPU records of a program's runs.
#[track_caller]
pub fn trace_of(plan: Arc<Plan>, precision: Precision) -> Trace {
    engine::run(&mut CpuEngine::new(precision), plan).expect("the CPU runs every plan")
}

/// An experiment's program with what the CPU records of its runs.
#[track_caller]
pub fn computed(experiment: &Experiment, precision: Precision) -> Computed {
    let plan = compiled(experiment);
    Computed {
        experiment: Arc::new(experiment.clone()),
        trace: Arc::new(trace_of(plan.clone(), precision)),
        plan,
    }
}
