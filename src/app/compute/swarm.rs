//! The swarm of the selected run, moved on while a view wishes to see it.

use super::handover::Handover;
use super::wished::lease::Lease;
use crate::engine::cpu::swarm::CpuSwarm;
use crate::engine::gpu::swarm::GpuSwarm;
use crate::engine::swarm;
use crate::scene::Experiment;
use crate::view::Computed;
use crate::view::memo::{Answer, Same};
use crate::view::swarm::{Paint, Points, Swarm};
use std::sync::Arc;
use std::time::Duration;

/// What a swarm is of: the experiment as it was computed, and the run's place in it.
type Subject = (Same<Experiment>, usize);

/// A swarm, as long as it is wished for in every frame.
#[derive(Default)]
pub struct SwarmJob {
    /// The window's device, where it can compute; else the CPU moves fewer points.
    pub device: Option<Handover>,
    /// The run that is wished for.
    lease: Lease<usize, Option<Moved>>,
}

/// A swarm, as far as it is moved.
struct Moved {
    of: Subject,
    /// None where there is no swarm of it.
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
        let moved = self.lease.get(&run)?.as_ref()?;
        moved.shown.as_ref().and_then(|swarm| swarm.to(&subject))
    }

    /// Asks for a run's swarm; to be repeated in every frame that shows it. True where it is news.
    pub fn want(&mut self, run: usize) -> bool {
        self.lease.ask(&run, |_| None).1
    }

    /// Goes on without the GPU.
    pub fn fall_back(&mut self) {
        *self = Self::default();
    }

    /// Begins a frame whose step is known: moves the swarm that was wished for in the last one towards the
    /// step that its run has taken, for about `budget`, before anything is drawn. True while it is not there.
    /// One that was not wished for is forgotten.
    pub fn advance(
        &mut self,
        done: Option<&Computed>,
        step: impl Fn(usize) -> usize,
        budget: Duration,
    ) -> bool {
        self.lease.turn();
        let Some((run, moved)) = self.lease.held().next() else {
            return false;
        };
        let Some(done) = done else {
            *moved = None;
            return false;
        };
        let subject = (Same::as_this(&done.experiment), *run);
        moved.take_if(|moved| moved.of != subject);
        let moved = moved.get_or_insert_with(|| Moved {
            machine: begin(done, *run, self.device.as_mut()),
            of: subject.clone(),
            shown: None,
        });
        let Some(machine) = &mut moved.machine else {
            return false;
        };
        let arrived = machine.advance(step(*run), budget);
        moved.shown = Some(Answer::new(subject, machine.swarm(*run)));
        !arrived
    }
}

impl Machine {
    fn advance(&mut self, step: usize, budget: Duration) -> bool {
        match self {
            Self::Gpu(swarm, _) => swarm.advance(step),
            Self::Cpu(swarm) => swarm.advance(step, budget),
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
            let (swarm, paint) = device.swarm(&*plan(swarm::GPU)?)?;
            Machine::Gpu(Box::new(swarm), paint)
        }
        None => Machine::Cpu(Box::new(CpuSwarm::new(plan(swarm::CPU)?)?)),
    })
}
