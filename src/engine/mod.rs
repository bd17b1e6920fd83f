//! What runs a plan. Two engines with one interface: [`gpu`] and [`cpu`].
//!
//! - [`host`]: what is worked out once a run or once a step, in f64, for either engine.
//! - [`assemble`]: an engine's raw rows to a [`Trace`]; [`network`]: the same on a network.
//! - [`drift`]: from which step on rounding is seen.
//! - [`field`]: the surface on a grid, for drawing.
//! - [`fork`]: lanes that go on from others, for either engine; `network_fork`: what they begin with on a
//!   network.
//! - [`inspect`]: what every part of a rule is worth at a step.
//! - [`look`]: looking around trained networks, be it on the GPU.
//! - [`swarm`]: one run from a grid of starts, all at the same step.
//! - [`parity`]: how far two engines are apart.
//! - `stop`: says of runs that stopped why they did, `network_stop` on networks; [`verdict`] takes their last
//!   step once more.
//! - `moment`: what a step on a surface reads, for whoever takes it once more.
//! - [`sweep`]: the same for many lanes of which only the outcome is kept.
//! - [`waving`]: an engine of single waves as one of whole plans.
//!
//! [`Engine::submit`] and [`Engine::poll`] hide that a GPU answers later, so nothing above here is
//! asynchronous.

pub mod assemble;
pub mod cpu;
pub mod drift;
pub mod field;
pub mod fork;
pub mod gpu;
pub mod host;
pub mod inspect;
pub mod look;
mod moment;
pub mod network;
mod network_fork;
mod network_stop;
pub mod parity;
pub mod search;
mod stop;
pub mod swarm;
pub mod sweep;
pub mod verdict;
pub mod waving;

use crate::compile::network::model::Network;
use crate::compile::{Finding, Plan, compile};
use crate::scene::Experiment;
use crate::trace::Trace;
use cpu::{CpuEngine, Precision};
use std::sync::Arc;
use std::time::Duration;

/// Which engine it is and on what it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// `gpu` or `cpu`.
    pub kind: &'static str,
    /// The device's own name.
    pub adapter: String,
}

/// How something stands that is computed in slices of time or on a device: a plan's trace, unless something
/// else is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poll<T = Trace> {
    /// Nothing is under way.
    Idle,
    /// Under way; poll again.
    Busy,
    /// It is there.
    Ready(T),
    /// The device could not do it.
    Failed(EngineError),
}

impl<T> Poll<T> {
    /// Something else made of what is there.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Poll<U> {
        match self {
            Self::Idle => Poll::Idle,
            Self::Busy => Poll::Busy,
            Self::Ready(value) => Poll::Ready(make(value)),
            Self::Failed(error) => Poll::Failed(error),
        }
    }
}

impl<T> From<Result<T, EngineError>> for Poll<T> {
    /// What an engine gave, or why it did not.
    fn from(given: Result<T, EngineError>) -> Self {
        given.map_or_else(Self::Failed, Self::Ready)
    }
}

/// Why an engine gave no trace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// There is no usable device.
    #[error("no GPU with compute shaders was found ({0})")]
    NoDevice(String),
    /// The device refused.
    #[error("the GPU stopped: {0}")]
    Device(String),
    /// The device has no room for it; the CPU may.
    #[error("network too large for the device: {0}")]
    TooLarge(String),
    /// Another plan was submitted meanwhile.
    #[error("the comparison was interrupted")]
    Interrupted,
    /// The device is gone; another one may do.
    #[error("the GPU was lost ({0})")]
    Lost(String),
}

/// Runs plans. The latest submission wins: an earlier one under way is dropped.
pub trait Engine {
    /// Which engine it is.
    fn info(&self) -> &Info;

    /// Begins a plan.
    fn submit(&mut self, plan: Arc<Plan>);

    /// Advances by at most about `budget` and tells how the plan stands. Never blocks longer.
    fn poll(&mut self, budget: Duration) -> Poll;
}

/// Runs a plan to its end; for headless use, where waiting is right. Errors: what the device says.
///
/// ```
/// use ravine::compile::compile;
/// use ravine::engine::cpu::{CpuEngine, Precision};
/// use ravine::engine::run;
/// use ravine::scene::{Run, Scene};
///
/// let mut scene = Scene::on_surface("bowl");
/// scene.experiment.steps = 50;
/// scene.experiment.runs = vec![Run::of("adam")];
/// let plan = compile(&scene.experiment).0.expect("the scene has no error");
/// let trace = run(&mut CpuEngine::new(Precision::Double), plan.into())?;
/// // Numbers are found by the names of the rule's text.
/// let loss = |step| trace.runs[0].number("loss", step);
/// assert!(loss(50) < loss(0));
/// assert!(trace.runs[0].column("m_hat").is_some());
/// # Ok::<(), ravine::engine::EngineError>(())
/// ```
pub fn run(engine: &mut dyn Engine, plan: Arc<Plan>) -> Result<Trace, EngineError> {
    engine.submit(plan);
    loop {
        match engine.poll(Duration::from_millis(50)) {
            Poll::Ready(trace) => return Ok(trace),
            Poll::Failed(error) => return Err(error),
            Poll::Idle => return Err(EngineError::Device("the submission was dropped".to_owned())),
            Poll::Busy => std::thread::yield_now(),
        }
    }
}

/// An experiment, its program, and what was computed of it.
#[derive(Clone, Debug)]
pub struct Computed {
    /// What was to be computed.
    pub experiment: Arc<Experiment>,
    /// Its program.
    pub plan: Arc<Plan>,
    /// The recorded steps.
    pub trace: Arc<Trace>,
}

impl Computed {
    /// The network as a run trained it, by the run's place in the experiment; None on a surface.
    pub fn network_of(&self, run: usize) -> Option<&Arc<Network>> {
        let place = self.plan.runs.iter().position(|planned| planned.run == run)?;
        self.plan.network_of(place)
    }

    /// Computes an experiment to its end on the CPU in f64, the reference.
    ///
    /// # Errors
    /// What is wrong with the experiment.
    pub fn reference(experiment: &Experiment) -> Result<Self, Vec<Finding>> {
        let (plan, findings) = compile(experiment);
        let plan = Arc::new(plan.ok_or(findings)?);
        let failed = |error: EngineError| vec![Finding::error("/experiment", error.to_string())];
        let trace = run(&mut CpuEngine::new(Precision::Double), plan.clone()).map_err(failed)?;
        Ok(Self {
            experiment: Arc::new(experiment.clone()),
            plan,
            trace: Arc::new(trace),
        })
    }
}

/// The lanes that share a program and a network, by their places in the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneGroup {
    /// The program's place in the plan.
    pub program: usize,
    /// The first of their runs, by its place in the plan.
    pub run: usize,
    /// The lanes' places in the plan.
    pub lanes: Vec<usize>,
}

/// The plan's lanes by what they share.
pub fn groups(plan: &Plan) -> Vec<LaneGroup> {
    let mut groups: Vec<LaneGroup> = Vec::new();
    let key = |run: usize| (plan.runs[run].program, plan.network_of(run).map(Arc::as_ptr));
    for (index, lane) in plan.lanes.iter().enumerate() {
        match groups.iter_mut().find(|group| key(group.run) == key(lane.run)) {
            Some(group) => group.lanes.push(index),
            None => groups.push(LaneGroup {
                program: plan.runs[lane.run].program,
                run: lane.run,
                lanes: vec![index],
            }),
        }
    }
    groups
}
