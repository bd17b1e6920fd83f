//! A run of a network taken once more, in slices of time, to see what every part of its rules comes to for
//! one parameter.

use super::dense::Dense;
use super::lane::Lane;
use super::pass::Values;
use super::shared::Shared;
use crate::compile::network::model::Network;
use crate::compile::network::probe::Probe;
use crate::compile::{Lane as PlannedLane, Objective, Plan};
use crate::engine::host::tabulate;
use crate::engine::look::Progress;
use crate::engine::network_fork::begun;
use crate::real::Real;
use crate::trace::Trace;
use std::ops::Range;
use std::sync::Arc;
use web_time::Instant;

/// Most numbers that are kept.
const NUMBERS: usize = 1 << 22;

/// The values of a probe for one parameter, step by step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    first: usize,
    width: usize,
    values: Vec<f64>,
}

impl Rows {
    /// No step is known.
    pub const NONE: Self = Self {
        first: 0,
        width: 0,
        values: Vec::new(),
    };

    /// The steps that are known, counted from 0.
    pub fn steps(&self) -> Range<usize> {
        self.first..self.first + self.values.len() / self.width.max(1)
    }

    /// All values inside step `k + 1`.
    pub fn at(&self, k: usize) -> Option<&[f64]> {
        let place = k.checked_sub(self.first)?;
        let values = self.values.get(place * self.width..(place + 1) * self.width);
        values.filter(|values| !values.is_empty())
    }

    /// One value inside every step.
    pub fn over(&self, place: usize) -> Vec<f64> {
        let steps = self.values.chunks_exact(self.width.max(1));
        steps.map(|step| step[place]).collect()
    }
}

/// A plan of one lane taken by probes of its run, and its network; None on a surface.
pub(super) fn probed(plan: &Plan, lane: &PlannedLane, probes: &[&Probe]) -> Option<(Plan, Arc<Network>)> {
    let network = Arc::new(Network {
        programs: probes.iter().map(|p| Arc::new(p.program.clone())).collect(),
        ..Network::clone(plan.network_of(lane.run)?)
    });
    let own = |run| PlannedLane { run, ..lane.clone() };
    let mut plan = Plan {
        steps: plan.steps_of(&plan.runs[lane.run]),
        lanes: (0..probes.len()).map(own).collect(),
        runs: probes.iter().map(|p| p.run.clone()).collect(),
        objective: Objective::Network(network.clone()),
        ..Plan::default()
    };
    let runs = plan.runs.iter_mut();
    runs.enumerate().for_each(|(program, run)| run.program = program);
    Some((plan, network))
}

/// A run on its way.
pub struct Replay {
    lanes: Box<dyn Watch>,
    rows: Vec<Rows>,
    /// The last step of the plan.
    last: usize,
    done: bool,
}

/// What takes steps and writes down what it sees in them.
trait Watch {
    /// False after the last step.
    fn step(&mut self, rows: &mut [Rows]) -> bool;
}

/// Lanes of which the first one trains, and the others take each of its steps as their own rules would.
struct Watched<R> {
    dense: Dense<R>,
    lanes: Vec<Lane<R>>,
    parameter: usize,
}

impl Replay {
    /// Prepares a lane of a plan and its trace, by its place there, as probes take it, of which the first one
    /// is of the lane's own run. None where the plan is on a surface, or the states of a probe are others
    /// than the first one's, or a fork's past ended before it began.
    pub fn new(
        plan: &Plan,
        trace: &Trace,
        place: usize,
        probes: &[&Probe],
        parameter: usize,
    ) -> Option<Self> {
        let (lane, run) = (plan.lanes.get(place)?, trace.runs.get(place)?);
        if lane.from.is_some() && run.began.is_empty() {
            return None;
        }
        let lane = begun(lane, run);
        let states = |probe: &&Probe| probe.program.states == probes[0].program.states;
        if !probes.iter().all(states) {
            return None;
        }
        let (plan, network) = probed(plan, &lane, probes)?;
        let rows = |probe: &&Probe| Rows {
            first: lane.first,
            width: probe.wide.len(),
            values: Vec::new(),
        };
        Some(Self {
            rows: probes.iter().map(rows).collect(),
            last: plan.steps,
            lanes: match trace.single {
                true => Box::new(Watched::<f32>::new(&plan, network, parameter)),
                false => Box::new(Watched::<f64>::new(&plan, network, parameter)),
            },
            done: false,
        })
    }

    /// Goes on until the deadline; true while there is more to do.
    pub fn advance(&mut self, deadline: Instant) -> bool {
        while !self.done {
            let kept: usize = self.rows.iter().map(|rows| rows.values.len()).sum();
            self.done = kept >= NUMBERS || !self.lanes.step(&mut self.rows);
            if Instant::now() >= deadline {
                break;
            }
        }
        !self.done
    }

    /// How far it is; None once it is over.
    pub fn progress(&self) -> Option<Progress> {
        let step = self.rows.first().map_or(0, |rows| rows.steps().end);
        (!self.done).then(|| Progress {
            what: format!("step {step} once more"),
            share: step as f64 / self.last.max(1) as f64,
        })
    }

    /// What is known so far, probe by probe.
    pub fn rows(&self) -> &[Rows] {
        &self.rows
    }
}

impl<R: Real> Lane<R> {
    /// Takes a step of which nothing is recorded; `look` sees its numbers, with `looks` what is only looked
    /// at among them. False where it is done.
    pub(super) fn take_step(
        &mut self,
        dense: &mut Dense<R>,
        looks: bool,
        look: impl FnOnce(&Values<R>),
    ) -> bool {
        self.done |= self.next >= self.planned.until.min(self.steps);
        if !self.done {
            let shared = &*self.shared().clone();
            let score = self.work_out(shared, dense, looks);
            look(&self.values);
            self.commit(self.next, score.loss);
        }
        !self.done
    }

    /// Goes to the step and the states of a lane that has the same states.
    fn follow(&mut self, other: &Self) {
        self.values.states.clone_from(&other.values.states);
        (self.next, self.done) = (other.next, other.done);
    }
}

impl<R: Real> Watched<R> {
    fn new(plan: &Plan, network: Arc<Network>, parameter: usize) -> Self {
        let shared = Arc::new(Shared::new(network));
        let lanes = plan.lanes.iter().map(|lane| {
            let tabulated = Arc::new(tabulate(plan, &plan.runs[lane.run]));
            Lane::new(plan, &shared, lane, tabulated)
        });
        Self {
            lanes: lanes.collect(),
            dense: Dense::new(&shared.network),
            parameter,
        }
    }
}

impl<R: Real> Watch for Watched<R> {
    fn step(&mut self, rows: &mut [Rows]) -> bool {
        let (dense, parameter) = (&mut self.dense, self.parameter);
        let mut take = |lane: &mut Lane<R>, rows: &mut Rows| {
            lane.take_step(dense, true, |values: &Values<R>| {
                let values = values.quantiles.iter().map(|room| room[parameter].to_f64());
                rows.values.extend(values);
            })
        };
        let Some((own, others)) = self.lanes.split_first_mut() else {
            return false;
        };
        let (first, rest) = rows.split_at_mut(1);
        for (lane, rows) in others.iter_mut().zip(rest) {
            lane.follow(own);
            take(lane, rows);
        }
        take(own, &mut first[0])
    }
}
