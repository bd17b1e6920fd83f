//! Numbers as a reader wants them: few significant digits, a real minus sign, powers of ten as 10⁻³.

use crate::lang::{ConstantError, constant};

/// Most letters that are shown of what was typed.
const SHOWN: usize = 40;

/// A number with at most `digits` significant digits; scientific below 10⁻³ and from 10⁶.
pub fn significant(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "not a number".to_owned();
    }
    if value.is_infinite() {
        return sign(value) + "∞";
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    // Rounding first: 0.0009999 with three digits is 0.001.
    let scientific = format!("{:.*e}", digits.saturating_sub(1), value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-3..6).contains(&exponent) {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        return sign(value) + trim(&format!("{:.decimals$}", value.abs()));
    }
    let mantissa = trim(mantissa);
    let power = format!("10{}", superscript(exponent));
    match mantissa {
        "1" => sign(value) + &power,
        _ => format!("{}{mantissa}·{power}", sign(value)),
    }
}

/// Three digits, for reading at a glance.
pub fn short(value: f64) -> String {
    significant(value, 3)
}

/// A number for a field that is edited: exact enough to type back, plain characters.
pub fn editable(value: f64) -> String {
    let magnitude = value.abs();
    match magnitude != 0.0 && !(1e-3..1e6).contains(&magnitude) {
        true => format!("{:e}", rounded(value)),
        false => rounded(value).to_string(),
    }
    .replace('-', "−")
}

/// Reads a number as typed by hand: a real minus sign, a decimal comma, 10⁻³ or 2·10⁻³.
pub fn parse(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '−' | '–' | '⁻' => '-',
            ',' => '.',
            '×' | '*' => '·',
            _ => SUPERSCRIPTS.iter().position(|&s| s == c).map_or(c, digit),
        })
        .collect();
    if let Ok(number) = plain.parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    let (mantissa, power) = plain.split_once('·').unwrap_or(("1", &plain));
    let exponent: i32 = power.strip_prefix("10")?.trim_start_matches('^').parse().ok()?;
    let number: f64 = format!("{mantissa}e{exponent}").parse().ok()?;
    number.is_finite().then_some(number)
}

/// Why what was typed is taken for no number.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("“{shown}” cannot be taken: {why}.")]
pub struct NumberError {
    /// How it begins.
    pub shown: String,
    /// What is wrong with it.
    pub why: NoNumber,
}

/// What is wrong with what was typed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoNumber {
    /// It is written `nan`.
    #[error("it is no number")]
    Nan,
    /// It is beyond all numbers.
    #[error("it is too large; numbers end at {}", short(f64::MAX))]
    TooLarge,
    /// It would be 0.
    #[error("it is too small; write 0")]
    TooSmall,
    /// It is an expression without a value.
    #[error(transparent)]
    Expression(#[from] ConstantError),
}

/// Reads a number, or an expression such as `1/3` or `2^-10`.
///
/// # Errors
/// What it is instead.
pub fn read(text: &str) -> Result<f64, NumberError> {
    let text = text.trim();
    if let Some(number) = parse(text) {
        if vanishes(text, number) {
            let shown = text.chars().take(SHOWN).collect();
            let why = NoNumber::TooSmall;
            return Err(NumberError { shown, why });
        }
        return Ok(number);
    }
    let why = match text.replace('−', "-").parse::<f64>() {
        Ok(number) if number.is_nan() => NoNumber::Nan,
        Ok(_) => NoNumber::TooLarge,
        Err(_) => match constant(text) {
            Ok(number) => return Ok(number),
            Err(why) => why.into(),
        },
    };
    let shown = text.chars().take(SHOWN).collect();
    Err(NumberError { shown, why })
}

/// Whether a number that is read as 0 is not written so.
pub fn vanishes(text: &str, number: f64) -> bool {
    let mantissa = text.split(['e', 'E', '·']).next().unwrap_or(text);
    number == 0.0 && mantissa.contains(|c: char| ('1'..='9').contains(&c))
}

/// A whole number as superscript.
pub fn superscript(value: i32) -> String {
    let minus = if value < 0 { "⁻" } else { "" };
    let digits = value.unsigned_abs().to_string();
    let raised = digits.bytes().map(|b| SUPERSCRIPTS[usize::from(b - b'0')]);
    minus.chars().chain(raised).collect()
}

const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

fn digit(index: usize) -> char {
    char::from(b'0' + index as u8)
}

fn sign(value: f64) -> String {
    if value < 0.0 { "−" } else { "" }.to_owned()
}

fn trim(number: &str) -> &str {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    }
}

/// Six significant digits: what a slider gives, without the noise of binary fractions.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-2.5, "−2.5"),
            (0.001, "0.001"),
            (0.000_123_4, "1.23·10⁻⁴"),
            (0.000_1, "10⁻⁴"),
            (123_456.0, "123456"),
            (1e30, "10³⁰"),
            (0.009_999_9, "0.01"),
            (f64::INFINITY, "∞"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn what_is_shown_can_be_typed_back() {
        for value in [0.1, -0.25, 1e-8, 3e-4, 1234.5, 2e9, 0.0] {
            assert_eq!(parse(&editable(value)), Some(value));
            assert_eq!(parse(&significant(value, 6)), Some(value), "{value}");
        }
        assert_eq!(parse("0,5"), Some(0.5));
        assert_eq!(parse("10^-3"), Some(1e-3));
        assert_eq!(parse("abc"), None);
    }

    #[test]
    fn expressions_are_read_and_all_else_is_refused_with_words() {
        for (text, wanted) in [
            ("1/3", 1.0 / 3.0),
            ("2^-10", 1.0 / 1024.0),
            (" 0,5 ", 0.5),
            ("10⁻³", 1e-3),
        ] {
            assert_eq!(read(text), Ok(wanted), "{text}");
        }
        for (text, reason) in [
            ("nan", "“nan” cannot be taken: it is no number."),
            ("1e-400", "“1e-400” cannot be taken: it is too small; write 0."),
            (
                "1e999",
                "“1e999” cannot be taken: it is too large; numbers end at 1.8·10³⁰⁸.",
            ),
            (
                "inf",
                "“inf” cannot be taken: it is too large; numbers end at 1.8·10³⁰⁸.",
            ),
            ("fast", "“fast” cannot be taken: `fast` is no number."),
            (
                "1/0",
                "“1/0” cannot be taken: its value is undefined or too large.",
            ),
        ] {
            assert_eq!(read(text).expect_err(text).to_string(), reason);
        }
    }
}
