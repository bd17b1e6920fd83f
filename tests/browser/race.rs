//! The app in the browser: the race runs on WebGPU, a dragged slider recomputes it, the CPU takes over
//! without a GPU, and both engines agree on every optimizer and surface.

use ravine::catalog;
use ravine::lang::Kind;
use ravine::scene::{Run, Scene};
use serde_json::Value;

use crate::app::{LONG, SOON, computed, number, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("the race runs on the GPU and moves", race_runs),
    (
        "dragging the learning rate recomputes every run",
        slider_recomputes,
    ),
    ("the badge compares the engines on request", badge_compares),
    (
        "a scene is loaded, and a wrong one is refused and named",
        scenes_load,
    ),
    ("the scene is there again after a reload", scene_is_kept),
    (
        "a panic shows its text, and the scene comes back",
        panic_keeps_the_scene,
    ),
    (
        "a wrong rule leaves the last good program running",
        last_good_goes_on,
    ),
    ("without WebGPU the CPU computes and says so", cpu_takes_over),
    ("the phone layout can be played by touch", phone),
    ("a trace is the same as the command's", same_as_headless),
    ("both engines agree on every optimizer and surface", engines_agree),
];

fn race_runs(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    ensure(
        page.eval("ravine.state().engine")? == "gpu",
        "the engine is not the GPU",
    )?;
    let adapter = page.eval("ravine.state().adapter")?;
    ensure(
        adapter
            .as_str()
            .is_some_and(|a| a.to_lowercase().contains("swiftshader")),
        &format!("adapter {adapter}"),
    )?;
    let runs = number(page, "ravine.trace().runs.length")?;
    ensure(runs >= 4.0, &format!("{runs} runs"))?;
    let first = number(page, "ravine.state().step")?;
    page.wait_until(&format!("ravine.state().step > {first} + 20"), SOON)?;
    page.click("Pause")?;
    page.wait_until("!ravine.state().playing", SOON)?;
    let step = number(page, "ravine.state().step")?.floor();
    page.click("Step forward")?;
    page.wait_until(&format!("Math.floor(ravine.state().step) === {step} + 1"), SOON)?;
    page.screenshot("race")?;
    page.expect_no_errors()
}

fn slider_recomputes(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    let end = "JSON.stringify(ravine.trace().runs.map(r => r.columns.w.at(-1)))";
    let (before, count) = (page.eval(end)?, number(page, "ravine.state().computed")? as u64);
    let rate = "ravine.trace().runs[0].columns.lr[0]";
    let old = number(page, rate)?;
    page.drag("Learning rate η of SGD", 40.0, 0.0)?;
    computed(page, count + 1)?;
    let new = number(page, rate)?;
    ensure(new > old, &format!("lr went from {old} to {new}"))?;
    ensure(page.eval(end)? != before, "the trace did not change")?;
    let scene = number(page, "ravine.state().scene.experiment.runs[0].params.lr")?;
    ensure(
        (scene - new).abs() < 1e-6,
        &format!("the scene says {scene}, the trace {new}"),
    )?;
    page.screenshot("slider")?;
    page.expect_no_errors()
}

fn badge_compares(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    page.click("Pause")?;
    page.click("Engine GPU: google swiftshader")?;
    page.wait_until("ravine.find('Compare with the CPU') !== null", SOON)?;
    page.click("Compare with the CPU")?;
    page.wait_until("ravine.state().compared === 1", LONG)?;
    let answer = page.eval("ravine.state().comparison")?;
    let worst = answer["Ok"]["one_step"]["value"].as_f64().unwrap_or(f64::NAN);
    ensure(worst <= 1e-5, &format!("the comparison says {answer}"))?;
    page.wait_until("ravine.find('Compare with the CPU') !== null", SOON)?;
    page.screenshot("badge")?;
    page.expect_no_errors()
}

fn scenes_load(page: &mut Page) -> Result<()> {
    open(page)?;
    let count = number(page, "ravine.state().computed")? as u64;
    page.eval(
        r#"ravine.load({ experiment: { problem: { surface: "ravine" }, steps: 77, runs: [{ optimizer: "lion" }] } })"#,
    )?;
    computed(page, count + 1)?;
    ensure(
        page.eval("ravine.trace().runs[0].label")? == "Lion",
        "another run",
    )?;
    ensure(
        number(page, "ravine.trace().runs[0].columns.loss.length")? == 78.0,
        "another length",
    )?;
    let refused = page
        .eval("(() => { try { ravine.load('{ \"experiment\": 7 }') } catch (e) { return e.message } })()")?;
    let refused = refused.as_str().unwrap_or_default().to_owned();
    ensure(
        refused.contains("scene:1:"),
        &format!("the error says: {refused}"),
    )?;
    ensure(
        page.eval("ravine.trace().runs[0].label")? == "Lion",
        "the good scene is gone",
    )?;
    page.expect_no_errors()
}

fn scene_is_kept(page: &mut Page) -> Result<()> {
    open(page)?;
    page.eval(
        r#"ravine.load({ experiment: { problem: { surface: "beale" }, runs: [{ optimizer: "adam" }] }, view: { step: 9 } })"#,
    )?;
    page.wait_until(
        "ravine.state().scene.experiment.problem.surface === 'beale'",
        SOON,
    )?;
    page.wait_until("localStorage.getItem('ravine.scene')?.includes('beale')", SOON)?;
    open(page)?;
    ensure(
        page.eval("ravine.state().scene.experiment.problem.surface")? == "beale",
        "another surface",
    )?;
    ensure(page.eval("ravine.state().scene.view.step")? == 9, "another step")?;
    page.expect_no_errors()
}

fn panic_keeps_the_scene(page: &mut Page) -> Result<()> {
    open(page)?;
    page.eval(
        r#"ravine.load({ experiment: { problem: { surface: "beale" }, runs: [{ optimizer: "adam" }] }, view: { step: 3 } })"#,
    )?;
    page.wait_until("localStorage.getItem('ravine.scene')?.includes('beale')", SOON)?;
    page.eval("setTimeout(() => ravine.panic())")?;
    let said = "document.getElementById('details').textContent";
    page.wait_until(
        &format!("{said}.includes('asked for by window.ravine.panic()')"),
        SOON,
    )?;
    page.screenshot("real panic")?;
    page.eval("document.getElementById('reload').click()")?;
    page.wait_until(
        "document.getElementById('overlay')?.hidden && window.ravine",
        LONG,
    )?;
    computed(page, 1)?;
    let surface = page.eval("ravine.state().scene.experiment.problem.surface")?;
    ensure(
        surface == "beale",
        &format!("the scene after the reload is on {surface}"),
    )
}

fn last_good_goes_on(page: &mut Page) -> Result<()> {
    open(page)?;
    let before = page.eval("JSON.stringify(ravine.trace())")?;
    page.eval(
        r#"ravine.load({ experiment: { problem: { surface: { source: "x^2 + sni(y)" } }, runs: [{ optimizer: "sgd" }] } })"#,
    )?;
    page.wait_until("ravine.state().error?.includes('did you mean `sin`')", SOON)?;
    ensure(
        page.eval("JSON.stringify(ravine.trace())")? == before,
        "the last good trace is gone",
    )?;
    page.expect_no_errors()
}

fn cpu_takes_over(page: &mut Page) -> Result<()> {
    page.before_load("Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined })")?;
    page.resize(1440, 900, false)?;
    open(page)?;
    ensure(
        page.eval("ravine.state().engine")? == "cpu",
        "the engine is not the CPU",
    )?;
    let note = page.eval("ravine.state().note")?;
    ensure(
        note.as_str().is_some_and(|n| n.contains("compute")),
        &format!("the note is {note}"),
    )?;
    ensure(number(page, "ravine.trace().runs.length")? >= 4.0, "no runs")?;
    page.screenshot("cpu")?;
    page.expect_no_errors()
}

fn phone(page: &mut Page) -> Result<()> {
    page.resize(390, 844, true)?;
    open(page)?;
    page.tap("Pause")?;
    page.wait_until("!ravine.state().playing", SOON)?;
    let at = number(page, "ravine.state().step")?.floor();
    page.tap("Step forward")?;
    page.wait_until(&format!("Math.floor(ravine.state().step) === {at} + 1"), SOON)?;
    page.tap("Charts tab")?;
    page.wait_until("ravine.find('Runs tab') !== null", SOON)?;
    let pause = page.eval("ravine.find('Play')")?;
    let smallest = ["width", "height"]
        .iter()
        .filter_map(|side| pause[side].as_f64())
        .fold(f64::MAX, f64::min);
    ensure(smallest >= 40.0, &format!("the play button is {pause}"))?;
    page.screenshot("phone race")?;
    page.expect_no_errors()
}

/// `ravine run` on the CPU gives the trace of the page's GPU within the bound of parity.
fn same_as_headless(page: &mut Page) -> Result<()> {
    open(page)?;
    let scene: Scene = serde_json::from_value(page.eval("ravine.state().scene")?)?;
    let plan = ravine::compile::compile(&scene.experiment)
        .0
        .ok_or("the scene compiles")?;
    let mut cpu = ravine::engine::cpu::CpuEngine::new(ravine::engine::cpu::Precision::Single);
    let expected = ravine::engine::run(&mut cpu, std::sync::Arc::new(plan))?;
    let got = page.eval("ravine.trace().runs.map(r => r.columns.w)")?;
    for (run, points) in expected.runs.iter().zip(got.as_array().ok_or("a list")?) {
        for k in 0..=200 {
            for (i, a) in run.point(k).iter().enumerate() {
                let b = points[k][i].as_f64().ok_or("a number")?;
                let error = (a - b).abs() / a.abs().max(1.0);
                ensure(
                    error <= 1e-3,
                    &format!("{} at step {k}: {a} headless, {b} in the page", run.label),
                )?;
            }
        }
    }
    Ok(())
}

fn engines_agree(page: &mut Page) -> Result<()> {
    // A small picture: drawing is not what is tested here, and it takes the same cores.
    page.resize(320, 480, false)?;
    open(page)?;
    let mut worst = [(0.0, String::new()), (0.0, String::new())];
    for surface in catalog::entries(Kind::Surface) {
        for (steps, bounds) in [
            (102, [1e-5, f64::MAX]),
            (trajectory_steps(&surface.id), [f64::MAX, 1e-3]),
        ] {
            let report = compare(page, &surface.id, steps)?;
            for (i, part) in ["one_step", "trajectory"].iter().enumerate() {
                let found = &report[part];
                let value = found["value"].as_f64().unwrap_or(f64::NAN);
                // Written so that a NaN fails.
                let within = value <= bounds[i];
                ensure(within, &format!("{part} on {}: {found}", surface.id))?;
                if bounds[i] < 1.0 && value >= worst[i].0 {
                    worst[i] = (value, format!("{} on {}", found["run"], surface.id));
                }
            }
            let compared = report["compared"].as_f64().unwrap_or(0.0);
            ensure(compared > 0.0, "nothing was compared")?;
        }
    }
    println!("worst single step {:.1e}: {}", worst[0].0, worst[0].1);
    println!("worst trajectory {:.1e}: {}", worst[1].0, worst[1].1);
    page.expect_no_errors()
}

fn trajectory_steps(surface: &str) -> u32 {
    if ["rosenbrock", "ravine"].contains(&surface) {
        200
    } else {
        30
    }
}

/// The page's own comparison of its engines, every optimizer on a surface.
fn compare(page: &mut Page, surface: &str, steps: u32) -> Result<Value> {
    let mut scene = Scene::on_surface(surface);
    scene.experiment.steps = steps;
    scene.experiment.runs = catalog::entries(Kind::Optimizer)
        .iter()
        .map(|e| Run::of(&e.id))
        .collect();
    let count = number(page, "ravine.state().computed")? as u64;
    page.eval(&format!("ravine.load({})", serde_json::to_string(&scene)?))?;
    let condition = format!("ravine.state().computed > {count} && !ravine.state().busy");
    page.wait_until(&condition, LONG)?;
    let done = number(page, "ravine.state().compared")?;
    page.eval("ravine.compare()")?;
    page.wait_until(&format!("ravine.state().compared > {done}"), LONG)?;
    let answer = page.eval("ravine.state().comparison")?;
    match answer.get("Ok") {
        Some(report) => Ok(report.clone()),
        None => Err(format!("{surface}: {answer}").into()),
    }
}
