//! Every control, wherever it shows: it has a name of its own.

use crate::{WIDE, controls, name, open, press, session};
use egui::{Key, Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;

/// So high that nothing is scrolled away.
const TALL: Vec2 = vec2(1440.0, 3000.0);
const PHONE: Vec2 = vec2(390.0, 4000.0);

/// A screen: its name, its size, and what is pressed to come there.
type Screen = (&'static str, Vec2, &'static [&'static str]);

const SCREENS: &[Screen] = &[
    ("the race", TALL, &[]),
    ("the race on a phone", PHONE, &[]),
    ("a phone's charts", PHONE, &["Charts tab"]),
    ("a phone's rules", PHONE, &["Inspect tab"]),
    ("a phone's menu", PHONE, &["Menu"]),
    (
        "a run with all it has",
        TALL,
        &["Run Adam", "More parameters of Adam"],
    ),
    ("a run's commands", TALL, &["More for SGD"]),
    ("optimizers", TALL, &["Optimizer of SGD"]),
    ("optimizers to add", TALL, &["Add run"]),
    ("surfaces", TALL, &["Surface"]),
    ("settings", TALL, &["Settings"]),
    ("examples", TALL, &["Examples"]),
    ("what can be exported", TALL, &["Export"]),
    ("the help", TALL, &["Help"]),
    ("the link", TALL, &["Share"]),
    ("the presenter view", TALL, &["Present"]),
    ("the learning rate", TALL, &["Learning rate tab"]),
    ("the variables", TALL, &["Variable tab"]),
    ("the bias correction", TALL, &["Bias correction tab"]),
    ("the effective step", TALL, &["Effective step tab"]),
    ("the rules", TALL, &["Inspect tab"]),
];

fn at(size: Vec2, pressed: &[&str]) -> Harness<'static, App> {
    let mut harness = open(size, Theme::Dark, session("race"));
    for name in pressed {
        press(&mut harness, name);
    }
    harness
}

fn names(harness: &Harness<App>) -> Vec<String> {
    controls(harness).iter().map(name).collect()
}

#[test]
fn every_control_has_a_name_of_its_own() {
    let mut wrong = Vec::new();
    for (screen, size, pressed) in SCREENS {
        let mut names = names(&at(*size, pressed));
        names.sort();
        let twice = names.windows(2).filter(|pair| pair[0] == pair[1]);
        wrong.extend(twice.map(|pair| format!("{screen}: two are called `{}`", pair[0])));
        let nameless = names.iter().filter(|name| name.trim().is_empty()).count();
        wrong.extend((nameless > 0).then(|| format!("{screen}: {nameless} have no name")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_presenter_view_is_entered_after_the_help_was_closed() {
    let mut harness = open(WIDE, Theme::Dark, session("race"));
    press(&mut harness, "Help");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Keys").is_none(), "the help is closed");
    press(&mut harness, "Present");
    assert!(
        harness.query_by_label("Add run").is_none(),
        "only the picture is shown"
    );
    harness.key_press(Key::Escape);
    harness.run();
    harness.get_by_label("Add run");
}
