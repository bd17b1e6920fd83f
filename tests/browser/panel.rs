//! The Study panel as it is used by mouse or finger: what stands beyond an edge is scrolled to first.

use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::Result;
use crate::app::SOON;
use crate::page::Page;

/// How often what stands beyond an edge is scrolled to.
const SCROLLS: usize = 24;

/// A mouse or a finger, and the page.
pub struct Hand<'a> {
    /// The page.
    pub page: &'a mut Page,
    /// Whether it is a finger.
    pub finger: bool,
}

impl Hand<'_> {
    /// Clicks or taps a widget, after it was scrolled to where it can be seen.
    pub fn press(&mut self, name: &str) -> Result<()> {
        self.reach(name)?;
        self.press_fixed(name)
    }

    /// Waits until something is so.
    pub fn wait(&mut self, condition: &str) -> Result<()> {
        self.page.wait_until(condition, SOON)
    }

    /// A picture's name, which tells who was at it.
    pub fn named(&self, picture: &str) -> String {
        let by = if self.finger { "by finger" } else { "by mouse" };
        format!("{picture} {by}")
    }

    /// Clicks or taps what never scrolls: a tab, or what stands in the bar at the top.
    pub fn press_fixed(&mut self, name: &str) -> Result<()> {
        match self.finger {
            true => self.page.tap(name),
            false => self.page.click(name),
        }
    }

    /// The contents, whatever is open.
    pub fn contents(&mut self) -> Result<()> {
        let tab = if self.finger { "Study tab" } else { "Study" };
        if self.page.eval("ravine.state().study.sheet")? != "contents" || self.finger {
            self.press_fixed(tab)?;
        }
        self.wait("ravine.find('Drill') !== null")
    }

    /// Scrolls the panel until a widget is inside it.
    fn reach(&mut self, name: &str) -> Result<()> {
        let height = self.page.eval("innerHeight")?.as_f64().unwrap_or_default();
        // On a phone the panel is what is below the tabs.
        let (top, bottom) = match self.finger {
            true => (self.page.middle("Study tab")?.1 + 32.0, height - 16.0),
            false => (64.0, height - 64.0),
        };
        for _ in 0..SCROLLS {
            let (_, y) = self.page.middle(name)?;
            if y > top && y < bottom {
                return Ok(());
            }
            self.scroll(height, if y < bottom { -1.0 } else { 1.0 })?;
        }
        Err(format!("{name} cannot be scrolled to").into())
    }

    /// Scrolls a part of the panel on, or back.
    fn scroll(&mut self, height: f64, way: f64) -> Result<()> {
        if !self.finger {
            let event = json!({ "type": "mouseWheel", "x": 150, "y": height / 2.0, "deltaX": 0, "deltaY": 200.0 * way });
            self.page.call("Input.dispatchMouseEvent", event)?;
            sleep(Duration::from_millis(300));
            return Ok(());
        }
        let start = (195.0, height - if way > 0.0 { 20.0 } else { 220.0 });
        self.page.touch("touchStart", &[start])?;
        for part in 1..=8 {
            let y = start.1 - way * 25.0 * f64::from(part);
            self.page.touch("touchMove", &[(start.0, y)])?;
        }
        // It rests before it is let go, so that nothing glides on.
        sleep(Duration::from_millis(100));
        self.page.touch("touchEnd", &[])?;
        sleep(Duration::from_millis(150));
        Ok(())
    }
}
