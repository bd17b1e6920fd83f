//! A lesson as it is read: by mouse and keys on a desktop, by finger on a phone, by a link in a fresh
//! profile.

use serde_json::Value;

use crate::app::{SOON, open};
use crate::input::Modifier;
use crate::page::Page;
use crate::{APP, Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("a lesson is read by mouse and keys", by_mouse),
    ("a lesson is read by finger", by_finger),
    ("a link to a card opens it in a fresh profile", by_link),
];

const STUDY: &str = "ravine.state().study";
const SURFACE: &str = "ravine.state().scene.experiment.problem";

fn wait(page: &mut Page, what: &str) -> Result<()> {
    page.wait_until(&what.replace("STUDY", STUDY).replace("SURFACE", SURFACE), SOON)
}

/// Waits until a card is there and its runs are computed.
fn on_card(page: &mut Page, id: &str) -> Result<()> {
    wait(page, &format!("STUDY.card === '{id}' && !ravine.state().busy"))
}

fn scene(page: &mut Page) -> Result<Value> {
    page.eval("ravine.state().scene.experiment")
}

fn by_mouse(page: &mut Page) -> Result<()> {
    page.resize(1280, 800, false)?;
    open(page)?;
    page.click("Pause")?;
    page.click("Just play")?;
    let before = scene(page)?;
    page.click("Study")?;
    page.click("Search cards")?;
    page.type_text("condition number")?;
    page.click("Card: One rate for two directions")?;
    on_card(page, "rates/one_rate")?;
    wait(
        page,
        "!STUDY.revealed && document.title.startsWith('One rate for two directions')",
    )?;
    page.screenshot("lesson asks")?;
    page.click("along the floor")?;
    wait(page, "STUDY.revealed && STUDY.right === 1")?;
    wait(page, "ravine.state().step === 60")?;
    page.screenshot("lesson shows")?;
    page.drag("lr in the text", 24.0, 0.0)?;
    wait(page, "STUDY.changed && !ravine.state().busy")?;
    page.press_keys(Modifier::Ctrl, "z")?;
    wait(page, "!STUDY.changed && location.hash === '#l=rates/one_rate'")?;
    page.click("Make the ravine a bowl")?;
    wait(page, "SURFACE.params.condition === 1 && STUDY.holds === false")?;
    wait(page, "location.hash.startsWith('#l=rates/one_rate&s=1.')")?;
    let changed = scene(page)?;
    page.call("Page.reload", serde_json::json!({}))?;
    page.wait_until(
        "document.getElementById('overlay')?.hidden && window.ravine",
        SOON,
    )?;
    on_card(page, "rates/one_rate")?;
    wait(
        page,
        "STUDY.revealed && STUDY.changed && ravine.state().computed > 0",
    )?;
    ensure(scene(page)? == changed, "the reload lost the scene")?;
    page.click("Next card")?;
    on_card(page, "rates/bound")?;
    page.click("Present")?;
    page.press_key("PageDown")?;
    on_card(page, "rates/too_low")?;
    page.screenshot("lesson presented")?;
    page.press_key("PageUp")?;
    on_card(page, "rates/bound")?;
    page.press_key("Escape")?;
    wait(page, "ravine.find('Present') !== null")?;
    page.click("Contents")?;
    page.click("Search cards")?;
    page.type_text("bias lasts")?;
    page.click("Card: How long the bias lasts")?;
    wait(page, "!STUDY.revealed && STUDY.sheet === 'card'")?;
    page.click("Your guess")?;
    page.type_text("10")?;
    page.press_key("Enter")?;
    wait(page, "STUDY.revealed && STUDY.right === 1")?;
    page.screenshot("lesson number")?;
    page.click("Leave Study")?;
    wait(page, "STUDY.card === null && location.hash.startsWith('#s=1.')")?;
    ensure(scene(page)? == before, "the scene before the lesson is lost")?;
    page.expect_no_errors()
}

fn by_finger(page: &mut Page) -> Result<()> {
    page.resize(390, 844, true)?;
    open(page)?;
    page.tap("Learn")?;
    on_card(page, "rates/one_rate")?;
    page.swipe("In which direction does SGD still have a way to go?", 0.0, -160.0)?;
    page.screenshot("lesson by finger asks")?;
    page.tap("along the floor")?;
    wait(page, "STUDY.revealed && STUDY.right === 1")?;
    page.eval("location.hash = '#l=adam/without_correction'")?;
    on_card(page, "adam/without_correction")?;
    page.swipe("beta1 of Not corrected in the text", 24.0, 0.0)?;
    wait(page, "STUDY.changed && !ravine.state().busy")?;
    page.screenshot("lesson by finger shows")?;
    page.tap("Runs tab")?;
    wait(page, "ravine.find('Add run') !== null")?;
    page.tap("Study tab")?;
    wait(page, "ravine.find('too large') !== null")?;
    page.expect_no_errors()
}

fn by_link(page: &mut Page) -> Result<()> {
    page.open_app(&format!("{APP}#l=adam/without_correction"))?;
    on_card(page, "adam/without_correction")?;
    wait(page, "!STUDY.revealed && ravine.find('too large') !== null")?;
    page.eval("location.hash = '#l=adam/first_stop'")?;
    wait(
        page,
        "ravine.state().message?.includes('did you mean `adam/first_step`')",
    )?;
    wait(page, "STUDY.sheet === 'contents'")?;
    page.expect_no_errors()
}
