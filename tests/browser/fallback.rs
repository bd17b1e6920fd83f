//! Browsers that cannot do everything: no adapter, no WebGPU, no WebGL.

use crate::app::SOON;
use crate::page::{LOAD_TIME, Page};
use crate::{APP, Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    (
        "without an adapter, by a rejected promise, the CPU computes",
        rejected,
    ),
    ("without an adapter, by an exception, the CPU computes", thrown),
    ("without a device the page draws with WebGL", without_device),
    (
        "without WebGL the page shows the scene's figure and its table",
        without_webgl,
    ),
];

fn rejected(page: &mut Page) -> Result<()> {
    on_the_cpu(
        page,
        "GPU.prototype.requestAdapter = () => Promise.reject(new Error('blocked'))",
    )
}

fn thrown(page: &mut Page) -> Result<()> {
    on_the_cpu(
        page,
        "GPU.prototype.requestAdapter = () => { throw new Error('blocked') }",
    )
}

fn without_device(page: &mut Page) -> Result<()> {
    on_the_cpu(
        page,
        "GPUAdapter.prototype.requestDevice = () => Promise.reject(new Error('blocked'))",
    )
}

/// The app runs and draws where a script before it has taken WebGPU away.
fn on_the_cpu(page: &mut Page, script: &str) -> Result<()> {
    page.before_load(script)?;
    page.open_app(APP)?;
    page.wait_until("ravine.state().computed > 0", SOON)?;
    let engine = page.eval("ravine.state().engine")?;
    ensure(engine == "cpu", &format!("the engine is {engine}"))?;
    page.eval("new Promise(done => setTimeout(done, 500))")?;
    let colours = page.screenshot("without WebGPU")?.colours();
    ensure(colours > 2, &format!("the canvas has {colours} colours"))
}

fn without_webgl(page: &mut Page) -> Result<()> {
    page.before_load(
        "delete Navigator.prototype.gpu;
         const own = HTMLCanvasElement.prototype.getContext;
         HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
           return kind.startsWith('webgl') ? null : own.call(this, kind, ...rest);
         };",
    )?;
    page.open(APP)?;
    page.wait_until("document.getElementById('still')?.checkVisibility()", LOAD_TIME)?;
    page.screenshot("without WebGL")?;
    let said = page.eval("document.getElementById('missing').innerText")?;
    ensure(
        said.as_str()
            .is_some_and(|text| text.contains("neither WebGL nor WebGPU")),
        &format!("the page says {said}"),
    )?;
    let drawn = "document.querySelector('#figure svg')";
    page.wait_until(&format!("{drawn}.querySelectorAll('path').length > 20"), SOON)?;
    page.wait_until(
        &format!("{drawn}.querySelector('title').textContent !== ''"),
        SOON,
    )?;
    let rows = page.eval("[...document.querySelectorAll('#table tr')].map(row => row.innerText)")?;
    let rows = rows.as_array().cloned().unwrap_or_default();
    let first = rows.first().and_then(|row| row.as_str()).unwrap_or_default();
    ensure(
        rows.len() > 2 && first.starts_with("Run") && first.contains("Final loss"),
        &format!("the table is {rows:?}"),
    )?;
    page.expect_no_errors()
}
