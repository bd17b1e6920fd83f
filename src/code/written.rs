//! The rules of a run, as a program needs them.

use super::table::{Table, Values, fill};
use crate::lang::rule::Value;
use crate::lang::{Checked, Kind, Rule, compile_rule};
use crate::scene::{Params, Reference};

/// A rule with its parameters.
pub(super) struct Written {
    /// Its name among the library's entries; an own rule has none.
    pub id: Option<String>,
    pub rule: Rule,
    pub checked: Checked,
    pub values: Values,
}

impl Written {
    /// The rule of a reference, with its parameters. Errors: what is wrong with it.
    pub fn of(kind: Kind, reference: &Reference, params: &Params) -> Result<Self, String> {
        let (id, source) = match reference {
            Reference::Source(source) => (None, source.as_str()),
            Reference::Name(id) => {
                let entry =
                    crate::catalog::find(kind, id).ok_or_else(|| format!("There is no {kind} `{id}`."))?;
                (Some(id.clone()), entry.rule.source.as_str())
            }
        };
        let (rule, checked, found) = compile_rule(kind, source);
        let wrong = || found.first().map_or_else(String::new, |d| d.message.clone());
        let checked = checked.ok_or_else(wrong)?;
        let values = rule.params.iter().map(|param| {
            let name = &param.name.text;
            (name.clone(), params.get(name).unwrap_or(&param.default).clone())
        });
        let values = values.collect();
        Ok(Self {
            id,
            rule,
            checked,
            values,
        })
    }

    /// The library's own, where it has it.
    pub fn own(&self, table: &Table, more: &[(&str, String)]) -> Option<String> {
        let found = table.rule(&self.rule.kind.to_string(), self.id.as_ref()?, &self.values)?;
        Some(fill(&found, &more.iter().cloned().collect()))
    }

    /// A parameter that is a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.values.get(name) {
            Some(Value::Number(value)) => Some(*value),
            _ => None,
        }
    }

    /// What it is called in a sentence.
    pub fn name(&self) -> String {
        match self.rule.name.is_empty() {
            true => format!("an own {}", self.rule.kind),
            false => self.rule.name.clone(),
        }
    }
}
