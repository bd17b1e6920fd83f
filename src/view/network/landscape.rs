//! The loss around the weights of a trained network, on a plane through them, with the paths of all runs; and
//! beside each run's place its true loss and the loss that the plane shows there, so that nobody is fooled by
//! the projection.

use super::trained::Trained;
use super::view::NetworkView;
use crate::engine::cpu::network::landscape::Point;
use crate::scene::{Learning, Sort};
use crate::trace::Field;
use crate::view::asked::{Ask, LandscapeOf, RunPlace};
use crate::view::axes::Plot;
use crate::view::canvas::on_painter;
use crate::view::contour::Contour;
use crate::view::field::{Look, Picture};
use crate::view::flat;
use crate::view::label::Labels;
use crate::view::memo::Memo;
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::progress;
use crate::view::quantity::texts;
use crate::view::{Shown, Tab, Wish, entry, line};
use egui::{
    Color32, DragValue, Label, Painter, Pos2, Rect, RichText, Role, Sense, Ui, Vec2, WidgetInfo, pos2,
};
use std::sync::Arc;

const NAME: &str = "Loss landscape";

/// The view of the landscape.
#[derive(Default)]
pub struct Landscape {
    ground: Memo<(LandscapeOf, usize), (Arc<Field>, Vec<Contour>)>,
    picture: Picture,
    /// What was stopped.
    stopped: Option<LandscapeOf>,
}

impl NetworkView for Landscape {
    const TAB: Tab = Tab {
        name: NAME,
        id: "landscape",
        title: "Landscape",
        about: "The training loss on a plane through the selected run's last weights, with the paths of all \
            runs",
        of: Some(Sort::Network),
    };
    const SHOWS: &'static str = "The loss around the weights is a picture of a plane.";

    fn show(&mut self, ui: &mut Ui, shown: &Shown, trained: &Trained) -> Vec<Wish> {
        let mut learning = shown.scene.view.learning.clone();
        ui.horizontal_wrapped(|ui| directions(ui, &mut learning));
        let of = LandscapeOf {
            place: RunPlace::of(trained.computed, trained.trace),
            random: learning.random,
        };
        let goes_on = self.stopped.as_ref() != Some(&of);
        let mut wishes = vec![Ask::Landscape(of.clone()).wish(goes_on)];
        if learning != shown.scene.view.learning {
            wishes.push(Wish::Learning(Box::new(learning)));
        }
        let Some(known) = shown.asked.and_then(|asked| asked.landscape(&of)) else {
            return wishes;
        };
        progress::show(ui, "the landscape", known.progress, &mut self.stopped, of.clone());
        let found = known.found;
        if let Some([first, second]) = found.plane.captured {
            let all = 100.0 * (first + second);
            let text = format!("These two directions hold {all:.0} % of what varies along the paths.");
            ui.add(Label::new(RichText::new(text).small()).wrap());
        }
        losses(ui, shown, trained, &found.paths);
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let Some(field) = &found.field else {
            return wishes;
        };
        let look = Look::of(&shown.scene.view.picture, ui.visuals().dark_mode);
        let make = || (Arc::new(field.clone()), flat::levels(field, look.spread));
        let (field, contours) = self.ground.get((of, field.columns), make);
        let plot = Plot::inside(rect, field.x, field.y);
        let colors = Palette::in_ui(ui);
        let painter = ui.painter_at(rect);
        let texture = self.picture.texture(ui.ctx(), field, look);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), plot.rect, whole, Color32::WHITE);
        on_painter(&painter, |pen| {
            flat::level_lines(pen, &plot, contours, Vec::new(), &colors)?;
            plot.ticks(pen, &colors)
        });
        paths(&painter, &plot, shown, trained, &found.paths, &colors);
        wishes
    }
}

/// How the plane lies.
fn directions(ui: &mut Ui, learning: &mut Learning) {
    for (random, words, tip) in [
        (
            false,
            "Principal",
            "Along the first two principal components of all runs' weights: the paths are seen best",
        ),
        (
            true,
            "Random",
            "Along two random directions, as long in each unit as its weights (Li et al. 2018)",
        ),
    ] {
        let on = learning.random.is_some() == random;
        let button = ui
            .selectable_label(on, words)
            .accessible_name(format!("{words} directions"));
        if button.on_hover_text(tip).clicked() && !on {
            learning.random = random.then_some(1);
        }
    }
    if let Some(seed) = &mut learning.random {
        let drag = DragValue::new(seed).range(1..=1000).speed(0.1).prefix("seed ");
        entry::add(ui, drag, "Seed of the directions", "Which random directions");
    }
}

/// The runs that are shown, one of their repetitions each, by their places in the trace.
fn runs<'a>(shown: &Shown<'a>, trained: &Trained<'a>) -> Vec<usize> {
    let muted = &shown.scene.view.muted;
    let all = trained.computed.trace.runs.iter().enumerate();
    let seen = all.filter(|(_, r)| r.replicate == trained.trace.replicate && !muted.contains(&r.run));
    let mut places: Vec<usize> = seen.map(|(place, _)| place).collect();
    places.sort_by_key(|&place| trained.computed.trace.runs[place].run == trained.trace.run);
    places
}

/// The point of a path at a step.
fn at(path: &[Point], step: f64) -> Option<&Point> {
    let after = path.partition_point(|p| p.step as f64 <= step);
    path.get(after.saturating_sub(1))
}

/// The true losses at the current step, and what the plane shows instead.
fn losses(ui: &mut Ui, shown: &Shown, trained: &Trained, paths: &[Vec<Point>]) {
    let step = shown.hovered.unwrap_or(shown.position);
    let dark = ui.visuals().dark_mode;
    texts(ui, |ui| {
        for place in runs(shown, trained) {
            let run = &trained.computed.trace.runs[place];
            let known = at(&paths[place], step).and_then(|p| p.losses);
            let text = match known {
                Some([own, slice]) => {
                    format!(
                        "{}: true loss {}, on the plane {}",
                        run.label,
                        short(own),
                        short(slice)
                    )
                }
                None => format!("{}: true loss not yet known", run.label),
            };
            let color = shown.style(run.run, dark).color;
            ui.add(Label::new(RichText::new(text).small().color(color)).extend());
        }
    });
}

/// The projected paths up to the current step, faintly beyond it.
fn paths(
    painter: &Painter,
    plot: &Plot,
    shown: &Shown,
    trained: &Trained,
    paths: &[Vec<Point>],
    colors: &Palette,
) {
    let step = shown.hovered.unwrap_or(shown.position);
    on_painter(painter, |pen| {
        let mut labels = Labels::new(plot.rect, [None; 2], colors.background.gamma_multiply(0.72));
        for place in runs(shown, trained) {
            let run = &trained.computed.trace.runs[place];
            let style = shown.style(run.run, colors.dark);
            let points: Vec<Pos2> = paths[place]
                .iter()
                .map(|p| plot.place(p.at[0], p.at[1]))
                .collect();
            let past = paths[place].partition_point(|p| p.step as f64 <= step).max(1);
            for (part, strength) in [
                (&points[..past.min(points.len())], 1.0),
                (&points[past - 1..], 0.35),
            ] {
                for piece in line::clip(part, plot.rect) {
                    pen.dashed(
                        &piece,
                        (style.dash, 0.0),
                        2.0,
                        style.color.gamma_multiply(strength),
                    )?;
                }
            }
            let head = points.get(past - 1).filter(|head| plot.rect.contains(**head));
            if let Some(&head) = head {
                pen.marker(style.marker, head, 5.0, style.color, colors.background)?;
                labels.avoid(Rect::from_center_size(head, Vec2::splat(12.0)));
                labels.write(pen, head, &run.label, style.color)?;
            }
        }
        Ok(())
    });
}
