//! Networks on the GPU against the CPU, both in f32, natively. Without a GPU the tests show as ignored, with
//! the reason.

#[path = "support/gpu_trials.rs"]
mod gpu_trials;

#[path = "support/gpu_looks.rs"]
mod gpu_looks;

#[path = "support/golden_networks.rs"]
mod golden_networks;

use golden_networks::{golden, read, scene};
use gpu_trials::Test;
use libtest_mimic::Failed;
use ravine::catalog;
use ravine::compile::sweep::compile_sweep;
use ravine::compile::wgsl::network::Seating;
use ravine::compile::{Plan, compile};
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::{Gpu, GpuEngine, sweep};
use ravine::engine::run;
use ravine::engine::sweep::{Outcome, Sweeper};
use ravine::lang::Kind;
use ravine::scene::Scene;
use ravine::scene::sweep::{Axis, Sweep};
use ravine::trace::{Column, Trace};
use std::sync::{Arc, Mutex};

const STEPS: usize = 60;
/// Largest difference of losses, |a - b| / max(1, |b|).
const LOSSES: f64 = 1e-3;

fn scene_of(network: &str, runs: &[String]) -> Result<Scene, Failed> {
    let runs = runs.join(", ");
    let text = format!(
        r#"{{"experiment": {{"problem": {{"network": {network}}}, "steps": {STEPS}, "runs": [{runs}]}}}}"#
    );
    Ok(serde_json::from_str(&text)?)
}

fn plan(network: &str, runs: &[String]) -> Result<Arc<Plan>, Failed> {
    let scene = scene_of(network, runs)?;
    let (plan, findings) = compile(&scene.experiment);
    Ok(Arc::new(plan.ok_or_else(|| format!("{findings:?}"))?))
}

fn adam() -> Vec<String> {
    vec![r#"{"optimizer": "adam"}"#.to_owned()]
}

/// The largest difference of a column; NaN where the two have not the same entries.
fn difference(a: &Column, b: &Column) -> f64 {
    if a.values.len() != b.values.len() {
        return f64::NAN;
    }
    let error = |(a, b): (&f64, &f64)| (a - b).abs() / b.abs().max(1.0);
    let larger = |worst: f64, e: f64| if e > worst || e.is_nan() { e } else { worst };
    a.values.iter().zip(&b.values).map(error).fold(0.0, larger)
}

/// The largest share of an entry's counts that stand elsewhere.
fn moved(a: &Column, b: &Column) -> f64 {
    let share = |(a, b): (&[f64], &[f64])| {
        let off: f64 = a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum();
        off / (2.0 * b.iter().sum::<f64>())
    };
    let entries = a.values.chunks(a.stride()).zip(b.values.chunks(b.stride()));
    entries.map(share).fold(0.0, f64::max)
}

/// Losses of all runs agree, and so do all other columns, with room for what a changed rank or rounding
/// brings.
fn agrees(gpu: &Mutex<GpuEngine>, plan: Arc<Plan>, others: f64) -> Result<(), Failed> {
    let mut gpu = gpu.lock().map_err(|e| e.to_string())?;
    let expected = run(&mut CpuEngine::new(Precision::Single), plan.clone())?;
    let got = run(&mut *gpu, plan)?;
    compare(&got, &expected, others)
}

fn compare(got: &Trace, expected: &Trace, others: f64) -> Result<(), Failed> {
    let mut worst = (0.0, String::new());
    for (a, b) in got.runs.iter().zip(&expected.runs) {
        if a.diverged_at != b.diverged_at {
            return Err(format!("{}: {:?} and {:?}", a.label, a.diverged_at, b.diverged_at).into());
        }
        for column in &b.columns {
            let other = a
                .column(&column.name)
                .ok_or(format!("no column {}", column.name))?;
            let off = match column.name.as_str() {
                "g_exponents" => moved(other, column),
                _ => difference(other, column),
            };
            let name = format!("{} {}", a.label, column.name);
            let bound = if column.name == "loss" { LOSSES } else { others };
            if off.is_nan() || off > bound {
                return Err(format!("{name} differs by {off:e}, more than {bound:e}").into());
            }
            if off > worst.0 {
                worst = (off, name);
            }
        }
    }
    println!("{} runs, worst {:.1e} in {}", got.runs.len(), worst.0, worst.1);
    match got.runs.len() == expected.runs.len() {
        true => Ok(()),
        false => Err("a run is missing".into()),
    }
}

/// The golden cases have nearly every optimizer, but on full batches.
fn mini_batches(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let optimizers = ["nesterov", "sam", "lamb", "adafactor"];
    let runs = optimizers.map(|id| format!(r#"{{"optimizer": "{id}"}}"#));
    agrees(
        gpu,
        plan(r#"{"data": "moons", "layers": [2, 8, 2]}"#, &runs)?,
        2e-2,
    )
}

/// The features of one step are multiplied on both, in every micro-batch, also where they are rounded.
fn corrupt_batches(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let runs = ["sgd", "adam"].map(|id| format!(r#"{{"optimizer": "{id}"}}"#));
    for formats in ["{}", r#"{"activations": "bf16"}"#] {
        let network = format!(
            r#"{{"data": "moons", "layers": [2, 8, 2], "batch": 8, "accumulate": {{"micro_batches": 3}}, "seeds": 2,
                "precision": {formats}, "corrupt": {{"step": 20, "factor": 30}}}}"#
        );
        agrees(gpu, plan(&network, &runs)?, 2e-2)?;
    }
    Ok(())
}

/// Over as many samples runs of other batches take other numbers of steps, and record what the decay takes.
fn other_lengths(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let text = r#"{"experiment": {"steps": 500, "budget": "samples", "decay": true,
        "problem": {"network": {"data": "moons", "layers": [2, 8, 2], "batch": 16}},
        "runs": [{"optimizer": "adamw", "training": {"batch": 8}}, {"optimizer": "adam_l2"},
                 {"optimizer": "lamb", "training": {"batch": 50}}]}}"#;
    let scene: Scene = serde_json::from_str(text)?;
    let (plan, findings) = compile(&scene.experiment);
    let plan = Arc::new(plan.ok_or_else(|| format!("{findings:?}"))?);
    let steps: Vec<usize> = plan.runs.iter().map(|run| plan.steps_of(run)).collect();
    match steps == [62, 31, 10] {
        true => agrees(gpu, plan, 2e-2),
        false => Err(format!("{steps:?}").into()),
    }
}

/// Formats and batches of runs' own stand side by side in one plan.
fn own_settings(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let formats = ["f32", "f16", "bf16"].map(|format| {
        format!(
            r#""precision": {{"activations": "{format}", "gradients": "{format}", "weights": "{format}"}}"#
        )
    });
    let batches = [
        r#""batch": 8"#,
        r#""batch": 128"#,
        r#""batch": 8, "accumulate": {"micro_batches": 4}"#,
        r#""batch": 8, "accumulate": {"micro_batches": 4, "forgot_to_divide": true}"#,
        r#""dropout": 0.2, "init": "he", "seed": 4"#,
        r#""label_smoothing": 0.1"#,
        r#""seed": 4"#,
    ];
    let all = formats.iter().map(String::as_str).chain(batches);
    let runs: Vec<String> = all
        .map(|own| format!(r#"{{"optimizer": "sgd", "params": {{"lr": 0.05}}, "training": {{{own}}}}}"#))
        .collect();
    agrees(
        gpu,
        plan(r#"{"data": "moons", "layers": [2, 8, 2], "seeds": 2}"#, &runs)?,
        2e-2,
    )
}

/// A fork begins with the state that the CPU finds at its step, between two looks.
fn forks(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let fork = |lr: f64, run: usize, step: usize| {
        format!(
            r#"{{"optimizer": "adam", "params": {{"lr": {lr}}}, "from": {{"run": {run}, "step": {step}}}}}"#
        )
    };
    let runs = [
        adam(),
        vec![
            fork(0.001, 0, 0),
            fork(0.03, 0, 23),
            fork(0.002, 2, 41),
            fork(0.1, 0, 60),
        ],
    ];
    let network = r#"{"data": "moons", "layers": [2, 8, 2], "seeds": 2, "record": {"every": 7}}"#;
    agrees(gpu, plan(network, &runs.concat())?, 2e-2)
}

fn every_stage(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let entries = catalog::entries(Kind::Stage).iter();
    let run =
        |id: &str| format!(r#"{{"optimizer": "adam", "label": "{id}", "stages": [{{"name": "{id}"}}]}}"#);
    let runs: Vec<String> = entries.map(|e| run(&e.id)).collect();
    agrees(
        gpu,
        plan(r#"{"data": "circles", "layers": [2, 8, 2]}"#, &runs)?,
        2e-2,
    )
}

/// A test for each golden run, on one network and the other by turns: a kernel takes a software driver seconds to
/// compile, and the CPU's tests have all of them on both.
fn golden_cases() -> impl Iterator<Item = (String, Test<GpuEngine>)> {
    let nets = golden()["nets"].as_array().cloned().expect("there are networks");
    nets.into_iter().enumerate().flat_map(|(turn, net)| {
        let scene = scene(&net);
        let name: String = read(&net["name"]);
        let runs = scene.experiment.runs.clone().into_iter().enumerate();
        runs.filter(move |(place, _)| place % 2 == turn)
            .map(move |(place, run)| {
                let optimizer = run.optimizer.title(Kind::Optimizer);
                let name = format!("golden: {name}, run {}, {optimizer}", place + 1);
                let mut experiment = scene.experiment.clone();
                experiment.runs = vec![run];
                let test: Test<GpuEngine> = Box::new(move |gpu| {
                    let (plan, findings) = compile(&experiment);
                    let plan = plan.ok_or_else(|| format!("{findings:?}"))?;
                    agrees(gpu, Arc::new(plan), 2e-2)
                });
                (name, test)
            })
    })
}

/// Networks with everything that can be set, and a name for each.
const SETTINGS: &[(&str, &str)] = &[
    (
        "regression",
        r#"{"data": "sine", "layers": [1, 12, 1], "activation": "gelu"}"#,
    ),
    (
        "deep",
        r#"{"data": "spirals", "layers": [2, 9, 7, 5, 3, 2], "activation": "silu", "init": "he"}"#,
    ),
    (
        "no hidden layer",
        r#"{"data": "blobs", "layers": [2, 3], "loss": "mse"}"#,
    ),
    (
        "smoothing",
        r#"{"data": "xor", "layers": [2, 8, 2], "activation": "sigmoid", "label_smoothing": 0.1}"#,
    ),
    (
        "a leaky kink",
        r#"{"data": "spirals", "layers": [2, 9, 7, 2], "activation": "leaky_relu"}"#,
    ),
    (
        "an exponential",
        r#"{"data": "moons", "layers": [2, 8, 2], "activation": "elu"}"#,
    ),
    (
        "an own activation",
        r#"{"data": "moons", "layers": [2, 8, 2], "activation": {"source": "a = softplus(z) - z/(1 + z^2)"}}"#,
    ),
    (
        "dropout",
        r#"{"data": "moons", "layers": [2, 16, 16, 2], "activation": "relu", "dropout": 0.3, "seeds": 3}"#,
    ),
    (
        "accumulation",
        r#"{"data": "moons", "layers": [2, 8, 2], "batch": 50,
        "accumulate": {"micro_batches": 3, "forgot_to_divide": true}}"#,
    ),
    (
        "quantiles",
        r#"{"data": "checkerboard", "layers": [2, 8, 2], "record": {"every": 7, "quantiles": ["g", "v"]}}"#,
    ),
    (
        "exponents",
        r#"{"data": "moons", "layers": [2, 16, 2], "record": {"exponents": true}, "precision": {"gradients": "f16"}}"#,
    ),
    (
        "no validation",
        r#"{"data": "moons", "layers": [2, 8, 2], "validation": 0, "weight_decay": "matrices"}"#,
    ),
    (
        "digits",
        r#"{"data": "digits", "layers": [64, 32, 10], "batch": 64}"#,
    ),
    (
        "bf16",
        r#"{"data": "moons", "layers": [2, 8, 2],
        "precision": {"activations": "bf16", "gradients": "bf16", "weights": "f32"}}"#,
    ),
    (
        "f16",
        r#"{"data": "moons", "layers": [2, 8, 2],
        "precision": {"activations": "f16", "gradients": "f16", "weights": "f16"}}"#,
    ),
];

/// Many seeds of several programs at once, spread as the engine finds best.
fn many_at_once(_: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let gpu = &Mutex::new(GpuEngine::new(Gpu::open()?));
    let runs = ["adam", "sgd"].map(|o| format!(r#"{{"optimizer": "{o}"}}"#));
    agrees(
        gpu,
        plan(
            r#"{"data": "moons", "layers": [2, 4, 4, 2], "seeds": 128}"#,
            &runs,
        )?,
        2e-2,
    )
}

/// Outcomes of all points at the end and at the kept steps.
fn outcomes(mut sweeper: Box<dyn Sweeper>) -> Result<Vec<Outcome>, Failed> {
    let outcomes = ravine::engine::sweep::run(sweeper.as_mut())?;
    let all = std::iter::once(&outcomes.lanes).chain(&outcomes.kept).flatten();
    let all: Option<Vec<Outcome>> = all.copied().collect();
    all.ok_or_else(|| "a point is missing".into())
}

/// Points of sweeps are trained alike, whatever their axes: settings, batch and width, seeds; some diverge.
fn swept(_: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let list = |name: &str, values: &[f64]| Axis::listed(name, values.to_vec());
    let seeds = || list("seed", &[1.0, 5.0]);
    // With the largest one none can take its first step.
    let rates = || list("lr", &[1e-3, 1e-2, 0.1, 1e30]);
    let cases = [
        (vec![rates(), seeds()], 1),
        (vec![rates(), list("batch", &[8.0, 50.0])], 2),
        (vec![list("width", &[3.0, 5.0]), list("dropout", &[0.0, 0.25])], 1),
    ];
    let gpu = Gpu::open()?;
    for (axes, seeds) in cases {
        let runs = ["adam", "sgd"].map(|o| format!(r#"{{"optimizer": "{o}"}}"#));
        let scene = scene_of(r#"{"data": "moons", "layers": [2, 6, 2]}"#, &runs)?;
        let names: Vec<String> = axes.iter().map(|axis| axis.name.clone()).collect();
        let asked = Sweep {
            seeds,
            kept: vec![10, 45],
            ..Sweep::over(scene, axes)
        };
        let (plan, findings) = compile_sweep(&asked);
        let plan = Arc::new(plan.ok_or_else(|| format!("{findings:?}"))?);
        let expected = outcomes(Box::new(CpuSweep::new(plan.clone(), Precision::Single)))?;
        let found = outcomes(sweep(gpu.clone(), plan, None))?;
        let mut stopped = 0;
        for (place, (a, b)) in found.iter().zip(&expected).enumerate() {
            let off = |a: f64, b: f64| (a - b).abs() / b.abs().max(1.0);
            let [val_a, val_b] = [a, b].map(|o| o.validation.unwrap_or(f64::NAN));
            let worst = off(a.loss, b.loss)
                .max(off(a.best, b.best))
                .max(off(val_a, val_b));
            // Written so that a NaN fails.
            let close = worst <= LOSSES || b.diverged_at.is_some();
            if !close || (a.diverged_at, a.why) != (b.diverged_at, b.why) {
                return Err(format!("{names:?}, point {place}: {a:?} is not {b:?}").into());
            }
            stopped += usize::from(b.diverged_at.is_some());
        }
        println!(
            "{names:?}: {} outcomes, {stopped} of points that stopped",
            found.len()
        );
    }
    Ok(())
}

/// An invocation per network trains small networks as a workgroup per network does.
fn alone(_: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let alone = GpuEngine::with_seating(Gpu::open()?, Some(Seating::Alone));
    let alone = Mutex::new(alone);
    let runs = ["sam", "lamb"].map(|o| format!(r#"{{"optimizer": "{o}"}}"#));
    agrees(
        &alone,
        plan(r#"{"data": "sine", "layers": [1, 4, 1]}"#, &runs)?,
        2e-2,
    )?;
    for network in [
        r#"{"data": "blobs", "layers": [2, 3], "loss": "mse"}"#,
        r#"{"data": "moons", "layers": [2, 4, 2], "dropout": 0.3, "seeds": 3, "activation": "relu"}"#,
        r#"{"data": "moons", "layers": [2, 4, 2], "batch": 20, "accumulate": {"micro_batches": 3}}"#,
        r#"{"data": "moons", "layers": [2, 4, 2], "batch": 20, "accumulate": {"micro_batches": 3},
            "precision": {"activations": "bf16", "gradients": "bf16", "weights": "f32"},
            "corrupt": {"step": 20, "factor": 30}}"#,
        r#"{"data": "spirals", "layers": [2, 5, 4, 3, 2], "validation": 0}"#,
    ] {
        println!("{network}");
        agrees(&alone, plan(network, &adam())?, 2e-2)?;
    }
    Ok(())
}

/// A device with small buffers, as a phone may have.
fn small_device() -> Result<Gpu, Failed> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
    let adapter = pollster::block_on(instance.request_adapter(&wgpu::RequestAdapterOptions::default()))?;
    let descriptor = wgpu::DeviceDescriptor {
        required_limits: wgpu::Limits {
            max_storage_buffer_binding_size: 1 << 17,
            ..wgpu::Limits::default()
        },
        ..wgpu::DeviceDescriptor::default()
    };
    let (device, queue) = pollster::block_on(adapter.request_device(&descriptor))?;
    Ok(Gpu::adopt(&adapter, device, queue, None, || {})?)
}

/// What the device cannot hold it refuses, with the sizes, and it goes on with the next plan.
fn too_large(_: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let mut engine = GpuEngine::new(small_device()?);
    let refused = run(
        &mut engine,
        plan(r#"{"data": "digits", "layers": [64, 4, 10]}"#, &adam())?,
    );
    let expected = "network too large for the device: samples of one run take 0.5 MB, but a buffer holds 0.1";
    match refused {
        Err(error) if error.to_string() == expected => {}
        other => return Err(format!("{:?}", other.map(|trace| trace.steps)).into()),
    }
    let trained = run(
        &mut engine,
        plan(r#"{"data": "moons", "layers": [2, 8, 2]}"#, &adam())?,
    )?;
    match trained.steps {
        STEPS => Ok(()),
        steps => Err(format!("{steps} steps of a smaller network").into()),
    }
}

/// A slider makes no pipeline.
fn no_new_pipelines(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let mut gpu = gpu.lock().map_err(|e| e.to_string())?;
    let mut made = Vec::new();
    for i in 1..6 {
        let network = format!(
            r#"{{"data": {{"name": "moons", "noise": 0.{i}}}, "layers": [2, 4, 2], "batch": {i}, "dropout": 0.{i}}}"#
        );
        let runs = [format!(r#"{{"optimizer": "adam", "params": {{"lr": 0.{i}}}}}"#)];
        run(&mut *gpu, plan(&network, &runs)?)?;
        made.push(gpu.pipelines_made());
    }
    match made.iter().all(|&m| m == made[0]) {
        true => Ok(()),
        false => Err(format!("pipelines made so far: {made:?}").into()),
    }
}

fn main() {
    let mut tests: Vec<(String, Test<GpuEngine>)> = vec![
        (
            "mini-batches train alike with optimizers of every kind".to_owned(),
            Box::new(mini_batches),
        ),
        (
            "a corrupt batch trains alike".to_owned(),
            Box::new(corrupt_batches),
        ),
        (
            "settings of runs' own train alike".to_owned(),
            Box::new(own_settings),
        ),
        (
            "runs of other lengths train alike".to_owned(),
            Box::new(other_lengths),
        ),
        ("every stage trains alike".to_owned(), Box::new(every_stage)),
        ("forks go on alike".to_owned(), Box::new(forks)),
        (
            "256 networks at once train alike".to_owned(),
            Box::new(many_at_once),
        ),
        ("points of sweeps train alike".to_owned(), Box::new(swept)),
        (
            "small networks, an invocation each, train alike".to_owned(),
            Box::new(alone),
        ),
        (
            "what a device cannot hold is refused with its size, and less is not".to_owned(),
            Box::new(too_large),
        ),
        (
            "outputs and losses on a plane are the CPU's".to_owned(),
            Box::new(gpu_looks::looks),
        ),
        (
            "a landscape is the same with the GPU's help, and without it".to_owned(),
            Box::new(gpu_looks::landscape),
        ),
        (
            "a slider makes no pipeline".to_owned(),
            Box::new(no_new_pipelines),
        ),
    ];
    tests.extend(golden_cases());
    for (name, network) in SETTINGS {
        // One changed rounding of a half format moves what it rounds by up to 2^-8.
        let others = if name.contains("f16") { 0.1 } else { 2e-2 };
        let test: Test<GpuEngine> = Box::new(move |gpu| agrees(gpu, plan(network, &adam())?, others));
        tests.push((format!("{name}: both engines train alike"), test));
    }
    let in_workgroups = |gpu| GpuEngine::with_seating(gpu, Some(Seating::Group));
    gpu_trials::run(in_workgroups, tests);
}
