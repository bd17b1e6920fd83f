//! Maps side by side, with shared axes and one key: drawn on the screen as into files.

use super::geometry;
use super::key::{minimum, rows, unknown};
use super::panel::Panel;
use super::ridges::Ridge;
use crate::scene::explore::Span;
use crate::scene::picture::Map;
use crate::view::canvas::{Drawing, Error, Pen, Picture, Writing};
use crate::view::colormap;
use crate::view::figure::signs::{DIVERGED, Sign, dashes, outline, ring};
use crate::view::figure::{Cell, Measure, hatch, text};
use crate::view::palette::Palette;
use crate::view::style::run_style;
use crate::view::ticks::ticks;
use egui::{Color32, ColorImage, Pos2, Rect, Vec2, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};
use std::sync::{Arc, OnceLock};

/// Size of small text, and height of its line.
pub(super) const SMALL: f32 = 13.0;
pub(super) const LINE: f32 = 19.0;
/// Width of the bar of colours, and the space before it.
const BAR: f32 = 14.0;
const BEFORE: f32 = 14.0;
/// Between two maps.
const GAP: f32 = 12.0;
/// Space around everything.
pub(super) const MARGIN: f32 = 4.0;

/// The maps and what all of them share.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// What stands over it in a file.
    pub title: Option<String>,
    /// The axes.
    pub spans: Vec<Span>,
    /// What they are called.
    pub labels: [String; 2],
    /// What the colours measure; None where each is a minimum.
    pub measure: Option<Measure>,
    /// The ends of the colours.
    pub range: Option<[f64; 2]>,
    /// The step at which they are shown, in words; None at the end.
    pub film: Option<String>,
    /// What minima are called, where they are shown.
    pub minima: Vec<String>,
    /// The maps.
    pub panels: Vec<Panel>,
    /// What else stands on them, for the key; then that has marks of its own, and the lowest cell has none.
    pub more: Vec<(Sign, String)>,
    /// Where the run of each map stands, from 0 to 1 along each axis; empty where that is drawn above the
    /// maps.
    pub here: Vec<Option<[f64; 2]>>,
    /// Rules for the rate of a batch, by map; empty where they are drawn above the maps.
    pub ridges: Vec<Vec<Ridge>>,
    /// The settings, a paragraph each, in a file.
    pub caption: Vec<String>,
    /// The pixels, in the light and in the dark theme.
    pub(in crate::view::explore) pictures: [OnceLock<Vec<Picture>>; 2],
}

/// Where the parts of a drawn sheet are.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The maps, in their order.
    pub plots: Vec<Rect>,
    columns: usize,
    pub(super) bar: Rect,
    pub(super) key: f32,
    pub(super) rows: Vec<Vec<(Sign, String)>>,
    caption: Vec<String>,
}

impl Layout {
    fn nothing() -> Self {
        Self {
            plots: Vec::new(),
            columns: 1,
            bar: Rect::NOTHING,
            key: 0.0,
            rows: Vec::new(),
            caption: Vec::new(),
        }
    }
}

impl Drawing for Sheet {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let layout = self.layout(pen, colors)?;
        if let Some(title) = &self.title {
            let writing = Writing::new(15.0, colors.text).strong();
            let title = pen.fitted(title, writing, pen.size().x - 2.0 * MARGIN)?;
            pen.text(&title, pos2(MARGIN, MARGIN + LINE / 2.0), writing)?;
        }
        let pictures = self.pictures[usize::from(colors.dark)].get_or_init(|| self.paint(colors));
        for (index, panel) in self.panels.iter().enumerate() {
            self.panel(pen, (panel, layout.plots[index]), pictures.get(index), colors)?;
            self.ticks(pen, index, &layout, colors)?;
        }
        self.rules(pen, &layout, &self.ridges)?;
        self.stand(pen, &layout, &self.here, colors)?;
        self.names(pen, &layout, colors)?;
        self.bar(pen, &layout, pictures.last(), colors)?;
        self.key(pen, &layout, colors)?;
        let below =
            pen.size().y - MARGIN - text::height(layout.caption.len(), Writing::new(12.0, colors.weak));
        text::write(
            pen,
            &layout.caption,
            pos2(MARGIN, below),
            Writing::new(12.0, colors.weak),
        )
    }
}

impl Sheet {
    /// The same without its pixels, which belong to a palette.
    pub fn afresh(&self) -> Self {
        Self {
            pictures: [OnceLock::new(), OnceLock::new()],
            ..self.clone()
        }
    }

    fn marks_the_lowest(&self) -> bool {
        self.measure.is_some() && self.more.is_empty()
    }

    /// Where everything stands on an area of the pen's size.
    pub fn layout(&self, pen: &Pen, colors: &Palette) -> Result<Layout, Error> {
        let size = pen.size();
        let [x, y] = [self.spans.first(), self.spans.get(1)];
        let (Some(_), Some(y)) = (x, y) else {
            return Ok(Layout::nothing());
        };
        let small = Writing::new(SMALL, colors.weak);
        let heights = ticks(geometry::scale(y.scale), y.from, y.to, 8);
        let left = text::widest(pen, heights.iter().map(|t| &t.text), small)?.min(72.0) + 10.0;
        let bar = text::widest(pen, self.bar_ticks(8).iter().map(|t| &t.1), small)?;
        let right = if self.measure.is_some() && self.range.is_some() {
            BEFORE + BAR + 8.0 + bar
        } else {
            8.0
        };
        let rows = rows(pen, self.signs(colors), size.x - 2.0 * MARGIN)?;
        let writing = Writing::new(12.0, colors.weak);
        let caption = text::wrapped(pen, &self.caption, writing, size.x - 2.0 * MARGIN)?;
        let title = if self.title.is_some() { LINE + 6.0 } else { 0.0 };
        let from = pos2(MARGIN + left, MARGIN + title + LINE);
        let below = 2.0 * LINE + 4.0 + rows.len() as f32 * LINE + text::height(caption.len(), writing);
        let to = pos2(size.x - MARGIN - right, size.y - MARGIN - below);
        let area = Rect::from_min_max(from, to.max(from + Vec2::splat(40.0)));
        let (columns, lines) = grid(self.panels.len(), area.size());
        let head = if self.panels.len() > 1 { LINE } else { 0.0 };
        let each = vec2(
            (area.width() - GAP * (columns as f32 - 1.0)) / columns as f32,
            (area.height() - GAP * (lines as f32 - 1.0)) / lines as f32,
        );
        let plot = |index: usize| {
            let at = vec2((index % columns) as f32, (index / columns) as f32);
            let cell = Rect::from_min_size(area.min + at * (each + Vec2::splat(GAP)), each);
            let top = (cell.top() + head).min(cell.bottom() - 8.0);
            cell.with_min_y(top)
        };
        Ok(Layout {
            plots: (0..self.panels.len()).map(plot).collect(),
            columns,
            bar: Rect::from_x_y_ranges(
                area.right() + BEFORE..=area.right() + BEFORE + BAR,
                area.y_range(),
            ),
            key: area.bottom() + 2.0 * LINE + 4.0,
            rows,
            caption,
        })
    }

    /// Marks where the run of each map stands.
    pub fn stand(
        &self,
        pen: &Pen,
        layout: &Layout,
        here: &[Option<[f64; 2]>],
        colors: &Palette,
    ) -> Result<(), Error> {
        let maps = self.panels.iter().zip(&layout.plots).zip(here);
        for ((panel, plot), here) in maps.filter(|((panel, _), _)| panel.trouble.is_none()) {
            let Some([x, y]) = *here else { continue };
            let style = run_style(panel.run, colors.dark);
            let at = plot.lerp_inside(vec2(x as f32, 1.0 - y as f32));
            pen.marker(style.marker, at, 6.0, style.color, Color32::BLACK)?;
        }
        Ok(())
    }

    /// The pixels of all maps, and last those of the bar.
    fn paint(&self, colors: &Palette) -> Vec<Picture> {
        let map = |panel: &Panel| {
            let [columns, rows] = panel.size.map(|side| side.max(1));
            let lines = panel.cells.chunks(columns).rev().flatten();
            let mut pixels: Vec<Color32> = lines.map(|cell| self.color(*cell, colors)).collect();
            pixels.resize(columns * rows, unknown(colors));
            Picture {
                image: Arc::new(ColorImage::new([columns, rows], pixels)),
                smooth: false,
            }
        };
        let shade = |i: u8| colormap::full(Map::Cividis, 1.0 - f64::from(i) / 255.0);
        let bar = Picture {
            image: Arc::new(ColorImage::new([1, 256], (0..=255).map(shade).collect())),
            smooth: true,
        };
        self.panels.iter().map(map).chain([bar]).collect()
    }

    fn color(&self, cell: Cell, colors: &Palette) -> Color32 {
        match (cell, &self.measure, self.range) {
            (Cell::Value(place), None, _) => minimum(place as usize, colors),
            (Cell::Value(value), Some(measure), Some(range)) if !value.is_nan() => {
                colormap::full(Map::Cividis, measure.place(value, range))
            }
            (Cell::Diverged, ..) => DIVERGED,
            (Cell::Unknown, ..) => unknown(colors),
            (Cell::Missing | Cell::Hole | Cell::Value(_), ..) => colors.background,
        }
    }

    fn panel(
        &self,
        pen: &Pen,
        (panel, plot): (&Panel, Rect),
        picture: Option<&Picture>,
        colors: &Palette,
    ) -> Result<(), Error> {
        let style = run_style(panel.run, colors.dark);
        if self.panels.len() > 1 {
            let writing = Writing::new(SMALL, style.color).strong();
            let title = pen.fitted(&panel.title, writing, plot.width())?;
            pen.text(&title, plot.left_top() - vec2(0.0, LINE / 2.0), writing)?;
        }
        if let Some(trouble) = &panel.trouble {
            let writing = Writing::new(SMALL, colors.weak);
            let paragraph = [trouble.clone()];
            let lines = text::wrapped(pen, &paragraph, writing, plot.width() - 16.0)?;
            let inside = plot.shrink(8.0);
            pen.inside(inside, |pen| text::write(pen, &lines, Pos2::ZERO, writing))?;
            return outline(pen, plot, colors);
        }
        if let Some(picture) = picture {
            pen.picture(plot, picture)?;
        }
        if panel.cells.contains(&Cell::Diverged) {
            let diverged = |at: Pos2| {
                let part = part(plot, at);
                panel.index(part).and_then(|index| panel.cells.get(index)) == Some(&Cell::Diverged)
            };
            hatch::draw(pen, &hatch::lines(plot, diverged))?;
        }
        let at = |[x, y]: [f64; 2]| plot.lerp_inside(vec2(x as f32, 1.0 - y as f32));
        for line in panel.boundary.iter().flat_map(|b| &b.lines) {
            let points: Vec<Pos2> = line.iter().map(|point| at(*point)).collect();
            dashes(pen, &points)?;
        }
        if let Some((lowest, _)) = panel.lowest().filter(|_| self.marks_the_lowest()) {
            ring(pen, at(lowest))?;
        }
        outline(pen, plot, colors)
    }

    /// The ticks of a map: at the left and at the lower edge of all of them.
    fn ticks(&self, pen: &Pen, index: usize, layout: &Layout, colors: &Palette) -> Result<(), Error> {
        let (plot, small) = (layout.plots[index], Writing::new(SMALL, colors.weak));
        let [x, y] = &self.spans[..] else {
            return Ok(());
        };
        let is_lowest = index + layout.columns >= self.panels.len();
        let across = ((plot.width() / 64.0) as usize).clamp(2, 9);
        for tick in ticks(geometry::scale(x.scale), x.from, x.to, across) {
            let along = geometry::place(x, tick.value) as f32;
            let at = pos2(plot.left() + plot.width() * along, plot.bottom());
            pen.line(&[at, at + vec2(0.0, 4.0)], 1.0, colors.weak)?;
            if is_lowest {
                let below = small.at(HPos::Center, VPos::Center);
                pen.text(&tick.text, at + vec2(0.0, 6.0 + SMALL / 2.0), below)?;
            }
        }
        let is_first = index.is_multiple_of(layout.columns);
        let up = ((plot.height() / 36.0) as usize).clamp(2, 8);
        for tick in ticks(geometry::scale(y.scale), y.from, y.to, up) {
            let along = geometry::place(y, tick.value) as f32;
            let at = pos2(plot.left(), plot.bottom() - plot.height() * along);
            pen.line(&[at, at - vec2(4.0, 0.0)], 1.0, colors.weak)?;
            if is_first {
                pen.text(
                    &tick.text,
                    at - vec2(7.0, 0.0),
                    small.at(HPos::Right, VPos::Center),
                )?;
            }
        }
        Ok(())
    }

    /// What the axes and the colours are.
    fn names(&self, pen: &Pen, layout: &Layout, colors: &Palette) -> Result<(), Error> {
        let Some(first) = layout.plots.first() else {
            return Ok(());
        };
        let named = Writing::new(SMALL, colors.text);
        let head = if self.panels.len() > 1 { LINE } else { 0.0 };
        let above = first.top() - head - LINE / 2.0;
        pen.text(&self.labels[1], pos2(MARGIN, above), named)?;
        let below = layout.key - LINE / 2.0 - 2.0;
        pen.text(&self.labels[0], pos2(first.left(), below), named)?;
        let detail = self.measure.as_ref().map(Measure::detail).or_else(|| {
            let film = self.film.as_ref()?;
            Some(format!("Minimum nearby, {film}"))
        });
        if let Some(detail) = detail {
            let used = pen.width(&self.labels[1], named)? + 2.0 * MARGIN + 12.0;
            let right = named.at(HPos::Right, VPos::Center);
            let detail = pen.fitted(&detail, right, pen.size().x - used)?;
            pen.text(&detail, pos2(pen.size().x - MARGIN, above), right)?;
        }
        Ok(())
    }
}

/// Where a point lies in a map, from 0 to 1 to the right and upwards.
pub fn part(plot: Rect, at: Pos2) -> [f64; 2] {
    let part = (at - plot.min) / plot.size();
    [f64::from(part.x), f64::from(1.0 - part.y)]
}

/// Columns and rows of some maps on an area, so that each is about as wide as it is high.
fn grid(count: usize, area: Vec2) -> (usize, usize) {
    let count = count.max(1);
    let wide = (count as f32 * area.x / area.y.max(1.0)).sqrt().round() as usize;
    let columns = wide.clamp(1, count);
    let rows = count.div_ceil(columns);
    (count.div_ceil(rows), rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_stand_in_a_grid_of_about_squares() {
        for (count, area, wanted) in [
            (1, vec2(400.0, 300.0), (1, 1)),
            (4, vec2(400.0, 400.0), (2, 2)),
            (5, vec2(400.0, 400.0), (2, 3)),
            (3, vec2(300.0, 900.0), (1, 3)),
            (0, vec2(300.0, 0.0), (1, 1)),
        ] {
            assert_eq!(grid(count, area), wanted, "{count}");
        }
    }

    #[test]
    fn a_point_lies_at_a_part_of_both_axes() {
        let plot = Rect::from_min_max(pos2(10.0, 20.0), pos2(110.0, 70.0));
        assert_eq!(part(plot, pos2(35.0, 70.0)), [0.25, 0.0]);
        assert_eq!(part(plot, pos2(110.0, 20.0)), [1.0, 1.0]);
    }
}
