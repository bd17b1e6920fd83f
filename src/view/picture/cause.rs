//! Why a run diverged or grows, as far as what was recorded shows it.

use crate::compile::local::Local;
use crate::compile::{BOUND, PlannedRun, Surface};
use crate::trace::{Column, RunTrace};
use crate::view::number::short;

/// A run that went where nobody wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    /// The step at which it diverged, or from which on its loss is out of all proportion; in the trace's count.
    pub step: usize,
    /// Whether it diverged.
    pub diverged: bool,
    /// Why, where that is shown.
    pub why: Option<Cause>,
}

/// Why a run went there.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// Its learning rate was beyond its rule's bound, without a break until the end.
    Rate(Beyond),
    /// Its learning rate is below 0, and its steps go up the gradient.
    Uphill(f64),
    /// Where it starts the loss is beyond all bounds.
    Start,
    /// A value that a step uses does not exist, or left the range of the run's numbers.
    Value {
        /// Which one.
        reason: String,
        /// Whether it was so before any step was taken.
        at_start: bool,
        /// Whether the step could be taken in f64.
        f64_would_do: bool,
    },
    /// Its stages made a gradient that was no longer than before reach all bounds, as a 16-bit format does.
    Stages {
        /// The gradient's largest element before them.
        gradient: f64,
        /// What they had multiplied the loss by.
        scale: f64,
    },
}

/// A learning rate beyond a bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beyond {
    /// The step, from 1, from which on the rule's bound was passed.
    pub step: usize,
    /// lr * lambda_max there.
    pub product: f64,
    /// The largest that is stable on a quadratic.
    pub bound: f64,
    /// lambda_max there.
    pub curvature: f64,
}

/// Most steps looked back for the first one beyond the bound.
const BACK: usize = 4096;
/// How many times its first loss a run's last one is where it grows.
const GROWN: f64 = 1e3;
/// How many times as long as the first gradient one is that grew on the way.
const LONGER: f64 = 10.0;

impl Gone {
    /// Of a run; None where it stays within bounds. `scale` is the column of its loss scale, where it has one.
    pub fn of(
        run: &RunTrace,
        planned: &PlannedRun,
        (surface, local): (&Surface, &Local),
        scale: Option<&Column>,
    ) -> Option<Self> {
        let (step, last) = match (run.diverged_at, &run.stopped) {
            (Some(step), _) => (step, step.checked_sub(1)?),
            // The loss behind the last step does not exist.
            (None, Some(_)) => (steps(run)? + run.every(), steps(run)?),
            (None, None) => (grown(run, &surface.domain)?, steps(run)?),
        };
        let diverged = run.diverged_at.is_some() || run.stopped.is_some();
        let at_start = || (diverged && is_beyond(run.number("loss", 0)?)).then_some(Cause::Start);
        let broken = || by_stages(run, last, scale).filter(|_| diverged);
        let beyond = || beyond(run, planned, local, last).map(Cause::Rate);
        let stopped = run.stopped.as_ref().and_then(|stopped| {
            Some(Cause::Value {
                reason: stopped.reason()?,
                at_start: stopped.step <= run.every(),
                f64_would_do: stopped.f64_would_do,
            })
        });
        let why = stopped.or_else(at_start).or_else(broken);
        let why = why.or_else(|| uphill(run, last));
        Some(Self {
            step,
            diverged,
            why: why.or_else(beyond),
        })
    }
}

impl Cause {
    /// The cause as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Rate(Beyond {
                step, product, bound, ..
            }) => format!("step {step}: η·λ_max = {} > {}", short(*product), short(*bound)),
            Self::Uphill(rate) => format!("η = {} is below 0: the steps go up the gradient", short(*rate)),
            Self::Start => "where it starts the loss is beyond 2^60".to_owned(),
            Self::Value { reason, .. } => reason.clone(),
            Self::Stages { gradient, scale } => {
                let cause = match *scale == 1.0 {
                    true => "they cannot hold it",
                    false => "the scale is too large, not the learning rate",
                };
                let scaled = match *scale == 1.0 {
                    true => String::new(),
                    false => format!(" times the loss scale {}", short(*scale)),
                };
                format!(
                    "the gradient, {}{scaled}, left the range of the stages: {cause}",
                    short(*gradient)
                )
            }
        }
    }

    /// Whether another learning rate may help.
    pub fn is_of_rate(&self) -> bool {
        match self {
            Self::Rate(_) | Self::Uphill(_) => true,
            Self::Value { at_start, .. } => !at_start,
            Self::Start | Self::Stages { .. } => false,
        }
    }

    /// Whether the step could be taken in f64.
    pub fn f64_would_do(&self) -> bool {
        matches!(
            self,
            Self::Value {
                f64_would_do: true,
                ..
            }
        )
    }
}

/// lr * lambda_max before a step, the rule's bound of it, and lambda_max.
fn at_step(run: &RunTrace, planned: &PlannedRun, local: &Local, step: usize) -> Option<[f64; 3]> {
    let bound = planned.bound(run.number("momentum", step))?;
    let largest = local
        .at(run.point(step))
        .curvatures
        .first()
        .copied()
        .filter(|c| c.is_finite())?;
    Some([run.number("lr", step)? * largest, bound, largest])
}

/// Where a rule declares a bound and passed it without a break until a step.
fn beyond(run: &RunTrace, planned: &PlannedRun, local: &Local, last: usize) -> Option<Beyond> {
    let mut found = None;
    for step in (last.saturating_sub(BACK)..=last).rev() {
        match at_step(run, planned, local, step) {
            Some([product, bound, curvature]) if product > bound && curvature.is_finite() => {
                found = Some(Beyond {
                    step: step / run.every() + 1,
                    product,
                    bound,
                    curvature,
                });
            }
            _ => break,
        }
    }
    found
}

/// A negative rate whose steps went up more often than down.
fn uphill(run: &RunTrace, last: usize) -> Option<Cause> {
    let rate = run.number("lr", last).filter(|rate| *rate < 0.0)?;
    let every = run.every();
    let gradient = |step: usize| Some(run.column("g_raw").or_else(|| run.column("g"))?.entry(step));
    let way = |step: usize| {
        let moved = run.point(step + every).iter().zip(run.point(step));
        let along = moved.zip(gradient(step)?).map(|((to, from), g)| (to - from) * g);
        Some(along.sum::<f64>())
    };
    let ways = (last.saturating_sub(BACK)..last).step_by(every).filter_map(way);
    let balance: f64 = ways.map(|way| if way == 0.0 { 0.0 } else { way.signum() }).sum();
    (balance >= 0.0).then_some(Cause::Uphill(rate))
}

/// A gradient that was finite before the stages and no longer than at first, and beyond all bounds after them.
fn by_stages(run: &RunTrace, last: usize, scale: Option<&Column>) -> Option<Cause> {
    let largest = |step: usize, name: &str| {
        let entry = run.column(name)?.entry(step);
        (!entry.is_empty()).then(|| entry.iter().fold(0.0, |all: f64, g| all.max(g.abs())))
    };
    let (before, after) = (largest(last, "g_raw")?, largest(last, "g")?);
    let first = largest(0, "g_raw")?;
    let scale = scale.and_then(|c| c.entry(last).first().copied()).unwrap_or(1.0);
    let broken = !is_beyond(before) && is_beyond(after) && before <= first * LONGER;
    broken.then_some(Cause::Stages {
        gradient: before,
        scale,
    })
}

/// The step from which on a run that did not diverge has lost all proportion, until its end: it left the surface's own
/// range, and its loss is far above that of its start.
fn grown(run: &RunTrace, domain: &[[f64; 2]]) -> Option<usize> {
    let losses = run.column("loss")?;
    let first = losses.values.first()?.abs();
    let far = |loss: &f64| *loss > first.max(f64::MIN_POSITIVE) * GROWN;
    let since = losses
        .values
        .iter()
        .rposition(|loss| !far(loss))
        .map_or(0, |at| at + 1);
    let last = losses.values.len().checked_sub(1)?;
    let step = |place: usize| place * run.every();
    let mut inside = run.point(step(last)).iter().zip(domain);
    let left = !inside.all(|(w, [low, high])| (low..=high).contains(&w));
    (since <= last && left).then(|| step(since))
}

/// The last step of a run, in the trace's count.
fn steps(run: &RunTrace) -> Option<usize> {
    let taken = run.column("loss")?.values.len().checked_sub(2)?;
    Some(taken * run.every())
}

fn is_beyond(value: f64) -> bool {
    value.is_nan() || value.abs() >= BOUND
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::engine::cpu::{CpuEngine, Precision};
    use crate::lang::rule::Value;
    use crate::scene::{Reference, Run, Scene, Stage};
    use std::sync::Arc;

    fn found(scene: &Scene) -> Option<Gone> {
        let plan = Arc::new(compile(&scene.experiment).0.expect("it compiles"));
        let trace =
            crate::engine::run(&mut CpuEngine::new(Precision::Double), plan.clone()).expect("the CPU runs");
        let run = &trace.runs[0];
        let scale = run.column("f16.scale");
        Gone::of(
            run,
            &plan.runs[0],
            (&plan.surface, &Local::of(&plan.surface)),
            scale,
        )
    }

    fn scene(surface: &str, optimizer: &str, params: &[(&str, f64)]) -> Scene {
        let mut scene = Scene::on_surface(surface);
        scene.experiment.steps = 400;
        let mut run = Run::of(optimizer);
        let params = params.iter().map(|(n, v)| ((*n).to_owned(), Value::Number(*v)));
        run.params = params.collect();
        scene.experiment.runs.push(run);
        scene
    }

    fn sentence(scene: &Scene) -> Option<String> {
        Some(found(scene)?.why?.sentence())
    }

    #[test]
    fn a_rate_is_the_cause_only_where_the_rule_declares_a_bound_and_it_was_passed() {
        for (surface, optimizer, params, wanted) in [
            (
                "theta_squared",
                "sgd",
                &[("lr", 1.2)][..],
                Some("step 1: η·λ_max = 2.4 > 2"),
            ),
            (
                "ravine",
                "momentum",
                &[("lr", 0.08), ("beta", 0.9)],
                Some("step 1: η·λ_max = 4 > 3.8"),
            ),
            ("theta_squared", "sgd", &[("lr", 0.9)], None),
            // Down a saddle that never ends the curvature is -2 and 2: the run escapes, but not for its rate.
            ("saddle", "sgd", &[("lr", 0.5)], None),
        ] {
            let sentence = sentence(&scene(surface, optimizer, params));
            assert_eq!(sentence.as_deref(), wanted, "{surface} {optimizer}");
        }
        let gone = found(&scene("rosenbrock", "sgd", &[("lr", 0.01)])).expect("it diverges");
        let Some(Cause::Rate(beyond)) = gone.why else {
            panic!("its rate is too large: {:?}", gone.why);
        };
        assert!(gone.diverged && beyond.step <= gone.step && beyond.product > beyond.bound);
    }

    #[test]
    fn a_negative_rate_goes_uphill() {
        let up = Some("η = −1 is below 0: the steps go up the gradient");
        let mut scene = scene("theta_squared", "sgd", &[("lr", -1.0)]);
        // The catalog's own refuses it.
        let sgd = "stability 2\nparam lr = 0.1 in 1e-5 .. 1 log\nw -= lr*g";
        scene.experiment.runs[0].optimizer = Reference::Source(sgd.to_owned());
        assert_eq!(sentence(&scene).as_deref(), up);
    }

    #[test]
    fn what_a_format_cannot_hold_is_no_fault_of_the_rate() {
        let mut steep = scene("theta_squared", "sgd", &[("lr", 0.1)]);
        let mut stage = Stage::of("f16");
        stage.params.insert("dynamic".to_owned(), Value::Switch(false));
        steep.experiment.runs[0].stages.push(stage);
        let why = found(&steep).expect("it diverges").why.expect("a cause");
        assert!(
            matches!(why, Cause::Stages { scale: 65536.0, .. }) && !why.is_of_rate(),
            "{why:?}"
        );
        let sentence = why.sentence();
        assert!(
            sentence.contains("the scale is too large, not the learning rate"),
            "{sentence}"
        );
    }

    #[test]
    fn a_loss_without_a_value_is_no_fault_of_the_rate_where_the_run_starts() {
        for (start, of_rate) in [(-1.0, false), (0.5, true)] {
            let mut scene = scene("theta_squared", "sgd", &[("lr", 1.0)]);
            scene.experiment.start = Some(vec![start]);
            scene.experiment.problem = crate::scene::Problem::Surface {
                surface: Reference::Source("name \"Logarithm\"\nf = log(x)".to_owned()),
                params: Default::default(),
            };
            let why = found(&scene).expect("it stops").why.expect("a cause");
            assert!(
                matches!(why, Cause::Value { .. }) && why.is_of_rate() == of_rate,
                "{start}: {why:?}"
            );
        }
    }

    #[test]
    fn a_start_beyond_all_bounds_is_no_fault_of_the_rate() {
        let mut high = scene("theta_squared", "sgd", &[("lr", 0.1)]);
        high.experiment.start = Some(vec![1e10]);
        assert_eq!(found(&high).expect("it stops").why, Some(Cause::Start));
    }

    #[test]
    fn a_run_that_grows_is_explained_before_it_diverges() {
        let mut grows = scene("theta_squared", "sgd", &[("lr", 1.05)]);
        grows.experiment.steps = 60;
        let gone = found(&grows).expect("it grows");
        assert!(!gone.diverged && (30..50).contains(&gone.step), "{gone:?}");
        let sentence = gone.why.map(|why| why.sentence());
        assert_eq!(sentence.as_deref(), Some("step 1: η·λ_max = 2.1 > 2"));
        for calm in [
            scene("theta_squared", "sgd", &[("lr", 0.5)]),
            scene("saddle", "sgd", &[("lr", 0.01)]),
        ] {
            assert_eq!(found(&calm), None);
        }
    }
}
