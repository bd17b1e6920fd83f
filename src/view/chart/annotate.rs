//! What is written into a chart: names at the ends of lines, values at the current step.

use super::Series;
use super::draw::{Drawing, SMALL};
use super::labels::spread;
use super::pen::{Error, Writing};
use crate::view::number;
use egui::{Color32, Pos2, Rect, pos2, vec2};
use plotters_backend::DrawingBackend;

/// Height of a label's line, in points.
const LINE: f32 = 16.0;

/// Markers and names at the ends of the lines; what diverged gets a cross and says so.
pub fn ends<DB: DrawingBackend>(drawing: &Drawing<DB>) -> Result<(), Error<DB>> {
    let ends = drawing.chart.series.iter().filter_map(|s| end(drawing, s));
    let (diverged, alive): (Vec<End>, Vec<End>) = ends.partition(|e| e.series.diverged_at.is_some());
    let (pen, plot, colors) = (drawing.pen, drawing.plot, drawing.colors);
    for end in diverged.iter().chain(&alive) {
        let style = end.series.style;
        match end.series.diverged_at {
            Some(_) => pen.cross(end.at, 4.0, colors.danger)?,
            None => pen.marker(style.marker, end.at, 3.5, style.color, colors.panel)?,
        }
    }
    for (end, y) in place(drawing, &alive) {
        let writing = Writing::new(SMALL, end.series.style.color).strong();
        let left = plot.right() + 11.0;
        if (y - end.at.y).abs() > 3.0 {
            let leader = [end.at + vec2(5.0, 0.0), pos2(left - 2.0, y)];
            pen.line(&leader, 1.0, writing.color.gamma_multiply(0.5))?;
        }
        let label = pen.fitted(end.series.label, writing, pen.size().x - left)?;
        pen.text(&label, pos2(left, y), writing)?;
    }
    for (end, y) in place(drawing, &diverged) {
        let writing = Writing::new(SMALL, colors.danger).strong();
        let label = format!("{} diverged", end.series.label);
        let label = pen.fitted(&label, writing, plot.width() * 0.7)?;
        note(drawing, &label, pos2(end.at.x + 6.0, y), writing)?;
    }
    Ok(())
}

/// The current step and the one under the pointer as thin lines; beside the latter, else the former, the values.
pub fn cursor<DB: DrawingBackend>(drawing: &Drawing<DB>) -> Result<(), Error<DB>> {
    let chart = drawing.chart;
    for (step, strength) in [(chart.cursor, 0.6), (chart.hovered, 0.35)] {
        if let Some(step) = step {
            let (plot, x) = (drawing.plot, drawing.place(step, 1.0).x);
            let grey = drawing.colors.weak.gamma_multiply(strength);
            let ends = [pos2(x, plot.top()), pos2(x, plot.bottom())];
            drawing.pen.line(&ends, 1.0, grey)?;
        }
    }
    chart
        .hovered
        .or(chart.cursor)
        .map_or(Ok(()), |step| values(drawing, step))
}

/// The values at a step, beside their lines.
fn values<DB: DrawingBackend>(drawing: &Drawing<DB>, step: f64) -> Result<(), Error<DB>> {
    let (pen, plot, colors) = (drawing.pen, drawing.plot, drawing.colors);
    let x = drawing.place(step, 1.0).x;
    let value = |series| {
        let value: f64 = Series::at(series, step)?;
        let y = drawing.place(step, value).y.clamp(plot.top(), plot.bottom());
        let end = End {
            series,
            at: pos2(x, y),
        };
        value.is_finite().then_some((end, value))
    };
    let (ends, values): (Vec<End>, Vec<f64>) = drawing.chart.series.iter().filter_map(value).unzip();
    for end in &ends {
        let style = end.series.style;
        pen.marker(style.marker, end.at, 3.5, style.color, colors.panel)?;
    }
    for (index, y) in places(drawing, &ends).into_iter().enumerate() {
        let Some(y) = y else { continue };
        let text = number::short(values[index]);
        let writing = Writing::new(SMALL, ends[index].series.style.color);
        let left = match x > plot.center().x {
            true => x - 16.0 - pen.width(&text, writing)?,
            false => x + 8.0,
        };
        note(drawing, &text, pos2(left, y), writing)?;
    }
    Ok(())
}

/// A line and a point of it that is marked.
struct End<'a> {
    series: &'a Series<'a>,
    at: Pos2,
}

fn end<'a, DB: DrawingBackend>(drawing: &Drawing<DB>, series: &'a Series<'a>) -> Option<End<'a>> {
    let plot = drawing.plot;
    let at = *drawing.points(series).last()?;
    let at = pos2(at.x, at.y.clamp(plot.top(), plot.bottom()));
    Some(End { series, at })
}

/// The heights of labels that do not cover each other; the selected run and the lowest lines first.
fn places<DB: DrawingBackend>(drawing: &Drawing<DB>, ends: &[End]) -> Vec<Option<f32>> {
    let mut best: Vec<usize> = (0..ends.len()).collect();
    best.sort_by(|&a, &b| {
        let (a, b) = (&ends[a], &ends[b]);
        let selected = b.series.selected.cmp(&a.series.selected);
        selected.then(b.at.y.total_cmp(&a.at.y))
    });
    let wanted: Vec<f32> = ends.iter().map(|e| e.at.y).collect();
    let (low, high) = (drawing.plot.top() - 8.0, drawing.plot.bottom() + 8.0);
    spread(&wanted, &best, LINE, low, high)
}

fn place<'e, 'a, DB: DrawingBackend>(drawing: &Drawing<DB>, ends: &'e [End<'a>]) -> Vec<(&'e End<'a>, f32)> {
    let placed = places(drawing, ends);
    ends.iter()
        .zip(placed)
        .filter_map(|(e, y)| Some((e, y?)))
        .collect()
}

/// A text inside the plot, on a ground that sets it off from the lines.
fn note<DB: DrawingBackend>(
    drawing: &Drawing<DB>,
    text: &str,
    at: Pos2,
    writing: Writing,
) -> Result<(), Error<DB>> {
    let width = drawing.pen.width(text, writing)? + 8.0;
    let ground: Color32 = drawing.colors.panel.gamma_multiply(0.92);
    let back = Rect::from_min_size(at - vec2(0.0, LINE / 2.0), vec2(width, LINE));
    let corners = [
        back.left_top(),
        back.right_top(),
        back.right_bottom(),
        back.left_bottom(),
    ];
    drawing.pen.polygon(&corners, ground)?;
    drawing.pen.text(text, at + vec2(4.0, 0.0), writing)
}
