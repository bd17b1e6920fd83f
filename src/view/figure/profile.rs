//! A value along one axis, a line a run.

use super::axis::Axis;
use super::cell::{Cell, Measure};
use super::heat::x_axis;
use super::signs::{Legend, Sign, ring};
use super::{CAPTION, LINE, MARGIN, SMALL, TITLE, text};
use crate::view::canvas::{Canvas, Drawing, Error, Pen, Writing};
use crate::view::chart::labels::spread;
use crate::view::number;
use crate::view::palette::Palette;
use crate::view::style::run_style;
use crate::view::ticks::ticks;
use egui::{Pos2, Rect, Vec2, pos2, vec2};
use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, VPos};

/// Nearer points have no marker each.
const APART: f32 = 9.0;

/// Height of a row of crosses.
const ROW: f32 = 9.0;
/// Most rows of crosses.
const ROWS: usize = 8;

/// Values along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What it is of.
    pub title: String,
    /// The axis to the right.
    pub x: Axis,
    /// What the values measure; lower ones are better.
    pub measure: Measure,
    /// The lines.
    pub lines: Vec<Line>,
    /// The settings, a paragraph each.
    pub caption: Vec<String>,
}

/// What came of one run at every point.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name.
    pub label: String,
    /// The run's place in the experiment, which gives its look.
    pub run: usize,
    /// What came of it, one a point.
    pub cells: Vec<Cell>,
}

impl Profile {
    /// The lines with diverged points; each has a row of crosses.
    fn diverged(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| l.cells.contains(&Cell::Diverged))
    }
}

/// A profile under way.
struct Drawn<'a, 'b, DB: DrawingBackend> {
    pen: &'a Pen<'b, DB>,
    profile: &'a Profile,
    colors: &'a Palette,
    plot: Rect,
    range: [f64; 2],
}

impl Drawing for Profile {
    fn draw<DB: Canvas>(&self, pen: &Pen<DB>, colors: &Palette) -> Result<(), Error<DB>> {
        let size = pen.size();
        let range = self.measure.range(self.lines.iter().flat_map(|l| &l.cells));
        let small = Writing::new(SMALL, colors.weak);
        let range = range.unwrap_or([0.1, 1.0]);
        let heights = ticks(self.measure.scale, range[0], range[1], 8);
        let left = text::widest(pen, heights.iter().map(|t| &t.text), small)?;
        let right = text::widest(pen, self.lines.iter().map(|l| &l.label), small.strong())?;
        let writing = Writing::new(CAPTION, colors.weak);
        let caption = text::wrapped(pen, &self.caption, writing, size.x - 2.0 * MARGIN)?;
        let below = text::height(caption.len(), writing) + 10.0 + 2.0 * LINE;
        let crosses = ROW * self.diverged().count().min(ROWS) as f32;
        let from = pos2(MARGIN + left + 10.0, MARGIN + TITLE + LINE + 4.0 + crosses);
        let right = (right + 14.0).min(size.x * 0.3);
        let to = pos2(size.x - MARGIN - right, size.y - MARGIN - below);
        let drawn = Drawn {
            pen,
            profile: self,
            colors,
            plot: Rect::from_min_max(from, to.max(from + Vec2::splat(40.0))),
            range,
        };
        drawn.frame()?;
        for line in &self.lines {
            drawn.line(line)?;
        }
        drawn.lowest()?;
        drawn.labels()?;
        let below = pos2(MARGIN, drawn.plot.bottom() + 2.0 * LINE + 10.0);
        text::write(pen, &caption, below, writing)
    }
}

impl<DB: DrawingBackend> Drawn<'_, '_, DB> {
    fn place(&self, index: usize, value: f64) -> Pos2 {
        let x = self.profile.x.middle(index) as f32;
        let y = self.profile.measure.place(value, self.range) as f32;
        // A little air above and below: the ends of the range are values themselves.
        let inner = self.plot.shrink2(vec2(0.0, 8.0));
        pos2(
            self.plot.left() + self.plot.width() * x,
            inner.bottom() - inner.height() * y,
        )
    }

    fn frame(&self) -> Result<(), Error<DB>> {
        let (pen, plot, colors) = (self.pen, self.plot, self.colors);
        let title = Writing::new(15.0, colors.text).strong();
        let at = pos2(MARGIN, MARGIN + TITLE / 2.0 - 4.0);
        pen.text(
            &pen.fitted(&self.profile.title, title, pen.size().x - 2.0 * MARGIN)?,
            at,
            title,
        )?;
        let small = Writing::new(SMALL, colors.text);
        let above = pos2(MARGIN, MARGIN + TITLE + LINE / 2.0);
        pen.text(&self.profile.measure.detail(), above, small)?;
        let count = ((plot.height() / 38.0) as usize).clamp(2, 8);
        for tick in ticks(self.profile.measure.scale, self.range[0], self.range[1], count) {
            let y = self.place(0, tick.value).y;
            pen.line(
                &[pos2(plot.left(), y), pos2(plot.right(), y)],
                1.0,
                colors.hairline,
            )?;
            let right = Writing::new(SMALL, colors.weak).at(HPos::Right, VPos::Center);
            pen.text(&tick.text, pos2(plot.left() - 8.0, y), right)?;
        }
        pen.line(&[plot.left_bottom(), plot.right_bottom()], 1.0, colors.weak)?;
        x_axis(pen, plot, &self.profile.x, colors)
    }

    /// A line through its values, broken where there is none; a cross above each point at which the run diverged.
    fn line(&self, line: &Line) -> Result<(), Error<DB>> {
        let style = run_style(line.run, self.colors.dark);
        let points = self.points(line);
        let mut phase = 0.0;
        for part in points.split(Option::is_none) {
            let part: Vec<Pos2> = part.iter().copied().flatten().collect();
            phase = self.pen.dashed(&part, (style.dash, phase), 2.0, style.color)?;
        }
        let apart = self.plot.width() / points.len().max(1) as f32 >= APART;
        let known = |i: usize| points.get(i).copied().flatten();
        for (index, point) in points.iter().enumerate() {
            let alone = index.checked_sub(1).and_then(known).is_none() && known(index + 1).is_none();
            if let Some(at) = point.filter(|_| apart || alone) {
                self.pen
                    .marker(style.marker, at, 3.5, style.color, self.colors.background)?;
            }
        }
        let above = self.profile.diverged().take_while(|l| l.run != line.run);
        let row = self.plot.top() - ROW * (above.count().min(ROWS - 1) as f32 + 0.5);
        for (index, cell) in line.cells.iter().enumerate() {
            let before = index > 0 && line.cells[index - 1] == Cell::Diverged;
            if *cell == Cell::Diverged && (apart || !before) {
                let at = pos2(self.place(index, self.range[0]).x, row);
                self.pen.cross(at, 3.0, style.color, self.colors.background)?;
            }
        }
        Ok(())
    }

    fn points(&self, line: &Line) -> Vec<Option<Pos2>> {
        let point = |(index, cell): (usize, &Cell)| Some(self.place(index, cell.value()?));
        line.cells.iter().enumerate().map(point).collect()
    }

    /// Names at the ends of the lines.
    fn labels(&self) -> Result<(), Error<DB>> {
        let end = |line| Some((line, self.points(line).into_iter().flatten().last()?));
        let ends: Vec<(&Line, Pos2)> = self.profile.lines.iter().filter_map(end).collect();
        let wanted: Vec<f32> = ends.iter().map(|e| e.1.y).collect();
        let priority: Vec<usize> = (0..ends.len()).collect();
        let heights = spread(
            &wanted,
            &priority,
            16.0,
            self.plot.top() - 8.0,
            self.plot.bottom() + 8.0,
        );
        let left = self.plot.right() + 8.0;
        let names: Vec<&str> = self.profile.lines.iter().map(|line| &*line.label).collect();
        for ((line, at), y) in ends.iter().zip(heights) {
            let Some(y) = y else { continue };
            let color = run_style(line.run, self.colors.dark).color;
            self.pen.line(
                &[*at + vec2(5.0, 0.0), pos2(left - 2.0, y)],
                1.0,
                color.gamma_multiply(0.5),
            )?;
            let writing = Writing::new(SMALL, color).strong();
            let label = self
                .pen
                .name(&line.label, &names, writing, self.pen.size().x - left);
            self.pen.text(&label, pos2(left, y), writing)?;
        }
        Ok(())
    }

    /// Marks the lowest value of all and says which it is, and what crosses mean.
    fn lowest(&self) -> Result<(), Error<DB>> {
        let (pen, colors) = (self.pen, self.colors);
        let cells = self.profile.lines.iter().flat_map(|line| {
            let cells = line.cells.iter().enumerate();
            cells.filter_map(move |(i, c)| Some((line, i, c.value()?)))
        });
        let mut signs = Vec::new();
        if let Some((line, index, value)) = cells.min_by(|a, b| a.2.total_cmp(&b.2)) {
            ring(pen, self.place(index, value))?;
            let at = number::short(self.profile.x.values[index]);
            let text = format!("lowest: {}, {} at {at}", line.label, number::short(value));
            signs.push((Sign::Ring, text));
        }
        if self.profile.diverged().next().is_some() {
            signs.push((Sign::Cross, "diverged".to_owned()));
        }
        let right = pos2(pen.size().x - MARGIN, self.plot.bottom() + LINE * 1.5 + 4.0);
        Legend(signs).write(pen, right, colors)
    }
}
