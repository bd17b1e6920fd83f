//! The keyboard: where it is shows on every control, and it is not lost when what had it goes away.

use crate::{WIDE, app, open, press, scene, session};
use egui::{Key, Modifiers, Shape, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;
use ravine::scene::Reference;
use ravine::view::palette::DARK;

/// Whether a control has a ring around it.
fn is_ringed(harness: &Harness<App>, name: &str) -> bool {
    let control = harness.get_by_label(name).rect();
    let rings = |shape: &Shape| match shape {
        Shape::Rect(ring) => {
            let around = ring.rect.expand(1.0).contains_rect(control);
            let close = control.expand(6.0).contains_rect(ring.rect);
            ring.stroke.color == DARK.accent && around && close
        }
        _ => false,
    };
    harness
        .output()
        .shapes
        .iter()
        .any(|clipped| rings(&clipped.shape))
}

fn has_focus(harness: &Harness<App>, name: &str) -> bool {
    let all = harness.query_all_by_label(name);
    all.into_iter().any(|node| node.accesskit_node().is_focused())
}

#[test]
fn every_kind_of_control_shows_that_it_has_the_keyboard() {
    let mut harness = app();
    for control in [
        "Share",
        "Examples",
        "Theme",
        "Surface",
        "Play",
        "Step",
        "Run SGD",
        "Move SGD",
        "Loss tab",
        "CSV",
        "Loss surface",
        "Width of the runs",
    ] {
        let control = match control {
            "CSV" => "Save the comparison as CSV",
            other => other,
        };
        assert!(!is_ringed(&harness, control), "{control} has no keyboard yet");
        harness.get_by_label(control).focus();
        harness.run();
        assert!(is_ringed(&harness, control), "{control}");
    }
}

#[test]
fn the_keyboard_goes_back_to_what_opened_a_menu() {
    for (opener, row) in [
        ("More for SGD", None),
        ("More for SGD", Some("Solo")),
        ("Add run", None),
        ("Settings", None),
        ("Examples", None),
        ("Help", None),
    ] {
        let mut harness = app();
        harness.get_by_label(opener).focus();
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        match row {
            Some(row) => {
                harness.get_by_label(row).focus();
                harness.run();
                harness.key_press(Key::Enter);
            }
            None => {
                harness.key_press(Key::Tab);
                harness.run();
                harness.key_press(Key::Escape);
            }
        }
        harness.run();
        harness.run();
        assert!(has_focus(&harness, opener), "{opener}, {row:?}");
    }
}

#[test]
fn escape_closes_only_what_is_on_top() {
    let mut harness = app();
    harness.key_press(Key::P);
    harness.run();
    assert!(harness.query_by_label("Add run").is_none(), "it is presented");
    harness.key_press(Key::Questionmark);
    harness.run();
    harness.get_by_label("Keys");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Keys").is_none(), "the help is closed");
    assert!(
        harness.query_by_label("Add run").is_none(),
        "it is still presented"
    );
    harness.key_press(Key::Escape);
    harness.run();
    harness.get_by_label("Add run");
}

#[test]
fn a_rule_is_found_by_typing_and_picked_by_key() {
    let mut harness = app();
    press(&mut harness, "Optimizer of SGD");
    for (typed, keys, optimizer) in [
        ("lamb", &[][..], "lamb"),
        ("adam", &[Key::ArrowDown, Key::ArrowDown], "adamax"),
        ("huge batches", &[Key::ArrowUp], "lars"),
    ] {
        if harness.query_by_label("Search optimizers").is_none() {
            let combo = harness.state().session.scene.experiment.runs[0].label.clone();
            press(
                &mut harness,
                &format!("Optimizer of {}", combo.unwrap_or_default()),
            );
        }
        assert!(
            has_focus(&harness, "Search optimizers"),
            "the field waits for words"
        );
        harness.event(egui::Event::Text(typed.to_owned()));
        harness.run();
        for key in keys {
            harness.key_press(*key);
            harness.run();
        }
        harness.key_press_modifiers(Modifiers::NONE, Key::Enter);
        harness.run();
        let found = &harness.state().session.scene.experiment.runs[0].optimizer;
        assert_eq!(found, &Reference::name(optimizer), "{typed}");
        assert!(
            harness.query_by_label("Search optimizers").is_none(),
            "it is closed"
        );
    }
}

#[test]
fn tabs_keep_their_places() {
    let mut harness = open(crate::SMALL, Theme::Dark, session("race"));
    let place = |harness: &Harness<App>, tab: &str| harness.query_by_label(tab).map(|t| t.rect());
    let tabs = ["Loss tab", "Learning rate tab", "Variable tab"];
    let before = tabs.map(|tab| place(&harness, tab));
    assert!(before[0].is_some() && before[1].is_some(), "{before:?}");
    for chosen in ["Bias correction tab", "Loss tab", "Schedules tab", "Distance tab"] {
        press(&mut harness, chosen);
        assert_eq!(tabs.map(|tab| place(&harness, tab)), before, "after {chosen}");
    }
}

#[test]
fn a_network_is_seen_whole_again_by_a_button() {
    let scene = scene("net_moons");
    let mut session = ravine::app::Session::on_cpu(scene);
    session.scene.experiment.steps = 20;
    session.scene.view.step = 20;
    session.scene.view.picture.range = vec![[-40.0, 40.0]; 2];
    let mut harness = open(WIDE, Theme::Dark, session);
    press(&mut harness, "Reset view");
    assert!(harness.state().session.scene.view.picture.range.is_empty());
    assert!(harness.query_by_label("Reset view").is_none());
}
