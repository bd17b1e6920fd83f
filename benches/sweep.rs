//! 65,536 Adam runs of 1,000 steps on Rosenbrock: the engines beside what a person would write for this one
//! case. And on a surface of logarithm, root and exponential: with what is watched there, so that no value is
//! lost, beside the same without. `cargo bench --bench sweep`, one pair alone by name: `cargo bench --bench
//! sweep cpu`. The two of a pair take turns, so that what else the machine does falls on both.

#[path = "hand/adam_rosenbrock.rs"]
mod hand;
#[path = "support/rivals.rs"]
mod rivals;

use ravine::compile::sweep::{SweepPlan, SweptObjective, SweptSurface, compile_sweep};
use ravine::compile::{Program, Surface};
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::gpu::Gpu;
use ravine::engine::gpu::sweeper::GpuSweep;
use ravine::engine::sweep::{Sweeper, run};
use ravine::lang::rule::Value;
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::scene::{Params, Problem, Reference, Run, Scene};
use rivals::{is_asked, report};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const SIDE: u32 = 256;
const STEPS: usize = 1000;
const LR: f64 = 0.01;

/// Times each of a pair is run.
const ROUNDS: usize = 11;

fn main() {
    let plan = plan(Scene::on_surface("rosenbrock"), [-2.0, 2.0]);
    let guarded = plan_of_functions();
    if is_asked("watched cpu") {
        let sweep = |plan: &Arc<SweepPlan>| all(CpuSweep::new(plan.clone(), Precision::Single));
        watched("watched cpu", &guarded, sweep);
    }
    if is_asked("watched gpu") {
        let gpu = Gpu::open().expect("a GPU, be it a software one");
        let sweep = |plan: &Arc<SweepPlan>| all(GpuSweep::new(gpu.clone(), plan.clone()).expect("a surface"));
        watched("watched gpu", &guarded, sweep);
    }
    if is_asked("cpu") {
        cpu(&plan);
    }
    if is_asked("gpu") {
        gpu(&plan);
    }
}

/// The CPU engine on the rule's text, beside a Rust loop for this case.
fn cpu(plan: &Arc<SweepPlan>) {
    let starts = starts(plan);
    measure(
        "cpu",
        ["engine", "by hand"],
        || {
            all(CpuSweep::new(plan.clone(), Precision::Single));
        },
        || {
            black_box(hand::sweep(settings(), &starts));
        },
    );
}

/// The generated kernel, beside a WGSL kernel for this case with the same bindings, dispatched in the same
/// slices.
fn gpu(plan: &Arc<SweepPlan>) {
    assert_eq!(
        surface(plan).programs[0].table,
        2,
        "the kernel reads two numbers a step"
    );
    let gpu = Gpu::open().expect("a GPU, be it a software one");
    let kernel = include_str!("hand/adam_rosenbrock.wgsl");
    measure(
        "gpu",
        ["engine", "by hand"],
        || {
            all(GpuSweep::new(gpu.clone(), plan.clone()).expect("a surface"));
        },
        || {
            let sweep = GpuSweep::with_kernel(gpu.clone(), plan.clone(), |_, _| kernel.to_owned());
            all(sweep.expect("a surface"));
        },
    );
}

/// Prints the medians of both and their ratio; a first round of each warms up.
fn measure(name: &str, rivals: [&str; 2], engine: impl Fn(), by_hand: impl Fn()) {
    let mut seconds = [Vec::new(), Vec::new()];
    for round in 0..=ROUNDS {
        for (times, work) in seconds.iter_mut().zip([&engine as &dyn Fn(), &by_hand]) {
            let begun = Instant::now();
            work();
            if round > 0 {
                times.push(begun.elapsed().as_secs_f64());
            }
        }
    }
    let run_steps = (SIDE as usize).pow(2) * STEPS;
    report(name, rivals, seconds, run_steps);
}

/// An engine with what is watched, and without.
fn watched(name: &str, plan: &Arc<SweepPlan>, sweep: impl Fn(&Arc<SweepPlan>)) {
    let mut on = SweptSurface::clone(plan.surface().expect("a surface"));
    for program in &mut Arc::make_mut(&mut on.surface).programs {
        let kept: Vec<usize> = (0..program.watched_outputs().start).collect();
        *program = Arc::new(Program {
            step: program.step.only(&kept),
            loss: program.loss.only(&[0]),
            watched: 0,
            ..Program::clone(program)
        });
    }
    assert!(surface(plan).programs[0].watched > 0, "something is watched");
    let bare = Arc::new(SweepPlan {
        objective: SweptObjective::Surface(Arc::new(on)),
        ..SweepPlan::clone(plan)
    });
    measure(name, ["watching", "not"], || sweep(plan), || sweep(&bare));
}

fn plan_of_functions() -> Arc<SweepPlan> {
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.problem = Problem::Surface {
        surface: Reference::Source("f = x - log(x) + y - sqrt(y) + exp(-x*y)".to_owned()),
        params: Params::default(),
    };
    plan(scene, [1.0, 2.0])
}

fn surface(plan: &SweepPlan) -> &Surface {
    &plan.surface().expect("a surface").surface
}

fn all(mut sweeper: impl Sweeper) {
    let outcomes = run(&mut sweeper).expect("the engine does not fail");
    assert_eq!(outcomes.done, outcomes.lanes.len());
}

fn plan(mut scene: Scene, x: [f64; 2]) -> Arc<SweepPlan> {
    scene.experiment.steps = STEPS as u32;
    scene.experiment.runs = vec![Run {
        params: Params::from([("lr".to_owned(), Value::Number(LR))]),
        ..Run::of("adam")
    }];
    let axis = |name: &str, ends| Axis::spread(name, ends, SIDE, Spread::Linear);
    let sweep = Sweep::over(
        scene,
        vec![axis("start.x", x), axis("start.y", [x[0] + 1.0, 3.0])],
    );
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
