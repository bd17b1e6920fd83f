//! Labels beside lines, moved apart so that none covers another.

use egui::Rangef;
use std::ops::Range;

/// Places labels of one height in `low..high` as near as possible to where they belong, in order.
///
/// `wanted` are the centres wished for; None marks those for which there is no room. Who comes first in
/// `priority` (indices of `wanted`) stays.
pub fn spread(wanted: &[f32], priority: &[usize], height: f32, low: f32, high: f32) -> Vec<Option<f32>> {
    let room = ((high - low) / height).floor().max(0.0) as usize;
    let mut kept: Vec<usize> = priority.iter().copied().take(room).collect();
    kept.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = vec![None; wanted.len()];
    for (index, center) in kept.iter().zip(centers(&kept, wanted, height, low, high)) {
        placed[*index] = Some(center);
    }
    placed
}

/// The same among some free heights, from the top down: each label goes to the nearest ones that have room.
pub fn spread_among(
    wanted: &[f32],
    priority: &[usize],
    height: f32,
    free: &[Range<f32>],
) -> Vec<Option<f32>> {
    let mut own = vec![Vec::new(); free.len()];
    for &index in priority {
        let has_room = |&place: &usize| {
            let Range { start, end } = free[place];
            own[place].len() < ((end - start) / height).floor().max(0.0) as usize
        };
        let distance =
            |place: usize| (wanted[index] - wanted[index].max(free[place].start).min(free[place].end)).abs();
        let places = (0..free.len()).filter(has_room);
        if let Some(place) = places.min_by(|&a, &b| distance(a).total_cmp(&distance(b))) {
            own[place].push(index);
        }
    }
    let mut placed = vec![None; wanted.len()];
    for (range, own) in free.iter().zip(own) {
        let centers = spread(wanted, &own, height, range.start, range.end);
        own.iter().for_each(|&index| placed[index] = centers[index]);
    }
    placed
}

/// What is left of some heights between those that are taken, from the top down.
pub fn free(whole: Range<f32>, mut taken: Vec<Rangef>) -> Vec<Range<f32>> {
    taken.sort_by(|a, b| a.min.total_cmp(&b.min));
    let mut free = Vec::new();
    let mut from = whole.start;
    for taken in taken {
        free.push(from..taken.min.min(whole.end));
        from = from.max(taken.max);
    }
    free.push(from..whole.end);
    free.retain(|range| range.start < range.end);
    free
}

/// Merges labels that overlap into blocks, each block around the mean of what its labels wish.
fn centers(kept: &[usize], wanted: &[f32], height: f32, low: f32, high: f32) -> Vec<f32> {
    let mut blocks: Vec<(f32, usize)> = Vec::new();
    let bound = |sum: f32, count: usize| {
        let half = count as f32 * height / 2.0;
        (sum / count as f32).max(low + half).min(high - half)
    };
    for &index in kept {
        blocks.push((wanted[index].clamp(low, high), 1));
        while let [.., (sum_a, count_a), (sum_b, count_b)] = blocks[..] {
            let gap = bound(sum_b, count_b) - bound(sum_a, count_a);
            if gap >= (count_a + count_b) as f32 * height / 2.0 {
                break;
            }
            blocks.truncate(blocks.len() - 2);
            blocks.push((sum_a + sum_b, count_a + count_b));
        }
    }
    let block = |(sum, count): (f32, usize)| {
        let first = bound(sum, count) - (count as f32 - 1.0) * height / 2.0;
        (0..count).map(move |i| first + i as f32 * height)
    };
    blocks.into_iter().flat_map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay() {
        assert_eq!(
            spread(&[10.0, 50.0], &[0, 1], 10.0, 0.0, 100.0),
            [Some(10.0), Some(50.0)]
        );
    }

    #[test]
    fn labels_that_overlap_move_apart_around_their_mean() {
        let placed = spread(&[50.0, 52.0, 54.0], &[0, 1, 2], 10.0, 0.0, 100.0);
        assert_eq!(placed, [Some(42.0), Some(52.0), Some(62.0)]);
    }

    #[test]
    fn labels_go_around_what_is_taken() {
        let taken = vec![Rangef::new(50.0, 60.0), Rangef::new(-5.0, 10.0)];
        let free = free(0.0..100.0, taken);
        assert_eq!(free, [10.0..50.0, 60.0..100.0]);
        for (wanted, placed) in [
            (vec![5.0, 54.0, 56.0], vec![Some(15.0), Some(45.0), Some(65.0)]),
            (vec![80.0, 30.0], vec![Some(80.0), Some(30.0)]),
        ] {
            let priority: Vec<usize> = (0..wanted.len()).collect();
            assert_eq!(spread_among(&wanted, &priority, 10.0, &free), placed);
        }
        assert_eq!(
            spread_among(&[5.0, 5.0], &[1, 0], 10.0, &[0.0..10.0]),
            [None, Some(5.0)]
        );
    }

    #[test]
    fn labels_stay_inside_and_the_best_ones_are_kept() {
        let placed = spread(&[99.0, 98.0, 97.0], &[2, 0, 1], 10.0, 80.0, 100.0);
        assert_eq!(placed, [Some(95.0), None, Some(85.0)]);
    }
}
