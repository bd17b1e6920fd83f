//! The axis of charts over the steps.

use super::Budget;
use serde::{Deserialize, Serialize};

/// What charts over the steps have to the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Along {
    /// What is counted; absent: what the experiment's budget counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Budget>,
    /// Whether it is spread evenly in the logarithm.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub log: bool,
}

impl Along {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
