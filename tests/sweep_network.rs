//! Sweeps on networks: every point is the single run with its settings, to the last bit; what cannot be is
//! said, and at most so much is computed at a time as was asked for.

use ravine::compile::compile;
use ravine::compile::network::model::Network;
use ravine::compile::sweep::{SweepPlan, compile_sweep};
use ravine::engine::cpu::network::evaluate::{Evaluator, Part};
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::sweep::{Outcome, Outcomes, Progress, Sweeper, run};
use ravine::scene::Scene;
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::trace::{RunTrace, Trace, Why};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

const STEPS: u32 = 24;
/// Steps between two looks.
const EVERY: usize = 4;
const TOLERANCE: f64 = 0.6;

/// A network and a run in which every kind of setting can be swept.
fn rich() -> Value {
    json!({ "experiment": {
        "problem": { "network": {
            "data": { "name": "moons", "size": 50, "noise": 0.2 },
            "layers": [2, 5, 4, 2], "batch": 8, "dropout": 0.1,
            "corrupt": { "step": 3, "factor": 4 },
            "record": { "every": EVERY }
        } },
        "steps": STEPS,
        "runs": [ {
            "optimizer": "adamw", "params": { "lr": 0.02, "weight_decay": 0.1 },
            "schedule": { "name": "cosine", "params": { "lr_min": 0.001 }, "unit": "epochs",
                          "warmup": { "steps": 5, "start": 0.1 } },
            "stages": [ { "name": "clip_norm", "params": { "max_norm": 0.8 } }, { "name": "noise" } ]
        } ]
    } })
}

fn scene(value: &Value) -> Scene {
    serde_json::from_value(value.clone()).expect("a scene")
}

/// A scene with one of its fields set.
fn with(scene: &Value, pointers: &[&str], value: f64) -> Value {
    let mut scene = scene.clone();
    let number = if value.fract() == 0.0 {
        json!(value as i64)
    } else {
        json!(value)
    };
    for pointer in pointers {
        let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
        let parent = scene
            .pointer_mut(&format!("/experiment{parent}"))
            .expect("a parent");
        match parent {
            Value::Array(list) => list[field.parse::<usize>().expect("a place")] = number.clone(),
            other => other[field] = number.clone(),
        }
    }
    scene
}

fn swept(scene: &Value, axes: Vec<Axis>) -> Sweep {
    Sweep {
        tolerance: TOLERANCE,
        ..Sweep::over(self::scene(scene), axes)
    }
}

fn plan(sweep: &Sweep) -> Arc<SweepPlan> {
    let (plan, findings) = compile_sweep(sweep);
    Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")))
}

fn outcomes(sweep: &Sweep, precision: Precision) -> Outcomes {
    let mut sweeper = CpuSweep::new(plan(sweep), precision);
    run(&mut sweeper).expect("the CPU engine does not fail").clone()
}

fn all(lanes: &[Option<Outcome>]) -> Vec<Outcome> {
    lanes
        .iter()
        .map(|lane| lane.expect("all lanes are done"))
        .collect()
}

/// A scene computed like any other, and the network of its first run.
fn traced(scene: &Value, precision: Precision) -> (Trace, Arc<Network>) {
    let (plan, findings) = compile(&self::scene(scene).experiment);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let trace = ravine::engine::run(&mut CpuEngine::new(precision), plan.clone());
    let network = plan.network_of(0).expect("a network").clone();
    (trace.expect("the CPU engine does not fail"), network)
}

/// The training loss at the weights of a look.
fn training(network: &Arc<Network>, weights: &[f64], precision: Precision) -> f64 {
    match precision {
        Precision::Single => {
            Evaluator::<f32>::new(network.clone())
                .at(weights, Part::Training)
                .loss
        }
        Precision::Double => {
            Evaluator::<f64>::new(network.clone())
                .at(weights, Part::Training)
                .loss
        }
    }
}

/// What a sweep would say of a traced run that it followed for so many steps.
fn expected(run: &RunTrace, network: &Arc<Network>, until: usize, precision: Precision) -> Outcome {
    let diverged = run.diverged_at.filter(|&step| step <= until);
    let last = diverged.map_or(until, |step| step - 1);
    let mut looks: Vec<usize> = (0..=last).step_by(EVERY).collect();
    if !last.is_multiple_of(EVERY) {
        looks.push(last);
    }
    let column = |name: &str| -> Vec<f64> {
        let column = run.column(name).expect("it is recorded");
        looks
            .iter()
            .map(|&step| column.values[step / EVERY + usize::from(step % EVERY > 0)])
            .collect()
    };
    let losses: Vec<f64> = looks
        .iter()
        .map(|&step| training(network, run.point(step), precision))
        .collect();
    let [validation, accuracy] = ["val_loss", "val_accuracy"].map(column);
    let lowest = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
    let end = |values: &[f64]| *values.last().expect("a look");
    let reached = looks.iter().zip(&losses).find(|(_, loss)| **loss <= TOLERANCE);
    Outcome {
        began: losses.first().copied(),
        loss: end(&losses),
        best: lowest(&losses),
        validation: Some(end(&validation)),
        best_validation: Some(lowest(&validation)),
        accuracy: Some(end(&accuracy)),
        best_accuracy: Some(accuracy.iter().copied().fold(0.0, f64::max)),
        reached: reached.map(|(&step, _)| step as u32),
        diverged_at: diverged.map(|step| step as u32),
        why: diverged.map(|_| Why::Diverged),
        ..Outcome::default()
    }
}

#[test]
fn every_point_is_the_single_run_with_its_settings() {
    let rows: [(&str, &[f64], &[&str]); 20] = [
        ("lr", &[0.001, 0.02, 0.5], &["/runs/0/params/lr"]),
        ("beta1", &[0.0, 0.99], &["/runs/0/params/beta1"]),
        ("weight_decay", &[0.0, 0.5], &["/runs/0/params/weight_decay"]),
        (
            "schedule.lr_min",
            &[0.0, 0.01],
            &["/runs/0/schedule/params/lr_min"],
        ),
        ("warmup.steps", &[1.0, 12.0], &["/runs/0/schedule/warmup/steps"]),
        ("warmup.start", &[0.0, 0.5], &["/runs/0/schedule/warmup/start"]),
        (
            "stages.0.max_norm",
            &[0.01, 10.0],
            &["/runs/0/stages/0/params/max_norm"],
        ),
        ("batch", &[1.0, 7.0, 40.0], &["/problem/network/batch"]),
        (
            "micro_batches",
            &[1.0, 3.0],
            &["/problem/network/accumulate/micro_batches"],
        ),
        ("dropout", &[0.0, 0.5], &["/problem/network/dropout"]),
        (
            "label_smoothing",
            &[0.0, 0.2],
            &["/problem/network/label_smoothing"],
        ),
        ("init.normal", &[0.1, 2.0], &["/problem/network/init/normal"]),
        (
            "width",
            &[1.0, 3.0, 16.0],
            &["/problem/network/layers/1", "/problem/network/layers/2"],
        ),
        ("corrupt.step", &[1.0, 9.0], &["/problem/network/corrupt/step"]),
        (
            "corrupt.factor",
            &[-3.0, 100.0],
            &["/problem/network/corrupt/factor"],
        ),
        ("data.size", &[20.0, 90.0], &["/problem/network/data/size"]),
        ("data.noise", &[0.0, 0.5], &["/problem/network/data/noise"]),
        ("data.seed", &[3.0, 4.0], &["/problem/network/data/seed"]),
        ("seed", &[0.0, 4294967295.0], &["/runs/0/training/seed"]),
        (
            "accumulate",
            &[2.0],
            &["/problem/network/accumulate/micro_batches"],
        ),
    ];
    for (name, values, pointers) in rows {
        let mut rich = rich();
        rich["experiment"]["problem"]["network"]["accumulate"] = json!({ "micro_batches": 1 });
        rich["experiment"]["runs"][0]["training"] = json!({});
        if name == "init.normal" {
            rich["experiment"]["problem"]["network"]["init"] = json!({ "normal": 1 });
        }
        let axis = || vec![Axis::listed(name, values.to_vec())];
        for precision in [Precision::Double, Precision::Single] {
            let found = all(&outcomes(&swept(&rich, axis()), precision).lanes);
            for (&value, found) in values.iter().zip(&found) {
                let (trace, network) = traced(&with(&rich, pointers, value), precision);
                let expected = expected(&trace.runs[0], &network, STEPS as usize, precision);
                assert_eq!(*found, expected, "{name} {value} in {precision:?}");
            }
            assert!(
                found.windows(2).all(|pair| pair[0] != pair[1]),
                "{name} changes nothing: {found:?}"
            );
        }
    }
}

/// Two runs, of which one has training of its own, over a setting of the rule and one of the training.
fn two_runs() -> Value {
    let mut scene = rich();
    scene["experiment"]["runs"] = json!([
        { "optimizer": "sgd", "training": { "init": "he", "seed": 5 } },
        { "optimizer": "adam", "schedule": { "name": "cosine", "unit": "epochs" } }
    ]);
    scene
}

#[test]
fn lanes_are_ordered_by_run_seed_and_axes_and_kept_on_their_way() {
    let [rates, batches] = [[0.01, 1e18, 0.1], [4.0, 16.0, 40.0]];
    let axes = vec![
        Axis::listed("lr", rates.to_vec()),
        Axis::listed("batch", batches.to_vec()),
    ];
    let sweep = Sweep {
        seeds: 2,
        kept: vec![12, 0, 24, 12],
        ..swept(&two_runs(), axes)
    };
    let found = outcomes(&sweep, Precision::Single);
    let plan = plan(&sweep);
    assert_eq!((plan.lanes(), &plan.kept[..]), (36, &[0, 12, 24][..]));
    let mut ends = 0;
    for (lane, end) in all(&found.lanes).iter().enumerate() {
        let ([rate, batch, ..], seed) = plan.places(lane);
        let of_run = lane / plan.lanes_a_run();
        assert_eq!(lane, ((of_run * 2 + seed) * 3 + batch) * 3 + rate);
        let mut alone = with(&two_runs(), &["/problem/network/batch"], batches[batch]);
        alone["experiment"]["problem"]["network"]["seeds"] = json!(2);
        let one = alone["experiment"]["runs"][of_run].clone();
        alone["experiment"]["runs"] = json!([one]);
        alone["experiment"]["runs"][0]["params"] = json!({ "lr": rates[rate] });
        let (trace, network) = traced(&alone, Precision::Single);
        let expected = |until| expected(&trace.runs[seed], &network, until, Precision::Single);
        let what = format!(
            "run {of_run}, seed {seed}, {} and {}",
            rates[rate], batches[batch]
        );
        assert!(
            same(end, &expected(24)),
            "{what}: {end:?} is not {:?}",
            expected(24)
        );
        for (kept, &step) in found.kept.iter().zip(&plan.kept) {
            let kept = kept[lane].expect("it is done");
            assert!(same(&kept, &expected(step)), "{what}, step {step}: {kept:?}");
        }
        ends += usize::from(end.diverged_at.is_some());
    }
    assert!((1..36).contains(&ends), "{ends} of 36 diverged");
}

/// Equal, but that what is looked at where a run broke is no column of its trace.
fn same(found: &Outcome, expected: &Outcome) -> bool {
    match found.diverged_at {
        None => found == expected,
        Some(_) => {
            let told = |o: &Outcome| (o.diverged_at, o.why, o.reached);
            told(found) == told(expected)
        }
    }
}

#[test]
fn a_rule_that_loses_a_number_says_so() {
    let mut lossy = rich();
    lossy["experiment"]["runs"] =
        json!([{ "optimizer": { "source": "param lr = 0.1\nw -= lr*g/sqrt(lr - 0.5)" } }]);
    let found = all(&outcomes(
        &swept(&lossy, vec![Axis::listed("lr", vec![0.6, 0.1])]),
        Precision::Single,
    )
    .lanes);
    assert_eq!([found[0].why, found[1].why], [None, Some(Why::Undefined)]);
    assert_eq!(found[1].diverged_at, Some(1));
}

#[test]
fn what_cannot_be_swept_is_said() {
    let list = |name: &str, values: &[f64]| Axis::listed(name, values.to_vec());
    let many = |name: &str, count| Axis::spread(name, [1.0, f64::from(count)], count, Spread::Linear);
    let plain = rich();
    let mut bare = rich();
    let network = &mut bare["experiment"]["problem"]["network"];
    (network["layers"], network["corrupt"]) = (json!([2, 2]), Value::Null);
    let rows = [
        (&plain, list("lrr", &[1.0]), "/axes/0/name", "did you mean `lr`?"),
        (
            &plain,
            list("batchs", &[1.0]),
            "/axes/0/name",
            "did you mean `batch`?",
        ),
        (
            &plain,
            list("data.noize", &[1.0]),
            "/axes/0/name",
            "did you mean `data.noise`?",
        ),
        (
            &plain,
            list("start.x", &[1.0]),
            "/axes/0/name",
            "a network starts from its initial weights",
        ),
        (
            &plain,
            list("surface.b", &[1.0]),
            "/axes/0/name",
            "an axis is a parameter of the optimizer",
        ),
        (
            &plain,
            list("batch", &[1.5]),
            "/axes/0",
            "1.5 is no value for `batch`: it must be a whole number from 1 on",
        ),
        (
            &plain,
            list("batch", &[8.0, 41.0]),
            "/axes/0",
            "at batch 41: 41 samples x 1 micro-batches are more than the 40",
        ),
        (
            &plain,
            list("micro_batches", &[6.0]),
            "/axes/0",
            "at micro_batches 6: 8 samples x 6 micro-batches",
        ),
        (
            &plain,
            list("dropout", &[1.0]),
            "/axes/0",
            "at dropout 1: 1 is out of range; take 0 to 0.95",
        ),
        (
            &plain,
            list("width", &[65.0]),
            "/axes/0",
            "at width 65: 65 units are out of range; take 1 to 64",
        ),
        (
            &plain,
            many("width", 9),
            "/axes/0",
            "9 widths are too many; there can be at most 8",
        ),
        (
            &plain,
            list("data.turns", &[2.0]),
            "/axes/0",
            "`turns` changes nothing for",
        ),
        (
            &plain,
            list("corrupt.step", &[25.0]),
            "/axes/0",
            "at corrupt.step 25: there is no step 25; take 1 to 24",
        ),
        (
            &plain,
            list("init.normal", &[-1.0]),
            "/axes/0",
            "-1 is out of range; take 0 to 100",
        ),
        (&plain, list("lr", &[]), "/axes/0", "an axis has at least 1 value"),
        (
            &plain,
            many("seed", 65_537),
            "/axes",
            "65537 networks are too many; there can be at most 65536",
        ),
        (
            &bare,
            list("width", &[4.0]),
            "/axes/0/name",
            "this network has no hidden layer",
        ),
        (
            &bare,
            list("corrupt.factor", &[4.0]),
            "/axes/0/name",
            "no step of this network is corrupt",
        ),
    ];
    for (scene, axis, pointer, message) in rows {
        let (plan, findings) = compile_sweep(&swept(scene, vec![axis]));
        let found: Vec<_> = findings.iter().filter(|f| f.is_error).collect();
        assert!(plan.is_none(), "{message}");
        let [finding] = found[..] else {
            panic!("{message}: {found:?}")
        };
        assert_eq!(finding.pointer, pointer, "{finding:?}");
        assert!(
            finding.message.contains(message),
            "{message} is not in {finding:?}"
        );
    }
    let good = || swept(&plain, vec![list("lr", &[0.1])]);
    let rows = [
        (
            Sweep { seeds: 0, ..good() },
            "/seeds",
            "0 is out of range; take 1 to 32",
        ),
        (Sweep { seeds: 33, ..good() }, "/seeds", "33 is out of range"),
        (
            Sweep {
                kept: vec![1, 25],
                ..good()
            },
            "/kept/1",
            "there is no step 25; take 0 to 24",
        ),
        (
            Sweep {
                kept: (0..33).map(|_| 1).collect(),
                ..good()
            },
            "/kept",
            "33 kept steps are too many",
        ),
        (
            Sweep {
                seeds: 2,
                ..swept(&plain, vec![list("seed", &[0.1, 1.0])])
            },
            "/seeds",
            "an axis of seeds repeats every point already",
        ),
        (
            Sweep {
                seeds: 32,
                kept: (0..32).collect(),
                ..swept(
                    &with(&plain, &["/steps"], 40.0),
                    vec![Axis::spread("lr", [0.1, 1.0], 2048, Spread::Log)],
                )
            },
            "/kept",
            "need 264 MB",
        ),
        (
            swept(
                &with(&plain, &["/problem/network/layers/0"], 3.0),
                vec![list("lr", &[0.1])],
            ),
            "/scene/experiment/problem/network/layers/0",
            "the data have 2 features",
        ),
        (
            swept(
                &with(&plain, &["/problem/network/batch"], 99.0),
                vec![list("lr", &[0.1])],
            ),
            "/scene/experiment/problem/network/batch",
            "99 samples",
        ),
    ];
    for (sweep, pointer, message) in rows {
        let (plan, findings) = compile_sweep(&sweep);
        assert!(plan.is_none(), "{message}");
        let finding = findings.iter().find(|f| f.pointer == pointer);
        let finding = finding.unwrap_or_else(|| panic!("{message}: {findings:?}"));
        assert!(
            finding.message.contains(message),
            "{message} is not in {finding:?}"
        );
    }
}

#[test]
fn a_sweep_gives_the_hand_back_in_time_and_shows_its_shape_early() {
    let mut long = rich();
    long["experiment"]["steps"] = json!(2000);
    let side = |name: &str, ends| Axis::spread(name, ends, 16, Spread::Log);
    let plan = plan(&swept(
        &long,
        vec![side("lr", [1e-4, 1.0]), side("weight_decay", [1e-4, 1.0])],
    ));
    let mut sweeper = CpuSweep::new(plan, Precision::Single);
    let begun = Instant::now();
    while sweeper.outcomes().done < 32 {
        let asked = Instant::now();
        assert_eq!(sweeper.poll(Duration::from_millis(5)), Progress::Busy);
        assert!(
            asked.elapsed() < Duration::from_secs(1),
            "a poll takes {:?}",
            asked.elapsed()
        );
        assert!(begun.elapsed() < Duration::from_secs(120), "nothing is done");
    }
    let known = sweeper
        .outcomes()
        .lanes
        .iter()
        .enumerate()
        .filter(|(_, lane)| lane.is_some());
    let mut quarters: Vec<usize> = known.map(|(lane, _)| lane / 16 / 8 * 2 + lane % 16 / 8).collect();
    quarters.sort_unstable();
    quarters.dedup();
    assert_eq!(quarters, [0, 1, 2, 3]);
    drop(sweeper);
}

#[test]
fn without_validation_or_classes_there_is_none_of_it() {
    let mut values = rich();
    values["experiment"]["problem"]["network"] =
        json!({ "data": "sine", "layers": [1, 4, 1], "validation": 0 });
    values["experiment"]["runs"] = json!([{ "optimizer": "adam" }]);
    let axis = || vec![Axis::listed("lr", vec![0.01])];
    let found = all(&outcomes(&swept(&values, axis()), Precision::Single).lanes)[0];
    assert_eq!(
        [
            found.validation,
            found.best_validation,
            found.accuracy,
            found.best_accuracy
        ],
        [None; 4]
    );
    values["experiment"]["problem"]["network"]["validation"] = json!(0.2);
    let found = all(&outcomes(&swept(&values, axis()), Precision::Single).lanes)[0];
    assert!(
        found.validation.is_some() && found.accuracy.is_none(),
        "{found:?}"
    );
}
