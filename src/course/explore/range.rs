//! The range test: the experiment and the sweep beside it that it asks for, and the test once it is computed.

use super::Exploring;
use super::ask;
use super::marks::{Curve, Marks, Suggestion};
use super::racer;
use crate::engine::Computed;
use crate::lang::column;
use crate::lang::rule::Value;
use crate::scene::explore::{RangeTest, Span};
use crate::scene::sweep::{Spread, Sweep};
use crate::scene::{Experiment, Reference, Schedule};

/// How many rates the sweep beside the test tries.
pub const RATES: u32 = 256;
/// The same on networks.
pub const ON_NETWORKS: u32 = 64;
/// Most steps of a test.
pub const STEPS: u32 = 10_000;

/// A test with what came of it.
pub struct Tested {
    /// The run's place in the experiment.
    pub run: usize,
    /// Its name.
    pub label: String,
    /// The loss as it was.
    pub raw: Curve,
    /// The same as an average.
    pub smooth: Curve,
    /// Whether the run draws random numbers: then the average is marked, else the loss itself.
    pub noisy: bool,
    /// What is marked.
    pub marks: Marks,
}

/// The ends of a test's rates, in order and above 0.
pub fn rates(test: &RangeTest) -> [f64; 2] {
    let usable = |rate: f64, other: f64| {
        if rate > 0.0 && rate.is_finite() {
            rate
        } else {
            other
        }
    };
    let [from, to] = [usable(test.rates[0], 1e-5), usable(test.rates[1], 1.0)];
    [from.min(to), from.max(to)]
}

/// The selected run alone with a rate that rises from step to step.
pub fn experiment(of: &Exploring) -> Option<Experiment> {
    let test = &of.explore.range;
    let mut alone = ask::alone(of.experiment, of.view.selected, false)?;
    let [from, to] = rates(test);
    let params =
        [("lr_start", from), ("lr_end", to)].map(|(name, rate)| (name.to_owned(), Value::Number(rate)));
    alone.steps = test.steps.clamp(2, STEPS);
    alone.runs[0].schedule = Schedule {
        name: Reference::name("range_test"),
        params: params.into_iter().collect(),
        ..Schedule::default()
    };
    Some(alone)
}

/// How many rates the sweep beside the test tries.
pub fn rates_of(experiment: &Experiment) -> u32 {
    match experiment.problem.network() {
        Some(_) => ON_NETWORKS,
        None => RATES,
    }
}

/// The sweep over the same rates, each constant over the scene's own steps.
pub fn sweep(of: &Exploring) -> Option<Sweep> {
    let mut alone = ask::alone(of.experiment, of.view.selected, false)?;
    alone.runs[0].schedule = Schedule::default();
    let span = Span::new("lr", rates(&of.explore.range), Spread::Log);
    let count = rates_of(&alone);
    Some(ask::over(&alone, &[(&span, count)], of.view.reached_within()))
}

impl Tested {
    /// Of the computed test of a run; None where it came to nothing.
    pub fn of(computed: &Computed, run: usize, test: &RangeTest) -> Option<Self> {
        let trace = computed.trace.runs.first()?;
        let last = trace.diverged_at.unwrap_or(usize::MAX);
        let rates = &trace.column(column::LR)?.values;
        let losses = &trace.column(column::LOSS)?.values;
        let kept = rates.len().min(losses.len()).min(last);
        let raw = Curve::of(&rates[..kept], &losses[..kept]);
        let smooth = raw.smoothed(test.beta);
        let noisy = racer::is_random(&computed.plan);
        let marks = (if noisy { &smooth } else { &raw }).marks(test.stop)?;
        Some(Self {
            run,
            label: trace.label.clone(),
            raw,
            smooth,
            noisy,
            marks,
        })
    }

    /// The curve from which the marks are taken.
    pub fn marked(&self) -> &Curve {
        if self.noisy { &self.smooth } else { &self.raw }
    }

    /// The rates that the rules of thumb take.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        self.marks.suggestions(self.marked())
    }
}
