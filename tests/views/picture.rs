//! What a hand does on the picture of the surface.

use crate::{PHONE, WIDE, app, open, press, session};
use egui::accesskit::Role;
use egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, Theme, TouchDeviceId, TouchId, TouchPhase,
    Vec2, vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::lang::rule::Value;
use ravine::scene::picture::{Camera, Map, Spread};
use ravine::scene::{Picture, Run, Scene, Stage};

fn look(harness: &Harness<App>) -> Picture {
    harness.state().session.scene.view.picture.clone()
}

fn starts(harness: &Harness<App>) -> Vec<Vec<f64>> {
    harness.state().session.scene.experiment.starts.clone()
}

/// The middle of the picture.
fn middle(harness: &Harness<App>) -> Pos2 {
    harness
        .get_by_role_and_label(Role::Image, "Loss surface")
        .rect()
        .center()
}

fn drag(harness: &mut Harness<App>, from: Pos2, by: Vec2) {
    harness.drag_at(from);
    harness.run();
    for part in 1..=4 {
        harness.event(Event::PointerMoved(from + by * (part as f32 / 4.0)));
        harness.run();
    }
    harness.drop_at(from + by);
    harness.run();
}

fn click(harness: &mut Harness<App>, at: Pos2, modifiers: Modifiers) {
    harness.event(Event::ModifiersChanged(modifiers));
    harness.step();
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run();
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
    // Far enough from the next click that two are not a double one.
    harness.run_steps(60);
}

fn wheel(harness: &mut Harness<App>, at: Pos2, by: f32) {
    harness.hover_at(at);
    harness.run();
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, by),
        phase: TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: MouseWheelSource::Wheel,
    });
    harness.run();
}

fn span([low, high]: [f64; 2]) -> f64 {
    high - low
}

#[test]
fn the_wheel_zooms_at_the_pointer_and_a_button_resets() {
    let mut harness = app();
    let at = middle(&harness);
    wheel(&mut harness, at, 200.0);
    let range = look(&harness).range;
    assert!(span(range[0]) < 2.5 && span(range[1]) < 2.5, "{range:?}");
    assert!(range[0][0] > -2.0 && range[0][1] < 2.0, "{range:?}");
    let field = harness.state().session.shown_field().expect("a field").clone();
    assert_eq!([field.x, field.y], [range[0], range[1]], "the field follows");
    press(&mut harness, "Reset view");
    assert!(look(&harness).range.is_empty());
    press(&mut harness, "Zoom in");
    assert!(span(look(&harness).range[0]) < 4.0);
}

#[test]
fn a_drag_on_empty_ground_pans() {
    let mut harness = app();
    let from = middle(&harness) + vec2(120.0, -200.0);
    drag(&mut harness, from, vec2(-100.0, 0.0));
    let range = look(&harness).range;
    assert!(
        range[0][0] > -1.9 && (span(range[0]) - 4.0).abs() < 1e-9,
        "{range:?}"
    );
    assert!(starts(&harness).is_empty(), "a drag is no click");
}

#[test]
fn two_fingers_zoom_and_pan() {
    let mut harness = open(PHONE, Theme::Dark, session("race"));
    let at = middle(&harness);
    let finger = |id: u64, phase, pos| Event::Touch {
        device_id: TouchDeviceId(1),
        id: TouchId(id),
        phase,
        pos,
        force: None,
    };
    // The first finger is the pointer, too.
    harness.drag_at(at + vec2(-40.0, 0.0));
    for (id, x) in [(1, -40.0), (2, 40.0)] {
        harness.event(finger(id, TouchPhase::Start, at + vec2(x, 0.0)));
    }
    harness.run();
    for step in 1..=5 {
        for (id, x) in [(1, -40.0), (2, 40.0)] {
            let at = at + vec2(x * (1.0 + 0.2 * step as f32), 0.0);
            harness.event(finger(id, TouchPhase::Move, at));
        }
        harness.run();
    }
    let range = look(&harness).range;
    assert!(span(range[0]) < 3.0, "{range:?}");
    for (id, x) in [(2, 80.0), (1, -80.0)] {
        harness.event(finger(id, TouchPhase::End, at + vec2(x, 0.0)));
    }
    harness.drop_at(at + vec2(-40.0, 0.0));
    harness.run();
    assert!(starts(&harness).is_empty(), "lifting the fingers is no tap");
}

#[test]
fn the_keyboard_zooms_pans_and_resets() {
    let mut harness = app();
    harness.get_by_role_and_label(Role::Image, "Loss surface").focus();
    harness.run();
    harness.key_press(Key::Plus);
    harness.run();
    let near = look(&harness).range;
    assert!((span(near[0]) - 3.2).abs() < 1e-9, "{near:?}");
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert!(look(&harness).range[0][0] > near[0][0]);
    harness.key_press(Key::Num0);
    harness.run();
    assert!(look(&harness).range.is_empty());
}

/// The race in frames of 20 ms, so that two clicks can be a double one.
fn swift() -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(WIDE)
        .with_max_steps(200)
        .with_step_dt(0.02)
        .build_eframe(|cc| App::with(&cc.egui_ctx, session("race")));
    harness.run();
    harness
}

fn double_click(harness: &mut Harness<App>, at: Pos2) {
    // What was clicked before is no part of it.
    harness.run_steps(60);
    for _ in 0..2 {
        harness.drag_at(at);
        harness.drop_at(at);
        harness.run_steps(2);
    }
    harness.run();
}

#[test]
fn a_click_reads_and_one_with_shift_adds_a_start() {
    let mut harness = app();
    let at = middle(&harness) + vec2(100.0, 100.0);
    click(&mut harness, at, Modifiers::NONE);
    assert!(starts(&harness).is_empty(), "a click moves nothing");
    // What was clicked is read while the pointer is elsewhere, until it is clicked again.
    let away = vec2(2.0, 2.0).to_pos2();
    harness.hover_at(away);
    harness.run();
    harness.get_by_label_contains("λ of the Hessian");
    click(&mut harness, at, Modifiers::NONE);
    harness.hover_at(away);
    harness.run();
    assert!(harness.query_by_label_contains("λ of the Hessian").is_none());
    click(&mut harness, at + vec2(-200.0, -100.0), Modifiers::SHIFT);
    let two = starts(&harness);
    assert!(
        two.len() == 2 && two[0] == [-1.0, 1.0] && two[1][0] < -0.2,
        "{two:?}"
    );
    assert_eq!(
        harness.state().session.trace.runs.len(),
        10,
        "each run from each start"
    );
    press(&mut harness, "Settings");
    press(&mut harness, "Remove start 1");
    assert_eq!(starts(&harness), two[1..]);
    press(&mut harness, "Reset starts");
    assert!(starts(&harness).is_empty());
}

#[test]
fn a_double_click_moves_the_start_and_leaves_the_range() {
    let mut harness = swift();
    press(&mut harness, "Zoom in");
    let range = look(&harness).range;
    let at = middle(&harness) + vec2(100.0, 100.0);
    double_click(&mut harness, at);
    let one = starts(&harness);
    assert!(one.len() == 1 && one[0][0] > 0.1 && one[0][1] < 1.0, "{one:?}");
    assert_eq!(
        harness.state().session.trace.runs[0].start.point(),
        one[0],
        "the runs start there"
    );
    assert_eq!(look(&harness).range, range);
}

#[test]
fn no_hand_moves_a_start_in_the_presenter_view() {
    let mut harness = swift();
    let handle = harness
        .get_by_role_and_label(Role::Button, "Start")
        .rect()
        .center();
    harness.key_press(Key::P);
    harness.run();
    assert!(harness.query_by_role_and_label(Role::Button, "Start").is_none());
    let at = middle(&harness);
    double_click(&mut harness, at);
    drag(&mut harness, handle, vec2(60.0, 40.0));
    click(&mut harness, at + vec2(40.0, 0.0), Modifiers::SHIFT);
    assert!(starts(&harness).is_empty());
}

#[test]
fn the_start_is_dragged_and_the_runs_follow() {
    let mut harness = app();
    let handle = harness
        .get_by_role_and_label(Role::Button, "Start")
        .rect()
        .center();
    harness.drag_at(handle);
    harness.run();
    harness.event(Event::PointerMoved(handle + vec2(0.0, 60.0)));
    harness.run();
    harness.event(Event::PointerMoved(handle + vec2(0.0, 90.0)));
    harness.run();
    let while_held = harness.state().session.trace.runs[0].start.point().to_vec();
    assert!(
        while_held[1] < 0.8,
        "the runs follow while it is dragged: {while_held:?}"
    );
    harness.get_by_label_contains("∇f =");
    harness.drop_at(handle + vec2(0.0, 90.0));
    harness.run();
    assert_eq!(starts(&harness)[0][0], -1.0);
    harness.get_by_role_and_label(Role::Button, "Start").focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert!(
        (starts(&harness)[0][0] + 0.96).abs() < 1e-9,
        "{:?}",
        starts(&harness)
    );
}

#[test]
fn the_surface_is_read_under_the_pointer() {
    let mut harness = app();
    let at = middle(&harness);
    harness.hover_at(at);
    harness.run();
    let readout = harness.get_by_label_contains("λ of the Hessian");
    let text = format!("{readout:?}");
    for part in ["(x, y) = ", "f = ", "∇f = ", "η·λ_max = "] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn colours_arrows_and_scale_are_chosen_on_the_picture() {
    let mut harness = app();
    press(&mut harness, "Colours");
    press(&mut harness, "Viridis");
    press(&mut harness, "Linear loss");
    press(&mut harness, "Arrows");
    press(&mut harness, "Gradient −∇f");
    press(&mut harness, "Variable m");
    let look = look(&harness);
    assert_eq!((look.map, look.spread), (Map::Viridis, Spread::Linear));
    assert!(look.arrows.gradient && !look.arrows.update);
    assert_eq!(look.arrows.variables, ["m"]);
}

#[test]
fn a_swarm_goes_along_with_the_time() {
    let mut harness = app();
    press(&mut harness, "Swarm");
    press(&mut harness, "Swarm in the run’s colour");
    harness.get_by_label("SGD from 1,024 starts; a GPU would move 16,384");
    harness.key_press(Key::End);
    harness.run();
    let swarm = harness.state().session.shown_swarm().expect("a swarm");
    assert_eq!((swarm.count, swarm.step), (1024, 1000));
    press(&mut harness, "Run Adam");
    harness.get_by_label_contains("Adam from 1,024 starts");
    press(&mut harness, "Swarm");
    press(&mut harness, "No swarm");
    assert!(harness.query_by_label_contains("starts").is_none());
    harness.run_steps(2);
    assert!(
        harness.state().session.shown_swarm().is_none(),
        "nobody looks at it any more"
    );
}

#[test]
fn a_relief_is_turned_by_hand_and_by_key() {
    let mut harness = app();
    press(&mut harness, "Three dimensions");
    assert!(look(&harness).relief);
    let at = middle(&harness) + vec2(0.0, 60.0);
    drag(&mut harness, at, vec2(50.0, 0.0));
    let turned = look(&harness).camera;
    assert!((turned.turn - Camera::default().turn).abs() > 10.0, "{turned:?}");
    wheel(&mut harness, at, 100.0);
    assert!(look(&harness).camera.zoom > 1.2);
    harness.get_by_role_and_label(Role::Image, "Loss surface").focus();
    harness.run();
    harness.key_press(Key::ArrowUp);
    harness.run();
    assert_ne!(look(&harness).camera.tilt, turned.tilt);
    press(&mut harness, "Reset view");
    assert_eq!(look(&harness).camera, Camera::default());
    assert!(starts(&harness).is_empty());
}

/// A run on theta squared; its curvature is 2.
fn parabola(rate: f64) -> Session {
    let mut scene = Scene::on_surface("theta_squared");
    let mut run = Run::of("sgd");
    run.params.insert("lr".to_owned(), Value::Number(rate));
    scene.experiment.runs.push(run);
    scene.view.step = 1000;
    Session::on_cpu(scene)
}

#[test]
fn a_diverged_run_says_when_and_why_and_what_would_be_stable() {
    let mut harness = open(WIDE, Theme::Dark, parabola(1.2));
    harness.get_by_label_contains("SGD diverged at step");
    harness.get_by_label("step 1: η·λ_max = 2.4 > 2");
    harness.get_by_label_contains("Use η = 0.9").click();
    harness.run();
    let run = &harness.state().session.trace.runs[0];
    let rate = run.number("lr", 0).expect("a rate");
    assert!(run.diverged_at.is_none() && (0.95..1.0).contains(&rate), "{rate}");
    assert!(harness.query_by_label_contains("diverged at step").is_none());
}

#[test]
fn the_note_on_a_run_takes_its_clicks_and_can_be_closed() {
    let mut harness = open(WIDE, Theme::Dark, parabola(1.2));
    let title = harness.get_by_label_contains("SGD diverged at step").rect();
    click(&mut harness, title.center(), Modifiers::SHIFT);
    assert!(starts(&harness).is_empty(), "no click falls through");
    let start = harness.get_by_role_and_label(Role::Button, "Start").rect();
    let close = harness.get_by_label("Close the note on the run").rect();
    assert!(!title.union(close).intersects(start), "it covers no start");
    press(&mut harness, "Close the note on the run");
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("SGD diverged at step").is_none());
}

/// Runs on Rosenbrock's valley, the selected one of which diverges.
pub fn wild() -> Session {
    let mut scene = Scene::on_surface("rosenbrock");
    for (label, rate) in [("SGD", 0.001), ("Far too fast", 0.1)] {
        let mut run = Run::of("sgd");
        run.label = Some(label.to_owned());
        run.params.insert("lr".to_owned(), Value::Number(rate));
        scene.experiment.runs.push(run);
    }
    scene.experiment.steps = 300;
    scene.view.step = 300;
    scene.view.selected = 1;
    Session::on_cpu(scene)
}

#[test]
fn the_note_on_a_run_leaves_the_start_free_on_a_phone_too() {
    for size in [crate::PHONE, vec2(320.0, 640.0), vec2(844.0, 390.0), crate::SMALL] {
        let mut harness = open(size, Theme::Dark, wild());
        harness.run_steps(30);
        let note = || {
            harness
                .get_by_label_contains("Far too fast diverged at step")
                .rect()
        };
        let start = harness.get_by_role_and_label(Role::Button, "Start").rect();
        let close = harness.get_by_label("Close the note on the run").rect();
        let mut rect = note().union(close);
        for why in harness.query_all_by_label_contains("η·λ_max") {
            rect = rect.union(why.rect());
        }
        assert!(!rect.intersects(start), "{rect:?} covers {start:?} at {size}");
    }
}

#[test]
fn what_has_no_room_beside_the_start_is_told_when_it_is_asked_for() {
    let mut harness = open(crate::PHONE, Theme::Dark, wild());
    harness.run_steps(30);
    let why = |harness: &Harness<App>| harness.query_all_by_label_contains("η·λ_max").count();
    assert_eq!(why(&harness), 0);
    press(&mut harness, "More");
    harness.run_steps(3);
    assert!(why(&harness) > 0);
}

#[test]
fn advice_names_the_cause_that_is_shown() {
    let explained = |scene: Scene| {
        let mut harness = open(WIDE, Theme::Dark, Session::on_cpu(scene));
        harness.run_steps(30);
        harness
    };
    // The scale of the loss is too large for f16; no rate is offered.
    let mut scaled = Scene::on_surface("theta_squared");
    let mut run = Run::of("sgd");
    let mut stage = Stage::of("f16");
    stage.params.insert("dynamic".to_owned(), Value::Switch(false));
    run.stages.push(stage);
    scaled.experiment.runs.push(run);
    scaled.view.step = 1000;
    let harness = explained(scaled);
    harness.get_by_label_contains("the scale is too large, not the learning rate");
    assert!(harness.query_by_label_contains("Use η").is_none());
    // What is stable is found however far below it is; a rate below 0 the rule itself refuses.
    let harness = explained(parabola(1e30).scene);
    harness.get_by_label_contains("Use η = 0.9");
    let harness = explained(parabola(-1.0).scene);
    harness.get_by_label_contains("requires `lr >= 0`");
    assert!(harness.query_by_label_contains("Use η").is_none());
    // A run that grows is explained before it diverges.
    let mut grows = parabola(1.05).scene;
    grows.experiment.steps = 60;
    grows.view.step = 60;
    let harness = explained(grows);
    harness.get_by_label_contains("SGD grows: its loss was 2.25 and is");
    harness.get_by_label("step 1: η·λ_max = 2.1 > 2");
    harness.get_by_label_contains("Use η = 0.9");
}

#[test]
fn a_curve_has_a_start_to_drag_and_a_range_to_zoom() {
    let mut harness = open(WIDE, Theme::Light, parabola(0.1));
    let handle = harness
        .get_by_role_and_label(Role::Button, "Start")
        .rect()
        .center();
    drag(&mut harness, handle, vec2(-60.0, 0.0));
    let start = starts(&harness)[0].clone();
    assert!(start.len() == 1 && start[0] < 1.4, "{start:?}");
    let at = middle(&harness);
    wheel(&mut harness, at, 200.0);
    assert!(span(look(&harness).range[0]) < 2.5);
    harness.get_by_label_contains("f″ = 2");
}

#[test]
fn a_surface_of_another_kind_is_shown_whole() {
    let mut harness = app();
    press(&mut harness, "Zoom in");
    press(&mut harness, "Surface");
    press(&mut harness, "Beale");
    assert!(look(&harness).range.is_empty());
    let field = harness.state().session.shown_field().expect("a field").clone();
    assert_eq!([field.x, field.y], [[-1.0, 4.5], [-2.0, 2.0]]);
}
