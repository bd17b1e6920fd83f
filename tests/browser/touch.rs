//! The studio on a phone, by finger.

use crate::app::{SOON, computed, number, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("a phone is played, dragged and swiped by finger", by_finger),
    (
        "two fingers zoom the surface, one drags the start",
        on_the_surface,
    ),
];

const PICTURE: &str = "(ravine.state().scene.view.picture ?? {})";

fn open_still(page: &mut Page) -> Result<()> {
    page.resize(390, 844, true)?;
    open(page)?;
    page.tap("Pause")?;
    page.wait_until("!ravine.state().playing", SOON)
}

fn by_finger(page: &mut Page) -> Result<()> {
    open_still(page)?;
    let surface = page.eval("ravine.find('Loss surface')")?;
    let height = surface["height"].as_f64().unwrap_or(0.0);
    ensure(height >= 0.4 * 844.0, &format!("the surface is {surface}"))?;
    page.swipe("Step", 80.0, 0.0)?;
    page.wait_until("ravine.state().step > 500", SOON)?;
    let count = number(page, "ravine.state().computed")? as u64;
    page.swipe("Optimizer of SGD", 0.0, -120.0)?;
    page.swipe("Learning rate η of SGD", 60.0, 0.0)?;
    computed(page, count + 1)?;
    page.swipe("Runs tab", -150.0, 0.0)?;
    page.wait_until("ravine.find('Loss chart') !== null", SOON)?;
    page.screenshot("touch charts")?;
    page.tap("Learn tab")?;
    page.wait_until("ravine.find('Loss chart') === null", SOON)?;
    page.tap("Menu")?;
    page.tap("Share")?;
    page.wait_until("ravine.find('QR code of the link') !== null", SOON)?;
    page.screenshot("touch share")?;
    page.tap("Close")?;
    page.tap("Undo")?;
    page.wait_until("ravine.find('QR code of the link') === null", SOON)?;
    page.expect_no_errors()
}

fn on_the_surface(page: &mut Page) -> Result<()> {
    open_still(page)?;
    page.pinch("Loss surface", 60.0, 160.0)?;
    page.wait_until(
        &format!("{PICTURE}.range?.[0][1] - {PICTURE}.range?.[0][0] < 3"),
        SOON,
    )?;
    page.screenshot("touch zoomed")?;
    page.tap("Reset view")?;
    page.wait_until(&format!("{PICTURE}.range === undefined"), SOON)?;
    let before = number(page, "ravine.trace().runs[0].start[0]")?;
    page.swipe("Start", 50.0, 30.0)?;
    page.wait_until(&format!("ravine.trace().runs[0].start[0] > {before} + 0.2"), SOON)?;
    page.expect_no_errors()
}
