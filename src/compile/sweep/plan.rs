//! A sweep as an engine is given it: the plan, its axes, its lanes.

use super::bounds::{LANES, NETWORKS, TOGETHER};
use super::knob::Knob;
use super::network::Networks;
use crate::compile::input::PointInput;
use crate::compile::plan::{Plan, Surface};
use crate::compile::tape::Tape;
use crate::scene::sweep::Spread;
use std::sync::Arc;

/// A compiled sweep.
#[derive(Clone, Debug, Default)]
pub struct SweepPlan {
    /// Steps and runs; it has no lanes of its own.
    pub base: Plan,
    /// What all lanes minimise.
    pub objective: SweptObjective,
    /// The axes.
    pub axes: Vec<SweptAxis>,
    /// Whether they go together, the i-th point having the i-th value of each.
    pub together: bool,
    /// How far above the lowest minimum a loss counts as reached; on a network above 0.
    pub tolerance: f64,
    /// Repetitions of each point from each start, with random numbers of their own.
    pub seeds: usize,
    /// Steps at which outcomes are kept besides those of the end, rising.
    pub kept: Vec<usize>,
}

/// What the lanes of a sweep minimise: on a surface they share a program, and a network's are runs of their own.
#[derive(Clone, Debug)]
pub enum SweptObjective {
    /// A surface.
    Surface(Arc<SweptSurface>),
    /// One network, or several where axes build others.
    Networks(Arc<Networks>),
}

impl Default for SweptObjective {
    fn default() -> Self {
        Self::Surface(Arc::default())
    }
}

/// A surface and where the lanes begin on it.
#[derive(Clone, Debug, Default)]
pub struct SweptSurface {
    /// The surface, and what lanes do on it.
    pub surface: Arc<Surface>,
    /// The starting points, before an axis replaces a coordinate.
    pub starts: Vec<Vec<f64>>,
    /// Known minima by the surface's settings: coordinates one after the other.
    pub minima: Tape<PointInput>,
}

/// An axis and what it sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SweptAxis {
    /// The setting's name in the sweep.
    pub name: String,
    /// How its values are spread.
    pub scale: Spread,
    /// Its values.
    pub values: Vec<f64>,
    /// What it sets.
    pub target: SweptPlace,
}

/// What an axis sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SweptPlace {
    /// The seed of all random numbers.
    #[default]
    Seed,
    /// A coordinate of the start.
    Start(usize),
    /// A setting: its place in each run's settings.
    Setting(Vec<u32>),
    /// A number of the network, or of how it is trained.
    Knob(Knob),
}

/// One lane of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct SweptLane {
    /// The run's place in the plan.
    pub run: usize,
    /// Which random numbers it sees.
    pub seed: u32,
    /// The second half of what its random numbers depend on: on a surface the start's place, on a network the
    /// repetition's.
    pub replicate: u32,
    /// Where it starts.
    pub start: Vec<f64>,
    /// Its own settings, in the order of the axes that set one.
    pub swept: Vec<f64>,
}

impl SweepPlan {
    /// What is minimised, where it is a surface.
    pub fn surface(&self) -> Option<&Arc<SweptSurface>> {
        match &self.objective {
            SweptObjective::Surface(on) => Some(on),
            SweptObjective::Networks(_) => None,
        }
    }

    /// What is trained, where it is networks.
    pub fn networks(&self) -> Option<&Arc<Networks>> {
        match &self.objective {
            SweptObjective::Surface(_) => None,
            SweptObjective::Networks(networks) => Some(networks),
        }
    }

    /// Whether outcomes tell which seed they are of: those of a network always have one.
    pub fn has_seeds(&self) -> bool {
        self.networks().is_some() || self.seeds > 1
    }

    /// How many lanes there can be, and what each is.
    pub fn most(&self) -> (usize, &'static str) {
        match &self.objective {
            SweptObjective::Networks(_) => (NETWORKS, "networks"),
            SweptObjective::Surface(_) => (LANES, "runs"),
        }
    }

    /// From how many starts each point is taken; a network draws its own, and has one.
    pub fn starts(&self) -> usize {
        self.surface().map_or(1, |on| on.starts.len())
    }

    /// Points of the axes.
    pub fn points(&self) -> usize {
        let mut lengths = self.axes.iter().map(|a| a.values.len());
        match self.together {
            true => lengths.next().unwrap_or(0),
            false => lengths.product(),
        }
    }

    /// Lanes of one run at one point: one for each start and seed.
    pub fn repetitions(&self) -> usize {
        self.starts() * self.seeds
    }

    /// Lanes of one run.
    pub fn lanes_a_run(&self) -> usize {
        self.points() * self.repetitions()
    }

    /// All lanes: runs outermost, then seeds, then starts, then the last axis; the first axis is fastest.
    pub fn lanes(&self) -> usize {
        self.base.runs.len() * self.lanes_a_run()
    }

    /// The places on the axes of a lane, and that of its repetition: starts are faster than seeds.
    pub fn places(&self, lane: usize) -> ([usize; TOGETHER], usize) {
        let mut rest = lane % self.lanes_a_run().max(1);
        if self.together {
            let points = self.points().max(1);
            return ([rest % points; TOGETHER], rest / points);
        }
        let mut places = [0; TOGETHER];
        for (place, axis) in places.iter_mut().zip(&self.axes) {
            *place = rest % axis.values.len();
            rest /= axis.values.len();
        }
        (places, rest)
    }

    /// A lane's own numbers.
    pub fn lane(&self, lane: usize) -> SweptLane {
        let (places, repetition) = self.places(lane);
        let starts = self.starts();
        let (start, seed) = (repetition % starts, (repetition / starts) as u32);
        let run = lane / self.lanes_a_run().max(1);
        let (offset, replicate, start) = match &self.objective {
            SweptObjective::Networks(_) => (0, seed, Vec::new()),
            SweptObjective::Surface(on) => (seed, start as u32, on.starts[start].clone()),
        };
        let mut own = SweptLane {
            run,
            seed: self.base.runs[run].seed.wrapping_add(offset),
            replicate,
            start,
            swept: Vec::new(),
        };
        for (axis, place) in self.axes.iter().zip(places) {
            let value = axis.values[place];
            match axis.target {
                SweptPlace::Seed => own.seed = value as u32,
                SweptPlace::Start(coordinate) => own.start[coordinate] = value,
                SweptPlace::Setting(_) => own.swept.push(value),
                SweptPlace::Knob(_) => {}
            }
        }
        own
    }

    /// The settings of a lane's run with the lane's own in place.
    pub fn settings(&self, lane: &SweptLane) -> Vec<f64> {
        let mut settings = self.base.runs[lane.run].settings.clone();
        let targets = self.axes.iter().filter_map(|a| match &a.target {
            SweptPlace::Setting(slots) => Some(slots[lane.run]),
            _ => None,
        });
        for (slot, &value) in targets.zip(&lane.swept) {
            settings[slot as usize] = value;
        }
        settings
    }

    /// Whether lanes may differ in the settings of the surface, and so in its minima.
    pub fn moves_the_surface(&self) -> bool {
        let own = self.surface().map_or(0, |on| on.surface.settings.len() as u32);
        let moved =
            |t: &SweptPlace| matches!(t, SweptPlace::Setting(slots) if slots.iter().any(|&s| s < own));
        self.axes.iter().any(|a| moved(&a.target))
    }
}
