//! The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kégl 2011, "Algorithms for Hyper-Parameter
//! Optimization", NIPS): of the tries so far the best share is good. A density l of Gaussians stands around the
//! good ones, another one, g, around the others; the next try is where l/g is largest among some candidates
//! that are drawn from l. Both live in the unit cube, so on a log scale in the logarithm.
//!
//! The space has no branches, so l and g are products over the settings, and each setting is chosen by itself.

use super::random::place;
use super::{Next, Task, Try, draw};
use std::f64::consts::{PI, SQRT_2};

/// The share of the tries that counts as good.
const GAMMA: f64 = 0.15;
/// How many candidates are drawn from l.
const CANDIDATES: u32 = 24;
/// The share of the budget that is spent at random first, and least and most tries of it.
const FIRST: u32 = 4;
const LEAST: u32 = 3;
const MOST: u32 = 10;
/// Draws of candidates stand behind those of random tries.
const BEHIND: u32 = 16;
/// Narrowest Gaussian.
const NARROWEST: f64 = 0.01;

/// How many tries are random, before anything is known.
pub fn first(budget: u32) -> u32 {
    (budget / FIRST).clamp(LEAST, MOST).min(budget)
}

/// The random tries at once, then one after the other.
pub fn next(task: &Task, repetition: u32, tries: &[Try]) -> Next {
    let (known, first) = (tries.len() as u32, first(task.budget));
    let steps = task.steps();
    if known >= task.budget {
        return Next::Nothing;
    }
    if known < first {
        let numbers = known..first;
        return Next::Begin(
            numbers
                .map(|number| (place(task, repetition, number), steps))
                .collect(),
        );
    }
    Next::Begin(vec![(chosen(task, repetition, tries), steps)])
}

/// Where the next try is; anywhere while no try comes to anything.
fn chosen(task: &Task, repetition: u32, tries: &[Try]) -> Vec<f64> {
    let number = tries.len() as u32;
    let mut sorted: Vec<&Try> = tries.iter().collect();
    sorted.sort_by(|a, b| a.loss.total_cmp(&b.loss));
    let sound = sorted.iter().filter(|own| own.loss.is_finite()).count();
    let good = ((GAMMA * tries.len() as f64).ceil() as usize).min(sound);
    if good == 0 {
        return place(task, repetition, number);
    }
    let places: Vec<Vec<f64>> = sorted.iter().map(|own| task.place(&own.point)).collect();
    let settings = 0..task.space.len();
    let along = |setting: usize| {
        let [good, others] = [&places[..good], &places[good..]].map(|part| {
            let along: Vec<f64> = part.iter().map(|place| place[setting]).collect();
            Parzen::of(&along)
        });
        let candidate = |n: u32| {
            let at = BEHIND + 2 * (setting as u32 * CANDIDATES + n);
            good.sample([0, 1].map(|i| draw(task, repetition, number, at + i)))
        };
        let ratio = |place: &f64| good.density(*place).ln() - others.density(*place).ln();
        let candidates = (0..CANDIDATES).map(candidate);
        let best = candidates.max_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        best.unwrap_or(0.5)
    };
    settings.map(along).collect()
}

/// A density over [0, 1]: a Gaussian around each of some places, cut off at the ends, and one as wide as all
/// of it, the prior, without which nothing new would be tried.
#[derive(Clone, Debug)]
pub struct Parzen {
    /// Middle, width, and the share of it within [0, 1].
    parts: Vec<(f64, f64, f64)>,
}

impl Parzen {
    /// Around places. Each Gaussian is as wide as the farther one of its neighbours is away.
    pub fn of(places: &[f64]) -> Self {
        let mut middles: Vec<(f64, bool)> = places.iter().map(|&place| (place, false)).collect();
        middles.push((0.5, true));
        middles.sort_by(|a, b| a.0.total_cmp(&b.0));
        let narrowest = (1.0 / (1.0 + middles.len() as f64).min(100.0)).max(NARROWEST);
        let ends = |place: Option<usize>, end: f64| match place {
            Some(place) => middles.get(place).map_or(end, |middle| middle.0),
            None => end,
        };
        let part = |(place, &(middle, is_prior)): (usize, &(f64, bool))| {
            let below = middle - ends(place.checked_sub(1), 0.0);
            let above = ends(Some(place + 1), 1.0) - middle;
            let width = match is_prior {
                true => 1.0,
                false => below.max(above).clamp(narrowest, 1.0),
            };
            let within = below_normal((1.0 - middle) / width) - below_normal(-middle / width);
            (middle, width, within.max(f64::MIN_POSITIVE))
        };
        Self {
            parts: middles.iter().enumerate().map(part).collect(),
        }
    }

    /// The density at a place within [0, 1].
    pub fn density(&self, place: f64) -> f64 {
        let of = |&(middle, width, within): &(f64, f64, f64)| {
            let z = (place - middle) / width;
            (-0.5 * z * z).exp() / (width * (2.0 * PI).sqrt() * within)
        };
        self.parts.iter().map(of).sum::<f64>() / self.parts.len() as f64
    }

    /// A place drawn from it, by two uniform numbers: which Gaussian, and where in it.
    pub fn sample(&self, [which, at]: [f64; 2]) -> f64 {
        let part = (which * self.parts.len() as f64) as usize;
        let (middle, width, within) = self.parts[part.min(self.parts.len() - 1)];
        let below = below_normal(-middle / width) + at * within;
        (middle + width * normal_at(below)).clamp(0.0, 1.0)
    }
}

/// The share of a standard normal distribution below a number, to 1e-7 (Abramowitz & Stegun 7.1.26).
fn below_normal(z: f64) -> f64 {
    let x = z.abs() / SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let terms = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    let sum = terms.iter().fold(0.0, |sum, term| sum * t + term) * t;
    let above = 0.5 * sum * (-x * x).exp();
    if z > 0.0 { 1.0 - above } else { above }
}

/// The number below which such a share of a standard normal distribution lies, by bisection.
fn normal_at(share: f64) -> f64 {
    let mut ends = [-8.0, 8.0];
    for _ in 0..48 {
        let middle = 0.5 * (ends[0] + ends[1]);
        ends[usize::from(below_normal(middle) >= share)] = middle;
    }
    0.5 * (ends[0] + ends[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_density_sums_to_one_and_its_samples_follow_it() {
        for places in [&[][..], &[0.2], &[0.9, 0.91, 0.05], &[0.0, 1.0]] {
            let parzen = Parzen::of(places);
            let sum: f64 = (0..1000)
                .map(|i| parzen.density((f64::from(i) + 0.5) / 1000.0) / 1000.0)
                .sum();
            assert!((sum - 1.0).abs() < 1e-3, "{places:?}: {sum}");
            let even = (0..20_000).map(|i| {
                let which = (f64::from(i) * 0.618_034).fract();
                parzen.sample([which, (f64::from(i) + 0.5) / 20_000.0])
            });
            let below = even.filter(|place| *place < 0.3).count() as f64 / 20_000.0;
            let wanted: f64 = (0..300)
                .map(|i| parzen.density((f64::from(i) + 0.5) / 1000.0) / 1000.0)
                .sum();
            assert!((below - wanted).abs() < 0.02, "{places:?}: {below} and {wanted}");
        }
    }

    #[test]
    fn the_normal_distribution_has_its_values() {
        for (z, share) in [
            (0.0, 0.5),
            (1.0, 0.841_344_7),
            (-1.959_964, 0.025),
            (3.0, 0.998_650_1),
        ] {
            assert!((below_normal(z) - share).abs() < 2e-7, "{z}");
            assert!((normal_at(share) - z).abs() < 1e-4, "{share}");
        }
    }
}
