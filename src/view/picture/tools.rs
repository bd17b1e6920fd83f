//! The small bar on the picture: three dimensions, zoom, colours, arrows, swarm.

use super::arrows;
use super::gesture::NEARER;
use super::readout::ground;
use crate::scene::Picture;
use crate::scene::picture::{Map, Spread, Swarm};
use crate::view::Shown;
use crate::view::palette::Palette;
use crate::view::popup;
use egui::{
    Align, Button, Layout, Popup, PopupCloseBehavior, Rect, Response, RichText, Shape, Ui, UiBuilder, vec2,
};

/// Below this width the menus are one.
const NARROW: f32 = 560.0;

/// What was asked for by the bar.
#[derive(Clone, Debug, PartialEq)]
pub struct BarWish {
    /// How many times nearer.
    pub zoom: Option<f32>,
    /// All is to be seen again.
    pub reset: bool,
    /// Where the bar stands.
    pub stood: Rect,
}

/// What the bar is about.
#[derive(Clone, Copy)]
pub struct BarState<'a> {
    /// What is shown.
    pub shown: &'a Shown<'a>,
    /// Coordinates of a point.
    pub n: usize,
    /// Whether the surface is seen otherwise than whole and from its own side.
    pub moved: bool,
}

/// Where the bar stands and what is left for the picture: above it, or on a small screen on it.
pub fn split(ui: &Ui, area: Rect) -> (Rect, Rect) {
    let height = ui.spacing().interact_size.y;
    let bar = |top: f32| {
        let min = area.min + vec2(8.0, top);
        Rect::from_min_size(min, vec2(area.width() - 18.0, height))
    };
    match area.width() < NARROW {
        true => (bar(16.0), area),
        false => (bar(0.0), area.with_min_y(area.top() + height)),
    }
}

/// Shows the bar at the right of a strip.
pub fn show(ui: &mut Ui, strip: Rect, about: BarState, picture: &mut Picture) -> BarWish {
    let mut asked = BarWish {
        zoom: None,
        reset: false,
        stood: strip,
    };
    let narrow = strip.width() < NARROW;
    let back = ui.painter().add(Shape::Noop);
    let inner = UiBuilder::new()
        .scope_id(ui.scope_id().with("tools"))
        .max_rect(strip)
        .layout(Layout::right_to_left(Align::Center));
    let bar = ui.scope_builder(inner, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = 8.0;
        match narrow {
            true => menu(ui, "View", "Colours, arrows and swarm", |ui| {
                colours(ui, about, picture);
                ui.separator();
                arrows_menu(ui, about, picture);
                ui.separator();
                swarm(ui, picture);
            }),
            false => {
                let tip = "The selected run from a whole grid of starts";
                menu(ui, "Swarm", tip, |ui| swarm(ui, picture));
                let tip = "Gradient, update and recorded variables at the heads";
                menu(ui, "Arrows", tip, |ui| arrows_menu(ui, about, picture));
                if about.n == 2 {
                    menu(ui, "Colours", "Colour map and scale of the loss", |ui| {
                        colours(ui, about, picture)
                    });
                }
            }
        }
        let turned = picture.relief && about.n == 2;
        zoom(ui, narrow, (about.moved, turned), &mut asked);
        if about.n == 2 {
            let three = small(ui, "3-D", "Three dimensions", picture.relief);
            if three
                .on_hover_text("The surface as a relief; drag to turn it")
                .clicked()
            {
                picture.relief = !picture.relief;
            }
        }
    });
    asked.stood = bar.response.rect.expand(2.0);
    if narrow {
        let fill = ground(&Palette::in_ui(ui));
        ui.painter().set(back, Shape::rect_filled(asked.stood, 8.0, fill));
    }
    asked
}

fn zoom(ui: &mut Ui, narrow: bool, (moved, turned): (bool, bool), asked: &mut BarWish) {
    if moved {
        let reset = small(ui, "Reset", "Reset view", false);
        let tip = match turned {
            true => "The whole surface again, from its own side (0, or a double click)",
            false => "The whole surface again (0)",
        };
        asked.reset |= reset.on_hover_text(tip).clicked();
    }
    // Two fingers zoom where there is no room.
    if narrow {
        return;
    }
    for (text, name, factor) in [("+", "Zoom in", NEARER), ("−", "Zoom out", 1.0 / NEARER)] {
        let tip = format!("{name} ({text}, or the wheel)");
        if small(ui, text, name, false).on_hover_text(tip).clicked() {
            asked.zoom = Some(factor);
        }
    }
}

fn small(ui: &mut Ui, text: &str, name: &str, on: bool) -> Response {
    let side = ui.spacing().interact_size.y;
    let button = Button::selectable(on, RichText::new(text).small()).min_size(vec2(side, side));
    ui.add(button).accessible_name(name)
}

fn menu(ui: &mut Ui, title: &str, tip: &str, content: impl FnOnce(&mut Ui)) {
    let response = small(ui, title, title, false).on_hover_text(tip);
    let opened = Popup::from_toggle_button_response(&response);
    let opened = opened.close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    opened.show(|ui| {
        ui.set_min_width(230.0);
        popup::rows(ui, content);
    });
}

fn colours(ui: &mut Ui, about: BarState, picture: &mut Picture) {
    if about.n != 2 {
        return;
    }
    for (map, name, tip) in [
        (
            Map::Cividis,
            "Cividis",
            "Blue to yellow; the same for colour-blind eyes",
        ),
        (Map::Viridis, "Viridis", "Violet over green to yellow, muted"),
        (Map::Grey, "Grey", "Lightness alone"),
    ] {
        ui.radio_value(&mut picture.map, map, name).on_hover_text(tip);
    }
    ui.separator();
    for (spread, name, tip) in [
        (
            Spread::Log,
            "Logarithmic loss",
            "Colours, level lines and heights by the logarithm above the lowest loss shown",
        ),
        (
            Spread::Linear,
            "Linear loss",
            "Colours, level lines and heights in proportion to the loss",
        ),
    ] {
        ui.radio_value(&mut picture.spread, spread, name)
            .on_hover_text(tip);
    }
}

fn arrows_menu(ui: &mut Ui, about: BarState, picture: &mut Picture) {
    let arrows = &mut picture.arrows;
    ui.checkbox(&mut arrows.gradient, "Gradient −∇f")
        .on_hover_text("Down the gradient at each head");
    ui.checkbox(&mut arrows.update, "Update Δw")
        .on_hover_text("From each head to the next point");
    for name in arrows::variables(about.shown.trace) {
        let mut on = arrows.variables.iter().any(|v| v == name);
        let tip = format!("{name} as recorded, with the sign with which it enters the update");
        if ui
            .checkbox(&mut on, format!("Variable {name}"))
            .on_hover_text(tip)
            .clicked()
        {
            match on {
                true => arrows.variables.push(name.to_owned()),
                false => arrows.variables.retain(|v| v != name),
            }
        }
    }
}

fn swarm(ui: &mut Ui, picture: &mut Picture) {
    for (swarm, name, tip) in [
        (Swarm::Off, "No swarm", "Only the runs themselves"),
        (
            Swarm::Run,
            "Swarm in the run’s colour",
            "The selected run from 16,384 starts on a grid, all at the same step",
        ),
        (
            Swarm::Loss,
            "Swarm by loss",
            "The same; the lower its loss, the stronger a point",
        ),
    ] {
        ui.radio_value(&mut picture.swarm, swarm, name).on_hover_text(tip);
    }
}
