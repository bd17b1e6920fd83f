//! The engine in use, and the CPU in its place for what it cannot hold or what the CPU does better.

use crate::compile::Plan;
use crate::engine::cpu::{CpuEngine, Precision};
use crate::engine::gpu::{Gpu, GpuEngine};
use crate::engine::{Engine, EngineError, Info, Poll};
use std::sync::Arc;
use std::time::Duration;

/// What computes a session's traces.
pub(super) struct Machine {
    own: Box<dyn Engine>,
    substitute: Option<Substitute>,
    plan: Option<Arc<Plan>>,
    /// Why networks are not for its own engine.
    no_networks: Option<String>,
}

/// The CPU, and why it computes.
struct Substitute {
    cpu: CpuEngine,
    reason: String,
}

impl Machine {
    /// The engine on a GPU, or on the CPU where there is none. A software driver pays for every barrier of a workgroup, and the
    /// page's drawing stands in the same queue: there the CPU itself trains networks many times as fast (BENCHMARKS.md).
    pub fn new(gpu: Option<&Gpu>) -> Self {
        let software = gpu.filter(|gpu| gpu.is_software());
        let reason =
            software.map(|gpu| format!("{} is software; the CPU trains networks faster", gpu.name()));
        match gpu {
            Some(gpu) => Self::on(Box::new(GpuEngine::new(gpu.clone())), reason),
            None => Self::on(Box::new(CpuEngine::new(Precision::Single)), None),
        }
    }

    fn on(own: Box<dyn Engine>, no_networks: Option<String>) -> Self {
        Self {
            own,
            no_networks,
            substitute: None,
            plan: None,
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
        let reason = self.no_networks.clone().filter(|_| plan.network.is_some());
        self.plan = Some(plan.clone());
        self.substitute = None;
        match reason {
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
            Poll::Failed(error @ EngineError::TooLarge(_)) => {
                self.substitute(error.to_string());
                Poll::Busy
            }
            polled => polled,
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

    /// An engine that refuses what it gets.
    struct Full(Info);

    impl Engine for Full {
        fn info(&self) -> &Info {
            &self.0
        }

        fn submit(&mut self, _: Arc<Plan>) {}

        fn poll(&mut self, _: Duration) -> Poll {
            Poll::Failed(EngineError::TooLarge("1 MB".to_owned()))
        }
    }

    fn machine(no_networks: Option<&str>) -> Machine {
        let info = Info {
            kind: "gpu",
            adapter: "a small one".to_owned(),
        };
        Machine::on(Box::new(Full(info)), no_networks.map(str::to_owned))
    }

    fn plan(text: &str) -> Arc<Plan> {
        let scene: Scene = serde_json::from_str(text).expect("a scene");
        Arc::new(compile(&scene.experiment).0.expect("a plan"))
    }

    /// The steps of the trace that it gives in the end.
    fn steps(machine: &mut Machine) -> usize {
        let mut polls = std::iter::repeat_with(|| machine.poll(Duration::from_millis(8)));
        let trace = polls.find_map(|polled| match polled {
            Poll::Ready(trace) => Some(trace),
            Poll::Busy => None,
            polled => panic!("{polled:?}"),
        });
        trace.expect("a trace").steps
    }

    const NETWORK: &str = r#"{ "experiment": { "steps": 3, "runs": [{ "optimizer": "sgd" }],
        "problem": { "network": { "data": { "name": "xor" }, "layers": [2, 2, 2] } } } }"#;
    const SURFACE: &str = r#"{ "experiment": { "steps": 3, "runs": [{ "optimizer": "sgd" }],
        "problem": { "surface": "rosenbrock" } } }"#;

    #[test]
    fn the_cpu_takes_over_what_the_device_cannot_hold() {
        let mut machine = machine(None);
        machine.submit(plan(NETWORK));
        assert_eq!((machine.info().kind, machine.reason()), ("gpu", None));
        assert_eq!(steps(&mut machine), 3);
        let reason = "network too large for the device: 1 MB";
        assert_eq!((machine.info().kind, machine.reason()), ("cpu", Some(reason)));
    }

    #[test]
    fn networks_go_to_the_cpu_where_the_device_is_not_for_them_and_surfaces_do_not() {
        let mut machine = machine(Some("it is software"));
        machine.submit(plan(NETWORK));
        assert_eq!(
            (machine.info().kind, machine.reason()),
            ("cpu", Some("it is software"))
        );
        assert_eq!(steps(&mut machine), 3);
        machine.submit(plan(SURFACE));
        assert_eq!((machine.info().kind, machine.reason()), ("gpu", None));
    }
}
