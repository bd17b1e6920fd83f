//! The course: every card runs, every number is there, every claim holds, every link leads somewhere; every
//! fact that it teaches from is found in it (`tests/course/facts.txt`); wrong cards say where and why
//! (`tests/course/errors.txt`); the reference of the format is complete; pages need no program.

#[path = "support/program.rs"]
mod program;

use program::{folder, ravine, stderr, stdout};
use ravine::catalog;
use ravine::course::Course;
use ravine::course::answer::Answer;
use ravine::course::card::{Ask, Form, Prediction};
use ravine::course::check::{Report, check, check_guide, check_prepared};
use ravine::course::explore::whole::Whole;
use ravine::course::expression::Expression;
use ravine::course::expression::functions::FUNCTIONS;
use ravine::course::guess::number;
use ravine::course::guide::{Guide, Next, settings};
use ravine::course::patch::Patch;
use ravine::course::prepared;
use ravine::course::study::Study;
use ravine::engine::Computed;
use ravine::lang::Span;
use ravine::scene::Scene;
use ravine::scene::explore::Page;
use ravine::view;
use std::collections::BTreeSet;

fn checked(course: &Course) -> Report {
    check(course, &view::tabs())
}

#[test]
fn every_card_is_right() {
    let report = checked(Course::embedded());
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(report.cards >= 24, "only {} cards were read", report.cards);
    assert!(
        report.claims >= report.cards && report.live > 2 * report.cards,
        "{report:?}"
    );
}

#[test]
fn every_prepared_scene_shows_what_it_says() {
    let report = check_prepared(prepared::all(), catalog::scenes(), &view::tabs());
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(report.cards, catalog::scenes().len());
}

#[test]
fn every_card_can_be_found_and_asks_something() {
    let mut ids = BTreeSet::new();
    for card in Course::embedded().cards() {
        assert!(ids.insert(&card.id), "{} is there twice", card.id);
        assert!(card.prediction().is_some(), "{} lets nobody guess", card.id);
        assert!(!card.tags.is_empty() && card.difficulty > 0, "{}", card.id);
        assert!(!card.notes.is_empty(), "{} has no notes for the speaker", card.id);
        let is_question = matches!(&card.ask, Ask::Question(ask) if ask.ends_with('?'));
        assert!(
            is_question || matches!(card.ask, Ask::Statement(_)),
            "{}",
            card.id
        );
        assert!(
            card.ask.text().chars().count() <= 80,
            "{} asks on more than one line",
            card.id
        );
        for line in card.lines() {
            let text = format!("{line:?}");
            let banned = ["!\"", "simply", "obviously", "just "];
            assert!(!banned.iter().any(|b| text.contains(b)), "{}: {text}", card.id);
        }
    }
}

#[test]
fn every_chapter_has_a_title_and_is_told_of() {
    for chapter in &Course::embedded().chapters {
        assert_ne!(chapter.title, chapter.id, "{} has no chapter.md", chapter.id);
        assert!(!chapter.about.is_empty(), "{}", chapter.id);
    }
}

/// What is wrong with a course of some files, a line each.
fn faults(files: &[(&str, &str)]) -> String {
    let report = checked(&Course::read(files.iter().copied()));
    let lines: Vec<String> = report
        .faults
        .iter()
        .map(|fault| {
            let (line, column) = fault.place;
            let file = if files.len() > 1 {
                format!("{} ", fault.file)
            } else {
                String::new()
            };
            format!("{file}{line}:{column} {}", fault.message)
        })
        .collect();
    lines.join("\n=> ")
}

#[test]
fn wrong_cards_say_where_and_why() {
    let cases = include_str!("course/errors.txt");
    let (mut count, mut wrong) = (0, Vec::new());
    for case in cases.split("\n== ").skip(1) {
        let (title, rest) = case.split_once('\n').expect("a title, then a text");
        let (text, expected) = rest.split_once("\n=> ").expect("findings follow the text");
        let files: Vec<(&str, &str)> = match text.strip_prefix("@ ") {
            None => vec![("1_one/1_card.md", text)],
            Some(several) => {
                let parts = several.split("\n@ ");
                parts
                    .map(|part| part.split_once('\n').expect("a name, then a text"))
                    .collect()
            }
        };
        let found = faults(&files);
        if found != expected.trim_end() {
            wrong.push(format!("{title}\n=> {found}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 30, "only {count} cases were read");
}

/// A right leaf.
const LEAF: &str = "---
title: Plain
statement: It is plain.
scene: ravine
---

- **SGD**: it is plain. [The bound](card:rates/bound)
";

#[test]
fn the_guide_is_right() {
    let guide = Guide::embedded();
    let report = check_guide(guide, Course::embedded(), &view::tabs());
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(report.cards >= 12, "only {} leaves were read", report.cards);
}

#[test]
fn every_leaf_gives_reasons_and_compares_runs() {
    let guide = Guide::embedded();
    for leaf in guide.leaves.cards() {
        assert!(settings(leaf).len() >= 4, "{} has few settings", leaf.id);
        assert!(!leaf.sources.is_empty(), "{} has no source", leaf.id);
        assert!(leaf.ask.text().chars().count() <= 110, "{}", leaf.id);
        let path = guide.path_to(&leaf.id).expect("an answer leads to it");
        assert!((1..=4).contains(&path.len()), "{}: {path:?}", leaf.id);
        let text = format!("{:?}", leaf.lines());
        let banned = ["!\"", "simply", "obviously", "just "];
        assert!(!banned.iter().any(|b| text.contains(b)), "{}", leaf.id);
    }
    let answers = guide.questions.iter().flat_map(|question| &question.answers);
    let ends = answers.filter(|answer| matches!(answer.next, Next::Leaf(_)));
    assert!(ends.count() >= guide.leaves.cards().count());
}

#[test]
fn wrong_guides_say_where_and_why() {
    let cases = include_str!("course/guide.txt");
    let (mut count, mut wrong) = (0, Vec::new());
    for case in cases.split("\n== ").skip(1) {
        let (title, rest) = case.split_once('\n').expect("a title, then a text");
        let (text, expected) = rest.split_once("\n=> ").expect("findings follow the text");
        let mut parts = text.split("\n@ ");
        let tree = parts.next().unwrap_or_default();
        let given = parts.map(|part| part.split_once('\n').expect("a name, then a text"));
        let given: Vec<(&str, &str)> = given.collect();
        let leaves = if given.is_empty() {
            vec![("a", LEAF), ("b", LEAF)]
        } else {
            given
        };
        let guide = Guide::read(("tree.txt", tree), &leaves);
        let report = check_guide(&guide, Course::embedded(), &view::tabs());
        let line = |fault: &ravine::course::Fault| {
            let (line, column) = fault.place;
            let name = fault
                .file
                .trim_start_matches("assets/guide/")
                .trim_end_matches(".md");
            let file = if name == "tree.txt" {
                String::new()
            } else {
                format!("{name} ")
            };
            format!("{file}{line}:{column} {}", fault.message)
        };
        let found: Vec<String> = report.faults.iter().map(line).collect();
        let found = found.join("\n=> ");
        if found != expected.trim_end() {
            wrong.push(format!("{title}\n=> {found}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 20, "only {count} cases were read");
}

const SCENE: &str = r#"{ "experiment": { "problem": { "surface": "ravine" }, "start": [-4, 1.5], "steps": 60, "runs": [
    { "label": "SGD", "optimizer": "sgd", "params": { "lr": 0.01 } },
    { "label": "Fast", "optimizer": "sgd", "params": { "lr": 0.5 } },
    { "label": "Adam", "optimizer": "adam", "params": { "lr": 0.1, "bias_correction": false },
      "schedule": { "name": "linear" }, "stages": [ { "name": "clip_norm", "params": { "max_norm": 10 } } ] } ] } }"#;

/// What a formula prints on a computed scene, or what is wrong with it.
fn printed(study: &Study, formula: &str) -> String {
    match Expression::parse(formula, 0) {
        Err(found) => found[0].message.clone(),
        Ok(expression) => match study.answer(&expression) {
            Ok(answer) => answer.text(Form::default()),
            Err(fault) => fault.message,
        },
    }
}

/// Worked out by hand: along x SGD shrinks the error by 0.99 a step, across by 0.5.
#[test]
fn formulas_have_their_values() {
    let scene: Scene = serde_json::from_str(SCENE).expect("a scene");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let study = Study::new(&done, &scene.view, &[]);
    for (formula, text) in [
        ("1 - 0.9", "0.1"),
        ("T + seed", "61"),
        (
            "lr",
            "this is a series over the steps; take at(..., k), last(...) or largest(...) of it",
        ),
        ("at(lr, 1)", "0.01"),
        ("at(lr, 0)", "not within 60 steps"),
        ("base_lr", "0.01"),
        ("condition*surface.condition", "2500"),
        ("at(w.x, 0)", "−4"),
        ("at(w[2], 1)", "0.75"),
        ("at(w.x, 2)/at(w.x, 1)", "0.99"),
        ("at(loss, 0)", "64.2"),
        ("at(loss, 61)", "not within 60 steps"),
        ("last(\"SGD\".w.x) - last(w.x)", "0"),
        ("smallest(abs(w.y)) < 1e-15", "1"),
        ("largest(loss)", "64.2"),
        ("where_largest(loss)", "0"),
        ("where_smallest(loss)", "60"),
        ("mean_over(lr, 1, 60)", "0.01"),
        ("share(w.y > 0.1)", "0.0656"),
        ("always(loss > 0)", "1"),
        ("first(loss < 8)", "4"),
        ("first(w.y > 0, after: 10)", "11"),
        ("first(loss < 0)", "not within 60 steps"),
        ("lasts_from(w.y < 0.1)", "4"),
        ("exists(first(loss < 0)) + exists(T)", "1"),
        ("if exists(first(loss < 0)) then first(loss < 0) else 7", "7"),
        ("round(1000*at(norm(w), 0))", "4272"),
        ("at(step_length(), 1)", "0.751"),
        ("at(step_length(\"SGD\"), 1) == at(step_length(), 1)", "1"),
        ("at(distance(), 0)", "4.27"),
        ("diverged_at(\"SGD\")", "not within 60 steps"),
        ("exists(diverged_at(\"Fast\"))", "1"),
        ("evaluations()", "60"),
        ("stability()/sharpness(0)", "0.04"),
        ("sharpness(\"Adam\", 3)", "50"),
        ("param(\"Adam\", \"beta2\")", "0.999"),
        ("param(\"Adam\", \"bias_correction\")", "0"),
        ("\"Adam\".clip_norm.max_norm", "10"),
        ("\"Adam\".schedule.start_factor", "1"),
        ("at(\"Adam\".m[2], 1) != 0", "1"),
        ("scheduled(\"Adam\", 500001, 1000000)", "0.05"),
        ("median_over_seeds(last(loss)) == last(loss)", "1"),
        ("band(T, 0.9)", "60"),
        ("log(-1)", "undefined"),
        ("1/0", "undefined"),
        (
            "β₁",
            "unknown name `beta1`; known here: lr, surface.condition, surface.rotation, T, seed, loss, w, g_raw, g",
        ),
        (
            "max(loss)",
            "`max` takes 2 arguments, but here are 1; over the steps it is `largest`",
        ),
        ("last(w)", "`w` has 2 numbers; take one, `w[1]`, or `norm(w)`"),
        ("\"SGD\"", "\"SGD\" is a run, not a number; write \"SGD\".loss"),
        (
            "last(\"Sgd\".loss)",
            "there is no run \"Sgd\"; did you mean `SGD`?; there are \"SGD\", \"Fast\", \"Adam\"",
        ),
        (
            "largset(loss)",
            "unknown function `largset`; did you mean `largest`?",
        ),
        ("at(loss)", "this takes 2 arguments, but here are 1"),
        (
            "last(3)",
            "expected a series over the steps, but this is a number",
        ),
        ("w[3]", "`w` has 2 numbers, counted from 1"),
    ] {
        assert_eq!(printed(&study, formula).replace('\u{a0}', " "), text, "{formula}");
    }
}

/// What a formula prints of a page of Explore; `explore` is what the scene chooses there, and one run of SGD with
/// the curvature 50 and a run of Adam race.
fn explored(explore: &str, formulas: &[&str]) -> Vec<String> {
    let scene = format!(
        r#"{{ "experiment": {{ "problem": {{ "surface": "ravine" }}, "start": [-4, 1.5], "steps": 100, "runs": [
            {{ "label": "SGD", "optimizer": "sgd" }}, {{ "label": "Adam", "optimizer": "adam" }} ] }},
            "view": {{ "tab": "explore", "explore": {{ {explore} }} }} }}"#
    );
    let scene: Scene = serde_json::from_str(&scene).expect("a scene");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let study = Study::new(&done, &scene.view, &[]);
    let parsed: Vec<Expression> = formulas
        .iter()
        .map(|formula| Expression::parse(formula, 0).expect("it parses"))
        .collect();
    let pages: Vec<Page> = parsed.iter().flat_map(Expression::pages).map(|p| p.0).collect();
    let whole = Whole::of(&study.exploring(), &pages[..1]);
    let study = study.knowing(whole.known());
    let printed = formulas.iter().map(|formula| printed(&study, formula));
    printed.collect()
}

#[test]
fn formulas_have_the_values_that_explore_shows() {
    const RACE: &str = r#""page": "race", "race": { "rates": [0.001, 0.1], "count": 21 }"#;
    const MAP: &str = r#""x": { "name": "lr", "from": 0.01, "to": 0.1, "scale": "log" },
        "y": { "name": "surface.condition", "from": 10, "to": 100, "scale": "log" }"#;
    for (page, formula, text) in [
        // The rates are 10^(0.1*i - 3). SGD diverges beyond 2/50, and at 0.0398 its walls have shrunk by 0.99^100 only.
        (RACE, "best_rate(\"SGD\")", "0.0316"),
        (RACE, "best_rate() == best_rate(\"SGD\")", "1"),
        (RACE, "outcome_at(\"SGD\", 0.1)", "diverged"),
        (RACE, "outcome_at(\"SGD\", 0.2)", "outside the picture"),
        (
            RACE,
            "default_outcome(\"SGD\") == outcome_at(\"SGD\", 0.001)",
            "1",
        ),
        (
            RACE,
            "good_width(\"SGD\") >= 1 and best_outcome(\"SGD\") <= outcome_at(\"SGD\", 0.01)",
            "1",
        ),
        (RACE, "ties(\"SGD\", \"SGD\")", "1"),
        (RACE, "expected_best(\"SGD\", 2) < expected_best(\"SGD\", 1)", "1"),
        (RACE, "expected_best(\"SGD\", 0)", "a budget is 1 to 1000 tries"),
        (RACE, "ties(\"SGD\", 1)", "expected a run, by its label in quotes"),
        (
            r#""page": "range""#,
            "range_truth(stable) > 0.03 and range_truth(stable) < 0.05",
            "1",
        ),
        (
            r#""page": "range""#,
            "range_mark(lowest) > range_mark(steepest)",
            "1",
        ),
        (
            r#""page": "range""#,
            "range_mark(tenth)",
            "expected one of lowest, steepest, explosion",
        ),
        (MAP, "diverged_share() > 0 and diverged_share() < 1", "1"),
        (
            MAP,
            "exists(map_at(0.01, 10)) and not exists(map_at(0.1, 100))",
            "1",
        ),
        (MAP, "map_at(1, 100)", "outside the picture"),
        (MAP, "best_x() >= 0.01 and best_x(100) < best_x(10)", "1"),
        (MAP, "stable_x(100) < 0.03", "1"),
        (MAP, "basin_share(1) > 0", "1"),
        (
            MAP,
            "basin_share(2)",
            "the surface declares 1 minima, counted from 1",
        ),
        (
            MAP,
            "diverged_share(\"Adam\")",
            "the map shows only the selected run; `view.explore.all = on` shows all of them",
        ),
    ] {
        let found = explored(page, &[formula]).remove(0);
        assert_eq!(found.replace('\u{a0}', " "), text, "{formula}");
    }
}

#[test]
fn what_was_not_computed_yet_is_no_number() {
    let scene: Scene = serde_json::from_str(SCENE).expect("a scene");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let study = Study::new(&done, &scene.view, &[]);
    for (formula, text) in [
        ("best_rate(\"SGD\")", "not computed"),
        ("range_mark(lowest)", "not computed"),
        ("diverged_share()", "not on these axes"),
    ] {
        assert_eq!(printed(&study, formula), text, "{formula}");
    }
}

#[test]
fn a_claim_about_what_does_not_exist_is_false() {
    let scene: Scene = serde_json::from_str(SCENE).expect("a scene");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let study = Study::new(&done, &scene.view, &[]);
    for (claim, holds) in [
        ("first(loss < 0) > 5", false),
        ("not (first(loss < 0) > 5)", false),
        ("first(loss < 0) != 5", false),
        ("not exists(first(loss < 0))", true),
        (
            "exists(diverged_at(\"Fast\")) and not exists(diverged_at(\"SGD\"))",
            true,
        ),
    ] {
        let claim = Expression::parse(claim, 0).expect("it parses");
        assert_eq!(study.holds(&claim), Ok(holds), "{}", claim.source);
    }
}

/// On a network the same formulas reach weights, validation, seeds and the sharpness.
#[test]
fn formulas_reach_networks() {
    let text = r#"{ "experiment": { "problem": { "network": { "data": "moons", "layers": [2, 3, 2], "seeds": 3,
        "test": 0.2 } }, "steps": 20, "runs": [ { "optimizer": "sgd", "params": { "lr": 0.1 } } ] } }"#;
    let scene: Scene = serde_json::from_str(text).expect("a scene");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let study = Study::new(&done, &scene.view, &[]);
    for (formula, text) in [
        (
            "exists(last(val_loss)) and exists(last(W1[3,2])) and exists(last(b2[1]))",
            "1",
        ),
        ("W1[4,1]", "unknown name `W1`"),
        ("sharpness(0) > 0", "1"),
        ("band(last(loss), 0) <= median_over_seeds(last(loss))", "1"),
        ("network.seeds", "3"),
        ("network.test", "0.2"),
        ("network.dropout", "0"),
        ("network.corrupt.step", "unknown name"),
        (
            "exists(test_loss()) and test_loss() != last(val_loss) and test_loss(\"SGD\") == test_loss()",
            "1",
        ),
        ("test_accuracy()*80 == round(test_accuracy()*80)", "1"),
        ("band(test_loss(), 0) < median_over_seeds(test_loss())", "1"),
    ] {
        assert!(
            printed(&study, formula).starts_with(text),
            "{formula}: {}",
            printed(&study, formula)
        );
    }
    assert!(matches!(
        study.answer(&Expression::parse("band(last(loss), 1)", 0).expect("it parses")),
        Ok(Answer::Number(loss)) if loss > 0.0
    ));
}

/// Cards keep samples for a test and spoil a batch by lines of their patch.
#[test]
fn patches_reach_the_test_part_and_the_corrupt_batch() {
    let text = r#"{ "experiment": { "problem": { "network": { "data": "moons", "layers": [2, 3, 2] } },
        "steps": 20, "runs": [ { "optimizer": "sgd" } ] } }"#;
    let mut scene: Scene = serde_json::from_str(text).expect("a scene");
    let printed_of = |scene: &Scene, formula: &str| {
        let done = Computed::reference(&scene.experiment).expect("it compiles");
        printed(&Study::new(&done, &scene.view, &[]), formula)
    };
    assert_eq!(printed_of(&scene, "test_loss()"), "no test part");
    for line in [
        "network.test = 0.1",
        "network.corrupt.step = 12",
        "network.corrupt.factor = 30",
    ] {
        let patch = Patch::parse(line, Span::default()).expect("a change");
        scene = patch.applied(&scene).unwrap_or_else(|e| panic!("{line}: {e}"));
    }
    for (formula, text) in [
        ("network.test", "0.1"),
        ("network.corrupt.step", "12"),
        ("network.corrupt.factor", "30"),
        ("exists(test_loss())", "1"),
        ("where_largest(g_raw_norm)", "12"),
    ] {
        assert_eq!(printed_of(&scene, formula), text, "{formula}");
    }
    let patch = Patch::parse("network.corrupt = null", Span::default()).expect("a change");
    let without = patch.applied(&scene).expect("it fits");
    let network = without.experiment.problem.network().expect("a network");
    assert_eq!(network.corrupt, None);
}

/// A typed number is compared with the true one and with those that people give.
#[test]
fn guesses_are_judged() {
    let course = Course::embedded();
    let card = course.card("adam/first_step").expect("a card");
    let scene = ravine::course::scene::of(card, course).expect("a scene");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let study = Study::new(&done, &scene.view, &card.lets);
    let asked = card.prediction().expect("a question");
    for (guess, is_right, words, slip) in [
        (0.01, true, "right", None),
        (0.2, false, "20 times too large", Some(0)),
        (0.001, false, "10 times too small", Some(1)),
        (0.015, false, "50 % too large", None),
    ] {
        let verdict = number(guess, asked, &study)
            .expect("its formulas are right")
            .expect("a number");
        let found = (verdict.is_right, verdict.words.as_str(), verdict.slip);
        assert_eq!(found, (is_right, words, slip), "{guess}");
    }
}

/// Cards come from anywhere: whatever their text is, it is read or refused with words.
#[test]
fn cut_and_mixed_cards_do_no_harm() {
    let mut texts = Vec::new();
    for card in Course::embedded().cards() {
        let ends: Vec<usize> = card.source.char_indices().map(|(at, _)| at).step_by(37).collect();
        texts.extend(ends.iter().map(|&end| card.source[..end].to_owned()));
        texts.extend(
            ends.windows(2)
                .map(|w| card.source[..w[0]].to_owned() + &card.source[w[1]..]),
        );
        for (from, to) in [
            ("{", ""),
            ("}", "{"),
            ("\"", ""),
            ("(", "["),
            ("---", "--"),
            (" ", "\u{1a}"),
            ("?", "é"),
        ] {
            texts.push(card.source.replace(from, to));
        }
    }
    for text in texts {
        let course = Course::read([("1_a/1_b.md", text.as_str())]);
        assert_eq!(course.cards().count(), 1);
    }
}

#[test]
fn the_reference_names_everything() {
    let reference = include_str!("../assets/lessons/README.md");
    for function in FUNCTIONS {
        assert!(
            reference.contains(&format!("`{}`", function.usage)),
            "{} is missing",
            function.usage
        );
    }
    for word in [
        "title",
        "question",
        "statement",
        "scene",
        "patch",
        "tags",
        "difficulty",
        "sources",
        "notes",
        "needs",
        "set:",
        "view:",
        "step:",
        "play:",
        "rule:",
        "card:",
        "calculator:",
        "let ",
        "claim ",
        "diff ",
        "?=",
        "?~",
    ] {
        assert!(reference.contains(word), "{word} is missing");
    }
}

#[test]
fn the_program_lists_and_checks_the_course() {
    let listed = stdout(&ravine(&["lessons"]));
    for card in Course::embedded().cards() {
        assert!(
            listed.contains(&card.id) && listed.contains(&card.title),
            "{}",
            card.id
        );
    }
    let own = folder("course_own");
    std::fs::create_dir(own.join("1_mine")).expect("a folder");
    let text = "---\ntitle: Mine\nstatement: Mine.\nscene: nowhere\n---\n\nText.\n";
    std::fs::write(own.join("1_mine/2_card.md"), text).expect("a card");
    let output = ravine(&["lessons", "--check", "--cards", &own.display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    let message = "/1_mine/2_card.md:4:8: error: there is no scene `nowhere`";
    assert!(stderr(&output).contains(message), "{}", stderr(&output));
}

#[test]
fn pages_need_no_program() {
    let pages = folder("course_pages");
    let output = ravine(&["lessons", "--write", &pages.display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let read = |name: &str| std::fs::read_to_string(pages.join(name)).expect("a page");
    let contents = read("index.html");
    let calculators = read("calculators.html");
    for calculator in ravine::course::calculator::all() {
        assert!(
            calculators.contains(&format!("id=\"{}\"", calculator.id)),
            "{}",
            calculator.id
        );
    }
    for card in Course::embedded().cards() {
        assert!(contents.contains(&format!("{}.html", card.id)), "{}", card.id);
        let page = read(&format!("{}.html", card.id));
        assert!(
            page.contains("<details") && page.contains("<figure>") != card.is_text(),
            "{}",
            card.id
        );
        let words: String = page
            .split('<')
            .filter_map(|part| Some(part.split_once('>')?.1))
            .collect();
        assert!(!words.contains(['{', '\u{1a}']), "{} has a brace left", card.id);
        for live in card.live() {
            let formula = live
                .expression
                .source
                .trim()
                .replace('&', "&amp;")
                .replace('"', "&quot;");
            let formula = formula.replace('<', "&lt;").replace('>', "&gt;");
            assert!(
                page.contains(&format!("title=\"{formula}\"")),
                "{}: {formula}",
                card.id
            );
        }
        if let Some(Prediction::Choice(choices)) = card.prediction() {
            assert!(page.matches("<details>").count() >= choices.len(), "{}", card.id);
        }
        if !card.is_text() {
            let svg = read(&format!("{}.svg", card.id));
            roxmltree::Document::parse(&svg).expect("a figure is XML");
        }
    }
}

#[test]
fn drawn_numbers_are_others_each_time_and_the_same_by_their_seed() {
    let text = "---\ntitle: T\nquestion: Q\nscene: ravine\n---\nA decay of {beta}, and {n}.\n\ndraw beta from 0.9, 0.99, 1 - 1/1000\n\
        draw n from 1, 2, 4\nlet window = n/(1 - beta)\n\n?= window within 1 %\n";
    let (card, found) = ravine::course::parse::card(text);
    assert!(found.is_empty(), "{found:?}");
    let numbers = |card: &ravine::course::Card| {
        let of = |l: &ravine::course::card::Let| l.value.source.clone();
        card.lets.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(
        numbers(&card),
        ["0.9", "1", "n/(1 - beta)"],
        "the first of each until they are drawn"
    );
    let drawn: std::collections::BTreeSet<_> = (0..200).map(|seed| numbers(&card.fresh(seed))).collect();
    assert_eq!(drawn.len(), 9, "all combinations come up");
    assert_eq!(numbers(&card.fresh(7)), numbers(&card.fresh(7)));
    let (_, found) = ravine::course::parse::card(&text.replace("draw n", "draw beta"));
    assert!(
        found.iter().any(|d| d.message == "`beta` is named already"),
        "{found:?}"
    );
}

/// A phrase is explained wherever it stands, so also where its text goes on in the next line.
#[test]
fn a_line_of_the_text_ends_no_phrase() {
    let text = "---\ntitle: T\nstatement: S\nscene: none\n---\nA high learning\nrate, and *a low\none*.\n";
    let (card, found) = ravine::course::parse::card(text);
    assert!(found.is_empty(), "{found:?}");
    let lines: Vec<String> = card.lines().iter().map(|line| format!("{line:?}")).collect();
    assert!(
        lines[0].contains("\"A high learning rate, and \"") && lines[0].contains("\"a low one\""),
        "{lines:?}"
    );
}

/// A card of words computes with numbers alone, and needs neither a claim nor an invitation.
#[test]
fn a_card_may_stand_on_no_scene() {
    let text = "---\ntitle: T\nquestion: Q\nscene: none\n---\nGPT-3 took {6*n*300e9; 3} operations, {n/1e9} of them a token.\n\n\
        let n = 175e9\nclaim 6*n*300e9 > 3.1e23\n";
    let course = Course::read([("chapter/card.md", text)]);
    let report = ravine::course::check::check(&course, &[]);
    assert_eq!(report.faults, []);
    let card = course.cards().next().expect("a card");
    let scene = ravine::course::scene::of(card, &course).expect("a scene");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let study = Study::new(&done, &scene.view, &card.lets);
    let printed = card.live()[0];
    let answer = study.answer(&printed.expression).expect("it is right");
    assert_eq!(answer.text(printed.form), "3.15·10²³");
}

/// Every question has its levels or asks for something, its numbers are computed, its links lead somewhere.
#[test]
fn every_question_is_right() {
    let questions = ravine::course::question::all();
    let report = ravine::course::check::check_questions(questions, Course::embedded(), &ravine::view::tabs());
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What the course teaches from is found in it: the facts are counted, numbered, and each leads to cards or
/// questions.
#[test]
fn every_fact_is_found_in_the_course() {
    let (course, questions) = (Course::embedded(), ravine::course::question::all());
    let is_there = |id: &str| match id.strip_prefix('?') {
        Some(question) => questions.card(question).is_some(),
        None => course.card(id).is_some(),
    };
    let (mut sections, mut wrong) = (0, Vec::new());
    for section in include_str!("course/facts.txt").split("\n== ").skip(1) {
        sections += 1;
        let (head, facts) = section.split_once('\n').expect("facts follow a section's name");
        let facts: Vec<&str> = facts.lines().filter(|line| !line.is_empty()).collect();
        if !head.starts_with(&format!("{sections} ")) || !head.ends_with(&format!(": {}", facts.len())) {
            wrong.push(format!(
                "{head}: this is section {sections} with {} facts",
                facts.len()
            ));
        }
        for (place, fact) in facts.iter().enumerate() {
            let (said, found) = fact
                .split_once(" => ")
                .expect("where a fact is found follows `=>`");
            let found = found.split(" maps ").next().unwrap_or_default();
            let number = format!("{sections}.{} ", place + 1);
            if !said.starts_with(&number) || found.is_empty() {
                wrong.push(format!(
                    "{fact}: fact {number}is expected here, and where it is found"
                ));
            }
            let lost = found.split(' ').filter(|id| !is_there(id));
            wrong.extend(lost.map(|id| format!("{said}: there is no `{id}`")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(sections, 15);
}

/// The drill answers its own questions rightly, whatever numbers are drawn, and knows a wrong answer.
#[test]
fn the_drill_knows_the_answers_to_fresh_numbers() {
    let scene = ravine::scene::Scene::on_surface("bowl");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let mut asked = 0;
    for card in ravine::course::question::all().cards() {
        let Some(ravine::course::card::Prediction::Number { tolerance, .. }) = card.prediction() else {
            continue;
        };
        let tolerance = *tolerance;
        for seed in 0..40 {
            let fresh = card.fresh(seed);
            let study = Study::new(&done, &scene.view, &fresh.lets);
            let prediction = fresh.prediction().expect("a number");
            let ravine::course::card::Prediction::Number { truth, .. } = prediction else {
                continue;
            };
            let truth = study.answer(truth).expect("it is right").number();
            let truth = truth.unwrap_or_else(|| panic!("{}: no number with {seed}", card.id));
            let judged = |guess: f64| {
                number(guess, prediction, &study)
                    .expect("it is right")
                    .expect("a number")
            };
            assert!(judged(truth).is_right, "{} with {seed}: {truth}", card.id);
            let off = truth * (1.0 + 2.0 * tolerance) + 1e-9;
            assert!(
                !judged(off).is_right,
                "{} with {seed}: {off} for {truth}",
                card.id
            );
            asked += 1;
        }
    }
    assert!(asked > 0);
}

#[test]
fn a_wrong_question_says_what_it_lacks() {
    let head = "---\nquestion: Q\nscene: none\n---\n";
    let long = "word ".repeat(61);
    for (body, wanted) in [
        ("Text.\n\n[Show](card:rates/bound)", "an answer has the headings"),
        (
            "## Say\na\n\n## Show\nb\n\n## Asked next\nc",
            "a question has a link that shows it",
        ),
        (
            &format!("## Say\n{long}\n\n## Show\n[b](card:rates/bound)\n\n## Asked next\nc"),
            "61 words are too many to say",
        ),
    ] {
        let text = format!("{head}{body}\n");
        let questions = Course::read_questions(&[("topic/q.md", &text)]);
        let report = ravine::course::check::check_questions(&questions, Course::embedded(), &[]);
        assert!(
            report.faults.iter().any(|f| f.message.starts_with(wanted)),
            "{wanted}: {:?}",
            report.faults
        );
    }
}
