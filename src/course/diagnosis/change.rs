//! What tests a cause: another run beside the one that went wrong, or more of all runs.

use super::Case;
use super::look::RunColumns;
use crate::course::setting::setting;
use crate::lang::Kind;
use crate::lang::number::short;
use crate::lang::rule::Value;
use crate::real::quantile::quantile;
use crate::scene::{Fork, Params, Reference, Run, Stage, Warmup};
use crate::trace::RunTrace;

/// The part of a learning rate that is tried instead, and the least one where a bound asks for less.
const PART: f64 = 1.0 / 3.0;
const LEAST: f64 = 0.01;
/// The quantile of a run's own gradient norms at which it is clipped: 10 % of them are longer.
const CLIPPED: f64 = 0.9;
/// Most steps of a warmup that is tried.
const WARMUP: usize = 50;
/// Seeds that are tried.
const SEEDS: u32 = 4;
/// The largest number that half precision holds, and how far below it a scaled gradient is to stay.
const LARGEST: f64 = 65504.0;
const MARGIN: f64 = 4.0;

/// A change that tests a cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What it does, on a button.
    pub words: String,
    /// What tells which outcome.
    pub about: String,
    /// The change.
    pub change: Change,
}

/// What is changed in the experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Another run below the one that went wrong.
    Run {
        /// The run.
        run: Box<Run>,
        /// What tells it from that one, behind its name.
        name: String,
    },
    /// So many repetitions of all runs, each with its own initial weights and batches.
    Seeds(u32),
    /// All runs in 64-bit numbers.
    Double,
}

/// Where the tests of a run are made.
#[derive(Clone, Copy, Debug)]
pub struct Bench<'a> {
    case: &'a Case<'a>,
    run: &'a Run,
}

impl<'a> Bench<'a> {
    /// For a run. None where the user has no such run.
    pub fn of(case: &'a Case<'a>) -> Option<Self> {
        Some(Self {
            case,
            run: case.chosen()?,
        })
    }

    /// What was recorded of the run.
    pub fn trace(&self) -> &'a RunTrace {
        self.case.run
    }

    /// The learning rate that the run was given, where its rule has one.
    fn rate(&self) -> Option<f64> {
        let found = setting(&self.case.computed.experiment, self.case.run.run, &["lr"]);
        match found? {
            Value::Number(rate) => Some(rate),
            Value::Switch(_) | Value::List(_) => None,
        }
    }

    /// The run with its learning rate times a factor, the schedule's own rates included.
    fn scaled(&self, factor: f64) -> Option<(Run, f64)> {
        let rate = rounded(self.rate()? * factor);
        let factor = rate / self.rate()?;
        let mut run = self.run.clone();
        run.params.insert("lr".to_owned(), Value::Number(rate));
        let schedule = run.schedule.name.rule(Kind::Schedule)?;
        for param in schedule.params.iter().filter(|p| p.name.text.starts_with("lr")) {
            scale(&mut run.schedule.params, &param.name.text, &param.default, factor);
        }
        Some((run, rate))
    }

    /// A third of the learning rate, or what keeps a bound that even this exceeds; `beyond` is a product lr *
    /// lambda_max and the bound of it.
    pub fn lower_rate(&self, beyond: Option<(f64, f64)>) -> Option<Test> {
        let (run, rate) = self.scaled(lower(beyond))?;
        let words = format!("Run again at η = {}", short(rate));
        let about = "If the rate is the cause, the run beside it stays calm".to_owned();
        Some(another(words, about, run, format!("η = {}", short(rate))))
    }

    /// The same from behind a step on.
    pub fn lower_from(&self, step: usize, beyond: Option<(f64, f64)>) -> Option<Test> {
        let (mut run, rate) = self.scaled(lower(beyond))?;
        let step = u32::try_from(step).ok().filter(|step| *step > 0)?;
        run.from = Some(Fork {
            run: self.case.run.run,
            step,
        });
        let words = format!("Go on from step {step} with η = {}", short(rate));
        let about = "It shares all steps before; if the rise is the cause, it stays calm".to_owned();
        Some(another(
            words,
            about,
            run,
            format!("η = {} from {step}", short(rate)),
        ))
    }

    /// The rate with the other sign.
    pub fn downhill(&self) -> Option<Test> {
        let (run, rate) = self.scaled(-1.0)?;
        let words = format!("Run again at η = {}", short(rate));
        let about = "Its steps go down the gradient".to_owned();
        Some(another(words, about, run, format!("η = {}", short(rate))))
    }

    /// A warmup of at most so many steps.
    pub fn warmup(&self) -> Option<Test> {
        self.rate()?;
        let taken = self.case.computed.plan.steps / self.case.run.every();
        let steps = WARMUP.min(taken / 2).max(1) as u32;
        let mut run = self.run.clone();
        run.schedule.warmup = Some(Warmup {
            steps,
            start: 0.0,
            first: 1,
        });
        let words = format!("Run again with a warmup of {steps} steps");
        let about = "If the first steps were too long, the run beside it stays calm".to_owned();
        Some(another(words, about, run, format!("warmup {steps}")))
    }

    /// Clips at the length above which a tenth of the gradients before a step were.
    pub fn clip(&self, step: usize) -> Option<Test> {
        let mut norms = RunColumns::of(self.case).norms_before("g_raw", step, usize::MAX);
        norms.retain(|norm| norm.is_finite());
        norms.sort_by(f64::total_cmp);
        let longest = rounded(quantile(&norms, CLIPPED));
        if longest.is_nan() || longest <= 0.0 {
            return None;
        }
        let mut run = self.run.clone();
        let mut stage = Stage::of("clip_norm");
        stage.params.insert("max_norm".to_owned(), Value::Number(longest));
        match run.stages.iter_mut().find(|known| known.name == stage.name) {
            Some(known) => *known = stage,
            None => run.stages.push(stage),
        }
        let words = format!("Run again, clipped at {}", short(longest));
        let about = "The norm above which a tenth of its gradients were before that step".to_owned();
        Some(another(
            words,
            about,
            run,
            format!("clipped at {}", short(longest)),
        ))
    }

    /// Takes no step from the batch of a step, from 0.
    pub fn leave_out(&self, step: usize) -> Test {
        let mut run = self.run.clone();
        let number = step + 1;
        let text = format!(
            "name  \"Leave out step {number}\"\nabout \"Takes no step from the batch of step {number}.\"\n\n\
             left_out = k == {step}\nskip if left_out\n"
        );
        run.stages.insert(
            0,
            Stage {
                name: Reference::Source(text),
                params: Params::new(),
            },
        );
        let words = format!("Run again without step {number}");
        let about =
            "All else is the same; if that batch is the cause, the run beside it stays calm".to_owned();
        another(words, about, run, format!("without step {number}"))
    }

    /// A loss scale under which a gradient fits into half precision; `gradient` is its largest element,
    /// unscaled.
    pub fn lower_scale(&self, gradient: f64) -> Option<Test> {
        let fits = (LARGEST / MARGIN / gradient).log2().floor().exp2();
        let place = self.scaling()?;
        let mut run = self.run.clone();
        let params = &mut run.stages[place].params;
        params.insert("init_scale".to_owned(), Value::Number(fits.max(1.0)));
        let words = format!("Run again with the loss scale {}", short(fits.max(1.0)));
        let about = "Under this scale that gradient fits into half precision".to_owned();
        Some(another(
            words,
            about,
            run,
            format!("scale {}", short(fits.max(1.0))),
        ))
    }

    /// A loss scale that backs off after an overflow, whose step is skipped.
    pub fn dynamic_scale(&self) -> Option<Test> {
        let place = self.scaling()?;
        let mut run = self.run.clone();
        let params = &mut run.stages[place].params;
        for switch in ["loss_scaling", "dynamic"] {
            params.insert(switch.to_owned(), Value::Switch(true));
        }
        (run != *self.run).then(|| {
            let words = "Run again with a dynamic loss scale".to_owned();
            let about = "A step that overflows is skipped, and the scale halved".to_owned();
            another(words, about, run, "dynamic scale".to_owned())
        })
    }

    /// Without the stages that round the gradient to 16 bits.
    pub fn unrounded(&self) -> Option<Test> {
        let place = self.scaling()?;
        let mut run = self.run.clone();
        run.stages.remove(place);
        let words = "Run again without the 16-bit gradient".to_owned();
        let about = "If the format is the cause, the run beside it goes on".to_owned();
        Some(another(words, about, run, "not in 16 bits".to_owned()))
    }

    /// The place of the stage that scales the loss, with the parameters of such a stage of the catalog.
    fn scaling(&self) -> Option<usize> {
        self.run.stages.iter().position(|stage| {
            let rule = stage.name.rule(Kind::Stage);
            rule.is_some_and(|rule| {
                let has = |name| rule.param(name).is_some();
                rule.scales.is_some() && has("init_scale") && has("dynamic") && has("loss_scaling")
            })
        })
    }

    /// The same with other initial weights and batches.
    pub fn seeds(&self) -> Option<Test> {
        let network = self.case.computed.experiment.problem.network()?;
        (network.seeds < SEEDS).then(|| Test {
            words: format!("Repeat all with {SEEDS} seeds"),
            about: "Where only one seed spikes, it is chance; where all do, it is the setting".to_owned(),
            change: Change::Seeds(SEEDS),
        })
    }

    /// The same in f64.
    pub fn double(&self) -> Test {
        Test {
            words: "Compute in f64".to_owned(),
            about: "All runs in 64-bit numbers, on the CPU: 16 digits, up to 10³⁰⁸".to_owned(),
            change: Change::Double,
        }
    }
}

fn another(words: String, about: String, run: Run, name: String) -> Test {
    Test {
        words,
        about,
        change: Change::Run {
            run: Box::new(run),
            name,
        },
    }
}

/// The factor on a learning rate that is tried.
fn lower(beyond: Option<(f64, f64)>) -> f64 {
    let within = beyond.map_or(PART, |(product, bound)| 0.9 * bound / product);
    within.clamp(LEAST, PART)
}

/// A parameter times a factor.
fn scale(params: &mut Params, name: &str, default: &Value, factor: f64) {
    if let Value::Number(value) = params.get(name).unwrap_or(default) {
        let scaled = Value::Number(value * factor);
        params.insert(name.to_owned(), scaled);
    }
}

/// A number with two digits, as one would choose it by hand.
fn rounded(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}
