//! The program as a script sees it.

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder of its own for a test, emptied.
pub fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("command")
        .join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("an old folder can go");
    }
    std::fs::create_dir_all(&folder).expect("a new folder");
    folder
}

/// Runs the program.
pub fn ravine(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// What it printed.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What it complained of.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
