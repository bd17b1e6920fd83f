//! Scenes that go wrong, what is seen of them, which cause stands first, and what tests it.

use super::change::Change;
use super::event::Gone;
use super::likely::Certainty::{self, Likely, Possible, Shown};
use super::likely::Suspect::{self, Batch, Format, Rate, Rise, Steep, Warmup};
use super::{Case, Diagnosis};
use crate::compile::compile;
use crate::compile::local::Local;
use crate::engine::Computed;
use crate::scene::Scene;

/// A scene of one run: its problem, the run, its steps.
type Text = (String, String, u32);

fn scene((problem, run, steps): &Text) -> Scene {
    let text = format!(
        r#"{{"experiment": {{"problem": {problem}, "steps": {steps}, "runs": [{{"label": "Run", {run}}}]}}}}"#
    );
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e} in {text}"))
}

fn computed(scene: &Scene) -> Computed {
    let found = Computed::reference(&scene.experiment);
    found.unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn diagnosed(computed: &Computed, place: usize) -> Option<Diagnosis> {
    let local = computed.plan.surface().map(|surface| Local::of(surface));
    let case = Case::of(computed, place, local.as_ref())?;
    Some(Diagnosis::of(&case, Gone::of(&case)?, None))
}

fn surface(name: &str) -> String {
    format!(r#"{{"surface": "{name}"}}"#)
}

fn moons(more: &str) -> String {
    format!(r#"{{"network": {{"data": "moons", "layers": [2, 8, 8, 2]{more}}}}}"#)
}

/// Rectified units, the batch of step 100 spoiled.
fn spoiled(activation: &str) -> String {
    moons(&format!(
        r#", "activation": "{activation}", "corrupt": {{"step": 100, "factor": 100}}"#
    ))
}

fn digits() -> String {
    r#"{"network": {"data": {"name": "digits", "size": 300}, "layers": [64, 16, 10]}}"#.to_owned()
}

fn run(optimizer: &str, rate: f64, more: &str) -> String {
    format!(r#""optimizer": "{optimizer}", "params": {{"lr": {rate}}}{more}"#)
}

/// Falls over 100 steps from a part of the rate, then begins anew with all of it.
fn restarted(part: f64) -> String {
    let text = format!("lr = if k < 100 then base_lr*{part}*(1 + cos(pi*k/100)) else base_lr");
    format!(r#", "schedule": {{"name": {{"source": "name \"Up again\"\n{text}"}}}}"#)
}

fn stage(name: &str, params: &str) -> String {
    format!(r#", "stages": [{{"name": "{name}", "params": {{{params}}}}}]"#)
}

/// A scene that goes wrong.
struct Row {
    /// What happens.
    name: &'static str,
    text: Text,
    /// Its event in a word, and the step.
    event: (&'static str, usize),
    first: (Suspect, Certainty),
    /// Parts of what is said of what is seen.
    says: &'static [&'static str],
    /// The first test of the first cause, and whether its run stays calm.
    test: (&'static str, bool),
}

fn rows() -> Vec<Row> {
    vec![
        Row {
            name: "a rate beyond the bound of a quadratic",
            text: (surface("ravine"), run("sgd", 0.05, ""), 200),
            event: ("diverged", 48),
            first: (Rate, Shown),
            says: &["η·λ_max = 0.05 · 50 = 2.5: above 2"],
            test: ("Run again at η = 0.017", true),
        },
        Row {
            name: "a curvature that grows on the way",
            text: (surface("rosenbrock"), run("momentum", 0.005, ""), 200),
            event: ("diverged", 15),
            first: (Rate, Shown),
            says: &[],
            test: ("Run again at η = 6.2·10⁻⁴", true),
        },
        Row {
            name: "an overflow of f16 under a static scale",
            text: (
                surface("theta_squared"),
                run("sgd", 0.1, &stage("f16", r#""dynamic": false"#)),
                200,
            ),
            event: ("diverged", 1),
            first: (Format, Shown),
            says: &["The loss scale was 65536 at first"],
            test: ("Run again with a dynamic loss scale", true),
        },
        Row {
            name: "an overflow of f16 without a scale",
            text: (
                r#"{"surface": {"source": "name \"Steep\"\nf = 1e6*x^2"}}"#.to_owned(),
                run("sgd", 1e-7, &stage("f16", r#""loss_scaling": false"#)),
                200,
            ),
            event: ("diverged", 1),
            first: (Format, Shown),
            says: &[],
            test: ("Run again with a dynamic loss scale", true),
        },
        Row {
            name: "a corrupt batch",
            text: (spoiled("relu"), run("sgd", 0.1, ""), 200),
            event: ("spiked", 100),
            first: (Batch, Shown),
            says: &[
                "The loss that step 100 saw is 7.31; the median before was 0.323; one step later it is back.",
                "The batch of step 100 is 32 of 320 samples",
                "the same weights have 0.272 over all of them. Its features are multiplied by 100.",
                "‖g‖ of step 100 is 16.9, 60.3 times the median before it",
                "left their range at step 100, that of W1 by most",
            ],
            test: ("Run again without step 100", true),
        },
        Row {
            name: "a corrupt batch whose gradient is clipped",
            text: (
                spoiled("relu"),
                run("adam", 0.01, &stage("clip_norm", r#""max_norm": 0.5"#)),
                200,
            ),
            event: ("spiked", 100),
            first: (Batch, Shown),
            says: &["6.06 % of the steps before it were clipped; this one was shortened to 0.5."],
            test: ("Run again without step 100", true),
        },
        Row {
            name: "one of few samples",
            text: (moons(r#", "batch": 4"#), run("adam", 0.02, ""), 1000),
            event: ("spiked", 260),
            first: (Batch, Possible),
            says: &["The batch of step 260 is 4 of 320 samples"],
            test: ("Run again without step 260", false),
        },
        Row {
            name: "a restart with too high a rate",
            text: (surface("ravine"), run("sgd", 0.08, &restarted(0.2)), 300),
            event: ("diverged", 203),
            first: (Rise, Shown),
            says: &["η rose from step 101 on"],
            test: ("Go on from step 100 with η = 0.027", true),
        },
        Row {
            name: "a restart of a network with too high a rate",
            text: (moons(""), run("sgd", 30.0, &restarted(0.005)), 200),
            event: ("spiked", 102),
            first: (Rise, Likely),
            says: &["η rose from step 101 on: from 7.4·10⁻⁵ to 30."],
            test: ("Go on from step 100 with η = 10", false),
        },
        Row {
            name: "Adam without warmup",
            text: (moons(""), run("adam", 1.0, ""), 400),
            event: ("spiked", 3),
            first: (Warmup, Likely),
            says: &["There is no warmup: step 2 is one of the first, and η is 1 already."],
            test: ("Run again with a warmup of 50 steps", true),
        },
        Row {
            name: "a cliff",
            text: (surface("cliff"), run("sgd", 0.2, ""), 200),
            event: ("spiked", 15),
            first: (Steep, Likely),
            says: &["‖g‖ of step 14 is 265, 256 times the median before it"],
            test: ("Run again, clipped at 1.3", true),
        },
        Row {
            name: "a rate that throws a network far away",
            text: (digits(), run("sgd", 3.0, ""), 300),
            event: ("grows", 0),
            first: (Warmup, Likely),
            says: &["There is no warmup"],
            test: ("Run again with a warmup of 50 steps", true),
        },
    ]
}

#[test]
fn what_is_seen_comes_before_what_is_likely() {
    for row in rows() {
        let computed = computed(&scene(&row.text));
        let found = diagnosed(&computed, 0).unwrap_or_else(|| panic!("{}: calm", row.name));
        let seen: Vec<String> = found.seen.iter().map(|seen| seen.sentence()).collect();
        println!(
            "{}: {:?} {}\n{seen:#?}\n{:#?}",
            row.name, found.gone, found.step, found.likely
        );
        let all = seen.join("\n");
        let event = match (&found.gone.spike, found.gone.diverged) {
            (Some(_), _) => ("spiked", found.gone.step + 1),
            (None, true) => ("diverged", found.gone.step),
            (None, false) => ("grows", 0),
        };
        assert_eq!(event, row.event, "{}", row.name);
        let first = found.likely.first().expect("a cause");
        assert_eq!(
            (first.suspect, first.certainty),
            row.first,
            "{}: {first:?}",
            row.name
        );
        for part in row.says {
            assert!(all.contains(part), "{}: {part} is not in\n{all}", row.name);
        }
        assert_eq!(first.tests[0].words, row.test.0, "{}", row.name);
    }
}

#[test]
fn every_test_is_a_change_that_compiles_and_the_first_one_tells() {
    for row in rows() {
        let scene = scene(&row.text);
        let found = diagnosed(&computed(&scene), 0).expect("it goes wrong");
        let tests = found.likely.iter().flat_map(|likely| &likely.tests);
        for (place, test) in tests.enumerate() {
            let mut changed = scene.experiment.clone();
            match &test.change {
                Change::Run { run, .. } => changed.insert_run(1, (**run).clone()),
                Change::Seeds(seeds) => {
                    let network = changed.problem.network().expect("seeds are a network's");
                    assert!(network.seeds < *seeds);
                    continue;
                }
                Change::Double => continue,
            }
            assert_ne!(changed.runs[0], changed.runs[1], "{}: {}", row.name, test.words);
            let (plan, findings) = compile(&changed);
            let plan = plan.unwrap_or_else(|| panic!("{}: {}: {findings:?}", row.name, test.words));
            assert_eq!(plan.runs.len(), 2);
            if place == 0 {
                let calm = diagnosed(&Computed::reference(&changed).expect("it runs"), 1).is_none();
                assert_eq!(calm, row.test.1, "{}: {}", row.name, test.words);
            }
        }
    }
}

#[test]
fn what_is_noisy_slow_or_saturated_is_no_spike() {
    for (name, text) in [
        ("SGD learns", (moons(""), run("sgd", 0.3, ""), 400)),
        ("Adam learns", (moons(""), run("adam", 0.01, ""), 400)),
        (
            "few samples",
            (moons(r#", "batch": 4"#), run("sgd", 0.3, ""), 400),
        ),
        (
            "one sample",
            (moons(r#", "batch": 1"#), run("sgd", 0.1, ""), 1000),
        ),
        ("digits", (digits(), run("sgd", 1.0, ""), 300)),
        ("tanh holds it", (spoiled("tanh"), run("sgd", 0.3, ""), 200)),
        (
            "noise on a bowl",
            (
                surface("bowl"),
                run("sgd", 0.1, &stage("noise", r#""sigma": 1"#)),
                500,
            ),
        ),
        (
            "momentum swings",
            (surface("ravine"), run("momentum", 0.01, ""), 300),
        ),
        (
            "Adam comes round",
            (surface("rosenbrock"), run("adam", 0.05, ""), 500),
        ),
    ] {
        let found = diagnosed(&computed(&scene(&text)), 0);
        assert!(found.is_none(), "{name}: {found:?}");
    }
}
