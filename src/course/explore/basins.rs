//! Which known minimum a lane ended at.

use crate::compile::sweep::SweepPlan;
use crate::engine::sweep::Outcome;

/// How near to a minimum an end counts as there, as a share of the width of the surface.
const NEAR: f64 = 0.025;

/// The known minima of a surface, and how near to one of them an end counts as there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Basins {
    /// The minima, as they are declared.
    pub minima: Vec<Vec<f64>>,
    /// The distance within which an end counts as there.
    pub within: f64,
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
        })
    }

    /// The place of the minimum at which a lane ended; None where that is none of them.
    pub fn reached(&self, outcome: &Outcome) -> Option<usize> {
        let nearest = outcome.nearest? as usize;
        let minimum = self.minima.get(nearest)?;
        let squares = minimum.iter().zip(outcome.end).map(|(a, b)| (a - b).powi(2));
        let distance = squares.sum::<f64>().sqrt();
        (outcome.diverged_at.is_none() && distance <= self.within).then_some(nearest)
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
}
