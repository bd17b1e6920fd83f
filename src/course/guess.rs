//! A guess beside what is true, with its error in words.

use super::answer::{Answer, Missing};
use super::card::{Form, Prediction};
use super::expression::value::Series;
use super::study::Study;
use crate::lang::Diagnostic;
use crate::lang::number::significant;
use serde::{Deserialize, Serialize};

/// What a reader guessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guess {
    /// An answer, by its place among the card's.
    Choice(usize),
    /// A number.
    Number(f64),
    /// A curve: steps and the values drawn there.
    Curve(Vec<(f64, f64)>),
}

/// What is said of a guess.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether it counts as right.
    pub is_right: bool,
    /// How far off it is: "3 times too large".
    pub words: String,
    /// Which of the numbers that people give it is, by its place among the card's.
    pub slip: Option<usize>,
}

/// How near a guess is to a number that people give, so that it is taken for that one.
const SAME: f64 = 0.05;
/// How far off a drawn curve may be in the middle, as a factor or as a share of the true curve's height.
const DRAWN: [f64; 2] = [2.0, 0.15];

/// What is said of a guessed number. None where the card asks for none.
///
/// # Errors
/// Its formulas are wrong.
pub fn number(guess: f64, asked: &Prediction, study: &Study) -> Result<Option<Verdict>, Diagnostic> {
    let Prediction::Number {
        truth,
        tolerance,
        slips,
    } = asked
    else {
        return Ok(None);
    };
    let answer = study.answer(truth)?;
    let Answer::Number(truth) = answer else {
        return Ok(Some(Verdict {
            is_right: false,
            words: answer.text(Form::default()),
            slip: None,
        }));
    };
    let mut near = None;
    for (place, slip) in slips.iter().enumerate() {
        if let Answer::Number(value) = study.answer(&slip.value)?
            && off(guess, value) <= SAME
        {
            near = near.or(Some(place));
        }
    }
    let is_right = off(guess, truth) <= *tolerance;
    Ok(Some(Verdict {
        is_right,
        words: apart(guess, truth),
        slip: near.filter(|_| !is_right),
    }))
}

/// What is said of a drawn curve: at some steps the numbers drawn there. It counts as right where it is so in
/// the middle of the steps that both have.
pub fn curve(drawn: &[(f64, f64)], truth: &Series, log: bool) -> Verdict {
    let (low, high) = truth
        .defined()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), (_, v)| {
            (l.min(v), h.max(v))
        });
    let height = high - low;
    let error = |guess: f64, value: f64| match log {
        true if guess > 0.0 && value > 0.0 => (guess / value).log2().abs() / DRAWN[0].log2(),
        true => f64::INFINITY,
        false if height > 0.0 => (guess - value).abs() / (DRAWN[1] * height),
        false => off(guess, value) / DRAWN[1],
    };
    let pairs = drawn.iter().filter_map(|&(step, guess)| {
        let value = truth.at(step)?;
        (!value.is_nan()).then(|| (step, guess, value, error(guess, value)))
    });
    let mut pairs: Vec<(f64, f64, f64, f64)> = pairs.collect();
    pairs.sort_by(|a, b| a.3.total_cmp(&b.3));
    let (Some(worst), Some(middle)) = (pairs.last(), pairs.get(pairs.len() / 2)) else {
        return Verdict {
            is_right: false,
            words: Answer::Missing(Missing::NotComputed).text(Form::default()),
            slip: None,
        };
    };
    let is_right = middle.3 <= 1.0;
    let place = format!(
        "farthest off at step {}: {}",
        worst.0.round(),
        apart(worst.1, worst.2)
    );
    Verdict {
        is_right,
        words: if is_right {
            format!("close; {place}")
        } else {
            place
        },
        slip: None,
    }
}

/// How far a number is from the true one, as a share of it.
fn off(guess: f64, truth: f64) -> f64 {
    let apart = (guess - truth).abs();
    if apart == 0.0 { 0.0 } else { apart / truth.abs() }
}

/// How far off, in words.
fn apart(guess: f64, truth: f64) -> String {
    let way = if guess > truth { "large" } else { "small" };
    let share = off(guess, truth);
    let factor = (guess / truth).max(truth / guess);
    if share < 0.005 {
        "right".to_owned()
    } else if guess * truth > 0.0 && factor >= 2.0 {
        let direction = if guess.abs() > truth.abs() {
            "large"
        } else {
            "small"
        };
        format!("{} times too {direction}", significant(factor, 2))
    } else if share.is_finite() && share < 2.0 {
        format!("{} % too {way}", significant(100.0 * share, 2))
    } else {
        format!("{} where it is {}", significant(guess, 3), significant(truth, 3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_in_words() {
        for (guess, truth, words) in [
            (100.0, 100.0, "right"),
            (110.0, 100.0, "10 % too large"),
            (60.0, 100.0, "40 % too small"),
            (600.0, 100.0, "6 times too large"),
            (0.001, 0.01, "10 times too small"),
            (-5.0, 1.0, "−5 where it is 1"),
            (1.0, 0.0, "1 where it is 0"),
            (0.0, 0.0, "right"),
        ] {
            assert_eq!(apart(guess, truth), words);
        }
    }

    #[test]
    fn a_drawn_curve_is_judged_in_the_middle() {
        let truth = Series {
            steps: (0..=100).collect(),
            values: (0..=100).map(|k| 0.9f64.powi(k)).collect(),
        };
        let drawn = |of: fn(f64) -> f64| -> Vec<(f64, f64)> {
            (0..=10)
                .map(|i| (f64::from(10 * i), of(f64::from(10 * i))))
                .collect()
        };
        let close = curve(&drawn(|k| 0.905f64.powf(k)), &truth, true);
        assert!(
            close.is_right && close.words.starts_with("close; farthest off at step 100"),
            "{close:?}"
        );
        let straight = curve(&drawn(|k| 1.0 - k / 101.0), &truth, true);
        assert!(!straight.is_right, "{straight:?}");
        assert!(!curve(&[], &truth, false).is_right);
        assert!(curve(&drawn(|k| 0.9f64.powf(k) + 0.05), &truth, false).is_right);
    }
}
