//! A loss of one coordinate: its curve, with the runs' markers rolling on it.

use super::Shown;
use super::axes::Plot;
use super::label::Labels;
use super::palette::Palette;
use super::path::marker;
use super::style::run_style;
use crate::trace::{Field, RunTrace};
use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, pos2};

/// How many earlier places of a run are shown.
const GHOSTS: usize = 24;

/// Paints the curve of a field with one row.
pub fn paint(painter: &Painter, rect: Rect, field: &Field, shown: &Shown, colors: &Palette) {
    let finite = || {
        field
            .values
            .iter()
            .copied()
            .filter(|v| v.is_finite())
            .map(f64::from)
    };
    let (low, high) = (
        finite().fold(f64::INFINITY, f64::min),
        finite().fold(f64::NEG_INFINITY, f64::max),
    );
    if low >= high {
        return;
    }
    let margin = (high - low) * 0.08;
    let plot = Plot::inside(rect, field.x, [low - margin, high + margin]);
    let points = curve(field, &plot);
    fill(painter, &plot, &points, colors);
    painter.line(points, Stroke::new(2.0, colors.weak));
    plot.ticks(painter, colors);
    for minimum in &field.minima {
        if let [x, ..] = minimum[..] {
            let at = plot.place(x, plot.y[0]);
            painter.line_segment([at, pos2(at.x, plot.rect.bottom() - 8.0)], (2.0, colors.text));
        }
    }
    let inside = painter.with_clip_rect(plot.rect.intersect(painter.clip_rect()));
    let mut labels = Labels::new(painter, plot.rect, colors.background.gamma_multiply(0.72));
    for run in shown.runs() {
        roll(&inside, &plot, shown, run, colors, &mut labels);
    }
}

fn curve(field: &Field, plot: &Plot) -> Vec<Pos2> {
    let [low, high] = field.x;
    let x = |i: usize| low + (high - low) * (i as f64 + 0.5) / field.columns as f64;
    let samples = field.values.iter().enumerate();
    samples.map(|(i, &v)| plot.place(x(i), f64::from(v))).collect()
}

fn fill(painter: &Painter, plot: &Plot, points: &[Pos2], colors: &Palette) {
    let mut mesh = Mesh::default();
    for point in points {
        mesh.colored_vertex(*point, colors.raised);
        mesh.colored_vertex(pos2(point.x, plot.rect.bottom()), Color32::TRANSPARENT);
    }
    for i in 0..points.len().saturating_sub(1) as u32 * 2 {
        mesh.add_triangle(i, i + 1, i + 2);
    }
    painter.add(Shape::mesh(mesh));
}

fn roll(
    painter: &Painter,
    plot: &Plot,
    shown: &Shown,
    run: &RunTrace,
    colors: &Palette,
    labels: &mut Labels,
) {
    let style = run_style(run.run, colors.dark);
    let position = run
        .diverged_at
        .map_or(shown.position, |d| shown.position.min(d as f64));
    let at = |step: usize| {
        let (x, loss) = (run.point(step).first()?, run.number("loss", step)?);
        Some(plot.place(*x, loss))
    };
    let now = position.floor() as usize;
    for age in (1..=GHOSTS.min(now)).rev() {
        let strength = 0.5 * (1.0 - age as f32 / (GHOSTS + 1) as f32);
        if let Some(ghost) = at(now - age) {
            painter.circle_filled(ghost, 3.0, style.color.gamma_multiply(strength));
        }
    }
    let Some(from) = at(now) else { return };
    let to = at(now + 1).unwrap_or(from);
    let head = from + (to - from) * position.fract() as f32;
    let inner = plot.rect.shrink(9.0);
    let seen = head.clamp(inner.min, inner.max);
    marker(painter, style, seen, 6.0, colors.background);
    match shown.diverged(run) {
        Some(step) => labels.write(
            seen,
            &format!("{} diverged at step {step}", run.label),
            colors.danger,
        ),
        None => labels.write(seen, &run.label, style.color),
    }
}
