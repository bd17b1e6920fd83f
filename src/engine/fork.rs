//! Forks: lanes that go on from a step of another lane, and so can be computed only once that one is known.
//!
//! [`Waves`] cuts a plan: the lanes that begin at a start come first, then those that go on from them, and so
//! on. An engine computes one wave after another and needs to know nothing else of forks.

use super::host::{begun_at, initial_state};
use super::network_fork::Pasts;
use super::network_stop::Reasons;
use crate::compile::plan::STEPS_DONE;
use crate::compile::{Lane, Objective, Plan, PlannedRun, PlannedState};
use crate::lang::column;
use crate::trace::{Column, RunTrace, Trace};
use std::ops::Range;
use std::sync::Arc;
use web_time::Instant;

/// A plan on its way through an engine, wave by wave.
#[derive(Default)]
pub struct Waves {
    plan: Arc<Plan>,
    /// The lanes of the wave under way, by their places in the plan.
    wave: Vec<usize>,
    /// What is known of each lane, and whether anything is.
    runs: Vec<RunTrace>,
    known: Vec<bool>,
    /// What the lanes of the wave need before they begin.
    pasts: Option<Pasts>,
    /// The whole trace, while it is found out why runs stopped.
    reasons: Option<Reasons>,
}

/// What to do after a wave.
#[derive(Debug)]
pub enum Turn {
    /// Compute the next one.
    Next(Arc<Plan>),
    /// Something must be worked out first: [`Waves::advance`].
    Later,
    /// Nothing: this is the trace of the whole plan.
    Done(Trace),
}

impl Waves {
    /// Takes on a plan and gives its first wave.
    pub fn begin(&mut self, plan: Arc<Plan>) -> Arc<Plan> {
        let lanes = plan.lanes.len();
        let wave: Vec<usize> = (0..lanes).filter(|&l| plan.lanes[l].from.is_none()).collect();
        *self = Self {
            plan,
            wave,
            runs: vec![RunTrace::default(); lanes],
            known: vec![false; lanes],
            pasts: None,
            reasons: None,
        };
        match self.wave.len() == lanes {
            true => self.plan.clone(),
            false => self.wave_plan(None),
        }
    }

    /// Takes the trace of the wave under way.
    pub fn take(&mut self, trace: Trace) -> Turn {
        if self.wave.len() == self.plan.lanes.len() {
            return self.done(trace);
        }
        let Trace { runs, single, .. } = trace;
        for (index, run) in std::mem::take(&mut self.wave).into_iter().zip(runs) {
            let lane = &self.plan.lanes[index];
            let whole = match lane.from {
                Some(source) => {
                    let began = std::mem::take(&mut self.runs[index].began);
                    let own = RunTrace { began, ..run };
                    joined(&self.plan, lane, own, &self.runs[source])
                }
                None => run,
            };
            self.learn(index, whole);
        }
        self.follow_frozen();
        self.wave = (0..self.known.len()).filter(|&lane| self.is_next(lane)).collect();
        if self.wave.is_empty() {
            let runs = std::mem::take(&mut self.runs);
            return self.done(Trace { runs, ..trace });
        }
        match &self.plan.objective {
            Objective::Surface(_) => Turn::Next(self.wave_plan(None)),
            Objective::Network(network) => {
                self.pasts = Some(Pasts::new(&self.plan, network, &self.wave, &self.runs, single));
                Turn::Later
            }
        }
    }

    fn done(&mut self, trace: Trace) -> Turn {
        match Reasons::new(&self.plan, trace) {
            Ok(reasons) => {
                self.reasons = Some(reasons);
                Turn::Later
            }
            Err(trace) => Turn::Done(*trace),
        }
    }

    /// Whether a wave's beginning is being worked out, or why runs stopped.
    pub fn is_at_work(&self) -> bool {
        self.pasts.is_some() || self.reasons.is_some()
    }

    /// Works on that until the deadline, and says what to do then.
    pub fn advance(&mut self, deadline: Instant) -> Turn {
        if let Some(reasons) = &mut self.reasons {
            let goes_on = reasons.advance(&self.plan, deadline);
            let done = self.reasons.take_if(|_| !goes_on);
            return done.map_or(Turn::Later, |reasons| Turn::Done(reasons.trace()));
        }
        let Some(mut pasts) = self.pasts.take() else {
            return Turn::Later;
        };
        if pasts.advance(deadline) {
            self.pasts = Some(pasts);
            return Turn::Later;
        }
        let states = pasts.states(&self.plan);
        for (&lane, state) in self.wave.iter().zip(&states) {
            self.runs[lane].began.clone_from(state);
        }
        Turn::Next(self.wave_plan(Some(states)))
    }

    fn learn(&mut self, lane: usize, run: RunTrace) {
        self.runs[lane] = run;
        self.known[lane] = true;
    }

    /// Whether a lane can be computed now.
    fn is_next(&self, lane: usize) -> bool {
        let source = self.plan.lanes[lane].from;
        !self.known[lane] && source.is_some_and(|source| self.known[source])
    }

    /// What goes on from a run that had diverged by then has nothing to compute: it is frozen, too.
    fn follow_frozen(&mut self) {
        let mut found = true;
        while std::mem::take(&mut found) {
            for index in 0..self.known.len() {
                if let Some(run) = self.frozen(index) {
                    self.learn(index, run);
                    found = true;
                }
            }
        }
    }

    fn frozen(&self, index: usize) -> Option<RunTrace> {
        let lane = &self.plan.lanes[index];
        let source = &self.runs[lane.from.filter(|_| self.is_next(index))?];
        let every = self.plan.every(&self.plan.runs[lane.run]);
        let follows = source.diverged_at? <= lane.first * every;
        follows.then(|| follower(&self.plan, lane, source))
    }

    /// The lanes of the wave alone, with the states from which they go on, and only the runs they need. On a
    /// network the states are given.
    fn wave_plan(&self, states: Option<Vec<Vec<f64>>>) -> Arc<Plan> {
        let mut runs: Vec<usize> = self.wave.iter().map(|&l| self.plan.lanes[l].run).collect();
        runs.dedup();
        let lanes = self.wave.iter().enumerate().map(|(place, &index)| {
            let lane = &self.plan.lanes[index];
            let state = lane.from.map(|_| match &states {
                Some(states) => states[place].clone(),
                None => state_at(&self.plan, &self.runs, index, lane.first),
            });
            Lane {
                run: runs.iter().position(|&run| run == lane.run).unwrap_or_default(),
                state: state.or_else(|| lane.state.clone()),
                from: None,
                ..lane.clone()
            }
        });
        Arc::new(Plan {
            lanes: lanes.collect(),
            runs: runs.iter().map(|&run| self.plan.runs[run].clone()).collect(),
            ..Plan::clone(&self.plan)
        })
    }
}

/// A lane's whole state before step `k + 1`, read from the traces of a plan's lanes.
pub fn state_at(plan: &Plan, runs: &[RunTrace], index: usize, k: usize) -> Vec<f64> {
    let lane = &plan.lanes[index];
    if let (Some(source), true) = (lane.from, k <= lane.first) {
        let state = state_at(plan, runs, source, k);
        return carried(plan, (&plan.lanes[source], &state), lane, k);
    }
    let (run, trace) = (&plan.runs[lane.run], &runs[index]);
    let mut state = initial_state(plan, lane);
    let every = plan.every(run);
    let point = trace.point(k * every);
    state[..point.len()].copy_from_slice(point);
    if k > lane.first {
        for (state_of_rule, place) in placed(run, point.len()) {
            // Behind the trace's own loss and w.
            let column = &trace.columns[state_of_rule.column + 2];
            state[place].copy_from_slice(column.entry((k - 1) * every));
        }
    }
    state
}

/// What a lane begins with after `k` steps of a source: the source's w and its states of the same name and
/// shape. The others begin as they do at a start, which is this w.
fn carried(plan: &Plan, (source, state): (&Lane, &[f64]), lane: &Lane, k: usize) -> Vec<f64> {
    let n = lane.start.point().len();
    let (source, run) = (&plan.runs[source.run], &plan.runs[lane.run]);
    let mut own = begun_at(plan, run, &state[..n]);
    for (wanted, place) in placed(run, n) {
        let same = |(s, _): &(&PlannedState, _)| s.name == wanted.name && s.shape == wanted.shape;
        match placed(source, n).find(same) {
            Some((_, there)) => own[place].copy_from_slice(&state[there]),
            // A source that does not count its steps has skipped none.
            None if wanted.name == STEPS_DONE => own[place].fill(k as f64),
            None => {}
        }
    }
    own
}

/// A run's states and where their numbers stand in the whole state, behind the n coordinates of w.
fn placed(run: &PlannedRun, n: usize) -> impl Iterator<Item = (&PlannedState, Range<usize>)> {
    run.states().iter().scan(n, move |next, state| {
        let first = *next;
        *next += state.shape.width(n);
        Some((state, first..*next))
    })
}

/// A fork's trace with its source's past.
fn joined(plan: &Plan, lane: &Lane, mut own: RunTrace, source: &RunTrace) -> RunTrace {
    for column in &mut own.columns {
        let entries = plan.entries_before(lane, (column.len(), column.every));
        take_over(column, source, entries);
    }
    own.evaluations += lane.from.map_or(0, |from| evaluations(plan, from, lane.first));
    own
}

/// The trace of a fork that shares all of its source.
fn follower(plan: &Plan, lane: &Lane, source: &RunTrace) -> RunTrace {
    let run = &plan.runs[lane.run];
    let own = RunTrace {
        run: run.run,
        label: run.label.clone(),
        began: Vec::new(),
        ..source.clone()
    };
    let Objective::Surface(surface) = &plan.objective else {
        return own;
    };
    let given = [(column::LOSS, 0), (column::W, surface.n)].into_iter();
    let columns = given.chain(run.columns.iter().map(|c| (c.name.as_str(), c.width)));
    let steps = plan.steps_of(run);
    let whole = columns.zip([steps + 1; 2].into_iter().chain(std::iter::repeat(steps)));
    let columns = whole.map(|((name, width), entries)| {
        let mut column = Column {
            name: name.to_owned(),
            width,
            every: plan.every(run),
            values: vec![f64::NAN; entries * width.max(1)],
        };
        take_over(&mut column, source, entries);
        column
    });
    let columns = columns.collect();
    RunTrace { columns, ..own }
}

/// Puts the source's entries before those of the fork; NaN where the source has no such column.
fn take_over(column: &mut Column, source: &RunTrace, entries: usize) {
    let numbers = (entries * column.stride()).min(column.values.len());
    let past = &mut column.values[..numbers];
    match source.column(&column.name).filter(|c| c.width == column.width) {
        Some(same) => past.copy_from_slice(&same.values[..numbers]),
        None => past.fill(f64::NAN),
    }
}

/// Gradient evaluations of a lane's first `k` steps, those of its past included.
fn evaluations(plan: &Plan, lane: usize, k: usize) -> usize {
    let lane = &plan.lanes[lane];
    let own = k.saturating_sub(lane.first) * plan.evaluations(lane.run);
    own + lane
        .from
        .map_or(0, |from| evaluations(plan, from, k.min(lane.first)))
}
