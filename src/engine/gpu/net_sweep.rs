//! A sweep on networks on the GPU: points that train the same network in the same way go together, each with its
//! own settings, seed and schedule.

use super::device::Gpu;
use super::net_chunk::{Chunk, Keeps, MEANS, Origin};
use super::network::{operations, quick};
use super::pace::{DISPATCH, Pace, advance_for};
use crate::compile::network::model::Network;
use crate::compile::sweep::SweepPlan;
use crate::compile::sweep::network::{Networks, TrainingKey};
use crate::compile::wgsl::network::{Memory, Seating};
use crate::compile::{Lane, Plan};
use crate::engine::host::tabulate;
use crate::engine::network::{RecordedLane, why};
use crate::engine::sweep::seen::Seen;
use crate::engine::sweep::{Found, Outcomes, Progress, Sweeper, spread};
use crate::engine::{EngineError, Info, LaneGroup};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// Most points of a chunk: a map shows those of one at once.
const POINTS: usize = 1 << 10;

/// A sweep on networks.
pub struct NetSweep {
    gpu: Gpu,
    info: Info,
    plan: Arc<SweepPlan>,
    networks: Arc<Networks>,
    kernel: Option<String>,
    waiting: VecDeque<Alike>,
    under_way: VecDeque<UnderWay>,
    pace: Pace,
    outcomes: Outcomes,
}

/// Points with one network and one program, in the order in which they are taken.
struct Alike {
    key: TrainingKey,
    program: usize,
    places: VecDeque<usize>,
}

/// Points on their way.
struct UnderWay {
    chunk: Chunk,
    origin: Origin,
    places: Vec<usize>,
    /// Steps before which is looked.
    looks: Vec<usize>,
}

impl NetSweep {
    /// Prepares a sweep; `kernel`: another text for the kernel of small networks, with the same bindings,
    /// dispatches and outcomes.
    pub fn new(gpu: Gpu, plan: Arc<SweepPlan>, networks: Arc<Networks>, kernel: Option<String>) -> Self {
        Self {
            kernel,
            info: Info {
                kind: "gpu",
                adapter: gpu.name().to_owned(),
            },
            waiting: alike(&plan, &networks),
            under_way: VecDeque::new(),
            pace: Pace::new(),
            outcomes: Outcomes::none(&plan),
            networks,
            plan,
            gpu,
        }
    }

    /// Keeps the device busy, but never with more than can be waited for.
    ///
    /// # Errors
    /// The device cannot hold a point.
    fn dispatch(&mut self) -> Result<(), EngineError> {
        while self.pace.has_room() {
            let undispatched = self.under_way.back_mut().filter(|u| !u.chunk.is_dispatched());
            let Some(UnderWay { chunk, .. }) = undispatched else {
                // One chunk's answer travels while the next one computes.
                if self.under_way.len() > 1 || !self.begin()? {
                    break;
                }
                continue;
            };
            let steps = chunk.dispatch(&self.gpu, self.pace.steps(chunk.operations));
            self.pace.note(&self.gpu, steps * chunk.operations);
        }
        Ok(())
    }

    /// Begins the next points, if there are any, with as many together as suit the device.
    ///
    /// # Errors
    /// The device cannot hold one.
    fn begin(&mut self) -> Result<bool, EngineError> {
        let Some(mut next) = self.waiting.pop_front() else {
            return Ok(false);
        };
        let Some(&first) = next.places.front() else {
            return Ok(true);
        };
        let network = Arc::new(self.plan.network(&self.networks, first));
        let program = &network.programs[next.program];
        let of_first = self.plan.point(&self.networks, &network, first);
        let looks = looks(&self.networks, &of_first);
        let looked = looks.len() * (network.train.len() + network.validation.len());
        let operations = operations(&network, program, looked / of_first.longest().max(1));
        let way = Seating::of(&network, program, next.places.len(), self.gpu.is_software());
        let most = self.most(&network, next.program, way, &of_first, looks.len())?;
        let most = most.min(quick(&self.gpu, operations)).clamp(1, POINTS);
        let places: Vec<usize> = next.places.drain(..most.min(next.places.len())).collect();
        let origin = self.origin(&network, of_first, &places);
        let group = LaneGroup {
            lanes: (0..places.len()).collect(),
            program: next.program,
            run: 0,
        };
        let keeps = Keeps::Means {
            looks: &looks,
            kernel: self.kernel.as_deref(),
        };
        let all = operations * places.len();
        let mut pipelines = self.gpu.swept_networks();
        let chunk = Chunk::new(&self.gpu, &mut pipelines, &origin, (group, way), all, keeps);
        drop(pipelines);
        self.under_way.push_back(UnderWay {
            chunk,
            origin,
            places,
            looks,
        });
        if !next.places.is_empty() {
            self.waiting.push_front(next);
        }
        Ok(true)
    }

    /// Points that fit into the device's buffers together.
    ///
    /// # Errors
    /// Not even one does.
    fn most(
        &self,
        network: &Network,
        program: usize,
        way: Seating,
        point: &Plan,
        looks: usize,
    ) -> Result<usize, EngineError> {
        let program = &network.programs[program];
        let bytes = self.gpu.device.limits().max_storage_buffer_binding_size;
        let most = bytes as usize / size_of::<f32>();
        let own = Memory::new(network, program, way).total;
        let host = program.constants + program.table * point.longest();
        let largest = own.max(host).max((looks + 1) * MEANS).max(1);
        match most / largest {
            0 => {
                let message = format!("one point takes {largest} numbers, but a buffer holds {most}");
                Err(EngineError::TooLarge(message))
            }
            fit => Ok(fit),
        }
    }

    /// Points as the lanes of one plan, each with a run of its own; `of_first` is that of the first alone.
    fn origin(&self, network: &Arc<Network>, of_first: Plan, places: &[usize]) -> Origin {
        let points = places.iter().enumerate().map(|(run, &place)| {
            let mut point = self.plan.point(&self.networks, network, place);
            let lane = Lane {
                run,
                ..point.lanes.remove(0)
            };
            (point.runs.remove(0), lane)
        });
        let (runs, lanes) = points.unzip();
        let plan = Plan {
            runs,
            lanes,
            ..of_first
        };
        Origin {
            tabulated: plan
                .runs
                .iter()
                .map(|run| Arc::new(tabulate(&plan, run)))
                .collect(),
            network: network.clone(),
            plan: Arc::new(plan),
        }
    }

    /// Takes in the points whose answers have arrived.
    ///
    /// # Errors
    /// One could not be read.
    fn collect(&mut self) -> Result<(), EngineError> {
        while let Some(answer) = self.under_way.front().and_then(|u| u.chunk.read()) {
            let answer = answer?;
            let Some(ended) = self.under_way.pop_front() else {
                break;
            };
            for (lane, recorded) in answer {
                let found = ended.found(&self.plan, lane, &recorded);
                self.outcomes.enter(found);
            }
        }
        Ok(())
    }

    fn failed(&mut self, fault: EngineError) -> Progress {
        self.waiting.clear();
        self.under_way.clear();
        Progress::Failed(fault)
    }

    /// Goes on for as long as is left of the budget; true once all points are done.
    ///
    /// # Errors
    /// What the device says.
    fn advance(&mut self, budget: Duration, left: Duration) -> Result<bool, EngineError> {
        self.pace.begin(budget);
        self.dispatch()?;
        self.gpu.wait(left.min(DISPATCH));
        self.pace.learn();
        self.gpu.fault().map_or(Ok(()), Err)?;
        self.collect()?;
        Ok(self.outcomes.done == self.outcomes.lanes.len())
    }
}

impl Sweeper for NetSweep {
    fn info(&self) -> &Info {
        &self.info
    }

    fn poll(&mut self, budget: Duration) -> Progress {
        let polled = advance_for(budget, |left| self.advance(budget, left));
        polled.unwrap_or_else(|fault| self.failed(fault))
    }

    fn outcomes(&self) -> &Outcomes {
        &self.outcomes
    }

    fn outcomes_mut(&mut self) -> &mut Outcomes {
        &mut self.outcomes
    }
}

/// The points of a sweep by network and program, all in an order that is spread evenly over them.
fn alike(plan: &SweepPlan, networks: &Networks) -> VecDeque<Alike> {
    let mut all: VecDeque<Alike> = VecDeque::new();
    let lanes = plan.lanes();
    for place in (0..lanes).map(|i| spread(i, lanes)) {
        let key = plan.key(networks, place);
        let program = plan.base.runs[plan.lane(place).run].program;
        match all.iter_mut().find(|a| a.key == key && a.program == program) {
            Some(alike) => alike.places.push_back(place),
            None => all.push_back(Alike {
                key,
                program,
                places: VecDeque::from([place]),
            }),
        }
    }
    all
}

/// The steps of a point before which is looked at its losses; looks that are closer than its steps are one.
fn looks(networks: &Networks, point: &Plan) -> Vec<usize> {
    let every = point.every(&point.runs[0]);
    let mut looks: Vec<usize> = networks.looks.iter().map(|look| look / every).collect();
    looks.dedup();
    looks
}

impl UnderWay {
    /// What became of a point.
    fn found(&self, plan: &Arc<SweepPlan>, lane: usize, recorded: &RecordedLane) -> Found {
        let (run, network) = (&self.origin.plan.runs[lane], &self.origin.network);
        let mut seen = Seen::new(plan.clone(), self.places[lane], self.origin.plan.every(run));
        let see = |seen: &mut Seen, entry: usize, step: usize| {
            let means = &recorded.looks[entry * MEANS..][..MEANS];
            let right = network.classifies().then_some(means[3]);
            let held = (!network.validation.is_empty()).then_some((means[2], right));
            seen.see(means[0], held, step);
        };
        let stopped = recorded.diverged.checked_sub(1);
        let mut last = None;
        for (entry, &step) in self.looks.iter().enumerate() {
            if stopped.is_some_and(|stopped| step > stopped) {
                break;
            }
            see(&mut seen, entry, step);
            seen.keep(step);
            last = Some(step);
        }
        if let Some(step) = stopped {
            if last != Some(step) {
                see(&mut seen, self.looks.len(), step);
            }
            seen.end(step, why(run.blame(recorded.lost)));
        }
        seen.found()
    }
}
