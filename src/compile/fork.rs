//! Which runs go on from which others.

use super::finding::Finding;
use crate::scene::{Experiment, Fork, Run};

/// For each run the one that takes the step at which it begins: a fork of a fork, from a step before the
/// latter's own, goes on from that one's source. What is wrong counts as no fork.
pub(super) fn sources(experiment: &Experiment, findings: &mut Vec<Finding>) -> Vec<Option<Fork>> {
    let mut wrong = false;
    for index in 0..experiment.runs.len() {
        let found = check(experiment, index);
        wrong |= found.is_some();
        findings.extend(found);
    }
    let runs = &experiment.runs;
    let source = |run: &Run| run.from.filter(|_| !wrong).map(|fork| resolved(runs, fork));
    runs.iter().map(source).collect()
}

/// The runs' places such that each comes behind the one from which it goes on.
pub(super) fn order(sources: &[Option<Fork>]) -> Vec<usize> {
    let ancestors = |&run: &usize| std::iter::successors(sources[run], |fork| sources[fork.run]).count();
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by_key(ancestors);
    order
}

fn check(experiment: &Experiment, index: usize) -> Option<Finding> {
    let (runs, at) = (&experiment.runs, format!("/experiment/runs/{index}/from"));
    let fork = runs[index].from?;
    if fork.step > experiment.steps {
        let message = format!(
            "step {} lies behind the last step, which is {}",
            fork.step, experiment.steps
        );
        return Some(Finding::error(format!("{at}/step"), message));
    }
    let message = if fork.run >= runs.len() {
        let last = runs.len() - 1;
        format!(
            "there is no run {}; runs count from 0, the last is {last}",
            fork.run
        )
    } else if fork.run == index {
        "a run cannot go on from itself; name another run, or leave `from` out".to_owned()
    } else if returns(runs, index) {
        "these runs go on from one another in a circle; one of them must begin at a start".to_owned()
    } else {
        return None;
    };
    Some(Finding::error(format!("{at}/run"), message))
}

/// Whether a run's sources lead back to it.
fn returns(runs: &[Run], index: usize) -> bool {
    let source = |run: usize| Some(runs.get(run)?.from?.run);
    let ancestors = std::iter::successors(source(index), |&run| source(run));
    ancestors.take(runs.len()).any(|run| run == index)
}

fn resolved(runs: &[Run], fork: Fork) -> Fork {
    match runs[fork.run].from {
        Some(earlier) if fork.step < earlier.step => {
            let step = fork.step;
            resolved(runs, Fork { step, ..earlier })
        }
        _ => fork,
    }
}
