//! How much work the device gets at once: dispatches of a few milliseconds, at the pace that it shows.

use super::device::Gpu;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use web_time::Instant;

/// How long a dispatch should take.
pub(super) const DISPATCH: Duration = Duration::from_millis(4);
/// How much work may be under way: a page looks at it once a frame only, and what is under way cannot be cancelled.
const UNDER_WAY: Duration = Duration::from_millis(24);
/// Fewest steps of a dispatch, where its lanes are for choosing: what a dispatch costs by itself is then a small part.
const FEWEST_STEPS: f64 = 128.0;
/// A slow device's guess: seconds an operation.
const GUESS: f64 = 1e-9;

/// The dispatches under way, and how fast the device is.
#[derive(Debug)]
pub(super) struct Pace {
    /// Seconds an operation; None before the first dispatch has ended.
    cost: Option<f64>,
    /// The lowest cost of all dispatches but the first, which waits for its pipeline.
    fastest: Option<f64>,
    last: Instant,
    tickets: VecDeque<Ticket>,
}

/// A dispatch that is under way.
#[derive(Debug)]
struct Ticket {
    operations: usize,
    begun: Instant,
    ended: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    /// The pace of a device that is not known yet.
    pub fn new() -> Self {
        Self {
            cost: None,
            fastest: None,
            last: Instant::now(),
            tickets: VecDeque::new(),
        }
    }

    /// Seconds an operation at best, once it was seen without a pipeline's making.
    pub fn fastest(&self) -> Option<f64> {
        self.fastest
    }

    /// Whether the device should get more: never more than can be waited for, and one dispatch only to begin with.
    pub fn has_room(&self) -> bool {
        let operations: usize = self.tickets.iter().map(|t| t.operations).sum();
        match self.cost {
            Some(cost) => operations as f64 * cost < UNDER_WAY.as_secs_f64(),
            None => self.tickets.is_empty(),
        }
    }

    /// Steps of a dispatch, each of so many operations.
    pub fn steps(&self, operations: usize) -> usize {
        let step = self.cost.unwrap_or(GUESS) * operations as f64;
        ((DISPATCH.as_secs_f64() / step.max(1e-9)) as usize).max(1)
    }

    /// Lanes, each of so many operations a step, of which a dispatch does a fair number of steps. On a software driver the
    /// lanes themselves are dear: 65,536 of them with a step or two a dispatch took six times as long as 4,096 at once.
    pub fn lanes(&self, operations: usize) -> usize {
        let lane = self.cost.unwrap_or(GUESS) * operations as f64;
        (DISPATCH.as_secs_f64() / (lane * FEWEST_STEPS).max(1e-12)) as usize
    }

    /// Notes a dispatch of so many operations that was just submitted.
    pub fn note(&mut self, gpu: &Gpu, operations: usize) {
        let ended: Arc<Mutex<Option<Instant>>> = Arc::default();
        let told = ended.clone();
        gpu.queue.on_submitted_work_done(move || {
            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        });
        self.tickets.push_back(Ticket {
            operations,
            begun: Instant::now(),
            ended,
        });
    }

    /// Learns from the dispatches that have ended. Those that end at once tell of their sum only; half of what was known
    /// stays.
    pub fn learn(&mut self) {
        let Some(begun) = self.tickets.front().map(|t| t.begun.max(self.last)) else {
            return;
        };
        let (mut operations, mut last) = (0, None);
        while let Some(ended) = self.tickets.front().and_then(Ticket::ended) {
            operations += self.tickets.pop_front().map_or(0, |t| t.operations);
            last = Some(ended);
        }
        let Some(ended) = last else {
            return;
        };
        let cost = ended.saturating_duration_since(begun).as_secs_f64() / operations.max(1) as f64;
        if self.cost.is_some() {
            self.fastest = Some(self.fastest.map_or(cost, |fastest| fastest.min(cost)));
        }
        self.cost = Some(self.cost.map_or(cost, |known| (known + cost) / 2.0));
        self.last = ended;
    }
}

impl Ticket {
    fn ended(&self) -> Option<Instant> {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
