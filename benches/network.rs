//! 256 networks 2-8-8-2, batches of 32, Adam: the engines beside what a person would write for this one
//! shape, and beside a map of 1,024 of them over two settings. `cargo bench --bench network`, one figure
//! alone by name: `cargo bench --bench network cpu`. The two of `cpu` and of `map` take turns, so that what
//! else the machine does falls on both.

#[path = "hand/network.rs"]
mod hand;
#[path = "support/rivals.rs"]
mod rivals;

use divan::Bencher;
use egui_kittest::Harness;
use ravine::app::{App, Session};
use ravine::compile::network::model::Samples;
use ravine::compile::sweep::compile_sweep;
use ravine::compile::{Plan, compile};
use ravine::engine::Engine;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::{self, Gpu};
use ravine::engine::{run, sweep};
use ravine::scene::Scene;
use ravine::scene::sweep::{Axis, Spread as Scale, Sweep};
use rivals::{is_asked, measure};
use std::cell::Cell;
use std::fmt;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const NETWORKS: usize = 256;
const STEPS: usize = 500;
const BATCH: usize = 32;
/// Values along each of the two axes of a map.
const SIDE: u32 = 32;
/// Times each of a pair is run.
const ROUNDS: usize = 11;

fn main() {
    rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build_global()
        .expect("no thread pool yet");
    if is_asked("cpu") {
        cpu();
    }
    if is_asked("map") {
        map();
    }
    if is_asked("gpu") {
        kernels();
    }
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

fn train(engine: &mut dyn Engine, plan: &Arc<Plan>) -> usize {
    run(engine, plan.clone())
        .map(|t| t.runs.len())
        .expect("the engine trains")
}

/// The CPU engine on the rule's text, beside a Rust loop for this shape that records the same.
fn cpu() {
    let (plan, mut engine) = (plan(), CpuEngine::new(Precision::Single));
    let data = data(&plan);
    measure(
        "cpu",
        ["engine", "by hand"],
        [NETWORKS * STEPS; 2],
        ROUNDS,
        [
            &mut || {
                train(&mut engine, &plan);
            },
            &mut || {
                black_box(hand::train(&data, NETWORKS));
            },
        ],
    );
}

/// A map, planned point by point, its losses looked at: a training step of it costs at most 1.3 times one of
/// the same engine on 256 networks.
fn map() {
    let axis = |name: &str, ends| Axis::spread(name, ends, SIDE, Scale::Log);
    let map = Sweep::over(scene(), vec![axis("lr", [1e-4, 1.0]), axis("eps", [1e-10, 1e-2])]);
    let (plan, mut engine) = (plan(), CpuEngine::new(Precision::Single));
    measure(
        "map",
        ["map", "networks"],
        [(SIDE as usize).pow(2) * STEPS, NETWORKS * STEPS],
        ROUNDS,
        [
            &mut || {
                let (plan, findings) = compile_sweep(&map);
                let plan = plan.unwrap_or_else(|| panic!("{findings:?}"));
                let mut sweeper = CpuSweep::new(Arc::new(plan), Precision::Single);
                sweep::run(&mut sweeper).expect("the engine does not fail");
            },
            &mut || {
                train(&mut engine, &plan);
            },
        ],
    );
}

/// What the engine trains on and holds back, for the loop by hand.
fn data(plan: &Plan) -> hand::Data {
    let network = plan.network().expect("a network");
    let samples = |samples: &Samples| {
        let data = &samples.data;
        let sample = |i| [data.sample(i)[0], data.sample(i)[1], data.targets[i]].map(|x| x as f32);
        (0..data.len()).map(sample).collect()
    };
    hand::Data {
        train: samples(&network.train),
        held: samples(&network.validation),
        batch: BATCH,
        steps: STEPS,
        every: network.every,
    }
}

/// The generated WGSL kernel of a sweep on whatever adapter there is, a software driver too, and a kernel by hand
/// for this one case with the same bindings, in turn.
fn kernels() {
    let gpu = Gpu::open().expect("a GPU, be it a software one");
    println!("{}", gpu.name());
    let axis = |name: &str, ends, count| Axis::spread(name, ends, count, Scale::Log);
    let seeds = Axis::listed("seed", (1..=16).map(f64::from).collect());
    let axes = vec![axis("lr", [1e-3, 1e-2], 16), seeds];
    let (plan, findings) = compile_sweep(&Sweep::over(scene(), axes));
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let by_hand = [
        include_str!("../shaders/shared/math.wgsl"),
        include_str!("../shaders/shared/rng.wgsl"),
        include_str!("hand/network.wgsl"),
    ];
    let by_hand = by_hand.concat();
    let ends = [Cell::new(0.0), Cell::new(0.0)];
    let train = |kernel: Option<String>, end: &Cell<f64>| {
        let mut sweeper = gpu::sweep(gpu.clone(), plan.clone(), kernel);
        let outcomes = sweep::run(sweeper.as_mut()).expect("the device does not fail");
        end.set(outcomes.lanes.iter().flatten().map(|o| o.loss).sum());
    };
    measure(
        "gpu",
        ["generated", "by hand"],
        [NETWORKS * STEPS; 2],
        ROUNDS,
        [&mut || train(None, &ends[0]), &mut || {
            train(Some(by_hand.clone()), &ends[1])
        }],
    );
    let off = ends[0].get() / ends[1].get() - 1.0;
    assert!(off.abs() < 1e-3, "both train alike: {ends:?}");
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
