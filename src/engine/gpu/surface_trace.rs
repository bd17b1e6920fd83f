//! One submission of a plan: buffers, dispatches in slices, and the answer when it has arrived.

use super::buffers::{Buffers, Mapping, bind, buffer, uniform, zeros};
use super::device::Gpu;
use super::layout::{Lane, Slice};
use super::pipelines::Pipelines;
use crate::compile::{Plan, Program, Surface, wgsl};
use crate::engine::assemble::{Rows, assemble};
use crate::engine::host::{Tabulated, initial_state, tabulate};
use crate::engine::{EngineError, Info, LaneGroup, groups};
use crate::trace::Trace;
use std::sync::Arc;

/// Invocations a workgroup, as in the shader.
const WORKGROUP: u32 = 64;
/// Operations of one lane in one dispatch: a few milliseconds of a GPU's slow single thread.
const LANE_OPERATIONS: usize = 1 << 19;
/// Operations of all lanes in one dispatch: a few milliseconds on a software driver.
const ALL_OPERATIONS: usize = 1 << 24;

/// A plan on its way through the GPU.
pub(super) struct Submission {
    plan: Arc<Plan>,
    surface: Arc<Surface>,
    tabulated: Vec<Tabulated>,
    groups: Vec<LaneGroup>,
    answers: Vec<Answer>,
}

/// Two buffers that will be readable: rows and steps of divergence.
struct Answer {
    rows: Mapping,
    diverged: Mapping,
}

impl Submission {
    /// Tabulates, uploads and dispatches a plan.
    pub(super) fn new(gpu: &Gpu, pipelines: &mut Pipelines, plan: Arc<Plan>, surface: Arc<Surface>) -> Self {
        let tabulated: Vec<_> = plan.runs.iter().map(|run| tabulate(&plan, run)).collect();
        let groups = groups(&plan);
        let answers = groups.iter().map(|group| {
            let program = &surface.programs[group.program];
            let pipeline = pipelines.get(wgsl::surface_trace(program));
            let upload = Upload::new(&plan, group, &tabulated);
            upload.dispatch(gpu, pipelines.bindings(), &pipeline, &plan, program)
        });
        Self {
            answers: answers.collect(),
            plan,
            surface,
            tabulated,
            groups,
        }
    }

    /// The trace once all has arrived.
    ///
    /// # Errors
    /// A buffer could not be read.
    pub(super) fn read(&self, info: &Info) -> Option<Result<Trace, EngineError>> {
        let mut mappings = self.answers.iter().flat_map(|a| [&a.rows, &a.diverged]);
        if !mappings.all(Mapping::arrived) {
            return None;
        }
        let rows: Result<Vec<Rows>, EngineError> = self.answers.iter().map(Answer::read).collect();
        let of = (&*self.plan, &*self.surface);
        let trace = |rows: Vec<Rows>| assemble(of, info, true, &self.tabulated, &self.groups, &rows);
        Some(rows.map(trace))
    }
}

/// The numbers of one group as the shader reads them.
struct Upload {
    lanes: Vec<Lane>,
    constants: Vec<f32>,
    table: Vec<f32>,
    states: Vec<f32>,
}

impl Upload {
    fn new(plan: &Plan, group: &LaneGroup, tabulated: &[Tabulated]) -> Self {
        let mut upload = Self {
            lanes: Vec::new(),
            constants: Vec::new(),
            table: Vec::new(),
            states: Vec::new(),
        };
        let single = |values: &[f64]| -> Vec<f32> { values.iter().map(|&v| v as f32).collect() };
        let mut placed: Vec<Option<(u32, u32)>> = vec![None; plan.runs.len()];
        for &index in &group.lanes {
            let lane = &plan.lanes[index];
            let run = &tabulated[lane.run];
            let (constants, table) = *placed[lane.run].get_or_insert_with(|| {
                let at = (upload.constants.len() as u32, upload.table.len() as u32);
                upload.constants.extend(single(&run.constants));
                upload.table.extend(single(&run.table));
                at
            });
            upload.lanes.push(Lane::of(plan, lane, [constants, table]));
            upload.states.extend(single(&initial_state(plan, lane)));
        }
        upload
    }

    fn dispatch(
        &self,
        gpu: &Gpu,
        bindings: &wgpu::BindGroupLayout,
        pipeline: &wgpu::ComputePipeline,
        plan: &Plan,
        program: &Program,
    ) -> Answer {
        let count = self.lanes.len();
        let width = program.n + 1 + program.records;
        let rows = count * (plan.steps + 1) * width * size_of::<f32>();
        let slices = self.slices(plan, program);
        let (uniform, stride) = uniform(gpu, &slices);
        let read = wgpu::BufferUsages::STORAGE;
        let answer = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
        let buffers = Buffers::from([
            buffer(gpu, &uniform, wgpu::BufferUsages::UNIFORM),
            buffer(gpu, bytemuck::cast_slice(&self.lanes), read),
            buffer(gpu, bytemuck::cast_slice(&self.constants), read),
            buffer(gpu, bytemuck::cast_slice(&self.table), read),
            buffer(gpu, bytemuck::cast_slice(&self.states), read),
            zeros(gpu, rows, answer),
            zeros(gpu, count * size_of::<u32>(), answer),
        ]);
        let group = bind(gpu, bindings, size_of::<Slice>(), &buffers);
        for i in 0..slices.len() {
            gpu.dispatch(
                pipeline,
                &group,
                (i * stride) as u32,
                (count as u32).div_ceil(WORKGROUP),
            );
        }
        Answer {
            rows: Mapping::new(gpu, &buffers[5]),
            diverged: Mapping::new(gpu, &buffers[6]),
        }
    }

    /// The steps cut so that a dispatch takes a few milliseconds.
    fn slices(&self, plan: &Plan, program: &Program) -> Vec<Slice> {
        let work = program.step.code.len().max(1);
        let lanes = self.lanes.len().max(1);
        let most = (LANE_OPERATIONS / work)
            .min(ALL_OPERATIONS / (work * lanes))
            .max(1);
        let slice = |first: usize| Slice {
            first: first as u32,
            end: (first + most).min(plan.steps) as u32,
            steps: plan.steps as u32,
            lanes: self.lanes.len() as u32,
        };
        (0..plan.steps).step_by(most).map(slice).collect()
    }
}

impl Answer {
    fn read(&self) -> Result<Rows, EngineError> {
        Ok(Rows {
            values: self.rows.read::<f32>()?.into_iter().map(f64::from).collect(),
            diverged: self.diverged.read()?,
        })
    }
}
