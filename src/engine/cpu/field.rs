//! The surface on a grid, in slices of time, a coarse one first. Twin of `shaders/field.wgsl`.

use super::machine::Machine;
use crate::compile::Surface;
use crate::compile::input::PointInput;
use crate::engine::Poll;
use crate::engine::field::{Sampled, Sampler, fitted};
use crate::real::Real;
use crate::trace::{Field, Grid};
use std::time::Duration;
use web_time::Instant;

/// Samples computed at once.
const BLOCK: usize = 64;
/// Blocks between two looks at the clock.
const BLOCKS: usize = 16;
/// How many times fewer samples along each axis a first field has.
const COARSE: usize = 6;
/// A grid with fewer samples is not worth a coarse field.
const SMALL: usize = 1 << 14;

/// Samples on the CPU, in f32.
#[derive(Default)]
pub struct CpuSampler {
    job: Option<Job>,
}

/// A field of a surface at once: of as many samples as a few milliseconds allow, at most those of the grid.
pub fn rough(surface: &Surface, grid: Grid) -> Field {
    let grid = fitted(surface, grid);
    let fewer = (grid.samples() as f64 / SMALL as f64).sqrt().ceil().max(1.0);
    let mut job = Job::of(surface, grid.coarser(fewer as usize));
    while job.values.len() < job.grid.samples() {
        job.block();
    }
    job.field()
}

struct Job {
    surface: Surface,
    machine: Machine<f32, BLOCK>,
    /// The grid under way, and the one behind it.
    grid: Grid,
    next: Option<Grid>,
    xs: Vec<f32>,
    ys: Vec<f32>,
    values: Vec<f32>,
}

impl Sampler for CpuSampler {
    fn submit(&mut self, surface: &Surface, grid: Grid) {
        let grid = fitted(surface, grid);
        self.job = Some(match grid.samples() > SMALL {
            true => Job {
                next: Some(grid),
                ..Job::of(surface, grid.coarser(COARSE))
            },
            false => Job::of(surface, grid),
        });
    }

    fn poll(&mut self, budget: Duration) -> Poll<Sampled> {
        let deadline = Instant::now() + budget;
        let Some(job) = &mut self.job else {
            return Poll::Idle;
        };
        let Some(field) = job.advance(deadline) else {
            return Poll::Busy;
        };
        let next = job.next.take();
        let is_coarse = next.is_some();
        match next {
            Some(grid) => job.begin(grid),
            None => self.job = None,
        }
        Poll::Ready(Sampled { field, is_coarse })
    }
}

impl Job {
    fn of(surface: &Surface, grid: Grid) -> Self {
        let mut job = Self {
            surface: surface.clone(),
            machine: Machine::new(&surface.loss),
            grid,
            next: None,
            xs: Vec::new(),
            ys: Vec::new(),
            values: Vec::new(),
        };
        job.begin(grid);
        job
    }

    fn begin(&mut self, grid: Grid) {
        self.grid = grid;
        self.xs = grid.xs().map(|x| x as f32).collect();
        self.ys = grid.ys().map(|y| y as f32).collect();
        self.values = Vec::with_capacity(grid.samples());
    }

    /// The field once all samples are there.
    fn advance(&mut self, deadline: Instant) -> Option<Field> {
        let wanted = self.grid.samples();
        while self.values.len() < wanted {
            for _ in 0..BLOCKS {
                self.block();
            }
            if Instant::now() >= deadline && self.values.len() < wanted {
                return None;
            }
        }
        Some(self.field())
    }

    fn field(&mut self) -> Field {
        let values = std::mem::take(&mut self.values);
        self.grid.field(values, &self.surface.minima)
    }

    fn block(&mut self) {
        let first = self.values.len();
        let count = BLOCK.min(self.grid.samples() - first);
        let columns = self.grid.columns;
        let last = (first + count).max(1) - 1;
        let loss = &self.surface.loss;
        for (place, input) in loss.inputs.iter().enumerate() {
            let at = |i: usize| match input {
                PointInput::Coordinate(0) => self.xs[(first + i).min(last) % columns],
                PointInput::Coordinate(_) => self.ys[(first + i).min(last) / columns],
                PointInput::Setting(slot) => self.surface.settings[*slot as usize] as f32,
            };
            self.machine.set(place, std::array::from_fn(at));
        }
        self.machine.run();
        let output = |place: u32| self.machine.get(place as usize);
        let (seen, watched) = loss.outputs.split_at(1);
        let value = |i: usize| match watched.iter().any(|&place| output(place)[i].lost()) {
            true => f32::BEYOND,
            false => output(seen[0])[i],
        };
        self.values.extend((0..count).map(value));
    }
}
