//! Why a run diverged or grows, as far as what was recorded shows it.

use super::Case;
use super::look::RunColumns;
use crate::compile::BOUND;
use crate::lang::column;
use crate::lang::number::short;
use crate::trace::RunTrace;

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
/// How many times as long as the first gradient one is that grew on the way.
const LONGER: f64 = 10.0;

impl Cause {
    /// Of a run that took its last good step at `last`, in the trace's count.
    pub(super) fn of(case: &Case, diverged: bool, last: usize) -> Option<Self> {
        let run = case.run;
        let broken = || by_stages(case, last).filter(|_| diverged);
        let stopped = run.stopped.as_ref().and_then(|stopped| {
            Some(Self::Value {
                reason: stopped.reason()?,
                at_start: stopped.step <= run.every(),
                f64_would_do: stopped.f64_would_do,
            })
        });
        let at_start = || (diverged && is_beyond(run.number(column::LOSS, 0)?)).then_some(Self::Start);
        let why = stopped.or_else(at_start).or_else(broken);
        let uphill = || uphill(run, last).filter(|_| case.local.is_some());
        why.or_else(uphill).or_else(|| beyond(case, last).map(Self::Rate))
    }

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

/// Where a rule declares a bound and passed it without a break until a step.
fn beyond(case: &Case, last: usize) -> Option<Beyond> {
    let mut found = None;
    for step in (last.saturating_sub(BACK)..=last).rev() {
        let rate = case.rate_at(step).and_then(|rate| Some((rate, rate.bound?)));
        match rate {
            Some((rate, bound)) if rate.product > bound => {
                found = Some(Beyond {
                    step: step / case.run.every() + 1,
                    product: rate.product,
                    bound,
                    curvature: rate.curvature,
                });
            }
            _ => break,
        }
    }
    found
}

/// A negative rate whose steps went up more often than down.
fn uphill(run: &RunTrace, last: usize) -> Option<Cause> {
    let rate = run.number(column::LR, last).filter(|rate| *rate < 0.0)?;
    let every = run.every();
    let gradient = |step: usize| {
        Some(
            run.column(column::G_RAW)
                .or_else(|| run.column(column::G))?
                .entry(step),
        )
    };
    let way = |step: usize| {
        let moved = run.point(step + every).iter().zip(run.point(step));
        let along = moved.zip(gradient(step)?).map(|((to, from), g)| (to - from) * g);
        Some(along.sum::<f64>())
    };
    let ways = (last.saturating_sub(BACK)..last).step_by(every).filter_map(way);
    let balance: f64 = ways.map(|way| if way == 0.0 { 0.0 } else { way.signum() }).sum();
    (balance >= 0.0).then_some(Cause::Uphill(rate))
}

/// A gradient that was finite before the stages and no longer than at first, and beyond all bounds after
/// them.
fn by_stages(case: &Case, last: usize) -> Option<Cause> {
    let look = RunColumns::of(case);
    let place = last / case.run.every();
    let (before, after) = (look.largest("g_raw", place)?, look.largest("g", place)?);
    let first = look.largest("g_raw", 0)?;
    let scale = case.scale().and_then(|c| c.entry(last).first().copied());
    let broken = !is_beyond(before) && is_beyond(after) && before <= first * LONGER;
    broken.then_some(Cause::Stages {
        gradient: before,
        scale: scale.unwrap_or(1.0),
    })
}

pub(super) fn is_beyond(value: f64) -> bool {
    value.is_nan() || value.abs() >= BOUND
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::local::Local;
    use crate::course::diagnosis::event::Gone;
    use crate::engine::Computed;
    use crate::lang::rule::Value;
    use crate::scene::{Reference, Run, Scene, Stage};

    fn found(scene: &Scene) -> Option<Gone> {
        let computed = Computed::reference(&scene.experiment).expect("it compiles");
        let local = Local::of(computed.plan.surface().expect("a surface"));
        Gone::of(&Case::of(&computed, 0, Some(&local))?)
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
            scene.experiment.problem = crate::scene::Problem::surface(Reference::Source(
                "name \"Logarithm\"\nf = log(x)".to_owned(),
            ));
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
