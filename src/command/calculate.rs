//! `ravine calculate`: what a training costs, and how its numbers hang together.

use super::{Failure, number, output, read};
use clap::{Args, ValueEnum};
use ravine::catalog;
use ravine::course::calculator::model::Model;
use ravine::course::calculator::state::{Factored, numbers};
use ravine::course::calculator::{self, Calculator};
use ravine::lang::number::significant;
use ravine::lang::{Kind, Rule, compile_rule, did_you_mean};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// What to calculate.
#[derive(Args)]
pub struct Arguments {
    /// The calculator; all are listed where absent
    calculator: Option<String>,
    /// Values of its parameters: name=value, on and off for switches
    values: Vec<String>,
    /// Take the number of parameters, and what else is known, from the shapes of a model
    #[arg(long)]
    model: Option<String>,
    /// Take what an optimizer keeps per parameter from its rule: of the catalog, or a file
    #[arg(long, requires = "model")]
    optimizer: Option<String>,
    /// How rules that keep rows and columns see tensors of more than two axes
    #[arg(long, value_enum, default_value = "torch")]
    factored: Library,
}

#[derive(Clone, Copy, ValueEnum)]
enum Library {
    /// The last two axes are rows and columns
    Torch,
    /// The two largest axes are, where both are at least 128
    Optax,
}

/// Prints what a calculator comes to, or all calculators.
pub fn calculate(arguments: &Arguments) -> Result<(), Failure> {
    let Some(name) = &arguments.calculator else {
        return output::write(None, list().as_bytes());
    };
    let calculator = calculator::find(name).ok_or_else(|| wrong(calculator::missing(name)))?;
    let mut given = BTreeMap::new();
    if let Some(id) = &arguments.model {
        modelled(&mut given, id, arguments)?;
    }
    for value in &arguments.values {
        let (name, number) = assignment(calculator, value)?;
        given.insert(name, number);
    }
    let figures = calculator
        .figures(&given)
        .map_err(|error| wrong(error.to_string()))?;
    let mut out = String::new();
    for figure in figures {
        let value = figure.value.map_or("undefined".to_owned(), |v| significant(v, 4));
        let _ = writeln!(out, "{}: {value} {}", figure.label.words, figure.label.unit);
    }
    output::write(None, out.as_bytes())
}

fn wrong(message: String) -> Failure {
    Failure::Input(format!("error: {message}"))
}

fn list() -> String {
    let mut out = String::from("calculators\n");
    for calculator in calculator::all() {
        let rule = &calculator.rule;
        let about = rule.about.as_deref().unwrap_or_default();
        let _ = writeln!(out, "  {}: {}. {about}", calculator.id, rule.name);
        for param in &rule.params {
            let _ = writeln!(out, "      {}: {}", param.name.text, param.about);
        }
    }
    out.push_str("\nmodels\n");
    for model in Model::all() {
        let _ = writeln!(
            out,
            "  {}: {}, {} parameters. {}",
            model.id,
            model.name,
            model.parameters(),
            model.source
        );
    }
    out
}

/// What a model, and an optimizer for it, say of the parameters of calculators.
fn modelled(given: &mut BTreeMap<String, f64>, id: &str, arguments: &Arguments) -> Result<(), Failure> {
    let model = Model::find(id).ok_or_else(|| {
        let all = Model::all();
        let known: Vec<&str> = all.iter().map(|m| m.id.as_str()).collect();
        let hint = did_you_mean(id, known.iter().copied());
        wrong(format!(
            "there is no model `{id}`{hint}; there are {}",
            known.join(", ")
        ))
    })?;
    let mut put = |name: &str, value: f64| given.insert(name.to_owned(), value);
    put("parameters", model.parameters() as f64);
    if let Some(known) = model.transformer {
        for (name, value) in [
            ("layers", known.layers),
            ("hidden", known.hidden),
            ("heads", known.heads),
            ("length", known.length),
        ] {
            put(name, value as f64);
        }
    }
    if let Some(optimizer) = &arguments.optimizer {
        let factored = match arguments.factored {
            Library::Torch => Factored::LastTwo,
            Library::Optax => Factored::TwoLargest,
        };
        let kept = numbers(&rule(optimizer)?, &model, factored);
        put("states", kept as f64 / model.parameters() as f64);
    }
    Ok(())
}

/// An optimizer of the catalog, or of a file.
fn rule(name: &str) -> Result<Rule, Failure> {
    if let Some(entry) = catalog::find(Kind::Optimizer, name) {
        return Ok(Rule::clone(&entry.rule));
    }
    if !name.ends_with(".rule") {
        let known = catalog::entries(Kind::Optimizer).iter().map(|e| e.id.as_str());
        let hint = did_you_mean(name, known);
        return Err(wrong(format!(
            "there is no optimizer `{name}`{hint}; a file ends in .rule"
        )));
    }
    let (rule, _, found) = compile_rule(Kind::Optimizer, &read(&PathBuf::from(name))?);
    match found.iter().find(|d| d.is_error()) {
        Some(first) => Err(Failure::Input(format!("{name}: error: {}", first.message))),
        None => Ok(rule),
    }
}

/// A value for a parameter.
fn assignment(calculator: &Calculator, text: &str) -> Result<(String, f64), Failure> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| wrong(format!("`{text}` is no value; write such as `beta=0.99`")))?;
    if calculator.rule.param(name).is_none() {
        let known: Vec<&str> = calculator
            .rule
            .params
            .iter()
            .map(|p| p.name.text.as_str())
            .collect();
        let hint = did_you_mean(name, known.iter().copied());
        return Err(wrong(format!(
            "`{}` has no parameter `{name}`{hint}; there are {}",
            calculator.id,
            known.join(", ")
        )));
    }
    let number = match value {
        "on" => 1.0,
        "off" => 0.0,
        _ => number(value, &format!("`{name}` takes one")).map_err(wrong)?,
    };
    Ok((name.to_owned(), number))
}
