//! Changes to the head of a rule's text; all else stays as it was written.

use super::lex::{Token, TokenKind, lex};

/// The text under another name. Quotes and line ends in the name are left out: no text in quotes can hold
/// them.
pub fn renamed(source: &str, name: &str) -> String {
    let plain: String = name.chars().filter(|c| !['"', '\n', '\r'].contains(c)).collect();
    let value = format!("\"{plain}\"");
    match head(source, "name") {
        Some(found) => replaced(source, found, &value),
        None => format!("name {value}\n{source}"),
    }
}

/// The text as the child of one other rule, given by its file name.
pub fn child_of(source: &str, parent: &str) -> String {
    if let Some(found) = head(source, "parents") {
        return replaced(source, found, parent);
    }
    let behind_name = head(source, "name").map_or(0, |(_, end)| {
        source[end..].find('\n').map_or(source.len(), |at| end + at + 1)
    });
    let (before, after) = source.split_at(behind_name);
    let gap = if before.is_empty() || before.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{before}{gap}parents {parent}\n{after}")
}

/// Where the value of a line of the head stands.
fn head(source: &str, keyword: &str) -> Option<(usize, usize)> {
    let (tokens, _) = lex(source);
    let lines = tokens.split(|token| token.kind == TokenKind::End);
    let is_value = |token: &Token| matches!(token.kind, TokenKind::Text(_) | TokenKind::Word(_));
    let mut found = lines.filter_map(|line| match line {
        [first, value, ..] if is_value(value) && first.kind == TokenKind::Word(keyword.to_owned()) => {
            Some((value.span.start, line.last()?.span.end))
        }
        _ => None,
    });
    found.next()
}

fn replaced(source: &str, (start, end): (usize, usize), value: &str) -> String {
    format!("{}{value}{}", &source[..start], &source[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_replaced_or_put_on_top() {
        for (before, after) in [
            ("name   \"Old\" # why\nw -= g", "name   \"New\" # why\nw -= g"),
            ("about \"x\"\nname \"Old\"", "about \"x\"\nname \"New\""),
            ("x^2", "name \"New\"\nx^2"),
            ("name = 3*x", "name \"New\"\nname = 3*x"),
        ] {
            assert_eq!(renamed(before, "New"), after);
        }
        assert_eq!(renamed("x", "a\"b\nc"), "name \"abc\"\nx");
    }

    #[test]
    fn parents_are_replaced_or_put_under_the_name() {
        for (before, after) in [
            (
                "name \"A\"\nparents b, c # two\nx",
                "name \"A\"\nparents up # two\nx",
            ),
            ("name \"A\" # first\nx", "name \"A\" # first\nparents up\nx"),
            ("name \"A\"", "name \"A\"\nparents up\n"),
            ("x^2", "parents up\nx^2"),
        ] {
            assert_eq!(child_of(before, "up"), after);
        }
    }
}
