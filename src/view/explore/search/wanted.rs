//! What a search asks for: a task for each method, and the map below their tries.

use super::seen::SearchAxis;
use super::words;
use crate::engine::search::under_way::Searching;
use crate::engine::search::{Dimension, SETTINGS, Task};
use crate::scene::explore::{Explore, Look, Method, Span};
use crate::scene::sweep::Sweep;
use crate::view::Shown;
use crate::view::explore::ask;
use crate::view::explore::map::settings;
use crate::view::explore::setting::Setting;
use crate::view::table::tolerance;
use std::sync::Arc;

/// Values along each axis of the map below the tries.
pub const SIDE: u32 = 64;
/// Settings that are searched where nothing is chosen, in this order, each where the run has it.
const USUAL: [&str; 8] = [
    "lr",
    "beta",
    "momentum",
    "beta1",
    "weight_decay",
    "rho",
    "start.x",
    "seed",
];

/// What is asked for.
pub struct Wanted {
    /// The settings that are searched.
    pub space: Vec<SearchAxis>,
    /// All settings of the run.
    pub settings: Vec<Setting>,
    /// A search for each method.
    pub tasks: Vec<Arc<Task>>,
    /// The map below the tries.
    pub ground: Option<Arc<Sweep>>,
}

/// The settings that are searched: those that were chosen where the run has them, else the usual ones.
pub fn space(explore: &Explore, settings: &[Setting]) -> Vec<Span> {
    let known = |span: &&Span| settings.iter().any(|setting| setting.name == span.name);
    let chosen: Vec<Span> = explore.search.space.iter().filter(known).cloned().collect();
    let [least, most] = SETTINGS;
    if chosen.len() >= least {
        return chosen.into_iter().take(most).collect();
    }
    let of = |name: &&str| settings.iter().find(|setting| setting.name == *name);
    let usual = USUAL.iter().filter_map(of).chain(settings);
    let mut space = chosen;
    for setting in usual {
        if space.len() < least && space.iter().all(|own| own.name != setting.name) {
            space.push(setting.span.clone());
        }
    }
    space
}

impl Wanted {
    /// Why nothing can be asked for, in words.
    pub fn trouble(&self) -> Option<String> {
        let none = || "No method takes part; choose one.".to_owned();
        match &self.tasks[..] {
            [] => Some(none()),
            tasks => tasks.iter().find_map(|task| task.trouble()),
        }
    }
}

/// What is asked for; None where there is nothing to search.
pub fn wanted(shown: &Shown, explore: &Explore) -> Option<Wanted> {
    let run = shown.scene.view.selected;
    let settings = settings(shown, run);
    let space: Vec<SearchAxis> = space(explore, &settings)
        .into_iter()
        .filter_map(|span| {
            let own = settings.iter().find(|setting| setting.name == span.name)?;
            Some(SearchAxis {
                words: own.words.clone(),
                dimension: Dimension {
                    whole: own.whole,
                    span,
                },
            })
        })
        .collect();
    if space.len() < SETTINGS[0] {
        return None;
    }
    let alone = ask::alone(&shown.scene.experiment, run, false)?;
    let spans: Vec<(&Span, u32)> = space.iter().map(|own| (&own.dimension.span, SIDE)).collect();
    let whole = ask::over(&alone, &spans, tolerance(shown));
    let search = &explore.search;
    let task = |method: &Method| {
        Arc::new(Task {
            of: Sweep {
                axes: Vec::new(),
                ..whole.clone()
            },
            space: space.iter().map(|own| own.dimension.clone()).collect(),
            budget: search.budget,
            repetitions: search.repetitions,
            seed: search.seed,
            method: *method,
        })
    };
    let tasks: Vec<Arc<Task>> = search.methods.iter().map(task).collect();
    let flat = shown.plan.and_then(|plan| plan.surface());
    let seen = flat.filter(|_| space.len() == 2 && search.look == Look::Tries);
    Some(Wanted {
        ground: seen.map(|_| Arc::new(whole)),
        tasks,
        space,
        settings,
    })
}

/// The searches that are known.
pub fn found<'a>(shown: &Shown<'a>, wanted: &Wanted) -> Vec<&'a Searching> {
    let of = |task: &Arc<Task>| shown.searches.iter().find(|known| known.task() == task);
    wanted.tasks.iter().filter_map(of).collect()
}

/// All tries as CSV.
pub fn table(wanted: &Wanted, found: &[&Searching]) -> String {
    let names: Vec<&str> = wanted
        .space
        .iter()
        .map(|own| own.dimension.span.name.as_str())
        .collect();
    let searches: Vec<_> = found
        .iter()
        .map(|own| (own.task().method.name(), own.tries()))
        .collect();
    words::csv(&searches, &names)
}
