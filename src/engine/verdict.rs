//! Why a step could not be taken: it is taken once more, on the CPU, operation by operation.

use crate::compile::input::{Input, StepInput};
use crate::compile::trial::Trial;
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::op::Op;
use crate::lang::row::{RowText, holds};
use crate::lang::usage::counted;
use crate::real::Real;
use crate::trace::{Stopped, Why};

/// Reads a number of a step.
pub type Read<'a> = &'a dyn Fn(StepInput) -> f64;

/// A step's numbers.
struct Taken<R> {
    values: Vec<R>,
    /// Which of them count.
    counts: Vec<bool>,
}

/// The first operation that went wrong.
#[derive(Clone, Copy)]
struct Fault {
    id: Id,
    is_undefined: bool,
}

/// Why a step that reads these numbers could not be taken by an engine that computes in `R`; `step` is what
/// it is called.
///
/// What f64 finds undefined is so; what only f32 cannot compute has left its range.
pub fn stopped<R: Real>(trial: &Trial, read: Read, step: usize) -> Stopped {
    judged::<R>(trial, read, step, &all(trial), &trial.next[..trial.n])
}

/// Whether the loss before a step has no value, in `R`.
pub fn loses_the_loss<R: Real>(trial: &Trial, read: Read) -> bool {
    fault(&trial.graph, &taken::<R>(trial, read, &[trial.loss])).is_some()
}

/// Why the loss before a step has no value.
pub fn stopped_by_loss<R: Real>(trial: &Trial, read: Read, step: usize) -> Stopped {
    judged::<R>(trial, read, step, &[trial.loss], &[])
}

/// All that counts in every step.
fn all(trial: &Trial) -> Vec<Id> {
    let numbers = trial.next.iter().chain([&trial.loss]).copied();
    let given = trial.skip.into_iter().chain(trial.rate).chain(trial.momentum);
    numbers.chain(given).collect()
}

fn judged<R: Real>(trial: &Trial, read: Read, step: usize, roots: &[Id], moved: &[Id]) -> Stopped {
    let graph = &trial.graph;
    let exact = taken::<f64>(trial, read, roots);
    let beyond = |id: &Id| exact.counts[id.index()] && exact.values[id.index()].beyond();
    let diverges = beyond(&trial.loss) || moved.iter().chain(&trial.gradient).any(beyond);
    let found = match fault(graph, &exact) {
        Some(fault) if fault.is_undefined => return blamed(trial, &exact, fault, Why::Undefined, step),
        _ if diverges => None,
        Some(fault) => return blamed(trial, &exact, fault, Why::Range, step),
        None => Some(taken::<R>(trial, read, roots)),
    };
    let own = found.and_then(|own| fault(graph, &own).map(|fault| (own, fault)));
    match own {
        Some((own, fault)) => Stopped {
            f64_would_do: true,
            ..blamed(trial, &own, fault, Why::Range, step)
        },
        None => Stopped::diverged(step),
    }
}

/// The numbers of a step; its gradient counts where it is not skipped and more than the loss is asked for.
fn taken<R: Real>(trial: &Trial, read: Read, roots: &[Id]) -> Taken<R> {
    let mut roots = roots.to_vec();
    if roots != [trial.loss] {
        roots.extend(&trial.gradient);
    }
    let values = values::<R>(trial, read, &roots);
    let value = |id: Id| values[id.index()];
    if trial.skip.is_some_and(|skip| value(skip) != R::ZERO) {
        roots.retain(|id| !trial.gradient.contains(id));
    }
    let counts = counted(&trial.graph, &roots, value);
    Taken { values, counts }
}

/// What the roots need. What the host works out is worked out in f64.
fn values<R: Real>(trial: &Trial, read: Read, roots: &[Id]) -> Vec<R> {
    let graph = &trial.graph;
    let lanes = trial.of_lanes();
    let schedule: Vec<Id> = trial.rate.into_iter().chain(trial.momentum).collect();
    let mut values = vec![R::ZERO; graph.len()];
    let mut exact = vec![0.0; graph.len()];
    let mut known = vec![false; graph.len()];
    let order = graph
        .reachable(&schedule)
        .into_iter()
        .chain(graph.reachable(roots));
    for id in order {
        let place = id.index();
        if std::mem::replace(&mut known[place], true) {
            continue;
        }
        if let (Node::Apply(op, arguments), true) = (graph.node(id), lanes[place]) {
            values[place] = op.value(arguments.map(|a| values[a.index()]));
            continue;
        }
        exact[place] = match graph.node(id) {
            Node::Number(bits) => f64::from_bits(bits),
            Node::Leaf(leaf) => match (trial.inputs[leaf as usize], trial.rate, trial.momentum) {
                (Input::Rate, Some(rate), _) => exact[rate.index()],
                (Input::Momentum, _, Some(momentum)) => exact[momentum.index()],
                (input, ..) => StepInput::of(input).map_or(f64::NAN, read),
            },
            Node::Apply(op, arguments) => op.value(arguments.map(|a| exact[a.index()])),
        };
        values[place] = R::of(exact[place]);
    }
    values
}

/// The first operation whose arguments are sound and whose result is not. The end of a half format is none.
fn fault<R: Real>(graph: &Graph, taken: &Taken<R>) -> Option<Fault> {
    let value = |id: &Id| taken.values[id.index()];
    graph.all().filter(|id| taken.counts[id.index()]).find_map(|id| {
        let Some((op, arguments)) = graph.parts(id) else {
            // A constant, or what is read, that these numbers cannot hold.
            let is_undefined = false;
            return value(&id).lost().then_some(Fault { id, is_undefined });
        };
        let is_half = matches!(op, Op::F16 | Op::Bf16);
        if is_half || arguments.iter().any(|a| value(a).lost()) {
            return None;
        }
        let numbers: Vec<f64> = arguments.iter().map(|a| value(a).to_f64()).collect();
        let is_undefined = !holds(op, RowText::Domain, &numbers);
        (is_undefined || value(&id).lost()).then_some(Fault { id, is_undefined })
    })
}

fn blamed<R: Real>(trial: &Trial, taken: &Taken<R>, fault: Fault, why: Why, step: usize) -> Stopped {
    let parts = trial.graph.parts(fault.id);
    let number = |a: &Id| taken.values[a.index()].to_f64();
    Stopped {
        step,
        why,
        place: trial.place(fault.id),
        operation: parts.map(|(op, _)| op.row().name.to_owned()),
        values: parts.map_or(Vec::new(), |(_, arguments)| {
            arguments.iter().map(number).collect()
        }),
        f64_would_do: false,
    }
}
