//! The parts of the data, and a batch that is spoiled.

use super::{SGD, only, trace, written};
use ravine::code::{Library, program};
use ravine::compile::compile;
use ravine::compile::network::model::Network;
use ravine::data::Source;
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::network::evaluate::{Evaluator, Part};
use ravine::scene::network::{Corrupt, Given, Init};
use ravine::scene::{Problem, Scene};
use ravine::trace::RunTrace;
use std::sync::Arc;

fn network(scene: &Scene) -> Arc<Network> {
    let (plan, findings) = compile(&scene.experiment);
    let plan = plan.unwrap_or_else(|| panic!("{findings:?}"));
    plan.network().cloned().expect("a network")
}

#[test]
fn scenes_without_a_test_part_or_a_corrupt_batch_compute_the_same_bits() {
    let plain = r#"{"data": "moons", "layers": [2, 8, 2]}"#;
    let scene = written(plain, 20, SGD);
    let text = serde_json::to_string(&scene).expect("a scene is plain data");
    assert!(!text.contains("test") && !text.contains("corrupt"), "{text}");
    let run = only(plain, 20, SGD);
    for same in [
        r#"{"data": "moons", "layers": [2, 8, 2], "test": 0}"#,
        r#"{"data": "moons", "layers": [2, 8, 2], "corrupt": {"step": 9, "factor": 1}}"#,
    ] {
        assert_eq!(only(same, 20, SGD), run, "{same}");
    }
}

#[test]
fn what_is_kept_for_a_test_is_neither_trained_on_nor_validated_with() {
    let of = |more: &str| {
        let network = format!(r#"{{"data": "moons", "layers": [2, 4, 2]{more}}}"#);
        written(&network, 3, SGD)
    };
    let (without, with) = (network(&of("")), network(&of(r#", "test": 0.1"#)));
    assert_eq!(with.validation, without.validation);
    assert_eq!(
        [with.train.len(), with.validation.len(), with.test.len()],
        [280, 80, 40]
    );
    let rows = |part: &ravine::data::Dataset| -> Vec<Vec<u64>> {
        let row = |i| part.sample(i).iter().map(|x| x.to_bits()).collect();
        (0..part.len()).map(row).collect()
    };
    let train = rows(&with.train.data);
    assert!(rows(&with.test.data).iter().all(|row| !train.contains(row)));
    let mut scene = of(r#", "test": 0.1"#);
    assert_eq!(network(&scene).test, with.test, "the seed decides");
    scene.experiment.seed += 1;
    assert_ne!(network(&scene).test, with.test);
}

#[test]
fn the_test_part_is_evaluated_like_the_validation_part() {
    let scene = written(
        r#"{"data": "blobs", "layers": [2, 6, 3], "validation": 0.2, "test": 0.2}"#,
        40,
        SGD,
    );
    let network = network(&scene);
    let weights = trace(&scene, Precision::Double).runs[0].end().to_vec();
    let mut evaluator = Evaluator::<f64>::new(network.clone());
    let found = evaluator.at(&weights, Part::Test);
    let swapped = Network {
        validation: network.test.clone(),
        ..Network::clone(&network)
    };
    let expected = Evaluator::<f64>::new(Arc::new(swapped)).at(&weights, Part::Validation);
    assert_eq!(found, expected);
    assert_ne!(found, evaluator.at(&weights, Part::Validation));
}

const ROWS: [[f64; 3]; 6] = [
    [0.25, -1.0, 0.0],
    [1.5, 0.75, 1.0],
    [-0.5, 0.125, 0.0],
    [2.0, -0.25, 1.0],
    [0.0, 1.0, 1.0],
    [-1.25, -0.75, 0.0],
];

/// Rows whose features are multiplied by a factor, learned from in two micro-batches a step.
fn spoiled(factor: f64, corrupt: Option<Corrupt>, init: Init, steps: u32, precision: Precision) -> RunTrace {
    let mut scene = written(
        r#"{"data": {"points": [[0, 0, 0]], "target": "class"}, "layers": [2, 3, 2], "validation": 0, "batch": 3,
            "accumulate": {"micro_batches": 2}, "seeds": 1}"#,
        steps as usize,
        r#"{"optimizer": "sgd", "params": {"lr": 0.1}}"#,
    );
    let Problem::Network { network } = &mut scene.experiment.problem else {
        panic!("the problem is a network");
    };
    let row = |[x, y, class]: [f64; 3]| vec![x * factor, y * factor, class];
    network.data = Source {
        points: Some(ROWS.map(row).to_vec()),
        ..network.data.clone()
    };
    (network.corrupt, network.init) = (corrupt, init);
    trace(&scene, precision).runs.remove(0)
}

/// Weights to begin with.
fn given(weights: &[f64]) -> Init {
    let (first, second) = weights.split_at(3 * 2 + 3);
    let layer = |numbers: &[f64], inputs: usize, outputs: usize| Given {
        matrix: numbers[..inputs * outputs]
            .chunks(inputs)
            .map(<[f64]>::to_vec)
            .collect(),
        bias: numbers[inputs * outputs..].to_vec(),
    };
    Init::Weights(vec![layer(first, 2, 3), layer(second, 3, 2)])
}

#[test]
fn a_corrupt_step_equals_one_on_multiplied_features() {
    for (precision, factor) in [(Precision::Double, 7.3), (Precision::Single, -8.0)] {
        let corrupt = Corrupt { step: 3, factor };
        let all = spoiled(1.0, Some(corrupt), Init::Xavier, 5, precision);
        let clean = spoiled(1.0, None, Init::Xavier, 5, precision);
        assert_eq!(
            all.point(2),
            clean.point(2),
            "the steps before it are as they were"
        );
        let by_hand = spoiled(factor, None, given(all.point(2)), 1, precision);
        assert_eq!(all.point(3), by_hand.point(1), "{precision:?}");
        let losses = |run: &RunTrace| run.column("loss").expect("losses").values.clone();
        assert_eq!(losses(&all)[2], losses(&by_hand)[0]);
        let on = spoiled(1.0, None, given(all.point(3)), 2, precision);
        assert_eq!(all.point(5), on.point(2), "and so are those behind it");
    }
}

#[test]
fn a_corrupt_batch_is_no_program() {
    let network = r#"{"data": "moons", "layers": [2, 3, 2], "corrupt": {"step": 2, "factor": 50}}"#;
    let scene = written(network, 5, SGD);
    for library in Library::ALL {
        let found = program(&scene.experiment, 0, library);
        let said = "A corrupt batch is not written as a program.".to_owned();
        assert_eq!(found.map_err(|why| why.to_string()), Err(said), "{library:?}");
    }
}

#[test]
fn every_run_and_seed_sees_the_corrupt_batch() {
    let runs = [SGD, r#"{"optimizer": "adam"}"#].join(", ");
    let of = |more: &str| {
        let network = format!(r#"{{"data": "moons", "layers": [2, 4, 2], "seeds": 3{more}}}"#);
        trace(&written(&network, 12, &runs), Precision::Double)
    };
    let (with, without) = (of(r#", "corrupt": {"step": 7, "factor": 50}"#), of(""));
    assert_eq!(with.runs.len(), 6);
    for (with, without) in with.runs.iter().zip(&without.runs) {
        let steps = |run: &RunTrace| (0..=12).map(|k| run.point(k).to_vec()).collect::<Vec<_>>();
        let (with, without) = (steps(with), steps(without));
        assert_eq!(with[..=6], without[..=6]);
        assert_ne!(with[7], without[7]);
    }
}
