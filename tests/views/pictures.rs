//! Pictures to look at.

use crate::{PHONE, SMALL, WIDE, alone, open, press, session};
use egui::{Key, Theme, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::app::give::share::Share;
use ravine::lang::rule::Value;
use ravine::scene::picture::{Arrows, Map, Swarm};
use ravine::scene::{Params, Reference, Scene, Stage};

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
    for (name, size, tab) in [
        ("inspect", WIDE, "inspect"),
        ("schedules", WIDE, "schedules"),
        ("phone-inspect", PHONE, "Inspect tab"),
        ("phone-table", PHONE, "Charts tab"),
    ] {
        let mut session = session("race");
        session.scene.view.step = 40;
        session.scene.view.selected = 3;
        session.scene.view.tab = tab.to_owned();
        let mut harness = open(size, Theme::Dark, session);
        if size == PHONE {
            press(&mut harness, tab);
        }
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
    for (name, size) in [("prepared", SMALL), ("phone-prepared", PHONE)] {
        let mut harness = open(size, Theme::Dark, session("race"));
        press(&mut harness, if size == PHONE { "Menu" } else { "Examples" });
        harness.get_by_label("Bias correction").click();
        harness.run_steps(5);
        press(&mut harness, "Pause");
        if size == SMALL {
            press(
                &mut harness,
                "Runs at several values: Learning rate η of Corrected",
            );
        }
        draw(&mut harness, name);
    }
    let mut harness = open(PHONE, Theme::Light, session("loss_scaling"));
    press(&mut harness, "Charts tab");
    draw(&mut harness, "phone-charts");
    press(&mut harness, "Learn tab");
    draw(&mut harness, "phone-learn");
    press(&mut harness, "Menu");
    draw(&mut harness, "phone-menu");
    let mut harness = open(WIDE, Theme::Dark, session("warmup"));
    press(&mut harness, "Settings");
    draw(&mut harness, "settings");
    let mut harness = open(WIDE, Theme::Dark, session("warmup"));
    press(&mut harness, "Help");
    draw(&mut harness, "help");
    for (name, size) in [("present", WIDE), ("phone-present", PHONE)] {
        let mut harness = open(size, Theme::Dark, session("race"));
        harness.key_press(Key::P);
        harness.key_press(Key::Num4);
        harness.run();
        harness.hover_at(pos2(300.0, 300.0));
        harness.run_steps(3);
        draw(&mut harness, name);
    }
    for (name, page) in [
        ("share", Some("https://example.org/ravine/")),
        ("share-window", None),
    ] {
        let mut share = Share::of(&session("race").scene, None, page);
        let mut harness = alone(vec2(600.0, 560.0), move |ui| {
            share.show(ui.ctx());
        });
        let picture = harness.render().expect("there is a renderer");
        picture
            .save(format!("target/pictures/{name}.png"))
            .expect("target can be written");
    }
    let mut harness = open(vec2(1280.0, 800.0), Theme::Light, session("race"));
    press(&mut harness, "Export");
    draw(&mut harness, "export");
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
fn pictures_of_every_chart() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (size, theme, of) in [
        (SMALL, Theme::Dark, "small-dark"),
        (SMALL, Theme::Light, "small-light"),
        (PHONE, Theme::Dark, "phone-dark"),
        (PHONE, Theme::Light, "phone-light"),
    ] {
        let mut session = session("race");
        session.scene.view.step = 60;
        session.scene.view.selected = 3;
        let mut harness = open(size, theme, session);
        if size == PHONE {
            press(&mut harness, "Charts tab");
        }
        for view in ravine::view::charts() {
            let session = &mut harness.state_mut().session;
            if view.suits(&session.scene.experiment.problem) {
                session.scene.view.tab = view.tab().id.to_owned();
                harness.run();
                draw(&mut harness, &format!("{of}-{}", view.tab().id));
            }
        }
        press(&mut harness, "More charts");
        draw(&mut harness, &format!("{of}-more"));
    }
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_the_runs() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    let mut forked = session("race");
    let scheduled = &mut forked.scene.experiment.runs[3];
    scheduled.schedule.name = Reference::name("one_cycle_cos");
    scheduled.stages = ["clip_norm", "noise"]
        .map(|stage| Stage {
            name: Reference::name(stage),
            params: Params::new(),
        })
        .to_vec();
    forked.scene.view.step = 250;
    forked.scene.view.selected = 3;
    for (name, size) in [("runs", vec2(1440.0, 1300.0)), ("phone-runs", PHONE)] {
        let mut copy = Session::on_cpu(forked.scene.clone());
        copy.scene.view.step = 250;
        let mut harness = open(size, Theme::Dark, copy);
        draw(&mut harness, name);
        press(&mut harness, "More for Adam");
        draw(&mut harness, &format!("{name}-menu"));
        harness.key_press(Key::Escape);
        harness.run();
        press(&mut harness, "Fork from here");
        let rate = &mut harness.state_mut().session.scene.experiment.runs[4].params;
        rate.insert("beta2".to_owned(), Value::Number(0.9));
        harness.run();
        harness.run();
        draw(&mut harness, &format!("{name}-fork"));
    }
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_every_size() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for &(width, height) in crate::sizes::SIZES {
        let mut session = session("race");
        session.scene.view.step = 60;
        session.scene.view.selected = 3;
        for (run, label) in [(1, "Momentum, lr 0.001"), (2, "Momentum, lr 0.003")] {
            session.scene.experiment.runs[run].label = Some(label.to_owned());
        }
        let mut harness = open(vec2(width, height), Theme::Dark, session);
        let name = format!("size-{width}x{height}");
        draw(&mut harness, &name);
        if harness.query_by_label("Charts tab").is_some() {
            press(&mut harness, "Charts tab");
            draw(&mut harness, &format!("{name}-charts"));
        }
    }
    let mut harness = open(SMALL, Theme::Dark, session("race"));
    press(&mut harness, "Optimizer of SGD");
    harness.event(egui::Event::Text("mom".to_owned()));
    harness.run();
    draw(&mut harness, "search");
    let mut harness = open(SMALL, Theme::Light, session("race"));
    harness.get_by_label("Share").focus();
    harness.run();
    draw(&mut harness, "focus");
    let mut harness = open(SMALL, Theme::Dark, session("net_moons"));
    harness.state_mut().session.scene.view.step = 300;
    harness.run();
    draw(&mut harness, "classes");
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_the_editor() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size, theme) in [
        ("editor-dark", WIDE, Theme::Dark),
        ("editor-light", WIDE, Theme::Light),
        ("editor-phone", PHONE, Theme::Dark),
    ] {
        let mut session = session("race");
        session.scene.view.step = 300;
        session.scene.view.selected = 3;
        let mut harness = open(size, theme, session);
        for step in ["Read the optimizer of Adam", "Fork rule"] {
            harness.get_by_label(step).scroll_to_me();
            harness.run();
            press(&mut harness, step);
            harness.run();
            draw(
                &mut harness,
                &format!("{name}-{}", if step == "Fork rule" { "fork" } else { "read" }),
            );
        }
        for tab in ["Formula", "Changes", "Rule"] {
            if tab == "Rule" && size == WIDE {
                break;
            }
            press(&mut harness, &format!("{tab} tab"));
            draw(&mut harness, &format!("{name}-{tab}"));
        }
        harness.get_by_label("Rule text").focus();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Home);
        harness.run();
        harness.event(egui::Event::Text("decay = beta_1*lr\n".to_owned()));
        harness.run();
        draw(&mut harness, &format!("{name}-error"));
    }
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

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_the_surface() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, size, theme, map) in [
        ("arrows-dark", WIDE, Theme::Dark, Map::Cividis),
        ("arrows-light", WIDE, Theme::Light, Map::Viridis),
        ("arrows-phone", PHONE, Theme::Light, Map::Grey),
    ] {
        let mut session = session("race");
        session.scene.experiment.start = None;
        session.scene.experiment.starts = vec![vec![-1.0, 1.0], vec![1.2, 2.4]];
        session.scene.view.step = 60;
        session.scene.view.selected = 3;
        let picture = &mut session.scene.view.picture;
        picture.map = map;
        picture.arrows = Arrows {
            gradient: true,
            update: true,
            variables: vec!["m".to_owned(), "v".to_owned()],
        };
        let mut harness = open(size, theme, session);
        let at = harness.get_by_label("Loss surface").rect().center();
        harness.hover_at(at);
        harness.run();
        draw(&mut harness, name);
        press(&mut harness, if size == PHONE { "View" } else { "Arrows" });
        draw(&mut harness, &format!("{name}-menu"));
    }
    let mut leaving = session("ravine");
    leaving.scene.view.step = 200;
    leaving.scene.view.selected = 2;
    leaving.scene.view.picture.range = vec![[-5.0, 1.0], [-0.6, 0.6]];
    draw(&mut open(WIDE, Theme::Dark, leaving), "leaving");
    for (name, size) in [("rounding", SMALL), ("rounding-phone", PHONE)] {
        let mut clipping = session("clipping");
        clipping.scene.view.selected = 1;
        clipping.scene.view.step = 150;
        let stages = &mut clipping.scene.experiment.runs[2].stages;
        stages.push(Stage::of("f16"));
        let mut harness = open(size, Theme::Light, clipping);
        harness.run_steps(60);
        draw(&mut harness, name);
    }
    for (name, size) in [
        ("diverged", WIDE),
        ("diverged-phone", PHONE),
        ("diverged-small", SMALL),
    ] {
        let mut diverged = session("race");
        let rate = Value::Number(0.01);
        diverged.scene.experiment.runs[0]
            .params
            .insert("lr".to_owned(), rate);
        diverged.scene.view.step = 100;
        draw(&mut open(size, Theme::Dark, diverged), name);
    }
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_the_swarm() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (name, preset, step, theme, swarm) in [
        ("swarm-dark", "race", 60, Theme::Dark, Swarm::Run),
        ("swarm-light", "race", 10, Theme::Light, Swarm::Loss),
    ] {
        let mut scene = crate::scene(preset);
        scene.view.step = step;
        scene.view.selected = 3;
        scene.view.picture.swarm = swarm;
        let mut on_cpu = open(PHONE, theme, Session::on_cpu(scene.clone()));
        draw(&mut on_cpu, &format!("{name}-cpu"));
        let mut harness = Harness::builder()
            .with_size(WIDE)
            .with_theme(theme)
            .with_max_steps(400)
            .wgpu()
            .build_eframe(|cc| App::new(cc, scene, None));
        harness.run();
        draw(&mut harness, name);
    }
}

pub fn draw(harness: &mut Harness<App>, name: &str) {
    let picture = harness.render().expect("there is a renderer");
    let path = format!("target/pictures/{name}.png");
    picture.save(path).expect("target can be written");
}
