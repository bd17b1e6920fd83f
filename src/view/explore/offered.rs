//! What of an outcome can be shown: a surface has minima, a network what is held back.

use super::setting::Setting;
use crate::course::explore::value;
pub use crate::course::explore::value::exists;
use crate::scene::explore::{Explore, Value};
use crate::view::Shown;
use std::sync::Arc;

/// All of it: what it is called, and what it is.
pub const ALL: [(Value, &str, &str); 7] = [
    (
        Value::Loss,
        "Loss at the end",
        "The loss after the last step, or where the timeline stands; of a network on all that is trained on",
    ),
    (
        Value::Best,
        "Lowest loss",
        "The lowest loss on the way; of a network, at looks",
    ),
    (
        Value::Steps,
        "Steps to tolerance",
        "After how many steps the loss is within the tolerance",
    ),
    (
        Value::Minimum,
        "Minimum reached",
        "At which known minimum the run ends: the basins. One that holds no runs, being too sharp for their \
            rate, is reached by none of those that pass it",
    ),
    (
        Value::Validation,
        "Validation loss",
        "The loss at the end on what is held back",
    ),
    (
        Value::BestValidation,
        "Lowest validation loss",
        "The lowest loss on what is held back, at looks",
    ),
    (
        Value::Accuracy,
        "Accuracy",
        "The share of right answers at the end on what is held back, drawn as that of wrong ones",
    ),
];

/// What it is called.
pub fn words(value: Value) -> &'static str {
    ALL.iter().find(|row| row.0 == value).map_or("", |row| row.1)
}

/// What is shown of what was chosen.
pub fn shown(shown: &Shown, value: Value) -> Value {
    value::shown(shown.plan.map(Arc::as_ref), value)
}

/// What was chosen, as in an old link, and is not there: an axis that the run does not have, or a value.
pub fn missing(seen: &Shown, explore: &Explore, settings: &[Setting]) -> Option<String> {
    let axes = [&explore.x, &explore.y].into_iter().flatten();
    let mut gone = axes.filter(|span| settings.iter().all(|setting| setting.name != span.name));
    let axis = gone.next().map(|span| {
        let name = &span.name;
        format!("This run has no `{name}`, so another axis is shown.")
    });
    let value = (shown(seen, explore.value) != explore.value).then(|| {
        let words = words(explore.value);
        format!("There is no \u{201c}{words}\u{201d} here, so the colours show the loss at the end.")
    });
    axis.or(value)
}
