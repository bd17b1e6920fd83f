//! The surface on a grid, for drawing: what both engines' samplers have in common.

use super::{EngineError, Poll};
use crate::compile::Surface;
use crate::trace::{Field, Grid};
use std::time::Duration;

/// Most samples along an axis.
pub const SAMPLES: usize = 2048;

/// A surface on a grid.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// Its values.
    pub field: Field,
    /// Whether a finer one of the same range is under way.
    pub is_coarse: bool,
}

/// Samples surfaces. The latest submission wins: an earlier one under way is dropped.
pub trait Sampler {
    /// Begins to sample a surface.
    fn submit(&mut self, surface: &Surface, grid: Grid);

    /// Advances by at most about `budget` and tells how the grid stands.
    fn poll(&mut self, budget: Duration) -> Poll<Sampled>;
}

/// Samples a grid to the end; for headless use, where waiting is right.
///
/// # Errors
/// What the device says.
pub fn sample(sampler: &mut dyn Sampler, surface: &Surface, grid: Grid) -> Result<Field, EngineError> {
    sampler.submit(surface, grid);
    loop {
        match sampler.poll(Duration::from_millis(50)) {
            Poll::Ready(Sampled { field, is_coarse }) if !is_coarse => return Ok(field),
            Poll::Failed(error) => return Err(error),
            Poll::Idle => return Err(EngineError::Device("the grid was dropped".to_owned())),
            Poll::Busy | Poll::Ready(_) => std::thread::yield_now(),
        }
    }
}

/// A grid with as many rows as the surface has, and no more samples than are allowed.
pub(super) fn fitted(surface: &Surface, grid: Grid) -> Grid {
    Grid {
        columns: grid.columns.clamp(1, SAMPLES),
        rows: if surface.n == 1 {
            1
        } else {
            grid.rows.clamp(1, SAMPLES)
        },
        ..grid
    }
}
