//! What the length of an experiment counts, checked against its runs.

use super::Compiler;
use super::finding::Finding;
use super::plan::Plan;
use crate::scene::{Budget, Fork};

impl Compiler<'_> {
    /// # Errors
    /// A surface's length counts samples.
    pub(super) fn check_unit(&mut self) -> Option<()> {
        if self.experiment.budget != Budget::Samples {
            return Some(());
        }
        let message = "a surface has no samples; leave `budget` out";
        self.findings.push(Finding::error("/experiment/budget", message));
        None
    }

    /// Whether every run can take a step, and forks go on in the same count.
    pub(super) fn check_budget(&mut self, plan: &Plan, forks: &[Option<Fork>]) {
        if plan.runs.len() < forks.len() {
            return;
        }
        for (run, fork) in plan.runs.iter().zip(forks) {
            let (label, every) = (&run.label, plan.every(run));
            if every > plan.steps {
                let unit = plan.budget.unit();
                let message = format!("a step of {label} takes {every} {unit}s; take at least as many");
                self.findings.push(Finding::error("/experiment/steps", message));
            }
            let Some(fork) = fork else { continue };
            let at = format!("/experiment/runs/{}/from", run.run);
            if plan.every(&plan.runs[fork.run]) != every {
                let message = format!(
                    "a step of this run takes other {}s than one of the run from which it goes on, so they \
                        have no count in common; let `budget` be \"steps\"",
                    plan.budget.unit()
                );
                self.findings.push(Finding::error(at, message));
            } else if fork.step as usize > plan.steps_of(run) {
                let message = format!(
                    "step {} lies behind the last step, which is {}",
                    fork.step,
                    plan.steps_of(run)
                );
                self.findings.push(Finding::error(format!("{at}/step"), message));
            }
        }
    }
}
