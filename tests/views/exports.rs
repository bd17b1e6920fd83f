//! Files out of what is on screen.

#[path = "../support/svg.rs"]
mod svg;

use crate::{PHONE, WIDE, app, open, press, session};
use egui::Theme;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::export::{Export, File, Form};

fn file(harness: &mut Harness<App>, what: Export) -> File {
    harness
        .state_mut()
        .file(what)
        .unwrap_or_else(|e| panic!("{what:?}: {e}"))
}

fn texts(harness: &mut Harness<App>, what: Export) -> Vec<String> {
    let file = file(harness, what);
    assert_eq!(file.media_type, "image/svg+xml");
    svg::texts(&String::from_utf8(file.bytes).expect("an SVG is text"))
}

#[test]
fn the_menu_offers_every_export() {
    for (size, menu) in [(WIDE, "Export"), (PHONE, "Menu")] {
        let mut harness = open(size, Theme::Dark, session("race"));
        press(&mut harness, menu);
        for what in Export::ALL {
            harness.get_by_label(what.words().0);
        }
    }
}

#[test]
fn a_figure_shows_the_picture_and_the_chart_and_names_the_runs() {
    let mut harness = app();
    let texts = texts(&mut harness, Export::Figure(Form::Svg));
    let all = texts.join("\n");
    for run in &harness.state().session.trace.runs {
        assert!(all.contains(&run.label), "{} in {all}", run.label);
    }
    for text in ["Paths on Rosenbrock", "Loss"] {
        assert!(all.contains(text), "{text} in {all}");
    }
    let name = file(&mut harness, Export::Figure(Form::Svg)).name;
    assert_eq!(name, "ravine-rosenbrock.svg");
}

#[test]
fn a_figure_shows_the_chart_that_is_on_screen() {
    for (tab, shown) in [
        ("rate", "Learning rate"),
        ("variable", "m"),
        ("bias", "Uncorrected over corrected step"),
        ("xray", "Effective step"),
        ("schedules", "Learning rate over its peak"),
        // It has no chart: the loss stands in.
        ("inspect", "Loss"),
    ] {
        let mut session = session("race");
        session.scene.view.tab = tab.to_owned();
        let adam = session.scene.experiment.runs.iter();
        let adam = adam
            .clone()
            .position(|r| r.optimizer == ravine::scene::Reference::name("adam"));
        session.scene.view.selected = adam.expect("Adam races");
        let mut harness = open(WIDE, Theme::Dark, session);
        harness.run();
        let chart = texts(&mut harness, Export::Chart(Form::Svg));
        assert!(chart.iter().any(|t| t.starts_with(shown)), "{shown} in {chart:?}");
        assert!(!chart.iter().any(|t| t.starts_with("Paths on")), "{tab}");
        let figure = texts(&mut harness, Export::Figure(Form::Svg));
        assert!(figure.iter().any(|t| t.starts_with("Paths on")), "{tab}");
    }
}

#[test]
fn hidden_runs_stay_out() {
    let mut harness = app();
    press(&mut harness, "Hide Adam");
    let texts = texts(&mut harness, Export::Figure(Form::Svg));
    assert!(!texts.iter().any(|t| t.starts_with("Adam")), "{texts:?}");
}

#[test]
fn pictures_have_pixels() {
    let mut harness = app();
    for (what, name) in [
        (Export::Figure(Form::Png), "ravine-rosenbrock.png"),
        (Export::Chart(Form::Png), "ravine-rosenbrock-chart.png"),
    ] {
        let file = file(&mut harness, what);
        assert_eq!((file.name.as_str(), file.media_type), (name, "image/png"));
        let picture = image::load_from_memory(&file.bytes).expect("a PNG");
        assert!(picture.width() > 1000 && picture.height() > 500);
    }
}

#[test]
fn the_comparison_has_a_line_a_run() {
    let mut harness = app();
    let csv = file(&mut harness, Export::Comparison);
    assert_eq!(csv.name, "ravine-rosenbrock-comparison.csv");
    let text = String::from_utf8(csv.bytes).expect("a CSV is text");
    assert_eq!(text.lines().count(), 1 + harness.state().session.trace.runs.len());
}
