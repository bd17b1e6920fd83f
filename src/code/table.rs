//! How a library spells things: the files under `assets/code/`, read once.

use super::Refusal;
use super::condition::Condition;
use crate::lang::rule::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Values by the names of their parameters.
pub type ParamValues = BTreeMap<String, Value>;

/// One of the files.
pub struct LibraryTable {
    entries: Vec<Entry>,
}

struct Entry {
    kind: String,
    name: String,
    condition: Condition,
    body: String,
}

/// Before the sentence of an entry that says why a library cannot do it.
const REFUSED: &str = "refused: ";

/// PyTorch's.
pub fn torch() -> &'static LibraryTable {
    static TABLE: OnceLock<LibraryTable> = OnceLock::new();
    TABLE.get_or_init(|| LibraryTable::read(include_str!("../../assets/code/torch.txt")))
}

/// optax's.
pub fn optax() -> &'static LibraryTable {
    static TABLE: OnceLock<LibraryTable> = OnceLock::new();
    TABLE.get_or_init(|| LibraryTable::read(include_str!("../../assets/code/optax.txt")))
}

/// Python's own.
pub fn python() -> &'static LibraryTable {
    static TABLE: OnceLock<LibraryTable> = OnceLock::new();
    TABLE.get_or_init(|| LibraryTable::read(include_str!("../../assets/code/python.txt")))
}

impl LibraryTable {
    /// An entry is a line that is not indented, and the indented lines behind it, if its text does not stand
    /// behind `=`.
    fn read(text: &str) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            match (line.strip_prefix("    "), entries.last_mut()) {
                (Some(more), Some(entry)) => entry.body += &format!("{more}\n"),
                (None, Some(entry)) if line.is_empty() => entry.body.push('\n'),
                _ if line.is_empty() => {}
                _ => entries.push(Entry::read(line)),
            }
        }
        for entry in &mut entries {
            entry.body.truncate(entry.body.trim_end().len());
        }
        Self { entries }
    }

    /// The text of an entry.
    pub fn get(&self, kind: &str, name: &str) -> Option<&str> {
        self.entries
            .iter()
            .find(|e| e.kind == kind && e.name == name)
            .map(|e| e.body.as_str())
    }

    /// The first entry of a rule whose condition holds, filled; None where the library has no such thing.
    ///
    /// # Errors
    /// Why it does not take these values.
    pub fn rule(
        &self,
        kind: &str,
        name: &str,
        values: &ParamValues,
        texts: &BTreeMap<&str, String>,
    ) -> Option<Result<String, Refusal>> {
        let mut own = self.entries.iter().filter(|e| e.kind == kind && e.name == name);
        let entry = own.find(|entry| entry.condition.holds(values))?;
        let text = fill(&entry.body, texts);
        Some(match text.strip_prefix(REFUSED) {
            Some(why) => Err(Refusal::OfTheLibrary(why.to_owned())),
            None => Ok(text),
        })
    }

    /// The entries of a kind: their names, the parameters that they ask for, and their texts.
    #[cfg(test)]
    pub(super) fn entries(&self, kind: &str) -> Vec<(&str, Vec<&str>, &str)> {
        let own = self.entries.iter().filter(|e| e.kind == kind);
        own.map(|e| (e.name.as_str(), e.condition.names(), e.body.as_str()))
            .collect()
    }
}

impl Entry {
    fn read(line: &str) -> Self {
        let (head, body) = line.split_once(" = ").unwrap_or((line, ""));
        let (names, condition) = head.split_once(" if ").unwrap_or((head, ""));
        let mut words = names.split_whitespace().map(str::to_owned);
        Self {
            kind: words.next().unwrap_or_default(),
            name: words.next().unwrap_or_default(),
            condition: Condition::read(condition),
            body: body.to_owned(),
        }
    }
}

/// A parameter's value in Python.
pub fn written(value: &Value) -> String {
    match value {
        Value::Number(number) => self::number(*number),
        Value::Switch(on) => if *on { "True" } else { "False" }.to_owned(),
        Value::List(list) => {
            let list: Vec<String> = list.iter().map(|v| number(*v)).collect();
            format!("[{}]", list.join(", "))
        }
    }
}

/// A number in Python that is no count: libraries tell 0.0 from 0.
pub fn decimal(value: f64) -> String {
    format!("{value:?}")
}

/// A number in Python: whole ones as such, so that they can count steps.
pub fn number(value: f64) -> String {
    match value.fract() == 0.0 && value.abs() < 1e15 {
        true => format!("{value}"),
        false => format!("{value:?}"),
    }
}

/// A text with values in the place of their names in braces. A line that is nothing but a name takes as many
/// lines as its value, all indented as it is, and none where the value is empty.
pub fn fill(text: &str, values: &BTreeMap<&str, String>) -> String {
    let mut filled = String::new();
    for line in text.lines() {
        let bare = line.trim_start();
        let indent = &line[..line.len() - bare.len()];
        let replaced = replace(bare, values);
        if replaced.is_empty() && !bare.is_empty() {
            continue;
        }
        let mut lines = replaced.split('\n');
        let first = lines.next().unwrap_or("");
        for (index, line) in std::iter::once(first).chain(lines).enumerate() {
            let indent = if line.is_empty() { "" } else { indent };
            let begin = if index == 0 && filled.is_empty() { "" } else { "\n" };
            filled += &format!("{begin}{indent}{line}");
        }
    }
    filled
}

/// Names that have no value stay as they are.
fn replace(line: &str, values: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('{') {
        let (before, behind) = rest.split_at(open);
        out += before;
        let close = behind.find('}');
        let value = close.and_then(|close| Some((close, values.get(&behind[1..close])?)));
        rest = match value {
            Some((close, value)) => {
                out += value;
                &behind[close + 1..]
            }
            None => {
                out.push('{');
                &behind[1..]
            }
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Kind;

    #[test]
    fn values_take_the_place_of_their_names() {
        let values = BTreeMap::from([
            ("a", "1\n2".to_owned()),
            ("b", String::new()),
            ("c", "x".to_owned()),
        ]);
        for (text, filled) in [
            ("{a}", "1\n2"),
            ("  {a}\n{b}\nend", "  1\n  2\nend"),
            ("f({c}, {c}) {d} {", "f(x, x) {d} {"),
            ("one\n\ntwo", "one\n\ntwo"),
        ] {
            assert_eq!(fill(text, &values), filled, "{text:?}");
        }
    }

    #[test]
    fn the_first_entry_whose_condition_holds_is_taken() {
        let table = LibraryTable::read(
            "# why\nrule a if on = f({x})\nrule a if x > 1\n    refused: x is above {x}.\n\nrule b\n    \
                one\n\n    two\n",
        );
        let found = |on, x| {
            let values = ParamValues::from([
                ("on".to_owned(), Value::Switch(on)),
                ("x".to_owned(), Value::Number(x)),
            ]);
            table.rule("rule", "a", &values, &BTreeMap::from([("x", decimal(x))]))
        };
        assert_eq!(found(true, 0.5), Some(Ok("f(0.5)".to_owned())));
        let why = Refusal::OfTheLibrary("x is above 2.0.".to_owned());
        assert_eq!(found(false, 2.0), Some(Err(why)));
        assert_eq!(found(false, 0.5), None);
        assert_eq!(table.get("rule", "b"), Some("one\n\ntwo"));
    }

    /// Kinds of entries that belong to a rule, and what is known there besides its parameters.
    #[test]
    fn entries_name_rules_and_parameters_that_there_are() {
        let known = ["parameters", "T", "drives", "velocity", "lr", "value"];
        for table in [torch(), optax()] {
            for (kind, of) in [
                ("optimizer", Kind::Optimizer),
                ("schedule", Kind::Schedule),
                ("stage", Kind::Stage),
                ("activation", Kind::Activation),
                ("setup", Kind::Stage),
                ("backward", Kind::Stage),
                ("step", Kind::Stage),
            ] {
                for (name, asked, text) in table.entries(kind).into_iter().filter(|e| !e.0.is_empty()) {
                    let rule = crate::catalog::find(of, name).map(|entry| &entry.rule);
                    let rule = rule.unwrap_or_else(|| panic!("{kind} {name}: there is none"));
                    let params: Vec<&str> = rule.params.iter().map(|p| p.name.text.as_str()).collect();
                    let filled = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
                    for word in asked.into_iter().chain(filled.map(|(word, _)| word)) {
                        let there = params.contains(&word) || known.contains(&word);
                        assert!(there || word.contains(' '), "{kind} {name} has no `{word}`");
                    }
                }
            }
        }
    }
}
