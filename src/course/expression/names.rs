//! Names that the rule language has no sign for: a run by its label, `"Adam"`, what was recorded of it,
//! `"Adam".loss`, and components, `w.x`, `m[2]`, `W1[2,3]`. Each gives way to a word of the same length, so
//! that places stay true.

/// A name and what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordedName {
    /// The word that stands in its place.
    pub stand_in: String,
    /// As it was written.
    pub written: String,
    /// The run's label; None: the selected one.
    pub run: Option<String>,
    /// What of the run; empty: the run itself.
    pub name: String,
    /// Which of its numbers, counted from 1; none: the only one.
    pub indices: Vec<usize>,
}

/// The text with words in place of such names, and what they stand for.
pub(super) fn replaced(source: &str) -> (String, Vec<RecordedName>) {
    let mut plain = String::with_capacity(source.len());
    let mut found: Vec<RecordedName> = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (length, recorded) = match first {
            '"' => label(rest),
            _ if first.is_ascii_digit() => (number(rest), None),
            _ if is_word(first) => word(rest),
            _ => (first.len_utf8(), None),
        };
        let (written, after) = rest.split_at(length);
        match recorded {
            Some(recorded) => {
                let stand_in = stand_in(found.len());
                plain.push_str(&stand_in);
                plain.extend(std::iter::repeat_n(' ', length - stand_in.len()));
                found.push(RecordedName {
                    stand_in,
                    written: written.to_owned(),
                    ..recorded
                });
            }
            // The only argument with a name: `first(condition, after: 100)`.
            None if written == "after" && after.trim_start().starts_with(':') => {
                let colon = after.len() - after.trim_start().len() + 1;
                plain.extend(std::iter::repeat_n(' ', length + colon));
                rest = &after[colon..];
                continue;
            }
            // An indented line would be another statement's.
            None => plain.push_str(&written.replace('\n', " ")),
        }
        rest = after;
    }
    (plain, found)
}

/// A message with the names as they were written.
pub(super) fn restored(message: &str, recorded: &[RecordedName]) -> String {
    let name = |message: String, r: &RecordedName| message.replace(&r.stand_in, &r.written);
    recorded.iter().fold(message.to_owned(), name)
}

/// The word for the name of a number: three letters, as short as the shortest name, `w.x`.
fn stand_in(index: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digit = |place: usize| char::from(DIGITS[index / place % DIGITS.len()]);
    format!("Q{}{}", digit(DIGITS.len()), digit(1))
}

fn blank() -> RecordedName {
    RecordedName {
        stand_in: String::new(),
        written: String::new(),
        run: None,
        name: String::new(),
        indices: Vec::new(),
    }
}

/// A label in quotes and what follows it: how long both are.
fn label(text: &str) -> (usize, Option<RecordedName>) {
    let Some(length) = text[1..].find('"').filter(|length| *length > 0) else {
        return (1, None);
    };
    let (run, rest) = (&text[1..=length], &text[length + 2..]);
    let (name, after) = dotted(rest);
    let (indices, after) = indexed(after).unwrap_or((Vec::new(), after));
    let recorded = RecordedName {
        run: Some(run.to_owned()),
        name: name.to_owned(),
        indices,
        ..blank()
    };
    (text.len() - after.len(), Some(recorded))
}

/// A word, and a name where a component of it follows.
fn word(text: &str) -> (usize, Option<RecordedName>) {
    let length = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let (dots, after) = dotted(&text[length..]);
    let indexed = indexed(after);
    if dots.is_empty() && indexed.is_none() {
        return (length, None);
    }
    let (indices, after) = indexed.unwrap_or((Vec::new(), after));
    let recorded = RecordedName {
        name: match dots {
            "" => text[..length].to_owned(),
            dots => format!("{}.{dots}", &text[..length]),
        },
        indices,
        ..blank()
    };
    (text.len() - after.len(), Some(recorded))
}

/// `.schedule.peak` as `schedule.peak`, and what comes after it.
fn dotted(text: &str) -> (&str, &str) {
    let mut end = 0;
    while let Some(word) = text[end..].strip_prefix('.') {
        let length = word.find(|c| !is_word(c)).unwrap_or(word.len());
        if length == 0 || word.starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        end += 1 + length;
    }
    (text[..end].trim_start_matches('.'), &text[end..])
}

/// `[2,3]` as its numbers, and what comes after it.
fn indexed(text: &str) -> Option<(Vec<usize>, &str)> {
    let (inside, after) = text.strip_prefix('[')?.split_once(']')?;
    let numbers: Result<Vec<usize>, _> = inside.split(',').map(|n| n.trim().parse()).collect();
    numbers.ok().map(|numbers| (numbers, after))
}

/// How long the number is with which a text begins; two dots are no part of it.
fn number(text: &str) -> usize {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut length = digits(text);
    if let Some(fraction) = text[length..].strip_prefix('.').filter(|f| !f.starts_with('.')) {
        length += 1 + digits(fraction);
    }
    let exponent = text[length..].strip_prefix(['e', 'E']);
    if let Some(power) = exponent {
        let signed = power.strip_prefix(['+', '-']).unwrap_or(power);
        if digits(signed) > 0 {
            length = text.len() - signed.len() + digits(signed);
        }
    }
    length
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_way_to_words_of_the_same_length() {
        for (source, plain, names) in [
            ("loss + 1.5e-3", "loss + 1.5e-3", &[][..]),
            ("2*w.x", "2*Q00", &["|w.x|"]),
            (
                "\"Adam, β₁\".m[2]/m[1]",
                "Q00               /Q01 ",
                &["Adam, β₁|m|2", "|m|1"],
            ),
            ("W1[2, 3]", "Q00     ", &["|W1|2 3"]),
            (
                "param(\"A\", \"schedule.peak\")",
                "param(Q00, Q01            )",
                &["A||", "schedule.peak||"],
            ),
            ("first(loss < 1, after: 9)", "first(loss < 1,        9)", &[]),
            ("schedule.peak", "Q00          ", &["|schedule.peak|"]),
            ("1.x", "1.x", &[]),
        ] {
            let (found, recorded) = replaced(source);
            assert_eq!((found.as_str(), found.len()), (plain, source.len()), "{source}");
            let written: Vec<String> = recorded
                .iter()
                .map(|r| {
                    let indices: Vec<String> = r.indices.iter().map(usize::to_string).collect();
                    let name = if r.run.is_none() && r.name.contains('.') && r.indices.is_empty() {
                        format!("{}|", r.name)
                    } else {
                        format!("{}|{}", r.name, indices.join(" "))
                    };
                    format!("{}|{name}", r.run.as_deref().unwrap_or(""))
                })
                .collect();
            assert_eq!(written, names, "{source}");
        }
    }

    #[test]
    fn messages_name_what_was_written() {
        let (_, recorded) = replaced("w.x + \"A\".m");
        assert_eq!(
            restored("found `Q01`, not `Q00`", &recorded),
            "found `\"A\".m`, not `w.x`"
        );
    }
}
