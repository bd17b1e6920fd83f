//! On networks a point of a map is the single run with its settings, seeds make medians and bands, and a range test
//! has its truth.

use super::swept;
use ravine::course::explore::Exploring;
use ravine::course::explore::map::stages;
use ravine::course::explore::racer::{Racer, Rules, lowest};
use ravine::course::explore::truth::{Truth, over_sharpness};
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::scene::explore::{Explore, Span, Value};
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::scene::{Run, Scene, setting};
use ravine::view::explore::ask::{alone, of_axes, over};
use ravine::view::explore::map::panel::{About, Panel};
use ravine::view::explore::offered;
use ravine::view::explore::race::lines;
use std::sync::Arc;

/// A network whose runs take no time.
fn network() -> Scene {
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.problem = serde_json::from_value(serde_json::json!({ "network": {
        "data": { "name": "moons", "size": 60, "seed": 3 }, "layers": [2, 4, 2], "batch": 8,
        "dropout": 0.1, "seeds": 4, "record": { "every": 5 } } }))
    .expect("a network");
    scene.experiment.steps = 30;
    scene.experiment.runs = vec![Run::of("adam")];
    scene.experiment.runs[0].training.dropout = Some(0.2);
    scene
}

#[test]
fn a_point_of_a_map_of_networks_is_the_single_run_with_its_settings() {
    let scene = network();
    for (x, y, counts) in [
        (
            Span::new("lr", [1e-3, 0.3], Spread::Log),
            Span::new("batch", [1.0, 40.0], Spread::Log),
            [3, 4],
        ),
        (
            Span::new("dropout", [0.0, 0.5], Spread::Linear),
            Span::new("width", [2.0, 6.0], Spread::Linear),
            [2, 3],
        ),
        (
            Span::new("data.noise", [0.0, 0.3], Spread::Linear),
            Span::new("seed", [0.0, 2.0], Spread::Linear),
            [2, 3],
        ),
    ] {
        let alone = alone(&scene.experiment, 0, false).expect("there is a run");
        let asked = swept(over(&alone, &[(&x, counts[0]), (&y, counts[1])], 1e-3));
        let plan = asked.plan.as_ref().expect("it compiles");
        for (lane, outcome) in asked.outcomes.lanes.iter().enumerate() {
            let outcome = outcome.expect("it is done");
            let mut experiment = alone.clone();
            let (places, _) = plan.places(lane);
            for (axis, place) in plan.axes.iter().zip(places) {
                assert!(setting::set(&mut experiment, 0, &axis.name, axis.values[place]));
            }
            let (single, findings) = ravine::compile::compile(&experiment);
            let single = Arc::new(single.unwrap_or_else(|| panic!("{findings:?}")));
            let trace = ravine::engine::run(&mut CpuEngine::new(Precision::Single), single);
            let trace = trace.expect("the CPU engine does not fail").runs.remove(0);
            for (name, of_sweep) in [
                ("val_loss", outcome.validation),
                ("val_accuracy", outcome.accuracy),
            ] {
                let column = trace.column(name).expect("it is recorded");
                assert_eq!(
                    column.values.last().copied(),
                    of_sweep,
                    "{} {} lane {lane}, {name}",
                    x.name,
                    y.name
                );
            }
        }
    }
}

#[test]
fn a_map_with_seeds_shows_medians_and_what_is_not_there_is_not_shown() {
    let scene = network();
    let x = Span::new("lr", [1e-3, 0.3], Spread::Log);
    let y = Span::new("batch", [2.0, 16.0], Spread::Log);
    let alone = alone(&scene.experiment, 0, false).expect("there is a run");
    let sweep = Sweep {
        seeds: 3,
        ..over(&alone, &[(&x, 2), (&y, 2)], 1e-3)
    };
    let asked = swept(sweep);
    let about = |value| About {
        run: 0,
        title: "Run".to_owned(),
        spans: [&x, &y],
        value,
        constant_rate: true,
        frame: None,
        size: [2, 2],
    };
    let panel = Panel::of(about(Value::Validation), &[&asked]);
    for (point, cell) in panel.cells.iter().enumerate() {
        let mut losses: Vec<f64> = (0..3)
            .filter_map(|seed| asked.outcomes.lanes[point + 4 * seed]?.validation)
            .collect();
        losses.sort_by(f64::total_cmp);
        assert_eq!(cell.value(), Some(losses[1]), "point {point}");
    }
    let wrong = Panel::of(about(Value::Accuracy), &[&asked]).cells;
    assert!(
        wrong
            .iter()
            .all(|cell| cell.value().is_some_and(|share| (0.0..=1.0).contains(&share)))
    );
    let plan = &asked.plan.as_ref().expect("it compiles").base;
    let exists = |value| offered::exists(plan, value);
    assert!(exists(Value::Validation) && exists(Value::Accuracy) && !exists(Value::Minimum));
    let surface = Scene::on_surface("himmelblau");
    let (plan, _) = ravine::compile::compile(&surface.experiment);
    let plan = plan.unwrap_or_default();
    assert!(!offered::exists(&plan, Value::Validation) && !offered::exists(&plan, Value::Accuracy));
}

#[test]
fn two_rules_race_on_a_network_with_a_band_over_their_seeds() {
    let mut scene = network();
    scene.experiment.runs.push(Run::of("sgd"));
    let axis = || Axis::spread("lr", [1e-3, 1e3], 5, Spread::Log);
    for value in [Value::Loss, Value::BestValidation, Value::Accuracy, Value::Steps] {
        let rules = Rules {
            value,
            factor: 2.0,
            tolerance: 0.3,
        };
        let racers = [0, 1].map(|run| {
            let alone = alone(&scene.experiment, run, true).expect("there is a run");
            let asked = swept(Sweep {
                seeds: 3,
                ..of_axes(&alone, vec![axis()], 0.3)
            });
            assert_eq!(lowest([&asked].into_iter()), 0.0, "no loss is below it");
            Racer::of((run, "Run".to_owned()), &asked, 0.0, rules, Some(0.01))
        });
        for racer in &racers {
            assert_eq!(racer.over.tries.iter().map(Vec::len).collect::<Vec<_>>(), [3; 5]);
            let summary = racer.summary.as_ref();
            let band = summary.map(|summary| summary.band);
            let spreads = band.is_some_and(|band| band.low <= band.median && band.median <= band.high);
            assert!(spreads || value == Value::Steps, "{value:?}: {summary:?}");
            let start = match value {
                Value::Steps => 30.0..31.0,
                Value::Accuracy => 1.0..1.1,
                // About ln 2, as two classes begin.
                _ => 0.4..2.0,
            };
            assert!(start.contains(&racer.start), "{value:?}: {}", racer.start);
        }
        let lines = lines::profile(
            &scene.experiment,
            &Explore {
                value,
                ..Explore::default()
            },
            &racers,
        );
        assert!(lines.lines.iter().all(|line| line.band.len() == 5), "{value:?}");
        assert_eq!(lines.x.values, racers[0].over.rates, "the rates that were tried");
    }
}

#[test]
fn what_is_true_beside_a_range_test_of_a_network() {
    let mut scene = network();
    scene.experiment.runs = vec![Run::of("sgd")];
    let alone = alone(&scene.experiment, 0, false).expect("there is a run");
    let asked = swept(over(
        &alone,
        &[(&Span::new("lr", [1e-3, 1e3], Spread::Log), 13)],
        1e-3,
    ));
    let plan = asked.plan.as_ref().expect("it compiles");
    let truth = Truth::of(plan, &asked.outcomes).expect("it is done");
    let best = truth.best.expect("a rate that helps");
    assert!(
        !truth.beyond && truth.stable.is_some_and(|stable| stable >= best / 10.0),
        "{truth:?}"
    );
    let (plan, _) = ravine::compile::compile(&scene.experiment);
    let plan = plan.expect("it compiles");
    let bound = over_sharpness(&plan, 0, 4.0).expect("SGD declares a bound");
    assert_eq!(bound.rate, 0.5);
    assert_eq!(over_sharpness(&plan, 0, -1.0), None, "it does not curve upwards");
}

#[test]
fn a_map_of_networks_is_as_fine_as_its_points_are_cheap() {
    let scene = network();
    let (plan, _) = ravine::compile::compile(&scene.experiment);
    let mut plan = plan.expect("it compiles");
    for (steps, seeds, several, wanted) in [
        (100, 1, false, &[8, 16, 32][..]),
        (100, 1, true, &[8, 16]),
        (50_000, 32, false, &[8, 16]),
        (500_000, 8, false, &[4, 8]),
        (500_000, 32, true, &[4]),
    ] {
        plan.steps = steps;
        let of = Exploring {
            experiment: &scene.experiment,
            plan: Some(&plan),
            view: &scene.view,
            explore: &Explore {
                seeds: Some(seeds),
                ..Explore::default()
            },
        };
        assert_eq!(stages(&of, several), wanted, "{steps} steps, {seeds} seeds");
    }
}
