//! A sweep on a network: each point an ordinary run that is trained like any other, of which only the outcome
//! is kept.

use super::dense::{Dense, Score};
use super::lane::Lane;
use super::shared::Shared;
use crate::catalog::latest::Latest;
use crate::compile::sweep::SweepPlan;
use crate::compile::sweep::network::{Networks, TrainingKey};
use crate::engine::cpu::sweeper::{Advance, on_all, threads};
use crate::engine::host::tabulate;
use crate::engine::network::why;
use crate::engine::sweep::seen::Seen;
use crate::engine::sweep::{Found, spread};
use crate::real::Real;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use web_time::Instant;

/// Networks whose samples are kept for the points to come.
const KEPT: usize = 32;

/// The points under way, one a thread, and those still to come.
pub struct Points<R> {
    queue: Queue<R>,
    seats: Vec<Option<Seat<R>>>,
}

/// What all threads share.
pub(super) struct Queue<R> {
    plan: Arc<SweepPlan>,
    networks: Arc<Networks>,
    shared: Mutex<Latest<TrainingKey, Arc<Shared<R>>>>,
    next: AtomicUsize,
}

/// A point under way, and room for its samples.
pub(super) struct Seat<R> {
    /// The point.
    pub point: Point<R>,
    dense: Dense<R>,
}

impl<R: Real> Seat<R> {
    /// A point that goes on.
    pub fn of(point: Point<R>) -> Self {
        Self {
            dense: Dense::new(&point.lane.shared().network),
            point,
        }
    }

    /// Goes on until the deadline; true once the point has ended, or has come to where it rests.
    pub fn advance(&mut self, deadline: Instant) -> bool {
        self.point.advance(&mut self.dense, deadline)
    }
}

impl<R: Real> Points<R> {
    /// Prepares a sweep on networks.
    pub fn new(plan: Arc<SweepPlan>, networks: Arc<Networks>) -> Self {
        Self {
            queue: Queue::new(plan, networks),
            seats: (0..threads()).map(|_| None).collect(),
        }
    }
}

impl<R: Real> Advance for Points<R> {
    fn advance(&mut self, deadline: Instant) -> Vec<Found> {
        let Self { queue, seats } = self;
        on_all(seats, |seat| work(queue, seat, deadline))
    }
}

/// Takes points one after the other until the deadline or the end.
fn work<R: Real>(queue: &Queue<R>, seat: &mut Option<Seat<R>>, deadline: Instant) -> Vec<Found> {
    let mut found = Vec::new();
    while let Some(mut under_way) = seat.take().or_else(|| queue.begin()) {
        match under_way.advance(deadline) {
            true => found.push(under_way.point.seen.found()),
            false => *seat = Some(under_way),
        }
        if Instant::now() >= deadline {
            break;
        }
    }
    found
}

impl<R: Real> Queue<R> {
    /// No point is begun.
    pub fn new(plan: Arc<SweepPlan>, networks: Arc<Networks>) -> Self {
        Self {
            plan,
            networks,
            shared: Mutex::new(Latest::new(KEPT)),
            next: AtomicUsize::new(0),
        }
    }

    /// The next point, in an order that is spread evenly over all of them.
    fn begin(&self) -> Option<Seat<R>> {
        let (next, lanes) = (self.next.fetch_add(1, Ordering::Relaxed), self.plan.lanes());
        (next < lanes).then(|| Seat::of(self.point(spread(next, lanes))))
    }

    /// A point before its first step.
    pub fn point(&self, lane: usize) -> Point<R> {
        Point::new(&self.plan, &self.networks, &self.shared(lane), lane)
    }

    fn shared(&self, lane: usize) -> Arc<Shared<R>> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let make = |_: &TrainingKey| Arc::new(Shared::new(Arc::new(self.plan.network(&self.networks, lane))));
        shared.get(self.plan.key(&self.networks, lane), make)
    }
}

/// One point of a sweep on its way.
pub(super) struct Point<R> {
    plan: Arc<SweepPlan>,
    networks: Arc<Networks>,
    lane: Lane<R>,
    /// The step before which it rests, or all steps, and how much of the sweep's length each is.
    until: usize,
    every: usize,
    /// Looks begun, and the one that is under way.
    looks: usize,
    look: Option<Look>,
    /// The step that could not be taken.
    stopped: Option<usize>,
    /// Whether it has ended, or has come to where it rests.
    rests: bool,
    /// What is known of it.
    pub seen: Seen,
}

/// A look at the losses, batch by batch, so that it can stop anywhere: their sums so far.
#[derive(Default)]
struct Look {
    /// Of what is trained on, and of what is held back; and how many batches were gone through.
    parts: [(Score, usize); 2],
}

impl<R: Real> Point<R> {
    fn new(plan: &Arc<SweepPlan>, networks: &Arc<Networks>, shared: &Arc<Shared<R>>, place: usize) -> Self {
        let alone = plan.point(networks, &shared.network, place);
        let tabulated = Arc::new(tabulate(&alone, &alone.runs[0]));
        Self {
            plan: plan.clone(),
            networks: networks.clone(),
            lane: Lane::new(&alone, shared, &alone.lanes[0], tabulated),
            until: alone.steps_of(&alone.runs[0]),
            every: alone.every(&alone.runs[0]),
            seen: Seen::new(plan.clone(), place, alone.every(&alone.runs[0])),
            looks: 0,
            look: None,
            stopped: None,
            rests: false,
        }
    }

    /// Lets it go on to a step of the sweep, and rest before it.
    pub fn go_on_to(&mut self, step: usize) {
        (self.until, self.rests) = (step / self.every, false);
    }

    /// Goes on until the deadline, with a look at the clock after every step and every batch of a look; true once
    /// it has ended, or has come to where it rests.
    fn advance(&mut self, dense: &mut Dense<R>, deadline: Instant) -> bool {
        let shared = self.lane.shared().clone();
        while !self.rests {
            match self.look.take() {
                Some(look) => self.go_through(&shared, dense, look),
                None => self.step(&shared, dense),
            }
            if Instant::now() >= deadline {
                break;
            }
        }
        self.rests
    }

    /// Begins a look where one is due, else takes a step.
    fn step(&mut self, shared: &Shared<R>, dense: &mut Dense<R>) {
        let step = self.lane.next;
        if self.next_look() == Some(step) {
            // Looks that are closer than its steps are one.
            while self.next_look() == Some(step) {
                self.looks += 1;
            }
            self.look = Some(Look::default());
        } else if step == self.until {
            self.rests = true;
        } else {
            let score = self.lane.work_out(shared, dense, false);
            self.lane.commit(step, score.loss);
            if self.lane.is_done() {
                self.stop(step);
            }
        }
    }

    fn next_look(&self) -> Option<usize> {
        self.networks.looks.get(self.looks).map(|look| look / self.every)
    }

    /// One batch of a look; behind the last one what was seen is entered.
    fn go_through(&mut self, shared: &Shared<R>, dense: &mut Dense<R>, mut look: Look) {
        for (part, samples) in [&shared.train, &shared.validation].into_iter().enumerate() {
            let (sum, place) = &mut look.parts[part];
            if let Some(score) = self.lane.sum_over(shared, dense, samples, *place) {
                sum.add(score);
                *place += 1;
                self.look = Some(look);
                return;
            }
        }
        let [(trained, _), (held, _)] = look.parts;
        let step = self.stopped.unwrap_or(self.lane.next);
        self.see(shared, [trained, held], step);
        match self.stopped {
            Some(step) => self.end(step),
            None => self.seen.keep(step),
        }
    }

    /// Enters the losses at the weights after so many steps.
    fn see(&mut self, shared: &Shared<R>, [trained, held]: [Score; 2], step: usize) {
        let held = (!shared.validation.is_empty()).then(|| {
            let held = held.mean_of(shared.validation.len());
            (held.loss, shared.network.classifies().then_some(held.right))
        });
        self.seen
            .see(trained.mean_of(shared.train.len()).loss, held, step);
    }

    /// A step cannot be taken: it ends with a look at the weights before it.
    fn stop(&mut self, step: usize) {
        self.stopped = Some(step);
        let seen = self.networks.looks[..self.looks].last();
        match seen.map(|look| look / self.every) == Some(step) {
            true => self.end(step),
            false => self.look = Some(Look::default()),
        }
    }

    fn end(&mut self, step: usize) {
        let run = &self.plan.base.runs[self.plan.lane(self.seen.place).run];
        self.seen.end(step, why(run.blame(self.lane.recorded.lost)));
        self.rests = true;
    }
}
