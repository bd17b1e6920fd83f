//! A sweep on a network: each point an ordinary run that is trained like any other, of which only the outcome
//! is kept.

use super::WORK;
use super::dense::Dense;
use super::lane::Lane;
use super::shared::Shared;
use crate::compile::sweep::SweepPlan;
use crate::compile::sweep::network::{Key, Networks};
use crate::engine::cpu::sweeper::{Advance, on_all, threads};
use crate::engine::host::tabulate;
use crate::engine::latest::Latest;
use crate::engine::network::why;
use crate::engine::sweep::{Found, Outcome, spread};
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
struct Queue<R> {
    plan: Arc<SweepPlan>,
    networks: Arc<Networks>,
    shared: Mutex<Latest<Key, Arc<Shared<R>>>>,
    next: AtomicUsize,
}

/// A point under way, and room for its samples.
struct Seat<R> {
    point: Point<R>,
    dense: Dense<R>,
    /// Steps between two looks at the clock.
    steps: usize,
}

impl<R: Real> Points<R> {
    /// Prepares a sweep on networks.
    pub fn new(plan: Arc<SweepPlan>, networks: Arc<Networks>) -> Self {
        Self {
            queue: Queue {
                plan,
                networks,
                shared: Mutex::new(Latest::new(KEPT)),
                next: AtomicUsize::new(0),
            },
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
        match under_way.point.advance(&mut under_way.dense, under_way.steps) {
            true => found.push(under_way.point.found()),
            false => *seat = Some(under_way),
        }
        if Instant::now() >= deadline {
            break;
        }
    }
    found
}

impl<R: Real> Queue<R> {
    /// The next point, in an order that is spread evenly over all of them.
    fn begin(&self) -> Option<Seat<R>> {
        let (next, lanes) = (self.next.fetch_add(1, Ordering::Relaxed), self.plan.lanes());
        if next >= lanes {
            return None;
        }
        let lane = spread(next, lanes);
        let shared = self.shared(lane);
        let network = &shared.network;
        let step = 3 * network.parameters() * network.drawn();
        Some(Seat {
            dense: Dense::new(network),
            steps: (WORK / step.max(1)).max(1),
            point: Point::new(&self.plan, &self.networks, &shared, lane),
        })
    }

    fn shared(&self, lane: usize) -> Arc<Shared<R>> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let make = |_: &Key| Arc::new(Shared::new(Arc::new(self.plan.network(&self.networks, lane))));
        shared.get(self.plan.key(&self.networks, lane), make)
    }
}

/// One point of a sweep on its way.
struct Point<R> {
    plan: Arc<SweepPlan>,
    networks: Arc<Networks>,
    lane: Lane<R>,
    place: usize,
    /// Looks taken.
    looks: usize,
    outcome: Outcome,
    kept: Vec<Outcome>,
}

impl<R: Real> Point<R> {
    fn new(plan: &Arc<SweepPlan>, networks: &Arc<Networks>, shared: &Arc<Shared<R>>, place: usize) -> Self {
        let alone = plan.point(networks, &shared.network, place);
        let tabulated = Arc::new(tabulate(&alone, &alone.runs[0]));
        Self {
            plan: plan.clone(),
            networks: networks.clone(),
            lane: Lane::new(&alone, shared, &alone.lanes[0], tabulated),
            place,
            looks: 0,
            outcome: Outcome {
                best: f64::INFINITY,
                ..Outcome::default()
            },
            kept: Vec::new(),
        }
    }

    /// Takes up to `count` steps; true once it has ended.
    fn advance(&mut self, dense: &mut Dense<R>, count: usize) -> bool {
        let shared = self.lane.shared().clone();
        for _ in 0..count {
            let step = self.lane.next;
            if self.networks.looks.get(self.looks) == Some(&step) {
                self.looks += 1;
                self.look(&shared, dense, step);
                self.keep(step);
            }
            if step == self.plan.base.steps {
                return true;
            }
            let score = self.lane.work_out(&shared, dense, false);
            self.lane.commit(step, score.loss);
            if self.lane.is_done() {
                self.stop(&shared, dense, step);
                return true;
            }
        }
        false
    }

    /// Evaluates the losses at the weights after so many steps.
    fn look(&mut self, shared: &Shared<R>, dense: &mut Dense<R>, step: usize) {
        let trained = self.lane.mean_over(shared, dense, &shared.train);
        let outcome = &mut self.outcome;
        outcome.loss = trained.loss;
        outcome.best = outcome.best.min(trained.loss);
        if outcome.reached.is_none() && trained.loss <= self.plan.tolerance {
            outcome.reached = Some(step as u32);
        }
        if shared.validation.is_empty() {
            return;
        }
        let held = self.lane.mean_over(shared, dense, &shared.validation);
        let outcome = &mut self.outcome;
        outcome.validation = Some(held.loss);
        outcome.best_validation = Some(outcome.best_validation.unwrap_or(f64::INFINITY).min(held.loss));
        if shared.network.classifies() {
            outcome.accuracy = Some(held.right);
            outcome.best_accuracy = Some(outcome.best_accuracy.unwrap_or(0.0).max(held.right));
        }
    }

    /// Keeps the outcome where it is to be kept.
    fn keep(&mut self, step: usize) {
        if self.plan.kept.get(self.kept.len()) == Some(&step) {
            self.kept.push(self.outcome);
        }
    }

    /// Ends where a step cannot be taken: at the weights before it.
    fn stop(&mut self, shared: &Shared<R>, dense: &mut Dense<R>, step: usize) {
        let seen = self.networks.looks[..self.looks].last();
        if seen != Some(&step) {
            self.look(shared, dense, step);
        }
        let run = &self.plan.base.runs[self.plan.lane(self.place).run];
        self.outcome.diverged_at = Some(step as u32 + 1);
        self.outcome.why = Some(why(run.blame(self.lane.recorded.lost)));
        self.kept.resize(self.plan.kept.len(), self.outcome);
    }

    fn found(self) -> Found {
        Found {
            lane: self.place,
            outcome: self.outcome,
            kept: self.kept,
        }
    }
}
