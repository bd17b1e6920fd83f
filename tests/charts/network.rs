//! Runs on networks taken apart: their rules line by line, their effective step, their bias correction.

use crate::inspect::{go, value};
use crate::stage::{PHONE, SIDE, Stage, on_stage, place, press};
use egui::accesskit::Role;
use egui::{Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use ravine::scene::Scene;
use ravine::view::number;

const TALL: Vec2 = vec2(520.0, 1600.0);

fn scene() -> Scene {
    let text = r#"{"experiment": {"steps": 40, "runs": [{"optimizer": "lamb"}, {"optimizer": "adam"}],
        "problem": {"network": {"data": {"name": "moons", "size": 80}, "layers": [2, 8, 2], "seeds": 2}}},
        "view": {"selected": 1, "step": 11}}"#;
    serde_json::from_str(text).expect("a scene")
}

/// Chooses the bias of the second output unit.
fn choose_a_bias(harness: &mut Harness<Stage>) {
    press(harness, "Layer of the parameter");
    press(harness, "b2, 2");
    let chosen = &mut harness.state_mut().scene.view.coordinate;
    *chosen = chosen.map(|parameter| parameter + 1);
    harness.run();
}

#[test]
fn the_rules_are_shown_at_work_for_any_parameter() {
    let mut harness = on_stage("inspect", scene(), TALL, Theme::Dark);
    let end = |harness: &Harness<Stage>, place: usize, parameter: usize| {
        let w = harness.state().done.trace.runs[place].point(12)[parameter];
        Some(number::significant(w, 4))
    };
    harness.get_by_label_contains("Step 12 of 40; before it W1[1,1] = ");
    assert_eq!(value(&harness, "w"), end(&harness, 2, 0));
    choose_a_bias(&mut harness);
    harness.get_by_label_contains("before it b2[2] = ");
    assert_eq!(
        harness.state().scene.view.coordinate,
        Some(41),
        "the last of 8 x 2 + 8 + 2 x 8 + 2"
    );
    assert_eq!(value(&harness, "w"), end(&harness, 2, 41));
    harness.state_mut().scene.view.learning.seed = 1;
    harness.run();
    assert_eq!(value(&harness, "w"), end(&harness, 3, 41), "another repetition");
    harness.state_mut().scene.view.selected = 0;
    go(&mut harness, 20);
    let layer = harness.state().done.trace.runs[1]
        .column("ratio")
        .expect("LAMB has one")
        .entry(20)[3];
    assert_eq!(value(&harness, "ratio"), Some(number::significant(layer, 4)));
}

#[test]
fn a_network_of_images_opens_on_a_weight_that_learns() {
    let text = r#"{"experiment": {"steps": 3, "runs": [{"optimizer": "sgd"}],
        "problem": {"network": {"data": "digits", "layers": [64, 4, 10]}}}, "view": {"step": 1}}"#;
    let scene = serde_json::from_str(text).expect("a scene");
    let harness = on_stage("inspect", scene, TALL, Theme::Dark);
    // The first pixel is white in every image, the 43rd is not.
    harness.get_by_label_contains("before it W1[1,43] = ");
    assert_ne!(value(&harness, "g").as_deref(), Some("0"));
}

#[test]
fn the_controls_of_a_parameter_fit_a_phone() {
    let mut harness = on_stage("inspect", scene(), PHONE, Theme::Light);
    for (role, name) in [
        (Role::ComboBox, "Layer of the parameter"),
        (Role::SpinButton, "Unit of the parameter"),
        (Role::SpinButton, "Input of the parameter"),
        (Role::Button, "Copy the inspected rules"),
    ] {
        let rect = harness.get_by_role_and_label(role, name).rect();
        assert!(rect.left() >= 0.0 && rect.right() <= PHONE.x, "{name}: {rect:?}");
    }
    choose_a_bias(&mut harness);
    assert!(
        harness.query_by_label("Input of the parameter").is_none(),
        "a bias weighs no input"
    );
}

#[test]
fn the_factors_multiply_to_the_step() {
    let harness = on_stage("xray", scene(), SIDE, Theme::Dark);
    let labels = harness.query_all(by().predicate(|n| n.role() == Role::Label));
    let texts: Vec<String> = labels.filter_map(|n| n.accesskit_node().value()).collect();
    let step = texts
        .iter()
        .find_map(|t| t.strip_prefix("step = "))
        .expect("the step");
    let step = number::parse(step).expect("a number");
    let run = &harness.state().done.trace.runs[2];
    let moved = run.point(11)[0] - run.point(12)[0];
    assert!((step / moved - 1.0).abs() < 0.02, "{step} instead of {moved}");
    assert!(
        texts.iter().any(|t| t.starts_with("/ (sqrt(v_hat) + eps) = ")),
        "{texts:?}"
    );
}

#[test]
fn the_bias_correction_is_measured_from_each_state() {
    let mut harness = on_stage("bias", scene(), SIDE, Theme::Dark);
    harness.get_by_label_contains("Without correction the first step is 3.16× as long, step 12 even 6.57×");
    for page in ["m", "v", "factors", "loss", "step"] {
        press(&mut harness, &format!("{page} of the bias correction"));
        assert!(place(&harness, "Bias correction chart").height() > 250.0);
    }
}

#[test]
fn averages_stand_beside_those_without_the_correction() {
    let mut harness = on_stage("bias", scene(), SIDE, Theme::Dark);
    press(&mut harness, "m of the bias correction");
    let chart = harness.state_mut().charts().remove(0);
    let line = |name: &str| {
        let line = chart.series.iter().find(|line| line.label == name);
        line.unwrap_or_else(|| panic!("no line {name}")).values.to_vec()
    };
    let (with, without) = (line("m_hat"), line("without"));
    assert_eq!(with.len(), without.len());
    // From the same start the first average is a tenth of what the correction makes of it.
    assert!(
        (without[0] / with[0] - 0.1).abs() < 1e-6,
        "{} of {}",
        without[0],
        with[0]
    );
    // Later gradients are those of other weights.
    assert!(without[39] != with[39] && without[39].is_finite());
}
