//! What cannot be of a network is said at its field, in the words that mend it; what was computed stays and
//! goes on.

use crate::network::{MOONS, app, image, says};
use crate::press;
use egui::Theme;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use ravine::app::App;
use ravine::scene::Problem;

fn problem(network: &str) -> Problem {
    serde_json::from_str(&format!(r#"{{"network": {network}}}"#))
        .unwrap_or_else(|e| panic!("{e} in {network}"))
}

/// All that is written on the screen.
fn texts(harness: &Harness<App>) -> Vec<String> {
    let labels = harness
        .root()
        .query_all(by().predicate(|n| n.role() == Role::Label));
    labels.filter_map(|n| n.accesskit_node().value()).collect()
}

/// Puts another network in the place of the one that is trained.
fn change(harness: &mut Harness<App>, network: &str) {
    harness.state_mut().session.scene.experiment.problem = problem(network);
    harness.run();
}

#[test]
fn what_cannot_be_is_said_on_screen_and_the_trace_goes_on() {
    let mut harness = app(MOONS, 20);
    let computed = harness.state().session.computed();
    let trace = harness.state().session.trace.clone();
    for (network, said) in [
        (
            r#"{"data": {"csv": ""}, "layers": [2, 2]}"#,
            "the table is empty; give one row a line, the target last",
        ),
        (
            r#"{"data": {"csv": "1\n2\n"}, "layers": [1, 2]}"#,
            "line 1: a row needs at least one feature and the target",
        ),
        (
            r#"{"data": {"csv": "1,2,0\n1,nan,1\n1,b,1"}, "layers": [2, 2]}"#,
            "line 3: `b` is not a number (column 2)",
        ),
        (
            r#"{"data": {"csv": "1,2,0\n1,1e99,1\n"}, "layers": [2, 2]}"#,
            "line 2: `1e99` is too large; take numbers below 2^60",
        ),
        (
            r#"{"data": {"csv": "1,2,7\n3,4,7\n"}, "layers": [2, 2]}"#,
            "nothing to tell apart; give rows of another class",
        ),
        (
            r#"{"data": {"points": [[1, 2, 0]]}, "layers": [2, 2]}"#,
            "1 row is too few; a network needs at least 2",
        ),
        (
            r#"{"data": "moons", "layers": [3, 8, 2]}"#,
            "the data have 2 features, but the network has 3 inputs",
        ),
        (
            r#"{"data": "moons", "layers": [2, 8, 3]}"#,
            "the data have 2 classes, but the network has 3 outputs",
        ),
        (
            r#"{"data": "moons", "layers": [2, 65, 2]}"#,
            "65 units are out of range; take 1 to 64",
        ),
        (
            r#"{"data": "moons", "layers": [2, 4, 4, 4, 4, 4, 2]}"#,
            "5 hidden layers are too many; there can be at most 4",
        ),
        (
            r#"{"data": "moons", "layers": [2, 2], "batch": 321}"#,
            "321 samples x 1 micro-batches are more than the 320 to train on",
        ),
        (
            r#"{"data": "moons", "layers": [2, 2], "dropout": 1}"#,
            "1 is out of range; take 0 to 0.95",
        ),
        (
            r#"{"data": "moons", "layers": [2, 2], "init": {"weights": [{"W": [[1]], "b": [0]}]}}"#,
            "expected `W` with 2 rows of 2 finite numbers, and `b` with 2",
        ),
        (
            r#"{"data": "moons", "layers": [2, 2], "init": {"weights": []}}"#,
            "0 entries for 1 layers of weights",
        ),
        (
            r#"{"data": "moons", "layers": [2, 2], "record": {"quantiles": ["q"]}}"#,
            "no run has a variable `q`",
        ),
        (
            r#"{"data": {"name": "moons", "size": 100000}, "layers": [2, 2]}"#,
            "there can be at most 20000 rows; take fewer",
        ),
    ] {
        change(&mut harness, network);
        let texts = texts(&harness);
        assert!(texts.iter().any(|t| t.contains(said)), "{network}: {texts:#?}");
        let session = &harness.state().session;
        assert_eq!(session.computed(), computed, "{network}");
        assert!(std::sync::Arc::ptr_eq(&session.trace, &trace), "{network}");
        image(&harness, "Data and predictions");
        assert!(says(&harness, "Adam: training"), "{network}");
    }
    change(&mut harness, MOONS);
    assert!(harness.state().session.findings.is_empty());
}

#[test]
fn a_network_too_large_for_any_engine_is_said_and_mended() {
    let mut harness = app(MOONS, 20);
    let experiment = |harness: &mut Harness<App>, steps| {
        harness.state_mut().session.scene.experiment.steps = steps;
        change(
            harness,
            r#"{"data": "moons", "layers": [2, 64, 64, 2], "seeds": 1024}"#,
        );
    };
    experiment(&mut harness, 5000);
    let texts = texts(&harness);
    let said = texts
        .iter()
        .find(|t| t.contains("2048 runs and seeds over 5000 steps record"));
    assert!(
        said.is_some_and(|t| t.contains("take fewer steps or seeds; there is room for 201 seeds")),
        "{texts:#?}"
    );
    image(&harness, "Data and predictions");
    harness.state_mut().session.scene.experiment.steps = 20;
    change(&mut harness, MOONS);
    assert!(harness.state().session.findings.is_empty());
}

#[test]
fn numbers_that_overflow_are_a_divergence_that_is_told() {
    let mut harness = crate::open(
        crate::WIDE,
        Theme::Dark,
        ravine::app::compute::session::Session::on_cpu(crate::network::scene(
            r#"{"data": {"csv": "1e17,0\n-1e17,1\n2e17,0\n-3e17,1\n"}, "layers": [1, 8, 2], "activation": "relu", "validation": 0, "batch": "full"}"#,
            20,
        )),
    );
    assert!(harness.state().session.findings.iter().all(|f| !f.is_error));
    let diverged: Vec<_> = harness
        .state()
        .session
        .trace
        .runs
        .iter()
        .map(|r| r.diverged_at)
        .collect();
    assert!(diverged.iter().any(Option::is_some), "{diverged:?}");
    press(&mut harness, "Run SGD");
    assert!(harness.query_all_by_label_contains("iverged").next().is_some());
}
