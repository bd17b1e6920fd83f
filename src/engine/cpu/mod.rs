//! The CPU engine: tapes over blocks of lanes, in slices of time, in f32 or f64.
//!
//! - [`machine`]: runs a tape over a block of lanes.
//! - [`surface_trace`]: the twin of `shaders/surface_trace.wgsl`.
//! - [`field`]: the twin of `shaders/field.wgsl`.

pub mod field;
pub mod machine;
pub mod surface_trace;

use super::{Engine, Info, Poll};
use crate::compile::Plan;
use std::sync::Arc;
use std::time::Duration;
use surface_trace::Tracer;
use web_time::Instant;

/// In which numbers the CPU computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// f32: what the GPU computes.
    Single,
    /// f64: the reference.
    Double,
}

/// The CPU engine.
pub struct CpuEngine {
    info: Info,
    precision: Precision,
    job: Option<Job>,
}

enum Job {
    Single(Box<Tracer<f32>>),
    Double(Box<Tracer<f64>>),
}

impl CpuEngine {
    /// An engine of a precision.
    pub fn new(precision: Precision) -> Self {
        let bits = match precision {
            Precision::Single => "f32",
            Precision::Double => "f64",
        };
        Self {
            info: Info {
                kind: "cpu",
                adapter: bits.to_owned(),
            },
            precision,
            job: None,
        }
    }
}

impl Engine for CpuEngine {
    fn info(&self) -> &Info {
        &self.info
    }

    fn submit(&mut self, plan: Arc<Plan>) {
        self.job = Some(match self.precision {
            Precision::Single => Job::Single(Box::new(Tracer::new(plan))),
            Precision::Double => Job::Double(Box::new(Tracer::new(plan))),
        });
    }

    fn poll(&mut self, budget: Duration) -> Poll {
        let deadline = Instant::now() + budget;
        let trace = match &mut self.job {
            None => return Poll::Idle,
            Some(Job::Single(tracer)) => tracer.advance(deadline, &self.info),
            Some(Job::Double(tracer)) => tracer.advance(deadline, &self.info),
        };
        match trace {
            None => Poll::Busy,
            Some(trace) => {
                self.job = None;
                Poll::Ready(trace)
            }
        }
    }
}
