//! Lines across an area, so that it is told by more than its colour.

use super::signs::HATCH;
use crate::view::canvas::{Error, Pen};
use egui::{Pos2, Rect, pos2, vec2};

/// Distance between the lines.
const DENSITY: f32 = 7.0;
/// Steps in which they look for the edges of the area.
const SEARCH: f32 = 0.5;

/// The lines, rising to the right, across all places of a plot that are `inside`.
pub fn lines(plot: Rect, inside: impl Fn(Pos2) -> bool) -> Vec<[Pos2; 2]> {
    let mut found = Vec::new();
    let lines = ((plot.width() + plot.height()) / DENSITY) as usize;
    for line in 0..=lines {
        // From the left or the lower edge up to the right.
        let along = line as f32 * DENSITY;
        let from = pos2(plot.left(), plot.top() + along);
        let at = |step: usize| from + vec2(SEARCH, -SEARCH) * step as f32;
        let steps = ((plot.width().min(along)) / SEARCH) as usize;
        let mut begun = None;
        for step in 0..=steps + 1 {
            let hatched = step <= steps && inside(at(step));
            match (begun, hatched) {
                (None, true) => begun = Some(step),
                (Some(first), false) => {
                    found.push([at(first), at(step - 1)]);
                    begun = None;
                }
                _ => {}
            }
        }
    }
    found
}

/// Draws such lines.
pub fn draw(pen: &Pen, lines: &[[Pos2; 2]]) -> Result<(), Error> {
    lines.iter().try_for_each(|line| pen.line(line, 1.0, HATCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cross_what_is_inside_and_nothing_else() {
        let plot = Rect::from_min_max(pos2(10.0, 10.0), pos2(50.0, 30.0));
        let right = |at: Pos2| plot.contains(at) && at.x >= 30.0;
        let found = lines(plot, right);
        assert!(found.len() >= 3);
        for end in found.concat() {
            assert!(right(end), "{end:?}");
        }
        assert!(lines(plot, |_| false).is_empty());
    }
}
