//! The bias correction view, and what it says of the real rules.

use crate::stage::{SIDE, on_stage, place, preset, press};
use egui::Theme;
use egui_kittest::kittest::Queryable as _;
use ravine::engine::cpu::Precision;
use ravine::lang::rule::Value;
use ravine::scene::{Fork, Params, Problem, Reference, Run, Scene};
use ravine::view::bias::multiplier::{Milestones, ratios};
use ravine::view::bias::rule::flipped;
use ravine::view::selected::{Apart, Selected};
use ravine_testing::scenes::computed;

/// Runs whose gradient is 1 in every step.
fn constant_gradient(steps: u32, runs: Vec<Run>) -> Scene {
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.problem = Problem::Surface {
        surface: Reference::Source("f = x".to_owned()),
        params: Params::new(),
    };
    scene.experiment.start = Some(vec![0.0]);
    scene.experiment.steps = steps;
    scene.experiment.runs = runs;
    scene
}

/// What running a rule with and without its correction gives.
fn milestones(steps: u32, run: Run) -> Milestones {
    let scene = constant_gradient(steps, vec![run]);
    let own = computed(&scene.experiment, Precision::Single);
    let selected = Selected::in_computed(&own, [0, 0], None).expect("it is computed");
    let mut apart = Apart::default();
    let rule = apart.rules(&selected).expect("it compiles").optimizer();
    let flipped = flipped(selected.run, &rule.rule, &rule.switches).expect("it corrects");
    let other = constant_gradient(steps, vec![flipped.run]);
    let other = computed(&other.experiment, Precision::Single);
    let other = Selected::in_computed(&other, [0, 0], None).expect("it is computed");
    let taken = apart.beside(&selected, Some(&other)).expect("both take steps");
    let ratios = ratios(&selected, &taken, flipped.corrected);
    Milestones::of(&ratios.expect("both take steps")).expect("they are known")
}

fn near(found: (usize, f64), step: usize, ratio: f64) {
    assert_eq!(found.0, step);
    assert!((found.1 / ratio - 1.0).abs() < 2e-3, "{found:?}");
}

/// (1 - beta1^t)/sqrt(1 - beta2^t), found by running the rule: too large from the first step on, not too
/// small.
#[test]
fn the_uncorrected_adam_steps_too_far_for_thousands_of_steps() {
    let found = milestones(3000, Run::of("adam"));
    near(found.first, 1, 0.1 / 0.001f64.sqrt());
    near(found.first, 1, 3.16);
    near(found.peak, 12, 6.57);
    assert_eq!(found.settled, Some(2375));
}

#[test]
fn it_does_not_matter_which_way_the_run_itself_has_it() {
    let mut run = Run::of("adam");
    run.params
        .insert("bias_correction".to_owned(), Value::Switch(false));
    near(milestones(40, run).peak, 12, 6.57);
    // No switch: the text is taken to the limit of many steps.
    near(milestones(40, Run::of("amsgrad")).peak, 12, 6.57);
    near(milestones(40, Run::of("adamax")).peak, 1, 0.1);
}

#[test]
fn the_view_says_it_and_shows_every_part() {
    let scene = constant_gradient(3000, vec![Run::of("adam")]);
    let mut harness = on_stage("bias", scene, SIDE, Theme::Dark);
    harness.get_by_label(
        "Without correction the first step is 3.16× as long, step 12 even 6.57×; within 5 % only from step 2375 on.",
    );
    for page in ["m", "v", "factors", "loss", "step"] {
        press(&mut harness, &format!("{page} of the bias correction"));
        assert!(place(&harness, "Bias correction chart").height() > 300.0);
    }
}

#[test]
fn a_fork_has_its_companion_too() {
    let mut scene = preset("race");
    let mut fork = Run::of("adam");
    fork.from = Some(Fork { run: 0, step: 300 });
    scene.experiment.runs.push(fork);
    scene.view.selected = scene.experiment.runs.len() - 1;
    let harness = on_stage("bias", scene, SIDE, Theme::Dark);
    assert_eq!(harness.state().companions.len(), 1);
    harness.get_by_label_contains("Without correction the first step is");
}

#[test]
fn a_rule_without_corrected_averages_is_told_apart() {
    let mut scene = preset("race");
    scene.view.selected = 0;
    let harness = on_stage("bias", scene, SIDE, Theme::Dark);
    harness.get_by_label_contains("corrects no average");
    assert!(harness.state().companions.is_empty());
}
