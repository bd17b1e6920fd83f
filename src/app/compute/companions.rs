//! Experiments that views want computed besides the scene's own, such as a run with one switch the other way.

use super::wished::lease::Lease;
use crate::compile::{Plan, compile};
use crate::scene::Experiment;
use crate::view::Computed;
use std::sync::Arc;

/// What is wanted, what is done, and what cannot be done. Whatever no view asks for any longer is forgotten.
#[derive(Debug, Default)]
pub struct Companions {
    lease: Lease<Experiment, Companion>,
    done: Vec<Computed>,
}

#[derive(Debug)]
struct Companion {
    experiment: Arc<Experiment>,
    /// Whether nothing more is to be computed: it is done, or has an error.
    settled: bool,
}

impl Companions {
    /// Asks for an experiment; to be repeated in every frame that shows it. True where it is news.
    pub fn want(&mut self, experiment: &Experiment) -> bool {
        let begin = |experiment: &Experiment| Companion {
            experiment: Arc::new(experiment.clone()),
            settled: false,
        };
        self.lease.ask(experiment, begin).1
    }

    /// What was computed.
    pub fn done(&self) -> &[Computed] {
        &self.done
    }

    /// Begins a frame: what was not asked for in the last one is forgotten.
    pub fn turn(&mut self) {
        self.lease.turn();
        let lease = &self.lease;
        let is_wanted = |c: &Computed| {
            lease
                .jobs()
                .iter()
                .any(|job| Arc::ptr_eq(&job.experiment, &c.experiment))
        };
        self.done.retain(is_wanted);
    }

    /// Begins the next experiment. One with errors is left out: the scene shows them where they are its own.
    pub fn begin(&mut self) -> Option<(Arc<Experiment>, Arc<Plan>)> {
        for companion in self
            .lease
            .jobs_mut()
            .iter_mut()
            .filter(|companion| !companion.settled)
        {
            companion.settled = true;
            if let (Some(plan), _) = compile(&companion.experiment) {
                return Some((companion.experiment.clone(), Arc::new(plan)));
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
            .lease
            .jobs_mut()
            .iter_mut()
            .find(|job| Arc::ptr_eq(&job.experiment, experiment));
        if let Some(companion) = known {
            companion.settled = false;
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
