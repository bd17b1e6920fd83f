//! An inspection of a run on a network says of its rules, at every step and for any parameter, what the
//! engine recorded.

use super::{trace, written};
use ravine::catalog;
use ravine::compile::inspect::{Inspection, Line, Source, inspect};
use ravine::compile::network::probe::Probe;
use ravine::compile::{Plan, compile};
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::network::replay::Replay;
use ravine::engine::inspect::Inspector;
use ravine::lang::Kind;
use ravine::scene::Scene;
use ravine::trace::{RunTrace, Trace};
use std::time::{Duration, Instant};

const NETWORK: &str =
    r#"{"data": {"name": "moons", "size": 60}, "layers": [2, 3, 2], "batch": 16, "dropout": 0.2}"#;
const STEPS: usize = 12;

fn plan(scene: &Scene) -> Plan {
    let (plan, findings) = compile(&scene.experiment);
    plan.unwrap_or_else(|| panic!("{findings:?}"))
}

fn probe(inspection: &Inspection) -> &Probe {
    match &inspection.source {
        Source::Probe(probe) => probe,
        Source::Tape(_) => panic!("a network has a probe"),
    }
}

fn replayed(plan: &Plan, trace: &Trace, place: usize, probes: &[&Probe], parameter: usize) -> Replay {
    let mut replay = Replay::new(plan, trace, place, probes, parameter).expect("it is on a network");
    while replay.advance(Instant::now() + Duration::from_secs(1)) {}
    replay
}

/// Compares what a replay says with what was recorded; how many columns there were.
fn compare(scene: &Scene) -> usize {
    let (plan, trace) = (plan(scene), trace(scene, Precision::Double));
    let layers = &plan.network().expect("a network").layers;
    let mut compared = 0;
    for (place, run) in trace.runs.iter().enumerate() {
        let inspection = inspect(&scene.experiment, &plan, plan.lanes[place].run).expect("it compiles");
        for layer in [0, layers.len() - 1] {
            let parameter = layers[layer].first + layers[layer].size() - 1;
            let replay = replayed(&plan, &trace, place, &[probe(&inspection)], parameter);
            let inspector = Inspector::replayed(&replay.rows()[0]);
            let (first, end) = (plan.lanes[place].first, run.diverged_at.unwrap_or(STEPS));
            assert_eq!(inspector.steps(), first.min(end)..end, "{}", run.label);
            compared += compare_names(&inspection, &inspector, run, [parameter, layer, layers.len()]);
        }
    }
    compared
}

/// The last line that assigns a name.
fn last_line<'a>(inspection: &'a Inspection, name: &'a str) -> Option<&'a Line> {
    inspection.assignments(name).last().map(|(line, _)| line)
}

fn compare_names(
    inspection: &Inspection,
    inspector: &Inspector,
    run: &RunTrace,
    [parameter, layer, layers]: [usize; 3],
) -> usize {
    let mut compared = 0;
    for k in inspector.steps() {
        let values = inspector.at(k).expect("it took this step");
        let executed = inspection.executed(&values) == inspection.lines.len();
        let same = |name: &str, found: f64, wanted: f64| {
            assert_eq!(found, wanted, "{name} of {} at {k}", run.label);
        };
        same(
            "w before",
            values[inspection.before.start],
            run.point(k)[parameter],
        );
        for column in run.columns.iter().filter(|c| executed && c.name != "w") {
            let Some(line) = last_line(inspection, &column.name) else {
                continue;
            };
            let element = match column.width {
                0 => 0,
                width if width == layers => layer,
                _ => continue,
            };
            same(&column.name, values[line.value.start], column.entry(k)[element]);
            compared += 1;
        }
        let line = last_line(inspection, "w").filter(|_| executed && run.diverged_at.is_none());
        if let Some(line) = line {
            same("w", values[line.value.start], run.point(k + 1)[parameter]);
            compared += 1;
        }
    }
    compared
}

#[test]
fn every_optimizer_is_taken_apart_as_it_trained() {
    let optimizers = catalog::entries(Kind::Optimizer).iter();
    let runs: Vec<String> = optimizers
        .map(|e| format!(r#"{{"optimizer": "{}"}}"#, e.id))
        .collect();
    let compared = compare(&written(NETWORK, STEPS, &runs.join(", ")));
    assert!(compared > 2 * runs.len() * STEPS, "{compared}");
}

#[test]
fn stages_schedules_seeds_and_forks_are_taken_apart_as_they_trained() {
    let network = NETWORK.replace(r#""batch""#, r#""seeds": 2, "batch""#);
    // The first scale overflows, so some steps are skipped; the third run diverges.
    let runs = r#"
        {"optimizer": "lamb", "stages": [{"name": "clip_norm", "params": {"max_norm": 0.1}}, {"name": "noise"}],
         "schedule": {"name": "cosine", "warmup": {"steps": 4}}},
        {"optimizer": "adam", "stages": [{"name": "f16", "params": {"init_scale": 1e7}}]},
        {"optimizer": "sgd", "params": {"lr": 1e20}},
        {"optimizer": "adam", "from": {"run": 1, "step": 7}, "stages": [{"name": "f16"}]}"#;
    assert!(compare(&written(&network, STEPS, runs)) > 100);
}

#[test]
fn another_rule_is_taken_from_the_same_states() {
    let one = |correction| {
        let run = format!(r#"{{"optimizer": "adam", "params": {{"bias_correction": {correction}}}}}"#);
        let scene = written(NETWORK, STEPS, &run);
        let plan = plan(&scene);
        (inspect(&scene.experiment, &plan, 0).expect("it compiles"), plan)
    };
    let ((corrected, plan), (plain, _)) = (one(true), one(false));
    let trace = trace(
        &written(NETWORK, STEPS, r#"{"optimizer": "adam"}"#),
        Precision::Double,
    );
    let replay = replayed(&plan, &trace, 0, &[probe(&corrected), probe(&plain)], 0);
    let steps = |inspection: &Inspection, rows| {
        let line = inspection.assignments("w").last().expect("w is assigned").0;
        let values = Inspector::replayed(rows).over(&[inspection.before.start, line.value.start]);
        values[0]
            .iter()
            .zip(&values[1])
            .map(|(before, after)| before - after)
            .collect::<Vec<_>>()
    };
    let with = steps(&corrected, &replay.rows()[0]);
    let without = steps(&plain, &replay.rows()[1]);
    for (k, (with, without)) in with.iter().zip(&without).enumerate() {
        let t = k as i32 + 1;
        // But for eps, it is (1 - beta1^t)/sqrt(1 - beta2^t).
        let wanted = (1.0 - 0.9f64.powi(t)) / (1.0 - 0.999f64.powi(t)).sqrt();
        assert!(
            (without / with / wanted - 1.0).abs() < 1e-3,
            "{k}: {}",
            without / with
        );
    }
    let sgd = written(NETWORK, STEPS, r#"{"optimizer": "sgd"}"#);
    let sgd = inspect(&sgd.experiment, &self::plan(&sgd), 0).expect("it compiles");
    let other = Replay::new(&plan, &trace, 0, &[probe(&corrected), probe(&sgd)], 0);
    assert!(other.is_none(), "SGD has no m and v to go on from");
}

#[test]
fn a_deadline_that_has_passed_stops_it_behind_the_next_step() {
    let scene = written(NETWORK, STEPS, r#"{"optimizer": "adam"}"#);
    let plan = plan(&scene);
    let inspection = inspect(&scene.experiment, &plan, 0).expect("it compiles");
    let trace = trace(&scene, Precision::Single);
    let mut replay = Replay::new(&plan, &trace, 0, &[probe(&inspection)], 0).expect("it is on a network");
    for known in 1..=STEPS {
        assert!(replay.advance(Instant::now()));
        assert_eq!(replay.rows()[0].steps(), 0..known);
    }
    assert!(!replay.advance(Instant::now()));
}
