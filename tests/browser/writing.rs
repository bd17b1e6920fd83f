//! Writing and copying as keyboards and browsers have it: dead keys, AltGr, input methods, letters of other
//! scripts, and a clipboard that is open only while a key or a click is handled.

use crate::app::{SOON, open};
use crate::page::Page;
use crate::{Result, Test, ensure};
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("a dead key and an input method write into the editor", composed),
    ("letters typed with AltGr are no commands", altgr),
    ("a font is loaded once a letter needs it", font_is_loaded),
    (
        "a clipboard that obeys only a hand is copied to, by mouse and by key",
        copied,
    ),
];

const SOURCE: &str = "ravine.state().scene.experiment.runs[0].optimizer.source";

/// Opens the editor on a rule of its own, at the end of its text.
fn write(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    page.click("Pause")?;
    page.click("Fork the optimizer of SGD")?;
    page.wait_until(&format!("{SOURCE}?.includes('w -= lr * g')"), SOON)?;
    page.click("Rule text")?;
    page.press_keys(crate::input::Modifier::Ctrl, "End")?;
    page.press_key("Enter")
}

/// Waits until the rule has a text, and still has what it began with.
fn has(page: &mut Page, text: &str) -> Result<()> {
    let holds = format!(
        "{SOURCE}.includes({}) && {SOURCE}.includes('w -= lr * g')",
        json!(text)
    );
    page.wait_until(&holds, SOON).map_err(|_| {
        let source = page.eval(SOURCE).unwrap_or_default();
        format!("no {text:?} in {source}").into()
    })
}

/// Composes a text in steps and enters the last of them.
fn compose(page: &mut Page, steps: &[&str]) -> Result<()> {
    for text in steps {
        let end = text.encode_utf16().count();
        let composition = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
        page.call("Input.imeSetComposition", composition)?;
        page.eval("new Promise(requestAnimationFrame)")?;
    }
    page.type_text(steps.last().copied().unwrap_or_default())
}

fn composed(page: &mut Page) -> Result<()> {
    write(page)?;
    page.type_text("h = g")?;
    compose(page, &["^"])?;
    page.type_text("2")?;
    has(page, "h = g^2")?;
    page.press_key("Enter")?;
    page.type_text("# ")?;
    compose(page, &["k", "か", "かn", "漢"])?;
    compose(page, &["´", "é"])?;
    has(page, "# 漢é")?;
    page.screenshot("composed")?;
    page.expect_no_errors()
}

fn altgr(page: &mut Page) -> Result<()> {
    write(page)?;
    page.type_text("# ")?;
    // As a Polish keyboard has them; Windows tells of Ctrl and Alt. Ctrl with these keys selects all, undoes,
    // deletes.
    for (letter, code) in [
        ("ą", "KeyA"),
        ("ż", "KeyZ"),
        ("ĸ", "KeyK"),
        ("ł", "KeyU"),
        ("ħ", "KeyH"),
    ] {
        for (kind, modifiers) in [("rawKeyDown", 3), ("keyUp", 3)] {
            let number = code.chars().last().map_or(0, u32::from);
            let event = json!({
                "type": kind, "modifiers": modifiers, "key": letter, "code": code, "windowsVirtualKeyCode": number,
            });
            page.call("Input.dispatchKeyEvent", event)?;
            if kind == "rawKeyDown" {
                page.type_text(letter)?;
            }
            page.eval("new Promise(requestAnimationFrame)")?;
        }
    }
    has(page, "# ążĸłħ")?;
    page.screenshot("AltGr")?;
    page.expect_no_errors()
}

fn font_is_loaded(page: &mut Page) -> Result<()> {
    write(page)?;
    let loaded = |name: &str| {
        format!("performance.getEntriesByType('resource').some(file => file.name.endsWith('{name}'))")
    };
    let before = page.eval(&loaded("Inter-Cyrillic.ttf"))?;
    ensure(before == false, "the font is loaded before a letter needs it")?;
    page.type_text("# Шаг")?;
    page.wait_until(&loaded("Inter-Cyrillic.ttf"), SOON)?;
    page.eval("new Promise(done => setTimeout(done, 500))")?;
    page.screenshot("Cyrillic")?;
    page.expect_no_errors()
}

fn copied(page: &mut Page) -> Result<()> {
    page.before_load(
        "window.copied = [];
         let inHand = false;
         for (const type of ['pointerdown', 'pointerup', 'keydown', 'keyup']) {
           addEventListener(type, () => { inHand = true; setTimeout(() => { inHand = false; }); }, true);
         }
         navigator.clipboard.writeText = async (text) => {
           if (!inHand) throw new DOMException('no hand', 'NotAllowedError');
           copied.push(text);
         };
         document.execCommand = () => false;",
    )?;
    page.resize(1440, 900, false)?;
    open(page)?;
    page.click("Share")?;
    page.click("Copy link")?;
    page.wait_until(
        "copied.length > 0 && copied.every(text => text.includes('#s=1.'))",
        SOON,
    )?;
    page.click("Close")?;
    page.wait_until("ravine.find('Close') === null", SOON)?;
    page.click("Share")?;
    page.middle("Copy link")?;
    page.eval("void copied.splice(0)")?;
    page.press_key("Tab")?;
    // As long as a finger rests on a key, in which the app draws: the text is copied when the key comes up.
    for kind in ["rawKeyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13 });
        page.call("Input.dispatchKeyEvent", event)?;
        page.wait_until("ravine.find('Copied') !== null", SOON)?;
    }
    page.wait_until(
        "copied.length > 0 && copied.every(text => text.includes('#s=1.'))",
        SOON,
    )?;
    page.expect_no_errors()
}
