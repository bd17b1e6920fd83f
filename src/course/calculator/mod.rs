//! Calculators: short texts in the rule language that say what a training costs and how its numbers hang
//! together.
//!
//! One calculator is one file, `assets/calculators/<name>.calc`: a rule's head, its `param`s and `switch`es,
//! and lines `name = expression`. A comment right above a line makes it a figure that is shown: `# Words:
//! unit`. A `+` before the words marks a part of a sum, which is drawn as a bar, and `=` the sum. [`model`]
//! are shapes of known models, [`state`] how many numbers an optimizer keeps for them, by its text.

pub mod model;
pub mod state;

use crate::catalog;
use crate::lang::rule::{Expr, Param, Rule, StatementKind, Value};
use crate::lang::{ConstantError, Diagnostic, Kind, Span, did_you_mean, evaluate, parse};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use thiserror::Error;

/// A calculator.
#[derive(Clone, Debug)]
pub struct Calculator {
    /// The name of its file without the number before it, which only orders.
    pub id: String,
    /// Its text, parsed.
    pub rule: Rule,
    /// What it computes, in order; each line may use those before it.
    pub lines: Vec<CalculatorLine>,
}

/// A line of a calculator.
#[derive(Clone, Debug)]
pub struct CalculatorLine {
    /// The name by which later lines use it.
    pub name: String,
    /// How it is shown; None: it only serves others.
    pub label: Option<LineLabel>,
    value: Expr,
}

/// How a line is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineLabel {
    /// What it is, in words.
    pub words: String,
    /// Its unit; empty where it has none.
    pub unit: String,
    /// Its part in a sum.
    pub part: SumPart,
}

/// A figure's part in a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SumPart {
    /// None.
    Alone,
    /// It is added.
    Addend,
    /// It is the sum of the addends before it.
    Sum,
}

/// A line that is shown, and what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct CalculatedLine<'a> {
    /// The line's name.
    pub name: &'a str,
    /// How it is shown.
    pub label: &'a LineLabel,
    /// What it comes to; None where it is undefined.
    pub value: Option<f64>,
}

/// Why a calculator comes to nothing.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CalculatorError {
    /// A requirement of its text, and the given values that break it.
    #[error("{0} must hold, but {1}")]
    Broken(String, String),
    /// A line of its text has no value.
    #[error(transparent)]
    Line(#[from] ConstantError),
}

/// The calculators, in order.
pub fn all() -> &'static [Calculator] {
    static ALL: OnceLock<Vec<Calculator>> = OnceLock::new();
    ALL.get_or_init(|| {
        let texts = catalog::calculators().iter();
        texts
            .map(|(file, source)| Calculator::parse(file, source).0)
            .collect()
    })
}

/// The calculator of an id.
pub fn find(id: &str) -> Option<&'static Calculator> {
    all().iter().find(|c| c.id == id)
}

/// Words for an id that no calculator has.
pub fn missing(id: &str) -> String {
    let known = all().iter().map(|c| c.id.as_str());
    let hint = did_you_mean(id, known.clone());
    let known: Vec<&str> = known.collect();
    format!(
        "there is no calculator `{id}`{hint}; there are {}",
        known.join(", ")
    )
}

impl Calculator {
    /// Reads a calculator: the name of its file without the ending, and its text.
    pub fn parse(file: &str, source: &str) -> (Self, Vec<Diagnostic>) {
        // A schedule is what asks least of a text: parameters and lines.
        let (rule, mut found) = parse::parse(Kind::Schedule, source);
        let mut lines = Vec::new();
        for statement in &rule.body {
            match &statement.kind {
                StatementKind::Assign { target, value } => lines.push(CalculatorLine {
                    name: target.text.clone(),
                    label: label(source, statement.span),
                    value: value.clone(),
                }),
                StatementKind::Skip { .. } => {
                    let message = "a calculator has no steps to skip; write `name = expression`";
                    found.push(Diagnostic::error(statement.span, message));
                }
            }
        }
        let calculator = Self {
            id: super::unnumbered(file).to_owned(),
            rule,
            lines,
        };
        (calculator, found)
    }

    /// Its parameters' values where nothing else is given.
    pub fn defaults(&self) -> BTreeMap<String, f64> {
        let numbers = self.rule.params.iter().filter_map(|param| {
            let number = number(param)?;
            Some((param.name.text.clone(), number))
        });
        numbers.collect()
    }

    /// What its lines come to; what is not given is as usual.
    ///
    /// # Errors
    /// A given value breaks a requirement of its text, or the text names what there is not.
    pub fn figures(&self, given: &BTreeMap<String, f64>) -> Result<Vec<CalculatedLine<'_>>, CalculatorError> {
        let mut known = self.defaults();
        for (name, value) in given {
            if let Some(own) = known.get_mut(name) {
                *own = *value;
            }
        }
        self.require(&known)?;
        let mut figures = Vec::new();
        for line in &self.lines {
            let value = evaluate(&line.value, &|name| known.get(name).copied())?;
            known.insert(line.name.clone(), value);
            if let Some(label) = &line.label {
                figures.push(CalculatedLine {
                    name: &line.name,
                    label,
                    value: Some(value).filter(|v| v.is_finite() && v.abs() < UNDEFINED),
                });
            }
        }
        Ok(figures)
    }

    fn require(&self, known: &BTreeMap<String, f64>) -> Result<(), CalculatorError> {
        for requirement in &self.rule.requires {
            if evaluate(requirement, &|name| known.get(name).copied())? == 0.0 {
                let span = requirement.span;
                let text = &self.rule.source[span.start..span.end];
                let given = self.rule.params.iter().filter(|p| requirement.uses(&p.name.text));
                let given: Vec<String> = given
                    .filter_map(|p| Some(format!("{} is {}", p.name.text, known.get(&p.name.text)?)))
                    .collect();
                return Err(CalculatorError::Broken(
                    text.trim().to_owned(),
                    given.join(" and "),
                ));
            }
        }
        Ok(())
    }
}

/// From here on a value stands for one that is undefined.
const UNDEFINED: f64 = (1u128 << 127) as f64;

fn number(param: &Param) -> Option<f64> {
    match param.default {
        Value::Number(number) => Some(number),
        Value::Switch(on) => Some(f64::from(on)),
        Value::List(_) => None,
    }
}

/// What the comment right above a line says of it.
fn label(source: &str, line: Span) -> Option<LineLabel> {
    let above = source[..line.start].trim_end().lines().next_back()?;
    let text = above.trim().strip_prefix('#')?.trim();
    let (part, text) = match (text.strip_prefix('+'), text.strip_prefix('=')) {
        (Some(rest), _) => (SumPart::Addend, rest),
        (_, Some(rest)) => (SumPart::Sum, rest),
        _ => (SumPart::Alone, text),
    };
    let (words, unit) = text.rsplit_once(": ").unwrap_or((text, ""));
    Some(LineLabel {
        words: words.trim().to_owned(),
        unit: unit.trim().to_owned(),
        part,
    })
}

#[cfg(test)]
mod tests {
    use super::model::Model;
    use super::state::{Factored, numbers};
    use super::*;
    use crate::lang::number::significant;

    /// What a figure comes to with some values given.
    fn figure(id: &str, name: &str, given: &[(&str, f64)]) -> f64 {
        let given = given
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect();
        let calculator = find(id).expect(id);
        let figures = calculator.figures(&given).unwrap_or_else(|e| panic!("{id}: {e}"));
        let found = figures.iter().find(|f| f.name == name).expect(name);
        found.value.expect(name)
    }

    #[test]
    fn texts_are_right() {
        assert!(all().len() >= 7);
        for (file, source) in catalog::calculators() {
            let (calculator, found) = Calculator::parse(file, source);
            assert!(found.is_empty(), "{file}: {found:?}");
            assert!(
                !calculator.rule.name.is_empty() && calculator.rule.about.is_some(),
                "{file}"
            );
            for param in &calculator.rule.params {
                assert!(!param.about.is_empty(), "{file}: `{}`", param.name.text);
            }
            let figures = calculator.figures(&BTreeMap::new()).expect("defaults fit");
            assert_eq!(
                figures.len(),
                calculator.lines.len(),
                "{file}: each line is shown"
            );
            assert!(figures.iter().all(|f| f.value.is_some()), "{file}: {figures:?}");
        }
    }

    #[test]
    fn figures_are_those_of_the_literature() {
        let half = [("weight_bytes", 2.0), ("gradient_bytes", 2.0)];
        let full = [("weight_bytes", 4.0), ("gradient_bytes", 4.0), ("master", 0.0)];
        let with = |base: &[(&'static str, f64)], more: &[(&'static str, f64)]| [base, more].concat();
        let gpt = [("layers", 96.0), ("hidden", 12288.0), ("heads", 96.0)];
        let ten = [("beta", 0.9), ("t", 10.0)];
        for (id, name, given, wanted) in [
            // Mixed precision: 16 bytes per parameter, as f32 has.
            ("memory", "together", half.to_vec(), "112"),
            ("memory", "each", half.to_vec(), "16"),
            ("memory", "together", full.to_vec(), "112"),
            ("memory", "each", with(&full, &[("states", 0.0)]), "8"),
            ("memory", "each", with(&full, &[("states", 1.0)]), "12"),
            ("memory", "each", with(&full, &[("states", 3.0)]), "20"),
            (
                "memory",
                "together",
                with(&half, &[("state_bytes", 2.0), ("master", 0.0)]),
                "56",
            ),
            // GPT-3: 2.8 TB in f32 are 35 devices of 80 GB; a sequence's activations 275 GB.
            (
                "memory",
                "together",
                with(&full, &[("parameters", 175e9)]),
                "2800",
            ),
            ("memory", "needed", with(&full, &[("parameters", 175e9)]), "35"),
            ("memory", "activations", gpt.to_vec(), "275"),
            ("memory", "activations", with(&gpt, &[("layers", 1.0)]), "2.87"),
            // All divided among 8.
            (
                "memory",
                "together",
                with(&half, &[("devices", 8.0), ("sharded", 3.0)]),
                "14",
            ),
            ("effective_batch", "batch", vec![], "32"),
            ("batch_scaling", "linear", vec![], "3.2"),
            ("batch_scaling", "warmup", vec![("larger", 8192.0)], "782"),
            ("batch_scaling", "share", vec![], "5.56"),
            ("window", "window", vec![], "1000"),
            ("window", "inside", ten.to_vec(), "65.1"),
            ("window", "inside", vec![("beta", 0.99)], "63.4"),
            ("window", "factor", ten.to_vec(), "1.54"),
            ("window", "soon", ten.to_vec(), "29"),
            ("window", "soon", vec![], "3043"),
            ("window", "later", vec![], "2375"),
            ("window", "warmup", vec![], "2000"),
            ("window", "sum", ten.to_vec(), "10"),
            ("half_life", "half", vec![("lr", 3e-4)], "23105"),
            (
                "half_life",
                "half",
                vec![("lr", 1e-3), ("weight_decay", 0.01)],
                "69315",
            ),
            (
                "half_life",
                "left",
                vec![("lr", 1e-3), ("weight_decay", 0.01), ("steps", 1000.0)],
                "99",
            ),
            ("length", "share", vec![], "0.125"),
            ("cost", "total", vec![], "3.15·10²³"),
        ] {
            let digits = if wanted.len() == 5 && !wanted.contains('.') {
                5
            } else {
                3
            };
            let digits = if wanted.len() == 4 && !wanted.contains('.') {
                4
            } else {
                digits
            };
            assert_eq!(
                significant(figure(id, name, &given), digits),
                wanted,
                "{id}.{name} of {given:?}"
            );
        }
    }

    #[test]
    fn memory_takes_its_numbers_from_a_model_and_a_rule() {
        let model = Model::find("llama_2_7b").expect("the model");
        let adam = catalog::find(Kind::Optimizer, "adam").expect("the rule");
        let kept = numbers(&adam.rule, &model, Factored::LastTwo) as f64;
        let parameters = model.parameters() as f64;
        let given = [("parameters", parameters), ("states", kept / parameters)];
        assert_eq!(significant(figure("memory", "state", &given), 3), "53.9");
    }

    #[test]
    fn what_does_not_fit_is_told_in_words() {
        let beyond = BTreeMap::from([("beta".to_owned(), 1.0)]);
        let told = find("window").expect("the window").figures(&beyond);
        assert_eq!(
            told.err().map(|error| error.to_string()).as_deref(),
            Some("0 <= beta < 1 must hold, but beta is 1")
        );
        let (_, found) = Calculator::parse("x", "name \"X\"\nskip if 1 > 0\n");
        assert!(
            found[0].message.starts_with("a calculator has no steps"),
            "{found:?}"
        );
        let (wrong, _) = Calculator::parse("x", "name \"X\"\nparam a = 1\n# B\nb = a + c\n");
        let told = wrong.figures(&BTreeMap::new());
        assert_eq!(
            told.err().map(|error| error.to_string()).as_deref(),
            Some("`c` is no number")
        );
    }
}
