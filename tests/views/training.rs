//! The screen while hundreds of networks train: every frame is drawn, and what is pressed acts at once.

use crate::network::{MOONS, app, image};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::compile::compile;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::{Engine, Poll};
use ravine::scene::{Problem, Scene};
use std::sync::Arc;
use std::time::Duration;

/// 256 networks: two runs, each of 128 seeds.
const SEEDS: u32 = 128;

fn train_many(scene: &mut Scene, steps: u32) {
    let Problem::Network { network } = &mut scene.experiment.problem else {
        panic!("the problem is a network");
    };
    network.seeds = SEEDS;
    scene.experiment.steps = steps;
}

fn busy(harness: &Harness<App>) -> bool {
    harness.state().session.engine.busy
}

#[test]
fn frames_are_drawn_while_256_networks_train_and_a_pause_acts_in_the_next_one() {
    let mut harness = app(MOONS, 40);
    train_many(&mut harness.state_mut().session.scene, 1600);
    harness.state_mut().session.scene.view.step = 0;
    harness.step();
    let (mut frames, mut positions) = (0, Vec::new());
    harness.get_by_label("Play").click();
    while busy(&harness) && frames < 20 {
        harness.step();
        frames += 1;
        positions.push(harness.state().playback.position);
        image(&harness, "Data and predictions");
    }
    assert_eq!(frames, 20, "training ended before the frames were counted");
    let moved = positions.windows(2).filter(|pair| pair[1] > pair[0]).count();
    assert!(moved >= 15, "the trace before plays on: {positions:?}");
    harness.get_by_label("Pause").click();
    harness.step();
    let paused = harness.state().playback.position;
    for _ in 0..5 {
        harness.step();
        assert!(!harness.state().playback.playing);
        assert_eq!(harness.state().playback.position, paused);
    }
    assert!(busy(&harness), "and the networks train on");
    while busy(&harness) {
        harness.step();
        frames += 1;
    }
    let session = &harness.state().session;
    assert_eq!((session.trace.runs.len(), session.trace.steps), (256, 1600));
    println!("{frames} frames while they trained");
}

/// What a poll does beyond its time is bounded in work, whatever the machine: here one step of all networks.
#[test]
fn a_poll_without_time_takes_one_step_of_256_networks() {
    const STEPS: u32 = 25;
    let mut scene = crate::network::scene(MOONS, STEPS);
    train_many(&mut scene, STEPS);
    let (plan, findings) = compile(&scene.experiment);
    let plan = plan.unwrap_or_else(|| panic!("{findings:?}"));
    for precision in [Precision::Single, Precision::Double] {
        let mut engine = CpuEngine::new(precision);
        engine.submit(Arc::new(plan.clone()));
        let mut polls = 0;
        while let Poll::Busy = engine.poll(Duration::ZERO) {
            polls += 1;
        }
        assert!(
            polls >= STEPS - 1,
            "{polls} polls for {STEPS} steps in {precision:?}"
        );
    }
}
