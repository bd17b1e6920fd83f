//! The surface under the hand, drawn by the browser's own graphics: zoom, start, relief, swarm.

use crate::app::{SOON, number, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    (
        "the surface is zoomed, its start dragged, its relief turned",
        by_hand,
    ),
    ("a swarm is moved and drawn on the GPU", swarm),
    (
        "without WebGPU the picture is drawn and a smaller swarm moves",
        without_gpu,
    ),
];

const PICTURE: &str = "(ravine.state().scene.view.picture ?? {})";

fn by_hand(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    page.click("Pause")?;
    page.wheel("Loss surface", -240.0)?;
    page.wait_until(
        &format!("{PICTURE}.range?.[0][1] - {PICTURE}.range?.[0][0] < 3.5"),
        SOON,
    )?;
    page.click("Reset view")?;
    page.wait_until(&format!("{PICTURE}.range === undefined"), SOON)?;
    let before = number(page, "ravine.trace().runs[0].start[0]")?;
    page.drag("Start", 60.0, 40.0)?;
    page.wait_until(&format!("ravine.trace().runs[0].start[0] > {before} + 0.2"), SOON)?;
    page.click("Three dimensions")?;
    page.drag("Loss surface", 80.0, 0.0)?;
    page.wait_until(&format!("{PICTURE}.camera?.turn > 50"), SOON)?;
    page.screenshot("relief")?;
    page.expect_no_errors()
}

fn swarm(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    page.click("Pause")?;
    page.click("Swarm")?;
    page.click("Swarm in the run’s colour")?;
    page.wait_until("ravine.find('SGD from 16,384 starts') !== null", SOON)?;
    page.click("Step forward")?;
    page.wait_until("ravine.find('SGD from 16,384 starts') !== null", SOON)?;
    page.screenshot("swarm")?;
    ensure(
        page.eval("ravine.state().engine")? == "gpu",
        "the engine is still the GPU",
    )?;
    page.expect_no_errors()
}

fn without_gpu(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    page.before_load("Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined })")?;
    open(page)?;
    page.click("Pause")?;
    page.click("Three dimensions")?;
    page.wait_until(&format!("{PICTURE}.relief === true"), SOON)?;
    page.screenshot("relief-webgl")?;
    page.click("Three dimensions")?;
    page.click("Swarm")?;
    page.click("Swarm by loss")?;
    page.wait_until(
        "ravine.find('SGD from 1,024 starts; a GPU would move 16,384') !== null",
        SOON,
    )?;
    page.expect_no_errors()
}
