//! A network's experiment to a plan: its layers and data checked, its rules cut into phases.
//!
//! - [`activation`]: what follows a layer, and its derivative.
//! - [`model`]: layers, samples, batches and initial weights; `check`: what of them cannot be.
//! - `own`: the network as runs train it that have settings of their own.
//! - `request`: gradients and reductions, which a step asks for; `record`: norms that are always recorded.
//! - `phase`, `split`: a step's graph as phases of elementwise passes; [`program`]: the result.
//! - [`probe`]: a program that gives the value of every part of a run's rules.

pub mod activation;
pub(super) mod check;
pub mod model;
mod own;
mod phase;
pub mod probe;
pub mod program;
mod record;
mod request;
mod split;

use super::finding::Finding;
use super::minimised::Minimised;
use super::plan::{Lane, Objective, On, Plan, PlannedRun, Start};
use super::run::Resolved;
use super::{fork, stability};
use crate::data::split::{DataSplit, split as hold_back, standardize};
use crate::scene::network::{Decayed, Formats, Init, Loss, Network as Chosen};
use crate::scene::{Budget, Experiment, Fork, Run};
use activation::Activation;
use model::{Network, Samples, layers};
use probe::Probe;
pub(super) use request::Request;
use std::sync::Arc;

/// Most hidden layers.
pub const HIDDEN: usize = 4;
/// Most units of a layer.
pub const UNITS: usize = 64;
/// Most repetitions of a run.
pub const SEEDS: u32 = 1024;
/// Most micro-batches a step.
pub const MICRO_BATCHES: u32 = 64;
/// Largest factor on the features of a corrupt batch.
pub const FACTOR: f64 = 1e6;
/// Looks at validation and layers where the scene does not tell how many.
const LOOKS: usize = 200;
/// Most recorded weights.
const WEIGHTS: usize = 1 << 22;
/// Where a network stands in a scene.
const AT: &str = "/experiment/problem/network";

/// Compiles an experiment on a network.
pub(super) fn plan(
    experiment: &Experiment,
    chosen: &Chosen,
    forks: &[Option<Fork>],
    findings: &mut Vec<Finding>,
) -> Option<Plan> {
    for (given, field) in [
        (experiment.start.is_some(), "start"),
        (!experiment.starts.is_empty(), "starts"),
    ] {
        if given {
            let message = "a network starts from `init` and `seeds`; starting points are for surfaces";
            findings.push(Finding::error(format!("/experiment/{field}"), message));
        }
    }
    if experiment.budget == Budget::Evaluations {
        let message =
            "a network's training counts steps or samples; leave `budget` out, or let it be \"samples\"";
        findings.push(Finding::error("/experiment/budget", message));
    }
    let steps = experiment.steps as usize;
    let mut network = network(experiment, chosen, findings)?;
    let own = own::networks(experiment, chosen, &network, findings)?;
    let mut all: Vec<Option<PlannedRun>> = vec![None; forks.len()];
    for index in fork::order(forks) {
        let source = forks[index].and_then(|fork| all[fork.run].as_ref());
        let counts_steps = source.is_some_and(|source| source.counts_steps);
        let decayed = decayed(chosen, &experiment.runs[index]);
        let on = minimised(own.of(index).unwrap_or(&network), decayed);
        let resolved = Resolved::of(experiment, index, on, findings);
        let resolved = resolved.map(|rules| Resolved {
            counts_steps,
            ..rules
        });
        all[index] = resolved.and_then(|r| planned(r, None, chosen, &mut network, findings));
    }
    let mut runs: Vec<PlannedRun> = all.into_iter().flatten().collect();
    check::quantiles(chosen, &network, findings);
    let drawn = |run: &PlannedRun| own.of(run.run).unwrap_or(&network).drawn();
    let longest = match experiment.budget {
        Budget::Samples => runs
            .iter()
            .map(|run| steps / drawn(run).max(1))
            .max()
            .unwrap_or(0),
        _ => steps,
    };
    thin_out(&mut network, chosen, longest, runs.len() * chosen.seeds as usize);
    own.give(&network, &mut runs);
    let network = Arc::new(network);
    let mut plan = Plan {
        steps,
        budget: experiment.budget,
        precision: experiment.precision,
        objective: Objective::Network(network.clone()),
        runs,
        lanes: Vec::new(),
    };
    let mut lanes = Vec::new();
    for (run, fork) in forks.iter().enumerate().take(plan.runs.len()) {
        lanes.extend((0..chosen.seeds).map(|replicate| Lane {
            run,
            replicate,
            start: Start::Drawn,
            from: fork.map(|fork| fork.run * chosen.seeds as usize + replicate as usize),
            first: fork.map_or(0, |fork| fork.step as usize),
            until: plan.steps_of(&plan.runs[run]),
            state: None,
        }));
    }
    plan.lanes = lanes;
    check::size(&plan, &network, findings);
    Some(plan)
}

/// What a run's weight decay acts on.
pub(super) fn decayed(chosen: &Chosen, run: &Run) -> Decayed {
    run.training.weight_decay.unwrap_or(chosen.weight_decay)
}

/// What the rules of a run are put on.
pub(super) fn minimised(network: &Network, decayed: Decayed) -> Minimised<'static> {
    Minimised::Network {
        epoch: network.epoch(),
        decays_matrices: decayed == Decayed::Matrices,
    }
}

/// A run with its program among the network's; `swept`: in a sweep, which records nothing, the ends of the
/// settings that are swept.
pub(super) fn planned(
    resolved: Resolved,
    swept: Option<&[(u32, [f64; 2])]>,
    chosen: &Chosen,
    network: &mut Network,
    findings: &mut Vec<Finding>,
) -> Option<PlannedRun> {
    for name in record::hidden(&resolved.optimizer.checked, &chosen.record.quantiles) {
        let message =
            format!("`{name}` is what is recorded of every network; choose another name in this rule");
        let at = format!("/experiment/runs/{}/optimizer", resolved.index);
        findings.push(Finding::error(at, message));
    }
    let mut step = resolved.step(false, findings)?;
    if swept.is_some() {
        step.records.clear();
    }
    let stability = stability::bound(&resolved);
    let split = match split::split(
        step,
        &resolved.known(swept.unwrap_or_default()),
        &chosen.record.quantiles,
    ) {
        Ok(split) => split,
        Err(reshaped) => {
            findings.push(Finding::error(
                format!("/experiment/runs/{}", resolved.index),
                reshaped.to_string(),
            ));
            return None;
        }
    };
    let again = split
        .watched
        .and_then(|(step, numbers)| Probe::new(step, &resolved, &numbers));
    let counts_steps = split.program.counts_steps();
    let known = network.programs.iter().position(|p| **p == split.program);
    let program = known.unwrap_or_else(|| {
        network.programs.push(Arc::new(split.program));
        network.programs.len() - 1
    });
    Some(PlannedRun {
        run: resolved.index,
        label: resolved.label,
        seed: resolved.seed,
        counts_steps,
        program,
        host: split.host,
        settings: resolved.settings,
        columns: split.columns,
        stability,
        gradients: resolved.optimizer.checked.gradients,
        on: On::Network {
            own: None,
            blames: split.blames.into(),
            again: again.map(Arc::new),
        },
    })
}

/// The network and its data, without rules. Errors are put at their fields.
pub(super) fn network(
    experiment: &Experiment,
    chosen: &Chosen,
    findings: &mut Vec<Finding>,
) -> Option<Network> {
    let activation = Activation::of(&chosen.activation, findings);
    let before = findings.len();
    let mut error =
        |field: &str, message: String| findings.push(Finding::error(format!("{AT}/{field}"), message));
    for (field, value) in [("validation", chosen.validation), ("test", chosen.test)] {
        if !(0.0..=0.9).contains(&value) {
            error(field, format!("{value} is out of range; take 0 to 0.9"));
        }
    }
    if !(1..=SEEDS).contains(&chosen.seeds) {
        error(
            "seeds",
            format!("{} is out of range; take 1 to {SEEDS}", chosen.seeds),
        );
    }
    check::held_back(chosen, &mut error);
    check::corrupt(chosen, experiment.steps, &mut error);
    if chosen.record.every == Some(0) {
        error("record/every", "0 is out of range; take at least 1".to_owned());
    }
    let data = match chosen.data.load(experiment.seed) {
        Ok(data) => data,
        Err(found) => {
            let field = if found.field.is_empty() {
                "data".to_owned()
            } else {
                format!("data/{}", found.field)
            };
            error(&field, found.message);
            return None;
        }
    };
    check::layers(chosen, data.features, data.outputs(), &mut error);
    let classes = !data.classes.is_empty();
    let loss = chosen
        .loss
        .unwrap_or(if classes { Loss::CrossEntropy } else { Loss::Mse });
    if loss == Loss::CrossEntropy && !classes {
        error(
            "loss",
            "cross-entropy needs classes, but these data have values; take `mse`".to_owned(),
        );
    }
    let mut parts = if findings.len() > before {
        return None;
    } else {
        hold_back(&data, chosen.validation, chosen.test, experiment.seed)
    };
    if chosen.data.standardize {
        standardize(&mut parts);
    }
    check::enough(&parts, findings)?;
    check::training(chosen, parts.train.len(), classes, |field, message| {
        findings.push(Finding::error(format!("{AT}/{field}"), message));
    });
    if findings.len() > before {
        return None;
    }
    let DataSplit {
        train,
        validation,
        test,
    } = parts;
    let plain = |data| Samples {
        data: Arc::new(data),
        ..Samples::default()
    };
    let train = plain(train);
    let network = Network {
        varied_input: train.varied_input(),
        units: chosen.layers.clone(),
        layers: layers(&chosen.layers),
        activation: activation?,
        loss,
        init: Init::default(),
        train,
        validation: plain(validation),
        test: plain(test),
        corrupt: chosen.corrupt,
        batch: 0,
        micro_batches: 0,
        share: 0.0,
        dropout: 0.0,
        formats: Formats::default(),
        every: 1,
        exponents: chosen.record.exponents,
        weights_every: 1,
        programs: Vec::new(),
    };
    Some(network.trained(chosen))
}

/// Chooses how often is looked, so that long runs of many seeds stay in memory.
fn thin_out(network: &mut Network, chosen: &Chosen, steps: usize, lanes: usize) {
    let every = chosen.record.every.map(|e| e as usize);
    network.every = every
        .unwrap_or_else(|| steps.div_ceil(LOOKS))
        .clamp(1, steps.max(1));
    let one = lanes.max(1) * network.parameters();
    let most = (WEIGHTS / one).max(3) - 2;
    network.weights_every = network.every * steps.div_ceil(most * network.every).max(1);
}

/// The quantiles recorded of a variable.
pub const QUANTILES: [f64; 7] = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0];

/// The lowest and the highest exponent e of a gradient's numbers, 2^e <= |g| < 2^(e+1), that are told apart;
/// what is smaller or larger counts to them. Half precision has -24 to 15, of which those below -14 are
/// subnormal.
pub const EXPONENT_RANGE: [i32; 2] = [-40, 23];
/// Counts of a histogram of exponents: zeros, then one an exponent.
pub const EXPONENTS: usize = (EXPONENT_RANGE[1] - EXPONENT_RANGE[0] + 2) as usize;
