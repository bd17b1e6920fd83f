//! Level lines of a field by marching squares, joined to long lines.

use super::field::Spread;
use super::ticks::round_up;
use crate::trace::Field;
use std::collections::HashMap;

/// All lines of one level.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// The loss on it.
    pub level: f64,
    /// Its lines as points of the surface.
    pub lines: Vec<Vec<[f64; 2]>>,
}

/// About `count` level lines at round losses, evenly over the spread.
pub fn contours(field: &Field, spread: &Spread, count: usize) -> Vec<Contour> {
    if field.rows < 2 || field.columns < 2 {
        return Vec::new();
    }
    let wanted = |i: usize| spread.loss(i as f64 / (count + 1) as f64);
    let mut levels: Vec<f64> = (1..=count)
        .map(|i| round(wanted(i), (wanted(i + 1) - wanted(i - 1)) / 2.0))
        .collect();
    levels.dedup();
    let traced = levels.into_iter().map(|level| Contour {
        level,
        lines: trace(field, spread, level),
    });
    traced.filter(|c| !c.lines.is_empty()).collect()
}

/// The lines on which a field has a value.
pub fn level_line(field: &Field, level: f64) -> Vec<Vec<[f64; 2]>> {
    if field.rows < 2 || field.columns < 2 {
        return Vec::new();
    }
    trace(
        field,
        &Spread::of(field, crate::scene::picture::Spread::Linear),
        level,
    )
}

/// A value as round as its distance to the neighbours allows.
fn round(value: f64, distance: f64) -> f64 {
    let step = round_up(distance);
    (value / step).round() * step
}

/// An edge of the grid: its lower or left sample, and whether it goes up.
type Edge = (usize, usize, bool);

fn trace(field: &Field, spread: &Spread, level: f64) -> Vec<Vec<[f64; 2]>> {
    let mut links: HashMap<Edge, Vec<Edge>> = HashMap::new();
    for j in 0..field.rows - 1 {
        for i in 0..field.columns - 1 {
            for (a, b) in cell(field, i, j, level) {
                links.entry(a).or_default().push(b);
                links.entry(b).or_default().push(a);
            }
        }
    }
    let mut edges: Vec<Edge> = links.keys().copied().collect();
    // Open lines are walked from their ends, then what is left are rings; sorted, so that the result is the
    // same every time.
    edges.sort_by_key(|e| (links[e].len(), *e));
    let mut lines = Vec::new();
    for edge in edges {
        let line = walk(&mut links, edge);
        if line.len() > 1 {
            lines.push(
                line.into_iter()
                    .map(|e| crossing(field, spread, e, level))
                    .collect(),
            );
        }
    }
    lines
}

fn walk(links: &mut HashMap<Edge, Vec<Edge>>, from: Edge) -> Vec<Edge> {
    let mut line = vec![from];
    let mut at = from;
    while let Some(next) = links.get_mut(&at).and_then(Vec::pop) {
        if let Some(back) = links.get_mut(&next) {
            back.retain(|e| *e != at);
        }
        line.push(next);
        at = next;
    }
    line
}

/// The segments of one cell, each between two of its edges.
fn cell(field: &Field, i: usize, j: usize, level: f64) -> Vec<(Edge, Edge)> {
    // No line goes along a hole.
    let around = [(i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)];
    if around.iter().any(|&(i, j)| value(field, i, j).is_nan()) {
        return Vec::new();
    }
    let above = |i: usize, j: usize| value(field, i, j) > level;
    let corners = [above(i, j), above(i + 1, j), above(i + 1, j + 1), above(i, j + 1)];
    let edges = [(i, j, false), (i + 1, j, true), (i, j + 1, false), (i, j, true)];
    let crossed: Vec<Edge> = (0..4)
        .filter(|&e| corners[e] != corners[(e + 1) % 4])
        .map(|e| edges[e])
        .collect();
    match crossed[..] {
        [a, b] => vec![(a, b)],
        // A saddle: which corners join is told by the middle.
        [a, b, c, d] => {
            let sum = value(field, i, j)
                + value(field, i + 1, j)
                + value(field, i, j + 1)
                + value(field, i + 1, j + 1);
            match (sum / 4.0 > level) == corners[0] {
                true => vec![(a, b), (c, d)],
                false => vec![(d, a), (b, c)],
            }
        }
        _ => Vec::new(),
    }
}

fn value(field: &Field, i: usize, j: usize) -> f64 {
    f64::from(field.values[j * field.columns + i])
}

/// Where a level crosses an edge; straight in the spread, in which losses change evenly.
fn crossing(field: &Field, spread: &Spread, (i, j, up): Edge, level: f64) -> [f64; 2] {
    let (a, b) = match up {
        true => (value(field, i, j), value(field, i, j + 1)),
        false => (value(field, i, j), value(field, i + 1, j)),
    };
    let (from, to) = (spread.place(a), spread.place(b));
    let part = ((spread.place(level) - from) / (to - from)).clamp(0.0, 1.0);
    let part = if part.is_nan() { 0.5 } else { part };
    let (di, dj) = if up { (0.0, part) } else { (part, 0.0) };
    let at = |k: f64, n: usize, [low, high]: [f64; 2]| low + (high - low) * (k + 0.5) / n as f64;
    [
        at(i as f64 + di, field.columns, field.x),
        at(j as f64 + dj, field.rows, field.y),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(f: impl Fn(f64, f64) -> f64) -> Field {
        let n = 64;
        let at = |k: usize| -2.0 + 4.0 * (k as f64 + 0.5) / n as f64;
        let values = (0..n * n).map(|k| f(at(k % n), at(k / n)) as f32).collect();
        Field {
            x: [-2.0, 2.0],
            y: [-2.0, 2.0],
            columns: n,
            rows: n,
            values,
            minima: Vec::new(),
        }
    }

    fn levels(field: &Field, count: usize) -> Vec<Contour> {
        contours(
            field,
            &Spread::of(field, crate::scene::picture::Spread::Log),
            count,
        )
    }

    #[test]
    fn levels_of_a_bowl_are_closed_circles() {
        for contour in levels(&field(|x, y| x * x + y * y), 6)
            .iter()
            .filter(|c| c.level < 3.5)
        {
            assert_eq!(contour.lines.len(), 1, "{}", contour.level);
            let line = &contour.lines[0];
            assert_eq!(line[0], line[line.len() - 1]);
            for [x, y] in line {
                assert!(
                    (x * x + y * y - contour.level).abs() < 0.02,
                    "{x} {y} on {}",
                    contour.level
                );
            }
        }
    }

    #[test]
    fn levels_of_a_slope_are_single_open_lines() {
        let contours = levels(&field(|x, _| x), 5);
        assert!(contours.len() >= 3);
        assert!(contours.iter().all(|c| c.lines.len() == 1));
    }
}
