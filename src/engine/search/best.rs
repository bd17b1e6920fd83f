//! The best so far of each repetition, and what the repetitions have in common.

use super::Try;
use crate::engine::sweep::band::Band;

/// The lowest losses of one search, each with the steps that it had spent by then, falling. A try that was
/// left counts with the loss at which it was left: that is what one has in hand.
pub fn falls<'a>(tries: impl IntoIterator<Item = &'a Try>) -> Vec<(u64, f64)> {
    let mut falls: Vec<(u64, f64)> = Vec::new();
    for own in tries {
        let lowest = falls.last().map_or(f64::INFINITY, |fall| fall.1);
        if own.loss < lowest {
            falls.push((own.spent, own.loss));
        }
    }
    falls
}

/// The lowest loss once so many steps are spent; infinite where there is none yet.
pub fn after(falls: &[(u64, f64)], spent: u64) -> f64 {
    let count = falls.partition_point(|fall| fall.0 <= spent);
    count.checked_sub(1).map_or(f64::INFINITY, |last| falls[last].1)
}

/// Median and 10 to 90 % band of the best so far over repetitions once so many steps are spent, at each of
/// some amounts; None beyond what each repetition has spent.
pub fn curve(tries: &[Vec<Try>], spent: &[u64]) -> Vec<Option<Band>> {
    let searches: Vec<Vec<(u64, f64)>> = tries.iter().map(falls).collect();
    let last = |own: &Vec<Try>| own.last().map_or(0, |last| last.spent);
    let known = tries.iter().map(last).min().unwrap_or(0);
    let at = |&spent: &u64| {
        let losses = searches.iter().map(|falls| after(falls, spent));
        (spent <= known).then(|| Band::of(losses)).flatten()
    };
    spent.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(repetition: u32, losses: &[f64]) -> Vec<Try> {
        let tries = losses.iter().zip(0..).map(|(&loss, number)| Try {
            repetition,
            number,
            point: Vec::new(),
            steps: 10,
            spent: 10 * u64::from(number + 1),
            loss,
            diverged_at: None,
        });
        tries.collect()
    }

    #[test]
    fn the_best_so_far_falls_and_what_diverged_is_never_the_best() {
        let tries = search(0, &[f64::INFINITY, 3.0, 5.0, f64::INFINITY, 1.0]);
        let falls = falls(&tries);
        assert_eq!(falls, [(20, 3.0), (50, 1.0)]);
        assert_eq!(
            [0, 10, 20, 49, 50, 99].map(|spent| after(&falls, spent)),
            [f64::INFINITY, f64::INFINITY, 3.0, 3.0, 1.0, 1.0]
        );
    }

    #[test]
    fn a_curve_goes_as_far_as_every_repetition_has_come() {
        let tries = [search(0, &[4.0, 2.0]), search(1, &[8.0])];
        let curve = curve(&tries, &[10, 20]);
        assert_eq!(curve[0].map(|band| band.median), Some(6.0));
        assert_eq!(curve[1], None);
    }
}
