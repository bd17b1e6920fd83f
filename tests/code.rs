//! Programs for PyTorch and optax, written for every entry of the catalog and run with the libraries themselves. Where
//! they are not installed the tests show as ignored, with the reason; RAVINE_PYTHON names another interpreter than
//! `python3`.

use libtest_mimic::{Arguments, Failed, Trial};
use ravine::catalog;
use ravine::code::{Library, program};
use ravine::lang::Kind;
use ravine::lang::rule::Value;
use ravine::scene::{Reference, Run, Scene, Stage, Warmup};
use std::path::PathBuf;
use std::process::Command;

/// Runs the programs one after the other in one interpreter: to load a library takes longer than to run them all.
const RUNNER: &str = "
import runpy, sys, traceback
failed = 0
for path in sys.argv[1:]:
    try:
        runpy.run_path(path)
    except Exception:
        failed += 1
        print(path, traceback.format_exc(), sep='\\n', file=sys.stderr)
sys.exit(failed > 0)
";

/// What the libraries do not have, or have in another form.
const MISSING: [(Library, Kind, &str); 5] = [
    (
        Library::Torch,
        Kind::Optimizer,
        "adabelief adafactor_auto lamb lars lion momentum_ema nadam nesterov sam yogi",
    ),
    (Library::Torch, Kind::Stage, "bf16 f16 noise"),
    (
        Library::Optax,
        Kind::Optimizer,
        "adafactor adafactor_auto adagrad amsgrad nadam_torch nesterov sam",
    ),
    (
        Library::Optax,
        Kind::Schedule,
        "one_cycle_cos one_cycle_linear one_cycle_linear_3phase",
    ),
    (Library::Optax, Kind::Stage, "bf16 f16 noise"),
];

fn main() {
    let mut trials = vec![
        Trial::test("what a library does not have is said", missing_is_said),
        Trial::test("how a network's program would differ is said", unlike_networks),
    ];
    for library in Library::ALL {
        let missing = missing_module(library);
        let mut programs: Vec<Trial> = Kind::ALL
            .map(|kind| {
                let name = format!("{} computes the same: {}", library.name(), kind.plural());
                let all = move || scenes(kind).into_iter().chain(more(kind)).collect();
                Trial::test(name, move || agree(library, &kind.to_string(), all()))
            })
            .into();
        let name = format!("{} computes the same: networks", library.name());
        programs.push(Trial::test(name, move || networks_agree(library)));
        for trial in programs {
            let reason = missing.clone().unwrap_or_default();
            trials.push(
                trial
                    .with_kind(reason.clone())
                    .with_ignored_flag(!reason.is_empty()),
            );
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn python() -> Command {
    Command::new(std::env::var_os("RAVINE_PYTHON").unwrap_or_else(|| "python3".into()))
}

/// Why a library's programs cannot be run here.
fn missing_module(library: Library) -> Option<String> {
    let module = match library {
        Library::Torch => "torch",
        Library::Optax => "optax",
    };
    let code = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
    match python().args(["-c", code, module]).output() {
        Ok(output) if output.status.success() => None,
        Ok(_) => Some(format!(
            "python3 has no {module}; RAVINE_PYTHON can name one that has"
        )),
        Err(error) => Some(format!("no python3: {error}")),
    }
}

/// A scene for each entry of a kind.
fn scenes(kind: Kind) -> Vec<(String, Scene)> {
    let mut scenes = Vec::new();
    for entry in catalog::entries(kind) {
        let mut scene = Scene::on_surface("rosenbrock");
        let mut run = Run::of("adam");
        match kind {
            Kind::Optimizer => run = Run::of(&entry.id),
            Kind::Schedule => run.schedule.name = Reference::name(&entry.id),
            Kind::Stage => run.stages = vec![Stage::of(&entry.id)],
            Kind::Surface => scene = Scene::on_surface(&entry.id),
        }
        scene.experiment.steps = 40;
        scene.experiment.runs.push(run);
        scenes.push((entry.id.clone(), scene));
    }
    scenes
}

/// Scenes beyond the entries: what they are together.
fn more(kind: Kind) -> Vec<(String, Scene)> {
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
                if let ravine::scene::Problem::Surface { surface, .. } = &mut scene.experiment.problem {
                    *surface = Reference::Source(formula.to_owned());
                }
                scene.experiment.steps = 12;
                scene.experiment.runs.push(Run::of("momentum"));
                (format!("own_{index}"), scene)
            })
            .collect(),
        Kind::Optimizer | Kind::Stage => Vec::new(),
    }
}

/// Networks of every activation and loss, mini-batches and whole ones, with some rules that tell layers apart.
fn networks() -> Result<Vec<(String, Scene)>, Failed> {
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

fn networks_agree(library: Library) -> Result<(), Failed> {
    let scenes = networks()?;
    let written = scenes
        .iter()
        .filter(|(_, scene)| program(&scene.experiment, 0, library).is_ok())
        .count();
    // PyTorch has no LAMB.
    let expected = scenes.len() - usize::from(library == Library::Torch);
    if written != expected {
        return Err(format!("{written} programs of {expected}").into());
    }
    agree(library, "networks", scenes)
}

/// What no program does alike is said.
fn unlike_networks() -> Result<(), Failed> {
    for (network, run, said) in [
        (r#""dropout": 0.1"#, r#"{"optimizer": "sgd"}"#, "Dropout"),
        (
            r#""precision": {"weights": "bf16"}"#,
            r#"{"optimizer": "sgd"}"#,
            "smaller formats",
        ),
        (
            r#""accumulate": {"micro_batches": 2, "forgot_to_divide": true}"#,
            r#"{"optimizer": "sgd"}"#,
            "not divided",
        ),
        (
            r#""weight_decay": "matrices""#,
            r#"{"optimizer": "adamw"}"#,
            "matrices only",
        ),
        (
            r#""seeds": 2"#,
            r#"{"optimizer": "sgd", "schedule": {"name": "cosine", "unit": "epochs"}}"#,
            "epochs",
        ),
    ] {
        let text = format!(
            r#"{{"experiment": {{"problem": {{"network": {{"data": "moons", "layers": [2, 4, 2], {network}}}}},
                "steps": 5, "runs": [{run}]}}}}"#
        );
        let scene: Scene = serde_json::from_str(&text)?;
        match program(&scene.experiment, 0, Library::Torch) {
            Err(why) if why.contains(said) => {}
            other => return Err(format!("{network}: {other:?}").into()),
        }
    }
    Ok(())
}

fn agree(library: Library, kind: &str, scenes: Vec<(String, Scene)>) -> Result<(), Failed> {
    let name = format!("{}-{kind}", library.name());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("code").join(name);
    std::fs::create_dir_all(&folder)?;
    let mut files = Vec::new();
    for (id, scene) in scenes {
        if let Ok(program) = program(&scene.experiment, 0, library) {
            let path = folder.join(format!("{id}.py"));
            std::fs::write(&path, program)?;
            files.push(path);
        }
    }
    let output = python().args(["-c", RUNNER]).args(&files).output()?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned().into()),
    }
}

/// Each entry has a program, or is on the list of what the library lacks; then a sentence names both.
fn missing_is_said() -> Result<(), Failed> {
    for library in Library::ALL {
        for kind in Kind::ALL {
            let listed = MISSING.iter().find(|(l, k, _)| *l == library && *k == kind);
            let listed = listed.map_or("", |(_, _, ids)| ids);
            let mut found = Vec::new();
            for (id, scene) in scenes(kind) {
                if let Err(reason) = program(&scene.experiment, 0, library) {
                    let rule = catalog::find(kind, &id).ok_or("it is in the catalog")?;
                    if !reason.contains(library.name()) || !reason.contains(&rule.rule.name) {
                        return Err(format!("{id}: {reason}").into());
                    }
                    found.push(id);
                }
            }
            found.sort();
            if found.join(" ") != listed {
                return Err(format!("{} {kind}: {}", library.name(), found.join(" ")).into());
            }
        }
    }
    Ok(())
}
