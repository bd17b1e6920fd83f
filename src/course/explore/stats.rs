//! What came of runs over their learning rates: bands over starts and seeds, the best rate, how wide the good
//! ones are, who ties, and what so many random tries would reach.

use crate::engine::sweep::band::Band;

/// The outcomes of one run, lower ones better; infinite where it diverged or did not arrive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Over {
    /// The learning rates, from the lowest on.
    pub rates: Vec<f64>,
    /// The outcomes at each rate, from every start with every seed.
    pub tries: Vec<Vec<f64>>,
}

/// What is to be said of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The place of the rate with the lowest median.
    pub best: usize,
    /// That rate.
    pub rate: f64,
    /// The outcomes there.
    pub band: Band,
    /// The lowest and the highest of the rates around it that are good, too.
    pub good: [f64; 2],
    /// The outcomes at the default rate, where that is within the rates.
    pub at_default: Option<Band>,
}

impl Over {
    /// The outcomes at each rate; None where nothing is known yet.
    pub fn bands(&self) -> Vec<Option<Band>> {
        self.tries
            .iter()
            .map(|tries| Band::of(tries.iter().copied()))
            .collect()
    }

    /// What is to be said; None where no rate comes to anything. What is below `floor` counts as equally
    /// good; a rate counts as good whose median is at most `factor` times the best.
    pub fn summary(&self, floor: f64, factor: f64, default: Option<f64>) -> Option<Summary> {
        let bands = self.bands();
        let median = |place: usize| bands.get(place).copied().flatten().map(|b| b.median);
        let floored = |place: usize| median(place).map(|m| m.max(floor));
        let finite = (0..bands.len()).filter(|&place| median(place).is_some_and(f64::is_finite));
        // Among equally good rates the lowest outcome counts.
        let best = finite.min_by(|&a, &b| {
            let key = |place: usize| median(place).unwrap_or(f64::INFINITY);
            key(a).total_cmp(&key(b))
        })?;
        let most = floored(best)? * factor;
        let good = |place: &usize| floored(*place).is_some_and(|m| m <= most);
        let lowest = (0..best).rev().take_while(good).last().unwrap_or(best);
        let highest = (best..bands.len()).take_while(good).last().unwrap_or(best);
        let at_default = default.and_then(|default| bands[nearest(&self.rates, default)?]);
        Some(Summary {
            best,
            rate: self.rates[best],
            band: bands[best]?,
            good: [self.rates[lowest], self.rates[highest]],
            at_default,
        })
    }
}

impl Summary {
    /// How many decades of rates are good.
    pub fn decades(&self) -> f64 {
        (self.good[1] / self.good[0]).log10()
    }
}

/// The place of the rate nearest to one, by ratio; None where that is outside all rates.
pub fn nearest(rates: &[f64], rate: f64) -> Option<usize> {
    let (first, last) = (rates.first()?, rates.last()?);
    let far = |other: &f64| (other / rate).ln().abs();
    let found = rates
        .iter()
        .enumerate()
        .min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
    found
        .filter(|_| (*first..=*last).contains(&rate))
        .map(|(place, _)| place)
}

/// The place of each run among others by an outcome, from 1; runs without one come last and share their
/// place.
pub fn ranks(outcomes: &[Option<f64>]) -> Vec<usize> {
    let key = |outcome: Option<f64>| outcome.filter(|v| v.is_finite()).unwrap_or(f64::INFINITY);
    let better = |own: f64| outcomes.iter().filter(|other| key(**other) < own).count();
    outcomes.iter().map(|own| 1 + better(key(*own))).collect()
}

/// The expected lowest of 1, 2, ... `most` outcomes drawn from all of them with replacement (Dodge et al.
/// 2019, for what is to be low). Empty where there are none.
pub fn expected_best(outcomes: &[f64], most: usize) -> Vec<f64> {
    let mut sorted = outcomes.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len() as f64;
    // All of n draws are at least the i-th lowest with this probability.
    let above = |i: usize, n: usize| ((count - i as f64) / count).powi(n as i32);
    let expected = |n: usize| {
        let all = sorted.iter().enumerate();
        all.map(|(i, value)| value * (above(i, n) - above(i + 1, n)))
            .sum()
    };
    match sorted.is_empty() {
        true => Vec::new(),
        false => (1..=most).map(expected).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: f64 = f64::INFINITY;

    #[test]
    fn quantiles_lie_between_values_and_beyond_all_where_too_many_diverged() {
        let eleven: Vec<f64> = (0..=10).map(f64::from).collect();
        let band = |outcomes: &[f64]| Band::of(outcomes.iter().copied()).map(|b| [b.low, b.median, b.high]);
        assert_eq!(band(&eleven), Some([1.0, 5.0, 9.0]));
        assert_eq!(band(&[7.0]), Some([7.0; 3]));
        assert_eq!(band(&[1.0, 3.0, NEVER, NEVER]).map(|b| b[1]), Some(NEVER));
        assert_eq!(band(&[1.0, 3.0, NEVER]).map(|b| b[1]), Some(3.0));
        assert_eq!(band(&[]), None);
    }

    #[test]
    fn a_run_has_a_best_rate_and_good_ones_around_it() {
        let over = Over {
            rates: vec![0.001, 0.01, 0.1, 1.0, 10.0],
            tries: vec![vec![8.0], vec![3.0], vec![2.0], vec![4.0], vec![NEVER]],
        };
        let found = over
            .summary(0.0, 2.0, Some(0.0012))
            .expect("some come to something");
        assert_eq!((found.best, found.rate, found.good), (2, 0.1, [0.01, 1.0]));
        assert_eq!(found.decades(), 2.0);
        assert_eq!(found.at_default.map(|b| b.median), Some(8.0));
        let floored = over.summary(5.0, 1.0, Some(100.0)).expect("the same");
        assert_eq!(
            (floored.rate, floored.good),
            (0.1, [0.01, 1.0]),
            "all below 5 are alike"
        );
        assert_eq!(floored.at_default, None, "outside all rates");
    }

    #[test]
    fn where_every_rate_diverges_there_is_no_best_one() {
        let over = Over {
            rates: vec![1.0, 2.0],
            tries: vec![vec![NEVER], vec![NEVER]],
        };
        assert_eq!(over.summary(0.0, 2.0, None), None);
        assert_eq!(Over::default().summary(0.0, 2.0, None), None);
    }

    #[test]
    fn bands_that_overlap_tie() {
        let band = |low, high| Band {
            low,
            median: (low + high) / 2.0,
            high,
        };
        assert!(band(1.0, 3.0).ties(&band(2.0, 4.0)));
        assert!(band(1.0, 4.0).ties(&band(2.0, 3.0)));
        assert!(!band(1.0, 2.0).ties(&band(2.5, 4.0)));
    }

    #[test]
    fn runs_are_ranked_and_equal_ones_share_a_place() {
        let outcomes = [Some(2.0), Some(1.0), None, Some(2.0), Some(NEVER)];
        assert_eq!(ranks(&outcomes), [2, 1, 4, 2, 4]);
    }

    #[test]
    fn the_expected_best_of_some_tries_follows_from_their_order() {
        // Of two outcomes, 1 and 2: the lower of two draws is 2 only where both are.
        assert_eq!(expected_best(&[2.0, 1.0], 3), [1.5, 1.25, 1.125]);
        assert_eq!(expected_best(&[5.0], 2), [5.0, 5.0]);
        // Of 0, 3 and 6: one draw gives their mean, two give (5*0 + 3*3 + 1*6)/9.
        let found = expected_best(&[3.0, 0.0, 6.0], 2);
        assert!((found[0] - 3.0).abs() < 1e-12 && (found[1] - 15.0 / 9.0).abs() < 1e-12);
        assert!(expected_best(&[], 4).is_empty());
    }

    #[test]
    fn a_default_outside_the_rates_is_at_none_of_them() {
        let rates = [0.01, 0.1, 1.0];
        assert_eq!(nearest(&rates, 0.09), Some(1));
        assert_eq!(nearest(&rates, 2.0), None);
        assert_eq!(nearest(&[], 2.0), None);
    }
}
