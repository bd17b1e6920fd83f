//! Points of a sweep on a network that can be left in the middle of their training and go on later.

use super::sweep::{Point, Queue, Seat};
use crate::compile::sweep::SweepPlan;
use crate::compile::sweep::network::Networks as Trained;
use crate::engine::cpu::sweeper::{on_all, threads};
use crate::engine::cpu::tries::{GoOn, Goal};
use crate::engine::sweep::Outcome;
use crate::real::Real;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use web_time::Instant;

/// Networks of a sweep.
pub struct Networks<R> {
    queue: Queue<R>,
    goals: Vec<Goal>,
    /// The places of goals whose points are still to be trained.
    waiting: Mutex<Vec<usize>>,
    /// Points at rest, by lane.
    resting: Mutex<BTreeMap<usize, Point<R>>>,
    seats: Vec<Option<Seat<R>>>,
}

impl<R: Real> Networks<R> {
    /// No point has taken a step.
    pub fn new(plan: Arc<SweepPlan>, networks: Arc<Trained>) -> Self {
        Self {
            queue: Queue::new(plan, networks),
            goals: Vec::new(),
            waiting: Mutex::default(),
            resting: Mutex::default(),
            seats: (0..threads()).map(|_| None).collect(),
        }
    }
}

impl<R: Real> GoOn for Networks<R> {
    fn go_on(&mut self, goals: &[Goal]) {
        self.goals = goals.to_vec();
        self.seats.iter_mut().for_each(|seat| *seat = None);
        let resting = self.resting.get_mut().unwrap_or_else(PoisonError::into_inner);
        resting.retain(|lane, _| goals.iter().any(|goal| goal.lane == *lane));
        let waiting = self.waiting.get_mut().unwrap_or_else(PoisonError::into_inner);
        // The first goal is taken first.
        *waiting = (0..goals.len()).rev().collect();
    }

    fn advance(&mut self, deadline: Instant) -> Option<Vec<Outcome>> {
        let Self {
            queue,
            goals,
            waiting,
            resting,
            seats,
        } = self;
        let shared = Shared {
            queue,
            goals,
            waiting,
            resting,
        };
        on_all(seats, |seat| shared.work(seat, deadline));
        let resting = resting.get_mut().unwrap_or_else(PoisonError::into_inner);
        let waiting = waiting.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !waiting.is_empty() || seats.iter().any(Option::is_some) {
            return None;
        }
        let outcome = |goal: &Goal| resting.get(&goal.lane).map(|point| point.seen.outcome);
        Some(
            goals
                .iter()
                .map(|goal| outcome(goal).unwrap_or_default())
                .collect(),
        )
    }
}

/// What all threads share.
struct Shared<'a, R> {
    queue: &'a Queue<R>,
    goals: &'a [Goal],
    waiting: &'a Mutex<Vec<usize>>,
    resting: &'a Mutex<BTreeMap<usize, Point<R>>>,
}

impl<R: Real> Shared<'_, R> {
    /// Takes points on, one after the other, until the deadline or the end.
    fn work(&self, seat: &mut Option<Seat<R>>, deadline: Instant) -> Vec<()> {
        while let Some(mut under_way) = seat.take().or_else(|| self.begin()) {
            match under_way.advance(deadline) {
                true => self.rest(under_way.point),
                false => *seat = Some(under_way),
            }
            if Instant::now() >= deadline {
                break;
            }
        }
        Vec::new()
    }

    fn rest(&self, point: Point<R>) {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.insert(point.seen.place, point);
    }

    /// The next point, from where it rests or from its start.
    fn begin(&self) -> Option<Seat<R>> {
        loop {
            let next = self
                .waiting
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop()?;
            let goal = self.goals.get(next)?;
            let known = {
                let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
                resting.remove(&goal.lane)
            };
            let mut point = known.unwrap_or_else(|| self.queue.point(goal.lane));
            // One that diverged stays where it is.
            if point.seen.outcome.diverged_at.is_some() {
                self.rest(point);
                continue;
            }
            point.go_on_to(goal.steps);
            return Some(Seat::of(point));
        }
    }
}
