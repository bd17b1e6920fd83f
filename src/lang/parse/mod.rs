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
//!            | "state" state { "," state }
//!            | "require" condition { "," condition } ;
//! condition  = expr ;                              (* of parameters; here comparisons may form a chain: 0 <= beta < 1 *)
//! state      = word [ ":" ( "run" | "layer" | "row" | "col" | "element" ) ] [ "=" expr ] ;
//!                                                  (* of parameters, and of w for an element: state z = w *)
//! statement  = word [ "(" word { "," word } ")" ] "=" expr      (* f(x, y) = ...: what is given anyway *)
//!            | word ( "=" | "+=" | "-=" | "*=" | "/=" ) expr
//!            | "skip" "if" expr
//!            | expr ;                              (* a surface only: short for f = expr *)
//! expr       = "if" expr "then" expr "else" expr | or ;
//! or         = and { "or" and } ;      and   = not { "and" not } ;      not = [ "not" ] comparison ;
//! comparison = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ] ;
//! sum        = product { ( "+" | "-" ) product } ;
//! product    = factor { ( "*" | "/" ) factor } ;   (* the divisor is no implicit product *)
//! factor     = unary | number power ;              (* 2x is 2*x, 2x^2 is 2*(x^2) *)
//! unary      = [ "-" | "+" ] power ;               (* so -x^2 is -(x^2) *)
//! power      = primary [ ( "^" | "**" ) unary ] ;  (* right-associative *)
//! primary    = number | word | word "(" [ expr { "," expr } ] ")" | "(" expr ")" | "√" primary
//!            | "|" expr "|" ;                      (* no bars in it *)
//! ```
//!
//! Keywords are contextual: a line whose first word is followed by an assignment sign is a statement.

mod beside;
mod expression;
mod line;

#[cfg(test)]
pub(super) use line::KEYWORDS;
pub(super) use line::begins_line;

use super::diagnostic::{Diagnostic, Span};
use super::lex::{Token, TokenKind, lex};
use super::rule::{Expr, Kind, Name, Rule};

/// The parser's place in the tokens of one text.
pub(super) struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    /// Whether a bar closes here: `|x|`.
    bars: bool,
    /// Whether two comparisons may form a chain: `0 <= beta < 1`.
    chains: bool,
    source: &'a str,
    diagnostics: Vec<Diagnostic>,
}

type Parsed<T> = Result<T, Diagnostic>;

/// Parses a rule text of a kind. The rule holds all lines that parsed.
pub fn parse(kind: Kind, source: &str) -> (Rule, Vec<Diagnostic>) {
    let (tokens, diagnostics) = lex(source);
    let marks: Vec<Span> = diagnostics.iter().map(|d| d.span).collect();
    let mut parser = Parser::new(source, &tokens, diagnostics);
    let mut rule = empty(kind, source);
    while parser.at < tokens.len() {
        let start = parser.line_start();
        if let Err(diagnostic) = parser.line(&mut rule) {
            parser.skip_line();
            let end = parser.line_start();
            // What follows from a mark that means nothing is not worth reading.
            if !marks.iter().any(|m| start <= m.start && m.start < end) {
                parser.diagnostics.push(diagnostic);
            }
        }
    }
    (rule, parser.diagnostics)
}

/// Parses one expression; a text without one gives 0 and a diagnostic.
pub fn expression(source: &str) -> (Expr, Vec<Diagnostic>) {
    let (tokens, diagnostics) = lex(source);
    let mut parser = Parser::new(source, &tokens, diagnostics);
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
        heads: Vec::new(),
        requires: Vec::new(),
        stability: None,
        scales: None,
        domain: Vec::new(),
        starts: Vec::new(),
        minima: Vec::new(),
    }
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, tokens: &'a [Token], diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            tokens,
            at: 0,
            depth: 0,
            bars: false,
            chains: false,
            source,
            diagnostics,
        }
    }

    /// Where the text of this line begins.
    fn line_start(&self) -> usize {
        let end = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        end.map_or(0, |token| token.span.end)
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
            Some(TokenKind::Sign("[")) => {
                let message =
                    "names have no places in brackets; the coordinates of a surface are `x` and `y`";
                Err(Diagnostic::error(self.span(), message))
            }
            Some(TokenKind::Sign(":")) => {
                let message = "`:` says how many numbers a state has; to assign write `=`";
                Err(Diagnostic::error(self.span(), message))
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
        if let Some(diagnostic) = self.decimal_comma() {
            return diagnostic;
        }
        if self.is_word("if") {
            let message = "`if` stands first, as in `if a > 0 then b else c`";
            return Diagnostic::error(self.span(), message);
        }
        let found = match self.peek() {
            None | Some(TokenKind::End) => "the line ends here".to_owned(),
            Some(TokenKind::Number(n)) => format!("found the number {n}"),
            Some(TokenKind::Word(w)) => format!("found `{w}`"),
            Some(TokenKind::Text(_)) => "found a text in quotes".to_owned(),
            Some(TokenKind::Sign(s)) => {
                let before = self.at.checked_sub(1).map(|place| &self.tokens[place].kind);
                let hint = match (before, *s) {
                    (Some(TokenKind::Sign("/")), "/") => "; a comment begins with `#`",
                    (Some(TokenKind::Sign("<")), ">") => "; unequal is `!=`",
                    (_, "[") if what == "a value" => "; group with parentheses",
                    _ => "",
                };
                format!("found `{s}`{hint}")
            }
        };
        Diagnostic::error(self.span(), format!("expected {what}, but {found}"))
    }

    /// What is wrong where `0,5` stands for a number.
    fn decimal_comma(&self) -> Option<Diagnostic> {
        let place = self.at.checked_sub(1)?;
        let [before, comma, after] = self.tokens.get(place..place + 3)? else {
            return None;
        };
        let numbers =
            matches!(before.kind, TokenKind::Number(_)) && matches!(after.kind, TokenKind::Number(_));
        let joined = before.span.end == comma.span.start && comma.span.end == after.span.start;
        if !numbers || !joined || comma.kind != TokenKind::Sign(",") {
            return None;
        }
        let span = before.span.to(after.span);
        let right = self.text_of(span).replace(',', ".");
        let message = format!("a decimal number has a point; write `{right}`");
        Some(Diagnostic::error(span, message))
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = vec![item(self)?];
        while self.take_sign(",") {
            all.push(item(self)?);
        }
        Ok(all)
    }
}
