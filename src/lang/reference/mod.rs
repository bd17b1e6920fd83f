//! The reference of the language: every word it knows, with an example that a test runs.
//!
//! The words come from the tables that the parser and the check use ([`op`](super::op),
//! [`Reduction`](super::check::Reduction), what is given in a [`Kind`], the lines' first words), so none is
//! missing; what is said of them, and the examples, stand here: of operations in `operations`, of lines in
//! `lines`, of names, shapes and reductions in `names`. `text` prints all as Markdown.
//!
//! ```
//! use ravine::lang::reference;
//!
//! let (group, entry) = reference::find("clamp").next().expect("a function of the language");
//! assert_eq!((group.title, entry.form.as_str()), ("Functions", "clamp(a, b, c)"));
//! ```

mod lines;
mod names;
mod operations;
mod text;

use super::rule::Kind;
use super::suggest::nearest;
use std::sync::OnceLock;
pub use text::{markdown, told};

/// Words of one sort.
#[derive(Clone, Debug)]
pub struct ReferenceGroup {
    /// What they are, such as "Functions".
    pub title: &'static str,
    /// What holds for all of them.
    pub about: &'static str,
    /// The words.
    pub entries: Vec<ReferenceEntry>,
}

/// A word of the language.
#[derive(Clone, Debug)]
pub struct ReferenceEntry {
    /// The word itself.
    pub word: &'static str,
    /// How it is written.
    pub form: String,
    /// What it means.
    pub about: String,
    /// It in use.
    pub example: Example,
}

/// A word in use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Example {
    /// An expression of numbers, and its value.
    Value(&'static str, f64),
    /// An expression of an optimizer where g = (3, 4), and its value: two equal ones, or one for each
    /// coordinate.
    OfGradient(&'static str, [f64; 2]),
    /// A whole rule.
    Rule(Kind, &'static str),
}

impl Example {
    /// What is written.
    pub fn text(&self) -> &'static str {
        match self {
            Self::Value(text, _) | Self::OfGradient(text, _) | Self::Rule(_, text) => text,
        }
    }

    /// What comes of it; of a rule, what it describes.
    pub fn result(&self) -> String {
        match self {
            Self::Value(_, value) => format!("is {value}"),
            Self::OfGradient(_, [x, y]) if x == y => format!("is {x} where g = (3, 4)"),
            Self::OfGradient(_, [x, y]) => format!("is ({x}, {y}) where g = (3, 4)"),
            Self::Rule(Kind::Optimizer, _) => "an optimizer".to_owned(),
            Self::Rule(kind, _) => format!("a {kind}"),
        }
    }
}

/// All groups, in the order in which one learns them.
pub fn groups() -> &'static [ReferenceGroup] {
    static GROUPS: OnceLock<Vec<ReferenceGroup>> = OnceLock::new();
    GROUPS.get_or_init(|| {
        vec![
            lines::kinds(),
            lines::statements(),
            lines::declarations(),
            lines::head(),
            operations::operators(),
            operations::functions(),
            names::reductions(),
            names::special(),
            names::given_names(),
            names::shapes(),
            names::marks(),
        ]
    })
}

/// The entries that a search finds: those whose word begins with it first, then those that mention it.
pub fn find(wanted: &str) -> impl Iterator<Item = (&'static ReferenceGroup, &'static ReferenceEntry)> {
    let wanted = wanted.trim().to_lowercase();
    let all = || {
        groups()
            .iter()
            .flat_map(|group| group.entries.iter().map(move |entry| (group, entry)))
    };
    let rank = move |entry: &ReferenceEntry| {
        let word = entry.word.to_lowercase();
        let mentions = |text: &str| text.to_lowercase().contains(&wanted);
        match () {
            () if word == wanted => Some(0),
            () if word.starts_with(&wanted) => Some(1),
            () if mentions(&entry.form) || mentions(&entry.about) => Some(2),
            () => None,
        }
    };
    let mut found: Vec<_> = all()
        .filter_map(|(group, entry)| Some((rank(entry)?, group, entry)))
        .collect();
    found.sort_by_key(|(rank, ..)| *rank);
    found.into_iter().map(|(_, group, entry)| (group, entry))
}

/// The word nearest to one that is in no entry, if it is near enough to be a slip.
pub fn meant(wanted: &str) -> Option<&'static str> {
    nearest(
        wanted,
        groups().iter().flat_map(|g| g.entries.iter().map(|e| e.word)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::check::{Reduction, scope};
    use super::super::highlight;
    use super::super::op::{ALIASES, Op};
    use super::super::parse::KEYWORDS;
    use super::*;
    use crate::lang::{compile_rule, constant};

    fn all() -> impl Iterator<Item = &'static ReferenceEntry> {
        groups().iter().flat_map(|g| &g.entries)
    }

    fn missing<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        words
            .into_iter()
            .filter(|word| !all().any(|e| e.word == *word))
            .collect()
    }

    #[test]
    fn every_word_of_the_language_has_an_entry() {
        let none: [&str; 0] = [];
        assert_eq!(missing(KEYWORDS.iter().copied()), none);
        assert_eq!(missing(Op::ALL.iter().map(|op| op.row().name)), none);
        assert_eq!(missing(Reduction::ALL.iter().map(|r| r.0)), none);
        for kind in Kind::ALL {
            assert_eq!(missing(scope::given(kind).iter().map(|g| g.0)), none, "{kind}");
        }
        let special = ["grad", "normal", "uniform", "passed", "pi", "e"];
        assert_eq!(missing(special), none);
        let shapes = ["run", "layer", "row", "col", "element"];
        assert_eq!(missing(shapes), none);
    }

    #[test]
    fn every_coloured_word_stands_in_some_form() {
        let words = highlight::words();
        let told =
            |word: &&str| all().any(|e| e.form.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word));
        let untold: Vec<&str> = words.into_iter().filter(|word| !told(word)).collect();
        assert!(untold.is_empty(), "{untold:?}");
        for (alias, op) in ALIASES {
            let tells =
                |e: &ReferenceEntry| e.word == op.row().name && e.about.contains(&format!("`{alias}`"));
            assert!(all().any(tells), "{alias}");
        }
    }

    #[test]
    fn examples_show_their_word_and_have_the_value_that_is_stated() {
        // Kinds are not written in a text, and two operations have a sign besides their name.
        let unwritten = ["optimizer", "schedule", "stage", "surface", "neg", "pow"];
        for entry in all() {
            let is_word = entry.word.chars().all(|c| c.is_alphanumeric() || c == '_');
            let is_shown = entry.example.text().contains(entry.word);
            assert!(
                is_shown || !is_word || unwritten.contains(&entry.word),
                "{}",
                entry.word
            );
            let ReferenceEntry {
                word, example, about, ..
            } = entry;
            assert!(about.ends_with('.'), "{word}: {about}");
            match example {
                Example::Value(text, value) => {
                    let got = constant(text).unwrap_or_else(|e| panic!("{word}: {text}: {e}"));
                    assert!(
                        (got - value).abs() <= 1e-12,
                        "{word}: {text} is {got}, not {value}"
                    );
                }
                Example::Rule(kind, text) => {
                    let (_, checked, found) = compile_rule(*kind, text);
                    assert!(checked.is_some() && found.is_empty(), "{word}: {text}\n{found:?}");
                }
                // What a run makes of it is tested where there are engines.
                Example::OfGradient(..) => {}
            }
        }
    }
}
