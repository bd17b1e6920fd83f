//! 65,536 Adam runs of 1,000 steps on Rosenbrock: the engines beside what a person would write for this one case.
//! `cargo bench --bench sweep`, one figure alone by name: `cargo bench --bench sweep cpu`.

#[path = "hand/adam_rosenbrock.rs"]
mod hand;

use divan::Bencher;
use divan::counter::ItemsCount;
use ravine::compile::sweep::{SweepPlan, compile_sweep};
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::gpu::Gpu;
use ravine::engine::gpu::sweeper::GpuSweep;
use ravine::engine::sweep::{Sweeper, run};
use ravine::lang::rule::Value;
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::scene::{Params, Run, Scene};
use std::sync::Arc;

const SIDE: u32 = 256;
const STEPS: usize = 1000;
const LR: f64 = 0.01;

fn main() {
    divan::main();
}

fn plan() -> Arc<SweepPlan> {
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = STEPS as u32;
    scene.experiment.runs = vec![Run {
        params: Params::from([("lr".to_owned(), Value::Number(LR))]),
        ..Run::of("adam")
    }];
    let axis = |name: &str, ends| Axis::spread(name, ends, SIDE, Spread::Linear);
    let sweep = Sweep {
        scene,
        axes: vec![axis("start.x", [-2.0, 2.0]), axis("start.y", [-1.0, 3.0])],
        tolerance: 1e-6,
    };
    let (plan, findings) = compile_sweep(&sweep);
    Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")))
}

fn starts(plan: &SweepPlan) -> Vec<[f32; 2]> {
    let start = |lane| plan.lane(lane).start;
    (0..plan.lanes())
        .map(start)
        .map(|s| [s[0] as f32, s[1] as f32])
        .collect()
}

fn settings() -> hand::Settings {
    hand::Settings {
        lr: LR as f32,
        beta1: 0.9,
        beta2: 0.999,
        eps: 1e-8,
        goal: 1e-6,
        steps: STEPS,
    }
}

fn run_steps(plan: &SweepPlan) -> ItemsCount {
    ItemsCount::new(plan.lanes() * STEPS)
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn cpu_hand_written(bencher: Bencher) {
    let plan = plan();
    let starts = starts(&plan);
    bencher
        .counter(run_steps(&plan))
        .bench(|| hand::sweep(settings(), &starts));
}

fn all(mut sweeper: impl Sweeper) -> usize {
    run(&mut sweeper)
        .map(|outcomes| outcomes.done)
        .expect("the engine does not fail")
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn cpu_engine(bencher: Bencher) {
    let plan = plan();
    let counted = bencher.counter(run_steps(&plan));
    counted.bench(|| all(CpuSweep::new(plan.clone(), Precision::Single)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn gpu_engine(bencher: Bencher) {
    let (plan, gpu) = (plan(), Gpu::open().expect("a GPU, be it a software one"));
    let counted = bencher.counter(run_steps(&plan));
    counted.bench_local(|| all(GpuSweep::new(gpu.clone(), plan.clone())));
}

/// Another kernel for the same bindings, dispatched in the same slices.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn gpu_hand_written(bencher: Bencher) {
    let (plan, gpu) = (plan(), Gpu::open().expect("a GPU, be it a software one"));
    assert_eq!(
        plan.base.programs[0].table, 2,
        "the kernel reads two numbers a step"
    );
    let kernel = include_str!("hand/adam_rosenbrock.wgsl");
    let counted = bencher.counter(run_steps(&plan));
    counted.bench_local(|| {
        all(GpuSweep::with_kernel(gpu.clone(), plan.clone(), |_| {
            kernel.to_owned()
        }))
    });
}
