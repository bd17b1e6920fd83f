//! What formulas come to: a number, or a series over the steps.

use crate::lang::op::Op;
use crate::real::math::BEYOND;
use crate::trace::Column;

/// What a formula comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum FormulaValue {
    /// A number; a truth is 1 or 0.
    Number(f64),
    /// A number at each of some steps.
    Series(Series),
}

/// A number at each of some steps. Where it is undefined it is NaN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The steps, rising.
    pub steps: Vec<usize>,
    /// The numbers.
    pub values: Vec<f64>,
}

impl Series {
    /// One number of each entry of a recorded column, by what `of` makes of the entry. What stands before a
    /// step (`loss`, `w`) belongs to the step done last, 0 at the start; what was computed inside a step
    /// belongs to that one.
    pub fn of(column: &Column, steps: usize, of: impl Fn(&[f64]) -> f64) -> Self {
        let every = column.every.max(1);
        // There is one more of what stands before steps and at the end than there are steps.
        let first = usize::from(column.len() * every <= steps);
        let entries = column.values.chunks_exact(column.stride());
        Self {
            steps: (0..entries.len())
                .map(|i| ((i + first) * every).min(steps))
                .collect(),
            values: entries.map(of).collect(),
        }
    }

    /// The latest number at a step; None before the first and behind the last one.
    pub fn at(&self, step: f64) -> Option<f64> {
        let after = self.steps.partition_point(|s| *s as f64 <= step);
        let last = self.steps.last().copied().unwrap_or_default();
        let place = after.checked_sub(1).filter(|_| step <= last as f64)?;
        Some(self.values[place])
    }

    /// Steps and numbers, where there is one.
    pub fn defined(&self) -> impl DoubleEndedIterator<Item = (usize, f64)> + '_ {
        let all = self.steps.iter().copied().zip(self.values.iter().copied());
        all.filter(|(_, value)| !value.is_nan())
    }
}

/// An operation on up to three values, at each step that all series among them have.
pub(super) fn apply(op: Op, arguments: &[FormulaValue]) -> FormulaValue {
    let series = || {
        arguments.iter().filter_map(|a| match a {
            FormulaValue::Series(series) => Some(series),
            FormulaValue::Number(_) => None,
        })
    };
    let Some(shortest) = series().min_by_key(|s| s.steps.len()) else {
        return FormulaValue::Number(number(op, arguments.iter().map(|a| entry(a, None))));
    };
    let mut result = Series::default();
    for &step in &shortest.steps {
        if series().all(|s| s.steps.binary_search(&step).is_ok()) {
            result.steps.push(step);
            let numbers = arguments.iter().map(|a| entry(a, Some(step)));
            result.values.push(number(op, numbers));
        }
    }
    FormulaValue::Series(result)
}

fn entry(value: &FormulaValue, step: Option<usize>) -> f64 {
    match (value, step) {
        (FormulaValue::Number(number), _) => *number,
        (FormulaValue::Series(series), Some(step)) => {
            let place = series.steps.binary_search(&step);
            place.map_or(f64::NAN, |place| series.values[place])
        }
        (FormulaValue::Series(_), None) => f64::NAN,
    }
}

/// The operation's value; NaN where an argument is, and where it is undefined.
fn number(op: Op, arguments: impl Iterator<Item = f64>) -> f64 {
    let mut given = [0.0; 3];
    for (place, argument) in given.iter_mut().zip(arguments) {
        *place = argument;
    }
    if given.iter().any(|g| g.is_nan()) {
        return f64::NAN;
    }
    let value: f64 = op.value(given);
    if value.is_finite() && value.abs() < f64::from(BEYOND) {
        value
    } else {
        f64::NAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(steps: &[usize], values: &[f64]) -> Series {
        Series {
            steps: steps.to_vec(),
            values: values.to_vec(),
        }
    }

    #[test]
    fn states_begin_at_step_0_and_what_is_inside_a_step_at_1() {
        let column = |every, values: &[f64]| Column {
            every,
            values: values.to_vec(),
            ..Column::default()
        };
        for (column, steps, wanted) in [
            (column(1, &[3.0, 2.0, 1.0]), 2, &[0, 1, 2][..]),
            (column(1, &[3.0, 2.0]), 2, &[1, 2]),
            (column(4, &[3.0, 2.0, 1.0, 0.0]), 10, &[0, 4, 8, 10]),
            (column(2, &[3.0, 2.0]), 4, &[2, 4]),
        ] {
            assert_eq!(Series::of(&column, steps, |e| e[0]).steps, wanted);
        }
    }

    #[test]
    fn series_meet_at_their_common_steps() {
        let one = FormulaValue::Series(series(&[0, 1, 2, 3], &[1.0, 2.0, 3.0, 4.0]));
        let other = FormulaValue::Series(series(&[1, 3, 5], &[10.0, 20.0, 30.0]));
        let sum = apply(Op::Add, &[one.clone(), other]);
        assert_eq!(sum, FormulaValue::Series(series(&[1, 3], &[12.0, 24.0])));
        let more = apply(Op::Gt, &[one, FormulaValue::Number(2.5)]);
        assert_eq!(
            more,
            FormulaValue::Series(series(&[0, 1, 2, 3], &[0.0, 0.0, 1.0, 1.0]))
        );
    }

    #[test]
    fn what_is_undefined_is_no_number() {
        for (op, arguments) in [
            (Op::Log, &[-1.0][..]),
            (Op::Div, &[1.0, 0.0]),
            (Op::Sqrt, &[-1.0]),
            (Op::Ne, &[f64::NAN, 1.0]),
        ] {
            let arguments: Vec<FormulaValue> = arguments.iter().map(|a| FormulaValue::Number(*a)).collect();
            let FormulaValue::Number(found) = apply(op, &arguments) else {
                panic!("{op:?}")
            };
            assert!(found.is_nan(), "{op:?}");
        }
    }

    #[test]
    fn a_series_holds_its_latest_number_to_its_end() {
        let series = series(&[0, 4, 8], &[1.0, 2.0, 3.0]);
        for (step, wanted) in [
            (0.0, Some(1.0)),
            (3.0, Some(1.0)),
            (8.0, Some(3.0)),
            (9.0, None),
            (-1.0, None),
        ] {
            assert_eq!(series.at(step), wanted, "at {step}");
        }
    }
}
