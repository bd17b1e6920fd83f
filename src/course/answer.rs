//! What formulas come to, in words.

use super::card::Form;
use crate::lang::number::significant;

/// What a formula comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// A number.
    Number(f64),
    /// None.
    Missing(Missing),
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It happens at none of so many steps.
    Never(usize),
    /// An operation has no value there, such as a division by 0.
    Undefined,
    /// The surface declares no minimum.
    NoMinimum,
    /// No samples are kept for a test.
    NoTest,
    /// The run is not computed.
    NotComputed,
    /// The run diverges there.
    Diverged,
    /// The picture does not reach so far.
    Outside,
    /// The map has its usual axes, of which a card says nothing.
    NoAxes,
}

impl Answer {
    /// The number, where there is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Missing(_) => None,
        }
    }

    /// As a sentence prints it: to the digits that matter, whole numbers whole.
    pub fn text(self, form: Form) -> String {
        match self {
            Self::Number(number) if form.percent => significant(100.0 * number, form.digits) + "\u{a0}%",
            Self::Number(number) => {
                let whole = number.round();
                let is_whole = (number - whole).abs() <= 1e-9 * whole.abs() && whole.abs() < 1e6;
                significant(number, if is_whole { 6 } else { form.digits })
            }
            Self::Missing(Missing::Never(1)) => "not within 1 step".to_owned(),
            Self::Missing(Missing::Never(steps)) => format!("not within {steps} steps"),
            Self::Missing(Missing::Undefined) => "undefined".to_owned(),
            Self::Missing(Missing::NoMinimum) => "unknown".to_owned(),
            Self::Missing(Missing::NoTest) => "no test part".to_owned(),
            Self::Missing(Missing::NotComputed) => "not computed".to_owned(),
            Self::Missing(Missing::Diverged) => "diverged".to_owned(),
            Self::Missing(Missing::Outside) => "outside the picture".to_owned(),
            Self::Missing(Missing::NoAxes) => "not on these axes".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_matter() {
        let form = Form::default();
        let four = Form { digits: 4, ..form };
        let percent = Form {
            percent: true,
            ..form
        };
        for (number, form, text) in [
            (0.1 + 0.2 - 0.2, form, "0.1"),
            (1781.0, form, "1781"),
            (6.567, form, "6.57"),
            (0.9963, four, "0.9963"),
            (0.048_75, percent, "4.88\u{a0}%"),
            (1.0, percent, "100\u{a0}%"),
            (-2375.2, form, "−2375"),
            (1.000_000_000_01, form, "1"),
        ] {
            assert_eq!(Answer::Number(number).text(form), text);
        }
        assert_eq!(
            Answer::Missing(Missing::Never(60)).text(form),
            "not within 60 steps"
        );
    }
}
