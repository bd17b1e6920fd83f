//! Zooming and panning of a shown range.

use crate::view::axes::Plot;
use egui::{Pos2, Vec2};

/// How many times as large as its own range, at most, what is shown of a surface may be.
pub const SURFACE: f64 = 100.0;
/// The same of data, around which there is nothing to see.
pub const DATA: f64 = 4.0;
/// How many times inwards.
const IN: f64 = 1e4;
/// Smallest range beside the size of its numbers: below it, neighbouring samples are the same f32.
const FINEST: f64 = 1e-4;

/// The range of an axis, `zoom` times nearer around `at`, at most `out` times as large as the `domain` it is
/// about.
pub fn zoomed([low, high]: [f64; 2], at: f64, zoom: f64, domain: [f64; 2], out: f64) -> [f64; 2] {
    let own = domain[1] - domain[0];
    let finest = (own / IN).max(FINEST * low.abs().max(high.abs()));
    let span = ((high - low) / zoom).clamp(finest, (own * out).max(finest));
    let below = (at - low) / (high - low) * span;
    [at - below, at - below + span]
}

/// The range moved by a part of itself, but never farther from the `domain` than `out` times its size.
pub fn moved([low, high]: [f64; 2], part: f64, domain: [f64; 2], out: f64) -> [f64; 2] {
    let own = domain[1] - domain[0];
    let by = (high - low) * part;
    let by = by.clamp(domain[0] - own * out - low, domain[1] + own * out - high);
    [low + by, high + by]
}

/// The ranges of a plot after a drag and a zoom at a point of the screen, at most `out` times as large as the
/// `domain`.
pub fn after(
    plot: &Plot,
    (domain, out): (&[[f64; 2]], f64),
    drag: Vec2,
    zoom: f32,
    at: Pos2,
) -> Vec<[f64; 2]> {
    let value = plot.value(at);
    let sizes = [plot.rect.width(), -plot.rect.height()];
    let axes = [plot.x, plot.y].into_iter().zip(domain).enumerate();
    axes.map(|(axis, (range, &domain))| {
        let range = zoomed(range, value[axis], f64::from(zoom), domain, out);
        moved(range, -f64::from(drag[axis] / sizes[axis]), domain, out)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Rect, pos2, vec2};

    fn close(a: [f64; 2], b: [f64; 2]) -> bool {
        a.iter()
            .zip(b)
            .all(|(a, b)| (a - b).abs() < 1e-9 * b.abs().max(1.0))
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        for (range, at, zoom, wanted) in [
            ([-2.0, 2.0], 0.0, 2.0, [-1.0, 1.0]),
            ([-2.0, 2.0], 1.0, 2.0, [-0.5, 1.5]),
            ([-2.0, 2.0], -2.0, 4.0, [-2.0, -1.0]),
            ([-1.0, 1.0], 0.0, 0.5, [-2.0, 2.0]),
        ] {
            assert!(
                close(zoomed(range, at, zoom, [-2.0, 2.0], SURFACE), wanted),
                "{range:?} at {at}"
            );
        }
    }

    #[test]
    fn a_range_stays_within_what_can_be_shown() {
        let domain = [-2.0, 2.0];
        let nearest = zoomed(domain, 1.0, 1e12, domain, SURFACE);
        assert!(nearest[1] - nearest[0] > 1e-5 && nearest[0] <= 1.0 && nearest[1] >= 1.0);
        let farthest = zoomed(domain, 0.0, 1e-12, domain, SURFACE);
        assert!(close(farthest, [-200.0, 200.0]), "{farthest:?}");
        let data = zoomed(domain, 0.0, 1e-12, domain, DATA);
        assert!(close(data, [-8.0, 8.0]), "{data:?}");
        assert!(close(moved(domain, 1e9, domain, SURFACE), [398.0, 402.0]));
        assert!(close(moved(domain, 0.25, domain, SURFACE), [-1.0, 3.0]));
    }

    #[test]
    fn a_drag_moves_the_surface_with_the_hand() {
        let plot = Plot {
            rect: Rect::from_min_size(pos2(10.0, 10.0), vec2(400.0, 200.0)),
            x: [-2.0, 2.0],
            y: [0.0, 1.0],
        };
        let domain = [plot.x, plot.y];
        let ranges = after(
            &plot,
            (&domain, SURFACE),
            vec2(100.0, 50.0),
            1.0,
            plot.rect.center(),
        );
        assert!(
            close(ranges[0], [-3.0, 1.0]) && close(ranges[1], [0.25, 1.25]),
            "{ranges:?}"
        );
    }
}
