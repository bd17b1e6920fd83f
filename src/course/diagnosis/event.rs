//! When a run went wrong: where its loss spikes, where it diverges, or from where on it grows out of all
//! proportion.

use super::Case;
use super::cause::Cause;
use super::stages::skip_column;
use crate::lang::column;
use crate::real::quantile::quantile;
use crate::trace::RunTrace;
use std::borrow::Cow;

/// Most steps before a loss that it is compared with.
pub const WINDOW: usize = 50;
/// How many times their median a spike is, and how many times as far from it as the highest of them.
pub(super) const TIMES: f64 = 3.0;
/// The same among the first ones, of which chance alone throws one far.
const TIMES_OF_FEW: f64 = 5.0;
const FEW: usize = 10;
/// Most losses of a brief one.
const BRIEF: usize = 2;
/// The part of the first loss below which a loss is no spike.
const PART: f64 = 0.1;
/// How many times its first loss a run's last one is where it grows: on a surface that it leaves, and on a
/// network.
const GROWN: f64 = 1e3;
const GROWN_ON_NETWORK: f64 = 3.0;

/// What counts as a spike.
pub const DEFINITION: &str = "A spike is a loss above 3 times the median of the 50 losses before it, and 3 \
    times as far above that median as the highest of them (5 times among the first 10). It is no less than a \
    tenth of the first loss, and its step was not skipped.";

/// A run that went where nobody wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    /// The step at which it diverged, before which its loss spikes, or from which on its loss is out of all
    /// proportion; in the trace's count.
    pub step: usize,
    /// Whether it diverged.
    pub diverged: bool,
    /// How its loss rose, where it did neither diverge nor grow beyond all proportion.
    pub spike: Option<Spike>,
    /// Why, where that is shown.
    pub why: Option<Cause>,
}

/// A loss far above those before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// The first such loss.
    pub loss: f64,
    /// The median of those before it.
    pub median: f64,
    /// The highest loss until it is back.
    pub peak: f64,
    /// How many losses later it is back below 3 times that median; None: not within the run.
    pub back: Option<usize>,
}

impl Gone {
    /// Of a run; None where it stays within bounds.
    pub fn of(case: &Case) -> Option<Self> {
        let run = case.run;
        let (step, last) = match (run.diverged_at, &run.stopped) {
            (Some(step), _) => (step, step.checked_sub(1)?),
            // The loss behind the last step does not exist.
            (None, Some(_)) => (steps(run)? + run.every(), steps(run)?),
            (None, None) => match grown(case) {
                Some(step) => (step, steps(run)?),
                None => return Self::spiked(case).or_else(|| Self::lifted(case)),
            },
        };
        let diverged = run.diverged_at.is_some() || run.stopped.is_some();
        Some(Self {
            step,
            diverged,
            spike: None,
            why: Cause::of(case, diverged, last),
        })
    }

    fn spiked(case: &Case) -> Option<Self> {
        let (place, spike) = Spike::first(&counted(case)?)?;
        Some(Self {
            step: place * case.run.every(),
            diverged: false,
            spike: Some(spike),
            why: None,
        })
    }

    /// A network's run that ends far above where it began, without a spike.
    fn lifted(case: &Case) -> Option<Self> {
        case.network()?;
        let losses = &case.run.column(column::LOSS)?.values;
        let limit = GROWN_ON_NETWORK * losses.first()?;
        let since = losses.iter().rposition(|loss| *loss <= limit)? + 1;
        (losses.len() - since >= FEW).then(|| Self {
            step: since * case.run.every(),
            diverged: false,
            spike: None,
            why: None,
        })
    }

    /// Where it began, as a place among the recorded losses: the first spike from which there was no way
    /// back, else where the loss began to rise. And whether it rose: a run may break off where its loss is
    /// low.
    pub fn onset(&self, run: &RunTrace) -> (usize, bool) {
        let place = self.step / run.every();
        let losses = run.column(column::LOSS).map_or(&[][..], |c| &c.values);
        if self.spike.is_some() || losses.is_empty() {
            return (place, true);
        }
        let taken = &losses[..place.clamp(1, losses.len())];
        let mut from = 0;
        while let Some((found, spike)) = Spike::from(taken, from) {
            match spike.back {
                None => {
                    let rises = |place: &usize| taken[place - 1] >= taken[*place];
                    let from = (1..=found).rev().find(rises);
                    return (from.map_or(1, |lowest| lowest + 1).min(found), true);
                }
                Some(back) => from = found + back,
            }
        }
        let last = taken.len() - 1;
        let lowest = (0..=last).min_by(|a, b| taken[*a].total_cmp(&taken[*b]));
        let lowest = lowest.unwrap_or(last);
        ((lowest + 1).min(last), lowest < last)
    }
}

impl Spike {
    /// The first spike among numbers, and its place.
    pub fn first(values: &[f64]) -> Option<(usize, Self)> {
        Self::from(values, 0)
    }

    /// The first one not before a place.
    pub fn from(values: &[f64], from: usize) -> Option<(usize, Self)> {
        let first = values.first().copied().filter(|first| *first > 0.0)?;
        let places = from.max(1)..values.len();
        places.into_iter().find_map(|place| {
            let (value, before) = (values[place], &values[place.saturating_sub(WINDOW)..place]);
            if !(value >= PART * first && before.iter().all(|other| value > *other)) {
                return None;
            }
            let mut sorted = before.to_vec();
            sorted.sort_by(f64::total_cmp);
            let (median, highest) = (quantile(&sorted, 0.5), sorted[sorted.len() - 1]);
            let times = if place < FEW { TIMES_OF_FEW } else { TIMES };
            let stands_out = value > times * median && value - median > times * (highest - median);
            (stands_out && median > 0.0).then(|| (place, Self::at(values, place, median)))
        })
    }

    /// Whether it lasts no longer than a batch or two.
    pub fn is_brief(&self) -> bool {
        self.back.is_some_and(|steps| steps <= BRIEF)
    }

    fn at(values: &[f64], place: usize, median: f64) -> Self {
        let rest = &values[place..];
        let back = rest.iter().position(|loss| *loss <= TIMES * median);
        let high = &rest[..back.unwrap_or(rest.len())];
        Self {
            loss: values[place],
            median,
            peak: high.iter().copied().fold(values[place], f64::max),
            back,
        }
    }
}

/// The losses of a run; that of a skipped step, from which nothing came, is the one before.
fn counted<'a>(case: &Case<'a>) -> Option<Cow<'a, [f64]>> {
    let losses = &case.run.column(column::LOSS)?.values;
    let skips = case.chosen().and_then(|chosen| skip_column(chosen, case.run));
    let Some(skips) = skips.filter(|skips| skips.values.iter().any(|skip| *skip != 0.0)) else {
        return Some(Cow::Borrowed(losses));
    };
    let mut counted = losses.clone();
    for place in 1..counted.len() {
        if skips.values.get(place).is_some_and(|skip| *skip != 0.0) {
            counted[place] = counted[place - 1];
        }
    }
    Some(Cow::Owned(counted))
}

/// The step from which on a run that did not diverge has lost all proportion, until its end: it left the
/// surface's own range, and its loss is far above that of its start.
fn grown(case: &Case) -> Option<usize> {
    let (run, domain) = (case.run, &case.computed.plan.surface()?.domain);
    let losses = run.column(column::LOSS)?;
    let first = losses.values.first()?.abs();
    let far = |loss: &f64| *loss > first.max(f64::MIN_POSITIVE) * GROWN;
    let since = losses
        .values
        .iter()
        .rposition(|loss| !far(loss))
        .map_or(0, |at| at + 1);
    let last = losses.values.len().checked_sub(1)?;
    let step = |place: usize| place * run.every();
    let mut inside = run.point(step(last)).iter().zip(domain);
    let left = !inside.all(|(w, [low, high])| (low..=high).contains(&w));
    (since <= last && left).then(|| step(since))
}

/// The last step of a run, in the trace's count.
fn steps(run: &RunTrace) -> Option<usize> {
    let taken = run.column(column::LOSS)?.values.len().checked_sub(2)?;
    Some(taken * run.every())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(values: &[f64]) -> Option<usize> {
        Spike::first(values).map(|(place, _)| place)
    }

    #[test]
    fn a_spike_stands_out_of_the_steps_before_it() {
        let calm: Vec<f64> = (0..12).map(|k| 1.0 - 0.05 * f64::from(k)).collect();
        let with = |more: &[f64]| [&calm[..], more].concat();
        for (losses, wanted) in [
            (with(&[2.3, 0.4]), Some(12)),
            // Not 3 times the median.
            (with(&[2.1]), None),
            // 3 times the median, but another one was nearly as far above it.
            (with(&[1.5, 0.4, 2.4]), None),
            // What is far below the first loss is noise.
            ([&[1.0; 1][..], &[1e-3; 60], &[0.09]].concat(), None),
            ([&[1.0; 1][..], &[1e-3; 60], &[0.11]].concat(), Some(61)),
            // Of the first steps little is known.
            (vec![1.0, 4.0], None),
            (vec![1.0, 6.0], Some(1)),
            (vec![-1.0, 6.0], None),
            (vec![], None),
        ] {
            assert_eq!(place(&losses), wanted, "{losses:?}");
        }
    }

    #[test]
    fn a_spike_knows_how_high_it_went_and_when_it_was_back() {
        let spike = |values: &[f64]| Spike::first(values).expect("a spike").1;
        let back = spike(&[1.0, 1.0, 6.0, 9.0, 4.0, 2.0, 1.0]);
        assert_eq!(
            (back.loss, back.median, back.peak, back.back),
            (6.0, 1.0, 9.0, Some(3))
        );
        assert_eq!(spike(&[1.0, 1.0, 6.0, 4.0]).back, None);
    }
}
