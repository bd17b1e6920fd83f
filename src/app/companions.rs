//! Experiments that views want computed besides the scene's own, such as a run with one switch the other way.

use crate::compile::{Plan, compile};
use crate::scene::Experiment;
use crate::view::Computed;
use std::sync::Arc;

/// What is wanted, what is done, and what cannot be done. Whatever no view asks for any longer is forgotten.
#[derive(Debug, Default)]
pub struct Companions {
    entries: Vec<Entry>,
    done: Vec<Computed>,
}

#[derive(Debug)]
struct Entry {
    experiment: Arc<Experiment>,
    /// Whether a view has asked for it since the last frame.
    asked: bool,
    /// Whether nothing more is to be computed: it is done, or has an error.
    settled: bool,
}

impl Companions {
    /// Asks for an experiment; to be repeated in every frame that shows it. True where it is news.
    pub fn want(&mut self, experiment: &Experiment) -> bool {
        let known = self.entries.iter_mut().find(|e| *e.experiment == *experiment);
        if let Some(known) = known {
            known.asked = true;
            return false;
        }
        self.entries.push(Entry {
            experiment: Arc::new(experiment.clone()),
            asked: true,
            settled: false,
        });
        true
    }

    /// What was computed.
    pub fn done(&self) -> &[Computed] {
        &self.done
    }

    /// Begins a frame: what was not asked for in the last one is forgotten.
    pub fn turn(&mut self) {
        self.entries.retain(|e| e.asked);
        self.entries.iter_mut().for_each(|e| e.asked = false);
        let kept = |c: &Computed| {
            self.entries
                .iter()
                .any(|e| Arc::ptr_eq(&e.experiment, &c.experiment))
        };
        self.done.retain(kept);
    }

    /// Begins the next experiment. One with errors is left out: the scene shows them where they are its own.
    pub fn begin(&mut self) -> Option<(Arc<Experiment>, Arc<Plan>)> {
        for entry in self.entries.iter_mut().filter(|e| !e.settled) {
            entry.settled = true;
            if let (Some(plan), _) = compile(&entry.experiment) {
                return Some((entry.experiment.clone(), Arc::new(plan)));
            }
        }
        None
    }

    /// Takes what was computed.
    pub fn put(&mut self, computed: Computed) {
        self.done.push(computed);
    }

    /// An experiment under way was dropped: its turn comes again.
    pub fn again(&mut self, experiment: &Arc<Experiment>) {
        let known = self
            .entries
            .iter_mut()
            .find(|e| Arc::ptr_eq(&e.experiment, experiment));
        if let Some(entry) = known {
            entry.settled = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Run, Scene};

    fn experiment(optimizer: &str) -> Experiment {
        let mut scene = Scene::on_surface("bowl");
        scene.experiment.runs.push(Run::of(optimizer));
        scene.experiment
    }

    #[test]
    fn each_is_computed_once_while_it_is_asked_for() {
        let mut companions = Companions::default();
        let (good, bad) = (experiment("sgd"), experiment("sgb"));
        assert!(companions.want(&bad) && companions.want(&good) && !companions.want(&good));
        let (found, plan) = companions.begin().expect("the good one compiles");
        assert_eq!(*found, good);
        companions.again(&found);
        assert!(companions.begin().is_some() && companions.begin().is_none());
        companions.put(Computed {
            experiment: found,
            plan,
            trace: Arc::default(),
        });
        companions.turn();
        assert_eq!(companions.done().len(), 1);
        companions.turn();
        assert!(companions.done().is_empty() && companions.want(&good));
    }
}
