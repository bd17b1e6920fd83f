//! Early stopping: where the validation loss is lowest, and when the patience with it is over.

use super::seeds::SeedSpread;
use crate::scene::Learning;
use crate::view::chart::Note;
use crate::view::number::short;

/// Where the validation loss is lowest, and where the patience with it is over.
/// `pace` is how much of the axis a step takes.
pub fn notes<'a>(spread: &SeedSpread, steps: usize, learning: &Learning, pace: f64) -> Vec<Note<'a>> {
    let (values, patience) = (&spread.median, learning.patience as usize);
    let step = |place: usize| (place * spread.every).min(steps);
    let mut best = 0;
    for place in 0..values.len() {
        if values[place] < values[best] {
            best = place;
        } else if patience > 0 && step(place) - step(best) >= patience {
            let note = |place: usize, text: String| Note {
                step: step(place) as f64,
                value: values[place],
                text: text.into(),
            };
            return vec![
                note(best, format!("lowest {}", short(values[best]))),
                note(place, format!("early stop at {}", step(place) as f64 * pace)),
            ];
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_stops_when_patience_is_over() {
        let falling_then_rising = SeedSpread {
            every: 10,
            median: vec![3.0, 2.0, 1.0, 1.5, 1.2, 1.4, 0.5],
            ..SeedSpread::default()
        };
        for (patience, steps) in [
            (20, vec![20.0, 40.0]),
            (30, vec![20.0, 50.0]),
            (40, vec![]),
            (0, vec![]),
        ] {
            let learning = Learning {
                patience,
                ..Learning::default()
            };
            let notes = notes(&falling_then_rising, 60, &learning, 1.0);
            let found: Vec<f64> = notes.iter().map(|n| n.step).collect();
            assert_eq!(found, steps, "{patience}");
        }
    }
}
