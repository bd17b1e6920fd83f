//! What stands beside the cards, as it is used: ten questions of the drill, the guide to a scene, a calculator with an own
//! rule, the atlas to a run, and the schedule of a case study; by mouse on a desktop and by finger on a phone.

use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::app::{SOON, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("study is used by mouse", by_mouse),
    ("study is used by finger", by_finger),
];

/// How many questions are drilled.
const QUESTIONS: usize = 10;
/// How often what stands beyond an edge is scrolled to.
const SCROLLS: usize = 24;
/// A rule of one's own, which keeps a row and a column of each matrix.
const OWN: &str = r#"{ "experiment": { "problem": { "surface": "bowl" }, "steps": 50, "runs": [ { "optimizer": {
    "source": "name \"Half\"\nstate r: row, c: col\nw -= 0.1*g" } } ] } }"#;

fn by_mouse(page: &mut Page) -> Result<()> {
    page.resize(1280, 800, false)?;
    used(page, false)
}

fn by_finger(page: &mut Page) -> Result<()> {
    page.resize(390, 844, true)?;
    used(page, true)
}

fn used(page: &mut Page, finger: bool) -> Result<()> {
    let mut hand = Hand { page, finger };
    open(hand.page)?;
    hand.press("Just play")?;
    hand.contents()?;
    drill(&mut hand)?;
    guide(&mut hand)?;
    calculator(&mut hand)?;
    atlas(&mut hand)?;
    case(&mut hand)?;
    page.expect_no_errors()
}

/// Ten questions, answered aloud.
fn drill(hand: &mut Hand) -> Result<()> {
    hand.press("Drill")?;
    hand.wait("ravine.state().study.sheet === 'drill'")?;
    for number in 1..=QUESTIONS {
        hand.press("Show what to say")?;
        hand.press("I had it")?;
        let kept = "Object.keys(JSON.parse(localStorage.getItem('ravine.drill.json'))?.asked ?? {}).length";
        hand.wait(&format!("{kept} === {number}"))?;
        if number < QUESTIONS {
            hand.press("Next question")?;
        }
    }
    hand.page.screenshot(&hand.named("study drill"))?;
    hand.press("Contents")
}

/// Two answers, and the scene where they end; then back to the scene before.
fn guide(hand: &mut Hand) -> Result<()> {
    let before = hand.page.eval("ravine.state().scene.experiment")?;
    hand.press("Guide")?;
    hand.press("A function of a few variables")?;
    hand.press("It is convex, and how steep it is at most and at least")?;
    hand.press("Open the scene")?;
    hand.wait("ravine.state().study.card === 'guide/convex' && !ravine.state().busy")?;
    hand.wait("ravine.state().scene.experiment.runs[0].label === 'Momentum, computed'")?;
    hand.page.screenshot(&hand.named("study guide"))?;
    hand.press("Leave Study")?;
    hand.wait("ravine.state().study.card === null")?;
    let after = hand.page.eval("ravine.state().scene.experiment")?;
    ensure(after == before, "the scene before the guide is lost")?;
    hand.contents()
}

/// Memory of a known model with a rule of one's own.
fn calculator(hand: &mut Hand) -> Result<()> {
    hand.page.eval(&format!("ravine.load({OWN})"))?;
    hand.wait("ravine.state().scene.experiment.steps === 50 && !ravine.state().busy")?;
    hand.contents()?;
    hand.press("Calculators")?;
    hand.press("Optimizer")?;
    hand.press("Half, on screen")?;
    // Only a rule with rows and columns is asked how it sees convolutions.
    hand.wait("ravine.find('Rows and columns as in optax') !== null")?;
    hand.page.screenshot(&hand.named("study calculator"))?;
    hand.press("Contents")
}

fn atlas(hand: &mut Hand) -> Result<()> {
    hand.press("Atlas")?;
    hand.press("Add Adagrad to the runs")?;
    hand.wait("ravine.state().scene.experiment.runs[1]?.optimizer === 'adagrad'")?;
    hand.press("Contents")
}

/// The schedule of GPT-3.
fn case(hand: &mut Hand) -> Result<()> {
    hand.press("Search cards")?;
    hand.page.type_text("gpt-3 cosine case")?;
    hand.press("Card: GPT-3")?;
    hand.wait("ravine.state().study.card === 'cases/gpt_3' && !ravine.state().busy")?;
    hand.wait("ravine.state().scene.view.tab === 'rate'")?;
    hand.page.screenshot(&hand.named("study case"))?;
    Ok(())
}

/// A mouse or a finger, and the page.
struct Hand<'a> {
    page: &'a mut Page,
    finger: bool,
}

impl Hand<'_> {
    /// Clicks or taps a widget, after it was scrolled to where it can be seen.
    fn press(&mut self, name: &str) -> Result<()> {
        self.reach(name)?;
        match self.finger {
            true => self.page.tap(name),
            false => self.page.click(name),
        }
    }

    fn wait(&mut self, condition: &str) -> Result<()> {
        self.page.wait_until(condition, SOON)
    }

    fn named(&self, picture: &str) -> String {
        let by = if self.finger { "by finger" } else { "by mouse" };
        format!("{picture} {by}")
    }

    /// The contents, whatever is open.
    fn contents(&mut self) -> Result<()> {
        let tab = if self.finger { "Study tab" } else { "Study" };
        if self.page.eval("ravine.state().study.sheet")? != "contents" || self.finger {
            self.press(tab)?;
        }
        self.wait("ravine.find('Drill') !== null")
    }

    /// Scrolls the panel until a widget is inside the window.
    fn reach(&mut self, name: &str) -> Result<()> {
        for _ in 0..SCROLLS {
            let (_, y) = self.page.middle(name)?;
            let height = self.page.eval("innerHeight")?.as_f64().unwrap_or_default();
            // On a phone the panel is the lower half.
            let top = if self.finger { 0.0 } else { 40.0 };
            let bottom = height - if self.finger { 8.0 } else { 64.0 };
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
        let start = (195.0, height - if way > 0.0 { 40.0 } else { 200.0 });
        self.page.touch("touchStart", &[start])?;
        for part in 1..=8 {
            let y = start.1 - way * 20.0 * f64::from(part);
            self.page.touch("touchMove", &[(start.0, y)])?;
        }
        // It rests before it is let go, so that nothing glides on.
        sleep(Duration::from_millis(200));
        self.page.touch("touchEnd", &[])?;
        sleep(Duration::from_millis(300));
        Ok(())
    }
}
