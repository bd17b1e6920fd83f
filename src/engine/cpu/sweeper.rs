//! A sweep on all cores, in slices of time.

use super::network::sweep::Points;
use super::surface_sweep::{Block, LANES, steps};
use super::wiring::Wiring;
use super::{Precision, info};
use crate::compile::sweep::{SweepPlan, SweptObjective, SweptSurface};
use crate::engine::Info;
use crate::engine::sweep::{Found, Outcomes, Prepared, Progress, Sweeper, spread};
use crate::real::Real;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use web_time::Instant;

/// Steps of a block between two looks at the clock.
const STEPS: usize = 64;

/// A sweep on the CPU.
pub struct CpuSweep {
    info: Info,
    outcomes: Outcomes,
    work: Box<dyn Advance>,
}

/// What works a sweep off.
pub(super) trait Advance {
    /// Computes until the deadline; gives what was finished.
    fn advance(&mut self, deadline: Instant) -> Vec<Found>;
}

impl CpuSweep {
    /// Prepares a sweep.
    pub fn new(plan: Arc<SweepPlan>, precision: Precision) -> Self {
        Self {
            info: info(precision),
            outcomes: Outcomes::none(&plan),
            work: match precision {
                Precision::Single => work_on::<f32>(plan),
                Precision::Double => work_on::<f64>(plan),
            },
        }
    }

    /// A sweep in the numbers that its plan asks for.
    pub fn boxed(plan: &Arc<SweepPlan>) -> Box<dyn Sweeper> {
        Box::new(Self::new(plan.clone(), plan.base.precision))
    }
}

fn work_on<R: Real>(plan: Arc<SweepPlan>) -> Box<dyn Advance> {
    match plan.objective.clone() {
        SweptObjective::Networks(networks) => Box::new(Points::<R>::new(plan, networks)),
        SweptObjective::Surface(on) => Box::new(Workers::<R>::new(plan, on)),
    }
}

impl Sweeper for CpuSweep {
    fn info(&self) -> &Info {
        &self.info
    }

    fn poll(&mut self, budget: Duration) -> Progress {
        let found = self.work.advance(Instant::now() + budget);
        found.into_iter().for_each(|found| self.outcomes.enter(found));
        match self.outcomes.done == self.outcomes.lanes.len() {
            true => Progress::Done,
            false => Progress::Busy,
        }
    }

    fn outcomes(&self) -> &Outcomes {
        &self.outcomes
    }

    fn outcomes_mut(&mut self) -> &mut Outcomes {
        &mut self.outcomes
    }
}

/// The blocks under way, one a thread, and those still to come.
struct Workers<R> {
    queue: Queue,
    blocks: Vec<Option<Block<R>>>,
}

/// What all workers share.
struct Queue {
    prepared: Prepared,
    wiring: Vec<Arc<Wiring>>,
    /// Blocks of a run, of all runs, and the next one to begin.
    a_run: usize,
    blocks: usize,
    next: AtomicUsize,
}

impl Queue {
    fn new(plan: Arc<SweepPlan>, on: Arc<SweptSurface>) -> Self {
        let (runs, a_run) = (plan.base.runs.len(), plan.lanes_a_run().div_ceil(LANES));
        let prepared = Prepared::of(plan, on);
        Self {
            wiring: (0..runs)
                .map(|run| Arc::new(Wiring::of(prepared.program(run))))
                .collect(),
            prepared,
            a_run,
            blocks: runs * a_run,
            next: AtomicUsize::new(0),
        }
    }

    /// The next block, in an order that is spread evenly over all lanes.
    fn begin<R: Real>(&self) -> Option<Block<R>> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        if next >= self.blocks {
            return None;
        }
        let block = spread(next, self.blocks);
        let (run, block) = (block / self.a_run, block % self.a_run);
        let places = self.prepared.share(run, block, self.a_run);
        Some(Block::new(&self.prepared, &self.wiring[run], places))
    }
}

impl<R: Real> Workers<R> {
    fn new(plan: Arc<SweepPlan>, on: Arc<SweptSurface>) -> Self {
        Self {
            queue: Queue::new(plan, on),
            blocks: (0..threads()).map(|_| None).collect(),
        }
    }
}

impl<R: Real> Advance for Workers<R> {
    fn advance(&mut self, deadline: Instant) -> Vec<Found> {
        let Self { queue, blocks } = self;
        on_all(blocks, |block| work(queue, block, deadline))
    }
}

/// Takes blocks one after the other until the deadline or the end.
fn work<R: Real>(queue: &Queue, current: &mut Option<Block<R>>, deadline: Instant) -> Vec<Found> {
    let mut found = Vec::new();
    loop {
        let Some(block) = current.take().or_else(|| queue.begin()) else {
            return found;
        };
        let block = current.insert(block);
        if steps(block, &queue.prepared, STEPS) {
            found.extend(block.found(&queue.prepared));
            *current = None;
        }
        if Instant::now() >= deadline {
            return found;
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn on_all<B: Send, T: Send>(
    blocks: &mut [B],
    work: impl Fn(&mut B) -> Vec<T> + Send + Sync,
) -> Vec<T> {
    use rayon::prelude::*;
    blocks.par_iter_mut().flat_map_iter(work).collect()
}

/// A page has one thread.
#[cfg(target_arch = "wasm32")]
pub(super) fn threads() -> usize {
    1
}

#[cfg(target_arch = "wasm32")]
pub(super) fn on_all<B, T>(blocks: &mut [B], work: impl Fn(&mut B) -> Vec<T>) -> Vec<T> {
    blocks.iter_mut().flat_map(work).collect()
}
