//! The comparison of the runs, read cell by cell.

use crate::stage::{PHONE, SIDE, Stage, on_stage, place, preset, press};
use egui::accesskit::Role;
use egui::{Event, Modifiers, MouseWheelUnit, OutputCommand, Theme, TouchPhase, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use ravine::lang::rule::Value;
use ravine::scene::{Params, Problem, Reference, Run, Scene};
use ravine::view::{Wish, number};

fn table(scene: Scene) -> Harness<'static, Stage> {
    on_stage("table", scene, SIDE, Theme::Dark)
}

/// SGD, SAM, and a run that diverges.
fn three() -> Scene {
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.steps = 300;
    scene.experiment.runs = ["sgd", "sam", "sgd"].map(Run::of).to_vec();
    for (run, lr) in scene.experiment.runs.iter_mut().zip([0.05, 0.05, 1e3]) {
        run.params.insert("lr".to_owned(), Value::Number(lr));
    }
    scene.experiment.runs[2].label = Some("Too fast".to_owned());
    scene.view.tolerance = Some(0.01);
    scene
}

/// What a cell holds.
fn cell(harness: &Harness<Stage>, column: &str, run: &str) -> String {
    let prefix = format!("{column} of {run}: ");
    let cell = harness.get_by_label_contains(&prefix);
    let label = cell.accesskit_node().label().unwrap_or_default();
    label[prefix.len()..].to_owned()
}

/// The runs from top to bottom.
fn order(harness: &Harness<Stage>) -> Vec<String> {
    let rows = harness.query_all_by_label_contains(" in the comparison");
    let mut rows: Vec<(f32, String)> = rows
        .map(|row| {
            let label = row.accesskit_node().label().unwrap_or_default();
            (row.rect().top(), label.replace(" in the comparison", ""))
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|row| row.1).collect()
}

#[test]
fn the_cells_tell_what_the_trace_has() {
    let harness = table(preset("race"));
    for run in &harness.state().done.trace.runs {
        let losses = &run.column("loss").expect("recorded").values;
        let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
        let last = losses.last().copied().expect("there is an end");
        assert_eq!(cell(&harness, "Final loss", &run.label), number::short(last));
        assert_eq!(cell(&harness, "Best loss", &run.label), number::short(best));
        let end = run.point(harness.state().done.trace.steps);
        let apart = (end[0] - 1.0).hypot(end[1] - 1.0);
        assert_eq!(
            cell(&harness, "Distance to minimum", &run.label),
            number::short(apart)
        );
        // Rosenbrock's lowest loss is 0.
        let steps = losses.iter().position(|loss| *loss <= 1e-3);
        let steps = steps.map_or("none".to_owned(), |steps| steps.to_string());
        assert_eq!(cell(&harness, "Steps to tolerance", &run.label), steps);
    }
    for absent in ["Diverged at step", "Gradients to tolerance"] {
        assert!(
            harness.query_by_label_contains(absent).is_none(),
            "{absent} tells nothing here"
        );
    }
}

#[test]
fn a_rule_that_looks_twice_pays_twice() {
    let harness = table(three());
    let count = |column: &str, run: &str| {
        cell(&harness, column, run)
            .parse::<usize>()
            .expect("it got there")
    };
    for (run, cost) in [("SGD", 1), ("SAM", 2)] {
        let steps = count("Steps to tolerance", run);
        assert!(steps > 10);
        assert_eq!(count("Gradients to tolerance", run), cost * steps, "{run}");
    }
}

#[test]
fn a_run_that_diverged_has_no_end() {
    let harness = table(three());
    let at = harness.state().done.trace.runs[2]
        .diverged_at
        .expect("it diverges");
    assert_eq!(cell(&harness, "Diverged at step", "Too fast"), at.to_string());
    for column in ["Final loss", "Distance to minimum", "Steps to tolerance"] {
        assert_eq!(cell(&harness, column, "Too fast"), "none", "{column}");
    }
}

#[test]
fn titles_sort_up_then_down_then_not_at_all() {
    let mut harness = table(three());
    let listed = order(&harness);
    assert_eq!(listed, ["SGD", "SAM", "Too fast"]);
    press(&mut harness, "Sort by final loss");
    let rising = order(&harness);
    assert_eq!(rising[2], "Too fast");
    press(&mut harness, "Sort by final loss");
    assert_eq!(order(&harness), [1, 0, 2].map(|i: usize| rising[i].clone()));
    press(&mut harness, "Sort by final loss");
    assert_eq!(order(&harness), listed);
}

#[test]
fn a_click_selects_a_run() {
    let mut harness = table(preset("race"));
    press(&mut harness, "Adam in the comparison");
    let adam = harness.state().done.trace.runs.iter().find(|r| r.label == "Adam");
    assert_eq!(harness.state().scene.view.selected, adam.expect("it races").run);
}

#[test]
fn a_wider_tolerance_is_reached_sooner() {
    let mut harness = table(three());
    let steps = |harness: &Harness<Stage>| cell(harness, "Steps to tolerance", "SGD").parse::<usize>();
    let before = steps(&harness).expect("it got there");
    harness.state_mut().scene.view.tolerance = Some(0.5);
    harness.run();
    assert!(steps(&harness).expect("it got there") < before);
    let field = harness.get_by_role_and_label(Role::SpinButton, "Tolerance");
    assert_eq!(field.value(), Some("0.5".to_owned()));
}

#[test]
fn the_table_goes_elsewhere_as_text() {
    let mut harness = table(three());
    harness.get_by_label("Copy the comparison").click();
    harness.step();
    let commands = &harness.output().platform_output.commands;
    let copied = commands.iter().find_map(|c| match c {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("a text was copied");
    press(&mut harness, "Save the comparison as CSV");
    let [Wish::Comparison(csv)] = &harness.state().wishes[..] else {
        panic!("{:?}", harness.state().wishes);
    };
    assert_eq!(csv.replace(',', "\t"), copied);
    assert_eq!(csv.lines().count(), 4);
    assert!(csv.starts_with("run,final_loss,best_loss,"));
}

#[test]
fn several_starts_have_a_row_each() {
    let mut scene = three();
    scene.experiment.starts = vec![vec![1.0, 1.0], vec![-2.0, 0.5]];
    let harness = table(scene);
    assert_eq!(order(&harness).len(), 6);
    assert_ne!(
        cell(&harness, "Final loss", "SGD · 1"),
        cell(&harness, "Final loss", "SGD · 2")
    );
}

#[test]
fn names_that_have_no_room_beside_their_numbers_stand_above_them() {
    let mut scene = preset("race");
    for (run, label) in scene.experiment.runs.iter_mut().zip([
        "Momentum, lr 0.01",
        "Momentum, lr 0.03, the same with a longer name",
    ]) {
        run.label = Some(label.to_owned());
    }
    let narrow = vec2(330.0, 420.0);
    let harness = on_stage("table", scene.clone(), narrow, Theme::Dark);
    for column in [
        "Final loss",
        "Best loss",
        "Distance to minimum",
        "Steps to tolerance",
    ] {
        let label = format!("{column} of Momentum, lr 0.01:");
        let cell = harness.get_by_label_contains(&label);
        assert!(cell.rect().right() <= narrow.x, "{column}: {:?}", cell.rect());
        let row = place(&harness, "Momentum, lr 0.01 in the comparison");
        assert!(
            cell.rect().top() >= row.top() + 20.0,
            "{column} is below the name"
        );
    }
    let wide = on_stage("table", scene, vec2(640.0, 420.0), Theme::Dark);
    let row = place(&wide, "Momentum, lr 0.01 in the comparison");
    assert!(row.height() < 30.0, "where there is room, on one line");
}

#[test]
fn where_no_minimum_is_known_the_lowest_loss_below_0_is_what_counts() {
    let mut scene = three();
    let surface = Reference::Source("x^2 + y^2 - 3".to_owned());
    scene.experiment.problem = Problem::Surface {
        surface,
        params: Params::new(),
    };
    let harness = table(scene);
    let steps = cell(&harness, "Steps to tolerance", "SGD");
    assert!(steps.parse::<usize>().is_ok_and(|steps| steps > 10), "{steps}");
}

#[test]
fn on_a_phone_it_scrolls_sideways() {
    let mut harness = on_stage("table", three(), PHONE, Theme::Light);
    let last = "Diverged at step of SGD: none";
    let right = place(&harness, last).right();
    assert!(right > PHONE.x);
    harness.hover_at(place(&harness, "SGD in the comparison").left_center() + vec2(60.0, 0.0));
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(-600.0, 0.0),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    assert!(place(&harness, last).right() <= PHONE.x);
    let tall = by().predicate(|n| n.role() == Role::Button);
    let heights = harness.root().query_all(tall).map(|n| n.rect().height());
    assert!(heights.fold(f32::INFINITY, f32::min) >= 36.0);
}
