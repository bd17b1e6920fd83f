//! How a library spells things: the files under `assets/code/`, read once.

use crate::lang::rule::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Values by the names of their parameters.
pub type Values = BTreeMap<String, Value>;

/// One of the files.
pub struct Table {
    entries: Vec<Entry>,
}

struct Entry {
    kind: String,
    name: String,
    /// The parameter that must be on, or not 0.
    switch: Option<String>,
    body: String,
}

/// PyTorch's.
pub fn torch() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(include_str!("../../assets/code/torch.txt")))
}

/// optax's.
pub fn optax() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(include_str!("../../assets/code/optax.txt")))
}

/// Python's own.
pub fn python() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(include_str!("../../assets/code/python.txt")))
}

impl Table {
    /// An entry is a line that is not indented, and the indented lines behind it, if its text does not stand behind `=`.
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

    /// The text of a rule's entry, filled with its parameters; None where the library has no such thing.
    pub fn rule(&self, kind: &str, name: &str, values: &Values) -> Option<String> {
        let entry = self.entries.iter().find(|e| e.kind == kind && e.name == name)?;
        let on = |name: &String| match values.get(name) {
            Some(Value::Switch(on)) => *on,
            Some(Value::Number(number)) => *number != 0.0,
            Some(Value::List(_)) | None => false,
        };
        if !entry.switch.as_ref().is_none_or(on) {
            return None;
        }
        let written = values.iter().map(|(name, value)| (name.as_str(), written(value)));
        Some(fill(&entry.body, &written.collect()))
    }
}

impl Entry {
    fn read(line: &str) -> Self {
        let (head, body) = line.split_once(" = ").unwrap_or((line, ""));
        let mut words = head.split_whitespace().map(str::to_owned);
        Self {
            kind: words.next().unwrap_or_default(),
            name: words.next().unwrap_or_default(),
            switch: words.nth(1),
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

/// A number in Python: whole ones as such, so that they can count steps.
pub fn number(value: f64) -> String {
    match value.fract() == 0.0 && value.abs() < 1e15 {
        true => format!("{value}"),
        false => format!("{value:?}"),
    }
}

/// A text with values in the place of their names in braces. A line that is nothing but a name takes as many lines as
/// its value, all indented as it is, and none where the value is empty.
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
    fn entries_are_found_by_kind_name_and_switch() {
        let table = Table::read("# why\nrule a if on = f({x})\n\nrule b\n    one\n\n    two\n");
        let values = |on| {
            Values::from([
                ("on".to_owned(), Value::Switch(on)),
                ("x".to_owned(), Value::Number(0.5)),
            ])
        };
        assert_eq!(table.rule("rule", "a", &values(true)).as_deref(), Some("f(0.5)"));
        assert_eq!(table.rule("rule", "a", &values(false)), None);
        assert_eq!(table.get("rule", "b"), Some("one\n\ntwo"));
    }
}
