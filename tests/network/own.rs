//! Settings of a run's own: each is the network's setting for that run alone.

use super::{SGD, written};
use ravine::compile::compile;
use ravine::engine::cpu::Precision;
use ravine::scene::{Run, Scene};
use ravine::trace::RunTrace;
use ravine_testing::scenes::trace;

/// Every sample is trained on in its own order, whatever the seed.
const DATA: &str = r#""data": {"csv": "x,y,class\n0,1,a\n1,0,b\n2,1,a\n1,3,b\n0,2,a\n3,1,b\n2,3,a\n4,1,b\n"},
    "layers": [2, 4, 2], "validation": 0"#;
const STEPS: usize = 12;

/// What a run's `training` and the `network` of a scene spell alike.
const SETTINGS: [&str; 12] = [
    r#""batch": 4"#,
    r#""batch": "full""#,
    r#""accumulate": {"micro_batches": 3}"#,
    r#""accumulate": {"micro_batches": 2, "forgot_to_divide": true}"#,
    r#""dropout": 0.5"#,
    r#""label_smoothing": 0.2"#,
    r#""init": "he""#,
    r#""init": {"normal": 0.3}"#,
    r#""precision": {"activations": "f16", "weights": "f16"}"#,
    r#""precision": {"activations": "bf16", "gradients": "bf16", "weights": "bf16"}"#,
    r#""weight_decay": "matrices""#,
    r#""batch": 4, "init": "he", "dropout": 0.1"#,
];

const OPTIMIZER: &str = r#""optimizer": "adamw", "params": {"weight_decay": 0.1},
    "stages": [{"name": "noise"}], "schedule": {"name": "cosine", "unit": "epochs"}"#;

fn scene(network: &str, runs: &[String]) -> Scene {
    written(&format!("{{{DATA}{network}}}"), STEPS, &runs.join(", "))
}

fn run(training: &str) -> String {
    format!(r#"{{{OPTIMIZER}, "training": {{{training}}}}}"#)
}

/// All columns, to the last bit.
fn bits(run: &RunTrace) -> Vec<(String, Vec<u64>)> {
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect();
    let column = |c: &ravine::trace::Column| (c.name.clone(), bits(&c.values));
    run.columns.iter().map(column).collect()
}

#[test]
fn a_setting_of_a_runs_own_is_the_networks_for_that_run_alone() {
    for precision in [Precision::Double, Precision::Single] {
        let plain = trace(&scene(r#", "batch": 2"#, &[run("")]), precision);
        let runs: Vec<String> = SETTINGS.iter().map(|own| run(own)).collect();
        let mut mixed = vec![run("")];
        mixed.extend(runs);
        mixed.push(run(""));
        let mixed = trace(&scene(r#", "batch": 2"#, &mixed), precision);
        for (place, own) in SETTINGS.iter().enumerate() {
            let batch = if own.starts_with("\"batch") {
                ""
            } else {
                r#""batch": 2, "#
            };
            let shared = trace(&scene(&format!(", {batch}{own}"), &[run("")]), precision);
            assert_eq!(bits(&mixed.runs[place + 1]), bits(&shared.runs[0]), "{own}");
            assert_eq!(
                mixed.runs[place + 1].evaluations,
                shared.runs[0].evaluations,
                "{own}"
            );
            assert_ne!(
                bits(&shared.runs[0]),
                bits(&plain.runs[0]),
                "{own} changes nothing"
            );
        }
        for place in [0, SETTINGS.len() + 1] {
            assert_eq!(
                bits(&mixed.runs[place]),
                bits(&plain.runs[0]),
                "others stay as they were"
            );
        }
    }
}

#[test]
fn a_runs_seed_draws_its_weights_batches_dropout_and_noise() {
    let network = r#", "batch": 2, "dropout": 0.3, "seeds": 2"#;
    let runs = [run(""), run(r#""seed": 7"#), run("")];
    let mixed = trace(&scene(network, &runs), Precision::Double);
    let mut other = scene(network, &[run("")]);
    other.experiment.seed = 7;
    let seven = trace(&other, Precision::Double);
    let of = |run: usize| mixed.runs.iter().filter(move |r| r.run == run).map(bits);
    let of = |run: usize| of(run).collect::<Vec<_>>();
    assert_eq!(of(1), seven.runs.iter().map(bits).collect::<Vec<_>>());
    assert_eq!(of(0), of(2), "without one all draw the same");
    assert_ne!(of(0), of(1));
}

#[test]
fn a_runs_seed_leaves_the_data_and_their_split() {
    let of = |training: &str| {
        let run = format!(r#"{{"optimizer": "sgd", "training": {{{training}}}}}"#);
        let scene = written(r#"{"data": "moons", "layers": [2, 3, 2], "test": 0.1}"#, 2, &run);
        compile(&scene.experiment).0.expect("a plan")
    };
    let (plain, seeded) = (of(""), of(r#""seed": 9"#));
    let [plain, seeded] = [&plain, &seeded].map(|plan| plan.network_of(0).expect("a network"));
    assert_eq!(plain.train, seeded.train);
    assert_eq!(plain.validation, seeded.validation);
    assert_eq!(plain.test, seeded.test);
}

#[test]
fn a_fork_takes_w_and_states_over_and_draws_by_its_own_settings() {
    let fork = |training: &str| {
        format!(r#"{{{OPTIMIZER}, "from": {{"run": 0, "step": 5}}, "training": {{{training}}}}}"#)
    };
    let f16 = r#""precision": {"activations": "f16", "weights": "f16"}"#;
    let runs = [
        run(""),
        fork(""),
        fork(r#""seed": 3"#),
        fork(r#""batch": 4"#),
        fork(f16),
    ];
    let trace = trace(
        &scene(r#", "batch": 2, "record": {"every": 1}"#, &runs),
        Precision::Single,
    );
    let [source, same, seeded, larger, half] = &trace.runs[..] else {
        panic!("five runs");
    };
    assert_eq!(bits(source), bits(same));
    for other in [seeded, larger] {
        assert_eq!(source.point(5), other.point(5), "w is taken over");
        assert_ne!(source.point(6), other.point(6), "what it draws is its own");
    }
    let kept: Vec<f64> = source
        .point(5)
        .iter()
        .map(|&w| ravine::real::Real::f16(w as f32).into())
        .collect();
    assert_eq!(half.point(5), kept, "w as the fork keeps it");
    let done = |trace: &RunTrace| trace.evaluations;
    assert_eq!([done(source), done(larger)], [STEPS, STEPS]);
}

#[test]
fn what_cannot_be_is_said_at_the_runs_field() {
    for (training, field, message) in [
        (r#""batch": 0"#, "batch", "a batch has at least 1 sample"),
        (
            r#""batch": 9"#,
            "batch",
            "9 samples x 1 micro-batches are more than the 8 to train on",
        ),
        (
            r#""accumulate": {"micro_batches": 5}"#,
            "accumulate/micro_batches",
            "2 samples x 5 micro-batches are more than the 8 to train on",
        ),
        (
            r#""accumulate": {"micro_batches": 99}"#,
            "accumulate/micro_batches",
            "99 is out of range; take 1 to 64",
        ),
        (r#""dropout": 1"#, "dropout", "1 is out of range; take 0 to 0.95"),
        (
            r#""label_smoothing": -1"#,
            "label_smoothing",
            "-1 is out of range; take 0 to 0.9",
        ),
        (
            r#""init": {"normal": 1e9}"#,
            "init/normal",
            "1000000000 is out of range; take 0 to 100",
        ),
        (
            r#""init": {"weights": []}"#,
            "init/weights",
            "0 entries for 2 layers of weights",
        ),
    ] {
        let scene = scene(r#", "batch": 2"#, &[run(""), run(training)]);
        let (plan, findings) = compile(&scene.experiment);
        assert!(plan.is_none(), "{training}");
        let found: Vec<_> = findings
            .iter()
            .map(|f| (f.pointer.as_str(), f.message.as_str()))
            .collect();
        let pointer = format!("/experiment/runs/1/training/{field}");
        assert_eq!(found, [(pointer.as_str(), message)], "{training}");
    }
}

#[test]
fn other_smoothing_is_another_loss() {
    let scene = scene(r#", "batch": 2"#, &[run(""), run(r#""label_smoothing": 0.1"#)]);
    let (plan, findings) = compile(&scene.experiment);
    assert!(plan.is_some());
    let [finding] = &findings[..] else {
        panic!("{findings:?}")
    };
    assert!(!finding.is_error && finding.pointer == "/experiment/runs/1/training/label_smoothing");
    assert!(
        finding.message.contains("compare these runs by accuracy"),
        "{finding:?}"
    );
}

#[test]
fn on_a_surface_only_a_seed_is_a_runs_own() {
    let of = |training: &str| -> Scene {
        let run =
            |training: &str| format!(r#"{{"optimizer": "sgd", "stages": [{{"name": "noise"}}]{training}}}"#);
        let text = format!(
            r#"{{"experiment": {{"problem": {{"surface": "bowl"}}, "steps": 5, "runs": [{}, {}]}}}}"#,
            run(""),
            run(&format!(r#", "training": {{{training}}}"#))
        );
        serde_json::from_str(&text).expect("a scene")
    };
    let mut other = of("");
    other.experiment.seed = 5;
    let (seeded, five) = (
        trace(&of(r#""seed": 5"#), Precision::Double),
        trace(&other, Precision::Double),
    );
    assert_eq!(bits(&seeded.runs[1]), bits(&five.runs[1]));
    assert_ne!(bits(&seeded.runs[0]), bits(&seeded.runs[1]));
    let (plan, findings) = compile(&of(r#""batch": 4, "dropout": 0.1"#).experiment);
    assert!(plan.is_none());
    let at: Vec<&str> = findings.iter().map(|f| f.pointer.as_str()).collect();
    assert_eq!(
        at,
        [
            "/experiment/runs/1/training/batch",
            "/experiment/runs/1/training/dropout"
        ]
    );
}

#[test]
fn scenes_of_old_read_and_write_as_before() {
    let plain = scene("", &[SGD.to_owned()]);
    let text = serde_json::to_string(&plain).expect("plain data");
    assert!(!text.contains("training"), "{text}");
    let error = serde_json::from_str::<Run>(r#"{"optimizer": "sgd", "training": {"lr": 1}}"#);
    let error = error.expect_err("no such setting").to_string();
    assert!(error.contains("unknown field `lr`"), "{error}");
}
