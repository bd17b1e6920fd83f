//! Networks that train in the page: the digits are learned.

use std::time::{Duration, Instant};

use crate::app::{number, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[("the digits are learned in the page", digits_are_learned)];

/// The preset of the handwritten digits.
const DIGITS: &str = include_str!("../../assets/scenes/net_digits.json");
/// How long training may take.
const TRAINING: Duration = Duration::from_secs(600);

fn digits_are_learned(page: &mut Page) -> Result<()> {
    // A small picture: drawing is not what is tested here, and it takes the same cores.
    page.resize(640, 480, false)?;
    // The graphics card is the CPU, too, and thousands of steps of one network keep but one of its units busy.
    page.before_load("Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined })")?;
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
