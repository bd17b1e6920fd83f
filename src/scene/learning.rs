//! How a network's training is looked at.

use serde::{Deserialize, Serialize};

/// What is chosen in the views of a network. No change here recompiles anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Learning {
    /// Which repetition of the selected run is shown where only one can be, from 0.
    pub seed: usize,
    /// Steps without a lower validation loss after which training would have been stopped; 0: never.
    pub patience: u32,
    /// Steps over which the noise of mini-batches is averaged.
    pub smoothing: u32,
    /// The class that a click on the data adds; absent: clicks add nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<u32>,
    /// Whether only wrong predictions are shown.
    pub mistakes: bool,
    /// Whether samples that were trained on are listed instead of those held back.
    pub training: bool,
    /// Seed of the landscape's random directions; absent: along the principal components of the paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub random: Option<u32>,
    /// What is shown of each layer over the steps; empty is the first there is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub layers: String,
}

impl Default for Learning {
    fn default() -> Self {
        Self {
            seed: 0,
            patience: 100,
            smoothing: 20,
            class: None,
            mistakes: false,
            training: false,
            random: None,
            layers: String::new(),
        }
    }
}

impl Learning {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
