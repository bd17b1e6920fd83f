//! The causes of what is seen, the best founded first, each with the reason and the change that tests it.

use super::batch::StepBatch;
use super::cause::Cause;
use super::change::{Bench, Test};
use super::event::Gone;
use super::look::RunColumns;
use super::seen::Seen;
use super::{Case, RateAt};
use crate::lang::number::short;

/// How many times the median a gradient is that counts as a cause.
const STEEP: f64 = 5.0;
/// The bound of plain gradient descent, where a rule declares none.
const PLAIN: f64 = 2.0;
/// Up to which step, from 1, a missing warmup is likely and not only possible.
const FIRST: usize = 5;

/// A cause that what is seen speaks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Likely {
    /// Which one.
    pub suspect: Suspect,
    /// How well it is founded.
    pub certainty: Certainty,
    /// It in a few words.
    pub title: String,
    /// What speaks for it.
    pub reason: String,
    /// What would test it.
    pub tests: Vec<Test>,
}

/// What may have made a run go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspect {
    /// The samples of a step.
    Batch,
    /// A learning rate that rose.
    Rise,
    /// A learning rate that is too high.
    Rate,
    /// A learning rate below 0.
    Uphill,
    /// First steps at the full learning rate.
    Warmup,
    /// A gradient far longer than usual that nothing shortened.
    Steep,
    /// A format that cannot hold the gradient.
    Format,
    /// An operation without a value, or beyond the numbers' range.
    Value,
    /// Where the run starts.
    Start,
    /// Its seed.
    Chance,
}

/// How well a cause is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// It is what was recorded.
    Shown,
    /// What is seen speaks for it; only a test shows it.
    Likely,
    /// Nothing seen speaks against it.
    Possible,
}

impl Certainty {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "Shown",
            Self::Likely => "Likely",
            Self::Possible => "Possible",
        }
    }
}

impl Likely {
    /// It in one line: "Likely: the corrupt batch of step 20".
    pub fn words(&self) -> String {
        let mut letters = self.title.chars();
        let first = letters.next().map(|letter| letter.to_ascii_lowercase());
        let title: String = first.into_iter().chain(letters).collect();
        format!("{}: {title}", self.certainty.word())
    }
}

/// What is known where causes are looked for.
struct Known<'a> {
    bench: Bench<'a>,
    look: RunColumns<'a>,
    gone: &'a Gone,
    step: usize,
    seen: &'a [Seen],
}

/// The causes of a run that went wrong in a step, from 0.
pub(super) fn ranked(case: &Case, gone: &Gone, step: usize, seen: &[Seen]) -> Vec<Likely> {
    let Some(bench) = Bench::of(case) else {
        return Vec::new();
    };
    let known = Known {
        bench,
        look: RunColumns::of(case),
        gone,
        step,
        seen,
    };
    let found = [
        known.shown(),
        known.batch(),
        known.rise(),
        known.steep(),
        known.rate(),
        known.start(),
        known.any_rate(),
        known.chance(),
    ];
    let mut found: Vec<Likely> = found.into_iter().flatten().collect();
    found.sort_by_key(|likely| likely.certainty);
    found
}

impl Known<'_> {
    /// What the recorded step itself shows; a rate beyond its bound is weighed beside what else is seen.
    fn shown(&self) -> Option<Likely> {
        let cause = self.gone.why.as_ref()?;
        let bench = &self.bench;
        let (suspect, title, tests) = match cause {
            Cause::Rate(_) => return None,
            Cause::Uphill(_) => (Suspect::Uphill, "A learning rate below 0", vec![bench.downhill()]),
            Cause::Start => (Suspect::Start, "Where it starts", vec![]),
            Cause::Value {
                at_start,
                f64_would_do,
                ..
            } => {
                let double = f64_would_do.then(|| bench.double());
                let slower = bench.lower_rate(None).filter(|_| !at_start);
                (Suspect::Value, "A value that a step needs", vec![double, slower])
            }
            Cause::Stages { gradient, scale } => {
                let lower = bench.lower_scale(*gradient).filter(|_| *scale > 1.0);
                let tests = vec![bench.dynamic_scale(), lower, bench.unrounded()];
                let title = match *scale > 1.0 {
                    true => "A loss scale that is too large for 16 bits",
                    false => "A gradient that is too large for its format",
                };
                (Suspect::Format, title, tests)
            }
        };
        Some(Likely {
            suspect,
            certainty: Certainty::Shown,
            title: title.to_owned(),
            reason: sentence(&cause.sentence()),
            tests: tests.into_iter().flatten().collect(),
        })
    }

    fn batch(&self) -> Option<Likely> {
        let batch = self.seen.iter().find_map(|seen| match seen {
            Seen::Batch(batch) => Some(batch),
            _ => None,
        })?;
        let alone = batch.stands_out(self.look.usual_loss(batch.step));
        let (onset, _) = self.gone.onset(self.bench.trace());
        let briefly = self.gone.spike.is_some_and(|spike| spike.is_brief());
        let certainty = match (batch.factor, alone) {
            (Some(_), true) => Certainty::Shown,
            (Some(_), false) | (None, true) => Certainty::Likely,
            (None, false) if batch.all.is_none() && briefly && batch.step == onset => Certainty::Possible,
            (None, false) => return None,
        };
        let title = match batch.factor {
            Some(_) => format!("The corrupt batch of step {}", batch.step + 1),
            None => format!("The batch of step {}", batch.step + 1),
        };
        Some(Likely {
            suspect: Suspect::Batch,
            certainty,
            title,
            reason: of_batch(batch, alone),
            tests: [Some(self.bench.leave_out(batch.step)), self.clip()]
                .into_iter()
                .flatten()
                .collect(),
        })
    }

    fn rise(&self) -> Option<Likely> {
        let (step, from, to) = self.seen.iter().find_map(|seen| match seen {
            Seen::Rise { step, from, to } => Some((*step, *from, *to)),
            _ => None,
        })?;
        // Within its bound even the higher rate is none too many.
        if self.is_stable() {
            return None;
        }
        let [low, high] = [from, to].map(short);
        let passed = |why: &Cause| matches!(why, Cause::Rate(beyond) if beyond.step >= step);
        Some(Likely {
            suspect: Suspect::Rise,
            certainty: match self.gone.why.as_ref().is_some_and(passed) {
                true => Certainty::Shown,
                false => Certainty::Likely,
            },
            title: "The schedule raised the learning rate".to_owned(),
            reason: format!("The loss rose after η had risen from {low} to {high}."),
            tests: [
                self.bench.lower_from(step - 1, self.beyond()),
                self.bench.lower_rate(self.beyond()),
            ]
            .into_iter()
            .flatten()
            .collect(),
        })
    }

    /// lr * lambda_max at the step.
    fn against(&self) -> Option<RateAt> {
        self.seen.iter().find_map(|seen| match seen {
            Seen::Rate { at, .. } => Some(*at),
            _ => None,
        })
    }

    /// Whether lr * lambda_max at the step is within the bound that the rule declares.
    fn is_stable(&self) -> bool {
        let within = |at: RateAt| at.bound.is_some_and(|bound| at.product <= bound);
        self.against().is_some_and(within)
    }

    /// lr * lambda_max where it passed the rule's bound for good, and that bound.
    fn beyond(&self) -> Option<(f64, f64)> {
        match &self.gone.why {
            Some(Cause::Rate(beyond)) => Some((beyond.product, beyond.bound)),
            _ => None,
        }
    }

    fn rate(&self) -> Option<Likely> {
        if self.is_shown() {
            return None;
        }
        let (certainty, reason) = match (&self.gone.why, self.against()?) {
            (Some(Cause::Rate(beyond)), _) => (
                Certainty::Shown,
                format!(
                    "From step {} to the end η·λ_max was beyond the rule’s bound, at first {} against {}.",
                    beyond.step,
                    short(beyond.product),
                    short(beyond.bound)
                ),
            ),
            (_, at) if at.product <= at.bound.unwrap_or(PLAIN) => return None,
            (_, at) if at.bound.is_some() => (
                Certainty::Likely,
                "η·λ_max is beyond the rule’s bound, which holds on a quadratic.".to_owned(),
            ),
            _ => (
                Certainty::Possible,
                "η·λ_max is above 2, but that is the bound of plain gradient descent.".to_owned(),
            ),
        };
        Some(Likely {
            suspect: Suspect::Rate,
            certainty,
            title: "A learning rate that is too high".to_owned(),
            reason,
            tests: self.bench.lower_rate(self.beyond()).into_iter().collect(),
        })
    }

    fn start(&self) -> Option<Likely> {
        let step = self.seen.iter().find_map(|seen| match seen {
            Seen::NoWarmup { step, .. } => Some(*step),
            _ => None,
        })?;
        if self.is_shown() || self.is_stable() {
            return None;
        }
        let certainty = match step <= FIRST && self.gone.why.is_none() {
            true => Certainty::Likely,
            false => Certainty::Possible,
        };
        Some(Likely {
            suspect: Suspect::Warmup,
            certainty,
            title: "First steps at the full learning rate".to_owned(),
            reason: "It happened at the beginning, and there is no warmup.".to_owned(),
            tests: self.bench.warmup().into_iter().collect(),
        })
    }

    fn steep(&self) -> Option<Likely> {
        let (norm, median) = self.seen.iter().find_map(|seen| match seen {
            Seen::Gradient { norm, median, .. } => Some((*norm, *median)),
            _ => None,
        })?;
        let shortened = self.look.clipped(self.step).is_some();
        if self.is_shown() || shortened || norm.is_nan() || norm <= STEEP * median {
            return None;
        }
        Some(Likely {
            suspect: Suspect::Steep,
            certainty: Certainty::Likely,
            title: "A long gradient that nothing shortened".to_owned(),
            reason: format!("It is {} times the median before it.", short(norm / median)),
            tests: self.clip().into_iter().collect(),
        })
    }

    /// A lower rate is always worth a try where nothing is shown.
    fn any_rate(&self) -> Option<Likely> {
        if self.is_shown() || self.rate().is_some() {
            return None;
        }
        let reason = match self.is_stable() {
            true => "η·λ_max is within the rule’s bound at that step: little speaks for it.",
            false => "How much is stable here is not known.",
        };
        Some(Likely {
            suspect: Suspect::Rate,
            certainty: Certainty::Possible,
            title: "A learning rate that is too high".to_owned(),
            reason: reason.to_owned(),
            tests: self.bench.lower_rate(None).into_iter().collect(),
        })
    }

    fn chance(&self) -> Option<Likely> {
        let test = self.bench.seeds()?;
        Some(Likely {
            suspect: Suspect::Chance,
            certainty: Certainty::Possible,
            title: "Chance".to_owned(),
            reason: "One run is one draw of initial weights and batches.".to_owned(),
            tests: vec![test],
        })
    }

    /// Clipping, where the step's own gradient was not clipped.
    fn clip(&self) -> Option<Test> {
        self.look
            .clipped(self.step)
            .is_none()
            .then(|| self.bench.clip(self.step))?
    }

    /// Whether the step itself shows why the run went no further.
    fn is_shown(&self) -> bool {
        self.gone
            .why
            .as_ref()
            .is_some_and(|why| !matches!(why, Cause::Rate(_)))
    }
}

fn of_batch(batch: &StepBatch, alone: bool) -> String {
    match (batch.factor, alone) {
        (Some(factor), true) => format!(
            "Its features are multiplied by {}, and only its loss is high: with the same weights that of all \
                samples is not.",
            short(factor)
        ),
        (Some(factor), false) => format!("Its features are multiplied by {}.", short(factor)),
        (None, true) => "Only its loss is high: with the same weights that of all samples is not.".to_owned(),
        (None, false) => {
            "The loss is back at once; the weights of that step, which would tell, were not kept.".to_owned()
        }
    }
}

/// Words with a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    // A Greek letter is a sign, which has no other form.
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}
