//! What several seeds of one point have in common: the median of a number and its 10 to 90 % band.

use super::Outcome;
use crate::compile::sweep::SweepPlan;

/// A number over several seeds. What has no number, or diverged, counts as beyond all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// A tenth of the seeds lie below.
    pub low: f64,
    /// Half of them lie below.
    pub median: f64,
    /// A tenth of them lie above.
    pub high: f64,
}

impl Band {
    /// Of numbers, of which the smaller ones are the better; None of none. Between two neighbours it is
    /// interpolated, and a band that reaches to one that diverged is infinite there.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let beyond = |number: f64| if number.is_nan() { f64::INFINITY } else { number };
        let mut all: Vec<f64> = numbers.into_iter().map(beyond).collect();
        all.sort_by(f64::total_cmp);
        let last = all.len().checked_sub(1)?;
        let at = |share: f64| {
            let place = share * last as f64;
            let (below, part) = (all[place.floor() as usize], place.fract());
            match part > 0.0 {
                true => between(below, all[place.ceil() as usize], part),
                false => below,
            }
        };
        Some(Self {
            low: at(0.1),
            median: at(0.5),
            high: at(0.9),
        })
    }
}

impl Band {
    /// The same where all numbers below a floor are alike.
    #[must_use]
    pub fn above(&self, floor: f64) -> Self {
        Self {
            low: self.low.max(floor),
            median: self.median.max(floor),
            high: self.high.max(floor),
        }
    }

    /// Whether two bands overlap: then nobody can say which is better.
    pub fn ties(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

fn between(low: f64, high: f64, part: f64) -> f64 {
    if low == high {
        low
    } else {
        low + (high - low) * part
    }
}

/// A number of each point's outcomes over its seeds, for every run and start, in the order of the lanes of
/// one seed; None where not all seeds of a point are known.
pub fn bands(
    plan: &SweepPlan,
    lanes: &[Option<Outcome>],
    number: impl Fn(&Outcome) -> f64,
) -> Vec<Option<Band>> {
    let a_seed = plan.points() * plan.starts();
    let runs = lanes.chunks(plan.lanes_a_run().max(1));
    let of_run = |run: &[Option<Outcome>]| -> Vec<Option<Band>> {
        let point = |point: usize| {
            let seeds = run.iter().skip(point).step_by(a_seed);
            let numbers: Option<Vec<f64>> = seeds.map(|lane| lane.as_ref().map(&number)).collect();
            Band::of(numbers?)
        };
        (0..a_seed).map(point).collect()
    };
    runs.flat_map(of_run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::sweep::{SweptObjective, SweptSurface};
    use std::sync::Arc;

    #[test]
    fn a_band_is_where_most_seeds_are() {
        let infinite = f64::INFINITY;
        let rows: [(&[f64], Option<[f64; 3]>); 6] = [
            (&[], None),
            (&[3.0], Some([3.0, 3.0, 3.0])),
            (&[1.0, 2.0], Some([1.1, 1.5, 1.9])),
            (&[5.0, 1.0, 4.0, 2.0, 3.0], Some([1.4, 3.0, 4.6])),
            (&[1.0, 2.0, f64::NAN], Some([1.2, 2.0, infinite])),
            (&[infinite, f64::NAN], Some([infinite; 3])),
        ];
        for (numbers, expected) in rows {
            let found = Band::of(numbers.iter().copied());
            let found = found.map(|band| [band.low, band.median, band.high]);
            let close = |(a, b): (f64, f64)| a == b || (a - b).abs() < 1e-12;
            let same = match (found, expected) {
                (Some(a), Some(b)) => a.into_iter().zip(b).all(close),
                (a, b) => a.is_none() && b.is_none(),
            };
            assert!(same, "{numbers:?}: {found:?} is not {expected:?}");
        }
    }

    #[test]
    fn seeds_of_one_point_go_together() {
        let plan = SweepPlan {
            axes: vec![Default::default(); 2],
            objective: SweptObjective::Surface(Arc::new(SweptSurface {
                starts: vec![vec![0.0], vec![1.0]],
                ..SweptSurface::default()
            })),
            seeds: 3,
            ..SweepPlan::default()
        };
        let mut plan = plan;
        plan.axes[0].values = vec![0.1, 0.2];
        plan.axes[1].values = vec![1.0];
        // Two runs of twelve lanes: the loss is the run's hundreds, the seed's tens, and the place among
        // points and starts.
        let lane = |run: u32, seed: u32, place: u32| {
            let loss = f64::from(run * 100 + seed * 10 + place);
            Some(Outcome {
                loss,
                ..Outcome::default()
            })
        };
        let seeds = |run| (0..3).flat_map(move |seed| (0..4).map(move |place| lane(run, seed, place)));
        let mut lanes: Vec<_> = (0..2).flat_map(seeds).collect();
        let medians = |lanes: &[Option<Outcome>]| -> Vec<Option<f64>> {
            let bands = bands(&plan, lanes, |outcome| outcome.loss);
            bands.into_iter().map(|band| Some(band?.median)).collect()
        };
        let expected = [10.0, 11.0, 12.0, 13.0, 110.0, 111.0, 112.0, 113.0].map(Some);
        assert_eq!(medians(&lanes), expected);
        lanes[5] = None;
        assert_eq!(medians(&lanes)[..3], [Some(10.0), None, Some(12.0)]);
    }
}
