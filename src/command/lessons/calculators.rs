//! The calculators as a page that needs no program: what each asks, and what it comes to with its usual
//! values.

use super::page::framed;
use ravine::course::calculator::{self, CalculatedLine, Calculator};
use ravine::lang::number;
use ravine::lang::rule::{Param, Value};
use ravine::view::canvas::svg::escaped;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Digits of a figure.
const DIGITS: usize = 4;

/// The page of all calculators; each has its id as an anchor.
pub fn page() -> String {
    let mut body =
        String::from("<nav><a href=\"index.html\">Contents</a></nav>\n<main>\n<h1>Calculators</h1>\n");
    for calculator in calculator::all() {
        one(&mut body, calculator);
    }
    body.push_str("</main>\n");
    framed("Calculators", "", &body)
}

fn one(out: &mut String, calculator: &Calculator) {
    let (id, rule) = (&calculator.id, &calculator.rule);
    let about = rule.about.as_deref().unwrap_or_default();
    let _ = writeln!(
        out,
        "<h2 id=\"{id}\">{}</h2>\n<p>{}</p>\n<table>",
        escaped(&rule.name),
        escaped(about)
    );
    for param in &rule.params {
        row(out, "td", &param.about, &usual(param));
    }
    let figures = calculator.figures(&BTreeMap::new()).unwrap_or_default();
    for figure in &figures {
        row(out, "th", &figure.label.words, &value(figure));
    }
    let _ = writeln!(
        out,
        "</table>\n<p class=\"sources\">With your own values: <code>ravine calculate {id}</code></p>"
    );
}

fn row(out: &mut String, cell: &str, words: &str, value: &str) {
    let (words, value) = (escaped(words), escaped(value));
    let _ = writeln!(out, "<tr><{cell}>{words}</{cell}><{cell}>{value}</{cell}></tr>");
}

fn usual(param: &Param) -> String {
    match &param.default {
        Value::Number(number) => number::short(*number),
        Value::Switch(on) => if *on { "on" } else { "off" }.to_owned(),
        Value::List(_) => String::new(),
    }
}

fn value(figure: &CalculatedLine) -> String {
    let number = figure
        .value
        .map_or("undefined".to_owned(), |v| number::significant(v, DIGITS));
    format!("{number} {}", figure.label.unit).trim_end().to_owned()
}
