//! What came of each run, as the rows of a table, and the table as text.

use crate::trace::{RunTrace, Why};
use crate::view::Computed;
use crate::view::quantity::distance;
use std::cmp::Ordering;
use std::fmt::Write as _;

/// What came of one run from one start.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The run's place in the experiment.
    pub run: usize,
    /// What it is called; with its start's number where there are several.
    pub name: String,
    /// The loss at the end; None where it diverged.
    pub last: Option<f64>,
    /// The lowest loss on the way.
    pub best: Option<f64>,
    /// How far the end is from the nearest declared minimum; None where it diverged or none is declared.
    pub distance: Option<f64>,
    /// After how many steps the loss was first within the tolerance.
    pub steps: Option<usize>,
    /// After how many gradient evaluations.
    pub evaluations: Option<usize>,
    /// The step that could not be taken.
    pub diverged: Option<usize>,
    /// Why, where it could not.
    pub why: Option<Why>,
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The run's name; sorts by its place.
    Run,
    /// [`Row::last`].
    Last,
    /// [`Row::best`].
    Best,
    /// [`Row::distance`].
    Distance,
    /// [`Row::steps`].
    Steps,
    /// [`Row::evaluations`].
    Evaluations,
    /// [`Row::diverged`].
    Diverged,
}

impl Column {
    /// All columns, from left to right.
    pub const ALL: [Self; 7] = [
        Self::Run,
        Self::Last,
        Self::Best,
        Self::Distance,
        Self::Steps,
        Self::Evaluations,
        Self::Diverged,
    ];

    /// Its title on one or two lines, what it holds in a tooltip, and its name in a file.
    pub fn words(self) -> [&'static str; 3] {
        match self {
            Self::Run => ["Run", "The runs in the order of the list", "run"],
            Self::Last => ["Final\nloss", "The loss after the last step", "final_loss"],
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
            Self::Diverged => [
                "Diverged\nat step",
                "The step that could not be taken: loss, gradient or w passed 2^60, or a value does not exist",
                "diverged_at",
            ],
        }
    }

    /// Its title in full, on one line.
    pub fn title(self) -> String {
        let title = self.words()[0].replace('\n', " ");
        title.replace("tol.", "tolerance").replace("min.", "minimum")
    }
}

impl Row {
    /// The number in a column; None where there is none.
    pub fn number(&self, column: Column) -> Option<f64> {
        let count = |count: Option<usize>| count.map(|n| n as f64);
        match column {
            Column::Run => Some(self.run as f64),
            Column::Last => self.last,
            Column::Best => self.best,
            Column::Distance => self.distance,
            Column::Steps => count(self.steps),
            Column::Evaluations => count(self.evaluations),
            Column::Diverged => count(self.diverged),
        }
    }
}

/// The columns that tell something: what no run did needs no column, nor what all paid alike.
pub fn telling(rows: &[Row]) -> Vec<Column> {
    let tells = |column: &Column| match column {
        Column::Evaluations => rows.iter().any(|r| r.evaluations != r.steps),
        Column::Distance | Column::Diverged => rows.iter().any(|r| r.number(*column).is_some()),
        _ => true,
    };
    Column::ALL.into_iter().filter(tells).collect()
}

/// The rows of what was computed, in its order.
pub fn rows(done: &Computed, tolerance: f64) -> Vec<Row> {
    let surface = &done.plan.surface;
    let known = surface.lowest(&surface.minima, &surface.settings);
    // Where no minimum is known, 0 is one unless a run went below it.
    let reached = || {
        done.trace
            .runs
            .iter()
            .flat_map(alive)
            .fold(0.0, |a: f64, b| a.min(*b))
    };
    let goal = known.unwrap_or_else(reached) + tolerance;
    let several = done.trace.runs.iter().any(|r| r.replicate > 0);
    let row = |run: &RunTrace| {
        let every = run.column("loss").map_or(1, |loss| loss.every.max(1));
        let losses = alive(run);
        let (own, cost) = cost(done, run);
        let steps = losses
            .iter()
            .position(|loss| *loss <= goal)
            .map(|k| k * every / own);
        let gone = run.diverged_at.is_some();
        let end = |values: &[f64]| values.last().copied().filter(|v| !gone && !v.is_nan());
        Row {
            run: run.run,
            name: match several {
                true => format!("{} · {}", run.label, run.replicate + 1),
                false => run.label.clone(),
            },
            last: end(losses),
            best: losses.iter().copied().reduce(f64::min),
            distance: distance(&surface.minima, run).and_then(|d| end(&d.values)),
            steps,
            evaluations: steps.map(|steps| steps * cost),
            diverged: run.diverged_at.map(|at| at / own),
            why: run.diverged_at.map(|_| run.why()),
        }
    };
    done.trace.runs.iter().map(row).collect()
}

/// The losses that count: of a run that diverged only those before.
fn alive(run: &RunTrace) -> &[f64] {
    let Some(loss) = run.column("loss") else {
        return &[];
    };
    let end = run
        .diverged_at
        .map_or(loss.len(), |at| at.div_ceil(loss.every.max(1)));
    &loss.values[..end.min(loss.len())]
}

/// How much of the trace's length a run's step takes, and how many gradient evaluations.
fn cost(done: &Computed, run: &RunTrace) -> (usize, usize) {
    let planned = done.plan.runs.iter().find(|p| p.run == run.run);
    planned.map_or((1, 1), |p| (done.plan.every(p), p.gradients.max(1)))
}

/// Sorts rows by a column; what has no number comes last either way, equals keep their order.
pub fn sort(rows: &mut [Row], column: Column, falling: bool) {
    rows.sort_by(|a, b| match (a.number(column), b.number(column)) {
        (Some(a), Some(b)) if falling => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
}

/// The rows with all digits, `separator` between the columns; empty where there is no number.
pub fn text(rows: &[Row], separator: char) -> String {
    let between = separator.to_string();
    let mut all = Column::ALL.map(|c| c.words()[2]).join(&between);
    all += &between;
    all += "why\n";
    for row in rows {
        all += &quoted(&row.name, separator);
        for column in &Column::ALL[1..] {
            all.push(separator);
            if let Some(number) = row.number(*column) {
                let _ = write!(all, "{number}");
            }
        }
        all.push(separator);
        all += row.why.map_or("", Why::name);
        all.push('\n');
    }
    all
}

/// A name in quotes where it needs them (RFC 4180).
fn quoted(name: &str, separator: char) -> String {
    match name.contains(['"', '\n', '\r', separator]) {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, last: Option<f64>) -> Row {
        Row {
            run: 0,
            name: name.to_owned(),
            last,
            best: Some(0.5),
            distance: None,
            steps: Some(12),
            evaluations: Some(24),
            diverged: None,
            why: None,
        }
    }

    #[test]
    fn what_has_no_number_is_last_either_way() {
        let all = [("a", None), ("b", Some(2.0)), ("c", Some(1.0))];
        for (falling, order) in [(false, "cba"), (true, "bca")] {
            let mut rows = all.map(|(name, last)| row(name, last));
            sort(&mut rows, Column::Last, falling);
            let found: String = rows.iter().map(|r| r.name.as_str()).collect();
            assert_eq!(found, order);
        }
    }

    #[test]
    fn names_are_quoted_where_they_must_be() {
        let text = text(&[row("a, \"b\"", None), row("c", Some(1e-7))], ',');
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "run,final_loss,best_loss,distance,steps_to_tolerance,gradients_to_tolerance,diverged_at,why",
                "\"a, \"\"b\"\"\",,0.5,,12,24,,",
                "c,0.0000001,0.5,,12,24,,"
            ]
        );
    }
}
