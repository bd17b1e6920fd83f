//! How far the two engines are apart on the scene, found on request.

use crate::compile::Plan;
use crate::engine::Poll;
use crate::engine::cpu::{CpuEngine, Precision};
use crate::engine::gpu::{Gpu, GpuEngine};
use crate::engine::parity::{Comparison, Report};
use std::sync::Arc;
use std::time::Duration;

/// The comparisons of a session; its own engine goes on undisturbed.
#[derive(Default)]
pub struct Rivals {
    /// They are kept for the next comparison, which then needs no new pipelines.
    engines: Option<Engines>,
    under_way: Option<Comparison>,
    found: Option<Result<Report, String>>,
    finished: usize,
}

struct Engines {
    cpu: CpuEngine,
    gpu: GpuEngine,
}

impl Rivals {
    /// Begins to compare the engines on a plan.
    pub fn begin(&mut self, gpu: Option<&Gpu>, plan: Option<&Arc<Plan>>) {
        self.found = None;
        let (Some(gpu), Some(plan)) = (gpu, plan) else {
            let reason = "there is no GPU to compare with";
            self.found = Some(Err(reason.to_owned()));
            self.finished += 1;
            return;
        };
        let engines = self.engines.get_or_insert_with(|| Engines {
            cpu: CpuEngine::new(Precision::Single),
            gpu: GpuEngine::new(gpu.clone()),
        });
        self.under_way = Some(Comparison::new(plan.clone(), &mut engines.cpu));
    }

    /// Goes on for about `budget`; true while it is under way.
    pub fn advance(&mut self, budget: Duration) -> bool {
        let (Some(comparison), Some(engines)) = (&mut self.under_way, &mut self.engines) else {
            return false;
        };
        self.found = match comparison.poll(&mut engines.cpu, &mut engines.gpu, budget) {
            Poll::Busy | Poll::Idle => return true,
            Poll::Ready(report) => Some(Ok(report)),
            Poll::Failed(error) => Some(Err(error.to_string())),
        };
        self.under_way = None;
        self.finished += 1;
        false
    }

    /// The device is gone: nothing of it is kept but what was found.
    pub fn forget(&mut self) {
        self.engines = None;
        self.under_way = None;
    }

    /// What the last comparison found.
    pub fn found(&self) -> Option<&Result<Report, String>> {
        self.found.as_ref()
    }

    /// How many comparisons were finished so far.
    pub fn finished(&self) -> usize {
        self.finished
    }

    /// Whether a comparison is under way.
    pub fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }
}
