//! A sweep on a surface on the GPU: chunks of lanes, each cut into dispatches of a few milliseconds.

use super::device::Gpu;
use super::pace::{DISPATCH, Pace, advance_for};
use super::surface_sweep::Chunk;
use crate::compile::sign::Signs;
use crate::compile::sweep::{SweepPlan, SweptSurface};
use crate::compile::wgsl;
use crate::engine::sweep::{Outcomes, Prepared, Progress, Sweeper, spread};
use crate::engine::{EngineError, Info};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// Lanes that go together, most lanes of a chunk, and operations of one step of all its lanes: a step alone
/// must be short.
const PIECE: usize = 1 << 10;
const CHUNK: usize = 1 << 16;
const STEP_OPERATIONS: usize = 1 << 23;

/// A sweep on the GPU.
pub struct GpuSweep {
    gpu: Gpu,
    info: Info,
    prepared: Prepared,
    kernel: Option<String>,
    waiting: VecDeque<Piece>,
    chunks: VecDeque<Chunk>,
    pace: Pace,
    outcomes: Outcomes,
}

impl GpuSweep {
    /// Prepares a sweep on a surface; `kernel`: another text for the same bindings, dispatches and outcomes.
    pub fn new(gpu: Gpu, plan: Arc<SweepPlan>, on: Arc<SweptSurface>, kernel: Option<String>) -> Self {
        Self {
            info: Info {
                kind: "gpu",
                adapter: gpu.name().to_owned(),
            },
            kernel,
            waiting: pieces(&plan, &on),
            chunks: VecDeque::new(),
            pace: Pace::new(),
            outcomes: Outcomes::none(&plan),
            prepared: Prepared::of(plan, on),
            gpu,
        }
    }

    /// Keeps the device busy, but never with more than can be waited for.
    fn dispatch(&mut self) {
        while self.pace.has_room() {
            let undispatched = self.chunks.back_mut().filter(|c| !c.is_dispatched());
            let Some(chunk) = undispatched else {
                // One chunk's answer travels while the next one computes.
                if self.chunks.len() > 1 || !self.begin() {
                    return;
                }
                continue;
            };
            let operations = chunk.operations * chunk.lanes();
            let steps = chunk.dispatch(&self.gpu, self.pace.steps(operations));
            self.pace.note(&self.gpu, steps * operations);
        }
    }

    /// Begins the next chunk, if there is one, with as many lanes as suit the device.
    fn begin(&mut self) -> bool {
        let Some(first) = self.waiting.pop_front() else {
            return false;
        };
        let share = |piece: Piece| self.prepared.share(piece.run, piece.index, piece.count);
        let mut places = share(first);
        let most = self.pace.lanes(first.operations).min(CHUNK);
        while let Some(next) = self
            .waiting
            .pop_front_if(|p| p.run == first.run && places.len() < most)
        {
            places.extend(share(next));
        }
        let (program, host) = (
            self.prepared.program(first.run),
            self.prepared.tabulated(first.run),
        );
        let signs = Signs::of(program, &host.constants, &host.table);
        let generated = || wgsl::surface_sweep(program, &signs);
        let text = self.kernel.clone().unwrap_or_else(generated);
        let mut pipelines = self.gpu.sweeps();
        let pipeline = pipelines.get(text);
        let chunk = Chunk::new(&self.gpu, &pipelines, pipeline, &self.prepared, places);
        drop(pipelines);
        self.chunks.push_back(chunk);
        true
    }

    /// Takes in the chunks whose answers have arrived.
    ///
    /// # Errors
    /// One could not be read.
    fn collect(&mut self) -> Result<(), EngineError> {
        while let Some(answer) = self.chunks.front().and_then(|chunk| chunk.read(&self.prepared)) {
            answer?.into_iter().for_each(|found| self.outcomes.enter(found));
            self.chunks.pop_front();
        }
        Ok(())
    }

    /// Goes on for as long as is left of the budget; true once all lanes are done.
    ///
    /// # Errors
    /// What the device says.
    fn advance(&mut self, budget: Duration, left: Duration) -> Result<bool, EngineError> {
        self.pace.begin(budget);
        self.dispatch();
        self.gpu.wait(left.min(DISPATCH));
        self.pace.learn();
        self.gpu.fault().map_or(Ok(()), Err)?;
        self.collect()?;
        Ok(self.outcomes.done == self.outcomes.lanes.len())
    }

    fn failed(&mut self, fault: EngineError) -> Progress {
        self.waiting.clear();
        self.chunks.clear();
        Progress::Failed(fault)
    }
}

impl Sweeper for GpuSweep {
    fn info(&self) -> &Info {
        &self.info
    }

    fn poll(&mut self, budget: Duration) -> Progress {
        let polled = advance_for(budget, |left| self.advance(budget, left));
        polled.unwrap_or_else(|fault| self.failed(fault))
    }

    fn outcomes(&self) -> &Outcomes {
        &self.outcomes
    }

    fn outcomes_mut(&mut self) -> &mut Outcomes {
        &mut self.outcomes
    }
}

/// Lanes of one run, spread evenly over all of the run's.
#[derive(Clone, Copy)]
struct Piece {
    run: usize,
    /// Its place among the run's pieces, and their number.
    index: usize,
    count: usize,
    /// Operations of one step of one lane.
    operations: usize,
}

/// The pieces of all runs, in an order that is spread evenly over all lanes.
fn pieces(plan: &SweepPlan, on: &SweptSurface) -> VecDeque<Piece> {
    let lanes = plan.lanes_a_run();
    let mut all = Vec::new();
    for (run, planned) in plan.base.runs.iter().enumerate() {
        let operations = on.surface.programs[planned.program].step.code.len().max(1);
        let count = lanes.div_ceil((STEP_OPERATIONS / operations).clamp(64, PIECE));
        all.extend((0..count).map(|i| Piece {
            run,
            index: spread(i, count),
            count,
            operations,
        }));
    }
    all.into()
}
