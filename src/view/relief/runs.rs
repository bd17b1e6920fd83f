//! The runs on the relief: the way they came, faintly the way they go, and where they are now.

use super::ReliefGround;
use super::ribbon::{self, Piece};
use crate::lang::column;
use crate::trace::RunTrace;
use crate::view::Shown;
use crate::view::canvas::{Error, Pen};
use crate::view::flat::minimum_mark;
use crate::view::label::Labels;
use crate::view::line;
use crate::view::palette::Palette;
use crate::view::path::{RunHead, alive, mark};
use crate::view::picture::starts;
use egui::{Color32, Mesh, Pos2, Rect, Vec2, pos2};

/// Strength of what is still to come.
const FUTURE: f32 = 0.35;
/// Strength of what shines through a hill.
const THROUGH: f32 = 0.25;
/// Strength of a head that a hill hides.
const HIDDEN: f32 = 0.45;

/// Lays a run's path over the relief.
pub fn trail(
    mesh: &mut Mesh,
    pieces: &mut Vec<Piece>,
    ground: ReliefGround,
    shown: &Shown,
    run: &RunTrace,
    colors: &Palette,
) {
    let style = shown.style(run.run, colors.dark);
    let now = alive(run, shown.position);
    let Some(head) = head(ground, run, now) else {
        return;
    };
    let last = run.column(column::W).map_or(0, |c| c.len().saturating_sub(1));
    let last = run.diverged_at.map_or(last, |d| d.min(last));
    let scale = ground.projection.scale();
    let piece = |steps: std::ops::RangeInclusive<usize>, from: Option<Pos2>, to: Option<Pos2>| {
        let points = steps.filter_map(|k| place(ground, run, k));
        line::thin(from.into_iter().chain(points).chain(to), 0.75 / scale)
    };
    let dash: Vec<f32> = style.dash.iter().map(|d| d / scale).collect();
    let coming = piece(now.ceil() as usize..=last, Some(head), None);
    let gone = piece(0..=now.floor() as usize, None, Some(head));
    for (points, width, strength) in [(&coming, 1.5, FUTURE), (&gone, 2.75, 1.0)] {
        for part in line::dashes(points, &dash, 0.0) {
            ground.lay(mesh, pieces, &part, (width, style.color.gamma_multiply(strength)));
        }
    }
    let first = pieces.len();
    ground.lay(mesh, pieces, &gone, (1.5, style.color.gamma_multiply(THROUGH)));
    ribbon::raise(&mut pieces[first..]);
}

/// Draws minima, starts, heads and the heads' names, and gives where the heads are seen.
pub fn heads<'a>(
    pen: &Pen,
    rect: Rect,
    ground: ReliefGround,
    shown: &Shown<'a>,
    colors: &Palette,
) -> Result<(Vec<RunHead<'a>>, Labels), Error> {
    for minimum in &ground.field.minima {
        if let [x, y, ..] = minimum[..] {
            let at = ground.on(x, y);
            if inside(at) {
                let (seen, strength) = seen(ground, at);
                minimum_mark(pen, seen, colors, strength)?;
            }
        }
    }
    for start in starts::current(shown) {
        if let [x, y, ..] = start[..] {
            let at = ground.on(x, y);
            if inside(at) {
                let (seen, strength) = seen(ground, at);
                pen.ring(seen, 8.0, 1.75, colors.text.gamma_multiply(strength))?;
            }
        }
    }
    let mut labels = Labels::new(rect, shown.covered, colors.background.gamma_multiply(0.72));
    let runs = shown.runs();
    let heads = runs.iter().filter_map(|&run| {
        let at = head(ground, run, alive(run, shown.position))?;
        let edge = pos2(at.x.clamp(-1.0, 1.0), at.y.clamp(-1.0, 1.0));
        let (seen, strength) = seen(ground, edge);
        Some((run, at, seen, strength))
    });
    let heads: Vec<(&'a RunTrace, Pos2, Pos2, f32)> = heads.collect();
    for (run, at, seen, strength) in &heads {
        let style = shown.style(run.run, colors.dark);
        let [color, rim] = [style.color, colors.background].map(|c| c.gamma_multiply(*strength));
        pen.marker(style.marker, *seen, 5.0, color, rim)?;
        labels.avoid(Rect::from_center_size(*seen, Vec2::splat(10.0)));
        if !inside(*at) {
            tip(pen, ground, *at, color)?;
        }
    }
    for run in &runs {
        let hovered = shown.hovered.and_then(|step| head(ground, run, alive(run, step)));
        if let Some(at) = hovered.filter(|at| inside(*at)) {
            mark(pen, seen(ground, at).0, shown.style(run.run, colors.dark).color)?;
        }
    }
    let heads: Vec<RunHead> = heads.into_iter().map(|(run, _, seen, _)| (run, seen)).collect();
    Ok((heads, labels))
}

/// The way out of the block that a run took.
fn tip(pen: &Pen, ground: ReliefGround, at: Pos2, color: Color32) -> Result<(), Error> {
    let edge = pos2(at.x.clamp(-1.0, 1.0), at.y.clamp(-1.0, 1.0));
    let [x, y, z] = ground.terrain.over(edge);
    let way = (at - edge).normalized() * 0.1;
    let from = ground.projection.place([x, y, z]);
    let outwards = (ground.projection.place([x + way.x, y + way.y, z]) - from).normalized();
    let base = from + outwards * 8.0;
    let side = outwards.rot90() * 5.0;
    pen.polygon(&[base + outwards * 7.0, base + side, base - side], color)
}

fn head(ground: ReliefGround, run: &RunTrace, position: f64) -> Option<Pos2> {
    let every = run.every();
    let step = position / every as f64;
    let from = place(ground, run, step as usize * every)?;
    let to = place(ground, run, step.ceil() as usize * every).unwrap_or(from);
    Some(from + (to - from) * step.fract() as f32)
}

fn place(ground: ReliefGround, run: &RunTrace, step: usize) -> Option<Pos2> {
    match run.point(step) {
        [x, y, ..] => Some(ground.on(*x, *y)),
        _ => None,
    }
}

fn inside(at: Pos2) -> bool {
    at.x.abs() <= 1.0 && at.y.abs() <= 1.0
}

/// Where a place on the ground is seen on the relief, and how strongly.
fn seen(ground: ReliefGround, at: Pos2) -> (Pos2, f32) {
    let over = ground.terrain.over(at);
    let hidden = ground.terrain.hides(over, ground.projection.eye());
    (ground.projection.place(over), if hidden { HIDDEN } else { 1.0 })
}
