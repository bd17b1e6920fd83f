//! The screen, wide and on a phone: names, sizes, theme.

use crate::{PHONE, WIDE, app, controls, name, open, press, scene, session};
use egui::accesskit::{Role, Toggled};
use egui::{Key, Pos2, Theme, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;

#[test]
fn the_theme_changes() {
    let mut harness = app();
    press(&mut harness, "Theme");
    assert_eq!(harness.ctx.theme(), Theme::Light);
}

/// What phones have a page for stands below the runs.
#[test]
fn a_wide_screen_explains_the_rules_too() {
    let mut harness = app();
    let is_explained =
        |harness: &Harness<App>| harness.query_by_label("Formula of the optimizer SGD").is_some();
    assert!(!is_explained(&harness));
    harness.get_by_label("Learn what the rules are").scroll_to_me();
    harness.run();
    press(&mut harness, "Learn what the rules are");
    for name in [
        "Formula of the surface Rosenbrock",
        "Formula of the optimizer SGD",
        "Formula of the schedule Constant",
    ] {
        assert!(harness.query_by_label(name).is_some(), "{name}");
    }
    press(&mut harness, "Run Adam");
    assert!(!is_explained(&harness));
    harness.get_by_label("Formula of the optimizer Adam");
}

#[test]
fn a_phone_shows_everything_large_enough_to_touch() {
    let harness = open(PHONE, Theme::Dark, session("race"));
    let picture = harness.get_by_label("Loss surface").rect();
    assert!(picture.height() >= 0.48 * PHONE.y, "{picture:?}");
    for control in [
        "Surface",
        "Settings",
        "Undo",
        "Redo",
        "Menu",
        "Play",
        "Step",
        "Loop",
        "Runs tab",
        "Charts tab",
        "Learn tab",
        "Add run",
    ] {
        let rect = harness.get_by_label(control).rect();
        assert!(
            rect.left() >= 0.0 && rect.right() <= PHONE.x,
            "{control}: {rect:?}"
        );
        assert!(
            rect.top() >= 0.0 && rect.bottom() <= PHONE.y,
            "{control}: {rect:?}"
        );
        assert!(
            rect.height() >= 40.0 && rect.width() >= 40.0,
            "{control}: {rect:?}"
        );
    }
    for control in controls(&harness) {
        let rect = control.rect();
        assert!(
            rect.left() >= 0.0 && rect.right() <= PHONE.x,
            "{}: {rect:?}",
            name(&control)
        );
    }
}

#[test]
fn a_tab_shows_its_chart_and_the_scene_remembers_it() {
    let mut harness = app();
    harness.get_by_role_and_label(Role::Image, "Loss chart");
    press(&mut harness, "Learning rate tab");
    harness.get_by_role_and_label(Role::Image, "Learning rate chart");
    assert!(
        harness
            .query_by_role_and_label(Role::Image, "Loss chart")
            .is_none()
    );
    assert_eq!(harness.state().session.scene.view.tab, "rate");
    press(&mut harness, "Loss tab");
    assert_eq!(harness.state().session.scene.view.tab, "");
    let mut remembered = session("race");
    remembered.scene.view.tab = "rate".to_owned();
    let harness = open(WIDE, Theme::Dark, remembered);
    harness.get_by_role_and_label(Role::Image, "Learning rate chart");
}

#[test]
fn a_phone_turns_pages_by_tab_and_by_finger() {
    let mut harness = open(PHONE, Theme::Dark, session("race"));
    press(&mut harness, "Learn tab");
    harness.get_by_label("The same learning rate at every step.");
    press(&mut harness, "Charts tab");
    harness.get_by_role_and_label(Role::Image, "Loss chart");
    let tabs = harness.get_by_label("Charts tab").rect();
    let low = pos2(PHONE.x / 2.0, PHONE.y - 30.0);
    swipe(&mut harness, low, vec2(150.0, 5.0));
    harness.get_by_role_and_label(Role::Image, "Loss chart");
    swipe(&mut harness, tabs.center(), vec2(150.0, 5.0));
    harness.get_by_label("Add run");
    swipe(&mut harness, low, vec2(0.0, -120.0));
    let tab = harness.get_by_label("Runs tab").accesskit_node().toggled();
    assert_eq!(tab, Some(Toggled::True), "that scrolls");
    swipe(&mut harness, tabs.center(), vec2(-150.0, 0.0));
    harness.get_by_role_and_label(Role::Image, "Loss chart");
    assert_eq!(harness.get_by_label("Charts tab").rect(), tabs);
}

#[test]
fn a_phone_shows_a_plain_chart_whole_and_others_as_large_as_they_need() {
    let mut harness = open(PHONE, Theme::Dark, session("race"));
    press(&mut harness, "Charts tab");
    for (tab, chart) in [
        ("Loss tab", "Loss chart"),
        ("Learning rate tab", "Learning rate chart"),
    ] {
        press(&mut harness, tab);
        let rect = harness.get_by_role_and_label(Role::Image, chart).rect();
        assert!(
            rect.bottom() <= PHONE.y && rect.height() >= 180.0,
            "{chart}: {rect:?}"
        );
    }
    harness.state_mut().session.scene.view.selected = 3;
    press(&mut harness, "More charts");
    press(&mut harness, "Bias correction tab");
    let controls = harness.get_by_label("factors of the bias correction").rect();
    let bias = harness
        .get_by_role_and_label(Role::Image, "Bias correction chart")
        .rect();
    assert!(bias.bottom() - controls.top() >= 250.0, "{bias:?}");
}

#[test]
fn dragging_a_control_turns_no_page() {
    let mut harness = open(PHONE, Theme::Dark, session("race"));
    let name = "Learning rate η of SGD";
    harness.get_by_role_and_label(Role::Slider, name).scroll_to_me();
    harness.run();
    let slider = harness.get_by_role_and_label(Role::Slider, name).rect();
    let before = harness.state().session.scene.clone();
    swipe(&mut harness, slider.center(), vec2(-120.0, 0.0));
    harness.get_by_label("Add run");
    assert_ne!(harness.state().session.scene, before);
}

fn swipe(harness: &mut Harness<App>, from: Pos2, way: Vec2) {
    harness.drag_at(from);
    harness.step();
    for part in 1..=8 {
        harness.hover_at(from + way * (part as f32 / 8.0));
        harness.step();
    }
    harness.drop_at(from + way);
    harness.run_steps(40);
}

#[test]
fn the_tab_key_reaches_every_control() {
    let mut harness = app();
    let wanted: std::collections::BTreeSet<String> = controls(&harness)
        .iter()
        .filter(|c| !c.accesskit_node().is_disabled())
        .map(name)
        .collect();
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..wanted.len() + 10 {
        harness.key_press(Key::Tab);
        harness.run();
        let focused = controls(&harness)
            .into_iter()
            .find(|c| c.accesskit_node().is_focused());
        reached.extend(focused.as_ref().map(name));
    }
    let missed: Vec<_> = wanted.difference(&reached).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn what_was_computed_of_another_problem_is_not_shown() {
    let mut harness = app();
    assert!(!harness.state().session.trace.runs.is_empty());
    harness.state_mut().open(scene("net_digits"));
    harness.step();
    harness.step();
    assert!(
        harness.state().session.done().is_none(),
        "2,000 steps take longer than two frames"
    );
    assert!(harness.state().session.trace.runs.is_empty());
    assert!(harness.query_all_by_label("Computing…").count() > 0);
}
