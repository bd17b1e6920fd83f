//! The surface on a grid, on the GPU.

use super::buffers::{Buffers, Mapping, bind, buffer, uniform, zeros};
use super::device::Gpu;
use super::layout::Band;
use super::pipelines::Pipelines;
use crate::compile::{Surface, wgsl};
use crate::engine::Poll;
use crate::engine::field::{Sampled, Sampler, fitted};
use crate::trace::Grid;
use std::time::Duration;

/// Invocations a workgroup, as in the shader.
const WORKGROUP: u32 = 64;
/// Operations of one dispatch: a few milliseconds on a software driver.
const OPERATIONS: usize = 1 << 24;
/// Most workgroups a dispatch may have.
const WORKGROUPS: usize = 65_535;

/// Samples on a GPU.
pub struct GpuSampler {
    gpu: Gpu,
    pipelines: Pipelines,
    job: Option<Job>,
}

struct Job {
    grid: Grid,
    minima: Vec<Vec<f64>>,
    values: Mapping,
}

impl GpuSampler {
    /// A sampler on a device.
    pub fn new(gpu: Gpu) -> Self {
        Self {
            pipelines: Pipelines::new(&gpu, "field", 2, 1),
            gpu,
            job: None,
        }
    }

    /// How many pipelines were made so far; zooming and moving a slider make none.
    pub fn pipelines_made(&self) -> usize {
        self.pipelines.made()
    }

    /// Dispatches all samples and asks for them.
    fn dispatch(&mut self, surface: &Surface, grid: Grid) -> Mapping {
        let gpu = &self.gpu;
        let pipeline = self.pipelines.get(wgsl::field(surface));
        let settings: Vec<f32> = surface.settings.iter().map(|&v| v as f32).collect();
        let coordinates: Vec<f32> = grid.xs().chain(grid.ys()).map(|v| v as f32).collect();
        let bands = bands(surface, grid);
        let (bytes, stride) = uniform(gpu, &bands);
        let storage = wgpu::BufferUsages::STORAGE;
        let buffers = Buffers::from([
            buffer(gpu, &bytes, wgpu::BufferUsages::UNIFORM),
            buffer(gpu, bytemuck::cast_slice(&settings), storage),
            buffer(gpu, bytemuck::cast_slice(&coordinates), storage),
            zeros(
                gpu,
                grid.samples() * size_of::<f32>(),
                storage | wgpu::BufferUsages::COPY_SRC,
            ),
        ]);
        let group = bind(gpu, self.pipelines.bindings(), size_of::<Band>(), &buffers);
        for (i, band) in bands.iter().enumerate() {
            gpu.dispatch(
                &pipeline,
                &group,
                (i * stride) as u32,
                (band.end - band.first).div_ceil(WORKGROUP),
            );
        }
        Mapping::new(gpu, &buffers[3])
    }
}

/// The samples cut so that a dispatch takes a few milliseconds.
fn bands(surface: &Surface, grid: Grid) -> Vec<Band> {
    let most = OPERATIONS / surface.loss.code.len().max(1);
    let most = most.clamp(WORKGROUP as usize, WORKGROUPS * WORKGROUP as usize);
    let band = |first: usize| Band {
        first: first as u32,
        end: (first + most).min(grid.samples()) as u32,
        columns: grid.columns as u32,
    };
    (0..grid.samples()).step_by(most).map(band).collect()
}

impl Sampler for GpuSampler {
    fn submit(&mut self, surface: &Surface, grid: Grid) {
        let grid = fitted(surface, grid);
        self.job = Some(Job {
            values: self.dispatch(surface, grid),
            minima: surface.minima.clone(),
            grid,
        });
    }

    fn poll(&mut self, budget: Duration) -> Poll<Sampled> {
        let Some(job) = &self.job else {
            return Poll::Idle;
        };
        self.gpu.wait(budget);
        if !job.values.arrived() {
            return Poll::Busy;
        }
        let values = Poll::from(job.values.read::<f32>());
        let sampled = values.map(|values| Sampled {
            field: job.grid.field(values, &job.minima),
            is_coarse: false,
        });
        self.job = None;
        sampled
    }
}
