//! A budget of gradient evaluations: all runs stop at as many, whatever a step of theirs takes.

use ravine::compile::{Plan, compile};
use ravine::engine::cpu::Precision;
use ravine::engine::inspect::Recorded;
use ravine::lang::rule::Value;
use ravine::scene::{Budget, Fork, Reference, Run, Scene, Schedule};
use ravine::trace::Trace;
use ravine_testing::scenes;
use std::sync::Arc;

fn scene(runs: &[&str], budget: Budget) -> Scene {
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = 100;
    scene.experiment.budget = budget;
    scene.experiment.runs = runs.iter().map(|id| Run::of(id)).collect();
    for run in &mut scene.experiment.runs {
        run.schedule = Schedule {
            name: Reference::name("cosine"),
            ..Schedule::default()
        };
    }
    scene
}

fn computed(scene: &Scene) -> (Arc<Plan>, Arc<Trace>) {
    let done = scenes::computed(&scene.experiment, Precision::Double);
    (done.plan, done.trace)
}

#[test]
fn all_runs_stop_at_the_same_number_of_gradients() {
    let (_, steps) = computed(&scene(&["sgd", "sam", "adam"], Budget::Steps));
    let counts: Vec<usize> = steps.runs.iter().map(|r| r.evaluations).collect();
    assert_eq!(counts, [100, 200, 100]);
    let (_, trace) = computed(&scene(&["sgd", "sam", "adam"], Budget::Evaluations));
    for (run, every) in trace.runs.iter().zip([1, 2, 1]) {
        assert_eq!((run.evaluations, run.every()), (100, every), "{}", run.label);
        for column in &run.columns {
            let state = ["loss", "w"].contains(&column.name.as_str());
            assert_eq!(column.len(), 100 / every + usize::from(state), "{}", column.name);
        }
    }
    assert_eq!(trace.runs[0], steps.runs[0]);
}

#[test]
fn a_run_of_half_the_steps_is_the_run_of_half_the_length() {
    let (_, trace) = computed(&scene(&["sam"], Budget::Evaluations));
    let mut half = scene(&["sam"], Budget::Steps);
    half.experiment.steps = 50;
    let (_, half) = computed(&half);
    // Its schedule, too, ends where the budget does.
    for (found, wanted) in trace.runs[0].columns.iter().zip(&half.runs[0].columns) {
        assert_eq!((&found.name, &found.values), (&wanted.name, &wanted.values));
    }
    for step in 0..=50 {
        assert_eq!(trace.runs[0].point(2 * step), half.runs[0].point(step));
    }
}

#[test]
fn divergence_stands_at_the_gradients_it_took() {
    let diverged = |budget| {
        let mut scene = scene(&["sam"], budget);
        scene.experiment.runs[0].schedule = Schedule::default();
        scene.experiment.runs[0]
            .params
            .insert("lr".to_owned(), Value::Number(1.0));
        computed(&scene).1.runs[0].diverged_at.expect("it diverges")
    };
    assert_eq!(diverged(Budget::Evaluations), 2 * diverged(Budget::Steps));
}

#[test]
fn a_fork_goes_on_at_its_own_step() {
    let mut forked = scene(&["sam", "sam"], Budget::Evaluations);
    forked.experiment.runs[1].from = Some(Fork { run: 0, step: 20 });
    let (plan, trace) = computed(&forked);
    // Nothing was changed, so it goes where its source goes.
    assert_eq!(trace.runs[0].column("w"), trace.runs[1].column("w"));
    assert_eq!(trace.runs[1].evaluations, 100);
    let recorded = Recorded::of(&plan, &trace, 1).expect("they belong together");
    assert_eq!(recorded.steps(), 20..50);
}

#[test]
fn what_has_no_common_count_is_refused() {
    let mut short = scene(&["sgd", "sam"], Budget::Evaluations);
    short.experiment.steps = 1;
    let mut mixed = scene(&["sgd", "sam"], Budget::Evaluations);
    mixed.experiment.runs[1].from = Some(Fork { run: 0, step: 20 });
    let mut late = scene(&["sam", "sam"], Budget::Evaluations);
    late.experiment.runs[1].from = Some(Fork { run: 0, step: 60 });
    for (scene, pointer, said) in [
        (
            short,
            "/experiment/steps",
            "a step of SAM takes 2 gradient evaluations",
        ),
        (mixed, "/experiment/runs/1/from", "no count in common"),
        (
            late,
            "/experiment/runs/1/from/step",
            "behind the last step, which is 50",
        ),
    ] {
        let (plan, findings) = compile(&scene.experiment);
        assert!(plan.is_none());
        let finding = findings.iter().find(|f| f.pointer == pointer);
        assert!(finding.is_some_and(|f| f.message.contains(said)), "{findings:?}");
    }
}
