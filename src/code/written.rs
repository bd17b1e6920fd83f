//! The rules of a run, as a program needs them.

use super::Refusal;
use super::table::{LibraryTable, ParamValues, decimal, written};
use crate::lang::rule::{Scale, Value};
use crate::lang::{Checked, Kind, Rule};
use crate::scene::{Budget, Experiment, Params, Reference, Run};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether a program can take a run's steps, whatever its rules are.
///
/// # Errors
/// Why it cannot.
pub(super) fn possible(experiment: &Experiment, run: &Run) -> Result<(), Refusal> {
    match experiment.budget {
        _ if run.from.is_some() => Err(Refusal::Forked),
        Budget::Samples => Err(Refusal::CountsSamples),
        Budget::Steps | Budget::Evaluations => Ok(()),
    }
}

/// A rule with its parameters.
pub(super) struct Written {
    /// Its name among the library's entries; an own rule has none.
    pub id: Option<String>,
    pub rule: Arc<Rule>,
    pub checked: Arc<Checked>,
    pub values: ParamValues,
}

impl Written {
    /// The rule of a reference, with its parameters.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(kind: Kind, reference: &Reference, params: &Params) -> Result<Self, Refusal> {
        let id = match reference {
            Reference::Source(_) => None,
            Reference::Name(id) => Some(id.clone()),
        };
        let none = || Refusal::NoRule(kind, id.clone().unwrap_or_default());
        let entry = reference.entry(kind).ok_or_else(none)?;
        let found = || entry.diagnostics.first().map(|d| d.message.clone());
        let wrong = || Refusal::Wrong(found().unwrap_or_default());
        let (rule, checked) = (entry.rule.clone(), entry.checked.clone().ok_or_else(wrong)?);
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

    /// The library's entry of a kind, where it has one that takes these values; `known` is what conditions
    /// may ask for besides the parameters, `texts` what stands in places of its own.
    ///
    /// # Errors
    /// Why it does not take the values.
    pub fn own(
        &self,
        (table, kind): (&LibraryTable, &str),
        known: &[(&str, Value)],
        texts: &[(&str, String)],
    ) -> Option<Result<String, Refusal>> {
        let mut values = self.values.clone();
        values.extend(
            known
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone())),
        );
        let counts = |name: &str| {
            let mut params = self.rule.params.iter();
            params.all(|p| p.name.text != name || p.scale == Scale::Int)
        };
        let mut spelled: BTreeMap<&str, String> = values
            .iter()
            .map(|(name, value)| match value {
                Value::Number(number) if !counts(name) => (name.as_str(), decimal(*number)),
                value => (name.as_str(), written(value)),
            })
            .collect();
        spelled.extend(texts.iter().map(|(name, text)| (*name, text.clone())));
        table.rule(kind, self.id.as_ref()?, &values, &spelled)
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
