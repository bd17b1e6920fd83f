//! What a library does not have is said, in the library's name.

use super::corners::{Case, corners};
use super::scenes::{more, networks, scenes};
use libtest_mimic::Failed;
use ravine::code::{Library, program};
use ravine::lang::Kind;
use ravine::scene::{Reference, Run, Scene, Stage};

/// What has a program, at its defaults. Whatever the catalog has besides may have one, too, or says why it
/// has none.
const WRITTEN: [(Library, Kind, &str); 6] = [
    (
        Library::Torch,
        Kind::Optimizer,
        "adadelta adafactor adagrad adam adam_l2 adamax adamw amsgrad momentum nadam_torch nesterov_torch radam rmsprop \
         rmsprop_centered rmsprop_momentum sgd",
    ),
    (
        Library::Torch,
        Kind::Schedule,
        "constant cosine cosine_restarts cyclic_exp_range cyclic_triangular cyclic_triangular2 exponential inverse_sqrt \
         linear multistep noam one_cycle_cos one_cycle_linear one_cycle_linear_3phase polynomial range_test step",
    ),
    (Library::Torch, Kind::Stage, "bf16 clip_norm clip_value f16 l2"),
    (
        Library::Optax,
        Kind::Optimizer,
        "adabelief adadelta adam adam_l2 adamax adamw lamb lars lion momentum momentum_ema nadam nesterov_torch radam \
         rmsprop rmsprop_centered rmsprop_momentum sgd yogi",
    ),
    (
        Library::Optax,
        Kind::Schedule,
        "constant cosine cosine_restarts cyclic_exp_range cyclic_triangular cyclic_triangular2 exponential inverse_sqrt \
         linear multistep noam polynomial range_test step",
    ),
    (Library::Optax, Kind::Stage, "clip_norm clip_value l2"),
];

/// Each entry has a program, or a sentence names the library and the rule; and nothing that had one has lost
/// it.
pub fn missing_is_said() -> Result<(), Failed> {
    for library in Library::ALL {
        for kind in Kind::ALL {
            let known = WRITTEN.iter().find(|(l, k, _)| *l == library && *k == kind);
            let known = known.map_or("", |(_, _, ids)| ids);
            for (id, scene) in scenes(kind) {
                let name = ravine::catalog::find(kind, &id).map_or("", |entry| &entry.rule.name);
                let must = kind.is_formula() || known.split(' ').any(|known| known == id);
                judged(library, name, &scene, must).map_err(|why| format!("{kind} {id}: {why}"))?;
            }
        }
    }
    Ok(())
}

/// What is asked of a scene with a rule of this name: a program, or a sentence where it need not have one.
fn judged(library: Library, name: &str, scene: &Scene, must: bool) -> Result<(), String> {
    match program(&scene.experiment, 0, library).map_err(|why| why.to_string()) {
        Err(reason) if must || !reason.contains(library.name()) || !reason.contains(name) => Err(reason),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// A rule of which no table here and no file in assets/code knows passes all that is asked of rules of its
/// kind.
pub fn unknown_rules_pass() -> Result<(), Failed> {
    let optimizer = "name \"Halfway\"\nparam lr = 0.1 in 0 .. 1 \"length\"\nw -= lr*g/2";
    let schedule = "name \"Halving\"\nparam slow = 3 in 1 .. 9 int \"steps\"\nlr = base_lr*0.5^floor(k/slow)";
    let stage = "name \"Damping\"\nparam share = 0.5 in 0 .. 1 \"part\"\ng = share*g";
    for library in Library::ALL {
        let mut scene = Scene::on_surface("bowl");
        scene.experiment.steps = 12;
        let mut with = |run: Run| {
            scene.experiment.runs = vec![run];
            scene.clone()
        };
        let own = |text: &str| Reference::Source(text.to_owned());
        let mut run = Run::of("sgd");
        run.optimizer = own(optimizer);
        judged(library, "Halfway", &with(run), false)?;
        let mut run = Run::of("sgd");
        run.stages = vec![Stage::of("l2")];
        run.stages[0].name = own(stage);
        judged(library, "Damping", &with(run), false)?;
        // A schedule's formula is written out, and so is an activation's.
        let mut run = Run::of("sgd");
        run.schedule.name = own(schedule);
        judged(library, "Halving", &with(run), true)?;
        for (_, scene) in more(Kind::Activation) {
            judged(library, "", &scene, true)?;
        }
    }
    Ok(())
}

/// Every run of the prepared scenes is a program in one of the libraries, or a sentence says why not.
pub fn prepared_scenes_are_answered() -> Result<(), Failed> {
    let mut written = 0;
    for (name, text) in ravine::catalog::scenes() {
        let scene: Scene = serde_json::from_str(text)?;
        for (run, library) in (0..scene.experiment.runs.len()).flat_map(|run| Library::ALL.map(|l| (run, l)))
        {
            match program(&scene.experiment, run, library).map_err(|why| why.to_string()) {
                Ok(_) => written += 1,
                Err(why) if why.starts_with(library.name()) && why.ends_with('.') => {}
                Err(why) => return Err(format!("{name}, run {run}: {why}").into()),
            }
        }
    }
    match written > 40 {
        true => Ok(()),
        false => Err(format!("{written} programs").into()),
    }
}

/// At every corner of its sliders an entry has a program, or a sentence says why not: what the library does
/// not take, or what the rule itself requires.
pub fn corners_are_answered() -> Result<(), Failed> {
    let mut silent = Vec::new();
    for library in Library::ALL {
        for kind in [Kind::Optimizer, Kind::Schedule, Kind::Stage] {
            for Case { id, at, scene } in corners(kind) {
                let rule = ravine::catalog::find(kind, &id).map_or("", |entry| &entry.rule.name);
                let required = format!("{rule} requires");
                if let Err(why) = program(&scene.experiment, 0, library).map_err(|why| why.to_string())
                    && !(why.ends_with('.') && (why.contains(library.name()) || why.contains(&required)))
                {
                    silent.push(format!("{}, {kind} {id} at {at}: {why}", library.name()));
                }
            }
        }
    }
    match silent.is_empty() {
        true => Ok(()),
        false => Err(silent.join("\n").into()),
    }
}

/// What no program does alike is said.
pub fn unlike_networks() -> Result<(), Failed> {
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
        match program(&scene.experiment, 0, Library::Torch).map_err(|why| why.to_string()) {
            Err(why) if why.contains(said) => {}
            other => return Err(format!("{network}: {other:?}").into()),
        }
    }
    Ok(())
}

/// The optimizer of a network's program stands on the first screen, and its data below all that is read.
pub fn data_stands_last() -> Result<(), Failed> {
    for library in Library::ALL {
        for (id, scene) in networks()? {
            let text = match program(&scene.experiment, 0, library).map_err(|why| why.to_string()) {
                Ok(text) => text,
                // PyTorch has no LAMB, optax no loss scaling.
                Err(why) if why.starts_with(library.name()) => continue,
                Err(why) => return Err(format!("{id}: {why}").into()),
            };
            let line = |what: &str| text.lines().position(|line| line.trim_start().starts_with(what));
            let (optimizer, data) = (line("optimizer = "), line("expected = "));
            if optimizer.is_none_or(|line| line > 45) || data.is_none_or(|line| Some(line) < optimizer) {
                return Err(format!("{} {id}: {optimizer:?} {data:?}", library.name()).into());
            }
            let rows = text.lines().skip(data.unwrap_or_default()).count();
            if rows * 2 < text.lines().count() {
                return Err(format!("{} {id}: code below the data", library.name()).into());
            }
        }
    }
    Ok(())
}
