//! A value at every point of two axes, as colours, with a bar that tells which colour is which value.

use super::axis::Axis;
use super::cell::{Cell, Measure, lowest};
use super::{CAPTION, LINE, MARGIN, SMALL, TITLE, text};
use crate::scene::picture::Map;
use crate::view::canvas::{Canvas, Drawing, Error, Pen, Picture, Writing};
use crate::view::palette::Palette;
use crate::view::ticks::ticks;
use crate::view::{colormap, number};
use egui::{Color32, ColorImage, Pos2, Rect, Vec2, pos2, vec2};
use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, VPos};
use std::sync::{Arc, OnceLock};

/// Width of the bar of colours.
const BAR: f32 = 14.0;
/// Distance between the lines that hatch what diverged.
const HATCH: f32 = 7.0;
/// Steps in which hatching looks for the edges of cells.
const SEARCH: f32 = 0.5;

/// A heat map. Its pixels are made once, so what it is made of does not change.
#[derive(Clone, Debug)]
pub struct HeatMap {
    content: Content,
    picture: OnceLock<[Picture; 2]>,
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
}

impl HeatMap {
    /// A heat map of its content.
    pub fn new(content: Content) -> Self {
        Self {
            content,
            picture: OnceLock::new(),
        }
    }

    /// What it shows.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// Where its cells are drawn on an area of the pen's size: for those who point at one.
    pub fn plot<DB: DrawingBackend>(&self, pen: &Pen<DB>) -> Result<Rect, Error<DB>> {
        Ok(self.content.layout(pen)?.plot)
    }

    fn pictures(&self) -> &[Picture; 2] {
        let picture = |image, smooth| Picture {
            image: Arc::new(image),
            smooth,
        };
        self.picture
            .get_or_init(|| [picture(self.content.pixels(), false), picture(bar_pixels(), true)])
    }
}

impl Drawing for HeatMap {
    fn draw<DB: Canvas>(&self, pen: &Pen<DB>, colors: &Palette) -> Result<(), Error<DB>> {
        let content = &self.content;
        let layout = content.layout(pen)?;
        let [cells, bar] = self.pictures();
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
        content.legend(pen, layout.plot, colors)?;
        let below = pos2(MARGIN, layout.plot.bottom() + 2.0 * LINE + 10.0);
        text::write(pen, &layout.caption, below, Writing::new(CAPTION, colors.weak))
    }
}

impl Content {
    fn layout<DB: DrawingBackend>(&self, pen: &Pen<DB>) -> Result<Layout, Error<DB>> {
        let size = pen.size();
        let small = Writing::new(SMALL, Color32::BLACK);
        let left = text::widest(pen, self.y.ticks(9).iter().map(|t| &t.1), small)?;
        let right = text::widest(pen, self.bar_ticks(8).iter().map(|t| &t.1), small)?;
        let caption = Writing::new(CAPTION, Color32::BLACK);
        let caption = text::wrapped(pen, &self.caption, caption, size.x - 2.0 * MARGIN)?;
        let below = text::height(caption.len(), Writing::new(CAPTION, Color32::BLACK)) + 10.0 + 2.0 * LINE;
        let from = pos2(MARGIN + left + 8.0, MARGIN + TITLE + LINE + 2.0);
        let to = pos2(
            size.x - MARGIN - right - 8.0 - BAR - 16.0,
            size.y - MARGIN - below,
        );
        let plot = Rect::from_min_max(from, to.max(from + Vec2::splat(40.0)));
        let bar = Rect::from_x_y_ranges(plot.right() + 16.0..=plot.right() + 16.0 + BAR, plot.y_range());
        Ok(Layout { plot, bar, caption })
    }

    fn range(&self) -> Option<[f64; 2]> {
        self.measure.range(self.cells.iter())
    }

    /// A pixel a cell, the highest row first.
    fn pixels(&self) -> ColorImage {
        let (columns, rows) = (self.x.values.len().max(1), self.y.values.len().max(1));
        let range = self.range();
        let color = |cell: &Cell| match (cell, range) {
            (Cell::Value(v), Some(range)) if !v.is_nan() => {
                colormap::full(Map::Cividis, self.measure.place(*v, range))
            }
            (Cell::Diverged, _) => DIVERGED,
            (Cell::Missing | Cell::Value(_), _) => MISSING,
            (Cell::Unknown, _) => UNKNOWN,
        };
        let mut pixels: Vec<Color32> = self.cells.chunks(columns).rev().flatten().map(color).collect();
        pixels.resize(columns * rows, UNKNOWN);
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
    fn hatching<DB: DrawingBackend>(&self, pen: &Pen<DB>, plot: Rect) -> Result<(), Error<DB>> {
        if !self.cells.contains(&Cell::Diverged) {
            return Ok(());
        }
        let lines = ((plot.width() + plot.height()) / HATCH) as usize;
        for line in 0..=lines {
            // From the left or the lower edge up to the right.
            let along = line as f32 * HATCH;
            let from = pos2(plot.left(), plot.top() + along);
            let at = |step: usize| from + vec2(SEARCH, -SEARCH) * step as f32;
            let steps = ((plot.width().min(along)) / SEARCH) as usize;
            let mut begun = None;
            for step in 0..=steps + 1 {
                let diverged = step <= steps && self.cell(plot, at(step)) == Some(Cell::Diverged);
                match (begun, diverged) {
                    (None, true) => begun = Some(step),
                    (Some(first), false) => {
                        pen.line(&[at(first), at(step - 1)], 1.0, SIGN)?;
                        begun = None;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn axes<DB: DrawingBackend>(
        &self,
        pen: &Pen<DB>,
        layout: &Layout,
        colors: &Palette,
    ) -> Result<(), Error<DB>> {
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

    fn bar<DB: Canvas>(
        &self,
        pen: &Pen<DB>,
        bar: Rect,
        picture: &Picture,
        colors: &Palette,
    ) -> Result<(), Error<DB>> {
        if self.range().is_none() {
            return Ok(());
        }
        pen.picture(bar, picture)?;
        outline(pen, bar, colors)?;
        for (place, label) in self.bar_ticks(((bar.height() / 40.0) as usize).clamp(2, 8)) {
            let at = pos2(bar.right(), bar.bottom() - bar.height() * place as f32);
            pen.line(&[at, at + vec2(4.0, 0.0)], 1.0, colors.weak)?;
            pen.text(&label, at + vec2(8.0, 0.0), Writing::new(SMALL, colors.weak))?;
        }
        Ok(())
    }

    /// What the signs mean, right of the horizontal axis' name.
    fn legend<DB: DrawingBackend>(
        &self,
        pen: &Pen<DB>,
        plot: Rect,
        colors: &Palette,
    ) -> Result<(), Error<DB>> {
        let writing = Writing::new(SMALL, colors.text).at(HPos::Right, VPos::Center);
        let mut right = pos2(pen.size().x - MARGIN, plot.bottom() + LINE * 1.5 + 4.0);
        let kinds = [
            (Cell::Unknown, "not computed yet", UNKNOWN),
            (Cell::Missing, self.measure.missing.as_str(), MISSING),
            (Cell::Diverged, "diverged", DIVERGED),
        ];
        for (kind, name, color) in kinds {
            if !self.cells.contains(&kind) {
                continue;
            }
            pen.text(name, right, writing)?;
            let width = pen.width(name, writing)?;
            let swatch = Rect::from_center_size(right - vec2(width + 13.0, 0.0), Vec2::splat(12.0));
            pen.panel(swatch, 0.0, color)?;
            if kind == Cell::Diverged {
                pen.line(&[swatch.left_bottom(), swatch.right_top()], 1.0, SIGN)?;
            }
            outline(pen, swatch, colors)?;
            right.x = swatch.left() - 14.0;
        }
        if let Some((index, value)) = lowest(&self.cells) {
            let columns = self.x.values.len().max(1);
            let [x, y] = [self.x.values[index % columns], self.y.values[index / columns]].map(number::short);
            let name = format!("lowest: {} at {x}, {y}", number::short(value));
            pen.text(&name, right, writing)?;
            ring(pen, right - vec2(pen.width(&name, writing)? + 12.0, 0.0))?;
        }
        Ok(())
    }
}

/// Behind cells that diverged, in both themes.
const DIVERGED: Color32 = Color32::from_rgb(0xF3, 0xD9, 0xD6);
/// What hatches them.
const SIGN: Color32 = Color32::from_rgb(0xBF, 0x26, 0x26);
/// Cells without a value.
const MISSING: Color32 = Color32::from_rgb(0xFF, 0xFF, 0xFF);
/// Cells that are not computed yet.
const UNKNOWN: Color32 = Color32::from_rgb(0xD8, 0xDB, 0xE0);

/// Ticks and name of the axis to the right.
pub(super) fn x_axis<DB: DrawingBackend>(
    pen: &Pen<DB>,
    plot: Rect,
    axis: &Axis,
    colors: &Palette,
) -> Result<(), Error<DB>> {
    let small = Writing::new(SMALL, colors.weak).at(HPos::Center, VPos::Center);
    for (place, label) in axis.ticks(((plot.width() / 64.0) as usize).clamp(2, 10)) {
        let at = pos2(plot.left() + plot.width() * place as f32, plot.bottom());
        pen.line(&[at, at + vec2(0.0, 4.0)], 1.0, colors.weak)?;
        pen.text(&label, at + vec2(0.0, 6.0 + SMALL / 2.0), small)?;
    }
    let below = pos2(plot.left(), plot.bottom() + LINE * 1.5 + 4.0);
    pen.text(&axis.label, below, Writing::new(SMALL, colors.text))
}

/// The mark of the lowest value, readable on every colour.
pub(super) fn ring<DB: DrawingBackend>(pen: &Pen<DB>, at: Pos2) -> Result<(), Error<DB>> {
    let point = |i: u8| at + Vec2::angled(f32::from(i) / 24.0 * std::f32::consts::TAU) * 5.5;
    let circle: Vec<Pos2> = (0..=24).map(point).collect();
    pen.line(&circle, 3.5, Color32::WHITE)?;
    pen.line(&circle, 1.5, Color32::from_rgb(0x1B, 0x1F, 0x27))
}

fn outline<DB: DrawingBackend>(pen: &Pen<DB>, rect: Rect, colors: &Palette) -> Result<(), Error<DB>> {
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    pen.line(&corners, 1.0, colors.weak.gamma_multiply(0.5))
}

/// The colours from the lowest, at the bottom, to the highest.
fn bar_pixels() -> ColorImage {
    let color = |i: u8| colormap::full(Map::Cividis, 1.0 - f64::from(i) / 255.0);
    ColorImage::new([1, 256], (0..=255).map(color).collect())
}
