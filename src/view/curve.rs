//! A loss of one coordinate: its curve, with the runs' markers rolling on it.

use super::Shown;
use super::axes::Plot;
use super::canvas::{Canvas, Error, Pen};
use super::label::Labels;
use super::palette::Palette;
use super::path::{alive, name};
use super::style::run_style;
use crate::trace::{Field, RunTrace};
use egui::{Pos2, Rect, pos2, vec2};
use plotters_backend::DrawingBackend;

/// How many earlier places of a run are shown.
const GHOSTS: usize = 24;

/// Draws the curve of a field with one row.
pub fn draw<DB: Canvas>(
    pen: &Pen<DB>,
    rect: Rect,
    field: &Field,
    shown: &Shown,
    colors: &Palette,
) -> Result<(), Error<DB>> {
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
        return Ok(());
    }
    let margin = (high - low) * 0.08;
    let plot = Plot::inside(rect, field.x, [low - margin, high + margin]);
    let points = curve(field, &plot);
    pen.ground(&points, plot.rect.bottom(), colors.raised)?;
    pen.line(&points, 2.0, colors.weak)?;
    plot.ticks(pen, colors)?;
    for minimum in &field.minima {
        if let [x, ..] = minimum[..] {
            let at = pos2(plot.place(x, plot.y[0]).x, plot.rect.bottom());
            pen.line(&[at, at - vec2(0.0, 8.0)], 2.0, colors.text)?;
        }
    }
    let mut labels = Labels::new(plot.rect, colors.background.gamma_multiply(0.72));
    for run in shown.runs() {
        roll(pen, &plot, shown, run, colors, &mut labels)?;
    }
    Ok(())
}

fn curve(field: &Field, plot: &Plot) -> Vec<Pos2> {
    let [low, high] = field.x;
    let x = |i: usize| low + (high - low) * (i as f64 + 0.5) / field.columns as f64;
    let samples = field.values.iter().enumerate();
    samples.map(|(i, &v)| plot.place(x(i), f64::from(v))).collect()
}

fn roll<DB: DrawingBackend>(
    pen: &Pen<DB>,
    plot: &Plot,
    shown: &Shown,
    run: &RunTrace,
    colors: &Palette,
    labels: &mut Labels,
) -> Result<(), Error<DB>> {
    let style = run_style(run.run, colors.dark);
    let position = alive(run, shown.position);
    let at = |step: usize| {
        let (x, loss) = (run.point(step).first()?, run.number("loss", step)?);
        Some(plot.place(*x, loss))
    };
    let now = position.floor() as usize;
    for age in (1..=GHOSTS.min(now)).rev() {
        let strength = 0.5 * (1.0 - age as f32 / (GHOSTS + 1) as f32);
        if let Some(ghost) = at(now - age).filter(|g| plot.rect.contains(*g)) {
            pen.disc(ghost, 3.0, style.color.gamma_multiply(strength))?;
        }
    }
    let Some(from) = at(now) else { return Ok(()) };
    let to = at(now + 1).unwrap_or(from);
    let head = from + (to - from) * position.fract() as f32;
    let inner = plot.rect.shrink(9.0);
    let seen = head.clamp(inner.min, inner.max);
    pen.marker(style.marker, seen, 6.0, style.color, colors.background)?;
    name(pen, labels, shown, run, seen, colors)
}
