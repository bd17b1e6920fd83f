//! The repetitions of a run as one line and the band around it.

use crate::real::quantile::quantile;
use crate::view::columns::RunValues;
use std::borrow::Cow;

/// What a run's repetitions have at each recorded step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeedSpread {
    /// Steps from one number to the next.
    pub every: usize,
    /// The 10 % quantile.
    pub low: Vec<f64>,
    /// The median.
    pub median: Vec<f64>,
    /// The 90 % quantile.
    pub high: Vec<f64>,
}

/// Most steps at which a spread is worked out: a chart has no more points.
const PLACES: usize = 4000;

/// The spread of a run's repetitions; of one it is that itself. Of very many steps every so many are taken,
/// and the last. None where there is none.
pub fn spread(all: &[RunValues]) -> Option<SeedSpread> {
    let first = all.first()?;
    let length = all.iter().map(|v| v.values.len()).min()?;
    let stride = length.div_ceil(PLACES).max(1);
    let mut spread = SeedSpread {
        every: first.every * stride,
        ..SeedSpread::default()
    };
    let mut sorted = Vec::with_capacity(all.len());
    let end = length.checked_sub(1).filter(|last| last % stride > 0);
    for place in (0..length).step_by(stride).chain(end) {
        sorted.clear();
        sorted.extend(all.iter().map(|v| v.values[place]));
        sorted.sort_by(f64::total_cmp);
        spread.low.push(quantile(&sorted, 0.1));
        spread.median.push(quantile(&sorted, 0.5));
        spread.high.push(quantile(&sorted, 0.9));
    }
    Some(spread)
}

/// The mean over about so many steps around each one; at the ends over those that there are.
pub fn smoothed(values: RunValues, steps: usize) -> RunValues {
    let reach = steps / values.every.max(1) / 2;
    if reach == 0 {
        return values;
    }
    let count = values.values.len();
    let mut sums = Vec::with_capacity(count + 1);
    sums.push(0.0);
    for value in values.values.iter() {
        sums.push(sums[sums.len() - 1] + value);
    }
    let mean = |place: usize| {
        let (from, to) = (place.saturating_sub(reach), (place + reach + 1).min(count));
        (sums[to] - sums[from]) / (to - from) as f64
    };
    RunValues {
        every: values.every,
        values: Cow::Owned((0..count).map(mean).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(numbers: &[f64]) -> RunValues<'_> {
        RunValues {
            every: 1,
            values: Cow::Borrowed(numbers),
        }
    }

    #[test]
    fn eleven_seeds_have_a_median_and_a_band() {
        let runs: Vec<[f64; 2]> = (0..11).map(|i| [f64::from(10 - i), f64::from(i * i)]).collect();
        let all: Vec<RunValues> = runs.iter().map(|r| values(r)).collect();
        let found = spread(&all).expect("there are some");
        assert_eq!(
            (found.low, found.median, found.high),
            (vec![1.0, 1.0], vec![5.0, 25.0], vec![9.0, 81.0])
        );
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn of_many_steps_some_are_taken_and_the_last() {
        let steps: Vec<f64> = (0..=10_000).map(f64::from).collect();
        let found = spread(&[values(&steps), values(&steps)]).expect("there are some");
        assert_eq!((found.every, found.median.len()), (3, 3335));
        assert_eq!((found.median[1], found.median[3334]), (3.0, 10_000.0));
    }

    #[test]
    fn a_mean_over_steps_quiets_noise() {
        let line: Vec<f64> = (0..20).map(f64::from).collect();
        assert_eq!(smoothed(values(&line), 8).values[4..16], line[4..16]);
        let noise = [0.0, 2.0, 0.0, 2.0, 0.0];
        assert_eq!(
            smoothed(values(&noise), 2).values[..],
            [1.0, 2.0 / 3.0, 4.0 / 3.0, 2.0 / 3.0, 1.0]
        );
        assert_eq!(smoothed(values(&noise), 1).values[..], noise);
    }
}
