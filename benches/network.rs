//! 256 networks 2-8-8-2, batches of 32, Adam: the engines beside what a person would write for this one
//! shape, and beside a map of 1,024 of them over two settings. `cargo bench --bench network`, one figure
//! alone by name: `cargo bench --bench network cpu`.

#[path = "hand/network.rs"]
mod hand;

use divan::Bencher;
use divan::counter::ItemsCount;
use egui_kittest::Harness;
use ravine::app::{App, Session};
use ravine::compile::sweep::compile_sweep;
use ravine::compile::{Plan, compile};
use ravine::data::Source;
use ravine::engine::Engine;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::{run, sweep};
use ravine::scene::Scene;
use ravine::scene::sweep::{Axis, Spread as Scale, Sweep};
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

const NETWORKS: usize = 256;
const STEPS: usize = 500;
const BATCH: usize = 32;
/// Values along each of the two axes of a map.
const SIDE: u32 = 32;

fn main() {
    rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build_global()
        .expect("no thread pool yet");
    divan::main();
}

fn scene() -> Scene {
    let text = format!(
        r#"{{ "experiment": {{
            "problem": {{ "network": {{ "data": "moons", "layers": [2, 8, 8, 2], "seeds": {NETWORKS} }} }},
            "steps": {STEPS}, "runs": [ {{ "optimizer": "adam" }} ] }} }}"#
    );
    serde_json::from_str(&text).expect("a scene")
}

fn plan() -> Arc<Plan> {
    let (plan, findings) = compile(&scene().experiment);
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

/// A map, planned point by point, its losses looked at: a training step of it costs at most 1.3 times one of
/// `cpu_engine`.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn cpu_map(bencher: Bencher) {
    let axis = |name: &str, ends| Axis::spread(name, ends, SIDE, Scale::Log);
    let map = Sweep::over(scene(), vec![axis("lr", [1e-4, 1.0]), axis("eps", [1e-10, 1e-2])]);
    let steps = (SIDE as usize).pow(2) * STEPS;
    bencher.counter(ItemsCount::new(steps)).bench_local(|| {
        let (plan, findings) = compile_sweep(&map);
        let plan = plan.unwrap_or_else(|| panic!("{findings:?}"));
        let mut sweeper = CpuSweep::new(Arc::new(plan), Precision::Single);
        sweep::run(&mut sweeper).map(|outcomes| outcomes.done)
    });
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

/// A frame of the app without drawing its triangles, at rest and while the networks train on the CPU engine.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn frames(bencher: Bencher) {
    bencher.bench_local(|| {
        let mut harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .build_eframe(|cc| App::with(&cc.egui_ctx, Session::on_cpu(scene())));
        let mut times = Vec::new();
        harness.step();
        while harness.state().session.engine.busy {
            times.push(timed(&mut harness));
        }
        let rest: Vec<f64> = (0..120).map(|_| timed(&mut harness)).collect();
        for (when, times) in [("while 256 networks train", times), ("at rest", rest)] {
            println!("frames {when}: {}", Spread::of(times));
        }
    });
}

fn timed(harness: &mut Harness<App>) -> f64 {
    let begun = Instant::now();
    harness.step();
    begun.elapsed().as_secs_f64() * 1e3
}

/// How long frames took, in milliseconds.
struct Spread(Vec<f64>);

impl Spread {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self(times)
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let at = |share: f64| self.0[(share * (self.0.len() - 1) as f64).round() as usize];
        let [p50, p95, max] = [0.5, 0.95, 1.0].map(at);
        write!(
            f,
            "p50 {p50:.1} ms, p95 {p95:.1} ms, max {max:.1} ms of {}",
            self.0.len()
        )
    }
}
