//! The generated WGSL, the names of the rule beside it.

use super::Explained;
use crate::compile::wgsl::functions;

/// The generated functions; behind an instruction of the step that has a name stands the name.
pub fn page(explained: &Explained) -> String {
    let tape = &explained.program().step;
    let first = tape.inputs.len() + tape.constants.len();
    let nodes = &explained.trial().nodes.places[first..];
    let mut names = nodes.iter().map(|id| explained.names.run(*id));
    let mut text = String::new();
    for line in functions(explained.program()).trim().lines() {
        let name = match line.starts_with("    let x") {
            true => names.next().flatten(),
            false => None,
        };
        text += &match name {
            Some(name) => format!("{line}  // {name}\n"),
            None => format!("{line}\n"),
        };
    }
    text
}
