//! The corners of what sliders allow: every combination of a rule's lowest and highest values, and each of
//! them alone.

use ravine::catalog::{self, Entry};
use ravine::lang::Kind;
use ravine::lang::rule::{Param, Value};
use ravine::scene::{Params, Reference, Run, Scene, Stage, Warmup};

/// A scene of one run, and where it stands among the corners.
#[derive(Clone)]
pub struct Case {
    /// The entry whose corner it is.
    pub id: String,
    /// The values there.
    pub at: String,
    /// The scene.
    pub scene: Scene,
}

/// How many combinations are tried at most; a rule with more parameters has all its lowest, all its highest,
/// and each of them alone.
const COMBINED: usize = 128;
/// Enough for all losses that a program checks, and some behind them.
const STEPS: u32 = 12;

/// The corners of all entries of a kind.
pub fn corners(kind: Kind) -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in catalog::entries(kind) {
        for params in combinations(&entry.rule.params) {
            let at = serde_json::to_string(&params).unwrap_or_default();
            for (also, scene) in scenes(kind, entry, &params) {
                cases.push(Case {
                    id: entry.id.clone(),
                    at: format!("{at}{also}"),
                    scene,
                });
            }
        }
        if kind == Kind::Schedule {
            cases.extend(spans(entry));
        }
    }
    cases
}

/// Values that a parameter may have and few think of.
fn extremes(param: &Param) -> Vec<Value> {
    match (&param.default, param.range) {
        (Value::Switch(_), _) => [false, true].map(Value::Switch).to_vec(),
        (Value::List(_), _) => [&[][..], &[5.0, 5.0], &[8.0, 3.0, 100.0], &[0.0, 2.5]]
            .map(|list| Value::List(list.to_vec()))
            .to_vec(),
        (_, Some((low, high))) => [low, high].map(Value::Number).to_vec(),
        (Value::Number(_), None) => Vec::new(),
    }
}

fn combinations(params: &[Param]) -> Vec<Params> {
    let choices: Vec<(&str, Vec<Value>)> = params
        .iter()
        .map(|param| (param.name.text.as_str(), extremes(param)))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let one = |name: &str, value: &Value| (name.to_owned(), value.clone());
    let alone = choices
        .iter()
        .flat_map(|(name, values)| values.iter().map(|v| Params::from([one(name, v)])));
    let mut all: Vec<Params> = std::iter::once(Params::new()).chain(alone).collect();
    let count: usize = choices.iter().map(|(_, values)| values.len()).product();
    let places: Vec<usize> = match count <= COMBINED {
        true => (0..count).collect(),
        false => vec![0, count - 1],
    };
    for mut place in places {
        let corner = choices.iter().map(|(name, values)| {
            let value = &values[place % values.len()];
            place /= values.len();
            one(name, value)
        });
        all.push(corner.collect());
    }
    all
}

/// The scenes of one corner: a schedule drives a learning rate alone, or a velocity or a first moment with
/// it.
fn scenes(kind: Kind, entry: &Entry, params: &Params) -> Vec<(String, Scene)> {
    match kind {
        Kind::Optimizer => {
            let mut run = Run::of(&entry.id);
            run.params = params.clone();
            let network = format!(
                r#"{{"experiment": {{"problem": {{"network": {{"data": "moons", "layers": [2, 4, 2]}}}}, "steps": {STEPS}}}}}"#
            );
            let network = params
                .is_empty()
                .then(|| serde_json::from_str(&network).ok())
                .flatten();
            let network = network.map(|mut scene: Scene| {
                scene.experiment.runs.push(run.clone());
                (" of a network".to_owned(), scene)
            });
            [(String::new(), scene(run))].into_iter().chain(network).collect()
        }
        Kind::Stage => {
            let mut run = Run::of("adam");
            run.stages = vec![Stage::of(&entry.id)];
            run.stages[0].params = params.clone();
            vec![(String::new(), scene(run))]
        }
        Kind::Schedule | Kind::Surface | Kind::Activation => {
            ["sgd", "momentum", "nesterov_torch", "rmsprop_momentum", "adam"]
                .into_iter()
                .filter(|optimizer| *optimizer == "sgd" || entry.rule.sets("momentum"))
                .map(|optimizer| {
                    let mut run = Run::of(optimizer);
                    run.schedule.name = Reference::name(&entry.id);
                    run.schedule.params = params.clone();
                    (format!(" of {optimizer}"), scene(run))
                })
                .collect()
        }
    }
}

fn scene(run: Run) -> Scene {
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.steps = STEPS;
    scene.experiment.runs.push(run);
    scene
}

/// A schedule over few steps, and behind warmups of any length.
fn spans(entry: &Entry) -> Vec<Case> {
    let mut run = Run::of("sgd");
    run.params.insert("lr".to_owned(), Value::Number(0.01));
    run.schedule.name = Reference::name(&entry.id);
    let short = [1, 2, 3].map(|steps| {
        let mut scene = scene(run.clone());
        scene.experiment.steps = steps;
        (format!("{steps} steps"), scene)
    });
    let warm = [(1, 0), (5, 1), (STEPS, 0), (STEPS + 8, 1)].map(|(steps, first)| {
        let mut run = run.clone();
        run.schedule.warmup = Some(Warmup {
            steps,
            start: f64::from(first) / 2.0,
            first,
        });
        (format!("a warmup of {steps} steps"), scene(run))
    });
    let case = |(at, scene)| Case {
        id: entry.id.clone(),
        at,
        scene,
    };
    short.into_iter().chain(warm).map(case).collect()
}
