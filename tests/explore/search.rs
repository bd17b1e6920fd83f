//! Searches: all methods spend the same steps, and a try that was left and taken on is the run it would have been.

use ravine::compile::sweep::compile_sweep;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::search::best::falls;
use ravine::engine::search::under_way::Searching;
use ravine::engine::search::{Dimension, Next, Task, Try, next};
use ravine::engine::sweep::run;
use ravine::scene::explore::{Method, Span};
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::scene::{Run, Scene};
use ravine::view::explore::ask::{alone, over};
use std::sync::Arc;
use std::time::Duration;

fn task(scene: &Scene, space: &[(Span, bool)], method: Method) -> Task {
    let alone = alone(&scene.experiment, 0, false).expect("there is a run");
    let spans: Vec<(&Span, u32)> = space.iter().map(|(span, _)| (span, 2)).collect();
    Task {
        of: Sweep {
            axes: Vec::new(),
            ..over(&alone, &spans, 1e-3)
        },
        space: space
            .iter()
            .map(|(span, whole)| Dimension {
                span: span.clone(),
                whole: *whole,
            })
            .collect(),
        budget: 32,
        repetitions: 4,
        seed: 1,
        method,
    }
}

fn searched(task: Task) -> Searching {
    let mut searching = Searching::new(Arc::new(task));
    while searching.advance(Duration::from_millis(50)) {}
    assert_eq!(searching.trouble(), None);
    searching
}

fn momentum(steps: u32) -> Scene {
    let mut scene = Scene::on_surface("ravine");
    scene.experiment.runs = vec![Run::of("momentum")];
    scene.experiment.steps = steps;
    scene
}

fn rate_and_momentum() -> Vec<(Span, bool)> {
    vec![
        (Span::new("lr", [1e-4, 10.0], Spread::Log), false),
        (Span::new("beta", [0.0, 0.99], Spread::Linear), false),
    ]
}

#[test]
fn all_methods_spend_the_same_steps_and_what_diverges_is_never_the_best() {
    for steps in [90, 100] {
        for method in Method::ALL {
            let done = searched(task(&momentum(steps), &rate_and_momentum(), method));
            assert_eq!(done.tries().len(), 4);
            for tries in done.tries() {
                let last = tries.last().expect("there are tries");
                assert_eq!(last.spent, 32 * u64::from(steps), "{method:?}");
                let diverged = tries.iter().filter(|own| own.diverged_at.is_some());
                assert!(diverged.clone().count() > 0, "rates up to 10 diverge");
                assert!(diverged.clone().all(|own| own.loss == f64::INFINITY));
                let best = falls(tries).last().map(|fall| fall.1);
                assert!(best.is_some_and(f64::is_finite), "{method:?}");
            }
        }
    }
}

#[test]
fn the_grid_has_the_corners_of_the_space_and_random_tries_are_even_in_the_logarithm() {
    let grid = searched(task(&momentum(10), &rate_and_momentum(), Method::Grid));
    for corner in [[1e-4, 0.0], [1e-4, 0.99], [10.0, 0.0], [10.0, 0.99]] {
        for tries in grid.tries() {
            assert!(tries.iter().any(|own| own.point == corner), "{corner:?}");
        }
    }
    let random = Task {
        budget: 256,
        ..task(&momentum(2), &rate_and_momentum(), Method::Random)
    };
    let rates: Vec<f64> = searched(random)
        .tries()
        .concat()
        .iter()
        .map(|own| own.point[0])
        .collect();
    for decade in 0..5 {
        let low = 1e-4 * 10f64.powi(decade);
        let share = rates
            .iter()
            .filter(|rate| (low..low * 10.0).contains(*rate))
            .count() as f64
            / 1024.0;
        assert!((share - 0.2).abs() < 0.05, "decade {decade}: {share}");
    }
}

/// The tries of one repetition on a loss that is known without a run.
fn tried(task: &Task, repetition: u32, loss: impl Fn(&[f64]) -> f64) -> Vec<Try> {
    let mut tries: Vec<Try> = Vec::new();
    while let Next::Begin(points) = next(task, repetition, &tries) {
        for (place, steps) in points {
            let point = task.point(&place);
            tries.push(Try {
                repetition,
                number: tries.len() as u32,
                loss: loss(&point),
                point,
                steps,
                spent: u64::from(steps) * (tries.len() as u64 + 1),
                diverged_at: None,
            });
        }
    }
    tries
}

#[test]
fn on_a_quadratic_in_the_logarithm_tpe_is_nearer_than_random() {
    let bowl = |point: &[f64]| (point[0] / 0.02).ln().powi(2) + 4.0 * (point[1] - 0.7).powi(2);
    let median = |method: Method| {
        let task = task(&momentum(10), &rate_and_momentum(), method);
        let best = |repetition: u32| {
            let tries = tried(&task, repetition, bowl);
            assert_eq!(tries.len(), 32);
            falls(&tries).last().expect("some are finite").1
        };
        let mut all: Vec<f64> = (0..16).map(best).collect();
        all.sort_by(f64::total_cmp);
        all[8]
    };
    let [tpe, random] = [Method::Tpe, Method::Random].map(median);
    assert!(tpe < 0.5 * random, "TPE {tpe}, random {random}");
}

#[test]
fn a_whole_number_is_tried_at_whole_numbers() {
    let mut scene = momentum(20);
    scene.experiment.runs[0].schedule.name = ravine::scene::Reference::name("step");
    let space = vec![
        (Span::new("lr", [1e-4, 0.1], Spread::Log), false),
        (Span::new("schedule.step_size", [1.0, 20.0], Spread::Log), true),
        (Span::new("beta", [0.0, 0.99], Spread::Linear), false),
    ];
    for method in Method::ALL {
        let done = searched(task(&scene, &space, method));
        let tries = done.tries().concat();
        assert!(tries.iter().all(|own| own.point[1].fract() == 0.0), "{method:?}");
    }
}

/// A task with tries that halving takes on, and one whole run of each of its settings.
fn goes_on(scene: &Scene, space: &[(Span, bool)], repetitions: u32) {
    let halving = Task {
        repetitions,
        budget: 8,
        ..task(scene, space, Method::Halving)
    };
    let steps = halving.steps();
    let done = searched(halving.clone());
    let whole: Vec<Try> = done
        .tries()
        .concat()
        .into_iter()
        .filter(|own| own.steps == steps)
        .collect();
    assert!(!whole.is_empty());
    let axis = |place: usize| {
        let values = whole.iter().map(|own| own.point[place]).collect();
        Axis::listed(&space[place].0.name, values)
    };
    let sweep = Sweep {
        axes: (0..space.len()).map(axis).collect(),
        together: true,
        ..halving.of.clone()
    };
    let (plan, findings) = compile_sweep(&sweep);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let mut sweeper = CpuSweep::new(plan.clone(), plan.base.precision);
    let outcomes = run(&mut sweeper).expect("the CPU engine does not fail");
    for (own, outcome) in whole.iter().zip(&outcomes.lanes) {
        let outcome = outcome.expect("it is done");
        let loss = match outcome.diverged_at {
            None => outcome.validation.unwrap_or(outcome.loss),
            Some(_) => f64::INFINITY,
        };
        assert_eq!(own.loss.to_bits(), loss.to_bits(), "{own:?}");
        assert_eq!(own.diverged_at, outcome.diverged_at);
    }
}

#[test]
fn a_try_that_was_left_and_taken_on_is_the_run_it_would_have_been_to_the_last_bit() {
    let mut scene = momentum(100);
    scene.experiment.runs[0].schedule.name = ravine::scene::Reference::name("cosine");
    goes_on(&scene, &rate_and_momentum(), 3);
    let mut noisy = momentum(95);
    noisy.experiment.runs = vec![Run::of("adam")];
    noisy.experiment.runs[0].stages = vec![ravine::scene::Stage::of("noise")];
    goes_on(
        &noisy,
        &[
            (Span::new("lr", [1e-4, 10.0], Spread::Log), false),
            (Span::new("beta1", [0.0, 0.99], Spread::Linear), false),
        ],
        3,
    );
    let network: Scene = serde_json::from_value(serde_json::json!({ "experiment": {
        "problem": { "network": { "data": { "name": "moons", "size": 60 }, "layers": [2, 6, 2], "batch": 8 } },
        "steps": 30,
        "runs": [ { "optimizer": "momentum", "schedule": { "name": "cosine" } } ]
    } }))
    .expect("a scene");
    goes_on(&network, &rate_and_momentum(), 1);
}

#[test]
fn what_cannot_be_searched_is_said_in_words() {
    let with = |changed: fn(&mut Task)| {
        let mut wrong = task(&momentum(10), &rate_and_momentum(), Method::Random);
        changed(&mut wrong);
        let mut searching = Searching::new(Arc::new(wrong));
        while searching.advance(Duration::from_millis(50)) {}
        searching.trouble().map(str::to_owned).unwrap_or_default()
    };
    type Row = (fn(&mut Task), &'static str);
    let rows: [Row; 7] = [
        (
            |task| task.space[0].span.from = f64::NAN,
            "needs an upper end above the lower one",
        ),
        (
            |task| task.space[0].span.from = 10.0,
            "needs an upper end above the lower one",
        ),
        (
            |task| task.space[0].span.from = 0.0,
            "on a log scale both above 0",
        ),
        (
            |task| task.space[1].span.name = "lr".to_owned(),
            "`lr` is searched twice",
        ),
        (
            |task| task.space[1].span.name = "beta3".to_owned(),
            "no parameter `beta3`",
        ),
        (|task| task.budget = 3, "4 to 256 whole runs, this one 3"),
        (|task| task.space.truncate(1), "2 to 4 settings, this one 1"),
    ];
    for (changed, wanted) in rows {
        let said = with(changed);
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn axes_that_go_together_give_a_point_for_each_of_their_values() {
    let listed = |name: &str, values: &[f64]| Axis::listed(name, values.to_vec());
    let together = |axes: Vec<Axis>| {
        let sweep = Sweep {
            together: true,
            ..Sweep::over(momentum(10), axes)
        };
        let text = serde_json::to_string(&sweep).expect("plain data");
        assert_eq!(serde_json::from_str::<Sweep>(&text).expect("its own text"), sweep);
        compile_sweep(&sweep)
    };
    let [lr, beta] = [listed("lr", &[0.01, 0.1]), listed("beta", &[0.5, 0.9])];
    let start = listed("start.x", &[1.0, 2.0]);
    let plan = together(vec![lr.clone(), beta.clone(), start.clone()])
        .0
        .expect("it compiles");
    assert_eq!((plan.points(), plan.lanes()), (2, 2));
    let second = plan.lane(1);
    assert_eq!((second.swept, second.start[0]), (vec![0.1, 0.9], 2.0));
    let [seed, y] = [listed("seed", &[1.0, 2.0]), listed("start.y", &[1.0, 2.0])];
    for (axes, wanted) in [
        (
            vec![lr.clone(), listed("beta", &[0.5])],
            "as many values each; this one has 1, not 2",
        ),
        (
            vec![lr.clone(), beta.clone(), start, seed, y],
            "1 to 4 axes that go together, this one has 5",
        ),
        (vec![lr, listed("beta", &[0.5, -1.0])], "beta"),
    ] {
        let (plan, findings) = together(axes);
        assert!(plan.is_none());
        assert!(findings[0].message.contains(wanted), "{findings:?}");
    }
}
