//! Some lanes of a sweep on their way through the GPU.

use super::buffers::Mapping;
use super::device::Gpu;
use super::layout::sweep::Outcome as Raw;
use super::pipelines::Pipelines;
use super::swept_lanes::SweptLanes;
use crate::compile::sweep::SweptLane;
use crate::engine::sweep::{Outcome, Prepared, Target};
use std::sync::Arc;

/// Lanes of one run on their way.
pub(super) struct Chunk {
    places: Vec<usize>,
    targets: Vec<Arc<Target>>,
    n: usize,
    /// Numbers of a lane's state that are read back: w, and all of it where it may tell why a lane stopped.
    kept: usize,
    steps: usize,
    /// Operations of one step of one lane.
    pub operations: usize,
    /// Steps dispatched.
    done: usize,
    lanes: SweptLanes,
    answer: Option<[Mapping; 2]>,
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
        let (program, steps) = (prepared.program(run), prepared.plan.base.steps);
        let planned = &prepared.plan.base.runs[run];
        let explains = planned.trial().is_some();
        let lanes = SweptLanes::new(
            gpu,
            pipelines,
            pipeline,
            (program, steps),
            prepared.tabulated(run),
            &lanes,
            targets.iter().map(|t| t.goal),
        );
        Self {
            places,
            targets,
            n: program.n,
            kept: if explains { program.state } else { program.n },
            steps,
            operations: program.step.code.len().max(1),
            done: 0,
            lanes,
            answer: None,
        }
    }

    /// How many lanes it has.
    pub fn lanes(&self) -> usize {
        self.places.len()
    }

    /// Whether all its steps were dispatched.
    pub fn is_dispatched(&self) -> bool {
        self.done == self.steps
    }

    /// Dispatches up to `count` steps, and behind the last one asks for the answer. Gives how many steps it were.
    pub fn dispatch(&mut self, gpu: &Gpu, count: usize) -> usize {
        let end = (self.done + count).min(self.steps);
        self.lanes.dispatch(gpu, self.done, end);
        let taken = end - self.done;
        self.done = end;
        if self.is_dispatched() {
            let points = self.lanes() * self.kept * size_of::<f32>();
            self.answer = Some([
                Mapping::part(gpu, &self.lanes.states, points as u64),
                Mapping::new(gpu, &self.lanes.outcomes),
            ]);
        }
        taken
    }

    /// What became of its lanes, by their places in the plan, once that has arrived. Errors: it could not be read.
    pub fn read(&self, prepared: &Prepared) -> Option<Result<Vec<(usize, Outcome)>, String>> {
        let [states, outcomes] = self.answer.as_ref().filter(|a| a.iter().all(Mapping::arrived))?;
        let states = states.read::<f32>();
        let outcomes = outcomes.read::<Raw>();
        Some(states.and_then(|states| Ok(self.outcomes(prepared, &states, &outcomes?))))
    }

    fn outcomes(&self, prepared: &Prepared, states: &[f32], raw: &[Raw]) -> Vec<(usize, Outcome)> {
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
                why: None,
            };
            let state = |number: usize| f64::from(states[number * count + i]);
            prepared.explained::<f32>(self.places[i], outcome, &state)
        };
        (0..count).map(|i| (self.places[i], outcome(i))).collect()
    }
}
