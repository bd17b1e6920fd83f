//! Names as symbols: `beta1` is β₁, `m_hat` a hat over m, `lr_min` an η with an index.

use super::math::{Math, NameMark};
use crate::lang::lex::greek;

const MARKS: [(&str, NameMark); 3] = [
    ("_hat", NameMark::Hat),
    ("_tilde", NameMark::Tilde),
    ("_bar", NameMark::Bar),
];

/// A name of the rule language as it is printed.
pub fn name(name: &str) -> Math {
    for (ending, mark) in MARKS {
        if let Some(base) = name.strip_suffix(ending).filter(|base| !base.is_empty()) {
            return Math::Marked(mark, Box::new(self::name(base)));
        }
    }
    if let Some(symbol) = symbol(name) {
        return symbol;
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if let Some(base) = symbol(stem.trim_end_matches('_')) {
        return base.lowered(Math::symbol(&name[stem.len()..]));
    }
    let first = name
        .split_once('_')
        .and_then(|(base, index)| Some((symbol(base)?, index)));
    let last = name
        .rsplit_once('_')
        .and_then(|(index, base)| Some((symbol(base)?, index)));
    match first.or(last) {
        Some((base, "inf")) => base.lowered(Math::symbol("∞")),
        Some((base, index)) => base.lowered(Math::Word(index.replace('_', " "))),
        None => Math::Word(name.replace('_', " ")),
    }
}

/// A name of one letter, be it spelled out.
fn symbol(name: &str) -> Option<Math> {
    if let Some(letter) = greek(name) {
        return Some(Math::Symbol(letter.to_string()));
    }
    (name.chars().count() == 1).then(|| Math::symbol(name))
}
