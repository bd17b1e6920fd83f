//! What is written into a chart: names at the ends of lines, names of hidden runs, values at the current
//! step.

use super::draw::{ChartDrawing, RunLabel, SMALL};
use super::labels::{free, spread_among};
use super::{Series, Weight};
use crate::view::canvas::{Error, Writing};
use crate::view::marker::Marker;
use crate::view::number;
use egui::{Color32, Pos2, Rangef, Rect, pos2, vec2};
use std::ops::Range;

/// Height of a label's line, in points.
const LINE: f32 = 16.0;
/// Space between the plot and the labels beside it.
const GAP: f32 = 11.0;

/// Markers and names at the ends of the lines; what diverged gets a cross and says so. The lowest `taken`
/// lines beside the plot are left free.
pub fn ends<'a>(drawing: &'a ChartDrawing<'a, '_>, taken: usize) -> Result<Vec<RunLabel>, Error> {
    let ends = lines(drawing).filter_map(|s| end(drawing, s));
    let (diverged, alive): (Vec<End>, Vec<End>) = ends.partition(|e| e.diverged);
    let (pen, plot, colors) = (drawing.pen, drawing.plot, drawing.colors);
    for end in diverged.iter().chain(&alive) {
        let style = end.series.style;
        match end.diverged {
            true => pen.cross(end.at, 4.0, colors.danger, colors.panel)?,
            false => pen.marker(style.marker, end.at, 3.5, style.color, colors.panel)?,
        }
    }
    let named = |ends: Vec<End<'a>>| -> Vec<End<'a>> {
        ends.into_iter().filter(|e| !e.series.label.is_empty()).collect()
    };
    let (diverged, alive) = (named(diverged), named(alive));
    let names = names(drawing);
    let mut labels = Vec::new();
    for (end, y) in place(drawing, &alive, taken) {
        let writing = Writing::new(SMALL, end.series.style.color).strong();
        let left = plot.right() + GAP;
        if (y - end.at.y).abs() > 3.0 {
            let leader = [end.at + vec2(5.0, 0.0), pos2(left - 2.0, y)];
            pen.line(&leader, 1.0, writing.color.gamma_multiply(0.5))?;
        }
        let label = pen.name(&end.series.label, &names, writing, pen.size().x - left);
        pen.text(&label, pos2(left, y), writing)?;
        labels.extend(end.label(beside(drawing, y)));
    }
    for (end, y) in place(drawing, &diverged, 0) {
        let writing = Writing::new(SMALL, colors.danger).strong();
        let verb = format!(" {}", end.series.why.verb());
        let room = plot.width() * 0.7 - pen.width(&verb, writing)?;
        let label = format!("{}{verb}", pen.name(&end.series.label, &names, writing, room));
        let back = note(drawing, &label, pos2(end.at.x + 6.0, y), writing)?;
        labels.extend(end.label(back));
    }
    Ok(labels)
}

/// The names of hidden runs, below the others and crossed out.
pub fn hidden<'a>(drawing: &'a ChartDrawing<'a, '_>) -> Result<Vec<RunLabel>, Error> {
    let (pen, plot) = (drawing.pen, drawing.plot);
    let room = (plot.height() / LINE / 2.0) as usize;
    let writing = Writing::new(SMALL, drawing.colors.weak.gamma_multiply(0.7));
    let names = names(drawing);
    let mut labels = Vec::new();
    for (index, hidden) in drawing.chart.hidden.iter().rev().take(room).enumerate() {
        let at = pos2(plot.right() + GAP, plot.bottom() - LINE * (index as f32 + 0.5));
        let label = pen.name(&hidden.label, &names, writing, pen.size().x - at.x);
        pen.text(&label, at, writing)?;
        let end = at + vec2(pen.width(&label, writing)?, 0.0);
        pen.line(&[at, end], 1.0, writing.color)?;
        labels.push(RunLabel {
            run: hidden.run,
            hidden: true,
            text: hidden.label.to_string(),
            rect: beside(drawing, at.y),
        });
    }
    Ok(labels)
}

/// What is drawn as a line.
fn lines<'a>(drawing: &'a ChartDrawing<'a, '_>) -> impl Iterator<Item = &'a Series<'a>> {
    drawing.chart.series.iter().filter(|s| s.weight != Weight::Edge)
}

/// What all lines are called, shown or hidden.
fn names<'a>(drawing: &'a ChartDrawing<'a, '_>) -> Vec<&'a str> {
    let shown = lines(drawing).map(|series| &*series.label);
    shown
        .chain(drawing.chart.hidden.iter().map(|h| &*h.label))
        .collect()
}

/// The line beside the plot at a height.
fn beside(drawing: &ChartDrawing, y: f32) -> Rect {
    let left = drawing.plot.right() + GAP;
    Rect::from_x_y_ranges(left..=drawing.pen.size().x, y - LINE / 2.0..=y + LINE / 2.0)
}

/// The current step and the one under the pointer as thin lines; beside the latter, else the former, the
/// values, which give way to what is `taken`.
pub fn cursor(drawing: &ChartDrawing, taken: &[Rect]) -> Result<(), Error> {
    let (chart, plot) = (drawing.chart, drawing.plot);
    let seen = |step: &f64| (chart.x.low..=chart.x.high).contains(step);
    let [now, hovered] = [chart.cursor, chart.hovered].map(|step| step.filter(seen));
    for (step, strength) in [(now, 0.6), (hovered, 0.35)] {
        if let Some(step) = step {
            let x = drawing.place(step, 1.0).x;
            let grey = drawing.colors.weak.gamma_multiply(strength);
            let ends = [pos2(x, plot.top()), pos2(x, plot.bottom())];
            drawing.pen.line(&ends, 1.0, grey)?;
        }
    }
    if let Some(step) = hovered {
        let writing = Writing::new(SMALL, drawing.colors.text);
        let text = format!("{step:.0}");
        let width = drawing.pen.width(&text, writing)? + 8.0;
        let x = drawing.place(step, 1.0).x - width / 2.0;
        let left = x.clamp(plot.left(), (plot.right() - width).max(plot.left()));
        note(drawing, &text, pos2(left, plot.bottom() + LINE), writing)?;
    }
    hovered
        .or(now)
        .map_or(Ok(()), |step| values(drawing, step, taken))
}

/// What is said of points, beside them, off what is `taken`, which then holds it, too.
pub fn notes(drawing: &ChartDrawing, taken: &mut Vec<Rect>) -> Result<(), Error> {
    let (pen, plot, colors) = (drawing.pen, drawing.plot, drawing.colors);
    for said in &drawing.chart.notes {
        let at = drawing.place(said.step, said.value);
        if !plot.expand(1.0).contains(at) {
            continue;
        }
        pen.marker(Marker::Circle, at, 3.0, colors.text, colors.panel)?;
        let writing = Writing::new(SMALL, colors.text);
        let width = pen.width(&said.text, writing)? + 8.0;
        let right = at.x + 6.0 + width < plot.right();
        let left = if right { at.x + 6.0 } else { at.x - 6.0 - width };
        let line = |rows: f32| {
            let middle = pos2(left, at.y + rows * LINE);
            Rect::from_min_size(middle - vec2(0.0, LINE / 2.0), vec2(width, LINE))
        };
        let is_free = |rect: &Rect| {
            plot.expand(8.0).contains_rect(*rect) && !taken.iter().any(|t| t.shrink(0.5).intersects(*rect))
        };
        let rows = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0].map(line);
        let place = rows.into_iter().find(is_free).unwrap_or(line(0.0));
        taken.push(note(drawing, &said.text, place.left_center(), writing)?);
    }
    Ok(())
}

/// The values at a step, beside their lines, above or below what is taken in their way.
fn values(drawing: &ChartDrawing, step: f64, taken: &[Rect]) -> Result<(), Error> {
    let (pen, plot, colors) = (drawing.pen, drawing.plot, drawing.colors);
    let x = drawing.place(step, 1.0).x;
    let value = |series| {
        let value = Series::at(series, step)?;
        let y = drawing.place(step, value).y.clamp(plot.top(), plot.bottom());
        let end = End {
            series,
            at: pos2(x, y),
            diverged: false,
        };
        value.is_finite().then_some((end, value))
    };
    let (ends, values): (Vec<End>, Vec<f64>) = lines(drawing).filter_map(value).unzip();
    for end in &ends {
        let style = end.series.style;
        pen.marker(style.marker, end.at, 3.5, style.color, colors.panel)?;
    }
    let mut notes = Vec::new();
    for (end, value) in ends.iter().zip(values) {
        let text = number::short(value);
        let writing = Writing::new(SMALL, end.series.style.color);
        let width = pen.width(&text, writing)? + 8.0;
        let left = if x > plot.center().x {
            x - 8.0 - width
        } else {
            x + 8.0
        };
        notes.push((text, writing, Rangef::new(left, left + width)));
    }
    let in_the_way = |rect: &&Rect| {
        let covers = |(_, _, across): &_| Rect::from_x_y_ranges(*across, plot.y_range()).intersects(**rect);
        notes.iter().any(covers)
    };
    let taken = taken.iter().filter(in_the_way).map(|rect| rect.y_range());
    let free = free(plot.top() - 8.0..plot.bottom() + 8.0, taken.collect());
    for (y, (text, writing, across)) in places(&ends, &free).into_iter().zip(&notes) {
        if let Some(y) = y {
            note(drawing, text, pos2(across.min, y), *writing)?;
        }
    }
    Ok(())
}

/// A line and a point of it that is marked.
struct End<'a> {
    series: &'a Series<'a>,
    at: Pos2,
    /// Whether the run froze here.
    diverged: bool,
}

impl End<'_> {
    fn label(&self, rect: Rect) -> Option<RunLabel> {
        Some(RunLabel {
            run: self.series.run?,
            hidden: false,
            text: self.series.label.to_string(),
            rect,
        })
    }
}

/// Where a line ends, or leaves the shown steps; None where it has ended before.
fn end<'a>(drawing: &ChartDrawing, series: &'a Series<'a>) -> Option<End<'a>> {
    let (plot, x) = (drawing.plot, &drawing.chart.x);
    let alive = series.alive();
    let last = alive.iter().rposition(|v| v.is_finite())?;
    let step = series.x(last).min(x.high);
    let inside = step == series.x(last);
    let at = drawing.place(step, series.at(step)?);
    let at = pos2(at.x, at.y.clamp(plot.top(), plot.bottom()));
    (step >= x.low).then_some(End {
        series,
        at,
        diverged: series.diverged_at.is_some() && inside,
    })
}

/// The heights, among free ones, of labels that do not cover each other; the strongest and the lowest lines
/// first.
fn places(ends: &[End], free: &[Range<f32>]) -> Vec<Option<f32>> {
    let mut best: Vec<usize> = (0..ends.len()).collect();
    best.sort_by(|&a, &b| {
        let (a, b) = (&ends[a], &ends[b]);
        let stronger = (b.series.weight as u8).cmp(&(a.series.weight as u8));
        stronger.then(b.at.y.total_cmp(&a.at.y))
    });
    let wanted: Vec<f32> = ends.iter().map(|e| e.at.y).collect();
    spread_among(&wanted, &best, LINE, free)
}

fn place<'e, 'a>(drawing: &ChartDrawing, ends: &'e [End<'a>], taken: usize) -> Vec<(&'e End<'a>, f32)> {
    let bottom = drawing.plot.bottom();
    let high = if taken > 0 {
        bottom - taken as f32 * LINE
    } else {
        bottom + 8.0
    };
    ends.iter()
        .zip(places(ends, &[drawing.plot.top() - 8.0..high]))
        .filter_map(|(e, y)| Some((e, y?)))
        .collect()
}

/// A text inside the plot, on a ground that sets it off from the lines. Returns the ground.
fn note(drawing: &ChartDrawing, text: &str, at: Pos2, writing: Writing) -> Result<Rect, Error> {
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
    drawing.pen.text(text, at + vec2(4.0, 0.0), writing)?;
    Ok(back)
}
