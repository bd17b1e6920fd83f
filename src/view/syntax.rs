//! What the words of a rule's text are, and the colours that tell them apart.

use super::palette::Palette;
use crate::lang::Span;
use crate::lang::lex::{Token, TokenKind, lex};
use egui::Color32;

/// What a piece of a rule's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// `if`, `then`, `and` and the like.
    Keyword,
    /// The name of a function.
    Function,
    /// A number.
    Number,
    /// A text in quotes.
    Text,
    /// Names, signs and all else.
    Plain,
}

const KEYWORDS: [&str; 7] = ["if", "then", "else", "and", "or", "not", "skip"];

/// The pieces of a text that are not plain, in order.
pub fn sorts(source: &str) -> Vec<(Span, Sort)> {
    let (tokens, _) = lex(source);
    let next = tokens.iter().skip(1).map(Some).chain([None]);
    let sorted = tokens
        .iter()
        .zip(next)
        .map(|(token, next)| (token.span, sort(token, next)));
    sorted.filter(|(_, sort)| *sort != Sort::Plain).collect()
}

fn sort(token: &Token, next: Option<&Token>) -> Sort {
    match &token.kind {
        TokenKind::Number(_) => Sort::Number,
        TokenKind::Text(_) => Sort::Text,
        TokenKind::Word(word) if KEYWORDS.contains(&word.as_str()) => Sort::Keyword,
        TokenKind::Word(_) if next.is_some_and(|n| n.kind == TokenKind::Sign("(")) => Sort::Function,
        TokenKind::Word(_) | TokenKind::Sign(_) | TokenKind::End => Sort::Plain,
    }
}

impl Sort {
    /// Its colour: near that of the text, so that the formula stays one thing.
    pub fn color(self, colors: &Palette) -> Color32 {
        let towards = |other: Color32, by: f32| colors.text.lerp_to_gamma(other, by);
        match self {
            Self::Keyword => colors.weak,
            Self::Function => towards(colors.accent, 0.55),
            Self::Number | Self::Text => towards(colors.warning, 0.6),
            Self::Plain => colors.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        let source = "m̂ = if a > 1e-3 then √x² else max(b)  # max(1)";
        let found: Vec<(&str, Sort)> = sorts(source)
            .into_iter()
            .map(|(span, sort)| (&source[span.start..span.end], sort))
            .collect();
        assert_eq!(
            found,
            [
                ("if", Sort::Keyword),
                ("1e-3", Sort::Number),
                ("then", Sort::Keyword),
                ("²", Sort::Number),
                ("else", Sort::Keyword),
                ("max", Sort::Function),
            ]
        );
    }
}
