//! Sharpness and slices of the loss landscape.

use super::gradient::{loss, samples};
use super::hyper::Hyper;
use super::{activation, trace, worst, written};
use ravine::compile::compile;
use ravine::compile::network::model::Network;
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::network::evaluate::{Evaluator, Part};
use ravine::engine::cpu::network::landscape::{Directions, Landscape, Question, Survey};
use ravine::engine::cpu::network::plane::{principal_plane, random_plane};
use ravine::engine::cpu::network::sharpness::{Sharpening, sharpness};
use ravine::real::dual::Dual;
use ravine::trace::Trace;
use std::sync::Arc;
use std::time::Instant;

fn network(json: &str) -> Arc<Network> {
    let (plan, findings) = compile(&written(json, 1, super::SGD).experiment);
    let plan = plan.unwrap_or_else(|| panic!("{findings:?}"));
    plan.network().cloned().expect("a network")
}

/// A network 2-3-2 on the samples of the gradient's test.
fn small(activation: &str) -> Arc<Network> {
    let json = serde_json::json!({
        "data": {"points": samples()}, "layers": [2, 3, 2], "activation": activation, "batch": "full",
        "validation": 0.0,
    });
    network(&json.to_string())
}

fn weights() -> Vec<f64> {
    (0..17).map(|i| (f64::from(i) * 1.3).sin()).collect()
}

/// The Hessian by hyper-dual numbers.
fn hessian(weights: &[f64], activation: &str) -> Vec<Vec<f64>> {
    let samples = samples();
    let entry = |i: usize, j: usize| {
        let seeded = weights.iter().enumerate().map(|(k, &f)| Hyper {
            a: f64::from(u8::from(k == i)),
            b: f64::from(u8::from(k == j)),
            ..Hyper::of(f)
        });
        loss(
            &seeded.collect::<Vec<_>>(),
            &samples,
            activation,
            "cross_entropy",
            0.0,
        )
        .ab
    };
    (0..17).map(|i| (0..17).map(|j| entry(i, j)).collect()).collect()
}

#[test]
fn hessian_vector_products_and_sharpness_equal_hyper_dual_numbers() {
    let weights = weights();
    let product = |hessian: &[Vec<f64>], v: &[f64]| -> Vec<f64> {
        let rows = hessian.iter();
        rows.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
            .collect()
    };
    let direction: Vec<f64> = (0..17).map(|i| (f64::from(i) * 0.7).cos()).collect();
    for activation in activation::all() {
        let got = Evaluator::<Dual>::new(small(activation)).hessian_times(&weights, &direction);
        let off = worst(&got, &product(&hessian(&weights, activation), &direction));
        assert!(off < 1e-13, "{activation}: {off:e}");
    }

    let (network, hessian) = (small("tanh"), hessian(&weights, "tanh"));
    let times = |v: &[f64]| product(&hessian, v);
    let found = sharpness(&network, &weights);
    let product = times(&found.direction);
    let expected: Vec<f64> = found.direction.iter().map(|d| d * found.value).collect();
    assert!(worst(&product, &expected) < 1e-3, "an eigenvector");
    // No direction bends more.
    let trace: f64 = (0..17).map(|i| hessian[i][i]).sum();
    let largest = (0..17).map(|i| hessian[i][i]).fold(f64::MIN, f64::max);
    assert!(found.value >= largest && found.value > 0.0 && trace.is_finite());
}

#[test]
fn a_random_direction_is_in_each_unit_as_long_as_its_weights() {
    let (network, weights) = (small("tanh"), weights());
    for direction in random_plane(&network, &weights, 1).directions {
        for layer in &network.layers {
            for unit in 0..layer.rows {
                let first = layer.first + unit * layer.cols;
                let square = |all: &[f64]| all[first..first + layer.cols].iter().map(|x| x * x).sum::<f64>();
                let expected = if layer.is_matrix { square(&weights) } else { 0.0 };
                assert!(
                    (square(&direction) - expected).abs() < 1e-12,
                    "{} {unit}",
                    layer.name
                );
            }
        }
    }
}

/// Two runs on moons, and the landscape around the first one's end.
fn surveyed(directions: Directions) -> (Arc<Network>, Arc<Trace>, Landscape) {
    let json = r#"{"data": "moons", "layers": [2, 4, 2], "record": {"every": 20}}"#;
    let scene = written(json, 60, r#"{"optimizer": "adam"}, {"optimizer": "sgd"}"#);
    let network = network(json);
    let trace = Arc::new(trace(&scene, Precision::Single));
    let question = Question {
        network: network.clone(),
        trace: trace.clone(),
        run: 0,
        directions,
        samples: 9,
    };
    let mut survey = Survey::new(question, None);
    assert!(survey.found().field.is_none() && survey.found().paths.len() == 2);
    while survey.advance(Instant::now()) {}
    (network, trace, survey.found().clone())
}

#[test]
fn a_landscape_has_the_loss_of_its_plane_and_both_losses_of_every_path() {
    for directions in [Directions::Random { seed: 1 }, Directions::Principal] {
        let (network, trace, found) = surveyed(directions);
        let mut evaluator = Evaluator::<f64>::new(network);
        let mut loss = |weights: &[f64]| evaluator.at(weights, Part::Training).loss;
        let close = |a: f64, b: f64| (a - b).abs() < 1e-4 * b.abs().max(1.0);
        let field = found.field.expect("a field");
        assert_eq!((field.columns, field.rows, field.values.len()), (9, 9, 81));
        let middle = |[low, high]: [f64; 2], i: usize| low + (high - low) * (i as f64 + 0.5) / 9.0;
        for (place, &value) in field.values.iter().enumerate() {
            let at = [middle(field.x, place % 9), middle(field.y, place / 9)];
            let expected = loss(&found.plane.weights(at));
            assert!(
                close(f64::from(value), expected),
                "{at:?}: {value} and {expected}"
            );
        }
        for (path, run) in found.paths.iter().zip(&trace.runs) {
            let steps: Vec<usize> = path.iter().map(|p| p.step).collect();
            assert_eq!(steps, [0, 20, 40, 60]);
            for point in path {
                let [own, seen] = point.losses.expect("both losses");
                let shown = found.plane.weights(point.at);
                assert!(
                    close(own, loss(run.point(point.step))) && close(seen, loss(&shown)),
                    "{point:?}"
                );
                let inside = |x: f64, [low, high]: [f64; 2]| low < x && x < high;
                assert!(inside(point.at[0], field.x) && inside(point.at[1], field.y));
            }
        }
        let end = found.paths[0][3];
        assert!(
            end.at.iter().all(|x| x.abs() < 1e-9),
            "the origin is the run's end: {end:?}"
        );
        let [own, seen] = end.losses.expect("both losses");
        assert!(close(own, seen));
        assert_eq!(
            found.plane.captured.is_some(),
            directions == Directions::Principal
        );
    }
}

#[test]
fn sharpness_along_a_run_stands_beside_its_bound() {
    let json = r#"{"data": "moons", "layers": [2, 4, 2], "record": {"every": 10}}"#;
    let run = r#"{"optimizer": "sgd", "params": {"lr": 0.5}, "schedule": {"name": "cosine"}}"#;
    let trace = Arc::new(trace(&written(json, 60, run), Precision::Double));
    let network = network(json);
    let mut sharpening = Sharpening::new(network.clone(), trace.clone(), 0, 4);
    while sharpening.advance(Instant::now()) {}
    let found = sharpening.found();
    let steps: Vec<usize> = found.iter().map(|s| s.step).collect();
    assert_eq!(steps, [0, 20, 40, 60]);
    for sharp in found {
        let alone = sharpness(&network, trace.runs[0].point(sharp.step)).value;
        assert!((sharp.value - alone).abs() < 1e-3 * alone, "{sharp:?}: {alone}");
    }
    assert_eq!(found[0].bound, Some(4.0));
    assert!(found[2].bound > found[1].bound, "a smaller rate allows more");
}

#[test]
fn principal_components_span_a_path() {
    // A path in a plane of five dimensions, and a little beside it.
    let point = |t: f64, off: f64| vec![3.0 * t, t * t, -3.0 * t, 1.0 + off, 2.0];
    let path = |off: f64| -> Vec<Vec<f64>> {
        (0..30)
            .map(|i| point(f64::from(i) * 0.1, off * f64::from(i % 2)))
            .collect()
    };
    let plane = |path: &[Vec<f64>]| {
        let points: Vec<&[f64]> = path.iter().map(Vec::as_slice).collect();
        principal_plane(&points, points[29])
    };
    let flat = path(0.0);
    let found = plane(&flat);
    let captured = found.captured.expect("shares");
    assert!(
        captured[0] > captured[1] && (captured[0] + captured[1] - 1.0).abs() < 1e-9,
        "{captured:?}"
    );
    assert!(worst(&found.weights(found.project(&flat[7])), &flat[7]) < 1e-6);
    let [x, y] = &found.directions;
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    assert!((dot(x, x) - 1.0).abs() < 1e-12 && (dot(y, y) - 1.0).abs() < 1e-12);
    assert!(dot(x, y).abs() < 1e-9);

    let captured = plane(&path(1.0)).captured.expect("shares");
    assert!(captured[0] + captured[1] < 0.999, "{captured:?}");
    let still = plane(&vec![vec![1.0; 5]; 30]);
    assert_eq!(still.captured, Some([0.0, 0.0]));
    assert!((dot(&still.directions[1], &still.directions[1]) - 1.0).abs() < 1e-12);
}

#[test]
fn outputs_are_given_anywhere() {
    let network = small("tanh");
    let outputs = Evaluator::<f64>::new(network).outputs(&weights(), &[0.0, 0.0, 1.0, 2.0]);
    assert_eq!(outputs.len(), 4);
    let hidden: Vec<f64> = (0..3).map(|o| weights()[6 + o].tanh()).collect();
    let expected = (0..3).fold(weights()[15], |sum, i| sum + weights()[9 + i] * hidden[i]);
    assert!((outputs[0] - expected).abs() < 1e-14);
}
