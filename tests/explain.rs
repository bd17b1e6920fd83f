//! A rule at every stage: `tests/explain/` holds two whole pages of the textbook, and every rule of the
//! catalog has one.
//!
//! Where a page changed on purpose, `ravine explain adam -o tests/explain/adam.txt` writes it again.

#[path = "support/program.rs"]
mod program;

use program::{folder, ravine, stderr, stdout};
use ravine::catalog;
use ravine::code::explain::{Explained, Page, Subject, network};
use ravine::lang::Kind;
use ravine::scene::Reference;

fn explained(kind: Kind, id: &str) -> Explained {
    let explained = Explained::of(&Subject::new(kind, Reference::name(id)));
    explained.unwrap_or_else(|findings| panic!("{kind} {id}: {findings:?}"))
}

#[test]
fn the_pages_of_sgd_and_adam_read_as_they_are_kept() {
    for (id, kept) in [
        ("sgd", include_str!("explain/sgd.txt")),
        ("adam", include_str!("explain/adam.txt")),
    ] {
        let text = explained(Kind::Optimizer, id).text();
        let changed = text.lines().zip(kept.lines()).find(|(now, kept)| now != kept);
        assert!(text == kept, "{id}: {changed:#?}");
    }
}

/// The kinds of rules that are part of a step.
fn of_a_step() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| *kind != Kind::Activation)
}

#[test]
fn an_activation_takes_no_step_and_says_so() {
    let subject = Subject::new(Kind::Activation, Reference::name("gelu"));
    let findings = Explained::of(&subject).err().expect("nothing to explain");
    assert!(findings[0].message.contains("takes no step"), "{findings:?}");
}

#[test]
fn every_rule_of_the_catalog_is_explained_at_every_stage() {
    for kind in of_a_step() {
        for entry in catalog::entries(kind) {
            let explained = explained(kind, &entry.id);
            for page in Page::ALL {
                let body = explained.body(page);
                let (id, name) = (&entry.id, page.name());
                assert!(body.lines().count() > 1, "{kind} {id}: {name} is empty:\n{body}");
                let unnamed = ["setting ", "state ", "swept ", "held "].map(|word| {
                    let numbered = |(at, _): (usize, &str)| {
                        body[at + word.len()..].starts_with(|c: char| c.is_ascii_digit())
                    };
                    body.match_indices(word).any(numbered)
                });
                assert!(
                    !unnamed.contains(&true),
                    "{kind} {id}: {name} has a number without a name:\n{body}"
                );
            }
        }
    }
}

/// The lines of a page that begin with a word.
fn lines(page: &str, word: &str) -> Vec<String> {
    let is_it = |line: &&str| line.split_whitespace().next() == Some(word);
    let plain = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    page.lines().filter(is_it).map(plain).collect()
}

#[test]
fn every_name_of_a_text_is_found_again_and_every_instruction_of_a_lane_has_a_text() {
    for kind in of_a_step() {
        for entry in catalog::entries(kind) {
            let explained = explained(kind, &entry.id);
            let page = explained.body(Page::Where);
            let checked = entry.checked.as_ref().expect("a good rule");
            let locals = checked.locals().map(|id| checked.variables[id.0].name.clone());
            let params = entry.rule.params.iter().map(|p| p.name.text.clone());
            for name in params.chain(locals) {
                assert_eq!(
                    lines(&page, &name).len(),
                    1,
                    "{kind} {}: {name} in\n{page}",
                    entry.id
                );
            }
            let tape = explained.body(Page::Tape);
            let texts = tape
                .lines()
                .filter(|line| line.trim_start().starts_with('x') && line.contains(" = "));
            let without: Vec<&str> = texts.filter(|line| !line.contains(": ")).collect();
            assert!(without.is_empty(), "{kind} {}: {without:#?}", entry.id);
        }
    }
}

#[test]
fn every_rule_but_a_surface_is_explained_on_a_network() {
    for kind in Kind::ALL {
        for entry in catalog::entries(kind) {
            let page = network::page(&Subject::new(kind, Reference::name(&entry.id)));
            match (kind, page) {
                (Kind::Surface, page) => assert!(page.is_err(), "{}", entry.id),
                (_, Ok(page)) => {
                    let is_next = page.lines().any(|line| line.ends_with("is w after the step"));
                    assert!(
                        is_next && page.contains("Phase 1"),
                        "{kind} {}:\n{page}",
                        entry.id
                    );
                }
                (_, Err(findings)) => panic!("{kind} {}: {findings:?}", entry.id),
            }
        }
    }
}

#[test]
fn bad_names_say_what_may_have_been_meant() {
    for (arguments, wanted) in [
        (
            &["adma"][..],
            "there is no rule `adma`; did you mean `adam`? (`ravine list` names them all",
        ),
        (
            &["cosin", "--kind", "schedule"],
            "there is no schedule `cosin`; did you mean `cosine`?",
        ),
        (
            &["sgd", "--surface", "rosenbrok"],
            "there is no surface `rosenbrok`; did you mean `rosenbrock`?",
        ),
        (&["missing.rule"], "missing.rule: error: "),
        (&["sgd", "--stage", "tap"], "a similar value exists: 'tape'"),
    ] {
        let output = ravine(&[&["explain"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let message = stderr(&output);
        assert!(message.contains(wanted), "{arguments:?}: {message}");
    }
}

#[test]
fn an_own_text_is_explained_and_a_wrong_one_is_told_what_is_wrong() {
    let path = folder("explain").join("own.rule");
    let file = path.display().to_string();
    std::fs::write(&path, "param lr = 0.1\nstate m\nm = 0.5*m + g\nw -= lr*m\n").expect("a file");
    let output = ravine(&["explain", &file, "--stage", "where"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("state in line 2, set in 3"),
        "{}",
        stdout(&output)
    );
    // The surface has an `a`, too.
    std::fs::write(&path, "param a = 0.1\nw -= a*g\n").expect("a file");
    let output = ravine(&["explain", &file, "--stage", "where"]);
    let wanted = ["a param in line 1 optimizer.a c0, c3 - -"];
    assert_eq!(lines(&stdout(&output), "a"), wanted, "{}", stdout(&output));
    std::fs::write(&path, "w -= lr*m\n").expect("a file");
    let output = ravine(&["explain", &file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("own.rule:1:6: error: unknown name `lr`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn pages_are_given_as_json_on_request() {
    let output = ravine(&["explain", "sgd", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let pages = all["pages"].as_array().expect("pages");
    assert_eq!(pages.len(), Page::ALL.len());
    for (given, page) in pages.iter().zip(Page::ALL) {
        assert_eq!(given["stage"], page.name());
        assert!(
            given["text"]
                .as_str()
                .is_some_and(|text| text.starts_with(page.title()))
        );
    }
}
