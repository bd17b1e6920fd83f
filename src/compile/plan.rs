//! What the engines are given: programs, runs, lanes.

use super::network::model::Network;
use super::program::{Host, Program, RecordedColumn};
use super::tape::{Input, Tape};
use super::trial::{Blame, Trial};
use crate::lang::shape::Shape;
use crate::scene::{Budget, Precision};
use std::sync::Arc;

/// A compiled experiment.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Steps of every run, or gradient evaluations: the length of the trace.
    pub steps: usize,
    /// What `steps` counts.
    pub budget: Budget,
    /// In which numbers it is to be computed; a GPU has only f32.
    pub precision: Precision,
    /// The loss, for drawing.
    pub surface: Surface,
    /// The network that all runs train, where the problem is one; then it holds the programs.
    pub network: Option<Arc<Network>>,
    /// What lanes do; runs point into this list.
    pub programs: Vec<Arc<Program>>,
    /// The runs.
    pub runs: Vec<PlannedRun>,
    /// What is computed: each run from each start, runs outermost.
    pub lanes: Vec<Lane>,
}

impl Plan {
    /// How much of the length a run's step takes.
    pub fn every(&self, run: &PlannedRun) -> usize {
        match self.budget {
            Budget::Steps => 1,
            Budget::Evaluations => run.gradients.max(1),
        }
    }

    /// The network as a run trains it, by the run's place in the plan; None on a surface.
    pub fn network_of(&self, run: usize) -> Option<&Arc<Network>> {
        let own = self.runs.get(run).and_then(|run| run.own.as_ref());
        own.or(self.network.as_ref())
    }

    /// How many steps a run takes.
    pub fn steps_of(&self, run: &PlannedRun) -> usize {
        self.steps / self.every(run)
    }
}

/// The loss surface as a program over its coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surface {
    /// Display name.
    pub name: String,
    /// Number of coordinates, 1 or 2.
    pub n: usize,
    /// Shown range of each coordinate.
    pub domain: Vec<[f64; 2]>,
    /// Known minima.
    pub minima: Vec<Vec<f64>>,
    /// The loss, and the numbers that are watched for it; reads coordinates and settings.
    pub loss: Tape,
    /// Values of the settings.
    pub settings: Vec<f64>,
}

impl Surface {
    /// The lowest loss at some minima under some settings; None where there is none.
    pub fn lowest(&self, minima: &[Vec<f64>], settings: &[f64]) -> Option<f64> {
        let loss = |point: &Vec<f64>| {
            let read = |input| match input {
                Input::Coordinate(i) => point[i as usize],
                Input::Setting(slot) => settings[slot as usize],
                _ => unreachable!("the loss reads coordinates and settings"),
            };
            self.loss.sound(read)
        };
        let lowest = minima.iter().map(loss).fold(f64::INFINITY, f64::min);
        lowest.is_finite().then_some(lowest)
    }
}

/// One run, compiled.
#[derive(Clone, Debug)]
pub struct PlannedRun {
    /// Its place in the experiment.
    pub run: usize,
    /// Name shown.
    pub label: String,
    /// Seed of its random numbers.
    pub seed: u32,
    /// The network as it trains it, where its training has settings of its own.
    pub own: Option<Arc<Network>>,
    /// Its program's place in the plan.
    pub program: usize,
    /// What the host works out.
    pub host: Host,
    /// Values of all its parameters.
    pub settings: Vec<f64>,
    /// What is recorded besides loss and w.
    pub columns: Vec<RecordedColumn>,
    /// The state behind w, in order.
    pub states: Vec<PlannedState>,
    /// Gradient evaluations a step.
    pub gradients: usize,
    /// Largest stable lr * lambda_max on a quadratic, where the rule declares it; reads settings and momentum.
    pub stability: Option<Tape>,
    /// What tells why a step could not be taken (surfaces).
    pub trial: Option<Arc<Trial>>,
    /// What its program watches, in order (networks).
    pub blames: Arc<[Blame]>,
}

impl PlannedRun {
    /// The largest lr * lambda_max at which the rule is stable on a quadratic, where it declares one; `momentum` is
    /// what the schedule drives.
    pub fn bound(&self, momentum: Option<f64>) -> Option<f64> {
        let values = self.stability.as_ref()?.values(|input| match input {
            Input::Setting(slot) => self.settings[slot as usize],
            _ => momentum.unwrap_or(f64::NAN),
        });
        values.first().copied().filter(|bound| bound.is_finite())
    }

    /// The network as it trains it: its own, or the one that all runs share.
    pub fn trains<'a>(&'a self, shared: &'a Arc<Network>) -> &'a Arc<Network> {
        self.own.as_ref().unwrap_or(shared)
    }

    /// Whether its lanes count their own steps done, since some may be skipped.
    pub fn counts_steps(&self) -> bool {
        self.states.last().is_some_and(|state| state.name == STEPS_DONE)
    }
}

/// A state of a run's rules.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedState {
    /// Its name, with its stage's before it.
    pub name: String,
    /// How many numbers it has.
    pub shape: Shape,
    /// The place of its column among the run's, which holds it as it is after a step.
    pub column: usize,
}

/// The state that counts the steps done, where a run counts its own.
pub const STEPS_DONE: &str = "steps_done";

/// One run from one start.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The run's place in the plan.
    pub run: usize,
    /// Which random numbers it sees: the start's place, so that all runs see the same.
    pub replicate: u32,
    /// The point it starts from.
    pub start: Vec<f64>,
    /// The lane whose state at `first` it takes over and whose past it shares, by its place in the plan.
    pub from: Option<usize>,
    /// The first step it takes, from 0.
    pub first: usize,
    /// One past the last step it takes.
    pub until: usize,
    /// The state at `first`, w included; None: what `from` has there, else the rules' own initial values at `start`.
    pub state: Option<Vec<f64>>,
}
