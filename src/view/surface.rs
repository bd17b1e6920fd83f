//! The loss surface: its field of colours, level lines, minima, and the runs on it.

use super::axes::Plot;
use super::canvas::on_painter;
use super::contour::Contour;
use super::field::{Look, Picture};
use super::palette::Palette;
use super::relief::Relief;
use super::{Shown, Tab, View, Wish};
use super::{curve, flat};
use crate::trace::Field;
use egui::{Color32, Painter, Rect, Role, Sense, Ui, WidgetInfo, pos2};
use std::sync::Arc;

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
            1 => {
                on_painter(&painter, |pen| curve::draw(pen, rect, field, shown, &colors));
            }
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
        let contours = self.level_lines(field, look);
        on_painter(painter, |pen| {
            flat::draw(pen, &plot, &field.minima, contours, shown, colors)
        });
    }

    fn level_lines(&mut self, field: &Arc<Field>, look: Look) -> &[Contour] {
        let fresh = matches!(&self.contours, Some((f, l, _)) if Arc::ptr_eq(f, field) && *l == look);
        if !fresh {
            self.contours = None;
        }
        let (_, _, contours) = self
            .contours
            .get_or_insert_with(|| (field.clone(), look, flat::levels(field, look.spread)));
        contours
    }
}
