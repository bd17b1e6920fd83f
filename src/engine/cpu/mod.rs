//! The CPU engine: tapes over blocks of lanes, in slices of time, in f32 or f64.
//!
//! - [`machine`]: runs a tape over a block of lanes, [`lowered`] to [`pass`]es; `simd` picks its
//!   instructions.
//! - [`surface_trace`]: the twin of `shaders/surface_trace.wgsl`.
//! - `surface_sweep`: the twin of `shaders/surface_sweep.wgsl`; [`sweeper`] runs it on all cores.
//! - [`network`] trains networks.
//! - [`field`]: the twin of `shaders/field.wgsl`.

pub mod field;
pub mod lowered;
pub mod machine;
pub mod network;
pub mod pass;
mod simd;
mod surface_sweep;
pub mod surface_trace;
pub mod swarm;
pub mod sweeper;
pub mod tries;
mod wiring;

use super::waving::{WaveEngine, Waving};
use super::{Info, Poll};
use crate::compile::{Objective, Plan};
use crate::lang::check::Distribution;
use crate::real::Real;
use crate::real::rng::{self, Key};
pub use crate::scene::Precision;
use crate::trace::Trace;
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// The CPU engine.
pub type CpuEngine = Waving<Cpu>;

/// What computes a wave on the CPU.
pub struct Cpu {
    info: Info,
    precision: Precision,
    job: Option<Box<dyn Job>>,
}

/// A trace under way, whatever is minimised and in which numbers.
pub(super) trait Job {
    /// Computes until the deadline; the trace once it is done.
    fn advance(&mut self, deadline: Instant, info: &Info) -> Option<Trace>;
}

/// How an engine that computes in a precision is called.
fn info(precision: Precision) -> Info {
    Info {
        kind: "cpu",
        adapter: precision.name().to_owned(),
    }
}

/// A random number.
#[inline(always)]
pub(super) fn draw<R: Real>(distribution: Distribution, key: Key) -> R {
    match distribution {
        Distribution::Normal => rng::normal(key),
        Distribution::Uniform => rng::uniform(key),
    }
}

impl CpuEngine {
    /// An engine of a precision.
    pub fn new(precision: Precision) -> Self {
        Self::of(Cpu {
            info: info(precision),
            precision,
            job: None,
        })
    }
}

fn job<R: Real>(wave: Arc<Plan>) -> Box<dyn Job> {
    match wave.objective.clone() {
        Objective::Surface(surface) => Box::new(surface_trace::Tracer::<R>::new(wave, surface)),
        Objective::Network(network) => Box::new(network::Tracer::<R>::new(wave, network)),
    }
}

impl WaveEngine for Cpu {
    fn info(&self) -> &Info {
        &self.info
    }

    fn begin(&mut self, wave: Arc<Plan>) {
        self.job = Some(match self.precision {
            Precision::Single => job::<f32>(wave),
            Precision::Double => job::<f64>(wave),
        });
    }

    fn advance(&mut self, budget: Duration) -> Poll {
        let Some(job) = &mut self.job else {
            return Poll::Idle;
        };
        let Some(trace) = job.advance(Instant::now() + budget, &self.info) else {
            return Poll::Busy;
        };
        self.job = None;
        Poll::Ready(trace)
    }
}
