use super::*;
use crate::compile::compile;
use crate::course::Course;

/// A scene on a surface with some runs.
fn on(surface: &str, rest: &str, runs: &str) -> String {
    format!(
        r#"{{ "experiment": {{ "problem": {{ "surface": "{surface}" }}, "start": [-3, 2], "steps": 100, {rest} "runs": [{runs}] }} }}"#
    )
}

/// A small network with some fields and runs.
fn network(fields: &str, runs: &str) -> String {
    format!(
        r#"{{ "experiment": {{ "problem": {{ "network": {{ "data": {{ "name": "moons", "size": 60 }},
        "layers": [2, 4, 2], "batch": 16 {fields} }} }}, "steps": 40, "runs": [{runs}] }} }}"#
    )
}

fn sgd(label: &str, lr: f64, more: &str) -> String {
    format!(r#"{{ "label": "{label}", "optimizer": "sgd", "params": {{ "lr": {lr} }} {more} }}"#)
}

fn scene(text: &str) -> Scene {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn read(text: &str) -> Vec<ChecklistLine> {
    let scene = scene(text);
    let done = Computed::reference(&scene.experiment).unwrap_or_else(|e| panic!("{e:?}: {text}"));
    checklist(&scene, Some(&done))
}

/// A line of a scene, as people read it.
fn line(text: &str, title: &str) -> String {
    let lines = read(text);
    let found = lines.iter().find(|line| line.title == title);
    let Some(line) = found else {
        return "no such line".to_owned();
    };
    let mends: Vec<&str> = line.mends.iter().map(|mend| mend.words.as_str()).collect();
    let mends = match mends.is_empty() {
        true => String::new(),
        false => format!(" [{}]", mends.join("; ")),
    };
    format!("{}: {}{mends}", line.state.words(), line.words)
}

const RATES: &str = "Three rates for each rule";
const BETWEEN: &str = "The best rate lies between others";
const WARMUP: &str = "With warmup and without";
const FALLS: &str = "The rate falls to the end";
const HELD: &str = "Samples for validation";
const TEST: &str = "A test set that nothing is chosen on";
const SEEDS: &str = "More than one seed";
const CLIPPED: &str = "Clipped at 1 to 10 % of the steps";
const BIASES: &str = "No decay on biases";
const DIVIDED: &str = "Micro-batches divided";
const WORK: &str = "As many gradients for each run";

#[test]
fn lines_say_what_the_scene_has() {
    let noise = r#", "stages": [ { "name": "noise", "params": { "sigma": 1 } } ]"#;
    let three = [sgd("a", 0.01, ""), sgd("b", 0.03, ""), sgd("c", 0.1, "")].join(", ");
    let adam = r#"{ "optimizer": "adam", "params": { "lr": 0.1 } }"#;
    let warmed = |steps: u32| {
        let rise = format!(r#", "schedule": {{ "warmup": {{ "steps": {steps}, "first": 1 }} }}"#);
        sgd("warm", 0.1, &rise)
    };
    let falling = sgd("fall", 0.1, r#", "schedule": { "name": "cosine" }"#);
    let halved = r#", "schedule": { "name": "linear", "params": { "end_factor": 0.5 } }"#;
    let clip = r#", "stages": [ { "name": "clip_norm", "params": { "max_norm": 1 } } ]"#;
    let decayed = r#"{ "optimizer": "adamw" }"#;
    let quiet = on("bowl", "", &sgd("a", 0.1, ""));
    for (text, title, wanted) in [
        (
            quiet.clone(),
            RATES,
            "not done: SGD: 1 rate, 0.1. [Add SGD at 0.3; Add SGD at 0.033]",
        ),
        (on("bowl", "", &three), RATES, "done: SGD: 3 rates, 0.01 to 0.1."),
        (
            on("bowl", "", &format!("{three}, {adam}")),
            RATES,
            "not done: SGD: 3 rates, 0.01 to 0.1. Adam: 1 rate, 0.1. [Add Adam at 0.3; Add Adam at 0.033]",
        ),
        (quiet.clone(), BETWEEN, "no such line"),
        (
            on("bowl", "", &three),
            BETWEEN,
            "not done: SGD: 0.1 ends lowest, and nothing above it was tried. [Add SGD at 0.3]",
        ),
        (
            on(
                "bowl",
                "",
                &[sgd("a", 0.1, ""), sgd("b", 1.0, ""), sgd("c", 2.5, "")].join(", "),
            ),
            BETWEEN,
            "done: SGD: 1 ends lowest of 3 rates.",
        ),
        (
            quiet.clone(),
            WARMUP,
            "not done: No run has a warmup. [Add a with 10 steps of it]",
        ),
        (
            on("bowl", "", &warmed(20)),
            WARMUP,
            "not done: warm (20 of 100 steps); the same rule and rate without one did not run. [Add warm \
                without one]",
        ),
        (
            on("bowl", "", &format!("{}, {}", warmed(20), sgd("a", 0.1, ""))),
            WARMUP,
            "done: With: warm (20 of 100 steps). Without: a.",
        ),
        (
            on("bowl", "", &warmed(150)),
            WARMUP,
            "not done: warm: the warmup takes 150 steps of 100, so the rate never arrives. [Let it take 10 \
                steps]",
        ),
        (
            quiet.clone(),
            FALLS,
            "done: a: constant at 0.1. Nothing here is random, so a constant rate can end in the minimum.",
        ),
        (
            on("bowl", "", &sgd("a", 0.1, noise)),
            FALLS,
            "not done: a: constant at 0.1; under noise it ends on a floor. [Give a a cosine]",
        ),
        (
            on("bowl", "", &falling),
            FALLS,
            "done: fall: down to 0.025 % of its peak at step 100.",
        ),
        (
            on("bowl", "", &sgd("a", 0.1, halved)),
            FALLS,
            "not done: a: it ends at 50 % of its peak. [Give a a cosine]",
        ),
        (
            quiet.clone(),
            HELD,
            "cannot be told: A surface has no data; nothing can be held out.",
        ),
        (
            network("", &sgd("a", 0.1, "")),
            HELD,
            "done: 20 % of the samples are held back.",
        ),
        (
            network(r#", "validation": 0"#, &sgd("a", 0.1, "")),
            HELD,
            "not done: None: overfitting would not be seen. [Hold back 20 %]",
        ),
        (quiet.clone(), TEST, "no such line"),
        (
            network("", &sgd("a", 0.1, "")),
            TEST,
            "not done: None: what is chosen by validation looks better than it is. [Keep 20 % for it]",
        ),
        (
            quiet.clone(),
            SEEDS,
            "done: Nothing here is random: another seed would draw the same run.",
        ),
        (
            on("bowl", "", &sgd("a", 0.1, noise)),
            SEEDS,
            "not done: One draw of the noise each. [Draw its noise 5 times]",
        ),
        (
            network(r#", "seeds": 3"#, &sgd("a", 0.1, "")),
            SEEDS,
            "done: Each run is repeated: 3 seeds.",
        ),
        (quiet.clone(), CLIPPED, "no such line"),
        (
            on("bowl", "", &sgd("a", 0.01, clip)),
            CLIPPED,
            "not done: a: 100 % of the steps, more than the usual 1 to 10 %: it acts as a lower rate. \
             [Clip at 3.6, as 5 % of its norms are longer]",
        ),
        (network("", &sgd("a", 0.1, "")), BIASES, "no such line"),
        (
            network("", decayed),
            BIASES,
            "not done: AdamW: biases decay, too. [Spare the biases]",
        ),
        (
            network(
                r#", "accumulate": { "micro_batches": 2, "forgot_to_divide": true }"#,
                decayed,
            ),
            DIVIDED,
            "not done: 2 gradients a step: they are added and not divided by that number. [Divide by it]",
        ),
        (
            on(
                "bowl",
                "",
                &format!("{}, {{ \"optimizer\": \"sam\" }}", sgd("a", 0.1, "")),
            ),
            WORK,
            "not done: A step of SAM takes 2 gradients, one of a 1: equal steps are not equal work. [Count \
                gradients]",
        ),
    ] {
        assert_eq!(line(&text, title), wanted, "{text}");
    }
}

/// Each change can be made, compiles, and leaves its line better off or tells more.
#[test]
fn mends_mend() {
    let noise = r#", "stages": [ { "name": "noise", "params": { "sigma": 1 } } ]"#;
    let forgot = r#", "validation": 0, "accumulate": { "micro_batches": 2, "forgot_to_divide": true }"#;
    let mut changes = 0;
    for text in [
        on("bowl", "", &sgd("a", 0.1, noise)),
        on(
            "bowl",
            "",
            &sgd(
                "a",
                0.1,
                r#", "schedule": { "name": "cosine", "warmup": { "steps": 200 } }"#,
            ),
        ),
        on(
            "bowl",
            "",
            &format!("{}, {{ \"optimizer\": \"sam\" }}", sgd("a", 0.1, "")),
        ),
        network(forgot, r#"{ "optimizer": "adamw" }"#),
    ] {
        let scene = scene(&text);
        for line in read(&text) {
            for mend in &line.mends {
                let Jump::Change(patches) = &mend.jump else {
                    continue;
                };
                let mut changed = scene.clone();
                for patch in patches {
                    changed = patch
                        .applied(&changed)
                        .unwrap_or_else(|e| panic!("{}: {e}", mend.words));
                }
                assert_ne!(changed, scene, "{}", mend.words);
                let (plan, found) = compile(&changed.experiment);
                assert!(plan.is_some(), "{}: {found:?}", mend.words);
                // Some take more than one change.
                let is_enough = ![RATES, BETWEEN, CLIPPED].contains(&line.title)
                    && !mend.words.starts_with("Let it take");
                let text = serde_json::to_string(&changed).expect("a scene");
                let after = read(&text).into_iter().find(|l| l.title == line.title);
                let after = after.map(|line| line.state);
                assert!(
                    !is_enough || after == Some(Presence::Done),
                    "{}: {after:?}",
                    mend.words
                );
                changes += 1;
            }
        }
    }
    assert!(changes >= 15, "only {changes} changes were made");
}

#[test]
fn each_line_has_a_card_that_shows_why() {
    let texts = [
        on("bowl", "", &sgd("a", 0.1, "")),
        network(
            r#", "accumulate": { "micro_batches": 2 }"#,
            r#"{ "optimizer": "adamw" }"#,
        ),
        on(
            "bowl",
            "",
            &format!("{}, {{ \"optimizer\": \"sam\" }}", sgd("a", 0.1, "")),
        ),
    ];
    for line in texts.iter().flat_map(|text| read(text)) {
        let there = Course::embedded().card(line.card).is_some();
        assert!(there, "{}: there is no card {}", line.title, line.card);
        assert!(line.words.ends_with('.'), "{}: {}", line.title, line.words);
    }
}

#[test]
fn what_is_not_computed_yet_cannot_be_told() {
    let scene = scene(&on("bowl", "", &sgd("a", 0.1, "")));
    let lines = checklist(&scene, None);
    let falls = lines.iter().find(|line| line.title == FALLS);
    assert_eq!(falls.map(|line| line.state), Some(Presence::Unknown));
    assert!(checklist(&Scene::on_surface("bowl"), None).is_empty());
}
