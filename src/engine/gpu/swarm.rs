//! A swarm on the GPU: the states of all lanes stay in one buffer, which a compute pass advances and a render
//! pass draws. Nothing is read back.

#[cfg(not(target_arch = "wasm32"))]
use super::buffers::Mapping;
use super::buffers::zeros;
use super::device::Gpu;
use super::render_swarm::{Renderers, SwarmDrawing};
use super::swept_lanes::SweptLanes;
use crate::compile::sign::Signs;
use crate::compile::sweep::{SweepPlan, SweptLane};
use crate::compile::wgsl;
use crate::engine::host::tabulate;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Operations of one dispatch, and of all that are submitted in one frame: a few milliseconds, and a frame,
/// on a software driver.
const DISPATCH: usize = 1 << 24;
const FRAME: usize = 1 << 26;
/// How many earlier states are kept, so that going back is no new beginning.
const KEPT: usize = 16;

/// A swarm and the step at which it is.
pub struct GpuSwarm {
    gpu: Gpu,
    drawing: Arc<SwarmDrawing>,
    lanes: SweptLanes,
    #[cfg(not(target_arch = "wasm32"))]
    n: usize,
    steps: usize,
    operations: usize,
    at: usize,
    begun: bool,
    kept: Vec<Kept>,
    /// Whether what was submitted last has been done.
    idle: Arc<AtomicBool>,
}

/// The states and outcomes at a step.
struct Kept {
    step: usize,
    states: wgpu::Buffer,
    outcomes: wgpu::Buffer,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.states.destroy();
        self.outcomes.destroy();
    }
}

impl GpuSwarm {
    /// All lanes of a plan of one run, at their starts; None of networks.
    pub fn new(gpu: Gpu, renderers: &mut Renderers, plan: &SweepPlan) -> Option<Self> {
        let surface = &plan.surface()?.surface;
        let program = &surface.programs[plan.base.runs[0].program];
        let lanes: Vec<SweptLane> = (0..plan.lanes()).map(|i| plan.lane(i)).collect();
        let tabulated = tabulate(&plan.base, &plan.base.runs[0]);
        let signs = Signs::of(program, &tabulated.constants, &tabulated.table);
        let mut pipelines = gpu.sweeps();
        let pipeline = pipelines.get(wgsl::surface_sweep(program, &signs));
        // Nobody asks when a loss is reached.
        let goals = std::iter::repeat(f64::NEG_INFINITY);
        let steps = plan.base.steps;
        let lanes = SweptLanes::new(&gpu, &pipelines, pipeline, program, &tabulated, &lanes, goals);
        drop(pipelines);
        Some(Self {
            drawing: Arc::new(SwarmDrawing::new(&gpu, renderers, surface, &lanes)),
            #[cfg(not(target_arch = "wasm32"))]
            n: program.n,
            steps,
            operations: (program.step.code.len().max(1) * lanes.count).max(1),
            at: 0,
            begun: false,
            kept: Vec::new(),
            idle: Arc::new(AtomicBool::new(true)),
            lanes,
            gpu,
        })
    }

    /// What draws it.
    pub fn drawing(&self) -> Arc<SwarmDrawing> {
        self.drawing.clone()
    }

    /// How many lanes there are.
    pub fn count(&self) -> usize {
        self.lanes.count
    }

    /// The step at which all lanes are.
    pub fn step(&self) -> usize {
        self.at
    }

    /// Goes to a step, or as far towards it as one frame allows; true once it is there.
    pub fn advance(&mut self, to: usize) -> bool {
        let to = to.min(self.steps);
        if self.begun && self.at == to {
            return true;
        }
        if !self.idle.load(Ordering::Acquire) {
            return false;
        }
        if !self.begun || to < self.at {
            self.go_back(to);
        }
        let mut left = FRAME;
        let most = (DISPATCH / self.operations).max(1);
        while self.at < to && left > 0 {
            let end = (self.at + most).min(to).min(self.next_kept());
            self.lanes.dispatch(&self.gpu, self.at..end, self.steps);
            left = left.saturating_sub((end - self.at) * self.operations);
            self.at = end;
            self.keep();
        }
        let idle = self.idle.clone();
        idle.store(false, Ordering::Release);
        self.gpu
            .queue
            .on_submitted_work_done(move || idle.store(true, Ordering::Release));
        self.at == to
    }

    /// To the nearest kept state at or before a step, else to the start.
    fn go_back(&mut self, to: usize) {
        let nearest = self.kept.iter().filter(|k| k.step <= to).max_by_key(|k| k.step);
        match nearest {
            Some(kept) => {
                copy(
                    &self.gpu,
                    &[
                        (&kept.states, &self.lanes.states),
                        (&kept.outcomes, &self.lanes.outcomes),
                    ],
                );
                self.at = kept.step;
            }
            None => {
                self.lanes.dispatch(&self.gpu, 0..0, self.steps);
                self.at = 0;
            }
        }
        self.begun = true;
    }

    /// Steps between two kept states.
    fn every(&self) -> usize {
        self.steps.div_ceil(KEPT).max(1)
    }

    fn next_kept(&self) -> usize {
        (self.at / self.every() + 1) * self.every()
    }

    fn keep(&mut self) {
        let known = self.kept.iter().any(|k| k.step == self.at);
        if known || !self.at.is_multiple_of(self.every()) || self.at == self.steps {
            return;
        }
        let usage = wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        let same = |source: &wgpu::Buffer| zeros(&self.gpu, source.size() as usize, usage);
        let kept = Kept {
            step: self.at,
            states: same(&self.lanes.states),
            outcomes: same(&self.lanes.outcomes),
        };
        copy(
            &self.gpu,
            &[
                (&self.lanes.states, &kept.states),
                (&self.lanes.outcomes, &kept.outcomes),
            ],
        );
        self.kept.push(kept);
    }

    /// The points of all lanes. It waits for the device, and is for tests: what is drawn never leaves it.
    ///
    /// # Errors
    /// What the device says.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn points(&self) -> Result<Vec<[f32; 2]>, crate::engine::EngineError> {
        let mapping = Mapping::new(&self.gpu, &self.lanes.states);
        while !mapping.arrived() {
            self.gpu.wait(std::time::Duration::from_millis(50));
        }
        let states = mapping.read::<f32>()?;
        let count = self.count();
        let coordinate = |c: usize, i: usize| if c < self.n { states[c * count + i] } else { 0.0 };
        Ok((0..count).map(|i| [coordinate(0, i), coordinate(1, i)]).collect())
    }
}

fn copy(gpu: &Gpu, pairs: &[(&wgpu::Buffer, &wgpu::Buffer)]) {
    let mut encoder = gpu
        .device
        .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    for (from, to) in pairs {
        encoder.copy_buffer_to_buffer(from, 0, to, 0, from.size());
    }
    gpu.queue.submit([encoder.finish()]);
}
