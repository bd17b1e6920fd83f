//! 65,536 Adam runs of 1,000 steps on Rosenbrock: the engines beside what a person would write for this one
//! case. And on a surface of logarithm, root and exponential: with what is watched there, so that no value is
//! lost, beside the same without. `cargo bench --bench sweep`, one pair alone by name: `cargo bench --bench
//! sweep cpu`. The two of a pair take turns, so that what else the machine does falls on both. And `map`: how
//! long a map of 256 x 256 points takes to show its shape, and all of it.

#[path = "hand/adam_rosenbrock.rs"]
mod hand;
#[path = "support/rivals.rs"]
mod rivals;

use ravine::compile::sweep::{SweepPlan, SweptObjective, SweptSurface, compile_sweep};
use ravine::compile::{Program, Surface};
use ravine::course::explore::film;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::gpu::{self, Gpu};
use ravine::engine::sweep::{Sweeper, run};
use ravine::lang::rule::Value;
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::scene::{Params, Problem, Reference, Run, Scene};
use rivals::{is_asked, measure, median};
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
        let sweep = |plan: &Arc<SweepPlan>| all(CpuSweep::boxed(plan));
        watched("watched cpu", &guarded, sweep);
    }
    if is_asked("watched gpu") {
        let gpu = Gpu::open().expect("a GPU, be it a software one");
        let sweep = |plan: &Arc<SweepPlan>| all(gpu::sweep(gpu.clone(), plan.clone(), None));
        watched("watched gpu", &guarded, sweep);
    }
    if is_asked("cpu") {
        cpu(&plan);
    }
    if is_asked("gpu") {
        kernels(&plan);
    }
    if is_asked("map") {
        map();
    }
}

/// The CPU engine on the rule's text, beside a Rust loop for this case.
fn cpu(plan: &Arc<SweepPlan>) {
    let starts = starts(plan);
    measure(
        "cpu",
        ["engine", "by hand"],
        [run_steps(); 2],
        ROUNDS,
        [&mut || all(CpuSweep::boxed(plan)), &mut || {
            black_box(hand::sweep(settings(), &starts));
        }],
    );
}

/// The generated kernel, beside a WGSL kernel for this case with the same bindings, dispatched in the same
/// slices.
fn kernels(plan: &Arc<SweepPlan>) {
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
        [run_steps(); 2],
        ROUNDS,
        [
            &mut || all(gpu::sweep(gpu.clone(), plan.clone(), None)),
            &mut || all(gpu::sweep(gpu.clone(), plan.clone(), Some(kernel.to_owned()))),
        ],
    );
}

/// How long until a map of 500 steps of Adam over learning rate and decay shows its shape, every 16th point
/// along both axes, and until it shows all: the sweeps that Explore asks for one after the other, as finely
/// as 256 x 256.
fn map() {
    let (mut shape, mut all) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let begun = Instant::now();
        let seconds = [16, 64, SIDE].map(|side| {
            self::all(CpuSweep::boxed(&map_plan(side)));
            begun.elapsed().as_secs_f64()
        });
        if round > 0 {
            shape.push(seconds[0]);
            all.push(seconds[2]);
        }
    }
    let [shape, all] = [shape, all].map(|seconds| median(seconds) * 1e3);
    println!("map: its shape within {shape:.1} ms, all within {all:.0} ms");
}

fn map_plan(side: u32) -> Arc<SweepPlan> {
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = 500;
    scene.experiment.runs = vec![Run::of("adam")];
    let axes = vec![
        Axis::spread("lr", [1e-4, 1.0], side, Spread::Log),
        Axis::spread("beta1", [0.0, 0.99], side, Spread::Linear),
    ];
    let mut sweep = Sweep::over(scene, axes);
    sweep.kept = film::kept(500);
    planned(&sweep)
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
    let both: [&mut dyn FnMut(); 2] = [&mut || sweep(plan), &mut || sweep(&bare)];
    measure(name, ["watching", "not"], [run_steps(); 2], ROUNDS, both);
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

/// Run-steps of each sweep that is measured beside another one.
fn run_steps() -> usize {
    (SIDE as usize).pow(2) * STEPS
}

fn all(mut sweeper: Box<dyn Sweeper>) {
    let outcomes = run(sweeper.as_mut()).expect("the engine does not fail");
    assert_eq!(outcomes.done, outcomes.lanes.len());
}

fn planned(sweep: &Sweep) -> Arc<SweepPlan> {
    let (plan, findings) = compile_sweep(sweep);
    Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")))
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
    planned(&sweep)
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
