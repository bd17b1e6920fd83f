//! The loss surface: its field of colours, level lines, minima, and the runs on it.

use super::axes::Plot;
use super::canvas::on_painter;
use super::chart::Chart;
use super::charted::Absent;
use super::contour::Contour;
use super::field::{Look, Picture, Spread};
use super::palette::Palette;
use super::picture::{Desk, Hand, tools};
use super::relief::Relief;
use super::{Shown, Tab, View, Wish};
use super::{curve, flat, swarm};
use crate::trace::Field;
use egui::{Color32, Painter, Rect, Role, Sense, Ui, WidgetInfo, pos2};
use std::sync::Arc;

/// The view of the surface, with what it keeps between frames.
#[derive(Default)]
pub struct Surface {
    picture: Picture,
    lines: Option<Lines>,
    relief: Relief,
    hand: Hand,
}

/// What is made of a field once.
struct Lines {
    field: Arc<Field>,
    look: Look,
    spread: Spread,
    contours: Vec<Contour>,
}

impl View for Surface {
    fn tab(&self) -> Tab {
        Tab {
            name: "Loss surface",
            id: "surface",
            title: "Surface",
            about: "The loss surface and the way of every run on it",
            of: None,
        }
    }

    fn charts(&mut self, _shown: &Shown, _dark: bool) -> Result<Vec<Chart<'static>>, Absent> {
        Err(Absent::Never(
            "The surface and the paths on it are the panel `path` of a figure.",
        ))
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.tab().name));
        let shown = &Shown {
            covered: self.hand.covered(),
            ..*shown
        };
        let Some(mut desk) = Desk::of(shown) else {
            return Vec::new();
        };
        let colors = Palette::in_ui(ui);
        let (bar, rect) = tools::split(ui, rect);
        let painter = ui.painter_at(rect);
        let field = shown.field.filter(|f| f.columns > 1 && !f.values.is_empty());
        let field = field.filter(|f| (f.rows == 1) == (desk.domain.len() == 1));
        if desk.domain.len() == 1 {
            let plot = curve::plot(rect, desk.range[0], field.map(|f| &**f));
            desk.look(plot.rect);
            if let Some(field) = field {
                on_painter(&painter, |pen| curve::draw(pen, &plot, field, shown, &colors));
                let spread = Spread::of(field, shown.scene.view.picture.spread);
                swarm::paint(&painter, &plot, shown, Some(&spread), &colors);
            }
            self.hand.on_plot(ui, &response, bar, &plot, &mut desk);
        } else if shown.scene.view.picture.relief {
            desk.look(rect);
            if let Some(field) = field {
                self.relief.paint(&painter, rect, field, shown, &colors);
            }
            let [starts, others] = self.relief.points(rect, shown);
            let seen = (rect, [&starts[..], &others]);
            self.hand.on_relief(ui, &response, bar, seen, &mut desk);
        } else {
            let plot = Plot::inside(rect, desk.range[0], desk.range[1]);
            desk.look(plot.rect);
            if let Some(field) = field {
                self.flat(&painter, &plot, field, shown, &colors);
            }
            self.hand.on_plot(ui, &response, bar, &plot, &mut desk);
        }
        desk.wishes()
    }
}

impl Surface {
    fn flat(&mut self, painter: &Painter, plot: &Plot, field: &Arc<Field>, shown: &Shown, colors: &Palette) {
        let look = Look::of(&shown.scene.view.picture, colors.dark);
        let texture = self.picture.texture(painter.ctx(), field, look);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        // Until the field of another range is there, the last one stands where it belongs.
        let corners = [
            plot.place(field.x[0], field.y[1]),
            plot.place(field.x[1], field.y[0]),
        ];
        let inside = painter.with_clip_rect(plot.rect.intersect(painter.clip_rect()));
        let seen = Rect::from_two_pos(corners[0], corners[1]);
        inside.image(texture.id(), seen, whole, Color32::WHITE);
        let lines = self.lines(field, look);
        swarm::paint(painter, plot, shown, Some(&lines.spread), colors);
        on_painter(painter, |pen| {
            flat::draw(pen, plot, &field.minima, &lines.contours, shown, colors)
        });
    }

    fn lines(&mut self, field: &Arc<Field>, look: Look) -> &Lines {
        let fresh = matches!(&self.lines, Some(l) if Arc::ptr_eq(&l.field, field) && l.look == look);
        if !fresh {
            self.lines = None;
        }
        self.lines.get_or_insert_with(|| Lines {
            field: field.clone(),
            look,
            spread: Spread::of(field, look.spread),
            contours: flat::levels(field, look.spread),
        })
    }
}
