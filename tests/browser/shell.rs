//! The page around the app: loading, and what is shown when something goes wrong.

use std::time::Duration;

use crate::page::{LOAD_TIME, Page};
use crate::{APP, BROKEN, Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("the page loads without an error and draws", loads_and_draws),
    ("WebGPU has an adapter", webgpu_has_an_adapter),
    ("the loading bar follows the download", bar_follows_the_download),
    ("without WebAssembly the page says so", without_webassembly),
    ("without a network the page says so", without_network),
    ("without its module the page says so", without_module),
    ("a panic shows its text and reloads", panic_shows_its_text),
    ("a trap without a panic shows too", trap_shows),
    ("the shell follows the colour scheme", follows_the_colour_scheme),
    ("the page fits a phone", fits_a_phone),
];

const SOON: Duration = Duration::from_secs(20);

fn loads_and_draws(page: &mut Page) -> Result<()> {
    page.open_app(APP)?;
    page.eval("new Promise(done => setTimeout(done, 500))")?;
    let colours = page.screenshot("app")?.colours();
    ensure(colours > 2, &format!("the canvas has {colours} colours"))?;
    page.expect_no_errors()
}

fn webgpu_has_an_adapter(page: &mut Page) -> Result<()> {
    page.open(BROKEN)?;
    let adapter = page.eval("navigator.gpu.requestAdapter().then(a => a?.info.vendor ?? null)")?;
    ensure(!adapter.is_null(), "requestAdapter() gives nothing")
}

fn bar_follows_the_download(page: &mut Page) -> Result<()> {
    page.throttle(2_000_000)?;
    page.open(APP)?;
    let position = "document.getElementById('progress')?.position";
    page.wait_until(&format!("{position} > 0 && {position} < 0.5"), SOON)?;
    page.screenshot("loading")?;
    page.wait_until(&format!("{position} > 0.5 && {position} < 1"), SOON)?;
    page.wait_until("document.getElementById('overlay').hidden", LOAD_TIME)
}

fn without_webassembly(page: &mut Page) -> Result<()> {
    page.before_load("delete window.WebAssembly")?;
    page.open(APP)?;
    expect_problem(page, "This browser cannot run Ravine", "needs WebAssembly")?;
    page.screenshot("no webassembly")?;
    page.expect_no_errors()
}

fn without_network(page: &mut Page) -> Result<()> {
    page.block("*.wasm")?;
    page.open(APP)?;
    expect_problem(page, "Ravine could not be loaded", "The download failed")
}

fn without_module(page: &mut Page) -> Result<()> {
    page.open(BROKEN)?;
    expect_problem(page, "Ravine could not be loaded", "the server answered 404")?;
    page.screenshot("no module")?;
    Ok(())
}

fn panic_shows_its_text(page: &mut Page) -> Result<()> {
    page.open_app(APP)?;
    page.eval("ravinePage.crashed('panicked at src/app.rs:1:2:\\nan index is too large')")?;
    expect_problem(page, "Ravine has stopped", "an index is too large")?;
    expect_problem(page, "Ravine has stopped", "Your scene is kept")?;
    page.screenshot("panic")?;
    page.eval("document.getElementById('reload').click()")?;
    page.wait_until("document.getElementById('overlay').hidden", LOAD_TIME)
}

fn trap_shows(page: &mut Page) -> Result<()> {
    page.open_app(APP)?;
    page.eval("void setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable') })")?;
    expect_problem(page, "Ravine has stopped", "RuntimeError: unreachable")
}

fn follows_the_colour_scheme(page: &mut Page) -> Result<()> {
    for (scheme, colour) in [("dark", [0x10, 0x13, 0x1a]), ("light", [0xfb, 0xfb, 0xfc])] {
        page.prefer("prefers-color-scheme", scheme)?;
        page.open(BROKEN)?;
        expect_problem(page, "Ravine could not be loaded", "")?;
        let seen = page.screenshot(&format!("{scheme} scheme"))?.pixel(2, 2);
        ensure(
            seen == colour,
            &format!("{scheme}: {seen:?} instead of {colour:?}"),
        )?;
    }
    Ok(())
}

fn fits_a_phone(page: &mut Page) -> Result<()> {
    page.resize(390, 844, true)?;
    page.open_app(APP)?;
    let picture = page.screenshot("phone")?;
    ensure(
        (picture.width, picture.height) == (390, 844),
        "the picture has another size",
    )?;
    let size = page.eval(
        "(() => { const r = document.getElementById('canvas').getBoundingClientRect(); \
         return [r.width, r.height, innerWidth, document.documentElement.scrollWidth]; })()",
    )?;
    let expected = serde_json::json!([390, 844, 390, 390]);
    ensure(
        size == expected,
        &format!("canvas and window are {size} instead of {expected}"),
    )?;
    page.expect_no_errors()
}

/// Waits for the page about a problem, with this title and this text somewhere in it.
fn expect_problem(page: &mut Page, title: &str, text: &str) -> Result<()> {
    page.wait_until("document.getElementById('problem')?.checkVisibility()", LOAD_TIME)?;
    let shown = page.eval("document.getElementById('overlay').innerText")?;
    let shown = shown.as_str().unwrap_or_default();
    let right = shown.starts_with(title) && shown.contains(text) && shown.contains("Reload");
    ensure(
        right,
        &format!("expected {title:?} and {text:?}, the page shows {shown:?}"),
    )
}
