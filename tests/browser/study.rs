//! What stands beside the cards, as it is used: ten questions of the drill, the guide to a scene, a
//! calculator with an own rule, the atlas to a run, and the schedule of a case study; by mouse on a desktop
//! and by finger on a phone.

use crate::app::open;
use crate::page::Page;
use crate::panel::Hand;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("study is used by mouse", by_mouse),
    ("study is used by finger", by_finger),
];

/// How many questions are drilled.
const QUESTIONS: usize = 10;
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
    hand.press_fixed("Just play")?;
    // What was below it moves up then.
    hand.wait("ravine.find('Just play') === null")?;
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
    // The menu is a layer of its own, over the panel.
    hand.press_fixed("Half, on screen")?;
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
