//! A spike that a corrupt batch provokes is diagnosed and tested: by mouse on a desktop, by finger on a
//! phone.

use crate::app::{SOON, computed, number, open};
use crate::page::Page;
use crate::panel::Hand;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("a provoked spike is diagnosed by mouse", by_mouse),
    ("a provoked spike is diagnosed by finger", by_finger),
];

/// A network whose batch of step 100 is spoiled, shown at its end.
const SPOILED: &str =
    "{ experiment: { problem: { network: { data: 'moons', layers: [2, 8, 8, 2], activation: 'relu',
    corrupt: { step: 100, factor: 100 } } }, steps: 200,
    runs: [{ label: 'SGD', optimizer: 'sgd', params: { lr: 0.1 } }] }, view: { step: 200 } }";
const RUNS: &str = "ravine.state().scene.experiment.runs";
/// The button that tests the cause.
const TEST: &str = "Run again without step 100";

/// Opens the scene and stands at its end.
fn load(page: &mut Page) -> Result<()> {
    open(page)?;
    let count = number(page, "ravine.state().computed")? as u64;
    page.eval(&format!("ravine.load({SPOILED})"))?;
    computed(page, count + 1)?;
    page.press_key("End")?;
    page.wait_until("ravine.find('Why?') !== null", SOON)
}

/// Whether the test was added, and whether its run was computed and the other one is still there.
fn tested(page: &mut Page) -> Result<()> {
    page.wait_until(&format!("{RUNS}.length === 2 && !ravine.state().busy"), SOON)?;
    page.wait_until("ravine.find('SGD, without step 100: calm') !== null", SOON)?;
    page.wait_until("ravine.find('SGD: spiked at step 100') !== null", SOON)?;
    let text = page.eval(&format!("{RUNS}[1].stages[0].name.source"))?;
    ensure(
        text.as_str().is_some_and(|text| text.contains("k == 99")),
        &format!("the run takes step 100: {text}"),
    )
}

fn by_mouse(page: &mut Page) -> Result<()> {
    page.resize(1280, 800, false)?;
    load(page)?;
    page.screenshot("diagnosis note")?;
    page.click("Why?")?;
    page.wait_until("ravine.state().study.sheet === 'diagnosis'", SOON)?;
    page.click("Go to that step")?;
    page.wait_until("ravine.state().step === 99", SOON)?;
    page.screenshot("diagnosis")?;
    page.click(TEST)?;
    tested(page)?;
    page.screenshot("diagnosis tested")?;
    page.expect_no_errors()
}

fn by_finger(page: &mut Page) -> Result<()> {
    page.resize(390, 844, true)?;
    load(page)?;
    page.tap("Why?")?;
    page.wait_until("ravine.state().study.sheet === 'diagnosis'", SOON)?;
    page.wait_until(&format!("ravine.find('{TEST}') !== null"), SOON)?;
    page.screenshot("diagnosis by finger")?;
    Hand { page, finger: true }.press(TEST)?;
    tested(page)?;
    page.screenshot("diagnosis by finger tested")?;
    page.expect_no_errors()
}
