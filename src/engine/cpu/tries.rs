//! Lanes of a sweep that can be left in the middle of their way and go on later from the states in which they
//! were left, to the last bit as if they had never been.

use super::Precision;
use super::network::tries::Networks;
use super::surface_sweep::{Block, LANES, steps};
use super::sweeper::on_all;
use super::wiring::Wiring;
use crate::compile::sweep::{SweepPlan, SweptObjective, SweptSurface};
use crate::engine::sweep::{Outcome, Prepared};
use crate::real::Real;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// Steps of a block between two looks at the clock.
const STEPS: usize = 64;

/// How far a lane is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The lane's place in the plan.
    pub lane: usize,
    /// The steps that it will have taken: a kept step of the plan, or all.
    pub steps: usize,
}

/// The lanes of a sweep of one run.
pub struct Tries {
    work: Box<dyn GoOn>,
}

/// What takes lanes on.
pub(super) trait GoOn {
    /// Lets lanes go on, each from where it is; all others are given up.
    fn go_on(&mut self, goals: &[Goal]);

    /// Computes until the deadline; the outcomes once all lanes are where they go, in the order of the goals.
    fn advance(&mut self, deadline: Instant) -> Option<Vec<Outcome>>;
}

impl Tries {
    /// No lane has taken a step.
    pub fn new(plan: Arc<SweepPlan>) -> Self {
        let work = match plan.base.precision {
            Precision::Single => work_on::<f32>(plan),
            Precision::Double => work_on::<f64>(plan),
        };
        Self { work }
    }

    /// Lets lanes go on, each from where it is; all others are given up.
    pub fn go_on(&mut self, goals: &[Goal]) {
        self.work.go_on(goals);
    }

    /// Computes for about `budget`; the outcomes once all lanes are where they go, in the order of the goals.
    pub fn poll(&mut self, budget: Duration) -> Option<Vec<Outcome>> {
        self.work.advance(Instant::now() + budget)
    }
}

fn work_on<R: Real>(plan: Arc<SweepPlan>) -> Box<dyn GoOn> {
    match plan.objective.clone() {
        SweptObjective::Networks(networks) => Box::new(Networks::<R>::new(plan, networks)),
        SweptObjective::Surface(on) => Box::new(Blocks::<R>::new(plan, on)),
    }
}

/// Lanes on a surface.
struct Blocks<R> {
    prepared: Prepared,
    wiring: Arc<Wiring>,
    blocks: Vec<Leg<R>>,
    goals: Vec<Goal>,
}

/// A block of lanes that go equally far.
struct Leg<R> {
    block: Block<R>,
    until: usize,
}

impl<R: Real> Blocks<R> {
    fn new(plan: Arc<SweepPlan>, on: Arc<SweptSurface>) -> Self {
        let prepared = Prepared::of(plan, on);
        Self {
            wiring: Arc::new(Wiring::of(prepared.program(0))),
            prepared,
            blocks: Vec::new(),
            goals: Vec::new(),
        }
    }

    /// Every lane with the block that it is in, and its place there.
    fn seats(&self) -> BTreeMap<usize, (&Block<R>, usize)> {
        let blocks = self.blocks.iter().map(|leg| &leg.block);
        let seats =
            blocks.flat_map(|block| block.lanes().zip(0..).map(move |(lane, at)| (lane, (block, at))));
        seats.collect()
    }
}

impl<R: Real> GoOn for Blocks<R> {
    fn go_on(&mut self, goals: &[Goal]) {
        let mut sorted = goals.to_vec();
        sorted.sort_by_key(|goal| goal.steps);
        let equally_far = sorted.chunk_by(|a, b| a.steps == b.steps);
        let parts = equally_far.flat_map(|part| part.chunks(LANES));
        let seats = self.seats();
        let legs = parts.map(|part| {
            let lanes: Vec<usize> = part.iter().map(|goal| goal.lane).collect();
            let seats: Vec<_> = lanes.iter().map(|lane| seats.get(lane).copied()).collect();
            let mut block = Block::new(&self.prepared, &self.wiring, lanes);
            for (place, seat) in seats.into_iter().enumerate() {
                if let Some((from, at)) = seat {
                    block.take_over(place, from, at);
                }
            }
            Leg {
                block,
                until: part[0].steps,
            }
        });
        self.blocks = legs.collect();
        self.goals = goals.to_vec();
    }

    fn advance(&mut self, deadline: Instant) -> Option<Vec<Outcome>> {
        let Self { prepared, blocks, .. } = self;
        let all = on_all(blocks, |leg| {
            while leg.block.done() < leg.until {
                let left = leg.until - leg.block.done();
                steps(&mut leg.block, prepared, STEPS.min(left));
                if Instant::now() >= deadline {
                    break;
                }
            }
            vec![leg.block.done() >= leg.until]
        });
        if all.contains(&false) {
            return None;
        }
        let so_far = blocks
            .iter_mut()
            .flat_map(|leg| leg.block.so_far(prepared, leg.until));
        let found: BTreeMap<usize, Outcome> = so_far.collect();
        let outcome = |goal: &Goal| found.get(&goal.lane).copied().unwrap_or_default();
        Some(self.goals.iter().map(outcome).collect())
    }
}
