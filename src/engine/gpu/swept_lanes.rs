//! Lanes of one run of a sweep in their buffers, advanced by `shaders/surface_sweep.wgsl`.

use super::buffers::{Buffers, bind, buffer, zeros};
use super::device::Gpu;
use super::layout::sweep::{Lane, Outcome, Slice};
use super::pipelines::Pipelines;
use crate::compile::Program;
use crate::compile::sweep::SweptLane;
use crate::compile::wgsl::row_width;
use crate::engine::host::Tabulated;
use std::ops::Range;
use std::sync::Arc;
use wgpu::BufferUsages;

/// Invocations a workgroup, as in the shader.
const WORKGROUP: u32 = 64;

/// The buffers of some lanes, and what advances them.
pub(super) struct SweptLanes {
    /// How many lanes there are.
    pub count: usize,
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
    slice: wgpu::Buffer,
    /// The lanes' states, number by number, w first.
    pub states: wgpu::Buffer,
    /// The lanes' outcomes so far.
    pub outcomes: wgpu::Buffer,
    /// All of them, held for whoever still draws them.
    pub buffers: Arc<Buffers>,
}

impl SweptLanes {
    /// Uploads lanes of one run; `goals` are the losses that count as reached.
    pub fn new(
        gpu: &Gpu,
        pipelines: &Pipelines,
        pipeline: wgpu::ComputePipeline,
        program: &Program,
        tabulated: &Tabulated,
        lanes: &[SweptLane],
        goals: impl Iterator<Item = f64>,
    ) -> Self {
        let key = |(lane, goal): (&SweptLane, f64)| Lane {
            seed: lane.seed,
            replicate: lane.replicate,
            goal: goal as f32,
        };
        let keys: Vec<Lane> = lanes.iter().zip(goals).map(key).collect();
        let constants: Vec<f32> = tabulated.constants.iter().map(|&v| v as f32).collect();
        let read = BufferUsages::STORAGE;
        let kept = BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
        let count = lanes.len();
        let buffers = [
            zeros(
                gpu,
                size_of::<Slice>(),
                BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            ),
            buffer(gpu, bytemuck::cast_slice(&constants), BufferUsages::UNIFORM),
            buffer(gpu, bytemuck::cast_slice(&keys), read),
            buffer(gpu, bytemuck::cast_slice(&own_numbers(lanes)), read),
            buffer(gpu, bytemuck::cast_slice(&rows(program, &tabulated.table)), read),
            zeros(gpu, count * program.state * size_of::<f32>(), kept),
            zeros(gpu, count * size_of::<Outcome>(), kept),
        ];
        let group = bind(gpu, pipelines.bindings(), size_of::<Slice>(), &buffers);
        let [slice, .., states, outcomes] = &buffers;
        let [slice, states, outcomes] = [slice, states, outcomes].map(wgpu::Buffer::clone);
        Self {
            count,
            pipeline,
            group,
            slice,
            states,
            outcomes,
            buffers: Arc::new(buffers.into()),
        }
    }

    /// Dispatches some steps; from 0 on the lanes begin anew. Behind step `until` their outcomes are as of
    /// there.
    pub fn dispatch(&self, gpu: &Gpu, steps: Range<usize>, until: usize) {
        let slice = Slice {
            first: steps.start as u32,
            end: steps.end as u32,
            steps: until as u32,
            lanes: self.count as u32,
        };
        gpu.queue.write_buffer(&self.slice, 0, bytemuck::bytes_of(&slice));
        gpu.dispatch(&self.pipeline, &self.group, 0, slice.lanes.div_ceil(WORKGROUP));
    }
}

/// The table as the shader reads it: every row whole vectors.
fn rows(program: &Program, table: &[f64]) -> Vec<f32> {
    let padding = row_width(program.table) - program.table;
    let row = |row: &[f64]| -> Vec<f32> {
        let numbers = row.iter().map(|&v| v as f32);
        numbers.chain(std::iter::repeat_n(0.0, padding)).collect()
    };
    table.chunks(program.table.max(1)).flat_map(row).collect()
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
