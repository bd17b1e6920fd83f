//! How a run trains its network, where that differs from the others.

use super::network::{Accumulate, Batch, Decayed, Format, Formats, Init, Network};
use serde::{Deserialize, Serialize};

/// Settings of a run's own; what is absent is the network's, and the seed the experiment's. A surface knows
/// only `seed`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    /// Samples of a micro-batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<Batch>,
    /// Several micro-batches per step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accumulate: Option<Accumulate>,
    /// Share of hidden units that are left out in each step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dropout: Option<f64>,
    /// Share of the target's probability that is spread evenly over all classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_smoothing: Option<f64>,
    /// Where the weights start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init: Option<Init>,
    /// In which formats it computes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<Formats>,
    /// What the rule's `weight_decay` acts on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_decay: Option<Decayed>,
    /// Seed of its initial weights, batches, dropout and noise; never of the data or their split.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u32>,
}

impl Training {
    /// Whether it has nothing of its own.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The fields that are given, but for the seed: they need a network.
    pub fn of_networks(&self) -> impl Iterator<Item = &'static str> {
        [
            ("batch", self.batch.is_some()),
            ("accumulate", self.accumulate.is_some()),
            ("dropout", self.dropout.is_some()),
            ("label_smoothing", self.label_smoothing.is_some()),
            ("init", self.init.is_some()),
            ("precision", self.precision.is_some()),
            ("weight_decay", self.weight_decay.is_some()),
        ]
        .into_iter()
        .filter_map(|(field, is_given)| is_given.then_some(field))
    }
}

impl Training {
    /// Each setting that is given in words: "batch 8", "4 micro-batches", "dropout 0.2", "f16", "seed 3".
    pub fn words(&self) -> Vec<String> {
        let batch = self.batch.map(|batch| match batch {
            Batch::Of(size) => format!("batch {size}"),
            Batch::Full(_) => "full batch".to_owned(),
        });
        let accumulate = self.accumulate.map(|accumulate| {
            let slip = if accumulate.forgot_to_divide {
                ", not divided"
            } else {
                ""
            };
            match accumulate.micro_batches {
                1 => "1 micro-batch".to_owned(),
                many => format!("{many} micro-batches{slip}"),
            }
        });
        let init = self.init.as_ref().map(|init| match init {
            Init::Xavier => "Xavier weights".to_owned(),
            Init::He => "He weights".to_owned(),
            Init::Zeros => "weights from 0".to_owned(),
            Init::Normal(scale) => format!("normal weights of {scale}"),
            Init::Weights(_) => "given weights".to_owned(),
        });
        let decay = self.weight_decay.map(|decay| match decay {
            Decayed::All => "decay on everything".to_owned(),
            Decayed::Matrices => "decay on matrices only".to_owned(),
        });
        [
            batch,
            accumulate,
            self.dropout.map(|share| format!("dropout {share}")),
            self.label_smoothing
                .map(|share| format!("label smoothing {share}")),
            init,
            self.precision.map(|formats| formats.words()),
            decay,
            self.seed.map(|seed| format!("seed {seed}")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Formats {
    /// In words: "f16" where all are alike.
    fn words(self) -> String {
        let Self {
            activations,
            gradients,
            weights,
        } = self;
        match activations == gradients && gradients == weights {
            true => activations.name().to_owned(),
            false => format!(
                "activations {}, gradients {}, weights {}",
                activations.name(),
                gradients.name(),
                weights.name()
            ),
        }
    }
}

impl Format {
    /// As a scene spells it.
    fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Bf16 => "bf16",
        }
    }
}

impl Network {
    /// The network as a run with these settings trains it.
    #[must_use]
    pub fn trained_by(&self, own: &Training) -> Self {
        let mut network = self.clone();
        fn put<T: Clone>(target: &mut T, own: &Option<T>) {
            if let Some(own) = own {
                target.clone_from(own);
            }
        }
        put(&mut network.batch, &own.batch);
        put(&mut network.accumulate, &own.accumulate);
        put(&mut network.dropout, &own.dropout);
        put(&mut network.label_smoothing, &own.label_smoothing);
        put(&mut network.init, &own.init);
        put(&mut network.precision, &own.precision);
        put(&mut network.weight_decay, &own.weight_decay);
        network
    }
}
