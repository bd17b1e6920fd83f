//! The engine in use, and the CPU in its place for what it cannot hold or what the CPU does better.

use super::contest::{Contest, Times};
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
    /// Which engine trains networks faster.
    contest: Contest,
    /// The CPU computes only because somebody waits.
    hurried: bool,
    /// When the last plan was submitted, and how long the engine was at work on it in this thread.
    begun: Instant,
    spent: Duration,
}

/// Why the CPU trains networks of a shape, by what both were found to take for some of it.
fn measured(device: &Info, times: Times) -> String {
    let ms = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1e3);
    let of_device = times
        .device
        .map_or_else(|| "longer than it was given".to_owned(), ms);
    let name = &device.adapter;
    format!(
        "measured: of networks like these {name} took {of_device} for what took the CPU {}",
        ms(times.cpu)
    )
}

/// The CPU, and why it computes.
struct Substitute {
    cpu: CpuEngine,
    reason: String,
}

impl Engines {
    /// The engine on a GPU, or on the CPU where there is none. Before a software driver stands the page's
    /// drawing in the same queue, several frames of it: there the CPU shows within two frames what a dragged
    /// slider does (BENCHMARKS.md), and trains networks until both were measured.
    pub fn new(gpu: Option<&Gpu>) -> Self {
        let software = gpu.filter(|gpu| gpu.is_software());
        let slow = software.map(|gpu| {
            let name = gpu.name();
            format!("{name} is software; the CPU follows a drag faster")
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
            contest: Contest::default(),
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
        self.contest.drop_heat();
        let reason = self.reason_against_its_own(&plan, held);
        self.hurried = held && reason.is_some() && reason == self.slow && !Contest::concerns(&plan);
        self.plan = Some(plan.clone());
        self.substitute = None;
        (self.begun, self.spent) = (Instant::now(), Duration::ZERO);
        match reason {
            Some(reason) => self.substitute(reason),
            None => self.own.submit(plan),
        }
    }

    /// Why the CPU is to compute a plan in the place of its own engine.
    fn reason_against_its_own(&self, plan: &Plan, held: bool) -> Option<String> {
        if !plan.precision.is_single() {
            return Some(DOUBLE.to_owned());
        }
        match self.contest.times(plan) {
            Some(times) if times.favour_the_device() => None,
            Some(times) => Some(measured(self.own.info(), times)),
            None => self.slow.clone().filter(|_| held || Contest::concerns(plan)),
        }
    }

    /// Finds out, while nothing else is to do, which engine trains networks of the last plan's shape faster;
    /// whether there is more to find out.
    pub fn measure(&mut self, budget: Duration) -> bool {
        self.contest.advance(self.own.as_mut(), budget)
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
        if let (Poll::Ready(_), Some(plan)) = (&polled, &self.plan)
            && self.own.info().kind == "gpu"
            && plan.precision.is_single()
        {
            self.contest.begin(plan, self.took());
        }
        polled
    }

    fn polled(&mut self, budget: Duration) -> Poll {
        if self.contest.is_under_way() {
            return Poll::Idle;
        }
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
