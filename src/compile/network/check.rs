//! What of a network cannot be, each at its field.

use super::model::Network;
use super::{AT, FACTOR, HIDDEN, MICRO_BATCHES, UNITS};
use crate::compile::finding::{Finding, Repeated};
use crate::compile::plan::Plan;
use crate::data::split::DataSplit;
use crate::scene::network::{Batch, Given, Init, Network as Chosen};

/// # Errors
/// Layers that do not fit the data, initial weights that do not fit the layers.
pub(super) fn layers(chosen: &Chosen, features: usize, outputs: usize, error: &mut impl FnMut(&str, String)) {
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
}

fn init(chosen: &Chosen, error: &mut impl FnMut(&str, String)) {
    let fits = |given: &Given, pair: &[usize]| {
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

/// # Errors
/// Shares for validation and for a test that leave too little to train on.
pub(super) fn held_back(chosen: &Chosen, error: &mut impl FnMut(&str, String)) {
    let both = chosen.validation + chosen.test;
    if both > 0.9 && chosen.validation <= 0.9 && chosen.test <= 0.9 {
        let message = format!("validation and test take {both} of the samples together; take at most 0.9");
        error("test", message);
    }
}

/// # Errors
/// A corrupt batch that no step has, or a factor that cannot be.
pub(in crate::compile) fn corrupt(chosen: &Chosen, steps: u32, error: &mut impl FnMut(&str, String)) {
    let Some(corrupt) = chosen.corrupt else { return };
    if !(1..=steps).contains(&corrupt.step) {
        let message = format!("there is no step {}; take 1 to {steps}", corrupt.step);
        error("corrupt/step", message);
    }
    if !corrupt.factor.is_finite() || corrupt.factor.abs() > FACTOR {
        let message = format!(
            "{} is out of range; take a finite number from -{FACTOR} to {FACTOR}",
            corrupt.factor
        );
        error("corrupt/factor", message);
    }
}

/// # Errors
/// Too few samples to train on, or of one class only.
pub(super) fn enough(parts: &DataSplit, findings: &mut Vec<Finding>) -> Option<()> {
    let rows = parts.train.len();
    let mut fail = |message: String| {
        findings.push(Finding::error(format!("{AT}/validation"), message));
        None
    };
    if rows < 2 {
        return fail(format!(
            "only {rows} samples are left to train on; hold back fewer"
        ));
    }
    let first = parts.train.targets.first();
    if !parts.train.classes.is_empty() && parts.train.targets.iter().all(|t| Some(t) == first) {
        return fail("the samples to train on are all of one class; hold back fewer".to_owned());
    }
    Some(())
}

/// Errors of how so many samples are trained on: shares out of range, initial weights that do not fit the
/// layers, a batch that is larger than all of them.
pub(in crate::compile) fn training(
    chosen: &Chosen,
    rows: usize,
    classes: bool,
    mut error: impl FnMut(&str, String),
) {
    for (field, value, below) in [
        ("dropout", chosen.dropout, 0.95),
        ("label_smoothing", chosen.label_smoothing, 0.9),
    ] {
        if !(0.0..=below).contains(&value) {
            error(field, format!("{value} is out of range; take 0 to {below}"));
        }
    }
    if chosen.label_smoothing > 0.0 && !classes {
        error(
            "label_smoothing",
            "values have no labels to smooth; take 0".to_owned(),
        );
    }
    init(chosen, &mut error);
    batches(chosen, rows, &mut error);
}

fn batches(chosen: &Chosen, rows: usize, error: &mut impl FnMut(&str, String)) {
    let micro = chosen.accumulate.micro_batches;
    if !(1..=MICRO_BATCHES).contains(&micro) {
        let message = format!("{micro} is out of range; take 1 to {MICRO_BATCHES}");
        return error("accumulate/micro_batches", message);
    }
    match chosen.batch {
        Batch::Of(0) => error("batch", "a batch has at least 1 sample".to_owned()),
        Batch::Full(_) if micro > 1 => {
            let message = "a full batch leaves nothing for further micro-batches; give the batch a size";
            error("accumulate/micro_batches", message.to_owned());
        }
        Batch::Of(size) if size as usize * micro as usize > rows => {
            let message =
                format!("{size} samples x {micro} micro-batches are more than the {rows} to train on");
            error("batch", message);
        }
        _ => {}
    }
}

/// # Errors
/// Names that no run has.
pub(super) fn quantiles(chosen: &Chosen, network: &Network, findings: &mut Vec<Finding>) {
    for (place, name) in chosen.record.quantiles.iter().enumerate() {
        if !network.programs.iter().any(|p| p.quantiles.contains(name)) {
            let message = format!("no run has a variable `{name}`");
            findings.push(Finding::error(format!("{AT}/record/quantiles/{place}"), message));
        }
    }
}

/// # Errors
/// More numbers to record than there is room for.
pub(super) fn size(plan: &Plan, network: &Network, findings: &mut Vec<Finding>) {
    let lanes = plan.lanes.iter().filter(|lane| lane.run == 0).count();
    let numbers = |run: usize, steps: usize| {
        let run = &plan.runs[run];
        let steps = steps / plan.every(run);
        let entries = |every: usize| steps.div_ceil(every) + 1;
        let [_, look] = network.widths(&network.programs[run.program]);
        let lane = entries(1) * (run.columns.len() + 2)
            + entries(network.every) * look
            + entries(network.weights_every) * network.parameters();
        lanes * lane
    };
    findings.extend(Finding::too_large(plan, Repeated::Seeds, numbers));
}
