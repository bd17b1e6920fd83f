//! Draws a chart on any plotters backend.

use super::{Axis, Chart, Scale, Series, Weight, annotate, decimate, slopes};
use crate::view::canvas::{Error, Pen, Writing};
use crate::view::line;
use crate::view::palette::Palette;
use crate::view::style::GHOST;
use crate::view::ticks::ticks;
use egui::{Color32, Pos2, Rect, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// Height of the title's line where nothing else stands in it, in points.
pub const HEAD: f32 = 26.0;
/// Height of the tick labels under the plot.
const FOOT: f32 = 22.0;
/// Size of small text.
pub(super) const SMALL: f32 = 13.0;
/// How much of their strength lines keep after the current step, and ghosts everywhere.
const FAINT: f32 = GHOST;

/// How strong the ground between lines is.
const BAND: f32 = 0.12;

/// Where the parts of a drawn chart are, in points from the area's upper left corner.
#[derive(Clone, Debug)]
pub struct DrawnChart {
    /// The plot.
    pub plot: Rect,
    /// The labels of runs.
    pub labels: Vec<RunLabel>,
    /// The name of the horizontal axis.
    pub axis: Rect,
}

/// The label of a run.
#[derive(Clone, Debug)]
pub struct RunLabel {
    /// The run's place in the experiment.
    pub run: usize,
    /// Whether it is hidden.
    pub hidden: bool,
    /// What it says.
    pub text: String,
    /// Where it is.
    pub rect: Rect,
}

/// Draws the chart, its title in a line of height `head`.
pub fn draw(pen: &Pen, chart: &Chart, colors: &Palette, head: f32) -> Result<DrawnChart, Error> {
    let plot = layout(pen, chart, head)?;
    let drawing = ChartDrawing {
        pen,
        chart,
        colors,
        plot,
    };
    let axis = drawing.frame(head)?;
    drawing.guides()?;
    slopes::draw(&drawing)?;
    for &[from, to] in &chart.bands {
        drawing.band(&chart.series[from], &chart.series[to])?;
    }
    for series in &chart.series {
        drawing.line(series)?;
    }
    let mut labels = annotate::hidden(&drawing)?;
    labels.extend(annotate::ends(&drawing, labels.len())?);
    let mut taken: Vec<Rect> = labels.iter().map(|label| label.rect).collect();
    annotate::notes(&drawing, &mut taken)?;
    annotate::cursor(&drawing, &taken)?;
    Ok(DrawnChart { plot, labels, axis })
}

fn layout(pen: &Pen, chart: &Chart, head: f32) -> Result<Rect, Error> {
    let size = pen.size();
    let plain = Writing::new(SMALL, Color32::BLACK);
    let (mut left, mut right) = (0.0f32, 0.0f32);
    for tick in y_ticks(&chart.y, size.y) {
        left = left.max(pen.width(&tick.text, plain)?);
    }
    let labels = chart.series.iter().map(|s| &s.label);
    for label in labels.chain(chart.hidden.iter().map(|h| &h.label)) {
        right = right.max(pen.width(label, plain.strong())?);
    }
    let right = (right + 14.0).min(size.x * 0.36);
    Ok(Rect::from_min_max(
        pos2(left + 10.0, head + 6.0),
        pos2(
            (size.x - right).max(left + 30.0),
            (size.y - FOOT).max(head + 20.0),
        ),
    ))
}

fn y_ticks(y: &Axis, height: f32) -> Vec<crate::view::ticks::Tick> {
    ticks(y.scale, y.low, y.high, ((height / 38.0) as usize).clamp(2, 8))
}

/// A chart under way.
pub(super) struct ChartDrawing<'a, 'b> {
    pub(super) pen: &'a Pen<'b>,
    pub(super) chart: &'a Chart<'a>,
    pub(super) colors: &'a Palette,
    pub(super) plot: Rect,
}

impl ChartDrawing<'_, '_> {
    pub(super) fn place(&self, x: f64, y: f64) -> Pos2 {
        let (px, py) = (self.chart.x.place(x), self.chart.y.place(y));
        // Far outside is as good as outside, and keeps whole pixels from overflowing.
        let py = if py.is_nan() { 0.0 } else { py.clamp(-1.0, 2.0) };
        pos2(
            self.plot.left() + self.plot.width() * px as f32,
            self.plot.bottom() - self.plot.height() * py as f32,
        )
    }

    /// The title and the axes; where the horizontal one's name stands.
    fn frame(&self, head: f32) -> Result<Rect, Error> {
        let (pen, plot, colors) = (self.pen, self.plot, self.colors);
        let small = Writing::new(SMALL, colors.weak);
        let title = Writing::new(15.0, colors.text).strong();
        pen.text(&self.chart.title, pos2(0.0, head / 2.0), title)?;
        let scale = match (self.chart.y.scale, self.chart.x.scale) {
            (Scale::Log, Scale::Log) => "log–log scale",
            (Scale::Log, Scale::Linear) => "log scale",
            (Scale::Linear, Scale::Log) => "steps on a log scale",
            (Scale::Linear, Scale::Linear) => "",
        };
        let detail: Vec<&str> = [&*self.chart.y.unit, scale]
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect();
        let after = pen.width(&self.chart.title, title)? + 8.0;
        pen.text(&detail.join(", "), pos2(after, head / 2.0), small)?;
        // Even values stand close to each other on a scale of logarithms.
        let mut below = f32::INFINITY;
        for tick in y_ticks(&self.chart.y, pen.size().y) {
            let y = self.place(self.chart.x.low, tick.value).y;
            pen.line(
                &[pos2(plot.left(), y), pos2(plot.right(), y)],
                1.0,
                colors.hairline,
            )?;
            if below - y < SMALL {
                continue;
            }
            below = y;
            let right = small.at(HPos::Right, VPos::Center);
            pen.text(&tick.text, pos2(plot.left() - 8.0, y), right)?;
        }
        self.steps(small)
    }

    fn guides(&self) -> Result<(), Error> {
        let y = &self.chart.y;
        for &value in self.chart.guides.iter().filter(|v| (y.low..=y.high).contains(*v)) {
            let at = self.place(self.chart.x.low, value).y;
            let ends = [pos2(self.plot.left(), at), pos2(self.plot.right(), at)];
            self.pen.line(&ends, 1.0, self.colors.weak.gamma_multiply(0.7))?;
        }
        Ok(())
    }

    /// The ground between two lines, in strips a few points wide.
    fn band(&self, from: &Series, to: &Series) -> Result<(), Error> {
        let (x, plot) = (&self.chart.x, self.plot);
        let color = to.style.color.gamma_multiply(BAND);
        let ends = |part: f32| {
            let step = x.value(f64::from(part));
            let place = |line: &Series| {
                let y = self.place(step, line.at(step).filter(|v| v.is_finite())?).y;
                Some(pos2(
                    plot.left() + part * plot.width(),
                    y.clamp(plot.top(), plot.bottom()),
                ))
            };
            Some([place(from)?, place(to)?])
        };
        let strips = (plot.width() / 4.0).ceil().max(1.0);
        for strip in 0..strips as usize {
            let [left, right] = [strip, strip + 1].map(|s| ends(s as f32 / strips));
            if let (Some([a, b]), Some([c, d])) = (left, right) {
                self.pen.polygon(&[a, c, d, b], color)?;
            }
        }
        Ok(())
    }

    /// Tick labels of the steps; the last one bears the axis' name. Returns where that stands.
    fn steps(&self, small: Writing) -> Result<Rect, Error> {
        let x = &self.chart.x;
        let all = ticks(
            x.scale,
            x.low,
            x.high,
            ((self.plot.width() / 70.0) as usize).clamp(2, 10),
        );
        let y = self.plot.bottom() + FOOT - 6.0;
        let last = all.len().saturating_sub(1);
        let mut name = Rect::NOTHING;
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
            let anchor = if index == last { HPos::Right } else { HPos::Center };
            let at = at + vec2(shift, 0.0);
            self.pen.text(&text, at, small.at(anchor, VPos::Center))?;
            if index == last {
                let half = SMALL / 2.0;
                let left = at.x - self.pen.width(&text, small)?;
                name = Rect::from_min_max(pos2(left, at.y - half), pos2(at.x, at.y + half));
            }
        }
        Ok(name)
    }

    fn line(&self, series: &Series) -> Result<(), Error> {
        let (width, strength) = match series.weight {
            Weight::Edge => return Ok(()),
            Weight::Ghost => (1.75, FAINT),
            Weight::Plain => (1.75, 1.0),
            Weight::Strong => (2.5, 1.0),
        };
        let points = self.points(series);
        let strengths = [strength, FAINT];
        let split = self.chart.cursor.map_or(f32::INFINITY, |c| self.place(c, 1.0).x);
        let mut travelled = 0.0;
        for part in line::clip(&points, self.plot.expand2(vec2(1.0, 0.5))) {
            let (past, future) = cut(&part, split);
            for (piece, strength) in [past, future].into_iter().zip(strengths) {
                for dash in line::dashes(&piece, series.style.dash, travelled) {
                    self.pen
                        .line(&dash, width, series.style.color.gamma_multiply(strength))?;
                }
                travelled += line::length(&piece);
            }
        }
        Ok(())
    }

    /// The points of a line inside the shown steps, and one more on either side; thinned to the pixel.
    fn points(&self, series: &Series) -> Vec<Pos2> {
        let (values, x) = (series.alive(), &self.chart.x);
        let every = series.every as f64 * series.pace;
        let width = self.plot.width().max(1.0);
        let kept = match x.scale {
            Scale::Linear => {
                let per_column = (x.high - x.low) / every / f64::from(width);
                let shown = (x.low.max(0.0) / every) as usize..(x.high.max(0.0) / every).ceil() as usize + 1;
                decimate::indices(values, shown, per_column.ceil() as usize)
            }
            // The start has no logarithm.
            Scale::Log => {
                let edge = |column: usize| (x.value(column as f64 / f64::from(width)) / every) as usize;
                let edges = (0..=width as usize + 1).map(|column| edge(column).max(1));
                decimate::between(values, edges)
            }
        };
        let sound = kept.into_iter().filter(|&i| values[i].is_finite());
        sound.map(|i| self.place(series.x(i), values[i])).collect()
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
