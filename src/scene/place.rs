//! Where rules stand in an experiment.

use super::{Experiment, Params, Reference};
use crate::catalog::{self, Entry};
use crate::lang::{Kind, Rule};
use std::iter;
use std::sync::Arc;

/// A place for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulePlace {
    /// What is minimised.
    Surface,
    /// What follows the layers of the network that is trained.
    Activation,
    /// The optimizer of a run.
    Optimizer(usize),
    /// The schedule of a run.
    Schedule(usize),
    /// A stage of a run, by its place among them.
    Stage(usize, usize),
}

impl RulePlace {
    /// All places of an experiment.
    pub fn all(experiment: &Experiment) -> Vec<Self> {
        let runs = experiment.runs.iter().enumerate().flat_map(|(index, run)| {
            let stages = (0..run.stages.len()).map(move |stage| Self::Stage(index, stage));
            [Self::Optimizer(index), Self::Schedule(index)]
                .into_iter()
                .chain(stages)
        });
        iter::once(experiment.problem.place()).chain(runs).collect()
    }

    /// The kind of rule that stands there.
    pub fn kind(self) -> Kind {
        match self {
            Self::Surface => Kind::Surface,
            Self::Activation => Kind::Activation,
            Self::Optimizer(_) => Kind::Optimizer,
            Self::Schedule(_) => Kind::Schedule,
            Self::Stage(..) => Kind::Stage,
        }
    }

    /// The run it belongs to.
    pub fn run(self) -> Option<usize> {
        match self {
            Self::Surface | Self::Activation => None,
            Self::Optimizer(run) | Self::Schedule(run) | Self::Stage(run, _) => Some(run),
        }
    }

    /// The field of a scene that holds it, as a JSON pointer.
    pub fn pointer(self) -> String {
        match self {
            Self::Surface => "/experiment/problem/surface".to_owned(),
            Self::Activation => "/experiment/problem/network/activation".to_owned(),
            Self::Optimizer(run) => format!("/experiment/runs/{run}/optimizer"),
            Self::Schedule(run) => format!("/experiment/runs/{run}/schedule/name"),
            Self::Stage(run, stage) => format!("/experiment/runs/{run}/stages/{stage}/name"),
        }
    }

    /// The rule that stands there; None where the experiment has no such place.
    pub fn reference(self, experiment: &Experiment) -> Option<&Reference> {
        match self {
            Self::Surface => Some(experiment.problem.text()?.0),
            Self::Activation => Some(&experiment.problem.network()?.activation),
            Self::Optimizer(run) => Some(&experiment.runs.get(run)?.optimizer),
            Self::Schedule(run) => Some(&experiment.runs.get(run)?.schedule.name),
            Self::Stage(run, stage) => Some(&experiment.runs.get(run)?.stages.get(stage)?.name),
        }
    }

    /// The rule that stands there, and its parameters where it can have some, to be changed.
    pub fn parts(self, experiment: &mut Experiment) -> Option<(&mut Reference, Option<&mut Params>)> {
        let (rule, params) = match self {
            Self::Activation => return Some((&mut experiment.problem.network_mut()?.activation, None)),
            Self::Surface => experiment.problem.text_mut()?,
            Self::Optimizer(run) => {
                let run = experiment.runs.get_mut(run)?;
                (&mut run.optimizer, &mut run.params)
            }
            Self::Schedule(run) => {
                let schedule = &mut experiment.runs.get_mut(run)?.schedule;
                (&mut schedule.name, &mut schedule.params)
            }
            Self::Stage(run, stage) => {
                let stage = experiment.runs.get_mut(run)?.stages.get_mut(stage)?;
                (&mut stage.name, &mut stage.params)
            }
        };
        Some((rule, Some(params)))
    }
}

impl Reference {
    /// The rule that it names, or the one that its text gives, with all that the language says of it; None
    /// where the catalog has no such rule.
    pub fn entry(&self, kind: Kind) -> Option<Arc<Entry>> {
        match self {
            Self::Name(id) => catalog::find(kind, id).cloned(),
            Self::Source(source) => Some(catalog::own(kind, source)),
        }
    }

    /// The rule that it names, or the one that its text gives; None where the catalog has no such rule.
    pub fn rule(&self, kind: Kind) -> Option<Arc<Rule>> {
        self.entry(kind).map(|entry| entry.rule.clone())
    }

    /// What it is called where it is shown.
    pub fn title(&self, kind: Kind) -> String {
        match (self.rule(kind), self) {
            (Some(rule), _) if !rule.name.is_empty() => rule.name.clone(),
            (_, Self::Name(id)) => id.clone(),
            (_, Self::Source(text)) if text.lines().count() == 1 => text.trim().to_owned(),
            (_, Self::Source(_)) => format!("Own {kind}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Run, Scene, Stage};

    #[test]
    fn every_place_is_where_its_pointer_says() {
        let mut scene = Scene::on_surface("bowl");
        let mut run = Run::of("sgd");
        run.schedule.name = Reference::name("cosine");
        run.stages = vec![Stage::of("l2"), Stage::of("noise")];
        scene.experiment.runs = vec![Run::of("adam"), run];
        scene.experiment.runs[0].schedule.name = Reference::name("linear");
        let mut on_network = scene.clone();
        let network = r#"{"network": {"data": "moons", "layers": [2, 2, 2], "activation": "relu"}}"#;
        on_network.experiment.problem = serde_json::from_str(network).expect("a network");
        for mut scene in [scene.clone(), on_network] {
            let json = serde_json::to_value(&scene).expect("JSON");
            let places = RulePlace::all(&scene.experiment);
            assert_eq!(places.len(), 7);
            for place in places {
                let found = place.reference(&scene.experiment).cloned();
                let held = json.pointer(&place.pointer()).cloned();
                let held = held.and_then(|h| serde_json::from_value(h).ok());
                assert_eq!(found, held, "{place:?}");
                let parts = place.parts(&mut scene.experiment).map(|(rule, _)| rule.clone());
                assert_eq!(found, parts, "{place:?}");
            }
        }
        assert_eq!(RulePlace::Stage(0, 0).reference(&scene.experiment), None);
    }
}
