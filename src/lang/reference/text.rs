//! The reference as Markdown.

use super::{Example, ReferenceEntry, groups};
use std::fmt::Write as _;

/// Some entries as plain text, each with its example.
pub fn told<'a>(entries: impl IntoIterator<Item = &'a ReferenceEntry>) -> String {
    let mut text = String::new();
    for entry in entries {
        let example = entry.example.text().replace('\n', "\n      ");
        let result = entry.example.result();
        let _ = write!(text, "{}\n    {}\n", entry.form, entry.about);
        let _ = match entry.example {
            Example::Rule(..) => writeln!(text, "    {result}:\n      {example}\n"),
            _ => writeln!(text, "    {example} {result}\n"),
        };
    }
    text
}

/// The whole reference: what `LANGUAGE.md` holds.
pub fn markdown() -> String {
    let mut text = String::from(
        "# The rule language\n\n\
         Every optimizer, schedule, gradient stage and loss surface of Ravine is a short text in this \
         language.\n\
         `ravine check FILE` says what is wrong with one, `ravine explain FILE` what becomes of it.\n\n\
         Written by `ravine language -o LANGUAGE.md` from the tables of the parser and the check; every \
         example here is run \
         by a test.\n",
    );
    for group in groups() {
        let _ = write!(text, "\n## {}\n\n{}\n", group.title, group.about);
        let is_short = group
            .entries
            .iter()
            .all(|e| !matches!(e.example, Example::Rule(..)));
        if is_short {
            text += "\n| | | Example |\n| --- | --- | --- |\n";
            group.entries.iter().for_each(|e| text += &row(e));
        } else {
            group.entries.iter().for_each(|e| text += &section(e));
        }
    }
    text
}

fn row(entry: &ReferenceEntry) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let (form, about) = (cell(&entry.form), cell(&entry.about));
    format!(
        "| `{form}` | {about} | `{}` {} |\n",
        cell(entry.example.text()),
        entry.example.result()
    )
}

fn section(entry: &ReferenceEntry) -> String {
    let (form, about, example) = (&entry.form, &entry.about, &entry.example);
    let shown = match example {
        Example::Rule(..) => format!("```\n{}\n```", example.text()),
        _ => format!("`{}` {}", example.text(), example.result()),
    };
    format!("\n### `{form}`\n\n{about}\n\n{shown}\n")
}
