//! What else makes runs comparable: what decay acts on, how micro-batches are added, and what a step costs.

use super::desk::{Desk, number, put};
use super::{Line, Mend, State};
use crate::course::atlas::Build;
use crate::scene::Budget;
use crate::scene::network::Decayed;

/// Whether weight decay leaves biases alone. None where nothing decays, or on a surface.
pub(super) fn decay(desk: &Desk) -> Option<Line> {
    let network = desk.network()?;
    let decays = desk.runs.iter().filter_map(|entry| {
        let decay = number(entry.rule.as_ref()?, &entry.run.params, "weight_decay")?;
        (decay > 0.0).then_some(&entry.label)
    });
    let labels: Vec<&str> = decays.map(String::as_str).collect();
    if labels.is_empty() {
        return None;
    }
    let (state, words, mends) = match network.weight_decay {
        Decayed::Matrices => (State::Done, "only matrices decay", Vec::new()),
        Decayed::All => {
            let mend = Mend::change(
                "Spare the biases",
                put("network.weight_decay", &Decayed::Matrices),
            );
            (State::Open, "biases decay, too", vec![mend])
        }
    };
    Some(Line {
        title: "No decay on biases",
        state,
        words: format!("{}: {words}.", labels.join(", ")),
        mends,
        card: "mistakes/decay_on_everything",
    })
}

/// Whether accumulated gradients are divided. None without accumulation.
pub(super) fn accumulation(desk: &Desk) -> Option<Line> {
    let accumulate = desk.network()?.accumulate;
    if accumulate.micro_batches < 2 {
        return None;
    }
    let count = accumulate.micro_batches;
    let (state, words, mends) = match accumulate.forgot_to_divide {
        false => (State::Done, "their mean is taken", Vec::new()),
        true => {
            let mend = Mend::change("Divide by it", put("network.accumulate.forgot_to_divide", &false));
            (
                State::Open,
                "they are added and not divided by that number",
                vec![mend],
            )
        }
    };
    Some(Line {
        title: "Micro-batches divided",
        state,
        words: format!("{count} gradients a step: {words}."),
        mends,
        card: "mistakes/forgot_to_divide",
    })
}

/// Whether all runs have the same number of gradients. None where a step of each takes as many.
pub(super) fn gradients(desk: &Desk) -> Option<Line> {
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
        Budget::Evaluations => (State::Done, format!("{told}; gradients are counted."), Vec::new()),
        Budget::Steps => {
            let mend = Mend::change("Count gradients", put("budget", &Budget::Evaluations));
            let words = format!("{told}: equal steps are not equal work.");
            (State::Open, words, vec![mend])
        }
    };
    Some(Line {
        title: "As many gradients for each run",
        state,
        words,
        mends,
        card: "generalisation/sam",
    })
}
