//! The middle of the screen where a network learns: its data, and what the selected run says of them at this
//! step.

use super::answers::Answers;
use super::ground::Ground;
use super::images::Images;
use super::trained::Trained;
use super::{bar, draw, fit, plane};
use crate::compile::network::model::Network;
use crate::scene::Learning;
use crate::view::asked::Ask;
use crate::view::axes::Plot;
use crate::view::canvas::on_painter;
use crate::view::chart::Chart;
use crate::view::charted::Absent;
use crate::view::palette::Palette;
use crate::view::picture::gesture::Gesture;
use crate::view::picture::trouble::Trouble;
use crate::view::picture::{range, readout};
use crate::view::quantity::instead;
use crate::view::{Shown, Tab, View, Wish};
use egui::{Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};
use std::sync::Arc;

/// The view of the data, with what it keeps between frames.
#[derive(Default)]
pub struct Samples {
    answers: Answers,
    ground: Ground,
    images: Images,
    notes: Trouble,
}

const NAME: &str = "Data and predictions";

/// How data are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataKind {
    /// As images.
    Images,
    /// As points, with curves over their one feature.
    Fit,
    /// As points in the plane of their first two features.
    Plane,
}

impl DataKind {
    /// How the data of a network are shown.
    pub fn of(network: &Network) -> Self {
        match network.train.data.side() {
            Some(_) => Self::Images,
            None if network.units[0] == 1 => Self::Fit,
            None => Self::Plane,
        }
    }
}

/// What the view shows in one frame.
pub struct SamplesScenery<'a> {
    /// What is shown.
    pub shown: &'a Shown<'a>,
    /// The network.
    pub network: &'a Arc<Network>,
    /// The run that is looked at, once it was computed.
    pub trained: Option<Trained<'a>>,
    /// The step that is looked at.
    pub step: f64,
}

impl View for Samples {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "samples",
            title: "Data",
            about: "The data, and what the selected run says of them",
            of: None,
        }
    }

    fn charts(&mut self, _shown: &Shown, _dark: bool) -> Result<Vec<Chart<'static>>, Absent> {
        Err(Absent::Never("The data and the predictions are a picture."))
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let trained = Trained::of(shown);
        let planned = || shown.plan.and_then(|plan| plan.network());
        let Some(network) = trained.map(|t| t.network).or_else(planned) else {
            instead(ui, NAME, "There are no data yet that a network can learn from.");
            return Vec::new();
        };
        let scenery = SamplesScenery {
            shown,
            network,
            trained,
            step: shown.hovered.unwrap_or(shown.position),
        };
        let mut learning = shown.scene.view.learning.clone();
        let mut wishes = bar::show(ui, &scenery, &mut self.answers, &mut learning);
        match DataKind::of(network) {
            DataKind::Images => wishes.extend(self.images(ui, &scenery, &learning)),
            DataKind::Fit | DataKind::Plane => wishes.extend(self.plot(ui, &scenery)),
        }
        if learning != shown.scene.view.learning {
            wishes.push(Wish::Learning(Box::new(learning)));
        }
        wishes
    }
}

impl Samples {
    fn images(&mut self, ui: &mut Ui, scenery: &SamplesScenery, learning: &Learning) -> Vec<Wish> {
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, ui.scope_id().with(NAME), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let part = bar::part(scenery.network, learning);
        let trained = scenery.trained.as_ref();
        let trained = trained.map(|t| (t, scenery.step, &mut self.answers));
        self.images
            .show(ui, (scenery.network, part), trained, learning.mistakes);
        self.notes.show(ui, rect, [&[], &[]], scenery.shown)
    }

    fn plot(&mut self, ui: &mut Ui, scenery: &SamplesScenery) -> Vec<Wish> {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let colors = Palette::in_ui(ui);
        let picture = &scenery.shown.scene.view.picture;
        let domain = match DataKind::of(scenery.network) {
            DataKind::Plane => plane::domain(scenery.network),
            _ => fit::ranges(scenery.network),
        };
        let shown = picture.range(&domain);
        let plot = Plot::inside(rect, shown[0], shown[1]);
        let ask = self.paint(ui, scenery, &plot, &colors);
        let mut wishes = draw::click(ui, &response, scenery, &plot);
        wishes.extend(ask.map(|ask| ask.wish(true)));
        wishes.extend(zoomed(ui, &response, scenery, &plot, &domain));
        self.read(ui, &response, scenery, &plot, &colors);
        wishes.extend(self.notes.show(ui, plot.rect, [&[], &[]], scenery.shown));
        if let Some(note) = draw::note(scenery) {
            readout::note(ui, plot.rect, &note);
        }
        wishes
    }

    /// Paints all of it; gives what is asked for to paint it finely.
    fn paint(&mut self, ui: &Ui, scenery: &SamplesScenery, plot: &Plot, colors: &Palette) -> Option<Ask> {
        let painter = ui.painter_at(ui.clip_rect());
        let SamplesScenery {
            shown, network, step, ..
        } = *scenery;
        let (ground, answers) = (&mut self.ground, &mut self.answers);
        if DataKind::of(network) == DataKind::Fit {
            on_painter(&painter, |pen| {
                fit::draw(pen, (shown, step), network, answers, plot, colors)
            });
            return None;
        }
        let ask = scenery.trained.as_ref().and_then(|trained| {
            let mine = (&mut *ground, &mut *answers);
            plane::ground((&painter, shown), mine, (trained, step), plot, colors)
        });
        on_painter(&painter, |pen| {
            plane::axes(pen, network, plot, colors)?;
            match draw::unlearned(scenery) {
                Some(rows) => plane::drawn(pen, rows, plot, colors),
                None => {
                    let trained = scenery.trained.as_ref().map(|t| (t, step, answers));
                    plane::samples(pen, network, trained, plot, colors)
                }
            }
        });
        ask
    }

    /// What the network says under the pointer.
    fn read(
        &mut self,
        ui: &mut Ui,
        response: &Response,
        scenery: &SamplesScenery,
        plot: &Plot,
        colors: &Palette,
    ) {
        let hovered = response.hover_pos().filter(|at| plot.rect.contains(*at));
        let (Some(at), Some(trained)) = (hovered, &scenery.trained) else {
            return;
        };
        let point = plot.value(at);
        let lines = match DataKind::of(scenery.network) {
            DataKind::Fit => fit::readout(&mut self.answers, trained, scenery.step, point[0]),
            _ => plane::readout(&mut self.answers, trained, scenery.step, point),
        };
        let near = [Some(Rect::from_pos(at))];
        readout::show(ui, plot.rect, &near, &lines, colors);
    }
}

/// The range after what the hand did.
fn zoomed(
    ui: &Ui,
    response: &Response,
    scenery: &SamplesScenery,
    plot: &Plot,
    domain: &[[f64; 2]],
) -> Option<Wish> {
    let gesture = Gesture::read(ui, response, plot.rect.center());
    let mut picture = scenery.shown.scene.view.picture.clone();
    let moved = gesture.drag != Vec2::ZERO || (gesture.zoom - 1.0).abs() > 1e-6;
    if gesture.reset && !draw::is_on(scenery) {
        picture.range = Vec::new();
    } else if moved && (plot.rect.contains(gesture.at) || response.dragged()) {
        picture.range = range::after(
            plot,
            (domain, range::DATA),
            gesture.drag,
            gesture.zoom,
            gesture.at,
        );
    }
    (picture != scenery.shown.scene.view.picture).then(|| Wish::Picture(Box::new(picture)))
}
