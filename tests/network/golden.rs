//! The reference trajectories of `tests/golden/networks.json`, in f64.

use super::golden_networks::{golden, read, scene};
use super::{trace, worst};
use ravine::engine::cpu::Precision;

fn flat(json: &serde_json::Value, out: &mut Vec<f64>) {
    match json.as_array() {
        Some(list) => list.iter().for_each(|entry| flat(entry, out)),
        None => out.push(json.as_f64().expect("a number")),
    }
}

#[test]
fn every_optimizer_trains_like_its_reference() {
    let mut failures = Vec::new();
    let mut compared = 0;
    for net in golden()["nets"].as_array().expect("networks") {
        let trace = trace(&scene(net), Precision::Double);
        for (case, run) in net["runs"].as_array().expect("runs").iter().zip(&trace.runs) {
            let losses = worst(
                &run.column("loss").expect("losses").values,
                &read::<Vec<f64>>(&case["losses"]),
            );
            let mut weights = Vec::new();
            flat(&case["final"], &mut weights);
            let weights = worst(run.point(60), &weights);
            println!(
                "{} {}: losses {losses:.1e}, weights {weights:.1e}",
                net["name"], case["optimizer"]
            );
            compared += 1;
            // Written so that a NaN fails.
            if !(losses <= 1e-9 && weights <= 1e-8) {
                failures.push(format!(
                    "{} {}: {losses:e} {weights:e}",
                    net["name"], case["optimizer"]
                ));
            }
        }
    }
    assert!(compared >= 50, "{compared} runs");
    assert!(failures.is_empty(), "{failures:#?}");
}
