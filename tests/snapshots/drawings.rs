//! Drawings that need no screen: a figure of the paths of a race, a rule in mathematical notation.

use crate::views::alone;
use egui::{Theme, vec2};
use image::RgbaImage;
use ravine::catalog;
use ravine::engine::cpu::Precision;
use ravine::lang::Kind;
use ravine::view::canvas::export::{Sheet, png};
use ravine::view::figure::still;
use ravine::view::formula;
use ravine::view::palette::PAPER;
use ravine_testing::scenes::{computed, prepared};

/// Five optimizers on Rosenbrock's valley, as `ravine plot` draws them.
pub fn race() -> RgbaImage {
    let scene = prepared("race");
    let done = computed(&scene.experiment, Precision::Single);
    let field = still::field(&scene, &done.plan).expect("the CPU samples every surface");
    let figure = still::looked_at(&scene, &done, field.as_ref());
    let sheet = Sheet {
        title: figure.name(),
        about: "a snapshot",
        size: vec2(900.0, 560.0),
        colors: &PAPER,
    };
    let bytes = png(&sheet, &figure, 0.75).expect("a figure can be drawn");
    image::load_from_memory(&bytes).expect("a PNG decodes").to_rgba8()
}

/// Adam as a paper prints it.
pub fn formula() -> RgbaImage {
    let adam = catalog::find(Kind::Optimizer, "adam").expect("Adam is there");
    alone(vec2(420.0, 310.0), Theme::Light, move |ui| {
        formula::show(ui, &adam.rule);
    })
}
