//! The graph of a step as it is built, before host and lanes share the work.

use super::formula::operation;
use super::{Explained, rows};
use crate::compile::input::Input;
use crate::compile::trial::Trial;
use crate::lang::graph::{Id, Node};
use std::collections::HashMap;

/// What a node depends on.
#[derive(Clone, Copy, Default)]
struct Depends {
    settings: bool,
    step: bool,
    state: bool,
    random: bool,
}

/// Every node: what it is, what it depends on, how often it is used, where it is written.
pub fn page(explained: &Explained) -> String {
    let trial = explained.trial();
    let numbered = Numbered::of(trial);
    let depends = depends(trial, &numbered.order);
    let uses = uses(trial, &numbered.order);
    let names = &explained.names;
    let mut rows = vec![rows::row([
        "node",
        "is",
        "called",
        "depends on",
        "used",
        "written",
    ])];
    for &id in &numbered.order {
        let Some((op, arguments)) = trial.graph.parts(id) else {
            continue;
        };
        let operand = |id: &Id| match (trial.graph.node(*id), names.leaf(*id)) {
            (Node::Number(bits), _) => rows::number(f64::from_bits(bits)),
            (Node::Leaf(_), Some(name)) => name,
            _ => numbered.label(*id),
        };
        let operands: Vec<String> = arguments.iter().map(operand).collect();
        let used = uses.get(&id).copied().unwrap_or(0);
        rows.push(vec![
            numbered.label(id),
            operation(op, &operands),
            names.built(id).unwrap_or_default(),
            depends[&id].to_string(),
            if used > 1 {
                format!("{used} times")
            } else {
                String::new()
            },
            explained.source(id),
        ]);
    }
    format!(
        "{}\n{}",
        rows::wrapped(&summary(explained, &numbered, &uses)),
        rows::table(&rows)
    )
}

fn summary(explained: &Explained, numbered: &Numbered, uses: &HashMap<Id, usize>) -> String {
    let trial = explained.trial();
    let leaves = numbered
        .order
        .iter()
        .filter(|id| matches!(trial.graph.node(**id), Node::Leaf(_)));
    let leaves: Vec<String> = leaves.filter_map(|id| explained.names.leaf(*id)).collect();
    let count = numbered
        .order
        .iter()
        .filter(|id| trial.graph.parts(**id).is_some())
        .count();
    let shared = uses
        .iter()
        .filter(|(id, count)| **count > 1 && trial.graph.parts(**id).is_some())
        .count();
    let is_or_are = if shared == 1 { "is" } else { "are" };
    format!(
        "{count} operations, of which {shared} {is_or_are} used more than once. They read {}.",
        rows::list(&leaves)
    )
}

/// The nodes that a step needs, numbered.
pub(super) struct Numbered {
    pub order: Vec<Id>,
    numbers: HashMap<Id, usize>,
}

impl Numbered {
    /// All that the schedule, the next states, the loss and the condition of a skip need, and what is
    /// recorded.
    pub fn of(trial: &Trial) -> Self {
        let mut roots = trial.next.clone();
        roots.push(trial.loss);
        roots.extend(trial.skip.iter().chain(&trial.rate).chain(&trial.momentum));
        roots.extend(trial.named.iter().flat_map(|(_, nodes)| nodes));
        let order = trial.graph.reachable(&roots);
        let operations = order.iter().filter(|id| trial.graph.parts(**id).is_some());
        let numbers = operations.enumerate().map(|(i, &id)| (id, i + 1)).collect();
        Self { order, numbers }
    }

    /// What a node is called on this page.
    pub fn label(&self, id: Id) -> String {
        self.numbers
            .get(&id)
            .map_or_else(String::new, |n| format!("n{n}"))
    }

    /// Whether a step needs it.
    pub fn has(&self, id: Id) -> bool {
        self.numbers.contains_key(&id)
    }
}

fn uses(trial: &Trial, order: &[Id]) -> HashMap<Id, usize> {
    let mut uses = HashMap::new();
    for id in order {
        let mut arguments: Vec<Id> = trial.graph.parts(*id).map_or_else(Vec::new, |(_, a)| a.to_vec());
        arguments.dedup();
        for argument in arguments {
            *uses.entry(argument).or_insert(0) += 1;
        }
    }
    uses
}

fn depends(trial: &Trial, order: &[Id]) -> HashMap<Id, Depends> {
    let mut all: HashMap<Id, Depends> = HashMap::new();
    for &id in order {
        let mut own = Depends::default();
        match (trial.input(id), trial.graph.parts(id)) {
            (Some(input), _) => match input {
                Input::Setting(_) => own.settings = true,
                Input::State(_) => own.state = true,
                Input::Random(..) => own.random = true,
                Input::Rate | Input::Momentum => (own.settings, own.step) = (true, true),
                _ => own.step = true,
            },
            (_, Some((_, arguments))) => {
                for of in arguments.iter().filter_map(|a| all.get(a)) {
                    own.settings |= of.settings;
                    own.step |= of.step;
                    own.state |= of.state;
                    own.random |= of.random;
                }
            }
            _ => {}
        }
        all.insert(id, own);
    }
    all
}

impl std::fmt::Display for Depends {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = [
            (self.settings, "settings"),
            (self.step, "step"),
            (self.state, "state"),
            (self.random, "random"),
        ];
        let words = all.iter().filter(|(is, _)| *is).map(|(_, word)| *word);
        f.write_str(&words.collect::<Vec<_>>().join(" "))
    }
}
