//! Tokens to a [`Rule`]. Never fails: a line that does not parse is reported and left out.
//!
//! ```ebnf
//! rule       = { line } ;                          (* a line ends where the next begins without indentation *)
//! line       = head | declaration | statement ;
//! head       = ("name" | "paper" | "source" | "about") text
//!            | "parents" word { "," word } | "scheduled" word
//!            | "stability" expr | "scales" "loss" "by" word
//!            | "domain" axis { "," axis } | "start" expr { "," expr } | "minimum" expr { "," expr } ;
//! axis       = word expr ".." expr ;
//! declaration = "param" word "=" ( number | "[" [ number { "," number } ] "]" )
//!                   [ "in" number ".." number ] [ "log" | "int" | "near" "1" ] [ text ]
//!            | "switch" word "=" ( "on" | "off" ) [ text ]
//!            | "state" state { "," state } ;
//! state      = word [ ":" ( "run" | "layer" | "row" | "col" | "element" ) ] [ "=" expr ] ;
//! statement  = word ( "=" | "+=" | "-=" | "*=" | "/=" ) expr
//!            | "skip" "if" expr
//!            | expr ;                              (* a surface only: short for f = expr *)
//! expr       = "if" expr "then" expr "else" expr | or ;
//! or         = and { "or" and } ;      and   = not { "and" not } ;      not = [ "not" ] comparison ;
//! comparison = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ] ;
//! sum        = product { ( "+" | "-" ) product } ;
//! product    = unary { ( "*" | "/" ) unary } ;
//! unary      = [ "-" | "+" ] power ;               (* so -x^2 is -(x^2) *)
//! power      = primary [ "^" unary ] ;             (* right-associative *)
//! primary    = number | word | word "(" [ expr { "," expr } ] ")" | "(" expr ")" | "√" primary ;
//! ```
//!
//! Keywords are contextual: a line whose first word is followed by an assignment sign is a statement.

mod expression;
mod line;

pub(super) use line::begins_line;

use super::diagnostic::{Diagnostic, Span};
use super::lex::{Token, TokenKind, lex};
use super::rule::{Expr, Kind, Name, Rule};

/// The parser's place in the tokens of one text.
pub(super) struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    diagnostics: Vec<Diagnostic>,
}

type Parsed<T> = Result<T, Diagnostic>;

/// Parses a rule text of a kind. The rule holds all lines that parsed.
pub fn parse(kind: Kind, source: &str) -> (Rule, Vec<Diagnostic>) {
    let (tokens, diagnostics) = lex(source);
    let mut parser = Parser::new(&tokens, diagnostics);
    let mut rule = empty(kind, source);
    while parser.at < tokens.len() {
        if let Err(diagnostic) = parser.line(&mut rule) {
            parser.diagnostics.push(diagnostic);
            parser.skip_line();
        }
    }
    (rule, parser.diagnostics)
}

/// Parses one expression; a text without one gives 0 and a diagnostic.
pub fn expression(source: &str) -> (Expr, Vec<Diagnostic>) {
    let (tokens, diagnostics) = lex(source);
    let mut parser = Parser::new(&tokens, diagnostics);
    let parsed = parser.expr().and_then(|e| parser.end().map(|()| e));
    let expr = parsed.unwrap_or_else(|diagnostic| {
        parser.diagnostics.push(diagnostic);
        Expr {
            kind: super::rule::ExprKind::Number(0.0),
            span: Span::new(0, source.len()),
            depth: 1,
        }
    });
    (expr, parser.diagnostics)
}

fn empty(kind: Kind, source: &str) -> Rule {
    Rule {
        kind,
        source: source.to_owned(),
        name: String::new(),
        paper: None,
        about: None,
        parents: Vec::new(),
        scheduled: None,
        params: Vec::new(),
        states: Vec::new(),
        body: Vec::new(),
        stability: None,
        scales: None,
        domain: Vec::new(),
        starts: Vec::new(),
        minima: Vec::new(),
    }
}

impl<'a> Parser<'a> {
    fn new(tokens: &'a [Token], diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            tokens,
            at: 0,
            depth: 0,
            diagnostics,
        }
    }

    fn peek(&self) -> Option<&'a TokenKind> {
        self.tokens.get(self.at).map(|t| &t.kind)
    }

    fn after(&self) -> Option<&'a TokenKind> {
        self.tokens.get(self.at + 1).map(|t| &t.kind)
    }

    fn span(&self) -> Span {
        let last = self.tokens.last().map_or(Span::default(), |t| t.span);
        self.tokens.get(self.at).map_or(last, |t| t.span)
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(TokenKind::Sign(s)) if *s == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(TokenKind::Word(w)) if w == word)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) {
            return Ok(());
        }
        Err(self.expected(&format!("`{sign}`")))
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) {
            return Ok(());
        }
        Err(self.expected(&format!("`{word}`")))
    }

    fn name(&mut self, what: &str) -> Parsed<Name> {
        let span = self.span();
        match self.peek() {
            Some(TokenKind::Word(text)) => {
                self.at += 1;
                let text = text.clone();
                Ok(Name { text, span })
            }
            _ => Err(self.expected(what)),
        }
    }

    fn text(&mut self) -> Option<String> {
        match self.peek() {
            Some(TokenKind::Text(text)) => {
                self.at += 1;
                Some(text.clone())
            }
            _ => None,
        }
    }

    fn end(&mut self) -> Parsed<()> {
        match self.peek() {
            None => Ok(()),
            Some(TokenKind::End) => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(self.expected("the end of the line")),
        }
    }

    fn skip_line(&mut self) {
        while let Some(kind) = self.peek() {
            self.at += 1;
            if *kind == TokenKind::End {
                break;
            }
        }
    }

    fn expected(&self, what: &str) -> Diagnostic {
        let found = match self.peek() {
            None | Some(TokenKind::End) => "the line ends here".to_owned(),
            Some(TokenKind::Number(n)) => format!("found the number {n}"),
            Some(TokenKind::Word(w)) => format!("found `{w}`"),
            Some(TokenKind::Text(_)) => "found a text in quotes".to_owned(),
            Some(TokenKind::Sign(s)) => format!("found `{s}`"),
        };
        Diagnostic::error(self.span(), format!("expected {what}, but {found}"))
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = vec![item(self)?];
        while self.take_sign(",") {
            all.push(item(self)?);
        }
        Ok(all)
    }
}
