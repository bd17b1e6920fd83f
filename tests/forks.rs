//! Forks: runs that go on from a step of another run, on the CPU engine; `tests/parity.rs` has the same on
//! the GPU.

use ravine::catalog;
use ravine::compile::compile;
use ravine::engine::cpu::Precision;
use ravine::lang::Kind;
use ravine::scene::{Fork, Reference, Run, Scene, Stage};
use ravine::trace::RunTrace;
use ravine_testing::scenes::{self, on_surface, params};

const STEPS: usize = 60;

fn scene(runs: Vec<Run>) -> Scene {
    on_surface("rosenbrock", STEPS as u32, runs)
}

fn trace(runs: Vec<Run>) -> Vec<RunTrace> {
    scenes::trace(&scene(runs), Precision::Double).runs
}

fn with(optimizer: &str, values: &[(&str, f64)]) -> Run {
    let mut run = Run::of(optimizer);
    run.params.extend(params(values));
    run
}

fn staged(mut run: Run, stage: &str, values: &[(&str, f64)]) -> Run {
    let (name, params) = (Reference::name(stage), params(values));
    run.stages.push(Stage { name, params });
    run
}

fn from(run: usize, step: usize, mut fork: Run) -> Run {
    let step = step as u32;
    fork.from = Some(Fork { run, step });
    fork
}

/// All columns, to the last bit.
fn bits(run: &RunTrace) -> Vec<(&str, usize, Vec<u64>)> {
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect();
    let columns = run.columns.iter();
    columns
        .map(|c| (c.name.as_str(), c.width, bits(&c.values)))
        .collect()
}

fn assert_same(a: &RunTrace, b: &RunTrace, what: &str) {
    assert_eq!(bits(a), bits(b), "{what}");
    assert_eq!(
        (a.diverged_at, a.evaluations),
        (b.diverged_at, b.evaluations),
        "{what}"
    );
}

fn column<'a>(run: &'a RunTrace, name: &str) -> &'a [f64] {
    let column = run.column(name);
    &column
        .unwrap_or_else(|| panic!("{} records {name}", run.label))
        .values
}

/// Every optimizer; every stage; a loss scale that overflows at first; noise and a schedule behind a warmup.
fn every_kind_of_run() -> Vec<Run> {
    let mut all: Vec<Run> = catalog::entries(Kind::Optimizer)
        .iter()
        .map(|e| Run::of(&e.id))
        .collect();
    all.extend(
        catalog::entries(Kind::Stage)
            .iter()
            .map(|e| staged(Run::of("adam"), &e.id, &[])),
    );
    all.push(staged(
        Run::of("adam"),
        "f16",
        &[("init_scale", 16_777_216.0), ("interval", 5.0)],
    ));
    let mut scheduled = staged(Run::of("nadam"), "noise", &[("sigma", 0.5)]);
    scheduled.schedule = serde_json::from_str(r#"{ "name": "one_cycle_cos", "warmup": { "steps": 30 } }"#)
        .expect("a schedule");
    all.push(scheduled);
    all.push(with("sgd", &[("lr", 0.02)]));
    all
}

#[test]
fn a_fork_with_the_settings_of_its_source_repeats_it_to_the_last_bit() {
    for run in every_kind_of_run() {
        let mut runs = vec![run.clone()];
        runs.extend([0, 1, 7, 25, STEPS].map(|step| from(0, step, run.clone())));
        let mut scene = scene(runs);
        scene.experiment.starts = vec![vec![-1.0, 1.0], vec![0.5, 2.0]];
        for precision in [Precision::Single, Precision::Double] {
            let trace = scenes::trace(&scene, precision);
            for fork in 1..6 {
                for start in 0..2 {
                    let what = format!("{precision:?} {run:?} start {start}");
                    let (fork, source) = (&trace.runs[2 * fork + start], &trace.runs[start]);
                    assert_eq!(fork.start, source.start, "{what}");
                    assert_same(fork, source, &what);
                }
            }
        }
    }
}

#[test]
fn a_changed_setting_shows_behind_the_fork_and_only_there() {
    let step = 25;
    for fork in [
        with("adam", &[("lr", 0.1)]),
        staged(Run::of("adam"), "noise", &[("sigma", 0.1)]),
        Run::of("sgd"),
    ] {
        let runs = trace(vec![Run::of("adam"), from(0, step, fork)]);
        for name in ["w", "loss"] {
            let (source, fork) = (runs[0].column(name), runs[1].column(name));
            let (source, fork) = source.zip(fork).expect("every run has both");
            for k in 0..=step {
                assert_eq!(fork.entry(k), source.entry(k), "{name} before step {}", k + 1);
            }
            for k in step + 1..=STEPS {
                assert_ne!(fork.entry(k), source.entry(k), "{name} before step {}", k + 1);
            }
        }
        for (k, (fork, source)) in column(&runs[1], "lr")
            .iter()
            .zip(column(&runs[0], "lr"))
            .enumerate()
        {
            assert!(
                k >= step || fork == source,
                "the past's learning rate is the source's"
            );
        }
    }
}

#[test]
fn states_of_the_same_name_and_shape_are_carried_over_and_others_begin_anew() {
    let step = 25;
    let one_number = Run {
        optimizer: Reference::Source(
            "name \"One v for all\"\nparam lr = 0.1 in 0 .. 1\nstate m\nstate v: layer\nm = 0.9*m + g\n\
             v = v + mean(g^2)\nw -= lr*m/(sqrt(v) + 1)"
                .to_owned(),
        ),
        ..Run::of("")
    };
    for (source, fork, states) in [
        (
            Run::of("adam"),
            Run::of("adamw"),
            &[("m", 0.9, true), ("v", 0.999, true)][..],
        ),
        (Run::of("adam"), Run::of("rmsprop"), &[("v", 0.99, true)]),
        (
            Run::of("sgd"),
            Run::of("adam"),
            &[("m", 0.9, false), ("v", 0.999, false)],
        ),
        (
            one_number,
            Run::of("adam"),
            &[("m", 0.9, true), ("v", 0.999, false)],
        ),
    ] {
        let runs = trace(vec![source, from(0, step, fork)]);
        for &(name, decay, carried) in states {
            let before = match carried {
                true => runs[0].number(name, step - 1),
                false => Some(0.0),
            };
            let g = runs[1].number("g", step).expect("it records g");
            let new = if name == "m" { g } else { g * g };
            let expected = decay * before.expect("the source records it") + (1.0 - decay) * new;
            let found = runs[1].number(name, step).expect("the fork records it");
            let what = format!("{} to {}: {name}", runs[0].label, runs[1].label);
            assert!(
                (found - expected).abs() <= 1e-12 * expected.abs().max(1.0),
                "{what}: {found}, {expected}"
            );
            let past = runs[1].number(name, step - 1).expect("it has a past");
            assert_eq!(
                past.is_nan(),
                runs[0].column(name).is_none_or(|c| c.width == 0),
                "{what}: its past"
            );
        }
    }
}

#[test]
fn forks_of_forks_go_on_from_the_run_that_took_the_step() {
    let adam = || Run::of("adam");
    let other = || with("adam", &[("lr", 0.2)]);
    // The last run comes before its source, and the third forks from the second where that still was the
    // first.
    let runs = trace(vec![
        adam(),
        from(0, 20, other()),
        from(1, 10, adam()),
        from(1, 40, other()),
        from(1, 20, adam()),
        from(6, 50, other()),
        from(1, 30, other()),
    ]);
    for (fork, source) in [(2, 0), (3, 1), (4, 0), (5, 1), (6, 1)] {
        assert_same(&runs[fork], &runs[source], &format!("run {fork} as run {source}"));
    }
}

#[test]
fn t_goes_on_as_the_source_counted() {
    let overflowing = staged(Run::of("adam"), "f16", &[("init_scale", 16_777_216.0)]);
    let runs = trace(vec![
        overflowing,
        from(0, 40, Run::of("adam")),
        from(0, 40, Run::of("adamw")),
    ]);
    let done = column(&runs[0], "steps_done")[39];
    assert!(done < 40.0, "the first steps overflow");
    for fork in &runs[1..] {
        for (k, t) in column(fork, "steps_done")[40..].iter().enumerate() {
            assert_eq!(*t, done + 1.0 + k as f64);
        }
    }
    let unscaled = staged(Run::of("adam"), "f16", &[("init_scale", 1.0)]);
    let back = trace(vec![Run::of("adam"), from(0, 40, unscaled)]);
    assert_eq!(
        column(&back[1], "steps_done")[40],
        41.0,
        "who does not count has skipped none"
    );
}

#[test]
fn what_diverged_before_the_fork_stays_so_and_what_would_diverge_need_not() {
    let wild = || with("sgd", &[("lr", 0.01)]);
    let calm = || with("adam", &[("lr", 0.01)]);
    let at = trace(vec![wild()])[0].diverged_at.expect("it diverges");
    assert!((2..STEPS).contains(&at));
    let runs = trace(vec![
        wild(),
        from(0, at, calm()),
        from(1, STEPS, calm()),
        from(0, at - 2, calm()),
    ]);
    for fork in &runs[1..3] {
        assert_eq!(
            (fork.diverged_at, fork.evaluations),
            (Some(at), runs[0].evaluations)
        );
        assert_eq!(column(fork, "w"), column(&runs[0], "w"), "it shares all of it");
        assert_eq!(column(fork, "m").len(), 2 * STEPS);
        assert!(column(fork, "m").iter().all(|m| m.is_nan()), "SGD has no m");
        assert_eq!(fork.label, "Adam");
    }
    assert_eq!(runs[3].diverged_at, None);
}

#[test]
fn evaluations_of_the_past_count() {
    let runs = trace(vec![
        Run::of("sam"),
        from(0, 10, Run::of("adam")),
        from(1, 30, Run::of("sam")),
    ]);
    let found: Vec<usize> = runs.iter().map(|r| r.evaluations).collect();
    assert_eq!(found, [120, 2 * 10 + 50, 2 * 10 + 20 + 2 * 30]);
}

#[test]
fn a_wrong_fork_is_named_with_its_place_and_what_would_be_right() {
    let sgd = || Run::of("sgd");
    for (runs, place, message) in [
        (
            vec![sgd(), from(7, 1, sgd())],
            "1/from/run",
            "no run 7; runs count from 0, the last is 1",
        ),
        (vec![from(0, 1, sgd())], "0/from/run", "cannot go on from itself"),
        (
            vec![sgd(), from(2, 1, sgd()), from(1, 1, sgd())],
            "1/from/run",
            "in a circle",
        ),
        (
            vec![sgd(), from(0, 61, sgd())],
            "1/from/step",
            "step 61 lies behind the last step, which is 60",
        ),
    ] {
        let (plan, findings) = compile(&scene(runs).experiment);
        assert!(plan.is_none());
        let found = findings
            .iter()
            .find(|f| f.pointer == format!("/experiment/runs/{place}"));
        let found = found.unwrap_or_else(|| panic!("{place}: {findings:?}"));
        assert!(found.message.contains(message), "{}", found.message);
    }
}

/// Distance over gradients, Ivgi, Hinder & Carmon 2023, arXiv:2302.12022: a step is as long as the run has
/// come from where it began, over the root of all squared gradients.
const DOG: &str = "name \"DoG\"\nparam r_eps = 1e-6\nstate z = w\nstate far: run, squares: run\n\
    squares = squares + global_norm(g)^2\nfar = max(far, max(global_norm(w - z), r_eps*(1 + global_norm(z))))\n\
    lr = far/sqrt(squares + 1e-8)\nw -= lr*g\n";

#[test]
fn a_rule_with_an_anchor_drops_it_where_it_forks() {
    let dog = Run {
        optimizer: Reference::Source(DOG.to_owned()),
        ..Run::of("sgd")
    };
    let started = |start: &[f64], runs: Vec<Run>| {
        let mut scene = scene(runs);
        scene.experiment.starts = vec![start.to_vec()];
        scene
    };
    let forks = [0, 25].map(|step| from(0, step, dog.clone()));
    let again = from(1, 30, dog.clone());
    let runs = [vec![with("adam", &[])], forks.to_vec(), vec![again]].concat();
    for precision in [Precision::Single, Precision::Double] {
        let runs = scenes::trace(&started(&[2.5, 1.5], runs.clone()), precision).runs;
        for (fork, step) in [(&runs[1], 0), (&runs[2], 25)] {
            let began = runs[0].point(step).to_vec();
            let anchors = fork.column("z").expect("it is recorded");
            assert!(
                (step..STEPS).all(|k| anchors.entry(k) == began),
                "the anchor stays at {began:?}"
            );
            // The fork goes where a run goes that starts there.
            let alone = scenes::trace(&started(&began, vec![dog.clone()]), precision).runs;
            for k in 0..=STEPS - step {
                assert_eq!(fork.point(step + k), alone[0].point(k), "{k} steps behind {step}");
            }
            let length = |a: &[f64], b: &[f64]| (a[0] - b[0]).hypot(a[1] - b[1]);
            if precision == Precision::Double {
                let first = length(fork.point(step + 1), &began);
                let expected = 1e-6 * (1.0 + length(&began, &[0.0, 0.0]));
                assert!(
                    (first / expected - 1.0).abs() < 1e-3,
                    "the first step is {first}, not {expected}"
                );
            }
        }
        // An anchor of the same name goes on, as every state does.
        assert_eq!(bits(&runs[3]), bits(&runs[1]), "a fork of a fork");
    }
}
