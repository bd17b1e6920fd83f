//! What a hand on a map asks the app for.

use super::Wanted;
use super::hand::Done;
use crate::scene::explore::Span;
use crate::scene::setting;
use crate::view::explore::ask;
use crate::view::explore::setting::complete;
use crate::view::{Shown, Wish};

/// What the hand asks for: the run moved, or a ghost of what it points at.
pub(super) fn asked_for(shown: &Shown, spans: &[Span; 2], wanted: &[Wanted], done: &Done) -> Vec<Wish> {
    let Some((index, point)) = done.at.filter(|_| !shown.presented || !done.takes) else {
        return Vec::new();
    };
    let Some(map) = wanted.get(index) else {
        return Vec::new();
    };
    let mut values: Vec<(String, f64)> = spans.iter().map(|s| s.name.clone()).zip(point).collect();
    complete(&mut values, &map.settings);
    match done.takes {
        true => vec![Wish::Select(map.run), Wish::Settings(map.run, values)],
        false => ghost(shown, map.run, &values).into_iter().collect(),
    }
}

/// The path, or the training curve, of a run with other settings.
fn ghost(shown: &Shown, run: usize, values: &[(String, f64)]) -> Option<Wish> {
    let mut experiment = ask::alone(&shown.scene.experiment, run, false)?;
    for (name, value) in values {
        setting::set(&mut experiment, 0, name, *value);
    }
    Some(Wish::Ghost(Box::new(experiment)))
}
