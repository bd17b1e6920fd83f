//! What each part of a text is, for colouring it: of the same tokens that are parsed, so that colours never
//! lie.

use super::check::scope;
use super::diagnostic::Span;
use super::lex::{TokenKind, lex};
use super::parse;
use super::rule::Kind;

/// What a part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A word of the language.
    Keyword,
    /// A name that the engine gives a value, or a constant.
    Given,
    /// A function that is called.
    Function,
    /// Any other name.
    Name,
    /// A number.
    Number,
    /// A text in quotes.
    Text,
    /// An operator or a mark.
    Sign,
    /// A comment.
    Comment,
}

/// Words of expressions.
const EXPRESSION: [&str; 6] = ["if", "then", "else", "and", "or", "not"];
/// Words of declarations, by the word that begins the line.
const DECLARATION: [(&str, &[&str]); 5] = [
    ("param", &["in", "log", "int", "near"]),
    ("switch", &["on", "off"]),
    ("state", &["run", "layer", "row", "col", "element"]),
    ("scales", &["loss", "by"]),
    ("skip", &["if"]),
];

/// All words of expressions and declarations.
#[cfg(test)]
pub(super) fn words() -> Vec<&'static str> {
    let declared = DECLARATION
        .iter()
        .flat_map(|(first, words)| [*first].into_iter().chain(words.iter().copied()));
    EXPRESSION.into_iter().chain(declared).collect()
}

/// The parts of a text in their order; what lies between them is blank, or not of the language.
pub fn classes(kind: Kind, source: &str) -> Vec<(Span, Class)> {
    let (tokens, _) = lex(source);
    let mut parts = Vec::new();
    let mut end = 0;
    let mut line: Option<&str> = None;
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).map(|i| &tokens[i].kind);
        let begins = matches!(before, None | Some(TokenKind::End));
        let next = tokens.get(index + 1).map(|t| &t.kind);
        let class = match &token.kind {
            TokenKind::End => continue,
            TokenKind::Number(_) => Class::Number,
            TokenKind::Text(_) => Class::Text,
            TokenKind::Sign(_) => Class::Sign,
            TokenKind::Word(word) => {
                if begins {
                    line = parse::begins_line(word, next).then_some(word.as_str());
                }
                match begins && line.is_some() {
                    true => Class::Keyword,
                    false => of_word(kind, word, line, before, next),
                }
            }
        };
        comment(source, end, token.span.start, &mut parts);
        // A raised digit is several tokens of one place.
        if token.span.start >= end && token.span.end > token.span.start {
            parts.push((token.span, class));
        }
        end = end.max(token.span.end);
    }
    comment(source, end, source.len(), &mut parts);
    parts
}

fn of_word(
    kind: Kind,
    word: &str,
    line: Option<&str>,
    before: Option<&TokenKind>,
    next: Option<&TokenKind>,
) -> Class {
    let declared = DECLARATION.iter().find(|(first, _)| Some(*first) == line);
    let names = matches!(before, Some(TokenKind::Word(first)) if Some(first.as_str()) == line);
    match () {
        () if EXPRESSION.contains(&word) => Class::Keyword,
        () if !names && declared.is_some_and(|(_, words)| words.contains(&word)) => Class::Keyword,
        () if matches!(next, Some(TokenKind::Sign("("))) => Class::Function,
        () if scope::is_given(kind, word) => Class::Given,
        () => Class::Name,
    }
}

/// The comments between two tokens.
fn comment(source: &str, from: usize, to: usize, parts: &mut Vec<(Span, Class)>) {
    let mut at = from;
    for line in source.get(from..to).unwrap_or("").split_inclusive('\n') {
        if let Some(start) = line.find('#') {
            let end = at + line.trim_end().len();
            parts.push((Span::new(at + start, end), Class::Comment));
        }
        at += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(kind: Kind, source: &str) -> String {
        let parts = classes(kind, source).into_iter();
        let parts = parts.map(|(span, class)| format!("{:?} {}", class, &source[span.start..span.end]));
        parts.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn every_part_has_its_class() {
        for (kind, source, expected) in [
            (
                Kind::Optimizer,
                "param lr = 1 in 0 .. 2 log \"x\" # why",
                "Keyword param | Name lr | Sign = | Number 1 | Keyword in | Number 0 | Sign .. | Number 2 | \
                 Keyword log | Text \"x\" | Comment # why",
            ),
            (
                Kind::Optimizer,
                "param near = 0 in 0 .. 0.99 near 1",
                "Keyword param | Name near | Sign = | Number 0 | Keyword in | Number 0 | Sign .. | Number \
                    0.99 | Keyword near | Number 1",
            ),
            (
                Kind::Optimizer,
                "# one\nw -= sqrt(g)² if",
                "Comment # one | Given w | Sign -= | Function sqrt | Sign ( | Given g | Sign ) | Number ² | \
                    Keyword if",
            ),
            (Kind::Surface, "start*x", "Name start | Sign * | Given x"),
            (Kind::Surface, "start -1", "Keyword start | Sign - | Number 1"),
            (
                Kind::Stage,
                "state in: run",
                "Keyword state | Name in | Sign : | Keyword run",
            ),
        ] {
            assert_eq!(written(kind, source), expected);
        }
    }

    #[test]
    fn parts_never_overlap_whatever_the_text() {
        for source in ["x⁻²·β₁ 'é\" \n  #\u{302}", "\"open", "@@ w # a\n# b"] {
            let mut end = 0;
            for (span, _) in classes(Kind::Optimizer, source) {
                assert!(
                    span.start >= end && source.get(span.start..span.end).is_some(),
                    "{source:?}"
                );
                end = span.end;
            }
        }
    }
}
