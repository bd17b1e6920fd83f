//! The quantities that have a chart: of surfaces, of networks, of both.

use super::Tab;
use super::chart::{Scale, Series};
use super::columns::{RunValues, element, norm};
use super::quantity::{Of, Quantity, QuantityLine};
use crate::course::diagnosis::stages::{scale_column, skip_column};
use crate::lang::column;
use crate::scene::{Run, Sort};
use crate::trace::RunTrace;
use crate::view::Shown;
use std::borrow::Cow;

/// A line beside which another one is dashed.
const SOLID: Option<&[f32]> = Some(&[]);
/// A line beside a solid one.
const DASHED: Option<&[f32]> = Some(&[7.0, 4.0]);

/// The loss.
pub const LOSS: Quantity = Quantity {
    id: "loss",
    tab: Tab {
        name: "Loss chart",
        id: "loss",
        title: "Loss",
        about: "The loss of every run over the steps",
        of: Some(Sort::Surface),
    },
    title: "Loss",
    unit: "",
    lines: &[line(|_, run| element(run, column::LOSS, 0), None)],
    scale: |_| Scale::Log,
    stops: false,
    missing: "No run has recorded its loss.",
};

/// The loss of networks, where they are trained and on what is held out.
pub const NETWORK_LOSS: Quantity = Quantity {
    id: "loss",
    tab: Tab {
        name: "Training and validation loss chart",
        id: "loss",
        title: "Loss",
        about: "The loss of every run on the batch of each step, and on the samples that were held back",
        of: Some(Sort::Network),
    },
    title: "Loss",
    unit: "training; dashed: validation",
    lines: &[
        noisy(|_, run| element(run, column::LOSS, 0), SOLID),
        line(|_, run| element(run, column::VAL_LOSS, 0), DASHED),
    ],
    scale: |_| Scale::Log,
    stops: true,
    missing: "No run has recorded its loss.",
};

/// The share of right answers.
pub const ACCURACY: Quantity = Quantity {
    id: "accuracy",
    tab: Tab {
        name: "Accuracy chart",
        id: "accuracy",
        title: "Accuracy",
        about: "The share of right answers in the batch of each step, and of the samples that were held back",
        of: Some(Sort::Network),
    },
    title: "Accuracy",
    unit: "training; dashed: validation",
    lines: &[
        noisy(|_, run| element(run, column::ACCURACY, 0), SOLID),
        line(|_, run| element(run, column::VAL_ACCURACY, 0), DASHED),
    ],
    scale: |_| Scale::Linear,
    stops: false,
    missing: "Values are predicted here, not classes: there is no accuracy.",
};

/// The learning rate.
pub const RATE: Quantity = Quantity {
    id: "lr",
    tab: Tab {
        name: "Learning rate chart",
        id: "rate",
        title: "Learning rate",
        about: "The learning rate of every run over the steps, and the momentum where a schedule drives it",
        of: None,
    },
    title: "Learning rate",
    unit: "η",
    lines: &[line(|_, run| element(run, column::LR, 0), None)],
    scale: apart,
    stops: false,
    missing: "No run has a learning rate.",
};

/// The momentum that a schedule drives.
pub const MOMENTUM: Quantity = Quantity {
    id: "momentum",
    tab: Tab {
        name: "Momentum chart",
        ..RATE.tab
    },
    title: "Momentum",
    unit: "",
    lines: &[line(|_, run| element(run, column::MOMENTUM, 0), None)],
    scale: |_| Scale::Linear,
    stops: false,
    missing: "No schedule drives a momentum.",
};

/// How far a run is from the nearest known minimum.
pub const DISTANCE: Quantity = Quantity {
    id: "distance",
    tab: Tab {
        name: "Distance to the nearest minimum chart",
        id: "distance",
        title: "Distance",
        about: "How far every run is from the nearest known minimum",
        of: Some(Sort::Surface),
    },
    title: "Distance to the nearest minimum",
    unit: "",
    lines: &[line(|shown, run| distance(shown.minima(), run), None)],
    scale: |_| Scale::Log,
    stops: false,
    missing: "This problem declares no minimum, so there is nothing to measure from.",
};

/// The length of the gradient of the loss, before any stage.
pub const GRADIENT: Quantity = Quantity {
    id: "gradient",
    tab: Tab {
        name: "Gradient norm chart",
        id: "gradient",
        title: "Gradient",
        about: "The length of every run's gradient, before any stage changes it",
        of: Some(Sort::Surface),
    },
    title: "Gradient norm",
    unit: "‖g‖",
    lines: &[line(|_, run| norm(run, column::G_RAW), None)],
    scale: |_| Scale::Log,
    stops: false,
    missing: "No run has recorded its gradient.",
};

/// The length of the whole gradient of networks.
pub const NETWORK_GRADIENT: Quantity = Quantity {
    id: "gradient",
    tab: Tab {
        name: "Gradient norm before and after stages chart",
        id: "gradient",
        title: "Gradient",
        about: "The length of every run's whole gradient, before its stages (clipping, noise, rounding) and \
            after them",
        of: Some(Sort::Network),
    },
    title: "Gradient norm",
    unit: "before stages; dashed: after",
    lines: &[
        noisy(|_, run| element(run, column::G_RAW_NORM, 0), SOLID),
        noisy(|_, run| element(run, column::G_NORM, 0), DASHED),
    ],
    scale: |_| Scale::Log,
    stops: false,
    missing: "No run has recorded its gradient.",
};

/// The factor on the loss that keeps small gradients alive in 16 bits.
pub const LOSS_SCALE: Quantity = Quantity {
    id: "loss_scale",
    tab: Tab {
        name: "Loss scale chart",
        id: "precision",
        title: "Loss scale",
        about: "The factor on the loss that keeps small gradients alive in 16 bits, and the steps skipped \
            for an overflow",
        of: Some(Sort::Network),
    },
    title: "Loss scale",
    unit: "",
    lines: &[line(|shown, run| loss_scale(chosen(shown, run)?, run), SOLID)],
    scale: |_| Scale::Log,
    stops: false,
    missing: "No stage of a run scales its loss.",
};

/// The steps skipped so far.
pub const SKIPPED: Quantity = Quantity {
    id: "skipped",
    tab: Tab {
        name: "Skipped steps chart",
        ..LOSS_SCALE.tab
    },
    title: "Skipped steps",
    unit: "so far",
    lines: &[line(|shown, run| skipped(chosen(shown, run)?, run), SOLID)],
    scale: |_| Scale::Linear,
    stops: false,
    missing: "No stage of a run can skip a step.",
};

const fn line(of: Of, dash: Option<&'static [f32]>) -> QuantityLine {
    let noisy = false;
    QuantityLine { of, noisy, dash }
}

/// A line with the noise of mini-batches.
const fn noisy(of: Of, dash: Option<&'static [f32]>) -> QuantityLine {
    let noisy = true;
    QuantityLine { of, noisy, dash }
}

/// A run as it was chosen.
fn chosen<'a>(shown: &Shown<'a>, run: &RunTrace) -> Option<&'a Run> {
    shown.done?.experiment.runs.get(run.run)
}

fn loss_scale<'a>(run: &Run, trace: &'a RunTrace) -> Option<RunValues<'a>> {
    let column = scale_column(run, trace)?;
    Some(RunValues {
        every: column.every.max(1),
        values: Cow::Borrowed(&column.values),
    })
}

/// How often the condition under which a stage skips the step has held.
fn skipped<'a>(run: &Run, trace: &'a RunTrace) -> Option<RunValues<'a>> {
    let column = skip_column(run, trace)?;
    let mut count = 0.0;
    let until = trace.diverged_at.unwrap_or(usize::MAX);
    let counted = column.values.iter().enumerate().map(|(step, skips)| {
        count += f64::from(u8::from(*skips != 0.0 && step < until));
        count
    });
    Some(RunValues {
        every: column.every.max(1),
        values: counted.collect(),
    })
}

/// How far a run's points are from the nearest of some minima; None where there is none.
pub fn distance(minima: &[Vec<f64>], run: &RunTrace) -> Option<RunValues<'static>> {
    Some(RunValues {
        every: run.column(column::W)?.every.max(1),
        values: run.distances(minima)?.into(),
    })
}

/// Logarithmic only where it must be: lines whose peaks lie decades apart and that never touch 0.
fn apart(series: &[Series]) -> Scale {
    let peaks = series
        .iter()
        .map(|s| s.values.iter().copied().fold(0.0, f64::max));
    let (low, high) = peaks.fold((f64::INFINITY, 0.0f64), |(l, h), p| (l.min(p), h.max(p)));
    let positive = series.iter().all(|s| s.values.iter().all(|v| *v > 0.0));
    match positive && high > 20.0 * low {
        true => Scale::Log,
        false => Scale::Linear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Column;

    fn run(name: &str, width: usize, values: &[f64]) -> RunTrace {
        RunTrace {
            columns: vec![Column {
                name: name.to_owned(),
                width,
                every: 1,
                values: values.to_vec(),
            }],
            ..RunTrace::default()
        }
    }

    #[test]
    fn the_nearest_minimum_counts() {
        let run = run("w", 2, &[0.0, 0.0, 3.0, 4.0, 6.0, 4.0]);
        let minima = [vec![0.0, 0.0], vec![6.0, 8.0]];
        let found = distance(&minima, &run).map(|d| d.values.into_owned());
        assert_eq!(found, Some(vec![0.0, 5.0, 4.0]));
        assert_eq!(distance(&[], &run), None);
    }

    #[test]
    fn elements_and_norms_are_taken_from_wide_columns() {
        let run = run("g", 2, &[3.0, -4.0, 0.0, 1.0]);
        let owned = |values: Option<RunValues>| values.map(|v| v.values.into_owned());
        assert_eq!(owned(element(&run, "g", 1)), Some(vec![-4.0, 1.0]));
        assert_eq!(owned(element(&run, "g", 2)), None);
        assert_eq!(owned(norm(&run, "g")), Some(vec![5.0, 1.0]));
        assert_eq!(owned(norm(&run, "h")), None);
    }
}
