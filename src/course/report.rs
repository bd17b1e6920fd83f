//! What a check of the course looked at.

use super::Fault;

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Cards.
    pub cards: usize,
    /// Numbers in sentences.
    pub live: usize,
    /// Claims.
    pub claims: usize,
    /// What links do.
    pub actions: usize,
    /// All that is wrong.
    pub faults: Vec<Fault>,
}
