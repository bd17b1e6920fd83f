//! Pictures of all charts, to look at.

use crate::stage::{PHONE, SIDE, Stage, on_stage, preset, press};
use egui::Theme;
use egui_kittest::Harness;
use ravine::view::charts;

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (size, theme, sort) in [
        (SIDE, Theme::Dark, "dark"),
        (SIDE, Theme::Light, "light"),
        (PHONE, Theme::Dark, "phone"),
    ] {
        for view in charts() {
            let id = view.tab().id;
            let mut scene = preset(if id == "rate" { "one_cycle" } else { "race" });
            scene.view.step = scene.experiment.steps / 3;
            scene.view.selected = scene.experiment.runs.len() - 2;
            scene.view.muted = vec![1];
            let mut harness = on_stage(id, scene, size, theme);
            draw(&mut harness, &format!("{id}-{sort}"));
            for page in PAGES.iter().filter(|p| p.0 == id) {
                press(&mut harness, page.1);
                draw(&mut harness, &format!("{id}-{}-{sort}", page.2));
            }
        }
    }
}

/// What else is drawn of a view: its tab, what leads there, and what the picture is called.
const PAGES: &[(&str, &str, &str)] = &[
    ("xray", "Coordinate y", "y"),
    ("bias", "m of the bias correction", "m"),
    ("bias", "v of the bias correction", "v"),
    ("bias", "factors of the bias correction", "factors"),
    ("bias", "loss of the bias correction", "loss"),
];

fn draw(harness: &mut Harness<Stage>, name: &str) {
    let picture = harness.render().expect("there is a renderer");
    let path = format!("target/pictures/chart-{name}.png");
    picture.save(path).expect("target can be written");
}
