//! Which runs of a trace went wrong, and what is known of one of them: kept as long as the trace is the same.

use crate::course::diagnosis::event::Gone;
use crate::course::diagnosis::{Case, Diagnosis};
use crate::engine::Computed;
use crate::engine::cpu::network::sharpness::Sharp;
use crate::trace::Trace;
use crate::view::memo::{Memo, Same};
use crate::view::picture::readout::Derived;

/// Of which trace, which run, by its place, with what sharpness.
type About = (Same<Trace>, usize, Option<Sharp>);

/// What is known of the runs of a trace.
#[derive(Default)]
pub struct KnownRuns {
    derived: Derived,
    gone: Memo<Same<Trace>, Vec<Option<Gone>>>,
    told: Memo<About, Option<Diagnosis>>,
}

impl KnownRuns {
    /// What happened to each run, by its place in the trace.
    pub fn gone(&mut self, done: &Computed) -> &[Option<Gone>] {
        let derived = &mut self.derived;
        self.gone.get(Same::as_this(&done.trace), || {
            let local = done.plan.surface().map(|surface| derived.of(surface));
            let case = |place| Case::of(done, place, local);
            let places = 0..done.trace.runs.len();
            places.map(|place| Gone::of(&case(place)?)).collect()
        })
    }

    /// Why the run at a place of the trace went wrong; None where it did not. `sharp` is what is known of a
    /// network's sharpness before it did.
    pub fn diagnosis(&mut self, done: &Computed, place: usize, sharp: Option<Sharp>) -> Option<&Diagnosis> {
        let gone = self.gone(done).get(place)?.clone()?;
        let derived = &mut self.derived;
        let about = (Same::as_this(&done.trace), place, sharp);
        let told = self.told.get(about, || {
            let local = done.plan.surface().map(|surface| derived.of(surface));
            Some(Diagnosis::of(&Case::of(done, place, local)?, gone, sharp))
        });
        told.as_ref()
    }
}
