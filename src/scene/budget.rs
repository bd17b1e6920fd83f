//! What the length of an experiment counts.

use serde::{Deserialize, Serialize};

/// What `steps` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Budget {
    /// Steps: all runs take as many.
    #[default]
    Steps,
    /// Gradient evaluations: a run whose step takes two of them takes half as many steps.
    Evaluations,
    /// Samples that a network learns from: a run whose step takes more of them takes fewer steps, those that
    /// fill no step left out.
    Samples,
}

impl Budget {
    /// Whether it counts steps.
    pub fn is_steps(&self) -> bool {
        *self == Self::Steps
    }

    /// What one of them is called.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Steps => "step",
            Self::Evaluations => "gradient evaluation",
            Self::Samples => "sample",
        }
    }
}
