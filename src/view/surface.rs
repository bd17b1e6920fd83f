//! The loss surface: its field of colours, level lines, minima, and the runs on it.

use super::axes::Plot;
use super::contour::{Contour, contours};
use super::curve;
use super::field::{Look, Picture, Spread};
use super::number;
use super::palette::Palette;
use super::path;
use super::relief::Relief;
use super::{Shown, Tab, View, Wish};
use crate::trace::Field;
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2};
use std::sync::Arc;

/// How many level lines there are, about.
const LEVELS: usize = 12;

/// The view of the surface, with what it keeps between frames.
#[derive(Default)]
pub struct Surface {
    picture: Picture,
    contours: Option<(Arc<Field>, Look, Vec<Contour>)>,
    relief: Relief,
}

impl View for Surface {
    fn name(&self) -> &'static str {
        "Loss surface"
    }

    fn tab(&self) -> Tab {
        Tab {
            id: "surface",
            title: "Surface",
            about: "The loss surface and the way of every run on it",
        }
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.name()));
        let Some(field) = shown.field.filter(|f| f.columns > 1 && !f.values.is_empty()) else {
            return Vec::new();
        };
        let colors = Palette::in_ui(ui);
        let painter = ui.painter_at(rect);
        match field.rows {
            1 => curve::paint(&painter, rect, field, shown, &colors),
            _ if shown.scene.view.picture.relief => self.relief.paint(&painter, rect, field, shown, &colors),
            _ => self.flat(&painter, rect, field, shown, &colors),
        }
        Vec::new()
    }
}

impl Surface {
    fn flat(&mut self, painter: &Painter, rect: Rect, field: &Arc<Field>, shown: &Shown, colors: &Palette) {
        let look = Look::of(&shown.scene.view.picture, colors.dark);
        let plot = Plot::inside(rect, field.x, field.y);
        let texture = self.picture.texture(painter.ctx(), field, look);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), plot.rect, whole, Color32::WHITE);
        self.level_lines(painter, &plot, field, look, colors);
        for minimum in &field.minima {
            if let [x, y, ..] = minimum[..] {
                minimum_mark(painter, plot.place(x, y), colors, 1.0);
            }
        }
        plot.ticks(painter, colors);
        path::runs(painter, &plot, shown, colors);
    }

    fn level_lines(
        &mut self,
        painter: &Painter,
        plot: &Plot,
        field: &Arc<Field>,
        look: Look,
        colors: &Palette,
    ) {
        let fresh = matches!(&self.contours, Some((f, l, _)) if Arc::ptr_eq(f, field) && *l == look);
        if !fresh {
            self.contours = None;
        }
        let (_, _, contours) = self.contours.get_or_insert_with(|| {
            (
                field.clone(),
                look,
                contours(field, &Spread::of(field, look.spread), LEVELS),
            )
        });
        let painter = painter.with_clip_rect(plot.rect.intersect(painter.clip_rect()));
        let stroke = Stroke::new(1.0, colors.text.gamma_multiply(0.25));
        let mut taken: Vec<Rect> = Vec::new();
        for contour in contours.iter() {
            for line in &contour.lines {
                let points: Vec<Pos2> = line.iter().map(|[x, y]| plot.place(*x, *y)).collect();
                let gap = label(&painter, plot, &points, contour.level, colors, &mut taken);
                let inside = |p: &Pos2| gap.is_some_and(|g| g.contains(*p));
                for part in points.split(inside) {
                    painter.line(part.to_vec(), stroke);
                }
            }
        }
    }
}

/// Writes a level on a long line, off the other labels, and returns the gap to leave for it.
fn label(
    painter: &Painter,
    plot: &Plot,
    points: &[Pos2],
    level: f64,
    colors: &Palette,
    taken: &mut Vec<Rect>,
) -> Option<Rect> {
    let length: f32 = super::line::length(points);
    if length < 160.0 {
        return None;
    }
    let color = colors.text.gamma_multiply(0.6);
    let galley = painter.layout_no_wrap(number::significant(level, 2), FontId::proportional(11.0), color);
    let room = plot.rect.shrink2(galley.size());
    let free = |p: &&Pos2| {
        let rect = Rect::from_center_size(**p, galley.size()).expand(24.0);
        room.contains(**p) && !taken.iter().any(|t| t.intersects(rect))
    };
    let at = points.iter().skip(points.len() / 5).find(free)?;
    let rect = Align2::CENTER_CENTER.anchor_size(*at, galley.size());
    painter.galley(rect.min, galley, color);
    taken.push(rect);
    Some(rect.expand2(egui::vec2(3.0, 0.0)))
}

/// A minimum: a small cross, readable on any ground.
pub fn minimum_mark(painter: &Painter, at: Pos2, colors: &Palette, strength: f32) {
    for (width, color) in [(3.5, colors.background), (1.5, colors.text)] {
        let color = color.gamma_multiply(strength);
        let arm = |x: f32, y: f32| egui::vec2(x, y);
        painter.line_segment([at - arm(5.0, 0.0), at + arm(5.0, 0.0)], (width, color));
        painter.line_segment([at - arm(0.0, 5.0), at + arm(0.0, 5.0)], (width, color));
    }
}
