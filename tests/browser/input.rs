//! Hands: mouse, wheel, keyboard and touch, as real events of the browser.

use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::Result;
use crate::page::Page;

/// Moves of one drag, and the pause between them: enough for the app to draw in between.
const MOVES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);

/// How often a widget is looked at until it stands still.
const STANDSTILL: usize = 50;

/// How long a widget may take to appear.
const APPEAR_TIME: Duration = Duration::from_secs(20);

type Point = (f64, f64);

/// Keys held while another one is pressed, in the protocol's bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Modifier {
    /// None.
    None = 0,
    /// Ctrl.
    Ctrl = 2,
    /// Ctrl and Shift.
    CtrlShift = 10,
}

impl Page {
    /// Waits for the widget called `name` to be there and to stand still, and gives its middle, in CSS
    /// pixels.
    pub fn middle(&mut self, name: &str) -> Result<Point> {
        let find = format!("window.ravine.find({})", json!(name));
        self.wait_until(&find, APPEAR_TIME)?;
        let later =
            format!("new Promise(done => setTimeout(() => requestAnimationFrame(() => done({find})), 30))");
        let mut found = self.eval(&find)?;
        for _ in 0..STANDSTILL {
            let before = std::mem::replace(&mut found, self.eval(&later)?);
            if found == before {
                break;
            }
        }
        let number = |key: &str| {
            let number = found[key].as_f64();
            number.ok_or_else(|| format!("find({name:?}) has no number {key}: {found}"))
        };
        let x = number("x")? + number("width")? / 2.0;
        Ok((x, number("y")? + number("height")? / 2.0))
    }

    /// Clicks the widget called `name`.
    pub fn click(&mut self, name: &str) -> Result<()> {
        self.drag(name, 0.0, 0.0)
    }

    /// Presses on the widget called `name`, moves by so many CSS pixels and lets go.
    pub fn drag(&mut self, name: &str, dx: f64, dy: f64) -> Result<()> {
        self.drag_paced(name, dx, dy, |_| Ok(()))
    }

    /// The same, so slowly that the app sees every move by itself.
    pub fn drag_slowly(&mut self, name: &str, dx: f64, dy: f64) -> Result<()> {
        self.drag_paced(name, dx, dy, Self::two_frames)
    }

    fn drag_paced(
        &mut self,
        name: &str,
        dx: f64,
        dy: f64,
        rest: impl Fn(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let start = self.middle(name)?;
        self.mouse("mouseMoved", start, 0)?;
        self.mouse("mousePressed", start, 1)?;
        for point in path(start, dx, dy) {
            rest(self)?;
            self.mouse("mouseMoved", point, 1)?;
        }
        rest(self)?;
        self.mouse("mouseReleased", (start.0 + dx, start.1 + dy), 0)
    }

    /// Waits for two frames of the browser: the second one begins once the app has drawn the first.
    fn two_frames(&mut self) -> Result<()> {
        self.eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")?;
        Ok(())
    }

    /// Moves the pointer onto the widget called `name`.
    pub fn hover(&mut self, name: &str) -> Result<()> {
        let point = self.middle(name)?;
        self.mouse("mouseMoved", point, 0)
    }

    /// Turns the wheel over the widget called `name`; a positive `dy` scrolls down.
    pub fn wheel(&mut self, name: &str, dy: f64) -> Result<()> {
        let (x, y) = self.middle(name)?;
        // The app zooms where it last saw the pointer.
        self.mouse("mouseMoved", (x, y), 0)?;
        let wheel = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": dy });
        self.call("Input.dispatchMouseEvent", wheel)?;
        Ok(())
    }

    /// Taps the widget called `name` with a finger.
    pub fn tap(&mut self, name: &str) -> Result<()> {
        self.swipe(name, 0.0, 0.0)
    }

    /// Puts a finger on the widget called `name`, moves it by so many CSS pixels and lifts it.
    pub fn swipe(&mut self, name: &str, dx: f64, dy: f64) -> Result<()> {
        let start = self.middle(name)?;
        self.touch("touchStart", &[start])?;
        for point in path(start, dx, dy) {
            self.touch("touchMove", &[point])?;
        }
        self.touch("touchEnd", &[])
    }

    /// The same, so slowly that the app sees every move by itself.
    pub fn swipe_slowly(&mut self, name: &str, dx: f64, dy: f64) -> Result<()> {
        let start = self.middle(name)?;
        self.touch("touchStart", &[start])?;
        for point in path(start, dx, dy) {
            // After the move, as a finger that rests before it would be a long press.
            self.touch("touchMove", &[point])?;
            self.two_frames()?;
        }
        self.touch("touchEnd", &[])
    }

    /// Tells the browser which fingers touch where; `kind` is touchStart, touchMove or touchEnd.
    pub fn touch(&mut self, kind: &str, fingers: &[Point]) -> Result<()> {
        let points: Vec<_> = fingers
            .iter()
            .enumerate()
            .map(|(id, (x, y))| json!({ "x": x, "y": y, "id": id }))
            .collect();
        let touch = json!({ "type": kind, "touchPoints": points });
        self.call("Input.dispatchTouchEvent", touch)?;
        sleep(PAUSE);
        Ok(())
    }

    /// Spreads two fingers around the middle of the widget called `name`, or brings them together, from a
    /// distance in CSS pixels to another one.
    pub fn pinch(&mut self, name: &str, from: f64, to: f64) -> Result<()> {
        let (x, y) = self.middle(name)?;
        let apart = |distance: f64| [(x - distance / 2.0, y), (x + distance / 2.0, y)];
        self.touch("touchStart", &apart(from))?;
        for part in 0..=MOVES {
            // The app compares a frame with the one before. One finger must not rest like this: it would be a
            // long press.
            self.two_frames()?;
            let part = f64::from(part) / f64::from(MOVES);
            self.touch("touchMove", &apart(from + part * (to - from)))?;
        }
        self.touch("touchEnd", &[])
    }

    /// Presses and releases a key by its JavaScript name: "ArrowRight", "Enter", " ", "a".
    pub fn press_key(&mut self, key: &str) -> Result<()> {
        self.press_keys(Modifier::None, key)
    }

    /// The same while modifiers are held.
    pub fn press_keys(&mut self, modifiers: Modifier, key: &str) -> Result<()> {
        // A key that is pressed with Ctrl enters no text.
        let plain = modifiers == Modifier::None && key.chars().count() == 1;
        let text = if plain { key } else { "" };
        let mut event = json!({
            "modifiers": modifiers as u8,
            "key": key,
            "code": code(key),
            "text": text,
            "windowsVirtualKeyCode": key_number(key),
        });
        for kind in [if text.is_empty() { "rawKeyDown" } else { "keyDown" }, "keyUp"] {
            event["type"] = json!(kind);
            self.call("Input.dispatchKeyEvent", event.clone())?;
            sleep(PAUSE);
        }
        Ok(())
    }

    /// Enters `text` where the keyboard's focus is.
    pub fn type_text(&mut self, text: &str) -> Result<()> {
        self.call("Input.insertText", json!({ "text": text }))?;
        Ok(())
    }

    fn mouse(&mut self, kind: &str, (x, y): Point, buttons: u8) -> Result<()> {
        let button = if kind == "mouseMoved" && buttons == 0 {
            "none"
        } else {
            "left"
        };
        self.call(
            "Input.dispatchMouseEvent",
            json!({
                "type": kind, "x": x, "y": y,
                "button": button, "buttons": buttons, "clickCount": 1,
            }),
        )?;
        sleep(PAUSE);
        Ok(())
    }
}

/// The points of a straight move, without its start; none for a move by nothing.
fn path((x, y): Point, dx: f64, dy: f64) -> impl Iterator<Item = Point> {
    let moves = if dx == 0.0 && dy == 0.0 { 0 } else { MOVES };
    (1..=moves).map(move |i| {
        let part = f64::from(i) / f64::from(MOVES);
        (x + part * dx, y + part * dy)
    })
}

/// The physical key of a US keyboard.
fn code(key: &str) -> String {
    match key.as_bytes() {
        [b' '] => "Space".to_owned(),
        [letter] if letter.is_ascii_alphabetic() => format!("Key{}", key.to_uppercase()),
        [digit] if digit.is_ascii_digit() => format!("Digit{key}"),
        _ => key.to_owned(),
    }
}

fn key_number(key: &str) -> u32 {
    match key {
        "Backspace" => 8,
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        "PageUp" => 33,
        "PageDown" => 34,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "Delete" => 46,
        _ => key.to_uppercase().chars().next().map_or(0, u32::from),
    }
}
