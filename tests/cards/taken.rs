//! Cards to take away.

#[path = "../support/svg.rs"]
mod svg;

use crate::desk::{Ready, attempts, ready};
use ravine::view::canvas::export::Form;
use ravine::view::card::Attempt;
use ravine::view::figure::{Taken, still};
use ravine::view::palette::PAPER;

pub fn file(ready: &Ready, attempt: &Attempt, form: Form) -> Vec<u8> {
    let field = still::field(&ready.scene, &ready.done.plan).expect("a field");
    let race = still::looked_at(&ready.scene, &ready.done, field.as_ref());
    let study = ready.study();
    let link = format!("https://example.org/ravine/#l={}", ready.card.id);
    let taken = Taken::new(ready.card, attempt.guess.as_ref(), &study, race, Some(&link));
    taken.file(form, &PAPER).expect("a file")
}

fn find(id: &str) -> &'static Ready {
    ready()
        .iter()
        .find(|ready| ready.card.id == id)
        .expect("the card")
}

#[test]
fn a_card_is_taken_away_with_its_question_the_guess_and_the_settings() {
    let ready = find("adam/without_correction");
    let attempt = &attempts(ready)[1];
    let text = String::from_utf8(file(ready, attempt, Form::Svg)).expect("an SVG is text");
    let texts = svg::texts(&text).join("\n");
    for part in [
        "The first steps without correction",
        "Adam without bias correction: its first steps are ...?",
        "Guessed: too small (not so)",
        "It is: too large",
        "at step 12",
        "Not corrected",
        "3000 steps",
    ] {
        assert!(texts.contains(part), "{part} in {texts}");
    }
    assert!(!texts.contains("Take β₂"), "the invitation stays in the card");
    assert!(text.contains("<image"), "a code leads back");
    let png = file(ready, attempt, Form::Png);
    assert!(png.starts_with(b"\x89PNG"));
}

#[test]
fn numbers_and_curves_are_judged_on_it() {
    for (id, parts) in [
        ("adam/first_step", &["Guessed: ", "It is: 0.01"][..]),
        ("rates/edge", &["The guessed curve: farthest off at step"]),
    ] {
        let ready = find(id);
        let attempt = &attempts(ready)[1];
        let text = String::from_utf8(file(ready, attempt, Form::Svg)).expect("an SVG is text");
        let texts = svg::texts(&text).join("\n");
        for part in parts {
            assert!(texts.contains(part), "{part} in {texts}");
        }
    }
}
