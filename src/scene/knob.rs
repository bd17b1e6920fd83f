//! Numbers of a network, of its data and of how it is trained that an axis can set: one table of what each is
//! called, what it does and over which range it is usually looked at.

use super::network::{Batch, Init, Network};
use super::sweep::Spread;
use super::training::Training;
use crate::data::generate;

/// Why a network has nothing that a knob would change, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No hidden layer.
    #[error("this network has no hidden layer whose width could be swept; give it one in `layers`")]
    NoWidth,
    /// No step is corrupt.
    #[error("no step of this network is corrupt; give it `corrupt` first")]
    NotCorrupt,
}

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
    /// Units of every hidden layer.
    Width,
    /// The step whose samples are spoiled.
    CorruptStep,
    /// What the features of these samples are multiplied by.
    CorruptFactor,
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
pub enum Takes {
    /// Whole numbers from 1 on.
    Count,
    /// What can be a seed.
    Seed,
    /// Any number.
    Number,
}

/// All that is said of a knob.
#[derive(Clone, Copy, Debug)]
pub struct KnobRow {
    /// Which one it is.
    pub knob: Knob,
    /// Its name on an axis: that of the scene's field.
    pub name: &'static str,
    /// What it is called.
    pub words: &'static str,
    /// What it does.
    pub about: &'static str,
    /// What numbers it takes.
    pub takes: Takes,
    /// Over which range it is usually looked at, and how values are spread there.
    pub usual: ([f64; 2], Spread),
}

/// Every knob, in the order of a menu.
pub const ALL: [KnobRow; 13] = [
    KnobRow {
        knob: Knob::Batch,
        name: "batch",
        words: "Batch size",
        about: "How many samples a micro-batch has",
        takes: Takes::Count,
        usual: ([1.0, 256.0], Spread::Log),
    },
    KnobRow {
        knob: Knob::MicroBatches,
        name: "micro_batches",
        words: "Micro-batches per step",
        about: "Over how many micro-batches a step takes the mean of the gradients",
        takes: Takes::Count,
        usual: ([1.0, 8.0], Spread::Linear),
    },
    KnobRow {
        knob: Knob::Dropout,
        name: "dropout",
        words: "Dropout",
        about: "The share of hidden units that a step leaves out",
        takes: Takes::Number,
        usual: ([0.0, 0.8], Spread::Linear),
    },
    KnobRow {
        knob: Knob::LabelSmoothing,
        name: "label_smoothing",
        words: "Label smoothing",
        about: "The share of the target's probability that is spread over all classes",
        takes: Takes::Number,
        usual: ([0.0, 0.5], Spread::Linear),
    },
    KnobRow {
        knob: Knob::InitNormal,
        name: "init.normal",
        words: "Standard deviation of the initial weights",
        about: "Weights start at normal random numbers with this standard deviation",
        takes: Takes::Number,
        usual: ([1e-3, 3.0], Spread::Log),
    },
    KnobRow {
        knob: Knob::Width,
        name: "width",
        words: "Units of each hidden layer",
        about: "How many units every hidden layer has",
        takes: Takes::Count,
        usual: ([1.0, 32.0], Spread::Log),
    },
    KnobRow {
        knob: Knob::CorruptStep,
        name: "corrupt.step",
        words: "Step with a corrupt batch",
        about: "The step whose samples are spoiled",
        takes: Takes::Count,
        usual: ([1.0, 100.0], Spread::Linear),
    },
    KnobRow {
        knob: Knob::CorruptFactor,
        name: "corrupt.factor",
        words: "Factor on the corrupt batch",
        about: "What the features of the spoiled samples are multiplied by",
        takes: Takes::Number,
        usual: ([1.0, 1000.0], Spread::Log),
    },
    KnobRow {
        knob: Knob::DataSize,
        name: "data.size",
        words: "Samples",
        about: "How many samples there are, those that are held back among them",
        takes: Takes::Count,
        usual: ([50.0, 1000.0], Spread::Log),
    },
    KnobRow {
        knob: Knob::DataNoise,
        name: "data.noise",
        words: "Noise of the data",
        about: "Standard deviation of what is added to every coordinate of the data",
        takes: Takes::Number,
        usual: ([0.0, 0.5], Spread::Linear),
    },
    KnobRow {
        knob: Knob::DataTurns,
        name: "data.turns",
        words: "Turns of the spirals",
        about: "How often a spiral goes around",
        takes: Takes::Number,
        usual: ([0.5, 3.0], Spread::Linear),
    },
    KnobRow {
        knob: Knob::DataCells,
        name: "data.cells",
        words: "Squares along a side",
        about: "How many squares the checkerboard has along a side",
        takes: Takes::Count,
        usual: ([2.0, 8.0], Spread::Linear),
    },
    KnobRow {
        knob: Knob::DataSeed,
        name: "data.seed",
        words: "Seed of the data",
        about: "Which random numbers the data are made from",
        takes: Takes::Seed,
        usual: ([0.0, 63.0], Spread::Linear),
    },
];

impl Knob {
    /// The knob of a name; `accumulate` is the scene's word for micro-batches.
    pub fn named(name: &str) -> Option<Self> {
        let name = match name {
            "accumulate" | "accumulate.micro_batches" => "micro_batches",
            other => other,
        };
        ALL.iter().find(|row| row.name == name).map(|row| row.knob)
    }

    /// What is said of it.
    pub fn row(self) -> &'static KnobRow {
        let own = ALL.iter().find(|row| row.knob == self);
        own.unwrap_or(&ALL[0])
    }

    /// Whether its values are of different networks or data, not of how one network is trained.
    pub fn builds(self) -> bool {
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
    pub fn fits(self, network: &Network) -> Result<(), Unfit> {
        match self {
            Self::Width if network.layers.len() < 3 => Err(Unfit::NoWidth),
            Self::CorruptStep | Self::CorruptFactor if network.corrupt.is_none() => Err(Unfit::NotCorrupt),
            _ => Ok(()),
        }
    }

    /// Whether these data have it: what is generated has its own numbers, a table none.
    pub fn is_of(self, network: &Network) -> bool {
        let name = network.data.name.as_deref();
        let generator = generate::ALL.iter().find(|g| Some(g.id) == name);
        let reads = |field: &str| generator.is_some_and(|g| g.fields.contains(&field));
        let fits = match self {
            Self::DataSize => name.is_some(),
            Self::DataNoise | Self::DataSeed => generator.is_some(),
            Self::DataTurns => reads("turns"),
            Self::DataCells => reads("cells"),
            Self::Dropout => network.layers.len() > 2,
            _ => true,
        };
        fits && self.fits(network).is_ok()
    }

    /// Its value in a network as a scene tells it; None where the scene says otherwise, as of a full batch.
    pub fn get(self, network: &Network) -> Option<f64> {
        let data = &network.data;
        let generator = generate::ALL.iter().find(|g| Some(g.id) == data.name.as_deref());
        match self {
            Self::Batch => match network.batch {
                Batch::Of(count) => Some(f64::from(count)),
                Batch::Full(_) => None,
            },
            Self::MicroBatches => Some(f64::from(network.accumulate.micro_batches)),
            Self::Dropout => Some(network.dropout),
            Self::LabelSmoothing => Some(network.label_smoothing),
            Self::InitNormal => match network.init {
                Init::Normal(scale) => Some(scale),
                _ => None,
            },
            Self::Width => network.layers.get(1).map(|units| *units as f64),
            Self::CorruptStep => network.corrupt.map(|corrupt| f64::from(corrupt.step)),
            Self::CorruptFactor => network.corrupt.map(|corrupt| corrupt.factor),
            Self::DataSize => data.size.or(generator.map(|_| generate::SIZE)).map(f64::from),
            Self::DataNoise => data.noise.or(generator.map(|g| g.noise)),
            Self::DataTurns => Some(data.turns.unwrap_or(generate::TURNS)),
            Self::DataCells => Some(f64::from(data.cells.unwrap_or(generate::CELLS))),
            Self::DataSeed => data.seed.map(f64::from),
        }
    }

    /// Sets it in a network as a scene tells it.
    pub fn set(self, network: &mut Network, value: f64) {
        self.give(network, &mut Training::default(), value);
    }

    /// Gives it to a run of a network: to the run's own training where that has it, else to the network. A
    /// count is rounded.
    pub fn give(self, network: &mut Network, own: &mut Training, value: f64) {
        let count = value.round() as u32;
        match self {
            Self::Batch => *own.batch.as_mut().unwrap_or(&mut network.batch) = Batch::Of(count.max(1)),
            Self::MicroBatches => {
                let accumulate = own.accumulate.as_mut().unwrap_or(&mut network.accumulate);
                accumulate.micro_batches = count.max(1);
            }
            Self::Dropout => *own.dropout.as_mut().unwrap_or(&mut network.dropout) = value,
            Self::LabelSmoothing => {
                *own.label_smoothing
                    .as_mut()
                    .unwrap_or(&mut network.label_smoothing) = value;
            }
            Self::InitNormal => *own.init.as_mut().unwrap_or(&mut network.init) = Init::Normal(value),
            Self::CorruptStep => network.corrupt.get_or_insert_default().step = count.max(1),
            Self::CorruptFactor => network.corrupt.get_or_insert_default().factor = value,
            Self::Width => {
                let last = network.layers.len().saturating_sub(1);
                for units in network.layers.iter_mut().take(last).skip(1) {
                    *units = count.max(1) as usize;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_knob_has_a_row_and_takes_back_what_it_was_given() {
        let text = r#"{ "data": "spirals", "layers": [2, 4, 4, 2], "corrupt": { "step": 3, "factor": 2 } }"#;
        let network: Network = serde_json::from_str(text).expect("a network");
        for row in &ALL {
            assert_eq!(Knob::named(row.name), Some(row.knob));
            assert_eq!(row.knob.row().name, row.name);
            let ([low, high], _) = row.usual;
            for value in [low, high] {
                let mut network = network.clone();
                row.knob.set(&mut network, value);
                assert_eq!(row.knob.get(&network), Some(value), "{}", row.name);
            }
            let offered = row.knob.is_of(&network);
            assert_eq!(offered, row.knob != Knob::DataCells, "{}", row.name);
        }
    }

    #[test]
    fn a_run_with_its_own_training_keeps_the_others_as_they_are() {
        let mut network: Network =
            serde_json::from_str(r#"{ "data": "moons", "layers": [2, 4, 2] }"#).expect("a network");
        let mut own = Training {
            batch: Some(Batch::Of(8)),
            ..Training::default()
        };
        Knob::Batch.give(&mut network, &mut own, 15.6);
        Knob::Dropout.give(&mut network, &mut own, 0.25);
        assert_eq!((own.batch, network.batch), (Some(Batch::Of(16)), Batch::Of(32)));
        assert_eq!((own.dropout, network.dropout), (None, 0.25));
    }
}
