//! Random, mutated and nasty rules, scenes and links: none breaks the program, hangs it or makes it slow.
//!
//! The short form is part of all tests and asserts no speed. The long form goes through a million texts and
//! holds each to 50 ms: `cargo test --release --test robustness -- --ignored --nocapture`.

mod cases;
mod explained;
mod mutate;
mod nasty;
mod storm;
mod texts;
mod vocabulary;

use nasty::Nasty;
use std::time::Duration;

/// Longest that a text may take.
const LIMIT: Duration = Duration::from_millis(50);

#[test]
fn thousands_of_texts_neither_break_nor_hang() {
    storm::storm(0..3_000, None);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test robustness -- --ignored --nocapture"]
fn a_million_texts_neither_break_nor_hang() {
    storm::storm(0..1_000_000, Some(LIMIT));
}

/// What is wrong with what is said of a text.
fn wrong_words(nasty: &Nasty) -> Option<String> {
    let said = cases::try_out(&nasty.text);
    let fits = match nasty.said {
        "" => said.is_empty(),
        words => said.iter().any(|s| s.contains(words)),
    };
    let shown: String = said.join("\n").chars().take(300).collect();
    (!fits).then(|| {
        format!(
            "{}: `{}` is expected, but it says:\n{shown}",
            nasty.what, nasty.said
        )
    })
}

#[test]
fn too_much_is_said_in_plain_words() {
    storm::on_a_small_stack(|| {
        let wrong: Vec<String> = nasty::all().iter().filter_map(wrong_words).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
#[ignore = "measures: cargo test --release --test robustness -- --ignored --nocapture"]
fn too_much_is_said_within_50_ms() {
    storm::on_a_small_stack(|| {
        let mut slow = Vec::new();
        for nasty in nasty::all() {
            let (taken, _) = storm::timed(&nasty.text, LIMIT);
            println!("{taken:>10.1?}  {}", nasty.what);
            if taken > LIMIT {
                slow.push(nasty.what);
            }
        }
        assert!(slow.is_empty(), "longer than {LIMIT:?}: {slow:?}");
    });
}
