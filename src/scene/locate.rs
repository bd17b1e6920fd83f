//! Where in a JSON text a field stands, so that an error about the field can name line and column.

use crate::lang::number::vanishes;

/// Line and column (both from 1) of the value at a JSON pointer, or of the nearest value around it that
/// exists. The text must be valid JSON.
pub fn locate(text: &str, pointer: &str) -> (usize, usize) {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
    };
    scanner.space();
    let mut found = scanner.at;
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        match scanner.enter(&part) {
            Some(at) => found = at,
            None => break,
        }
    }
    line_and_column(text, found)
}

/// Line and column (both from 1) of a place in a text.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (line, column)
}

/// The first number of a valid JSON text that is read as 0 and not written so, and where it begins.
pub(super) fn vanishing(text: &str) -> Option<(usize, &str)> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
    };
    while scanner.at < scanner.bytes.len() {
        let start = scanner.at;
        match scanner.peek() {
            b'"' => scanner.string(),
            b'-' | b'0'..=b'9' => {
                let is_part = |b: &&u8| b"0123456789+-.eE".contains(b);
                scanner.at += scanner.bytes[start..].iter().take_while(is_part).count();
                let number = &text[start..scanner.at];
                if number.parse().is_ok_and(|value| vanishes(number, value)) {
                    return Some((start, number));
                }
            }
            _ => scanner.at += 1,
        }
    }
    None
}

/// The JSON pointer of the field at which a reader stopped after so many bytes: "/experiment/runs/0"; "/" is
/// the whole. The text may be wrong or cut off.
pub fn pointer(text: &str, read: usize) -> String {
    let mut scanner = Scanner {
        bytes: &text.as_bytes()[..read.min(text.len())],
        at: 0,
    };
    // One part for each object or list that is open: its current key or index.
    let mut parts: Vec<Part> = Vec::new();
    while scanner.at < scanner.bytes.len() {
        let byte = scanner.peek();
        match (byte, parts.last_mut()) {
            (b'"', Some(Part::Key(key @ None))) => {
                *key = Some(scanner.key());
                continue;
            }
            (b'"', _) => {
                scanner.string();
                continue;
            }
            (b',', Some(Part::Key(key))) => *key = None,
            (b',', Some(Part::Index(index))) => *index += 1,
            (b'{', _) => parts.push(Part::Key(None)),
            (b'[', _) => parts.push(Part::Index(0)),
            (b'}' | b']', _) => drop(parts.pop()),
            _ => {}
        }
        scanner.at += 1;
    }
    let names = parts.into_iter().filter_map(|part| match part {
        Part::Key(key) => key,
        Part::Index(index) => Some(index.to_string()),
    });
    format!("/{}", names.collect::<Vec<_>>().join("/"))
}

enum Part {
    Key(Option<String>),
    Index(usize),
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    /// Goes into the object or list that begins here, to the value of a key or index.
    fn enter(&mut self, part: &str) -> Option<usize> {
        let (open, close) = (self.peek(), [b'}', b']'][usize::from(self.peek() == b'[')]);
        if open != b'{' && open != b'[' {
            return None;
        }
        self.at += 1;
        for index in 0.. {
            self.space();
            if self.peek() == close || self.at >= self.bytes.len() {
                return None;
            }
            let key = match open {
                b'{' => self.key(),
                _ => index.to_string(),
            };
            self.space();
            if key == part {
                return Some(self.at);
            }
            self.skip();
            self.space();
            self.at += usize::from(self.peek() == b',');
        }
        None
    }

    /// The key that begins here; stops behind its colon.
    fn key(&mut self) -> String {
        let start = self.at;
        self.string();
        let key = serde_json::from_slice(&self.bytes[start..self.at]).unwrap_or_default();
        self.space();
        self.at += usize::from(self.peek() == b':');
        key
    }

    fn string(&mut self) {
        self.at += 1;
        while self.at < self.bytes.len() && self.peek() != b'"' {
            self.at += 1 + usize::from(self.peek() == b'\\');
        }
        self.at = (self.at + 1).min(self.bytes.len());
    }

    /// Passes over the value that begins here.
    fn skip(&mut self) {
        let mut depth = 0usize;
        while self.at < self.bytes.len() {
            match self.peek() {
                b'"' => {
                    self.string();
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' if depth == 0 => return,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{locate, pointer};

    #[test]
    fn fields_are_found_by_line_and_column() {
        let text = "{ \"a\": 1,\n  \"runs\": [ {\"x\": \"}\\\"]\"},\n    {\"lr\": [1, 2]} ] }";
        for (pointer, place) in [
            ("", (1, 1)),
            ("/a", (1, 8)),
            ("/runs", (2, 11)),
            ("/runs/0/x", (2, 19)),
            ("/runs/1", (3, 5)),
            ("/runs/1/lr/1", (3, 16)),
            ("/runs/1/missing", (3, 5)),
            ("/runs/7", (2, 11)),
            ("/b/c", (1, 1)),
        ] {
            assert_eq!(locate(text, pointer), place, "{pointer}");
        }
    }
    #[test]
    fn a_place_in_the_text_names_its_field() {
        let text = r#"{"a": {"b": [1, {"c": "}"}]}, "d": 2}"#;
        for (read, field) in [
            (0, "/"),
            (4, "/a"),
            (14, "/a/b/0"),
            (25, "/a/b/1/c"),
            (26, "/a/b/1"),
            (27, "/a/b"),
            (28, "/a"),
            (36, "/d"),
            (99, "/"),
        ] {
            assert_eq!(pointer(text, read), field, "after {read}");
        }
    }
}
