//! A loss of one coordinate: its curve, with the runs' markers rolling on it.

use super::Shown;
use super::axes::Plot;
use super::canvas::{Error, Pen};
use super::label::Labels;
use super::line;
use super::palette::Palette;
use super::path::{self, RunHead};
use super::picture::arrows;
use crate::lang::column;
use crate::trace::{Field, RunTrace};
use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// How many earlier places of a run are shown.
const GHOSTS: usize = 24;

/// The plot of a range of x; its losses are those of the field there.
pub fn plot(area: Rect, x: [f64; 2], field: Option<&Field>) -> Plot {
    let values = field.into_iter().flat_map(|f| &f.values);
    let finite = || values.clone().copied().filter(|v| v.is_finite()).map(f64::from);
    let low = finite().reduce(f64::min).unwrap_or(0.0);
    let high = finite().reduce(f64::max).unwrap_or(1.0);
    let margin = ((high - low) * 0.08).max(high.abs().max(1e-30) * 1e-6);
    Plot::inside(area, x, [low - margin, high + margin])
}

/// Draws the curve of a field with one row.
pub fn draw(pen: &Pen, plot: &Plot, field: &Field, shown: &Shown, colors: &Palette) -> Result<(), Error> {
    // The field of another range may still be shown, and it may have holes.
    let pieces = pieces(field, plot);
    for part in pieces.iter().flat_map(|piece| line::clip(piece, plot.rect)) {
        pen.ground(&part, plot.rect.bottom(), colors.raised)?;
        pen.line(&part, 2.0, colors.weak)?;
    }
    plot.ticks(pen, colors)?;
    for minimum in &field.minima {
        if let [x, ..] = minimum[..] {
            let at = pos2(plot.place(x, plot.y[0]).x, plot.rect.bottom());
            if plot.rect.contains(at) {
                pen.line(&[at, at - vec2(0.0, 8.0)], 2.0, colors.text)?;
            }
        }
    }
    let mut heads: Vec<RunHead> = Vec::new();
    for run in shown.runs() {
        heads.extend(roll(pen, plot, shown, run, colors)?.map(|at| (run, at)));
    }
    let mut labels = Labels::new(plot.rect, shown.covered, colors.background.gamma_multiply(0.72));
    for (_, at) in &heads {
        labels.avoid(Rect::from_center_size(*at, Vec2::splat(10.0)));
    }
    // Along x only, at the height of each head.
    for (run, at) in &heads {
        let place = |point: &[f64]| pos2(plot.place(point.first().copied().unwrap_or(0.0), 0.0).x, at.y);
        arrows::draw(pen, &mut labels, shown, &[(*run, *at)], &[plot.x], &place, colors)?;
    }
    path::names(pen, &mut labels, shown, &heads, colors)?;
    arrows::legend(pen, plot.rect, shown, colors)
}

/// The curve between its holes.
fn pieces(field: &Field, plot: &Plot) -> Vec<Vec<Pos2>> {
    let [low, high] = field.x;
    let x = |i: usize| low + (high - low) * (i as f64 + 0.5) / field.columns as f64;
    let samples: Vec<(usize, f32)> = field.values.iter().copied().enumerate().collect();
    let pieces = samples.split(|(_, value)| value.is_nan());
    let placed = |piece: &[(usize, f32)]| {
        let points = piece.iter().map(|&(i, v)| plot.place(x(i), f64::from(v)));
        points.collect()
    };
    pieces.filter(|piece| !piece.is_empty()).map(placed).collect()
}

/// Draws a run's marker and its earlier places; gives where it is seen.
fn roll(
    pen: &Pen,
    plot: &Plot,
    shown: &Shown,
    run: &RunTrace,
    colors: &Palette,
) -> Result<Option<Pos2>, Error> {
    let style = shown.style(run.run, colors.dark);
    let at = |step: usize| {
        let (x, loss) = (run.point(step).first()?, run.number(column::LOSS, step)?);
        Some(plot.place(*x, loss))
    };
    let head = |position: f64| {
        let every = run.every();
        let step = path::alive(run, position) / every as f64;
        let from = at(step as usize * every)?;
        let to = at((step as usize + 1) * every).unwrap_or(from);
        Some(from + (to - from) * step.fract() as f32)
    };
    let now = path::alive(run, shown.position) as usize;
    for age in (1..=GHOSTS.min(now)).rev() {
        let strength = 0.5 * (1.0 - age as f32 / (GHOSTS + 1) as f32);
        if let Some(ghost) = at(now - age).filter(|g| plot.rect.contains(*g)) {
            pen.disc(ghost, 3.0, style.color.gamma_multiply(strength))?;
        }
    }
    let hovered = shown.hovered.and_then(head);
    if let Some(at) = hovered.filter(|at| plot.rect.contains(*at)) {
        path::mark(pen, at, style.color)?;
    }
    match head(shown.position) {
        Some(at) => path::marked(pen, plot, shown, run, at, colors).map(Some),
        None => Ok(None),
    }
}
