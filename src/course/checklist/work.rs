//! What else makes runs comparable: what decay acts on, how micro-batches are added, and what a step costs.

use super::desk::{Desk, number, put};
use super::{ChecklistLine, LineMend, Presence};
use crate::course::atlas::Build;
use crate::course::patch::Patch;
use crate::scene::Budget;
use crate::scene::network::Decayed;
use crate::scene::training::Training;

/// Whether weight decay leaves biases alone. None where nothing decays, or on a surface.
pub(super) fn decay(desk: &Desk) -> Option<ChecklistLine> {
    desk.network()?;
    let decays = desk.runs.iter().filter_map(|entry| {
        let decay = number(entry.rule.as_ref()?, &entry.run.params, "weight_decay")?;
        let decayed = desk.network_of(entry.run)?.weight_decay;
        (decay > 0.0).then_some((entry.label.as_str(), decayed == Decayed::Matrices))
    });
    let decays: Vec<(&str, bool)> = decays.collect();
    let (labels, spares) = part(&decays)?;
    let (state, words, mends) = match spares {
        true => (Presence::Done, "only matrices decay", Vec::new()),
        false => {
            let mut change = put("network.weight_decay", &Decayed::Matrices);
            change.extend(without(desk, |own| own.weight_decay.take().is_some()));
            let mend = LineMend::change("Spare the biases", change);
            (Presence::Open, "biases decay, too", vec![mend])
        }
    };
    Some(ChecklistLine {
        title: "No decay on biases",
        state,
        words: format!("{}: {words}.", labels.join(", ")),
        mends,
        card: "mistakes/decay_on_everything",
    })
}

/// Whether accumulated gradients are divided. None without accumulation.
pub(super) fn accumulation(desk: &Desk) -> Option<ChecklistLine> {
    let adds = desk.runs.iter().filter_map(|entry| {
        let accumulate = desk.network_of(entry.run)?.accumulate;
        let adds = accumulate.micro_batches > 1;
        adds.then_some((accumulate.micro_batches, !accumulate.forgot_to_divide))
    });
    let adds: Vec<(u32, bool)> = adds.collect();
    let (counts, divides) = part(&adds)?;
    let count = counts[0];
    let (state, words, mends) = match divides {
        true => (Presence::Done, "their mean is taken", Vec::new()),
        false => {
            let mut change = put("network.accumulate.forgot_to_divide", &false);
            change.extend(without(desk, |own| {
                let own = own.accumulate.as_mut();
                own.is_some_and(|own| std::mem::take(&mut own.forgot_to_divide))
            }));
            let mend = LineMend::change("Divide by it", change);
            (
                Presence::Open,
                "they are added and not divided by that number",
                vec![mend],
            )
        }
    };
    Some(ChecklistLine {
        title: "Micro-batches divided",
        state,
        words: format!("{count} gradients a step: {words}."),
        mends,
        card: "mistakes/forgot_to_divide",
    })
}

/// Those that are not as they should be, else all; and whether they are. None where there are none.
fn part<T: Copy>(all: &[(T, bool)]) -> Option<(Vec<T>, bool)> {
    let of = |sound: bool| all.iter().filter(move |one| one.1 == sound).map(|one| one.0);
    let wrong: Vec<T> = of(false).collect();
    match (wrong.is_empty(), all.is_empty()) {
        (_, true) => None,
        (true, _) => Some((of(true).collect(), true)),
        (false, _) => Some((wrong, false)),
    }
}

/// What changes the runs' own training; nothing where no run is changed.
fn without(desk: &Desk, change: impl Fn(&mut Training) -> bool) -> Vec<Patch> {
    let mut runs = desk.scene.experiment.runs.clone();
    let changed = runs.iter_mut().map(|run| change(&mut run.training));
    let changed = changed.filter(|changed| *changed).count();
    if changed > 0 {
        put("runs", &runs)
    } else {
        Vec::new()
    }
}

/// Whether all runs have the same number of gradients. None where a step of each takes as many.
pub(super) fn gradients(desk: &Desk) -> Option<ChecklistLine> {
    let counts = desk.runs.iter().filter_map(|entry| {
        let gradients = Build::of(entry.rule.as_ref()?).gradients;
        Some((gradients, &entry.label))
    });
    let counts: Vec<(usize, &String)> = counts.collect();
    let (most, least) = (counts.iter().max()?, counts.iter().min()?);
    if most.0 == least.0 {
        return None;
    }
    let told = format!(
        "A step of {} takes {} gradients, one of {} {}",
        most.1, most.0, least.1, least.0
    );
    let (state, words, mends) = match desk.scene.experiment.budget {
        Budget::Evaluations => (
            Presence::Done,
            format!("{told}; gradients are counted."),
            Vec::new(),
        ),
        Budget::Steps | Budget::Samples => {
            let mend = LineMend::change("Count gradients", put("budget", &Budget::Evaluations));
            let words = format!("{told}: equal steps are not equal work.");
            (Presence::Open, words, vec![mend])
        }
    };
    Some(ChecklistLine {
        title: "As many gradients for each run",
        state,
        words,
        mends,
        card: "generalisation/sam",
    })
}
