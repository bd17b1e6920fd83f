//! Runs that diverged: at which step, why where their rule says so, and what would have been stable.

use super::readout::{Derived, ground};
use crate::compile::local::Local;
use crate::compile::{Plan, PlannedRun};
use crate::trace::{RunTrace, Trace};
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::{Shown, Stable, Wish};
use egui::{Align, Frame, Layout, Margin, Rect, RichText, Ui, UiBuilder, vec2};
use std::sync::Arc;

/// Why a run diverged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cause {
    /// The step, from 1, from which on the rule's bound was passed.
    pub step: usize,
    /// lr * lambda_max there.
    pub product: f64,
    /// The largest that is stable.
    pub bound: f64,
}

/// Most steps looked back for the first one beyond the bound.
const BACK: usize = 4096;

/// lr * lambda_max before a step, and the rule's bound of it.
pub fn at_step(run: &RunTrace, planned: &PlannedRun, local: &Local, step: usize) -> Option<(f64, f64)> {
    let bound = planned.bound(run.number("momentum", step))?;
    let curvatures = local.at(run.point(step)).curvatures;
    let largest = curvatures.first().copied().filter(|c| c.is_finite())?;
    Some((run.number("lr", step)? * largest, bound))
}

/// Why a run diverged, where its rule declares a bound and passed it without a break until then.
pub fn cause(run: &RunTrace, planned: &PlannedRun, local: &Local) -> Option<Cause> {
    let last = run.diverged_at?.checked_sub(1)?;
    let mut found = None;
    for step in (last.saturating_sub(BACK)..=last).rev() {
        match at_step(run, planned, local, step) {
            Some((product, bound)) if product > bound => {
                found = Some(Cause {
                    step: step / run.every() + 1,
                    product,
                    bound,
                });
            }
            _ => break,
        }
    }
    found
}

/// The cause as a sentence's end: "step 7: η·λ_max = 2.4 > 2".
pub fn sentence(cause: &Cause) -> String {
    let Cause { step, product, bound } = cause;
    format!("step {step}: η·λ_max = {} > {}", short(*product), short(*bound))
}

/// What is known of the diverged runs of a trace.
#[derive(Default)]
pub struct Trouble {
    /// By place in the trace; found anew for another one.
    causes: Vec<Option<Cause>>,
    of: Option<Arc<Trace>>,
}

impl Trouble {
    /// Tells of the diverged runs at the top of a plot: the selected one, or the first. Nothing before they diverge.
    pub fn show(&mut self, ui: &mut Ui, plot: Rect, shown: &Shown, derived: &mut Derived) -> Vec<Wish> {
        let runs = shown.runs();
        let mut gone = runs.iter().filter(|r| shown.diverged(r).is_some());
        let selected = gone.clone().find(|r| r.run == shown.scene.view.selected);
        let (Some(run), Some(plan)) = (selected.or_else(|| gone.next()), shown.plan) else {
            return Vec::new();
        };
        let cause = self.cause(shown, plan, run, derived);
        let mut wishes = vec![Wish::Stable(run.run)];
        let others = gone.filter(|r| r.run != run.run).count();
        let rect = Rect::from_min_size(
            plot.min + vec2(8.0, 8.0),
            vec2((plot.width() - 16.0).min(330.0), 0.0),
        );
        let inner = UiBuilder::new()
            .scope_id(ui.scope_id().with("trouble"))
            .max_rect(rect)
            .layout(Layout::top_down(Align::Min));
        ui.scope_builder(inner, |ui| {
            let colors = Palette::in_ui(ui);
            let frame = Frame::new()
                .fill(ground(&colors))
                .corner_radius(6.0)
                .inner_margin(Margin::symmetric(8, 6));
            frame.show(ui, |ui| {
                let step = run.diverged_at.unwrap_or_default() / run.every();
                let head = format!("× {} diverged at step {step}", run.label);
                ui.label(RichText::new(head).color(colors.danger));
                if let Some(cause) = cause {
                    ui.label(RichText::new(sentence(&cause)).small());
                }
                wishes.extend(offer(ui, shown.stable, run));
                if others > 0 {
                    let word = if others == 1 { "run" } else { "runs" };
                    ui.label(
                        RichText::new(format!("{others} more {word} diverged: select one to see why"))
                            .small(),
                    );
                }
            });
        });
        wishes
    }

    fn cause(&mut self, shown: &Shown, plan: &Plan, run: &RunTrace, derived: &mut Derived) -> Option<Cause> {
        let (trace, done) = (shown.trace, shown.done.map(|d| &d.trace));
        let known = matches!((&self.of, done), (Some(known), Some(done)) if Arc::ptr_eq(known, done));
        if !known {
            let local = derived.of(&plan.surface);
            let planned = |r: &RunTrace| plan.runs.iter().find(|p| p.run == r.run);
            let causes = trace.runs.iter().map(|r| cause(r, planned(r)?, local));
            self.causes = causes.collect();
            self.of = done.cloned();
        }
        let place = trace.runs.iter().position(|r| std::ptr::eq(r, run))?;
        self.causes.get(place).copied().flatten()
    }
}

/// The largest stable rate, once it is found, and a button that takes it.
fn offer(ui: &mut Ui, stable: Option<&Stable>, run: &RunTrace) -> Option<Wish> {
    let stable = stable.filter(|s| s.run == run.run)?;
    let small = |text: String| RichText::new(text).small();
    match (stable.done, stable.rate) {
        (false, _) => {
            ui.label(small("Looking for the largest stable learning rate…".to_owned()));
            None
        }
        (true, None) => {
            ui.label(small(format!(
                "No learning rate down to {} is stable.",
                short(stable.lowest)
            )));
            None
        }
        (true, Some(rate)) => {
            let text = format!("Use η = {}", short(rate));
            let tip = format!(
                "The largest of {} learning rates, up to the one that diverged, at which the loss ends below its start",
                stable.tried
            );
            let clicked = ui.button(small(text)).on_hover_text(tip).clicked();
            clicked.then_some(Wish::Rate(run.run, rate))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::engine::cpu::{CpuEngine, Precision};
    use crate::lang::rule::Value;
    use crate::scene::{Run, Scene};

    fn found(surface: &str, optimizer: &str, params: &[(&str, f64)]) -> (Option<usize>, Option<Cause>) {
        let mut scene = Scene::on_surface(surface);
        scene.experiment.steps = 400;
        let mut run = Run::of(optimizer);
        run.params = params
            .iter()
            .map(|(n, v)| ((*n).to_owned(), Value::Number(*v)))
            .collect();
        scene.experiment.runs.push(run);
        let plan = Arc::new(compile(&scene.experiment).0.expect("it compiles"));
        let trace =
            crate::engine::run(&mut CpuEngine::new(Precision::Double), plan.clone()).expect("the CPU runs");
        let local = Local::of(&plan.surface);
        (
            trace.runs[0].diverged_at,
            cause(&trace.runs[0], &plan.runs[0], &local),
        )
    }

    #[test]
    fn a_cause_is_claimed_only_where_the_rule_declares_it_and_it_was_passed() {
        let (at, beyond) = found("theta_squared", "sgd", &[("lr", 1.2)]);
        let cause = Cause {
            step: 1,
            product: 2.4,
            bound: 2.0,
        };
        assert!(at.is_some() && beyond == Some(cause), "{at:?} {beyond:?}");
        assert_eq!(sentence(&cause), "step 1: η·λ_max = 2.4 > 2");
        let (at, beyond) = found("ravine", "momentum", &[("lr", 0.08), ("beta", 0.9)]);
        assert!(at.is_some(), "50 * 0.08 = 4 is above 3.8");
        assert!(
            beyond.is_some_and(|c| c.step == 1 && (c.bound - 3.8).abs() < 1e-9),
            "{beyond:?}"
        );
        let (at, within) = found("theta_squared", "sgd", &[("lr", 0.9)]);
        assert_eq!((at, within), (None, None));
    }

    #[test]
    fn the_step_is_the_first_of_those_without_a_break_before_the_end() {
        // Down a saddle that never ends the curvature is -2 and 2: the run escapes, but not for its rate.
        let (at, none) = found("saddle", "sgd", &[("lr", 0.5)]);
        assert!(at.is_some() && none.is_none(), "{at:?} {none:?}");
        let (at, later) = found("rosenbrock", "sgd", &[("lr", 0.01)]);
        let (at, later) = (at.expect("it diverges"), later.expect("its rate is too large"));
        assert!(later.step <= at && later.product > later.bound, "{at} {later:?}");
    }
}
