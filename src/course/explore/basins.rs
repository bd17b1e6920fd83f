//! Which known minimum a lane ended at.

use crate::compile::sweep::SweepPlan;
use crate::engine::sweep::Outcome;

/// How near to a minimum an end counts as there, as a share of the width of the surface.
const NEAR: f64 = 0.025;
/// Which share of that distance counts as close.
const CLOSE: f64 = 1.0 / 3.0;

/// The known minima of a surface, and how near to one of them an end counts as there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Basins {
    /// The minima, as they are declared.
    pub minima: Vec<Vec<f64>>,
    /// The distance within which an end counts as there.
    pub within: f64,
    /// Which minima runs only pass; none where nothing is known of their ends.
    pub passed: Vec<bool>,
}

impl Basins {
    /// Of a sweep on a surface. Where the surface itself is swept its minima move, and each end belongs to the
    /// nearest one.
    pub fn of(plan: &SweepPlan) -> Option<Self> {
        let surface = &plan.surface()?.surface;
        let width = surface.domain.first().map_or(0.0, |[low, high]| high - low);
        Some(Self {
            minima: surface.minima.clone(),
            within: if plan.moves_the_surface() {
                f64::INFINITY
            } else {
                NEAR * width
            },
            passed: Vec::new(),
        })
    }

    /// The same, knowing where lanes ended. A minimum that holds runs has most of those near it close by. Around
    /// one that is too sharp for their rate they are scattered: they only pass it, and it is reached by none.
    #[must_use]
    pub fn knowing<'a>(mut self, lanes: impl Iterator<Item = &'a Outcome>) -> Self {
        let mut near = vec![[0usize; 2]; self.minima.len()];
        for (place, distance) in lanes.filter_map(|outcome| self.near(outcome)) {
            near[place][0] += 1;
            near[place][1] += usize::from(distance <= CLOSE * self.within);
        }
        let scattered = |[all, close]: [usize; 2]| all > 0 && 2 * close <= all;
        self.passed = near.into_iter().map(scattered).collect();
        self
    }

    /// The minimum near which a lane ended, and how near; None where that is near none.
    fn near(&self, outcome: &Outcome) -> Option<(usize, f64)> {
        let nearest = outcome.nearest? as usize;
        let minimum = self.minima.get(nearest)?;
        let squares = minimum.iter().zip(outcome.end).map(|(a, b)| (a - b).powi(2));
        let distance = squares.sum::<f64>().sqrt();
        (outcome.diverged_at.is_none() && distance <= self.within).then_some((nearest, distance))
    }

    /// The place of the minimum at which a lane ended; None where that is none of them.
    pub fn reached(&self, outcome: &Outcome) -> Option<usize> {
        let (place, _) = self.near(outcome)?;
        (!self.passed.get(place).copied().unwrap_or(false)).then_some(place)
    }

    /// Which share of some lanes ended at each of the minima; None where there are no lanes.
    pub fn shares<'a>(&self, lanes: impl Iterator<Item = &'a Outcome>) -> Option<Vec<f64>> {
        let mut counts = vec![0usize; self.minima.len()];
        let mut all = 0usize;
        for outcome in lanes {
            all += 1;
            if let Some(place) = self.reached(outcome) {
                counts[place] += 1;
            }
        }
        let share = |count: usize| count as f64 / all as f64;
        (all > 0).then(|| counts.into_iter().map(share).collect())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn outcome(end: [f64; 2], nearest: u32, diverged_at: Option<u32>) -> Outcome {
        Outcome {
            end,
            diverged_at,
            nearest: Some(nearest),
            ..Outcome::default()
        }
    }

    #[test]
    fn an_end_counts_where_it_is_near_enough() {
        let basins = Basins {
            minima: vec![vec![-1.0, 0.0], vec![1.0, 0.0]],
            within: 0.1,
            ..Basins::default()
        };
        let lanes = [
            (outcome([-1.05, 0.05], 0, None), Some(0)),
            (outcome([-1.2, 0.0], 0, None), None),
            (outcome([1.0, 0.0], 1, None), Some(1)),
            (outcome([1.0, 0.0], 1, Some(7)), None),
        ];
        for (lane, wanted) in &lanes {
            assert_eq!(basins.reached(lane), *wanted, "{lane:?}");
        }
        let shares = basins.shares(lanes.iter().map(|lane| &lane.0));
        assert_eq!(shares, Some(vec![0.25, 0.25]));
        assert_eq!(basins.shares([].iter()), None);
    }

    #[test]
    fn a_minimum_that_runs_only_pass_is_reached_by_none() {
        let basins = Basins {
            minima: vec![vec![0.0, 0.0], vec![1.0, 0.0]],
            within: 0.1,
            ..Basins::default()
        };
        // Most runs are at the first minimum, one is on its way; around the second they are anywhere.
        let held = [0.0, 0.001, -0.02, 0.09].map(|x| outcome([x, 0.0], 0, None));
        let passing = [0.02, -0.05, 0.07, -0.09].map(|x| outcome([1.0, x], 1, None));
        let lanes = [held, passing].concat();
        assert_eq!(
            basins.shares(lanes.iter()),
            Some(vec![0.5, 0.5]),
            "nothing is known yet"
        );
        let basins = basins.knowing(lanes.iter());
        assert_eq!(basins.shares(lanes.iter()), Some(vec![0.5, 0.0]));
    }
}
