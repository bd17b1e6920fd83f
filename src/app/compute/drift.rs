//! From which step on rounding is seen in the runs on screen: computed beside them in f64, once the scene has
//! rested.

use crate::compile::Plan;
use crate::engine::cpu::CpuEngine;
use crate::engine::drift::{Drift, disturbed, is_cheap};
use crate::engine::{Engine as _, Poll};
use crate::lang::column;
use crate::scene::{Experiment, Precision};
use crate::trace::{Grid, Trace};
use crate::view::Computed;
use crate::view::memo::{Memo, Same};
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
    /// The runs in which rounding is seen, and from which of their own steps on.
    seen: Vec<(usize, Drift)>,
}

#[derive(Default)]
enum Stage {
    #[default]
    Resting,
    Double(CpuEngine),
    Disturbed(CpuEngine),
    Done,
}

/// What the job does next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NextCheck {
    /// Nothing.
    Idle,
    /// It begins after this time.
    Rest(Duration),
    /// It goes on.
    Busy,
}

impl DriftJob {
    /// The runs in which rounding is seen, and from which of their own steps on.
    pub fn seen(&self) -> &[(usize, Drift)] {
        &self.seen
    }

    /// Goes on for about `budget`. `done` is what the screen shows, `grid` how it shows a surface, `now` the
    /// time in seconds; nothing is begun while a hand changes something.
    pub fn update(
        &mut self,
        done: Option<&Computed>,
        grid: Option<Grid>,
        (held, now): (bool, f64),
        budget: Duration,
    ) -> NextCheck {
        let Some(done) = done else {
            *self = Self::default();
            return NextCheck::Idle;
        };
        if self
            .of
            .as_ref()
            .is_none_or(|of| !Arc::ptr_eq(of, &done.experiment))
        {
            *self = Self {
                of: Some(done.experiment.clone()),
                since: now,
                ..Self::default()
            };
        }
        if held && matches!(self.stage, Stage::Resting) {
            self.since = now;
        }
        let left = self.since + REST - now;
        if matches!(self.stage, Stage::Resting) && left > 0.0 {
            return NextCheck::Rest(Duration::from_secs_f64(left));
        }
        self.advance(done, budget);
        if !matches!(self.stage, Stage::Done) {
            return NextCheck::Busy;
        }
        self.find(done, grid);
        NextCheck::Idle
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
        self.seen = seen.copied().collect();
    }
}

/// What is compared of a trace.
fn kept(mut trace: Trace) -> Arc<Trace> {
    trace.keep(&[column::LOSS, column::W].map(str::to_owned));
    Arc::new(trace)
}
