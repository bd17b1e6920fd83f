//! What the links of a card do, in words.

use super::page::CardPage;
use crate::course::card::{Action, LineOfRule};
use crate::course::patch::{Patch, Path};
use crate::course::{Course, calculator, guide};
use crate::lang::number;
use crate::view;
use serde_json::Value as Json;

/// What links do, for a tooltip: a line each.
pub(super) fn does(page: &CardPage, actions: &[Action]) -> String {
    let lines: Vec<String> = actions.iter().map(|action| one(page, action)).collect();
    lines.join("\n")
}

fn one(page: &CardPage, action: &Action) -> String {
    match action {
        Action::Control(path) => format!("Turn {}", named(path)),
        Action::Change(patch) => format!("Set {} to {}", named(&patch.path), value(patch)),
        Action::View(tab) => {
            let titled = view::all().into_iter().find(|view| view.tab().id == tab);
            format!("Look at {}", titled.map_or(tab.as_str(), |view| view.tab().title))
        }
        Action::Step(step) => match page.study.and_then(|study| study.answer(step).ok()) {
            Some(answer) => format!("Go to step {}", answer.text(crate::course::card::Form::default())),
            None => "Go to a step".to_owned(),
        },
        Action::Play(None) => "Play".to_owned(),
        Action::Play(Some(_)) => "Play from there".to_owned(),
        Action::Rule(path, LineOfRule::Of(name)) => format!("Read {} at the line of {name}", named(path)),
        Action::Rule(path, LineOfRule::Number(number)) => format!("Read {} at line {number}", named(path)),
        Action::Card(id) => match guide::find(Course::embedded(), id) {
            Some(card) => format!("On to the card: {}", card.title),
            None => format!("On to the card {id}"),
        },
        Action::Calculator(id) => {
            let name = calculator::find(id).map_or(id.as_str(), |c| &c.rule.name);
            format!("Open the calculator: {name}")
        }
        Action::Page(address) => format!("Open {address}"),
    }
}

/// What a path names, as a reader calls it: "lr of Adam".
pub(super) fn named(path: &Path) -> String {
    let name = path.parts.join(" ").replace('_', " ");
    match &path.run {
        Some(run) => format!("{name} of {run}"),
        None => name,
    }
}

fn value(patch: &Patch) -> String {
    match &patch.value {
        Json::Bool(on) => if *on { "on" } else { "off" }.to_owned(),
        Json::Number(given) => given.as_f64().map_or_else(|| given.to_string(), number::short),
        Json::String(text) => text.replace('_', " "),
        other => other.to_string(),
    }
}
