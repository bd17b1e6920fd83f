//! Which engine computes, and why.

use crate::engine::Info;

/// The engine in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineStatus {
    /// `gpu` or `cpu`.
    pub kind: &'static str,
    /// The device's own name.
    pub adapter: String,
    /// Why there is no GPU, or why it is another one than before.
    pub note: Option<String>,
    /// Whether it computes now.
    pub busy: bool,
}

impl EngineStatus {
    /// Of an engine that has nothing to do yet.
    pub fn of(info: &Info, note: Option<String>) -> Self {
        Self {
            kind: info.kind,
            adapter: info.adapter.clone(),
            note,
            busy: false,
        }
    }

    /// Whether it is the status of an engine.
    pub fn is_of(&self, info: &Info) -> bool {
        (self.kind, &self.adapter) == (info.kind, &info.adapter)
    }
}
