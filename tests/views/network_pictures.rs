//! Pictures of networks to look at.

use crate::network::scene;
use crate::pictures::draw;
use crate::{PHONE, SMALL, WIDE, open, press};
use egui::{Theme, vec2};
use egui_kittest::kittest::Queryable as _;
use ravine::app::compute::session::Session;

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_networks() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size, theme, network, steps) in [
        (
            "net-moons",
            SMALL,
            Theme::Dark,
            r#"{"data": {"name": "moons", "noise": 0.2}, "layers": [2, 8, 8, 2], "seeds": 8,
                "precision": {"gradients": "f16"}, "record": {"exponents": true}}"#,
            300,
        ),
        (
            "net-spirals",
            SMALL,
            Theme::Light,
            r#"{"data": {"name": "spirals", "classes": 3}, "layers": [2, 32, 32, 3]}"#,
            600,
        ),
        (
            "net-sine",
            WIDE,
            Theme::Dark,
            r#"{"data": "sine", "layers": [1, 12, 1]}"#,
            300,
        ),
        (
            "net-digits",
            SMALL,
            Theme::Light,
            r#"{"data": "digits", "layers": [64, 16, 10]}"#,
            100,
        ),
        (
            "net-phone",
            PHONE,
            Theme::Dark,
            r#"{"data": "moons", "layers": [2, 8, 8, 2]}"#,
            200,
        ),
        (
            "net-phone-digits",
            PHONE,
            Theme::Light,
            r#"{"data": "digits", "layers": [64, 16, 10]}"#,
            60,
        ),
    ] {
        let mut harness = open(size, theme, Session::on_cpu(scene(network, steps)));
        if size == PHONE {
            press(&mut harness, "Runs tab");
            draw(&mut harness, &format!("{name}-settings"));
            press(&mut harness, "Runs tab");
        }
        let middle = harness.get_by_label("Data and predictions").rect();
        harness.hover_at(middle.center() + vec2(-40.0, 30.0));
        harness.run_steps(3);
        draw(&mut harness, name);
        if size == PHONE {
            press(&mut harness, "Charts tab");
        }
        let exponents = network.contains("exponents").then_some("Exponents");
        let tabs = [
            "Layers",
            "Clipping",
            "Weights",
            "Landscape",
            "Sharpness",
            "Effective step",
        ];
        for tab in tabs.into_iter().chain(exponents).chain(["Inspect"]) {
            let tab_name = format!("{tab} tab");
            // Some are never still: they are looked at while they search.
            if harness.query_by_label(&tab_name).is_none() {
                harness.get_by_label("More charts").click();
                harness.run_steps(5);
            }
            harness.get_by_label(&tab_name).click();
            harness.run_steps(600);
            draw(
                &mut harness,
                &format!("{name}-{}", tab.to_lowercase().replace(' ', "-")),
            );
        }
    }
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_the_problems() {
    for (name, size) in [("problems", WIDE), ("problems-phone", PHONE)] {
        let mut harness = open(size, Theme::Dark, crate::session("race"));
        press(&mut harness, "Surface");
        harness.run_steps(5);
        draw(&mut harness, name);
    }
}
