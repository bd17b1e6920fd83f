//! The comparison of the runs, read cell by cell.

use crate::stage::{PHONE, SIDE, Stage, on_stage, place, preset, press};
use egui::accesskit::Role;
use egui::{OutputCommand, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::network::evaluate::{Evaluator, Part};
use ravine::lang::rule::Value;
use ravine::real::quantile::quantile;
use ravine::scene::{Params, Problem, Reference, Run, Scene};
use ravine::trace::RunTrace;
use ravine::view::{Wish, number};
use ravine_testing::scenes::computed;

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
fn runs_are_timed_once_somebody_asks() {
    let mut harness = table(three());
    let has_times = |harness: &Harness<Stage>| {
        let mut cells = harness.query_all_by_label_contains("Seconds alone of");
        cells.next().is_some()
    };
    assert!(!has_times(&harness));
    press(&mut harness, "Time the runs");
    for _ in 0..200 {
        harness.run();
        if harness
            .query_by_label_contains("fastest of up to three")
            .is_some()
        {
            break;
        }
    }
    for run in ["SGD", "SAM"] {
        assert_ne!(cell(&harness, "Seconds alone", run), "none", "{run}");
    }
    let mut scene = three();
    scene.experiment.starts = vec![vec![1.0, 1.0], vec![-2.0, 0.5]];
    let mut harness = table(scene);
    press(&mut harness, "Time the runs");
    for _ in 0..20 {
        harness.run();
    }
    assert!(
        !has_times(&harness),
        "starts share the cores: only all of them together have a time"
    );
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

/// All cells and titles lie within a width.
fn within(harness: &Harness<Stage>, width: f32) {
    let cells = by().predicate(|n| n.role() == Role::Cell || n.role() == Role::Button);
    let mut count = 0;
    for cell in harness.root().query_all(cells) {
        let label = cell.accesskit_node().label().unwrap_or_default();
        let rect = cell.rect();
        assert!(rect.left() >= 0.0 && rect.right() <= width, "{label}: {rect:?}");
        count += 1;
    }
    assert!(count > 10, "{count} cells");
}

#[test]
fn on_a_phone_nothing_is_beyond_the_edge() {
    let harness = on_stage("table", three(), PHONE, Theme::Light);
    within(&harness, PHONE.x);
    let title = |name: &str| place(&harness, name);
    let tall = [title("Sort by final loss"), title("Sort by diverged at step")];
    assert!(
        tall.iter().all(|rect| rect.height() >= 36.0),
        "a finger hits them"
    );
    // The numbers stand below their own titles, on as many lines.
    let (first, last) = (place(&harness, "Diverged at step of SGD: none"), tall[1]);
    assert!(
        (first.right() - last.right()).abs() < 1.0,
        "{first:?} and {last:?}"
    );
}

/// Two methods of five seeds on two moons, and one that diverges; 40 samples are kept for a test.
fn moons() -> Scene {
    let text = r#"{"experiment": {"problem": {"network": {"data": "moons", "layers": [2, 6, 2], "seeds": 5, "test": 0.1,
        "dropout": 0.1}}, "steps": 120, "runs": [{"optimizer": "sgd", "params": {"lr": 0.3}},
        {"optimizer": "adam", "params": {"lr": 0.02}},
        {"label": "Too fast", "optimizer": "sgd", "params": {"lr": 1e20}}]}, "view": {"step": 120}}"#;
    serde_json::from_str(text).expect("a scene")
}

/// The numbers of a run's seeds in the trace, sorted.
fn seeds(harness: &Harness<Stage>, run: &str, of: impl Fn(&RunTrace) -> f64) -> Vec<f64> {
    let runs = harness.state().done.trace.runs.iter();
    let mut all: Vec<f64> = runs.filter(|r| r.label == run).map(of).collect();
    all.sort_by(f64::total_cmp);
    all
}

fn last(run: &RunTrace, column: &str) -> f64 {
    run.column(column).expect("it is recorded").last()[0]
}

/// The place of a run's least validation loss.
fn least(run: &RunTrace) -> usize {
    let losses = &run.column("val_loss").expect("it is recorded").values;
    let smallest = losses.iter().copied().fold(f64::INFINITY, f64::min);
    losses
        .iter()
        .position(|loss| *loss == smallest)
        .expect("it is one of them")
}

#[test]
fn methods_are_compared_by_the_median_over_their_seeds() {
    let harness = table(moons());
    assert_eq!(order(&harness), ["SGD", "Adam", "Too fast"]);
    for run in ["SGD", "Adam"] {
        let band = |column: &str, written: &dyn Fn(f64) -> String, of: &dyn Fn(&RunTrace) -> f64| {
            let all = seeds(&harness, run, of);
            let [low, median, high] = [0.1, 0.5, 0.9].map(|part| written(quantile(&all, part)));
            let said = format!("{median}; 10 to 90 % of its seeds: {low} to {high}");
            assert_eq!(cell(&harness, column, run), said, "{column}");
        };
        let percent = |share: f64| format!("{:.1}\u{a0}%", 100.0 * share);
        band("Validation loss", &number::short, &|r| last(r, "val_loss"));
        band("Validation accuracy", &percent, &|r| last(r, "val_accuracy"));
        band("Best step", &|step| step.to_string(), &|r| least(r) as f64);
        band("Least validation loss", &number::short, &|r| {
            r.column("val_loss").expect("recorded").values[least(r)]
        });
    }
    assert_eq!(cell(&harness, "Diverged seeds", "Too fast"), "5");
    assert_eq!(cell(&harness, "Validation loss", "Too fast"), "none");
    assert!(
        harness.query_by_label_contains("Test ").is_none(),
        "not asked for"
    );
}

#[test]
fn seeds_have_a_row_each_and_the_gap_to_the_whole_training_part() {
    let mut harness = table(moons());
    press(&mut harness, "By seed");
    assert_eq!(order(&harness).len(), 15);
    let done = harness.state().done.clone();
    let network = done.plan.network().cloned().expect("a network");
    let mut evaluator = Evaluator::<f64>::new(network);
    for run in done.trace.runs.iter().filter(|run| run.diverged_at.is_none()) {
        let training = evaluator.at(run.end(), Part::Training).loss;
        let name = format!("{} · {}", run.label, run.replicate + 1);
        let gap = last(run, "val_loss") - training;
        assert_eq!(cell(&harness, "Gap", &name), number::short(gap), "{name}");
    }
    for seed in 1..=5 {
        let name = format!("Too fast · {seed}");
        assert_eq!(cell(&harness, "Gap", &name), "none");
    }
}

#[test]
fn the_test_part_is_evaluated_once_it_is_asked_for_and_hidden_for_another_experiment() {
    let mut harness = table(moons());
    let why = "Look once, at the end";
    assert!(harness.query_by_label_contains(why).is_some());
    press(&mut harness, "By seed");
    press(&mut harness, "Show the test set's result");
    assert!(
        harness
            .query_by_label_contains("40 samples, was looked at once")
            .is_some()
    );
    let done = harness.state().done.clone();
    let mut evaluator = Evaluator::<f64>::new(done.plan.network().cloned().expect("a network"));
    for run in done.trace.runs.iter().filter(|run| run.label == "Adam") {
        let name = format!("Adam · {}", run.replicate + 1);
        let percent = |share: f64| format!("{:.1}\u{a0}%", 100.0 * share);
        for (at, weights) in [("", run.end()), (" at best", run.point(least(run)))] {
            let found = evaluator.at(weights, Part::Test);
            let loss = format!("Test loss{at}");
            assert_eq!(cell(&harness, &loss, &name), number::short(found.loss), "{name}");
            let accuracy = format!("Test accuracy{at}");
            assert_eq!(
                cell(&harness, &accuracy, &name),
                percent(found.accuracy),
                "{name}"
            );
        }
    }
    let mut changed = harness.state().scene.experiment.clone();
    changed.seed += 1;
    harness.state_mut().done = computed(&changed, Precision::Single);
    harness.run();
    assert!(
        harness.query_by_label_contains("Test loss").is_none(),
        "another experiment"
    );
    press(&mut harness, "Show the test set's result");
    assert!(harness.query_by_label_contains("was looked at 2 times").is_some());
    let mut without = moons();
    let Problem::Network { network } = &mut without.experiment.problem else {
        panic!("the problem is a network");
    };
    network.test = 0.0;
    let harness = table(without);
    assert!(harness.query_by_label_contains("test set").is_none());
}

#[test]
fn a_file_has_the_columns_of_networks_by_method_and_by_seed() {
    let mut harness = table(moons());
    let csv = |harness: &mut Harness<Stage>| -> Vec<String> {
        press(harness, "Save the comparison as CSV");
        let Some(Wish::Comparison(csv)) = harness.state_mut().wishes.pop() else {
            panic!("there is no file");
        };
        csv.lines().map(str::to_owned).collect()
    };
    let by_method = csv(&mut harness);
    assert!(
        by_method[0].contains("validation_loss,validation_loss_p10,validation_loss_p90,validation_accuracy,")
    );
    assert!(by_method[0].ends_with(",diverged_seeds,why") && !by_method[0].contains("test"));
    assert_eq!(by_method.len(), 4);
    assert!(by_method[3].starts_with("Too fast,,,,"), "{}", by_method[3]);
    press(&mut harness, "By seed");
    let by_seed = csv(&mut harness);
    assert_eq!(
        by_seed[0],
        "run,final_loss,best_loss,steps_to_tolerance,gradients_to_tolerance,validation_loss,validation_accuracy,gap,\
         best_step,best_validation_loss,best_validation_accuracy,gradients_to_best,diverged_at,why"
    );
    assert_eq!(by_seed.len(), 16);
    press(&mut harness, "Show the test set's result");
    let tested = csv(&mut harness);
    let names = "test_loss,test_accuracy,tested_step,best_test_loss,best_test_accuracy";
    assert!(tested[0].contains(names), "{}", tested[0]);
    let fields = |line: &str| line.split(',').count();
    assert!(tested.iter().all(|line| fields(line) == fields(&tested[0])));
}

#[test]
fn a_networks_columns_fit_beside_the_picture_and_on_a_phone() {
    for size in [SIDE, PHONE] {
        let mut harness = on_stage("table", moons(), size, Theme::Dark);
        within(&harness, size.x);
        press(&mut harness, "Show the test set's result");
        within(&harness, size.x);
        press(&mut harness, "By seed");
        within(&harness, size.x);
    }
}
