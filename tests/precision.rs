//! Half-precision rounding on both engines, bit for bit, against `tests/golden/precision.json`.

use libtest_mimic::{Arguments, Failed, Trial};
use ravine::compile::compile;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::{Engine, run};
use ravine::scene::{Reference, Run, Scene};
use std::sync::Arc;

/// The values go in as starts times 2^-80, so that none counts as diverged, and are restored exactly.
const RULE: &str = "name \"Rounding\"\nparam up = 1208925819614629174706176\n\
    half = f16(w*up)\nbrain = bf16(w*up)\nw -= 0*g";

fn numbers(golden: &serde_json::Value, name: &str) -> Vec<f32> {
    let list = golden[name].as_array().expect("a list");
    list.iter()
        .map(|v| match v.as_str() {
            Some(text) => text.parse().expect("inf or -inf"),
            None => v.as_f64().expect("a number") as f32,
        })
        .collect()
}

fn check(engine: &mut dyn Engine) -> Result<(), Failed> {
    let path = format!("{}/tests/golden/precision.json", env!("CARGO_MANIFEST_DIR"));
    let golden: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let inputs = numbers(&golden, "f32");
    let mut scene = Scene::on_surface("theta_squared");
    scene.experiment.steps = 1;
    let down = 2f64.powi(-80);
    scene.experiment.starts = inputs.iter().map(|&v| vec![f64::from(v) * down]).collect();
    let mut rounding = Run::of("sgd");
    rounding.optimizer = Reference::Source(RULE.to_owned());
    scene.experiment.runs.push(rounding);
    let (plan, findings) = compile(&scene.experiment);
    let plan = plan.ok_or_else(|| format!("{findings:?}"))?;
    let trace = run(engine, Arc::new(plan))?;
    if inputs.len() < 200 || trace.runs.len() != inputs.len() {
        return Err("not every value was computed".into());
    }
    for (column, format) in [("half", "f16"), ("brain", "bf16")] {
        let expected = numbers(&golden, format);
        for ((run, expected), input) in trace.runs.iter().zip(expected).zip(&inputs) {
            let got = run.number(column, 0).ok_or("the column is recorded")? as f32;
            if got.to_bits() != expected.to_bits() {
                return Err(format!("{format}({input:e}) is {got:e}, not {expected:e}").into());
            }
        }
    }
    Ok(())
}

fn main() {
    let arguments = Arguments::from_args();
    let cpu = Trial::test("f16 and bf16 are exact on the CPU engine", || {
        check(&mut CpuEngine::new(Precision::Single))
    });
    let gpu = Gpu::open();
    let missing = gpu.as_ref().err().map(ToString::to_string);
    let name = "f16 and bf16 are exact on the GPU engine";
    let gpu = Trial::test(name, move || check(&mut GpuEngine::new(gpu?)))
        .with_kind(missing.clone().unwrap_or_default())
        .with_ignored_flag(missing.is_some());
    libtest_mimic::run(&arguments, vec![cpu, gpu]).exit();
}
