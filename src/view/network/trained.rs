//! The run of a network that is looked at, with its weights at a step.

use crate::compile::Plan;
use crate::compile::network::model::Network;
use crate::lang::column;
use crate::trace::{Column, RunTrace};
use crate::view::charted::Absent;
use crate::view::{Computed, Shown};
use std::sync::Arc;

/// The selected run, one of its repetitions, as it was computed.
#[derive(Clone, Copy, Debug)]
pub struct Trained<'a> {
    /// What it is part of.
    pub computed: &'a Computed,
    /// The network, as the run trains it.
    pub network: &'a Arc<Network>,
    /// Its recorded steps.
    pub trace: &'a RunTrace,
}

impl<'a> Trained<'a> {
    /// None before anything was computed of it, and on a surface.
    pub fn of(shown: &Shown<'a>) -> Option<Self> {
        let computed = shown.done?;
        let selected = shown.scene.view.selected;
        let runs = &computed.trace.runs;
        let found = looked_at(runs, selected, shown.scene.view.learning.seed);
        let trace = found.map(|place| &runs[place]).or(runs.first())?;
        let network = computed.network_of(trace.run)?;
        Some(Self {
            computed,
            network,
            trace,
        })
    }

    /// The same, or that nothing is trained yet.
    pub fn known(shown: &Shown<'a>) -> Result<Self, Absent> {
        let trained = Self::of(shown).filter(|t| !t.weights(0).is_empty());
        trained.ok_or(Absent::now("Nothing is trained yet."))
    }

    /// The plan of which it is a part.
    pub fn plan(&self) -> &'a Arc<Plan> {
        &self.computed.plan
    }

    /// The steps of the run.
    pub fn steps(&self) -> usize {
        self.computed.trace.steps
    }

    /// The place of the recorded weights nearest to a step.
    pub fn place(&self, step: f64) -> usize {
        self.trace
            .column(column::W)
            .map_or(0, |w| nearest(w, step, self.steps()))
    }

    /// The recorded weights of a place.
    pub fn weights(&self, place: usize) -> &'a [f64] {
        self.trace.column(column::W).map_or(&[], |w| entry(w, place))
    }

    /// The numbers of a column nearest to a step.
    pub fn at(&self, column: &str, step: f64) -> Option<&'a [f64]> {
        let column = self.trace.column(column)?;
        Some(entry(column, nearest(column, step, self.steps()))).filter(|e| !e.is_empty())
    }

    /// The recorded columns that have a number a layer, in order.
    pub fn by_layer(&self) -> impl Iterator<Item = &'a Column> + use<'a> {
        let layers = self.network.layers.len();
        let columns = self.trace.columns.iter();
        columns.filter(move |c| c.width == layers && c.name != "w")
    }
}

/// The place among recorded runs of a run's repetition that is looked at; the first one where there is none
/// of that seed.
pub fn looked_at(runs: &[RunTrace], run: usize, seed: usize) -> Option<usize> {
    let own = |r: &RunTrace| r.run == run;
    let chosen = runs.iter().position(|r| own(r) && r.replicate == seed);
    chosen.or_else(|| runs.iter().position(own))
}

/// The numbers of one entry by its place.
fn entry(column: &Column, place: usize) -> &[f64] {
    let stride = column.stride();
    column
        .values
        .get(place * stride..(place + 1) * stride)
        .unwrap_or(&[])
}

/// The place of the entry nearest to a step of a run of so many; the last one is that of the end.
fn nearest(column: &Column, step: f64, steps: usize) -> usize {
    let every = column.every.max(1);
    let last = column.len().saturating_sub(1);
    let below = ((step.max(0.0) / every as f64) as usize).min(last);
    let above = (below + 1).min(last);
    let distance = |place: usize| ((place * every).min(steps) as f64 - step).abs();
    if distance(above) < distance(below) {
        above
    } else {
        below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_entry_may_be_the_end() {
        let column = Column {
            every: 3,
            values: vec![0.0; 5],
            ..Column::default()
        };
        for (step, place) in [
            (0.0, 0),
            (1.4, 0),
            (1.6, 1),
            (9.0, 3),
            (9.9, 4),
            (10.0, 4),
            (99.0, 4),
        ] {
            assert_eq!(nearest(&column, step, 10), place, "{step}");
        }
    }
}
