//! One experiment in several panels, with its settings under them: what a paper or an exercise sheet takes.

use super::caption::{Caption, caption};
use super::panel::Panel;
use super::{MARGIN, SMALL, TITLE, legend};
use crate::trace::Field;
use crate::view::axes::Plot;
use crate::view::canvas::{Drawing, Error, Pen, Picture, Writing, headless, on_painter};
use crate::view::chart::Chart;
use crate::view::chart::draw::{HEAD, draw as draw_chart};
use crate::view::field::{Look, image};
use crate::view::palette::Palette;
use crate::view::{Computed, Shown, curve, flat};
use egui::{Rect, Vec2, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};
use std::sync::Arc;

/// Between panels.
const GAP: f32 = 22.0;
/// How much of the width the paths take beside one column of charts, and beside two.
const PATHS: [f32; 2] = [0.52, 0.4];
/// Height of a chart where nobody asks for another, and at least.
const HEIGHT: f32 = 200.0;
const LOWEST: f32 = 110.0;
/// Height of the paths where nobody asks for another.
const HIGH: f32 = 420.0;
/// Width of a figure where nobody asks for another: what fits a page, and what three panels side by side
/// need.
const PAGE: f32 = 960.0;
const WIDE: f32 = 1280.0;
/// Width of a panel at least.
const NARROWEST: f32 = 220.0;
/// Most charts below each other.
const STACKED: usize = 3;

/// A figure of one experiment.
#[derive(Clone, Debug)]
pub struct Race<'a> {
    /// What stands over it; none where the text around it says what it is.
    pub title: Option<String>,
    /// What was computed, and the step at which it is shown.
    pub shown: Shown<'a>,
    /// What is shown of it.
    pub panels: Vec<Panel>,
    /// Whether the step is marked, with the values there.
    pub marked: bool,
    caption: Caption,
}

/// What a figure needs to be legible.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LegibleSize {
    /// Width and height that suit it.
    pub best: [f32; 2],
    /// Width and height at least.
    pub least: [f32; 2],
}

impl<'a> Race<'a> {
    /// A figure of the shown runs of `done`, with a caption.
    pub fn new(shown: Shown<'a>, done: &Computed, panels: Vec<Panel>) -> Self {
        let muted = &shown.scene.view.muted;
        Self {
            title: None,
            caption: caption(done, |run| !muted.contains(&run)),
            shown,
            panels,
            marked: false,
        }
    }

    /// What it is of.
    pub fn name(&self) -> &str {
        let surface = self.shown.plan.and_then(|plan| plan.surface());
        surface.map_or("Network", |surface| &surface.name)
    }

    /// The settings.
    pub fn caption(&self) -> &Caption {
        &self.caption
    }

    /// How large it is to be, at a width or at the one that suits it.
    pub fn extent(&self, width: Option<f32>) -> LegibleSize {
        let Grid { columns, rows } = self.grid();
        let paths = usize::from(self.has_paths());
        let width = width.unwrap_or(if columns + paths > 2 { WIDE } else { PAGE });
        let sheet = vec2(width, HIGH);
        let (legend, _) = headless::paint(sheet, 1.0, |painter| {
            on_painter(painter, |pen| {
                Ok(legend::lines(pen, &self.caption, width - 2.0 * MARGIN)?.height())
            })
        });
        let around = legend.unwrap_or(0.0) + self.head() + GAP + 2.0 * MARGIN;
        let charts = rows as f32 * HEIGHT + (rows.max(1) - 1) as f32 * GAP;
        let height = if paths > 0 { charts.max(HIGH) } else { charts };
        LegibleSize {
            best: [width, (height + around).ceil()],
            least: [
                (columns + paths) as f32 * NARROWEST + 2.0 * MARGIN,
                (rows.max(2 * paths) as f32 * LOWEST + around).ceil(),
            ],
        }
    }

    fn head(&self) -> f32 {
        if self.title.is_some() { TITLE } else { 0.0 }
    }

    fn has_paths(&self) -> bool {
        self.panels.iter().any(|p| matches!(p, Panel::Path))
    }

    /// How the charts beside the paths are arranged.
    fn grid(&self) -> Grid {
        let charts = self.panels.iter().filter(|p| !matches!(p, Panel::Path)).count();
        let columns = match self.has_paths() {
            true => charts.div_ceil(STACKED).min(2),
            false => (charts as f32).sqrt().ceil() as usize,
        };
        Grid {
            columns,
            rows: charts.div_ceil(columns.max(1)),
        }
    }

    /// Where the panels are: the paths on the left, charts row by row beside them.
    fn places(&self, room: Rect) -> Vec<Rect> {
        let Grid { columns, rows } = self.grid();
        let (mut paths, mut charts) = (room, room);
        if self.has_paths() && columns > 0 {
            let width = room.width() * PATHS[columns.min(PATHS.len()) - 1];
            paths.set_right(room.left() + width - GAP / 2.0);
            charts.set_left(room.left() + width + GAP / 2.0);
        }
        let size = vec2(
            (charts.width() + GAP) / columns.max(1) as f32,
            (charts.height() + GAP) / rows.max(1) as f32,
        );
        let mut next = 0;
        let place = |panel: &Panel| match panel {
            Panel::Path => paths,
            Panel::Chart(_) => {
                let cell = vec2((next % columns) as f32, (next / columns) as f32);
                next += 1;
                Rect::from_min_size(charts.min + cell * size, size - Vec2::splat(GAP))
            }
        };
        self.panels.iter().map(place).collect()
    }

    fn panel(&self, pen: &Pen, panel: &Panel, colors: &Palette) -> Result<(), Error> {
        if let Panel::Chart(chart) = panel {
            let mut chart = Chart::clone(chart);
            chart.cursor = chart.cursor.filter(|_| self.marked);
            // In a file nobody can show them again.
            chart.hidden.clear();
            draw_chart(pen, &chart, colors, HEAD)?;
            return Ok(());
        }
        match self.shown.field {
            Some(field) => self.paths(pen, field, colors),
            None => Ok(()),
        }
    }

    /// The surface with the runs on it, titled as charts are.
    fn paths(&self, pen: &Pen, field: &Field, colors: &Palette) -> Result<(), Error> {
        let size = pen.size();
        let shown = &self.shown;
        let title = Writing::new(15.0, colors.text).strong();
        let text = pen.fitted(&format!("Paths on {}", self.name()), title, size.x)?;
        pen.text(&text, pos2(0.0, HEAD / 2.0), title)?;
        let area = Rect::from_min_max(pos2(0.0, HEAD + 12.0), pos2(size.x, size.y - 14.0));
        let (plot, upwards) = match field.rows {
            1 => {
                let plot = curve::plot(area, field.x, Some(field));
                curve::draw(pen, &plot, field, shown, colors)?;
                (plot, "loss")
            }
            _ => {
                let plot = Plot::inside(area, field.x, field.y);
                let look = Look::of(&shown.scene.view.picture, colors.dark);
                let picture = Picture {
                    image: Arc::new(image(field, look)),
                    smooth: true,
                };
                pen.picture(plot.rect, &picture)?;
                let levels = flat::levels(field, look.spread);
                flat::draw(pen, &plot, &field.minima, &levels, shown, colors)?;
                (plot, "y")
            }
        };
        let small = Writing::new(SMALL, colors.weak);
        let below = pos2(plot.rect.center().x, size.y - 6.0);
        pen.text("x", below, small.at(HPos::Center, VPos::Center))?;
        let above = pos2(plot.rect.left() - 8.0, plot.rect.top() - 16.0);
        pen.text(upwards, above, small.at(HPos::Right, VPos::Center))
    }
}

/// How many charts stand beside and below each other.
struct Grid {
    columns: usize,
    rows: usize,
}

impl Drawing for Race<'_> {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let size = pen.size();
        let lines = legend::lines(pen, &self.caption, size.x - 2.0 * MARGIN)?;
        if let Some(title) = &self.title {
            let writing = Writing::new(18.0, colors.text).strong();
            let text = pen.fitted(title, writing, size.x - 2.0 * MARGIN)?;
            pen.text(&text, pos2(MARGIN, MARGIN + TITLE / 2.0 - 4.0), writing)?;
        }
        let bottom = size.y - MARGIN - lines.height();
        let from = pos2(MARGIN, MARGIN + self.head());
        let room = Rect::from_min_max(from, pos2(size.x - MARGIN, bottom - GAP));
        for (panel, place) in self.panels.iter().zip(self.places(room)) {
            pen.inside(place, |pen| self.panel(pen, panel, colors))?;
        }
        lines.write(pen, pos2(MARGIN, bottom), colors)
    }
}
