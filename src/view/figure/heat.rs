//! A value at every point of two axes, as colours, with a bar that tells which colour is which value.

use super::axis::Axis;
use super::cell::{Cell, Measure, lowest};
use super::signs::{DIVERGED, Legend, Sign, outline, ring, scale};
use super::{CAPTION, LINE, MARGIN, SMALL, TITLE, hatch, text};
use crate::scene::picture::Map;
use crate::view::canvas::{Drawing, Error, Pen, Picture, Writing};
use crate::view::palette::{PAPER, Palette};
use crate::view::ticks::ticks;
use crate::view::{colormap, number};
use egui::{Color32, ColorImage, Pos2, Rect, Vec2, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};
use std::sync::{Arc, OnceLock};

/// Width of the bar of colours.
const BAR: f32 = 14.0;

/// A heat map. Its pixels are made once, so what it is made of does not change.
#[derive(Clone, Debug)]
pub struct HeatMap {
    content: Content,
    /// Cells and bar, in the light and in the dark theme.
    pictures: [OnceLock<[Picture; 2]>; 2],
}

/// What a heat map shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// What it is of.
    pub title: String,
    /// The axis to the right.
    pub x: Axis,
    /// The axis upwards.
    pub y: Axis,
    /// What the values measure; lower ones are better.
    pub measure: Measure,
    /// The range of the colours, where it is not that of the values.
    pub range: Option<[f64; 2]>,
    /// What came of each point, row by row from the lowest y.
    pub cells: Vec<Cell>,
    /// The settings, a paragraph each.
    pub caption: Vec<String>,
}

/// The parts of a drawn heat map.
struct Layout {
    plot: Rect,
    bar: Rect,
    caption: Vec<String>,
    /// Lines between plot and caption: ticks, the axis' name, and the legend where it has no room beside
    /// that.
    rows: f32,
}

impl HeatMap {
    /// A heat map of its content.
    pub fn new(content: Content) -> Self {
        Self {
            content,
            pictures: [OnceLock::new(), OnceLock::new()],
        }
    }

    /// What it shows.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// Where its cells are drawn on an area of the pen's size: for those who point at one.
    pub fn plot(&self, pen: &Pen) -> Result<Rect, Error> {
        Ok(self.content.layout(pen)?.plot)
    }

    fn pictures(&self, colors: &Palette) -> &[Picture; 2] {
        let picture = |image, smooth| Picture {
            image: Arc::new(image),
            smooth,
        };
        self.pictures[usize::from(colors.dark)].get_or_init(|| {
            [
                picture(self.content.pixels(colors), false),
                picture(bar_pixels(), true),
            ]
        })
    }
}

impl Drawing for HeatMap {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let content = &self.content;
        let layout = content.layout(pen)?;
        let [cells, bar] = self.pictures(colors);
        if !content.cells.is_empty() {
            pen.picture(layout.plot, cells)?;
        }
        content.hatching(pen, layout.plot)?;
        if let Some((index, _)) = lowest(&content.cells) {
            ring(pen, content.place(layout.plot, index))?;
        }
        outline(pen, layout.plot, colors)?;
        content.axes(pen, &layout, colors)?;
        content.bar(pen, layout.bar, bar, colors)?;
        let below = layout.plot.bottom() + LINE * (layout.rows - 0.5) + 4.0;
        content
            .legend(colors)
            .write(pen, pos2(pen.size().x - MARGIN, below), colors)?;
        let below = pos2(MARGIN, layout.plot.bottom() + layout.rows * LINE + 10.0);
        text::write(pen, &layout.caption, below, Writing::new(CAPTION, colors.weak))
    }
}

impl Content {
    fn layout(&self, pen: &Pen) -> Result<Layout, Error> {
        let size = pen.size();
        let small = Writing::new(SMALL, Color32::BLACK);
        let left = text::widest(pen, self.y.ticks(9).iter().map(|t| &t.1), small)?;
        let right = text::widest(pen, self.bar_ticks(8).iter().map(|t| &t.1), small)?;
        let caption = Writing::new(CAPTION, Color32::BLACK);
        let caption = text::wrapped(pen, &self.caption, caption, size.x - 2.0 * MARGIN)?;
        let from = pos2(MARGIN + left + 8.0, MARGIN + TITLE + LINE + 2.0);
        let beside = from.x + pen.width(&self.x.label, small)? + self.legend(&PAPER).width(pen)?;
        let rows = if beside < size.x - MARGIN { 2.0 } else { 3.0 };
        let below = text::height(caption.len(), Writing::new(CAPTION, Color32::BLACK)) + 10.0 + rows * LINE;
        let to = pos2(
            size.x - MARGIN - right - 8.0 - BAR - 16.0,
            size.y - MARGIN - below,
        );
        let plot = Rect::from_min_max(from, to.max(from + Vec2::splat(40.0)));
        let bar = Rect::from_x_y_ranges(plot.right() + 16.0..=plot.right() + 16.0 + BAR, plot.y_range());
        Ok(Layout {
            plot,
            bar,
            caption,
            rows,
        })
    }

    fn range(&self) -> Option<[f64; 2]> {
        self.range.or_else(|| self.measure.range(self.cells.iter()))
    }

    /// A pixel a cell, the highest row first.
    fn pixels(&self, colors: &Palette) -> ColorImage {
        let (columns, rows) = (self.x.values.len().max(1), self.y.values.len().max(1));
        let range = self.range();
        let color = |cell: &Cell| match (cell, range) {
            (Cell::Value(v), Some(range)) if !v.is_nan() => {
                colormap::full(Map::Cividis, self.measure.place(*v, range))
            }
            (Cell::Diverged, _) => DIVERGED,
            (Cell::Missing | Cell::Hole | Cell::Value(_), _) => missing(colors),
            (Cell::Unknown, _) => unknown(colors),
        };
        let mut pixels: Vec<Color32> = self.cells.chunks(columns).rev().flatten().map(color).collect();
        pixels.resize(columns * rows, unknown(colors));
        ColorImage::new([columns, rows], pixels)
    }

    /// The middle of a cell.
    fn place(&self, plot: Rect, index: usize) -> Pos2 {
        let columns = self.x.values.len().max(1);
        let (x, y) = (self.x.middle(index % columns), self.y.middle(index / columns));
        plot.lerp_inside(vec2(x as f32, 1.0 - y as f32))
    }

    fn cell(&self, plot: Rect, at: Pos2) -> Option<Cell> {
        let part = (at - plot.min) / plot.size();
        let (columns, rows) = (self.x.values.len(), self.y.values.len());
        let (column, row) = (part.x * columns as f32, (1.0 - part.y) * rows as f32);
        let inside = (0.0..columns as f32).contains(&column) && (0.0..rows as f32).contains(&row);
        let index = row as usize * columns + column as usize;
        self.cells.get(index).copied().filter(|_| inside)
    }

    /// Lines across what diverged, so that it is told by more than its colour.
    fn hatching(&self, pen: &Pen, plot: Rect) -> Result<(), Error> {
        if !self.cells.contains(&Cell::Diverged) {
            return Ok(());
        }
        let diverged = |at: Pos2| self.cell(plot, at) == Some(Cell::Diverged);
        hatch::draw(pen, &hatch::lines(plot, diverged))
    }

    fn axes(&self, pen: &Pen, layout: &Layout, colors: &Palette) -> Result<(), Error> {
        let plot = layout.plot;
        let small = Writing::new(SMALL, colors.weak);
        let named = Writing::new(SMALL, colors.text);
        let title = Writing::new(15.0, colors.text).strong();
        let room = pen.size().x - 2.0 * MARGIN;
        pen.text(
            &pen.fitted(&self.title, title, room)?,
            pos2(MARGIN, MARGIN + TITLE / 2.0 - 4.0),
            title,
        )?;
        let above = plot.top() - LINE / 2.0 - 3.0;
        pen.text(&self.y.label, pos2(MARGIN, above), named)?;
        let right = named.at(HPos::Right, VPos::Center);
        pen.text(&self.measure.detail(), pos2(pen.size().x - MARGIN, above), right)?;
        x_axis(pen, plot, &self.x, colors)?;
        for (place, label) in self.y.ticks(((plot.height() / 36.0) as usize).clamp(2, 9)) {
            let at = pos2(plot.left(), plot.bottom() - plot.height() * place as f32);
            pen.line(&[at, at - vec2(4.0, 0.0)], 1.0, colors.weak)?;
            pen.text(&label, at - vec2(7.0, 0.0), small.at(HPos::Right, VPos::Center))?;
        }
        Ok(())
    }

    fn bar_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let Some([low, high]) = self.range() else {
            return Vec::new();
        };
        let found = ticks(self.measure.scale, low, high, count).into_iter();
        found
            .map(|t| (self.measure.place(t.value, [low, high]), t.text))
            .collect()
    }

    fn bar(&self, pen: &Pen, bar: Rect, picture: &Picture, colors: &Palette) -> Result<(), Error> {
        if self.range().is_none() {
            return Ok(());
        }
        scale(pen, bar, picture, |most| self.bar_ticks(most), colors)
    }

    /// What the signs mean.
    fn legend(&self, colors: &Palette) -> Legend {
        let mut signs = Vec::new();
        if let Some((index, value)) = lowest(&self.cells) {
            let columns = self.x.values.len().max(1);
            let [x, y] = [self.x.values[index % columns], self.y.values[index / columns]].map(number::short);
            signs.push((
                Sign::Ring,
                format!("lowest: {} at {x}, {y}", number::short(value)),
            ));
        }
        for (kind, color, text) in [
            (Cell::Diverged, DIVERGED, "diverged"),
            (Cell::Missing, missing(colors), &self.measure.missing),
            (Cell::Hole, missing(colors), "no value, or out of range"),
            (Cell::Unknown, unknown(colors), "not computed yet"),
        ] {
            if self.cells.contains(&kind) {
                signs.push((Sign::Cell(color), text.to_owned()));
            }
        }
        Legend(signs)
    }
}

/// A cell without a value.
fn missing(colors: &Palette) -> Color32 {
    colors.background
}

/// A cell that is not computed yet.
fn unknown(colors: &Palette) -> Color32 {
    colors.hovered
}

/// Ticks and name of the axis to the right.
pub(super) fn x_axis(pen: &Pen, plot: Rect, axis: &Axis, colors: &Palette) -> Result<(), Error> {
    let small = Writing::new(SMALL, colors.weak).at(HPos::Center, VPos::Center);
    for (place, label) in axis.ticks(((plot.width() / 64.0) as usize).clamp(2, 10)) {
        let at = pos2(plot.left() + plot.width() * place as f32, plot.bottom());
        pen.line(&[at, at + vec2(0.0, 4.0)], 1.0, colors.weak)?;
        pen.text(&label, at + vec2(0.0, 6.0 + SMALL / 2.0), small)?;
    }
    let below = pos2(plot.left(), plot.bottom() + LINE * 1.5 + 4.0);
    pen.text(&axis.label, below, Writing::new(SMALL, colors.text))
}

/// The colours from the lowest, at the bottom, to the highest.
fn bar_pixels() -> ColorImage {
    let color = |i: u8| colormap::full(Map::Cividis, 1.0 - f64::from(i) / 255.0);
    ColorImage::new([1, 256], (0..=255).map(color).collect())
}
