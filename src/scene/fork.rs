//! Forks: runs that go on from a step of another run.

use super::{Experiment, Run};
use serde::{Deserialize, Serialize};

/// Where a run goes on from another: w and the states of the same name and shape are taken over, others begin
/// anew, and the step goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fork {
    /// The other run's place in the experiment.
    pub run: usize,
    /// How many steps they share.
    pub step: u32,
}

impl Experiment {
    /// Puts a run at a place; all forks keep their sources. The new run's own source is meant as it stood
    /// before.
    pub fn insert_run(&mut self, index: usize, run: Run) {
        self.runs.insert(index, run);
        for fork in self.runs.iter_mut().filter_map(|run| run.from.as_mut()) {
            fork.run += usize::from(fork.run >= index);
        }
    }

    /// Takes a run out; all other forks keep their sources, and its own forks begin at the starts.
    pub fn remove_run(&mut self, index: usize) -> Run {
        let removed = self.runs.remove(index);
        for run in &mut self.runs {
            run.from = run.from.filter(|fork| fork.run != index);
            if let Some(fork) = &mut run.from {
                fork.run -= usize::from(fork.run > index);
            }
        }
        removed
    }
}

#[cfg(test)]
mod tests {
    use super::Fork;
    use crate::scene::{Run, Scene};

    /// Four runs; the second and the last are forks of these.
    fn sources(second: usize, last: usize) -> Scene {
        let mut scene = Scene::on_surface("bowl");
        for from in [None, Some(second), None, Some(last)] {
            let mut run = Run::of("sgd");
            run.from = from.map(|run| Fork { run, step: 7 });
            scene.experiment.runs.push(run);
        }
        scene
    }

    fn found(scene: &Scene) -> Vec<Option<usize>> {
        let source = |run: &Run| run.from.map(|fork| fork.run);
        scene.experiment.runs.iter().map(source).collect()
    }

    #[test]
    fn forks_keep_their_sources_when_runs_come_and_go() {
        let mut scene = sources(0, 2);
        let copy = scene.experiment.runs[3].clone();
        scene.experiment.insert_run(1, copy);
        assert_eq!(found(&scene), [None, Some(3), Some(0), None, Some(3)]);
        scene.experiment.remove_run(1);
        assert_eq!(scene, sources(0, 2));
        scene.experiment.remove_run(0);
        assert_eq!(
            found(&scene),
            [None, None, Some(1)],
            "its fork begins at the starts"
        );
    }
}
