//! A lost graphics device: the page takes up another one, or draws with WebGL and computes on the CPU; the
//! scene goes on, and the screen says what happened.

use crate::app::{LONG, SOON, computed, number, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    (
        "a lost device is replaced, and the scene goes on",
        device_is_replaced,
    ),
    ("the CPU takes over where no device is left", cpu_takes_over),
];

/// Keeps the page's devices in reach.
const KEEP: &str = "window.devices = [];
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...args) {
        const device = await request.apply(this, args);
        devices.push(device);
        return device;
    };";
const DESTROY: &str = "devices.at(-1).destroy()";
const PATHS: &str = "JSON.stringify(ravine.trace().runs.map(r => r.columns.w))";
const RATE: &str = "Learning rate η of SGD";

/// Opens the app, halts it at step 20, and gives the paths.
fn halted(page: &mut Page) -> Result<serde_json::Value> {
    page.before_load(KEEP)?;
    page.resize(1440, 900, false)?;
    open(page)?;
    page.click("Pause")?;
    page.click("To start")?;
    for _ in 0..20 {
        page.click("Step forward")?;
    }
    page.wait_until("ravine.state().step === 20", SOON)?;
    ensure(
        page.eval("ravine.state().engine")? == "gpu",
        "it begins on the GPU",
    )?;
    page.eval(PATHS)
}

/// Waits until an engine has computed the scene again after a loss that the screen tells of.
fn recovered(page: &mut Page, engine: &str) -> Result<()> {
    let state = format!("ravine.state().engine === '{engine}' && ravine.state().note?.includes('lost')");
    page.wait_until(&state, LONG)?;
    computed(page, 1)
}

/// The scene goes on: it stands at its step, and a dragged slider changes the paths and the picture.
fn goes_on(page: &mut Page, before: &serde_json::Value, picture: &str) -> Result<()> {
    ensure(page.eval(PATHS)? == *before, "the paths are the same as before")?;
    ensure(
        number(page, "ravine.state().step")? == 20.0,
        "the step is another one",
    )?;
    let shown = page.screenshot(picture)?;
    ensure(
        shown.colours() > 100,
        &format!("{} colours are no picture", shown.colours()),
    )?;
    let count = number(page, "ravine.state().computed")? as u64;
    page.drag(RATE, 40.0, 0.0)?;
    computed(page, count + 1)?;
    ensure(page.eval(PATHS)? != *before, "the paths do not follow the slider")?;
    let dragged = page.screenshot(&format!("{picture}, dragged"))?;
    ensure(!shown.equals(&dragged), "the picture does not follow the slider")?;
    page.click("Undo")?;
    page.wait_until(&format!("{PATHS} === {before}"), SOON)
}

fn device_is_replaced(page: &mut Page) -> Result<()> {
    let before = halted(page)?;
    let devices = number(page, "devices.length")?;
    page.eval(DESTROY)?;
    recovered(page, "gpu")?;
    ensure(
        number(page, "devices.length")? > devices,
        "the device is the old one",
    )?;
    goes_on(page, &before, "another device")?;
    page.expect_no_errors()
}

fn cpu_takes_over(page: &mut Page) -> Result<()> {
    let before = halted(page)?;
    page.eval("navigator.gpu.requestAdapter = async () => null")?;
    page.eval(DESTROY)?;
    recovered(page, "cpu")?;
    page.wait_until("ravine.find('Engine CPU: f32') !== null", SOON)?;
    goes_on(page, &before, "no device left")?;
    page.expect_no_errors()
}
