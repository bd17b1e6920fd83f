//! Where a box has room among the points of a picture.

use egui::{Pos2, Rect, Vec2};

/// How far a start's ring or a head's mark reaches.
const REACH: f32 = 14.0;

/// Where a box of a size covers the fewest starts, then the fewest other points: in a corner where it can, at
/// the top where it is the same; else right above or below a start. And whether it covers a start even there.
pub fn place(plot: Rect, size: Vec2, points: [&[Pos2]; 2]) -> (Pos2, bool) {
    let (right, low) = (plot.right() - size.x, plot.bottom() - size.y);
    let beside = points[0]
        .iter()
        .flat_map(|start| [start.y + REACH + 1.0, start.y - REACH - 1.0 - size.y]);
    let inside = beside.filter(|top| (plot.top()..=low).contains(top));
    let along = |top: f32| [Pos2::new(plot.left(), top), Pos2::new(right, top)];
    let covered = |corner: &Pos2| {
        let rect = Rect::from_min_size(*corner, size).expand(REACH);
        points.map(|points| points.iter().filter(|at| rect.contains(**at)).count())
    };
    let covers = |corner: &Pos2| covered(corner)[0] > 0;
    let corners = [plot.top(), low].into_iter().flat_map(along);
    let corner = corners.map(|at| at.max(plot.left_top())).min_by_key(covered);
    let corner = corner.unwrap_or(plot.left_top());
    let best = match covers(&corner) {
        true => inside.flat_map(along).min_by_key(covered).unwrap_or(corner),
        false => corner,
    };
    (best, covers(&best))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn the_box_stands_in_the_corner_that_is_free() {
        let plot = Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 400.0));
        let size = vec2(150.0, 80.0);
        let at = |points: &[Pos2]| place(plot, size, [&[], points]).0;
        assert_eq!(at(&[]), pos2(0.0, 0.0));
        assert_eq!(at(&[pos2(20.0, 90.0)]), pos2(250.0, 0.0));
        assert_eq!(at(&[pos2(20.0, 20.0), pos2(380.0, 20.0)]), pos2(0.0, 320.0));
        // A start counts before anything else.
        let others = [pos2(20.0, 320.0), pos2(30.0, 330.0), pos2(380.0, 320.0)];
        let starts = [pos2(20.0, 20.0), pos2(380.0, 20.0)];
        assert_eq!(place(plot, size, [&starts, &others]), (pos2(250.0, 320.0), false));
    }

    #[test]
    fn a_box_as_wide_as_the_plot_stands_beside_the_start_or_says_that_it_cannot() {
        let plot = Rect::from_min_max(pos2(0.0, 0.0), pos2(300.0, 300.0));
        let at = |size: Vec2, starts: &[Pos2]| place(plot, size, [starts, &[]]);
        let starts = [pos2(30.0, 20.0), pos2(200.0, 280.0)];
        assert_eq!(at(vec2(300.0, 100.0), &starts), (pos2(0.0, 35.0), false));
        assert!(at(vec2(300.0, 290.0), &starts).1, "there is no room for it");
    }
}
