//! Draws a chart on any plotters backend.

use super::labels::spread;
use super::pen::{Error, Pen, Writing};
use super::{Axis, Chart, Scale, Series, decimate};
use crate::view::line;
use crate::view::number;
use crate::view::palette::Palette;
use crate::view::ticks::ticks;
use egui::{Color32, Pos2, Rect, pos2, vec2};
use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, VPos};

/// Height of the title's line, in points.
const TITLE: f32 = 26.0;
/// Height of the tick labels under the plot.
const FOOT: f32 = 22.0;
/// Height of a label's line.
const LINE: f32 = 16.0;
/// Size of small text.
const SMALL: f32 = 13.0;
/// How much of their strength lines keep after the current step.
const FUTURE: f32 = 0.35;

/// Draws the chart and returns the rectangle of its plot, in points from the area's upper left corner.
pub fn draw<DB: DrawingBackend>(
    pen: &Pen<DB>,
    chart: &Chart,
    colors: &Palette,
) -> Result<Rect, Error<DB>> {
    let plot = layout(pen, chart)?;
    let drawing = Drawing {
        pen,
        chart,
        colors,
        plot,
    };
    drawing.frame()?;
    for series in &chart.series {
        drawing.line(series)?;
    }
    drawing.ends()?;
    drawing.cursor()?;
    Ok(plot)
}

fn layout<DB: DrawingBackend>(pen: &Pen<DB>, chart: &Chart) -> Result<Rect, Error<DB>> {
    let size = pen.size();
    let plain = Writing::new(SMALL, Color32::BLACK);
    let (mut left, mut right) = (0.0f32, 0.0f32);
    for tick in y_ticks(&chart.y, size.y) {
        left = left.max(pen.width(&tick.text, plain)?);
    }
    for series in &chart.series {
        right = right.max(pen.width(series.label, plain.strong())?);
    }
    let right = (right + 14.0).min(size.x * 0.36);
    Ok(Rect::from_min_max(
        pos2(left + 10.0, TITLE + 6.0),
        pos2(
            (size.x - right).max(left + 30.0),
            (size.y - FOOT).max(TITLE + 20.0),
        ),
    ))
}

fn y_ticks(y: &Axis, height: f32) -> Vec<crate::view::ticks::Tick> {
    ticks(
        y.scale,
        y.low,
        y.high,
        ((height / 38.0) as usize).clamp(2, 8),
    )
}

struct Drawing<'a, 'b, DB: DrawingBackend> {
    pen: &'a Pen<'b, DB>,
    chart: &'a Chart<'a>,
    colors: &'a Palette,
    plot: Rect,
}

impl<DB: DrawingBackend> Drawing<'_, '_, DB> {
    fn place(&self, x: f64, y: f64) -> Pos2 {
        let (px, py) = (self.chart.x.place(x), self.chart.y.place(y));
        // Far outside is as good as outside, and keeps whole pixels from overflowing.
        let py = if py.is_nan() {
            0.0
        } else {
            py.clamp(-1.0, 2.0)
        };
        pos2(
            self.plot.left() + self.plot.width() * px as f32,
            self.plot.bottom() - self.plot.height() * py as f32,
        )
    }

    fn frame(&self) -> Result<(), Error<DB>> {
        let (pen, plot, colors) = (self.pen, self.plot, self.colors);
        let small = Writing::new(SMALL, colors.weak);
        let title = Writing::new(15.0, colors.text).strong();
        pen.text(self.chart.title, pos2(0.0, TITLE / 2.0), title)?;
        let scale = match self.chart.y.scale {
            Scale::Log => "log scale",
            Scale::Linear => "",
        };
        let detail: Vec<&str> = [self.chart.y.unit, scale]
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect();
        let after = pen.width(self.chart.title, title)? + 8.0;
        pen.text(&detail.join(", "), pos2(after, TITLE / 2.0), small)?;
        for tick in y_ticks(&self.chart.y, pen.size().y) {
            let y = self.place(self.chart.x.low, tick.value).y;
            pen.line(
                &[pos2(plot.left(), y), pos2(plot.right(), y)],
                1.0,
                colors.hairline,
            )?;
            let right = small.at(HPos::Right, VPos::Center);
            pen.text(&tick.text, pos2(plot.left() - 8.0, y), right)?;
        }
        self.steps(small)
    }

    /// Tick labels of the steps; the last one bears the axis' name.
    fn steps(&self, small: Writing) -> Result<(), Error<DB>> {
        let x = &self.chart.x;
        let all = ticks(
            x.scale,
            x.low,
            x.high,
            ((self.plot.width() / 70.0) as usize).clamp(1, 10),
        );
        let y = self.plot.bottom() + FOOT - 6.0;
        let last = all.len().saturating_sub(1);
        for (index, tick) in all.iter().enumerate() {
            let at = pos2(self.place(tick.value, 1.0).x, y);
            let text = match index == last {
                true => format!("{} {}", x.label, tick.text),
                false => tick.text.clone(),
            };
            // The name stands before the number, so that the number stays under its tick.
            let shift = match index == last {
                true => self.pen.width(&tick.text, small)? / 2.0,
                false => 0.0,
            };
            let anchor = if index == last {
                HPos::Right
            } else {
                HPos::Center
            };
            self.pen
                .text(&text, at + vec2(shift, 0.0), small.at(anchor, VPos::Center))?;
        }
        Ok(())
    }

    fn line(&self, series: &Series) -> Result<(), Error<DB>> {
        let points = self.points(series);
        let width = if series.selected { 2.5 } else { 1.75 };
        let split = self
            .chart
            .cursor
            .map_or(f32::INFINITY, |c| self.place(c, 1.0).x);
        let mut travelled = 0.0;
        for part in line::clip(&points, self.plot.expand2(vec2(1.0, 0.5))) {
            let (past, future) = cut(&part, split);
            for (piece, strength) in [(past, 1.0), (future, FUTURE)] {
                for dash in line::dashes(&piece, series.style.dash, travelled) {
                    self.pen
                        .line(&dash, width, series.style.color.gamma_multiply(strength))?;
                }
                travelled += line::length(&piece);
            }
        }
        Ok(())
    }

    fn points(&self, series: &Series) -> Vec<Pos2> {
        let values = series.alive();
        let steps = (self.chart.x.high - self.chart.x.low).max(1.0);
        let per_column = (steps / f64::from(self.plot.width().max(1.0))).ceil() as usize;
        let kept = decimate::indices(values, per_column).into_iter();
        kept.filter(|&i| values[i].is_finite())
            .map(|i| self.place(series.first + i as f64, values[i]))
            .collect()
    }

    /// Markers and labels at the line ends.
    fn ends(&self) -> Result<(), Error<DB>> {
        let (pen, plot) = (self.pen, self.plot);
        let ends: Vec<Option<(&Series, Pos2)>> =
            self.chart.series.iter().map(|s| self.end(s)).collect();
        let ends: Vec<(&Series, Pos2)> = ends.into_iter().flatten().collect();
        let mut best: Vec<usize> = (0..ends.len()).collect();
        best.sort_by(|&a, &b| {
            let key = |i: usize| (!ends[i].0.selected, -ends[i].1.y);
            key(a).0.cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1))
        });
        let wanted: Vec<f32> = ends.iter().map(|e| e.1.y).collect();
        let placed = spread(&wanted, &best, LINE, plot.top() - 8.0, plot.bottom() + 8.0);
        for ((series, end), label) in ends.into_iter().zip(placed) {
            let diverged = series.diverged_at.is_some();
            match diverged {
                true => pen.cross(end, 4.0, self.colors.danger)?,
                false => pen.marker(
                    series.style.marker,
                    end,
                    3.5,
                    series.style.color,
                    self.colors.panel,
                )?,
            }
            let Some(y) = label else { continue };
            let color = if diverged {
                self.colors.danger
            } else {
                series.style.color
            };
            let writing = Writing::new(SMALL, color).strong();
            if diverged && end.x < plot.right() - 70.0 {
                let at = pos2(end.x + 8.0, end.y);
                pen.text(&format!("{} diverged", series.label), at, writing)?;
                continue;
            }
            if (y - end.y).abs() > 3.0 {
                let from = pos2(end.x + 5.0, end.y);
                pen.line(
                    &[from, pos2(plot.right() + 9.0, y)],
                    1.0,
                    color.gamma_multiply(0.5),
                )?;
            }
            pen.text(series.label, pos2(plot.right() + 11.0, y), writing)?;
        }
        Ok(())
    }

    fn end<'s>(&self, series: &'s Series<'s>) -> Option<(&'s Series<'s>, Pos2)> {
        let end = *self.points(series).last()?;
        Some((
            series,
            pos2(end.x, end.y.clamp(self.plot.top(), self.plot.bottom())),
        ))
    }

    /// The current step as a thin line, with the values beside it.
    fn cursor(&self) -> Result<(), Error<DB>> {
        let Some(step) = self.chart.cursor else {
            return Ok(());
        };
        let (pen, plot, colors) = (self.pen, self.plot, self.colors);
        let x = self.place(step, 1.0).x;
        let grey = colors.weak.gamma_multiply(0.6);
        pen.line(&[pos2(x, plot.top()), pos2(x, plot.bottom())], 1.0, grey)?;
        let values = self
            .chart
            .series
            .iter()
            .filter_map(|s| Some((s, s.at(step)?)));
        let values: Vec<(&Series, f64)> = values.filter(|(_, v)| v.is_finite()).collect();
        let place = |v: f64| self.place(step, v).y.clamp(plot.top(), plot.bottom());
        let wanted: Vec<f32> = values.iter().map(|&(_, v)| place(v)).collect();
        let mut best: Vec<usize> = (0..values.len()).collect();
        best.sort_by_key(|&i| !values[i].0.selected);
        let placed = spread(&wanted, &best, LINE, plot.top() - 8.0, plot.bottom() + 8.0);
        let before = x > plot.center().x;
        for ((series, value), (y, label)) in values.into_iter().zip(wanted.into_iter().zip(placed))
        {
            pen.marker(
                series.style.marker,
                pos2(x, y),
                3.5,
                series.style.color,
                colors.panel,
            )?;
            let Some(label) = label else { continue };
            let text = number::short(value);
            let writing = Writing::new(SMALL, series.style.color);
            let width = pen.width(&text, writing)? + 8.0;
            let left = if before { x - 8.0 - width } else { x + 8.0 };
            let halo = Rect::from_min_size(pos2(left, label - LINE / 2.0), vec2(width, LINE));
            let corners = [
                halo.left_top(),
                halo.right_top(),
                halo.right_bottom(),
                halo.left_bottom(),
            ];
            pen.polygon(&corners, colors.panel.gamma_multiply(0.8))?;
            pen.text(&text, pos2(left + 4.0, label), writing)?;
        }
        Ok(())
    }
}

/// A line left and right of a place.
fn cut(points: &[Pos2], x: f32) -> (Vec<Pos2>, Vec<Pos2>) {
    let split = points.partition_point(|p| p.x <= x);
    let (mut past, mut future) = (points[..split].to_vec(), points[split..].to_vec());
    if let (Some(a), Some(b)) = (past.last().copied(), future.first().copied()) {
        let middle = a + (b - a) * ((x - a.x) / (b.x - a.x));
        past.push(middle);
        future.insert(0, middle);
    }
    (past, future)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_step_cuts_a_line_in_two() {
        let (past, future) = cut(&[pos2(0.0, 0.0), pos2(2.0, 2.0)], 0.5);
        assert_eq!(past, [pos2(0.0, 0.0), pos2(0.5, 0.5)]);
        assert_eq!(future, [pos2(0.5, 0.5), pos2(2.0, 2.0)]);
    }
}
