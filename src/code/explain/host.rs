//! What the host works out: once per run, and once per step.

use super::formula::{Formulas, of_tape};
use super::{Explained, rows};
use crate::compile::input::Input;
use crate::compile::trial::Trial;
use crate::engine::host::tabulate;
use crate::lang::graph::Id;
use std::collections::HashSet;

/// Formulas of the constants and the table, with their values.
pub fn page(explained: &Explained) -> String {
    let (trial, run) = (explained.trial(), explained.run());
    let tabulated = tabulate(&explained.plan, run);
    let nodes = &trial.nodes;
    let mut text = schedule(explained);
    let begins = of_tape(&run.host.start, |input| explained.names.input(input.leaf()));
    let begins = begins.into_iter().zip(trial.n as u32..);
    let begins =
        begins.map(|(formula, i)| vec![explained.names.input(Input::State(i)), format!("= {formula}")]);
    let begins: Vec<Vec<String>> = begins.collect();
    if !begins.is_empty() {
        text += &format!("Before the first step:\n{}\n", rows::table(&begins));
    }
    text += "Once per run:\n";
    let once = formulas(explained, &nodes.constants);
    let constants = nodes.constants.iter().zip(&tabulated.constants).enumerate();
    let constants = constants.map(|(i, (id, value))| {
        let formula = once.get(*id);
        vec![
            format!("c{i}"),
            format!("= {formula}"),
            format!("= {}", rows::value(*value)),
            explained.source(*id),
        ]
    });
    text += &or_nothing(constants.collect());
    text += "\nOnce per step:\n";
    let each = formulas(explained, &nodes.table);
    let (width, steps) = (nodes.table.len(), explained.plan.steps);
    let at = |step: usize, place: usize| {
        let value = tabulated.table.get(step * width + place);
        value.map_or_else(String::new, |v| rows::value(*v))
    };
    let shown = [0, 1, 2, steps.saturating_sub(1)];
    let head = shown.map(|k| format!("k = {k}"));
    let mut table = vec![
        ["", ""]
            .map(str::to_owned)
            .into_iter()
            .chain(head)
            .chain(["".to_owned()])
            .collect(),
    ];
    table.extend(nodes.table.iter().enumerate().map(|(i, id)| {
        let mut row = vec![format!("t{i}"), format!("= {}", each.get(*id))];
        row.extend(shown.map(|k| at(k, i)));
        row.push(explained.source(*id));
        row
    }));
    if nodes.table.is_empty() {
        table.clear();
    }
    text + &or_nothing(table)
}

/// Formulas of nodes as they are run.
pub(super) fn formulas(explained: &Explained, roots: &[Id]) -> Formulas {
    let names = &explained.names;
    Formulas::of(&explained.trial().graph, roots, |id| names.leaf(id))
}

/// What stands for `lr`, and for a driven momentum.
fn schedule(explained: &Explained) -> String {
    let trial = explained.trial();
    let driven = [("lr", trial.rate), ("momentum", trial.momentum)];
    let driven: Vec<(&str, Id)> = driven
        .into_iter()
        .filter_map(|(name, id)| Some((name, id?)))
        .collect();
    if driven.is_empty() {
        return String::new();
    }
    let formulas = formulas(explained, &driven.iter().map(|d| d.1).collect::<Vec<_>>());
    let rows = driven.iter().map(|(name, id)| {
        vec![
            (*name).to_owned(),
            format!("= {}", formulas.get(*id)),
            explained.source(*id),
        ]
    });
    format!("The schedule's:\n{}\n", rows::table(&rows.collect::<Vec<_>>()))
}

fn or_nothing(rows: Vec<Vec<String>>) -> String {
    match rows.is_empty() {
        true => "  nothing\n".to_owned(),
        false => rows::table(&rows),
    }
}

/// What each of the host's numbers needs, also through the schedule.
pub(super) fn needs(trial: &Trial) -> Vec<(String, HashSet<Id>)> {
    let driven = [(Input::Rate, trial.rate), (Input::Momentum, trial.momentum)];
    let needed = |id: Id| {
        let mut below: HashSet<Id> = trial.graph.reachable(&[id]).into_iter().collect();
        for (read, given) in driven {
            let is_read = |id: &Id| trial.input(*id) == Some(read);
            if let (true, Some(given)) = (below.iter().any(is_read), given) {
                below.extend(trial.graph.reachable(&[given]));
            }
        }
        below
    };
    let numbered = |letter: char, nodes: &[Id]| -> Vec<(String, HashSet<Id>)> {
        let nodes = nodes.iter().enumerate();
        nodes
            .map(|(i, &id)| (format!("{letter}{i}"), needed(id)))
            .collect()
    };
    let mut all = numbered('c', &trial.nodes.constants);
    all.extend(numbered('t', &trial.nodes.table));
    all
}
