//! From which step on rounding is seen in the runs on screen: computed beside them in f64, once the scene has rested.

use crate::compile::Plan;
use crate::engine::cpu::CpuEngine;
use crate::engine::drift::{Drift, disturbed, is_cheap};
use crate::engine::{Engine as _, Poll};
use crate::scene::{Experiment, Precision};
use crate::trace::{Grid, Trace};
use crate::view::Computed;
use crate::view::memo::{Memo, Same};
use egui::{Button, Label, RichText, Ui};
use std::sync::Arc;
use std::time::Duration;

/// How long, in seconds, nothing has changed before it begins.
const REST: f64 = 0.5;

/// The trace on screen, and where it is drawn.
type Seen = (Same<Trace>, Option<Grid>);

/// What is computed besides, once for each experiment that was computed.
#[derive(Default)]
pub struct DriftJob {
    of: Option<Arc<Experiment>>,
    /// When that was computed, or a hand was last on something; in seconds.
    since: f64,
    stage: Stage,
    /// The runs in f64, and those from a disturbed start.
    double: Option<Arc<Trace>>,
    disturbed: Option<Arc<Trace>>,
    found: Memo<Seen, Vec<(usize, Drift)>>,
    /// What is known of each run of which there is something to say.
    said: Vec<(usize, Said)>,
}

#[derive(Default)]
enum Stage {
    #[default]
    Resting,
    Double(CpuEngine),
    Disturbed(CpuEngine),
    Done,
}

/// What there is to say of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Something was said before it changed; that is looked at once more.
    Comparing,
    /// From which of its own steps on rounding is seen.
    Drift(Drift),
}

/// What the job does next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Nothing.
    Idle,
    /// It begins after this time.
    Rest(Duration),
    /// It goes on.
    Busy,
}

impl DriftJob {
    /// What there is to say of a run.
    pub fn said(&self, run: usize) -> Option<Said> {
        self.said.iter().find(|(of, _)| *of == run).map(|(_, said)| *said)
    }

    /// Goes on for about `budget`. `done` is what the screen shows, `grid` how it shows a surface, `now` the time in
    /// seconds; nothing is begun while a hand changes something.
    pub fn update(
        &mut self,
        done: Option<&Computed>,
        grid: Option<Grid>,
        (held, now): (bool, f64),
        budget: Duration,
    ) -> Next {
        let Some(done) = done else {
            *self = Self::default();
            return Next::Idle;
        };
        if self
            .of
            .as_ref()
            .is_none_or(|of| !Arc::ptr_eq(of, &done.experiment))
        {
            self.said.iter_mut().for_each(|(_, said)| *said = Said::Comparing);
            *self = Self {
                of: Some(done.experiment.clone()),
                since: now,
                said: std::mem::take(&mut self.said),
                ..Self::default()
            };
        }
        if held && matches!(self.stage, Stage::Resting) {
            self.since = now;
        }
        let left = self.since + REST - now;
        if matches!(self.stage, Stage::Resting) && left > 0.0 {
            return Next::Rest(Duration::from_secs_f64(left));
        }
        self.advance(done, budget);
        if !matches!(self.stage, Stage::Done) {
            return Next::Busy;
        }
        self.find(done, grid);
        Next::Idle
    }

    fn advance(&mut self, done: &Computed, budget: Duration) {
        let begun = |plan: Arc<Plan>| {
            let mut engine = CpuEngine::new(Precision::Double);
            engine.submit(plan);
            engine
        };
        let finished = match &mut self.stage {
            Stage::Double(engine) | Stage::Disturbed(engine) => match engine.poll(budget) {
                Poll::Busy => return,
                Poll::Ready(trace) => Some(kept(trace)),
                Poll::Idle | Poll::Failed(_) => None,
            },
            Stage::Done => return,
            Stage::Resting if !is_cheap(&done.plan) => None,
            Stage::Resting if done.plan.precision.is_single() => {
                self.stage = Stage::Double(begun(done.plan.clone()));
                return;
            }
            Stage::Resting => Some(done.trace.clone()),
        };
        let first = !matches!(self.stage, Stage::Disturbed(_));
        self.stage = match finished {
            Some(trace) if first => {
                self.double = Some(trace);
                Stage::Disturbed(begun(Arc::new(disturbed(&done.plan))))
            }
            finished => {
                self.disturbed = finished;
                Stage::Done
            }
        };
    }

    /// What there is to say of the runs as they are shown now.
    fn find(&mut self, done: &Computed, grid: Option<Grid>) {
        let (Some(double), Some(disturbed)) = (&self.double, &self.disturbed) else {
            self.said.clear();
            return;
        };
        let key = (Same::as_this(&done.trace), grid);
        let found = self.found.get(key, || {
            let traces = done.trace.runs.iter().zip(&double.runs).zip(&disturbed.runs);
            let mut all: Vec<(usize, Drift)> = Vec::new();
            for ((shown, double), disturbed) in traces {
                let own = Drift::of(shown, double, disturbed, grid.as_ref()).by(shown.every());
                match all.iter_mut().find(|(run, _)| *run == shown.run) {
                    Some((_, drift)) => *drift = drift.earlier(own),
                    None => all.push((shown.run, own)),
                }
            }
            all
        });
        let seen = found.iter().filter(|(_, drift)| drift.is_seen());
        self.said = seen.map(|(run, drift)| (*run, Said::Drift(*drift))).collect();
    }
}

/// What is compared of a trace.
fn kept(mut trace: Trace) -> Arc<Trace> {
    trace.keep(&["loss", "w"].map(str::to_owned));
    Arc::new(trace)
}

/// The sentence.
fn words(drift: Drift) -> String {
    match (drift.parted, drift.rounding) {
        (Some(parted), None) => format!("f32 and f64 part at step {parted}"),
        (Some(parted), Some(rounding)) => {
            format!(
                "f32 and f64 part at step {parted}; from step {rounding} on, rounding decides in f64, too"
            )
        }
        (None, Some(rounding)) => format!("from step {rounding} on, rounding decides"),
        (None, None) => String::new(),
    }
}

/// What it means.
fn tip(drift: Drift) -> &'static str {
    match drift.rounding {
        Some(_) => {
            "Computed once more in f64, from a start changed in its sixteenth digit: from this step on the two differ \
             by a point of the picture or by 1 % of the loss. No precision shows where this run really goes"
        }
        None => {
            "Computed once more in f64: from this step on the two differ by a point of the picture or by 1 % of the \
             loss. The 7 digits of f32 are not enough here; the 16 of f64 are"
        }
    }
}

/// Says it in a quiet line, for the run of a name. True where all is to be computed in f64.
pub fn line(ui: &mut Ui, said: Said, name: &str) -> bool {
    let quiet = |text: String| Label::new(RichText::new(text).small().weak()).wrap();
    let Said::Drift(drift) = said else {
        ui.add(quiet("comparing with f64…".to_owned()))
            .on_hover_text("What was shown here before is looked at once more");
        return false;
    };
    let helps = drift.rounding.is_none();
    ui.horizontal_wrapped(|ui| {
        ui.add(quiet(words(drift))).on_hover_text(tip(drift));
        let button = |ui: &mut Ui| {
            let button = Button::new(RichText::new("Use f64").small());
            let button = ui.add(button).accessible_name(format!("Use f64 for {name}"));
            button
                .on_hover_text("Compute all runs in 64-bit numbers, on the CPU")
                .clicked()
        };
        helps && button(ui)
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_what_was_found() {
        for (parted, rounding, wanted) in [
            (Some(40), None, "f32 and f64 part at step 40"),
            (None, Some(312), "from step 312 on, rounding decides"),
            (
                Some(40),
                Some(312),
                "f32 and f64 part at step 40; from step 312 on, rounding decides in f64, too",
            ),
        ] {
            assert_eq!(words(Drift { parted, rounding }), wanted);
        }
    }
}
