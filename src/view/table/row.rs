//! What came of each run, as the rows of a table, and the table as text.

use super::column::Heading;
use super::measure::Measured;
use crate::lang::column;
use crate::real::quantile::quantile;
use crate::trace::{RunTrace, Why};
use crate::view::Computed;
use crate::view::quantities::distance;
use std::cmp::Ordering;
use std::fmt::Write as _;

/// How many columns there are.
const COLUMNS: usize = Heading::ALL.len();
/// The quantiles between which most seeds of a method are.
const BAND: [f64; 2] = [0.1, 0.9];

/// What came of one run from one start or with one seed; or of all seeds of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// The run's place in the experiment.
    pub run: usize,
    /// What it is called; with its start's number where there are several.
    pub name: String,
    /// Why it could not go on, where it could not.
    pub why: Option<Why>,
    numbers: [Option<f64>; COLUMNS],
    /// Of all seeds of a run: where 10 to 90 % of them are.
    ranges: Option<Box<[Option<[f64; 2]>; COLUMNS]>>,
}

impl RunRow {
    fn new(run: usize, name: String, why: Option<Why>) -> Self {
        Self {
            run,
            name,
            why,
            numbers: [None; COLUMNS],
            ranges: None,
        }
    }

    pub(super) fn set(&mut self, column: Heading, number: Option<f64>) {
        self.numbers[column as usize] = number.filter(|number| !number.is_nan());
    }

    /// The number in a column, of all seeds the median; None where there is none.
    pub fn number(&self, column: Heading) -> Option<f64> {
        match column {
            Heading::Run => Some(self.run as f64),
            _ => self.numbers[column as usize],
        }
    }

    /// Whether it is of all seeds of a run.
    pub fn is_of_seeds(&self) -> bool {
        self.ranges.is_some()
    }

    /// Between which numbers 10 to 90 % of a run's seeds are; what does not exist is infinite.
    pub fn range(&self, column: Heading) -> Option<[f64; 2]> {
        self.ranges.as_ref()?[column as usize]
    }
}

/// The comparison of the runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// A row each run and seed, or each run.
    pub rows: Vec<RunRow>,
    /// The columns that a file has.
    pub columns: Vec<Heading>,
}

impl Comparison {
    /// What was computed, in its order; `measured` is what is known besides, run by run.
    pub fn of(done: &Computed, tolerance: f64, measured: &[Measured], by_method: bool) -> Self {
        let rows = rows(done, tolerance, measured);
        let sort = done.plan.sort();
        let tested = measured.iter().any(|measured| measured.test.is_some());
        let filed = |column: &Heading| column.is_filed(sort, tested, by_method);
        Self {
            rows: match by_method {
                true => methods(done, &rows),
                false => rows,
            },
            columns: Heading::ALL.into_iter().filter(filed).collect(),
        }
    }

    /// The columns that tell something on the screen: what no run did needs no column, nor what all paid
    /// alike. Of a network with a validation part its losses say more than those of single batches.
    pub fn telling(&self) -> Vec<Heading> {
        let has = |column: Heading| self.rows.iter().any(|row| row.number(column).is_some());
        let differs = |a: Heading, b: Heading| self.rows.iter().any(|row| row.number(a) != row.number(b));
        let validated = has(Heading::Validation) || has(Heading::BestValidation);
        let tells = |column: &Heading| match column {
            Heading::Run => true,
            Heading::Last | Heading::Best => !validated,
            Heading::Steps => !validated || has(Heading::Steps),
            Heading::Evaluations => differs(Heading::Evaluations, Heading::Steps),
            Heading::BestEvaluations => differs(Heading::BestEvaluations, Heading::BestStep),
            Heading::BestAccuracy | Heading::TestStep => false,
            Heading::Lost => self.rows.iter().any(|row| row.number(Heading::Lost) > Some(0.0)),
            column => has(*column),
        };
        self.columns.iter().copied().filter(tells).collect()
    }

    /// Sorts by a column; what has no number comes last either way, equals keep their order.
    pub fn sort(&mut self, column: Heading, falling: bool) {
        self.rows
            .sort_by(|a, b| match (a.number(column), b.number(column)) {
                (Some(a), Some(b)) if falling => b.total_cmp(&a),
                (Some(a), Some(b)) => a.total_cmp(&b),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            });
    }

    /// All digits, `separator` between the columns; empty where there is no number. Of all seeds of a run
    /// each median is followed by the 10 % and the 90 % quantile.
    pub fn text(&self, separator: char) -> String {
        let spread = self.rows.iter().any(RunRow::is_of_seeds);
        let mut all = String::new();
        for column in &self.columns {
            let name = column.words()[2];
            all += name;
            all.push(separator);
            if spread && is_spread(*column) {
                let _ = write!(all, "{name}_p10{separator}{name}_p90{separator}");
            }
        }
        all += "why\n";
        let number = |all: &mut String, number: Option<f64>| {
            if let Some(number) = number {
                let _ = write!(all, "{number}");
            }
            all.push(separator);
        };
        for row in &self.rows {
            all += &quoted(&row.name, separator);
            all.push(separator);
            for column in self.columns.iter().skip(1) {
                number(&mut all, row.number(*column));
                if spread && is_spread(*column) {
                    let range = row.range(*column);
                    number(&mut all, range.map(|range| range[0]));
                    number(&mut all, range.map(|range| range[1]));
                }
            }
            all += row.why.map_or("", Why::name);
            all.push('\n');
        }
        all
    }
}

/// Whether seeds differ in a column.
fn is_spread(column: Heading) -> bool {
    !matches!(column, Heading::Run | Heading::Lost | Heading::Time)
}

/// A row each run and start, or seed.
fn rows(done: &Computed, tolerance: f64, measured: &[Measured]) -> Vec<RunRow> {
    let goal = goal(done) + tolerance;
    let runs = &done.trace.runs;
    let several = runs.iter().any(|r| r.replicate > 0);
    let row = |(place, run): (usize, &RunTrace)| {
        let name = match several {
            true => format!("{} · {}", run.label, run.replicate + 1),
            false => run.label.clone(),
        };
        let gone = run.diverged_at.is_some();
        let mut row = RunRow::new(run.run, name, run.diverged_at.map(|_| run.why()));
        let losses = alive(run, column::LOSS);
        let (own, cost) = cost(done, run);
        let reached = losses.iter().position(|loss| *loss <= goal);
        let steps = reached.map(|k| (k * run.every() / own) as f64);
        let end = |values: &[f64]| values.last().copied().filter(|_| !gone);
        row.set(Heading::Last, end(losses));
        row.set(Heading::Best, losses.iter().copied().reduce(f64::min));
        let distance = distance(done.plan.minima(), run);
        row.set(Heading::Distance, distance.and_then(|d| end(&d.values)));
        row.set(Heading::Steps, steps);
        row.set(Heading::Evaluations, steps.map(|steps| steps * cost));
        row.set(Heading::Diverged, run.diverged_at.map(|at| (at / own) as f64));
        validated(&mut row, run, cost);
        if let Some(measured) = measured.get(place) {
            measure(&mut row, measured);
        }
        row
    };
    runs.iter().enumerate().map(row).collect()
}

/// What a run's validation part says of it.
fn validated(row: &mut RunRow, run: &RunTrace, cost: f64) {
    let gone = run.diverged_at.is_some();
    let [losses, accuracies] = [column::VAL_LOSS, column::VAL_ACCURACY].map(|name| alive(run, name));
    let end = |values: &[f64]| values.last().copied().filter(|_| !gone);
    row.set(Heading::Validation, end(losses));
    row.set(Heading::Accuracy, end(accuracies));
    if let Some(best) = best(run, 1) {
        row.set(Heading::BestStep, Some(best.step as f64));
        row.set(Heading::BestValidation, Some(losses[best.place]));
        row.set(Heading::BestAccuracy, accuracies.get(best.place).copied());
        row.set(Heading::BestEvaluations, Some(best.step as f64 * cost));
    }
}

fn measure(row: &mut RunRow, measured: &Measured) {
    let validation = row.number(Heading::Validation);
    let gap = validation.zip(measured.training);
    row.set(
        Heading::Gap,
        gap.map(|(validation, training)| validation - training),
    );
    let Some(test) = &measured.test else { return };
    row.set(Heading::Test, test.last.map(|found| found.loss));
    row.set(Heading::TestAccuracy, test.last.and_then(|found| found.accuracy));
    row.set(Heading::TestStep, test.best.map(|(step, _)| step as f64));
    row.set(Heading::BestTest, test.best.map(|(_, found)| found.loss));
    row.set(
        Heading::BestTestAccuracy,
        test.best.and_then(|(_, found)| found.accuracy),
    );
}

/// A row each run: of every column the median over its seeds and the band around it.
fn methods(done: &Computed, rows: &[RunRow]) -> Vec<RunRow> {
    let mut all: Vec<RunRow> = Vec::new();
    for trace in &done.trace.runs {
        if all.iter().any(|row| row.run == trace.run) {
            continue;
        }
        let seeds: Vec<&RunRow> = rows.iter().filter(|row| row.run == trace.run).collect();
        let mut row = RunRow::new(trace.run, trace.label.clone(), None);
        let mut ranges = Box::new([None; COLUMNS]);
        for column in Heading::ALL.into_iter().filter(|column| is_spread(*column)) {
            if let Some([low, median, high]) = spread(&seeds, column) {
                row.set(column, Some(median).filter(|median| median.is_finite()));
                ranges[column as usize] = Some([low, high]);
            }
        }
        let lost = seeds.iter().filter(|row| row.number(Heading::Diverged).is_some());
        row.set(Heading::Lost, Some(lost.count() as f64));
        row.ranges = Some(ranges);
        all.push(row);
    }
    all
}

/// The 10 % quantile, the median and the 90 % quantile of a column; None where no seed has a number.
fn spread(seeds: &[&RunRow], column: Heading) -> Option<[f64; 3]> {
    seeds.iter().find(|row| row.number(column).is_some())?;
    let missing = match column.more_is_better() {
        true => f64::NEG_INFINITY,
        false => f64::INFINITY,
    };
    let mut sorted: Vec<f64> = seeds
        .iter()
        .map(|row| row.number(column).unwrap_or(missing))
        .collect();
    sorted.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let found = quantile(&sorted, part);
        if found.is_nan() { missing } else { found }
    };
    Some([at(BAND[0]), at(0.5), at(BAND[1])])
}

/// The lowest known loss: where no minimum is known, 0 is one unless a run went below it.
fn goal(done: &Computed) -> f64 {
    let surface = done.plan.surface();
    let known = surface.and_then(|of| of.lowest(&of.minima, &of.settings));
    let losses = done.trace.runs.iter().flat_map(|run| alive(run, column::LOSS));
    known.unwrap_or_else(|| losses.fold(0.0, |a: f64, b| a.min(*b)))
}

/// The numbers of a column that count: of a run that diverged only those before.
fn alive<'a>(run: &'a RunTrace, column: &str) -> &'a [f64] {
    let Some(column) = run.column(column) else {
        return &[];
    };
    let end = run.diverged_at.map(|at| at.div_ceil(column.every.max(1)));
    &column.values[..end.unwrap_or(column.len()).min(column.len())]
}

/// Where the validation loss is least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Best {
    /// Its place among those that were recorded.
    pub place: usize,
    /// The step behind which it is.
    pub step: usize,
}

/// The first of the least validation losses of a run, of those at a multiple of so many steps or at the end.
pub fn best(run: &RunTrace, stride: usize) -> Option<Best> {
    let every = run.column(column::VAL_LOSS)?.every.max(1);
    let steps = run.column(column::LOSS)?.len().saturating_sub(1);
    let losses = alive(run, column::VAL_LOSS).iter().enumerate();
    let at = |place: usize| (place * every).min(steps);
    let kept = losses.filter(|(place, loss)| {
        let step = at(*place);
        !loss.is_nan() && (step.is_multiple_of(stride.max(1)) || step == steps)
    });
    let (place, _) = kept.reduce(|best, other| if other.1 < best.1 { other } else { best })?;
    Some(Best {
        place,
        step: at(place),
    })
}

/// How much of the trace's length a run's step takes, and how many gradient evaluations.
fn cost(done: &Computed, run: &RunTrace) -> (usize, f64) {
    let plan = &done.plan;
    let place = plan.runs.iter().position(|planned| planned.run == run.run);
    place.map_or((1, 1.0), |place| {
        (
            plan.every(&plan.runs[place]),
            plan.evaluations(place).max(1) as f64,
        )
    })
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

    fn row(name: &str, last: Option<f64>) -> RunRow {
        let mut row = RunRow::new(0, name.to_owned(), None);
        for (column, number) in [
            (Heading::Last, last),
            (Heading::Best, Some(0.5)),
            (Heading::Steps, Some(12.0)),
            (Heading::Evaluations, Some(24.0)),
        ] {
            row.set(column, number);
        }
        row
    }

    fn comparison(rows: &[RunRow]) -> Comparison {
        let filed = |column: &Heading| column.is_filed(crate::scene::Sort::Surface, false, false);
        Comparison {
            rows: rows.to_vec(),
            columns: Heading::ALL.into_iter().filter(filed).collect(),
        }
    }

    #[test]
    fn what_has_no_number_is_last_either_way() {
        let all = [("a", None), ("b", Some(2.0)), ("c", Some(1.0))];
        for (falling, order) in [(false, "cba"), (true, "bca")] {
            let mut sorted = comparison(&all.map(|(name, last)| row(name, last)));
            sorted.sort(Heading::Last, falling);
            let found: String = sorted.rows.iter().map(|r| r.name.as_str()).collect();
            assert_eq!(found, order);
        }
    }

    #[test]
    fn names_are_quoted_where_they_must_be() {
        let text = comparison(&[row("a, \"b\"", None), row("c", Some(1e-7))]).text(',');
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

    #[test]
    fn a_seed_without_a_number_counts_as_the_worst() {
        let seeds = [Some(1.0), None, Some(3.0)].map(|last| row("a", last));
        let seeds: Vec<&RunRow> = seeds.iter().collect();
        let [low, median, high] = spread(&seeds, Heading::Last).expect("two have one");
        assert!((low - 1.4).abs() < 1e-12 && median == 3.0 && high == f64::INFINITY);
        assert_eq!(spread(&seeds, Heading::Distance), None);
        let mut right = row("a", None);
        right.set(Heading::Accuracy, Some(0.75));
        let both = [&right, &row("a", None)];
        let [low, _, high] = spread(&both, Heading::Accuracy).expect("one has one");
        assert!(low == f64::NEG_INFINITY && high <= 0.75);
    }
}
