//! A swarm on the CPU, in slices of time. Fewer lanes than a GPU moves, for a picture to be drawn from a
//! list.

use super::surface_sweep::{Block, LANES, steps};
use super::wiring::Wiring;
use crate::compile::sweep::SweepPlan;
use crate::engine::swarm::SwarmDot;
use crate::engine::sweep::{Outcome, Prepared};
use crate::real::Real;
use crate::scene::Precision;
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// Steps of a block between two looks at the clock.
const STEPS: usize = 64;

/// A swarm and the step at which it is.
pub struct CpuSwarm {
    prepared: Prepared,
    wiring: Arc<Wiring>,
    /// The blocks, and the step at which each is.
    blocks: Vec<(Box<dyn Lanes>, usize)>,
    points: Arc<Vec<SwarmDot>>,
    at: usize,
}

/// A block of lanes, whatever its numbers are.
trait Lanes {
    fn advance(&mut self, prepared: &Prepared, count: usize);
    fn outcomes(&self) -> Vec<Outcome>;
}

impl<R: Real> Lanes for Block<R> {
    fn advance(&mut self, prepared: &Prepared, count: usize) {
        steps(self, prepared, count);
    }

    fn outcomes(&self) -> Vec<Outcome> {
        Block::outcomes(self).collect()
    }
}

impl CpuSwarm {
    /// All lanes of a plan of one run, at their starts; None of networks.
    pub fn new(plan: Arc<SweepPlan>) -> Option<Self> {
        let on = plan.surface()?.clone();
        let prepared = Prepared::of(plan, on);
        let mut swarm = Self {
            wiring: Arc::new(Wiring::of(prepared.program(0))),
            prepared,
            blocks: Vec::new(),
            points: Arc::default(),
            at: 0,
        };
        swarm.begin();
        swarm.list();
        Some(swarm)
    }

    /// How many lanes there are.
    pub fn count(&self) -> usize {
        self.prepared.plan.lanes()
    }

    /// The step at which the points are.
    pub fn step(&self) -> usize {
        self.at
    }

    /// The points of all lanes at that step, or where they stopped before it.
    pub fn points(&self) -> &Arc<Vec<SwarmDot>> {
        &self.points
    }

    /// Goes to a step, or as far towards it as the time allows; true once it is there.
    pub fn advance(&mut self, to: usize, budget: Duration) -> bool {
        let deadline = Instant::now() + budget;
        let to = to.min(self.prepared.plan.base.steps);
        if self.at == to {
            return true;
        }
        if self.blocks.iter().any(|(_, at)| *at > to) {
            self.begin();
        }
        for (block, at) in &mut self.blocks {
            while *at < to {
                let count = STEPS.min(to - *at);
                block.advance(&self.prepared, count);
                *at += count;
                if Instant::now() >= deadline {
                    return false;
                }
            }
        }
        self.at = to;
        self.list();
        true
    }

    fn begin(&mut self) {
        let (prepared, wiring) = (&self.prepared, &self.wiring);
        let block = |places: &[usize]| -> Box<dyn Lanes> {
            match prepared.plan.base.precision {
                Precision::Single => Box::new(Block::<f32>::new(prepared, wiring, places.to_vec())),
                Precision::Double => Box::new(Block::<f64>::new(prepared, wiring, places.to_vec())),
            }
        };
        let places = self.prepared.share(0, 0, 1);
        self.blocks = places.chunks(LANES).map(|places| (block(places), 0)).collect();
    }

    fn list(&mut self) {
        let outcomes = self.blocks.iter().flat_map(|(block, _)| block.outcomes());
        let dot = |outcome: Outcome| SwarmDot {
            at: outcome.end,
            gone: outcome.diverged_at.is_some(),
        };
        self.points = Arc::new(outcomes.map(dot).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::engine::cpu::CpuEngine;
    use crate::engine::{run, swarm};
    use crate::scene::{Reference, Run, Scene};

    #[test]
    fn a_swarm_is_where_traces_from_its_starts_are() {
        let anchored = "param lr = 0.001\nstate z = 2*w\nw -= lr*(g + w - z)";
        let anchored = Reference::Source(anchored.to_owned());
        for (surface, optimizer) in [
            ("rosenbrock", Reference::name("adam")),
            ("theta_squared", Reference::name("momentum")),
            ("rosenbrock", anchored),
        ] {
            let mut scene = Scene::on_surface(surface);
            scene.experiment.steps = 100;
            scene.experiment.runs = vec![Run::of("sgd"), Run::of("sgd")];
            scene.experiment.runs[1].optimizer = optimizer;
            let plan = Arc::new(compile(&scene.experiment).0.expect("it compiles"));
            let swept =
                swarm::plan(&scene.experiment, plan.surface().expect("a surface"), 1, 4).expect("a plan");
            scene.experiment.starts = (0..swept.lanes()).map(|i| swept.lane(i).start).collect();
            let plan = Arc::new(compile(&scene.experiment).0.expect("it compiles"));
            let trace = run(&mut CpuEngine::new(Precision::Single), plan).expect("the CPU runs");
            let mut swarm = CpuSwarm::new(swept).expect("a surface");
            assert_eq!(swarm.count(), 16);
            for step in [0, 1, 70, 100, 30] {
                while !swarm.advance(step, Duration::from_millis(50)) {}
                let runs = trace.runs.iter().filter(|r| r.run == 1);
                for (dot, run) in swarm.points().iter().zip(runs) {
                    for (a, b) in dot.at.iter().zip(run.point(step)) {
                        assert_eq!(a, b, "{surface} from {:?} at step {step}", run.start);
                    }
                }
            }
        }
    }

    #[test]
    fn a_lane_that_has_no_further_step_stands_apart() {
        let mut scene = Scene::on_surface("bowl");
        let surface = Reference::Source("f = sqrt(x) + y^2\ndomain x -2 .. 2, y -1 .. 1".to_owned());
        scene.experiment.problem = crate::scene::Problem::surface(surface);
        scene.experiment.steps = 3;
        scene.experiment.runs = vec![Run::of("sgd")];
        let plan = compile(&scene.experiment).0.expect("it compiles");
        let swept = swarm::plan(&scene.experiment, plan.surface().expect("a surface"), 0, 4).expect("a plan");
        let starts: Vec<Vec<f64>> = (0..swept.lanes()).map(|i| swept.lane(i).start).collect();
        let mut swarm = CpuSwarm::new(swept).expect("a surface");
        while !swarm.advance(2, Duration::from_millis(50)) {}
        assert_eq!(swarm.points().len(), starts.len());
        for (dot, start) in swarm.points().iter().zip(&starts) {
            assert_eq!(dot.gone, start[0] < 0.0, "{start:?}: {dot:?}");
            let stands = dot.at.iter().zip(start).all(|(a, b)| *a == f64::from(*b as f32));
            assert!(!dot.gone || stands, "it stands where it stopped: {dot:?}");
        }
    }
}
