//! What charts over the steps have to the right: steps, gradient evaluations or samples, evenly or in the
//! logarithm.

use crate::stage::{SIDE, Stage, on_stage, press};
use egui::Theme;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::scene::{Along, Budget, Run, Scene};
use ravine::view::Wish;
use ravine::view::chart::{Chart, Scale};

/// Two runs of 40 steps with batches of 4 and of 2 times 16.
fn batches() -> Scene {
    let text = r#"{"experiment": {"steps": 40, "runs": [
            {"label": "Small", "optimizer": "sgd", "training": {"batch": 4}},
            {"label": "Large", "optimizer": "sgd", "training": {"batch": 16, "accumulate": {"micro_batches": 2}}}],
        "problem": {"network": {"data": {"name": "moons", "size": 80}, "layers": [2, 4, 2]}}},
        "view": {"step": 40}}"#;
    serde_json::from_str(text).expect("a scene")
}

fn along(mut scene: Scene, counts: Option<Budget>, log: bool) -> Harness<'static, Stage> {
    scene.view.along = Along { counts, log };
    on_stage("loss", scene, SIDE, Theme::Dark)
}

fn chart(harness: &mut Harness<Stage>) -> Chart<'static> {
    harness.state_mut().charts().remove(0)
}

/// Where the lines of a label end on the axis.
fn ends(chart: &Chart, label: &str) -> f64 {
    let line = chart.series.iter().find(|line| line.label == label);
    let line = line.expect("it has a line");
    line.x(line.values.len() - 1)
}

#[test]
fn samples_spread_the_lines_by_their_batches_whatever_the_budget_counts() {
    for (budget, counts, unit, small, large) in [
        (Budget::Steps, None, "step", 39.0, 39.0),
        (
            Budget::Steps,
            Some(Budget::Samples),
            "sample",
            39.0 * 4.0,
            39.0 * 32.0,
        ),
        (Budget::Samples, None, "sample", 36.0, 32.0),
        (Budget::Samples, Some(Budget::Steps), "step", 9.0, 1.0),
        (Budget::Samples, Some(Budget::Samples), "sample", 36.0, 32.0),
    ] {
        let mut scene = batches();
        scene.experiment.budget = budget;
        let chart = chart(&mut along(scene, counts, false));
        assert_eq!(chart.x.label, unit, "{budget:?}, {counts:?}");
        let found = [ends(&chart, "Small"), ends(&chart, "Large")];
        let last = |wanted: f64, step: f64, found: f64| found == wanted || found == wanted + step;
        let [a, b] = match (budget, counts) {
            (_, Some(Budget::Steps)) | (Budget::Steps, None) => [1.0, 1.0],
            _ => [4.0, 32.0],
        };
        assert!(
            last(small, a, found[0]) && last(large, b, found[1]),
            "{budget:?}, {counts:?}: {found:?}"
        );
        assert!(chart.x.high >= found[0].max(found[1]) && chart.x.low == 0.0);
    }
}

#[test]
fn the_cursor_stands_where_the_selected_run_does() {
    for (selected, wanted) in [(0, 40.0 * 4.0), (1, 40.0 * 32.0)] {
        let mut scene = batches();
        scene.view.selected = selected;
        let chart = chart(&mut along(scene, Some(Budget::Samples), false));
        assert_eq!(chart.cursor, Some(wanted));
    }
}

#[test]
fn a_logarithm_begins_at_the_first_step() {
    let chart = chart(&mut along(batches(), Some(Budget::Samples), true));
    assert_eq!(
        (chart.x.scale, chart.x.low, chart.x.high),
        (Scale::Log, 4.0, 1280.0)
    );
}

#[test]
fn the_menu_at_the_axis_chooses_what_it_counts() {
    let mut harness = along(batches(), None, false);
    press(&mut harness, "Horizontal axis of Loss");
    press(&mut harness, "Axis: Samples seen");
    let wanted = Along {
        counts: Some(Budget::Samples),
        log: false,
    };
    assert_eq!(harness.state().wishes, [Wish::Along(wanted)]);
    let mut harness = along(batches(), Some(Budget::Samples), false);
    press(&mut harness, "Horizontal axis of Loss");
    press(&mut harness, "Axis: logarithmic");
    press(&mut harness, "Horizontal axis of Loss");
    press(&mut harness, "Axis: Steps");
    let own = Along::default();
    let log = Along { log: true, ..wanted };
    assert_eq!(harness.state().wishes, [Wish::Along(log), Wish::Along(own)]);
}

#[test]
fn only_what_steps_differ_in_is_offered() {
    let mut surface = Scene::on_surface("ravine");
    surface.experiment.runs = vec![Run::of("sgd")];
    let plain = chart(&mut along(surface.clone(), Some(Budget::Samples), false));
    assert_eq!(plain.counted.offered, [Budget::Steps]);
    assert_eq!(plain.x.label, "step", "a surface has no samples");
    surface.experiment.runs.push(Run::of("sam"));
    let both = chart(&mut along(surface, Some(Budget::Evaluations), false));
    assert_eq!(both.counted.offered, [Budget::Steps, Budget::Evaluations]);
    assert_eq!(both.x.high, 2000.0, "SAM looks twice a step");
}

#[test]
fn an_axis_travels_with_its_scene_and_old_scenes_have_none() {
    let mut scene = batches();
    let plain = serde_json::to_string(&scene).expect("plain data");
    assert!(!plain.contains("along"));
    scene.view.along = Along {
        counts: Some(Budget::Samples),
        log: true,
    };
    let link = ravine::link::encode(&scene);
    let back = ravine::link::decode(&link).expect("the scene of it");
    assert_eq!(back, scene);
}

#[test]
fn hovering_tells_the_selected_runs_step_whatever_is_counted() {
    let mut steps = Vec::new();
    for counts in [None, Some(Budget::Samples)] {
        let mut scene = batches();
        scene.view.selected = 1;
        let mut harness = along(scene, counts, false);
        let chart = harness.get_by_label("Training and validation loss chart").rect();
        harness.hover_at(chart.center());
        harness.run();
        steps.push(harness.state().hovered.expect("the pointer is over the plot"));
    }
    assert!((steps[0] - steps[1]).abs() <= 2.0, "{steps:?}");
}
