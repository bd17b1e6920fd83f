//! What is computed for pictures besides the trace. Each is shown only where it belongs to what is shown: a field under
//! its surface, a swarm beside its run.

use super::App;
use super::session::Session;
use crate::engine::gpu::Gpu;
use crate::engine::gpu::net_look::GpuLookout;
use crate::engine::look::Lookout;
use crate::trace::Field;
use crate::view::swarm::Swarm;
use std::sync::Arc;

impl App {
    /// Computes what changed; views let go of what they know of the trace before.
    pub(super) fn compute(&mut self, context: &egui::Context) {
        let computed = self.session.computed();
        self.session.update(context);
        if self.session.computed() != computed {
            let trace = &self.session.trace;
            self.charts.iter_mut().for_each(|chart| chart.outdate(trace));
        }
    }
}

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

    /// The steps of what is shown: those of the last good program where the scene has an error.
    pub fn steps(&self) -> u32 {
        let planned = self.plan().and_then(|plan| u32::try_from(plan.steps).ok());
        planned.unwrap_or(self.scene.experiment.steps)
    }

    /// Moves the swarm that a view wished for to where the picture is at a step.
    pub fn move_swarm(&mut self, context: &egui::Context, step: u32) {
        let done = self.done().cloned();
        let own = |run| step as usize / self.trace.every_of(run);
        if self.swarm.advance(done.as_ref(), own) {
            context.request_repaint();
        }
    }
}

/// What looks around trained networks on a GPU.
pub(super) fn lookout(gpu: Option<&Gpu>) -> Option<Arc<dyn Lookout>> {
    gpu.map(|gpu| Arc::new(GpuLookout::new(gpu.clone())) as Arc<dyn Lookout>)
}
