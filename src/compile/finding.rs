//! What is wrong with an experiment, and in which field of the scene.

use super::RECORDED;
use super::plan::Plan;
use crate::lang::{Diagnostic, Span};
use crate::scene::Experiment;
use std::fmt;

/// One finding about a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The field, as a JSON pointer into the scene.
    pub pointer: String,
    /// What is wrong and what would be right.
    pub message: String,
    /// Whether the experiment cannot run.
    pub is_error: bool,
    /// Where in a rule text that stands in the field.
    pub span: Option<Span>,
    /// What would mend it, each at a click.
    pub mends: Vec<Mend>,
}

/// A change of the experiment that mends what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// A stage of a run goes to another place among its stages.
    MoveStage {
        /// The run's place.
        run: usize,
        /// The stage's place.
        from: usize,
        /// The place that it gets.
        to: usize,
    },
    /// So many steps.
    Steps(u32),
    /// Only so many runs, the first ones.
    Runs(usize),
    /// So many seeds of a network.
    Seeds(u32),
}

/// How an experiment repeats its runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeated {
    /// From several starts.
    Starts,
    /// With several seeds.
    Seeds,
}

impl Mend {
    /// Makes the change.
    pub fn apply(&self, experiment: &mut Experiment) {
        match *self {
            Self::MoveStage { run, from, to } => {
                if let Some(run) = experiment.runs.get_mut(run) {
                    let stage = run.stages.remove(from);
                    run.stages.insert(to, stage);
                }
            }
            Self::Steps(steps) => experiment.steps = steps,
            Self::Runs(count) => {
                while experiment.runs.len() > count {
                    experiment.remove_run(experiment.runs.len() - 1);
                }
            }
            Self::Seeds(seeds) => {
                if let Some(network) = experiment.problem.network_mut() {
                    network.seeds = seeds;
                }
            }
        }
    }
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MoveStage { from, to, .. } => write!(f, "stage {} at place {}", from + 1, to + 1),
            Self::Steps(steps) => write!(f, "{steps} steps"),
            Self::Runs(1) => write!(f, "the first run"),
            Self::Runs(count) => write!(f, "the first {count} runs"),
            Self::Seeds(1) => write!(f, "1 seed"),
            Self::Seeds(seeds) => write!(f, "{seeds} seeds"),
        }
    }
}

impl Finding {
    /// An error in a field.
    pub fn error(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
            is_error: true,
            span: None,
            mends: Vec::new(),
        }
    }

    /// A warning about a field.
    pub fn warning(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            is_error: false,
            ..Self::error(pointer, message)
        }
    }

    /// More numbers to record than there is room for. `numbers` are those of a run by its place over so many
    /// steps; what would fit is offered.
    pub(super) fn too_large(
        plan: &Plan,
        repeated: Repeated,
        numbers: impl Fn(usize, usize) -> usize,
    ) -> Option<Self> {
        let runs = plan.runs.len();
        let of_first = |runs: usize, steps: usize| {
            (0..runs)
                .map(|run| numbers(run, steps))
                .fold(0, usize::saturating_add)
        };
        let total = of_first(runs, plan.steps);
        if total <= RECORDED {
            return None;
        }
        let steps = partition(plan.steps, |steps| of_first(runs, steps) <= RECORDED);
        // As many numbers come of each seed.
        let seeds = match repeated == Repeated::Seeds {
            true => plan.lanes.len() / plan.runs.len().max(1) * RECORDED / total,
            false => 0,
        };
        let runs = partition(runs, |runs| of_first(runs, plan.steps) <= RECORDED);
        let mends: Vec<Mend> = [
            (steps > 0).then(|| Mend::Steps(readable(steps) as u32)),
            (runs > 0).then_some(Mend::Runs(runs)),
            (seeds > 0).then_some(Mend::Seeds(seeds as u32)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let fits: Vec<String> = mends.iter().map(Mend::to_string).collect();
        let fits = match fits.is_empty() {
            true => String::new(),
            false => format!("; there is room for {}", fits.join(", or for ")),
        };
        let (what, fewer) = match repeated {
            Repeated::Starts => ("runs and starts", "steps"),
            Repeated::Seeds => ("runs and seeds", "steps or seeds"),
        };
        let message = format!(
            "{} {what} over {} steps record {total} numbers, more than {RECORDED}; take fewer {fewer}{fits}",
            plan.lanes.len(),
            plan.steps
        );
        Some(Self {
            mends,
            ..Self::error("/experiment/steps", message)
        })
    }

    /// What the language says of a rule text in a field.
    pub fn of_rule(pointer: &str, source: &str, diagnostic: &Diagnostic) -> Self {
        let (line, column) = diagnostic.span.line_column(source);
        let message = format!("line {line}, column {column} of the rule: {}", diagnostic.message);
        Self {
            pointer: format!("{pointer}/source"),
            message,
            is_error: diagnostic.is_error(),
            span: Some(diagnostic.span),
            mends: Vec::new(),
        }
    }

    /// The same with what mends it.
    #[must_use]
    pub fn with_mend(self, mend: Mend) -> Self {
        Self {
            mends: vec![mend],
            ..self
        }
    }
}

/// The largest number up to `most` that still fits, where all below it do.
fn partition(most: usize, fits: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if fits(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

/// A count with two digits that are not 0, at most as large.
fn readable(count: usize) -> usize {
    let unit = 10usize.pow(count.max(1).ilog10().saturating_sub(1));
    count / unit * unit
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.message)
    }
}
