//! Scenes as text: reading with errors that name file, line, column and cause.

use super::locate::locate;
use serde::de::DeserializeOwned;

/// Why a text is no scene or sweep, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: error: {cause}")]
pub struct FileError {
    /// What the text is called.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What is wrong there.
    pub cause: String,
}

/// Reads a scene or a sweep.
///
/// # Errors
/// The text is no JSON, or has a field that there is not, or one of another kind.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FileError> {
    serde_json::from_str(text).map_err(|error| {
        // serde_json ends its message with the place, which stands at the head here.
        let message = error.to_string();
        let cause = message.split(" at line ").next().unwrap_or(&message);
        FileError {
            file: file.to_owned(),
            line: error.line().max(1),
            column: error.column().max(1),
            cause: cause.to_owned(),
        }
    })
}

/// What is wrong with a field of a scene's text, as [`FileError`] says it.
pub fn at_field(file: &str, text: &str, pointer: &str, severity: &str, message: &str) -> String {
    let (line, column) = locate(text, pointer);
    format!("{file}:{line}:{column}: {severity}: {message}")
}
