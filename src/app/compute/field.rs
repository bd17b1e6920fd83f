//! The loss surface as it is to be drawn: sampled in the background wherever a view looks. A field is of one
//! surface, and is shown under no other.

use crate::compile::Surface;
use crate::engine::Poll;
use crate::engine::cpu::field::{CpuSampler, rough};
use crate::engine::field::{Sampled, Sampler};
use crate::engine::gpu::Gpu;
use crate::engine::gpu::field::GpuSampler;
use crate::trace::{Field, Grid};
use crate::view::memo::Answer;
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
    field: Option<Answer<Surface, Arc<Field>>>,
}

impl FieldJob {
    /// Samples on a GPU, or on the CPU where there is none.
    pub fn new(gpu: Option<&Gpu>) -> Self {
        Self::with(match gpu {
            Some(gpu) => Box::new(GpuSampler::new(gpu.clone())),
            None => Box::<CpuSampler>::default(),
        })
    }

    /// Samples by whatever does it.
    pub fn with(sampler: Box<dyn Sampler>) -> Self {
        Self {
            sampler,
            wanted: None,
            submitted: None,
            busy: false,
            coarse: false,
            field: None,
        }
    }

    /// The last field of a surface.
    pub fn shown(&self, surface: &Surface) -> Option<&Arc<Field>> {
        self.field.as_ref().and_then(|field| field.to(surface))
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

    /// Goes on for about `budget`; true while work is under way. One grid is under way at a time, and of
    /// those that wait only the latest counts; but what is already seen roughly gives way to what is not seen
    /// at all. A surface of which nothing is known yet is sampled roughly at once, as the last field would be
    /// a false picture of it.
    pub fn update(&mut self, surface: &Surface, budget: Duration) -> bool {
        self.poll(surface, budget);
        let submitted = self.submitted.as_ref();
        let stale = submitted.is_none_or(|s| s.0 != *surface);
        if stale && submitted.is_some_and(|s| s.0.domain != surface.domain) {
            // Another surface lives elsewhere: what was looked at is of no use there.
            self.wanted = None;
        }
        let asked = submitted.map(|s| s.1);
        let grid = self.grid(surface);
        if self.shown(surface).is_none() {
            self.field = Some(Answer::new(surface.clone(), Arc::new(rough(surface, grid))));
        }
        if (stale || asked != Some(grid)) && (!self.busy || self.coarse) {
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

    fn poll(&mut self, surface: &Surface, budget: Duration) {
        match self.sampler.poll(budget) {
            Poll::Idle => {
                // Where an answer was due it was dropped, and is asked for once more.
                self.submitted.take_if(|_| self.busy);
                self.busy = false;
            }
            Poll::Busy => {}
            Poll::Ready(Sampled { field, is_coarse }) => {
                self.take(field, surface);
                self.coarse |= is_coarse;
                self.busy = is_coarse;
            }
            // The session learns of the fault from its own engine; the picture goes on meanwhile.
            Poll::Failed(_) => self.move_to(None),
        }
    }

    /// Takes a field of what was submitted, where that is still the surface.
    fn take(&mut self, field: Field, surface: &Surface) {
        if self.submitted.as_ref().is_some_and(|s| s.0 == *surface) {
            self.field = Some(Answer::new(surface.clone(), Arc::new(field)));
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
