//! Diagnosis: a spike is provoked by a corrupt batch, asked why, and tested; a divergence on a surface as
//! well.

use crate::network::says;
use crate::{PHONE, SMALL, open, press};
use egui::{Key, Modifiers, Theme, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::scene::{Reference, Scene};

const SPOILED: &str = r#"{"experiment": {"problem": {"network": {"data": "moons", "layers": [2, 8, 8, 2],
    "activation": "relu", "corrupt": {"step": 100, "factor": 100}}}, "steps": 200,
    "runs": [{"label": "SGD", "optimizer": "sgd", "params": {"lr": 0.1}}]}, "view": {"step": 200}}"#;

fn spoiled(size: Vec2) -> Harness<'static, App> {
    let scene: Scene = serde_json::from_str(SPOILED).expect("a scene");
    let mut harness = open(size, Theme::Dark, Session::on_cpu(scene));
    harness.run_steps(20);
    harness
}

fn labels(harness: &Harness<App>) -> Vec<String> {
    let runs = harness.state().session.scene.experiment.runs.iter();
    runs.filter_map(|run| run.label.clone()).collect()
}

/// Presses what may have to be scrolled to.
fn reach(harness: &mut Harness<App>, name: &str) {
    harness.get_by_label(name).scroll_to_me();
    harness.run_steps(20);
    harness.get_by_label(name).click();
    harness.run_steps(60);
}

#[test]
fn a_provoked_spike_is_asked_why_and_tested_on_desktop_and_phone() {
    for size in [SMALL, PHONE] {
        let mut harness = spoiled(size);
        assert!(says(&harness, "SGD spiked: step 100 saw a loss of "));
        press(&mut harness, "Why?");
        harness.run_steps(60);
        for part in [
            "What is seen",
            "Its features are multiplied by 100.",
            "over all training samples",
            "The corrupt batch of step 100",
            "A spike is a loss above 3 times the median",
        ] {
            assert!(says(&harness, part), "{part} at {size}");
        }
        reach(&mut harness, "Go to that step");
        assert_eq!(harness.state().session.scene.view.step, 99);
        reach(&mut harness, "Run again without step 100");
        assert_eq!(labels(&harness), ["SGD", "SGD, without step 100"]);
        let run = &harness.state().session.scene.experiment.runs[1];
        assert!(
            matches!(&run.stages[0].name, Reference::Source(text) if text.contains("left_out = k == 99"))
        );
        assert!(harness.state().session.findings.is_empty());
        assert!(says(&harness, "SGD, without step 100: calm") && says(&harness, "SGD: spiked at step 100"));
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.run_steps(20);
        assert_eq!(labels(&harness), ["SGD"], "at {size}");
    }
}

#[test]
fn a_divergence_on_a_surface_goes_the_same_way() {
    let mut harness = open(SMALL, Theme::Light, crate::picture::wild());
    press(&mut harness, "Why?");
    harness.run_steps(20);
    assert!(says(&harness, "Far too fast diverged at step") && says(&harness, "Shown:"));
    reach(&mut harness, "SGD: calm");
    assert!(says(&harness, "SGD neither spiked nor diverged."));
    reach(&mut harness, "Contents");
    press(&mut harness, "Diagnosis");
    assert!(says(&harness, "A spike is a loss above 3 times the median"));
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_a_diagnosis() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size) in [("diagnosis", SMALL), ("diagnosis-phone", PHONE)] {
        let mut harness = spoiled(size);
        crate::pictures::draw(&mut harness, &format!("{name}-note"));
        press(&mut harness, "Why?");
        harness.run_steps(60);
        crate::pictures::draw(&mut harness, name);
    }
}
