//! What is done on the picture of the surface, and what stands on it.
//!
//! - [`gesture`]: mouse, fingers and keys; [`range`]: what they do to the range that is shown.
//! - [`starts`]: handles to drag, double clicks. [`tools`]: the small bar.
//! - [`readout`]: the surface under the pointer. [`arrows`]: at the heads. [`trouble`]: what is to be known
//!   of a run: that it went wrong and why, with [`advice`], or that its [`rounding`] is seen, where there is
//!   [`room`] for it.

pub mod advice;
pub mod arrows;
pub mod gesture;
pub mod range;
pub mod readout;
pub mod room;
pub mod rounding;
pub mod starts;
pub mod tools;
pub mod trouble;

use super::axes::Plot;
use super::relief;
use super::swarm;
use super::{Shown, Wish};
use crate::lang::column;
use crate::scene::Picture;
use crate::trace::Grid;
use egui::{Pos2, Rect, Response, Ui, Vec2};
use gesture::Gesture;
use readout::Derived;
use trouble::Trouble;

/// How near, in points, a click is to a pin that it lets go.
const PIN: f32 = 10.0;

/// Samples of a relief along each axis.
const RELIEF: usize = 321;

/// What the hand knows between frames.
#[derive(Default)]
pub struct Hand {
    derived: Derived,
    trouble: Trouble,
    /// Where the bar stood on the picture, on a small screen.
    bar: Option<Rect>,
    /// The point that was clicked, which is read while the pointer is elsewhere.
    pinned: Option<Vec<f64>>,
    /// Whether several fingers have been down since the first one was.
    fingers: bool,
}

/// A picture in one frame: what is chosen, and what is wished for.
pub struct Desk<'a> {
    shown: &'a Shown<'a>,
    /// How the picture is drawn from the next frame on.
    pub picture: Picture,
    /// The surface's own range of each coordinate.
    pub domain: Vec<[f64; 2]>,
    /// The range shown.
    pub range: Vec<[f64; 2]>,
    starts: Vec<Vec<f64>>,
    minima: Vec<Vec<f64>>,
    wishes: Vec<Wish>,
}

impl<'a> Desk<'a> {
    /// The picture as the scene has it; None where there is nothing to show yet.
    pub fn of(shown: &'a Shown<'a>) -> Option<Self> {
        let domain = match (shown.plan, shown.field) {
            (Some(plan), _) => plan.surface()?.domain.clone(),
            (None, Some(field)) if field.rows == 1 => vec![field.x],
            (None, Some(field)) => vec![field.x, field.y],
            (None, None) => return None,
        };
        let picture = shown.scene.view.picture.clone();
        Some(Self {
            range: picture.range(&domain),
            starts: starts::current(shown),
            minima: shown.minima().to_vec(),
            shown,
            picture,
            domain,
            wishes: Vec::new(),
        })
    }

    /// Asks for the field that a plot of a size can show.
    pub fn look(&mut self, plot: Rect) {
        let along = |points: f32| points.round().max(2.0) as usize;
        let size = match self.picture.relief && self.domain.len() == 2 {
            true => [RELIEF, RELIEF],
            false => [along(plot.width()), along(plot.height())],
        };
        self.wishes.push(Wish::Field(Grid {
            x: self.range[0],
            y: self.range.get(1).copied().unwrap_or([-1.0, 1.0]),
            columns: size[0],
            rows: if self.domain.len() == 1 { 1 } else { size[1] },
        }));
    }

    /// What is wished for.
    pub fn wishes(mut self) -> Vec<Wish> {
        if self.picture != self.shown.scene.view.picture {
            self.wishes.push(Wish::Picture(Box::new(self.picture)));
        }
        self.wishes
    }

    fn reset(&mut self) {
        self.picture.range = Vec::new();
        self.picture.camera = crate::scene::picture::Camera::default();
    }

    fn set_starts(&mut self, starts: Vec<Vec<f64>>) {
        self.wishes.push(Wish::Starts(starts));
    }

    fn show_range(&mut self, range: Vec<[f64; 2]>) {
        if range != self.range {
            self.picture.range = if range == self.domain { Vec::new() } else { range };
        }
    }
}

impl Hand {
    /// The parts of the picture on which a note and the bar stand.
    pub fn covered(&self) -> [Option<Rect>; 2] {
        [self.trouble.rect(), self.bar]
    }

    /// Zoom, pan, starts, readout, bar and notes on a flat plot or on a curve.
    pub fn on_plot(&mut self, ui: &mut Ui, response: &Response, bar: Rect, plot: &Plot, desk: &mut Desk) {
        let colors = super::palette::Palette::in_ui(ui);
        let gesture = Gesture::read(ui, response, plot.rect.center());
        let drawn = desk.starts.clone();
        let handled = match desk.shown.presented {
            true => starts::rings(ui, plot, &drawn, &colors),
            false => starts::handles(ui, plot, &drawn, &colors),
        };
        let moved = gesture.drag != Vec2::ZERO || (gesture.zoom - 1.0).abs() > 1e-6;
        if moved && (plot.rect.contains(gesture.at) || response.dragged()) {
            desk.show_range(range::after(
                plot,
                (&desk.domain, range::SURFACE),
                gesture.drag,
                gesture.zoom,
                gesture.at,
            ));
        }
        if gesture.reset {
            desk.reset();
        }
        self.clicks(ui, &gesture, plot, desk);
        let held = handled.held.clone();
        if let Some(starts) = handled.starts {
            desk.set_starts(starts);
        }
        self.readout(ui, response, plot, desk, held);
        let heads = desk.shown.runs().into_iter().filter_map(|run| {
            let step = super::path::alive(run, desk.shown.position) as usize;
            Some(run.point(step)).filter(|point| !point.is_empty())
        });
        let others = desk.minima.iter().map(Vec::as_slice).chain(heads);
        let others: Vec<Pos2> = others.map(|point| starts::place(plot, point)).collect();
        let drawn: Vec<Pos2> = drawn.iter().map(|start| starts::place(plot, start)).collect();
        self.rest(ui, bar, (plot.rect, [&drawn, &others]), desk);
    }

    /// A click pins what is read, one on the pin lets it go; a double click moves the nearest start, and one
    /// with shift adds another.
    fn clicks(&mut self, ui: &Ui, gesture: &Gesture, plot: &Plot, desk: &mut Desk) {
        let click = self.click(ui, gesture);
        let inside = |at: &Pos2| plot.rect.contains(*at);
        let (n, fixed) = (desk.domain.len(), desk.shown.presented);
        let (at, more) = match (gesture.double_click.filter(inside), click) {
            (Some(at), _) if !fixed => (at, false),
            (_, Some((at, true))) if inside(&at) && !fixed => (at, true),
            (_, Some((at, _))) if inside(&at) => {
                let near = |pinned: &Vec<f64>| starts::place(plot, pinned).distance(at) < PIN;
                let again = self.pinned.as_ref().is_some_and(near);
                self.pinned = (!again).then(|| plot.value(at)[..n].to_vec());
                return;
            }
            _ => return,
        };
        self.pinned = None;
        let moved = starts::clicked(&desk.starts, plot, at, n, more);
        desk.set_starts(moved);
    }

    /// The click of a gesture, unless it is the end of one with several fingers.
    fn click(&mut self, ui: &Ui, gesture: &Gesture) -> Option<(Pos2, bool)> {
        let click = gesture.click.filter(|_| !self.fingers);
        self.fingers |= gesture.fingers;
        self.fingers &= ui.input(|i| i.any_touches() || i.pointer.any_down());
        click
    }

    /// Orbit, zoom, bar and notes on a relief, on which starts and other points are seen at `points`.
    pub fn on_relief(
        &mut self,
        ui: &mut Ui,
        response: &Response,
        bar: Rect,
        (rect, points): (Rect, [&[Pos2]; 2]),
        desk: &mut Desk,
    ) {
        let gesture = Gesture::read(ui, response, rect.center());
        if gesture.drag != Vec2::ZERO || (gesture.zoom - 1.0).abs() > 1e-6 {
            desk.picture.camera = relief::orbit(desk.picture.camera, gesture.drag, gesture.zoom);
        }
        if gesture.reset || gesture.double_click.is_some() {
            desk.reset();
        }
        self.rest(ui, bar, (rect, points), desk);
    }

    /// The bar and the notes, which leave starts and other points free.
    fn rest(&mut self, ui: &mut Ui, bar: Rect, (rect, points): (Rect, [&[Pos2]; 2]), desk: &mut Desk) {
        desk.wishes.extend(swarm::wish(desk.shown));
        let own = Picture::default();
        let about = tools::BarState {
            shown: desk.shown,
            n: desk.domain.len(),
            moved: desk.picture.range != own.range
                || desk.picture.relief && desk.picture.camera != own.camera,
        };
        let asked = tools::show(ui, bar, about, &mut desk.picture);
        if let Some(zoom) = asked.zoom {
            self.zoom(rect, desk, zoom);
        }
        if asked.reset {
            desk.reset();
        }
        let below = bar.intersects(rect);
        self.bar = Some(asked.stood).filter(|_| below);
        let top = if below { bar.bottom() } else { rect.top() };
        let wishes = self.trouble.show(ui, rect.with_min_y(top), points, desk.shown);
        desk.wishes.extend(wishes);
        if let Some(note) = note(desk) {
            readout::note(ui, rect, &note);
        }
    }

    fn zoom(&self, rect: Rect, desk: &mut Desk, zoom: f32) {
        if desk.picture.relief && desk.domain.len() == 2 {
            desk.picture.camera = relief::orbit(desk.picture.camera, Vec2::ZERO, zoom);
            return;
        }
        let plot = Plot {
            rect,
            x: desk.range[0],
            y: desk.range.get(1).copied().unwrap_or([0.0, 1.0]),
        };
        desk.show_range(range::after(
            &plot,
            (&desk.domain, range::SURFACE),
            Vec2::ZERO,
            zoom,
            rect.center(),
        ));
    }

    fn readout(
        &mut self,
        ui: &mut Ui,
        response: &Response,
        plot: &Plot,
        desk: &Desk,
        held: Option<Vec<f64>>,
    ) {
        let Some(surface) = desk.shown.plan.and_then(|plan| plan.surface()) else {
            return;
        };
        let hovered = response
            .hover_pos()
            .filter(|at| plot.rect.contains(*at) && !response.dragged());
        let under = |at: Pos2| plot.value(at)[..desk.domain.len()].to_vec();
        let pinned = self
            .pinned
            .clone()
            .filter(|point| point.len() == desk.domain.len());
        let colors = super::palette::Palette::in_ui(ui);
        if let Some(pinned) = &pinned {
            starts::pin(ui, plot, pinned, &colors);
        }
        let Some(point) = held.or_else(|| hovered.map(under)).or(pinned) else {
            return;
        };
        let local = self.derived.of(surface);
        let found = local.at(&point);
        let curvature = found.curvatures.first().copied().unwrap_or(f64::NAN);
        let bound = bound(desk.shown, curvature);
        let pointer = hovered.unwrap_or(plot.rect.right_top());
        let lines = readout::lines(&point, &found, bound.as_deref());
        let legend = arrows::legend_place(ui, plot.rect, desk.shown);
        let [note, bar] = self.covered();
        let near = [Some(Rect::from_pos(pointer)), note, bar, legend];
        readout::show(ui, plot.rect, &near, &lines, &colors);
    }
}

/// What is to be said about the swarm.
fn note(desk: &Desk) -> Option<String> {
    let relief = desk.picture.relief && desk.domain.len() == 2;
    let on = desk.picture.swarm != crate::scene::picture::Swarm::Off;
    match relief && on {
        true => Some("The swarm is seen from above only".to_owned()),
        false => swarm::note(desk.shown),
    }
}

/// What the selected run's learning rate makes of a curvature, where its rule declares a bound.
fn bound(shown: &Shown, curvature: f64) -> Option<String> {
    let selected = shown.scene.view.selected;
    let run = shown.trace.runs.iter().find(|r| r.run == selected)?;
    let planned = shown.plan?.runs.iter().find(|p| p.run == selected)?;
    let step = shown.position as usize;
    let step = step.min(shown.trace.steps.saturating_sub(1));
    let bound = planned.bound(run.number(column::MOMENTUM, step))?;
    let product = run.number(column::LR, step)? * curvature;
    if product.is_nan() {
        return None;
    }
    let (product_text, bound_text) = (super::number::short(product), super::number::short(bound));
    let verdict = if product > bound {
        "unstable: >"
    } else {
        "stable: ≤"
    };
    Some(format!(
        "η·λ_max = {product_text} ({} is {verdict} {bound_text})",
        run.label
    ))
}
