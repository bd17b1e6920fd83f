//! Polylines on their way to the screen: thinned to the pixel, cut into dashes.

use egui::{Pos2, Rect, Vec2};

/// Drops points that lie within `distance` of the last one kept; first and last stay.
pub fn thin(points: impl IntoIterator<Item = Pos2>, distance: f32) -> Vec<Pos2> {
    let mut kept: Vec<Pos2> = Vec::new();
    let mut skipped = None;
    for point in points {
        match kept.last() {
            Some(last) if (point - *last).length_sq() < distance * distance => skipped = Some(point),
            _ => {
                kept.push(point);
                skipped = None;
            }
        }
    }
    kept.extend(skipped);
    kept
}

/// Cuts a line into dashes. `phase` is how far into the pattern the line begins.
///
/// An empty pattern gives the line itself.
pub fn dashes(points: &[Pos2], pattern: &[f32], phase: f32) -> Vec<Vec<Pos2>> {
    let period: f32 = pattern.iter().sum();
    if pattern.is_empty() || period <= 0.0 {
        return vec![points.to_vec()];
    }
    let (mut index, mut left) = enter(pattern, phase.rem_euclid(period));
    let mut done = Vec::new();
    let mut current: Vec<Pos2> = Vec::new();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let drawn = index % 2 == 0;
            if drawn && current.is_empty() {
                current.push(from);
            }
            let rest: Vec2 = to - from;
            let length = rest.length();
            if length <= left {
                left -= length;
                if drawn {
                    current.push(to);
                }
                break;
            }
            from += rest * (left / length.max(f32::MIN_POSITIVE));
            if drawn {
                current.push(from);
                done.push(std::mem::take(&mut current));
            }
            index = (index + 1) % pattern.len();
            left = pattern[index];
        }
    }
    if current.len() > 1 {
        done.push(current);
    }
    done
}

/// The parts of a line inside a rectangle.
pub fn clip(points: &[Pos2], rect: Rect) -> Vec<Vec<Pos2>> {
    let mut parts: Vec<Vec<Pos2>> = Vec::new();
    let mut current: Vec<Pos2> = Vec::new();
    for pair in points.windows(2) {
        let Some([from, to]) = clip_segment(pair[0], pair[1], rect) else {
            current.clear();
            continue;
        };
        if current.is_empty() {
            current.push(from);
        }
        current.push(to);
        if to != pair[1] {
            parts.push(std::mem::take(&mut current));
        }
    }
    parts.extend((current.len() > 1).then_some(current));
    parts
}

/// The parts of a line outside a rectangle.
pub fn around(points: &[Pos2], rect: Rect) -> Vec<Vec<Pos2>> {
    let mut parts: Vec<Vec<Pos2>> = Vec::new();
    let mut current: Vec<Pos2> = points.first().map(|first| vec![*first]).unwrap_or_default();
    for pair in points.windows(2) {
        let Some([enter, leave]) = clip_segment(pair[0], pair[1], rect) else {
            current.push(pair[1]);
            continue;
        };
        current.push(enter);
        parts.push(std::mem::replace(&mut current, vec![leave]));
        current.push(pair[1]);
    }
    parts.push(current);
    parts.retain(|part| length(part) > 0.0);
    parts
}

/// The part of a segment inside a rectangle (Liang and Barsky 1984).
fn clip_segment(from: Pos2, to: Pos2, rect: Rect) -> Option<[Pos2; 2]> {
    let step = to - from;
    let (mut enter, mut leave) = (0.0f32, 1.0f32);
    let sides = [
        (-step.x, from.x - rect.left()),
        (step.x, rect.right() - from.x),
        (-step.y, from.y - rect.top()),
        (step.y, rect.bottom() - from.y),
    ];
    for (direction, distance) in sides {
        match direction.partial_cmp(&0.0)? {
            std::cmp::Ordering::Less => enter = enter.max(distance / direction),
            std::cmp::Ordering::Greater => leave = leave.min(distance / direction),
            std::cmp::Ordering::Equal if distance < 0.0 => return None,
            std::cmp::Ordering::Equal => {}
        }
    }
    let end = if leave < 1.0 { from + step * leave } else { to };
    let start = if enter > 0.0 { from + step * enter } else { from };
    (enter <= leave).then_some([start, end])
}

/// The length of a line.
pub fn length(points: &[Pos2]) -> f32 {
    points.windows(2).map(|p| (p[1] - p[0]).length()).sum()
}

fn enter(pattern: &[f32], mut phase: f32) -> (usize, f32) {
    for (index, &part) in pattern.iter().enumerate() {
        if phase < part {
            return (index, part - phase);
        }
        phase -= part;
    }
    (0, pattern[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn dashes_cover_what_the_pattern_says() {
        let line = [pos2(0.0, 0.0), pos2(7.0, 0.0), pos2(7.0, 13.0)];
        let cut = dashes(&line, &[3.0, 2.0], 0.0);
        assert_eq!(cut.len(), 4);
        assert!((cut.iter().map(|d| length(d)).sum::<f32>() - 12.0).abs() < 1e-4);
        assert_eq!(dashes(&line, &[], 0.0), vec![line.to_vec()]);
    }

    #[test]
    fn dashes_of_two_parts_join() {
        let cut = dashes(&[pos2(4.0, 0.0), pos2(10.0, 0.0)], &[3.0, 2.0], 4.0);
        assert_eq!(cut[0][0], pos2(5.0, 0.0));
    }

    #[test]
    fn lines_are_clipped_at_the_frame() {
        let line = [pos2(0.0, 5.0), pos2(1.0, 15.0), pos2(2.0, 15.0), pos2(3.0, 5.0)];
        let frame = Rect::from_min_max(pos2(0.0, 0.0), pos2(9.0, 10.0));
        let parts = clip(&line, frame);
        assert_eq!(
            parts,
            [
                [pos2(0.0, 5.0), pos2(0.5, 10.0)],
                [pos2(2.5, 10.0), pos2(3.0, 5.0)]
            ]
        );
        assert_eq!(
            clip(&[pos2(1.0, 1.0), pos2(2.0, 2.0)], frame),
            [[pos2(1.0, 1.0), pos2(2.0, 2.0)]]
        );
        assert!(clip(&[pos2(-2.0, -1.0), pos2(-1.0, 30.0)], frame).is_empty());
    }

    #[test]
    fn lines_go_around_a_gap() {
        let line = [pos2(0.0, 5.0), pos2(4.0, 5.0), pos2(5.0, 5.0), pos2(10.0, 5.0)];
        let gap = Rect::from_min_max(pos2(3.0, 0.0), pos2(6.0, 9.0));
        let parts = around(&line, gap);
        assert_eq!(
            parts,
            [
                [pos2(0.0, 5.0), pos2(3.0, 5.0)],
                [pos2(6.0, 5.0), pos2(10.0, 5.0)]
            ]
        );
        assert_eq!(
            around(&line, gap.translate(egui::vec2(0.0, 20.0))),
            [line.to_vec()]
        );
    }

    #[test]
    fn thinning_keeps_the_ends() {
        let line = (0..1000).map(|i| pos2(i as f32 * 0.01, 0.0));
        let thinned = thin(line, 1.0);
        assert!(thinned.len() < 20);
        assert_eq!((thinned[0].x, thinned[thinned.len() - 1].x), (0.0, 9.99));
    }
}
