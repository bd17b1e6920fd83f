//! Scenes as text: reading with errors that name file, line, column and cause.

use super::locate::locate;
use serde::de::DeserializeOwned;

/// Reads a scene or a sweep. Errors: `file:line:column: error: cause`.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| {
        // serde_json ends its message with the place, which stands at the head here.
        let message = error.to_string();
        let cause = message.split(" at line ").next().unwrap_or(&message);
        let (line, column) = (error.line().max(1), error.column().max(1));
        format!("{file}:{line}:{column}: error: {cause}")
    })
}

/// What is wrong with a field of a scene's text, as `parse` says it.
pub fn at_field(file: &str, text: &str, pointer: &str, severity: &str, message: &str) -> String {
    let (line, column) = locate(text, pointer);
    format!("{file}:{line}:{column}: {severity}: {message}")
}
