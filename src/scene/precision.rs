//! In which numbers an experiment is computed.

use serde::{Deserialize, Serialize};

/// In which numbers runs are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precision {
    /// f32: what a GPU computes.
    #[default]
    #[serde(rename = "f32")]
    Single,
    /// f64: the reference, which the CPU computes.
    #[serde(rename = "f64")]
    Double,
}

impl Precision {
    /// Whether it is f32.
    pub fn is_single(&self) -> bool {
        *self == Self::Single
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "f32",
            Self::Double => "f64",
        }
    }
}
