//! The swarm: a run from thousands of starts on the GPU is where traces from some of these starts are.
//! Without a GPU the tests show as ignored, with the reason.

#[path = "support/gpu_trials.rs"]
mod gpu_trials;

use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use gpu_trials::Test;
use libtest_mimic::Failed;
use ravine::app::App;
use ravine::compile::compile;
use ravine::compile::sweep::SweepPlan;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::Gpu;
use ravine::engine::gpu::render_swarm::Renderers;
use ravine::engine::gpu::swarm::GpuSwarm;
use ravine::engine::{run, swarm};
use ravine::lang::rule::Value;
use ravine::scene::picture::Swarm;
use ravine::scene::{Params, Reference, Run, Scene, Stage};
use ravine::trace::Trace;
use std::sync::{Arc, Mutex};

const STEPS: u32 = 300;

/// A swarm of a run, and traces of it from every `every`-th of the swarm's starts.
fn plans(surface: &str, run_: Run, every: usize) -> Result<(Arc<SweepPlan>, Trace), Failed> {
    let mut scene = Scene::on_surface(surface);
    scene.experiment.steps = STEPS;
    scene.experiment.runs = vec![run_];
    let plan = compile(&scene.experiment).0.ok_or("the scene compiles")?;
    let domain = plan.surface().ok_or("a surface")?;
    let swept = swarm::plan(&scene.experiment, domain, 0, swarm::GPU).ok_or("the swarm compiles")?;
    scene.experiment.starts = (0..swept.lanes())
        .step_by(every)
        .map(|i| swept.lane(i).start)
        .collect();
    let plan = compile(&scene.experiment).0.ok_or("the starts compile")?;
    let trace = run(&mut CpuEngine::new(Precision::Single), Arc::new(plan))?;
    Ok((swept, trace))
}

fn at(swarm: &mut GpuSwarm, step: usize) -> Result<Vec<[f32; 2]>, Failed> {
    for _ in 0..100_000 {
        if swarm.advance(step) {
            return Ok(swarm.points()?);
        }
        // Lets the device tell that it is done.
        swarm.points()?;
    }
    Err(format!("step {step} was never reached").into())
}

/// Forwards, back to a kept state, back to the start, and to the end.
const WAY: [usize; 8] = [0, 1, 7, 120, 115, 3, 0, STEPS as usize];

fn moves_as_traces_do(gpu: &Gpu, surface: &str, run: Run) -> Result<(), Failed> {
    let every = 509;
    let (plan, trace) = plans(surface, run, every)?;
    let mut renderers = Renderers::without_window(gpu);
    let mut swarm = GpuSwarm::new(gpu.clone(), &mut renderers, &plan).ok_or("a surface")?;
    if swarm.count() != 16_384 {
        return Err(format!("{} lanes", swarm.count()).into());
    }
    for step in WAY {
        let points = at(&mut swarm, step)?;
        for (traced, point) in trace.runs.iter().zip(points.iter().step_by(every)) {
            for (found, expected) in point.iter().zip(traced.point(step)) {
                let difference = (f64::from(*found) - expected).abs() / expected.abs().max(1.0);
                // Written so that a NaN fails.
                let close = difference <= 1e-3;
                if !close {
                    let from = &traced.start;
                    return Err(
                        format!("{surface} from {from:?} at step {step}: {found}, not {expected}").into(),
                    );
                }
            }
        }
    }
    Ok(())
}

/// The window draws the swarm from its buffers: with it, thousands of pixels have the run's colour.
fn is_drawn() -> Result<(), Failed> {
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = STEPS;
    scene.experiment.runs = vec![run_of("adam", 0.01)];
    scene.view.step = 40;
    let mut colored = Vec::new();
    for swarm in [Swarm::Off, Swarm::Run] {
        scene.view.picture.swarm = swarm;
        let mut harness = Harness::builder()
            .with_size(vec2(1200.0, 800.0))
            .with_max_steps(400)
            .wgpu()
            .build_eframe(|cc| App::new(cc, scene.clone(), None));
        harness.run();
        if swarm == Swarm::Run {
            harness.get_by_label("Adam from 16,384 starts");
        }
        let picture = harness.render()?;
        // The first run's orange: much red, little blue.
        let orange = picture.pixels().filter(|p| p.0[0] > 150 && p.0[2] < 80);
        colored.push(orange.count());
    }
    match colored[1] > colored[0] + 5000 {
        true => Ok(()),
        false => Err(format!("{colored:?} pixels are orange, without and with the swarm").into()),
    }
}

fn run_of(optimizer: &str, rate: f64) -> Run {
    let mut run = Run::of(optimizer);
    run.params.insert("lr".to_owned(), Value::Number(rate));
    run
}

fn main() {
    let mut clipped = run_of("sgd", 0.02);
    clipped.stages.push(Stage {
        name: Reference::name("clip_norm"),
        params: Params::new(),
    });
    let cases = [
        ("Adam in the valley", "rosenbrock", run_of("adam", 0.01)),
        (
            "SGD that leaves a saddle and freezes",
            "saddle",
            run_of("sgd", 0.1),
        ),
        ("a clipped run", "cliff", clipped),
        ("momentum on a curve", "theta_squared", run_of("momentum", 0.05)),
    ];
    let tests = cases.into_iter().map(|(name, surface, run)| {
        let test: Test<Gpu> = Box::new(move |gpu: &Mutex<Gpu>| {
            let gpu = gpu.lock().map_err(|e| e.to_string())?;
            moves_as_traces_do(&gpu, surface, run.clone())
        });
        (format!("{name}: a swarm moves as traces do"), test)
    });
    let mut tests: Vec<_> = tests.collect();
    let drawn: Test<Gpu> = Box::new(|_| is_drawn());
    tests.push(("a swarm is drawn from its buffers".to_owned(), drawn));
    gpu_trials::run(|gpu| gpu, tests);
}
