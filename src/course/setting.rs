//! The settings that the names of cards stand for, and where they stand in a scene.

use crate::lang::Kind;
use crate::lang::rule::{Param, Value};
use crate::scene::network::Network;
use crate::scene::{Experiment, Params, Reference, Run};

/// The fields of a run that are no settings of its rules.
const OF_RUN: [&str; 5] = ["label", "from", "params", "stages", "training"];

/// The value of a setting of a run, of the surface or of the network.
pub(super) fn setting(experiment: &Experiment, run: usize, parts: &[&str]) -> Option<Value> {
    let own = experiment.runs.get(run).and_then(|run| match parts {
        ["base_lr"] => value(run, &["lr"]),
        _ => value(run, parts),
    });
    own.or_else(|| match parts {
        ["surface", name] | [name] => {
            let (param, params) = of_surface(experiment, name)?;
            Some(params.get(*name).unwrap_or(&param.default).clone())
        }
        ["network", fields @ ..] => number(experiment.problem.network()?, fields),
        ["training", "seed"] => {
            let own = experiment.runs.get(run)?.training.seed;
            Some(Value::Number(f64::from(own.unwrap_or(experiment.seed))))
        }
        ["training", fields @ ..] => {
            let training = &experiment.runs.get(run)?.training;
            number(&experiment.problem.network()?.trained_by(training), fields)
        }
        _ => None,
    })
}

/// A number of a network, by its place in a scene.
fn number(network: &Network, fields: &[&str]) -> Option<Value> {
    let network = serde_json::to_value(network).ok()?;
    let field = network.pointer(&format!("/{}", fields.join("/")));
    let number = field.map_or_else(|| absent(fields), |field| field.as_f64());
    number.map(Value::Number)
}

/// What a number of a network is that a scene leaves out.
fn absent(fields: &[&str]) -> Option<f64> {
    match fields {
        ["test" | "dropout" | "label_smoothing"] => Some(0.0),
        ["accumulate", "micro_batches"] => Some(1.0),
        _ => None,
    }
}

/// The settings that a run has, by the names behind its label.
pub(super) fn names(experiment: &Experiment, run: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut add = |reference: &Reference, kind, before: &str| {
        let params = reference.rule(kind).map(|rule| rule.params.clone());
        let params = params.unwrap_or_default();
        all.extend(params.iter().map(|p| format!("{before}{}", p.name.text)));
    };
    if let Some(run) = experiment.runs.get(run) {
        add(&run.optimizer, Kind::Optimizer, "");
        add(&run.schedule.name, Kind::Schedule, "schedule.");
        for stage in &run.stages {
            if let Reference::Name(id) = &stage.name {
                add(&stage.name, Kind::Stage, &format!("{id}."));
            }
        }
    }
    if let Some((surface, _)) = experiment.problem.text() {
        add(surface, Kind::Surface, "surface.");
    }
    all
}

/// A parameter of the surface of a name, and what is given.
pub(super) fn of_surface<'a>(experiment: &'a Experiment, name: &str) -> Option<(Param, &'a Params)> {
    let (surface, params) = experiment.problem.text()?;
    let rule = surface.rule(Kind::Surface)?;
    Some((rule.param(name)?.clone(), params))
}

/// The parameter of one of a run's rules, and what is given of that rule.
pub(super) fn param<'a>(run: &'a Run, parts: &[&str]) -> Option<(Param, &'a Params)> {
    let (reference, kind, params, name) = match parts {
        [name] => (&run.optimizer, Kind::Optimizer, &run.params, name),
        ["schedule", name] => (&run.schedule.name, Kind::Schedule, &run.schedule.params, name),
        [stage, name] => {
            let stage = run.stages.iter().find(|s| s.name == Reference::name(stage))?;
            (&stage.name, Kind::Stage, &stage.params, name)
        }
        _ => return None,
    };
    let rule = reference.rule(kind)?;
    Some((rule.param(name)?.clone(), params))
}

fn value(run: &Run, parts: &[&str]) -> Option<Value> {
    if let (["warmup", "steps"], Some(warmup)) = (parts, run.schedule.warmup) {
        return Some(Value::Number(f64::from(warmup.steps)));
    }
    let (param, params) = param(run, parts)?;
    Some(params.get(&param.name.text).unwrap_or(&param.default).clone())
}

/// The field of a scene that is no run's.
pub(super) fn of_scene(parts: &[&str], experiment: &Experiment) -> Option<Vec<String>> {
    let head: &[&str] = match parts {
        ["steps" | "seed" | "budget" | "start" | "starts" | "runs", ..] => &["experiment"],
        ["view", ..] => &[],
        ["surface", _] => return Some(owned(&["experiment", "problem", "params"], &parts[1..])),
        ["surface" | "network", ..] => &["experiment", "problem"],
        [name] if of_surface(experiment, name).is_some() => &["experiment", "problem", "params"],
        _ => return None,
    };
    Some(owned(head, parts))
}

/// The field of a run.
pub(super) fn of_run(parts: &[&str], run: &Run) -> Option<Vec<String>> {
    Some(match parts {
        ["optimizer"] => owned(&["optimizer"], &[]),
        ["schedule"] => owned(&["schedule", "name"], &[]),
        ["schedule", "unit"] => owned(&[], parts),
        ["warmup", ..] => owned(&["schedule"], parts),
        [field, ..] if OF_RUN.contains(field) => owned(&[], parts),
        ["schedule", name] => {
            param(run, parts)?;
            owned(&["schedule", "params"], &[name])
        }
        [name] => {
            param(run, parts)?;
            owned(&["params"], &[name])
        }
        [stage, name] => {
            param(run, parts)?;
            let place = run.stages.iter().position(|s| s.name == Reference::name(stage))?;
            owned(&["stages", &place.to_string(), "params"], &[name])
        }
        _ => return None,
    })
}

fn owned(head: &[&str], tail: &[&str]) -> Vec<String> {
    head.iter().chain(tail).map(|part| (*part).to_owned()).collect()
}

/// What a run is called.
pub(super) fn label_of(run: &Run) -> String {
    let name = || run.optimizer.rule(Kind::Optimizer).map(|rule| rule.name.clone());
    run.label.clone().or_else(name).unwrap_or_default()
}

pub(super) fn place(experiment: &Experiment, label: &str) -> Option<usize> {
    experiment.runs.iter().position(|run| label_of(run) == label)
}
