//! The learning rate that each schedule of the catalog would give a run.

use crate::catalog;
use crate::course::schedule::alone;
use crate::engine::host;
use crate::lang::Kind;
use crate::scene::{Reference, Run, Schedule};

/// Most points of a curve.
const POINTS: usize = 1000;

/// A schedule over the steps, its parameters at their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleCurve {
    /// Its name in the catalog.
    pub id: &'static str,
    /// The name shown.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Steps from one rate to the next.
    pub every: usize,
    /// The learning rates, divided by the largest.
    pub parts: Vec<f64>,
    /// The largest learning rate.
    pub peak: f64,
    /// The last one.
    pub last: f64,
    /// Whether it drives the run's momentum, too.
    pub momentum: bool,
}

/// What a run's optimizer would be given by every schedule over some steps; empty where it has no learning
/// rate.
pub fn curves(run: &Run, steps: u32) -> Vec<ScheduleCurve> {
    let entries = catalog::entries(Kind::Schedule).iter();
    entries.filter_map(|entry| curve(entry, run, steps)).collect()
}

fn curve(entry: &'static catalog::Entry, run: &Run, steps: u32) -> Option<ScheduleCurve> {
    let run = Run {
        schedule: Schedule {
            name: Reference::name(&entry.id),
            ..Schedule::default()
        },
        ..run.clone()
    };
    let plan = alone(&run, steps)?;
    let planned = plan.runs.first()?;
    let every = plan.steps.div_ceil(POINTS).max(1);
    let rates = host::recorded(&plan, planned, "lr", (0..plan.steps).step_by(every))?;
    let peak = rates.iter().copied().fold(0.0, f64::max);
    let part = |rate: &f64| if peak > 0.0 { rate / peak } else { 0.0 };
    Some(ScheduleCurve {
        id: &entry.id,
        name: &entry.rule.name,
        about: entry.rule.about.as_deref().unwrap_or(""),
        every,
        parts: rates.iter().map(part).collect(),
        peak,
        last: rates.last().copied()?,
        momentum: planned.columns.iter().any(|c| c.name == "momentum"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::rule::Value;

    fn run(lr: f64) -> Run {
        let mut run = Run::of(&catalog::entries(Kind::Optimizer)[0].id);
        run.params.insert("lr".to_owned(), Value::Number(lr));
        run
    }

    #[test]
    fn every_schedule_has_a_curve_that_peaks_at_1() {
        for steps in [1, 7, 1000, 5000] {
            let curves = curves(&run(0.02), steps);
            assert_eq!(curves.len(), catalog::entries(Kind::Schedule).len());
            for curve in curves {
                let highest = curve.parts.iter().copied().fold(0.0, f64::max);
                assert!((highest - 1.0).abs() < 1e-12, "{} over {steps}", curve.id);
                assert!(curve.parts.len() <= POINTS && curve.parts.iter().all(|p| *p >= 0.0));
            }
        }
    }

    #[test]
    fn curves_are_of_the_runs_own_learning_rate() {
        let constant = |lr| curves(&run(lr), 10).into_iter().find(|c| c.id == "constant");
        let peaks = [0.5, 0.02].map(|lr| constant(lr).map(|c| (c.peak, c.last)));
        assert_eq!(peaks, [Some((0.5, 0.5)), Some((0.02, 0.02))]);
    }
}
