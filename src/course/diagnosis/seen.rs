//! What was recorded around the step that made a run go wrong.

use super::batch::StepBatch;
use super::event::{Gone, Spike, WINDOW};
use super::look::RunColumns;
use super::stages::skip_column;
use super::{Case, RateAt};
use crate::engine::cpu::network::sharpness::Sharp;
use crate::lang::number::short;

/// How many steps around the one that made it a part's gradient is looked for that left its range.
const AROUND: usize = 10;
/// How many times its lowest value before a learning rate is that rose.
pub(super) const ROSE: f64 = 1.5;
/// Most samples that are listed.
const LISTED: usize = 8;

/// Something that was recorded, with its numbers. Steps are the run's own, from 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// How the loss rose.
    Loss {
        /// The step that saw it first.
        step: usize,
        /// How high, beside what was usual.
        spike: Spike,
    },
    /// The samples of the step.
    Batch(StepBatch),
    /// How long its gradient was.
    Gradient {
        /// The step.
        step: usize,
        /// Its length, before the stages.
        norm: f64,
        /// The median of those before it.
        median: f64,
    },
    /// The layer, or the coordinate, whose gradient left its range first.
    Part {
        /// Its name.
        name: String,
        /// The step.
        step: usize,
        /// The length of its gradient, beside the median of those before.
        norm: f64,
        /// That median.
        median: f64,
        /// How many others left theirs in the same step, by less.
        others: usize,
    },
    /// The learning rate against what is stable.
    Rate {
        /// The step.
        step: usize,
        /// The numbers.
        at: RateAt,
        /// Whether the loss is a surface; else the curvature is the sharpness of a network over all training
        /// samples.
        exact: bool,
    },
    /// The learning rate rose.
    Rise {
        /// From which step on.
        step: usize,
        /// From what.
        from: f64,
        /// To what, at the step that made it.
        to: f64,
    },
    /// The learning rate at the step that made it is that of a run without warmup.
    NoWarmup {
        /// The step.
        step: usize,
        /// The rate.
        rate: f64,
    },
    /// A warmup that ended not long before.
    WarmupEnd {
        /// How many steps it took.
        steps: u32,
    },
    /// Steps before it that were clipped.
    Clipped {
        /// Their share of the steps before.
        share: f64,
        /// To what length the step's own gradient was shortened, where it was.
        now: Option<f64>,
    },
    /// What the loss is multiplied by.
    Scale {
        /// At the first step.
        first: f64,
        /// At the step.
        now: f64,
        /// Steps skipped before it.
        skipped: usize,
    },
}

/// What was recorded around a step, from 0, of a run that went wrong.
pub(super) fn around(
    case: &Case,
    gone: &Gone,
    step: usize,
    (batch, sharp): (Option<StepBatch>, Option<Sharp>),
) -> Vec<Seen> {
    let look = RunColumns::of(case);
    let loss = gone.spike.map(|spike| Seen::Loss {
        step: gone.step / case.run.every() + 1,
        spike,
    });
    let found = [
        loss,
        batch.map(Seen::Batch),
        gradient(&look, step),
        part(case, &look, step),
        rate(case, step, sharp),
        rise(case, &look, step),
        start(case, &look, step),
        clipped(case, &look, step),
        scale(case, step),
    ];
    found.into_iter().flatten().collect()
}

fn gradient(look: &RunColumns, step: usize) -> Option<Seen> {
    Some(Seen::Gradient {
        step: step + 1,
        norm: look.norm("g_raw", step).or_else(|| look.norm("g", step))?,
        median: look
            .usual_norm("g_raw", step)
            .or_else(|| look.usual_norm("g", step))?,
    })
}

/// The part whose gradient left its range first, by the measure of a spike; of several in one step the one
/// that did most.
fn part(case: &Case, look: &RunColumns, step: usize) -> Option<Seen> {
    let from = (step * case.run.every()).saturating_sub(AROUND);
    let mut left = Vec::new();
    for (name, column, place) in look.parts() {
        let every = column.every.max(1);
        let entries = column.values.chunks_exact(column.stride());
        let lengths: Vec<f64> = entries.map(|entry| entry[place].abs()).collect();
        let found = Spike::from(&lengths, from.div_ceil(every).max(1));
        let near = found.filter(|(at, _)| at * every <= from + 2 * AROUND);
        left.extend(near.map(|(at, spike)| (at * every, name, spike)));
    }
    let first = left.iter().map(|(at, ..)| *at).min()?;
    left.retain(|(at, ..)| *at == first);
    let times = |spike: &Spike| spike.loss / spike.median;
    left.sort_by(|(.., a), (.., b)| times(b).total_cmp(&times(a)));
    let others = left.len() - 1;
    let (at, name, spike) = left.swap_remove(0);
    Some(Seen::Part {
        name,
        step: at / case.run.every() + 1,
        norm: spike.loss,
        median: spike.median,
        others,
    })
}

fn rate(case: &Case, step: usize, sharp: Option<Sharp>) -> Option<Seen> {
    let place = step * case.run.every();
    let exact = |at| Seen::Rate {
        step: step + 1,
        at,
        exact: true,
    };
    let of_network = || {
        let sharp = sharp?;
        Some(Seen::Rate {
            step: sharp.step / case.run.every() + 1,
            at: case.against(place, sharp.value)?,
            exact: false,
        })
    };
    case.rate_at(place).map(exact).or_else(of_network)
}

/// Where the learning rate was lowest among the steps before, and has risen since. A warmup's own rise is
/// none.
fn rise(case: &Case, look: &RunColumns, step: usize) -> Option<Seen> {
    let rates = look.numbers("lr")?;
    let warmup = case.chosen()?.schedule.warmup.map_or(0, |w| w.steps as usize);
    let to = *rates.get(step)?;
    let places = step.saturating_sub(WINDOW).max(warmup)..step;
    // The last of the lowest: the rise begins behind it.
    let lowest = places.rev().min_by(|a, b| rates[*a].total_cmp(&rates[*b]))?;
    (to > ROSE * rates[lowest]).then_some(Seen::Rise {
        step: lowest + 2,
        from: rates[lowest],
        to,
    })
}

/// Whether the step is one of the first, which a warmup would have made shorter, or follows the end of one.
fn start(case: &Case, look: &RunColumns, step: usize) -> Option<Seen> {
    let warmup = case.chosen()?.schedule.warmup;
    let rate = *look.numbers("lr")?.get(step)?;
    let taken = case.computed.plan.steps / case.run.every();
    match warmup {
        None => (step < (taken / 20).max(5)).then_some(Seen::NoWarmup { step: step + 1, rate }),
        Some(warmup) => {
            let since = (step + 1).checked_sub(warmup.steps as usize)?;
            (since <= WINDOW).then_some(Seen::WarmupEnd { steps: warmup.steps })
        }
    }
}

fn clipped(case: &Case, look: &RunColumns, step: usize) -> Option<Seen> {
    if case.chosen()?.stages.is_empty() {
        return None;
    }
    let shortened = (0..step).filter(|place| look.clipped(*place).is_some()).count();
    let now = look.clipped(step);
    (shortened > 0 || now.is_some()).then(|| Seen::Clipped {
        share: shortened as f64 / step.max(1) as f64,
        now,
    })
}

fn scale(case: &Case, step: usize) -> Option<Seen> {
    let every = case.run.every();
    let column = case.scale()?;
    let at = |step: usize| column.entry(step * every).first().copied();
    let skips = skip_column(case.chosen()?, case.run);
    let skipped = skips.map_or(0, |skips| {
        (0..step)
            .filter(|step| skips.entry(step * every).first().is_some_and(|skip| *skip != 0.0))
            .count()
    });
    let (first, now) = (at(0)?, at(step)?);
    (first != 1.0 || now != 1.0).then_some(Seen::Scale { first, now, skipped })
}

impl Seen {
    /// As a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Loss { step, spike } => loss(*step, spike),
            Self::Batch(batch) => samples(batch),
            Self::Gradient { step, norm, median } => format!(
                "‖g‖ of step {step} is {}, {} times the median before it, {}.",
                short(*norm),
                short(norm / median),
                short(*median)
            ),
            Self::Part {
                name,
                step,
                norm,
                median,
                others,
            } => {
                let first = match others {
                    0 => format!("The gradient of {name} left its range first, at step {step}"),
                    _ => format!(
                        "{} parts of the gradient left their range at step {step}, that of {name} by most",
                        others + 1
                    ),
                };
                format!(
                    "{first}: {}, the median before was {}.",
                    short(*norm),
                    short(*median)
                )
            }
            Self::Rate { step, at, exact } => product(*step, at, *exact),
            Self::Rise { step, from, to } => {
                format!(
                    "η rose from step {step} on: from {} to {}.",
                    short(*from),
                    short(*to)
                )
            }
            Self::NoWarmup { step, rate } => {
                format!(
                    "There is no warmup: step {step} is one of the first, and η is {} already.",
                    short(*rate)
                )
            }
            Self::WarmupEnd { steps } => format!("The warmup ended after {steps} steps."),
            Self::Clipped { share, now } => {
                let own = match now {
                    Some(norm) => format!("this one was shortened to {}", short(*norm)),
                    None => "this one was not".to_owned(),
                };
                format!(
                    "{} % of the steps before it were clipped; {own}.",
                    short(100.0 * share)
                )
            }
            Self::Scale { first, now, skipped } => format!(
                "The loss scale was {} at first and is {} here; steps skipped before it: {skipped}.",
                short(*first),
                short(*now)
            ),
        }
    }
}

fn loss(step: usize, spike: &Spike) -> String {
    let back = match spike.back {
        Some(1) => "one step later it is back".to_owned(),
        Some(steps) => format!("it is back {steps} steps later"),
        None => "within the run it does not come back".to_owned(),
    };
    let peak = match spike.peak > spike.loss {
        true => format!(", and at its highest {}", short(spike.peak)),
        false => String::new(),
    };
    format!(
        "The loss that step {step} saw is {}{peak}; the median before was {}; {back}.",
        short(spike.loss),
        short(spike.median)
    )
}

fn samples(batch: &StepBatch) -> String {
    let listed: Vec<String> = batch
        .samples
        .iter()
        .take(LISTED)
        .map(ToString::to_string)
        .collect();
    let more = if batch.samples.len() > LISTED { ", …" } else { "" };
    let spoiled = match batch.factor {
        Some(factor) => format!(" Its features are multiplied by {}.", short(factor)),
        None => String::new(),
    };
    let all = match batch.all {
        Some(all) => format!("; the same weights have {} over all of them", short(all)),
        None => String::new(),
    };
    format!(
        "The batch of step {} is {} of {} samples ({}{more}), its loss {}{all}.{spoiled}",
        batch.step + 1,
        batch.samples.len(),
        batch.of,
        listed.join(", "),
        short(batch.loss)
    )
}

fn product(step: usize, at: &RateAt, exact: bool) -> String {
    let of = if exact { "" } else { " over all training samples" };
    let beside = match at.bound {
        Some(bound) if at.product > bound => {
            format!("above {}, its rule’s bound on a quadratic", short(bound))
        }
        Some(bound) => format!("within {}, its rule’s bound on a quadratic", short(bound)),
        None => format!(
            "plain gradient descent’s bound is 2, and η is {} times 2/λ_max; this run declares none",
            short(at.product / 2.0)
        ),
    };
    format!(
        "Before step {step} η·λ_max{of} = {} · {} = {}: {beside}.",
        short(at.rate),
        short(at.curvature),
        short(at.product)
    )
}
