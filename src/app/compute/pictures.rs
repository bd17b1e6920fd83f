//! What is computed for pictures besides the trace. Each is shown only where it belongs to what is shown: a
//! field under its surface, a swarm beside its run.

use super::session::Session;
use super::slice::Duty;
use crate::engine::gpu::Gpu;
use crate::engine::gpu::net_look::GpuLookout;
use crate::engine::look::Lookout;
use crate::trace::Field;
use crate::view::Computed;
use crate::view::asked::Ask;
use crate::view::swarm::Swarm;
use std::sync::Arc;

impl Session {
    /// The surface of the scene, as far as it is known.
    pub fn shown_field(&self) -> Option<&Arc<Field>> {
        self.plan().and_then(|plan| self.field.shown(plan.surface()?))
    }

    /// The swarm of the selected run of what was computed, as far as it is known.
    pub fn shown_swarm(&self) -> Option<&Swarm> {
        self.done()
            .and_then(|done| self.swarm.shown(done, self.scene.view.selected))
    }

    /// Asks for something of what is shown, and whether it is to go on; to be repeated in every frame. True
    /// where it is news.
    pub fn ask(&mut self, ask: Ask, goes_on: bool) -> bool {
        let Self {
            done,
            companions,
            wished,
            ..
        } = self;
        let known: Vec<&Computed> = done.iter().chain(companions.done()).collect();
        wished.ask(ask, goes_on, &known)
    }

    /// Goes on with the sweeps that views asked for, and with the path that one points at. True while work is
    /// under way.
    pub(in crate::app) fn explore(&mut self) -> bool {
        let gpu = self.gpu().cloned();
        let Self {
            slice, sweeps, ghost, ..
        } = self;
        let sweeping = slice.run(Duty::Sweeps, |budget| sweeps.update(gpu.as_ref(), budget));
        slice.run(Duty::Ghost, |budget| ghost.update(budget)) || sweeping
    }

    /// The steps of what is shown: those of the last good program where the scene has an error.
    pub fn steps(&self) -> u32 {
        let planned = self.plan().and_then(|plan| u32::try_from(plan.steps).ok());
        planned.unwrap_or(self.scene.experiment.steps)
    }

    /// How much of them the shortest step of a run takes: one, or where samples are counted those of a batch.
    pub fn stride(&self) -> u32 {
        let every = self
            .plan()
            .and_then(|plan| plan.runs.iter().map(|run| plan.every(run)).min());
        every.and_then(|every| u32::try_from(every).ok()).unwrap_or(1)
    }

    /// Moves the swarm that a view wished for to where the picture is at a step.
    pub fn move_swarm(&mut self, context: &egui::Context, step: u32) {
        let done = self.done().cloned();
        let own = |run| step as usize / self.trace.every_of(run);
        let move_on = |budget| self.swarm.advance(done.as_ref(), own, budget);
        if self.slice.run(Duty::Swarm, move_on) {
            context.request_repaint();
        }
    }
}

/// What looks around trained networks on a GPU.
pub(in crate::app) fn lookout(gpu: Option<&Gpu>) -> Option<Arc<dyn Lookout>> {
    gpu.map(|gpu| Arc::new(GpuLookout::new(gpu.clone())) as Arc<dyn Lookout>)
}
