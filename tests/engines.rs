//! What both engines promise beyond the reference files: identities between rules, initial states, skipped
//! steps, noise, divergence, and pipelines that no slider makes.

use ravine::compile::Plan;
use ravine::engine::cpu::Precision;
use ravine::engine::fork::state_at;
use ravine::scene::{Reference, Run, Scene, Stage};
use ravine::trace::{RunTrace, Trace};
use ravine_testing::scenes::{self, on_surface, params, plan, trace_of};
use std::sync::Arc;

fn trace(scene: &Scene) -> Trace {
    scenes::trace(scene, Precision::Double)
}

fn stage(name: &str, values: &[(&str, f64)]) -> Stage {
    Stage {
        name: Reference::name(name),
        params: params(values),
    }
}

fn column<'a>(run: &'a RunTrace, name: &str) -> &'a [f64] {
    &run.column(name)
        .unwrap_or_else(|| panic!("{} records {name}", run.label))
        .values
}

fn assert_close(a: &[f64], b: &[f64], what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        assert!(
            (a - b).abs() <= 1e-12 * b.abs().max(1.0),
            "{what} at {i}: {a} is not {b}"
        );
    }
}

#[test]
fn nesterovs_look_ahead_points_are_nesterov_torchs_iterates() {
    let settings = params(&[("lr", 0.001), ("beta", 0.9)]);
    let mut runs = vec![Run::of("nesterov"), Run::of("nesterov_torch")];
    for run in &mut runs {
        run.params = settings.clone();
    }
    for surface in ["ravine", "rosenbrock"] {
        let trace = trace(&on_surface(surface, 100, runs.clone()));
        let ahead = column(&trace.runs[0], "w_ahead");
        let iterates = &column(&trace.runs[1], "w")[..ahead.len()];
        assert_close(ahead, iterates, surface);
    }
}

#[test]
fn an_l2_stage_before_adam_is_adam_l2() {
    let decay = 0.1;
    let mut staged = Run::of("adam");
    staged.stages.push(stage("l2", &[("weight_decay", decay)]));
    let mut built_in = Run::of("adam_l2");
    built_in.params = params(&[("weight_decay", decay)]);
    let trace = trace(&on_surface("rosenbrock", 200, vec![staged, built_in]));
    assert_close(column(&trace.runs[0], "w"), column(&trace.runs[1], "w"), "w");
}

#[test]
fn a_run_goes_on_from_any_state_as_if_it_had_never_stopped() {
    let optimizers = ["adam", "nadam_torch", "adafactor", "sam", "yogi"];
    let mut runs: Vec<Run> = optimizers.iter().map(|o| Run::of(o)).collect();
    runs[0].stages.push(stage("f16", &[("interval", 7.0)]));
    runs[1].stages.push(stage("noise", &[("sigma", 0.1)]));
    let scene = on_surface("rosenbrock", 60, runs);
    let whole = trace(&scene);
    let mut rest = Plan::clone(&plan(&scene));
    for index in 0..rest.lanes.len() {
        let state = state_at(&rest, &whole.runs, index, 25);
        rest.lanes[index].state = Some(state);
        rest.lanes[index].first = 25;
    }
    let rest = trace_of(Arc::new(rest), Precision::Double);
    for (a, b) in rest.runs.iter().zip(&whole.runs) {
        assert_eq!(column(a, "w")[50..], column(b, "w")[50..], "{}", b.label);
        assert_eq!(
            a.evaluations * 60,
            b.evaluations * 35,
            "{}: evaluations are those of the steps taken",
            b.label
        );
    }
}

#[test]
fn skipped_steps_move_nothing_and_are_not_counted() {
    let mut run = Run::of("adam");
    run.stages.push(stage("f16", &[("init_scale", 16_777_216.0)]));
    let trace = trace(&on_surface("rosenbrock", 40, vec![run]));
    let run = &trace.runs[0];
    let skipped = column(run, "f16.skipped");
    let (done, w) = (column(run, "steps_done"), column(run, "w"));
    let total = skipped[39];
    assert!(
        total > 0.0 && total < 40.0,
        "{total} steps overflow at this scale"
    );
    assert_eq!(done[39] + total, 40.0);
    for k in 0..40 {
        let was_skipped = skipped[k] > if k > 0 { skipped[k - 1] } else { 0.0 };
        let moved = w[2 * k..2 * k + 2] != w[2 * k + 2..2 * k + 4];
        assert_eq!(moved, !was_skipped, "step {}", k + 1);
    }
    assert!(
        run.diverged_at.is_none(),
        "an overflow that is skipped is no divergence"
    );
}

#[test]
fn every_optimizer_sees_the_same_noise_and_every_start_its_own() {
    let mut runs = vec![Run::of("sgd"), Run::of("adam")];
    for run in &mut runs {
        run.stages.push(stage("noise", &[("sigma", 1.0)]));
    }
    let mut scene = on_surface("bowl", 10, runs);
    scene.experiment.starts = vec![vec![1.0, 1.0], vec![1.0, 1.0]];
    let noise = |trace: &Trace, run: usize| -> Vec<f64> {
        let run = &trace.runs[run];
        column(run, "g")
            .iter()
            .zip(column(run, "g_raw"))
            .map(|(g, raw)| g - raw)
            .collect()
    };
    let first = trace(&scene);
    assert_close(
        &noise(&first, 0),
        &noise(&first, 2),
        "two optimizers from one start",
    );
    assert_ne!(noise(&first, 0), noise(&first, 1), "two starts");
    scene.experiment.seed += 1;
    assert_ne!(noise(&first, 0), noise(&trace(&scene), 0), "two seeds");
}

#[test]
fn a_diverged_run_is_frozen_at_the_step_that_reached_the_bound() {
    for precision in [Precision::Single, Precision::Double] {
        let mut run = Run::of("sgd");
        run.params = params(&[("lr", 100.0)]);
        let trace = trace_of(plan(&on_surface("theta_squared", 50, vec![run])), precision);
        let run = &trace.runs[0];
        // x is multiplied by 1 - 2*lr = -199 each step: 1.5 * 199^n, and its square sooner, pass 2^60.
        let reaches = (1..)
            .find(|&n| (1.5 * 199f64.powi(n)).powi(2) >= 2f64.powi(60))
            .expect("it grows");
        let at = run.diverged_at.expect("it diverges");
        assert_eq!(
            at as i32,
            reaches + 1,
            "{precision:?}: the loss at the beginning of this step is too large"
        );
        let w = column(run, "w");
        assert!(w.iter().all(|v| v.is_finite() && v.abs() < 2f64.powi(60)));
        assert_eq!(w[at - 1], w[50]);
        assert_eq!(run.evaluations, at);
    }
}

#[test]
fn warmup_goes_before_any_schedule() {
    let mut run = Run::of("adam");
    run.params = params(&[("lr", 0.1)]);
    run.schedule = serde_json::from_str(
        r#"{ "name": "linear", "params": { "start_factor": 1, "end_factor": 0 },
             "warmup": { "steps": 4, "start": 0.2, "first": 1 } }"#,
    )
    .expect("a schedule");
    let trace = trace(&on_surface("bowl", 8, vec![run]));
    let expected = [0.04, 0.06, 0.08, 0.1, 0.1, 0.075, 0.05, 0.025];
    assert_close(column(&trace.runs[0], "lr"), &expected, "lr");
}

#[test]
fn a_one_cycle_drives_the_scheduled_parameter() {
    let mut run = Run::of("adam");
    run.schedule.name = Reference::name("one_cycle_cos");
    let trace = trace(&on_surface("bowl", 50, vec![run]));
    let run = &trace.runs[0];
    let (m, g, momentum) = (column(run, "m"), column(run, "g"), column(run, "momentum"));
    for k in 1..50 {
        let expected = momentum[k] * m[2 * k - 2] + (1.0 - momentum[k]) * g[2 * k];
        assert!((m[2 * k] - expected).abs() < 1e-12, "step {}", k + 1);
    }
}

#[test]
fn below_its_declared_bound_a_rule_settles_on_a_quadratic_and_above_it_runs_away() {
    let mut declared = 0;
    for entry in ravine::catalog::entries(ravine::lang::Kind::Optimizer) {
        // On the bowl lambda_max is 1, so the bound is a learning rate.
        let bowl = on_surface("bowl", 2000, vec![Run::of(&entry.id)]);
        let Some(bound) = plan(&bowl).runs[0].bound(None) else {
            continue;
        };
        declared += 1;
        let grown = |share: f64| {
            let mut scene = bowl.clone();
            scene.experiment.runs[0].params = params(&[("lr", share * bound)]);
            let trace = trace(&scene);
            let loss = column(&trace.runs[0], "loss");
            trace.runs[0].diverged_at.is_some() || loss[2000] > loss[0]
        };
        assert!(!grown(0.98) && grown(1.02), "{}: the bound is {bound}", entry.id);
    }
    assert!(declared >= 5, "{declared}");
}

#[test]
fn a_driven_momentum_moves_the_bound() {
    let mut run = Run::of("momentum");
    run.schedule.name = Reference::name("one_cycle_cos");
    let driven = plan(&on_surface("bowl", 10, vec![run.clone()]));
    assert_eq!(driven.runs[0].bound(Some(0.5)), Some(3.0));
    run.stages.push(stage("clip_norm", &[]));
    let clipped = plan(&on_surface("bowl", 10, vec![run]));
    assert_eq!(
        clipped.runs[0].bound(Some(0.5)),
        None,
        "a rule cannot speak for what clips its gradient"
    );
}
