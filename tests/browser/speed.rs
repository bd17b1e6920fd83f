//! How quick the page is, measured: from a slider's event to the new paths, drawing, and doing nothing.

use std::thread::sleep;
use std::time::Duration;

use ravine::scene::{Run, Scene};
use serde_json::Value;

use crate::app::{SOON, computed, number, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[("a dragged slider shows its paths within two frames", quick)];

const RUNS: usize = 8;
const STEPS: u32 = 2000;
/// Most frames from a change to its paths, the one that saw the change included.
pub const FRAMES: f64 = 2.0;
/// How many events are measured.
const EVENTS: usize = 60;

/// Times every frame of the app: what it takes to make it, and how many there are.
const WATCH: &str = "
    window.frames_ms = [];
    window.quiet_us = [];
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = callback => request(time => {
        const drawn = () => window.ravine?.frame?.() ?? 0;
        const [before, start] = [drawn(), performance.now()];
        callback(time);
        const took = performance.now() - start;
        (drawn() === before ? window.quiet_us : window.frames_ms).push(took);
    });
";

fn quick(page: &mut Page) -> Result<()> {
    page.before_load(WATCH)?;
    page.resize(1440, 900, false)?;
    open(page)?;
    let count = number(page, "ravine.state().computed")? as u64;
    page.eval(&format!("ravine.load({})", serde_json::to_string(&eight())?))?;
    computed(page, count + 1)?;
    page.click("Step forward")?;
    // Pipelines and glyphs are there after the first drag.
    page.drag_slowly("Learning rate η of Adam", 30.0, 0.0)?;
    let settled = "ravine.state().busy === false";
    page.wait_until(settled, SOON)?;
    let before = changes(page)?.len();
    page.eval("void (frames_ms.length = 0)")?;
    for turn in 0..EVENTS / 10 {
        let way = if turn % 2 == 0 { 40.0 } else { -40.0 };
        page.drag_slowly("Learning rate η of Adam", way, 0.0)?;
        page.wait_until(settled, SOON)?;
    }
    let changes = changes(page)?;
    let changes = &changes[before..];
    ensure(
        changes.len() >= EVENTS / 4,
        &format!("only {} traces were shown", changes.len()),
    )?;
    let of = |key: &str| -> Vec<f64> { changes.iter().filter_map(|c| c[key].as_f64()).collect() };
    let drawing = numbers(&page.eval("frames_ms")?);
    let (frames, compute) = (of("frames"), of("compute"));
    let idle = idle(page)?;
    println!("{RUNS} runs x {STEPS} steps, {} changes:", changes.len());
    println!("| what | p50 | p95 |\n|---|---:|---:|");
    row("frames from the event to its paths", &frames, "");
    row("computing, at work in the engine", &compute, " ms");
    row("drawing a frame, on the main thread", &drawing, " ms");
    row("the browser's frame when nothing moves", &idle, " ms");
    let late = quantile(&frames, 0.95);
    ensure(
        late <= FRAMES,
        &format!("the paths came {late} frames after the event"),
    )?;
    page.expect_no_errors()
}

/// Frames of the browser in which the app had nothing to do; a frame drawn then is an error.
fn idle(page: &mut Page) -> Result<Vec<f64>> {
    page.wait_until("ravine.state().busy === false", SOON)?;
    // The check for rounding begins after half a second of rest and takes as many frames as a busy machine
    // needs.
    let mut drawn = number(page, "ravine.frame()")?;
    for _ in 0..10 {
        sleep(Duration::from_secs(2));
        let before = std::mem::replace(&mut drawn, number(page, "ravine.frame()")?);
        if before == drawn {
            break;
        }
    }
    page.eval("void (quiet_us.length = 0)")?;
    sleep(Duration::from_secs(3));
    let more = number(page, "ravine.frame()")? - drawn;
    ensure(
        more == 0.0,
        &format!("{more} frames were drawn while nothing moved"),
    )?;
    Ok(numbers(&page.eval("quiet_us")?))
}

fn eight() -> Scene {
    let mut scene = Scene::on_surface("rosenbrock");
    let optimizers = [
        "adam", "sgd", "momentum", "nesterov", "rmsprop", "adagrad", "lion", "yogi",
    ];
    scene.experiment.runs = optimizers.map(Run::of).to_vec();
    assert_eq!(scene.experiment.runs.len(), RUNS);
    scene.experiment.steps = STEPS;
    scene.view.step = STEPS / 2;
    scene
}

/// How long each change took to its picture.
pub fn changes(page: &mut Page) -> Result<Vec<Value>> {
    let changes = page.eval("ravine.timing()")?;
    Ok(changes.as_array().cloned().unwrap_or_default())
}

fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_f64).collect()
}

fn row(what: &str, values: &[f64], unit: &str) {
    let [p50, p95] = [0.5, 0.95].map(|q| quantile(values, q));
    println!("| {what} | {p50:.2}{unit} | {p95:.2}{unit} |");
}

/// The value below which a share of some lies.
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted
        .get((last as f64 * q).round() as usize)
        .copied()
        .unwrap_or(f64::NAN)
}
