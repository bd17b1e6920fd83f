//! A network's experiment to a plan: its layers and data checked, its rules cut into phases.
//!
//! - [`model`]: layers, samples, batches and initial weights.
//! - `request`: gradients and reductions, which a step asks for; `record`: norms that are always recorded.
//! - `phase`, `split`: a step's graph as phases of elementwise passes; [`program`]: the result.
//! - [`probe`]: a program that gives the value of every part of a run's rules.

pub mod model;
mod phase;
pub mod probe;
pub mod program;
mod record;
mod request;
mod split;

use super::finding::Finding;
use super::plan::{Lane, Plan, PlannedRun};
use super::run::{Minimised, Resolved};
use super::{RECORDED, RUNS, stability};
use crate::data::split::{Split, split as hold_back, standardize};
use crate::scene::Experiment;
use crate::scene::network::{Batch, Decayed, Init, Loss, Network as Chosen};
use model::{Network, Samples, layers};
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
/// Looks at validation and layers where the scene does not tell how many.
const LOOKS: usize = 200;
/// Most recorded weights.
const WEIGHTS: usize = 1 << 22;
/// Where a network stands in a scene.
const AT: &str = "/experiment/problem/network";

/// Compiles an experiment on a network.
pub(super) fn plan(experiment: &Experiment, chosen: &Chosen, findings: &mut Vec<Finding>) -> Option<Plan> {
    for (given, field) in [
        (experiment.start.is_some(), "start"),
        (!experiment.starts.is_empty(), "starts"),
    ] {
        if given {
            let message = "a network starts from `init` and `seeds`; starting points are for surfaces";
            findings.push(Finding::error(format!("/experiment/{field}"), message));
        }
    }
    for (index, run) in experiment.runs.iter().enumerate() {
        if run.from.is_some() {
            let message = "a run on a network begins at its initial weights; leave `from` out";
            findings.push(Finding::error(format!("/experiment/runs/{index}/from"), message));
        }
    }
    if !experiment.budget.is_steps() {
        let message = "a network's training counts steps; leave `budget` out";
        findings.push(Finding::error("/experiment/budget", message));
    }
    let steps = experiment.steps as usize;
    let mut network = network(experiment, chosen, findings)?;
    let problem = minimised(&network, chosen);
    let mut runs = Vec::new();
    for (index, run) in experiment.runs.iter().enumerate().take(RUNS) {
        let resolved = Resolved::of(index, run, &problem, findings);
        runs.extend(resolved.and_then(|r| planned(r, chosen, &mut network, findings)));
    }
    check_quantiles(chosen, &network, findings);
    let mut lanes = Vec::new();
    for run in 0..runs.len() {
        lanes.extend((0..chosen.seeds).map(|replicate| Lane {
            run,
            replicate,
            start: Vec::new(),
            from: None,
            first: 0,
            until: steps,
            state: None,
        }));
    }
    thin_out(&mut network, chosen, steps, lanes.len());
    let mut plan = Plan {
        steps,
        seed: experiment.seed,
        runs,
        lanes,
        ..Plan::default()
    };
    check_size(&plan, &network, findings);
    plan.network = Some(Arc::new(network));
    Some(plan)
}

/// What the rules of a run are put on.
pub(super) fn minimised(network: &Network, chosen: &Chosen) -> Minimised<'static> {
    Minimised {
        epoch: Some(network.epoch()),
        decays_matrices: chosen.weight_decay == Decayed::Matrices,
        ..Minimised::default()
    }
}

fn planned(
    resolved: Resolved,
    chosen: &Chosen,
    network: &mut Network,
    findings: &mut Vec<Finding>,
) -> Option<PlannedRun> {
    let step = resolved.step(false, findings)?;
    let stability = stability::bound(&resolved);
    let split = match split::split(step, &chosen.record.quantiles) {
        Ok(split) => split,
        Err(message) => {
            findings.push(Finding::error(
                format!("/experiment/runs/{}", resolved.index),
                message,
            ));
            return None;
        }
    };
    let known = network.programs.iter().position(|p| **p == split.program);
    let program = known.unwrap_or_else(|| {
        network.programs.push(Arc::new(split.program));
        network.programs.len() - 1
    });
    Some(PlannedRun {
        run: resolved.index,
        label: resolved.label,
        program,
        host: split.host,
        settings: resolved.settings,
        columns: split.columns,
        states: Vec::new(),
        stability,
        gradients: resolved.optimizer.checked.gradients,
    })
}

/// The network and its data, without rules. Errors are put at their fields.
fn network(experiment: &Experiment, chosen: &Chosen, findings: &mut Vec<Finding>) -> Option<Network> {
    let before = findings.len();
    let mut error =
        |field: &str, message: String| findings.push(Finding::error(format!("{AT}/{field}"), message));
    for (field, value, below) in [
        ("dropout", chosen.dropout, 0.95),
        ("validation", chosen.validation, 0.9),
        ("label_smoothing", chosen.label_smoothing, 0.9),
    ] {
        if !(0.0..=below).contains(&value) {
            error(field, format!("{value} is out of range; take 0 to {below}"));
        }
    }
    if !(1..=SEEDS).contains(&chosen.seeds) {
        error(
            "seeds",
            format!("{} is out of range; take 1 to {SEEDS}", chosen.seeds),
        );
    }
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
    check_layers(chosen, data.features, data.outputs(), &mut error);
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
    if chosen.label_smoothing > 0.0 && !classes {
        error(
            "label_smoothing",
            "values have no labels to smooth; take 0".to_owned(),
        );
    }
    let mut parts = if findings.len() > before {
        return None;
    } else {
        hold_back(&data, chosen.validation, experiment.seed)
    };
    if chosen.data.standardize {
        standardize(&mut parts);
    }
    check_training(&parts, chosen, findings)?;
    let Split { train, validation } = parts;
    let batch = match chosen.batch {
        Batch::Of(size) => size as usize,
        Batch::Full(_) => train.len(),
    };
    let micro_batches = chosen.accumulate.micro_batches as usize;
    let divided = if chosen.accumulate.forgot_to_divide {
        1.0
    } else {
        micro_batches as f64
    };
    Some(Network {
        units: chosen.layers.clone(),
        layers: layers(&chosen.layers),
        activation: chosen.activation,
        loss,
        init: chosen.init.clone(),
        train: Samples::new(train, chosen.label_smoothing),
        validation: Samples::new(validation, chosen.label_smoothing),
        batch,
        micro_batches,
        share: 1.0 / divided,
        dropout: chosen.dropout,
        formats: chosen.precision,
        every: 1,
        exponents: chosen.record.exponents,
        weights_every: 1,
        programs: Vec::new(),
    })
}

fn check_layers(chosen: &Chosen, features: usize, outputs: usize, error: &mut impl FnMut(&str, String)) {
    let units = &chosen.layers;
    let [first, .., last] = units[..] else {
        let message = format!("a network has at least inputs and outputs, here [{features}, {outputs}]");
        error("layers", message);
        return;
    };
    if units.len() > HIDDEN + 2 {
        let message = format!(
            "{} hidden layers are too many; there can be at most {HIDDEN}",
            units.len() - 2
        );
        error("layers", message);
    }
    for (place, &count) in units.iter().enumerate() {
        if !(1..=UNITS).contains(&count) {
            let message = format!("{count} units are out of range; take 1 to {UNITS}");
            error(&format!("layers/{place}"), message);
        }
    }
    if first != features {
        error(
            "layers/0",
            format!("the data have {features} features, but the network has {first} inputs"),
        );
    }
    if last != outputs {
        let what = if outputs == 1 {
            "one value".to_owned()
        } else {
            format!("{outputs} classes")
        };
        let place = units.len() - 1;
        let message = format!("the data have {what}, but the network has {last} outputs");
        error(&format!("layers/{place}"), message);
    }
    check_init(chosen, error);
}

fn check_init(chosen: &Chosen, error: &mut impl FnMut(&str, String)) {
    let fits = |given: &crate::scene::network::Given, pair: &[usize]| {
        let numbers = given.matrix.iter().flatten().chain(&given.bias);
        given.matrix.len() == pair[1]
            && given.matrix.iter().all(|row| row.len() == pair[0])
            && given.bias.len() == pair[1]
            && numbers.clone().all(|x| x.is_finite())
    };
    match &chosen.init {
        Init::Normal(scale) if !(0.0..=100.0).contains(scale) => {
            error("init/normal", format!("{scale} is out of range; take 0 to 100"));
        }
        Init::Weights(given) => {
            let pairs = || chosen.layers.windows(2);
            let wrong = pairs().zip(given).position(|(pair, given)| !fits(given, pair));
            if given.len() != pairs().count() {
                let message = format!(
                    "{} entries for {} layers of weights",
                    given.len(),
                    pairs().count()
                );
                error("init/weights", message);
            } else if let Some(place) = wrong {
                let [inputs, outputs] = [chosen.layers[place], chosen.layers[place + 1]];
                let message = format!(
                    "expected `W` with {outputs} rows of {inputs} finite numbers, and `b` with {outputs}"
                );
                error(&format!("init/weights/{place}"), message);
            }
        }
        _ => {}
    }
}

/// Errors: too few samples to train on, or a batch that is larger.
fn check_training(parts: &Split, chosen: &Chosen, findings: &mut Vec<Finding>) -> Option<()> {
    let rows = parts.train.len();
    let mut fail = |field: &str, message: String| {
        findings.push(Finding::error(format!("{AT}/{field}"), message));
        None
    };
    if rows < 2 {
        return fail(
            "validation",
            format!("only {rows} samples are left to train on; hold back fewer"),
        );
    }
    let first = parts.train.targets.first();
    if !parts.train.classes.is_empty() && parts.train.targets.iter().all(|t| Some(t) == first) {
        return fail(
            "validation",
            "the samples to train on are all of one class; hold back fewer".to_owned(),
        );
    }
    let micro = chosen.accumulate.micro_batches;
    if !(1..=MICRO_BATCHES).contains(&micro) {
        let message = format!("{micro} is out of range; take 1 to {MICRO_BATCHES}");
        return fail("accumulate/micro_batches", message);
    }
    match chosen.batch {
        Batch::Of(0) => fail("batch", "a batch has at least 1 sample".to_owned()),
        Batch::Full(_) if micro > 1 => {
            let message = "a full batch leaves nothing for further micro-batches; give the batch a size";
            fail("accumulate/micro_batches", message.to_owned())
        }
        Batch::Of(size) if size as usize * micro as usize > rows => {
            let message =
                format!("{size} samples x {micro} micro-batches are more than the {rows} to train on");
            fail("batch", message)
        }
        _ => Some(()),
    }
}

fn check_quantiles(chosen: &Chosen, network: &Network, findings: &mut Vec<Finding>) {
    for (place, name) in chosen.record.quantiles.iter().enumerate() {
        if !network.programs.iter().any(|p| p.quantiles.contains(name)) {
            let message = format!("no run has a variable `{name}`");
            findings.push(Finding::error(format!("{AT}/record/quantiles/{place}"), message));
        }
    }
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

fn check_size(plan: &Plan, network: &Network, findings: &mut Vec<Finding>) {
    let entries = |every: usize| plan.steps.div_ceil(every) + 1;
    let numbers = |lane: &Lane| {
        let run = &plan.runs[lane.run];
        let program = &network.programs[run.program];
        let [_, look] = network.widths(program);
        entries(1) * (run.columns.len() + 2)
            + entries(network.every) * look
            + entries(network.weights_every) * network.parameters()
    };
    let total: usize = plan.lanes.iter().map(numbers).sum();
    if total > RECORDED {
        let message = format!(
            "{} runs and seeds over {} steps record {total} numbers, more than {RECORDED}; take fewer steps or seeds",
            plan.lanes.len(),
            plan.steps
        );
        findings.push(Finding::error("/experiment/steps", message));
    }
}

/// The quantiles recorded of a variable.
pub const QUANTILES: [f64; 7] = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0];

/// The lowest and the highest exponent e of a gradient's numbers, 2^e <= |g| < 2^(e+1), that are told apart; what is
/// smaller or larger counts to them. Half precision has -24 to 15, of which those below -14 are subnormal.
pub const EXPONENT_RANGE: [i32; 2] = [-40, 23];
/// Counts of a histogram of exponents: zeros, then one an exponent.
pub const EXPONENTS: usize = (EXPONENT_RANGE[1] - EXPONENT_RANGE[0] + 2) as usize;
