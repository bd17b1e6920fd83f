//! The reference trajectories of `tests/golden/networks.json`, in f64.

use super::{trace, worst};
use ravine::data::Source;
use ravine::engine::cpu::Precision;
use ravine::scene::network::{Activation, Batch, Full, Init, Loss, Network};
use ravine::scene::{Problem, Run, Scene};

fn golden() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/networks.json");
    let text = std::fs::read_to_string(path).expect("the golden files are in the repository");
    serde_json::from_str(&text).expect("the golden files are JSON")
}

fn read<T: serde::de::DeserializeOwned>(json: &serde_json::Value) -> T {
    serde_json::from_value(json.clone()).expect("the golden files have this form")
}

/// The scene of a golden network with all its runs.
fn scene(net: &serde_json::Value) -> Scene {
    let inputs: Vec<Vec<f64>> = read(&net["X"]);
    let target = |y: &serde_json::Value| y.as_f64().or_else(|| y[0].as_f64()).expect("a number");
    let targets = net["y"].as_array().expect("targets").iter().map(target);
    let points = inputs.into_iter().zip(targets).map(|(mut row, y)| {
        row.push(y);
        row
    });
    let network = Network {
        data: Source {
            points: Some(points.collect()),
            ..Source::default()
        },
        layers: read(&net["sizes"]),
        activation: read::<Activation>(&net["activation"]),
        loss: Some(read::<Loss>(&net["loss"])),
        init: Init::Weights(read(&net["weights"])),
        batch: Batch::Full(Full::Full),
        validation: 0.0,
        ..serde_json::from_str(r#"{"data": "moons", "layers": []}"#).expect("the defaults")
    };
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.problem = Problem::Network {
        network: Box::new(network),
    };
    scene.experiment.steps = 60;
    let runs = net["runs"].as_array().expect("runs").iter().map(|case| {
        let mut run = Run::of(case["optimizer"].as_str().expect("optimizer"));
        run.params = read(&case["params"]);
        run
    });
    scene.experiment.runs = runs.collect();
    scene
}

fn flat(json: &serde_json::Value, out: &mut Vec<f64>) {
    match json.as_array() {
        Some(list) => list.iter().for_each(|entry| flat(entry, out)),
        None => out.push(json.as_f64().expect("a number")),
    }
}

#[test]
fn every_optimizer_trains_like_its_reference() {
    let mut failures = Vec::new();
    let mut compared = 0;
    for net in golden()["nets"].as_array().expect("networks") {
        let trace = trace(&scene(net), Precision::Double);
        for (case, run) in net["runs"].as_array().expect("runs").iter().zip(&trace.runs) {
            let losses = worst(
                &run.column("loss").expect("losses").values,
                &read::<Vec<f64>>(&case["losses"]),
            );
            let mut weights = Vec::new();
            flat(&case["final"], &mut weights);
            let weights = worst(run.point(60), &weights);
            println!(
                "{} {}: losses {losses:.1e}, weights {weights:.1e}",
                net["name"], case["optimizer"]
            );
            compared += 1;
            // Written so that a NaN fails.
            if !(losses <= 1e-9 && weights <= 1e-8) {
                failures.push(format!(
                    "{} {}: {losses:e} {weights:e}",
                    net["name"], case["optimizer"]
                ));
            }
        }
    }
    assert!(compared >= 50, "{compared} runs");
    assert!(failures.is_empty(), "{failures:#?}");
}
