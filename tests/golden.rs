//! The reference trajectories of `tests/golden`, in f64 on the CPU. Errors are |a - b| / max(1, |b|).

use ravine::compile::compile;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::run;
use ravine::lang::rule::Value;
use ravine::scene::{Params, Reference, Run, Scene, Schedule, Stage, Warmup};
use ravine::trace::{RunTrace, Trace};
use std::sync::Arc;

fn golden(name: &str) -> serde_json::Value {
    let path = format!("{}/tests/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the golden files are in the repository");
    serde_json::from_str(&text).expect("the golden files are JSON")
}

fn params(json: &serde_json::Value) -> Params {
    serde_json::from_value(json.clone()).expect("parameters are numbers or lists")
}

fn trace(scene: &Scene) -> Trace {
    let (plan, findings) = compile(&scene.experiment);
    assert!(findings.is_empty(), "{findings:?}");
    let plan = Arc::new(plan.expect("no finding is an error"));
    run(&mut CpuEngine::new(Precision::Double), plan).expect("the CPU engine does not fail")
}

fn error(a: f64, b: f64) -> f64 {
    (a - b).abs() / b.abs().max(1.0)
}

fn optimizer_scene(case: &serde_json::Value) -> Scene {
    let mut scene = Scene::on_surface(case["surface"].as_str().expect("surface"));
    let mut run = Run::of(case["optimizer"].as_str().expect("optimizer"));
    run.params = params(&case["params"]);
    if let Some(max_norm) = case["clip_norm"].as_f64() {
        run.stages.push(Stage {
            name: Reference::name("clip_norm"),
            params: Params::from([("max_norm".to_owned(), Value::Number(max_norm))]),
        });
    }
    scene.experiment.start = serde_json::from_value(case["start"].clone()).expect("start");
    scene.experiment.steps = 200;
    scene.experiment.runs.push(run);
    scene
}

#[test]
fn every_optimizer_matches_its_reference() {
    let golden = golden("optimizers");
    let cases = golden["cases"].as_array().expect("cases");
    let mut failures = Vec::new();
    for case in cases {
        let trace = trace(&optimizer_scene(case));
        let worst = worst_of(case, &trace.runs[0]);
        println!("{}: {worst:.1e}", case["id"]);
        if worst.is_nan() || worst > 1e-9 {
            failures.push(format!("{}: {worst:e}", case["id"]));
        }
    }
    assert!(cases.len() >= 50);
    assert!(failures.is_empty(), "{failures:#?}");
}

fn worst_of(case: &serde_json::Value, run: &RunTrace) -> f64 {
    let number = |v: &serde_json::Value| v.as_f64().expect("a number");
    let mut worst = 0f64;
    for point in case["points"].as_array().expect("points") {
        let at = run.point(number(&point[0]) as usize);
        for i in 0..2 {
            worst = worst.max(error(at[i], number(&point[i + 1])));
        }
    }
    for loss in case["losses"].as_array().expect("losses") {
        let at = run
            .number("loss", number(&loss[0]) as usize)
            .expect("a recorded loss");
        worst = worst.max(error(at, number(&loss[1])));
    }
    worst
}

/// The scene whose learning rate a case lists: warmup is a prefix here, a schedule of its own there.
fn schedule_scene(case: &serde_json::Value) -> Scene {
    let id = case["id"].as_str().expect("id");
    let mut given = params(&case["params"]);
    let mut warmup = None;
    let mut name = id;
    if let Some(decay) = id.strip_prefix("warmup_") {
        let Some(Value::Number(steps)) = given.remove("warmup") else {
            panic!("a warmup has steps");
        };
        let _from_zero = given.remove("lr_start");
        name = decay;
        warmup = Some(Warmup {
            steps: steps as u32,
            start: 0.0,
            first: 0,
        });
    }
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.steps = case["total_steps"].as_u64().expect("steps") as u32;
    let mut run = Run::of("adam");
    if let Some(base) = case["base_lr"].as_f64() {
        run.params.insert("lr".to_owned(), Value::Number(base));
    }
    run.schedule = Schedule {
        name: Reference::name(name),
        params: given,
        warmup,
        ..Schedule::default()
    };
    scene.experiment.runs.push(run);
    scene
}

fn check_column(case: &serde_json::Value, run: &RunTrace, name: &str, failures: &mut Vec<String>) {
    let Some(expected) = case[name].as_array() else {
        return;
    };
    for (k, expected) in expected.iter().enumerate() {
        let expected = expected.as_f64().expect("a number");
        let got = run.number(name, k).expect("a recorded value");
        let right = match expected {
            0.0 => got == 0.0,
            _ => ((got - expected) / expected).abs() <= 1e-12,
        };
        if !right {
            failures.push(format!("{} {name}[{k}]: {got:e}, not {expected:e}", case["id"]));
        }
    }
}

#[test]
fn every_schedule_matches_its_reference() {
    let golden = golden("schedules");
    let cases = golden["cases"].as_array().expect("cases");
    let mut failures = Vec::new();
    for case in cases {
        let trace = trace(&schedule_scene(case));
        check_column(case, &trace.runs[0], "lr", &mut failures);
        check_column(case, &trace.runs[0], "momentum", &mut failures);
    }
    assert!(cases.len() >= 17);
    assert!(failures.is_empty(), "{failures:#?}");
}
