//! How long it takes from a change to its picture.

use serde::Serialize;
use std::collections::VecDeque;
use std::time::Duration;

/// Most changes remembered.
const DEPTH: usize = 512;

/// One change of the scene on its way to the screen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sample {
    /// Frames from the one that saw the change to the one that shows its trace, both counted.
    pub frames: u64,
    /// Milliseconds that the engine took: the CPU at work, or a GPU until its trace was there.
    pub compute: f64,
}

/// The frame, and the last changes.
#[derive(Clone, Debug, Default)]
pub struct Timing {
    /// How many frames were begun.
    pub frame: u64,
    samples: VecDeque<Sample>,
}

impl Timing {
    /// Notes a trace that is shown in this frame, of a change made in an earlier one.
    pub fn note(&mut self, changed: u64, compute: Duration) {
        if self.samples.len() == DEPTH {
            self.samples.pop_front();
        }
        self.samples.push_back(Sample {
            frames: self.frame - changed + 1,
            compute: compute.as_secs_f64() * 1e3,
        });
    }

    /// The last changes, the oldest first.
    pub fn samples(&self) -> impl Iterator<Item = Sample> {
        self.samples.iter().copied()
    }
}
