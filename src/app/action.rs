//! What a control asks of the app beyond a change of the scene.

use super::give::export::Export;

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub enum AppCommand {
    /// Open a prepared scene, by its name.
    Prepared(&'static str),
    /// Take the last change back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Show the scene's link.
    Share,
    /// Open the course, or close its contents.
    Study,
    /// Save a file.
    Export(Export),
    /// Show a run as a program for a library.
    Code,
    /// Let the user choose a file to open.
    Choose,
    /// Let the selected run go on twice from the current step.
    Fork,
    /// Enter or leave the presenter view.
    Present,
    /// Show the link's code alone.
    Scan,
    /// Turn so many cards on.
    Turn(isize),
    /// Open or close the speaker's notes.
    Notes,
    /// From dark to light and back.
    Theme,
    /// Show the help.
    Help,
}
