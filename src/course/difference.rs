//! In what two runs differ, line by line: their settings, and the lines of their rules.

use super::setting::label_of;
use crate::lang::Kind;
use crate::lang::rule::{Rule, Value};
use crate::scene::{Experiment, Params, Reference, Run};
use similar::{ChangeTag, TextDiff};

/// A line that only one of two runs has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Whether it is the first one's.
    pub is_first: bool,
    /// The line.
    pub line: String,
}

/// The lines in which two runs of an experiment differ, by their labels; empty where there are no such runs.
pub fn between(experiment: &Experiment, labels: &[String; 2]) -> Vec<Differing> {
    let text = |label: &String| {
        let run = experiment.runs.iter().find(|run| label_of(run) == *label);
        run.map(written).unwrap_or_default()
    };
    let [first, other] = [text(&labels[0]), text(&labels[1])];
    let diff = TextDiff::from_lines(&first, &other);
    let changed = diff.iter_all_changes().filter(|c| c.tag() != ChangeTag::Equal);
    let line = changed.map(|c| Differing {
        is_first: c.tag() == ChangeTag::Delete,
        line: c.value().trim_end().to_owned(),
    });
    line.collect()
}

/// A run as lines: its settings, its stages in order, its schedule, and what its optimizer computes.
fn written(run: &Run) -> String {
    let mut lines = Vec::new();
    for stage in &run.stages {
        rule(&mut lines, Kind::Stage, &stage.name, &stage.params);
    }
    rule(
        &mut lines,
        Kind::Schedule,
        &run.schedule.name,
        &run.schedule.params,
    );
    if let Some(warmup) = run.schedule.warmup {
        lines.push(format!("warmup: {} steps from {}", warmup.steps, warmup.start));
    }
    let training = run.training.words();
    lines.extend(training.iter().map(|word| format!("training: {word}")));
    rule(&mut lines, Kind::Optimizer, &run.optimizer, &run.params);
    if let Some(optimizer) = run.optimizer.rule(Kind::Optimizer) {
        let statements = optimizer.body.iter();
        lines.extend(statements.map(|s| optimizer.source[s.span.start..s.span.end].trim().to_owned()));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A rule on one line, with its settings where they are not the usual ones.
fn rule(lines: &mut Vec<String>, kind: Kind, reference: &Reference, params: &Params) {
    let Some(rule) = reference.rule(kind) else {
        return;
    };
    // A text of one's own is told by its lines; those of an optimizer follow anyway.
    let name = match reference {
        Reference::Name(name) => name.clone(),
        Reference::Source(_) if kind == Kind::Optimizer => "own text".to_owned(),
        Reference::Source(_) => body(&rule),
    };
    let settings: Vec<String> = params
        .iter()
        .map(|(name, value)| format!("{name} = {}", text(value)))
        .collect();
    lines.push(
        format!("{kind}: {name} {}", settings.join(", "))
            .trim_end()
            .to_owned(),
    );
}

fn body(rule: &Rule) -> String {
    let statements = rule.body.iter();
    let lines: Vec<&str> = statements
        .map(|s| rule.source[s.span.start..s.span.end].trim())
        .collect();
    lines.join("; ")
}

fn text(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Switch(on) => if *on { "on" } else { "off" }.to_owned(),
        Value::List(list) => format!("{list:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_differ_are_told() {
        let text = r#"{ "problem": { "surface": "bowl" }, "runs": [
            { "label": "A", "optimizer": "adamw", "params": { "lr": 0.01 } },
            { "label": "B", "optimizer": "adam_l2", "params": { "lr": 0.01 } },
            { "label": "C", "optimizer": "sgd", "stages": [ { "name": { "source": "g = 4*g" } } ] },
            { "label": "D", "optimizer": "sgd" } ] }"#;
        let experiment: Experiment = serde_json::from_str(text).expect("an experiment");
        let lines = |a: &str, b: &str| {
            let found = between(&experiment, &[a.to_owned(), b.to_owned()]);
            let line = |d: &Differing| format!("{}{}", if d.is_first { "-" } else { "+" }, d.line);
            found.iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(lines("C", "D"), ["-stage: g = 4*g"]);
        let decay = lines("A", "B");
        assert!(
            decay.contains(&"-w -= lr * (update + weight_decay*w)".to_owned()),
            "{decay:?}"
        );
        assert!(decay.contains(&"+g = g + weight_decay*w".to_owned()), "{decay:?}");
        assert!(!decay.iter().any(|l| l.contains("beta1")), "{decay:?}");
    }
}
