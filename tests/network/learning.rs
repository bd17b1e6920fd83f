//! The preset scenes learn: validation accuracy of their best run, median over its seeds.

use super::trace;
use ravine::engine::cpu::Precision;
use ravine_testing::scenes::prepared;

fn accuracy(name: &str) -> f64 {
    let scene = prepared(name);
    let trace = trace(&scene, Precision::Single);
    let medians = (0..scene.experiment.runs.len()).map(|run| {
        let seeds = trace.runs.iter().filter(|r| r.run == run);
        let last = |r: &ravine::trace::RunTrace| r.column("val_accuracy").expect("a column").last()[0];
        let mut all: Vec<f64> = seeds.map(last).collect();
        all.sort_by(f64::total_cmp);
        println!(
            "{name} {}: {all:.3?}",
            scene.experiment.runs[run].label.as_deref().unwrap_or("")
        );
        all[(all.len() - 1) / 2]
    });
    medians.fold(0.0, f64::max)
}

#[test]
fn preset_scenes_reach_their_accuracy() {
    for (name, least) in [
        ("net_moons", 0.98),
        ("net_circles", 0.98),
        ("net_xor", 0.98),
        ("net_spirals", 0.98),
        ("net_digits", 0.96),
    ] {
        let reached = accuracy(name);
        assert!(reached >= least, "{name} reaches {reached}");
    }
}
