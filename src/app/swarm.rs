//! The swarm of the selected run, moved on while a view wishes to see it.

use super::handover::Handover;
use crate::engine::cpu::swarm::CpuSwarm;
use crate::engine::gpu::swarm::GpuSwarm;
use crate::engine::swarm;
use crate::scene::Experiment;
use crate::view::Computed;
use crate::view::memo::{Answer, Same};
use crate::view::swarm::{Paint, Points, Swarm};
use std::sync::Arc;
use std::time::Duration;

/// Longest share of a frame that the CPU may take.
const SLICE: Duration = Duration::from_millis(6);

/// What a swarm is of: the experiment as it was computed, and the run's place in it.
type Subject = (Same<Experiment>, usize);

/// A swarm, as long as it is wished for in every frame.
#[derive(Default)]
pub struct SwarmJob {
    /// The window's device, where it can compute; else the CPU moves fewer points.
    pub device: Option<Handover>,
    /// The run wished for since the last frame, and in the one before.
    asked: Option<usize>,
    wished: Option<usize>,
    of: Option<Subject>,
    machine: Option<Machine>,
    shown: Option<Answer<Subject, Swarm>>,
}

enum Machine {
    Gpu(Box<GpuSwarm>, Arc<dyn Paint>),
    Cpu(Box<CpuSwarm>),
}

impl SwarmJob {
    /// The swarm of a run of what was computed, as far as it is known.
    pub fn shown(&self, done: &Computed, run: usize) -> Option<&Swarm> {
        let subject = (Same::as_this(&done.experiment), run);
        self.shown.as_ref().and_then(|swarm| swarm.to(&subject))
    }

    /// Asks for a run's swarm; to be repeated in every frame that shows it. True where it is news.
    pub fn want(&mut self, run: usize) -> bool {
        self.asked = Some(run);
        self.wished != Some(run)
    }

    /// Goes on without the GPU.
    pub fn fall_back(&mut self) {
        *self = Self::default();
    }

    /// Begins a frame whose step is known: moves the swarm that was wished for in the last one towards the step that
    /// its run has taken, before anything is drawn. True while it is not there. One that was not wished for is forgotten.
    pub fn advance(&mut self, done: Option<&Computed>, step: impl Fn(usize) -> usize) -> bool {
        self.wished = self.asked.take();
        let (Some(run), Some(done)) = (self.wished, done) else {
            *self = Self {
                device: self.device.take(),
                ..Self::default()
            };
            return false;
        };
        let subject = (Same::as_this(&done.experiment), run);
        if self.of.as_ref() != Some(&subject) {
            self.machine = begin(done, run, self.device.as_mut());
            self.of = Some(subject.clone());
        }
        let Some(machine) = &mut self.machine else {
            self.shown = None;
            return false;
        };
        let arrived = machine.advance(step(run));
        self.shown = Some(Answer::new(subject, machine.swarm(run)));
        !arrived
    }
}

impl Machine {
    fn advance(&mut self, step: usize) -> bool {
        match self {
            Self::Gpu(swarm, _) => swarm.advance(step),
            Self::Cpu(swarm) => swarm.advance(step, SLICE),
        }
    }

    fn swarm(&self, run: usize) -> Swarm {
        let (count, step, points) = match self {
            Self::Gpu(swarm, paint) => (swarm.count(), swarm.step(), Points::Drawn(paint.clone())),
            Self::Cpu(swarm) => (
                swarm.count(),
                swarm.step(),
                Points::Listed(swarm.points().clone()),
            ),
        };
        Swarm {
            run,
            count,
            step,
            points,
        }
    }
}

fn begin(done: &Computed, run: usize, device: Option<&mut Handover>) -> Option<Machine> {
    let surface = done.plan.surface()?;
    let plan = |side| swarm::plan(&done.experiment, surface, run, side);
    // A GPU has no f64.
    let single = done.plan.precision.is_single();
    Some(match device.filter(|_| single) {
        Some(device) => {
            let (swarm, paint) = device.swarm(&*plan(swarm::GPU)?);
            Machine::Gpu(Box::new(swarm), paint)
        }
        None => Machine::Cpu(Box::new(CpuSwarm::new(plan(swarm::CPU)?))),
    })
}
