//! Every name of a rule's text, and what stands for it at each stage.

use super::graph::Numbered;
use super::names::plain;
use super::rows::{list, row, table};
use super::{Explained, host, tape};
use crate::compile::input::Input;
use crate::compile::program::{RecordSource, RecordedColumn};
use crate::lang::check::{Builtin, Role};
use crate::lang::graph::Id;
use crate::lang::rule::{Kind, Statement, Value};
use std::collections::HashSet;

/// One row a name: declared ones, then what is computed, then what is given.
pub fn page(explained: &Explained) -> String {
    let rows = Names {
        numbered: Numbered::of(explained.trial()),
        labels: tape::labels(explained),
        hosts: host::needs(explained.trial()),
        explained,
    };
    let mut all = vec![row(["name", "text", "graph", "host", "lane and WGSL", "trace"])];
    for variable in &explained.checked.variables {
        let name = variable.name.as_str();
        let cells = match variable.role {
            Role::Builtin(builtin) if rows.is_used(builtin, name) => rows.given(builtin, name),
            Role::Builtin(_) => continue,
            Role::Param(index) => rows.param(name, &explained.rule.params[index].default),
            Role::List(_) => rows.param(name, &Value::List(Vec::new())),
            Role::State(_) => rows.state(name),
            Role::Local => rows.local(name),
        };
        let [graph, host, lane, trace] = cells;
        all.push(vec![name.to_owned(), rows.text(name), graph, host, lane, trace]);
    }
    table(&all)
}

/// Graph, host, lane, trace.
type Cells = [String; 4];

struct Names<'a> {
    explained: &'a Explained,
    numbered: Numbered,
    /// What every place of the tape is called.
    labels: Vec<String>,
    /// The host's numbers, and the nodes that each needs.
    hosts: Vec<(String, HashSet<Id>)>,
}

impl Names<'_> {
    fn is_used(&self, builtin: Builtin, name: &str) -> bool {
        let rule = &self.explained.rule;
        let is_implicit = builtin == Builtin::G && rule.kind == Kind::Optimizer;
        is_implicit || rule.uses(name) || rule.sets(name)
    }

    /// Where the text declares and sets it.
    fn text(&self, name: &str) -> String {
        let rule = &self.explained.rule;
        let at = |span: crate::lang::Span| span.line_column(&rule.source).0;
        let declared = |what: &str, line: usize| format!("{what} in line {line}");
        let param = rule.params.iter().find(|p| p.name.text == name);
        let param = param.map(|p| match p.default {
            Value::Switch(_) => declared("switch", at(p.name.span)),
            Value::Number(_) | Value::List(_) => declared("param", at(p.name.span)),
        });
        let state = rule.states.iter().find(|s| s.name.text == name);
        let state = state.map(|s| declared("state", at(s.name.span)));
        let is_set = |s: &&Statement| s.assignment().is_some_and(|(target, _)| target == name);
        let set: Vec<String> = rule
            .body
            .iter()
            .filter(is_set)
            .map(|s| at(s.span).to_string())
            .collect();
        let set = (!set.is_empty()).then(|| format!("set in {}", set.join(", ")));
        let is_given = Builtin::named(rule.kind, name).is_some();
        let given = is_given.then(|| "given".to_owned());
        let parts: Vec<String> = [given, param, state, set].into_iter().flatten().collect();
        parts.join(", ")
    }

    fn param(&self, name: &str, default: &Value) -> Cells {
        if let Value::Switch(on) = default {
            let folded = format!("decided before: {}", if *on { "on" } else { "off" });
            return [folded, dash(), dash(), dash()];
        }
        let is_rate = self.explained.rule.kind == Kind::Optimizer && name == "lr";
        let wanted = match is_rate {
            true => "base_lr".to_owned(),
            false => self.explained.names.setting(self.explained.rule.kind, name),
        };
        let is_it = |called: &str| plain(called) == wanted || is_rate && called == "lr";
        let leaves = self.leaves(|input, called| {
            matches!(input, Input::Setting(_) | Input::Rate | Input::Momentum) && is_it(called)
        });
        [
            self.called(&leaves),
            self.on_host(&leaves),
            dash(),
            self.column(name),
        ]
    }

    fn state(&self, name: &str) -> Cells {
        let before = self.leaves(|input, called| matches!(input, Input::State(_)) && names(called, name));
        let next = self.built(name);
        let lane = self
            .places(&before)
            .into_iter()
            .chain(self.recorded(name))
            .collect::<Vec<_>>();
        let graph = format!("{}; {name}' = {}", self.called(&before), self.nodes(&next));
        [graph, dash(), list(&lane), self.column(name)]
    }

    fn local(&self, name: &str) -> Cells {
        let explained = self.explained;
        let (trial, kind) = (explained.trial(), explained.rule.kind);
        match (kind, name) {
            (Kind::Schedule, "lr") => return self.driven(trial.rate, Input::Rate, name),
            (Kind::Schedule, "momentum") => return self.driven(trial.momentum, Input::Momentum, name),
            (Kind::Surface, "f") => {
                let program = explained.program();
                let place = program.step.outputs[program.loss_output()] as usize;
                return [
                    self.nodes(&[trial.loss]),
                    dash(),
                    self.labels[place].clone(),
                    "loss".to_owned(),
                ];
            }
            (Kind::Surface, _) => {}
            _ => {
                let host = if self.is_hosts(name) {
                    "once per step, for the trace"
                } else {
                    "-"
                };
                let lane = list(&self.recorded(name));
                return [
                    self.nodes(&self.built(name)),
                    host.to_owned(),
                    lane,
                    self.column(name),
                ];
            }
        }
        let values = explained.rule.assigned(name).map(|value| value.span);
        let spans: Vec<crate::lang::Span> = values.collect();
        let is_written = |id: &Id| match trial.origins.get(id.index()) {
            Some(Some(origin)) => {
                let here = trial.texts[origin.text].source == explained.rule.source;
                here && !origin.is_derivative && spans.contains(&origin.span)
            }
            _ => false,
        };
        let nodes: Vec<Id> = self.numbered.order.iter().copied().filter(is_written).collect();
        let places: Vec<Id> = trial.nodes.places.iter().copied().filter(is_written).collect();
        [
            self.nodes(&nodes),
            self.on_host(&nodes),
            list(&self.places(&places)),
            dash(),
        ]
    }

    fn given(&self, builtin: Builtin, name: &str) -> Cells {
        let trial = self.explained.trial();
        match builtin {
            Builtin::W => {
                let before =
                    self.leaves(|input, called| matches!(input, Input::State(_)) && names(called, "w"));
                let program = self.explained.program();
                let next = (0..program.n).map(|i| self.labels[program.step.outputs[i] as usize].clone());
                let lane: Vec<String> = self.places(&before).into_iter().chain(next).collect();
                let graph = format!(
                    "{}; w' = {}",
                    self.called(&before),
                    self.nodes(&trial.next[..trial.n])
                );
                [graph, dash(), list(&lane), "w".to_owned()]
            }
            Builtin::X | Builtin::Y => {
                let coordinate = u32::from(builtin == Builtin::Y);
                let leaves = self.leaves(|input, _| input == Input::State(coordinate));
                [
                    self.called(&leaves),
                    dash(),
                    list(&self.places(&leaves)),
                    "w".to_owned(),
                ]
            }
            Builtin::IsMatrix => [
                "0: a surface's point is a vector".to_owned(),
                dash(),
                dash(),
                dash(),
            ],
            Builtin::G => [
                self.nodes(&self.built(name)),
                dash(),
                list(&self.recorded(name)),
                self.column(name),
            ],
            Builtin::T => {
                let clock = trial
                    .graph
                    .all()
                    .filter(|id| self.explained.names.leaf(*id).as_deref() == Some("t"));
                let clock: Vec<Id> = clock.filter(|id| self.numbered.has(*id)).collect();
                [
                    self.nodes(&clock),
                    self.on_host(&clock),
                    list(&self.places(&clock)),
                    dash(),
                ]
            }
            // An activation takes no step, so it is explained nowhere.
            Builtin::Z => [dash(), dash(), dash(), dash()],
            Builtin::K | Builtin::Total | Builtin::BaseLr => {
                let leaves = self.leaves(|_, called| called == name);
                [self.called(&leaves), self.on_host(&leaves), dash(), dash()]
            }
        }
    }

    /// What a schedule gives, and where it is read.
    fn driven(&self, value: Option<Id>, read: Input, name: &str) -> Cells {
        let leaves = self.leaves(|input, _| input == read);
        let graph = match value {
            Some(id) => format!("{}; read as {name}", self.nodes(&[id])),
            None => dash(),
        };
        [graph, self.on_host(&leaves), dash(), self.column(name)]
    }

    /// The leaves that a step needs and that are asked for.
    fn leaves(&self, is_wanted: impl Fn(Input, &str) -> bool) -> Vec<Id> {
        let trial = self.explained.trial();
        let wanted = |id: &Id| {
            let input = trial.input(*id);
            input.is_some_and(|input| is_wanted(input, &self.explained.names.input(input)))
        };
        let all = trial.graph.all().filter(wanted);
        all.filter(|id| self.numbered.order.contains(id) || self.begins(*id))
            .collect()
    }

    /// Whether a state begins with a leaf.
    fn begins(&self, leaf: Id) -> bool {
        let trial = self.explained.trial();
        let inputs = &self.explained.run().host.start.inputs;
        trial
            .input(leaf)
            .is_some_and(|input| inputs.iter().any(|first| first.leaf() == input))
    }

    fn called(&self, leaves: &[Id]) -> String {
        let called: Vec<String> = leaves
            .iter()
            .filter_map(|id| self.explained.names.leaf(*id))
            .collect();
        list(&called)
    }

    /// What nodes are called in the graph.
    fn nodes(&self, ids: &[Id]) -> String {
        let trial = self.explained.trial();
        let label = |id: &Id| match (trial.graph.constant(*id), self.numbered.label(*id)) {
            (Some(value), _) => super::rows::number(value),
            (None, label) if label.is_empty() => self.explained.names.leaf(*id).unwrap_or_default(),
            (None, label) => label,
        };
        list(&ids.iter().map(label).collect::<Vec<_>>())
    }

    /// The host's numbers that some nodes reach, also through the schedule; and whether a state begins with
    /// them.
    fn on_host(&self, ids: &[Id]) -> String {
        let reached = self
            .hosts
            .iter()
            .filter(|(_, below)| ids.iter().any(|id| below.contains(id)));
        let mut all: Vec<String> = reached.map(|(label, _)| label.clone()).collect();
        if ids.iter().any(|id| self.begins(*id)) {
            all.push("a state's beginning".to_owned());
        }
        list(&all)
    }

    /// The places of nodes on the tape.
    fn places(&self, ids: &[Id]) -> Vec<String> {
        let places = self.explained.trial().nodes.places.iter().zip(&self.labels);
        places
            .filter(|(id, _)| ids.contains(id))
            .map(|(_, label)| label.clone())
            .collect()
    }

    /// What is recorded under a name of this rule, with its nodes as they are built.
    fn record(&self, name: &str) -> Option<(&RecordedColumn, &[Id])> {
        let (run, trial) = (self.explained.run(), self.explained.trial());
        let mut columns = run.columns.iter().zip(&trial.named);
        let is_own = |column: &RecordedColumn| {
            let last = column.name.rsplit('.').next();
            column.name == name || last == Some(name)
        };
        columns
            .find(|(column, _)| is_own(column))
            .map(|(column, (_, nodes))| (column, nodes.as_slice()))
    }

    fn built(&self, name: &str) -> Vec<Id> {
        self.record(name)
            .map_or_else(Vec::new, |(_, nodes)| nodes.to_vec())
    }

    fn column(&self, name: &str) -> String {
        self.record(name)
            .map_or_else(dash, |(column, _)| column.name.clone())
    }

    fn is_hosts(&self, name: &str) -> bool {
        let column = self.record(name).map(|(column, _)| column);
        column.is_some_and(|c| c.sources.iter().any(|s| matches!(s, RecordSource::Host(_))))
    }

    /// Where the lane leaves what is recorded under a name.
    fn recorded(&self, name: &str) -> Vec<String> {
        let program = self.explained.program();
        let place = |source: &RecordSource| match source {
            RecordSource::Lane(i) => {
                let place = program.step.outputs[program.first_record() + i];
                Some(self.labels[place as usize].clone())
            }
            RecordSource::Host(_) => None,
        };
        let sources = self.record(name).map_or(&[][..], |(column, _)| &column.sources);
        sources.iter().filter_map(place).collect()
    }
}

/// Whether a number is one of a state of a name; a stage's state has the stage's name before its own.
fn names(called: &str, name: &str) -> bool {
    plain(called).rsplit('.').next() == Some(name)
}

fn dash() -> String {
    "-".to_owned()
}
