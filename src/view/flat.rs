//! The surface seen from above: level lines, minima, ticks and the runs, over a ground that whoever calls has
//! laid.
//!
//! One description for the screen and for files.

use super::Shown;
use super::axes::Plot;
use super::canvas::{Error, Pen, Writing};
use super::contour::{Contour, contours};
use super::field::Spread;
use super::palette::Palette;
use super::path::RunHead;
use super::picture::arrows;
use super::{line, number, path};
use crate::scene::picture;
use crate::trace::Field;
use egui::{Pos2, Rect, Vec2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// How many level lines there are, about.
const LEVELS: usize = 12;

/// Most samples along an axis by which level lines are drawn.
const SAMPLES: usize = 260;

/// Length of what is left out of a line beside its label.
const SCRAP: f32 = 8.0;

/// The level lines that [`draw`] takes.
pub fn levels(field: &Field, spread: picture::Spread) -> Vec<Contour> {
    contours(&field.thinned(SAMPLES), &Spread::of(field, spread), LEVELS)
}

/// Draws everything that stands on the ground, and the ticks around it.
pub fn draw(
    pen: &Pen,
    plot: &Plot,
    minima: &[Vec<f64>],
    contours: &[Contour],
    shown: &Shown,
    colors: &Palette,
) -> Result<(), Error> {
    level_lines(pen, plot, contours, starts(plot, shown), colors)?;
    for minimum in minima {
        if let [x, y, ..] = minimum[..] {
            let at = plot.place(x, y);
            if plot.rect.contains(at) {
                minimum_mark(pen, at, colors, 1.0)?;
            }
        }
    }
    plot.ticks(pen, colors)?;
    let (heads, mut labels) = path::runs(pen, plot, shown, colors)?;
    let place = |point: &[f64]| match *point {
        [x, y, ..] => plot.place(x, y),
        _ => plot.rect.center(),
    };
    let seen: Vec<RunHead> = heads
        .iter()
        .copied()
        .filter(|(_, at)| plot.rect.contains(*at))
        .collect();
    arrows::draw(pen, &mut labels, shown, &seen, &[plot.x, plot.y], &place, colors)?;
    let at_the_edge = |at: Pos2| at.min(plot.rect.max).max(plot.rect.min);
    let named: Vec<RunHead> = heads
        .into_iter()
        .map(|(run, at)| (run, at_the_edge(at)))
        .collect();
    path::names(pen, &mut labels, shown, &named, colors)?;
    arrows::legend(pen, plot.rect, shown, colors)
}

/// A minimum: a small cross, readable on any ground.
pub fn minimum_mark(pen: &Pen, at: Pos2, colors: &Palette, strength: f32) -> Result<(), Error> {
    for (width, color) in [(3.5, colors.background), (1.5, colors.text)] {
        let color = color.gamma_multiply(strength);
        for arm in [vec2(5.0, 0.0), vec2(0.0, 5.0)] {
            pen.line(&[at - arm, at + arm], width, color)?;
        }
    }
    Ok(())
}

/// Where the runs start, and what is covered: the labels of level lines leave that free.
fn starts(plot: &Plot, shown: &Shown) -> Vec<Rect> {
    let starts = shown
        .trace
        .runs
        .iter()
        .filter_map(|run| match *run.start.point() {
            [x, y, ..] => Some(plot.place(x, y)),
            _ => None,
        });
    starts
        .map(|at| Rect::from_center_size(at, Vec2::splat(18.0)))
        .chain(shown.covered.into_iter().flatten())
        .collect()
}

/// Draws level lines, each with its loss where there is room.
pub fn level_lines(
    pen: &Pen,
    plot: &Plot,
    contours: &[Contour],
    mut taken: Vec<Rect>,
    colors: &Palette,
) -> Result<(), Error> {
    let color = colors.text.gamma_multiply(0.25);
    for contour in contours {
        for points in &contour.lines {
            let points = points.iter().map(|[x, y]| plot.place(*x, *y));
            let points = line::thin(points, 0.75);
            let gap = label(pen, plot, &points, contour.level, colors, &mut taken)?;
            let parts = match gap {
                Some(gap) => line::around(&points, gap),
                None => vec![points],
            };
            // A scrap between the label and the line's end would read as a sign.
            for part in parts
                .iter()
                .filter(|part| gap.is_none() || line::length(part) > SCRAP)
            {
                for part in line::clip(part, plot.rect) {
                    pen.line(&part, 1.0, color)?;
                }
            }
        }
    }
    Ok(())
}

/// Writes a level on a long line, off the other labels, and returns the gap to leave for it.
fn label(
    pen: &Pen,
    plot: &Plot,
    points: &[Pos2],
    level: f64,
    colors: &Palette,
    taken: &mut Vec<Rect>,
) -> Result<Option<Rect>, Error> {
    if line::length(points) < 160.0 {
        return Ok(None);
    }
    let text = number::significant(level, 2);
    let writing = Writing::new(11.0, colors.text.gamma_multiply(0.6)).at(HPos::Center, VPos::Center);
    let size: Vec2 = pen.extent(&text, writing)?;
    let room = plot.rect.shrink2(size);
    let free = |p: &&Pos2| {
        let rect = Rect::from_center_size(**p, size).expand(24.0);
        room.contains(**p) && !taken.iter().any(|t| t.intersects(rect))
    };
    let Some(at) = points.iter().skip(points.len() / 5).find(free) else {
        return Ok(None);
    };
    pen.text(&text, *at, writing)?;
    let rect = Rect::from_center_size(*at, size);
    taken.push(rect);
    Ok(Some(rect.expand2(vec2(3.0, 0.0))))
}
