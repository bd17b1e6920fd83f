//! The presenter view: a card in front of a room, and what a speaker does there.

use crate::{PHONE, press, session};
use egui::accesskit::Toggled;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;
use ravine::course::Course;
use std::sync::OnceLock;

/// A projector's screen, and a full one.
const PROJECTOR: Vec2 = vec2(1280.0, 720.0);
const FULL: Vec2 = vec2(1920.0, 1080.0);

const ONE: &str = r#"---
title: The first card
question: What does a larger rate do?
scene: { "experiment": { "problem": { "surface": "rosenbrock" }, "steps": 40,
  "runs": [ { "label": "SGD", "optimizer": "sgd", "params": { "lr": 0.001 } },
            { "label": "Adam", "optimizer": "adam", "params": { "lr": 0.01 } } ] } }
tags: rates
difficulty: 1
notes: Let them vote first.
---

Two rules at the same start.

? it stops
  Nothing stops it.
! it goes on
  It does.

The loss ends at {last(loss)}.
"#;

const TWO: &str = r#"---
title: The second card
statement: Both go on.
scene: of first/one
patch:
  steps = 30
tags: momentum
difficulty: 3
---

It has {T} steps. How many would you take?
"#;

const THREE: &str = r#"---
title: The third card
question: How many steps has it?
scene: of first/one
tags: momentum
difficulty: 3
---

Count them.

?= T within 1 %
"#;

const FILES: [(&str, &str); 4] = [
    (
        "10_first/chapter.md",
        "---\ntitle: First things\n---\nWhat a rate does.\n",
    ),
    ("10_first/10_one.md", ONE),
    ("10_first/20_two.md", TWO),
    ("10_first/30_three.md", THREE),
];

pub fn course() -> &'static Course {
    static COURSE: OnceLock<Course> = OnceLock::new();
    COURSE.get_or_init(|| {
        let course = Course::read(FILES);
        assert!(course.faults.is_empty(), "{:?}", course.faults);
        course
    })
}

/// The app on the course of this file, in the presenter view on a card, where one is named.
fn presented(size: Vec2, theme: Theme, id: Option<&str>) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(400)
        .build_eframe(|cc| App::with(&cc.egui_ctx, session("race")).of_course(course()));
    harness.run();
    if let Some(id) = id {
        harness.state_mut().open_card(id);
        harness.run();
    }
    key(&mut harness, Key::P);
    harness
}

pub fn key(harness: &mut Harness<App>, key: Key) {
    harness.key_press(key);
    harness.run();
    harness.run();
}

fn card(harness: &Harness<App>) -> Option<&'static str> {
    harness.state().study.card().map(|card| card.id.as_str())
}

fn muted(harness: &Harness<App>) -> Vec<usize> {
    harness.state().session.scene.view.muted.clone()
}

fn is_there(harness: &Harness<App>, name: &str) -> bool {
    harness.query_by_label(name).is_some()
}

fn rect(harness: &Harness<App>, name: &str) -> Rect {
    harness.get_by_label(name).rect()
}

fn is_on(harness: &Harness<App>, name: &str) -> bool {
    harness.get_by_label(name).accesskit_node().toggled() == Some(Toggled::True)
        || harness.get_by_label(name).accesskit_node().is_selected() == Some(true)
}

fn draw(harness: &mut Harness<App>, from: Pos2, to: Pos2) {
    harness.drag_at(from);
    harness.run();
    harness.event(Event::PointerMoved(from.lerp(to, 0.5)));
    harness.run();
    harness.event(Event::PointerMoved(to));
    harness.run();
    harness.drop_at(to);
    harness.run();
}

#[test]
fn the_help_lists_every_key() {
    let mut harness = presented(FULL, Theme::Dark, None);
    key(&mut harness, Key::Questionmark);
    harness.get_by_label("In the presenter view");
    for keys in [
        "Page down, ↓",
        "Page up, ↑",
        "1 to 9",
        "R",
        "C",
        "D",
        "E",
        "Q",
        "N",
        "B, .",
        "Esc, P",
    ] {
        assert!(is_there(&harness, keys), "{keys}");
    }
}

#[test]
fn a_run_is_hidden_until_it_is_revealed_and_undo_knows_nothing_of_it() {
    let mut harness = presented(PROJECTOR, Theme::Dark, Some("first/two"));
    assert!(is_on(&harness, "Hide SGD") && is_on(&harness, "Hide Adam"));
    key(&mut harness, Key::Num2);
    assert_eq!(muted(&harness), [1]);
    assert!(is_on(&harness, "Hide SGD") && !is_on(&harness, "Reveal Adam"));
    let step = harness.state().session.scene.view.step;
    // There is no ninth run.
    key(&mut harness, Key::Num9);
    assert_eq!(muted(&harness), [1]);
    assert_eq!(harness.state().session.scene.view.step, step, "nothing is played");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert_eq!(muted(&harness), [1], "there is nothing to undo");
    press(&mut harness, "Reveal Adam");
    assert_eq!(muted(&harness), [0usize; 0]);
}

#[test]
fn a_chart_stands_beside_the_picture_and_does_so_the_next_time_too() {
    for size in [PROJECTOR, FULL, PHONE] {
        let mut harness = presented(size, Theme::Dark, None);
        assert!(!is_there(&harness, "Loss tab"));
        let alone = rect(&harness, "Loss surface");
        key(&mut harness, Key::C);
        let (picture, tab) = (rect(&harness, "Loss surface"), rect(&harness, "Loss tab"));
        assert!(!picture.intersects(tab), "{picture:?} {tab:?}");
        assert!(picture.area() < 0.6 * alone.area());
        key(&mut harness, Key::Escape);
        assert!(is_there(&harness, "Add run") || size == PHONE);
        key(&mut harness, Key::P);
        assert_eq!(rect(&harness, "Loss surface"), picture);
        press(&mut harness, "Chart beside the picture");
        assert_eq!(rect(&harness, "Loss surface"), alone);
    }
}

#[test]
fn the_screen_is_black_until_any_key_which_does_nothing_else() {
    let mut harness = presented(PROJECTOR, Theme::Light, Some("first/two"));
    const BLACK: &str = "Blank screen: show again";
    for (blank, back) in [
        (Key::B, Key::PageDown),
        (Key::Period, Key::Escape),
        (Key::B, Key::B),
    ] {
        key(&mut harness, blank);
        assert_eq!(rect(&harness, BLACK), harness.ctx.content_rect());
        key(&mut harness, back);
        assert!(!is_there(&harness, BLACK), "{back:?}");
        assert_eq!(card(&harness), Some("first/two"));
        assert!(is_there(&harness, "Leave the presenter view"));
    }
    // A finger knows no keys.
    press(&mut harness, "Blank screen");
    assert!(is_there(&harness, BLACK));
    let at = rect(&harness, "Next card").center();
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.run();
    }
    assert!(!is_there(&harness, BLACK));
    assert_eq!(
        card(&harness),
        Some("first/two"),
        "what lies below is not pressed"
    );
}

#[test]
fn the_pen_draws_on_the_picture_and_is_erased() {
    for erase in [Key::E, Key::PageDown, Key::PageUp] {
        let mut harness = presented(PROJECTOR, Theme::Dark, Some("first/two"));
        let picture = rect(&harness, "Loss surface");
        let before = harness.state().session.scene.clone();
        key(&mut harness, Key::D);
        assert!(is_on(&harness, "Pen") && !is_there(&harness, "Erase"));
        draw(
            &mut harness,
            picture.center(),
            picture.center() + vec2(60.0, 30.0),
        );
        assert!(is_there(&harness, "Erase"));
        assert_eq!(
            harness.state().session.scene.experiment,
            before.experiment,
            "no start moved"
        );
        assert_eq!(
            harness.state().session.scene.view.picture,
            before.view.picture,
            "nor the picture"
        );
        key(&mut harness, erase);
        assert!(!is_there(&harness, "Erase"), "{erase:?}");
        // The first Esc puts the pen away, the next one leaves.
        key(&mut harness, Key::Escape);
        assert!(!is_on(&harness, "Pen"));
        key(&mut harness, Key::Escape);
        assert!(!is_there(&harness, "Leave the presenter view"));
    }
    let mut harness = presented(PHONE, Theme::Dark, None);
    press(&mut harness, "Pen");
    let at = rect(&harness, "Loss surface").center();
    draw(&mut harness, at, at + vec2(40.0, 0.0));
    press(&mut harness, "Erase");
    assert!(!is_there(&harness, "Erase"));
    draw(&mut harness, at, at + vec2(40.0, 0.0));
    press(&mut harness, "Leave the presenter view");
    key(&mut harness, Key::P);
    assert!(!is_there(&harness, "Erase"), "leaving erases");
}

#[test]
fn page_keys_turn_cards_and_arrows_step() {
    let mut harness = presented(PROJECTOR, Theme::Dark, Some("first/one"));
    for (pressed, wanted) in [
        (Key::PageDown, "first/two"),
        (Key::ArrowDown, "first/three"),
        (Key::PageDown, "first/three"),
        (Key::ArrowUp, "first/two"),
        (Key::PageUp, "first/one"),
        (Key::PageUp, "first/one"),
    ] {
        key(&mut harness, pressed);
        assert_eq!(card(&harness), Some(wanted), "{pressed:?}");
    }
    press(&mut harness, "Next card");
    harness.state_mut().playback.seek(7.0, 30);
    key(&mut harness, Key::ArrowRight);
    assert_eq!(card(&harness), Some("first/two"));
    assert_eq!(harness.state().session.scene.view.step, 8);
}

#[test]
fn a_room_answers_by_numbers_and_then_the_numbers_hide_runs() {
    let mut harness = presented(PROJECTOR, Theme::Dark, Some("first/one"));
    // There are two answers.
    key(&mut harness, Key::Num5);
    assert!(!harness.state().study.is_revealed());
    key(&mut harness, Key::Num2);
    assert!(harness.state().study.is_revealed());
    assert!(is_there(&harness, "it goes on, your answer, right"));
    assert_eq!(muted(&harness), [0usize; 0]);
    key(&mut harness, Key::Num1);
    assert_eq!(muted(&harness), [0]);

    let mut harness = presented(PROJECTOR, Theme::Dark, Some("first/one"));
    key(&mut harness, Key::R);
    assert!(harness.state().study.is_revealed());
    assert!(is_there(&harness, "it goes on, the right answer"));
}

#[test]
fn keys_leave_a_text_field_alone() {
    let mut harness = presented(PROJECTOR, Theme::Dark, Some("first/three"));
    let field = harness.get_by_role(egui::accesskit::Role::TextInput);
    field.focus();
    harness.run();
    for pressed in [
        Key::B,
        Key::Period,
        Key::C,
        Key::D,
        Key::E,
        Key::N,
        Key::Q,
        Key::R,
        Key::P,
        Key::Num1,
    ] {
        key(&mut harness, pressed);
    }
    assert!(!is_there(&harness, "Blank screen: show again") && !is_there(&harness, "Close the notes"));
    assert!(!is_there(&harness, "Loss tab") && !is_on(&harness, "Pen") && !is_there(&harness, "Close"));
    assert!(muted(&harness).is_empty() && !harness.state().study.is_revealed());
    key(&mut harness, Key::Escape);
    assert!(
        is_there(&harness, "Leave the presenter view"),
        "Esc leaves only the field"
    );
    key(&mut harness, Key::C);
    assert!(is_there(&harness, "Loss tab"));
}

#[test]
fn the_notes_follow_the_card_in_a_window_of_their_own() {
    let mut harness = presented(PROJECTOR, Theme::Dark, Some("first/one"));
    key(&mut harness, Key::N);
    assert!(is_there(&harness, "Let them vote first.") && is_there(&harness, "Next: The second card"));
    key(&mut harness, Key::PageDown);
    assert!(!is_there(&harness, "Let them vote first.") && is_there(&harness, "This card has no notes."));
    key(&mut harness, Key::N);
    assert!(!is_there(&harness, "This card has no notes."));
    press(&mut harness, "Speaker's notes");
    press(&mut harness, "Close the notes");
    assert!(!is_there(&harness, "This card has no notes."));
    assert!(is_there(&harness, "Leave the presenter view"));
}

#[test]
fn the_link_is_a_code_as_large_as_the_screen() {
    use ravine::app::give::share::Scan;
    use ravine::app::keep::keeper::Card;
    let scene = crate::scene("race");
    for (size, least) in [(PROJECTOR, 550.0), (PHONE, 300.0)] {
        let card = Card {
            id: "first/one",
            changed: false,
        };
        let mut scan = Scan::of(&scene, Some(&card), Some("https://example.org/"));
        let harness = crate::alone(size, move |ui| {
            scan.show(ui.ctx());
        });
        let code = harness.get_by_label("QR code of the link").rect();
        assert!(code.height() > least, "{code:?}");
        assert!(harness.ctx.content_rect().contains_rect(code));
        harness.get_by_label("https://example.org/#l=first/one");
    }
    // A window has no address, and says so.
    let mut harness = presented(PROJECTOR, Theme::Dark, None);
    key(&mut harness, Key::Q);
    assert!(is_there(
        &harness,
        "A window has no address. Open Ravine's page in a browser for a code to scan."
    ));
    key(&mut harness, Key::Q);
    assert!(!is_there(&harness, "Close"));
    press(&mut harness, "QR code");
    key(&mut harness, Key::Escape);
    assert!(!is_there(&harness, "Close") && is_there(&harness, "Leave the presenter view"));
}

#[test]
fn nothing_is_cut_and_nothing_overlaps() {
    let tools = [
        "Leave the presenter view",
        "Blank screen",
        "Speaker's notes",
        "QR code",
        "Pen",
        "Chart beside the picture",
        "To start",
        "Play",
        "To end",
    ];
    for (size, theme) in [
        (PROJECTOR, Theme::Dark),
        (PROJECTOR, Theme::Light),
        (FULL, Theme::Dark),
        (PHONE, Theme::Light),
    ] {
        for id in [None, Some("first/one"), Some("first/two")] {
            for chart in [false, true] {
                let mut harness = presented(size, theme, id);
                if chart {
                    key(&mut harness, Key::C);
                }
                let screen = harness.ctx.content_rect();
                let mut seen: Vec<(String, Rect)> =
                    vec![("picture".to_owned(), rect(&harness, "Loss surface"))];
                let turns = ["Next card", "Previous card"];
                let turns = turns.iter().filter(|_| id.is_some());
                for name in tools.iter().chain(turns) {
                    seen.push(((*name).to_owned(), rect(&harness, name)));
                }
                if id.is_some() && size != PHONE {
                    let last = if id == Some("first/one") {
                        "it goes on"
                    } else {
                        "It has 30 steps."
                    };
                    let found = harness.get_by_label_contains(last).rect();
                    assert!(
                        found.right() < seen[0].1.left(),
                        "the card is left of the picture"
                    );
                    seen.push((last.to_owned(), found));
                }
                for (place, (name, rect)) in seen.iter().enumerate() {
                    assert!(
                        screen.expand(0.5).contains_rect(*rect),
                        "{name} at {rect:?} of {size}, {id:?}"
                    );
                    for (other, beside) in &seen[place + 1..] {
                        assert!(
                            !rect.shrink(0.5).intersects(*beside),
                            "{name} and {other} at {size}, {id:?}, {chart}"
                        );
                    }
                }
                let picture = seen[0].1;
                assert!(
                    picture.height() > 110.0 && picture.width() > 250.0,
                    "{picture:?} at {size}, {id:?}, {chart}"
                );
            }
        }
    }
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn presenter_pictures() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size, theme, id, keys) in [
        (
            "card-dark",
            PROJECTOR,
            Theme::Dark,
            Some("rates/one_rate"),
            vec![],
        ),
        (
            "card-light",
            PROJECTOR,
            Theme::Light,
            Some("rates/one_rate"),
            vec![Key::Num2, Key::C, Key::End],
        ),
        (
            "full-dark",
            FULL,
            Theme::Dark,
            Some("rates/two_over"),
            vec![Key::R, Key::C, Key::End],
        ),
        (
            "plain-light",
            PROJECTOR,
            Theme::Light,
            None,
            vec![Key::Num2, Key::C, Key::End],
        ),
        ("phone-dark", PHONE, Theme::Dark, Some("rates/one_rate"), vec![]),
        ("phone-light", PHONE, Theme::Light, None, vec![Key::C, Key::End]),
        ("pen-dark", FULL, Theme::Dark, None, vec![Key::End, Key::D]),
        ("pen-light", FULL, Theme::Light, None, vec![Key::End, Key::D]),
        (
            "notes",
            PROJECTOR,
            Theme::Dark,
            Some("rates/one_rate"),
            vec![Key::N],
        ),
    ] {
        let mut harness = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .with_max_steps(400)
            .build_eframe(|cc| App::with(&cc.egui_ctx, session("race")));
        harness.run();
        if let Some(id) = id {
            let first = || Course::embedded().cards().next().expect("there is a card");
            let id = Course::embedded().card(id).unwrap_or_else(first).id.clone();
            harness.state_mut().open_card(&id);
            harness.run();
        }
        key(&mut harness, Key::P);
        let pen = keys.contains(&Key::D);
        for pressed in keys {
            key(&mut harness, pressed);
        }
        if pen {
            let at = rect(&harness, "Loss surface").center();
            draw(&mut harness, at, at + vec2(200.0, 80.0));
            draw(&mut harness, at + vec2(0.0, 60.0), at + vec2(-200.0, -80.0));
        }
        let picture = harness.render().expect("there is a renderer");
        picture
            .save(format!("target/pictures/presenter-{name}.png"))
            .expect("target can be written");
    }
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_what_went_wrong() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size, theme, presents) in [
        ("diverged-phone", PHONE, Theme::Dark, false),
        ("diverged-phone-light", PHONE, Theme::Light, true),
        ("diverged-projector", PROJECTOR, Theme::Dark, true),
    ] {
        let mut harness = crate::open(size, theme, crate::picture::wild());
        if presents {
            key(&mut harness, Key::P);
            key(&mut harness, Key::C);
        }
        harness.run_steps(30);
        let picture = harness.render().expect("there is a renderer");
        picture
            .save(format!("target/pictures/presenter-{name}.png"))
            .expect("target can be written");
    }
}
