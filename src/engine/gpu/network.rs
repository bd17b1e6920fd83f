//! A plan on a network on its way through the GPU: chunks of lanes, each cut into dispatches of a few
//! milliseconds.

use super::device::Gpu;
use super::net_chunk::{Chunk, Keeps, Origin, entries};
use super::pace::Pace;
use super::pipelines::Pipelines;
use crate::compile::Plan;
use crate::compile::network::model::Network;
use crate::compile::network::program::Program;
use crate::compile::wgsl::network::{Memory, Seating};
use crate::engine::host::tabulate;
use crate::engine::network::{RecordedLane, assemble};
use crate::engine::{EngineError, Info, LaneGroup, groups};
use crate::trace::Trace;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// Operations of one step of all lanes of a chunk: a step alone must be short, also on a software driver.
const STEP_OPERATIONS: usize = 1 << 24;
/// The same on a device that does much at once.
const MANY_OPERATIONS: usize = 1 << 28;
/// Operations of an activation and its derivative, about.
pub(super) const ACTIVATION: usize = 40;

/// A plan on its way.
pub(super) struct NetSubmission {
    origin: Origin,
    waiting: VecDeque<(LaneGroup, Seating)>,
    chunks: VecDeque<Chunk>,
    pace: Pace,
    recorded: Vec<RecordedLane>,
}

impl NetSubmission {
    /// Tabulates a plan and cuts its lanes into chunks.
    ///
    /// # Errors
    /// The device cannot hold one lane of it.
    pub(super) fn new(
        gpu: &Gpu,
        seating: Option<Seating>,
        plan: Arc<Plan>,
        network: Arc<Network>,
    ) -> Result<Self, EngineError> {
        let tabulated = plan.runs.iter().map(|run| Arc::new(tabulate(&plan, run)));
        let origin = Origin {
            tabulated: tabulated.collect(),
            network,
            plan,
        };
        let mut waiting = VecDeque::new();
        for group in groups(&origin.plan) {
            let seating = seating.unwrap_or_else(|| origin.seating(gpu, &group));
            let most = origin.lanes_a_chunk(gpu, &group, seating)?;
            let chunk = |lanes: &[usize]| {
                let lanes = lanes.to_vec();
                (LaneGroup { lanes, ..group }, seating)
            };
            waiting.extend(group.lanes.chunks(most).map(chunk));
        }
        Ok(Self {
            waiting,
            chunks: VecDeque::new(),
            pace: Pace::new(),
            recorded: vec![RecordedLane::default(); origin.plan.lanes.len()],
            origin,
        })
    }

    /// Keeps the device busy; the trace once all has arrived.
    ///
    /// # Errors
    /// A buffer could not be read.
    pub(super) fn advance(
        &mut self,
        gpu: &Gpu,
        pipelines: &mut Pipelines,
        info: &Info,
        budget: Duration,
    ) -> Option<Result<Trace, EngineError>> {
        self.pace.learn();
        if let Err(fault) = self.collect() {
            return Some(Err(fault));
        }
        self.pace.begin(budget);
        self.dispatch(gpu, pipelines);
        if !self.waiting.is_empty() || !self.chunks.is_empty() {
            return None;
        }
        let Origin {
            plan,
            network,
            tabulated,
        } = &self.origin;
        let recorded: Vec<&RecordedLane> = self.recorded.iter().collect();
        Some(Ok(assemble(plan, network, info, true, tabulated, &recorded)))
    }

    fn dispatch(&mut self, gpu: &Gpu, pipelines: &mut Pipelines) {
        while self.pace.has_room() {
            if let Some(chunk) = self.chunks.back_mut().filter(|c| !c.is_dispatched()) {
                let steps = chunk.dispatch(gpu, self.pace.steps(chunk.operations));
                self.pace.note(gpu, steps * chunk.operations);
                continue;
            }
            // One chunk's answer travels while the next one computes.
            let next = self.waiting.pop_front_if(|_| self.chunks.len() < 2);
            let Some((group, seating)) = next else {
                return;
            };
            let operations = self.origin.operations(&group) * group.lanes.len();
            let chunk = Chunk::new(
                gpu,
                pipelines,
                &self.origin,
                (group, seating),
                operations,
                Keeps::Trace,
            );
            self.chunks.push_back(chunk);
        }
    }

    /// Takes in the chunks whose answers have arrived.
    ///
    /// # Errors
    /// One could not be read.
    fn collect(&mut self) -> Result<(), EngineError> {
        while let Some(answer) = self.chunks.front().and_then(Chunk::read) {
            for (lane, recorded) in answer? {
                self.recorded[lane] = recorded;
            }
            self.chunks.pop_front();
        }
        Ok(())
    }
}

/// How large numbers of four bytes are.
fn megabytes(numbers: usize) -> f64 {
    (numbers * size_of::<f32>()) as f64 / f64::from(1 << 20)
}

impl Origin {
    /// How a group's lanes are spread over the device's invocations.
    fn seating(&self, gpu: &Gpu, group: &LaneGroup) -> Seating {
        let network = self.trained_by(group);
        let program = &network.programs[group.program];
        Seating::of(network, program, group.lanes.len(), gpu.is_software())
    }

    /// Lanes of a group that may go together.
    ///
    /// # Errors
    /// Not even one fits into the device's buffers.
    fn lanes_a_chunk(&self, gpu: &Gpu, group: &LaneGroup, seating: Seating) -> Result<usize, EngineError> {
        let (network, steps) = (self.trained_by(group), self.plan.longest());
        let compiled = &network.programs[group.program];
        let [row, look] = network.widths(compiled);
        let most = gpu.device.limits().max_storage_buffer_binding_size / size_of::<f32>() as u64;
        let needs = [
            ("its own numbers", Memory::new(network, compiled, seating).total),
            ("recorded numbers", entries(steps, 1) * row),
            ("layers and validation", entries(steps, network.every) * look),
            (
                "recorded weights",
                entries(steps, network.weights_every) * network.parameters(),
            ),
            ("samples", self.samples()),
            ("schedules", steps * compiled.table * self.plan.runs.len()),
        ];
        for (what, numbers) in needs {
            if numbers as u64 > most {
                return Err(EngineError::TooLarge(format!(
                    "{what} of one run take {:.1} MB, but a buffer holds {:.1}",
                    megabytes(numbers),
                    megabytes(most as usize),
                )));
            }
        }
        let largest = needs[..4].iter().map(|n| n.1).max().unwrap_or(1).max(1);
        let quick = quick(gpu, self.operations(group));
        Ok(quick.min(most as usize / largest).max(1))
    }

    /// Operations of one step of one lane, about.
    fn operations(&self, group: &LaneGroup) -> usize {
        let network = self.trained_by(group);
        let looked = network.validation.len() / network.every;
        operations(network, &network.programs[group.program], looked)
    }
}

/// Operations of one step of a lane, about, where so many samples are looked at.
pub(super) fn operations(network: &Network, program: &Program, looked: usize) -> usize {
    let parameters = network.parameters();
    let hidden: usize = network.units[1..].iter().sum();
    let evaluations = program.gradients.len().max(1) * network.drawn();
    let dense = (3 * evaluations + looked) * 2 * parameters + (evaluations + looked) * hidden * ACTIVATION;
    (dense + program.element_operations() * parameters).max(1)
}

/// Lanes whose step together is short enough on a device, each of so many operations.
pub(super) fn quick(gpu: &Gpu, operations: usize) -> usize {
    let most = match gpu.is_software() {
        true => STEP_OPERATIONS,
        false => MANY_OPERATIONS,
    };
    most / operations
}
