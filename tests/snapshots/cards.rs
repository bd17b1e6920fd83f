//! A card of the course before anybody guessed.

use crate::views::alone;
use egui::{Theme, vec2};
use image::RgbaImage;
use ravine::course::study::Study;
use ravine::course::{Course, scene};
use ravine::engine::Computed;
use ravine::view::card::{Attempt, Reading, show};

const CARD: &str = "adam/without_correction";

pub fn light() -> RgbaImage {
    read(Theme::Light)
}

pub fn dark() -> RgbaImage {
    read(Theme::Dark)
}

fn read(theme: Theme) -> RgbaImage {
    let course = Course::embedded();
    let card = course
        .cards()
        .find(|card| card.id == CARD)
        .expect("the card is there");
    let scene = scene::of(card, course).expect("a scene");
    let done = Computed::reference(&scene.experiment).expect("it compiles");
    let mut attempt = Attempt::default();
    alone(vec2(360.0, 420.0), theme, move |ui| {
        let study = Study::new(&done, &scene.view, &card.lets);
        let mut reading = Reading {
            card,
            scene: &scene,
            study: Some(&study),
            attempt: &mut attempt,
            large: false,
        };
        show(ui, &mut reading);
    })
}
