//! Networks: the comparison with its test part, which is shown only once somebody asks, and a corrupt batch.

use crate::network::{app, network, says};
use crate::pictures::draw;
use crate::{PHONE, SMALL, open, press};
use egui::Theme;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::app::give::export::Export;
use ravine::scene::network::Corrupt;

const PARTS: &str = r#"{"data": "moons", "layers": [2, 8, 2], "seeds": 4, "test": 0.2}"#;

#[test]
fn the_test_part_is_shown_once_it_is_asked_for() {
    let mut harness = app(PARTS, 60);
    assert!(
        says(&harness, "Validation loss of Adam: "),
        "the median of its seeds"
    );
    assert!(!says(&harness, "Test loss of Adam: ") && says(&harness, "Look once"));
    harness
        .get_by_role_and_label(Role::Button, "Show the test set's result")
        .focus();
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert!(says(&harness, "Test loss of Adam: ") && says(&harness, "80 samples, was looked at once"));
    press(&mut harness, "By seed");
    assert!(says(&harness, "Test accuracy at best of Adam · 4: "));
    let slider = harness.get_by_role_and_label(Role::Slider, "Kept for a test");
    slider.focus();
    harness.run();
    harness.key_press(egui::Key::ArrowRight);
    harness.run();
    assert!(network(&harness).test > 0.2);
    assert!(!says(&harness, "Test loss"), "of another split nobody asked");
    let file = harness.state_mut().file(Export::Comparison).expect("a file");
    let text = String::from_utf8(file.bytes).expect("a text");
    assert!(text.contains(",validation_loss,validation_accuracy,gap,") && !text.contains("test"));
}

#[test]
fn a_corrupt_batch_is_set_by_hand_and_named_where_its_step_is_shown() {
    let mut harness = open(
        crate::network::TALL,
        Theme::Dark,
        Session::on_cpu(crate::network::scene(
            r#"{"data": "moons", "layers": [2, 6, 2]}"#,
            40,
        )),
    );
    press(&mut harness, "More of the network");
    harness.run_steps(30);
    press(&mut harness, "Corrupt batch");
    assert_eq!(
        network(&harness).corrupt,
        Some(Corrupt {
            step: 20,
            factor: 100.0
        })
    );
    for control in ["Corrupt step", "Factor on its features"] {
        harness.get_by_role_and_label(Role::Slider, control);
    }
    press(&mut harness, "Clipping tab");
    assert!(says(
        &harness,
        "The batch of step 20 is corrupt: its features are multiplied by 100."
    ));
    harness.state_mut().session.scene.view.step = 19;
    press(&mut harness, "Inspect tab");
    harness.run_steps(60);
    let remark = "A corrupt batch: the features of this step's samples are multiplied by 100.";
    assert!(says(&harness, remark));
    harness.state_mut().session.scene.view.step = 18;
    harness.run_steps(60);
    assert!(!says(&harness, remark));
    harness.state_mut().session.scene.experiment.steps = 10;
    harness.run_steps(10);
    assert!(says(&harness, "there is no step 20; take 1 to 10"));
    press(&mut harness, "Corrupt batch");
    assert_eq!(network(&harness).corrupt, None);
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_comparisons() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size, theme) in [
        ("comparison", SMALL, Theme::Dark),
        ("comparison-light", SMALL, Theme::Light),
        ("comparison-phone", PHONE, Theme::Light),
        ("comparison-phone-dark", PHONE, Theme::Dark),
    ] {
        let mut harness = open(size, theme, Session::on_cpu(crate::network::scene(PARTS, 60)));
        if size == PHONE {
            press(&mut harness, "Charts tab");
        }
        for (button, part) in [
            (None, ""),
            (Some("Show the test set's result"), "-test"),
            (Some("By seed"), "-seeds"),
        ] {
            if let Some(button) = button {
                harness.get_by_label(button).scroll_to_me();
                harness.run();
                press(&mut harness, button);
            }
            see(&mut harness);
            draw(&mut harness, &format!("{name}{part}"));
        }
    }
    let mut harness = open(PHONE, Theme::Dark, crate::session("race"));
    press(&mut harness, "Charts tab");
    see(&mut harness);
    draw(&mut harness, "comparison-phone-surface");
}

/// Brings the comparison into sight.
fn see(harness: &mut Harness<App>) {
    let last = harness.query_all_by_label_contains(" in the comparison").last();
    last.expect("a row").scroll_to_me();
    harness.run();
}
