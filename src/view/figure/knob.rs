//! What a number of a network is called on an axis.

use crate::compile::sweep::knob::Knob;

/// In the field's words.
pub(super) fn label(knob: Knob) -> &'static str {
    match knob {
        Knob::Batch => "Batch size",
        Knob::MicroBatches => "Micro-batches per step",
        Knob::Dropout => "Dropout",
        Knob::LabelSmoothing => "Label smoothing",
        Knob::InitNormal => "Standard deviation of the initial weights",
        Knob::CorruptStep => "Step with a corrupt batch",
        Knob::CorruptFactor => "Factor on the corrupt batch",
        Knob::Width => "Units of each hidden layer",
        Knob::DataSize => "Samples",
        Knob::DataNoise => "Noise of the data",
        Knob::DataTurns => "Turns of the spirals",
        Knob::DataCells => "Squares along a side",
        Knob::DataSeed => "Seed of the data",
    }
}
