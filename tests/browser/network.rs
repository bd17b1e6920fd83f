//! Networks that train in the page: the digits are learned.

use serde_json::{Value, json};
use std::time::{Duration, Instant};

use crate::app::{SOON, number, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    ("the digits are learned in the page", digits_are_learned),
    ("the page goes on drawing while 256 networks train", many_train),
    ("the boundary is that of the step after End and Home", boundaries),
];

/// The preset of the handwritten digits.
const DIGITS: &str = include_str!("../../assets/scenes/net_digits.json");
/// How long training may take.
const TRAINING: Duration = Duration::from_secs(600);

/// The preset of two half circles.
const MOONS: &str = include_str!("../../assets/scenes/net_moons.json");
/// The picture of the data, by its accessible name.
const PICTURE: &str = "Data and predictions";
/// A page without WebGPU.
const NO_GPU: &str = "Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined })";

/// With WebGPU the picture at both ends is that of a page without it, however often one goes to and fro, and so
/// is that of a table that is edited.
fn boundaries(page: &mut Page) -> Result<()> {
    let mut other = page.of_someone_else()?;
    other.before_load(NO_GPU)?;
    let mut pictures = Vec::new();
    for page in [&mut other, page] {
        page.resize(900, 640, false)?;
        open(page)?;
        let count = number(page, "ravine.state().computed")? as u64;
        page.eval(&format!("ravine.load({MOONS})"))?;
        page.wait_until(
            &format!("ravine.state().computed > {count} && !ravine.state().busy"),
            TRAINING,
        )?;
        // It plays: answers for steps on the way are still to come.
        std::thread::sleep(Duration::from_secs(4));
        for round in 0..3 {
            for key in ["End", "Home"] {
                page.press_key(key)?;
                let at_the_end = key == "End";
                page.wait_until(&format!("(ravine.state().step > 0) === {at_the_end}"), SOON)?;
                page.wait_until(&format!("ravine.find('{PICTURE}') !== null"), SOON)?;
                // A few frames: the right picture must not wait for answers.
                std::thread::sleep(Duration::from_secs(2));
                let rect = page.eval(&format!("ravine.find('{PICTURE}')"))?;
                pictures.push((page.screenshot(&format!("moons {key} {round}"))?, rect));
            }
        }
        // An own table whose classes change places under a picture of its end.
        for classes in [[0, 1], [1, 0]] {
            let count = number(page, "ravine.state().computed")? as u64;
            page.eval(&format!("ravine.load({})", own_table(classes)))?;
            page.wait_until(
                &format!("ravine.state().computed > {count} && !ravine.state().busy"),
                TRAINING,
            )?;
            page.press_key("End")?;
            std::thread::sleep(Duration::from_secs(2));
            let rect = page.eval(&format!("ravine.find('{PICTURE}')"))?;
            pictures.push((page.screenshot(&format!("table {classes:?}"))?, rect));
        }
    }
    let (right, seen) = pictures.split_at(8);
    for (place, (picture, rect)) in seen.iter().enumerate() {
        let [same, other] = [place, place ^ 1].map(|place| picture.apart(&right[place].0, rect));
        println!("{place}: {same:.2} from the right picture, {other:.2} from the one before or after it");
        ensure(2.0 * same < other, &format!("picture {place} is another one"))?;
    }
    page.expect_no_errors()
}

/// Two clouds of points as an own table, one class left and the other right, at the end of their training.
fn own_table(classes: [usize; 2]) -> Value {
    let cloud = |(side, class): (f64, usize)| {
        let points = (0..40).map(move |i| (side + f64::from(i % 8) * 0.1, f64::from(i / 8) * 0.3 - 0.6));
        points.map(move |(x, y)| json!([x, y, class]))
    };
    let rows: Vec<Value> = [(-1.5, classes[0]), (0.8, classes[1])]
        .into_iter()
        .flat_map(cloud)
        .collect();
    let network = json!({ "data": { "points": rows, "target": "class" }, "layers": [2, 8, 2] });
    json!({ "experiment": { "problem": { "network": network }, "steps": 200, "runs": [{ "optimizer": "adam" }] } })
}

/// Networks that train at once, and their steps.
const MANY: u32 = 256;
const STEPS: u32 = 2000;
/// Frames that are counted while they train, and the longest time between two.
const FRAMES: f64 = 20.0;
const LONGEST: Duration = Duration::from_secs(2);

fn many_train(page: &mut Page) -> Result<()> {
    page.resize(640, 480, false)?;
    open(page)?;
    page.eval(&format!(
        "ravine.load({{ experiment: {{
            problem: {{ network: {{ data: {{ name: 'moons', size: 400 }}, layers: [2, 8, 8, 2], seeds: {MANY} }} }},
            steps: {STEPS},
            runs: [{{ optimizer: 'adam' }}],
        }} }})"
    ))?;
    page.wait_until("ravine.state().busy && ravine.find('Pause') !== null", SOON)?;
    let before = number(page, "ravine.frame()")?;
    page.wait_until(
        &format!("ravine.frame() > {before} + {FRAMES}"),
        LONGEST * FRAMES as u32,
    )?;
    ensure(
        page.eval("ravine.state().busy")? == true,
        "the networks were done too early to tell anything",
    )?;
    page.press_key(" ")?;
    page.wait_until("!ravine.state().playing", LONGEST)?;
    let step = number(page, "ravine.state().step")?;
    let later = number(page, "ravine.frame()")?;
    page.wait_until(&format!("ravine.frame() > {later} + 3"), LONGEST * 3)?;
    ensure(
        number(page, "ravine.state().step")? == step,
        "the pause did not last",
    )?;
    page.screenshot("many networks")?;
    page.expect_no_errors()
}

fn digits_are_learned(page: &mut Page) -> Result<()> {
    // A small picture: drawing is not what is tested here, and it takes the same cores.
    page.resize(640, 480, false)?;
    // The graphics card is the CPU, too, and thousands of steps of one network keep but one of its units
    // busy.
    page.before_load(NO_GPU)?;
    open(page)?;
    let count = number(page, "ravine.state().computed")? as u64;
    let begun = Instant::now();
    page.eval(&format!("ravine.load({DIGITS})"))?;
    page.wait_until(
        &format!("ravine.state().computed > {count} && !ravine.state().busy"),
        TRAINING,
    )?;
    let engine = page.eval("ravine.state().engine")?;
    let accuracy = number(page, "ravine.trace().runs[0].columns.val_accuracy.at(-1)")?;
    println!(
        "{:.1} % right after 2,000 steps on the engine {engine}, {:.1} s",
        100.0 * accuracy,
        begun.elapsed().as_secs_f64()
    );
    ensure(
        accuracy >= 0.96,
        &format!("only {accuracy} of what was held back is right"),
    )?;
    page.screenshot("digits")?;
    page.expect_no_errors()
}
