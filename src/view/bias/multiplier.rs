//! How many times as long a step is without bias correction, measured by running the rule both ways from each
//! state.

use super::super::chart::Note;
use super::super::number;
use super::super::selected::{Selected, TakenApart};
use super::scenery::over;
use crate::compile::inspect::Inspection;
use crate::engine::inspect::Inspector;
use std::fmt;

/// How near to 1 counts as the same.
const NEAR: f64 = 0.05;

/// The uncorrected over the corrected step from each known state of a run beside which another one was taken:
/// the same with the correction the other way. `corrected` tells whether it is on in the run itself.
pub fn ratios(run: &Selected, taken: &TakenApart, corrected: bool) -> Option<Vec<f64>> {
    let (flipped, inspector) = taken.other.as_ref()?;
    let own = steps(run, taken.inspection, &taken.inspector)?;
    let other = steps(run, flipped, inspector)?;
    Some(match corrected {
        true => over(&other, &own),
        false => over(&own, &other),
    })
}

/// How far w goes in each step.
fn steps(run: &Selected, inspection: &Inspection, inspector: &Inspector) -> Option<Vec<f64>> {
    let (line, _) = inspection.assignments("w").last()?;
    let places = [&inspection.before, &line.value].map(|value| run.pick(value));
    let mut found = inspector.over(&places).into_iter();
    let moved = found.next()?.into_iter().zip(found.next()?);
    Some(moved.map(|(before, after)| before - after).collect())
}

/// What is worth knowing of the ratios, steps counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestones {
    /// The first step and its ratio.
    pub first: (usize, f64),
    /// The step whose ratio is farthest from 1, by factor.
    pub peak: (usize, f64),
    /// The first step from which on all are near 1; None where the last one is not.
    pub settled: Option<usize>,
    /// The last step and its ratio.
    pub last: (usize, f64),
}

impl Milestones {
    /// Finds them; None where no ratio is known.
    pub fn of(ratios: &[f64]) -> Option<Self> {
        let known = ratios
            .iter()
            .enumerate()
            .filter(|(_, r)| r.is_finite() && **r > 0.0);
        let known: Vec<(usize, f64)> = known.map(|(k, &r)| (k + 1, r)).collect();
        let (first, last) = (*known.first()?, *known.last()?);
        let apart = |ratio: f64| ratio.ln().abs();
        let peak = known
            .iter()
            .copied()
            .max_by(|a, b| apart(a.1).total_cmp(&apart(b.1)))?;
        let far = |&&(_, ratio): &&(usize, f64)| (ratio - 1.0).abs() > NEAR;
        let settled = match known.iter().rev().find(far) {
            None => Some(first.0),
            Some(&(step, _)) if step < last.0 => Some(step + 1),
            Some(_) => None,
        };
        Some(Self {
            first,
            peak,
            settled,
            last,
        })
    }

    /// The same as notes in a chart.
    pub fn notes(&self) -> Vec<Note<'static>> {
        let note = |step: usize, value: f64, text: String| Note {
            step: (step - 1) as f64,
            value,
            text: text.into(),
        };
        let mut notes = vec![note(self.first.0, self.first.1, times(self.first.1))];
        if self.peak.0 != self.first.0 {
            let text = format!("{} at step {}", times(self.peak.1), self.peak.0);
            notes.push(note(self.peak.0, self.peak.1, text));
        }
        let settled = self.settled.filter(|step| *step > self.peak.0);
        notes.extend(settled.map(|step| note(step, 1.0, format!("within 5 % from step {step}"))));
        notes
    }
}

impl fmt::Display for Milestones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, peak) = (times(self.first.1), times(self.peak.1));
        write!(f, "Without correction the first step is {first} as long")?;
        if self.peak.0 != self.first.0 {
            write!(f, ", step {} even {peak}", self.peak.0)?;
        }
        match self.settled {
            Some(step) => write!(f, "; within 5 % only from step {step} on."),
            None => write!(f, "; at step {} still {}.", self.last.0, times(self.last.1)),
        }
    }
}

fn times(ratio: f64) -> String {
    format!("{}×", number::short(ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milestones_are_found_among_the_ratios() {
        let found = Milestones::of(&[f64::NAN, 3.0, 6.0, 2.0, 1.04, 0.99]).expect("some are known");
        assert_eq!(
            (found.first, found.peak, found.settled),
            ((2, 3.0), (3, 6.0), Some(5))
        );
        let unsettled = Milestones::of(&[0.1, 0.5]).expect("some are known");
        assert_eq!((unsettled.peak, unsettled.settled), ((1, 0.1), None));
        assert_eq!(
            unsettled.to_string(),
            "Without correction the first step is 0.1× as long; at step 2 still 0.5×."
        );
        assert_eq!(Milestones::of(&[]), None);
    }
}
