//! Sweeps on the GPU against the CPU, both in f32, natively. Without a GPU the tests show as ignored, with
//! the reason.

#[path = "support/gpu_trials.rs"]
mod gpu_trials;

use gpu_trials::Test;
use libtest_mimic::Failed;
use ravine::catalog;
use ravine::compile::sweep::{SweepPlan, compile_sweep};
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::gpu::{Gpu, sweep};
use ravine::engine::sweep::{Outcome, Sweeper, run};
use ravine::lang::Kind;
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::scene::{Params, Problem, Reference, Run, Scene, Stage};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn plan(scene: Scene, axes: [(&str, [f64; 2], u32, Spread); 2]) -> Result<Arc<SweepPlan>, Failed> {
    let axes = axes.map(|(name, ends, count, scale)| Axis::spread(name, ends, count, scale));
    let asked = Sweep {
        tolerance: 1e-2,
        ..Sweep::over(scene, axes.to_vec())
    };
    let (plan, findings) = compile_sweep(&asked);
    Ok(Arc::new(plan.ok_or_else(|| format!("{findings:?}"))?))
}

/// Of all lanes at the end, then at each kept step.
fn all(sweeper: &mut dyn Sweeper) -> Result<Vec<Outcome>, Failed> {
    let outcomes = run(sweeper)?;
    let all = std::iter::once(&outcomes.lanes).chain(&outcomes.kept).flatten();
    let all: Option<Vec<Outcome>> = all.copied().collect();
    all.ok_or_else(|| "a lane is missing".into())
}

fn agrees(gpu: &Gpu, what: &str, plan: &Arc<SweepPlan>) -> Result<(), Failed> {
    let expected = all(&mut CpuSweep::new(plan.clone(), Precision::Single))?;
    let found = all(sweep(gpu.clone(), plan.clone(), None).as_mut())?;
    let mut worst = 0.0f64;
    for (lane, (a, b)) in found.iter().zip(&expected).enumerate() {
        let numbers = [
            (a.end[0], b.end[0]),
            (a.end[1], b.end[1]),
            (a.loss, b.loss),
            (a.best, b.best),
        ];
        let difference = numbers.iter().map(|(a, b)| (a - b).abs() / b.abs().max(1.0));
        let difference = difference.fold(0.0, f64::max);
        worst = worst.max(difference);
        // Written so that a NaN fails.
        let close = difference <= 1e-3;
        let same = (a.diverged_at, a.reached, a.nearest) == (b.diverged_at, b.reached, b.nearest);
        if !(close && same) {
            return Err(format!("{what}, lane {lane}: {a:?} is not {b:?}").into());
        }
    }
    println!("{what}: {} lanes, largest difference {worst:.1e}", found.len());
    Ok(())
}

/// Learning rates from harmless to divergence, from different starts, on the way and at the end.
fn optimizer_agrees(gpu: &Gpu, id: &str) -> Result<(), Failed> {
    let rule = &catalog::find(Kind::Optimizer, id).ok_or("it is listed")?.rule;
    let first = rule
        .params
        .iter()
        .find(|p| matches!(p.default, ravine::lang::rule::Value::Number(_)));
    let (name, ends) = match rule.param("lr") {
        Some(_) => ("lr", [1e-5, 10.0]),
        None => (first.ok_or("it has a number")?.name.text.as_str(), [0.1, 0.9]),
    };
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = 60;
    scene.experiment.runs = vec![Run::of(id)];
    let axes = [
        (name, ends, 13, Spread::Log),
        ("start.x", [-1.9, 1.9], 11, Spread::Linear),
    ];
    let plan = SweepPlan {
        kept: vec![0, 25, 60],
        ..SweepPlan::clone(&*plan(scene, axes)?)
    };
    agrees(gpu, id, &Arc::new(plan))
}

/// Rules with so many numbers of their own for each step: a row of the table is one vector or more.
fn rows_agree(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = gpu.lock().map_err(|e| e.to_string())?;
    for width in 0..=9 {
        let terms: String = (1..=width).map(|i| format!(" + cos({i}*t)*g/{i}")).collect();
        let text = format!("name \"Rows\"\nparam lr = 0.01 in 1e-5 .. 1 log \"rate\"\nw -= lr*(g{terms})\n");
        let mut scene = Scene::on_surface("ravine");
        scene.experiment.steps = 40;
        let optimizer = Reference::Source(text);
        scene.experiment.runs = vec![Run {
            optimizer,
            ..Run::of("sgd")
        }];
        let axes = [
            ("lr", [1e-4, 1e-2], 9, Spread::Log),
            ("start.x", [-1.9, 1.9], 9, Spread::Linear),
        ];
        let plan = plan(scene, axes)?;
        let found = plan.surface().ok_or("a surface")?.surface.programs[0].table;
        if found != width {
            return Err(format!("{width} numbers a step are meant, not {found}").into());
        }
        agrees(&gpu, &format!("{width} numbers a step"), &plan)?;
    }
    Ok(())
}

/// States that begin as expressions of a lane's own w and settings.
fn anchors_agree(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = gpu.lock().map_err(|e| e.to_string())?;
    let text = "param lr = 0.01 in 1e-5 .. 1 log\nstate z = w, y = lr*w + 1, v = 2*lr\n\
        w -= lr*(g + w - z + y*v)\n";
    let mut scene = Scene::on_surface("ravine");
    scene.experiment.steps = 40;
    let optimizer = Reference::Source(text.to_owned());
    scene.experiment.runs = vec![Run {
        optimizer,
        ..Run::of("sgd")
    }];
    let axes = [
        ("lr", [1e-4, 1e-2], 9, Spread::Log),
        ("start.x", [-1.9, 1.9], 9, Spread::Linear),
    ];
    agrees(&gpu, "anchors", &plan(scene, axes)?)
}

/// Logarithms and hyperbolics, and their derivatives.
fn functions_agree(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = gpu.lock().map_err(|e| e.to_string())?;
    let text = "f = ln(cosh(2x)) + sinh(0.3y)**2 + |x*y| + log10(2 + y^2)";
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.problem = Problem::Surface {
        surface: Reference::Source(text.to_owned()),
        params: Params::default(),
    };
    scene.experiment.steps = 40;
    scene.experiment.runs = vec![Run::of("momentum")];
    let axes = [
        ("start.x", [-9.0, 9.0], 40, Spread::Linear),
        ("start.y", [-9.0, 9.0], 40, Spread::Linear),
    ];
    agrees(&gpu, "logarithms and hyperbolics", &plan(scene, axes)?)
}

/// Schedules, stages with states, noise and skipped steps, several runs, and more than one chunk.
fn everything_agrees(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = gpu.lock().map_err(|e| e.to_string())?;
    let mut scene = Scene::on_surface("ravine");
    scene.experiment.steps = 40;
    for entry in catalog::entries(Kind::Stage) {
        let mut staged = Run::of("adam");
        staged.schedule.name = Reference::name("cosine");
        staged.stages.push(Stage {
            name: Reference::name(&entry.id),
            params: Params::default(),
        });
        scene.experiment.runs.push(staged);
    }
    let axes = [
        ("lr", [1e-4, 1e-1], 150, Spread::Log),
        ("seed", [0.0, 149.0], 150, Spread::Linear),
    ];
    agrees(&gpu, "every stage", &plan(scene.clone(), axes)?)?;
    scene.experiment.runs = vec![Run::of("momentum")];
    let axes = [
        ("start.x", [-2.0, 2.0], 400, Spread::Linear),
        ("start.y", [-1.0, 1.0], 400, Spread::Linear),
    ];
    agrees(&gpu, "160,000 starts", &plan(scene, axes)?)
}

/// What the device was already given ends soon after a sweep is dropped: the next one's answer does not wait
/// for it.
fn dropping_cancels(gpu: &Mutex<Gpu>) -> Result<(), Failed> {
    let gpu = gpu.lock().map_err(|e| e.to_string())?;
    let side = |name| (name, [-2.0, 2.0], 1024, Spread::Linear);
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = 100_000;
    scene.experiment.runs = vec![Run::of("adam")];
    let endless = plan(scene.clone(), [side("start.x"), side("start.y")])?;
    let mut endless = sweep(gpu.clone(), endless, None);
    for _ in 0..20 {
        endless.poll(Duration::from_millis(20));
    }
    drop(endless);
    let dropped = Instant::now();
    scene.experiment.steps = 1;
    let short = |name| (name, [-2.0, 2.0], 2, Spread::Linear);
    let plan = plan(scene, [short("start.x"), short("start.y")])?;
    all(sweep(gpu.clone(), plan, None).as_mut())?;
    let waited = dropped.elapsed();
    println!("the next sweep was done {waited:.0?} after the long one was dropped");
    // The promise is 100 ms; the rest is a busy machine's, and the next sweep's own pipeline.
    match waited < Duration::from_secs(1) {
        true => Ok(()),
        false => Err(format!("{waited:?} after dropping").into()),
    }
}

fn main() {
    let optimizers = catalog::entries(Kind::Optimizer).iter().map(|entry| {
        let test: Test<Gpu> = Box::new(move |gpu| {
            let gpu = gpu.lock().map_err(|e| e.to_string())?;
            optimizer_agrees(&gpu, &entry.id)
        });
        (format!("{} agrees", entry.id), test)
    });
    let mut tests: Vec<(String, Test<Gpu>)> = optimizers.collect();
    tests.push(("rows of every width agree".to_owned(), Box::new(rows_agree)));
    tests.push(("functions agree".to_owned(), Box::new(functions_agree)));
    tests.push(("anchors agree".to_owned(), Box::new(anchors_agree)));
    tests.push(("everything else agrees".to_owned(), Box::new(everything_agrees)));
    tests.push(("dropping cancels".to_owned(), Box::new(dropping_cancels)));
    gpu_trials::run(|gpu| gpu, tests);
}
