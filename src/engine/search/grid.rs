//! Grid search: every value of one setting with every value of the others, the corners of the space among them.

use super::{Next, Task, Try};
use crate::real::rng::Order;

/// All tries at once: the grid, then from a grid twice as fine as many points as the budget leaves. Each
/// repetition takes them in an order of its own, as nothing says which comes first.
pub fn next(task: &Task, repetition: u32, tries: &[Try]) -> Next {
    if !tries.is_empty() {
        return Next::Nothing;
    }
    let budget = task.budget as usize;
    let counts = counts(budget, task.space.len());
    let mut grid = lattice(&counts);
    shuffle(&mut grid, [task.seed, repetition, 0]);
    let finer: Vec<usize> = counts.iter().map(|count| 2 * count - 1).collect();
    let mut between: Vec<Vec<f64>> = lattice(&finer)
        .into_iter()
        .filter(|point| !grid.contains(point))
        .collect();
    shuffle(&mut between, [task.seed, repetition, 1]);
    // The middles of cells before those of their sides: they are farther from what is known.
    between.sort_by_key(|point| points_on(&counts, point));
    let points = grid.into_iter().chain(between).take(budget);
    Next::Begin(points.map(|point| (point, task.steps())).collect())
}

/// How many values each setting has: as many as each other, as far as the budget allows.
pub fn counts(budget: usize, settings: usize) -> Vec<usize> {
    let mut counts = vec![1; settings];
    loop {
        let mut next = counts.clone();
        let fewest = next.iter_mut().min_by_key(|count| **count);
        if let Some(fewest) = fewest {
            *fewest += 1;
        }
        if next == counts || next.iter().product::<usize>() > budget {
            break;
        }
        counts = next;
    }
    // What the fewest had no room for another one may have.
    for place in 0..settings {
        let others: usize = counts.iter().product::<usize>() / counts[place];
        counts[place] = budget / others.max(1);
    }
    counts
}

/// The points of a grid in the unit cube, the first setting fastest; a single value is in the middle.
fn lattice(counts: &[usize]) -> Vec<Vec<f64>> {
    let place = |count: usize, i: usize| match count {
        1 => 0.5,
        _ => i as f64 / (count - 1) as f64,
    };
    let point = |mut rest: usize| {
        let along = counts.iter().map(|&count| {
            let i = rest % count;
            rest /= count;
            place(count, i)
        });
        along.collect()
    };
    (0..counts.iter().product()).map(point).collect()
}

/// How many settings of a point have a value of the grid.
fn points_on(counts: &[usize], point: &[f64]) -> usize {
    let on = |(count, place): (&usize, &f64)| (place * (count - 1) as f64).fract() == 0.0;
    counts.iter().zip(point).filter(|both| on(*both)).count()
}

fn shuffle(points: &mut Vec<Vec<f64>>, key: [u32; 3]) {
    let order = Order::new(key, points.len() as u32);
    let count = points.len() as u32;
    *points = (0..count).map(|i| points[order.at(i) as usize].clone()).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spread_over_the_settings() {
        for (budget, settings, wanted) in [
            (32, 2, vec![6, 5]),
            (36, 2, vec![6, 6]),
            (4, 2, vec![2, 2]),
            (7, 3, vec![3, 2, 1]),
            (81, 4, vec![3, 3, 3, 3]),
            (4, 4, vec![2, 2, 1, 1]),
        ] {
            assert_eq!(counts(budget, settings), wanted, "{budget} over {settings}");
        }
    }
}
