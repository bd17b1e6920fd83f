//! What tests of the running app ask again and again, through `window.ravine`.

use std::time::Duration;

use crate::page::Page;
use crate::{APP, Result};

/// How long an answer may take.
pub const SOON: Duration = Duration::from_secs(30);
/// How long much work may take.
pub const LONG: Duration = Duration::from_secs(180);

/// Opens the app and waits for its first trace.
pub fn open(page: &mut Page) -> Result<()> {
    page.open_app(APP)?;
    computed(page, 1)
}

/// Waits until at least so many traces were computed and none is under way.
pub fn computed(page: &mut Page, count: u64) -> Result<()> {
    let condition = format!("ravine.state().computed >= {count} && !ravine.state().busy");
    page.wait_until(&condition, SOON)
}

/// The number that a JavaScript expression gives.
pub fn number(page: &mut Page, expression: &str) -> Result<f64> {
    let value = page.eval(expression)?;
    value
        .as_f64()
        .ok_or_else(|| format!("{expression} is {value}").into())
}
