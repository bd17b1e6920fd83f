//! A lost GPU device, natively: whoever computes on it says so, and a session goes on as if nothing had
//! happened.

#[path = "support/gpu_trials.rs"]
mod gpu_trials;

use gpu_trials::Test;
use libtest_mimic::Failed;
use ravine::app::Session;
use ravine::compile::{Plan, compile};
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::field::{self, Sampler};
use ravine::engine::gpu::field::GpuSampler;
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::{Engine, EngineError, run};
use ravine::lang::rule::Value;
use ravine::scene::{Run, Scene};
use ravine::trace::{Grid, Trace};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Longest that a session may take for a trace.
const PATIENCE: Duration = Duration::from_secs(60);

fn scene() -> Scene {
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.runs = ["sgd", "adam", "lion"].map(Run::of).to_vec();
    scene
}

fn plan(scene: &Scene) -> Result<Arc<Plan>, Failed> {
    Ok(Arc::new(
        compile(&scene.experiment).0.ok_or("the scene compiles")?,
    ))
}

/// Updates a session, as frames would, until it has computed so many traces.
fn computed(session: &mut Session, count: usize) -> Result<Arc<Trace>, Failed> {
    let (context, start) = (egui::Context::default(), Instant::now());
    while session.computed() < count || session.engine.busy {
        session.update(&context);
        if start.elapsed() > PATIENCE {
            return Err(format!("{} of {count} traces after {PATIENCE:?}", session.computed()).into());
        }
    }
    Ok(session.trace.clone())
}

fn expect(condition: bool, otherwise: &str) -> Result<(), Failed> {
    condition.then_some(()).ok_or_else(|| otherwise.into())
}

/// The session is on another device and says why.
fn expect_another_device(session: &Session) -> Result<(), Failed> {
    let note = session.engine.note.as_deref().unwrap_or_default();
    let told = note.contains("the GPU was lost (it was destroyed)");
    expect(
        session.engine.kind == "gpu" && told,
        &format!("{:?}", session.engine),
    )
}

fn lost_while_idle(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = opened(gpu)?;
    let mut session = Session::new(scene(), Ok(gpu.clone()));
    let before = computed(&mut session, 1)?;
    gpu.destroy();
    let mut changed = scene();
    changed.experiment.runs[1]
        .params
        .insert("lr".to_owned(), Value::Number(0.1));
    session.scene = changed;
    let after = computed(&mut session, 2)?;
    expect_another_device(&session)?;
    expect(
        after.runs[0] == before.runs[0],
        "what did not change is computed as before",
    )?;
    expect(after.runs[1] != before.runs[1], "what changed is computed anew")
}

fn lost_under_way(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = opened(gpu)?;
    let mut session = Session::new(scene(), Ok(gpu.clone()));
    let before = computed(&mut session, 1)?;
    session.scene.experiment.seed += 1;
    session.update(&egui::Context::default());
    expect(session.engine.busy, "the second trace is under way")?;
    gpu.destroy();
    let after = computed(&mut session, 2)?;
    expect_another_device(&session)?;
    expect(
        after.runs == before.runs,
        "the trace after the loss is the one before",
    )
}

/// A device that never answered may be broken by what it was given.
fn lost_before_it_answered(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = opened(gpu)?;
    gpu.destroy();
    let mut session = Session::new(scene(), Ok(gpu));
    let trace = computed(&mut session, 1)?;
    let note = session.engine.note.as_deref().unwrap_or_default();
    let told = note.contains("the GPU was lost");
    expect(
        session.engine.kind == "cpu" && told,
        &format!("{:?}", session.engine),
    )?;
    let expected = run(&mut CpuEngine::new(Precision::Single), plan(&scene())?)?;
    expect(trace.runs == expected.runs, "the CPU computes the same")
}

/// Nothing panics or hangs on a lost device.
fn everyone_says_so(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = opened(gpu)?;
    let plan = plan(&scene())?;
    let mut sampler = GpuSampler::new(gpu.clone());
    let mut engine = GpuEngine::new(gpu.clone());
    run(&mut engine, plan.clone())?;
    gpu.destroy();
    for mut engine in [engine, GpuEngine::new(gpu)] {
        for attempt in 0..2 {
            engine.submit(plan.clone());
            let found = run(&mut engine, plan.clone());
            let lost = matches!(found, Err(EngineError::Lost(_)));
            expect(lost, &format!("attempt {attempt}: {:?}", found.map(|t| t.steps)))?;
        }
    }
    let [x, y] = [
        plan.surface().expect("a surface").domain[0],
        plan.surface().expect("a surface").domain[1],
    ];
    let grid = Grid {
        x,
        y,
        columns: 64,
        rows: 48,
    };
    sampler.submit(plan.surface().expect("a surface"), grid);
    let found = field::sample(&mut sampler, plan.surface().expect("a surface"), grid);
    expect(found.is_err(), "a field cannot be sampled")
}

/// A device of its own: what one test destroys is no other's.
fn opened(gpu: &Mutex<Gpu>) -> Result<Gpu, Failed> {
    let _one_at_a_time = gpu.lock().map_err(|e| e.to_string())?;
    Ok(Gpu::open()?)
}

fn main() {
    let tests: [(&str, Test<Gpu>); 4] = [
        ("a device lost while idle is replaced", Box::new(lost_while_idle)),
        ("a device lost under way is replaced", Box::new(lost_under_way)),
        (
            "the CPU takes over from a device that never answered",
            Box::new(lost_before_it_answered),
        ),
        (
            "whoever computes on a lost device says so",
            Box::new(everyone_says_so),
        ),
    ];
    let tests = tests.map(|(name, test)| (name.to_owned(), test));
    gpu_trials::run(|gpu| gpu, tests.into());
}
