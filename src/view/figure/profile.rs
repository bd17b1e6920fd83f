//! A value along one axis, a line a run.

use super::axis::Axis;
use super::cell::{Cell, Measure};
use super::heat::x_axis;
use super::signs::{Legend, Sign, ring};
use super::{CAPTION, LINE, MARGIN, SMALL, TITLE, text};
use crate::view::canvas::{Drawing, Error, Pen, Writing};
use crate::view::chart::labels::spread;
use crate::view::number;
use crate::view::palette::Palette;
use crate::view::style::{GHOST, run_style};
use crate::view::ticks::ticks;
use egui::{Color32, Pos2, Rect, Vec2, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// Nearer points have no marker each.
const APART: f32 = 9.0;

/// Height of a row of crosses.
const ROW: f32 = 9.0;
/// Most rows of crosses.
const ROWS: usize = 8;

/// How strong the ground between the edges of a band is.
const BAND: f32 = 0.16;

/// Values along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What it is of; empty where something else says it.
    pub title: String,
    /// The axis to the right.
    pub x: Axis,
    /// What the values measure; lower ones are better.
    pub measure: Measure,
    /// The range of the values, where it is not that of all of them.
    pub range: Option<[f64; 2]>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Values of the axis that something is said of.
    pub guides: Vec<GuideLine>,
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
    /// Lower and upper edge of what its values spread over, one a point; empty where they do not.
    pub band: Vec<Option<[f64; 2]>>,
    /// The points that are marked.
    pub marks: Vec<usize>,
    /// Whether it stands behind the others, faintly.
    pub faint: bool,
}

/// A value of the axis, marked by a line across the plot.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideLine {
    /// The value.
    pub at: f64,
    /// What is said of it.
    pub text: String,
}

impl Line {
    /// A plain line of a run.
    pub fn of(run: usize, label: String, cells: Vec<Cell>) -> Self {
        Self {
            label,
            run,
            cells,
            band: Vec::new(),
            marks: Vec::new(),
            faint: false,
        }
    }
}

/// Where the parts of a drawn profile are.
#[derive(Clone, Debug)]
pub struct ProfileLayout {
    /// The plot.
    pub plot: Rect,
    /// The range of the values.
    range: [f64; 2],
    caption: Vec<String>,
    /// Height of a line of its own for the key; 0 where it stands beside the axis' name.
    key: f32,
}

impl Profile {
    /// The lines with diverged points; each has a row of crosses.
    fn diverged(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| l.cells.contains(&Cell::Diverged))
    }
}

/// A profile under way.
struct Drawn<'a, 'b> {
    pen: &'a Pen<'b>,
    profile: &'a Profile,
    colors: &'a Palette,
    plot: Rect,
    range: [f64; 2],
    layout: ProfileLayout,
}

impl Drawing for Profile {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let layout = self.layout(pen)?;
        let drawn = Drawn {
            pen,
            profile: self,
            colors,
            plot: layout.plot,
            range: layout.range,
            layout,
        };
        drawn.frame()?;
        for line in &self.lines {
            drawn.band(line)?;
        }
        drawn.guides()?;
        for line in &self.lines {
            drawn.line(line)?;
        }
        drawn.lowest()?;
        drawn.labels()?;
        let below = pos2(MARGIN, drawn.plot.bottom() + 2.0 * LINE + 10.0 + drawn.layout.key);
        text::write(
            pen,
            &drawn.layout.caption,
            below,
            Writing::new(CAPTION, colors.weak),
        )
    }
}

impl Profile {
    /// Where everything stands on an area of the pen's size.
    pub fn layout(&self, pen: &Pen) -> Result<ProfileLayout, Error> {
        let size = pen.size();
        let found = || self.measure.range(self.lines.iter().flat_map(|l| &l.cells));
        let small = Writing::new(SMALL, Color32::BLACK);
        let range = self.range.or_else(found).unwrap_or([0.1, 1.0]);
        let heights = ticks(self.measure.scale, range[0], range[1], 8);
        let left = text::widest(pen, heights.iter().map(|t| &t.text), small)?;
        let right = text::widest(pen, self.lines.iter().map(|l| &l.label), small.strong())?;
        let writing = Writing::new(CAPTION, Color32::BLACK);
        let caption = text::wrapped(pen, &self.caption, writing, size.x - 2.0 * MARGIN)?;
        let plot_width = size.x - 2.0 * MARGIN - left - 10.0;
        let beside = pen.width(&self.x.label, small)? + self.key().width(pen)?;
        let key = if beside > plot_width { LINE } else { 0.0 };
        let below = text::height(caption.len(), writing) + 10.0 + 2.0 * LINE + key;
        let crosses = ROW * self.diverged().count().min(ROWS) as f32;
        let guides = if self.guides.is_empty() { 0.0 } else { LINE };
        let above = self.title_height() + LINE + 4.0 + crosses + guides;
        let from = pos2(MARGIN + left + 10.0, MARGIN + above);
        let right = (right + 14.0).min(size.x * 0.3);
        let to = pos2(size.x - MARGIN - right, size.y - MARGIN - below);
        let plot = Rect::from_min_max(from, to.max(from + Vec2::splat(40.0)));
        Ok(ProfileLayout {
            plot,
            range,
            caption,
            key,
        })
    }

    /// The line with the lowest value of all, its place and the value; None where lines have marks of their own.
    fn lowest(&self) -> Option<(&Line, usize, f64)> {
        let cells = self.lines.iter().flat_map(|line| {
            let cells = line.cells.iter().enumerate();
            cells.filter_map(move |(i, c)| Some((line, i, c.value()?)))
        });
        let marked = self.lines.iter().any(|line| !line.marks.is_empty());
        cells.min_by(|a, b| a.2.total_cmp(&b.2)).filter(|_| !marked)
    }

    /// Which value is the lowest, and what crosses mean.
    fn key(&self) -> Legend {
        let mut signs = Vec::new();
        if let Some((line, index, value)) = self.lowest() {
            let at = number::short(self.x.values[index]);
            let text = format!("lowest: {}, {} at {at}", line.label, number::short(value));
            signs.push((Sign::Ring, text));
        }
        if self.diverged().next().is_some() {
            signs.push((Sign::Cross, "diverged".to_owned()));
        }
        Legend(signs)
    }

    fn title_height(&self) -> f32 {
        if self.title.is_empty() { 0.0 } else { TITLE }
    }

    /// The point of the axis under a place of the plot.
    pub fn index(&self, layout: &ProfileLayout, at: Pos2) -> Option<usize> {
        let part = (at.x - layout.plot.left()) / layout.plot.width();
        let index = (part * self.x.values.len() as f32) as usize;
        (layout.plot.contains(at) && index < self.x.values.len()).then_some(index)
    }

    /// Where a value at a point stands in the plot.
    pub fn place(&self, layout: &ProfileLayout, index: usize, value: f64) -> Pos2 {
        let x = self.x.middle(index) as f32;
        let y = self.measure.place(value, layout.range) as f32;
        // A little air above and below: the ends of the range are values themselves.
        let inner = layout.plot.shrink2(vec2(0.0, 8.0));
        pos2(
            layout.plot.left() + layout.plot.width() * x,
            inner.bottom() - inner.height() * y,
        )
    }
}

impl Drawn<'_, '_> {
    fn place(&self, index: usize, value: f64) -> Pos2 {
        self.profile.place(&self.layout, index, value)
    }

    /// The ground over which a line's values spread; up to the top where they are infinite.
    fn band(&self, line: &Line) -> Result<(), Error> {
        let color = run_style(line.run, self.colors.dark).color.gamma_multiply(BAND);
        let ends = |index: usize| {
            let [low, high] = (*line.band.get(index)?)?;
            let high = if high.is_finite() { high } else { self.range[1] };
            let known = low.is_finite();
            known.then(|| [self.place(index, low), self.place(index, high)])
        };
        for index in 1..line.band.len() {
            if let (Some([a, b]), Some([c, d])) = (ends(index - 1), ends(index)) {
                self.pen.polygon(&[a, c, d, b], color)?;
            }
        }
        Ok(())
    }

    /// Lines across the plot, each with its words above, where there is room for them.
    fn guides(&self) -> Result<(), Error> {
        let (pen, plot) = (self.pen, self.plot);
        let writing = Writing::new(SMALL, self.colors.weak).at(HPos::Center, VPos::Center);
        let mut right = f32::NEG_INFINITY;
        for guide in &self.profile.guides {
            let Some(place) = self.profile.x.place(guide.at) else {
                continue;
            };
            let x = plot.left() + plot.width() * place as f32;
            let ends = [pos2(x, plot.top()), pos2(x, plot.bottom())];
            pen.dashed(&ends, (&[3.0, 3.0], 0.0), 1.0, self.colors.weak)?;
            let half = pen.width(&guide.text, writing)? / 2.0;
            let middle = x.clamp(plot.left() + half, (pen.size().x - half).max(plot.left() + half));
            if middle - half > right {
                right = middle + half + 8.0;
                pen.text(&guide.text, pos2(middle, plot.top() - LINE / 2.0), writing)?;
            }
        }
        Ok(())
    }

    fn frame(&self) -> Result<(), Error> {
        let (pen, plot, colors) = (self.pen, self.plot, self.colors);
        let title = Writing::new(15.0, colors.text).strong();
        let at = pos2(MARGIN, MARGIN + TITLE / 2.0 - 4.0);
        pen.text(
            &pen.fitted(&self.profile.title, title, pen.size().x - 2.0 * MARGIN)?,
            at,
            title,
        )?;
        let small = Writing::new(SMALL, colors.text);
        let above = pos2(MARGIN, MARGIN + self.profile.title_height() + LINE / 2.0);
        let detail = pen.fitted(&self.profile.measure.detail(), small, pen.size().x - 2.0 * MARGIN)?;
        pen.text(&detail, above, small)?;
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

    /// A line through its values, broken where there is none; a cross above each point at which the run
    /// diverged.
    fn line(&self, line: &Line) -> Result<(), Error> {
        let style = run_style(line.run, self.colors.dark);
        let points = self.points(line);
        let (width, color) = match line.faint {
            true => (1.0, style.color.gamma_multiply(GHOST)),
            false => (2.0, style.color),
        };
        let mut phase = 0.0;
        for part in points.split(Option::is_none) {
            let part: Vec<Pos2> = part.iter().copied().flatten().collect();
            phase = self.pen.dashed(&part, (style.dash, phase), width, color)?;
        }
        let apart = self.plot.width() / points.len().max(1) as f32 >= APART;
        let known = |i: usize| points.get(i).copied().flatten();
        for (index, point) in points.iter().enumerate() {
            let alone = index.checked_sub(1).and_then(known).is_none() && known(index + 1).is_none();
            let marked = line.marks.contains(&index);
            if let Some(at) = point.filter(|_| marked || !line.faint && (apart || alone)) {
                let radius = if marked { 5.0 } else { 3.5 };
                self.pen
                    .marker(style.marker, at, radius, style.color, self.colors.background)?;
            }
        }
        let above = self.profile.diverged().take_while(|l| l.run != line.run);
        let guides = if self.profile.guides.is_empty() { 0.0 } else { LINE };
        let row = self.plot.top() - guides - ROW * (above.count().min(ROWS - 1) as f32 + 0.5);
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
    fn labels(&self) -> Result<(), Error> {
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

    /// Marks the lowest value of all, and writes the key: beside the axis' name, or below it where both have no
    /// room in one line.
    fn lowest(&self) -> Result<(), Error> {
        if let Some((_, index, value)) = self.profile.lowest() {
            ring(self.pen, self.place(index, value))?;
        }
        let down = self.plot.bottom() + LINE * 1.5 + 4.0 + self.layout.key;
        let right = pos2(self.pen.size().x - MARGIN, down);
        self.profile.key().write(self.pen, right, self.colors)
    }
}
