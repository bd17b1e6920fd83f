//! Time: playing, stepping, scrubbing.

use crate::{PHONE, WIDE, app, open, press, session};
use egui::accesskit::Role;
use egui::{Key, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::lang::rule::Value;
use ravine::scene::Scene;

#[test]
fn time_moves_by_button_and_key() {
    let mut harness = app();
    let step = |h: &Harness<App>| h.state().session.scene.view.step;
    press(&mut harness, "Step forward");
    assert_eq!(step(&harness), 1);
    for (key, wanted) in [
        (Key::ArrowRight, 2),
        (Key::ArrowLeft, 1),
        (Key::End, 1000),
        (Key::Home, 0),
        (Key::Num7, 700),
        (Key::Num0, 0),
    ] {
        harness.key_press(key);
        harness.run();
        assert_eq!(step(&harness), wanted, "{key:?}");
    }
    harness.key_press(Key::Space);
    harness.run_steps(30);
    assert!(harness.state().playback.playing && step(&harness) > 5);
    harness.get_by_label("Pause").click();
    harness.run();
    let paused = step(&harness);
    harness.run_steps(5);
    assert_eq!(step(&harness), paused);
    harness.get_by_label("Play");
}

#[test]
fn nothing_is_drawn_anew_while_nothing_moves() {
    let mut harness = app();
    let frames = harness.run();
    assert!(frames <= 2, "{frames}");
}

/// The picture stands above the chart on a phone, right of it on a wide screen.
#[test]
fn a_resting_pointer_costs_nothing_on_any_size() {
    for size in [WIDE, PHONE] {
        let mut harness = open(size, Theme::Dark, session("race"));
        if size == PHONE {
            press(&mut harness, "Charts tab");
        }
        let chart = harness.get_by_label("Loss chart").rect();
        harness.hover_at(chart.center());
        harness.run();
        let frames = harness.run();
        assert!(frames <= 2, "{size:?}: {frames}");
    }
}

#[test]
fn one_dimension_and_divergence_are_drawn() {
    let mut scene = Scene::on_surface("theta_squared");
    scene.experiment.runs.push(ravine::scene::Run::of("sgd"));
    scene.experiment.runs[0]
        .params
        .insert("lr".to_owned(), Value::Number(1.2));
    scene.view.step = 1000;
    let mut harness = open(WIDE, Theme::Light, Session::on_cpu(scene));
    assert!(harness.state().session.trace.runs[0].diverged_at.is_some());
    press(&mut harness, "Step back");
    assert_eq!(harness.state().session.scene.view.step, 999);
}

#[test]
fn who_wants_nothing_to_move_sees_whole_steps_and_starts_it_by_hand() {
    let mut harness = app();
    harness.state_mut().playback.calm = true;
    harness.state_mut().open(crate::scene("race"));
    harness.run();
    assert!(!harness.state().playback.playing);
    harness.key_press(Key::Space);
    harness.run_steps(7);
    let playback = harness.state().playback;
    assert!(playback.playing && playback.position.fract() > 0.0);
    assert_eq!(playback.shown(), playback.position.floor());
}

#[test]
fn a_budget_in_gradients_makes_runs_comparable() {
    let mut session = crate::session("race");
    session.scene.experiment.runs.push(ravine::scene::Run::of("sam"));
    let mut harness = crate::open(crate::WIDE, egui::Theme::Dark, session);
    let costs = |harness: &Harness<App>| -> Vec<usize> {
        let runs = &harness.state().session.trace.runs;
        runs.iter().map(|r| r.evaluations).collect()
    };
    assert_eq!(costs(&harness), [1000, 1000, 1000, 1000, 1000, 2000]);
    press(&mut harness, "Settings");
    press(&mut harness, "Budget in gradients");
    harness.run();
    assert_eq!(costs(&harness), [1000; 6]);
    harness.get_by_label("Gradient 0 / 1000");
}

#[test]
fn a_dragged_slider_shows_its_paths_in_the_next_frame() {
    let mut session = crate::session("race");
    session.scene.experiment.steps = 20;
    let mut harness = open(WIDE, Theme::Dark, session);
    let slider = harness
        .get_by_role_and_label(Role::Slider, "Learning rate η of SGD")
        .rect()
        .center();
    let before = harness.state().session.timing.samples().count();
    harness.drag_at(slider);
    for move_by in 1..10 {
        harness.hover_at(slider + vec2(4.0 * move_by as f32, 0.0));
        harness.step();
    }
    let samples: Vec<_> = harness.state().session.timing.samples().skip(before).collect();
    assert!(samples.len() > 5, "{samples:?}");
    assert!(samples.iter().all(|sample| sample.frames <= 2), "{samples:?}");
}
