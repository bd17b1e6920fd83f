//! Successive halving (Jamieson & Talwalkar 2016, "Non-stochastic Best Arm Identification and Hyperparameter
//! Optimization", AISTATS): many short tries, of which the best third goes on for three times as many steps,
//! until the best have taken all. A try goes on from the states in which it was left, so only its new steps
//! are spent. Its schedule is that of the whole run from the beginning on: a short try is the beginning of a
//! long one, not a short run.

use super::random::place;
use super::{Next, Task, Try};

/// One in so many goes on, for so many times as many steps.
pub const ETA: u32 = 3;
/// How often tries are compared before the end.
const ROUNDS: u32 = 2;

/// The lengths at which tries are compared, and how many tries there are of each; and the steps that are left
/// over, with which one more try begins that nobody takes on, so that all of the budget is spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rungs {
    /// The steps of a try at each rung, rising; the last are those of a whole run.
    pub steps: Vec<u32>,
    /// How many tries come to it.
    pub tries: Vec<u32>,
    /// The steps left over.
    pub rest: u32,
}

impl Rungs {
    /// Those of a run of so many steps and of a budget of so many such runs.
    pub fn of(steps: u32, budget: u32) -> Self {
        let of_rung = |k: u32| (f64::from(steps) / f64::from(ETA.pow(ROUNDS - k))).round() as u32;
        let mut lengths: Vec<u32> = (0..=ROUNDS).map(|k| of_rung(k).max(1)).collect();
        lengths.dedup();
        // What one more try costs at each rung.
        let before = std::iter::once(0).chain(lengths.iter().copied());
        let costs: Vec<u64> = lengths
            .iter()
            .zip(before)
            .map(|(&own, before)| u64::from(own - before))
            .collect();
        let last = lengths.len() - 1;
        // As many as can come to the end if there are three times as many before, and nine times before those.
        let share = |k: usize| u64::from(ETA).pow((last - k) as u32);
        let each: u64 = costs.iter().enumerate().map(|(k, cost)| cost * share(k)).sum();
        let mut left = u64::from(steps) * u64::from(budget);
        let mut tries = vec![0; lengths.len()];
        for k in (0..=last).rev() {
            let with_those_before: u64 = (0..=k).map(|j| costs[j] * share(j) / share(k)).sum();
            let count = match k == last {
                true => left / each,
                false => left / with_those_before.max(1),
            };
            tries[k] = count as u32;
            left -= count * costs[k];
        }
        Self {
            rest: left as u32,
            steps: lengths,
            tries,
        }
    }

    /// Steps at which tries stop before the end.
    pub fn stops(&self) -> Vec<u32> {
        let last = self.steps.len() - 1;
        let mut stops = self.steps[..last].to_vec();
        stops.extend(Some(self.rest).filter(|rest| *rest > 0));
        stops
    }
}

/// A round of tries, then the best of each round for longer.
pub fn next(task: &Task, repetition: u32, tries: &[Try]) -> Next {
    let rungs = Rungs::of(task.steps(), task.budget);
    if tries.is_empty() {
        let short = rungs.tries[0];
        let mut begin: Vec<(Vec<f64>, u32)> = (0..short)
            .map(|number| (place(task, repetition, number), rungs.steps[0]))
            .collect();
        if rungs.rest > 0 {
            begin.push((place(task, repetition, short), rungs.rest));
        }
        return Next::Begin(begin);
    }
    let longest = tries.iter().map(|own| own.steps).max().unwrap_or(0);
    let reached = rungs.steps.iter().position(|&steps| steps == longest);
    let Some(rung) = reached
        .map(|rung| rung + 1)
        .filter(|rung| *rung < rungs.steps.len())
    else {
        return Next::Nothing;
    };
    let mut there: Vec<&Try> = tries.iter().filter(|own| own.steps == longest).collect();
    there.sort_by(|a, b| a.loss.total_cmp(&b.loss).then(a.number.cmp(&b.number)));
    let best = there.iter().take(rungs.tries[rung] as usize);
    Next::GoOn(best.map(|own| own.number).collect(), rungs.steps[rung])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_budget_is_spent_to_the_last_step_and_a_third_goes_on() {
        for steps in [1, 2, 5, 9, 10, 90, 100, 200, 1000] {
            for budget in [4, 7, 32, 33, 256] {
                let rungs = Rungs::of(steps, budget);
                let mut before = 0;
                let mut spent = u64::from(rungs.rest);
                for (&length, &count) in rungs.steps.iter().zip(&rungs.tries) {
                    spent += u64::from(length - before) * u64::from(count);
                    before = length;
                }
                assert_eq!(spent, u64::from(steps) * u64::from(budget), "{rungs:?}");
                assert_eq!(before, steps, "the best take all steps");
                assert!(rungs.tries.last() > Some(&0), "{rungs:?}");
                for pair in rungs.tries.windows(2) {
                    assert!(pair[0] >= ETA * pair[1], "{steps}, {budget}: {rungs:?}");
                }
                assert!(rungs.rest < rungs.steps[0].max(1), "{rungs:?}");
            }
        }
    }

    #[test]
    fn of_ninety_steps_tries_are_compared_after_ten_and_thirty() {
        let rungs = Rungs::of(90, 32);
        assert_eq!(rungs.steps, [10, 30, 90]);
        assert_eq!(rungs.tries, [126, 42, 13]);
        assert_eq!(rungs.rest, 0);
    }
}
