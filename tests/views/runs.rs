//! The list of runs and their settings.

use crate::{WIDE, app, open, press, session};
use egui::accesskit::Role;
use egui::{Key, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::lang::rule::Value;

#[test]
fn a_typed_learning_rate_changes_the_scene() {
    let mut harness = app();
    harness.get_by_label("Learning rate η of SGD, exact").focus();
    harness.run();
    harness.get_by_label("Learning rate η of SGD, exact").click();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("0.0015".to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(rate(&harness, 0), Some(0.0015));
}

#[test]
fn a_slider_changes_the_scene() {
    let mut harness = app();
    let before = rate(&harness, 0);
    let slider = harness
        .get_by_role_and_label(Role::Slider, "Learning rate η of SGD")
        .rect();
    harness.drag_at(slider.center());
    harness.run();
    harness.drop_at(slider.center() + vec2(20.0, 0.0));
    harness.run();
    assert_ne!(rate(&harness, 0), before);
}

#[test]
fn runs_are_added_selected_hidden_copied_and_removed() {
    let mut harness = app();
    let labels = |h: &Harness<App>| -> Vec<String> {
        let runs = &h.state().session.scene.experiment.runs;
        runs.iter().filter_map(|r| r.label.clone()).collect()
    };
    press(&mut harness, "Add run");
    press(&mut harness, "Add Adam");
    assert_eq!(labels(&harness).last().map(String::as_str), Some("Adam 2"));
    assert_eq!(harness.state().session.scene.view.selected, 5);
    press(&mut harness, "Run Lion");
    assert_eq!(harness.state().session.scene.view.selected, 4);
    press(&mut harness, "Hide Adam");
    assert_eq!(harness.state().session.scene.view.muted, [3]);
    press(&mut harness, "More for SGD");
    press(&mut harness, "Duplicate");
    assert_eq!(labels(&harness)[..2], ["SGD", "SGD 2"]);
    press(&mut harness, "More for SGD");
    press(&mut harness, "Remove");
    assert_eq!(labels(&harness)[0], "SGD 2");
}

#[test]
fn a_finding_stands_under_its_field() {
    let mut session = session("race");
    let huge = Value::Number(1e300);
    session.scene.experiment.runs[0]
        .params
        .insert("lr".to_owned(), huge);
    let harness = open(WIDE, Theme::Dark, session);
    let slider = harness
        .get_by_role_and_label(Role::Slider, "Learning rate η of SGD")
        .rect();
    let message = harness
        .get_by_label_contains("is outside the range of 32-bit numbers")
        .rect();
    assert!(message.top() >= slider.bottom() && message.top() < slider.bottom() + 20.0);
}

fn rate(harness: &Harness<App>, run: usize) -> Option<f64> {
    match harness.state().session.scene.experiment.runs[run]
        .params
        .get("lr")?
    {
        Value::Number(v) => Some(*v),
        Value::Switch(_) | Value::List(_) => None,
    }
}
