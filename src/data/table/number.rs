//! Numbers as people and programs write them.

use super::read::Decimal;
use std::borrow::Cow;

/// What stands for a missing value, in small letters.
const MISSING: &[&str] = &["", "?", "na", "n/a", "#n/a", "nan", "null"];
/// What does so in a column of numbers, but may be the name of a class.
const NO_NUMBER: &[&str] = &["none", "nil", "-", "--", "\u{2013}", "\u{2014}", "."];
/// Signs that people put between groups of three digits.
const GROUPS: &[char] = &['\'', '\u{2019}', ' ', '\u{a0}', '\u{2009}', '\u{202f}'];

/// Signs of a unit before or behind a number.
const UNITS: &[char] = &['%', '$', '€', '£', '¥'];

/// Whether a class or a value is missing.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.len() <= 4 && MISSING.iter().any(|mark| mark.eq_ignore_ascii_case(cell))
}

/// Whether a number is missing.
pub(super) fn is_no_number(cell: &str) -> bool {
    is_missing(cell) || (cell.len() <= 4 && NO_NUMBER.iter().any(|mark| mark.eq_ignore_ascii_case(cell)))
}

/// The number in a cell; true and false are 1 and 0, `50%` is 50 and `$3.50` 3.5. It may be infinite, but is
/// never NaN.
pub(super) fn number(cell: &str, decimal: Decimal) -> Option<f64> {
    let cell = cell.strip_suffix(UNITS).map_or(cell, str::trim_end);
    let cell = cell.strip_prefix(UNITS).map_or(cell, str::trim_start);
    let value = match plain(cell, decimal) {
        Some(text) => text.parse().ok(),
        None if cell.eq_ignore_ascii_case("true") => Some(1.0),
        None if cell.eq_ignore_ascii_case("false") => Some(0.0),
        None => None,
    };
    value.filter(|x: &f64| !x.is_nan())
}

/// A number's text as Rust reads it. None where the signs in it do not say a single number.
fn plain(cell: &str, decimal: Decimal) -> Option<Cow<'_, str>> {
    let ordinary = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    let inside = decimal == Decimal::Point || !cell.contains('.');
    if inside && cell.chars().all(ordinary) || is_infinite(cell) {
        return Some(Cow::Borrowed(cell));
    }
    // A minus sign of typography, or the dash that a word processor makes of one.
    let cell = cell.replace(['\u{2212}', '\u{2013}'], "-");
    let (digits, power) = match cell.find(['e', 'E']) {
        Some(at) => cell.split_at(at),
        None => (cell.as_str(), ""),
    };
    let sign = usize::from(digits.starts_with(['-', '+']));
    let (sign, digits) = digits.split_at(sign);
    let (point, group) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, fraction) = digits.split_once(point).unwrap_or((digits, ""));
    let whole = ungrouped(whole, group)?;
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    // A sign at the end stands between cells, not in a number.
    let ends = decimal == Decimal::Point || !digits.ends_with(point);
    let good = all_digits(&whole) && all_digits(fraction) && ends;
    good.then(|| Cow::Owned(format!("{sign}{whole}.{fraction}{power}")))
}

fn is_infinite(cell: &str) -> bool {
    let word = cell.trim_start_matches(['-', '+']).to_ascii_lowercase();
    word == "inf" || word == "infinity"
}

/// Digits without what stands between their groups of three. None where the groups are not of three.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    let Some(sign) = whole.chars().find(|c| *c == group || GROUPS.contains(c)) else {
        return Some(whole.to_owned());
    };
    let mut parts = whole.split(sign);
    let first = parts.next().is_some_and(|part| (1..=3).contains(&part.len()));
    (first && parts.all(|part| part.len() == 3)).then(|| whole.replace(sign, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (cell, point, comma) in [
            ("12", Some(12.0), Some(12.0)),
            ("-.5", Some(-0.5), None),
            ("5.", Some(5.0), None),
            ("+1e-3", Some(1e-3), Some(1e-3)),
            ("0,5", None, Some(0.5)),
            (",5", None, Some(0.5)),
            ("5,", None, None),
            ("1,5E+03", None, Some(1500.0)),
            ("1,234", Some(1234.0), Some(1.234)),
            ("1,234,567.5", Some(1_234_567.5), None),
            ("1.234,5", None, Some(1234.5)),
            ("1.234", Some(1.234), Some(1234.0)),
            ("1.5", Some(1.5), None),
            ("12,34", None, Some(12.34)),
            ("1'234.5", Some(1234.5), None),
            ("1\u{202f}234", Some(1234.0), Some(1234.0)),
            ("\u{2212}3", Some(-3.0), Some(-3.0)),
            ("2e\u{2212}3", Some(2e-3), Some(2e-3)),
            ("-inf", Some(f64::NEG_INFINITY), Some(f64::NEG_INFINITY)),
            ("TRUE", Some(1.0), Some(1.0)),
            ("nan", None, None),
            ("", None, None),
            ("-", None, None),
            (".", None, None),
            ("e5", None, None),
            ("1e", None, None),
            ("12 34", None, None),
            ("2020-01-31", None, None),
            ("1-2", None, None),
            ("0x1f", None, None),
            ("50%", Some(50.0), Some(50.0)),
            ("12,5 %", None, Some(12.5)),
            ("$1,234.50", Some(1234.5), None),
            ("3 €", Some(3.0), Some(3.0)),
            ("%", None, None),
            ("$x", None, None),
        ] {
            assert_eq!(number(cell, Decimal::Point), point, "{cell} with a point");
            assert_eq!(number(cell, Decimal::Comma), comma, "{cell} with a comma");
        }
    }

    #[test]
    fn marks_of_missing_values_are_told_from_classes() {
        for (cell, class, value) in [
            ("", true, true),
            ("?", true, true),
            ("NA", true, true),
            ("NaN", true, true),
            ("N/A", true, true),
            ("null", true, true),
            ("-", false, true),
            ("None", false, true),
            ("0", false, false),
            ("Nairobi", false, false),
        ] {
            assert_eq!((is_missing(cell), is_no_number(cell)), (class, value), "{cell}");
        }
    }
}
