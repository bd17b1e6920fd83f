//! An engine of single waves as one of whole plans: what goes on from other lanes is computed once those are
//! known.

use super::fork::{Turn, Waves};
use super::{Engine, Info, Poll};
use crate::compile::Plan;
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// Computes plans whose lanes need no others.
pub trait WaveEngine {
    /// Which engine it is.
    fn info(&self) -> &Info;

    /// Begins a wave; one under way is dropped.
    fn begin(&mut self, wave: Arc<Plan>);

    /// Advances by at most about `budget` and tells how the wave stands. Never blocks longer.
    fn advance(&mut self, budget: Duration) -> Poll;
}

/// Computes any plan wave by wave.
pub struct Waving<E> {
    pub(super) engine: E,
    waves: Waves,
}

impl<E> Waving<E> {
    /// Nothing is under way yet.
    pub(super) fn of(engine: E) -> Self {
        Self {
            engine,
            waves: Waves::default(),
        }
    }
}

impl<E: WaveEngine> Engine for Waving<E> {
    fn info(&self) -> &Info {
        self.engine.info()
    }

    fn submit(&mut self, plan: Arc<Plan>) {
        let first = self.waves.begin(plan);
        self.engine.begin(first);
    }

    fn poll(&mut self, budget: Duration) -> Poll {
        let turn = match self.waves.is_at_work() {
            true => self.waves.advance(Instant::now() + budget),
            false => match self.engine.advance(budget) {
                Poll::Ready(trace) => self.waves.take(trace),
                other => return other,
            },
        };
        match turn {
            Turn::Done(trace) => Poll::Ready(trace),
            Turn::Next(wave) => {
                self.engine.begin(wave);
                Poll::Busy
            }
            Turn::Later => Poll::Busy,
        }
    }
}
