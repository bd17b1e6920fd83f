//! Pictures of all charts, to look at.

use crate::stage::{PHONE, SIDE, on_stage, preset};
use egui::Theme;
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
            let picture = harness.render().expect("there is a renderer");
            let path = format!("target/pictures/chart-{id}-{sort}.png");
            picture.save(path).expect("target can be written");
        }
    }
}
