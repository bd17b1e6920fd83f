//! Tables that people bring: what was understood of them is shown, and can be changed by a click.

use crate::network::{app, image, text};
use crate::pictures::draw;
use crate::{PHONE, SMALL, WIDE, open, press};
use egui::accesskit::Role;
use egui::{Event, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::data::Source;
use ravine::data::table::read::{Decimal, Separator};

/// A table with the index that pandas writes, and a value missing.
const INDEXED: &str =
    ",length,width,kind\n0,5.1,0.2,a\n1,4.9,0.3,b\n2,6.2,,b\n3,5.5,1.5,a\n4,6.1,1.2,b\n5,5.0,0.4,a\n";

fn data<'a>(harness: &'a Harness<App>) -> &'a Source {
    let problem = &harness.state().session.scene.experiment.problem;
    &problem.network().expect("a network").data
}

fn layers(harness: &Harness<App>) -> Vec<usize> {
    let problem = &harness.state().session.scene.experiment.problem;
    problem.network().expect("a network").layers.clone()
}

fn dropped(text: &str) -> Harness<'static, App> {
    let mut harness = app(crate::network::MOONS, 20);
    let remote = harness.state().remote();
    remote.open_file("table.csv", Ok(text.as_bytes().to_vec()));
    harness.run();
    harness
}

fn left_out(harness: &Harness<App>) -> Vec<usize> {
    data(harness)
        .read
        .as_ref()
        .expect("it is written into the scene")
        .left_out
        .clone()
}

#[test]
fn what_was_understood_is_shown_and_every_choice_is_a_click() {
    let mut harness = dropped(INDEXED);
    let said = text(&harness, "is predicted from");
    for part in [
        "Cells separated by commas, a header; kind is predicted from 2 columns over 5 rows",
        "left out: column 1 (counts the rows)",
        "a value is missing in 1 row, which is left out: line 4.",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(
        (left_out(&harness), layers(&harness)),
        (vec![1], vec![2, 8, 8, 2])
    );
    press(&mut harness, "Learn from column 1");
    assert_eq!((left_out(&harness), layers(&harness)), (vec![], vec![3, 8, 8, 2]));
    press(&mut harness, "Learn from column 2, length");
    assert_eq!(
        (left_out(&harness), layers(&harness)),
        (vec![2], vec![2, 8, 8, 2])
    );
    press(&mut harness, "Predict column 3, width");
    assert_eq!(data(&harness).read.as_ref().and_then(|read| read.label), Some(3));
    assert_eq!(
        left_out(&harness),
        [2, 4],
        "words are left out once they are not predicted"
    );
    assert_eq!(layers(&harness), [1, 8, 8, 1]);
    press(&mut harness, "Header");
    assert!(!data(&harness).read.as_ref().expect("read").header);
    press(&mut harness, "Header");
    harness
        .get_by_role_and_label(Role::ComboBox, "Separator of the table")
        .click();
    harness.run();
    press(&mut harness, "semicolons");
    let read = data(&harness).read.clone().expect("read");
    assert_eq!(read.separator, Separator::Semicolon);
    let errors = harness
        .state()
        .session
        .findings
        .iter()
        .filter(|f| f.is_error)
        .count();
    assert!(
        errors > 0,
        "nothing can be learned from one column, and the picture goes on"
    );
    image(&harness, "Data and predictions");
    press(&mut harness, "Decimal comma");
    assert_eq!(
        data(&harness).read.as_ref().expect("read").decimal,
        Decimal::Comma
    );
}

#[test]
fn the_names_of_the_header_stand_where_x1_and_x2_would() {
    let mut harness = dropped(INDEXED);
    let middle = image(&harness, "Data and predictions");
    harness.hover_at(middle.center());
    harness.run();
    let said = text(&harness, "length = ");
    assert!(
        said.contains("width = ") && said.contains("p(kind = a) = "),
        "{said}"
    );
    // In the numbers of the table, though it learns from standardized ones.
    let (_, rest) = said.split_once("length = ").expect("the first feature");
    let length: f64 = rest
        .split_whitespace()
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a number");
    assert!((4.9..6.2).contains(&length), "{said}");
}

#[test]
fn a_table_is_pasted_where_nothing_is_written() {
    let mut harness = open(WIDE, Theme::Dark, crate::session("race"));
    harness.event(Event::Paste(INDEXED.to_owned()));
    harness.run();
    assert_eq!(layers(&harness), [2, 8, 8, 2]);
    let mut harness = dropped(INDEXED);
    harness
        .get_by_role_and_label(Role::MultilineTextInput, "Table")
        .focus();
    harness.run();
    harness.event_modifiers(
        Event::Key {
            key: egui::Key::A,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        },
        Modifiers::COMMAND,
    );
    harness.event(Event::Paste("x;y;label\n0,5;1;a\n1,5;2;b\n2,5;3;a\n".to_owned()));
    harness.run();
    let read = data(&harness).read.clone().expect("it is read anew");
    assert_eq!(
        (read.separator, read.decimal, read.left_out),
        (Separator::Semicolon, Decimal::Comma, vec![])
    );
}

#[test]
fn an_example_of_a_network_opens_with_its_data_and_layers_in_sight() {
    let mut harness = open(SMALL, Theme::Dark, crate::session("race"));
    let runs = harness.get_by_label("Add run").rect().center();
    harness.hover_at(runs + egui::vec2(0.0, 200.0));
    harness.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -2000.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    harness
        .state_mut()
        .open(crate::network::scene(crate::network::MOONS, 20));
    harness.run();
    for name in ["Data", "Add hidden layer"] {
        let rect = harness.get_by_label(name).rect();
        assert!(
            rect.top() > 50.0 && rect.bottom() < SMALL.y - 60.0,
            "{name}: {rect:?}"
        );
    }
    harness.get_by_label_contains("Network");
    let phone = open(
        PHONE,
        Theme::Dark,
        Session::on_cpu(crate::network::scene(crate::network::MOONS, 20)),
    );
    phone.get_by_label("Network");
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_tables() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    draw(&mut dropped(INDEXED), "table");
    for (name, size) in [("table-small", SMALL), ("table-phone", PHONE)] {
        let mut harness = open(
            size,
            Theme::Light,
            Session::on_cpu(crate::network::scene(crate::network::MOONS, 20)),
        );
        draw(&mut harness, &format!("{name}-before"));
        harness
            .state()
            .remote()
            .open_file("table.csv", Ok(INDEXED.as_bytes().to_vec()));
        harness.run();
        draw(&mut harness, name);
        if size == PHONE {
            press(&mut harness, "Network");
            draw(&mut harness, "table-phone-open");
        }
    }
}
