//! The CPU engine: tapes over blocks of lanes, in slices of time, in f32 or f64.
//!
//! - [`machine`]: runs a tape over a block of lanes, [`lowered`] to [`pass`]es; `simd` picks its instructions.
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
mod wiring;

use super::fork::{Turn, Waves};
use super::{Engine, Info, Poll};
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
pub struct CpuEngine {
    info: Info,
    precision: Precision,
    waves: Waves,
    job: Option<Box<dyn Job>>,
}

/// A trace under way, whatever is minimised and in which numbers.
pub(super) trait Job {
    /// Computes until the deadline; the trace once it is done.
    fn advance(&mut self, deadline: Instant, info: &Info) -> Option<Trace>;
}

impl Precision {
    /// How an engine that computes in it is called.
    fn info(self) -> Info {
        Info {
            kind: "cpu",
            adapter: self.name().to_owned(),
        }
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
        Self {
            info: precision.info(),
            precision,
            waves: Waves::default(),
            job: None,
        }
    }

    fn begin(&mut self, wave: Arc<Plan>) {
        self.job = Some(match self.precision {
            Precision::Single => job::<f32>(wave),
            Precision::Double => job::<f64>(wave),
        });
    }
}

fn job<R: Real>(wave: Arc<Plan>) -> Box<dyn Job> {
    match wave.objective.clone() {
        Objective::Surface(surface) => Box::new(surface_trace::Tracer::<R>::new(wave, surface)),
        Objective::Network(network) => Box::new(network::Tracer::<R>::new(wave, network)),
    }
}

impl Engine for CpuEngine {
    fn info(&self) -> &Info {
        &self.info
    }

    fn submit(&mut self, plan: Arc<Plan>) {
        let first = self.waves.begin(plan);
        self.begin(first);
    }

    fn poll(&mut self, budget: Duration) -> Poll {
        let deadline = Instant::now() + budget;
        if self.waves.is_preparing() {
            if let Some(wave) = self.waves.advance(deadline) {
                self.begin(wave);
            }
            return Poll::Busy;
        }
        let trace = match &mut self.job {
            None => return Poll::Idle,
            Some(job) => job.advance(deadline, &self.info),
        };
        let Some(trace) = trace else {
            return Poll::Busy;
        };
        self.job = None;
        match self.waves.take(trace) {
            Turn::Done(trace) => Poll::Ready(trace),
            Turn::Next(wave) => {
                self.begin(wave);
                Poll::Busy
            }
            Turn::Later => Poll::Busy,
        }
    }
}
