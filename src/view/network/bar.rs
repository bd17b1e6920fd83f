//! The strip above the data: how good the run is at this step, which repetition is shown, and what can be
//! done.

use super::answers::{AnsweredSamples, Answers, right};
use super::draw;
use super::points;
use super::samples::{DataKind, SamplesScenery};
use crate::compile::network::model::Network;
use crate::scene::Learning;
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::{Wish, entry};
use egui::{
    Align, Button, DragValue, Label, Layout, RichText, Sense, Shape, Stroke, TextStyle, TextWrapMode, Ui,
    WidgetText, vec2,
};

/// Most classes that can be drawn.
const CLASSES: u32 = 4;

/// Shows the strip; what is chosen is put into `learning`.
pub fn show(
    ui: &mut Ui,
    scenery: &SamplesScenery,
    answers: &mut Answers,
    learning: &mut Learning,
) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let text = RichText::new(summary(scenery, answers)).small();
    let whole = WidgetText::from(text.clone());
    let whole = whole.into_galley(ui, Some(TextWrapMode::Extend), f32::INFINITY, TextStyle::Small);
    let width = whole.size().x;
    let mut fits = false;
    ui.horizontal_wrapped(|ui| {
        seed(ui, scenery, learning);
        match DataKind::of(scenery.network) {
            DataKind::Images => lists(ui, scenery.network, learning),
            _ if draw::is_possible(scenery.network) => wishes.extend(drawing(ui, scenery, learning)),
            _ => {}
        }
        wishes.extend(reset(ui, scenery));
        fits = width <= ui.available_size_before_wrap().x;
        if fits {
            let layout = Layout::right_to_left(Align::Center);
            ui.with_layout(layout, |ui| ui.label(text.clone()));
        }
    });
    if !fits {
        ui.add(Label::new(text).truncate());
    }
    wishes
}

/// The part whose images are listed.
pub fn part(network: &Network, learning: &Learning) -> AnsweredSamples {
    match learning.training || network.validation.is_empty() {
        true => AnsweredSamples::Training,
        false => AnsweredSamples::Validation,
    }
}

/// The run, and how good it is.
fn summary(scenery: &SamplesScenery, answers: &mut Answers) -> String {
    let Some(trained) = &scenery.trained else {
        return "Not trained yet".to_owned();
    };
    let (network, step) = (scenery.network, scenery.step);
    let of_part = |(part, words): (AnsweredSamples, &str)| {
        let count = part.samples(network).len();
        if count == 0 {
            return None;
        }
        if !network.classifies() {
            let column = if part == AnsweredSamples::Training {
                "loss"
            } else {
                "val_loss"
            };
            let loss = *trained.at(column, step)?.first()?;
            return Some(format!("{words} loss {}", short(loss)));
        }
        let right = right(network, part, answers.of_part(trained, step, part));
        Some(format!("{words} {:.1} %", 100.0 * right as f64 / count as f64))
    };
    let parts = [
        (AnsweredSamples::Training, "training"),
        (AnsweredSamples::Validation, "validation"),
    ];
    let parts: Vec<String> = parts.into_iter().filter_map(of_part).collect();
    format!("{}: {}", trained.trace.label, parts.join(", "))
}

/// Which repetition is shown.
fn seed(ui: &mut Ui, scenery: &SamplesScenery, learning: &mut Learning) {
    let Some(trained) = &scenery.trained else { return };
    let runs = &trained.computed.trace.runs;
    let count = runs.iter().filter(|r| r.run == trained.trace.run).count();
    if count < 2 {
        return;
    }
    let mut number = learning.seed.min(count - 1) + 1;
    let drag = DragValue::new(&mut number).range(1..=count).speed(0.1);
    let drag = drag.prefix("Seed ").suffix(format!(" of {count}"));
    let tip = "Which of the run's repetitions is shown here; charts show the median of all";
    if entry::add(ui, drag, "Seed shown", tip).changed() {
        learning.seed = number - 1;
    }
}

/// What shows all data again, where the hand has moved or zoomed them.
fn reset(ui: &mut Ui, scenery: &SamplesScenery) -> Option<Wish> {
    let picture = &scenery.shown.scene.view.picture;
    if picture.range.is_empty() || DataKind::of(scenery.network) == DataKind::Images {
        return None;
    }
    let button = ui.button("Reset").accessible_name("Reset view");
    let whole = || {
        let mut picture = picture.clone();
        picture.range = Vec::new();
        Wish::Picture(Box::new(picture))
    };
    let tip = "All data again (0, or a double click)";
    button.on_hover_text(tip).clicked().then(whole)
}

/// Which images are listed.
fn lists(ui: &mut Ui, network: &Network, learning: &mut Learning) {
    if !network.validation.is_empty() {
        for (training, words, tip) in [
            (false, "Validation", "The samples that were held back"),
            (true, "Training", "The samples that were trained on"),
        ] {
            let on = learning.training == training;
            let button = ui.selectable_label(on, words);
            let button = button.accessible_name(format!("{words} images"));
            if button.on_hover_text(tip).clicked() {
                learning.training = training;
            }
        }
    }
    ui.checkbox(&mut learning.mistakes, "Mistakes only")
        .on_hover_text("Only the images that the network reads wrongly at this step");
}

/// Whether clicks draw, which class, and a new beginning.
fn drawing(ui: &mut Ui, scenery: &SamplesScenery, learning: &mut Learning) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let on = learning.class.is_some();
    let button = ui.selectable_label(on, "Draw").accessible_name("Draw points");
    let tip = "Click on the picture to add points of a class; what was generated stays as points";
    if button.on_hover_text(tip).clicked() {
        learning.class = if on { None } else { Some(0) };
    }
    let Some(chosen) = learning.class else {
        return wishes;
    };
    ui.spacing_mut().item_spacing.x = 3.0;
    for class in 0..CLASSES {
        if chip(ui, class, class == chosen) {
            learning.class = Some(class);
        }
    }
    let clear = ui.button("Clear").accessible_name("Clear all points");
    if clear
        .on_hover_text("Take all points away and begin with none")
        .clicked()
    {
        let mut picture = scenery.shown.scene.view.picture.clone();
        if picture.range.is_empty() {
            picture.range = super::plane::domain(scenery.network);
        }
        wishes.push(Wish::Data(Box::new(draw::source(Vec::new()))));
        wishes.push(Wish::Picture(Box::new(picture)));
    }
    wishes
}

/// The mark of a class on a button.
fn chip(ui: &mut Ui, class: u32, on: bool) -> bool {
    let side = ui.spacing().interact_size.y;
    let button = Button::selectable(on, "")
        .min_size(vec2(side, side))
        .sense(Sense::click());
    let response = ui.add(button).accessible_name(format!("Draw class {class}"));
    let colors = Palette::in_ui(ui);
    let style = points::class(class as usize, colors.dark);
    let outline = style.marker.outline();
    let corners = outline
        .iter()
        .map(|[x, y]| response.rect.center() + vec2(*x, *y) * 5.0);
    let shape = Shape::convex_polygon(corners.collect(), style.color, Stroke::NONE);
    ui.painter().add(shape);
    response
        .on_hover_text(format!("Clicks add points of class {class}"))
        .clicked()
}
