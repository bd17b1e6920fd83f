//! What the charts of every network show: loss, accuracy, the length of the gradient.

use super::curves::{Line, Quantity};
use crate::view::Tab;
use crate::view::chart::Scale;
use crate::view::columns::element;

/// A line of its own.
pub const SOLID: &[f32] = &[];
/// A line beside a solid one.
const DASHED: &[f32] = &[7.0, 4.0];

/// The loss, where it is trained on and where it is not.
pub const LOSS: Quantity = Quantity {
    tab: Tab {
        id: "loss",
        title: "Loss",
        about: "The loss of every run on the batch of each step, and on the samples that were held back",
    },
    name: "Training and validation loss chart",
    title: "Loss",
    unit: "training; dashed: validation",
    lines: &[
        Line {
            of: |_, trace| element(trace, "loss", 0),
            noisy: true,
            dash: SOLID,
        },
        Line {
            of: |_, trace| element(trace, "val_loss", 0),
            noisy: false,
            dash: DASHED,
        },
    ],
    scale: Scale::Log,
    stops: true,
    missing: "No run has recorded its loss.",
};

/// The share of right answers.
pub const ACCURACY: Quantity = Quantity {
    tab: Tab {
        id: "accuracy",
        title: "Accuracy",
        about: "The share of right answers in the batch of each step, and of the samples that were held back",
    },
    name: "Accuracy chart",
    title: "Accuracy",
    unit: "training; dashed: validation",
    lines: &[
        Line {
            of: |_, trace| element(trace, "accuracy", 0),
            noisy: true,
            dash: SOLID,
        },
        Line {
            of: |_, trace| element(trace, "val_accuracy", 0),
            noisy: false,
            dash: DASHED,
        },
    ],
    scale: Scale::Linear,
    stops: false,
    missing: "Values are predicted here, not classes: there is no accuracy.",
};

/// The length of the whole gradient.
pub const GRADIENT: Quantity = Quantity {
    tab: Tab {
        id: "gradient",
        title: "Gradient",
        about: "The length of every run's whole gradient, before its stages (clipping, noise, rounding) and after them",
    },
    name: "Gradient norm before and after stages chart",
    title: "Gradient norm",
    unit: "before stages; dashed: after",
    lines: &[
        Line {
            of: |_, trace| element(trace, "g_raw_norm", 0),
            noisy: true,
            dash: SOLID,
        },
        Line {
            of: |_, trace| element(trace, "g_norm", 0),
            noisy: true,
            dash: DASHED,
        },
    ],
    scale: Scale::Log,
    stops: false,
    missing: "No run has recorded its gradient.",
};
