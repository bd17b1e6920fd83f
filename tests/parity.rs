//! GPU against CPU, both in f32, natively. Without a GPU the tests show as ignored, with the reason.

use libtest_mimic::{Arguments, Failed, Trial};
use ravine::catalog;
use ravine::compile::{Plan, compile};
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::parity::{Comparison, Difference, Report};
use ravine::lang::Kind;
use ravine::scene::{Run, Scene};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Every optimizer on a surface.
fn plan(surface: &str, steps: u32) -> Arc<Plan> {
    let mut scene = Scene::on_surface(surface);
    scene.experiment.steps = steps;
    for entry in catalog::entries(Kind::Optimizer) {
        scene.experiment.runs.push(Run::of(&entry.id));
    }
    let (plan, findings) = compile(&scene.experiment);
    assert!(findings.is_empty(), "{findings:?}");
    Arc::new(plan.expect("no finding is an error"))
}

fn compare(gpu: &mut GpuEngine, plan: Arc<Plan>) -> Result<Report, Failed> {
    let mut cpu = CpuEngine::new(Precision::Single);
    let mut comparison = Comparison::new(plan, &mut cpu);
    loop {
        if let Some(report) = comparison.poll(&mut cpu, gpu, Duration::from_millis(100))? {
            return Ok(report);
        }
    }
}

fn check(what: &str, surface: &str, found: &Difference, bound: f64) -> Result<(), Failed> {
    println!(
        "{surface}: {what} differs most for {} in {} at step {}: {:.1e}",
        found.run, found.column, found.step, found.value
    );
    // Written so that a NaN fails.
    if found.value <= bound {
        return Ok(());
    }
    Err(format!("{what} on {surface}: {found:?} is above {bound:e}").into())
}

fn surface_trial(gpu: &Mutex<GpuEngine>, surface: &str) -> Result<(), Failed> {
    let mut gpu = gpu.lock().map_err(|e| e.to_string())?;
    let one = compare(&mut gpu, plan(surface, 102))?;
    check("one step", surface, &one.one_step, 1e-5)?;
    let steps = if ["rosenbrock", "ravine"].contains(&surface) { 200 } else { 30 };
    let whole = compare(&mut gpu, plan(surface, steps))?;
    check("the trajectory", surface, &whole.trajectory, 1e-3)
}

fn main() {
    let arguments = Arguments::from_args();
    let (gpu, missing) = match Gpu::open() {
        Ok(gpu) => (Some(Arc::new(Mutex::new(GpuEngine::new(gpu)))), String::new()),
        Err(error) => (None, error.to_string()),
    };
    let trials = catalog::entries(Kind::Surface).iter().map(|entry| {
        let gpu = gpu.clone();
        let missing = missing.clone();
        let ignored = gpu.is_none();
        let name = format!("every optimizer agrees on {}{}", entry.id, if ignored { format!(" ({missing})") } else { String::new() });
        Trial::test(name, move || match &gpu {
            Some(gpu) => surface_trial(gpu, &entry.id),
            None => Err(missing.into()),
        })
        .with_ignored_flag(ignored)
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}
