//! Names to rules, and parameters to one flat list of settings.

use super::finding::Finding;
use crate::catalog;
use crate::lang::check::{Role, VarId};
use crate::lang::limits::{FINDINGS, LIST};
use crate::lang::rule::Value;
use crate::lang::{Checked, Kind, Rule, did_you_mean, shortened};
use crate::real::precision::in_single;
use crate::scene::{Params, Reference};
use std::sync::Arc;

/// A rule in use: its text, its checked form, and where its settings stand.
#[derive(Clone, Debug)]
pub(super) struct Used {
    /// The name under which its columns are recorded.
    pub id: String,
    pub rule: Arc<Rule>,
    pub checked: Arc<Checked>,
    /// For each parameter, the places of its settings (a list has several).
    slots: Vec<Slots>,
}

#[derive(Clone, Debug)]
enum Slots {
    /// Switches are part of the program, so that what is off costs nothing.
    Switch(bool),
    Number(u32),
    List(Vec<u32>),
}

/// What a parameter is to the builder.
pub(super) enum SettingSlot<'a> {
    Switch(bool),
    Number(u32),
    List(&'a [u32]),
}

impl Used {
    /// What the parameter behind a variable is set to.
    pub(super) fn setting(&self, variable: VarId) -> Option<SettingSlot<'_>> {
        let (Role::Param(index) | Role::List(index)) = self.checked.variables[variable.0].role else {
            return None;
        };
        Some(match &self.slots[index] {
            Slots::Switch(on) => SettingSlot::Switch(*on),
            Slots::Number(slot) => SettingSlot::Number(*slot),
            Slots::List(slots) => SettingSlot::List(slots),
        })
    }

    /// For each parameter, whether it is a switch that is on.
    pub(super) fn switches(&self) -> Vec<Option<bool>> {
        let switch = |slots: &Slots| match slots {
            Slots::Switch(on) => Some(*on),
            Slots::Number(_) | Slots::List(_) => None,
        };
        self.slots.iter().map(switch).collect()
    }

    /// The value of a parameter among a run's settings; NaN for a list.
    pub(super) fn value(&self, variable: VarId, settings: &[f64]) -> f64 {
        match self.setting(variable) {
            Some(SettingSlot::Switch(on)) => f64::from(u8::from(on)),
            Some(SettingSlot::Number(slot)) => settings[slot as usize],
            Some(SettingSlot::List(_)) | None => f64::NAN,
        }
    }

    /// The place of a numeric parameter's setting.
    pub(super) fn slot(&self, name: &str) -> Option<u32> {
        match self.setting(self.checked.variable(name)?) {
            Some(SettingSlot::Number(slot)) => Some(slot),
            _ => None,
        }
    }
}

/// Finds rules and fills the settings of one run.
pub(super) struct Resolver<'a> {
    pub settings: Vec<f64>,
    pub findings: &'a mut Vec<Finding>,
}

impl Resolver<'_> {
    /// The rule that a reference names, with its parameters set.
    pub(super) fn resolve(
        &mut self,
        kind: Kind,
        reference: &Reference,
        params: &Params,
        name_at: &str,
        params_at: &str,
    ) -> Option<Used> {
        let (id, rule, checked) = self.find(kind, reference, name_at)?;
        self.check_names(&rule, params, params_at);
        let slots = rule.params.iter().map(|p| {
            let pointer = format!("{params_at}/{}", p.name.text);
            self.slots(params.get(&p.name.text), &p.default, &pointer)
        });
        let slots = slots.collect();
        let used = Used {
            id,
            rule,
            checked,
            slots,
        };
        self.check_requirements(&used, params, params_at);
        Some(used)
    }

    /// What the rule requires of its parameters, and is not so.
    fn check_requirements(&mut self, used: &Used, params: &Params, at: &str) {
        let value = |id| used.value(id, &self.settings);
        let broken = used.checked.requires.iter().filter(|r| !r.holds(&value));
        let found = broken.map(|requirement| {
            let names = requirement
                .params
                .iter()
                .map(|id| &used.checked.variables[id.0].name);
            let given = names.clone().find(|name| params.contains_key(*name));
            let pointer = given.map_or_else(|| at.to_owned(), |name| format!("{at}/{name}"));
            Finding::error(pointer, requirement.broken(&used.rule, &used.checked, &value))
        });
        let found: Vec<Finding> = found.collect();
        self.findings.extend(found);
    }

    fn find(
        &mut self,
        kind: Kind,
        reference: &Reference,
        at: &str,
    ) -> Option<(String, Arc<Rule>, Arc<Checked>)> {
        match reference {
            Reference::Name(id) => {
                let entry = catalog::find(kind, id);
                if let Some((entry, checked)) = entry.and_then(|e| Some((e, e.checked.clone()?))) {
                    return Some((id.clone(), entry.rule.clone(), checked));
                }
                let known = catalog::entries(kind).iter().map(|e| e.id.as_str());
                let (id, hint) = (shortened(id), did_you_mean(id, known));
                let plural = kind.plural();
                let message =
                    format!("there is no {kind} `{id}`{hint} (`ravine list {plural}` names them all)");
                self.findings.push(Finding::error(at, message));
                None
            }
            Reference::Source(source) => {
                let own = catalog::own(kind, source);
                let found = own.diagnostics.iter().map(|d| Finding::of_rule(at, source, d));
                self.findings.extend(found);
                Some((own.id.clone(), own.rule.clone(), own.checked.clone()?))
            }
        }
    }

    fn check_names(&mut self, rule: &Rule, params: &Params, at: &str) {
        let unknown = params.keys().filter(|name| rule.param(name).is_none());
        for name in unknown.take(FINDINGS) {
            let known = rule.params.iter().map(|p| p.name.text.as_str());
            let (name, hint) = (shortened(name), did_you_mean(name, known.clone()));
            let all: Vec<&str> = known.collect();
            let message = match all.is_empty() {
                true => format!("\"{}\" has no parameters, so none named `{name}`", rule.name),
                false => format!(
                    "\"{}\" has no parameter `{name}`{hint} (it has {})",
                    rule.name,
                    all.join(", ")
                ),
            };
            self.findings
                .push(Finding::error(format!("{at}/{name}"), message));
        }
    }

    fn slots(&mut self, given: Option<&Value>, default: &Value, pointer: &str) -> Slots {
        match (default, given.unwrap_or(default)) {
            (Value::Switch(_), Value::Switch(on)) => Slots::Switch(*on),
            // 1 and 0 are how the language itself writes on and off.
            (Value::Switch(_), Value::Number(number)) if *number == 0.0 || *number == 1.0 => {
                Slots::Switch(*number == 1.0)
            }
            (Value::Number(_), Value::Number(number)) => Slots::Number(self.setting(*number, pointer)),
            (Value::List(_), Value::List(list)) if list.len() <= LIST => {
                Slots::List(list.iter().map(|&v| self.setting(v, pointer)).collect())
            }
            (expected, _) => {
                let what = match expected {
                    Value::Switch(_) => "a switch: true or false".to_owned(),
                    Value::Number(_) => "a number".to_owned(),
                    Value::List(_) => format!("a list of at most {LIST} numbers"),
                };
                self.findings
                    .push(Finding::error(pointer, format!("expected {what}")));
                Slots::Switch(false)
            }
        }
    }

    /// Adds a number to the run's settings and gives its place.
    pub(super) fn setting(&mut self, value: f64, pointer: &str) -> u32 {
        if !in_single(value) {
            let message = format!("{value:e} is outside the range of 32-bit numbers, 1.2e-38 to 3.4e38");
            self.findings.push(Finding::error(pointer, message));
        }
        self.settings.push(value);
        (self.settings.len() - 1) as u32
    }
}
