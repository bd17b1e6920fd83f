//! The engine in use, and the CPU in its place for what it cannot hold or takes too long for.

use crate::compile::Plan;
use crate::engine::cpu::{CpuEngine, Precision};
use crate::engine::gpu::{Gpu, GpuEngine};
use crate::engine::{Engine, EngineError, Info, Poll};
use std::sync::Arc;
use std::time::Duration;

/// Longest step that is waited for: a thousand of them take more than a minute, and meanwhile little else is drawn.
const LONGEST_STEP: Duration = Duration::from_millis(100);

/// What computes a session's traces.
pub(super) struct Machine {
    own: Box<dyn Engine>,
    substitute: Option<Substitute>,
    plan: Option<Arc<Plan>>,
    /// Why networks are not for its own engine.
    slow: Option<String>,
}

/// The CPU, and why it computes.
struct Substitute {
    cpu: CpuEngine,
    reason: String,
}

impl Machine {
    /// The engine on a GPU, or on the CPU where there is none.
    pub fn new(gpu: Option<&Gpu>) -> Self {
        match gpu {
            Some(gpu) => Self::on(Box::new(GpuEngine::new(gpu.clone()))),
            None => Self::on(Box::new(CpuEngine::new(Precision::Single))),
        }
    }

    fn on(own: Box<dyn Engine>) -> Self {
        Self {
            own,
            substitute: None,
            plan: None,
            slow: None,
        }
    }

    /// Which engine computes.
    pub fn info(&self) -> &Info {
        self.substitute.as_ref().map_or(self.own.info(), |s| s.cpu.info())
    }

    /// Why it is another engine than its own.
    pub fn reason(&self) -> Option<&str> {
        self.substitute.as_ref().map(|s| s.reason.as_str())
    }

    /// Begins a plan; one under way is dropped.
    pub fn submit(&mut self, plan: Arc<Plan>) {
        let slow = self.slow.clone().filter(|_| plan.network.is_some());
        self.plan = Some(plan.clone());
        self.substitute = None;
        match slow {
            Some(reason) => self.substitute(reason),
            None => self.own.submit(plan),
        }
    }

    /// Advances by at most about `budget`. Another engine takes over without a word here; see [`Self::reason`].
    pub fn poll(&mut self, budget: Duration) -> Poll {
        if let Some(substitute) = &mut self.substitute {
            return substitute.cpu.poll(budget);
        }
        match self.own.poll(budget) {
            Poll::Failed(error @ EngineError::TooLarge(_)) => self.substitute(error.to_string()),
            Poll::Busy => self.look_at_the_clock(),
            polled => return polled,
        }
        Poll::Busy
    }

    fn look_at_the_clock(&mut self) {
        if let Some(step) = self.own.step_time().filter(|step| *step > LONGEST_STEP) {
            let (adapter, step) = (&self.own.info().adapter, step.as_millis());
            let reason = format!("{adapter} takes {step} ms for one step of these networks");
            self.slow = Some(reason.clone());
            self.substitute(reason);
        }
    }

    fn substitute(&mut self, reason: String) {
        let mut cpu = CpuEngine::new(Precision::Single);
        if let Some(plan) = &self.plan {
            cpu.submit(plan.clone());
        }
        self.substitute = Some(Substitute { cpu, reason });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::scene::Scene;

    /// An engine that is never done.
    struct Snail {
        info: Info,
        step: Duration,
    }

    impl Engine for Snail {
        fn info(&self) -> &Info {
            &self.info
        }

        fn submit(&mut self, _: Arc<Plan>) {}

        fn poll(&mut self, _: Duration) -> Poll {
            Poll::Busy
        }

        fn step_time(&self) -> Option<Duration> {
            Some(self.step)
        }
    }

    fn snail(step: Duration) -> Machine {
        let info = Info {
            kind: "gpu",
            adapter: "Snail".to_owned(),
        };
        Machine::on(Box::new(Snail { info, step }))
    }

    fn plan(text: &str) -> Arc<Plan> {
        let scene: Scene = serde_json::from_str(text).expect("a scene");
        Arc::new(compile(&scene.experiment).0.expect("a plan"))
    }

    const NETWORK: &str = r#"{ "experiment": { "steps": 3, "runs": [{ "optimizer": "sgd" }],
        "problem": { "network": { "data": { "name": "xor" }, "layers": [2, 2, 2] } } } }"#;
    const SURFACE: &str = r#"{ "experiment": { "steps": 3, "runs": [{ "optimizer": "sgd" }],
        "problem": { "surface": "rosenbrock" } } }"#;

    #[test]
    fn the_cpu_takes_over_from_an_engine_whose_steps_take_too_long() {
        let mut machine = snail(Duration::from_millis(510));
        machine.submit(plan(NETWORK));
        assert_eq!(machine.info().kind, "gpu");
        let mut polls = std::iter::repeat_with(|| machine.poll(Duration::from_millis(8)));
        let trace = polls.find_map(|polled| match polled {
            Poll::Ready(trace) => Some(trace),
            Poll::Busy => None,
            polled => panic!("{polled:?}"),
        });
        assert_eq!(trace.expect("a trace").steps, 3);
        let reason = "Snail takes 510 ms for one step of these networks";
        assert_eq!((machine.info().kind, machine.reason()), ("cpu", Some(reason)));
        // It is remembered for networks, and surfaces stay where they were.
        machine.submit(plan(SURFACE));
        assert_eq!((machine.info().kind, machine.reason()), ("gpu", None));
        machine.submit(plan(NETWORK));
        assert_eq!((machine.info().kind, machine.reason()), ("cpu", Some(reason)));
    }

    #[test]
    fn an_engine_that_keeps_up_goes_on() {
        let mut machine = snail(Duration::from_millis(30));
        machine.submit(plan(NETWORK));
        assert!(matches!(machine.poll(Duration::ZERO), Poll::Busy));
        assert_eq!((machine.info().kind, machine.reason()), ("gpu", None));
    }
}
