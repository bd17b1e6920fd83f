//! Scenes as text: reading with errors that name file, line, column and cause.

use super::locate::{line_and_column, locate, vanishing};
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
/// The text is no JSON, or has a field that there is not, or one of another kind, or a number so small that it would
/// be read as 0.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FileError> {
    let parsed = serde_json::from_str(text).map_err(|error| {
        // serde_json ends its message with the place, which stands at the head here.
        let message = error.to_string();
        let cause = message.split(" at line ").next().unwrap_or(&message);
        FileError {
            file: file.to_owned(),
            line: error.line().max(1),
            column: error.column().max(1),
            cause: cause.to_owned(),
        }
    })?;
    let Some((start, number)) = vanishing(text) else {
        return Ok(parsed);
    };
    let (line, column) = line_and_column(text, start);
    Err(FileError {
        file: file.to_owned(),
        line,
        column,
        cause: format!("{number} is too small, it would be read as 0; write 0"),
    })
}

/// What is wrong with a field of a scene's text, as [`FileError`] says it.
pub fn at_field(file: &str, text: &str, pointer: &str, severity: &str, message: &str) -> String {
    let (line, column) = locate(text, pointer);
    format!("{file}:{line}:{column}: {severity}: {message}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_number_that_would_be_read_as_0_is_named() {
        let kept = r#"{ "1e-400": [0, -0.0, 0e9, 1e-300, "\"1e-400"] }"#;
        assert!(parse::<Value>("kept", kept).is_ok());
        let lost = "{ \"a\": 1,\n  \"b\": [0.5, -2.5e-400] }";
        let error = parse::<Value>("lost", lost).expect_err("it would be 0");
        assert_eq!(
            error.to_string(),
            "lost:2:14: error: -2.5e-400 is too small, it would be read as 0; write 0"
        );
    }
}
