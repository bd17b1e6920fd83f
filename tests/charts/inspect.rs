//! The rules at work, read by what stands on the screen.

use crate::stage::{PHONE, Stage, on_stage, place, preset, press};
use egui::accesskit::Role;
use egui::{OutputCommand, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use ravine::lang::rule::Value;
use ravine::scene::{Fork, Run, Scene, Stage as GradientStage, Warmup};
use ravine::view::number;

/// Every line of a rule at once.
const TALL: egui::Vec2 = vec2(520.0, 1600.0);

fn scene(run: Run) -> Scene {
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = 30;
    scene.experiment.runs = vec![run];
    scene
}

fn inspect(scene: Scene) -> Harness<'static, Stage> {
    on_stage("inspect", scene, TALL, Theme::Dark)
}

pub fn go(harness: &mut Harness<Stage>, step: u32) {
    harness.state_mut().scene.view.step = step;
    harness.run();
}

/// What stands on the screen, from top to bottom.
fn texts(harness: &Harness<Stage>) -> Vec<String> {
    let labels = by().predicate(|n| n.role() == Role::Label);
    let labels = harness.root().query_all(labels);
    labels.filter_map(|n| n.accesskit_node().value()).collect()
}

/// What a name comes to in the last line that sets it.
pub fn value(harness: &Harness<Stage>, name: &str) -> Option<String> {
    let prefix = format!("{name}: ");
    let found = texts(harness).into_iter().rev();
    found
        .filter_map(|text| text.strip_prefix(&prefix).map(str::to_owned))
        .next()
}

#[test]
fn every_name_has_the_value_that_was_recorded() {
    let mut compared = 0;
    for id in [
        "adam",
        "adamw",
        "lamb",
        "nadam",
        "radam",
        "adabelief",
        "sam",
        "rmsprop_centered",
    ] {
        let mut harness = inspect(scene(Run::of(id)));
        for (step, coordinate) in [(0, 0), (7, 1), (29, 0)] {
            harness.state_mut().scene.view.coordinate = Some(coordinate);
            go(&mut harness, step);
            let trace = harness.state().done.trace.clone();
            for column in trace.runs[0]
                .columns
                .iter()
                .filter(|c| !["w", "g_raw"].contains(&c.name.as_str()))
            {
                let Some(shown) = value(&harness, &column.name) else {
                    continue;
                };
                let entry = column.entry(step as usize);
                let wanted = entry[coordinate.min(entry.len() - 1)];
                let read = number::parse(&shown).unwrap_or_else(|| panic!("{shown} is no number"));
                let close = (read - wanted).abs() <= 1e-3 * wanted.abs() + 1e-12;
                assert!(
                    close,
                    "{} of {id} at {step}: {shown} instead of {wanted}",
                    column.name
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn w_is_where_the_step_ends() {
    let mut harness = inspect(scene(Run::of("adam")));
    go(&mut harness, 11);
    let end = harness.state().done.trace.runs[0].point(12)[0];
    assert_eq!(value(&harness, "w"), Some(number::significant(end, 4)));
    harness.get_by_label_contains("Step 12 of 30; before it w = ");
}

#[test]
fn the_values_follow_the_pointer_in_other_views() {
    let mut harness = inspect(scene(Run::of("adam")));
    let before = value(&harness, "m");
    harness.state_mut().hovered = Some(20.0);
    harness.run_steps(1);
    assert_ne!(value(&harness, "m"), before);
}

#[test]
fn a_name_under_the_pointer_is_told() {
    let mut harness = inspect(scene(Run::of("adam")));
    for (letter, told) in [
        (0, "State: kept from step to step"),
        (4, "First-moment decay β₁: decay of the first moment"),
        (25, "Given: the gradient, as the stages leave it"),
    ] {
        let line = place(&harness, "m = beta1*m + (1 - beta1)*g");
        // Letters of the monospaced font are as wide as each other.
        harness.hover_at(line.left_center() + vec2(7.8 * (letter as f32 + 0.5), 0.0));
        harness.run_steps(20);
        harness.get_by_label_contains(told);
    }
}

#[test]
fn an_arm_that_is_not_taken_names_nothing() {
    let mut run = Run::of("adam");
    run.params
        .insert("bias_correction".to_owned(), Value::Switch(false));
    let reads = |harness: &Harness<Stage>| {
        texts(harness)
            .iter()
            .any(|t| t.contains("bias_correction\u{a0}1  m"))
    };
    assert!(reads(&inspect(scene(Run::of("adam")))));
    let harness = inspect(scene(run));
    assert!(!reads(&harness));
    assert_eq!(value(&harness, "m_hat"), value(&harness, "m"));
}

#[test]
fn what_is_unusual_about_a_step_is_said() {
    let mut skipping = Run::of("adam");
    skipping.stages = vec![GradientStage::of("f16")];
    skipping.stages[0]
        .params
        .insert("init_scale".to_owned(), Value::Number(1e7));
    let mut diverging = Run::of("sgd");
    diverging.params.insert("lr".to_owned(), Value::Number(1.0));
    for (run, said) in [(skipping, "Skipped:"), (diverging, "Diverged here:")] {
        let mut harness = inspect(scene(run));
        let last = harness.state().done.trace.runs[0].diverged_at.unwrap_or(1);
        assert_eq!(
            harness.query_by_label_contains(said).is_some(),
            last == 1,
            "{said}"
        );
        go(&mut harness, last as u32 - 1);
        harness.get_by_label_contains(said);
    }
    let mut forked = scene(Run::of("adam"));
    let mut fork = Run::of("sgd");
    fork.from = Some(Fork { run: 0, step: 12 });
    forked.experiment.runs.push(fork);
    forked.view.selected = 1;
    let harness = inspect(forked);
    harness.get_by_label("Up to step 12 it is the run that it was forked from.");
    harness.get_by_label_contains("Step 13 of 30");
}

#[test]
fn skipped_lines_have_no_value() {
    let mut run = Run::of("adam");
    run.stages = vec![GradientStage::of("f16")];
    run.stages[0]
        .params
        .insert("init_scale".to_owned(), Value::Number(1e7));
    let harness = inspect(scene(run));
    assert_eq!(value(&harness, "skip"), Some("1".to_owned()));
    assert_eq!(value(&harness, "m_hat"), Some("skipped".to_owned()));
}

#[test]
fn a_warmup_stands_behind_the_schedule() {
    let mut run = Run::of("sgd");
    run.schedule.warmup = Some(Warmup {
        steps: 10,
        start: 0.0,
        first: 1,
    });
    let mut harness = inspect(scene(run));
    harness.get_by_label("Warmup");
    harness.get_by_label("lr = if k < 10 then base_lr*(0 + (1 - 0)*(k + 1)/10) else lr");
    for step in [0, 4, 20] {
        go(&mut harness, step);
        let lr = harness.state().done.trace.runs[0].number("lr", step as usize);
        assert_eq!(value(&harness, "lr"), lr.map(|lr| number::significant(lr, 4)));
    }
}

#[test]
fn all_of_it_can_be_copied() {
    let mut harness = inspect(scene(Run::of("adam")));
    harness.get_by_label("Copy the inspected rules").click();
    harness.step();
    let commands = &harness.output().platform_output.commands;
    let copied = commands.iter().find_map(|c| match c {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("a text was copied");
    assert!(copied.starts_with("# Adam: Step 1 of 30"), "{copied}");
    let m_hat = value(&harness, "m_hat").expect("Adam has one");
    let line = copied.lines().find(|l| l.starts_with("m_hat ="));
    assert!(
        line.is_some_and(|l| l.ends_with(&format!("# {m_hat}"))),
        "{copied}"
    );
}

#[test]
fn coordinates_are_picked_and_nothing_is_cut_on_a_phone() {
    let mut harness = on_stage("inspect", preset("race"), PHONE, Theme::Dark);
    let before = value(&harness, "w");
    press(&mut harness, "Coordinate y");
    assert_ne!(value(&harness, "w"), before);
    for label in harness.query_all(by().predicate(|n| n.role() == Role::Label)) {
        let rect = label.rect();
        assert!(
            rect.left() >= 0.0 && rect.right() <= PHONE.x,
            "{:?}",
            label.accesskit_node().value()
        );
    }
}
