//! The swarm of the selected run, moved on while a view wishes to see it.

use super::handover::Handover;
use crate::engine::cpu::swarm::CpuSwarm;
use crate::engine::gpu::swarm::GpuSwarm;
use crate::engine::swarm;
use crate::scene::Experiment;
use crate::view::Computed;
use crate::view::swarm::{Paint, Points, Swarm};
use std::sync::Arc;
use std::time::Duration;

/// Longest share of a frame that the CPU may take.
const SLICE: Duration = Duration::from_millis(6);

/// A swarm, as long as it is wished for in every frame.
#[derive(Default)]
pub struct SwarmJob {
    /// The window's device, where it can compute; else the CPU moves fewer points.
    pub device: Option<Handover>,
    of: Option<(Arc<Experiment>, usize)>,
    machine: Option<Machine>,
    shown: Option<Swarm>,
    asked: bool,
}

enum Machine {
    Gpu(Box<GpuSwarm>, Arc<dyn Paint>),
    Cpu(Box<CpuSwarm>),
}

impl SwarmJob {
    /// What is known.
    pub fn shown(&self) -> Option<&Swarm> {
        self.shown.as_ref()
    }

    /// Begins a frame: a swarm that was not asked for in the last one is forgotten.
    pub fn turn(&mut self) {
        if !std::mem::take(&mut self.asked) {
            *self = Self {
                device: self.device.take(),
                ..Self::default()
            };
        }
    }

    /// Goes on without the GPU.
    pub fn fall_back(&mut self) {
        *self = Self::default();
    }

    /// Moves the swarm of a run of what is shown towards a step. True while it is not there, and where it is news.
    pub fn advance(&mut self, done: &Computed, run: usize, step: usize) -> bool {
        self.asked = true;
        let same = |of: &(Arc<Experiment>, usize)| Arc::ptr_eq(&of.0, &done.experiment) && of.1 == run;
        let news = !self.of.as_ref().is_some_and(same);
        if news {
            self.machine = begin(done, run, self.device.as_mut());
            self.of = Some((done.experiment.clone(), run));
        }
        let (arrived, points, count, at) = match &mut self.machine {
            Some(Machine::Gpu(swarm, paint)) => {
                let arrived = swarm.advance(step);
                (arrived, Points::Drawn(paint.clone()), swarm.count(), swarm.step())
            }
            Some(Machine::Cpu(swarm)) => {
                let arrived = swarm.advance(step, SLICE);
                (
                    arrived,
                    Points::Listed(swarm.points().clone()),
                    swarm.count(),
                    swarm.step(),
                )
            }
            None => {
                self.shown = None;
                return news;
            }
        };
        self.shown = Some(Swarm {
            run,
            count,
            step: at,
            points,
        });
        !arrived || news
    }
}

fn begin(done: &Computed, run: usize, device: Option<&mut Handover>) -> Option<Machine> {
    let plan = |side| swarm::plan(&done.experiment, &done.plan.surface, run, side);
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
