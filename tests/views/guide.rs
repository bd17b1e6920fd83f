//! The guide: answered by clicks to a leaf, whose scene is opened and left; and the checklist of the scene
//! on screen.

use crate::{PHONE, SMALL, open, press, session};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::app::study::kept::{GoOn, Shelf};
use ravine::course::guide::Guide;
use ravine::course::{Course, scene};
use ravine::scene::Scene;
use std::collections::HashMap;
use std::sync::Mutex;

/// A shelf that the pages of one test share.
static TEXTS: Mutex<Option<HashMap<String, String>>> = Mutex::new(None);
const SHELF: Shelf = Shelf {
    read: |name| {
        let texts = TEXTS.lock().expect("no test panics while it holds the lock");
        texts.as_ref()?.get(name).cloned()
    },
    write: |name, text| {
        let mut texts = TEXTS.lock().expect("no test panics while it holds the lock");
        let texts = texts.get_or_insert_default();
        drop(texts.insert(name.to_owned(), text.to_owned()));
    },
};

const TRAIN: &str = "What do you train?";
const SMALL_NETWORK: [&str; 2] = ["A small network, on a table of data", "Many thousands"];
const CONVEX: [&str; 2] = [
    "A function of a few variables",
    "It is convex, and how steep it is at most and at least",
];

fn guide(size: Vec2) -> Harness<'static, App> {
    let mut harness = open(size, Theme::Dark, session("race"));
    press(&mut harness, if size == PHONE { "Study tab" } else { "Study" });
    press(&mut harness, "Guide");
    harness
}

fn said(harness: &Harness<App>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

fn on_screen(harness: &Harness<App>) -> Scene {
    harness.state().session.scene.clone()
}

fn leaf(id: &str) -> Scene {
    let leaf = Guide::embedded().leaf(id).expect("the leaf is there");
    scene::of(leaf, Course::embedded()).expect("its scene is right")
}

#[test]
fn answers_lead_to_a_scene_that_is_opened_and_left() {
    let mut harness = guide(SMALL);
    let before = on_screen(&harness);
    for answer in CONVEX {
        press(&mut harness, answer);
    }
    assert!(said(&harness, "A quadratic whose curvatures are known"));
    assert!(
        said(&harness, "for κ = 50 that is 0.566"),
        "settings are read off its scene"
    );
    assert_eq!(
        on_screen(&harness).experiment,
        before.experiment,
        "it is not opened yet"
    );
    press(&mut harness, "Open the scene");
    assert_eq!(on_screen(&harness).experiment, leaf("guide/convex").experiment);
    assert!(said(&harness, "it takes 46 steps"), "what was measured is told");
    press(&mut harness, "Leave Study");
    assert_eq!(on_screen(&harness).experiment, before.experiment);
}

#[test]
fn an_earlier_answer_can_be_changed() {
    let mut harness = guide(SMALL);
    for answer in SMALL_NETWORK {
        press(&mut harness, answer);
    }
    assert!(said(&harness, "A small network, enough data"));
    press(&mut harness, "Again: How many samples are there?");
    assert!(!said(&harness, "A small network, enough data"));
    press(&mut harness, "Hundreds");
    assert!(said(&harness, "Few samples"));
    press(&mut harness, &format!("Again: {TRAIN}"));
    assert!(said(&harness, TRAIN) && !said(&harness, "How many samples"));
}

#[test]
fn it_is_answered_by_keys() {
    let mut harness = guide(SMALL);
    harness.get_by_label(CONVEX[0]).focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert!(said(&harness, "What is known of it?"));
}

#[test]
fn on_a_phone_it_leads_to_a_scene_too() {
    let mut harness = guide(PHONE);
    for answer in SMALL_NETWORK {
        harness.get_by_label(answer).scroll_to_me();
        harness.run();
        press(&mut harness, answer);
    }
    press(&mut harness, "Open the scene");
    assert_eq!(
        on_screen(&harness).experiment,
        leaf("guide/small_network").experiment
    );
}

#[test]
fn a_reason_leads_to_its_card_and_back() {
    let mut harness = guide(SMALL);
    for answer in CONVEX {
        press(&mut harness, answer);
    }
    // A link may be broken over two lines; a key hits it all the same.
    harness
        .get_by_role_and_label(Role::Link, "The best single rate")
        .focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(
        harness.state().study.card().map(|card| card.id.as_str()),
        Some("rates/best_rate")
    );
    press(&mut harness, "Guide");
    assert!(said(&harness, "A quadratic whose curvatures are known"));
}

fn visit(go_on: GoOn) -> Harness<'static, App> {
    let session = Session::on_cpu(crate::scene("race"));
    let mut harness = Harness::builder()
        .with_size(SMALL)
        .with_max_steps(200)
        .build_eframe(|cc| App::with(&cc.egui_ctx, session).reading_on(SHELF, go_on));
    harness.run();
    harness
}

#[test]
fn answers_and_the_open_leaf_outlive_a_visit() {
    let mut harness = visit(GoOn::No);
    press(&mut harness, "Study");
    press(&mut harness, "Guide");
    for answer in CONVEX {
        press(&mut harness, answer);
    }
    press(&mut harness, "Open the scene");
    drop(harness);
    let mut harness = visit(GoOn::Anew);
    assert!(
        said(&harness, "A quadratic whose curvatures are known"),
        "it is open again"
    );
    press(&mut harness, "Leave Study");
    drop(harness);
    let mut harness = visit(GoOn::Anew);
    press(&mut harness, "Study");
    press(&mut harness, "Guide");
    assert!(said(&harness, "Open the scene"), "the answers are kept");
}

/// Presses what may stand below the edge of the panel.
fn mend(harness: &mut Harness<App>, name: &str) {
    harness.get_by_label(name).scroll_to_me();
    harness.run();
    press(harness, name);
}

#[test]
fn a_line_of_the_checklist_is_mended_by_a_click_and_undone() {
    let mut harness = guide(SMALL);
    assert!(said(&harness, "Three rates for each rule: not done"));
    let before = on_screen(&harness).experiment;
    mend(&mut harness, "Add SGD at 0.003");
    let runs = on_screen(&harness).experiment.runs;
    assert_eq!(runs.len(), before.runs.len() + 1);
    assert_eq!(
        runs.last().and_then(|run| run.label.as_deref()),
        Some("SGD, lr 0.003")
    );
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert_eq!(on_screen(&harness).experiment, before);
    mend(&mut harness, "Why: With warmup and without");
    assert_eq!(
        harness.state().study.card().map(|card| card.id.as_str()),
        Some("schedules/warmup")
    );
}

#[test]
#[ignore = "draws pictures for people: cargo test --test views -- --ignored guide"]
fn the_guide_is_drawn() {
    for (theme, size) in [(Theme::Dark, SMALL), (Theme::Light, PHONE)] {
        let mut harness = open(size, theme, session("race"));
        press(&mut harness, if size == PHONE { "Study tab" } else { "Study" });
        press(&mut harness, "Guide");
        crate::pictures::draw(&mut harness, &format!("guide-question-{theme:?}"));
        for answer in CONVEX {
            press(&mut harness, answer);
        }
        crate::pictures::draw(&mut harness, &format!("guide-leaf-{theme:?}"));
        press(&mut harness, "Open the scene");
        crate::pictures::draw(&mut harness, &format!("guide-scene-{theme:?}"));
    }
}
