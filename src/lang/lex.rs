//! Characters to tokens. Greek letters, superscripts and combining marks become plain text here.

use super::diagnostic::{Diagnostic, Span};
use super::limits;
use super::mend;
use super::number::vanishes;
use crate::real::precision::in_single;

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// A number.
    Number(f64),
    /// A name in plain letters.
    Word(String),
    /// Text between double quotes.
    Text(String),
    /// An operator or a mark.
    Sign(&'static str),
    /// The end of a statement.
    End,
}

/// Signs, longest first.
const SIGNS: &[&str] = &[
    "+=", "-=", "*=", "/=", "==", "!=", "<=", ">=", "..", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",",
    "=", "<", ">", ":", "√", "|",
];

/// Two letters that are another sign.
const SPELLINGS: &[(&str, &str)] = &[("**", "^")];

/// What cannot be seen and means nothing: it comes along with texts that are pasted.
const INVISIBLE: &[char] = &['\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}'];

/// Marks that stand for a sign.
const MARKS: &[(char, &str)] = &[
    ('−', "-"),
    ('–', "-"),
    ('·', "*"),
    ('⋅', "*"),
    ('×', "*"),
    ('∗', "*"),
    ('∙', "*"),
    ('÷', "/"),
    ('∕', "/"),
    ('⁄', "/"),
    ('≤', "<="),
    ('≥', ">="),
    ('≠', "!="),
    ('←', "="),
];

/// Letters that stand for a word.
const LETTERS: &[(char, &str)] = &[
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('Δ', "Delta"),
    ('ε', "eps"),
    ('ϵ', "eps"),
    ('ζ', "zeta"),
    ('η', "lr"),
    ('θ', "theta"),
    ('ϑ', "theta"),
    ('κ', "kappa"),
    ('λ', "weight_decay"),
    ('μ', "mu"),
    ('µ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('φ', "phi"),
    ('ϕ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('ĝ', "g_hat"),
    ('ŵ', "w_hat"),
    ('ŝ', "s_hat"),
    ('û', "u_hat"),
    ('ĉ', "c_hat"),
    ('ŷ', "y_hat"),
    ('\u{302}', "_hat"),
    ('\u{303}', "_tilde"),
    ('\u{304}', "_bar"),
    ('\u{305}', "_bar"),
];

const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPTS: &str = "₀₁₂₃₄₅₆₇₈₉";

/// Splits a text into tokens. A statement ends where a line begins without indentation.
pub fn lex(source: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    if source.len() > limits::SOURCE {
        let message = format!("the text is longer than {} bytes", limits::SOURCE);
        let span = Span::new(0, 1);
        return (Vec::new(), vec![Diagnostic::error(span, message)]);
    }
    let mut lexer = Lexer {
        source,
        at: 0,
        tokens: Vec::new(),
        diagnostics: Vec::new(),
        marked: false,
    };
    lexer.run();
    (lexer.tokens, lexer.diagnostics)
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    tokens: Vec<Token>,
    diagnostics: Vec<Diagnostic>,
    /// Whether this statement holds a mark that means nothing: one is told.
    marked: bool,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(c) = self.peek() {
            let start = self.at;
            let at_line_start = start == 0 || self.source[..start].ends_with('\n');
            if at_line_start && !is_blank(c) && c != '#' {
                self.end_statement();
            }
            match c {
                '#' => self.skip_while(|c| c != '\n'),
                '"' => self.text(),
                _ if is_blank(c) => self.skip_while(is_blank),
                _ if c.is_ascii_digit() => self.number(),
                '.' if self.digit_after('.') => self.number(),
                _ if starts_word(c) => self.word(),
                _ if SUPERSCRIPTS.contains(c) || c == '⁻' => self.superscript(),
                _ => self.sign(c),
            }
        }
        self.end_statement();
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn digit_after(&self, prefix: char) -> bool {
        let rest = self.source[self.at..].strip_prefix(prefix);
        rest.is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) {
        let rest = &self.source[self.at..];
        self.at += rest.find(|c| !keep(c)).unwrap_or(rest.len());
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        let span = Span::new(start, self.at);
        self.tokens.push(Token { kind, span });
    }

    fn end_statement(&mut self) {
        self.marked = false;
        if self.tokens.last().is_some_and(|t| t.kind != TokenKind::End) {
            self.push(TokenKind::End, self.at);
        }
    }

    fn text(&mut self) {
        let start = self.at;
        self.at += 1;
        self.skip_while(|c| c != '"' && c != '\n');
        let mut text = self.source[start + 1..self.at].to_owned();
        if self.peek() == Some('"') {
            self.at += 1;
        } else {
            let span = Span::new(start, self.at);
            let message = "the text in quotes does not end on its line; close it with \"";
            self.diagnostics.push(Diagnostic::error(span, message));
        }
        if text.len() > limits::TEXT {
            self.too_long("a text in quotes", limits::TEXT, start);
            text.clear();
        }
        self.push(TokenKind::Text(text), start);
    }

    fn number(&mut self) {
        let start = self.at;
        self.skip_while(|c| c.is_ascii_digit());
        // Two dots are a range: `1..2` is 1 to 2.
        if self.digit_after('.') || (self.peek() == Some('.') && !self.source[self.at..].starts_with("..")) {
            self.at += 1;
            self.skip_while(|c| c.is_ascii_digit());
        }
        self.exponent();
        let end = self.at;
        self.push_number(&self.source[start..end], start);
        if self.digit_after('_') {
            self.skip_while(|c| c.is_ascii_digit() || c == '_');
            let plain = self.source[start..self.at].replace('_', "");
            let message = format!("the digits of a number stand together; write `{plain}`");
            let span = Span::new(start, self.at);
            self.diagnostics.push(Diagnostic::error(span, message));
        }
    }

    /// A number as it is written, with plain digits.
    fn push_number(&mut self, text: &str, start: usize) {
        let value: f64 = text.parse().unwrap_or(f64::INFINITY);
        if text.len() > limits::WORD {
            self.too_long("a number", limits::WORD, start);
        } else if !in_single(value) || vanishes(text, value) {
            let message = format!("{text} is outside the range of 32-bit numbers, 1.2e-38 to 3.4e38");
            self.diagnostics
                .push(Diagnostic::error(Span::new(start, self.at), message));
        }
        self.push(TokenKind::Number(value), start);
    }

    fn too_long(&mut self, what: &str, most: usize, start: usize) {
        let message = format!("{what} has at most {most} letters");
        let span = Span::new(start, self.at);
        self.diagnostics.push(Diagnostic::error(span, message));
    }

    fn exponent(&mut self) {
        let rest = &self.source[self.at..];
        if let Some(tail) = rest.strip_prefix(['e', 'E']) {
            let digits = tail.strip_prefix(['+', '-']).unwrap_or(tail);
            if digits.starts_with(|c: char| c.is_ascii_digit()) {
                self.at += rest.len() - digits.len();
                self.skip_while(|c| c.is_ascii_digit());
            }
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let mut parts = vec![self.plain_word()];
        while self.source[self.at..].starts_with('.') && self.source[self.at + 1..].starts_with(starts_word) {
            self.at += 1;
            parts.push(self.plain_word());
        }
        let mut word = parts.concat();
        if parts.len() > 1 {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            word = mend::without_dots(&parts);
            let span = Span::new(start, self.at);
            self.diagnostics
                .push(Diagnostic::error(span, mend::of_dots(&parts)));
        }
        if word.len() > limits::WORD {
            self.too_long("a name", limits::WORD, start);
            word.truncate(limits::WORD);
        }
        self.push(TokenKind::Word(word), start);
    }

    /// The letters of a name, spelled out.
    fn plain_word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek().filter(|&c| continues_word(c)) {
            match (letter(c), digit(c, SUBSCRIPTS)) {
                (Some(spelled), _) => word.push_str(spelled),
                (_, Some(d)) => word.push(d),
                _ => word.push(c),
            }
            self.at += c.len_utf8();
        }
        word
    }

    fn superscript(&mut self) {
        let start = self.at;
        self.push(TokenKind::Sign("^"), start);
        if self.peek() == Some('⁻') {
            self.at += '⁻'.len_utf8();
            self.push(TokenKind::Sign("-"), start);
        }
        let mut digits = String::new();
        while let Some((c, d)) = self.peek().and_then(|c| Some((c, digit(c, SUPERSCRIPTS)?))) {
            digits.push(d);
            self.at += c.len_utf8();
        }
        if digits.is_empty() {
            let message = "a raised minus needs a raised digit after it";
            self.diagnostics
                .push(Diagnostic::error(Span::new(start, self.at), message));
        } else {
            self.push_number(&digits, start);
        }
    }

    fn sign(&mut self, c: char) {
        let start = self.at;
        let rest = &self.source[start..];
        if let Some((spelled, sign)) = SPELLINGS.iter().find(|(s, _)| rest.starts_with(s)) {
            self.at += spelled.len();
            self.push(TokenKind::Sign(sign), start);
        } else if let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) {
            self.at += sign.len();
            self.push(TokenKind::Sign(sign), start);
        } else if let Some((_, sign)) = MARKS.iter().find(|(mark, _)| *mark == c) {
            self.at += c.len_utf8();
            self.push(TokenKind::Sign(sign), start);
        } else {
            self.at += c.len_utf8();
            let span = Span::new(start, self.at);
            let seen = match c.is_control() {
                true => format!("U+{:04X}", u32::from(c)),
                false => format!("`{c}`"),
            };
            let hint = mend::of_mark(c).map_or_else(String::new, |hint| format!("; {hint}"));
            let message = format!("{seen} means nothing here{hint}");
            if !std::mem::replace(&mut self.marked, true) {
                self.diagnostics.push(Diagnostic::error(span, message));
            }
        }
    }
}

/// The Greek letter that a word spells or stands for: `beta` is β, `lr` η.
pub fn greek(word: &str) -> Option<char> {
    let mut letters = LETTERS
        .iter()
        .filter(|(c, _)| ('α'..='ω').contains(c) || *c == 'Δ');
    letters.find(|(_, w)| *w == word).map(|(c, _)| *c)
}

fn letter(c: char) -> Option<&'static str> {
    LETTERS.iter().find(|(l, _)| *l == c).map(|(_, w)| *w)
}

fn digit(c: char, digits: &str) -> Option<char> {
    let place = digits.chars().position(|d| d == c)?;
    char::from_digit(place as u32, 10)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || INVISIBLE.contains(&c)
}

fn starts_word(c: char) -> bool {
    c == '_' || c.is_ascii_alphabetic() || (letter(c).is_some() && c.is_alphabetic())
}

fn continues_word(c: char) -> bool {
    starts_word(c) || c.is_ascii_digit() || letter(c).is_some() || SUBSCRIPTS.contains(c)
}
