//! When an entry of `assets/code/` counts: what must hold of a rule's parameters.

use super::table::ParamValues;
use crate::lang::rule::Value;

/// Tests joined by `and`; none always holds.
pub(super) struct Condition(Vec<Test>);

/// `name`, `not name`, `whole name`, or a comparison such as `beta > 0` or `T >= 2`. Of a list it must hold
/// of each number.
struct Test {
    left: String,
    how: How,
}

enum How {
    On,
    Off,
    Whole,
    Compared(Comparison, String),
}

type Comparison = fn(&f64, &f64) -> bool;

/// How two numbers are compared.
const SIGNS: [(&str, Comparison); 6] = [
    ("<", f64::lt),
    ("<=", f64::le),
    (">", f64::gt),
    (">=", f64::ge),
    ("==", f64::eq),
    ("!=", f64::ne),
];

impl Condition {
    /// Reads the words behind `if`. What is none of the forms never holds.
    pub fn read(text: &str) -> Self {
        let tests = text.split(" and ").filter(|test| !test.is_empty());
        Self(tests.map(Test::read).collect())
    }

    /// Whether all of it holds of these values.
    pub fn holds(&self, values: &ParamValues) -> bool {
        self.0.iter().all(|test| test.holds(values))
    }

    /// The names in it.
    #[cfg(test)]
    pub fn names(&self) -> Vec<&str> {
        let sides = self.0.iter().flat_map(|test| match &test.how {
            How::Compared(_, right) => vec![test.left.as_str(), right],
            _ => vec![test.left.as_str()],
        });
        sides.filter(|side| side.parse::<f64>().is_err()).collect()
    }
}

impl Test {
    fn read(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let compared = |sign| {
            SIGNS
                .iter()
                .find(|(name, _)| *name == sign)
                .map(|(_, test)| *test)
        };
        let (left, how) = match words[..] {
            [name] => (name, How::On),
            ["not", name] => (name, How::Off),
            ["whole", name] => (name, How::Whole),
            [left, sign, right] => (
                left,
                compared(sign).map_or(How::Off, |test| How::Compared(test, right.to_owned())),
            ),
            _ => ("", How::On),
        };
        Self {
            left: left.to_owned(),
            how,
        }
    }

    fn holds(&self, values: &ParamValues) -> bool {
        let Some(left) = numbers(&self.left, values) else {
            return false;
        };
        match &self.how {
            How::On => left.iter().all(|v| *v != 0.0),
            How::Off => left.iter().all(|v| *v == 0.0),
            How::Whole => left.iter().all(|v| v.fract() == 0.0),
            How::Compared(test, right) => {
                let right = numbers(right, values).unwrap_or_default();
                !right.is_empty() && left.iter().all(|a| right.iter().all(|b| test(a, b)))
            }
        }
    }
}

/// A number, or what a name stands for; a switch that is on is 1.
fn numbers(word: &str, values: &ParamValues) -> Option<Vec<f64>> {
    match (word.parse(), values.get(word)) {
        (Ok(number), _) => Some(vec![number]),
        (_, Some(Value::Number(number))) => Some(vec![*number]),
        (_, Some(Value::Switch(on))) => Some(vec![f64::from(u8::from(*on))]),
        (_, Some(Value::List(list))) => Some(list.clone()),
        (Err(_), None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_of_values() {
        let values = ParamValues::from([
            ("on".to_owned(), Value::Switch(true)),
            ("x".to_owned(), Value::Number(0.5)),
            ("few".to_owned(), Value::List(vec![1.0, 2.0])),
            ("none".to_owned(), Value::List(Vec::new())),
        ]);
        for (text, holds) in [
            ("", true),
            ("on", true),
            ("not on", false),
            ("x", true),
            ("whole x", false),
            ("x > 0 and x <= 0.5", true),
            ("x == 0.5 and not on", false),
            ("0 < x", true),
            ("x < few", true),
            ("few >= 1 and whole few", true),
            ("few >= 2", false),
            ("none > 7", true),
            ("there_is_none", false),
            ("x ~ 1", false),
        ] {
            assert_eq!(Condition::read(text).holds(&values), holds, "{text:?}");
        }
    }
}
