//! How much work the device gets at once: dispatches of a few milliseconds, at the pace that it shows.

use super::device::Gpu;
use crate::engine::EngineError;
use crate::engine::sweep::Progress;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use web_time::Instant;

/// How long a dispatch should take.
pub(super) const DISPATCH: Duration = Duration::from_millis(4);
/// How much work may be under way: a page looks at it once a frame only, and what is under way cannot be
/// cancelled.
const UNDER_WAY: Duration = Duration::from_millis(24);
/// Fewest steps of a dispatch, where its lanes are for choosing: what a dispatch costs by itself is then a
/// small part.
const FEWEST_STEPS: f64 = 128.0;
/// A slow device's guess: seconds an operation.
const GUESS: f64 = 1e-9;

/// Shortest time between two ends that tells anything: a page's clock is coarse, and natively all ends that a
/// poll finds come at once.
const TELLING: Duration = Duration::from_micros(200);

/// How much more work a batch gets where its time may be the drawing's, and how much longer than the shortest
/// one it may take: a third of the time is then the work's.
const GROWTH: f64 = 1.5;
/// How fast the shortest batch counts for less: a larger window takes longer to draw.
const FORGETTING: f64 = 1.001;

/// The dispatches under way, and how fast the device is.
#[derive(Debug)]
pub(super) struct Pace {
    /// Seconds an operation; None before the first dispatch has ended.
    cost: Option<f64>,
    /// The shortest batch, which slowly counts for less.
    least: Option<Duration>,
    /// How much may be under way.
    allowance: Duration,
    last: Option<End>,
    batch: usize,
    tickets: VecDeque<Ticket>,
}

/// A dispatch that is under way.
#[derive(Debug)]
struct Ticket {
    operations: usize,
    batch: usize,
    begun: Instant,
    ended: Arc<Mutex<Option<Instant>>>,
}

/// When a dispatch of a batch has ended.
#[derive(Clone, Copy, Debug)]
struct End {
    at: Instant,
    batch: usize,
}

/// Operations, and the time that they took.
#[derive(Clone, Copy, Debug, Default)]
struct Spent {
    operations: usize,
    time: Duration,
}

impl Pace {
    /// The pace of a device that is not known yet.
    pub fn new() -> Self {
        Self {
            cost: None,
            least: None,
            allowance: UNDER_WAY,
            last: None,
            batch: 0,
            tickets: VecDeque::new(),
        }
    }

    /// Begins a batch of dispatches, which follow each other without anything between; the caller comes back
    /// after about `budget`, and what is under way lasts until then.
    pub fn begin(&mut self, budget: Duration) {
        self.batch += 1;
        self.allowance = UNDER_WAY.max(budget);
    }

    /// Whether the device should get more: never more than can be waited for, but two dispatches where none
    /// was under way, as the time between their ends tells what the second one takes.
    pub fn has_room(&self) -> bool {
        let operations: usize = self.tickets.iter().map(|t| t.operations).sum();
        let fits = |cost| operations as f64 * cost < self.allowance.as_secs_f64();
        let begins = self.tickets.len() < 2 && self.tickets.iter().all(|t| t.batch == self.batch);
        begins || self.cost.is_some_and(fits)
    }

    /// Steps of a dispatch, each of so many operations.
    pub fn steps(&self, operations: usize) -> usize {
        let step = self.cost.unwrap_or(GUESS) * operations as f64;
        ((DISPATCH.as_secs_f64() / step.max(1e-9)) as usize).max(1)
    }

    /// Lanes, each of so many operations a step, of which a dispatch does a fair number of steps. On a
    /// software driver the lanes themselves are dear: 65,536 of them with a step or two a dispatch took six
    /// times as long as 4,096 at once.
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
            batch: self.batch,
            begun: Instant::now(),
            ended,
        });
    }

    /// Learns from the dispatches that have ended. Between the ends of two of one batch the device did
    /// nothing but the second one, so ends that follow each other tell the cost. A page may hear of both at
    /// once, and before the first one's end the window was drawn, which takes 400 ms with a software driver;
    /// see [`Self::guess`].
    pub fn learn(&mut self) {
        let (mut alone, mut all) = (Spent::default(), Spent::default());
        while let Some((ticket, at)) = self.ended() {
            let before = self.last.replace(End {
                at,
                batch: ticket.batch,
            });
            let begun = before.map_or(ticket.begun, |before| ticket.begun.max(before.at));
            let time = at.saturating_duration_since(begun);
            all.add(ticket.operations, time);
            if before.is_some_and(|before| before.batch == ticket.batch) {
                alone.add(ticket.operations, time);
            }
        }
        if all.operations == 0 {
            return;
        }
        let cost = if alone.time >= TELLING {
            alone.cost()
        } else {
            self.guess(all)
        };
        let known = self.cost.unwrap_or(cost);
        self.cost = Some((known + cost) / 2.0);
    }

    /// The cost by a batch whose ends came at once: what it took, where that is little. Else the cost by
    /// which the next batch gets somewhat more work, as long as it does not take much longer than the
    /// shortest one.
    fn guess(&mut self, batch: Spent) -> f64 {
        let least = self
            .least
            .map_or(batch.time, |least| least.mul_f64(FORGETTING).min(batch.time));
        self.least = Some(least);
        let cost = batch.cost();
        let fair = self.allowance.as_secs_f64() / batch.operations as f64;
        let limit = least.mul_f64(GROWTH);
        if batch.time <= self.allowance {
            cost
        } else if batch.time <= limit {
            cost.min(fair / GROWTH)
        } else {
            fair * batch.time.as_secs_f64() / limit.max(self.allowance).as_secs_f64()
        }
    }

    fn ended(&mut self) -> Option<(Ticket, Instant)> {
        let at = self.tickets.front().and_then(Ticket::ended)?;
        self.tickets.pop_front().map(|ticket| (ticket, at))
    }
}

impl Spent {
    fn add(&mut self, operations: usize, time: Duration) {
        self.operations += operations;
        self.time += time;
    }

    /// Seconds an operation, of at least one.
    fn cost(self) -> f64 {
        self.time.as_secs_f64() / self.operations.max(1) as f64
    }
}

impl Ticket {
    fn ended(&self) -> Option<Instant> {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets a sweep advance until it is done or the time is over; `advance` is told how much is left, and says whether
/// it is done.
///
/// # Errors
/// What `advance` says.
pub(super) fn advance_for(
    budget: Duration,
    mut advance: impl FnMut(Duration) -> Result<bool, EngineError>,
) -> Result<Progress, EngineError> {
    let deadline = Instant::now() + budget;
    loop {
        if advance(deadline.saturating_duration_since(Instant::now()))? {
            return Ok(Progress::Done);
        }
        // In a browser nothing arrives before this returns.
        if cfg!(target_arch = "wasm32") || Instant::now() >= deadline {
            return Ok(Progress::Busy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device that draws the window for so long before the dispatches of each frame, and tells of their
    /// ends one by one or all at once.
    struct Device {
        drawing: Duration,
        cost: f64,
        tells: bool,
    }

    impl Device {
        /// Steps of so many operations that are done in the last of so many frames.
        fn steps_a_frame(&self, pace: &mut Pace, operations: usize, frames: usize) -> usize {
            let mut now = Instant::now();
            let mut steps = 0;
            for _ in 0..frames {
                pace.begin(UNDER_WAY);
                let begun = now;
                let mut ends = Vec::new();
                now += self.drawing;
                steps = 0;
                while pace.has_room() {
                    let count = pace.steps(operations);
                    now += Duration::from_secs_f64(self.cost * (count * operations) as f64);
                    let ended: Arc<Mutex<Option<Instant>>> = Arc::default();
                    pace.tickets.push_back(Ticket {
                        operations: count * operations,
                        batch: pace.batch,
                        begun,
                        ended: ended.clone(),
                    });
                    ends.push((ended, now));
                    steps += count;
                }
                for (ended, at) in ends {
                    *ended.lock().expect("nobody panics") = Some(if self.tells { at } else { now });
                }
                pace.learn();
            }
            steps
        }
    }

    #[test]
    fn the_device_gets_work_for_a_few_milliseconds_a_frame_however_long_the_drawing_takes() {
        // Drawing in ms, seconds an operation, whether ends are told one by one; ms of work in the fiftieth
        // frame.
        let cases = [
            (0, 1e-9, true, 15.0..50.0),
            (0, 1e-9, false, 15.0..50.0),
            (2, 1e-11, false, 15.0..50.0),
            (400, 1e-8, true, 15.0..50.0),
            // As much as is hardly seen beside the drawing.
            (400, 1e-8, false, 100.0..600.0),
            (0, 1e-7, true, 15.0..50.0),
        ];
        for (drawing, cost, tells, expected) in cases {
            let device = Device {
                drawing: Duration::from_millis(drawing),
                cost,
                tells,
            };
            let operations = 100_000;
            let steps = device.steps_a_frame(&mut Pace::new(), operations, 50);
            let work = steps as f64 * operations as f64 * cost * 1e3;
            assert!(
                expected.contains(&work),
                "{drawing} ms, {cost} s, {tells}: {work} ms"
            );
        }
    }
}
