//! Links: the page's address carries a scene.

use ravine::link;
use ravine::scene::{Run, Scene};

use crate::app::{SOON, open};
use crate::page::Page;
use crate::{APP, Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("a link opens its scene when the page loads", opens_at_load),
    ("a link opens its scene while the page is open", opens_while_open),
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

fn bad_link_is_refused(page: &mut Page) -> Result<()> {
    page.open_app(&format!("{APP}{}", link_to("beale")))?;
    page.wait_until(&format!("{SURFACE} === 'beale'"), SOON)?;
    let whole = link_to("himmelblau");
    for (bad, message) in [(&whole[..whole.len() - 9], "cut off"), ("#s=9.abc", "version 9")] {
        page.eval(&format!("location.hash = {bad:?}"))?;
        page.wait_until(&format!("ravine.state().refused?.includes({message:?})"), SOON)?;
        let surface = page.eval(SURFACE)?;
        ensure(surface == "beale", &format!("the scene is on {surface}"))?;
        page.screenshot("bad link")?;
        page.click("Dismiss the message")?;
        page.wait_until("ravine.state().refused === null", SOON)?;
    }
    page.expect_no_errors()
}
