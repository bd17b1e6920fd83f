//! What the numbers of a run are called.

use crate::compile::input::{Fact, Input, LaneInput};
use crate::compile::plan::STEPS_DONE;
use crate::compile::program::RecordSource;
use crate::compile::trial::Trial;
use crate::compile::{Plan, PlannedRun, Program};
use crate::lang::check::Distribution;
use crate::lang::graph::Id;
use crate::lang::op::Op;
use crate::lang::rule::Value;
use crate::lang::{Kind, Rule};
use std::collections::HashMap;
use std::sync::Arc;

/// What the numbers of a run are called.
pub(super) struct Names {
    pub trial: Arc<Trial>,
    /// By setting.
    settings: Vec<String>,
    /// By number of the lane's state.
    states: Vec<String>,
    /// What is computed and has a name: as the graph is built, and as it is run.
    built: HashMap<Id, String>,
    run: HashMap<Id, String>,
    /// What a rule calls `t`.
    clock: Option<Id>,
}

impl Names {
    pub fn new(trial: Arc<Trial>, (plan, program): (&Plan, &Program), rules: &[&Rule]) -> Self {
        let run = &plan.runs[0];
        let mut names = Self {
            settings: settings(rules),
            states: states(run, trial.n),
            built: HashMap::new(),
            run: HashMap::new(),
            clock: None,
            trial,
        };
        let trial = names.trial.clone();
        names.clock = clock(&trial, &names.states);
        let next: HashMap<usize, &str> = run.states().iter().map(|s| (s.column, s.name.as_str())).collect();
        let called = |column: usize, name: &str| match next.get(&column) {
            Some(state) => format!("{state}'"),
            None => name.to_owned(),
        };
        let tape = &program.step;
        let first = program.first_record();
        let of_lane = |source: &RecordSource| match source {
            RecordSource::Lane(place) => Some(trial.nodes.places[tape.outputs[first + place] as usize]),
            RecordSource::Host(_) => None,
        };
        // Without stages `g_raw` is `g`, which is what a rule calls it.
        let order = |name: &str| usize::from(name == "g_raw");
        let mut columns: Vec<usize> = (0..trial.named.len()).collect();
        columns.sort_by_key(|&c| order(&trial.named[c].0));
        for column in columns {
            let (name, nodes) = &trial.named[column];
            let name = called(column, name);
            names.name(&name, nodes, false);
            let sources = run.columns.get(column).map_or(&[][..], |c| &c.sources);
            let nodes: Vec<Id> = sources.iter().filter_map(of_lane).collect();
            names.name(&name, &nodes, true);
        }
        names.name("w'", &trial.next[..trial.n], false);
        let w: Vec<Id> = tape.outputs[..trial.n]
            .iter()
            .map(|&o| trial.nodes.places[o as usize])
            .collect();
        names.name("w'", &w, true);
        names.name("loss", &[trial.loss], false);
        let loss = program.loss_output();
        names.name("loss", &[trial.nodes.places[tape.outputs[loss] as usize]], true);
        names
    }

    /// Calls nodes by a name, if they are computed and have none yet.
    fn name(&mut self, name: &str, nodes: &[Id], is_run: bool) {
        let count = nodes.len();
        for (i, &id) in nodes.iter().enumerate() {
            if self.trial.graph.parts(id).is_none() {
                continue;
            }
            let list = if is_run { &mut self.run } else { &mut self.built };
            list.entry(id).or_insert_with(|| indexed(name, i, count));
        }
    }

    /// What a parameter of a rule of a kind is called: with the kind before it, where another rule has its
    /// name.
    pub fn setting(&self, kind: Kind, name: &str) -> String {
        let qualified = format!("{kind}.{name}");
        let is_it = |setting: &String| plain(setting) == qualified;
        match self.settings.iter().any(is_it) {
            true => qualified,
            false => name.to_owned(),
        }
    }

    /// What a node is called in the graph as it is built. A number stands for itself.
    pub fn built(&self, id: Id) -> Option<String> {
        self.leaf(id).or_else(|| self.built.get(&id).cloned())
    }

    /// What a node is called in the graph as it is run.
    pub fn run(&self, id: Id) -> Option<String> {
        self.leaf(id).or_else(|| self.run.get(&id).cloned())
    }

    /// What is read under a name, and `t`.
    pub fn leaf(&self, id: Id) -> Option<String> {
        if self.clock == Some(id) {
            return Some("t".to_owned());
        }
        self.trial.input(id).map(|input| self.input(input))
    }

    /// What a lane reads.
    pub fn lane(&self, input: LaneInput) -> String {
        match input {
            LaneInput::State(i) => self.input(Input::State(i)),
            LaneInput::Random(distribution, site, element) => {
                self.input(Input::Random(distribution, site, element))
            }
            LaneInput::Constant(i) => format!("c{i}"),
            LaneInput::Table(i) => format!("t{i}"),
            LaneInput::Held(i) => format!("held {i}"),
        }
    }

    /// What a leaf reads.
    pub fn input(&self, input: Input) -> String {
        match input {
            Input::Coordinate(i) => ["x", "y"]
                .get(i as usize)
                .map_or_else(|| format!("x{i}"), |&x| x.to_owned()),
            Input::State(i) => self
                .states
                .get(i as usize)
                .cloned()
                .unwrap_or_else(|| format!("state {i}")),
            Input::Setting(i) => self
                .settings
                .get(i as usize)
                .cloned()
                .unwrap_or_else(|| format!("setting {i}")),
            Input::Step => "k".to_owned(),
            Input::Total => "T".to_owned(),
            Input::Rate => "lr".to_owned(),
            Input::Momentum => "momentum".to_owned(),
            Input::Random(distribution, site, element) => {
                let name = match distribution {
                    Distribution::Normal => "normal",
                    Distribution::Uniform => "uniform",
                };
                format!("{name}{site}[{element}]")
            }
            Input::Asked(i) => format!("asked {i}"),
            Input::Layer(fact) => match fact {
                Fact::IsMatrix => "is_matrix",
                Fact::Rows => "rows",
                Fact::Cols => "cols",
                Fact::Size => "size",
            }
            .to_owned(),
        }
    }
}

/// A name without the place of a coordinate or an entry.
pub(super) fn plain(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// A coordinate of a value; a lone number needs no place.
fn indexed(name: &str, place: usize, count: usize) -> String {
    match count {
        1 => name.to_owned(),
        _ => format!("{name}[{place}]"),
    }
}

/// The names of a run's settings, in the order in which the compiler resolves its rules. The optimizer's `lr`
/// is what its schedule calls `base_lr`.
pub(super) fn settings(rules: &[&Rule]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for rule in rules {
        for param in &rule.params {
            let plain = match (rule.kind, param.name.text.as_str()) {
                (Kind::Optimizer, "lr") => "base_lr",
                (_, name) => name,
            };
            let name = match names.iter().any(|known| known == plain) {
                true => format!("{}.{plain}", rule.kind),
                false => plain.to_owned(),
            };
            match &param.default {
                Value::Number(_) => names.push(name),
                Value::List(list) => names.extend((0..list.len()).map(|i| format!("{name}[{i}]"))),
                Value::Switch(_) => {}
            }
        }
    }
    names
}

/// The names of a lane's state: w, then the rules' states.
fn states(run: &PlannedRun, n: usize) -> Vec<String> {
    let w = (0..n).map(|i| indexed("w", i, n));
    let rest = run.states().iter().flat_map(|state| {
        let count = state.shape.width(n);
        (0..count).map(move |i| indexed(&state.name, i, count))
    });
    w.chain(rest).collect()
}

/// The node of the steps done, from 1: the step and 1, or the lane's own count and 1.
fn clock(trial: &Trial, states: &[String]) -> Option<Id> {
    let graph = &trial.graph;
    let own = states.iter().position(|s| s == STEPS_DONE);
    let counts = own.map_or(Input::Step, |i| Input::State(i as u32));
    let is_count = |id: &Id| trial.input(*id) == Some(counts);
    let is_one = |id: &Id| graph.constant(*id) == Some(1.0);
    let is_clock = |id: &Id| match graph.parts(*id) {
        Some((Op::Add, [a, b])) => is_count(a) && is_one(b) || is_one(a) && is_count(b),
        _ => false,
    };
    graph.all().find(is_clock)
}
