//! What the comparison of networks knows beyond the trace: the loss on all samples that are trained on, and
//! once somebody asked for it what the test part says.

/// What is known of one run with one seed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// The loss on all samples that are trained on, with the last weights; None where it diverged.
    pub training: Option<f64>,
    /// What the test part says, where it was asked for.
    pub test: Option<TestedRun>,
}

/// What the test part says of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestedRun {
    /// With the last weights; None where it diverged.
    pub last: Option<Measurement>,
    /// With the weights of the least validation loss of those that are kept, and their step.
    pub best: Option<(usize, Measurement)>,
}

/// Loss and accuracy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    /// Mean of the losses.
    pub loss: f64,
    /// Share of right answers, where classes are predicted.
    pub accuracy: Option<f64>,
}
