//! The reference networks of `tests/golden/networks.json` as scenes.

use ravine::data::Source;
use ravine::scene::network::{Batch, Full, Init, Loss, Network};
use ravine::scene::{Problem, Run, Scene};

/// The file.
pub fn golden() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/networks.json");
    let text = std::fs::read_to_string(path).expect("the golden files are in the repository");
    serde_json::from_str(&text).expect("the golden files are JSON")
}

/// A value of the file.
pub fn read<T: serde::de::DeserializeOwned>(json: &serde_json::Value) -> T {
    serde_json::from_value(json.clone()).expect("the golden files have this form")
}

/// The scene of a golden network with all its runs.
pub fn scene(net: &serde_json::Value) -> Scene {
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
        activation: read(&net["activation"]),
        loss: Some(read::<Loss>(&net["loss"])),
        init: Init::Weights(read(&net["weights"])),
        batch: Batch::Full(Full::Full),
        validation: 0.0,
        test: 0.0,
        corrupt: None,
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
