//! Some lanes of a sweep on their way through the GPU.

use super::buffers::Mapping;
use super::device::Gpu;
use super::layout::sweep::Outcome as Raw;
use super::pipelines::Pipelines;
use super::swept_lanes::SweptLanes;
use crate::compile::sweep::SweptLane;
use crate::engine::EngineError;
use crate::engine::sweep::{Found, Outcome, Prepared, Target};
use std::sync::Arc;

/// Lanes of one run on their way.
pub(super) struct Chunk {
    places: Vec<usize>,
    targets: Vec<Arc<Target>>,
    n: usize,
    /// Numbers of a lane's state that are read back: w, and all of it where it may tell why a lane stopped.
    read: usize,
    /// Steps after which the lanes are read back, the last one at the end.
    ends: Vec<usize>,
    /// Operations of one step of one lane.
    pub operations: usize,
    /// Steps dispatched.
    done: usize,
    lanes: SweptLanes,
    /// By end, as far as they were asked for.
    answers: Vec<[Mapping; 2]>,
}

impl Chunk {
    /// Uploads lanes of one run.
    pub fn new(
        gpu: &Gpu,
        pipelines: &Pipelines,
        pipeline: wgpu::ComputePipeline,
        prepared: &Prepared,
        places: Vec<usize>,
    ) -> Self {
        let lanes: Vec<SweptLane> = places.iter().map(|&p| prepared.plan.lane(p)).collect();
        let targets: Vec<Arc<Target>> = lanes.iter().map(|lane| prepared.target(lane)).collect();
        let run = lanes[0].run;
        let program = prepared.program(run);
        let planned = &prepared.plan.base.runs[run];
        let explains = planned.trial().is_some();
        let lanes = SweptLanes::new(
            gpu,
            pipelines,
            pipeline,
            program,
            prepared.tabulated(run),
            &lanes,
            targets.iter().map(|t| t.goal),
        );
        Self {
            places,
            targets,
            n: program.n,
            read: if explains { program.state } else { program.n },
            ends: ends(prepared),
            operations: program.step.code.len().max(1),
            done: 0,
            lanes,
            answers: Vec::new(),
        }
    }

    /// How many lanes it has.
    pub fn lanes(&self) -> usize {
        self.places.len()
    }

    /// Whether all its steps were dispatched.
    pub fn is_dispatched(&self) -> bool {
        self.answers.len() == self.ends.len()
    }

    /// Dispatches up to `count` steps, and behind the last one and each kept one asks for the answer. Gives
    /// how many steps it were.
    pub fn dispatch(&mut self, gpu: &Gpu, count: usize) -> usize {
        let Some(&end) = self.ends.get(self.answers.len()) else {
            return 0;
        };
        let next = (self.done + count).min(end);
        self.lanes.dispatch(gpu, self.done..next, end);
        let taken = next - self.done;
        self.done = next;
        if next == end {
            let points = self.lanes() * self.read * size_of::<f32>();
            self.answers.push([
                Mapping::part(gpu, &self.lanes.states, points as u64),
                Mapping::new(gpu, &self.lanes.outcomes),
            ]);
        }
        taken
    }

    /// What became of its lanes, once that has arrived.
    ///
    /// # Errors
    /// It could not be read.
    pub fn read(&self, prepared: &Prepared) -> Option<Result<Vec<Found>, EngineError>> {
        let has_arrived = self.answers.iter().flatten().all(Mapping::arrived);
        (self.is_dispatched() && has_arrived).then(|| self.found(prepared))
    }

    fn found(&self, prepared: &Prepared) -> Result<Vec<Found>, EngineError> {
        let mut kept: Vec<Vec<Outcome>> = Vec::with_capacity(self.ends.len());
        for ([states, outcomes], &end) in self.answers.iter().zip(&self.ends) {
            let read = (&states.read()?[..], &outcomes.read()?[..]);
            kept.push(self.outcomes(prepared, end, kept.last(), read));
        }
        // A step that is kept and the last one at once was read once.
        let last = match kept.len() > prepared.plan.kept.len() {
            true => kept.pop(),
            false => kept.last().cloned(),
        };
        let found = last.into_iter().flatten().enumerate();
        let found = found.map(|(i, outcome)| Found {
            lane: self.places[i],
            outcome,
            kept: kept.iter().map(|kept| kept[i]).collect(),
        });
        Ok(found.collect())
    }

    /// What became of the lanes after so many steps; `before` is the same at the end before.
    fn outcomes(
        &self,
        prepared: &Prepared,
        steps: usize,
        before: Option<&Vec<Outcome>>,
        (states, raw): (&[f32], &[Raw]),
    ) -> Vec<Outcome> {
        let count = self.lanes();
        let outcome = |i: usize| {
            let mut end = [0.0; 2];
            for (c, end) in end.iter_mut().enumerate().take(self.n) {
                *end = f64::from(states[c * count + i]);
            }
            let Raw {
                loss,
                best,
                reached,
                diverged,
            } = raw[i];
            let outcome = Outcome {
                end,
                loss: f64::from(loss),
                best: f64::from(best),
                reached: (reached != u32::MAX && self.targets[i].stands(f64::from(best))).then_some(reached),
                diverged_at: (diverged > 0).then_some(diverged),
                nearest: self.targets[i].nearest(end),
                ..Outcome::default()
            };
            let state = |number: usize| f64::from(states[number * count + i]);
            let before = before.map(|before| before[i]);
            prepared.explained::<f32>(self.places[i], steps, outcome, before, &state)
        };
        (0..count).map(outcome).collect()
    }
}

/// The kept steps, and the last one.
fn ends(prepared: &Prepared) -> Vec<usize> {
    let mut ends = prepared.plan.kept.clone();
    ends.push(prepared.plan.base.steps);
    ends.dedup();
    ends
}
