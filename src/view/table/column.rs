//! The columns of the comparison: what they are called and what they hold.

use crate::scene::Sort;
use crate::view::number;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// The run's name; sorts by its place.
    Run,
    /// The loss at the end; none where it diverged.
    Last,
    /// The lowest loss on the way.
    Best,
    /// How far the end is from the nearest declared minimum; none where it diverged or none is declared.
    Distance,
    /// After how many steps the loss was first within the tolerance.
    Steps,
    /// After how many gradient evaluations.
    Evaluations,
    /// A network's loss on the samples held back, at the end.
    Validation,
    /// The share of right answers on them.
    Accuracy,
    /// That loss minus the loss on all samples that are trained on.
    Gap,
    /// The step of the least validation loss.
    BestStep,
    /// That loss.
    BestValidation,
    /// The share of right answers there.
    BestAccuracy,
    /// Gradient evaluations until there.
    BestEvaluations,
    /// The loss on the test part, at the end.
    Test,
    /// The share of right answers on it.
    TestAccuracy,
    /// The step whose weights stand for the best ones in the next two.
    TestStep,
    /// The loss on the test part with the weights of the least validation loss.
    BestTest,
    /// The share of right answers on it.
    BestTestAccuracy,
    /// The step that could not be taken.
    Diverged,
    /// How many seeds diverged.
    Lost,
    /// Seconds that the run takes to compute, by itself with all its seeds.
    Time,
}

/// A part of all columns.
const SURFACE: [Heading; 7] = [
    Heading::Run,
    Heading::Last,
    Heading::Best,
    Heading::Distance,
    Heading::Steps,
    Heading::Evaluations,
    Heading::Diverged,
];

impl Heading {
    /// All columns, from left to right.
    pub const ALL: [Self; 21] = [
        Self::Run,
        Self::Last,
        Self::Best,
        Self::Distance,
        Self::Steps,
        Self::Evaluations,
        Self::Validation,
        Self::Accuracy,
        Self::Gap,
        Self::BestStep,
        Self::BestValidation,
        Self::BestAccuracy,
        Self::BestEvaluations,
        Self::Test,
        Self::TestAccuracy,
        Self::TestStep,
        Self::BestTest,
        Self::BestTestAccuracy,
        Self::Diverged,
        Self::Lost,
        Self::Time,
    ];

    /// Whether a file has it where nothing is timed: of a surface; of a network; of its test part, once that was asked for; by
    /// method.
    pub(super) fn is_filed(self, sort: Sort, tested: bool, by_method: bool) -> bool {
        let test = [
            Self::Test,
            Self::TestAccuracy,
            Self::TestStep,
            Self::BestTest,
            Self::BestTestAccuracy,
        ];
        match self {
            Self::Diverged => !by_method,
            Self::Lost => by_method,
            Self::Time => false,
            Self::Distance => sort == Sort::Surface,
            _ if SURFACE.contains(&self) => true,
            _ if test.contains(&self) => tested,
            _ => sort == Sort::Network,
        }
    }

    /// Its title on one or two lines, what it holds in a tooltip, and its name in a file.
    pub fn words(self) -> [&'static str; 3] {
        match self {
            Self::Run => ["Run", "The runs in the order of the list", "run"],
            Self::Last => [
                "Final\nloss",
                "The loss after the last step; a network's is that of one batch",
                "final_loss",
            ],
            Self::Best => ["Best\nloss", "The lowest loss on the way", "best_loss"],
            Self::Distance => [
                "Distance\nto min.",
                "From the last point to the nearest known minimum",
                "distance",
            ],
            Self::Steps => [
                "Steps\nto tol.",
                "Steps until the loss is first within the tolerance above the lowest known loss",
                "steps_to_tolerance",
            ],
            Self::Evaluations => [
                "Gradients\nto tol.",
                "Gradient evaluations until then: what a step costs, such as two for a rule that looks twice",
                "gradients_to_tolerance",
            ],
            Self::Validation => [
                "Val.\nloss",
                "The loss on the samples held back, after the last step",
                "validation_loss",
            ],
            Self::Accuracy => [
                "Val.\nacc.",
                "The share of right answers on the samples held back, after the last step",
                "validation_accuracy",
            ],
            Self::Gap => [
                "Gap",
                "The validation loss minus the loss on all samples that are trained on, both after the last \
                    step and without dropout",
                "gap",
            ],
            Self::BestStep => [
                "Best\nstep",
                "The step behind which the validation loss is least, of those at which it was looked at",
                "best_step",
            ],
            Self::BestValidation => [
                "Least\nval. loss",
                "The validation loss at the best step",
                "best_validation_loss",
            ],
            Self::BestAccuracy => [
                "Val. acc.\nat best",
                "The share of right answers on the samples held back, at the best step",
                "best_validation_accuracy",
            ],
            Self::BestEvaluations => [
                "Gradients\nto best",
                "Gradient evaluations until the best step: what a step costs, such as two for a rule that \
                    looks twice",
                "gradients_to_best",
            ],
            Self::Test => [
                "Test\nloss",
                "The loss on the test part, after the last step",
                "test_loss",
            ],
            Self::TestAccuracy => [
                "Test\nacc.",
                "The share of right answers on the test part, after the last step",
                "test_accuracy",
            ],
            Self::TestStep => [
                "Tested\nstep",
                "The step of the least validation loss of those whose weights are kept",
                "tested_step",
            ],
            Self::BestTest => [
                "Test loss\nat best",
                "The loss on the test part with the weights of the least validation loss, of those that are \
                    kept",
                "best_test_loss",
            ],
            Self::BestTestAccuracy => [
                "Test acc.\nat best",
                "The share of right answers on the test part with those weights",
                "best_test_accuracy",
            ],
            Self::Diverged => [
                "Diverged\nat step",
                "The step that could not be taken: loss, gradient or w passed 2^60, or a value does not \
                    exist",
                "diverged_at",
            ],
            Self::Lost => [
                "Diverged\nseeds",
                "How many of the seeds diverged",
                "diverged_seeds",
            ],
            Self::Time => [
                "Seconds\nalone",
                "How long it takes to compute the run by itself on this machine's CPU, with all its seeds",
                "seconds_alone",
            ],
        }
    }

    /// Its title in full, on one line.
    pub fn title(self) -> String {
        let mut title = self.words()[0].replace('\n', " ");
        for (short, full) in [
            ("tol.", "tolerance"),
            ("min.", "minimum"),
            ("acc.", "accuracy"),
            ("Val.", "Validation"),
            ("val.", "validation"),
        ] {
            title = title.replace(short, full);
        }
        title
    }

    /// Whether more is better: then what does not exist counts as infinitely small, else as infinitely large.
    pub(super) fn more_is_better(self) -> bool {
        matches!(
            self,
            Self::Accuracy | Self::BestAccuracy | Self::TestAccuracy | Self::BestTestAccuracy
        )
    }

    /// The same in short, for a range: two digits, shares in whole percent.
    pub(super) fn roughly(self, value: f64) -> String {
        match self.more_is_better() {
            _ if value.is_infinite() => self.written(value),
            true => format!("{:.0}\u{a0}%", 100.0 * value),
            false if self.is_count() => format!("{value:.0}"),
            false => number::significant(value, 2),
        }
    }

    fn is_count(self) -> bool {
        matches!(
            self,
            Self::Steps
                | Self::Evaluations
                | Self::BestStep
                | Self::BestEvaluations
                | Self::TestStep
                | Self::Diverged
                | Self::Lost
        )
    }

    /// A number of it: shares in percent, counts whole, others with three digits.
    pub fn written(self, value: f64) -> String {
        if value.is_infinite() {
            return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
        }
        match self.more_is_better() {
            true => format!("{:.1}\u{a0}%", 100.0 * value),
            false if self.is_count() => format!("{value}"),
            false => number::short(value),
        }
    }
}
