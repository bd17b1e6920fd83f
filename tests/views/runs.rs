//! The list of runs and their settings.

use crate::{PHONE, WIDE, app, open, press, session};
use egui::accesskit::Role;
use egui::{Key, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;
use ravine::compile::RUNS;
use ravine::lang::rule::Value;
use ravine::scene::{Reference, Run, Stage};

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
fn decays_near_one_are_dragged_and_stepped() {
    let mut harness = app();
    press(&mut harness, "Run Adam");
    let name = "Second-moment decay β₂ of Adam";
    let rail = |harness: &Harness<App>| harness.get_by_role_and_label(Role::Slider, name).rect();
    let mut places = Vec::new();
    for wanted in [0.99, 0.999, 0.9999] {
        // The range ends at 0.99999, five decades from 0.
        let part = -f64::log10(1.0 - wanted) / 5.0;
        // What is said of rounding comes after a rest, and moves the slider.
        harness.run_steps(60);
        let rect = rail(&harness).shrink2(vec2(7.0, 0.0));
        let at = rect.lerp_inside(vec2(part as f32, 0.5));
        harness.drag_at(at);
        harness.run();
        harness.drop_at(at);
        harness.run();
        let decay = number(&harness, 3, "beta2").unwrap_or(0.999);
        assert!(
            (decay - wanted).abs() < 0.1 * (1.0 - wanted),
            "{decay} for {wanted}"
        );
        places.push(at.x);
    }
    assert!(places[2] - places[0] > 100.0, "{places:?}");
    harness.get_by_role_and_label(Role::Slider, name).focus();
    harness.run();
    let before = number(&harness, 3, "beta2");
    harness.key_press(Key::ArrowRight);
    harness.run();
    let after = number(&harness, 3, "beta2");
    assert!(after > before, "{after:?} from {before:?}");
    let written = after.map(|v| v.to_string());
    let read = harness
        .get_by_role_and_label(Role::Slider, name)
        .accesskit_node()
        .value();
    assert_eq!(read, written, "what is read aloud is the value");
}

#[test]
fn runs_are_added_selected_hidden_copied_and_removed() {
    let mut harness = app();
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
fn several_values_of_a_setting_become_runs_in_one_click() {
    for size in [WIDE, PHONE] {
        let mut harness = open(size, Theme::Dark, session("race"));
        let before = labels(&harness);
        let button = "Runs at several values: Learning rate η of SGD";
        harness.get_by_label(button).scroll_to_me();
        harness.run();
        press(&mut harness, button);
        press(&mut harness, "Runs at 3.3·10⁻⁴, 0.001 and 0.003");
        let three = ["SGD", "SGD (lr 3.3·10⁻⁴)", "SGD (lr 0.003)", "Momentum"];
        assert_eq!(labels(&harness)[..4], three);
        assert_eq!(
            [0, 1, 2].map(|run| rate(&harness, run)),
            [0.001, 0.00033, 0.003].map(Some)
        );
        assert_eq!(harness.state().session.scene.view.selected, 0);
        press(&mut harness, "Undo");
        assert_eq!(labels(&harness), before, "one step takes them back");
        assert!(harness.get_by_label("Undo").accesskit_node().is_disabled());
        harness.get_by_label(button).scroll_to_me();
        harness.run();
        press(&mut harness, button);
        let field = "Values: Learning rate η of SGD";
        harness.get_by_label(field).focus();
        harness.run();
        harness.get_by_label(field).type_text("0.01, much");
        harness.run();
        press(&mut harness, "Add runs");
        assert_eq!(labels(&harness), before, "what cannot be read adds nothing");
        harness.get_by_label(field).focus();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.run();
        harness.get_by_label(field).type_text("0.01, 0.001; 1/16");
        harness.run();
        press(&mut harness, "Add runs");
        assert_eq!(
            labels(&harness)[..4],
            ["SGD", "SGD (lr 0.01)", "SGD (lr 0.0625)", "Momentum"]
        );
    }
}

#[test]
fn schedules_are_compared_by_adding_a_run() {
    for size in [WIDE, PHONE] {
        let mut harness = open(size, Theme::Dark, session("race"));
        let before = harness.state().session.scene.experiment.clone();
        let button = "Compare the schedule of SGD";
        harness.get_by_label(button).scroll_to_me();
        harness.run();
        press(&mut harness, button);
        harness.get_by_label("Add Cosine decay").scroll_to_me();
        harness.run();
        press(&mut harness, "Add Cosine decay");
        assert_eq!(labels(&harness)[..3], ["SGD", "SGD, Cosine decay", "Momentum"]);
        let runs = &harness.state().session.scene.experiment.runs;
        assert_eq!(runs[0], before.runs[0], "the run itself stays as it was");
        assert_eq!(runs[1].schedule.name, Reference::name("cosine"));
        press(&mut harness, "Undo");
        assert_eq!(harness.state().session.scene.experiment, before);
    }
}

#[test]
fn their_shapes_are_compared_so_too_once_that_is_chosen() {
    let mut harness = app();
    press(&mut harness, "Schedules tab");
    press(&mut harness, "Compare schedules in runs of their own");
    press(&mut harness, "Use the schedule Cosine decay");
    assert_eq!(labels(&harness)[..3], ["SGD", "SGD, Cosine decay", "Momentum"]);
    press(&mut harness, "Compare schedules in runs of their own");
    press(&mut harness, "Use the schedule Linear decay");
    assert_eq!(labels(&harness)[..3], ["SGD", "SGD, Cosine decay", "Momentum"]);
    let runs = &harness.state().session.scene.experiment.runs;
    let names = [0, 1].map(|run| runs[run].schedule.name.clone());
    assert_eq!(
        names,
        ["constant", "linear"].map(Reference::name),
        "the selected one is changed"
    );
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

#[test]
fn runs_are_moved_by_hand_and_by_key() {
    let mut harness = app();
    let grip = harness.get_by_label("Move SGD").rect().center();
    let below = harness.get_by_label("Run Nesterov").rect().center();
    harness.drag_at(grip);
    harness.run();
    harness.hover_at(below + vec2(0.0, 8.0));
    harness.run();
    harness.drop_at(below + vec2(0.0, 8.0));
    harness.run();
    assert_eq!(labels(&harness), ["Momentum", "Nesterov", "SGD", "Adam", "Lion"]);
    assert_eq!(
        harness.state().session.scene.view.selected,
        2,
        "the selected run goes along"
    );
    harness.get_by_label("Move Lion").focus();
    harness.run();
    for (key, order) in [
        (Key::ArrowUp, ["Momentum", "Nesterov", "SGD", "Lion", "Adam"]),
        (Key::ArrowUp, ["Momentum", "Nesterov", "Lion", "SGD", "Adam"]),
        (Key::ArrowDown, ["Momentum", "Nesterov", "SGD", "Lion", "Adam"]),
    ] {
        harness.key_press(key);
        harness.run();
        harness.run();
        assert_eq!(labels(&harness), order);
    }
    press(&mut harness, "More for Momentum");
    press(&mut harness, "Move down");
    assert_eq!(labels(&harness)[..2], ["Nesterov", "Momentum"]);
}

#[test]
fn runs_are_renamed() {
    let mut harness = app();
    for (last, wanted) in [(Key::Enter, "Mine"), (Key::Escape, "Adam")] {
        let old = if last == Key::Enter { "SGD" } else { "Adam" };
        press(&mut harness, &format!("More for {old}"));
        press(&mut harness, "Rename");
        harness.get_by_role_and_label(Role::TextInput, "Name of the run");
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.event(egui::Event::Text("Mine".to_owned()));
        harness.run();
        harness.key_press(last);
        harness.run();
        harness.run();
        harness.get_by_label(&format!("Run {wanted}"));
        assert!(harness.query_by_label("Name of the run").is_none());
    }
}

#[test]
fn one_run_alone_and_all_again() {
    let mut harness = app();
    for hidden in [vec![0, 1, 2, 4], vec![]] {
        press(&mut harness, "More for Adam");
        press(&mut harness, "Solo");
        assert_eq!(harness.state().session.scene.view.muted, hidden);
    }
}

#[test]
fn all_runs_change_at_once() {
    let mut harness = app();
    press(&mut harness, "All runs");
    harness
        .get_by_label_contains("The same learning rate for all")
        .click();
    harness.run();
    let rates: Vec<_> = (0..5).map(|run| rate(&harness, run).unwrap_or(0.001)).collect();
    assert_eq!(rates, [0.001; 5]);
    press(&mut harness, "All runs");
    press(&mut harness, "Each its own default learning rate");
    assert!((0..5).all(|run| rate(&harness, run).is_none()));
    press(&mut harness, "Hide Adam");
    press(&mut harness, "All runs");
    press(&mut harness, "Show all");
    assert!(harness.state().session.scene.view.muted.is_empty());
}

#[test]
fn a_schedule_goes_to_all_runs_and_silences_what_it_sets() {
    let mut session = session("race");
    let runs = &mut session.scene.experiment.runs;
    runs[3].schedule.name = Reference::name("one_cycle_cos");
    session.scene.view.selected = 3;
    let mut harness = open(WIDE, Theme::Dark, session);
    for slider in ["Learning rate η of Adam", "First-moment decay β₁ of Adam"] {
        let slider = harness.get_by_role_and_label(Role::Slider, slider);
        assert!(slider.accesskit_node().is_disabled());
    }
    harness.get_by_label("Without effect: One cycle (cosine) sets its own.");
    harness.get_by_label("Without effect: One cycle (cosine) drives it.");
    let free = harness.get_by_role_and_label(Role::Slider, "Second-moment decay β₂ of Adam");
    assert!(!free.accesskit_node().is_disabled());
    harness.get_by_label("Warmup of Adam").scroll_to_me();
    harness.run();
    press(&mut harness, "Warmup of Adam");
    let slider = harness.get_by_role_and_label(Role::Slider, "Learning rate η of Adam");
    assert!(!slider.accesskit_node().is_disabled(), "the warmup rises to it");
    harness.get_by_label("First step of Adam rises").scroll_to_me();
    harness.run();
    press(&mut harness, "First step of Adam rises");
    harness
        .get_by_label("Apply the schedule of Adam to all")
        .scroll_to_me();
    harness.run();
    press(&mut harness, "Apply the schedule of Adam to all");
    let schedules = harness
        .state()
        .session
        .scene
        .experiment
        .runs
        .iter()
        .map(|r| &r.schedule);
    for schedule in schedules {
        assert_eq!(schedule.name, Reference::name("one_cycle_cos"));
        assert_eq!(schedule.warmup.map(|w| w.first), Some(1));
    }
}

#[test]
fn stages_are_added_moved_applied_and_removed() {
    let mut harness = app();
    let stages = |h: &Harness<App>, run: usize| -> Vec<String> {
        let stages = &h.state().session.scene.experiment.runs[run].stages;
        stages.iter().map(|s| format!("{:?}", s.name)).collect()
    };
    press(&mut harness, "Gradient stages of SGD");
    for stage in ["Clip by norm", "Gaussian noise"] {
        press(&mut harness, "Add a gradient stage to SGD");
        press(&mut harness, stage);
    }
    let before = stages(&harness, 0);
    assert_eq!(before.len(), 2);
    press(&mut harness, "Move stage 2 of SGD up");
    let after = stages(&harness, 0);
    assert_eq!([&after[0], &after[1]], [&before[1], &before[0]]);
    press(&mut harness, "Apply the stages of SGD to all");
    assert!((0..5).all(|run| stages(&harness, run) == after));
    press(&mut harness, "Remove stage 1 of SGD");
    assert_eq!(stages(&harness, 0), after[1..]);
}

#[test]
fn a_run_is_forked_where_the_picture_stands() {
    let mut harness = app();
    assert!(
        harness
            .get_by_label("Fork from here")
            .accesskit_node()
            .is_disabled()
    );
    press(&mut harness, "Run Adam");
    harness.key_press(Key::Num4);
    harness.run();
    press(&mut harness, "Fork from here");
    assert_eq!(labels(&harness)[3..5], ["Adam", "Adam from 400"]);
    harness.get_by_label("Goes on from Adam");
    let slider = harness
        .get_by_role_and_label(Role::Slider, "Learning rate η of Adam from 400")
        .rect();
    harness.drag_at(slider.center());
    harness.run();
    harness.drop_at(slider.center() + vec2(60.0, 0.0));
    harness.run();
    harness.run();
    let runs = &harness.state().session.trace.runs;
    assert_eq!(runs[3].point(400), runs[4].point(400));
    assert_ne!(runs[3].point(402), runs[4].point(402));
    press(&mut harness, "End the fork of Adam from 400");
    assert_eq!(harness.state().session.scene.experiment.runs[4].from, None);
}

fn labels(harness: &Harness<App>) -> Vec<String> {
    let runs = &harness.state().session.scene.experiment.runs;
    runs.iter().filter_map(|r| r.label.clone()).collect()
}

fn rate(harness: &Harness<App>, run: usize) -> Option<f64> {
    number(harness, run, "lr")
}

fn number(harness: &Harness<App>, run: usize, name: &str) -> Option<f64> {
    match harness.state().session.scene.experiment.runs[run]
        .params
        .get(name)?
    {
        Value::Number(v) => Some(*v),
        Value::Switch(_) | Value::List(_) => None,
    }
}

#[test]
fn the_step_is_said_from_which_on_f32_and_f64_part_and_a_click_takes_f64() {
    let mut session = session("race");
    session.scene = serde_json::from_str(
        r#"{ "experiment": { "steps": 2000, "start": [0],
            "problem": { "surface": { "source": "name \"slope\"\nf = 10000*x" } },
            "runs": [{ "optimizer": "rmsprop_centered", "params": { "lr": 0.01 } }] } }"#,
    )
    .expect("a scene");
    let mut harness = open(WIDE, Theme::Dark, session);
    assert!(
        harness.query_by_label_contains("part at step").is_none(),
        "nothing before it has rested"
    );
    harness.run_steps(60);
    harness.get_by_label_contains("RMSprop (centered): f32 and f64 part at step");
    press(&mut harness, "Use f64");
    harness.run_steps(60);
    assert!(harness.query_by_label_contains("part at step").is_none());
    let end = harness.state().session.trace.runs[0].point(2000)[0];
    assert!((end + 46210.9).abs() < 0.1, "{end}");
    assert_eq!(harness.state().session.engine.adapter, "f64");
    press(&mut harness, "Undo");
    assert_eq!(harness.state().session.engine.adapter, "f32");
}

#[test]
fn a_run_that_left_the_range_of_f32_goes_on_in_f64_at_a_click() {
    let surface = r#"{ "experiment": { "steps": 20, "start": [100, 90],
        "problem": { "surface": { "source": "name \"far\"\nf = log(exp(x) + exp(y))\ndomain x 0 .. 100, y 0 .. 100\nstart 100, 90" } },
        "runs": [{ "optimizer": "sgd" }] }, "view": { "step": 20 } }"#;
    let network = r#"{ "experiment": { "steps": 6,
        "problem": { "network": { "data": "moons", "layers": [2, 4, 2] } },
        "runs": [{ "optimizer": { "source": "name \"Grows\"\nstate a: run = 1\na = a*1e30\nw -= 0.01*g/(norm(g) + a)\n" } }] },
        "view": { "step": 6 } }"#;
    for text in [surface, network] {
        let mut session = session("race");
        session.scene = serde_json::from_str(text).expect("a scene");
        let mut harness = open(WIDE, Theme::Dark, session);
        harness.run_steps(30);
        assert!(harness.state().session.trace.runs[0].stopped.is_some(), "{text}");
        harness.get_by_label_contains("leaves the range of f32; f64 would do");
        press(&mut harness, "Use f64");
        harness.run_steps(30);
        assert_eq!(harness.state().session.engine.adapter, "f64");
        assert_eq!(harness.state().session.trace.runs[0].stopped, None, "{text}");
        assert!(harness.query_by_label_contains("f64 would do").is_none());
    }
}

#[test]
fn a_click_mends_the_order_of_stages() {
    let mut session = session("race");
    let stages = &mut session.scene.experiment.runs[0].stages;
    *stages = ["clip_norm", "noise", "f16"].map(Stage::of).to_vec();
    let mut harness = open(WIDE, Theme::Dark, session);
    assert_eq!(
        harness
            .query_all_by_label_contains("let it run after that one")
            .count(),
        2
    );
    press(&mut harness, "Mend the order of stage 1 of SGD");
    let stages = &harness.state().session.scene.experiment.runs[0].stages;
    assert_eq!(*stages, ["f16", "clip_norm", "noise"].map(Stage::of));
    assert!(
        harness
            .query_by_label_contains("let it run after that one")
            .is_none()
    );
}

#[test]
fn what_a_field_cannot_take_is_refused_with_words() {
    const FIELD: &str = "Learning rate η of SGD, exact";
    let mut harness = app();
    let mut typed = |text: &str| {
        harness.get_by_label(FIELD).click();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.event(egui::Event::Text(text.to_owned()));
        harness.key_press(Key::Enter);
        harness.run();
        let said = harness.query_all_by_label_contains("cannot be taken").next();
        let said = said.and_then(|node| node.accesskit_node().value().or(node.accesskit_node().label()));
        (rate(&harness, 0), said)
    };
    assert_eq!(typed("1/32"), (Some(1.0 / 32.0), None));
    assert_eq!(typed("2^-10"), (Some(1.0 / 1024.0), None));
    for (text, reason) in [
        ("nan", "it is no number"),
        ("1e999", "it is too large"),
        ("1/0", "its value is undefined or too large"),
        ("quick", "`quick` is no number"),
    ] {
        let (rate, said) = typed(text);
        assert_eq!(rate, Some(1.0 / 1024.0), "{text}");
        let said = said.unwrap_or_default();
        assert!(said.contains(text) && said.contains(reason), "{said}");
    }
    assert_eq!(typed("0.5"), (Some(0.5), None), "what was refused is forgotten");
}

/// So many runs like one, each under a name of its own.
fn named(run: &Run, count: usize) -> Vec<Run> {
    let like = |place: usize| Run {
        label: Some(format!("Run {place}")),
        ..run.clone()
    };
    (0..count).map(like).collect()
}

#[test]
fn a_full_list_takes_no_other_run_and_says_why() {
    let mut session = session("race");
    let run = session.scene.experiment.runs[0].clone();
    session.scene.experiment.runs = named(&run, RUNS);
    session.scene.experiment.steps = 10;
    let mut harness = open(WIDE, Theme::Dark, session);
    assert!(harness.get_by_label("Add run").accesskit_node().is_disabled());
    let remote = harness.state().remote();
    let mut scene = harness.state().session.scene.clone();
    scene.experiment.runs.push(run);
    let text = serde_json::to_string(&scene).expect("a scene is text");
    let error = remote.load(&text).expect_err("it is refused");
    assert!(
        error.contains("33 runs are too many; there can be at most 32"),
        "{error}"
    );
    remote.open_link(&ravine::link::encode(&scene));
    harness.run();
    harness.get_by_label_contains("The link cannot be opened: /experiment/runs: 33 runs are too many");
    assert_eq!(harness.state().session.scene.experiment.runs.len(), RUNS);
}

#[test]
fn what_is_too_much_to_record_names_what_would_fit_at_a_click() {
    for (button, left) in [
        ("Take 67000 steps", (67_000, 31)),
        ("Take the first 20 runs", (100_000, 20)),
    ] {
        let mut session = session("race");
        let run = session.scene.experiment.runs[0].clone();
        session.scene.experiment.runs = named(&run, 31);
        session.scene.experiment.steps = 40;
        let mut harness = open(WIDE, Theme::Dark, session);
        harness.state_mut().session.scene.experiment.steps = 100_000;
        harness.run();
        harness.get_by_label_contains("take fewer steps; there is room for ");
        // The last good program goes on, and so does its time.
        harness.key_press(Key::End);
        harness.run();
        assert_eq!(harness.state().playback.position, 40.0);
        harness.get_by_label(button).click();
        harness.step();
        harness.step();
        let session = &harness.state().session;
        let experiment = &session.scene.experiment;
        assert_eq!((experiment.steps, experiment.runs.len()), left);
        assert!(
            session.findings.iter().all(|f| !f.is_error),
            "{:?}",
            session.findings
        );
    }
}
