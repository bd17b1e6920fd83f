//! The loop from what the user chose to what was computed from it.

use super::companions::Companions;
use super::drift::{DriftJob, NextCheck};
use super::explore::{GhostJob, SweepJob};
use super::field::FieldJob;
use super::machine::Engines;
use super::pictures::lookout;
use super::rivals::Rivals;
use super::slice::{Duty, FrameSlice};
use super::stable::StableJob;
use super::status::EngineStatus;
use super::swarm::SwarmJob;
use super::timing::Timing;
use super::wished::Wished;
use crate::catalog;
pub use crate::compile::Finding;
use crate::compile::{Plan, compile};
use crate::engine::gpu::Gpu;
use crate::engine::{EngineError, Poll};
use crate::scene::{Experiment, Scene};
use crate::trace::Trace;
use crate::view::Computed;
use std::sync::Arc;
use std::time::Duration;

/// The scene and what is known of it.
pub struct Session {
    /// What the user chose.
    pub scene: Scene,
    /// The last good trace.
    pub trace: Arc<Trace>,
    /// What views want computed besides.
    pub companions: Companions,
    /// The surface as it is to be drawn.
    pub field: FieldJob,
    /// The largest stable learning rate, where a view asks for it.
    pub stable: StableJob,
    /// From which step on rounding is seen.
    pub drift: DriftJob,
    /// How far the engines are apart.
    pub rivals: Rivals,
    /// The selected run from a grid of starts, where a view asks for it.
    pub swarm: SwarmJob,
    /// What else views ask of what was computed.
    pub wished: Wished,
    /// Sweeps, where a view asks for them, and the path that it points at.
    pub(in crate::app) sweeps: SweepJob,
    pub(in crate::app) ghost: GhostJob,
    /// What is wrong with the scene.
    pub findings: Vec<Finding>,
    /// What computes.
    pub engine: EngineStatus,
    /// Whether runs and charts stay out of sight until a reader has guessed.
    pub veiled: bool,
    /// Why the device was lost with which the session began.
    pub lost: Option<String>,
    /// How long changes take to the screen.
    pub timing: Timing,
    /// Why its own engine is the one that it is.
    note: Option<String>,
    machine: Engines,
    pub(in crate::app) slice: FrameSlice,
    /// Whether a hand is on mouse, screen or keys.
    held: bool,
    /// Whether it has given a trace.
    answered: bool,
    gpu: Option<Gpu>,
    compiled: Option<Experiment>,
    good: Option<Task>,
    waiting: Option<Task>,
    under_way: Option<UnderWay>,
    pub(in crate::app) done: Option<Computed>,
    computed: usize,
}

/// An experiment with its program.
#[derive(Clone)]
struct Task {
    experiment: Arc<Experiment>,
    plan: Arc<Plan>,
    /// The frame in which the scene changed to it.
    frame: Option<u64>,
}

/// What the engine was given last, and for whom.
struct UnderWay {
    task: Task,
    companion: bool,
}

impl Session {
    /// A session on a scene, on the GPU where there is one; the screen tells where there is none.
    pub fn new(scene: Scene, gpu: Result<Gpu, EngineError>) -> Self {
        match gpu {
            Ok(gpu) => Self::on(scene, Some(gpu), None),
            Err(error) => Self::on(scene, None, Some(error.to_string())),
        }
    }

    /// A session on the CPU by choice.
    pub fn on_cpu(scene: Scene) -> Self {
        Self::on(scene, None, None)
    }

    /// A session that goes on where another was when it lost its GPU.
    pub fn again(scene: Scene, gpu: Option<Gpu>, lost: &EngineError) -> Self {
        Self::on(scene, gpu, Some(lost.to_string()))
    }

    fn on(scene: Scene, gpu: Option<Gpu>, note: Option<String>) -> Self {
        let machine = Engines::new(gpu.as_ref());
        Self {
            scene,
            trace: Arc::default(),
            companions: Companions::default(),
            field: FieldJob::new(gpu.as_ref()),
            stable: StableJob::default(),
            drift: DriftJob::default(),
            rivals: Rivals::default(),
            swarm: SwarmJob::default(),
            wished: Wished::with(lookout(gpu.as_ref())),
            sweeps: SweepJob::default(),
            ghost: GhostJob::default(),
            findings: Vec::new(),
            veiled: false,
            engine: EngineStatus::of(machine.info(), note.clone()),
            note,
            lost: None,
            timing: Timing::default(),
            machine,
            slice: FrameSlice::default(),
            held: false,
            answered: false,
            gpu,
            compiled: None,
            good: None,
            waiting: None,
            under_way: None,
            done: None,
            computed: 0,
        }
    }

    /// Computes what changed. Called once a frame; asks for another frame while work is under way.
    pub fn update(&mut self, context: &egui::Context) {
        self.timing.frame += 1;
        self.held = context.input(|i| i.pointer.any_down() || !i.keys_down.is_empty());
        self.slice.begin(context);
        if self.is_stale() {
            self.compile();
        }
        self.companions.turn();
        let known: Vec<&Computed> = self.done.iter().chain(self.companions.done()).collect();
        self.wished.turn(&known);
        self.compute();
        let comparing = self.slice.run(Duty::Rivals, |budget| self.rivals.advance(budget));
        let measure = |budget| !self.engine.busy && !self.held && self.machine.measure(budget);
        let measuring = self.slice.run(Duty::Contest, measure);
        let sampling = match &self.good {
            Some(good) => match good.plan.surface() {
                Some(surface) => self
                    .slice
                    .run(Duty::Field, |budget| self.field.update(surface, budget)),
                None => {
                    self.field.clear();
                    false
                }
            },
            None => false,
        };
        let (done, gpu) = (self.done.as_ref(), self.gpu.as_ref());
        let stable = |budget| self.stable.update(done, gpu, self.held, budget);
        let trying = self.slice.run(Duty::Stable, stable);
        if self.explore() {
            later(context, Duration::from_millis(1));
        }
        self.engine.busy = self.waiting.is_some() || self.engine.busy;
        let working = self.slice.run(Duty::Asked, |budget| self.wished.advance(budget));
        self.look_for_drift(context);
        if self.engine.busy || sampling || trying || comparing || measuring || working {
            context.request_repaint();
        }
    }

    /// Goes on with the comparison of what is shown with f64 while nothing else is to do.
    fn look_for_drift(&mut self, context: &egui::Context) {
        let busy = self.engine.busy || self.held;
        let done = self.done.as_ref();
        let surface = done.and_then(|done| done.plan.surface());
        let grid = surface.map(|surface| self.field.grid(surface));
        let now = context.input(|i| i.time);
        let budget = self.slice.share(Duty::Drift);
        let next = self.drift.update(done, grid, (busy, now), budget);
        self.slice.tell(Duty::Drift, next == NextCheck::Busy);
        match next {
            NextCheck::Busy => later(context, Duration::from_millis(1)),
            NextCheck::Rest(left) => later(context, left),
            NextCheck::Idle => {}
        }
    }

    /// Hands what this frame's controls changed to the engine at once, so that the next frame may show it.
    pub fn submit(&mut self, context: &egui::Context) {
        if !self.is_stale() {
            return;
        }
        self.compile();
        if self.under_way.is_none() && self.waiting.is_some() {
            self.begin();
        }
        self.engine.busy = self.under_way.is_some();
        self.slice.tell(Duty::Engine, self.engine.busy);
        context.request_repaint();
    }

    fn is_stale(&self) -> bool {
        self.compiled.as_ref() != Some(&self.scene.experiment)
    }

    /// Whether nothing more comes of the scene as it stands.
    pub fn is_settled(&self) -> bool {
        let own = self.under_way.as_ref().is_some_and(|u| !u.companion);
        !self.is_stale() && self.waiting.is_none() && !own
    }

    /// The last good program of the scene.
    pub fn plan(&self) -> Option<&Arc<Plan>> {
        self.good.as_ref().map(|g| &g.plan)
    }

    /// What the last good trace was computed from.
    pub fn done(&self) -> Option<&Computed> {
        self.done.as_ref()
    }

    /// Why the CPU does what somebody waits for, where the device is slow.
    pub fn slow(&self) -> Option<&str> {
        self.machine.slow()
    }

    /// The GPU that computes what views want besides, where there is one.
    pub(in crate::app) fn gpu(&self) -> Option<&Gpu> {
        self.gpu.as_ref()
    }

    /// How many traces were computed so far.
    pub fn computed(&self) -> usize {
        self.computed
    }

    /// Begins to compare the engines on the current scene.
    pub fn compare(&mut self) {
        let plan = self.good.as_ref().map(|good| &good.plan);
        self.rivals.begin(self.gpu.as_ref(), plan);
    }

    /// What was computed, and the program that goes on, are of another problem than the scene's.
    fn forget(&mut self) {
        self.trace = Arc::default();
        self.done = None;
        self.good = None;
        self.waiting = None;
        self.under_way = None;
    }

    /// The last good program goes on where the scene has an error.
    fn compile(&mut self) {
        let experiment = self.scene.experiment.clone();
        let (plan, findings) = compile(&experiment);
        self.compiled = Some(experiment.clone());
        self.findings = findings;
        let Some(plan) = plan.map(Arc::new) else {
            return;
        };
        let good = self.good.as_ref().map(|good| &good.experiment.problem);
        if good.is_some_and(|problem| problem.is_another(&experiment.problem)) {
            self.forget();
        }
        let experiment = Arc::new(experiment);
        self.good = Some(Task {
            experiment,
            plan,
            frame: Some(self.timing.frame),
        });
        self.waiting.clone_from(&self.good);
    }

    /// One plan is under way at a time, and of those that wait only the latest counts: so a slider that is
    /// dragged shows every trace that the engine can keep up with. Companions give way to the scene.
    fn compute(&mut self) {
        match self.machine.poll(self.slice.share(Duty::Engine)) {
            Poll::Idle => self.under_way = None,
            // Its own engine is told of only once it has answered: the next plan may be too large, too.
            Poll::Busy if self.machine.reason().is_some() => self.tell_engine(),
            Poll::Busy => {}
            Poll::Ready(trace) => self.take(Arc::new(trace)),
            Poll::Failed(error) => self.recover(&error),
        }
        let dropped = self.under_way.take_if(|u| u.companion && self.waiting.is_some());
        if let Some(dropped) = dropped {
            self.companions.again(&dropped.task.experiment);
        }
        if self.under_way.is_none() {
            if self.machine.is_hurried() && !self.held && self.waiting.is_none() {
                self.waiting = self.good.clone().map(|good| Task { frame: None, ..good });
            }
            self.begin();
        }
        self.engine.busy = self.under_way.is_some();
        self.slice.tell(Duty::Engine, self.engine.busy);
    }

    fn begin(&mut self) {
        let companion = self.waiting.is_none();
        let next = || {
            self.companions.begin().map(|(experiment, plan)| Task {
                experiment,
                plan,
                frame: None,
            })
        };
        if let Some(task) = self.waiting.take().or_else(next) {
            self.machine.submit(task.plan.clone(), self.held);
            self.under_way = Some(UnderWay { task, companion });
        }
    }

    /// Tells which engine computes, where it is another one than before. Under a hand nothing appears that
    /// moves its control.
    fn tell_engine(&mut self) {
        let other = !self.engine.is_of(self.machine.info());
        if other && !self.machine.is_hurried() {
            let reason = self.machine.reason().map(str::to_owned);
            self.engine = EngineStatus::of(self.machine.info(), reason.or_else(|| self.note.clone()));
        }
    }

    fn take(&mut self, trace: Arc<Trace>) {
        self.answered = true;
        self.tell_engine();
        let Some(UnderWay { task, companion }) = self.under_way.take() else {
            return;
        };
        let changed = task.frame;
        let computed = Computed {
            experiment: task.experiment,
            plan: task.plan,
            trace: trace.clone(),
        };
        if companion {
            self.companions.put(computed);
            return;
        }
        self.done = Some(computed);
        self.trace = trace;
        self.computed += 1;
        if let Some(frame) = changed {
            self.timing.note(frame, self.machine.took());
        }
    }

    /// Another device takes over from one that was lost, and the CPU where there is none, or where a device
    /// failed or was lost before it had answered: then it is our own work that breaks it.
    fn recover(&mut self, error: &EngineError) {
        self.gpu = None;
        self.swarm.fall_back();
        self.sweeps.fall_back();
        if let EngineError::Lost(reason) = error {
            self.lost.get_or_insert_with(|| reason.clone());
            self.gpu = self.answered.then(Gpu::open).and_then(Result::ok);
        }
        self.machine = Engines::new(self.gpu.as_ref());
        self.note = Some(error.to_string());
        self.engine = EngineStatus::of(self.machine.info(), self.note.clone());
        self.answered = false;
        self.field.move_to(self.gpu.as_ref());
        self.wished.lookout = lookout(self.gpu.as_ref());
        self.rivals.forget();
        let lost = self.under_way.take().filter(|u| u.companion);
        if let Some(lost) = lost {
            self.companions.again(&lost.task.experiment);
        }
        self.waiting.clone_from(&self.good);
    }
}

/// Asks for a frame after some time that nobody waits for.
fn later(context: &egui::Context, time: Duration) {
    // The context takes off what a frame takes.
    let frame = Duration::try_from_secs_f32(context.input(|i| i.predicted_dt)).unwrap_or_default();
    context.request_repaint_after(time + frame);
}

/// The scene of a first visit.
pub fn first_scene() -> Scene {
    let preset = catalog::scenes().iter().find(|(name, _)| *name == "race");
    let parsed = preset.and_then(|(_, text)| serde_json::from_str(text).ok());
    parsed.unwrap_or_else(|| Scene::on_surface("rosenbrock"))
}
