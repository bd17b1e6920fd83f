//! `ravine language`: the reference of the rule language.

use super::{Failure, output};
use clap::Args;
use ravine::lang::reference::{find, markdown, meant, told};
use std::path::PathBuf;

/// What to print.
#[derive(Args)]
pub struct Arguments {
    /// Only what is said of this word, such as `clamp`
    word: Option<String>,
    /// File to write; standard output where absent
    #[arg(short, long)]
    output: Option<PathBuf>,
}

/// Prints the reference, or what a search finds in it.
pub fn language(arguments: &Arguments) -> Result<(), Failure> {
    let text = match &arguments.word {
        None => markdown(),
        Some(word) => {
            let found = told(find(word).map(|(_, entry)| entry));
            if found.is_empty() {
                let hint = meant(word).map_or_else(String::new, |m| format!("; did you mean `{m}`?"));
                let message = format!("error: the language has no word `{word}`{hint}");
                return Err(Failure::Input(message));
            }
            found
        }
    };
    output::write(arguments.output.as_deref(), text.as_bytes())
}
