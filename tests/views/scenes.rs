//! The scene as a whole: undone, redone, opened, kept.

use crate::{PHONE, WIDE, app, open, press, scene, session};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;
use ravine::course::prepared;
use ravine::course::study::Study;
use ravine::lang::rule::Value;
use ravine::link;
use ravine::scene::Scene;
use std::sync::Mutex;

fn now(harness: &Harness<App>) -> Scene {
    harness.state().session.scene.clone()
}

#[test]
fn a_drag_is_undone_and_redone_as_one_change() {
    let mut harness = app();
    let before = now(&harness);
    let slider = harness
        .get_by_role_and_label(Role::Slider, "Learning rate η of SGD")
        .rect();
    harness.drag_at(slider.center());
    for x in [10.0, 20.0, 30.0] {
        harness.hover_at(slider.center() + vec2(x, 0.0));
        harness.run();
    }
    harness.drop_at(slider.center() + vec2(40.0, 0.0));
    harness.run();
    let after = now(&harness);
    assert_ne!(after, before);
    press(&mut harness, "Undo");
    assert_eq!(now(&harness), before);
    assert!(harness.get_by_label("Undo").accesskit_node().is_disabled());
    press(&mut harness, "Redo");
    assert_eq!(now(&harness), after);
}

#[test]
fn keys_undo_and_redo() {
    let mut harness = app();
    let before = now(&harness);
    press(&mut harness, "Hide Adam");
    press(&mut harness, "Hide Lion");
    let after = now(&harness);
    let both = Modifiers::COMMAND | Modifiers::SHIFT;
    for (modifiers, key, hidden) in [
        (Modifiers::COMMAND, Key::Z, 1),
        (Modifiers::COMMAND, Key::Z, 0),
        (Modifiers::COMMAND, Key::Z, 0),
        (both, Key::Z, 1),
        (Modifiers::COMMAND, Key::Y, 2),
    ] {
        harness.key_press_modifiers(modifiers, key);
        harness.run();
        assert_eq!(now(&harness).view.muted.len(), hidden, "{modifiers:?} {key:?}");
    }
    assert_eq!(now(&harness), after);
    assert_ne!(after, before);
}

#[test]
fn another_scene_can_be_undone() {
    let mut harness = app();
    let before = now(&harness);
    press(&mut harness, "Examples");
    harness.get_by_label("Clipping").click();
    harness.run_steps(5);
    press(&mut harness, "Pause");
    assert_eq!(now(&harness).experiment, scene("clipping").experiment);
    press(&mut harness, "Undo");
    assert_eq!(now(&harness).experiment, before.experiment);
}

/// It says so until another one is there, with the same words while its settings are changed: nothing moves
/// under a hand.
#[test]
fn a_prepared_scene_says_what_it_shows() {
    for size in [WIDE, PHONE] {
        let mut harness = open(size, Theme::Dark, session("race"));
        let before = now(&harness);
        press(&mut harness, if size == PHONE { "Menu" } else { "Examples" });
        harness.get_by_label("Bias correction").scroll_to_me();
        harness.run_steps(3);
        harness.get_by_label("Bias correction").click();
        harness.run_steps(5);
        press(&mut harness, "Pause");
        assert_eq!(now(&harness).view.tab, scene("bias_correction").view.tab);
        let card = prepared::find("bias_correction").expect("a prepared scene");
        let done = harness.state().session.done().expect("it is computed");
        let view = &now(&harness).view;
        let study = Study::new(done, view, &card.lets);
        let said = study.words(card.lines()[0]);
        let is_said = |harness: &Harness<App>| harness.query_by_label(&said).is_some();
        assert!(is_said(&harness), "{said}");
        assert!(
            harness.query_by_label("Bias correction chart").is_some(),
            "{size:?}"
        );
        let run = &mut harness.state_mut().session.scene.experiment.runs[0];
        run.params.insert("lr".to_owned(), Value::Number(0.5));
        harness.run();
        assert!(is_said(&harness));
        press(&mut harness, "Undo");
        assert!(is_said(&harness));
        press(&mut harness, "Undo");
        assert_eq!(now(&harness).experiment, before.experiment);
        assert!(!is_said(&harness));
    }
}

#[test]
fn of_another_problem_nothing_is_shown_before_it_is_computed() {
    let mut harness = app();
    for preset in ["net_moons", "race"] {
        let before = harness.state().session.computed();
        let mut wanted = scene(preset);
        wanted.experiment.steps = 200;
        let run = wanted.experiment.runs[0].label.clone();
        harness
            .state()
            .remote()
            .load(&serde_json::to_string(&wanted).expect("JSON"))
            .expect("a scene");
        harness.step();
        let mut waited = 0;
        while harness.state().session.computed() == before {
            let app = harness.state();
            assert!(app.session.trace.runs.is_empty() && app.session.done().is_none());
            assert_eq!(app.playback.position, 0.0, "time waits for what there is to see");
            assert!(harness.query_by_label_contains("in the comparison").is_none());
            assert!(harness.query_all_by_label("Computing…").count() > 0);
            harness.step();
            waited += 1;
            assert!(waited < 10_000, "it is never computed");
        }
        assert!(waited > 0);
        let of = harness.state().session.done().expect("it is computed");
        assert_eq!(of.experiment.problem, wanted.experiment.problem);
        assert_eq!(of.experiment.runs[0].label, run);
        harness.step();
        assert!(harness.query_all_by_label_contains("in the comparison").count() > 0);
    }
}

#[test]
fn a_link_is_opened_or_refused() {
    let mut harness = app();
    let remote = harness.state().remote();
    let mut wanted = scene("warmup");
    wanted.view.step = 3;
    remote.open_link(&format!("https://example.org/#s={}", link::encode(&wanted)));
    harness.run_steps(3);
    assert_eq!(now(&harness).experiment, wanted.experiment);
    remote.open_link("#s=1.abc");
    harness.run_steps(3);
    harness.get_by_label_contains("The link cannot be opened: the link is cut off");
    assert_eq!(now(&harness).experiment, wanted.experiment);
    press(&mut harness, "Dismiss the message");
    assert!(
        harness
            .query_by_label_contains("The link cannot be opened")
            .is_none()
    );
}

#[test]
fn the_scene_is_kept_at_rest_with_its_link() {
    static KEPT: Mutex<Vec<(Scene, Option<String>)>> = Mutex::new(Vec::new());
    let kept = || KEPT.lock().expect("one test alone keeps here").len();
    let mut harness = Harness::builder().with_size(WIDE).build_eframe(|cc| {
        let app = App::with(&cc.egui_ctx, session("race"));
        app.keeping(|scene, link| {
            let link = link.map(str::to_owned);
            KEPT.lock()
                .expect("one test alone keeps here")
                .push((scene.clone(), link));
        })
    });
    harness.run();
    assert_eq!(kept(), 1);
    let slider = harness
        .get_by_role_and_label(Role::Slider, "Learning rate η of SGD")
        .rect();
    harness.drag_at(slider.center());
    for x in 1..30 {
        harness.hover_at(slider.center() + vec2(x as f32, 0.0));
        harness.step();
    }
    assert_eq!(kept(), 1, "nothing is kept while the pointer is down");
    harness.drop_at(slider.center() + vec2(30.0, 0.0));
    harness.run_steps(60);
    let all = KEPT.lock().expect("one test alone keeps here");
    let (last, link) = all.last().expect("it was kept");
    assert_eq!((all.len(), last), (2, &now(&harness)));
    let link = link.as_deref().expect("its link");
    assert_eq!(link::decode(link).as_ref(), Ok(last));
}

#[test]
fn the_help_opens_and_closes() {
    let mut harness = app();
    harness.event(Event::Key {
        key: Key::Questionmark,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::SHIFT,
    });
    harness.run();
    harness.get_by_label("Play or pause");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Play or pause").is_none());
    press(&mut harness, "Help");
    press(&mut harness, "Close");
    assert!(harness.query_by_label("Play or pause").is_none());
}
