//! The course in the app: cards opened, guessed, turned, left, kept and linked to.

use crate::{PHONE, SMALL, app, press, session};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::app::study::Sheet;
use ravine::app::study::kept::{GoOn, Shelf};
use ravine::app::study::progress::Progress;
use ravine::course::{Course, scene};
use ravine::lang::rule::Value;
use ravine::link;
use ravine::scene::Scene;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

const ONE: &str = r#"---
title: The first card
question: What does a larger rate do?
scene: { "experiment": { "problem": { "surface": "bowl" }, "steps": 40,
  "runs": [ { "label": "SGD", "optimizer": "sgd", "params": { "lr": 0.1 } } ] } }
tags: rates, bowl
difficulty: 1
---

A bowl, gone down at a rate of [η](set:lr).

? it stops
  Nothing stops it.
! it goes on
  It does.

The loss ends at {last(loss)}.

claim base_lr < 0.5

[Take a larger rate](set:lr=0.6), [see the rates](view:rate), [go there](step:12), [run on](play:5),
[read it](rule:optimizer:w), [the next card](card:first/two).
"#;

const TWO: &str = r#"---
title: The second card
statement: Momentum goes on.
scene: of first/one
patch:
  steps = 30
tags: momentum
difficulty: 3
---

It has {T} steps.

claim T == 30

[Take more steps](set:steps=50).
"#;

const WORDS: &str = r#"---
title: Words alone
question: What is 2 + 2?
scene: none
difficulty: 1
---

? three
  Count again.
! four

It is {2 + 2}, [as windows go](calculator:window).
"#;

const FILES: [(&str, &str); 4] = [
    (
        "10_first/chapter.md",
        "---\ntitle: First things\n---\nWhat a rate does.\n",
    ),
    ("10_first/10_one.md", ONE),
    ("10_first/20_two.md", TWO),
    ("10_first/30_words.md", WORDS),
];

fn course() -> &'static Course {
    static COURSE: OnceLock<Course> = OnceLock::new();
    COURSE.get_or_init(|| {
        let course = Course::read(FILES);
        assert!(course.faults.is_empty(), "{:?}", course.faults);
        course
    })
}

fn own(id: &str) -> Scene {
    let card = course().card(id).expect("the card is there");
    scene::of(card, course()).expect("it has a scene")
}

/// A shelf of one test alone, by the thread that it runs on.
const SHELF: Shelf = Shelf {
    read: |name| shelf(|texts| texts.get(name).cloned()),
    write: |name, text| {
        shelf(|texts| drop(texts.insert(name.to_owned(), text.to_owned())));
    },
};

type Texts = HashMap<String, String>;

fn shelf<T>(with: impl FnOnce(&mut Texts) -> T) -> T {
    static SHELVES: OnceLock<Mutex<HashMap<std::thread::ThreadId, Texts>>> = OnceLock::new();
    let mut all = SHELVES
        .get_or_init(Mutex::default)
        .lock()
        .expect("no test fails while it holds it");
    with(all.entry(std::thread::current().id()).or_default())
}

/// The app on the course of this file; what is kept is kept for the test.
fn study(size: Vec2, session: Session, go_on: GoOn) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(Theme::Dark)
        .with_max_steps(400)
        .build_eframe(|cc| {
            App::with(&cc.egui_ctx, session)
                .of_course(course())
                .reading_on(SHELF, go_on)
        });
    harness.run();
    harness
}

fn opened(id: &str) -> Harness<'static, App> {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    open(&mut harness, id);
    harness
}

fn open(harness: &mut Harness<App>, id: &str) {
    harness.state_mut().open_card(id);
    harness.run();
}

fn now(harness: &Harness<App>) -> Scene {
    harness.state().session.scene.clone()
}

fn card(harness: &Harness<App>) -> Option<&'static str> {
    harness.state().study.card().map(|card| card.id.as_str())
}

fn runs_are_hidden(harness: &Harness<App>) -> bool {
    harness
        .query_all_by_label("The runs appear after your guess.")
        .count()
        > 0
}

fn set_rate(harness: &mut Harness<App>, rate: f64) {
    let run = &mut harness.state_mut().session.scene.experiment.runs[0];
    run.params.insert("lr".to_owned(), Value::Number(rate));
    harness.run();
}

#[test]
fn a_card_is_found_by_words_and_opened_on_its_scene() {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    press(&mut harness, "Study");
    assert_eq!(harness.state().study.sheet(), Sheet::Contents);
    harness.get_by_label("First things");
    harness.get_by_label("0 of 3 cards read, 0 guessed right.");
    harness.get_by_label("Search cards").focus();
    harness.run();
    harness.get_by_label("Search cards").type_text("momentum second");
    harness.run();
    assert!(harness.query_by_label("Card: The first card").is_none());
    press(&mut harness, "Card: The second card");
    assert_eq!(card(&harness), Some("first/two"));
    assert_eq!(now(&harness).experiment, own("first/two").experiment);
    harness.get_by_label("The second card");
    press(&mut harness, "Contents");
    harness.get_by_label("1 of 3 cards read, 0 guessed right.");
    press(&mut harness, "Back to the card");
    harness.get_by_label("First things, 2 of 3");
}

#[test]
fn a_card_takes_the_runs_place_and_picture_and_charts_keep_their_width() {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    let places = |harness: &Harness<App>| {
        ["Loss surface", "Width of the runs", "Width of the charts"]
            .map(|name| harness.get_by_label(name).rect().x_range())
    };
    press(&mut harness, "Just play");
    let before = places(&harness);
    open(&mut harness, "first/two");
    assert_eq!(places(&harness), before);
    assert!(harness.query_by_label("Add run").is_none());
    press(&mut harness, "Runs tab");
    harness.get_by_label("Add run");
    press(&mut harness, "Study tab");
    assert!(harness.query_by_label("Add run").is_none());
    harness.get_by_label("The second card");
}

#[test]
fn the_runs_are_hidden_until_a_guess_or_until_they_are_asked_for() {
    let mut harness = opened("first/one");
    assert!(runs_are_hidden(&harness) && !harness.state().study.is_revealed());
    assert!(harness.query_by_label_contains("in the comparison").is_none());
    harness.key_press(Key::Space);
    harness.run_steps(5);
    assert_eq!(harness.state().playback.position, 0.0, "time waits");
    harness.key_press(Key::Space);
    press(&mut harness, "Show without a guess");
    assert!(!runs_are_hidden(&harness));
    assert_eq!(now(&harness).view.step, 40, "it plays to the end");
    press(&mut harness, "Guess again");
    assert!(runs_are_hidden(&harness));
}

#[test]
fn a_guess_is_judged_kept_and_shows_the_runs() {
    let mut harness = opened("first/one");
    press(&mut harness, "it goes on");
    assert!(!runs_are_hidden(&harness) && harness.state().study.is_revealed());
    assert_eq!(harness.state().study.progress().counts(), (1, 1));
    harness.get_by_label("it goes on, your answer, right");
    let left = now(&harness);
    let mut harness = study(SMALL, Session::on_cpu(left), GoOn::There);
    harness.get_by_label("it goes on, your answer, right");
    press(&mut harness, "Guess again");
    assert!(runs_are_hidden(&harness));
    assert_eq!(harness.state().playback.position, 0.0);
    press(&mut harness, "it stops");
    harness.get_by_label("Nothing stops it.");
    assert_eq!(harness.state().study.progress().counts(), (1, 0));
}

#[test]
fn a_number_in_a_sentence_is_dragged_and_undone_at_once() {
    let mut harness = opened("first/one");
    press(&mut harness, "it goes on");
    let number = harness.get_by_label("lr in the text").rect().center();
    harness.drag_at(number);
    for x in 1..8 {
        harness.hover_at(number + vec2(6.0 * x as f32, 0.0));
        harness.step();
    }
    harness.drop_at(number + vec2(42.0, 0.0));
    harness.run();
    assert_ne!(now(&harness).experiment, own("first/one").experiment);
    harness.get_by_label("Back to the card's scene");
    press(&mut harness, "Undo");
    assert_eq!(now(&harness).experiment, own("first/one").experiment);
    assert!(harness.get_by_label("Undo").accesskit_node().is_disabled());
}

#[test]
fn links_do_what_they_say() {
    let mut harness = opened("first/one");
    press(&mut harness, "it goes on");
    press(&mut harness, "see the rates");
    assert_eq!(now(&harness).view.tab, "rate");
    press(&mut harness, "go there");
    assert_eq!(now(&harness).view.step, 12);
    harness.get_by_label("run on").click();
    harness.run_steps(3);
    assert!(harness.state().playback.playing && (5..30).contains(&now(&harness).view.step));
    press(&mut harness, "Take a larger rate");
    harness.get_by_label("Does not hold here.");
    press(&mut harness, "read it");
    harness.get_by_label("Rule text");
    press(&mut harness, "the next card");
    assert!(harness.query_by_label("Rule text").is_none());
    assert_eq!(card(&harness), Some("first/two"));
}

#[test]
fn on_a_phone_links_turn_to_the_page_that_they_are_about() {
    let mut harness = study(PHONE, session("race"), GoOn::No);
    open(&mut harness, "first/one");
    press(&mut harness, "it goes on");
    harness.get_by_label("see the rates").scroll_to_me();
    harness.run();
    press(&mut harness, "see the rates");
    harness.get_by_label("Learning rate chart");
    press(&mut harness, "Study tab");
    harness.get_by_label("The first card");
}

#[test]
fn a_change_moves_no_button_from_under_a_finger() {
    let mut harness = study(PHONE, session("race"), GoOn::No);
    open(&mut harness, "first/one");
    press(&mut harness, "it goes on");
    harness.get_by_label("Leave Study").scroll_to_me();
    harness.run();
    let ways = |harness: &Harness<App>| {
        ["Previous card", "Leave Study", "Keep this scene", "Next card"]
            .map(|name| harness.get_by_label(name).rect())
    };
    let before = ways(&harness);
    set_rate(&mut harness, 0.11);
    harness.get_by_label("Back to the card's scene");
    assert_eq!(ways(&harness), before);
}

#[test]
fn leaving_gives_the_scene_back_and_keeping_takes_the_cards_along() {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    let before = now(&harness);
    open(&mut harness, "first/one");
    press(&mut harness, "Next card");
    assert_eq!(card(&harness), Some("first/two"));
    press(&mut harness, "Next card");
    assert!(harness.get_by_label("Next card").accesskit_node().is_disabled());
    press(&mut harness, "Leave Study");
    assert_eq!((now(&harness), card(&harness)), (before.clone(), None));
    harness.get_by_label("Add run");
    open(&mut harness, "first/two");
    press(&mut harness, "Keep this scene");
    assert_eq!(now(&harness).experiment, own("first/two").experiment);
    assert_eq!(card(&harness), None);
    press(&mut harness, "Undo");
    assert_eq!(now(&harness).experiment, before.experiment);
}

#[test]
fn another_scene_leaves_the_card() {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    let before = now(&harness);
    open(&mut harness, "first/one");
    let wanted = crate::scene("warmup");
    let text = serde_json::to_string(&wanted).expect("JSON");
    harness.state().remote().load(&text).expect("a scene");
    harness.run_steps(3);
    assert_eq!(now(&harness).experiment, wanted.experiment);
    assert_eq!(card(&harness), None);
    press(&mut harness, "Undo");
    assert_eq!(now(&harness).experiment, before.experiment);
}

#[test]
fn undo_stops_at_the_border() {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    press(&mut harness, "Hide Adam");
    let before = now(&harness);
    open(&mut harness, "first/two");
    assert!(harness.get_by_label("Undo").accesskit_node().is_disabled());
    set_rate(&mut harness, 0.7);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert_eq!(now(&harness).experiment, own("first/two").experiment);
    press(&mut harness, "Leave Study");
    assert_eq!(now(&harness), before);
    press(&mut harness, "Undo");
    assert!(
        now(&harness).view.muted.is_empty(),
        "what was done before is undone"
    );
}

#[test]
fn a_card_opens_a_calculator_which_leads_back() {
    let mut harness = opened("first/words");
    press(&mut harness, "four");
    press(&mut harness, "as windows go");
    assert!(matches!(harness.state().study.sheet(), Sheet::Tool(_)));
    let line = "Correction below 5 % from step";
    assert!(harness.query_all_by_label_contains(line).next().is_some());
    press(&mut harness, "Back to the card");
    assert_eq!(harness.state().study.sheet(), Sheet::Card);
}

#[test]
fn words_alone_stand_beside_the_scene_that_there_is() {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    press(&mut harness, "Hide Adam");
    let before = now(&harness);
    open(&mut harness, "first/words");
    assert!(!runs_are_hidden(&harness) && !harness.state().study.is_revealed());
    press(&mut harness, "four");
    assert_eq!(now(&harness), before);
    assert_eq!(harness.state().study.progress().counts(), (1, 1));
    set_rate(&mut harness, 0.01);
    assert!(harness.query_by_label("Back to the card's scene").is_none());
    let changed = now(&harness);
    press(&mut harness, "Leave Study");
    assert_eq!(now(&harness), changed, "what was done beside it stays");
    press(&mut harness, "Undo");
    assert_eq!(now(&harness), before);
}

#[test]
fn a_changed_scene_says_whether_the_claims_hold() {
    let mut harness = opened("first/one");
    press(&mut harness, "Show without a guess");
    assert!(harness.query_by_label("Holds here.").is_none());
    set_rate(&mut harness, 0.3);
    harness.get_by_label("Holds here.");
    set_rate(&mut harness, 0.6);
    harness.get_by_label("Does not hold here.");
    press(&mut harness, "Back to the card's scene");
    assert_eq!(now(&harness).experiment, own("first/one").experiment);
    assert!(harness.query_by_label("Does not hold here.").is_none());
}

#[test]
fn reading_goes_on_after_a_reload() {
    let mut harness = study(SMALL, session("race"), GoOn::There);
    let before = now(&harness);
    open(&mut harness, "first/one");
    press(&mut harness, "Show without a guess");
    set_rate(&mut harness, 0.3);
    let left = now(&harness);
    let mut harness = study(SMALL, Session::on_cpu(left.clone()), GoOn::There);
    assert_eq!(card(&harness), Some("first/one"));
    assert!(harness.state().study.is_revealed(), "it was looked at");
    assert_eq!(now(&harness).experiment, left.experiment);
    press(&mut harness, "Leave Study");
    assert_eq!(now(&harness), before);
    let harness = study(SMALL, session("warmup"), GoOn::There);
    assert_eq!(card(&harness), None, "it was left");
}

#[test]
fn without_a_kept_scene_it_goes_on_with_the_cards_own() {
    let mut harness = study(SMALL, session("race"), GoOn::Anew);
    open(&mut harness, "first/two");
    let harness = study(SMALL, session("warmup"), GoOn::Anew);
    assert_eq!(now(&harness).experiment, own("first/two").experiment);
    let harness = study(SMALL, session("warmup"), GoOn::No);
    assert_eq!(card(&harness), None, "something else was asked for");
}

#[test]
fn a_link_opens_a_card_and_an_unknown_one_the_contents() {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    let remote = harness.state().remote();
    remote.open_link("https://example.org/#l=first/two");
    harness.run();
    assert_eq!(card(&harness), Some("first/two"));
    assert_eq!(now(&harness).experiment, own("first/two").experiment);
    let mut changed = own("first/one");
    changed.experiment.steps = 70;
    remote.open_link(&link::to_card("first/one", Some(&link::encode(&changed))));
    harness.run();
    assert_eq!(card(&harness), Some("first/one"));
    assert_eq!(now(&harness).experiment, changed.experiment);
    harness.get_by_label("Back to the card's scene");
    press(&mut harness, "Share");
    let field = harness.get_by_role_and_label(Role::TextInput, "Link");
    let shown = field.value().expect("the link");
    let (id, scene) = link::card(&shown).expect("it leads to the card");
    assert_eq!(id, "first/one");
    let scene = link::decode(scene.expect("it was changed")).expect("a scene");
    assert_eq!(scene.experiment, changed.experiment);
    press(&mut harness, "Close");
    press(&mut harness, "Leave Study");
    remote.open_link("#l=first/tow");
    harness.run();
    assert_eq!(harness.state().study.sheet(), Sheet::Contents);
    harness
        .get_by_label("There is no card `first/tow`; did you mean `first/two`? The contents list all cards.");
    remote.open_link("#l=first/two&s=1.abc");
    harness.run();
    assert_eq!(now(&harness).experiment, own("first/two").experiment);
    harness.get_by_label_contains("The card opens as it was written: the link is cut off");
}

#[test]
fn progress_is_taken_over_and_a_bad_file_loses_nothing() {
    let mut harness = opened("first/two");
    let read = |harness: &Harness<App>| harness.state().study.progress().counts();
    assert_eq!(read(&harness), (1, 0));
    let remote = harness.state().remote();
    let good = r#"{"ravine_progress": 1, "cards": {"first/one": {"guess": {"choice": 1}, "right": true}}}"#;
    for (text, message, counts) in [
        (
            r#"{"ravine_progress": 1, "cards": 3}"#,
            "mine.json cannot be taken over as progress: invalid type",
            (1, 0),
        ),
        (
            r#"{"ravine_progress": 9, "cards": {}}"#,
            "it has version 9",
            (1, 0),
        ),
        (good, "Progress on one card was taken over.", (2, 1)),
        (good, "The file has nothing that was not known here.", (2, 1)),
    ] {
        remote.open_file("mine.json", Ok(text.as_bytes().to_vec()));
        harness.run();
        harness.get_by_label_contains(message);
        assert_eq!(read(&harness), counts, "{text}");
        let kept = shelf(|texts| texts.get("progress.json").cloned()).expect("it is kept");
        let kept = Progress::read(&kept).expect("as it is written");
        assert_eq!(kept.counts(), counts);
    }
    press(&mut harness, "Previous card");
    assert!(harness.state().study.is_revealed(), "the guess is known");
}

#[test]
fn a_first_visit_is_offered_three_ways_in_once() {
    for (way, sheet) in [
        ("Just play", Sheet::Closed),
        ("Learn", Sheet::Card),
        ("Prepare", Sheet::Contents),
        ("Dismiss the welcome", Sheet::Closed),
    ] {
        shelf(|texts| texts.clear());
        let mut harness = study(SMALL, session("race"), GoOn::No);
        press(&mut harness, way);
        assert_eq!(harness.state().study.sheet(), sheet, "{way}");
        assert!(harness.query_by_label(way).is_none());
        let harness = study(SMALL, session("race"), GoOn::No);
        assert!(harness.query_by_label("Prepare").is_none(), "{way}");
    }
    assert!(app().query_by_label("Prepare").is_none(), "nothing is kept here");
}

#[test]
fn on_a_phone_the_course_is_a_page() {
    for size in [PHONE, vec2(844.0, 390.0)] {
        shelf(|texts| texts.clear());
        let mut harness = study(size, session("race"), GoOn::No);
        press(&mut harness, "Study tab");
        // Where a phone lies on its side, the cards are below what stands beside them.
        harness.get_by_label("Card: The first card").scroll_to_me();
        harness.run();
        press(&mut harness, "Card: The first card");
        harness.get_by_label("The first card");
        assert!(runs_are_hidden(&harness));
        harness.get_by_label("Loss surface");
        press(&mut harness, "Runs tab");
        press(&mut harness, "Menu");
        press(&mut harness, "Study");
        harness.get_by_label("The first card");
    }
}

#[test]
fn a_card_is_computed_within_two_frames_and_costs_nothing_at_rest() {
    let mut harness = study(SMALL, session("race"), GoOn::No);
    let before = harness.state().session.timing.samples().count();
    harness.state_mut().open_card("first/two");
    harness.run();
    let samples: Vec<_> = harness.state().session.timing.samples().skip(before).collect();
    assert!(
        !samples.is_empty() && samples.iter().all(|sample| sample.frames <= 2),
        "{samples:?}"
    );
    harness.run_steps(60);
    let frames = harness.run();
    assert!(frames <= 2, "{frames}");
}

#[test]
fn those_outside_hear_what_is_read() {
    let mut harness = opened("first/one");
    let told = |harness: &Harness<App>| {
        let state: serde_json::Value = serde_json::from_str(&harness.state().remote().state()).expect("JSON");
        state["study"].clone()
    };
    let hidden = told(&harness);
    assert_eq!(
        (&hidden["card"], &hidden["revealed"], &hidden["sheet"]),
        (&"first/one".into(), &false.into(), &"card".into())
    );
    press(&mut harness, "Show without a guess");
    set_rate(&mut harness, 0.6);
    let shown = told(&harness);
    assert_eq!(
        (
            &shown["revealed"],
            &shown["changed"],
            &shown["holds"],
            &shown["read"]
        ),
        (&true.into(), &true.into(), &false.into(), &1.into())
    );
}
