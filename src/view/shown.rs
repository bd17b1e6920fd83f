//! What is shown.

use super::style::{RunStyle, run_style};
use super::*;

/// What views are shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What the user chose.
    pub scene: &'a Scene,
    /// The last good program of it, which the trace is of or soon will be.
    pub plan: Option<&'a Arc<Plan>>,
    /// The recorded steps.
    pub trace: &'a Trace,
    /// The trace once more, with what it was computed from.
    pub done: Option<&'a Computed>,
    /// What was computed because views wished for it.
    pub companions: &'a [Computed],
    /// The loss surface.
    pub field: Option<&'a Arc<Field>>,
    /// The largest stable learning rate that a view wished to know.
    pub stable: Option<&'a Stable>,
    /// The runs in which rounding is seen, and from which of their own steps on.
    pub drift: &'a [(usize, Drift)],
    /// The swarm that a view wished for.
    pub swarm: Option<&'a swarm::Swarm>,
    /// What was computed of what views ask for in every frame.
    pub asked: Option<&'a dyn Asked>,
    /// What is known of the sweeps that views wished for.
    pub sweeps: &'a [explore::ask::Asked],
    /// What is known of the searches that views wished for.
    pub searches: &'a [Searching],
    /// The path that a view points at.
    pub ghost: Option<&'a Computed>,
    /// The current step; between two steps while playing.
    pub position: f64,
    /// The step under the pointer, in whichever view that is.
    pub hovered: Option<f64>,
    /// Parts of the picture on which something stands that labels leave free.
    pub covered: [Option<egui::Rect>; 2],
    /// Whether all is only shown, as in front of a class: no hand changes the scene in a picture.
    pub presented: bool,
}

impl<'a> Shown<'a> {
    /// A trace of a scene at its start, and nothing that is known besides.
    pub fn of(scene: &'a Scene, trace: &'a Trace) -> Self {
        Self {
            scene,
            plan: None,
            trace,
            done: None,
            companions: &[],
            field: None,
            stable: None,
            drift: &[],
            swarm: None,
            asked: None,
            sweeps: &[],
            searches: &[],
            ghost: None,
            position: 0.0,
            hovered: None,
            covered: [None; 2],
            presented: false,
        }
    }

    /// What was computed, at rest at a step: for figures.
    pub fn still(scene: &'a Scene, done: &'a Computed, field: Option<&'a Arc<Field>>, position: f64) -> Self {
        Self {
            plan: Some(&done.plan),
            done: Some(done),
            field,
            position,
            ..Self::of(scene, &done.trace)
        }
    }

    /// The runs that are not hidden, ghosts first, the selected one last, so that it lies on top.
    pub fn runs(&self) -> Vec<&'a RunTrace> {
        let view = &self.scene.view;
        let shown = self.trace.runs.iter().filter(|r| !view.muted.contains(&r.run));
        let (mut below, top): (Vec<_>, Vec<_>) = shown.partition(|r| r.run != view.selected);
        below.sort_by_key(|r| !self.is_ghost(r.run));
        below.extend(top);
        below
    }

    /// The known minima of the problem.
    pub fn minima(&self) -> &'a [Vec<f64>] {
        self.plan.map_or(&[], |plan| plan.minima())
    }

    /// What was computed of an experiment that a view wished for, once it is there.
    pub fn companion(&self, experiment: &Experiment) -> Option<&'a Computed> {
        self.companions.iter().find(|c| *c.experiment == *experiment)
    }

    /// What is known of a sweep that a view wished for.
    pub fn sweep(&self, sweep: &Arc<Sweep>) -> Option<&'a explore::ask::Asked> {
        let same = |asked: &&explore::ask::Asked| Arc::ptr_eq(&asked.sweep, sweep) || asked.sweep == *sweep;
        self.sweeps.iter().find(same)
    }

    /// Whether a run is shown as what might have been: another one was forked from it, and that is looked at.
    pub fn is_ghost(&self, run: usize) -> bool {
        let forked = |other: &Run| other.from.is_some_and(|fork| fork.run == run);
        run != self.scene.view.selected && self.scene.experiment.runs.iter().any(forked)
    }

    /// How a run looks here.
    pub fn style(&self, run: usize, dark: bool) -> RunStyle {
        let style = run_style(run, dark);
        match self.is_ghost(run) {
            true => style.ghost(),
            false => style,
        }
    }

    /// Whether a run has diverged by the current step.
    pub fn diverged(&self, run: &RunTrace) -> Option<usize> {
        run.diverged_at.filter(|&step| self.position >= step as f64)
    }
}
