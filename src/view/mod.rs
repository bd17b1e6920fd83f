//! What is seen of a trace: each view draws it and knows nothing of the others, of engines or of the app.
//!
//! - [`surface`]: the loss as a field with the runs' paths, or as a curve where it has one dimension ([`curve`]);
//!   drawn from [`field`] (colours), [`contour`] (level lines), [`path`] (runs) and [`axes`].
//! - [`loss`], [`rate`]: charts over the steps; drawn by [`chart`] from [`columns`].
//! - [`style`], [`marker`], [`palette`], [`number`], [`ticks`], [`line`]: what they share.
//!
//! A view that wants to move to another step returns it; nothing else flows back.

pub mod axes;
pub mod chart;
pub mod columns;
pub mod contour;
pub mod curve;
pub mod field;
pub mod label;
pub mod line;
pub mod loss;
pub mod marker;
pub mod number;
pub mod palette;
pub mod path;
pub mod rate;
pub mod style;
pub mod surface;
pub mod ticks;

use crate::trace::{Field, RunTrace, Trace};
use std::sync::Arc;

/// What views are shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The recorded steps.
    pub trace: &'a Trace,
    /// The loss surface.
    pub field: Option<&'a Arc<Field>>,
    /// The current step; between two steps while playing.
    pub position: f64,
    /// Runs that are hidden.
    pub muted: &'a [usize],
    /// The run that is drawn on top.
    pub selected: usize,
}

/// One way to look at a trace.
pub trait View {
    /// Its accessible name.
    fn name(&self) -> &'static str;

    /// Draws it into the space left. Returns the step the user asks for, if any.
    fn ui(&mut self, ui: &mut egui::Ui, shown: &Shown) -> Option<f64>;
}

/// The charts, in the order in which they are listed.
pub fn charts() -> Vec<Box<dyn View>> {
    vec![Box::new(loss::Loss), Box::new(rate::Rate)]
}

/// All views.
pub fn all() -> Vec<Box<dyn View>> {
    let surface: Box<dyn View> = Box::<surface::Surface>::default();
    std::iter::once(surface).chain(charts()).collect()
}

impl<'a> Shown<'a> {
    /// The runs that are not hidden, the selected one last, so that it lies on top.
    pub fn runs(&self) -> Vec<&'a RunTrace> {
        let shown = self.trace.runs.iter().filter(|r| !self.muted.contains(&r.run));
        let (mut below, top): (Vec<_>, Vec<_>) = shown.partition(|r| r.run != self.selected);
        below.extend(top);
        below
    }

    /// Whether a run has diverged by the current step.
    pub fn diverged(&self, run: &RunTrace) -> Option<usize> {
        run.diverged_at.filter(|&step| self.position >= step as f64)
    }
}
