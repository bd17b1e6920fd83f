//! What views ask for that takes many frames, and how far it is: [`Ask`] is the question, [`Asked`] gives the
//! answers. The app computes them in slices of time, for as long as they are asked for in every frame.

use super::memo::Same;
use super::table::measure::Measured;
use super::{Computed, Wish};
use crate::engine::cpu::network::landscape::Landscape;
use crate::engine::cpu::network::replay::Rows;
use crate::engine::cpu::network::sharpness::Sharp;
use crate::engine::look::Progress;
use crate::trace::{Grid, RunTrace, Trace};
use std::fmt::Debug;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// The largest curvature of the loss.
    Sharpness(SharpnessOf),
    /// The loss around trained weights.
    Landscape(LandscapeOf),
    /// A network's run taken once more.
    Replay(ReplayOf),
    /// The losses of a network's runs at their ends.
    Measures(MeasuresOf),
    /// How long runs take to compute.
    Times(TimesOf),
    /// What a network says all over a plane.
    Outputs(OutputsOf),
}

impl Ask {
    /// The wish for it; `goes_on` is whether more of it is to be computed.
    pub fn wish(self, goes_on: bool) -> Wish {
        Wish::Ask(Box::new(self), goes_on)
    }
}

/// A run of what was computed, by its place in the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPlace {
    /// The trace.
    pub trace: Same<Trace>,
    /// The place in it.
    pub run: usize,
}

impl RunPlace {
    /// The place of a run of a trace, the first one where it is none of them.
    pub fn of(computed: &Computed, run: &RunTrace) -> Self {
        let runs = &computed.trace.runs;
        Self {
            trace: Same::as_this(&computed.trace),
            run: runs.iter().position(|r| std::ptr::eq(r, run)).unwrap_or(0),
        }
    }
}

/// Where the sharpness is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct SharpnessOf {
    /// The run.
    pub place: RunPlace,
    /// At its last recorded weights at or before a step; all along the run where there is none.
    pub before: Option<usize>,
}

/// Which landscape is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct LandscapeOf {
    /// The run whose last weights are its origin.
    pub place: RunPlace,
    /// The seed of its directions, where they are random; else they are principal.
    pub random: Option<u32>,
}

/// Which run is taken once more.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplayOf {
    /// The run.
    pub place: RunPlace,
    /// The parameter that is looked at.
    pub parameter: usize,
    /// Another run, whose rules take each step from the states of this one, too.
    pub beside: Option<RunPlace>,
}

/// Of which trace the runs are measured.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuresOf {
    /// The trace.
    pub trace: Same<Trace>,
    /// Whether the test part is asked for, too.
    pub test: bool,
}

/// Of which trace the runs are timed.
#[derive(Clone, Debug, PartialEq)]
pub struct TimesOf {
    /// The trace.
    pub trace: Same<Trace>,
}

/// Where a network's outputs are wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputsOf {
    /// The run.
    pub place: RunPlace,
    /// The place of its recorded weights.
    pub entry: usize,
    /// Samples of the first two features; the others are at their means.
    pub grid: Grid,
}

/// What is known so far of what was asked for.
#[derive(Debug)]
pub struct SoFar<'a, T: ?Sized> {
    /// What is found.
    pub found: &'a T,
    /// How far it is; None once all is known.
    pub progress: Option<Progress>,
}

/// What was computed of what views ask for. None where it was not asked for in the last frame.
pub trait Asked: Debug {
    /// The sharpness, step by step.
    fn sharpness(&self, of: &SharpnessOf) -> Option<SoFar<'_, [Sharp]>>;

    /// The landscape: coarse first, then fine.
    fn landscape(&self, of: &LandscapeOf) -> Option<SoFar<'_, Landscape>>;

    /// The values of both runs' rules, step by step; nothing where the run cannot be taken once more.
    fn replay(&self, of: &ReplayOf) -> Option<SoFar<'_, [Rows]>>;

    /// What was measured, run by run.
    fn measures(&self, of: &MeasuresOf) -> Option<SoFar<'_, [Measured]>>;

    /// The seconds of each run by itself, by place in the experiment; None of a fork.
    fn times(&self, of: &TimesOf) -> Option<SoFar<'_, [Option<f64>]>>;

    /// The outputs, sample by sample.
    fn outputs(&self, of: &OutputsOf) -> Option<SoFar<'_, [f64]>>;
}
