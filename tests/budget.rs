//! A budget of gradient evaluations or of samples: all runs stop at as many, whatever a step of theirs takes.

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

/// Runs on a network whose batches are 8, 16 and 2 times 16, over 640 samples.
fn on_samples() -> Scene {
    ravine_testing::scenes::scene(
        r#"{ "experiment": { "problem": { "network": {
               "data": { "name": "moons", "size": 120 }, "layers": [2, 4, 2], "batch": 16,
               "record": { "every": 1 } } },
             "steps": 640, "budget": "samples",
             "runs": [
               { "optimizer": "sgd", "schedule": { "name": "cosine" }, "training": { "batch": 8 } },
               { "optimizer": "sgd", "schedule": { "name": "cosine" } },
               { "optimizer": "sgd", "schedule": { "name": "cosine" },
                 "training": { "accumulate": { "micro_batches": 2 } } } ] } }"#,
    )
}

#[test]
fn runs_of_other_batches_learn_from_as_many_samples() {
    let (plan, trace) = computed(&on_samples());
    assert_eq!(trace.steps, 640);
    for (run, (steps, every)) in trace.runs.iter().zip([(80, 8), (40, 16), (20, 32)]) {
        assert_eq!(plan.steps_of(&plan.runs[run.run]), steps);
        for column in &run.columns {
            let at_end = !["lr", "g_raw_norm", "g_norm"].contains(&column.name.as_str());
            assert_eq!(column.every, every, "{}", column.name);
            assert_eq!(column.len(), steps + usize::from(at_end), "{}", column.name);
        }
        // Alone, counted in steps, it is the same run, its schedule over its own length.
        let mut alone = on_samples();
        alone.experiment.budget = Budget::Steps;
        alone.experiment.steps = steps as u32;
        alone.experiment.runs = vec![alone.experiment.runs[run.run].clone()];
        let (_, alone) = computed(&alone);
        for (found, wanted) in run.columns.iter().zip(&alone.runs[0].columns) {
            assert_eq!((&found.name, &found.values), (&wanted.name, &wanted.values));
        }
    }
}

#[test]
fn a_map_over_batches_gives_each_point_its_own_length() {
    use ravine::compile::sweep::compile_sweep;
    use ravine::engine::cpu::sweeper::CpuSweep;
    use ravine::engine::sweep::run;
    use ravine::scene::sweep::{Axis, Sweep};
    let mut scene = on_samples();
    scene.experiment.runs.truncate(2);
    scene.experiment.runs.remove(0);
    let computed = |scene: &Scene, batches: &[f64], kept: Vec<u32>| {
        let sweep = Sweep {
            kept,
            ..Sweep::over(scene.clone(), vec![Axis::listed("batch", batches.to_vec())])
        };
        let (plan, findings) = compile_sweep(&sweep);
        let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
        let mut sweeper = CpuSweep::new(plan, Precision::Double);
        run(&mut sweeper).expect("the CPU engine does not fail").clone()
    };
    let outcomes = computed(&scene, &[8.0, 16.0, 32.0], vec![0, 320]);
    for (lane, batch) in [8, 16, 32].into_iter().enumerate() {
        let mut alone = scene.clone();
        alone.experiment.budget = Budget::Steps;
        alone.experiment.steps = 640 / batch;
        let single = computed(&alone, &[f64::from(batch)], vec![0, 320 / batch]);
        assert_eq!(
            outcomes.lanes[lane].map(|o| o.loss),
            single.lanes[0].map(|o| o.loss),
            "{batch}"
        );
        for (kept, wanted) in outcomes.kept.iter().zip(&single.kept) {
            assert_eq!(kept[lane].map(|o| o.loss), wanted[0].map(|o| o.loss), "{batch}");
        }
    }
    let wide = Sweep::over(scene, vec![Axis::listed("batch", vec![8.0, 80.0])]);
    let mut short = wide.clone();
    short.scene.experiment.steps = 64;
    assert!(compile_sweep(&wide).0.is_some());
    let (plan, findings) = compile_sweep(&short);
    assert!(plan.is_none());
    let said = &findings.last().expect("a finding").message;
    assert!(
        said.contains("at batch 80: a step takes 80 samples, but all steps together have 64"),
        "{said}"
    );
}

#[test]
fn samples_are_counted_where_there_are_some() {
    let (plan, findings) = compile(&scene(&["sgd"], Budget::Samples).experiment);
    assert!(plan.is_none());
    assert_eq!(
        findings[0].message,
        "a surface has no samples; leave `budget` out"
    );
    let mut short = on_samples();
    short.experiment.steps = 20;
    let (_, findings) = compile(&short.experiment);
    assert!(
        findings
            .iter()
            .any(|f| f.message == "a step of SGD takes 32 samples; take at least as many"),
        "{findings:?}"
    );
}

#[test]
fn a_program_counts_steps() {
    let refused = ravine::code::program(&on_samples().experiment, 0, ravine::code::Library::Torch);
    let why = refused.expect_err("it counts samples");
    assert!(
        why.to_string().contains("let the scene count steps first"),
        "{why}"
    );
}
