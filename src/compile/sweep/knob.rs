//! Numbers of a network and of how it is trained that an axis can set.

use super::axis_error::AxisError;
use crate::scene::network::{Batch, Init, Network};

/// A number of a network, of its data or of how it is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    /// Samples of a micro-batch.
    Batch,
    /// Micro-batches per step.
    MicroBatches,
    /// Share of hidden units that are left out.
    Dropout,
    /// Share of the target's probability that is spread over all classes.
    LabelSmoothing,
    /// Standard deviation of normal initial weights.
    InitNormal,
    /// The step whose samples are spoiled.
    CorruptStep,
    /// What the features of these samples are multiplied by.
    CorruptFactor,
    /// Units of every hidden layer.
    Width,
    /// How many samples are generated.
    DataSize,
    /// Standard deviation of what is added to every generated coordinate.
    DataNoise,
    /// How often a spiral goes around.
    DataTurns,
    /// Squares along a side of the checkerboard.
    DataCells,
    /// Seed of the generated data.
    DataSeed,
}

/// What numbers a knob takes; how large they may be is checked with the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// Whole numbers from 1 on.
    Count,
    /// What can be a seed.
    Seed,
    /// Any number.
    Number,
}

/// By name on an axis; the names are those of the scene's fields.
pub(super) const NAMES: [(&str, Knob); 13] = [
    ("batch", Knob::Batch),
    ("micro_batches", Knob::MicroBatches),
    ("dropout", Knob::Dropout),
    ("label_smoothing", Knob::LabelSmoothing),
    ("init.normal", Knob::InitNormal),
    ("corrupt.step", Knob::CorruptStep),
    ("corrupt.factor", Knob::CorruptFactor),
    ("width", Knob::Width),
    ("data.size", Knob::DataSize),
    ("data.noise", Knob::DataNoise),
    ("data.turns", Knob::DataTurns),
    ("data.cells", Knob::DataCells),
    ("data.seed", Knob::DataSeed),
];

impl Knob {
    /// The knob of a name; `accumulate` is the scene's word for micro-batches.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = match name {
            "accumulate" | "accumulate.micro_batches" => "micro_batches",
            other => other,
        };
        NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, knob)| *knob)
    }

    pub(super) fn takes(self) -> Takes {
        match self {
            Self::Batch
            | Self::MicroBatches
            | Self::CorruptStep
            | Self::Width
            | Self::DataSize
            | Self::DataCells => Takes::Count,
            Self::DataSeed => Takes::Seed,
            _ => Takes::Number,
        }
    }

    /// Whether its values are of different networks or data, not of how one network is trained.
    pub(super) fn builds(self) -> bool {
        matches!(
            self,
            Self::Width
                | Self::DataSize
                | Self::DataNoise
                | Self::DataTurns
                | Self::DataCells
                | Self::DataSeed
        )
    }

    /// # Errors
    /// The network has nothing that it would change.
    pub(super) fn fits(self, network: &Network) -> Result<(), AxisError> {
        match self {
            Self::Width if network.layers.len() < 3 => Err(AxisError::NoWidth),
            Self::CorruptStep | Self::CorruptFactor if network.corrupt.is_none() => {
                Err(AxisError::NotCorrupt)
            }
            _ => Ok(()),
        }
    }

    /// Sets it in a network as a scene tells it.
    pub(super) fn set(self, network: &mut Network, value: f64) {
        let count = value as u32;
        match self {
            Self::Batch => network.batch = Batch::Of(count),
            Self::MicroBatches => network.accumulate.micro_batches = count,
            Self::Dropout => network.dropout = value,
            Self::LabelSmoothing => network.label_smoothing = value,
            Self::InitNormal => network.init = Init::Normal(value),
            Self::CorruptStep => network.corrupt.get_or_insert_default().step = count,
            Self::CorruptFactor => network.corrupt.get_or_insert_default().factor = value,
            Self::Width => {
                let last = network.layers.len().saturating_sub(1);
                for units in network.layers.iter_mut().take(last).skip(1) {
                    *units = count as usize;
                }
            }
            Self::DataSize => network.data.size = Some(count),
            Self::DataNoise => network.data.noise = Some(value),
            Self::DataTurns => network.data.turns = Some(value),
            Self::DataCells => network.data.cells = Some(count),
            Self::DataSeed => network.data.seed = Some(count),
        }
    }
}
