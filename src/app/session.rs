//! The loop from what the user chose to what was computed from it.

use crate::scene::Scene;
use crate::trace::{Field, Trace};
use std::sync::Arc;

/// The scene and what is known of it.
pub struct Session {
    /// What the user chose.
    pub scene: Scene,
    /// The last good trace.
    pub trace: Arc<Trace>,
    /// The last good field.
    pub field: Option<Arc<Field>>,
    /// What is wrong with the scene.
    pub findings: Vec<Finding>,
    /// What computes.
    pub engine: EngineStatus,
}

/// Something wrong in the scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer in the scene, such as `/experiment/runs/0/params/lr`.
    pub pointer: String,
    /// What is wrong and what would be right.
    pub message: String,
    /// Whether the scene cannot run.
    pub is_error: bool,
}

/// The engine in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineStatus {
    /// `gpu` or `cpu`.
    pub kind: &'static str,
    /// The device's own name.
    pub adapter: String,
    /// Why there is no GPU.
    pub note: Option<String>,
    /// Whether it computes now.
    pub busy: bool,
}

impl Session {
    /// A session on a scene.
    pub fn new(scene: Scene) -> Self {
        Self::with(scene, Trace::default(), None)
    }

    /// A session that begins with a known trace and field.
    pub fn with(scene: Scene, trace: Trace, field: Option<Field>) -> Self {
        Self {
            scene,
            trace: Arc::new(trace),
            field: field.map(Arc::new),
            findings: Vec::new(),
            engine: EngineStatus {
                kind: "cpu",
                ..EngineStatus::default()
            },
        }
    }

    /// Computes what changed. Called once a frame.
    pub fn update(&mut self, _ctx: &egui::Context) {}
}
