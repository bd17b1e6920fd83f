//! "Did you mean": the nearest known name.

use super::limits::WORD;
use std::borrow::Cow;

/// A name for a message: cut where no name of the language is so long.
pub fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(WORD) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => Cow::Borrowed(name),
    }
}

/// The known name nearest to an unknown one, if it is near enough to be a slip.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Longer words are no slips, and comparing them would take long.
    if unknown.len() > WORD {
        return None;
    }
    let limit = (unknown.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|name| (distance(unknown, name), name))
        // Of a slip some letter is right: any other letter is as near to a lone one.
        .filter(|&(d, name)| d <= limit && d < unknown.chars().count().max(name.chars().count()))
        .min()
        .map(|(_, name)| name)
}

/// The tail of a message: "; did you mean `name`?", or nothing.
pub fn did_you_mean<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(unknown, known).map_or_else(String::new, |n| format!("; did you mean `{n}`?"))
}

/// Edits between two words, upper and lower case alike: insert, delete or replace a letter, or swap two
/// neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let replaced =
                        table[i - 1][j - 1] + usize::from(!a[i - 1].eq_ignore_ascii_case(&b[j - 1]));
                    let edited = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    if swapped {
                        edited.min(table[i - 2][j - 2] + 1)
                    } else {
                        edited
                    }
                }
            };
        }
    }
    table[a.len()][b.len()]
}
