//! Texts made to be too much: each says in plain words what is too much, instead of filling the memory or the
//! time.

mod rules;
mod scenes;

use super::cases::Text;
use ravine::lang::Kind;

/// A text, what is nasty about it, and words of what is said of it; no words: it is right, if large.
pub struct Nasty {
    pub what: &'static str,
    pub text: Text,
    pub said: &'static str,
}

/// What is nasty, a text, and words of what is said of it.
type Row = (&'static str, String, &'static str);

/// All of them.
pub fn all() -> Vec<Nasty> {
    let of = |rows: Vec<Row>, kind: fn(String) -> Text| {
        rows.into_iter().map(move |(what, text, said)| {
            let text = kind(text);
            Nasty { what, text, said }
        })
    };
    of(rules::optimizers(), |text| Text::Rule(Kind::Optimizer, text))
        .chain(of(rules::schedules(), |text| Text::Rule(Kind::Schedule, text)))
        .chain(of(rules::surfaces(), |text| Text::Rule(Kind::Surface, text)))
        .chain(of(scenes::surfaces(), Text::Scene))
        .chain(of(scenes::networks(), Text::Scene))
        .chain(of(scenes::links(), Text::Link))
        .collect()
}

fn lines(count: usize, line: fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}
