//! A network's step split between the host (what only settings and the step reach) and the phases of a lane.

use super::phase::{PhaseGraph, Phases};
use super::program::{Program, Sink, State};
use crate::compile::builder::Builder;
use crate::compile::input::{FirstInput, HostInput};
use crate::compile::parts::Parts;
use crate::compile::plan::STEPS_DONE;
use crate::compile::program::{Host, RecordedColumn, host_tape};
use crate::compile::roots::Roots;
use crate::compile::step::{Record, Step};
use crate::compile::trial::{Blame, place};
use crate::compile::watch::{self, KnownBefore};
use crate::lang::graph::Id;
use crate::lang::shape::Shape;

/// A compiled run on a network.
pub(super) struct Split {
    pub program: Program,
    pub host: Host,
    /// Columns with one number a step.
    pub columns: Vec<RecordedColumn>,
    /// The shapes of the step's records.
    pub shapes: Vec<Shape>,
    /// What is watched, in order.
    pub blames: Vec<Blame>,
    /// Where there are any: the step, and for each of them the number and what its operation is given.
    pub watched: Option<(Step, Vec<Id>)>,
}

/// What is watched of a step where it counts; with each the node itself.
fn watch(step: &mut Step, roots: &Roots, shapes: &[Shape], known: &KnownBefore) -> Vec<(Id, Id)> {
    let counter = step.states.last().filter(|s| s.name == STEPS_DONE);
    let given = watch::Roots {
        next: &roots.next,
        n: 1,
        initial: &roots.initial,
        counter: counter.map(|_| roots.next.len() - 1),
        gradient: &roots.gradient,
        skip: roots.skip,
        rate: roots.rate,
        momentum: roots.momentum,
        requests: &roots.requests,
        shapes,
        ..watch::Roots::default()
    };
    let builder = &mut step.builder;
    let found = watch::find(&builder.graph, &builder.inputs, &given, known);
    watch::guarded(&mut builder.graph, &builder.inputs, &given, &found.ids)
}

fn blame(builder: &Builder, id: Id) -> Blame {
    Blame {
        op: builder.graph.parts(id).map(|(op, _)| op),
        place: place(&builder.origins, &builder.texts, id),
    }
}

/// Watched numbers, each followed by what its operation is given.
fn looked_at(builder: &Builder, watched: &[(Id, Id)]) -> Vec<Id> {
    let given = |id: Id| {
        builder
            .graph
            .parts(id)
            .map_or(&[][..], |(_, arguments)| arguments)
    };
    let numbers = watched
        .iter()
        .flat_map(|&(shown, id)| [&[shown], given(id)].concat());
    numbers.collect()
}

/// A state of a rule, its shape, and that of its next value, which is another.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is {1}, but its next value is {2}")]
pub(super) struct Reshaped(String, Shape, Shape);

/// Splits a step; `quantiles` are the names of which quantiles are recorded.
///
/// # Errors
/// A state would not keep its shape.
pub(super) fn split(mut step: Step, before: &KnownBefore, quantiles: &[String]) -> Result<Split, Reshaped> {
    let roots = Roots::of(&mut step);
    let shapes: Vec<Shape> = step.states.iter().map(|s| s.shape).collect();
    let guarded = watch(&mut step, &roots, &shapes, before);
    let blames = guarded.iter().map(|&(_, id)| blame(&step.builder, id)).collect();
    let again = (!guarded.is_empty()).then(|| (step.clone(), looked_at(&step.builder, &guarded)));
    let watched: Vec<Id> = guarded.into_iter().map(|(shown, _)| shown).collect();
    let flow = PhaseGraph {
        graph: &step.builder.graph,
        inputs: &step.builder.inputs,
        requests: &roots.requests,
        states: &shapes,
    };
    let mut ends = roots.next.clone();
    ends.extend(roots.records.iter().chain(&roots.gradient).chain(&roots.skip));
    ends.extend(&watched);
    let known = flow.known(&ends);
    for (state, next) in step.states.iter().zip(&roots.next) {
        if !known[next].shape.fits(state.shape) {
            return Err(Reshaped(state.name.clone(), state.shape, known[next].shape));
        }
    }

    let recorded_shapes = roots.records.iter().map(|id| known[id].shape).collect();
    let mut parts = Parts::new(&step.builder.graph, &step.builder.inputs, &[]);
    let is = |id: &Id, shape: Shape| known[id].shape == shape;
    let records = || step.records.iter().zip(roots.records.iter().copied());
    let (run, run_ids): (Vec<&Record>, Vec<Id>) = records().filter(|(_, id)| is(id, Shape::Run)).unzip();
    let columns = parts.columns(run, &run_ids);
    let recorded = parts.lane_records.clone();
    let layered: Vec<(String, Id)> = records()
        .filter(|(_, id)| is(id, Shape::Layer))
        .map(|(r, id)| (r.name.clone(), id))
        .collect();
    let chosen: Vec<(String, Id)> = records()
        .filter(|(r, _)| quantiles.contains(&r.name))
        .map(|(r, id)| (r.name.clone(), id))
        .collect();

    let mut always = roots.next.clone();
    always.extend(roots.gradient.iter().chain(&roots.skip).chain(&run_ids));
    always.extend(&watched);
    let needed = flow.needed(&always);
    let mut phases = Phases::new(flow, known, needed, |id| parts.part(id));
    let slots: Vec<u32> = recorded.iter().map(|&id| phases.keep(id, Shape::Run)).collect();
    let layers: Vec<(String, u32)> = layered
        .into_iter()
        .map(|(name, id)| (name, phases.keep(id, Shape::Layer)))
        .collect();
    let skip = roots.skip.map(|id| phases.keep(id, Shape::Run));
    let mut in_elements = Vec::new();
    for (&id, place) in watched.iter().zip(0..) {
        match phases.shape(id) {
            // Elements are worked out anew in each phase, so those wait for the last one.
            Shape::Element => in_elements.push((id, Sink::Watch(place))),
            shape => phases.want(id, phases.level(id), shape, Sink::Watch(place)),
        }
    }
    let mut commits = Vec::new();
    let mut last: Vec<(Id, Sink)> = roots.gradient.iter().map(|&g| (g, Sink::Check)).collect();
    for (place, (shape, &next)) in shapes.iter().zip(&roots.next).enumerate() {
        match shape {
            Shape::Element => last.push((next, Sink::Next(place as u32))),
            _ => commits.push((place as u32, phases.keep(next, *shape))),
        }
    }
    last.extend(
        chosen
            .iter()
            .zip(0..)
            .map(|((_, id), q)| (*id, Sink::Quantile(q))),
    );
    last.extend(in_elements);
    let mut program = phases.emit(&last);
    let state = |s: &crate::compile::step::StateNumbers| State {
        name: s.name.clone(),
        shape: s.shape,
    };
    program.states = step.states.iter().map(state).collect();
    program.commits = commits;
    program.skip = skip;
    program.records = slots;
    program.layers = layers;
    program.quantiles = chosen.into_iter().map(|c| c.0).collect();
    program.constants = parts.constants.len();
    program.table = parts.table.len();

    let (once, mut each) = (parts.constants, parts.table);
    let table = each.len();
    each.extend(parts.host_records);
    let schedule = [roots.rate, roots.momentum];
    let host = Host {
        table,
        once: host_tape(&mut step, schedule, &once, HostInput::of),
        start: host_tape(&mut step, schedule, &roots.initial, FirstInput::of),
        each: host_tape(&mut step, schedule, &each, HostInput::of),
    };
    Ok(Split {
        program,
        host,
        columns,
        shapes: recorded_shapes,
        blames,
        watched: again,
    })
}
