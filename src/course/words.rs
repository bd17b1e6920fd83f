//! The field's words, each explained in one line, and where they occur in a text. They stand in
//! `assets/lessons/words.md`.

use crate::catalog;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// A word or a phrase, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word itself, then its other forms.
    pub forms: Vec<String>,
    /// What it means, in one sentence.
    pub about: String,
}

/// All words that are explained.
#[derive(Debug, Default)]
pub struct Words {
    /// The words, in the order of the file.
    pub all: Vec<Word>,
    /// The forms that begin with a word, each split into words, the longest one first; and which of all it
    /// is.
    begins: HashMap<String, Vec<(Vec<String>, usize)>>,
}

/// A word in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundWord {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Its place among all words.
    pub word: usize,
}

impl Words {
    /// Those that are part of the program.
    pub fn embedded() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Self::read(catalog::words()))
    }

    /// Reads lines `- word, form, form: sentence`; what is no such line is only read by people.
    pub fn read(text: &str) -> Self {
        let mut words = Self::default();
        for line in text.lines().filter_map(|line| line.strip_prefix("- ")) {
            let Some((forms, about)) = line.split_once(": ") else {
                continue;
            };
            let forms: Vec<String> = forms.split(',').map(|form| form.trim().to_owned()).collect();
            for form in &forms {
                let parts: Vec<String> = parts(form).into_iter().map(|r| form[r].to_owned()).collect();
                if let Some(first) = parts.first() {
                    let begins = words.begins.entry(first.to_lowercase()).or_default();
                    begins.push((parts, words.all.len()));
                }
            }
            let about = about.trim().to_owned();
            words.all.push(Word { forms, about });
        }
        for forms in words.begins.values_mut() {
            forms.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.len()));
        }
        words
    }

    /// The words in a text, in order, none within another; of several that begin at one place the longest.
    pub fn found(&self, text: &str) -> Vec<FoundWord> {
        let parts = parts(text);
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(range) = parts.get(at) {
            let forms = self.begins.get(&text[range.clone()].to_lowercase());
            let fits = |(form, _): &&(Vec<String>, usize)| {
                let there = parts.get(at..at + form.len());
                there.is_some_and(|there| stands(text, there, form))
            };
            match forms.and_then(|forms| forms.iter().find(fits)) {
                Some((form, word)) => {
                    let last = &parts[at + form.len() - 1];
                    found.push(FoundWord {
                        range: range.start..last.end,
                        word: *word,
                    });
                    at += form.len();
                }
                None => at += 1,
            }
        }
        found
    }
}

/// Whether a form stands at some parts of a text, with nothing but a space or a hyphen between two of them.
fn stands(text: &str, there: &[Range<usize>], form: &[String]) -> bool {
    let same = there.iter().zip(form).all(|(range, part)| {
        let found = &text[range.clone()];
        // A name such as Adam or SGD is one only as it is written.
        match part.chars().any(char::is_uppercase) {
            true => found == part,
            false => found.to_lowercase() == *part,
        }
    });
    let joined = |pair: &[Range<usize>]| matches!(&text[pair[0].end..pair[1].start], " " | "-" | "\u{a0}");
    same && there.windows(2).all(joined)
}

/// Where the words of a text stand: letters and digits in a row.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = at + letter.len_utf8();
        match parts.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => parts.push(at..end),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_they_are_written() {
        let words = Words::read(
            "# Words\n- learning rate, learning rates: a\n- rate, rates: b\n- Adam: c\n- one cycle: d\nNo: \
                word.",
        );
        let found = |text: &str| -> Vec<(String, usize)> {
            let found = words.found(text).into_iter();
            found.map(|f| (text[f.range].to_owned(), f.word)).collect()
        };
        let cases: [(&str, &[(&str, usize)]); 7] = [
            ("A learning rate, too.", &[("learning rate", 0)]),
            ("Rates fall", &[("Rates", 1)]),
            ("learning, rate", &[("rate", 1)]),
            ("Adam, adam and AdamW", &[("Adam", 2)]),
            ("a one-cycle run", &[("one-cycle", 3)]),
            ("accurate", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let expected: Vec<(String, usize)> =
                expected.iter().map(|(w, p)| ((*w).to_owned(), *p)).collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn every_word_is_explained_once_in_one_sentence() {
        let words = &Words::embedded().all;
        assert!(words.len() >= 60, "only {} words", words.len());
        let mut seen = std::collections::BTreeSet::new();
        for word in words {
            for form in &word.forms {
                assert!(seen.insert(form.clone()), "{form} is explained twice");
            }
            let about = &word.about;
            assert!(about.ends_with('.') && about.chars().count() <= 130, "{about}");
        }
    }
}
