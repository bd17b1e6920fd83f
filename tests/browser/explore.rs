//! The Explore tab, as it is used: a map is built, pointed at, clicked, dragged through and played; a rate is
//! taken from a range test; five rules race and tie. By mouse on a desktop and by finger on a phone. While a map is
//! being computed, a dragged slider keeps up. And a script searches.

use ravine::scene::explore::{Page as Shown, Span};
use ravine::scene::sweep::Spread;
use ravine::scene::{Run, Scene, Stage};
use serde_json::Value;

use crate::app::{LONG, computed, number, open};
use crate::page::Page;
use crate::panel::Hand;
use crate::speed::{FRAMES, changes, quantile};
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("a map is explored by mouse", by_mouse),
    ("a map is explored by finger", by_finger),
    ("a slider keeps up while a map is computed", while_it_computes),
    ("a script searches for settings", by_script),
];

const MAP: &str = "Map of outcomes";
/// The height of a phone of these tests.
const TALL: u32 = 2600;
const RATE: &str = "ravine.state().scene.experiment.runs[0].params?.lr";

fn by_mouse(page: &mut Page) -> Result<()> {
    page.resize(1280, 800, false)?;
    explored(&mut Hand { page, finger: false })
}

fn by_finger(page: &mut Page) -> Result<()> {
    // So tall that the map, its readout and its controls are seen without scrolling.
    page.resize(390, TALL, true)?;
    explored(&mut Hand { page, finger: true })
}

fn explored(hand: &mut Hand) -> Result<()> {
    open(hand.page)?;
    map(hand)?;
    play(hand)?;
    range_test(hand)?;
    race(hand)?;
    search(hand)?;
    network(hand)?;
    hand.page.expect_no_errors()
}

/// Shows a scene's Explore tab.
fn show(hand: &mut Hand, scene: &Scene) -> Result<()> {
    let count = number(hand.page, "ravine.state().computed")? as u64;
    hand.page
        .eval(&format!("ravine.load({})", serde_json::to_string(scene)?))?;
    computed(hand.page, count + 1)?;
    if hand.finger {
        hand.press_fixed("Charts tab")?;
    }
    Ok(())
}

/// Waits until nothing that is explored is being computed.
fn settled(hand: &mut Hand) -> Result<()> {
    let done = "!ravine.says('computed') && !ravine.says('omputing')";
    hand.page.wait_until(done, LONG)
}

fn map(hand: &mut Hand) -> Result<()> {
    let mut scene = scene("ravine", &["momentum"], Shown::Map);
    scene.experiment.start = Some(vec![-4.0, 1.5]);
    scene.view.explore.x = Some(Span::new("lr", [1e-3, 0.2], Spread::Log));
    scene.view.explore.y = Some(Span::new("beta", [0.0, 0.99], Spread::Linear));
    show(hand, &scene)?;
    hand.wait("ravine.says('Now: Momentum')")?;
    settled(hand)?;
    if !hand.finger {
        let surface = hand.page.eval("ravine.find('Loss surface')")?;
        let before = hand.page.screenshot("explore map")?;
        hand.page.hover(MAP)?;
        hand.wait("!ravine.says('Now: Momentum') && ravine.says('Momentum, Learning rate')")?;
        hand.wait("!ravine.state().busy")?;
        let pointed = hand.page.screenshot("explore ghost")?;
        let apart = pointed.apart(&before, &surface);
        ensure(apart > 0.0, "no ghost of the run is seen beside its path")?;
    }
    ensure(hand.page.eval(RATE)? == Value::Null, "pointing moved the run")?;
    hand.press_fixed(MAP)?;
    hand.wait(&format!("{RATE} > 0"))?;
    let clicked = number(hand.page, RATE)?;
    match hand.finger {
        true => hand.page.swipe_slowly(MAP, -60.0, 20.0)?,
        false => hand.page.drag_slowly(MAP, -60.0, 20.0)?,
    }
    hand.wait(&format!("{RATE} < {clicked} && !ravine.state().busy"))?;
    settled(hand)?;
    hand.page.screenshot(&hand.named("explore dragged"))?;
    Ok(())
}

/// The timeline moves the map through training, and nothing is computed anew.
fn play(hand: &mut Hand) -> Result<()> {
    hand.page.press_key("Home")?;
    hand.press_fixed("Play")?;
    hand.wait("ravine.says('step ') && ravine.says(' of 200')")?;
    hand.wait("!ravine.says('of the map computed')")?;
    hand.page.press_key("End")?;
    hand.wait("ravine.state().step >= 200")
}

/// Four methods search for a rate and a momentum; who is best or ties is said.
fn search(hand: &mut Hand) -> Result<()> {
    show(hand, &scene("ravine", &["momentum"], Shown::Search))?;
    settled(hand)?;
    hand.wait("ravine.says(' tie') || ravine.says(' is ahead')")?;
    hand.page.screenshot(&hand.named("explore search"))?;
    Ok(())
}

/// A map of networks: batch against rate, its rules beside it.
fn network(hand: &mut Hand) -> Result<()> {
    let mut scene = scene("bowl", &["sgd"], Shown::Map);
    scene.experiment.problem = serde_json::from_value(serde_json::json!({ "network": {
        "data": { "name": "moons", "size": 60 }, "layers": [2, 4, 2], "batch": 8 } }))?;
    scene.experiment.steps = 20;
    show(hand, &scene)?;
    hand.wait("ravine.says('Now: SGD')")?;
    settled(hand)?;
    hand.page.screenshot(&hand.named("explore network"))?;
    hand.press_fixed(MAP)?;
    hand.wait("ravine.state().scene.experiment.problem.network.batch !== 8")
}

fn range_test(hand: &mut Hand) -> Result<()> {
    show(hand, &scene("ravine", &["sgd"], Shown::Range))?;
    hand.wait("ravine.find('Take the steepest fall') !== null")?;
    settled(hand)?;
    hand.page.screenshot(&hand.named("explore range test"))?;
    hand.press_fixed("Take a tenth of the lowest")?;
    hand.wait(&format!("{RATE} > 0.005 && {RATE} < 0.1"))?;
    Ok(())
}

fn race(hand: &mut Hand) -> Result<()> {
    let five = ["sgd", "momentum", "adam", "rmsprop", "lion"];
    show(hand, &scene("bowl", &five, Shown::Race))?;
    settled(hand)?;
    hand.wait("ravine.says(' tie: their 10–90 % bands at their best rates overlap')")?;
    hand.page.screenshot(&hand.named("explore race"))?;
    Ok(())
}

/// A slider is dragged while the map of a run is under way whose noise makes its points dear.
fn while_it_computes(page: &mut Page) -> Result<()> {
    page.resize(1440, 900, false)?;
    open(page)?;
    let mut scene = scene("rosenbrock", &["adam", "sgd"], Shown::Map);
    scene.experiment.steps = 2000;
    scene.experiment.runs[0].stages = vec![Stage::of("noise")];
    let mut hand = Hand { page, finger: false };
    show(&mut hand, &scene)?;
    hand.wait("ravine.says('of the map computed')")?;
    // Pipelines and glyphs are there after the first drag.
    hand.page.drag_slowly("Learning rate η of Adam", 30.0, 0.0)?;
    let before = changes(hand.page)?.len();
    hand.page.drag_slowly("Learning rate η of Adam", -30.0, 0.0)?;
    let goes_on = hand.page.eval("ravine.says('of the map computed')")?;
    ensure(goes_on == true, "the map was there too soon to tell anything")?;
    let changes = changes(hand.page)?;
    let frames: Vec<f64> = changes[before..]
        .iter()
        .filter_map(|c| c["frames"].as_f64())
        .collect();
    ensure(
        frames.len() >= 5,
        &format!("only {} traces were shown", frames.len()),
    )?;
    // Of a single drag the first change may come a frame later.
    let late = quantile(&frames, 0.9);
    println!(
        "{} changes while a map was computed, in frames: {frames:?}",
        frames.len()
    );
    ensure(
        late <= FRAMES,
        &format!("the paths came {late} frames after the event"),
    )?;
    page.expect_no_errors()
}

/// `ravine.search` tells what `ravine search` prints, or why it cannot search.
fn by_script(page: &mut Page) -> Result<()> {
    open(page)?;
    let scene = serde_json::to_string(&scene("ravine", &["momentum"], Shown::Search))?;
    let space = r#"{ "name": "lr", "from": 1e-4, "to": 1, "scale": "log" }, { "name": "beta", "from": 0, "to": 0.99 }"#;
    let search =
        |space: &str| format!("ravine.search({scene}, {{ space: [{space}], budget: 9, repetitions: 2 }})");
    let found = page.eval(&search(space))?;
    let searches = found["searches"].as_array().ok_or("there are no searches")?;
    let names: Vec<&Value> = searches.iter().map(|own| &own["method"]).collect();
    ensure(
        names == ["grid", "random", "tpe", "halving"],
        &format!("{names:?} searched"),
    )?;
    for own in searches {
        let columns = &own["columns"];
        let spent = columns["spent"].as_array().and_then(|spent| spent.last());
        ensure(
            spent == Some(&1800.into()),
            &format!("{spent:?} steps, not nine runs"),
        )?;
        let rates = columns["settings"]["lr"].as_array().map(Vec::len);
        let losses = columns["loss"].as_array().map(Vec::len);
        ensure(rates.is_some() && rates == losses, "a column is short")?;
    }
    let alone = page.eval(&search(r#"{ "name": "lr", "from": 1e-4, "to": 1 }"#));
    let said = alone.err().map(|error| error.to_string()).unwrap_or_default();
    ensure(said.contains("2 to 4 settings"), &said)?;
    page.expect_no_errors()
}

fn scene(surface: &str, optimizers: &[&str], shown: Shown) -> Scene {
    let mut scene = Scene::on_surface(surface);
    scene.experiment.steps = 200;
    scene.experiment.runs = optimizers.iter().map(|name| Run::of(name)).collect();
    scene.view.tab = "explore".to_owned();
    scene.view.step = 200;
    scene.view.explore.page = shown;
    scene
}
