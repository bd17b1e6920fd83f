//! What all line charts can do: zoom, pan, scrub, switch scales, hide runs.

use crate::stage::{SIDE, Stage, on_stage, place, preset, press};
use egui::accesskit::{Role, Toggled};
use egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Theme, TouchDeviceId, TouchId, TouchPhase, pos2,
    vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::scene::{Run, Scene, Variable};
use ravine::view::{Wish, charts};

fn loss() -> Harness<'static, Stage> {
    on_stage("loss", preset("race"), SIDE, Theme::Dark)
}

fn is_zoomed(harness: &Harness<Stage>) -> bool {
    harness.query_by_label_contains("Show all of").is_some()
}

/// The step that a click at a part of the chart's width goes to.
fn step_at(harness: &mut Harness<Stage>, part: f32) -> f64 {
    let rect = place(harness, "Loss chart");
    let at = pos2(rect.left() + part * rect.width(), rect.center().y);
    harness.hover_at(at);
    harness.run();
    harness.state().hovered.expect("the pointer is over the plot")
}

#[test]
fn every_chart_has_a_tab_of_its_own_and_is_found_by_its_name() {
    // A network's charts stand where a surface's do: the loss is the loss of either.
    for scene in ["race", "net_moons"] {
        let problem = preset(scene).experiment.problem;
        let mut ids = Vec::new();
        for view in charts().iter().filter(|view| view.suits(&problem)) {
            let tab = view.tab();
            assert!(!ids.contains(&tab.id), "{tab:?}");
            assert!(!tab.title.is_empty() && !tab.about.is_empty());
            ids.push(tab.id);
            if problem.network().is_none() {
                let harness = on_stage(tab.id, preset(scene), SIDE, Theme::Dark);
                harness.get_by_label(view.tab().name);
            }
        }
        assert!(ids.len() > 5, "{ids:?}");
    }
}

#[test]
fn the_wheel_zooms_towards_the_pointer_and_a_double_click_shows_all() {
    let mut harness = loss();
    let before = step_at(&mut harness, 0.4);
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, 200.0),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    assert!(is_zoomed(&harness));
    let (here, left) = (step_at(&mut harness, 0.4), step_at(&mut harness, 0.3));
    assert!((here - before).abs() < 3.0, "{before} became {here}");
    assert!(here - left < 70.0, "{left}..{here}");
    let center = place(&harness, "Loss chart").center();
    for _ in 0..2 {
        harness.drag_at(center);
        harness.drop_at(center);
        harness.step();
    }
    harness.run();
    assert!(!is_zoomed(&harness));
}

#[test]
fn a_drag_scrubs_and_with_shift_it_pans() {
    let mut harness = loss();
    harness.get_by_label("Loss chart").focus();
    harness.run();
    harness.key_press(Key::Plus);
    harness.run();
    assert!(is_zoomed(&harness));
    let before = step_at(&mut harness, 0.4);
    let center = place(&harness, "Loss chart").center();
    harness.drag_at(center);
    harness.run();
    harness.drop_at(center + vec2(30.0, 0.0));
    harness.run();
    let wishes = std::mem::take(&mut harness.state_mut().wishes);
    assert!(wishes.iter().any(|w| matches!(w, Wish::Step(_))), "{wishes:?}");
    assert_eq!(step_at(&mut harness, 0.4), before);
    harness.event(Event::ModifiersChanged(Modifiers::SHIFT));
    harness.drag_at(center);
    harness.run();
    harness.hover_at(center + vec2(60.0, 0.0));
    harness.run();
    harness.drop_at(center + vec2(60.0, 0.0));
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
    harness.run();
    assert!(step_at(&mut harness, 0.4) < before - 50.0);
    let wishes = &harness.state().wishes;
    assert!(wishes.iter().all(|w| !matches!(w, Wish::Step(_))), "{wishes:?}");
}

#[test]
fn two_fingers_zoom() {
    let mut harness = loss();
    let center = place(&harness, "Loss chart").center();
    let finger = |id: u64, x: f32, phase: TouchPhase| Event::Touch {
        device_id: TouchDeviceId(0),
        id: TouchId(id),
        phase,
        pos: center + vec2(x, 0.0),
        force: None,
    };
    harness.hover_at(center);
    harness.event(finger(0, -20.0, TouchPhase::Start));
    harness.event(finger(1, 20.0, TouchPhase::Start));
    harness.step();
    for spread in [40.0, 60.0, 80.0] {
        harness.event(finger(0, -spread, TouchPhase::Move));
        harness.event(finger(1, spread, TouchPhase::Move));
        harness.step();
    }
    assert!(is_zoomed(&harness));
}

#[test]
fn the_keyboard_reaches_what_a_chart_can_do() {
    let mut harness = loss();
    harness.state_mut().scene.view.step = 10;
    harness.get_by_label("Loss chart").focus();
    harness.run();
    for (key, wanted) in [
        (Key::ArrowRight, Some(11.0)),
        (Key::ArrowLeft, Some(9.0)),
        (Key::A, None),
    ] {
        harness.key_press(key);
        harness.run();
        let wishes = std::mem::take(&mut harness.state_mut().wishes);
        assert_eq!(
            wishes,
            wanted.map(Wish::Step).into_iter().collect::<Vec<_>>(),
            "{key:?}"
        );
    }
    for (key, zoomed) in [
        (Key::Plus, true),
        (Key::Num0, false),
        (Key::Plus, true),
        (Key::Minus, false),
    ] {
        harness.key_press(key);
        harness.run();
        assert_eq!(is_zoomed(&harness), zoomed, "{key:?}");
    }
}

#[test]
fn labels_hide_runs_and_show_them_again() {
    let mut harness = loss();
    press(&mut harness, "Hide Lion in Loss");
    assert_eq!(harness.state().scene.view.muted, [4]);
    press(&mut harness, "Show Lion in Loss");
    assert!(harness.state().scene.view.muted.is_empty());
}

#[test]
fn the_scale_is_switched_where_a_logarithm_exists() {
    let mut harness = loss();
    let name = "Logarithmic scale of Loss";
    for on in [true, false, true] {
        let button = harness.get_by_role_and_label(Role::Button, name);
        let toggled = button.accesskit_node().toggled();
        assert_eq!(toggled == Some(Toggled::True), on, "{toggled:?}");
        press(&mut harness, name);
    }
    let mut negative = Scene::on_surface("styblinski_tang");
    negative.experiment.runs.push(Run::of("sgd"));
    let harness = on_stage("loss", negative, SIDE, Theme::Dark);
    assert!(harness.get_by_label(name).accesskit_node().is_disabled());
}

#[test]
fn what_cannot_be_measured_is_said() {
    let mut flat = Scene::on_surface("saddle");
    flat.experiment.runs.push(Run::of("sgd"));
    let harness = on_stage("distance", flat, SIDE, Theme::Dark);
    harness.get_by_label_contains("declares no minimum");
}

#[test]
fn a_driven_momentum_is_shown_below_the_rate() {
    let harness = on_stage("rate", preset("one_cycle"), SIDE, Theme::Dark);
    let (rate, momentum) = (
        place(&harness, "Learning rate chart"),
        place(&harness, "Momentum chart"),
    );
    assert!(rate.bottom() <= momentum.top());
    let harness = on_stage("rate", preset("race"), SIDE, Theme::Dark);
    assert!(harness.query_by_label("Momentum chart").is_none());
}

#[test]
fn a_variable_and_its_elements_are_picked() {
    let mut scene = preset("race");
    scene.view.variable = Some(Variable::all("w"));
    let mut harness = on_stage("variable", scene, SIDE, Theme::Dark);
    press(&mut harness, "Element y");
    let chosen = |h: &Harness<Stage>| h.state().scene.view.variable.clone().expect("one is chosen");
    assert_eq!(chosen(&harness).elements, [0]);
    press(&mut harness, "Length of the variable");
    assert!(chosen(&harness).norm);
    press(&mut harness, "Logarithmic scale of ‖w‖");
    press(&mut harness, "Element x");
    harness.get_by_label("Logarithmic scale of |w.x|");
    press(&mut harness, "Variable");
    press(&mut harness, "v");
    assert_eq!(chosen(&harness), Variable::all("v"));
}
