//! 256 networks 2-8-8-2, batches of 32, Adam: the engines beside what a person would write for this one shape.
//! `cargo bench --bench network`, one figure alone by name: `cargo bench --bench network cpu`.

#[path = "hand/network.rs"]
mod hand;

use divan::Bencher;
use divan::counter::ItemsCount;
use ravine::compile::{Plan, compile};
use ravine::data::Source;
use ravine::engine::Engine;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::run;
use ravine::scene::Scene;
use std::sync::Arc;

const NETWORKS: usize = 256;
const STEPS: usize = 500;
const BATCH: usize = 32;

fn main() {
    rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build_global()
        .expect("no thread pool yet");
    divan::main();
}

fn plan() -> Arc<Plan> {
    let text = format!(
        r#"{{ "experiment": {{
            "problem": {{ "network": {{ "data": "moons", "layers": [2, 8, 8, 2], "seeds": {NETWORKS} }} }},
            "steps": {STEPS}, "runs": [ {{ "optimizer": "adam" }} ] }} }}"#
    );
    let scene: Scene = serde_json::from_str(&text).expect("a scene");
    let (plan, findings) = compile(&scene.experiment);
    Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")))
}

fn network_steps() -> ItemsCount {
    ItemsCount::new(NETWORKS * STEPS)
}

fn train(engine: &mut dyn Engine, plan: &Arc<Plan>) -> usize {
    run(engine, plan.clone())
        .map(|t| t.runs.len())
        .expect("the engine trains")
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn cpu_hand_written(bencher: Bencher) {
    let data = Source::named("moons").load(1).expect("moons");
    let data = hand::Data {
        inputs: (0..data.len())
            .map(|i| [data.sample(i)[0] as f32, data.sample(i)[1] as f32])
            .collect(),
        classes: data.targets.iter().map(|&t| t as usize).collect(),
        batch: BATCH,
        steps: STEPS,
    };
    bencher
        .counter(network_steps())
        .bench(|| hand::train(&data, NETWORKS));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn cpu_engine(bencher: Bencher) {
    let plan = plan();
    let mut engine = CpuEngine::new(Precision::Single);
    bencher
        .counter(network_steps())
        .bench_local(|| train(&mut engine, &plan));
}

/// The WGSL kernel on whatever adapter there is, a software driver too; without one nothing is measured.
#[divan::bench(sample_count = 2, sample_size = 1)]
fn gpu_engine(bencher: Bencher) {
    let Ok(gpu) = Gpu::open() else {
        return;
    };
    println!("{}", gpu.name());
    let plan = plan();
    let mut engine = GpuEngine::new(gpu);
    bencher
        .counter(network_steps())
        .bench_local(|| train(&mut engine, &plan));
}
