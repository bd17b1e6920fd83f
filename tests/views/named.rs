//! Every control, wherever it shows: it has a name of its own, and says what it does when the pointer rests
//! on it.

use crate::{WIDE, controls, name, network, open, press, session};
use egui::{Key, Order, Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;
use ravine::app::compute::session::Session;

/// So high that nothing is scrolled away.
const TALL: Vec2 = vec2(1440.0, 3000.0);
const PHONE: Vec2 = vec2(390.0, 4000.0);

/// A screen: its name, its size, what is pressed to come there, and what it is of.
type Screen = (&'static str, Vec2, &'static [&'static str], Of);

#[derive(Clone, Copy)]
enum Of {
    Race,
    Moons,
    Digits,
    Table,
}
use Of::{Digits, Moons, Race, Table};

const SCREENS: &[Screen] = &[
    ("the race", TALL, &[], Race),
    ("the race on a phone", PHONE, &[], Race),
    ("a phone's charts", PHONE, &["Charts tab"], Race),
    ("a phone's rules", PHONE, &["Inspect tab"], Race),
    ("a phone's menu", PHONE, &["Menu"], Race),
    ("a run", TALL, &["Run Adam"], Race),
    (
        "a run with all it has",
        TALL,
        &["Run Adam", "More parameters of Adam"],
        Race,
    ),
    ("a run's commands", TALL, &["More for SGD"], Race),
    ("optimizers", TALL, &["Optimizer of SGD"], Race),
    ("optimizers to add", TALL, &["Add run"], Race),
    (
        "several values",
        TALL,
        &["Runs at several values: Learning rate η of SGD"],
        Race,
    ),
    (
        "schedules to compare",
        TALL,
        &["Compare the schedule of SGD"],
        Race,
    ),
    ("surfaces", TALL, &["Surface"], Race),
    ("settings", TALL, &["Settings"], Race),
    ("examples", TALL, &["Examples"], Race),
    ("what can be exported", TALL, &["Export"], Race),
    ("the help", TALL, &["Help"], Race),
    (
        "the language in the help",
        TALL,
        &["Help", "Rule language tab"],
        Race,
    ),
    ("the link", TALL, &["Share"], Race),
    ("the presenter view", TALL, &["Present"], Race),
    ("the learning rate", TALL, &["Learning rate tab"], Race),
    ("the variables", TALL, &["Variable tab"], Race),
    ("the bias correction", TALL, &["Bias correction tab"], Race),
    ("the effective step", TALL, &["Effective step tab"], Race),
    ("the rules", TALL, &["Inspect tab"], Race),
    ("the program", TALL, &["Export", "Code"], Race),
    ("the editor", TALL, &["Fork the optimizer of SGD"], Race),
    (
        "the language in the editor",
        TALL,
        &["Fork the optimizer of SGD", "Language tab"],
        Race,
    ),
    (
        "an explained rule",
        TALL,
        &["Read the optimizer of SGD", "Explain"],
        Race,
    ),
    (
        "a run's stages",
        TALL,
        &["Run Adam", "Gradient stages of Adam"],
        Race,
    ),
    (
        "stages to add",
        TALL,
        &[
            "Run Adam",
            "Gradient stages of Adam",
            "Add a gradient stage to Adam",
        ],
        Race,
    ),
    ("the arrows", TALL, &["Arrows"], Race),
    ("the swarm", TALL, &["Swarm"], Race),
    ("the schedules", TALL, &["Schedules tab"], Race),
    ("a map", TALL, &["Explore tab"], Race),
    ("a map on a phone", PHONE, &["Charts tab", "Explore tab"], Race),
    (
        "an axis of a map",
        TALL,
        &["Run Adam", "Explore tab", "Horizontal axis: Learning rate η"],
        Race,
    ),
    (
        "what a map colours",
        TALL,
        &["Explore tab", "What the map colours"],
        Race,
    ),
    (
        "the rest of a map",
        TALL,
        &["Explore tab", "More of the map"],
        Race,
    ),
    ("an axis of a chart", TALL, &["Horizontal axis of Loss"], Race),
    (
        "an axis of a network's chart",
        TALL,
        &["Horizontal axis of Loss"],
        Moons,
    ),
    ("a race over rates", TALL, &["Explore tab", "Race page"], Race),
    (
        "the rates of a race",
        TALL,
        &["Explore tab", "Race page", "Rates and seeds of the race"],
        Race,
    ),
    (
        "what counts in a race",
        TALL,
        &["Explore tab", "Race page", "What counts in the race"],
        Race,
    ),
    (
        "the budget of a search",
        TALL,
        &["Explore tab", "Search page", "Budget and repetitions"],
        Race,
    ),
    ("a range test", TALL, &["Explore tab", "Range test page"], Race),
    ("a network", TALL, &[], Moons),
    ("a network on a phone", PHONE, &[], Moons),
    ("a network's settings", TALL, &["Settings"], Moons),
    ("a network's rules", TALL, &["Inspect tab"], Moons),
    ("images", TALL, &[], Digits),
    ("a table", TALL, &[], Table),
    ("a table's separators", TALL, &["Separator of the table"], Table),
];

fn at(size: Vec2, pressed: &[&str], of: Of) -> Harness<'static, App> {
    let session = match of {
        Race => session("race"),
        Moons => Session::on_cpu(network::scene(network::MOONS, 20)),
        Table => Session::on_cpu(network::scene(network::TABLE, 20)),
        Digits => Session::on_cpu(network::scene(network::DIGITS, 20)),
    };
    let mut harness = open(size, Theme::Dark, session);
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
    for (screen, size, pressed, of) in SCREENS {
        let mut names = names(&at(*size, pressed, *of));
        names.sort();
        let twice = names.windows(2).filter(|pair| pair[0] == pair[1]);
        wrong.extend(twice.map(|pair| format!("{screen}: two are called `{}`", pair[0])));
        let nameless = names.iter().filter(|name| name.trim().is_empty()).count();
        wrong.extend((nameless > 0).then(|| format!("{screen}: {nameless} have no name")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether something is told of a control once the pointer is on it, scrolled to where that is needed.
fn tells(harness: &mut Harness<App>, wanted: &str) -> bool {
    for _ in 0..2 {
        let all = controls(harness);
        let Some(control) = all.iter().find(|control| name(control) == wanted) else {
            return false;
        };
        let middle = control.rect().center();
        control.scroll_to_me();
        harness.hover_at(middle);
        harness.run_steps(3);
        let shown = harness.ctx.memory(|memory| memory.areas().visible_layer_ids());
        if shown.iter().any(|layer| layer.order == Order::Tooltip) {
            return true;
        }
    }
    false
}

#[test]
fn every_control_says_what_it_does() {
    let mut wrong = Vec::new();
    for (screen, size, pressed, of) in SCREENS {
        let mut harness = at(*size, pressed, *of);
        // What is open keeps the rest from telling anything; that was asked before.
        let before = match pressed.split_last() {
            None => Vec::new(),
            Some((_, before)) => names(&at(*size, before, *of)),
        };
        harness.ctx.all_styles_mut(|style| {
            style.interaction.tooltip_delay = 0.0;
            style.interaction.show_tooltips_only_when_still = false;
        });
        let all: Vec<_> = controls(&harness)
            .iter()
            .filter(|control| !control.accesskit_node().is_disabled())
            .map(name)
            .filter(|name| !before.contains(name))
            .collect();
        for name in all {
            if !tells(&mut harness, &name) {
                wrong.push(format!("{screen}: {name}"));
            }
        }
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
