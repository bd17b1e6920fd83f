//! Says of each run of a network that lost a watched number what its operation was given, and whether f64
//! would do: the run is taken once more up to that step, and the step in f64, too.

use super::cpu::network::retake::{Retake, States};
use super::cpu::network::taken::TakenAgain;
use super::network_fork::begun;
use crate::compile::{Lane, Plan};
use crate::real::Real;
use crate::trace::{RunTrace, Stopped, Trace, Why};
use web_time::Instant;

/// The most multiplications of the steps that are taken once more, all lanes together: about two seconds of
/// them. What comes after that keeps the reason that its engine gave.
const MOST: usize = 4_000_000_000;

/// The reasons of a trace, on their way.
pub struct Reasons {
    trace: Trace,
    /// The lanes that are taken once more, each up to the step that it could not take.
    lanes: Vec<Lane>,
    /// By stopped lane of the trace: its place, and its lane among those.
    places: Vec<(usize, usize)>,
    retake: Retake,
    /// The states before that step, once they are known, and what was found behind some of them.
    states: Vec<States>,
    found: Vec<Option<Stopped>>,
}

impl Reasons {
    /// Of a trace of a whole plan.
    ///
    /// # Errors
    /// There is nothing to find out: the trace.
    pub fn new(plan: &Plan, trace: Trace) -> Result<Self, Box<Trace>> {
        let Some(network) = plan.network() else {
            return Err(Box::new(trace));
        };
        let (mut lanes, mut places, mut work) = (Vec::new(), Vec::new(), 0);
        for place in 0..trace.runs.len().min(plan.lanes.len()) {
            let Some(lane) = stopped(plan, &trace.runs, place) else {
                continue;
            };
            let known = lanes.iter().position(|known| *known == lane);
            if known.is_none() {
                work += work_of(plan, &lane);
                if work > MOST {
                    break;
                }
            }
            places.push((place, known.unwrap_or(lanes.len())));
            lanes.extend(known.is_none().then_some(lane));
        }
        if lanes.is_empty() {
            return Err(Box::new(trace));
        }
        Ok(Self {
            retake: Retake::new(plan, network, &lanes, trace.single),
            trace,
            lanes,
            places,
            states: Vec::new(),
            found: Vec::new(),
        })
    }

    /// Goes on until the deadline; true while there is more to do.
    pub fn advance(&mut self, plan: &Plan, deadline: Instant) -> bool {
        if self.states.is_empty() {
            if self.retake.advance(deadline) {
                return true;
            }
            self.states = self.retake.states();
        }
        for place in self.found.len()..self.lanes.len() {
            let (lane, states) = (&self.lanes[place], self.states[place].concat());
            self.found.push(match self.trace.single {
                true => judged::<f32>(plan, lane, states),
                false => judged::<f64>(plan, lane, states),
            });
            if Instant::now() >= deadline {
                break;
            }
        }
        self.found.len() < self.lanes.len()
    }

    /// The trace with its reasons.
    pub fn trace(mut self) -> Trace {
        for (place, lane) in self.places {
            let stopped = &mut self.trace.runs[place].stopped;
            if let (Some(known), Some(found)) = (stopped.as_mut(), &self.found[lane]) {
                let step = known.step;
                *known = Stopped {
                    step,
                    ..found.clone()
                };
            }
        }
        self.trace
    }
}

/// What takes the steps before the one that a lane could not take, where a watched number was lost in it. A
/// fork that shares the lost step has it from its source.
fn stopped(plan: &Plan, runs: &[RunTrace], mut place: usize) -> Option<Lane> {
    let why = runs[place].stopped.as_ref()?.why;
    let step = runs[place].diverged_at.filter(|_| why != Why::Diverged)?;
    let until = |place: usize| step / plan.every(&plan.runs[plan.lanes[place].run]) - 1;
    while let Some(source) = plan.lanes[place]
        .from
        .filter(|_| until(place) < plan.lanes[place].first)
    {
        place = source;
    }
    let lane = &plan.lanes[place];
    plan.runs[lane.run].suspects()?;
    Some(Lane {
        until: until(place),
        ..begun(lane, &runs[place])
    })
}

/// Multiplications of a lane's steps, about.
fn work_of(plan: &Plan, lane: &Lane) -> usize {
    let one = plan
        .network_of(lane.run)
        .map_or(0, |network| network.parameters() * network.drawn());
    let step = 3 * one * plan.runs[lane.run].gradients;
    (lane.until - lane.first).saturating_mul(step)
}

/// Why the step behind a state could not be taken in `R`; None where it can be there.
fn judged<R: Real>(plan: &Plan, lane: &Lane, state: Vec<f64>) -> Option<Stopped> {
    let lane = Lane {
        first: lane.until,
        until: lane.until + 1,
        state: Some(state),
        ..lane.clone()
    };
    let exact = TakenAgain::of::<f64>(plan, &lane)?;
    let (lost, why, f64_would_do) = match exact.lost {
        Some(lost) if lost.is_undefined() => (lost, Why::Undefined, false),
        _ if exact.diverges => return Some(Stopped::diverged(lane.until)),
        Some(lost) => (lost, Why::Range, false),
        None => (TakenAgain::of::<R>(plan, &lane)?.lost?, Why::Range, true),
    };
    Some(Stopped {
        step: lane.until,
        why,
        place: lost.blame.place.clone(),
        operation: lost.blame.op.map(|op| op.row().name.to_owned()),
        values: lost.given,
        f64_would_do,
    })
}
