//! What weight decay takes of w: the column is the derivative of the step by `weight_decay`, and the chart
//! shows it.

use crate::stage::{PHONE, SIDE, on_stage, place};
use egui::Theme;
use ravine::engine::cpu::Precision;
use ravine::lang::rule::Value;
use ravine::scene::{Experiment, Fork, Reference, Run, Scene, Stage};
use ravine::trace::RunTrace;
use ravine::view::chart::Scale;
use ravine_testing::scenes::{computed, on_surface, params, scene, trace};

const DECAY: f64 = 0.1;

fn run(optimizer: &str) -> Run {
    let mut run = match optimizer.contains('\n') {
        true => Run {
            optimizer: Reference::Source(optimizer.to_owned()),
            ..Run::of("")
        },
        false => Run::of(optimizer),
    };
    run.params = params(&[("lr", 0.01), ("weight_decay", DECAY)]);
    run
}

fn penalised(optimizer: &str) -> Run {
    let mut run = Run::of(optimizer);
    run.params = params(&[("lr", 0.01)]);
    run.stages.push(Stage {
        name: Reference::name("l2"),
        params: params(&[("weight_decay", DECAY)]),
    });
    run
}

fn on_ravine(runs: Vec<Run>) -> Scene {
    let mut scene = on_surface("ravine", 30, runs);
    scene.experiment.start = Some(vec![-4.0, 1.5]);
    scene.experiment.decay = true;
    scene
}

fn on_network(runs: Vec<Run>) -> Scene {
    let mut scene = scene(
        r#"{ "experiment": { "problem": { "network": {
               "data": { "name": "moons", "size": 60 }, "layers": [2, 4, 2], "batch": 20,
               "record": { "every": 1 } } },
             "steps": 12, "decay": true } }"#,
    );
    scene.experiment.runs = runs;
    scene
}

fn column<'a>(run: &'a RunTrace, name: &str) -> &'a ravine::trace::Column {
    let column = run.column(name);
    column.unwrap_or_else(|| panic!("{}: no {name} among {:?}", run.label, run.columns))
}

/// A rule whose decay stands under a sign: it changes no step.
const SIGNED: &str = "param lr = 0.01\nparam weight_decay = 0.1\nw -= lr*sign(g + weight_decay*w)\n";
/// One whose step is divided by the largest number of the update, decay included.
const LARGEST: &str = "param lr = 0.01\nparam weight_decay = 0.1\nupdate = g + weight_decay*w\n\
                       w -= lr*update/(max(abs(update)) + global_norm(update))\n";

/// The derivative, from two runs that take this step from the same states with a decay a little larger and a
/// little smaller.
fn disturbed(experiment: &Experiment, step: usize) -> [RunTrace; 3] {
    let mut both = experiment.clone();
    let disturb = |by: f64| {
        let mut fork = experiment.runs[0].clone();
        let settings = match fork.stages.last_mut() {
            Some(stage) => &mut stage.params,
            None => &mut fork.params,
        };
        settings.insert("weight_decay".to_owned(), Value::Number(DECAY * (1.0 + by)));
        fork.from = Some(Fork {
            run: 0,
            step: step as u32,
        });
        fork
    };
    both.runs.extend([disturb(1e-4), disturb(-1e-4)]);
    let scene = Scene {
        experiment: both,
        ..Scene::on_surface("ravine")
    };
    let mut runs = trace(&scene, Precision::Double).runs.into_iter();
    std::array::from_fn(|_| runs.next().expect("three runs"))
}

/// What λ takes of w, by the two runs: λ times the derivative is half their difference over 1e-4.
fn taken([_, more, less]: &[RunTrace; 3], step: usize) -> Vec<f64> {
    let after = |run| column(run, "w").entry(step + 1).to_vec();
    let both = after(more).into_iter().zip(after(less));
    both.map(|(more, less)| (less - more) / 2e-4).collect()
}

fn near(found: f64, wanted: f64, what: &str) {
    let apart = (found - wanted).abs();
    assert!(
        apart <= 1e-5 * wanted.abs() + 1e-9,
        "{what}: {found}, not {wanted}"
    );
}

#[test]
fn decoupled_decay_takes_eta_lambda_of_every_coordinate_in_every_step() {
    for mut run in [run("adamw"), run("lion"), penalised("sgd"), penalised("momentum")] {
        run.schedule.name = Reference::name("cosine");
        let of = trace(&on_ravine(vec![run]), Precision::Double).runs.remove(0);
        let rates = &column(&of, "lr").values;
        assert!(rates[0] > 10.0 * rates[28], "a schedule is followed");
        for (step, rate) in rates.iter().enumerate() {
            for share in column(&of, "decay").entry(step) {
                let apart = (share - rate * DECAY).abs();
                assert!(
                    apart < 1e-14,
                    "{}, step {step}: {share}, not {}",
                    of.label,
                    rate * DECAY
                );
            }
        }
    }
}

#[test]
fn the_decay_of_every_rule_is_the_derivative_of_its_step() {
    let rules = [
        "adamw",
        "adam_l2",
        "lion",
        "lamb",
        "lars",
        "adafactor",
        SIGNED,
        LARGEST,
    ];
    let own = rules.iter().map(|name| run(name));
    for run in own.chain(["adam", "sam", "nesterov"].map(penalised)) {
        let experiment = on_ravine(vec![run]).experiment;
        for step in [0, 7, 20] {
            let runs = disturbed(&experiment, step);
            let w = runs[0].point(step);
            let found = column(&runs[0], "decay").entry(step);
            for (place, taken) in taken(&runs, step).into_iter().enumerate() {
                let what = format!("{}, step {step}, {place}", runs[0].label);
                near(found[place], taken / w[place], &what);
            }
        }
    }
}

#[test]
fn a_penalty_is_divided_with_the_gradient_so_adam_takes_less_where_it_is_steep() {
    let of = trace(&on_ravine(vec![run("adam_l2")]), Precision::Double)
        .runs
        .remove(0);
    let shares = column(&of, "decay");
    let [flat, steep] = [0, 1].map(|place| shares.entry(5)[place]);
    assert!(flat > 0.0 && flat > 5.0 * steep.abs(), "{flat} and {steep}");
    let signed = trace(&on_ravine(vec![run(SIGNED)]), Precision::Double)
        .runs
        .remove(0);
    assert!(column(&signed, "decay").values.iter().all(|share| *share == 0.0));
}

#[test]
fn on_a_network_a_tensor_has_the_mean_weighted_with_its_squares() {
    let rules = ["adamw", "adam_l2", "lamb", "lars", "lion", LARGEST];
    for run in rules.iter().map(|name| run(name)).chain([penalised("adam")]) {
        let experiment = on_network(vec![run]).experiment;
        let done = computed(&experiment, Precision::Double);
        let layers = &done.network_of(0).expect("a network").layers;
        let begun = column(&done.trace.runs[0], "decay").entry(0);
        assert!(begun[1] == 0.0 && begun[3] == 0.0, "biases begin at 0: {begun:?}");
        for step in [3, 8] {
            let runs = disturbed(&experiment, step);
            let taken = taken(&runs, step);
            let w = column(&runs[0], "w").entry(step);
            let found = column(&runs[0], "decay").entry(step);
            assert_eq!(found.len(), layers.len());
            let mut first = 0;
            for (layer, found) in layers.iter().zip(found) {
                let own = first..first + layer.rows * layer.cols;
                first = own.end;
                let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
                let w = &w[own.clone()];
                let what = format!("{}, step {step}, {}", runs[0].label, layer.name);
                near(*found, dot(w, &taken[own]) / dot(w, w), &what);
            }
        }
    }
}

#[test]
fn decay_is_recorded_only_where_it_is_asked_for() {
    let mut scene = on_ravine(vec![run("adamw"), Run::of("adam")]);
    let asked = trace(&scene, Precision::Single);
    assert!(asked.runs[0].column("decay").is_some() && asked.runs[1].column("decay").is_none());
    scene.experiment.decay = false;
    let plain = trace(&scene, Precision::Single);
    assert!(plain.runs[0].column("decay").is_none());
    assert_eq!(plain.runs[0].column("w"), asked.runs[0].column("w"));
    let text = serde_json::to_string(&scene).expect("plain data");
    assert!(!text.contains("\"decay\""), "{text}");
}

#[test]
fn the_chart_computes_what_the_scene_does_not_record() {
    let mut scene = on_ravine(vec![run("adamw"), run("adam_l2"), Run::of("adam")]);
    scene.experiment.decay = false;
    for size in [SIDE, PHONE] {
        let mut harness = on_stage("decay", scene.clone(), size, Theme::Dark);
        assert!(place(&harness, "Decay chart").height() > 200.0);
        let chart = harness.state_mut().charts().remove(0);
        assert_eq!(chart.y.scale, Scale::Log, "a penalty takes a small part of it");
        let labels: Vec<&str> = chart.series.iter().map(|line| &*line.label).collect();
        assert_eq!(
            labels.iter().filter(|label| !label.is_empty()).count(),
            2,
            "{labels:?}"
        );
        assert_eq!(chart.series.len(), 4, "x and y of both runs that decay");
        let adamw = chart
            .series
            .iter()
            .find(|line| line.label == "AdamW")
            .expect("a line");
        assert!(
            adamw
                .values
                .iter()
                .all(|share| (share / 0.001 - 1.0).abs() < 1e-5)
        );
    }
    let mut network = on_network(vec![run("adam_l2")]);
    network.experiment.decay = false;
    let mut harness = on_stage("decay", network, SIDE, Theme::Light);
    let chart = harness.state_mut().charts().remove(0);
    let labels: Vec<&str> = chart.series.iter().map(|line| &*line.label).collect();
    assert_eq!(labels.len(), 4, "weights and biases of two layers: {labels:?}");
}
