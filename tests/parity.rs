//! GPU against CPU, both in f32, natively. Without a GPU the tests show as ignored, with the reason.

#[path = "support/gpu_trials.rs"]
mod gpu_trials;

use gpu_trials::Test;
use libtest_mimic::Failed;
use ravine::catalog;
use ravine::compile::{Plan, compile};
use ravine::engine::Poll;
use ravine::engine::cpu::field::CpuSampler;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::field;
use ravine::engine::gpu::field::GpuSampler;
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::parity::{Comparison, Difference, FROM, Report};
use ravine::engine::run;
use ravine::lang::Kind;
use ravine::lang::rule::Value;
use ravine::scene::{Fork, Run, Scene, Stage};
use ravine::trace::{Grid, RunTrace};
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
        match comparison.poll(&mut cpu, gpu, Duration::from_millis(100)) {
            Poll::Ready(report) => return Ok(report),
            Poll::Failed(error) => return Err(error.into()),
            Poll::Busy | Poll::Idle => {}
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

fn surface_trial(shared: &Mutex<Shared>, surface: &str) -> Result<(), Failed> {
    let gpu = &mut shared.lock().map_err(|e| e.to_string())?.engine;
    let one = compare(gpu, plan(surface, 102))?;
    let all = FROM.len() * catalog::entries(Kind::Optimizer).len();
    if one.compared + one.diverged < all {
        return Err(format!("{} of {all} single steps were compared", one.compared).into());
    }
    check("one step", surface, &one.one_step, 1e-5)?;
    let steps = if ["rosenbrock", "ravine"].contains(&surface) {
        200
    } else {
        30
    };
    let whole = compare(gpu, plan(surface, steps))?;
    check("the trajectory", surface, &whole.trajectory, 1e-3)
}

/// Moving a slider, seeding anew or starting elsewhere makes no pipeline.
fn no_new_pipelines(shared: &Mutex<Shared>) -> Result<(), Failed> {
    let gpu = &mut shared.lock().map_err(|e| e.to_string())?.engine;
    let mut scene = Scene::on_surface("beale");
    scene.experiment.runs = vec![Run::of("adam"), Run::of("sgd")];
    let mut made = Vec::new();
    for i in 0..20 {
        let lr = Value::Number(0.001 * f64::from(i + 1));
        scene.experiment.runs[0].params.insert("lr".to_owned(), lr);
        scene.experiment.seed = i;
        scene.experiment.start = Some(vec![1.0, f64::from(i) * 0.1]);
        let plan = compile(&scene.experiment).0.ok_or("the scene compiles")?;
        run(gpu, Arc::new(plan))?;
        made.push(gpu.pipelines_made());
    }
    match made.iter().all(|&m| m == made[0]) {
        true => Ok(()),
        false => Err(format!("pipelines made so far: {made:?}").into()),
    }
}

/// Stages and their states, random numbers and skipped steps on the GPU.
fn stages_agree(shared: &Mutex<Shared>) -> Result<(), Failed> {
    let gpu = &mut shared.lock().map_err(|e| e.to_string())?.engine;
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = 102;
    for entry in catalog::entries(Kind::Stage) {
        let mut staged = Run::of("adam");
        staged.label = Some(entry.id.clone());
        staged.stages.push(Stage::of(&entry.id));
        scene.experiment.runs.push(staged);
    }
    let plan = compile(&scene.experiment).0.ok_or("the scene compiles")?;
    let report = compare(gpu, Arc::new(plan))?;
    check("one step", "every stage", &report.one_step, 1e-5)?;
    check("the trajectory", "every stage", &report.trajectory, 1e-3)
}

/// All columns to the last bit; a run that leaves all ranges may hold NaN.
fn bits(run: &RunTrace) -> Vec<(&str, Vec<u64>)> {
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect();
    let columns = run.columns.iter();
    columns.map(|c| (c.name.as_str(), bits(&c.values))).collect()
}

/// Forks on the GPU: one with its source's settings repeats it to the last bit.
fn forks_repeat(shared: &Mutex<Shared>) -> Result<(), Failed> {
    let mut shared = shared.lock().map_err(|e| e.to_string())?;
    for entry in catalog::entries(Kind::Optimizer) {
        let mut scene = Scene::on_surface("rosenbrock");
        scene.experiment.steps = 60;
        let mut source = Run::of(&entry.id);
        source.stages = ["f16", "noise"].map(Stage::of).to_vec();
        scene.experiment.runs = vec![source.clone(), source.clone(), source];
        scene.experiment.runs[1].from = Some(Fork { run: 0, step: 25 });
        scene.experiment.runs[2].from = Some(Fork { run: 1, step: 40 });
        let plan = compile(&scene.experiment).0.ok_or("the scene compiles")?;
        let runs = run(&mut shared.engine, Arc::new(plan))?.runs;
        for fork in &runs[1..] {
            if (bits(fork), fork.diverged_at) != (bits(&runs[0]), runs[0].diverged_at) {
                return Err(format!("a fork of {} differs from it", entry.id).into());
            }
        }
    }
    Ok(())
}

/// Fields: every surface, seen whole and close, on a grid that needs several dispatches.
fn fields_agree(shared: &Mutex<Shared>) -> Result<(), Failed> {
    let gpu = shared.lock().map_err(|e| e.to_string())?.gpu.clone();
    let mut sampler = GpuSampler::new(gpu);
    for entry in catalog::entries(Kind::Surface) {
        let plan = plan(&entry.id, 1);
        let surface = plan.surface().ok_or("a surface")?;
        let axis = |i: usize| surface.domain.get(i).copied().unwrap_or([0.0, 1.0]);
        let near = |[low, high]: [f64; 2]| [low + 0.6 * (high - low), low + 0.61 * (high - low)];
        let whole = Grid {
            x: axis(0),
            y: axis(1),
            columns: 701,
            rows: 499,
        };
        let close = Grid {
            x: near(axis(0)),
            y: near(axis(1)),
            ..whole
        };
        for grid in [whole, close] {
            let cpu = field::sample(&mut CpuSampler::default(), surface, grid)?;
            let gpu = field::sample(&mut sampler, surface, grid)?;
            if (gpu.columns, gpu.rows, gpu.values.len()) != (cpu.columns, cpu.rows, cpu.values.len()) {
                return Err(format!("{}: the fields have different sizes", entry.id).into());
            }
            let mut found = Difference {
                run: "the field".to_owned(),
                column: "loss".to_owned(),
                ..Difference::default()
            };
            for (place, (a, b)) in gpu.values.iter().zip(&cpu.values).enumerate() {
                found.widen(Difference {
                    value: f64::from((a - b).abs() / b.abs().max(1.0)),
                    step: place,
                    ..found.clone()
                });
            }
            check("the field", &entry.id, &found, 1e-5)?;
        }
    }
    let surfaces = catalog::entries(Kind::Surface).len();
    match sampler.pipelines_made() == surfaces {
        true => Ok(()),
        false => Err(format!("{surfaces} surfaces took {} pipelines", sampler.pipelines_made()).into()),
    }
}

/// What the tests share.
struct Shared {
    gpu: Gpu,
    engine: GpuEngine,
}

fn main() {
    let on_surfaces = catalog::entries(Kind::Surface).iter().map(|entry| {
        let name = format!("every optimizer agrees on {}", entry.id);
        let test: Test<Shared> = Box::new(move |shared| surface_trial(shared, &entry.id));
        (name, test)
    });
    let others: [(&str, Test<Shared>); 4] = [
        ("every stage agrees", Box::new(stages_agree)),
        ("moving a slider makes no pipeline", Box::new(no_new_pipelines)),
        ("a fork repeats its source", Box::new(forks_repeat)),
        ("every surface's field agrees", Box::new(fields_agree)),
    ];
    let others = others.map(|(name, test)| (name.to_owned(), test));
    let open = |gpu: Gpu| Shared {
        engine: GpuEngine::new(gpu.clone()),
        gpu,
    };
    gpu_trials::run(open, on_surfaces.chain(others).collect());
}
