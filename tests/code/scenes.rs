//! What programs are written of: every entry of the catalog, and what entries are together.

use libtest_mimic::Failed;
use ravine::catalog;
use ravine::lang::Kind;
use ravine::lang::rule::Value;
use ravine::scene::{Problem, Reference, Run, Scene, Stage, Warmup};

/// A scene for each entry of a kind.
pub fn scenes(kind: Kind) -> Vec<(String, Scene)> {
    let mut scenes = Vec::new();
    for entry in catalog::entries(kind) {
        let mut scene = Scene::on_surface("rosenbrock");
        let mut run = Run::of("adam");
        match kind {
            Kind::Optimizer => run = Run::of(&entry.id),
            Kind::Schedule => run.schedule.name = Reference::name(&entry.id),
            Kind::Stage => run.stages = vec![Stage::of(&entry.id)],
            Kind::Surface => scene = Scene::on_surface(&entry.id),
            Kind::Activation => scene.experiment.problem = with_activation(Reference::name(&entry.id)),
        }
        scene.experiment.steps = 40;
        scene.experiment.runs.push(run);
        scenes.push((entry.id.clone(), scene));
    }
    scenes
}

/// A network with an activation.
fn with_activation(activation: Reference) -> Problem {
    let network = r#"{"network": {"data": "moons", "layers": [2, 6, 2]}}"#;
    let mut problem: Problem = serde_json::from_str(network).expect("a network");
    if let Problem::Network { network } = &mut problem {
        network.activation = activation;
    }
    problem
}

/// Scenes beyond the entries: what they are together.
pub fn more(kind: Kind) -> Vec<(String, Scene)> {
    let entries = scenes(kind).into_iter();
    match kind {
        Kind::Schedule => entries
            .flat_map(|(id, scene)| {
                // An optimizer without a momentum to drive, and a warmup in both of its forms.
                let plain = [0, 1].map(|first| {
                    let mut scene = scene.clone();
                    let run = &mut scene.experiment.runs[0];
                    run.optimizer = Reference::name("sgd");
                    run.params.insert("lr".to_owned(), Value::Number(0.0004));
                    run.schedule.warmup = (first == 1).then_some(Warmup {
                        steps: 7,
                        start: 0.25,
                        first: 1,
                    });
                    (format!("{id}_sgd_{first}"), scene)
                });
                let mut warm = scene;
                warm.experiment.runs[0].schedule.warmup = Some(Warmup {
                    steps: 5,
                    start: 0.0,
                    first: 0,
                });
                plain.into_iter().chain([(format!("{id}_warm"), warm)])
            })
            .collect(),
        Kind::Surface => ["x^2 + 10*sin(3*y)", "max(abs(x), 1)*x^2"]
            .into_iter()
            .enumerate()
            .map(|(index, formula)| {
                let mut scene = Scene::on_surface("bowl");
                if let Problem::Surface { surface, .. } = &mut scene.experiment.problem {
                    *surface = Reference::Source(formula.to_owned());
                }
                scene.experiment.steps = 12;
                scene.experiment.runs.push(Run::of("momentum"));
                (format!("own_{index}"), scene)
            })
            .collect(),
        Kind::Activation => {
            let mut scene = Scene::on_surface("bowl");
            // Several lines, of which the first is taken up.
            let own = Reference::Source("bent = z/(1 + abs(z))\na = bent^2 + 0.1*z".to_owned());
            scene.experiment.problem = with_activation(own);
            scene.experiment.steps = 12;
            scene.experiment.runs.push(Run::of("adam"));
            vec![("own".to_owned(), scene)]
        }
        Kind::Optimizer | Kind::Stage => Vec::new(),
    }
}

/// Networks of every activation and loss, mini-batches and whole ones, with some rules that tell layers
/// apart.
pub fn networks() -> Result<Vec<(String, Scene)>, Failed> {
    let cases = [
        (
            r#"{"data": "moons", "layers": [2, 8, 8, 2]}"#,
            r#"{"optimizer": "adamw", "stages": [{"name": "clip_norm"}]}"#,
        ),
        (
            r#"{"data": "sine", "layers": [1, 8, 1], "activation": "gelu", "batch": "full"}"#,
            r#"{"optimizer": "momentum", "schedule": {"name": "cosine"}}"#,
        ),
        (
            r#"{"data": "xor", "layers": [2, 6, 2], "activation": "sigmoid", "loss": "mse"}"#,
            r#"{"optimizer": "lamb"}"#,
        ),
        (
            r#"{"data": "blobs", "layers": [2, 6, 3], "activation": "silu", "label_smoothing": 0.1}"#,
            r#"{"optimizer": "rmsprop", "stages": [{"name": "l2"}]}"#,
        ),
        (
            r#"{"data": "circles", "layers": [2, 8, 2], "activation": "relu", "batch": 8, "accumulate": {"micro_batches": 2}}"#,
            r#"{"optimizer": "adam", "schedule": {"name": "linear", "warmup": {"steps": 4}}}"#,
        ),
        (
            r#"{"data": "moons", "layers": [2, 8, 2], "precision": {}}"#,
            r#"{"optimizer": "momentum", "stages": [{"name": "f16", "params": {"init_scale": 16777216}}, {"name": "clip_norm"}]}"#,
        ),
        (
            r#"{"data": "digits", "layers": [64, 16, 10], "activation": "relu", "init": "he"}"#,
            r#"{"optimizer": "sgd"}"#,
        ),
    ];
    let scene = |(place, (network, run)): (usize, &(&str, &str))| {
        let text = format!(
            r#"{{"experiment": {{"problem": {{"network": {network}}}, "steps": 20, "runs": [{run}]}}}}"#
        );
        Ok((format!("network_{place}"), serde_json::from_str(&text)?))
    };
    cases.iter().enumerate().map(scene).collect()
}
