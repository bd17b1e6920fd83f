//! Limits of settings: what rules require of their parameters, and what counts in whole numbers.

use ravine::catalog;
use ravine::compile::compile;
use ravine::compile::sweep::compile_sweep;
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::sweep::run;
use ravine::lang::Kind;
use ravine::lang::check::{Requirement, Role};
use ravine::lang::rule::Value;
use ravine::scene::Scene;
use ravine::scene::sweep::{Axis, Spread, Sweep};
use std::sync::Arc;

fn scene(runs: &str) -> Scene {
    let text = format!(
        r#"{{"experiment": {{"problem": {{"surface": {{"source": "f = x"}}}}, "start": [0], "steps": 400, "runs": [{runs}]}}}}"#
    );
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e} in {text}"))
}

/// SGD with a schedule, a warmup and a stage.
const RICH: &str = r#"{"optimizer": "sgd", "params": {"lr": 0.1},
    "schedule": {"name": "step", "params": {"gamma": 0.5}, "warmup": {"steps": 5}},
    "stages": [{"name": "f16"}]}"#;

/// The values of a sweep's only axis, or what is wrong with it.
fn values(axis: Axis) -> Result<Vec<f64>, (String, String)> {
    let (plan, findings) = compile_sweep(&Sweep::over(scene(RICH), vec![axis]));
    match (plan, findings.into_iter().next()) {
        (Some(plan), None) => Ok(plan.axes[0].values.clone()),
        (_, finding) => {
            let finding = finding.expect("a finding where there is no plan");
            Err((finding.pointer, finding.message))
        }
    }
}

#[test]
fn what_counts_is_whole_on_an_axis() {
    // Name, ends, count, spread, values.
    type Row = (&'static str, [f64; 2], u32, Spread, &'static [f64]);
    let rows: &[Row] = &[
        (
            "schedule.step_size",
            [1.0, 5.0],
            5,
            Spread::Linear,
            &[1.0, 2.0, 3.0, 4.0, 5.0],
        ),
        (
            "schedule.step_size",
            [1.0, 4.0],
            40,
            Spread::Linear,
            &[1.0, 2.0, 3.0, 4.0],
        ),
        (
            "schedule.step_size",
            [1.0, 1000.0],
            7,
            Spread::Log,
            &[1.0, 3.0, 10.0, 32.0, 100.0, 316.0, 1000.0],
        ),
        (
            "schedule.step_size",
            [9.0, 5.0],
            3,
            Spread::Linear,
            &[9.0, 7.0, 5.0],
        ),
        ("stages.0.interval", [1.0, 2.0], 9, Spread::Linear, &[1.0, 2.0]),
        ("warmup.steps", [1.0, 3.0], 4, Spread::Linear, &[1.0, 2.0, 3.0]),
        ("seed", [0.0, 2.0], 100, Spread::Linear, &[0.0, 1.0, 2.0]),
        ("lr", [0.0, 1.0], 3, Spread::Linear, &[0.0, 0.5, 1.0]),
    ];
    for (name, ends, count, scale, expected) in rows {
        let found = values(Axis::spread(name, *ends, *count, *scale));
        assert_eq!(found, Ok(expected.to_vec()), "{name}");
    }
}

#[test]
fn listed_values_that_count_are_whole() {
    for (name, value, right) in [
        ("schedule.step_size", 1.5, "a whole number"),
        ("stages.0.interval", 0.5, "a whole number"),
        ("warmup.steps", 2.5, "a whole number from 1 on"),
        ("warmup.steps", 0.0, "a whole number from 1 on"),
        ("warmup.start", -0.5, "between 0 and 1"),
        ("seed", 0.5, "a whole number from 0 to 2^32 - 1"),
        ("seed", -1.0, "a whole number from 0 to 2^32 - 1"),
    ] {
        let message = format!("{value} is no value for `{name}`: it must be {right}");
        let found = values(Axis::listed(name, vec![1.0, value]));
        assert_eq!(found, Err(("/axes/0".to_owned(), message)));
    }
}

#[test]
fn both_precisions_drop_the_rate_at_the_same_steps() {
    let run_of = r#"{"optimizer": "sgd", "params": {"lr": 1}, "schedule": {"name": "step", "params": {"gamma": 0.5}}}"#;
    let axis = Axis::spread("schedule.step_size", [1.0, 300.0], 300, Spread::Linear);
    let ends = [Precision::Single, Precision::Double].map(|precision| {
        let (plan, findings) = compile_sweep(&Sweep::over(scene(run_of), vec![axis.clone()]));
        let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
        let mut sweep = CpuSweep::new(plan, precision);
        let outcomes = run(&mut sweep).expect("the CPU engine does not fail");
        let end = |lane: usize| outcomes.lanes[lane].map(|outcome| outcome.end[0]);
        (0..300)
            .map(|lane| end(lane).expect("it is computed"))
            .collect::<Vec<f64>>()
    });
    for (size, (single, double)) in (1..).zip(ends[0].iter().zip(&ends[1])) {
        // 1 + 1/2 + 1/4 + ... for each whole or begun drop of 400 steps.
        let exact: f64 = (0..400).map(|k| 0.5_f64.powi(k / size)).sum();
        assert!((double + exact).abs() < 1e-9, "{size}: {double}, not {}", -exact);
        assert!((single - double).abs() < 1e-3, "{size}: {single} and {double}");
    }
}

#[test]
fn sliders_stay_within_what_a_rule_requires() {
    let mut count = 0;
    for entry in Kind::ALL.into_iter().flat_map(catalog::entries) {
        let checked = entry.checked.as_ref().expect("it is right");
        for requirement in &checked.requires {
            for corner in corners(&entry.rule, checked, requirement) {
                let value = |id: ravine::lang::check::VarId| {
                    let place = requirement.params.iter().position(|p| *p == id);
                    corner[place.expect("a parameter of it")]
                };
                assert!(
                    requirement.holds(&value),
                    "{}: {}",
                    entry.id,
                    requirement.broken(&entry.rule, checked, &value)
                );
                count += 1;
            }
        }
    }
    assert!(count > 200, "only {count} ends of sliders were tried");
}

/// All ends of the sliders of a requirement's parameters.
fn corners(
    rule: &ravine::lang::Rule,
    checked: &ravine::lang::Checked,
    requirement: &Requirement,
) -> Vec<Vec<f64>> {
    let ends = |id: &ravine::lang::check::VarId| match checked.variables[id.0].role {
        Role::Param(index) => match (&rule.params[index].default, rule.params[index].range) {
            (_, Some((low, high))) => vec![low, high],
            (Value::Switch(_), None) => vec![0.0, 1.0],
            (default, None) => panic!("{default:?} of {} has no slider", rule.name),
        },
        role => panic!("{role:?} is no parameter"),
    };
    requirement
        .params
        .iter()
        .map(ends)
        .fold(vec![Vec::new()], |all, ends| {
            let longer = |corner: &Vec<f64>| {
                let corner = corner.clone();
                ends.clone()
                    .into_iter()
                    .map(move |end| [corner.clone(), vec![end]].concat())
            };
            all.iter().flat_map(longer).collect()
        })
}

#[test]
fn what_a_rule_requires_is_said_with_parameter_value_and_limit() {
    let optimizer =
        |name: &str, params: &str| format!(r#"{{"optimizer": "{name}", "params": {{{params}}}}}"#);
    let schedule = |name: &str, params: &str| {
        format!(r#"{{"optimizer": "sgd", "schedule": {{"name": "{name}", "params": {{{params}}}}}}}"#)
    };
    let stage = |name: &str, params: &str| {
        format!(r#"{{"optimizer": "sgd", "stages": [{{"name": "{name}", "params": {{{params}}}}}]}}"#)
    };
    let own = r#"{"optimizer": {"source": "param a = 1\nparam b = 2\nrequire a < b\nw -= a*b*g"}, "params": {"a": 3}}"#;
    for (run, pointer, message) in [
        (
            optimizer("adam", r#""beta1": 1"#),
            "params/beta1",
            "\"Adam\" requires `0 <= beta1 < 1`, but `beta1` is 1",
        ),
        (
            optimizer("adam", r#""eps": -1"#),
            "params/eps",
            "\"Adam\" requires `eps >= 0`, but `eps` is -1",
        ),
        (
            optimizer("sgd", r#""lr": -0.5"#),
            "params/lr",
            "\"SGD\" requires `lr >= 0`, but `lr` is -0.5",
        ),
        (
            schedule("cosine_restarts", r#""T_mult": 0.5"#),
            "schedule/params/T_mult",
            "\"Cosine with warm restarts\" requires `T_mult >= 1`, but `T_mult` is 0.5",
        ),
        (
            schedule("step", r#""step_size": 0"#),
            "schedule/params/step_size",
            "\"Step decay\" requires `step_size >= 1`, but `step_size` is 0",
        ),
        (
            stage("clip_norm", r#""max_norm": -1"#),
            "stages/0/params/max_norm",
            "\"Clip by norm\" requires `max_norm >= 0`, but `max_norm` is -1",
        ),
        (
            own.to_owned(),
            "params/a",
            "the rule requires `a < b`, but `a` is 3 and `b` is 2",
        ),
    ] {
        let (plan, findings) = compile(&scene(&run).experiment);
        let found: Vec<(&str, &str)> = findings.iter().map(|f| (&*f.pointer, &*f.message)).collect();
        let pointer = format!("/experiment/runs/0/{pointer}");
        assert_eq!(found, [(pointer.as_str(), message)], "{run}");
        assert!(plan.is_none(), "{run}");
    }
    let mut cliff = Scene::on_surface("cliff");
    cliff.experiment.problem =
        serde_json::from_str(r#"{"surface": "cliff", "params": {"thickness": 0}}"#).expect("JSON");
    let (_, findings) = compile(&cliff.experiment);
    let found = findings.first().expect("a finding");
    assert_eq!(found.pointer, "/experiment/problem/params/thickness");
    assert_eq!(
        found.message,
        "\"Cliff\" requires `thickness > 0`, but `thickness` is 0"
    );
}

#[test]
fn values_of_an_axis_keep_what_a_rule_requires() {
    let broken = |axes: Vec<Axis>| {
        let (plan, findings) = compile_sweep(&Sweep::over(scene(RICH), axes));
        assert!(plan.is_none(), "{findings:?}");
        let finding = findings.into_iter().next().expect("a finding");
        (finding.pointer, finding.message)
    };
    for (axes, pointer, message) in [
        (
            vec![Axis::spread("lr", [-1.0, 1.0], 3, Spread::Linear)],
            "/axes/0",
            "\"SGD\" requires `lr >= 0`, but `lr` is -1 on this axis",
        ),
        (
            vec![
                Axis::listed("lr", vec![0.1]),
                Axis::spread("schedule.step_size", [3.0, 0.0], 4, Spread::Linear),
            ],
            "/axes/1",
            "\"Step decay\" requires `step_size >= 1`, but `step_size` is 0 on this axis",
        ),
        (
            vec![Axis::listed("stages.0.backoff", vec![0.5, 1.0])],
            "/axes/0",
            "\"16-bit gradient (f16)\" requires `0 < backoff < 1`, but `backoff` is 1 on this axis",
        ),
    ] {
        assert_eq!(broken(axes), (pointer.to_owned(), message.to_owned()));
    }
}

#[test]
fn a_lane_begins_its_anchor_at_its_own_w() {
    // z stays at half of lr times the start: w goes there, by a half of the way at each step.
    let own = r#"{"optimizer": {"source":
        "param lr = 0.5\nstate z = lr*w\nstate v = 1\nv = v*1\nw -= 0.5*(w - z) + 0*g*v"}}"#;
    let axes = vec![
        Axis::listed("lr", vec![0.25, 0.5, 1.0]),
        Axis::listed("start.x", vec![-2.0, 0.5, 3.0]),
    ];
    for precision in [Precision::Single, Precision::Double] {
        let (plan, findings) = compile_sweep(&Sweep::over(scene(own), axes.clone()));
        let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
        let mut sweep = CpuSweep::new(plan.clone(), precision);
        let outcomes = run(&mut sweep).expect("the CPU engine does not fail");
        for (lane, outcome) in outcomes.lanes.iter().enumerate() {
            let lane = plan.lane(lane);
            let end = outcome.expect("it is computed").end[0];
            assert!(
                (end - lane.swept[0] * lane.start[0]).abs() < 1e-6,
                "{lane:?} ends at {end}"
            );
        }
    }
}
