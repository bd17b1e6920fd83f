//! The views and the app, driven by role and accessible name. `cargo test --test views -- --ignored` draws
//! pictures of the app to `target/pictures`.

mod diagnosis;
mod editor;
mod elsewhere;
mod explore;
mod exports;
mod focus;
mod guide;
mod named;
mod network;
mod network_charts;
mod network_errors;
mod network_parts;
mod network_pictures;
mod network_studio;
mod picture;
mod pictures;
mod presenter;
mod registry;
mod runs;
mod scenes;
mod screen;
mod selections;
mod share;
mod sizes;
mod study;
mod study_pictures;
mod tables;
mod time;
mod tools;
mod training;

use egui::accesskit::Role;
use egui::{Theme, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine_testing::scenes::prepared as scene;

const WIDE: Vec2 = vec2(1440.0, 900.0);
/// A laptop's screen.
const SMALL: Vec2 = vec2(1280.0, 800.0);
const PHONE: Vec2 = vec2(390.0, 844.0);

fn session(name: &str) -> Session {
    Session::on_cpu(scene(name))
}

fn open(size: Vec2, theme: Theme, session: Session) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        // Computing takes as many frames as the machine needs.
        .with_max_steps(200)
        .build_eframe(|cc| App::with(&cc.egui_ctx, session));
    harness.run();
    harness
}

fn app() -> Harness<'static, App> {
    open(WIDE, Theme::Dark, session("race"))
}

/// Something drawn alone, with the app's fonts.
fn alone(size: Vec2, mut contents: impl FnMut(&mut egui::Ui) + 'static) -> Harness<'static> {
    let mut installed = false;
    let mut harness = Harness::builder().with_size(size).build_ui(move |ui| {
        // Fonts are there from the frame after the one that installs them.
        match installed {
            true => contents(ui),
            false => ravine::app::controls::theme::install(ui.ctx()),
        }
        installed = true;
    });
    harness.run();
    harness
}

/// Opens the menu of the charts where a tab has no other place.
fn reach(harness: &mut Harness<App>, name: &str) {
    if name.ends_with(" tab") && harness.query_by_label(name).is_none() {
        press(harness, "More charts");
    }
}

fn press(harness: &mut Harness<App>, name: &str) {
    reach(harness, name);
    harness.get_by_label(name).click();
    harness.run();
}

fn name(control: &Node) -> String {
    control.accesskit_node().label().unwrap_or_default()
}

/// What can be operated.
fn controls<'a>(harness: &'a Harness<App>) -> Vec<Node<'a>> {
    let operable = [
        Role::Button,
        Role::Slider,
        Role::SpinButton,
        Role::CheckBox,
        Role::ComboBox,
        Role::TextInput,
        Role::Tab,
    ];
    harness
        .root()
        .query_all(egui_kittest::kittest::by().predicate(move |n| operable.contains(&n.role())))
        .collect()
}
