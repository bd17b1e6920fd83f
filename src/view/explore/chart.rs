//! A profile in a `Ui`: which point of which line is pointed at or clicked.

use crate::view::canvas::{Drawing as _, inside};
use crate::view::figure::profile::Profile;
use crate::view::palette::Palette;
use egui::{CursorIcon, Pos2, Role, Sense, Ui, WidgetInfo, vec2};

/// How far from a line, in points, the pointer is on it.
const NEAR: f32 = 60.0;

/// A chart to be shown.
pub struct Chart<'a> {
    /// Its accessible name.
    pub name: &'a str,
    /// How high it is.
    pub height: f32,
    /// What it shows.
    pub profile: &'a Profile,
}

/// What is pointed at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pointed {
    /// The run of a line, and the place of a point.
    pub at: Option<(usize, usize)>,
    /// Whether it was clicked.
    pub is_clicked: bool,
}

impl Pointed {
    /// The run and the point that were clicked.
    pub fn clicked(&self) -> Option<(usize, usize)> {
        self.at.filter(|_| self.is_clicked)
    }
}

impl Chart<'_> {
    /// Shows it over the whole width.
    pub fn show(&self, ui: &mut Ui) -> Pointed {
        let size = vec2(ui.available_width(), self.height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.name));
        let colors = Palette::in_ui(ui);
        let painter = ui.painter_at(rect);
        let hover = response.hover_pos().map(|at| at - rect.min.to_vec2());
        let at = inside(&painter, rect, |pen| {
            self.profile.draw(pen, &colors)?;
            let layout = self.profile.layout(pen)?;
            let at = hover.and_then(|at| self.nearest(&layout, at));
            if let Some((line, index)) = at
                && let Some(value) = self.profile.lines[line].cells[index].value()
            {
                pen.ring(self.profile.place(&layout, index, value), 6.0, 2.0, colors.text)?;
            }
            Ok(at)
        });
        let at = at.flatten();
        if at.is_some() {
            ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        }
        Pointed {
            at: at.map(|(line, index)| (self.profile.lines[line].run, index)),
            is_clicked: response.clicked(),
        }
    }

    /// The line nearest to a place at the point under it; where none is near, the first one.
    fn nearest(
        &self,
        layout: &crate::view::figure::profile::ProfileLayout,
        at: Pos2,
    ) -> Option<(usize, usize)> {
        let index = self.profile.index(layout, at)?;
        let lines = self.profile.lines.iter().enumerate();
        let far = lines.filter(|(_, line)| !line.faint).map(|(place, line)| {
            let value = line.cells.get(index).and_then(|cell| cell.value());
            let y = value.map(|value| self.profile.place(layout, index, value).y);
            (place, y.map_or(f32::INFINITY, |y| (y - at.y).abs()))
        });
        let nearest = far.min_by(|a, b| a.1.total_cmp(&b.1));
        nearest
            .filter(|(_, distance)| *distance < NEAR)
            .map(|(place, _)| (place, index))
    }
}

/// Three digits: what a pointer can aim at.
pub fn tidy(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}
