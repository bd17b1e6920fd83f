//! What each setting of a network does.

use super::{SGD, gradient, only, trace, worst, written};
use ravine::compile::network::{EXPONENT_RANGE, EXPONENTS};
use ravine::engine::cpu::Precision;
use ravine::real::Real;
use ravine::trace::Trace;

#[test]
fn micro_batches_make_the_gradient_of_their_union() {
    let network = |batch: &str, more: &str| {
        format!(
            r#"{{"data": "moons", "layers": [2, 5, 2], "validation": 0, "batch": {batch}, "init": {{"normal": 0.5}}{more}}}"#
        )
    };
    let one = gradient(&network("96", ""));
    let four = gradient(&network("24", r#", "accumulate": {"micro_batches": 4}"#));
    assert!(worst(&four, &one) < 1e-14);
    let forgot = r#", "accumulate": {"micro_batches": 4, "forgot_to_divide": true}"#;
    let times_four: Vec<f64> = one.iter().map(|g| 4.0 * g).collect();
    assert!(worst(&gradient(&network("24", forgot)), &times_four) < 1e-14);
}

#[test]
fn an_epoch_shows_every_sample_once_and_schedules_count_them() {
    // With weights of 0 and no bias learned, the loss of each step tells which targets it saw.
    let values = "1,1\n1,2\n1,4\n1,8\n1,16\n1,32\n";
    let network = serde_json::json!({
        "data": {"csv": values, "target": "value"}, "layers": [1, 1], "init": "zeros", "batch": 2, "validation": 0,
    });
    let run = r#"{"optimizer": "sgd", "params": {"lr": 1e-30},
        "schedule": {"name": "step", "params": {"step_size": 1, "gamma": 0.5}, "unit": "epochs"}}"#;
    let run = only(&network.to_string(), 12, run);
    let losses = &run.column("loss").expect("losses").values;
    let all: f64 = (0..6).map(|i| 4f64.powi(i)).sum();
    for epoch in losses[..12].chunks(3) {
        assert!((2.0 * epoch.iter().sum::<f64>() - all).abs() < 1e-9, "{epoch:?}");
    }
    assert_ne!(losses[..3], losses[3..6], "the order changes");
    let lr: Vec<f64> = run
        .column("lr")
        .expect("lr")
        .values
        .iter()
        .map(|lr| lr * 1e30)
        .collect();
    let expected: Vec<f64> = (0..12).map(|k| 0.5f64.powi(k / 3)).collect();
    assert!(worst(&lr, &expected) < 1e-12, "{lr:?}");
}

#[test]
fn settings_do_what_they_say() {
    let moons = |more: &str| format!(r#"{{"data": "moons", "layers": [2, 8, 2]{more}}}"#);
    let adamw =
        |wd: f64| format!(r#"{{"optimizer": "adamw", "params": {{"weight_decay": {wd}, "lr": 0.1}}}}"#);
    let end = |network: &str, run: &str| only(network, 3, run).point(3).to_vec();

    let all = end(&moons(""), &adamw(0.5));
    let matrices = end(&moons(r#", "weight_decay": "matrices""#), &adamw(0.5));
    let none = end(&moons(""), &adamw(0.0));
    let first_step = |more: &str, wd| only(&moons(more), 1, &adamw(wd)).point(1).to_vec();
    let (decayed, kept) = (
        first_step(r#", "weight_decay": "matrices""#, 0.5),
        first_step("", 0.0),
    );
    assert!(
        decayed[16..24] == kept[16..24] && decayed[..16] != kept[..16],
        "biases do not decay"
    );
    assert!(all != matrices && matrices != none);

    let dropped = only(&moons(r#", "dropout": 0.5"#), 50, SGD);
    assert_ne!(dropped.column("loss"), only(&moons(""), 50, SGD).column("loss"));
    assert_eq!(
        dropped,
        only(&moons(r#", "dropout": 0.5"#), 50, SGD),
        "the seed decides"
    );
    assert_eq!(
        gradient(&moons(r#", "init": "zeros""#))[..24],
        [0.0; 24],
        "zeros stay alike"
    );

    let two = trace(&written(&moons(r#", "seeds": 2"#), 5, SGD), Precision::Double);
    assert_eq!((two.runs.len(), two.runs[1].replicate), (2, 1));
    assert_ne!(two.runs[0].point(0), two.runs[1].point(0));
    assert_eq!(
        two.runs[0].columns,
        only(&moons(""), 5, SGD).columns,
        "seed 0 is the run alone"
    );
}

#[test]
fn half_precision_rounds_and_loss_scaling_saves_small_gradients() {
    let network =
        |precision: &str| format!(r#"{{"data": "moons", "layers": [2, 8, 2], "precision": {precision}}}"#);
    let is_half = |x: &f64| Real::f16(*x) == *x;
    let run = only(&network(r#"{"weights": "f16"}"#), 20, r#"{"optimizer": "adam"}"#);
    assert!(run.point(20).iter().all(is_half));
    let run = only(&network(r#"{"gradients": "f16"}"#), 1, SGD);
    let raw = run.column("g_raw_norms").expect("norms").entry(0);
    assert!(raw.iter().all(|n| *n > 0.0));

    // Almost everything is below f16's smallest number, until the loss is scaled up.
    let tiny = r#"{"data": "moons", "layers": [2, 8, 2], "batch": "full", "init": {"normal": 1e-6},
        "precision": {"activations": "f32", "gradients": "f16"}}"#;
    let zeros = |run: &str| {
        let run = only(tiny, 1, run);
        let change = run.point(0).iter().zip(run.point(1)).map(|(a, b)| a - b);
        change.filter(|g| *g == 0.0).count()
    };
    let scaled = r#"{"optimizer": "sgd", "params": {"lr": 1}, "stages": [{"name": "f16", "params": {"init_scale": 1024}}]}"#;
    assert!(zeros(SGD) > zeros(scaled), "{} and {}", zeros(SGD), zeros(scaled));
    // A scale that is too large overflows: the step is skipped and the scale halved.
    let wild = r#"{"optimizer": "sgd", "params": {"lr": 1}, "stages": [{"name": "f16", "params": {"init_scale": 16777216}}]}"#;
    let run = only(&network(r#"{"gradients": "f16"}"#), 30, wild);
    let skipped = run
        .column("f16.skipped")
        .expect("a column")
        .values
        .last()
        .copied();
    assert!(skipped > Some(2.0) && run.diverged_at.is_none(), "{skipped:?}");
}

#[test]
fn exponents_show_what_underflows() {
    let counts = |gradients: &str, run: &str| {
        let network = format!(
            r#"{{"data": "moons", "layers": [2, 8, 2], "batch": "full", "init": {{"normal": 1e-8}},
            "precision": {{"gradients": "{gradients}"}}, "record": {{"exponents": true}}}}"#
        );
        let run = only(&network, 1, run);
        run.column("g_exponents").expect("counts").entry(0).to_vec()
    };
    let scaled = |scale: u32| {
        format!(
            r#"{{"optimizer": "sgd", "stages": [{{"name": "f16", "params": {{"init_scale": {scale}}}}}]}}"#
        )
    };
    let place = |exponent: i32| (exponent - EXPONENT_RANGE[0] + 1) as usize;
    let plain = counts("f32", &scaled(1));
    assert_eq!(plain.iter().sum::<f64>(), 42.0, "every weight counts once");
    assert!(
        plain[1..place(-24)].iter().sum::<f64>() > 5.0,
        "some are too small for f16"
    );
    let half = counts("f16", &scaled(1));
    assert!(half[0] > plain[0], "and become 0");
    assert!(
        half[1..place(-24)].iter().all(|&c| c == 0.0),
        "there is nothing below 2^-24"
    );
    let shifted = counts("f32", &scaled(256));
    assert_eq!(
        shifted[place(-24)..place(10)],
        plain[place(-32)..place(2)],
        "a scale moves them"
    );
}

#[test]
fn what_is_recorded() {
    let network = r#"{"data": "moons", "layers": [2, 8, 2], "record": {"every": 4, "quantiles": ["g", "m"], "exponents": true}}"#;
    let stages = r#"{"optimizer": "lamb", "stages": [{"name": "clip_norm", "params": {"max_norm": 0.01}}]}"#;
    let run = only(network, 10, stages);
    let column = |name: &str| run.column(name).unwrap_or_else(|| panic!("no column {name}"));
    for (name, width, len) in [
        ("loss", 0, 11),
        ("accuracy", 0, 11),
        ("w", 42, 4),
        ("lr", 0, 10),
        ("clip_norm.total_norm", 0, 10),
        ("g_raw_norm", 0, 10),
        ("g_norm", 0, 10),
        ("val_loss", 0, 4),
        ("val_accuracy", 0, 4),
        ("ratio", 4, 4),
        ("w_norms", 4, 4),
        ("g_raw_norms", 4, 4),
        ("g_norms", 4, 4),
        ("update_norms", 4, 4),
        ("g_quantiles", 7, 4),
        ("m_quantiles", 7, 4),
        ("g_exponents", EXPONENTS, 4),
    ] {
        assert_eq!((column(name).width, column(name).len()), (width, len), "{name}");
    }
    let clipped = column("g_norm").values.iter().all(|n| *n <= 0.01 + 1e-9);
    assert!(
        clipped && column("g_raw_norm").values[0] > 0.02,
        "norms before and after the stages"
    );
    let layers = column("g_norms").entry(0);
    let whole = layers.iter().map(|n| n * n).sum::<f64>().sqrt();
    assert!((whole - column("g_norm").values[0]).abs() < 1e-12);
    let w1 = run.point(0)[..16].iter().map(|x| x * x).sum::<f64>().sqrt();
    assert!((w1 - column("w_norms").entry(0)[0]).abs() < 1e-12);
    assert!(column("g_quantiles").entry(0).is_sorted());
}

#[test]
fn a_diverged_run_is_frozen() {
    let run = only(
        r#"{"data": "sine", "layers": [1, 4, 1], "activation": "relu"}"#,
        200,
        r#"{"optimizer": "sgd", "params": {"lr": 100}}"#,
    );
    let at = run.diverged_at.expect("lr 100 is too much");
    let loss = run.column("loss").expect("losses");
    assert_eq!(loss.values[at - 1], loss.values[200]);
    assert!(run.point(200).iter().all(|x| x.abs() < 2f64.powi(60)));
}

#[test]
fn both_precisions_train_alike() {
    let scene = written(
        r#"{"data": "spirals", "layers": [2, 16, 16, 2], "activation": "gelu", "dropout": 0.1}"#,
        60,
        r#"{"optimizer": "adam"}"#,
    );
    let [double, single] = [Precision::Double, Precision::Single].map(|p| trace(&scene, p));
    let losses = |t: &Trace| t.runs[0].column("loss").expect("losses").values.clone();
    assert!(worst(&losses(&single), &losses(&double)) < 1e-4);
}
