//! The engine in use, and the CPU in its place for what it cannot hold or what the CPU does better.

use crate::compile::Plan;
use crate::engine::cpu::{CpuEngine, Precision};
use crate::engine::gpu::{Gpu, GpuEngine};
use crate::engine::{Engine, EngineError, Info, Poll};
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// Why the CPU computes what is to be computed in f64.
const DOUBLE: &str = "the scene is computed in f64, and GPUs have f32";

/// What computes a session's traces.
pub(in crate::app) struct Engines {
    own: Box<dyn Engine>,
    substitute: Option<Substitute>,
    plan: Option<Arc<Plan>>,
    /// Why its own engine is slow, where it is.
    slow: Option<String>,
    /// The CPU computes only because somebody waits.
    hurried: bool,
    /// When the last plan was submitted, and how long the engine was at work on it in this thread.
    begun: Instant,
    spent: Duration,
}

/// The CPU, and why it computes.
struct Substitute {
    cpu: CpuEngine,
    reason: String,
}

impl Engines {
    /// The engine on a GPU, or on the CPU where there is none. A software driver pays for every barrier of a
    /// workgroup, and the page's drawing stands in the same queue, several frames of it: there the CPU itself
    /// trains networks many times as fast, and shows within two frames what a dragged slider does
    /// (BENCHMARKS.md).
    pub fn new(gpu: Option<&Gpu>) -> Self {
        let software = gpu.filter(|gpu| gpu.is_software());
        let slow = software.map(|gpu| {
            let name = gpu.name();
            format!("{name} is software; the CPU trains networks and follows a drag faster")
        });
        match gpu {
            Some(gpu) => Self::on(Box::new(GpuEngine::new(gpu.clone())), slow),
            None => Self::on(Box::new(CpuEngine::new(Precision::Single)), None),
        }
    }

    fn on(own: Box<dyn Engine>, slow: Option<String>) -> Self {
        Self {
            own,
            slow,
            substitute: None,
            plan: None,
            hurried: false,
            begun: Instant::now(),
            spent: Duration::ZERO,
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

    /// Why its own engine is slow, where it is: the CPU then does what somebody waits for.
    pub fn slow(&self) -> Option<&str> {
        self.slow.as_deref()
    }

    /// Whether its own engine should compute the last plan once more, as soon as nobody waits.
    pub fn is_hurried(&self) -> bool {
        self.hurried
    }

    /// Begins a plan; one under way is dropped. `held` is whether a hand is on the control that changes it.
    pub fn submit(&mut self, plan: Arc<Plan>, held: bool) {
        let (network, single) = (plan.network().is_some(), plan.precision.is_single());
        let slow = self.slow.clone().filter(|_| single && (network || held));
        self.hurried = slow.is_some() && !network;
        let reason = slow.or_else(|| (!single).then(|| DOUBLE.to_owned()));
        self.plan = Some(plan.clone());
        self.substitute = None;
        (self.begun, self.spent) = (Instant::now(), Duration::ZERO);
        match reason {
            Some(reason) => self.substitute(reason),
            None => self.own.submit(plan),
        }
    }

    /// What the last plan took: the time that the CPU was at work, and on a GPU all time until its answer was
    /// there.
    pub fn took(&self) -> Duration {
        match self.info().kind {
            "cpu" => self.spent,
            _ => self.begun.elapsed(),
        }
    }

    /// Advances by at most about `budget`. Another engine takes over without a word here; see
    /// [`Self::reason`].
    pub fn poll(&mut self, budget: Duration) -> Poll {
        let begun = Instant::now();
        let polled = self.polled(budget);
        self.spent += begun.elapsed();
        polled
    }

    fn polled(&mut self, budget: Duration) -> Poll {
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
        let precision = self
            .plan
            .as_ref()
            .map_or(Precision::Single, |plan| plan.precision);
        let mut cpu = CpuEngine::new(precision);
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

    fn machine(slow: Option<&str>) -> Engines {
        let info = Info {
            kind: "gpu",
            adapter: "a small one".to_owned(),
        };
        Engines::on(Box::new(Full(info)), slow.map(str::to_owned))
    }

    fn plan(text: &str) -> Arc<Plan> {
        let scene: Scene = serde_json::from_str(text).expect("a scene");
        Arc::new(compile(&scene.experiment).0.expect("a plan"))
    }

    /// The steps of the trace that it gives in the end.
    fn steps(machine: &mut Engines) -> usize {
        let mut polls = std::iter::repeat_with(|| machine.poll(Duration::from_millis(8)));
        let trace = polls.find_map(|polled| match polled {
            Poll::Ready(trace) => Some(trace),
            Poll::Busy => None,
            polled => panic!("{polled:?}"),
        });
        trace.expect("a trace").steps
    }

    #[test]
    fn the_cpu_computes_in_f64_what_asks_for_it() {
        let mut machine = machine(Some("it is software"));
        let precise = SURFACE.replace(r#""steps": 3"#, r#""steps": 3, "precision": "f64""#);
        for held in [false, true] {
            machine.submit(plan(&precise), held);
            assert_eq!(
                (machine.info().adapter.as_str(), machine.reason()),
                ("f64", Some(DOUBLE))
            );
            assert!(!machine.is_hurried() && steps(&mut machine) == 3);
        }
    }

    const NETWORK: &str = r#"{ "experiment": { "steps": 3, "runs": [{ "optimizer": "sgd" }],
        "problem": { "network": { "data": { "name": "xor" }, "layers": [2, 2, 2] } } } }"#;
    const SURFACE: &str = r#"{ "experiment": { "steps": 3, "runs": [{ "optimizer": "sgd" }],
        "problem": { "surface": "rosenbrock" } } }"#;

    #[test]
    fn the_cpu_takes_over_what_the_device_cannot_hold() {
        let mut machine = machine(None);
        machine.submit(plan(NETWORK), false);
        assert_eq!((machine.info().kind, machine.reason()), ("gpu", None));
        assert_eq!(steps(&mut machine), 3);
        let reason = "network too large for the device: 1 MB";
        assert_eq!((machine.info().kind, machine.reason()), ("cpu", Some(reason)));
    }

    #[test]
    fn a_slow_device_computes_surfaces_on_which_no_hand_is() {
        const GPU: (&str, Option<&str>) = ("gpu", None);
        const CPU: (&str, Option<&str>) = ("cpu", Some("it is software"));
        let mut slow = machine(Some("it is software"));
        for (text, held, wanted, hurried) in [
            (NETWORK, false, CPU, false),
            (NETWORK, true, CPU, false),
            (SURFACE, true, CPU, true),
            (SURFACE, false, GPU, false),
        ] {
            slow.submit(plan(text), held);
            assert_eq!((slow.info().kind, slow.reason()), wanted, "{held} {text}");
            assert_eq!(slow.is_hurried(), hurried, "{held} {text}");
            if wanted == CPU {
                assert_eq!(steps(&mut slow), 3);
            }
        }
        assert_eq!(slow.slow(), Some("it is software"));
        let mut fast = machine(None);
        fast.submit(plan(SURFACE), true);
        assert_eq!((fast.info().kind, fast.reason()), GPU);
    }
}
