//! The operation that stopped a run, in words.

use super::cause::Cause;
use crate::trace::{Stopped, Why};
use crate::view::number::short;

/// The operation that stopped a run whose step is so much of the trace's length; None where it simply went too far.
pub(super) fn operation(stopped: &Stopped, every: usize) -> Option<Cause> {
    let range = match stopped.why {
        Why::Diverged => return None,
        Why::Range => true,
        Why::Undefined => false,
    };
    let values: Vec<String> = stopped.values.iter().map(|&v| short(v)).collect();
    let operation = stopped.operation.as_deref().unwrap_or("a value");
    let is_name = operation
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == ' ');
    let called = match &values[..] {
        [] => operation.to_owned(),
        [a, b] if !is_name => format!("{a} {operation} {b}"),
        _ => format!("{operation}({})", values.join(", ")),
    };
    let place = stopped.place.as_ref().map_or_else(String::new, |place| {
        let of = if place.is_derivative {
            ", the derivative of"
        } else {
            ","
        };
        format!("{}, line {}{of} {}: ", place.rule, place.line, place.text)
    });
    Some(Cause::Operation {
        what: format!("{place}{called}"),
        at_start: stopped.step <= every,
        range,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Place;

    #[test]
    fn an_operation_that_is_undefined_is_named_and_no_rate_blamed_at_the_start() {
        let place = |is_derivative| Place {
            rule: "Logarithm".to_owned(),
            kind: "surface",
            line: 2,
            text: "log(x)".to_owned(),
            is_derivative,
        };
        let stopped = |step, why, operation: &str, values: &[f64]| Stopped {
            step,
            why,
            place: Some(place(values.len() > 1)),
            operation: Some(operation.to_owned()),
            values: values.to_vec(),
        };
        for (stopped, wanted, of_rate) in [
            (
                stopped(1, Why::Undefined, "log", &[-1.0]),
                "Logarithm, line 2, log(x): log(−1) is undefined, where it starts",
                false,
            ),
            (
                stopped(7, Why::Undefined, "/", &[1.0, 0.0]),
                "Logarithm, line 2, the derivative of log(x): 1 / 0 is undefined",
                true,
            ),
            (
                stopped(7, Why::Range, "exp", &[100.0]),
                "Logarithm, line 2, log(x): exp(100) leaves the range of f32",
                true,
            ),
        ] {
            let cause = operation(&stopped, 1).expect("a cause");
            assert_eq!(cause.sentence(), wanted);
            assert_eq!(
                (cause.is_of_rate(), cause.is_of_range()),
                (of_rate, stopped.why == Why::Range)
            );
        }
        assert_eq!(operation(&Stopped::diverged(7), 1), None);
    }
}
