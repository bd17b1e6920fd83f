//! What looks around a trained network, on the GPU: its loss all over a plane, its outputs at many inputs.

use super::buffers::{Buffers, Mapping, bind, buffer, zeros};
use super::device::Gpu;
use super::layout::NetSlice;
use super::net_chunk::samples;
use super::network::ACTIVATION;
use super::pace::Pace;
use super::pipelines::Pipelines;
use crate::compile::network::model::Network;
use crate::compile::wgsl::network::{Memory, net_look};
use crate::engine::Poll;
use crate::engine::cpu::network::plane::Plane;
use crate::engine::look::{Look, Lookout};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Most workgroups of a dispatch; each has memory of its own.
const GROUPS: usize = 64;
/// Bytes of a lane, of which the shader reads none here.
const UNREAD: usize = 32;

/// Looks around networks on a device; its clones share their pipelines.
#[derive(Clone, Debug)]
pub struct GpuLookout {
    gpu: Gpu,
    planes: Arc<Mutex<Pipelines>>,
    outputs: Arc<Mutex<Pipelines>>,
}

/// Numbers on their way, in dispatches of a few milliseconds.
#[derive(Debug)]
pub struct GpuLook {
    gpu: Gpu,
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    slice: NetSlice,
    uniform: wgpu::Buffer,
    rows: wgpu::Buffer,
    _held: Buffers,
    pace: Pace,
    /// Operations of a workgroup, about; how many workgroups there are in all, and most of a dispatch.
    operations: usize,
    groups: usize,
    most: usize,
    answer: Option<Mapping>,
}

/// What the shader reads, and how much it answers.
struct Question {
    host: Vec<f32>,
    data: Vec<f32>,
    slice: NetSlice,
    answers: usize,
    groups: usize,
    /// Samples of a workgroup.
    samples: usize,
}

impl GpuLookout {
    /// A lookout on a device.
    pub fn new(gpu: Gpu) -> Self {
        let pipelines = |entry| Arc::new(Mutex::new(Pipelines::new(&gpu, entry, 3, 5)));
        Self {
            planes: pipelines("net_plane"),
            outputs: pipelines("net_outputs"),
            gpu,
        }
    }

    fn begin(&self, pipelines: &Mutex<Pipelines>, network: &Network, question: Question) -> Option<GpuLook> {
        let gpu = &self.gpu;
        let (text, memory) = net_look(network);
        let limits = gpu.device.limits();
        let holds = limits.max_storage_buffer_binding_size as usize / size_of::<f32>();
        let most = GROUPS.min(holds / memory.total.max(1));
        let largest = question.host.len().max(question.data.len()).max(question.answers);
        if most == 0 || largest > holds || question.groups == 0 {
            return None;
        }
        let read = wgpu::BufferUsages::STORAGE;
        let uniform = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        let uniform = buffer(gpu, bytemuck::bytes_of(&question.slice), uniform);
        let answers = question.answers * size_of::<f32>();
        let rows = zeros(gpu, answers, read | wgpu::BufferUsages::COPY_SRC);
        let unread = || zeros(gpu, UNREAD, read);
        let buffers = [
            uniform.clone(),
            unread(),
            buffer(gpu, bytemuck::cast_slice(&question.host), read),
            buffer(gpu, bytemuck::cast_slice(&question.data), read),
            zeros(gpu, most * memory.total * size_of::<f32>(), read),
            rows.clone(),
            unread(),
            unread(),
            unread(),
        ];
        let mut pipelines = pipelines.lock().unwrap_or_else(PoisonError::into_inner);
        let hidden: usize = network.units[1..].iter().sum();
        Some(GpuLook {
            pipeline: pipelines.get(text),
            bindings: bind(gpu, pipelines.bindings(), size_of::<NetSlice>(), &buffers),
            _held: buffers.into(),
            gpu: gpu.clone(),
            slice: question.slice,
            uniform,
            rows,
            pace: Pace::new(),
            operations: question.samples * (2 * network.parameters() + hidden * ACTIVATION),
            groups: question.groups,
            most,
            answer: None,
        })
    }
}

impl Lookout for GpuLookout {
    fn plane(&self, network: &Network, plane: &Plane, points: &[[f64; 2]]) -> Option<Box<dyn Look>> {
        let [x, y] = &plane.directions;
        let numbers = [&plane.origin, x, y].into_iter().flatten();
        let host = numbers.chain(points.as_flattened()).map(|&x| x as f32);
        let inputs = network.train.data.inputs.len() + network.validation.data.inputs.len();
        let question = Question {
            host: host.collect(),
            data: samples(network),
            slice: NetSlice {
                train: network.train.len() as u32,
                train_targets: inputs as u32,
                ..NetSlice::default()
            },
            answers: points.len(),
            groups: points.len(),
            samples: network.train.len(),
        };
        boxed(self.begin(&self.planes, network, question))
    }

    fn outputs(&self, network: &Network, weights: &[f64], inputs: &[f64]) -> Option<Box<dyn Look>> {
        let count = inputs.len() / network.units[0].max(1);
        let question = Question {
            host: weights.iter().map(|&w| w as f32).collect(),
            data: inputs.iter().map(|&x| x as f32).collect(),
            slice: NetSlice {
                train: count as u32,
                ..NetSlice::default()
            },
            answers: count * network.train.outputs,
            groups: count.div_ceil(Memory::CHUNK),
            samples: Memory::CHUNK,
        };
        boxed(self.begin(&self.outputs, network, question))
    }
}

fn boxed(look: Option<GpuLook>) -> Option<Box<dyn Look>> {
    look.map(|look| Box::new(look) as Box<dyn Look>)
}

impl Look for GpuLook {
    fn poll(&mut self, budget: Duration) -> Poll<Vec<f32>> {
        self.gpu.wait(budget);
        if let Some(fault) = self.gpu.fault() {
            return Poll::Failed(fault);
        }
        self.pace.learn();
        self.pace.begin(budget);
        while self.answer.is_none() && self.pace.has_room() {
            self.dispatch();
        }
        match self.answer.as_ref().filter(|answer| answer.arrived()) {
            Some(answer) => answer.read().into(),
            None => Poll::Busy,
        }
    }

    fn share(&self) -> f64 {
        f64::from(self.slice.first) / self.groups as f64
    }
}

impl GpuLook {
    fn dispatch(&mut self) {
        let left = self.groups - self.slice.first as usize;
        let count = self.pace.steps(self.operations).min(self.most).min(left);
        let gpu = &self.gpu;
        gpu.queue
            .write_buffer(&self.uniform, 0, bytemuck::bytes_of(&self.slice));
        gpu.dispatch(&self.pipeline, &self.bindings, 0, count as u32);
        self.pace.note(gpu, count * self.operations);
        self.slice.first += count as u32;
        if count == left {
            self.answer = Some(Mapping::new(gpu, &self.rows));
        }
    }
}
