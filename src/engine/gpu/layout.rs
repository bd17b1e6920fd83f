//! Structs that reach the GPU, in WGSL's layout.

use crate::compile::{self, Plan};
use bytemuck::{Pod, Zeroable};

/// `Slice` of `shaders/surface_trace.wgsl`: the steps of one dispatch.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Slice {
    /// First step, from 0.
    pub first: u32,
    /// One past the last step.
    pub end: u32,
    /// Steps of the whole trace.
    pub steps: u32,
    /// How many lanes there are.
    pub lanes: u32,
}

/// `Lane` of `shaders/shared/lane.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Lane {
    /// Where its run's constants begin.
    pub constants: u32,
    /// Where its run's table begins.
    pub table: u32,
    /// Seed of its random numbers.
    pub seed: u32,
    /// Which of them it sees.
    pub replicate: u32,
    /// First step it takes.
    pub first: u32,
    /// One past the last step it takes.
    pub until: u32,
}

impl Lane {
    /// A lane of a plan whose run's constants and table begin there.
    pub fn of(plan: &Plan, lane: &compile::Lane, [constants, table]: [u32; 2]) -> Self {
        Self {
            constants,
            table,
            seed: plan.runs[lane.run].seed,
            replicate: lane.replicate,
            first: lane.first as u32,
            until: lane.until.min(plan.steps) as u32,
        }
    }
}

/// `NetSlice` of `shaders/net.wgsl`: the steps of one dispatch, and what all lanes share.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct NetSlice {
    /// First step, from 0.
    pub first: u32,
    /// One past the last step.
    pub end: u32,
    /// Steps of the whole trace.
    pub steps: u32,
    /// Samples to train on.
    pub train: u32,
    /// Samples held back.
    pub held: u32,
    /// Where these begin among the data.
    pub held_inputs: u32,
    /// Where the targets to train on begin.
    pub train_targets: u32,
    /// Where the targets held back begin.
    pub held_targets: u32,
    /// Samples of a micro-batch.
    pub batch: u32,
    /// Micro-batches a step.
    pub micro_batches: u32,
    /// Steps between two looks.
    pub every: u32,
    /// Steps between two recorded weights.
    pub weights_every: u32,
    /// Factor on the sum of the micro-batches' gradients.
    pub share: f32,
    /// Share of hidden units left out.
    pub dropout: f32,
    /// The step whose features are spoiled, from 1; 0: none.
    pub corrupt_step: u32,
    /// What they are multiplied by.
    pub corrupt_factor: f32,
    /// Lanes that go together.
    pub lanes: u32,
    /// Of a sweep: where the host's numbers say at which steps is looked.
    pub looked: u32,
    /// Of a sweep: the looks of a lane, and one for where it stops.
    pub entries: u32,
}

/// `Band` of `shaders/field.wgsl`: the samples of one dispatch.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Band {
    /// First sample, row by row from the lowest y.
    pub first: u32,
    /// One past the last sample.
    pub end: u32,
    /// Samples a row.
    pub columns: u32,
}

/// `Dots` of `shaders/render_swarm.wgsl`: how the lanes of a swarm are drawn.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct Dots {
    /// Lower ends of the shown range.
    pub low: [f32; 2],
    /// Its size.
    pub span: [f32; 2],
    /// Radius of a point, in parts of half the plot.
    pub radius: [f32; 2],
    /// How many lanes there are.
    pub lanes: u32,
    /// 1: of one coordinate, on the curve of the loss.
    pub curve: u32,
    /// Colour, not multiplied by its alpha.
    pub color: [f32; 4],
    /// Colour of lanes that diverged.
    pub gone: [f32; 4],
    /// The loss that is strongest.
    pub lowest: f32,
    /// Where the logarithm above it sets in.
    pub knee: f32,
    /// Where it ends.
    pub top: f32,
    /// 1: the lower its loss, the stronger a point.
    pub by_loss: u32,
}

/// Structs of a sweep.
pub mod sweep {
    use bytemuck::{Pod, Zeroable};

    /// `Slice` of `shaders/surface_sweep.wgsl`: the steps of one dispatch.
    #[repr(C)]
    #[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
    pub struct Slice {
        /// First step, from 0.
        pub first: u32,
        /// One past the last step.
        pub end: u32,
        /// The step whose outcomes are read back: a kept one or the last.
        pub steps: u32,
        /// How many lanes there are.
        pub lanes: u32,
    }

    /// `Lane` of `shaders/surface_sweep.wgsl`.
    #[repr(C)]
    #[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
    pub struct Lane {
        /// Seed of its random numbers.
        pub seed: u32,
        /// Which of them it sees.
        pub replicate: u32,
        /// The loss that counts as reached.
        pub goal: f32,
    }

    /// `Outcome` of `shaders/surface_sweep.wgsl`.
    #[repr(C)]
    #[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
    pub struct Outcome {
        /// Loss at the end, or where the lane froze.
        pub loss: f32,
        /// The lowest loss.
        pub best: f32,
        /// Steps taken before the goal was reached; all bits set: never.
        pub reached: u32,
        /// The step that broke, from 1; 0: none.
        pub diverged: u32,
    }
}
