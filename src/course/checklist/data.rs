//! What is held out, and what luck may have done.

use super::desk::{Desk, counted, put};
use super::{ChecklistLine, LineMend, Presence};
use crate::lang::number::significant;
use serde_json::Value as Json;

/// The share that is offered to be held out.
const SHARE: f64 = 0.2;
/// How many repetitions are offered.
const SEEDS: u32 = 5;

/// Whether samples are held back for validation.
pub(super) fn validation(desk: &Desk) -> ChecklistLine {
    let line = |state, words, mends| ChecklistLine {
        title: "Samples for validation",
        state,
        words,
        mends,
        card: "generalisation/draw_validation",
    };
    let Some(network) = desk.network() else {
        let words = "A surface has no data; nothing can be held out.".to_owned();
        return line(Presence::Unknown, words, Vec::new());
    };
    if network.validation > 0.0 {
        return line(Presence::Done, part(network.validation, "held back"), Vec::new());
    }
    let words = "None: overfitting would not be seen.".to_owned();
    let mend = LineMend::change("Hold back 20 %", put("network.validation", &SHARE));
    line(Presence::Open, words, vec![mend])
}

/// Whether samples are kept for a test. None on a surface.
pub(super) fn test(desk: &Desk) -> Option<ChecklistLine> {
    let network = desk.network()?;
    let (state, words, mends) = if network.test > 0.0 {
        (Presence::Done, part(network.test, "kept for a test"), Vec::new())
    } else {
        let words = "None: what is chosen by validation looks better than it is.".to_owned();
        let mend = LineMend::change("Keep 20 % for it", put("network.test", &SHARE));
        (Presence::Open, words, vec![mend])
    };
    Some(ChecklistLine {
        title: "A test set that nothing is chosen on",
        state,
        words,
        mends,
        card: "mistakes/the_best_of_many",
    })
}

fn part(share: f64, what: &str) -> String {
    format!("{} % of the samples are {what}.", significant(100.0 * share, 2))
}

/// Whether runs are repeated where luck has a part in them.
pub(super) fn seeds(desk: &Desk) -> ChecklistLine {
    let line = |state, words, mends| ChecklistLine {
        title: "More than one seed",
        state,
        words,
        mends,
        card: "choosing/seeds",
    };
    let experiment = &desk.scene.experiment;
    if let Some(network) = desk.network() {
        return match network.seeds {
            0 | 1 => {
                let mend = LineMend::change("Repeat each run 5 times", put("network.seeds", &SEEDS));
                line(Presence::Open, "Each run ran once.".to_owned(), vec![mend])
            }
            seeds => line(
                Presence::Done,
                format!("Each run is repeated: {seeds} seeds."),
                Vec::new(),
            ),
        };
    }
    if !desk.is_random() {
        let words = "Nothing here is random: another seed would draw the same run.".to_owned();
        return line(Presence::Done, words, Vec::new());
    }
    match experiment.starts.len() {
        0 | 1 => {
            let of_trace = || desk.traces(0).next().map(|run| run.start.point().to_vec());
            let start = experiment.starts.first().or(experiment.start.as_ref()).cloned();
            let mend = start.or_else(of_trace).map(|start| {
                let starts = vec![start; SEEDS as usize];
                let patches = [put("start", &Json::Null), put("starts", &starts)].concat();
                LineMend::change("Draw its noise 5 times", patches)
            });
            let words = "One draw of the noise each.".to_owned();
            line(Presence::Open, words, mend.into_iter().collect())
        }
        starts => {
            let words = format!("{}, each with noise of its own.", counted(starts, "start"));
            line(Presence::Done, words, Vec::new())
        }
    }
}
