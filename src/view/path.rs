//! The runs on the surface: the way they came, faintly the way they go, and where they are now.

use super::Shown;
use super::axes::Plot;
use super::canvas::{Error, Pen};
use super::label::Labels;
use super::line;
use super::palette::Palette;
use super::style::{RunStyle, run_style};
use crate::lang::column;
use crate::trace::RunTrace;
use egui::{Color32, Pos2, Rect, Vec2};

/// How old, in steps, the parts of a trail are, and how strong and wide each part is drawn.
const TRAIL: [(f64, f32, f32); 4] = [
    (12.0, 1.0, 3.75),
    (40.0, 0.95, 3.25),
    (120.0, 0.9, 2.75),
    (f64::INFINITY, 0.8, 2.5),
];
/// Strength of what is still to come.
const FUTURE: f32 = 0.35;

/// A run and where its head is.
pub type RunHead<'a> = (&'a RunTrace, Pos2);

/// Draws the runs' lines and heads; gives where the heads are, and labels that leave them free.
pub fn runs<'a>(
    pen: &Pen,
    plot: &Plot,
    shown: &Shown<'a>,
    colors: &Palette,
) -> Result<(Vec<RunHead<'a>>, Labels), Error> {
    let runs = shown.runs();
    if let Some(ghost) = shown.ghost {
        for run in &ghost.trace.runs {
            pointed(pen, plot, run, colors)?;
        }
    }
    for run in &runs {
        trail(pen, plot, shown, run, colors)?;
    }
    let halo = colors.background.gamma_multiply(0.72);
    let mut labels = Labels::new(plot.rect, shown.covered, halo);
    let heads: Vec<RunHead> = runs
        .iter()
        .filter_map(|&run| Some((run, head(plot, run, shown.position)?)))
        .collect();
    for (run, at) in &heads {
        let seen = marked(pen, plot, shown, run, *at, colors)?;
        labels.avoid(Rect::from_center_size(seen, Vec2::splat(10.0)));
    }
    for run in &runs {
        let at = shown.hovered.and_then(|step| head(plot, run, step));
        if let Some(at) = at.filter(|at| plot.rect.contains(*at)) {
            mark(pen, at, shown.style(run.run, colors.dark).color)?;
        }
    }
    Ok((heads, labels))
}

/// Draws the whole way of a run that is only pointed at, and where it ends.
fn pointed(pen: &Pen, plot: &Plot, run: &RunTrace, colors: &Palette) -> Result<(), Error> {
    let last = run.column(column::W).map_or(0, |c| c.len().saturating_sub(1));
    let last = run.diverged_at.map_or(last, |d| d.min(last));
    let points = line::thin((0..=last).filter_map(|k| place(plot, run, k)), 0.75);
    for part in line::clip(&points, plot.rect) {
        pen.line(&part, 4.0, colors.background.gamma_multiply(0.5))?;
        pen.line(&part, 2.0, colors.text.gamma_multiply(0.75))?;
    }
    match points.last().filter(|at| plot.rect.contains(**at)) {
        Some(end) if run.diverged_at.is_none() => pen.ring(*end, 4.0, 2.0, colors.text),
        _ => Ok(()),
    }
}

/// Marks a place that is hovered elsewhere.
pub fn mark(pen: &Pen, at: Pos2, color: Color32) -> Result<(), Error> {
    pen.ring(at, 6.0, 2.0, color)
}

/// Writes what runs are called beside their heads, and where they diverged; one from several starts is named
/// once.
pub fn names(
    pen: &Pen,
    labels: &mut Labels,
    shown: &Shown,
    heads: &[RunHead],
    colors: &Palette,
) -> Result<(), Error> {
    let mut named: Vec<usize> = Vec::new();
    for (run, at) in heads.iter().rev() {
        match shown.diverged(run) {
            Some(step) => {
                let text = format!("{} {} at step {}", run.label, run.verb(), step / run.every());
                labels.write(pen, *at, &text, colors.danger)?;
            }
            None if named.contains(&run.run) => {}
            None => {
                named.push(run.run);
                labels.write(pen, *at, &run.label, run_style(run.run, colors.dark).color)?;
            }
        }
    }
    Ok(())
}

/// Where a run is at a position between two steps.
fn head(plot: &Plot, run: &RunTrace, position: f64) -> Option<Pos2> {
    let every = run.every();
    let step = alive(run, position) / every as f64;
    let from = place(plot, run, step as usize * every)?;
    let to = place(plot, run, step.ceil() as usize * every).unwrap_or(from);
    Some(from + (to - from) * step.fract() as f32)
}

/// The position, held where the run froze.
pub fn alive(run: &RunTrace, position: f64) -> f64 {
    run.diverged_at.map_or(position, |d| position.min(d as f64))
}

fn place(plot: &Plot, run: &RunTrace, step: usize) -> Option<Pos2> {
    match run.point(step) {
        [x, y, ..] => Some(plot.place(*x, *y)),
        _ => None,
    }
}

fn trail(pen: &Pen, plot: &Plot, shown: &Shown, run: &RunTrace, colors: &Palette) -> Result<(), Error> {
    let style = shown.style(run.run, colors.dark);
    let now = alive(run, shown.position);
    let Some(head) = head(plot, run, now) else {
        return Ok(());
    };
    let last = run.column(column::W).map_or(0, |c| c.len().saturating_sub(1));
    let last = run.diverged_at.map_or(last, |d| d.min(last));
    let piece = |from: f64, to: f64| {
        let steps =
            (from.ceil() as usize..=(to.floor() as usize).min(last)).filter_map(|k| place(plot, run, k));
        let start = (from.fract() > 0.0).then_some(head);
        let end = (to.fract() > 0.0).then_some(head);
        line::thin(start.into_iter().chain(steps).chain(end), 0.75)
    };
    stroke(
        pen,
        plot.rect,
        &piece(now, last as f64),
        style,
        (1.5, FUTURE),
        0.0,
    )?;
    let rim = colors.background.gamma_multiply(0.35);
    for part in line::clip(&piece(0.0, now), plot.rect) {
        pen.line(&part, 5.0, rim)?;
    }
    // Oldest first, so that dashes run on from part to part.
    let mut travelled = 0.0;
    let mut from = 0.0;
    for index in (0..TRAIL.len()).rev() {
        let (_, strength, width) = TRAIL[index];
        let to = if index == 0 {
            now
        } else {
            (now - TRAIL[index - 1].0).floor()
        };
        if to <= from {
            continue;
        }
        let part = piece(from, to);
        stroke(pen, plot.rect, &part, style, (width, strength), travelled)?;
        travelled += line::length(&part);
        from = to;
    }
    Ok(())
}

fn stroke(
    pen: &Pen,
    frame: Rect,
    points: &[Pos2],
    style: RunStyle,
    (width, strength): (f32, f32),
    phase: f32,
) -> Result<(), Error> {
    let color = style.color.gamma_multiply(strength);
    let mut phase = phase;
    for part in line::clip(points, frame) {
        phase = pen.dashed(&part, (style.dash, phase), width, color)?;
    }
    Ok(())
}

/// Draws where a run is: its marker, a cross where it diverged, at the edge with a tip outwards where it has
/// left. Returns the place of the mark.
pub fn marked(
    pen: &Pen,
    plot: &Plot,
    shown: &Shown,
    run: &RunTrace,
    at: Pos2,
    colors: &Palette,
) -> Result<Pos2, Error> {
    let style = shown.style(run.run, colors.dark);
    let inner = plot.rect.shrink(9.0);
    // In a window that is just opening the plot may be smaller than its margin.
    let seen = at.min(inner.max).max(inner.min);
    let outwards = (at - seen).normalized();
    if !plot.rect.contains(at) && outwards.is_finite() {
        let (tip, side) = (seen + outwards * 9.0, outwards.rot90() * 5.0);
        let base = seen + outwards * 3.0;
        pen.polygon(&[tip, base + side, base - side], style.color)?;
    }
    match shown.diverged(run) {
        Some(_) => pen.cross(seen, 5.0, colors.danger, colors.background)?,
        None => pen.marker(style.marker, seen, 5.0, style.color, colors.background)?,
    }
    Ok(seen)
}
