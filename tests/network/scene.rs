//! Scenes on networks: what is wrong is said at its field.

use super::{SGD, written};
use ravine::compile::compile;
use ravine::scene::Scene;

#[test]
fn what_cannot_be_is_said_at_its_field() {
    for (field, part, network) in [
        (
            "data",
            "the class 5",
            r#"{"data": {"csv": "1,2,5\n2,3,5\n"}, "layers": [2, 2]}"#,
        ),
        (
            "data/csv",
            "line 2",
            r#"{"data": {"csv": "1,2,5\n2,x,5\n"}, "layers": [2, 2]}"#,
        ),
        (
            "data/name",
            "did you mean",
            r#"{"data": "spiral", "layers": [2, 2]}"#,
        ),
        (
            "layers",
            "at least inputs and outputs",
            r#"{"data": "moons", "layers": [2]}"#,
        ),
        (
            "layers",
            "at most 4",
            r#"{"data": "moons", "layers": [2, 4, 4, 4, 4, 4, 2]}"#,
        ),
        (
            "layers/1",
            "take 1 to 64",
            r#"{"data": "moons", "layers": [2, 65, 2]}"#,
        ),
        (
            "layers/0",
            "2 features",
            r#"{"data": "moons", "layers": [3, 4, 2]}"#,
        ),
        (
            "layers/2",
            "2 classes",
            r#"{"data": "moons", "layers": [2, 4, 1]}"#,
        ),
        (
            "loss",
            "take `mse`",
            r#"{"data": "sine", "layers": [1, 1], "loss": "cross_entropy"}"#,
        ),
        (
            "batch",
            "at least 1",
            r#"{"data": "moons", "layers": [2, 2], "batch": 0}"#,
        ),
        (
            "batch",
            "more than the 320",
            r#"{"data": "moons", "layers": [2, 2], "batch": 321}"#,
        ),
        (
            "dropout",
            "0 to 0.95",
            r#"{"data": "moons", "layers": [2, 2], "dropout": 1}"#,
        ),
        (
            "seeds",
            "take 1 to",
            r#"{"data": "moons", "layers": [2, 2], "seeds": 0}"#,
        ),
        (
            "init/weights",
            "1 layers of weights",
            r#"{"data": "moons", "layers": [2, 2], "init": {"weights": []}}"#,
        ),
        (
            "init/weights/0",
            "2 rows of 2",
            r#"{"data": "moons", "layers": [2, 2], "init": {"weights": [{"W": [[1]], "b": [0]}]}}"#,
        ),
        (
            "record/quantiles/0",
            "no run has",
            r#"{"data": "moons", "layers": [2, 2], "record": {"quantiles": ["q"]}}"#,
        ),
        (
            "test",
            "0 to 0.9",
            r#"{"data": "moons", "layers": [2, 2], "test": -0.1}"#,
        ),
        (
            "test",
            "take at most 0.9",
            r#"{"data": "moons", "layers": [2, 2], "validation": 0.5, "test": 0.5}"#,
        ),
        (
            "batch",
            "more than the 240",
            r#"{"data": "moons", "layers": [2, 2], "test": 0.2, "batch": 241}"#,
        ),
        (
            "corrupt/step",
            "there is no step 11; take 1 to 10",
            r#"{"data": "moons", "layers": [2, 2], "corrupt": {"step": 11}}"#,
        ),
        (
            "corrupt/step",
            "there is no step 0",
            r#"{"data": "moons", "layers": [2, 2], "corrupt": {"step": 0, "factor": 2}}"#,
        ),
        (
            "corrupt/factor",
            "a finite number from -1000000 to 1000000",
            r#"{"data": "moons", "layers": [2, 2], "corrupt": {"step": 1, "factor": 1e300}}"#,
        ),
        (
            "activation",
            "there is no activation `rellu`; did you mean `relu`?",
            r#"{"data": "moons", "layers": [2, 2], "activation": "rellu"}"#,
        ),
        (
            "activation/source",
            "column 5 of the rule: unknown name `x`; known here: `z`",
            r#"{"data": "moons", "layers": [2, 2], "activation": {"source": "max(x, 0)"}}"#,
        ),
        (
            "activation/source",
            "column 5 of the rule: `log` has no value for some `z`",
            r#"{"data": "moons", "layers": [2, 2], "activation": {"source": "z + log(z^2)"}}"#,
        ),
        (
            "activation/source",
            "`/` has no value for some `z`",
            r#"{"data": "moons", "layers": [2, 2], "activation": {"source": "a = 1/(1 + z)"}}"#,
        ),
        (
            "activation/source",
            "`exp` leaves the range of numbers for some `z`; bound its argument, as in `exp(min(z, 0))`",
            r#"{"data": "moons", "layers": [2, 2], "activation": {"source": "log(1 + exp(z))"}}"#,
        ),
        (
            "validation",
            "left to train on",
            r#"{"data": {"csv": "1,0\n2,1\n3,1\n"}, "layers": [1, 2], "validation": 0.9}"#,
        ),
    ] {
        let (plan, findings) = compile(&written(network, 10, SGD).experiment);
        let pointer = format!("/experiment/problem/network/{field}");
        let found = findings
            .iter()
            .find(|f| f.pointer == pointer && f.message.contains(part));
        assert!(found.is_some() && plan.is_none(), "{network}: {findings:?}");
    }
    let scene = |problem: &str| {
        serde_json::from_str::<Scene>(&format!(r#"{{"experiment": {{"problem": {problem}}}}}"#))
    };
    for (problem, part) in [
        (r#"{"network": {"layers": [2]}}"#, "missing field `data`"),
        (
            r#"{"network": {"data": "moons", "layers": [2], "layer": 1}}"#,
            "unknown field `layer`",
        ),
        (
            r#"{"network": {"data": {"nam": "moons"}, "layers": [2]}}"#,
            "unknown field `nam`",
        ),
        (
            r#"{"network": {"data": "moons", "layers": [2]}, "surface": "bowl"}"#,
            "either `surface` or `network`",
        ),
        (r#"{}"#, "missing field `surface` or `network`"),
        (
            r#"{"surface": "bowl", "activation": "tanh"}"#,
            "unknown field `activation`",
        ),
    ] {
        let error = scene(problem).expect_err(problem).to_string();
        assert!(error.contains(part), "{problem}: {error}");
    }
    let (_, findings) = compile(&written(r#"{"data": "moons", "layers": [2, 2]}"#, 10, SGD).experiment);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_scene_with_a_network_reads_as_it_was_written() {
    let network = r#"{"data": {"name": "blobs", "classes": 4}, "layers": [2, 6, 4], "activation": "silu",
        "init": {"normal": 0.3}, "batch": "full", "accumulate": {"micro_batches": 1}, "weight_decay": "matrices",
        "precision": {"activations": "bf16"}, "record": {"every": 5}}"#;
    let scene = written(network, 10, SGD);
    let text = serde_json::to_string(&scene).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Scene>(&text).expect("the same"),
        scene,
        "{text}"
    );
}

#[test]
fn an_activation_is_its_text() {
    let trained = |activation: &str| {
        let network = format!(r#"{{"data": "moons", "layers": [2, 5, 4, 2], "activation": {activation}}}"#);
        super::only(&network, 20, r#"{"optimizer": "adam"}"#)
    };
    for (own, name) in [
        ("z*sigmoid(z)", "silu"),
        ("a(z) = if z >= 0 then tanh(abs(z)) else -tanh(abs(z))", "tanh"),
    ] {
        let (own, known) = (
            trained(&format!(r#"{{"source": "{own}"}}"#)),
            trained(&format!("\"{name}\"")),
        );
        let off = super::worst(own.point(20), known.point(20));
        assert!(off < 1e-12, "{name}: {off:e}");
    }
}

#[test]
fn a_rule_cannot_hide_what_the_engine_records() {
    let network = r#"{"data": {"name": "moons", "size": 40}, "layers": [2, 3, 2],
        "record": {"quantiles": ["g"], "exponents": true}}"#;
    let recorded = super::only(network, 1, r#"{"optimizer": "sgd"}"#);
    let names = recorded.columns.iter().map(|c| c.name.as_str());
    // What every rule is given cannot be declared either; `lr` is the rule's own.
    for name in names.filter(|name| !["w", "g", "lr"].contains(name)) {
        let run = format!(r#"{{"optimizer": {{"source": "{name} = 2*norm(g)\nw -= 0.1*g"}}}}"#);
        let (plan, findings) = ravine::compile::compile(&super::written(network, 1, &run).experiment);
        let said = findings.iter().any(|f| {
            f.pointer.starts_with("/experiment/runs/0/optimizer") && f.message.contains("choose another name")
        });
        assert!(plan.is_none() && said, "{name}: {findings:?}");
    }
}
