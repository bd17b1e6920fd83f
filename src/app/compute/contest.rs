//! Which of two engines trains networks of a shape faster, found out by letting both train some.

use crate::compile::Plan;
use crate::engine::cpu::{CpuEngine, Precision};
use crate::engine::{Engine, Poll};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// A plan that took less is not worth a kernel, which some devices take seconds to compile.
const WORTH: Duration = Duration::from_secs(1);
/// How long the part of a plan that both train takes on the engine that was at it.
const PART: Duration = Duration::from_millis(50);
/// How long either may take for it.
const LONGEST: Duration = Duration::from_millis(100);
/// How long a device may take to compile its kernel, which counts for nothing.
const COMPILING: Duration = Duration::from_secs(30);

/// What a finding holds for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Shape {
    units: Vec<usize>,
    /// Samples of a step.
    drawn: usize,
    /// Networks that train, to the next power of two, and their programs.
    networks: usize,
    programs: usize,
}

/// What both were found to take for the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    /// The CPU.
    pub cpu: Duration,
    /// The device; None: longer than it may take.
    pub device: Option<Duration>,
}

impl Times {
    /// Whether the device is faster.
    pub fn favour_the_device(&self) -> bool {
        self.device.is_some_and(|device| device < self.cpu)
    }
}

/// What was found so far, and what is being found out.
#[derive(Default)]
pub struct Contest {
    known: HashMap<Shape, Times>,
    heat: Option<Heat>,
}

/// Both train the first steps of a plan: the CPU, then the device once to compile its kernel, then once more.
struct Heat {
    shape: Shape,
    plan: Arc<Plan>,
    stage: Stage,
}

enum Stage {
    Cpu { engine: Box<CpuEngine>, spent: Duration },
    Compiling { cpu: Duration, begun: Instant },
    Device { cpu: Duration, begun: Instant },
}

impl Shape {
    /// Of a plan on a network.
    fn of(plan: &Plan) -> Option<Self> {
        let network = plan.network()?;
        Some(Self {
            units: network.units.clone(),
            drawn: network.drawn(),
            networks: plan.lanes.len().next_power_of_two(),
            programs: network.programs.len(),
        })
    }
}

impl Contest {
    /// Whether a plan trains networks.
    pub fn concerns(plan: &Plan) -> bool {
        Shape::of(plan).is_some()
    }

    /// What both take for networks of a plan's shape, where that is known.
    pub fn times(&self, plan: &Plan) -> Option<Times> {
        self.known.get(&Shape::of(plan)?).copied()
    }

    /// Whether it is being found out.
    pub fn is_under_way(&self) -> bool {
        self.heat.is_some()
    }

    /// Drops what is under way: the engines are needed.
    pub fn drop_heat(&mut self) {
        self.heat = None;
    }

    /// Begins to find out what is not known of a plan's shape, where the plan took long enough to matter.
    pub fn begin(&mut self, plan: &Plan, took: Duration) {
        let Some(shape) = Shape::of(plan).filter(|shape| !self.known.contains_key(shape)) else {
            return;
        };
        if took < WORTH || plan.lanes.iter().any(|lane| lane.from.is_some()) {
            return;
        }
        let share = PART.as_secs_f64() / took.as_secs_f64();
        let engine = Box::new(CpuEngine::new(Precision::Single));
        self.heat = Some(Heat {
            shape,
            plan: Arc::new(beginning(plan, share)),
            stage: Stage::Cpu {
                engine,
                spent: Duration::ZERO,
            },
        });
    }

    /// Goes on by at most about `budget`; whether there is more to do.
    pub fn advance(&mut self, device: &mut dyn Engine, budget: Duration) -> bool {
        let Some(heat) = &mut self.heat else {
            return false;
        };
        if let Some(times) = heat.advance(device, budget) {
            self.known.insert(heat.shape.clone(), times);
            self.heat = None;
        }
        self.heat.is_some()
    }
}

impl Heat {
    fn advance(&mut self, device: &mut dyn Engine, budget: Duration) -> Option<Times> {
        match &mut self.stage {
            Stage::Cpu { engine, spent } => {
                if spent.is_zero() {
                    engine.submit(self.plan.clone());
                }
                let begun = Instant::now();
                let polled = engine.poll(budget);
                *spent += begun.elapsed();
                let cpu = *spent;
                if !matches!(polled, Poll::Busy) || cpu > LONGEST {
                    device.submit(self.plan.clone());
                    let begun = Instant::now();
                    self.stage = Stage::Compiling { cpu, begun };
                }
                None
            }
            Stage::Compiling { cpu, begun } => {
                let cpu = *cpu;
                match device.poll(budget) {
                    Poll::Busy if begun.elapsed() < COMPILING => None,
                    Poll::Ready(_) => {
                        device.submit(self.plan.clone());
                        let begun = Instant::now();
                        self.stage = Stage::Device { cpu, begun };
                        None
                    }
                    _ => Some(Times { cpu, device: None }),
                }
            }
            Stage::Device { cpu, begun } => {
                let (cpu, polled, took) = (*cpu, device.poll(budget), begun.elapsed());
                match polled {
                    Poll::Busy if took < LONGEST => None,
                    Poll::Ready(_) => Some(Times {
                        cpu,
                        device: Some(took),
                    }),
                    _ => Some(Times { cpu, device: None }),
                }
            }
        }
    }
}

/// A plan that ends after a share of its steps.
fn beginning(plan: &Plan, share: f64) -> Plan {
    let mut short = Plan {
        steps: ((plan.steps as f64 * share) as usize).clamp(1, plan.steps),
        ..plan.clone()
    };
    let ends: Vec<usize> = short.runs.iter().map(|run| short.steps_of(run)).collect();
    for lane in &mut short.lanes {
        lane.until = ends[lane.run];
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::engine::Info;
    use crate::scene::Scene;
    use crate::trace::Trace;

    /// A device that has an answer after so many polls, or never.
    struct Device {
        info: Info,
        polls: Option<usize>,
        left: usize,
        /// The steps of each plan that it was given.
        given: Vec<usize>,
    }

    impl Engine for Device {
        fn info(&self) -> &Info {
            &self.info
        }

        fn submit(&mut self, plan: Arc<Plan>) {
            self.given.push(plan.steps);
            self.left = self.polls.unwrap_or(usize::MAX);
        }

        fn poll(&mut self, _: Duration) -> Poll {
            if self.left == 0 {
                return Poll::Ready(Trace::default());
            }
            self.left -= 1;
            Poll::Busy
        }
    }

    fn plan(problem: &str, steps: usize) -> Plan {
        let text = format!(
            r#"{{ "experiment": {{ "problem": {problem}, "steps": {steps}, "runs": [{{ "optimizer": "adam" }}] }} }}"#
        );
        let scene: Scene = serde_json::from_str(&text).expect("a scene");
        compile(&scene.experiment).0.expect("a plan")
    }

    const NETWORK: &str = r#"{ "network": { "data": "moons", "layers": [2, 8, 2], "seeds": 3 } }"#;

    #[test]
    fn the_faster_of_two_trains_the_next_networks_of_that_shape() {
        // Polls of the device until its answer, and who is faster.
        for (polls, device_wins) in [(Some(0), true), (None, false)] {
            let mut device = Device {
                info: Info {
                    kind: "gpu",
                    adapter: "one".to_owned(),
                },
                polls,
                left: 0,
                given: Vec::new(),
            };
            let mut contest = Contest::default();
            let first = plan(NETWORK, 1000);
            contest.begin(&first, Duration::from_secs(1));
            if polls.is_none() {
                // It compiles for as long as it may.
                let heat = contest.heat.as_mut().expect("it began");
                while matches!(heat.stage, Stage::Cpu { .. }) {
                    assert_eq!(heat.advance(&mut device, Duration::from_millis(8)), None);
                }
                let long_ago = Instant::now()
                    .checked_sub(COMPILING)
                    .expect("the clock is past that");
                if let Stage::Compiling { begun, .. } = &mut heat.stage {
                    *begun = long_ago;
                }
            }
            while contest.advance(&mut device, Duration::from_millis(8)) {}
            let times = contest.times(&plan(NETWORK, 70)).expect("it was measured");
            assert_eq!(times.favour_the_device(), device_wins, "{times:?}");
            let expected: &[usize] = if device_wins { &[50, 50] } else { &[50] };
            assert_eq!(device.given, expected, "a twentieth of the plan");
            contest.begin(&first, Duration::from_secs(1));
            assert!(!contest.is_under_way(), "it is known");
        }
    }

    #[test]
    fn what_is_fast_enough_is_not_measured() {
        let surface = r#"{ "surface": "rosenbrock" }"#;
        for (problem, took) in [(NETWORK, 200), (surface, 1000)] {
            let mut contest = Contest::default();
            contest.begin(&plan(problem, 100), Duration::from_millis(took));
            assert!(!contest.is_under_way(), "{problem}");
        }
    }
}
