//! Cards under the hand: what is guessed, turned, followed and explained, by mouse, touch and keys.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::course::card::Action;
use ravine::course::guess::Guess;
use ravine::course::study::Study;
use ravine::course::{Card, Course, scene};
use ravine::engine::Computed;
use ravine::scene::Scene;
use ravine::view::card::{Asked, Attempt, Reading, show};

const HEAD: &str = r#"title: A card
question: How far?
scene: { "experiment": { "problem": { "surface": "ravine" }, "start": [-4, 1.5], "steps": 60, "runs": [
  { "label": "SGD", "optimizer": "sgd", "params": { "lr": 0.01 } },
  { "label": "Adam", "optimizer": "adam", "params": { "lr": 0.1 }, "schedule": { "name": "cosine" } } ] } }"#;

const CHOICE: &str = r#"SGD has a [rate](set:"SGD".lr) = {"SGD".base_lr}, and Adam [corrects](set:"Adam".bias_correction) on a
[schedule](set:"Adam".schedule) for {T} [steps](set:steps). The curvature matters.

? left
  Not left.
! right
  Right it is.

- It ends at {last("SGD".w.x); 4}.

> Said by somebody.

```formula
w -= lr*g
```

| a | b |
|---|---|
| 1 | {1 + 1} |

diff "SGD" "Adam"

[Faster](set:"SGD".lr=0.02;step:12) or [more](https://example.org)."#;

const CURVE: &str = "Draw.\n\n?~ \"SGD\".loss log\n\nDone.";

/// A reader with a card.
struct Desk {
    card: &'static Card,
    scene: Scene,
    done: Option<Computed>,
    attempt: Attempt,
    asked: Vec<Asked>,
}

fn desk(body: &str) -> Harness<'static, Desk> {
    let text = format!("---\n{HEAD}\n---\n{body}\n");
    let course = Box::leak(Box::new(Course::read([("1_one/1_card.md", text.as_str())])));
    assert!(course.faults.is_empty(), "{:?}", course.faults);
    let card = course.cards().next().expect("a card");
    let scene = scene::of(card, course).expect("a scene");
    let done = Computed::reference(&scene.experiment).ok();
    let desk = Desk {
        card,
        scene,
        done,
        attempt: Attempt::default(),
        asked: Vec::new(),
    };
    let mut installed = false;
    let mut harness = Harness::builder().with_size(SIZE).build_ui_state(
        move |ui, desk: &mut Desk| {
            if !std::mem::replace(&mut installed, true) {
                return ravine::app::controls::theme::install(ui.ctx());
            }
            let done = desk.done.as_ref();
            let study = done.map(|done| Study::new(done, &desk.scene.view, &desk.card.lets));
            let mut reading = Reading {
                card: desk.card,
                scene: &desk.scene,
                study: study.as_ref(),
                attempt: &mut desk.attempt,
                large: false,
            };
            let asked = show(ui, &mut reading);
            for one in &asked {
                if let Asked::Turn(patch) = one {
                    desk.scene = patch.applied(&desk.scene).expect("a change that fits");
                }
            }
            desk.asked.extend(asked);
        },
        desk,
    );
    harness.run();
    harness
}

const SIZE: Vec2 = vec2(340.0, 900.0);

fn press(harness: &mut Harness<Desk>, name: &str) {
    harness.get_by_label(name).click();
    harness.run();
}

fn has(harness: &Harness<Desk>, text: &str) -> bool {
    harness.query_by_label_contains(text).is_some()
}

fn rate(harness: &Harness<Desk>) -> String {
    let params = &harness.state().scene.experiment.runs[0].params;
    format!("{:?}", params["lr"])
}

#[test]
fn what_follows_is_read_after_the_guess_and_each_answer_has_its_reply() {
    let mut harness = desk(CHOICE);
    assert!(!has(&harness, "It ends at") && !has(&harness, "Not left."));
    press(&mut harness, "left");
    assert_eq!(harness.state().attempt.guess, Some(Guess::Choice(0)));
    assert!(matches!(harness.state().asked[..], [Asked::Reveal]));
    for text in [
        "left, your answer, wrong",
        "right, the right answer",
        "Not left.",
        "It ends at",
        "Said by somebody.",
    ] {
        assert!(has(&harness, text), "{text}");
    }
    assert!(!has(&harness, "Right it is."));
    press(&mut harness, "Guess again");
    assert_eq!(harness.state().attempt, Attempt::default());
    press(&mut harness, "Show without a guess");
    assert!(harness.state().attempt.skipped && has(&harness, "It ends at"));
}

#[test]
fn answers_are_chosen_by_key() {
    let mut harness = desk(CHOICE);
    harness.get_by_label("right").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().attempt.guess, Some(Guess::Choice(1)));
    assert!(has(&harness, "Right it is."));
}

#[test]
fn a_number_in_a_sentence_is_dragged_by_its_words_and_by_itself() {
    for which in [0, 1] {
        let mut harness = desk(CHOICE);
        let all: Vec<_> = harness.query_all_by_role(Role::SpinButton).collect();
        assert_eq!(all.len(), 3, "the rate twice, and the steps");
        let from = all[which].rect().center();
        drop(all);
        harness.hover_at(from);
        harness.run();
        harness.drag_at(from);
        harness.run();
        for way in [10.0, 40.0, 80.0] {
            harness.hover_at(from + vec2(way, 0.0));
            harness.run();
        }
        harness.drop_at(from + vec2(80.0, 0.0));
        harness.run();
        assert_eq!(rate(&harness), "Number(0.1)", "80 points are a decade");
        assert!(harness.state().asked.len() > 1, "it follows the hand");
    }
}

/// The middle of all rows together may lie on none of them.
#[test]
fn a_control_on_several_rows_is_found_on_one_of_them() {
    let words = "the rate by which each gradient of this run is multiplied in every one of its steps";
    let mut harness = desk(&format!("A sentence with [{words}](set:\"SGD\".lr)."));
    let name = "lr of SGD in the text";
    let rect = harness.get_by_label(name).rect();
    assert!(rect.height() < 40.0 && rect.width() > 100.0, "{rect:?}");
    press(&mut harness, name);
    harness.get_by_label("lr of SGD in the text, exact");
}

#[test]
fn keys_turn_it_and_enter_opens_a_field() {
    let mut harness = desk(CHOICE);
    let all: Vec<_> = harness.query_all_by_label("lr of SGD in the text").collect();
    all[0].focus();
    drop(all);
    harness.run();
    harness.key_press(Key::ArrowUp);
    harness.run();
    assert_eq!(rate(&harness), "Number(0.011)");
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert_eq!(rate(&harness), "Number(0.0098)");
    harness.key_press(Key::Enter);
    harness.run();
    let field = harness.get_by_label("lr of SGD in the text, exact");
    assert_eq!(field.accesskit_node().role(), Role::TextInput);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("1/8".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(rate(&harness), "Number(0.125)");
}

#[test]
fn links_say_what_they_do_and_ask_for_it() {
    let mut harness = desk(CHOICE);
    press(&mut harness, "right");
    harness.state_mut().asked.clear();
    harness.get_by_label("Faster").hover();
    harness.run();
    assert!(has(&harness, "Set lr of SGD to 0.02\nGo to step 12"));
    press(&mut harness, "Faster");
    let asked = &harness.state().asked;
    assert!(
        matches!(
            asked[..],
            [Asked::Do(Action::Change(_)), Asked::Do(Action::Step(_))]
        ),
        "{asked:?}"
    );
    press(&mut harness, "more");
    assert!(matches!(
        harness.state().asked.last(),
        Some(Asked::Do(Action::Page(_)))
    ));
}

#[test]
fn a_word_is_explained_under_the_pointer_and_to_the_keyboard_and_a_tap() {
    let about = "How fast the slope changes";
    let mut harness = desk(CHOICE);
    assert!(!has(&harness, about));
    harness.get_by_label("curvature").hover();
    harness.run();
    assert!(has(&harness, about));
    let mut harness = desk(CHOICE);
    harness.get_by_label("curvature").focus();
    harness.run();
    assert!(has(&harness, about));
    let mut harness = desk(CHOICE);
    press(&mut harness, "curvature");
    assert!(has(&harness, about));
}

#[test]
fn a_curve_is_drawn_by_hand_and_judged() {
    let mut harness = desk(CURVE);
    let name = "Your curve of loss of SGD";
    assert!(harness.get_by_label("Show").accesskit_node().is_disabled());
    let chart = harness.get_by_label(name).rect();
    let at = |x: f32| chart.left() + chart.width() * x;
    harness.hover_at(egui::pos2(at(0.15), chart.center().y));
    harness.run();
    harness.drag_at(egui::pos2(at(0.15), chart.center().y));
    harness.run();
    for part in [0.3, 0.5, 0.7, 0.8] {
        harness.hover_at(egui::pos2(at(part), chart.center().y));
        harness.run();
    }
    harness.drop_at(egui::pos2(at(0.8), chart.center().y));
    harness.run();
    let drawn = harness.state().attempt.drawn.clone();
    assert!(
        drawn.len() > 20 && drawn.windows(2).all(|p| p[0].0 < p[1].0),
        "{drawn:?}"
    );
    press(&mut harness, "Show");
    assert_eq!(harness.state().attempt.guess, Some(Guess::Curve(drawn)));
    assert!(has(&harness, "farthest off at step") && has(&harness, "Done."));
}

#[test]
fn a_curve_is_drawn_by_keys() {
    let mut harness = desk(CURVE);
    harness.get_by_label("Your curve of loss of SGD").focus();
    harness.run();
    for key in [
        Key::ArrowUp,
        Key::ArrowRight,
        Key::ArrowDown,
        Key::ArrowDown,
        Key::ArrowRight,
    ] {
        harness.key_press(key);
        harness.run();
    }
    let drawn = &harness.state().attempt.drawn;
    let value = |step: f64| drawn.iter().find(|p| p.0 == step).map(|p| p.1);
    let (first, second, third) = (value(0.0), value(8.0), value(15.0));
    assert!(first > third && third > second, "{first:?} {second:?} {third:?}");
    press(&mut harness, "Show");
    assert!(has(&harness, "Done."));
    press(&mut harness, "Guess again");
    assert!(harness.state().attempt.drawn.is_empty());
}

#[test]
fn numbers_that_are_not_computed_keep_their_places() {
    let mut harness = desk(CHOICE);
    harness.state_mut().done = None;
    press(&mut harness, "right");
    assert!(!has(&harness, "not computed") && has(&harness, "It ends at 0.000"));
}
