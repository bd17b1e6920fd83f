//! Links: the page's address carries a scene.

use ravine::link;
use ravine::scene::{Run, Scene};

use crate::app::{SOON, computed, open};
use crate::page::Page;
use crate::{APP, Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("a link opens its scene when the page loads", opens_at_load),
    ("a link opens its scene while the page is open", opens_while_open),
    (
        "the address follows the scene, and a reload goes on",
        address_follows,
    ),
    (
        "a bad link says what is wrong and changes nothing",
        bad_link_is_refused,
    ),
];

const SURFACE: &str = "ravine.state().scene.experiment.problem.surface";

fn link_to(surface: &str) -> String {
    let mut scene = Scene::on_surface(surface);
    scene.experiment.runs.push(Run::of("adam"));
    scene.view.step = 7;
    format!("#s={}", link::encode(&scene))
}

fn opens_at_load(page: &mut Page) -> Result<()> {
    page.open_app(&format!("{APP}{}", link_to("beale")))?;
    page.wait_until(
        &format!("{SURFACE} === 'beale' && ravine.state().step === 7"),
        SOON,
    )?;
    page.expect_no_errors()
}

fn opens_while_open(page: &mut Page) -> Result<()> {
    open(page)?;
    page.eval(&format!("location.hash = {:?}", link_to("himmelblau")))?;
    page.wait_until(&format!("{SURFACE} === 'himmelblau'"), SOON)?;
    page.expect_no_errors()
}

fn address_follows(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    page.click("Pause")?;
    page.click("To end")?;
    let history = page.eval("history.length")?;
    page.drag("Learning rate η of SGD", 40.0, 0.0)?;
    page.click("Learning rate tab")?;
    page.wait_until("ravine.state().scene.view.tab === 'rate'", SOON)?;
    let scene: Scene = serde_json::from_value(page.eval("ravine.state().scene")?)?;
    let expected = format!("location.hash === '#s={}'", link::encode(&scene));
    page.wait_until(&expected, SOON)?;
    ensure(
        page.eval("history.length")? == history,
        "the address was pushed, not replaced",
    )?;
    page.call("Page.reload", serde_json::json!({}))?;
    page.wait_until(
        "document.getElementById('overlay')?.hidden && window.ravine",
        SOON,
    )?;
    computed(page, 1)?;
    let again: Scene = serde_json::from_value(page.eval("ravine.state().scene")?)?;
    ensure(
        again == scene,
        &format!("after the reload the scene is {again:?}"),
    )?;
    page.expect_no_errors()
}

fn bad_link_is_refused(page: &mut Page) -> Result<()> {
    page.open_app(&format!("{APP}{}", link_to("beale")))?;
    page.wait_until(&format!("{SURFACE} === 'beale'"), SOON)?;
    let whole = link_to("himmelblau");
    for (bad, message) in [(&whole[..whole.len() - 9], "cut off"), ("#s=9.abc", "version 9")] {
        page.eval(&format!("location.hash = {bad:?}"))?;
        page.wait_until(&format!("ravine.state().message?.includes({message:?})"), SOON)?;
        let surface = page.eval(SURFACE)?;
        ensure(surface == "beale", &format!("the scene is on {surface}"))?;
        page.screenshot("bad link")?;
        page.click("Dismiss the message")?;
        page.wait_until("ravine.state().message === null", SOON)?;
    }
    page.expect_no_errors()
}
