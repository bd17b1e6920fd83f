//! The studio as a student uses it, by mouse and keyboard. A console error fails every test.

use std::path::Path;
use std::time::{Duration, Instant};

use ravine::link;
use ravine::scene::Scene;
use serde_json::json;

use crate::app::{SOON, computed, number, open};
use crate::input::Modifier;
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("surface and optimizer are picked, and a rate is dragged", picks),
    ("time plays by key and is scrubbed by mouse", time_moves),
    ("a fork shares its past and goes on by itself", fork_goes_on),
    (
        "flipping the bias correction changes the first step 3.16 times",
        bias_flips,
    ),
    (
        "a rule is forked and written, with an error and without",
        rule_is_written,
    ),
    ("a shared link shows someone else the same trace", link_is_shared),
    ("changes are undone and redone by key", changes_are_undone),
    ("files are saved and opened again", files_are_saved),
    ("the presenter view hides all but picture and timeline", presenter),
];

const SCENE: &str = "ravine.state().scene";
const STEP: &str = "Math.floor(ravine.state().step)";

/// Opens the race on a wide screen, standing at its start.
fn open_still(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    page.click("Pause")?;
    page.press_key("Home")?;
    page.wait_until(&format!("{STEP} === 0 && !ravine.state().playing"), SOON)
}

fn traces(page: &mut Page) -> Result<u64> {
    Ok(number(page, "ravine.state().computed")? as u64)
}

fn picks(page: &mut Page) -> Result<()> {
    open_still(page)?;
    let count = traces(page)?;
    page.click("Surface")?;
    page.click("Himmelblau")?;
    page.wait_until(
        &format!("{SCENE}.experiment.problem.surface === 'himmelblau'"),
        SOON,
    )?;
    computed(page, count + 1)?;
    page.click("Optimizer of SGD")?;
    page.click("Adagrad")?;
    page.wait_until(
        &format!("{SCENE}.experiment.runs[0].optimizer === 'adagrad'"),
        SOON,
    )?;
    computed(page, count + 2)?;
    let end = "JSON.stringify(ravine.trace().runs[0].columns.w.at(-1))";
    let before = page.eval(end)?;
    page.drag("Learning rate η of Adagrad", 50.0, 0.0)?;
    page.wait_until(
        &format!("{end} !== {:?}", before.as_str().unwrap_or_default()),
        SOON,
    )?;
    page.screenshot("studio picked")?;
    page.expect_no_errors()
}

fn time_moves(page: &mut Page) -> Result<()> {
    open_still(page)?;
    page.press_key(" ")?;
    page.wait_until(&format!("ravine.state().playing && {STEP} > 5"), SOON)?;
    page.press_key(" ")?;
    page.wait_until("!ravine.state().playing", SOON)?;
    for (key, step) in [
        ("End", 1000),
        ("ArrowLeft", 999),
        ("4", 400),
        ("ArrowRight", 401),
        ("Home", 0),
    ] {
        page.press_key(key)?;
        page.wait_until(&format!("{STEP} === {step}"), SOON)?;
    }
    page.drag("Step", 300.0, 0.0)?;
    page.wait_until(&format!("{STEP} > 600"), SOON)?;
    page.drag("Loss chart", -40.0, 0.0)?;
    page.wait_until(&format!("{STEP} < 600 && {STEP} > 100"), SOON)?;
    page.screenshot("studio time")?;
    page.expect_no_errors()
}

fn fork_goes_on(page: &mut Page) -> Result<()> {
    open_still(page)?;
    page.click("Run Adam")?;
    page.press_key("3")?;
    page.wait_until(&format!("{STEP} === 300"), SOON)?;
    let count = traces(page)?;
    page.click("Fork from here")?;
    page.wait_until(&format!("{SCENE}.experiment.runs[4].from?.step === 300"), SOON)?;
    // The list scrolls to the new run first.
    computed(page, count + 1)?;
    std::thread::sleep(std::time::Duration::from_secs(1));
    page.drag("Learning rate η of Adam from 300", 60.0, 0.0)?;
    computed(page, count + 2)?;
    page.eval(
        "globalThis.same = (k, a, b) => { const w = ravine.trace().runs.map(r => r.columns.w[k]); \
         return JSON.stringify(w[a]) === JSON.stringify(w[b]); }",
    )?;
    for (step, same) in [(0, true), (150, true), (300, true), (302, false), (1000, false)] {
        let found = page.eval(&format!("same({step}, 3, 4)"))?;
        ensure(found == same, &format!("at step {step}: the same is {found}"))?;
    }
    page.screenshot("studio fork")?;
    page.expect_no_errors()
}

/// Without its correction Adam's first step is sqrt(1 - beta2)/(1 - beta1) times too large, inverted: 3.16.
fn bias_flips(page: &mut Page) -> Result<()> {
    open_still(page)?;
    page.click("Run Adam")?;
    page.click("More parameters of Adam")?;
    let first = "(w => Math.abs(w[1][0] - w[0][0]))(ravine.trace().runs[3].columns.w)";
    let corrected = number(page, first)?;
    let count = traces(page)?;
    page.click("Bias correction of Adam")?;
    computed(page, count + 1)?;
    let ratio = number(page, first)? / corrected;
    ensure(
        (ratio - 10.0_f64.sqrt()).abs() < 0.01,
        &format!("the first step is {ratio} times as long"),
    )?;
    page.screenshot("studio bias")?;
    page.expect_no_errors()
}

fn rule_is_written(page: &mut Page) -> Result<()> {
    const SOURCE: &str = "ravine.state().scene.experiment.runs[0].optimizer.source";
    let told = |name: &str| format!("ravine.find({name:?}) !== null");
    let waits = told("Until this is mended the last good text goes on running.");
    open_still(page)?;
    page.click("Fork the optimizer of SGD")?;
    page.wait_until(&format!("{SOURCE}?.includes('w -= lr * g')"), SOON)?;
    let end = "JSON.stringify(ravine.trace().runs[0].columns.w.at(-1))";
    let before = page.eval(end)?;
    page.click("Rule text")?;
    page.press_keys(Modifier::Ctrl, "End")?;
    page.press_key("Enter")?;
    page.type_text("w -= lr*h")?;
    page.wait_until(&waits, SOON)?;
    page.screenshot("studio wrong rule")?;
    let kept = page.eval(&format!("!{SOURCE}.includes('lr*h') && {end} === {before}"))?;
    ensure(kept == true, "the last good rule does not go on running")?;
    page.press_key("Backspace")?;
    page.type_text("g")?;
    page.wait_until(
        &format!("{SOURCE}.includes('w -= lr*g') && {end} !== {before}"),
        SOON,
    )?;
    page.wait_until(&format!("!({waits})"), SOON)?;
    page.screenshot("studio mended rule")?;
    page.expect_no_errors()
}

fn link_is_shared(page: &mut Page) -> Result<()> {
    let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.call("Browser.grantPermissions", permissions)?;
    page.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }))?;
    open_still(page)?;
    let count = traces(page)?;
    page.drag("Learning rate η of SGD", 30.0, 0.0)?;
    computed(page, count + 1)?;
    page.press_key("7")?;
    page.wait_until(&format!("{STEP} === 700"), SOON)?;
    page.click("Share")?;
    page.click("Copy link")?;
    page.wait_until("ravine.find('Copied') !== null", SOON)?;
    page.screenshot("studio share")?;
    page.wait_until(
        "navigator.clipboard.readText().then(text => text.includes('#s=1.'))",
        SOON,
    )?;
    let link = page.eval("navigator.clipboard.readText()")?;
    let link = link.as_str().ok_or("the clipboard has no text")?;
    let scene: Scene = serde_json::from_value(page.eval(SCENE)?)?;
    ensure(link::decode(link)? == scene, &format!("{link} is another scene"))?;
    let trace = page.eval("ravine.trace()")?;
    page.expect_no_errors()?;
    let mut other = page.of_someone_else()?;
    other.resize(1440, 900, false)?;
    let path = link
        .split_once("/course/")
        .ok_or("the link is not to the page")?
        .1;
    other.open_app(&format!("course/{path}"))?;
    computed(&mut other, 1)?;
    let theirs: Scene = serde_json::from_value(other.eval(SCENE)?)?;
    ensure(theirs == scene, "someone else sees another scene")?;
    ensure(
        other.eval("ravine.trace()")? == trace,
        "someone else has another trace",
    )?;
    other.expect_no_errors()
}

fn changes_are_undone(page: &mut Page) -> Result<()> {
    open_still(page)?;
    let runs = format!("JSON.stringify({SCENE}.experiment.runs)");
    let before = page.eval(&runs)?;
    page.drag("Learning rate η of SGD", 60.0, 0.0)?;
    let after = page.eval(&runs)?;
    ensure(after != before, "the slider changed nothing")?;
    for (modifiers, wanted) in [
        (Modifier::Ctrl, &before),
        (Modifier::CtrlShift, &after),
        (Modifier::Ctrl, &before),
    ] {
        page.press_keys(modifiers, "z")?;
        page.wait_until(&format!("{runs} === {wanted}"), SOON)?;
    }
    page.press_keys(Modifier::Ctrl, "y")?;
    page.wait_until(&format!("{runs} === {after}"), SOON)?;
    page.expect_no_errors()
}

fn files_are_saved(page: &mut Page) -> Result<()> {
    open_still(page)?;
    let folder = page.downloads("downloads")?;
    page.click("Export")?;
    page.click("Trace as CSV")?;
    let csv = saved(&folder.join("ravine-rosenbrock.csv"))?;
    ensure(
        csv.starts_with("run,step,variable,element,value\n0,0,loss,0,4\n"),
        &csv[..80],
    )?;
    page.click("Export")?;
    page.click("Figure as SVG")?;
    let svg = saved(&folder.join("ravine-rosenbrock.svg"))?;
    for part in ["<svg", "Rosenbrock", "Adam", "<path", "</svg>"] {
        ensure(svg.contains(part), &format!("the figure has no {part}"))?;
    }
    page.click("Export")?;
    page.click("Scene as JSON")?;
    let json = saved(&folder.join("ravine-rosenbrock.json"))?;
    let scene: Scene = serde_json::from_str(&json)?;
    ensure(
        scene == serde_json::from_value(page.eval(SCENE)?)?,
        "another scene",
    )?;
    page.eval("ravine.load({ experiment: { problem: { surface: 'beale' } }, view: { step: 1 } })")?;
    page.wait_until(&format!("{SCENE}.experiment.problem.surface === 'beale'"), SOON)?;
    drop_file(page, "scene.json", &json)?;
    page.wait_until(
        &format!("{SCENE}.experiment.problem.surface === 'rosenbrock'"),
        SOON,
    )?;
    drop_file(page, "wrong.json", "{ \"experiment\": 3 }")?;
    page.wait_until("ravine.state().message?.includes('wrong.json:1:')", SOON)?;
    page.expect_no_errors()
}

/// The contents of a file once the browser has saved it.
fn saved(path: &Path) -> Result<String> {
    let start = Instant::now();
    while start.elapsed() < SOON {
        if let Ok(text) = std::fs::read_to_string(path)
            && !text.is_empty()
        {
            return Ok(text);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(format!("{} was not saved", path.display()).into())
}

fn drop_file(page: &mut Page, name: &str, text: &str) -> Result<()> {
    page.eval(&format!(
        "(() => {{ const data = new DataTransfer(); data.items.add(new File([{text:?}], {name:?})); \
         for (const type of ['dragover', 'drop']) document.getElementById('canvas').dispatchEvent(\
         new DragEvent(type, {{ dataTransfer: data, bubbles: true, cancelable: true }})); }})()"
    ))?;
    Ok(())
}

fn presenter(page: &mut Page) -> Result<()> {
    open_still(page)?;
    page.press_key("p")?;
    page.wait_until(
        "ravine.find('Add run') === null && ravine.find('Loss surface') !== null",
        SOON,
    )?;
    page.hover("Loss surface")?;
    let picture = page.eval("ravine.find('Loss surface')")?;
    let width = picture["width"].as_f64().unwrap_or(0.0);
    ensure(width > 1300.0, &format!("the picture is {picture}"))?;
    page.screenshot("studio presenter")?;
    page.click("Step forward")?;
    page.wait_until(&format!("{STEP} === 1"), SOON)?;
    page.press_key("Escape")?;
    page.wait_until(
        "ravine.find('Add run') !== null && !document.fullscreenElement",
        SOON,
    )?;
    page.expect_no_errors()
}
