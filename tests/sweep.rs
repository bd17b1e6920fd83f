//! Sweeps: many lanes at once give what each of them gives alone, on both engines; partial outcomes are
//! usable, and a sweep is cancelled by dropping it.

use ravine::catalog;
use ravine::compile::sweep::{SweepPlan, compile_sweep};
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::sweep::{Outcome, Progress, Sweeper, run};
use ravine::lang::Kind;
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::scene::{Params, Problem, Reference, Run, Scene, Schedule, Stage, Warmup};
use ravine::trace::{RunTrace, Why};
use ravine_testing::scenes::{self, on_surface, params};
use std::sync::Arc;
use std::time::Duration;

fn scene(surface: &str, steps: u32, run: Run) -> Scene {
    on_surface(surface, steps, vec![run])
}

fn listed(name: &str, values: &[f64]) -> Axis {
    Axis::listed(name, values.to_vec())
}

fn sweep(scene: Scene, axes: Vec<Axis>) -> Sweep {
    Sweep {
        tolerance: 1e-3,
        ..Sweep::over(scene, axes)
    }
}

fn plan(sweep: &Sweep) -> Arc<SweepPlan> {
    let (plan, findings) = compile_sweep(sweep);
    Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")))
}

fn outcomes(sweep: &Sweep, precision: Precision) -> Vec<Outcome> {
    let mut sweeper = CpuSweep::new(plan(sweep), precision);
    let outcomes = run(&mut sweeper).expect("the CPU engine does not fail");
    outcomes
        .lanes
        .iter()
        .map(|o| o.expect("all lanes are done"))
        .collect()
}

fn trace(scene: &Scene) -> RunTrace {
    scenes::trace(scene, Precision::Double).runs.remove(0)
}

/// What a sweep would say of a traced run.
fn expected(run: &RunTrace, steps: usize, goal: f64) -> Outcome {
    let last = run.diverged_at.map_or(steps, |d| d - 1);
    let loss = &run.column("loss").expect("a loss").values[..=last];
    let point = run.point(last);
    Outcome {
        end: [point[0], point.get(1).copied().unwrap_or(0.0)],
        loss: loss[last],
        best: loss.iter().copied().fold(f64::INFINITY, f64::min),
        reached: loss.iter().position(|&l| l <= goal).map(|k| k as u32),
        diverged_at: run.diverged_at.map(|d| d as u32),
        ..Outcome::default()
    }
}

fn assert_same(found: &Outcome, expected: &Outcome, what: &str) {
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1.0) || (a - b).abs() <= 1e-9 * b.abs();
    let numbers = [
        (found.end[0], expected.end[0]),
        (found.end[1], expected.end[1]),
        (found.loss, expected.loss),
        (found.best, expected.best),
    ];
    assert_eq!(found.diverged_at, expected.diverged_at, "{what}: diverged");
    assert_eq!(found.reached, expected.reached, "{what}: reached");
    assert!(
        numbers.iter().all(|&(a, b)| close(a, b)),
        "{what}: {found:?} is not {expected:?}"
    );
}

#[test]
fn a_swept_learning_rate_gives_what_each_run_gives_alone() {
    let rates = [1e-4, 3e-3, 0.05, 1.0];
    let takes_rate = |id: &str| {
        let rule = &catalog::find(Kind::Optimizer, id).expect("it is listed").rule;
        rule.param("lr").is_some()
    };
    for entry in catalog::entries(Kind::Optimizer)
        .iter()
        .filter(|e| takes_rate(&e.id))
    {
        for surface in ["rosenbrock", "ravine"] {
            let alone = scene(surface, 100, Run::of(&entry.id));
            let swept = outcomes(
                &sweep(alone.clone(), vec![listed("lr", &rates)]),
                Precision::Double,
            );
            for (rate, found) in rates.iter().zip(&swept) {
                let mut alone = alone.clone();
                alone.experiment.runs[0].params = params(&[("lr", *rate)]);
                let expected = expected(&trace(&alone), 100, 1e-3);
                assert_same(found, &expected, &format!("{} at {rate} on {surface}", entry.id));
            }
        }
    }
}

/// A run in which every kind of setting can be swept.
fn rich_run() -> Run {
    Run {
        params: params(&[("lr", 0.02)]),
        schedule: Schedule {
            name: Reference::name("cosine"),
            params: params(&[("lr_min", 0.001)]),
            warmup: Some(Warmup {
                steps: 20,
                start: 0.1,
                first: 1,
            }),
            ..Schedule::default()
        },
        stages: vec![Stage {
            name: Reference::name("clip_norm"),
            params: params(&[("max_norm", 5.0)]),
        }],
        ..Run::of("adam")
    }
}

type Change = fn(&mut Scene, f64);

#[test]
fn every_kind_of_setting_can_be_swept() {
    let rows: [(&str, [f64; 3], Change); 10] = [
        ("lr", [0.001, 0.01, 0.3], |s, v| {
            s.experiment.runs[0].params = params(&[("lr", v)])
        }),
        ("beta2", [0.5, 0.99, 0.9999], |s, v| {
            s.experiment.runs[0].params = params(&[("lr", 0.02), ("beta2", v)]);
        }),
        ("schedule.lr_min", [0.0, 0.001, 0.01], |s, v| {
            s.experiment.runs[0].schedule.params = params(&[("lr_min", v)]);
        }),
        ("warmup.steps", [1.0, 10.0, 100.0], |s, v| {
            s.experiment.runs[0]
                .schedule
                .warmup
                .as_mut()
                .expect("a warmup")
                .steps = v as u32;
        }),
        ("warmup.start", [0.0, 0.5, 1.0], |s, v| {
            s.experiment.runs[0]
                .schedule
                .warmup
                .as_mut()
                .expect("a warmup")
                .start = v;
        }),
        ("stages.0.max_norm", [0.1, 1.0, 100.0], |s, v| {
            s.experiment.runs[0].stages[0].params = params(&[("max_norm", v)]);
        }),
        ("surface.b", [1.0, 10.0, 200.0], |s, v| {
            if let Problem::Surface { params: own, .. } = &mut s.experiment.problem {
                *own = params(&[("b", v)]);
            }
        }),
        ("start.x", [-1.5, 0.0, 1.5], |s, v| {
            s.experiment.starts = vec![vec![v, 1.0]]
        }),
        ("start.y", [-0.5, 0.0, 2.5], |s, v| {
            s.experiment.starts = vec![vec![-1.0, v]]
        }),
        ("seed", [0.0, 7.0, 4294967295.0], |s, v| {
            s.experiment.seed = v as u32
        }),
    ];
    for (name, values, change) in rows {
        let mut alone = scene("rosenbrock", 200, rich_run());
        alone.experiment.starts = vec![vec![-1.0, 1.0]];
        let swept = outcomes(
            &sweep(alone.clone(), vec![listed(name, &values)]),
            Precision::Double,
        );
        for (&value, found) in values.iter().zip(&swept) {
            let mut alone = alone.clone();
            change(&mut alone, value);
            assert_same(
                found,
                &expected(&trace(&alone), 200, 1e-3),
                &format!("{name} = {value}"),
            );
        }
    }
}

#[test]
fn noise_follows_the_seed_and_the_start() {
    let mut alone = scene("ravine", 50, Run::of("sgd"));
    alone.experiment.runs[0].stages = vec![Stage {
        name: Reference::name("noise"),
        params: Params::new(),
    }];
    alone.experiment.starts = vec![vec![1.0, 1.0], vec![-2.0, 0.5]];
    let swept = outcomes(
        &sweep(alone.clone(), vec![listed("seed", &[3.0, 4.0])]),
        Precision::Double,
    );
    for (start, seed) in [(0, 3), (0, 4), (1, 3), (1, 4)] {
        alone.experiment.seed = seed;
        let trace = scenes::trace(&alone, Precision::Double);
        let found = &swept[start * 2 + (seed - 3) as usize];
        assert_same(
            found,
            &expected(&trace.runs[start], 50, 1e-3),
            &format!("start {start}, seed {seed}"),
        );
    }
}

#[test]
fn lanes_are_ordered_with_the_first_axis_fastest() {
    let mut alone = scene("bowl", 3, Run::of("sgd"));
    alone.experiment.runs.push(Run::of("adam"));
    let axes = vec![listed("lr", &[0.1, 0.2, 0.3]), listed("start.x", &[1.0, 2.0])];
    let plan = plan(&sweep(alone, axes));
    assert_eq!((plan.lanes(), plan.lanes_a_run()), (12, 6));
    let lane = plan.lane(6 + 4);
    assert_eq!((lane.run, lane.swept, lane.start[0]), (1, vec![0.2], 2.0));
}

#[test]
fn a_moved_minimum_is_the_lanes_own() {
    // Rosenbrock's minimum is at (a, a^2).
    let mut alone = scene("rosenbrock", 1, Run::of("sgd"));
    alone.experiment.runs[0].params = params(&[("lr", 1e-6)]);
    alone.experiment.starts = vec![vec![1.0, 1.0], vec![2.0, 4.0]];
    let found = outcomes(
        &sweep(alone, vec![listed("surface.a", &[1.0, 2.0])]),
        Precision::Double,
    );
    let reached: Vec<Option<u32>> = found.iter().map(|o| o.reached).collect();
    assert_eq!(reached, [Some(0), None, None, Some(0)]);
}

#[test]
fn the_nearest_minimum_is_named() {
    let entry = catalog::find(Kind::Surface, "himmelblau").expect("it has four minima");
    assert!(!entry.rule.name.is_empty());
    let mut alone = scene("himmelblau", 400, Run::of("sgd"));
    alone.experiment.runs[0].params = params(&[("lr", 0.01)]);
    let axes = vec![listed("start.x", &[-3.0, 3.0]), listed("start.y", &[-3.0, 3.0])];
    let found = outcomes(&sweep(alone, axes), Precision::Double);
    let mut nearest: Vec<u32> = found
        .iter()
        .map(|o| o.nearest.expect("minima are declared"))
        .collect();
    assert!(found.iter().all(|o| o.reached.is_some()), "{found:?}");
    nearest.sort_unstable();
    assert_eq!(nearest, [0, 1, 2, 3]);
}

#[test]
fn partial_outcomes_are_spread_over_the_plane_and_dropping_cancels() {
    let side = |name: &str| Axis::spread(name, [-2.0, 2.0], 1024, Spread::Linear);
    let alone = scene("rosenbrock", 100_000, Run::of("adam"));
    let plan = plan(&sweep(alone, vec![side("start.x"), side("start.y")]));
    assert_eq!(plan.lanes(), 1 << 20);
    let mut sweeper = CpuSweep::new(plan.clone(), Precision::Single);
    let begun = std::time::Instant::now();
    // A block of lanes is a column or two of the plane: a few dozen of them, whichever are done first, are
    // all over it.
    while sweeper.outcomes().done < 4096 {
        assert_eq!(sweeper.poll(Duration::from_millis(20)), Progress::Busy);
        assert!(begun.elapsed() < Duration::from_secs(120), "nothing is done");
    }
    let quarter = |lane: usize| (lane / 1024 / 512) * 2 + (lane % 1024) / 512;
    let done = sweeper
        .outcomes()
        .lanes
        .iter()
        .enumerate()
        .filter(|(_, o)| o.is_some());
    let mut quarters: Vec<usize> = done.map(|(lane, _)| quarter(lane)).collect();
    quarters.sort_unstable();
    quarters.dedup();
    assert_eq!(quarters, [0, 1, 2, 3]);
    drop(sweeper);
}

#[test]
fn outcomes_are_kept_on_the_way() {
    let rates = [1e-4, 1e-2, 0.05, 1e30];
    let mut rich = scene("rosenbrock", 60, rich_run());
    rich.experiment.starts = vec![vec![-1.0, 1.0], vec![1.0, 1.001]];
    let mut lossy = scene("bowl", 60, Run::of("sgd"));
    lossy.experiment.runs[0].optimizer =
        Reference::Source("param lr = 0.1\nw -= lr*g*sqrt(0.02 - lr)".to_owned());
    for (scene, what) in [(rich, "rich"), (lossy, "lossy")] {
        let sweep = Sweep {
            kept: vec![60, 7, 0],
            ..sweep(scene.clone(), vec![listed("lr", &rates)])
        };
        let plan = plan(&sweep);
        let mut sweeper = CpuSweep::new(plan.clone(), Precision::Double);
        let found = run(&mut sweeper).expect("the CPU engine does not fail");
        for lane in 0..plan.lanes() {
            let ([rate, ..], start) = plan.places(lane);
            let mut alone = scene.clone();
            alone.experiment.starts = vec![plan.surface().expect("a surface").starts[start].clone()];
            alone.experiment.runs[0].params = params(&[("lr", rates[rate])]);
            let mut whole = trace(&alone);
            let diverged_at = whole.diverged_at;
            for (kept, &step) in found.kept.iter().zip(&plan.kept) {
                whole.diverged_at = diverged_at.filter(|&at| at <= step);
                let what = format!("{what} at {}, start {start}, step {step}", rates[rate]);
                let kept = kept[lane].expect("it is done");
                let expected = expected(&whole, step, 1e-3);
                match kept.why {
                    // What was lost in a step is no loss, the lowest neither.
                    Some(Why::Undefined) => assert_eq!(
                        (kept.end, kept.loss, kept.diverged_at),
                        (expected.end, expected.loss, expected.diverged_at),
                        "{what}"
                    ),
                    _ => assert_same(&kept, &expected, &what),
                }
                assert_eq!(kept.why.is_some(), whole.diverged_at.is_some(), "{what}");
            }
            assert_eq!(found.kept[2][lane], found.lanes[lane], "the last step is the end");
        }
    }
}

#[test]
fn seeds_repeat_every_point_with_other_noise() {
    let mut alone = scene("ravine", 30, Run::of("sgd"));
    alone.experiment.runs[0].stages = vec![Stage::of("noise")];
    alone.experiment.starts = vec![vec![1.0, 1.0], vec![-2.0, 0.5]];
    alone.experiment.seed = u32::MAX;
    let seeds = Sweep {
        seeds: 3,
        ..sweep(alone.clone(), vec![listed("lr", &[0.01, 0.02])])
    };
    let found = outcomes(&seeds, Precision::Double);
    assert_eq!(found.len(), 2 * 2 * 3);
    for (place, found) in found.chunks(4).enumerate() {
        let mut one = alone.clone();
        one.experiment.seed = u32::MAX.wrapping_add(place as u32);
        let one = sweep(one, vec![listed("lr", &[0.01, 0.02])]);
        assert_eq!(found, outcomes(&one, Precision::Double), "seed {place}");
    }
    alone.experiment.runs[0].stages.clear();
    let (plan, findings) = compile_sweep(&Sweep {
        scene: alone,
        ..seeds
    });
    assert!(plan.is_some());
    let [finding] = &findings[..] else {
        panic!("{findings:?}")
    };
    assert!(!finding.is_error && finding.pointer == "/seeds", "{finding:?}");
    assert!(
        finding.message.contains("nothing is random in these runs"),
        "{finding:?}"
    );
}

#[test]
fn what_cannot_be_swept_is_said() {
    let spread = |name: &str, ends, count, scale| Axis::spread(name, ends, count, scale);
    let good = || listed("lr", &[0.1]);
    let rows: Vec<(Vec<Axis>, &str, &str)> = vec![
        (vec![], "/axes", "a sweep has 1 to 2 axes, this one has 0"),
        (
            vec![good(), listed("beta1", &[0.5]), listed("eps", &[1.0])],
            "/axes",
            "this one has 3",
        ),
        (
            vec![listed("beta_1", &[0.1])],
            "/axes/0/name",
            "did you mean `beta1`?",
        ),
        (
            vec![listed("bias_correction", &[0.0])],
            "/axes/0/name",
            "is a switch",
        ),
        (
            vec![listed("warmup.start", &[0.0])],
            "/axes/0/name",
            "\"Adam\" has no warmup",
        ),
        (
            vec![listed("stages.1.max_norm", &[0.0])],
            "/axes/0/name",
            "has 0 stages",
        ),
        (
            vec![listed("a.b.c", &[0.0])],
            "/axes/0/name",
            "there is no setting `a.b.c`",
        ),
        (vec![good(), good()], "/axes/1/name", "already swept"),
        (vec![listed("lr", &[])], "/axes/0", "at least 1 value"),
        (
            vec![listed("lr", &[f64::NAN])],
            "/axes/0",
            "NaN is no value for `lr`",
        ),
        (vec![listed("seed", &[0.5])], "/axes/0", "a whole number"),
        (vec![listed("start.x", &[1e30])], "/axes/0", "below 2^60"),
        (
            vec![spread("lr", [0.0, 1.0], 3, Spread::Log)],
            "/axes/0/scale",
            "positive ends",
        ),
        (
            vec![spread("lr", [0.1, 1.0], u32::MAX, Spread::Linear)],
            "/axes",
            "there can be at most 1048576",
        ),
        (
            vec![Axis {
                count: None,
                ..spread("lr", [0.1, 1.0], 1, Spread::Linear)
            }],
            "/axes/0",
            "either `from`, `to` and `count`, or `values`",
        ),
    ];
    for (axes, pointer, message) in rows {
        let sweep = sweep(scene("rosenbrock", 10, Run::of("adam")), axes);
        let (plan, findings) = compile_sweep(&sweep);
        assert!(plan.is_none(), "{pointer}: {message}");
        let found = findings
            .iter()
            .any(|f| f.pointer == pointer && f.message.contains(message));
        assert!(found, "{pointer}: {message} is not among {findings:?}");
    }
    let (plan, findings) = compile_sweep(&sweep(scene("rosenbrock", 0, Run::of("adam")), vec![good()]));
    assert!(
        plan.is_none() && findings[0].pointer == "/scene/experiment/steps",
        "{findings:?}"
    );
}

#[test]
fn a_run_with_a_seed_of_its_own_is_swept_with_it() {
    let noisy = |own: Option<u32>| {
        let mut run = Run::of("sgd");
        run.stages.push(Stage::of("noise"));
        run.training.seed = own;
        scene("bowl", 30, run)
    };
    let axis = || vec![listed("lr", &[0.01, 0.1])];
    let own = outcomes(&sweep(noisy(Some(9)), axis()), Precision::Double);
    let mut other = noisy(None);
    other.experiment.seed = 9;
    assert_eq!(own, outcomes(&sweep(other, axis()), Precision::Double));
    assert_ne!(own, outcomes(&sweep(noisy(None), axis()), Precision::Double));
    let (plan, findings) = compile_sweep(&sweep(noisy(Some(9)), vec![listed("seed", &[1.0, 2.0])]));
    assert!(plan.is_none());
    let [finding] = &findings[..] else {
        panic!("{findings:?}");
    };
    assert_eq!(finding.pointer, "/scene/experiment/runs/0/training/seed");
    assert!(finding.message.contains("leave its seed out"), "{finding:?}");
}
