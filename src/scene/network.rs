//! A small network, its data and how it is trained: a problem beside the surfaces.

use super::Reference;
use crate::data::Source;
use serde::{Deserialize, Serialize};

/// A dense network on data. Every field but `data` and `layers` has a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// What it learns from.
    #[serde(deserialize_with = "Source::named_or_whole")]
    pub data: Source,
    /// Numbers of units from the features to the outputs.
    pub layers: Vec<usize>,
    /// What follows every layer but the last.
    #[serde(default = "tanh")]
    pub activation: Reference,
    /// What is minimised; cross-entropy for classes and the mean squared error for values where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Loss>,
    /// Share of the target's probability that is spread evenly over all classes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label_smoothing: f64,
    /// Where the weights start.
    #[serde(default)]
    pub init: Init,
    /// Samples of a micro-batch, without replacement within an epoch.
    #[serde(default)]
    pub batch: Batch,
    /// Several micro-batches a step.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accumulate: Accumulate,
    /// Share of hidden units that are left out in each step.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dropout: f64,
    /// What a rule's `weight_decay` acts on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight_decay: Decayed,
    /// Share of the samples that is held back for validation.
    #[serde(default = "fifth")]
    pub validation: f64,
    /// Share of the samples that is kept for a test: neither trained on nor shown until it is asked for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub test: f64,
    /// A step whose samples are spoiled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrupt: Option<Corrupt>,
    /// How often every run is repeated, each with its own initial weights, batches and dropout.
    #[serde(default = "one")]
    pub seeds: u32,
    /// In which formats it computes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub precision: Formats,
    /// What is recorded besides losses and norms.
    #[serde(default, skip_serializing_if = "is_default")]
    pub record: Recorded,
}

/// What is minimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Minus the logarithm of the target class's softmax, mean over the samples.
    CrossEntropy,
    /// Squared difference, mean over samples and outputs; a class is 1 in its output and 0 elsewhere.
    Mse,
}

/// Where the weights start. Biases start at 0 but where weights are given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Init {
    /// Evenly within sqrt(6/(inputs + outputs)) (Glorot & Bengio 2010).
    #[default]
    Xavier,
    /// Normal with variance 2/inputs (He et al. 2015, arXiv:1502.01852).
    He,
    /// All 0: nothing tells the units apart.
    Zeros,
    /// Normal with this standard deviation.
    Normal(f64),
    /// These; one entry a layer.
    Weights(Vec<Given>),
}

/// Given weights of a layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// One row an output unit.
    #[serde(rename = "W")]
    pub matrix: Vec<Vec<f64>>,
    /// One number an output unit.
    #[serde(rename = "b")]
    pub bias: Vec<f64>,
}

/// Samples of a micro-batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Batch {
    /// So many.
    Of(u32),
    /// All of the training part.
    Full(Full),
}

/// The word for all samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Full {
    /// All.
    Full,
}

impl Default for Batch {
    fn default() -> Self {
        Self::Of(32)
    }
}

/// Gradient accumulation: a step uses the mean of several micro-batches' gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Accumulate {
    /// How many micro-batches a step has.
    pub micro_batches: u32,
    /// The usual slip: the gradients are added up but not divided by their number.
    pub forgot_to_divide: bool,
}

impl Default for Accumulate {
    fn default() -> Self {
        Self {
            micro_batches: 1,
            forgot_to_divide: false,
        }
    }
}

/// A corrupt batch: the features of one step's samples are multiplied by a factor, in all runs and seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Corrupt {
    /// The step, the first one being 1.
    pub step: u32,
    /// What its features are multiplied by.
    pub factor: f64,
}

impl Default for Corrupt {
    fn default() -> Self {
        Self {
            step: 1,
            factor: 100.0,
        }
    }
}

/// What a rule's `weight_decay` acts on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decayed {
    /// Weights and biases.
    #[default]
    All,
    /// Weight matrices only.
    Matrices,
}

/// A format of numbers, emulated bit by bit where it is smaller than the engine's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The engine's own: nothing is rounded.
    #[default]
    F32,
    /// Half precision.
    F16,
    /// bfloat16.
    Bf16,
}

/// In which formats a network computes. Sums within a layer, the softmax and the rules are f32, as on tensor
/// cores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Formats {
    /// Inputs, layers' outputs, and the weights as the layers read them.
    pub activations: Format,
    /// What is propagated backward, and the gradient of each micro-batch.
    pub gradients: Format,
    /// The weights that the optimizer changes.
    pub weights: Format,
}

/// What is recorded besides losses and norms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recorded {
    /// Steps between two looks at validation, layers, quantiles and weights; chosen by the number of steps
    /// where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<u32>,
    /// Variables of which the 0, 10, 25, 50, 75, 90 and 100 % quantiles over all weights are kept, such as
    /// `g`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quantiles: Vec<String>,
    /// Whether the exponents of the gradient are counted, as the backward pass gives it: scaled, and rounded.
    #[serde(skip_serializing_if = "is_default")]
    pub exponents: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn tanh() -> Reference {
    Reference::name("tanh")
}

fn fifth() -> f64 {
    0.2
}

fn one() -> u32 {
    1
}
