//! What the engines are given: an objective with its programs, runs, lanes.

use super::input::{BoundInput, PointInput};
use super::network::model::Network;
use super::network::probe::Probe;
use super::program::{Host, Program, RecordedColumn};
use super::tape::Tape;
use super::trial::{Blame, Trial};
use crate::lang::shape::Shape;
use crate::scene::{Budget, Precision, Sort};
use std::sync::Arc;

/// A compiled experiment.
///
/// ```
/// use ravine::compile::compile;
/// use ravine::scene::{Run, Scene};
///
/// let mut scene = Scene::on_surface("rosenbrock");
/// scene.experiment.runs = vec![Run::of("sgd"), Run::of("adam")];
/// let (plan, findings) = compile(&scene.experiment);
/// assert!(findings.is_empty());
/// // Each rule became a program of its own; runs that differ in settings only would share one.
/// assert_eq!(plan.and_then(|plan| Some(plan.surface()?.programs.len())), Some(2));
///
/// scene.experiment.runs[1].optimizer = ravine::scene::Reference::name("adma");
/// let (plan, findings) = compile(&scene.experiment);
/// assert!(plan.is_none());
/// assert_eq!(findings[0].pointer, "/experiment/runs/1/optimizer");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Steps of every run, or gradient evaluations or samples: the length of the trace.
    pub steps: usize,
    /// What `steps` counts.
    pub budget: Budget,
    /// In which numbers it is to be computed; a GPU has only f32.
    pub precision: Precision,
    /// What all runs minimise, with the programs of their steps.
    pub objective: Objective,
    /// The runs.
    pub runs: Vec<PlannedRun>,
    /// What is computed: each run from each start, runs outermost.
    pub lanes: Vec<Lane>,
}

/// What is minimised. Each kind has engines of its own: a surface's step is unrolled into single numbers, of
/// which millions of lanes take care at once; a network's goes in passes over the parameters, whatever their
/// shape.
#[derive(Clone, Debug)]
pub enum Objective {
    /// A function of one or two coordinates.
    Surface(Arc<Surface>),
    /// The loss of a network on data.
    Network(Arc<Network>),
}

impl Default for Objective {
    fn default() -> Self {
        Self::Surface(Arc::default())
    }
}

impl Plan {
    /// The surface that is minimised, where it is one.
    pub fn surface(&self) -> Option<&Arc<Surface>> {
        match &self.objective {
            Objective::Surface(surface) => Some(surface),
            Objective::Network(_) => None,
        }
    }

    /// The network that runs train unless they train one of their own, where it is one.
    pub fn network(&self) -> Option<&Arc<Network>> {
        match &self.objective {
            Objective::Surface(_) => None,
            Objective::Network(network) => Some(network),
        }
    }

    /// Which sort of problem is minimised.
    pub fn sort(&self) -> Sort {
        match &self.objective {
            Objective::Surface(_) => Sort::Surface,
            Objective::Network(_) => Sort::Network,
        }
    }

    /// All networks that are trained, to be changed: the one that runs share, and those of their own.
    pub fn networks_mut(&mut self) -> impl Iterator<Item = &mut Arc<Network>> {
        let shared = match &mut self.objective {
            Objective::Surface(_) => None,
            Objective::Network(network) => Some(network),
        };
        shared
            .into_iter()
            .chain(self.runs.iter_mut().filter_map(PlannedRun::own_mut))
    }

    /// Whether a trace holds whole states, from which a single step could be taken again; those of a network
    /// are too many.
    pub fn records_states(&self) -> bool {
        self.surface().is_some()
    }

    /// Whether runs are repeated with other seeds; several starts are no repetitions.
    pub fn is_repeated(&self) -> bool {
        let mut lanes = self.lanes.iter();
        lanes.any(|lane| lane.start == Start::Drawn && lane.replicate > 0)
    }

    /// How many of a column's entries stand before a lane's first step. On a surface an entry is a step; a
    /// network is looked at `every` so often, and at its end behind the last step.
    pub fn entries_before(&self, lane: &Lane, (entries, every): (usize, usize)) -> usize {
        match self.objective {
            Objective::Surface(_) => lane.first,
            Objective::Network(_) if lane.first >= lane.until => entries,
            Objective::Network(_) => lane.first.div_ceil(every.max(1)),
        }
    }

    /// What is minimised, by name: of a network what it learns from.
    pub fn name(&self) -> &str {
        match &self.objective {
            Objective::Surface(surface) => &surface.name,
            Objective::Network(network) => &network.train.data.name,
        }
    }

    /// The known minima; of a network none is.
    pub fn minima(&self) -> &[Vec<f64>] {
        self.surface().map_or(&[], |surface| &surface.minima)
    }

    /// Gradient evaluations per step of a run, by its place in the plan: one for each micro-batch.
    pub fn evaluations(&self, run: usize) -> usize {
        let batches = self.network_of(run).map_or(1, |network| network.micro_batches);
        self.runs[run].gradients * batches
    }

    /// How much of the length a run's step takes.
    pub fn every(&self, run: &PlannedRun) -> usize {
        self.cost(run, self.budget)
    }

    /// How much of what a budget counts a run's step takes, at least 1.
    pub fn cost(&self, run: &PlannedRun, budget: Budget) -> usize {
        match budget {
            Budget::Steps => 1,
            Budget::Evaluations => run.gradients.max(1),
            Budget::Samples => self
                .network()
                .map_or(1, |shared| run.trains(shared).drawn().max(1)),
        }
    }

    /// The network as a run trains it, by the run's place in the plan; None on a surface.
    pub fn network_of(&self, run: usize) -> Option<&Arc<Network>> {
        let shared = self.network()?;
        Some(self.runs.get(run).map_or(shared, |run| run.trains(shared)))
    }

    /// How many steps a run takes.
    pub fn steps_of(&self, run: &PlannedRun) -> usize {
        self.steps / self.every(run)
    }

    /// How many steps the run takes that takes most.
    pub fn longest(&self) -> usize {
        let steps = self.runs.iter().map(|run| self.steps_of(run));
        steps.max().unwrap_or(self.steps)
    }
}

/// A loss surface, and what lanes do on it.
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
    pub loss: Tape<PointInput>,
    /// Values of the settings.
    pub settings: Vec<f64>,
    /// What lanes do; runs point into this list.
    pub programs: Vec<Arc<Program>>,
}

impl Surface {
    /// The lowest loss at some minima under some settings; None where there is none.
    pub fn lowest(&self, minima: &[Vec<f64>], settings: &[f64]) -> Option<f64> {
        let losses = minima.iter().map(|point| self.loss_at(point, settings));
        let lowest = losses.fold(f64::INFINITY, f64::min);
        lowest.is_finite().then_some(lowest)
    }

    /// The loss at a point under some settings, in f64; NaN where it has none.
    pub fn loss_at(&self, point: &[f64], settings: &[f64]) -> f64 {
        self.loss.sound(|input| match input {
            PointInput::Coordinate(i) => point[i as usize],
            PointInput::Setting(slot) => settings[slot as usize],
        })
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
    /// Its program's place among those of the objective.
    pub program: usize,
    /// What the host works out.
    pub host: Host,
    /// Values of all its parameters.
    pub settings: Vec<f64>,
    /// What is recorded besides loss and w.
    pub columns: Vec<RecordedColumn>,
    /// Gradient evaluations per step.
    pub gradients: usize,
    /// Whether its lanes count their own steps done, since some may be skipped.
    pub counts_steps: bool,
    /// Largest stable lr * lambda_max on a quadratic, where the rule declares it; reads settings and
    /// momentum.
    pub stability: Option<Tape<BoundInput>>,
    /// What depends on the kind of objective.
    pub on: On,
}

/// What is known of a run by what it minimises.
#[derive(Clone, Debug)]
pub enum On {
    /// A surface.
    Surface {
        /// The state behind w, in order.
        states: Vec<PlannedState>,
        /// What tells why a step could not be taken.
        trial: Arc<Trial>,
    },
    /// A network.
    Network {
        /// The network as the run trains it, where its training has settings of its own.
        own: Option<Arc<Network>>,
        /// What its program watches, in order.
        blames: Arc<[Blame]>,
        /// Its step, with each watched number followed by the arguments of its operation as what is looked at;
        /// None where nothing is watched.
        again: Option<Arc<Probe>>,
    },
}

impl PlannedRun {
    /// The largest lr * lambda_max at which the rule is stable on a quadratic, where it declares one;
    /// `momentum` is what the schedule drives.
    pub fn bound(&self, momentum: Option<f64>) -> Option<f64> {
        let values = self.stability.as_ref()?.values(|input| match input {
            BoundInput::Setting(slot) => self.settings[slot as usize],
            BoundInput::Momentum => momentum.unwrap_or(f64::NAN),
        });
        values.first().copied().filter(|bound| bound.is_finite())
    }

    /// The network as it trains it: its own, or the one that all runs share.
    pub fn trains<'a>(&'a self, shared: &'a Arc<Network>) -> &'a Arc<Network> {
        match &self.on {
            On::Network { own: Some(own), .. } => own,
            _ => shared,
        }
    }

    /// The network of its own, where it trains one.
    pub fn own_mut(&mut self) -> Option<&mut Arc<Network>> {
        match &mut self.on {
            On::Network { own, .. } => own.as_mut(),
            On::Surface { .. } => None,
        }
    }

    /// Gives it a network of its own, or the shared one, where it trains any.
    pub fn train(&mut self, trained: Option<Arc<Network>>) {
        if let On::Network { own, .. } = &mut self.on {
            *own = trained;
        }
    }

    /// The state behind w whose numbers are recorded, in order; of a network's too many numbers none is.
    pub fn states(&self) -> &[PlannedState] {
        match &self.on {
            On::Surface { states, .. } => states,
            On::Network { .. } => &[],
        }
    }

    /// What a lane watched and lost, by its place among what is watched; on a surface another way tells.
    pub fn blame(&self, lost: Option<u32>) -> Option<&Blame> {
        match &self.on {
            On::Surface { .. } => None,
            On::Network { blames, .. } => blames.get(lost? as usize),
        }
    }

    /// What a network's lane could lose, and its step to be taken once more; None where nothing is watched.
    pub fn suspects(&self) -> Option<(&[Blame], &Arc<Probe>)> {
        match &self.on {
            On::Network { blames, again, .. } => Some((blames, again.as_ref()?)),
            On::Surface { .. } => None,
        }
    }

    /// A step on a surface with all that is watched in it.
    pub fn step(&self) -> Option<&Arc<Trial>> {
        match &self.on {
            On::Surface { trial, .. } => Some(trial),
            On::Network { .. } => None,
        }
    }

    /// What tells why a step could not be taken, where that is found by taking it once more.
    pub fn trial(&self) -> Option<&Trial> {
        self.step().filter(|trial| trial.is_needed).map(Arc::as_ref)
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
pub use crate::lang::column::STEPS_DONE;

/// One run from one start.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The run's place in the plan.
    pub run: usize,
    /// Which random numbers it sees: the start's place, so that all runs see the same.
    pub replicate: u32,
    /// Where it starts.
    pub start: Start,
    /// The lane whose state at `first` it takes over and whose past it shares, by its place in the plan.
    pub from: Option<usize>,
    /// The first step it takes, from 0.
    pub first: usize,
    /// One past the last step it takes.
    pub until: usize,
    /// The state at `first`, w included; None: what `from` has there, else the rules' own initial values at
    /// `start`.
    pub state: Option<Vec<f64>>,
}

/// Where a lane starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// At a point of a surface.
    Point(Vec<f64>),
    /// At weights that a network draws from its seed.
    Drawn,
}

impl Start {
    /// The coordinates; of drawn weights none.
    pub fn point(&self) -> &[f64] {
        match self {
            Self::Point(point) => point,
            Self::Drawn => &[],
        }
    }
}

impl Default for Start {
    fn default() -> Self {
        Self::Point(Vec::new())
    }
}
