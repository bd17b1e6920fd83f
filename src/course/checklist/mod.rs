//! A checklist that is read off a scene: what of good practice it has, with the numbers, and what would
//! mend the rest.
//!
//! - `rates`: how many learning rates each rule was tried at, and whether the best one lies between others.
//! - `rate`: warmup with and without, and whether the rate falls to its end within the run.
//! - `data`: what is held out, and how often a run is repeated. `work`: what else makes runs comparable.
//! - `clipping`: the share of steps that are clipped.

mod clipping;
mod data;
mod desk;
mod rate;
mod rates;
mod work;

use super::patch::Patch;
use crate::engine::Computed;
use crate::scene::Scene;
use desk::Desk;

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistLine {
    /// What is looked for.
    pub title: &'static str,
    /// Whether it is there.
    pub state: Presence,
    /// What the scene has, with its numbers.
    pub words: String,
    /// What would mend it, the likeliest first.
    pub mends: Vec<LineMend>,
    /// The card that shows why it counts.
    pub card: &'static str,
}

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    Done,
    /// It is not.
    Open,
    /// The scene does not tell.
    Unknown,
}

impl Presence {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Open => "not done",
            Self::Unknown => "cannot be told",
        }
    }
}

/// A change, or a place, that mends a line.
#[derive(Clone, Debug, PartialEq)]
pub struct LineMend {
    /// What it does, as a button says it.
    pub words: String,
    /// What happens.
    pub jump: Jump,
}

/// What a mend does.
#[derive(Clone, Debug, PartialEq)]
pub enum Jump {
    /// Changes the scene, in this order.
    Change(Vec<Patch>),
    /// Opens a view, by the id of its tab.
    View(&'static str),
    /// Shows the link that holds all settings.
    Share,
}

impl LineMend {
    fn change(words: impl Into<String>, patches: Vec<Patch>) -> Self {
        Self {
            words: words.into(),
            jump: Jump::Change(patches),
        }
    }
}

/// The list for a scene. What was computed counts where it is of this experiment; what needs it cannot be
/// told before. A line that cannot apply is left out.
pub fn checklist(scene: &Scene, done: Option<&Computed>) -> Vec<ChecklistLine> {
    let done = done.filter(|done| *done.experiment == scene.experiment);
    let desk = Desk::of(scene, done);
    if scene.experiment.runs.is_empty() {
        return Vec::new();
    }
    let lines = [
        Some(rates::tried(&desk)),
        rates::between(&desk),
        Some(rate::warmup(&desk)),
        Some(rate::falls(&desk)),
        Some(data::validation(&desk)),
        data::test(&desk),
        Some(data::seeds(&desk)),
        clipping::share(&desk),
        work::decay(&desk),
        work::accumulation(&desk),
        work::gradients(&desk),
        Some(logged(&desk)),
    ];
    lines.into_iter().flatten().collect()
}

/// Whether the settings are written down is nothing that a scene knows; it is what has to be written down.
fn logged(desk: &Desk) -> ChecklistLine {
    let experiment = &desk.scene.experiment;
    let words = format!(
        "Whether they are written down only you know. One link holds all of them: {} with rules and rates, \
         {} {}s, seed {}.",
        desk::counted(experiment.runs.len(), "run"),
        experiment.steps,
        experiment.budget.unit(),
        experiment.seed
    );
    ChecklistLine {
        title: "Settings logged",
        state: Presence::Unknown,
        words,
        mends: vec![LineMend {
            words: "Show the link".to_owned(),
            jump: Jump::Share,
        }],
        card: "choosing/default_or_best",
    }
}

#[cfg(test)]
mod tests;
