//! The hands of these tests themselves: what `input.rs` does arrives as the browser's events.

use std::time::Duration;

use serde_json::Value;

use crate::page::Page;
use crate::{BROKEN, Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("the mouse clicks, drags, hovers and scrolls", mouse),
    ("a finger taps and swipes", finger),
    ("the keyboard presses and types", keyboard),
];

/// A page that has one widget, "pad", and writes down what happens to it.
const LISTENER: &str = "
    window.ravine = { find: name => name === 'pad' ? { x: 100, y: 50, width: 40, height: 20 } : null };
    window.seen = [];
    const note = event => seen.push([event.type, event.key ?? event.data ?? event.deltaY ?? null,
        event.clientX ?? event.changedTouches?.[0]?.clientX ?? null]);
    for (const type of ['mousedown', 'mousemove', 'mouseup', 'click', 'wheel', 'touchstart',
        'touchmove', 'touchend', 'keydown', 'input']) addEventListener(type, note, true);
";

const SOON: Duration = Duration::from_secs(20);

fn mouse(page: &mut Page) -> Result<()> {
    open(page)?;
    page.hover("pad")?;
    page.drag("pad", 60.0, 0.0)?;
    expect(page, r#"["mousedown",null,120]"#)?;
    expect(page, r#"["mousemove",null,150]"#)?;
    expect(page, r#"["mouseup",null,180]"#)?;
    page.click("pad")?;
    expect(page, r#"["click",null,120]"#)?;
    page.wheel("pad", 30.0)?;
    expect(page, r#"["wheel",30,120]"#)
}

fn finger(page: &mut Page) -> Result<()> {
    page.resize(390, 844, true)?;
    open(page)?;
    page.swipe("pad", 0.0, 80.0)?;
    expect(page, r#"["touchstart",null,120]"#)?;
    expect(page, r#"["touchmove",null,120]"#)?;
    expect(page, r#"["touchend",null,120]"#)?;
    page.tap("pad")?;
    expect(page, r#"["click",null,120]"#)
}

fn keyboard(page: &mut Page) -> Result<()> {
    open(page)?;
    page.press_key("ArrowRight")?;
    expect(page, r#"["keydown","ArrowRight",null]"#)?;
    page.eval("void document.body.appendChild(document.createElement('textarea')).focus()")?;
    page.press_key("a")?;
    page.type_text("0.01")?;
    expect(page, r#"["input","0.01",null]"#)?;
    let text = page.eval("document.querySelector('textarea').value")?;
    ensure(text == "a0.01", &format!("the text is {text}"))
}

fn open(page: &mut Page) -> Result<()> {
    page.before_load(LISTENER)?;
    page.open(BROKEN)?;
    page.wait_until("document.getElementById('problem')?.checkVisibility()", SOON)
}

/// Waits for an event written as `[type, key or data or deltaY, x]`.
fn expect(page: &mut Page, event: &str) -> Result<()> {
    let seen = format!(
        "seen.some(event => JSON.stringify(event) === {})",
        Value::from(event)
    );
    page.wait_until(&seen, SOON).map_err(|_| {
        let all = page.eval("JSON.stringify(seen)").unwrap_or_default();
        format!("no event {event} among {all}").into()
    })
}
