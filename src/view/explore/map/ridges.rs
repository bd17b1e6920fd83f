//! Batch against rate: along which line of a map the learning rate would grow with the batch, by the linear and by
//! the square-root rule, from where a run stands. Where the good region leaves a line its rule breaks.

use super::geometry;
use super::sheet::{Layout, Sheet};
use crate::scene::explore::Span;
use crate::view::canvas::{Error, Pen, Writing};
use egui::{Color32, Pos2, Rect, Vec2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// The settings that the rules tie to each other.
const RATE: &str = "lr";
const BATCH: &str = "batch";
/// The rules: the power of the batch with which the rate grows, and what a line is called at its end.
const RULES: [(f64, &str); 2] = [(1.0, "η ∝ batch"), (0.5, "η ∝ √batch")];
/// Points of a line.
const POINTS: usize = 513;

/// A line over the two axes, from 0 to 1 along each.
#[derive(Clone, Debug, PartialEq)]
pub struct Ridge {
    /// What it is called.
    pub name: &'static str,
    /// Its points inside the map, from small batches to large ones.
    pub points: Vec<[f64; 2]>,
}

/// The lines through a run's own values of both axes; none where these are not rate and batch.
pub fn ridges(spans: [&Span; 2], now: [f64; 2]) -> Vec<Ridge> {
    let axis = |name: &str| spans.iter().position(|span| span.name == name);
    let (Some(rate), Some(batch)) = (axis(RATE), axis(BATCH)) else {
        return Vec::new();
    };
    if now.iter().any(|value| !(value.is_finite() && *value > 0.0)) {
        return Vec::new();
    }
    let line = |&(power, name): &(f64, &'static str)| {
        let point = |i: usize| {
            let along = i as f64 / (POINTS - 1) as f64;
            let samples = geometry::value(spans[batch], along);
            let rule = now[rate] * (samples / now[batch]).powf(power);
            let mut point = [along; 2];
            point[rate] = geometry::place(spans[rate], rule);
            point
        };
        let inside = |point: &[f64; 2]| (0.0..=1.0).contains(&point[rate]);
        let points: Vec<[f64; 2]> = (0..POINTS).map(point).filter(inside).collect();
        (points.len() > 1).then_some(Ridge { name, points })
    };
    RULES.iter().filter_map(line).collect()
}

impl Sheet {
    /// Draws the lines of each map, named where they end.
    pub fn rules(&self, pen: &Pen, layout: &Layout, ridges: &[Vec<Ridge>]) -> Result<(), Error> {
        let maps = self.panels.iter().zip(&layout.plots).zip(ridges);
        for ((_, plot), ridges) in maps.filter(|((panel, _), _)| panel.trouble.is_none()) {
            let at = |[x, y]: &[f64; 2]| plot.lerp_inside(vec2(*x as f32, 1.0 - *y as f32));
            let lines: Vec<Vec<Pos2>> = ridges
                .iter()
                .map(|ridge| ridge.points.iter().map(at).collect())
                .collect();
            for line in &lines {
                pen.line(line, 4.0, Color32::from_black_alpha(150))?;
                pen.line(line, 2.0, Color32::WHITE)?;
            }
            let mut taken: Vec<Rect> = Vec::new();
            for (ridge, line) in ridges.iter().zip(&lines) {
                taken.extend(name(pen, *plot, (ridge.name, line), &lines, &taken)?);
            }
        }
        Ok(())
    }
}

/// Names a line beside its end, where that hides least of all lines and no other name; gives the place.
fn name(
    pen: &Pen,
    plot: Rect,
    (name, line): (&str, &[Pos2]),
    lines: &[Vec<Pos2>],
    taken: &[Rect],
) -> Result<Option<Rect>, Error> {
    let Some(&end) = line.last() else {
        return Ok(None);
    };
    let writing = Writing::new(12.0, Color32::WHITE).strong();
    let size = vec2(pen.width(name, writing)? + 8.0, 18.0);
    let corners = plot.shrink2(size / 2.0 + Vec2::splat(3.0));
    let beside = |[x, y]: [f32; 2]| {
        let center = end + vec2(x, y) * (size / 2.0 + Vec2::splat(6.0));
        let inside = center.clamp(corners.min, corners.max.max(corners.min));
        Rect::from_center_size(inside, size)
    };
    let hidden = |label: &Rect| {
        let points = lines
            .iter()
            .flatten()
            .filter(|point| label.contains(**point))
            .count();
        (taken.iter().any(|other| other.intersects(*label)), points)
    };
    let places = [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]].map(beside);
    let Some(label) = places.into_iter().min_by_key(hidden) else {
        return Ok(None);
    };
    pen.panel(label, 4.0, Color32::from_black_alpha(190))?;
    pen.text(name, label.center(), writing.at(HPos::Center, VPos::Center))?;
    Ok(Some(label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::sweep::Spread;

    #[test]
    fn rates_grow_with_the_batch_or_its_root_through_the_run() {
        let (rate, batch) = (
            Span::new("lr", [1e-3, 10.0], Spread::Log),
            Span::new("batch", [1.0, 256.0], Spread::Log),
        );
        for spans in [[&rate, &batch], [&batch, &rate]] {
            let now = spans.map(|span| if span.name == "lr" { 0.1 } else { 16.0 });
            let found = ridges(spans, now);
            assert_eq!(found.len(), 2);
            for (ridge, power) in found.iter().zip([1.0, 0.5]) {
                assert!(ridge.points.len() > 200, "{ridge:?}");
                for point in &ridge.points {
                    let value = |name: &str| {
                        let axis = spans.iter().position(|span| span.name == name).expect("an axis");
                        geometry::value(spans[axis], point[axis])
                    };
                    let wanted = 0.1 * (value("batch") / 16.0).powf(power);
                    assert!((value("lr") / wanted - 1.0).abs() < 1e-9, "{}", ridge.name);
                }
            }
            // 0.1 for 16 samples is 0.00625 for one, and 1.6 for 256.
            let rate = spans.iter().position(|span| span.name == "lr").expect("an axis");
            let ends = [found[0].points.first(), found[0].points.last()];
            let ends = ends.map(|point| geometry::value(spans[rate], point.expect("a point")[rate]));
            assert!(
                (ends[0] - 0.00625).abs() < 1e-9 && (ends[1] - 1.6).abs() < 1e-9,
                "{ends:?}"
            );
        }
    }

    #[test]
    fn without_both_axes_or_a_place_there_is_no_line() {
        let (rate, beta) = (
            Span::new("lr", [1e-3, 10.0], Spread::Log),
            Span::new("beta", [0.0, 1.0], Spread::Linear),
        );
        let batch = Span::new("batch", [1.0, 256.0], Spread::Linear);
        assert!(ridges([&rate, &beta], [0.1, 0.9]).is_empty());
        assert!(ridges([&rate, &batch], [0.1, f64::NAN]).is_empty());
        assert!(ridges([&rate, &batch], [1e9, 1.0]).is_empty(), "far outside");
        assert_eq!(ridges([&rate, &batch], [0.1, 16.0]).len(), 2);
    }
}
