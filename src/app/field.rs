//! The loss surface as it is to be drawn: sampled in the background wherever a view looks.

use crate::compile::Surface;
use crate::engine::cpu::field::CpuSampler;
use crate::engine::field::{Sampled, Sampler};
use crate::engine::gpu::Gpu;
use crate::engine::gpu::field::GpuSampler;
use crate::trace::{Field, Grid};
use std::sync::Arc;
use std::time::Duration;

/// Samples along each axis before a view has said how many it needs.
const SAMPLES: [usize; 2] = [320, 240];

/// The last field, and the next one on its way.
pub struct FieldJob {
    sampler: Box<dyn Sampler>,
    /// What a view looks at.
    wanted: Option<Grid>,
    /// What was submitted last.
    submitted: Option<(Surface, Grid)>,
    /// Whether that is still under way, and whether a first field of it has come.
    busy: bool,
    coarse: bool,
    field: Option<Arc<Field>>,
}

impl FieldJob {
    /// Samples on a GPU, or on the CPU where there is none.
    pub fn new(gpu: Option<&Gpu>) -> Self {
        Self {
            sampler: match gpu {
                Some(gpu) => Box::new(GpuSampler::new(gpu.clone())),
                None => Box::<CpuSampler>::default(),
            },
            wanted: None,
            submitted: None,
            busy: false,
            coarse: false,
            field: None,
        }
    }

    /// The last field.
    pub fn shown(&self) -> Option<&Arc<Field>> {
        self.field.as_ref()
    }

    /// What a view looks at of a surface, and how closely.
    pub fn grid(&self, surface: &Surface) -> Grid {
        self.wanted.unwrap_or_else(|| whole(surface))
    }

    /// Says what a view looks at, and how closely. True where it is news.
    pub fn look_at(&mut self, grid: Grid) -> bool {
        let before = self.wanted.replace(grid);
        before != Some(grid)
    }

    /// Goes on for about `budget`; true while work is under way. One grid is under way at a time, and of those that
    /// wait only the latest counts; but what is already seen roughly gives way to what is not seen at all.
    pub fn update(&mut self, surface: &Surface, budget: Duration) -> bool {
        self.poll(budget);
        let stale = self.submitted.as_ref().map(|s| &s.0) != Some(surface);
        if stale
            && self
                .submitted
                .as_ref()
                .is_some_and(|s| s.0.domain != surface.domain)
        {
            // Another surface lives elsewhere: what was looked at is of no use there.
            self.wanted = None;
        }
        let grid = self.grid(surface);
        let asked = self.submitted.as_ref().is_some_and(|s| s.1 == grid);
        if (stale || !asked) && (!self.busy || self.coarse) {
            self.sampler.submit(surface, grid);
            self.submitted = Some((surface.clone(), grid));
            self.busy = true;
            self.coarse = false;
        }
        self.busy
    }

    /// Forgets the surface: there is none to show.
    pub fn clear(&mut self) {
        self.field = None;
        self.submitted = None;
        self.wanted = None;
    }

    /// Goes on with another GPU, or without one.
    pub fn move_to(&mut self, gpu: Option<&Gpu>) {
        *self = Self {
            wanted: self.wanted,
            field: self.field.take(),
            ..Self::new(gpu)
        };
    }

    fn poll(&mut self, budget: Duration) {
        match self.sampler.poll(budget) {
            Sampled::Idle => self.busy = false,
            Sampled::Busy => {}
            Sampled::Coarse(field) => {
                self.field = Some(Arc::new(field));
                self.coarse = true;
            }
            Sampled::Ready(field) => {
                self.field = Some(Arc::new(field));
                self.busy = false;
            }
            // The session learns of the fault from its own engine; the picture goes on meanwhile.
            Sampled::Failed(_) => self.move_to(None),
        }
    }
}

/// The whole of a surface.
fn whole(surface: &Surface) -> Grid {
    Grid {
        x: surface.domain[0],
        y: surface.domain.get(1).copied().unwrap_or([-1.0, 1.0]),
        columns: SAMPLES[0],
        rows: SAMPLES[1],
    }
}
