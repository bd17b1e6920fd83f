//! Networks: layers, clipping, weights and the loss scale of the selected run.

use crate::network::{DIGITS, MOONS, app, image, says, scene, text};
use crate::{WIDE, open, press, reach};
use egui::accesskit::Role;
use egui::{Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;

#[test]
fn every_layer_has_its_norms_at_this_step_and_over_the_steps() {
    let network = r#"{"data": "moons", "layers": [2, 6, 2]}"#;
    let mut scene = scene(network, 40);
    scene.experiment.runs[1].optimizer = ravine::scene::Reference::name("lamb");
    let mut harness = open(WIDE, Theme::Dark, Session::on_cpu(scene));
    press(&mut harness, "Layers tab");
    image(&harness, "Layers chart");
    let number = |harness: &Harness<App>, of: &str| -> f64 {
        let cell = text(harness, &format!("{of} of W1: "));
        let (_, number) = cell.rsplit_once(": ").expect("a number");
        ravine::view::number::parse(number).expect("a number")
    };
    let [weight, update, relative, trust] =
        ["Weight norm", "Update norm", "Update relative to weight", "ratio"].map(|of| number(&harness, of));
    assert!(
        (update / weight / relative - 1.0).abs() < 0.02,
        "{update} / {weight} = {relative}"
    );
    assert!(trust > 0.0, "the trust ratio, which the rule keeps by layer");
    press(&mut harness, "Update norm over the steps");
    harness.get_by_role_and_label(Role::Image, "Layers chart");
    assert_eq!(harness.state().session.scene.view.learning.layers, "update_norms");
    harness.state_mut().session.scene.view.step = 0;
    harness.run();
    assert_ne!(number(&harness, "Weight norm"), weight, "at another step");
}

#[test]
fn clipped_steps_are_counted_and_judged() {
    let mut harness = app(MOONS, 200);
    press(&mut harness, "Clipping tab");
    image(&harness, "Histogram of gradient norms");
    let verdict = text(&harness, "% of the steps are clipped");
    let trace = &harness.state().session.trace.runs[1];
    let norms = &trace.column("g_raw_norm").expect("norms").values;
    // The stage leaves 0.2 at most.
    let share = norms.iter().filter(|n| **n * 0.99 > 0.2).count() as f64 / norms.len() as f64;
    assert!(
        verdict.contains(&format!("{:.1} %", 100.0 * share)),
        "{share} and {verdict}"
    );
    assert!(verdict.contains("1 to 10 %"), "the rule of thumb");
    press(&mut harness, "Run SGD");
    harness.get_by_label_contains("No stage changes this run's gradient");
}

#[test]
fn weights_are_pictures_and_digits_have_filters() {
    let mut harness = app(MOONS, 20);
    press(&mut harness, "Weights tab");
    for layer in ["Weights W1", "Weights W2", "Weights W3"] {
        let picture = image(&harness, layer);
        harness.hover_at(picture.left_top() + vec2(2.0, 2.0));
        harness.run_steps(60);
        let value = harness.query_by_label_contains("unit 1, input 1: ");
        assert!(value.is_some(), "{layer}");
    }
    let mut harness = app(DIGITS, 5);
    press(&mut harness, "Weights tab");
    assert!(says(&harness, "what each of 16 units looks for"));
}

#[test]
fn loss_scale_and_skipped_steps_are_curves() {
    let mut scaled = scene(MOONS, 60);
    let stage = r#"{"name": "f16", "params": {"init_scale": 16777216}}"#;
    let stage = serde_json::from_str(stage).expect("a stage");
    scaled.experiment.runs[0].stages = vec![stage];
    let mut harness = open(WIDE, Theme::Light, Session::on_cpu(scaled));
    press(&mut harness, "Loss scale tab");
    image(&harness, "Loss scale chart");
    image(&harness, "Skipped steps chart");
    let mut harness = app(MOONS, 10);
    press(&mut harness, "Loss scale tab");
    assert!(says(&harness, "No stage of a run scales its loss"));
}

#[test]
fn the_landscape_tells_true_losses_beside_those_of_the_plane() {
    let mut harness = app(MOONS, 40);
    show(&mut harness, "Landscape tab", ", on the plane ");
    image(&harness, "Loss landscape");
    assert!(says(&harness, "of what varies along the paths"));
    let told = text(&harness, "Adam: true loss ");
    let (_, rest) = told.split_once("true loss ").expect("a loss");
    let (own, slice) = rest.split_once(", on the plane ").expect("both losses");
    let [own, slice] = [own, slice].map(|n| ravine::view::number::parse(n).expect("a number"));
    // The plane goes through the selected run's last weights.
    assert!((own - slice).abs() <= 0.02 * own, "{told}");
    show(&mut harness, "Random directions", ", on the plane ");
    assert_eq!(harness.state().session.scene.view.learning.random, Some(1));
    assert!(
        !says(&harness, "of what varies along the paths"),
        "nothing is captured by chance"
    );
}

#[test]
fn sharpness_stands_against_what_is_stable() {
    let mut harness = app(r#"{"data": "moons", "layers": [2, 4, 2]}"#, 20);
    show(&mut harness, "Sharpness tab", "Full-batch curvature");
    image(&harness, "Sharpness chart");
}

#[test]
fn exponents_are_shown_where_they_are_counted() {
    let mut harness = app(MOONS, 10);
    press(&mut harness, "More charts");
    assert!(harness.query_by_label("Exponents tab").is_none());
    let counted = r#"{"data": "moons", "layers": [2, 4, 2], "record": {"exponents": true}}"#;
    let mut harness = app(counted, 10);
    press(&mut harness, "Exponents tab");
    image(&harness, "Histogram of gradient exponents");
    assert!(says(&harness, "of the elements are 0"));
}

/// Presses a button, and waits until what takes its time is said.
fn show(harness: &mut Harness<App>, button: &str, part: &str) {
    reach(harness, button);
    harness.get_by_label(button).click();
    harness.run_steps(5);
    for _ in 0..2000 {
        // Losses come run by run.
        if says(harness, part) && !says(harness, "not yet known") {
            return;
        }
        harness.run_steps(5);
    }
    panic!("{part} is not said");
}
