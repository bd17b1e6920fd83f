//! The network as runs train it that have settings of their own: `runs[i].training` in a scene.

use super::check;
use super::model::Network;
use crate::compile::finding::Finding;
use crate::compile::plan::PlannedRun;
use crate::scene::Experiment;
use crate::scene::network::Network as Chosen;
use crate::scene::training::Training;
use std::sync::Arc;

/// The networks of runs whose training differs, each once.
pub(super) struct Own {
    networks: Vec<Network>,
    /// Their places, by run.
    places: Vec<Option<usize>>,
}

/// The networks that runs train, where these are not the scene's own.
///
/// # Errors
/// Settings that cannot be, at their fields.
pub(super) fn networks(
    experiment: &Experiment,
    chosen: &Chosen,
    shared: &Network,
    findings: &mut Vec<Finding>,
) -> Option<Own> {
    let before = findings.len();
    let mut known: Vec<Chosen> = Vec::new();
    let mut own = Own {
        networks: Vec::new(),
        places: Vec::new(),
    };
    for (index, run) in experiment.runs.iter().enumerate() {
        // A network is not copied, its data with it, where nothing differs.
        let differs = run.training.of_networks().next().is_some();
        let wanted = differs.then(|| chosen.trained_by(&run.training));
        let Some(wanted) = wanted.filter(|wanted| wanted != chosen) else {
            own.places.push(None);
            continue;
        };
        let at = format!("/experiment/runs/{index}/training");
        check::training(
            &wanted,
            shared.train.len(),
            shared.classifies(),
            |field, message| {
                let field = given(&run.training, field);
                findings.push(Finding::error(format!("{at}/{field}"), message));
            },
        );
        let place = known.iter().position(|other| *other == wanted);
        own.places.push(Some(place.unwrap_or(known.len())));
        if place.is_none() && findings.len() == before {
            own.networks.push(shared.clone().trained(&wanted));
            known.push(wanted);
        }
    }
    if findings.len() > before {
        return None;
    }
    smoothing(experiment, chosen, findings);
    Some(own)
}

/// A loss on smoothed labels is another loss, so runs that smooth differently are not to be compared by it.
fn smoothing(experiment: &Experiment, chosen: &Chosen, findings: &mut Vec<Finding>) {
    let of = |training: &Training| training.label_smoothing.unwrap_or(chosen.label_smoothing);
    let Some(first) = experiment.runs.first().map(|run| of(&run.training)) else {
        return;
    };
    let mut runs = experiment.runs.iter().enumerate();
    if let Some((index, run)) = runs.find(|(_, run)| of(&run.training) != first) {
        let message = format!(
            "label smoothing of {} and of {first} are different losses; compare these runs by accuracy",
            of(&run.training)
        );
        let at = format!("/experiment/runs/{index}/training/label_smoothing");
        findings.push(Finding::warning(at, message));
    }
}

/// The field of a run at which an error stands: the other one of a pair where only that is the run's.
fn given<'a>(training: &Training, field: &'a str) -> &'a str {
    match field {
        "batch" if training.batch.is_none() => "accumulate/micro_batches",
        "accumulate/micro_batches" if training.accumulate.is_none() => "batch",
        _ => field,
    }
}

impl Own {
    /// The network that a run trains, where it is its own.
    pub fn of(&self, run: usize) -> Option<&Network> {
        self.places[run].map(|place| &self.networks[place])
    }

    /// Gives the runs their networks, with the programs and the looks of the one that all share.
    pub fn give(self, shared: &Network, runs: &mut [PlannedRun]) {
        let networks = self.networks.into_iter().map(|own| {
            Arc::new(Network {
                every: shared.every,
                weights_every: shared.weights_every,
                programs: shared.programs.clone(),
                ..own
            })
        });
        let networks: Vec<Arc<Network>> = networks.collect();
        for run in runs {
            let trained = self.places[run.run].map(|place| networks[place].clone());
            run.train(trained);
        }
    }
}
