//! What a control asks of the app beyond a change of the scene.

use crate::scene::Scene;

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Open another scene.
    Open(Box<Scene>),
    /// Take the last change back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// From dark to light and back.
    Theme,
    /// Show the help, or hide it.
    Help,
}
