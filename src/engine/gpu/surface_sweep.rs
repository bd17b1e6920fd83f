//! Some lanes of a sweep on their way through the GPU.

use super::buffers::{Mapping, bind, buffer, zeros};
use super::device::Gpu;
use super::layout::sweep::{Lane, Outcome as Raw, Slice};
use super::pipelines::Pipelines;
use crate::compile::sweep::{SweepPlan, SweptLane};
use crate::engine::host::Tabulated;
use crate::engine::sweep::{Outcome, Target};
use std::sync::Arc;
use wgpu::BufferUsages;

/// Invocations a workgroup, as in the shader.
const WORKGROUP: u32 = 64;

/// Lanes of one run in their buffers.
pub(super) struct Chunk {
    places: Vec<usize>,
    targets: Vec<Arc<Target>>,
    n: usize,
    steps: usize,
    /// Operations of one step of one lane.
    pub operations: usize,
    /// Steps dispatched.
    done: usize,
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
    slice: wgpu::Buffer,
    states: wgpu::Buffer,
    outcomes: wgpu::Buffer,
    answer: Option<[Mapping; 2]>,
}

impl Chunk {
    /// Uploads lanes of one run.
    pub fn new(
        gpu: &Gpu,
        pipelines: &Pipelines,
        pipeline: wgpu::ComputePipeline,
        plan: &SweepPlan,
        tabulated: &Tabulated,
        places: Vec<usize>,
        target: impl Fn(&SweptLane) -> Arc<Target>,
    ) -> Self {
        let lanes: Vec<SweptLane> = places.iter().map(|&p| plan.lane(p)).collect();
        let targets: Vec<Arc<Target>> = lanes.iter().map(target).collect();
        let program = &plan.base.programs[plan.base.runs[lanes[0].run].program];
        let keys: Vec<Lane> = lanes
            .iter()
            .zip(&targets)
            .map(|(lane, target)| Lane {
                seed: lane.seed,
                replicate: lane.replicate,
                goal: target.goal as f32,
            })
            .collect();
        let single = |values: &[f64]| -> Vec<f32> { values.iter().map(|&v| v as f32).collect() };
        let read = BufferUsages::STORAGE;
        let answer = BufferUsages::STORAGE | BufferUsages::COPY_SRC;
        let count = lanes.len();
        let buffers = [
            zeros(
                gpu,
                size_of::<Slice>(),
                BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            ),
            buffer(gpu, bytemuck::cast_slice(&keys), read),
            buffer(gpu, bytemuck::cast_slice(&own_numbers(&lanes)), read),
            buffer(gpu, bytemuck::cast_slice(&single(&tabulated.constants)), read),
            buffer(gpu, bytemuck::cast_slice(&single(&tabulated.table)), read),
            zeros(gpu, count * program.state * size_of::<f32>(), answer),
            zeros(gpu, count * size_of::<Raw>(), answer),
        ];
        let group = bind(gpu, pipelines.bindings(), size_of::<Slice>(), &buffers);
        let [slice, .., states, outcomes] = buffers;
        Self {
            places,
            targets,
            n: program.n,
            steps: plan.base.steps,
            operations: program.step.code.len(),
            done: 0,
            pipeline,
            group,
            slice,
            states,
            outcomes,
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
        let slice = Slice {
            first: self.done as u32,
            end: end as u32,
            steps: self.steps as u32,
            lanes: self.lanes() as u32,
        };
        gpu.queue.write_buffer(&self.slice, 0, bytemuck::bytes_of(&slice));
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &self.group, &[0]);
            pass.dispatch_workgroups(slice.lanes.div_ceil(WORKGROUP), 1, 1);
        }
        gpu.queue.submit([encoder.finish()]);
        let taken = end - self.done;
        self.done = end;
        if self.is_dispatched() {
            let points = self.lanes() * self.n * size_of::<f32>();
            self.answer = Some([
                Mapping::part(gpu, &self.states, points as u64),
                Mapping::new(gpu, &self.outcomes),
            ]);
        }
        taken
    }

    /// What became of its lanes, by their places in the plan, once that has arrived. Errors: it could not be read.
    pub fn read(&self) -> Option<Result<Vec<(usize, Outcome)>, String>> {
        let [points, outcomes] = self.answer.as_ref().filter(|a| a.iter().all(Mapping::arrived))?;
        let points = points.read::<f32>();
        let outcomes = outcomes.read::<Raw>();
        Some(points.and_then(|points| Ok(self.outcomes(&points, &outcomes?))))
    }

    fn outcomes(&self, points: &[f32], raw: &[Raw]) -> Vec<(usize, Outcome)> {
        let count = self.lanes();
        let outcome = |i: usize| {
            let mut end = [0.0; 2];
            for (c, end) in end.iter_mut().enumerate().take(self.n) {
                *end = f64::from(points[c * count + i]);
            }
            let Raw {
                loss,
                best,
                reached,
                diverged,
            } = raw[i];
            Outcome {
                end,
                loss: f64::from(loss),
                best: f64::from(best),
                reached: (reached != u32::MAX).then_some(reached),
                diverged_at: (diverged > 0).then_some(diverged),
                nearest: self.targets[i].nearest(end),
            }
        };
        (0..count).map(|i| (self.places[i], outcome(i))).collect()
    }
}

/// Starts and swept settings, number by number, so that neighbouring lanes are neighbours in memory.
fn own_numbers(lanes: &[SweptLane]) -> Vec<f32> {
    let numbers =
        |lane: &SweptLane| -> Vec<f32> { lane.start.iter().chain(&lane.swept).map(|&v| v as f32).collect() };
    let rows: Vec<Vec<f32>> = lanes.iter().map(numbers).collect();
    let width = rows.first().map_or(0, Vec::len);
    (0..width)
        .flat_map(|i| rows.iter().map(move |row| row[i]))
        .collect()
}
