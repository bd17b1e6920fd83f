//! Some lanes of a plan on a network on their way through the GPU, one workgroup each.

use super::buffers::{Buffers, Mapping, bind, buffer, zeros};
use super::device::Gpu;
use super::layout::{Lane, NetSlice};
use super::pipelines::Pipelines;
use crate::compile::Plan;
use crate::compile::network::model::Network;
use crate::compile::wgsl::network::{Memory, Seating, net_sweep, net_train};
use crate::engine::host::Tabulated;
use crate::engine::network::{RecordedLane, initial_states};
use crate::engine::{EngineError, LaneGroup};
use std::sync::Arc;

/// What is computed, and the runs' numbers that the host worked out.
pub(super) struct Origin {
    pub plan: Arc<Plan>,
    pub network: Arc<Network>,
    pub tabulated: Vec<Arc<Tabulated>>,
}

/// Lanes of one program on their way.
pub(super) struct Chunk {
    group: LaneGroup,
    /// Operations of one step of all lanes.
    pub operations: usize,
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    slice: NetSlice,
    workgroups: u32,
    uniform: wgpu::Buffer,
    lists: [List; 3],
    diverged: wgpu::Buffer,
    _held: Buffers,
    /// The lists, then the steps of divergence; None before all steps were dispatched.
    answers: Option<Vec<Mapping>>,
}

/// What is kept of lanes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keeps<'a> {
    /// All that a trace has.
    Trace,
    /// The means over what is trained on and over what is held back before these steps, and where a lane stops:
    /// losses and shares of right answers, one after the other.
    Means {
        looks: &'a [usize],
        /// Another text for the kernel.
        kernel: Option<&'a str>,
    },
}

/// What lanes record: entries of a width, one every so many steps where they stand in a trace.
struct List {
    buffer: wgpu::Buffer,
    width: usize,
    entries: usize,
    every: Option<usize>,
}

impl Chunk {
    /// Uploads lanes of one program; `operations` are those of one step of all of them.
    pub fn new(
        gpu: &Gpu,
        pipelines: &mut Pipelines,
        origin: &Origin,
        (group, seating): (LaneGroup, Seating),
        operations: usize,
        keeps: Keeps,
    ) -> Self {
        let network = origin.trained_by(&group);
        let program = &network.programs[group.program];
        let (lanes, mut host) = origin.lanes(&group);
        let read = wgpu::BufferUsages::STORAGE;
        let answer = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
        let mut slice = origin.slice(network, group.lanes.len());
        if let Keeps::Means { looks, .. } = keeps {
            (slice.looked, slice.entries) = (host.len() as u32, looks.len() as u32 + 1);
            host.extend(entry_of_each(looks, origin.plan.longest()));
        }
        let uniform = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        let uniform = buffer(gpu, bytemuck::bytes_of(&slice), uniform);
        let single = |values: &[f32]| buffer(gpu, bytemuck::cast_slice(values), read);
        let list = |width: usize, entries: usize, every: Option<usize>| List {
            buffer: zeros(
                gpu,
                (group.lanes.len() * entries * width).max(1) * size_of::<f32>(),
                answer,
            ),
            width,
            entries,
            every,
        };
        let recorded = |width, every| list(width, entries(origin.plan.longest(), every), Some(every));
        let lists = match keeps {
            Keeps::Trace => {
                let [row, look] = network.widths(program);
                [
                    recorded(row, 1),
                    recorded(look, network.every),
                    recorded(network.parameters(), network.weights_every),
                ]
            }
            Keeps::Means { looks, .. } => [
                list(0, 0, None),
                list(MEANS, looks.len() + 1, None),
                list(0, 0, None),
            ],
        };
        let diverged = zeros(gpu, group.lanes.len() * size_of::<u32>(), answer);
        let [rows, looks, weights] = lists.each_ref().map(|list| list.buffer.clone());
        let buffers = [
            uniform.clone(),
            buffer(gpu, bytemuck::cast_slice(&lanes), read),
            single(&host),
            single(&samples(network)),
            single(&origin.memory(&group, &Memory::new(network, program, seating))),
            rows,
            looks,
            weights,
            diverged.clone(),
        ];
        let text = match keeps {
            Keeps::Trace => net_train(network, program, seating),
            Keeps::Means {
                kernel: Some(text), ..
            } => text.to_owned(),
            Keeps::Means { .. } => net_sweep(network, program, seating),
        };
        let pipeline = pipelines.get(text);
        Self {
            workgroups: group.lanes.len().div_ceil(seating.seats()) as u32,
            group,
            operations,
            pipeline,
            bindings: bind(gpu, pipelines.bindings(), size_of::<NetSlice>(), &buffers),
            _held: buffers.into(),
            slice,
            uniform,
            lists,
            diverged,
            answers: None,
        }
    }

    /// Whether all its steps were dispatched.
    pub fn is_dispatched(&self) -> bool {
        self.answers.is_some()
    }

    /// Dispatches up to `count` steps, and behind the last one asks for the answer. Gives how many steps it
    /// were.
    pub fn dispatch(&mut self, gpu: &Gpu, count: usize) -> usize {
        self.slice.first = self.slice.end;
        self.slice.end = (self.slice.end as usize + count).min(self.slice.steps as usize) as u32;
        gpu.queue
            .write_buffer(&self.uniform, 0, bytemuck::bytes_of(&self.slice));
        gpu.dispatch(&self.pipeline, &self.bindings, 0, self.workgroups);
        if self.slice.end == self.slice.steps {
            let lists = self.lists.iter().map(|list| &list.buffer);
            let answers = lists
                .chain([&self.diverged])
                .map(|buffer| Mapping::new(gpu, buffer));
            self.answers = Some(answers.collect());
        }
        (self.slice.end - self.slice.first) as usize
    }

    /// What its lanes recorded, by their places in the plan, once that has arrived.
    ///
    /// # Errors
    /// It could not be read.
    pub fn read(&self) -> Option<Result<Vec<(usize, RecordedLane)>, EngineError>> {
        let answers = self.answers.as_ref()?;
        let arrived = answers.iter().all(Mapping::arrived);
        arrived.then(|| self.recorded(answers))
    }

    fn recorded(&self, answers: &[Mapping]) -> Result<Vec<(usize, RecordedLane)>, EngineError> {
        let (lists, diverged) = answers.split_at(self.lists.len());
        let values: Result<Vec<Vec<f32>>, EngineError> = lists.iter().map(Mapping::read).collect();
        let (values, diverged) = (values?, diverged[0].read::<u32>()?);
        let lane = |(place, &lane): (usize, &usize)| {
            let (end, lost) = stopped(diverged[place]);
            let part = |i: usize| self.lists[i].part(&values[i], place, end);
            let recorded = RecordedLane {
                rows: part(0),
                looks: part(1),
                weights: part(2),
                diverged: end,
                lost,
            };
            (lane, recorded)
        };
        Ok(self.group.lanes.iter().enumerate().map(lane).collect())
    }
}

/// The step that a lane could not take, or 0, and which watched number was lost in it, as the shader packs
/// them.
fn stopped(packed: u32) -> (usize, Option<u32>) {
    let lost = 255 - (packed >> 24);
    (
        (packed & 0x00ff_ffff) as usize,
        Some(lost).filter(|lost| *lost < 255),
    )
}

impl List {
    /// What a lane has written, in a trace up to its divergence.
    fn part(&self, values: &[f32], place: usize, end: usize) -> Vec<f64> {
        let written = match (end, self.every) {
            (0, _) | (_, None) => self.entries,
            (end, Some(every)) => (end - 1) / every + 1,
        };
        let first = place * self.entries * self.width;
        let part = &values[first..first + written * self.width];
        part.iter().copied().map(f64::from).collect()
    }
}

/// Numbers of an entry of [`Keeps::Means`].
pub(super) const MEANS: usize = 4;

/// For each step and the end: which of the looks stands before it, or -1.
fn entry_of_each(looks: &[usize], steps: usize) -> Vec<f32> {
    let mut entries = vec![-1.0; steps + 1];
    for (entry, &step) in looks.iter().enumerate() {
        entries[step] = entry as f32;
    }
    entries
}

/// Entries of a list: one every so many steps, and one at the end.
pub(super) fn entries(steps: usize, every: usize) -> usize {
    steps.div_ceil(every) + 1
}

/// All samples' numbers: inputs to train on and held back, then their targets.
pub(super) fn samples(network: &Network) -> Vec<f32> {
    let (train, held) = (&network.train, &network.validation);
    let lists = [
        &train.data.inputs,
        &held.data.inputs,
        &train.targets,
        &held.targets,
    ];
    lists.into_iter().flatten().map(|&x| x as f32).collect()
}

impl Origin {
    /// Numbers of all samples.
    pub fn samples(&self) -> usize {
        let (train, held) = (&self.network.train, &self.network.validation);
        let inputs = train.data.inputs.len() + held.data.inputs.len();
        inputs + train.targets.len() + held.targets.len()
    }

    /// The network that a group's lanes train.
    pub fn trained_by(&self, group: &LaneGroup) -> &Arc<Network> {
        self.plan.runs[group.run].trains(&self.network)
    }

    /// What lanes of a network share, before the first step.
    fn slice(&self, network: &Network, lanes: usize) -> NetSlice {
        let train = network.train.data.inputs.len();
        let held = network.validation.data.inputs.len();
        NetSlice {
            first: 0,
            end: 0,
            steps: self.plan.longest() as u32,
            train: network.train.len() as u32,
            held: network.validation.len() as u32,
            held_inputs: train as u32,
            train_targets: (train + held) as u32,
            held_targets: (train + held + network.train.targets.len()) as u32,
            batch: network.batch as u32,
            micro_batches: network.micro_batches as u32,
            every: network.every as u32,
            weights_every: network.weights_every as u32,
            share: network.share as f32,
            dropout: network.dropout as f32,
            corrupt_step: network.corrupt.map_or(0, |corrupt| corrupt.step),
            corrupt_factor: network.corrupt.map_or(1.0, |corrupt| corrupt.factor as f32),
            lanes: lanes as u32,
            looked: 0,
            entries: 0,
        }
    }

    /// The lanes, and their runs' constants and tables.
    fn lanes(&self, group: &LaneGroup) -> (Vec<Lane>, Vec<f32>) {
        let mut host: Vec<f32> = Vec::new();
        let mut placed: Vec<Option<(u32, u32)>> = vec![None; self.plan.runs.len()];
        let lanes = group.lanes.iter().map(|&index| {
            let lane = &self.plan.lanes[index];
            let (constants, table) = *placed[lane.run].get_or_insert_with(|| {
                let run = &self.tabulated[lane.run];
                let mut put = |values: &[f64]| {
                    let at = host.len() as u32;
                    host.extend(values.iter().map(|&v| v as f32));
                    at
                };
                (put(&run.constants), put(&run.table))
            });
            Lane::of(&self.plan, lane, [constants, table])
        });
        (lanes.collect(), host)
    }

    /// All lanes' memory, their states in place.
    fn memory(&self, group: &LaneGroup, memory: &Memory) -> Vec<f32> {
        let lanes = group.lanes.len();
        let mut all = vec![0.0; lanes * memory.total];
        for (lane, &index) in group.lanes.iter().enumerate() {
            let states = initial_states(&self.plan, self.trained_by(group), &self.plan.lanes[index]);
            for (state, &first) in states.iter().zip(&memory.states) {
                for (number, &value) in (first..).zip(state) {
                    all[memory.place(lane, lanes, number)] = value as f32;
                }
            }
        }
        all
    }
}
