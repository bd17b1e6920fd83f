//! The GPU engine: generated WGSL over WebGPU in the browser, over Vulkan, Metal or DirectX natively.
//!
//! - [`device`]: the device and its faults.
//! - `buffers`: buffers with contents, and reading them back.
//! - [`layout`]: structs that reach the GPU; a test compares them with naga's layout.
//! - `pace`: how much the device gets at once.
//! - [`pipelines`]: one pipeline a program text.
//! - `surface_trace`: one submission of a plan, and its answer.
//! - `network`: one submission of a plan on a network, in chunks of lanes (`net_chunk`).
//! - [`net_sweep`]: a sweep on networks in such chunks.
//! - [`sweeper`]: a sweep on a surface in chunks of lanes, each on its way in a `surface_sweep`; `swept_lanes` are their
//!   buffers.
//! - [`swarm`]: the lanes of a sweep moving together, drawn from their buffers by [`render_swarm`].
//! - [`field`]: the surface on a grid, for drawing.

mod buffers;
pub mod device;
pub mod field;
pub mod layout;
mod net_chunk;
pub mod net_look;
pub mod net_sweep;
mod network;
mod pace;
pub mod pipelines;
pub mod render_swarm;
mod surface_sweep;
mod surface_trace;
pub mod swarm;
pub mod sweeper;
mod swept_lanes;

use super::sweep::Sweeper;
use super::waving::{WaveEngine, Waving};
use super::{EngineError, Info, Poll};
use crate::compile::sweep::{SweepPlan, SweptObjective};
use crate::compile::wgsl::network::Seating;
use crate::compile::{Objective, Plan};
pub use device::Gpu;
use net_sweep::NetSweep;
use network::NetSubmission;
use pipelines::Pipelines;
use std::sync::Arc;
use std::time::Duration;
use surface_trace::Submission;
use sweeper::GpuSweep;

/// The GPU engine.
pub type GpuEngine = Waving<Device>;

/// What computes a wave on a device.
pub struct Device {
    gpu: Gpu,
    info: Info,
    pipelines: Pipelines,
    networks: Pipelines,
    /// How a network's lanes are spread; None: as suits the network and the device.
    seating: Option<Seating>,
    submission: Option<Under>,
}

/// What is under way.
enum Under {
    Surface(Submission),
    Network(Box<NetSubmission>),
    /// What the device cannot hold.
    Refused(EngineError),
}

impl GpuEngine {
    /// An engine on a device.
    pub fn new(gpu: Gpu) -> Self {
        Self::with_seating(gpu, None)
    }

    /// The same with one way to spread the lanes of all networks, for tests that compare them.
    pub fn with_seating(gpu: Gpu, seating: Option<Seating>) -> Self {
        let info = Info {
            kind: "gpu",
            adapter: gpu.name().to_owned(),
        };
        Self::of(Device {
            pipelines: Pipelines::new(&gpu, "surface_trace", 3, 3),
            networks: Pipelines::new(&gpu, "net_train", 3, 5),
            seating,
            gpu,
            info,
            submission: None,
        })
    }

    /// How many pipelines were made so far; moving a slider makes none.
    pub fn pipelines_made(&self) -> usize {
        self.engine.pipelines.made() + self.engine.networks.made()
    }
}

/// A sweep on a device; `kernel`: another text for its kernel, for benchmarks that compare a hand-written one.
pub fn sweep(gpu: Gpu, plan: Arc<SweepPlan>, kernel: Option<String>) -> Box<dyn Sweeper> {
    match plan.objective.clone() {
        SweptObjective::Surface(on) => Box::new(GpuSweep::new(gpu, plan, on, kernel)),
        SweptObjective::Networks(networks) => Box::new(NetSweep::new(gpu, plan, networks, kernel)),
    }
}

impl WaveEngine for Device {
    fn info(&self) -> &Info {
        &self.info
    }

    fn begin(&mut self, wave: Arc<Plan>) {
        self.submission = Some(match wave.objective.clone() {
            Objective::Surface(surface) => {
                Under::Surface(Submission::new(&self.gpu, &mut self.pipelines, wave, surface))
            }
            Objective::Network(network) => match NetSubmission::new(&self.gpu, self.seating, wave, network) {
                Ok(submission) => Under::Network(Box::new(submission)),
                Err(error) => Under::Refused(error),
            },
        });
    }

    fn advance(&mut self, budget: Duration) -> Poll {
        // An idle engine learns of a loss, too, but waits for nothing.
        let idle = self.submission.is_none();
        self.gpu.wait(if idle { Duration::ZERO } else { budget });
        if let Some(fault) = self.gpu.fault() {
            self.submission = None;
            return Poll::Failed(fault);
        }
        let Some(submission) = &mut self.submission else {
            return Poll::Idle;
        };
        let answer = match submission {
            Under::Surface(submission) => submission.read(&self.info),
            Under::Network(submission) => {
                submission.advance(&self.gpu, &mut self.networks, &self.info, budget)
            }
            Under::Refused(error) => Some(Err(error.clone())),
        };
        let Some(answer) = answer else {
            return Poll::Busy;
        };
        self.submission = None;
        answer.map_or_else(Poll::Failed, Poll::Ready)
    }
}
