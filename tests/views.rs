//! The views and the app, driven by role and accessible name. `cargo test --test views -- --ignored` draws pictures
//! of the app to `target/pictures`.

use egui::accesskit::Role;
use egui::{Key, Theme, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use ravine::app::App;
use ravine::app::session::Session;
use ravine::compile::compile;
use ravine::engine::cpu::field::CpuSampler;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::field;
use ravine::lang::rule::Value;
use ravine::scene::Scene;
use ravine::trace::{Field, Grid, Trace};
use ravine::view::{self, Shown};
use std::sync::Arc;

const WIDE: Vec2 = vec2(1440.0, 900.0);
const PHONE: Vec2 = vec2(390.0, 844.0);

/// A scene with what the CPU makes of it.
fn computed(scene: &Scene) -> (Trace, Field) {
    let (plan, findings) = compile(&scene.experiment);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let mut engine = CpuEngine::new(Precision::Single);
    let trace = ravine::engine::run(&mut engine, plan.clone()).expect("the CPU runs every plan");
    let domain = &plan.surface.domain;
    let y = *domain.get(1).unwrap_or(&[0.0, 1.0]);
    let grid = Grid {
        x: domain[0],
        y,
        columns: 256,
        rows: 256,
    };
    let field = field::sample(&mut CpuSampler::default(), &plan.surface, grid).expect("the CPU samples all");
    (trace, field)
}

fn scene(name: &str) -> Scene {
    let (_, text) = ravine::catalog::scenes()
        .iter()
        .find(|s| s.0 == name)
        .expect("the scene is there");
    serde_json::from_str(text).expect("preset scenes are valid")
}

fn session(name: &str) -> Session {
    Session::on_cpu(scene(name))
}

fn open(size: Vec2, theme: Theme, session: Session) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .build_eframe(|cc| App::with(&cc.egui_ctx, session));
    harness.run();
    harness
}

fn app() -> Harness<'static, App> {
    open(WIDE, Theme::Dark, session("race"))
}

#[test]
fn every_view_runs_and_is_found_by_name() {
    let mut scene = scene("race");
    scene.view.muted = vec![1];
    scene.view.selected = 3;
    let (trace, field) = computed(&scene);
    let field = Arc::new(field);
    for mut view in view::all() {
        let name = view.name();
        let (scene, trace, field) = (scene.clone(), trace.clone(), field.clone());
        let mut fonts = false;
        let mut harness = Harness::builder()
            .with_size(vec2(500.0, 400.0))
            .build_ui(move |ui| {
                if !fonts {
                    ravine::app::theme::install(ui.ctx());
                    fonts = true;
                    return;
                }
                let shown = Shown {
                    scene: &scene,
                    plan: None,
                    trace: &trace,
                    done: None,
                    companions: &[],
                    field: Some(&field),
                    position: 120.5,
                    hovered: Some(40.0),
                };
                view.ui(ui, &shown);
            });
        harness.run();
        harness.get_by_role_and_label(Role::Image, name);
    }
}

#[test]
fn a_chart_scrubs() {
    let mut harness = app();
    let center = harness
        .get_by_role_and_label(Role::Image, "Loss chart")
        .rect()
        .center();
    harness.drag_at(center);
    harness.run();
    harness.drop_at(center);
    harness.run();
    let step = harness.state().session.scene.view.step;
    assert!((300..700).contains(&step), "{step}");
}

#[test]
fn a_typed_learning_rate_changes_the_scene() {
    let mut harness = app();
    harness.get_by_label("Learning rate η of SGD, exact").focus();
    harness.run();
    harness.get_by_label("Learning rate η of SGD, exact").click();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("0.0015".to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(rate(&harness, 0), Some(0.0015));
}

#[test]
fn a_slider_changes_the_scene() {
    let mut harness = app();
    let before = rate(&harness, 0);
    let slider = harness
        .get_by_role_and_label(Role::Slider, "Learning rate η of SGD")
        .rect();
    harness.drag_at(slider.center());
    harness.run();
    harness.drop_at(slider.center() + vec2(20.0, 0.0));
    harness.run();
    assert_ne!(rate(&harness, 0), before);
}

#[test]
fn runs_are_added_selected_hidden_copied_and_removed() {
    let mut harness = app();
    let labels = |h: &Harness<App>| -> Vec<String> {
        let runs = &h.state().session.scene.experiment.runs;
        runs.iter().filter_map(|r| r.label.clone()).collect()
    };
    press(&mut harness, "Add run");
    press(&mut harness, "Add Adam");
    assert_eq!(labels(&harness).last().map(String::as_str), Some("Adam 2"));
    assert_eq!(harness.state().session.scene.view.selected, 5);
    press(&mut harness, "Run Lion");
    assert_eq!(harness.state().session.scene.view.selected, 4);
    press(&mut harness, "Hide Adam");
    assert_eq!(harness.state().session.scene.view.muted, [3]);
    press(&mut harness, "More for SGD");
    press(&mut harness, "Duplicate");
    assert_eq!(labels(&harness)[..2], ["SGD", "SGD 2"]);
    press(&mut harness, "More for SGD");
    press(&mut harness, "Remove");
    assert_eq!(labels(&harness)[0], "SGD 2");
}

#[test]
fn time_moves_by_button_and_key() {
    let mut harness = app();
    let step = |h: &Harness<App>| h.state().session.scene.view.step;
    press(&mut harness, "Step forward");
    assert_eq!(step(&harness), 1);
    for (key, wanted) in [
        (Key::ArrowRight, 2),
        (Key::ArrowLeft, 1),
        (Key::End, 1000),
        (Key::Home, 0),
    ] {
        harness.key_press(key);
        harness.run();
        assert_eq!(step(&harness), wanted, "{key:?}");
    }
    harness.key_press(Key::Space);
    harness.run_steps(30);
    assert!(harness.state().playback.playing && step(&harness) > 5);
    harness.get_by_label("Pause").click();
    harness.run();
    let paused = step(&harness);
    harness.run_steps(5);
    assert_eq!(step(&harness), paused);
    harness.get_by_label("Play");
}

#[test]
fn nothing_is_drawn_anew_while_nothing_moves() {
    let mut harness = app();
    let frames = harness.run();
    assert!(frames <= 2, "{frames}");
}

#[test]
fn the_theme_changes() {
    let mut harness = app();
    press(&mut harness, "Theme");
    assert_eq!(harness.ctx.theme(), Theme::Light);
}

#[test]
fn a_finding_stands_under_its_field() {
    let mut session = session("race");
    let huge = Value::Number(1e300);
    session.scene.experiment.runs[0]
        .params
        .insert("lr".to_owned(), huge);
    let harness = open(WIDE, Theme::Dark, session);
    let slider = harness
        .get_by_role_and_label(Role::Slider, "Learning rate η of SGD")
        .rect();
    let message = harness
        .get_by_label_contains("is outside the range of 32-bit numbers")
        .rect();
    assert!(message.top() >= slider.bottom() && message.top() < slider.bottom() + 20.0);
}

#[test]
fn every_control_has_a_name_of_its_own() {
    for size in [WIDE, PHONE] {
        let harness = open(size, Theme::Dark, session("race"));
        let mut names: Vec<String> = controls(&harness).iter().map(name).collect();
        assert!(names.iter().all(|n| !n.is_empty()), "{names:?}");
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    }
}

#[test]
fn a_phone_shows_everything_large_enough_to_touch() {
    let harness = open(PHONE, Theme::Dark, session("race"));
    let picture = harness.get_by_label("Loss surface").rect();
    assert!(picture.height() >= 0.48 * PHONE.y, "{picture:?}");
    for control in [
        "Surface",
        "Settings",
        "Examples",
        "Play",
        "Step",
        "Loop",
        "Runs tab",
        "Charts tab",
        "Add run",
    ] {
        let rect = harness.get_by_label(control).rect();
        assert!(
            rect.left() >= 0.0 && rect.right() <= PHONE.x,
            "{control}: {rect:?}"
        );
        assert!(
            rect.top() >= 0.0 && rect.bottom() <= PHONE.y,
            "{control}: {rect:?}"
        );
        assert!(
            rect.height() >= 40.0 && rect.width() >= 40.0,
            "{control}: {rect:?}"
        );
    }
    for control in controls(&harness) {
        let rect = control.rect();
        assert!(
            rect.left() >= 0.0 && rect.right() <= PHONE.x,
            "{}: {rect:?}",
            name(&control)
        );
    }
}

#[test]
fn one_dimension_and_divergence_are_drawn() {
    let mut scene = Scene::on_surface("theta_squared");
    scene.experiment.runs.push(ravine::scene::Run::of("sgd"));
    scene.experiment.runs[0]
        .params
        .insert("lr".to_owned(), Value::Number(1.2));
    scene.view.step = 1000;
    let mut harness = open(WIDE, Theme::Light, Session::on_cpu(scene));
    assert!(harness.state().session.trace.runs[0].diverged_at.is_some());
    press(&mut harness, "Step back");
    assert_eq!(harness.state().session.scene.view.step, 999);
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size, theme, preset, step) in [
        ("wide-dark", WIDE, Theme::Dark, "race", 400),
        ("wide-light", WIDE, Theme::Light, "race", 1000),
        ("phone-dark", PHONE, Theme::Dark, "race", 200),
        ("phone-light", PHONE, Theme::Light, "ravine", 60),
        ("warmup", WIDE, Theme::Dark, "warmup", 300),
    ] {
        let mut session = session(preset);
        session.scene.view.step = step;
        session.scene.view.selected = session.scene.experiment.runs.len() - 1;
        session.engine.kind = "gpu";
        session.engine.adapter = "llvmpipe (LLVM 15.0.6, 256 bits)".to_owned();
        let mut harness = open(size, theme, session);
        draw(&mut harness, name);
    }
    let mut missing = session("race");
    missing.engine.note = Some("This browser has no WebGPU.".to_owned());
    let huge = Value::Number(1e300);
    missing.scene.experiment.runs[0]
        .params
        .insert("lr".to_owned(), huge);
    let mut harness = open(PHONE, Theme::Dark, missing);
    press(&mut harness, "Settings");
    draw(&mut harness, "phone-settings");
    let mut harness = open(WIDE, Theme::Light, session("race"));
    press(&mut harness, "Add run");
    draw(&mut harness, "add-run");
    let mut harness = open(PHONE, Theme::Light, session("loss_scaling"));
    press(&mut harness, "Charts tab");
    draw(&mut harness, "phone-charts");
    let mut scene = Scene::on_surface("theta_squared");
    for lr in [0.01, 0.1, 0.9, 1.2] {
        let mut run = ravine::scene::Run::of("sgd");
        run.label = Some(format!("η = {lr}"));
        run.params.insert("lr".to_owned(), Value::Number(lr));
        scene.experiment.runs.push(run);
    }
    scene.experiment.steps = 40;
    scene.view.step = 9;
    let mut harness = open(WIDE, Theme::Dark, Session::on_cpu(scene));
    draw(&mut harness, "one-dimension");
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_the_relief() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size, theme, preset, turn) in [
        ("relief-dark", WIDE, Theme::Dark, "race", 30.0),
        ("relief-light", WIDE, Theme::Light, "race", 200.0),
        ("relief-phone", PHONE, Theme::Dark, "ravine", 120.0),
    ] {
        let mut session = session(preset);
        session.scene.view.step = 300;
        session.scene.view.picture.relief = true;
        session.scene.view.picture.camera.turn = turn;
        draw(&mut open(size, theme, session), name);
    }
    for surface in ["rastrigin", "himmelblau", "cliff", "saddle"] {
        let mut scene = Scene::on_surface(surface);
        scene.experiment.runs = ["sgd", "adam", "momentum"].map(ravine::scene::Run::of).to_vec();
        scene.view.step = 300;
        scene.view.picture.relief = true;
        draw(&mut open(WIDE, Theme::Dark, Session::on_cpu(scene)), surface);
    }
}

fn draw(harness: &mut Harness<App>, name: &str) {
    let picture = harness.render().expect("there is a renderer");
    let path = format!("target/pictures/{name}.png");
    picture.save(path).expect("target can be written");
}

fn rate(harness: &Harness<App>, run: usize) -> Option<f64> {
    match harness.state().session.scene.experiment.runs[run]
        .params
        .get("lr")?
    {
        Value::Number(v) => Some(*v),
        Value::Switch(_) | Value::List(_) => None,
    }
}

fn press(harness: &mut Harness<App>, name: &str) {
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
    ];
    harness
        .root()
        .query_all(egui_kittest::kittest::by().predicate(move |n| operable.contains(&n.role())))
        .collect()
}
