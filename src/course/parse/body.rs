//! The body of a card by its lines. These are read here, anything else is CommonMark:
//!
//! ```text
//! ? a wrong answer              what is guessed: answers, each with an indented reply
//! ! the right answer
//! ?= expression within 20 %     a number; indented lines `value: reply` for numbers that people give
//! ?~ expression log             a curve over the steps, drawn by hand; `log` where its scale is
//! let name = expression         a name for what follows
//! draw name from 1, 2, 4        the same, with another of these numbers each time that it is asked
//! claim expression              what must hold in the card's own scene
//! diff "label" "label"          in what two runs differ
//! ```

use super::markdown::{blocks, line};
use super::{Row, rows};
use crate::course::card::{Block, Card, Choice, Draw, Let, Placed, Prediction, Slip};
use crate::course::expression::Expression;
use crate::lang::{Diagnostic, Span};

/// Between a name and the numbers that are drawn for it.
const FROM: &str = " from ";

/// How far off a guessed number may be where nothing is said.
const TOLERANCE: f64 = 0.2;

/// Reads the body that begins at a byte of a card's text.
pub(super) fn read(card: &mut Card, source: &str, from: usize, found: &mut Vec<Diagnostic>) {
    let rows = rows(source, from);
    let mut reader = Reader { source, found, card };
    let mut at = 0;
    while at < rows.len() {
        at += reader.one(&rows[at..]);
    }
    reader.close();
}

struct Reader<'a, 'f> {
    source: &'a str,
    found: &'f mut Vec<Diagnostic>,
    card: &'f mut Card,
}

impl Reader<'_, '_> {
    /// Reads what begins with the first of some lines, and says how many lines it has.
    fn one(&mut self, rows: &[Row]) -> usize {
        let row = rows[0];
        let indented = |rows: &[Row]| rows.iter().take_while(|r| r.is_indented()).count();
        match directive(row.text) {
            Some("?") | Some("!") => {
                let count = 1 + indented(&rows[1..]);
                self.choice(&rows[..count]);
                count
            }
            Some("?=") => {
                let count = 1 + indented(&rows[1..]);
                self.number(&rows[..count]);
                count
            }
            Some("?~") => {
                self.drawn(row.part(2));
                1
            }
            Some("let") => {
                self.name(row);
                1
            }
            Some("draw") => {
                self.draw(row);
                1
            }
            Some("claim") => {
                let claim = self.expression(row.part("claim".len()));
                self.card.claims.extend(claim);
                1
            }
            Some("diff") => {
                self.difference(row);
                1
            }
            _ => {
                let count = text(rows);
                let end = rows[count - 1];
                let span = Span::new(row.at, end.at + end.text.len());
                let blocks = blocks(self.source, span, self.found);
                self.card.blocks.extend(blocks);
                count
            }
        }
    }

    fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.found.push(Diagnostic::error(span, message));
    }

    fn expression(&mut self, row: Row) -> Option<Expression> {
        let parsed = Expression::parse(row.text, row.at);
        parsed.map_err(|found| self.found.extend(found)).ok()
    }

    /// The indented lines below something, as blocks.
    fn reply(&mut self, rows: &[Row]) -> Vec<Block> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Vec::new();
        };
        let begins = first.part(0).at;
        blocks(
            self.source,
            Span::new(begins, last.at + last.text.len()),
            self.found,
        )
    }

    fn choice(&mut self, rows: &[Row]) {
        let words = line(self.source, rows[0].part(1).span(), self.found);
        let choice = Choice {
            words,
            is_right: rows[0].text.starts_with('!'),
            reply: self.reply(&rows[1..]),
        };
        if !choice.is_right && choice.reply.is_empty() {
            let message = "a wrong answer gets a reply of its own: indented lines below it";
            self.fault(rows[0].span(), message);
        }
        match self.card.blocks.last_mut() {
            Some(Block::Prediction(Prediction::Choice(choices))) => choices.push(choice),
            _ => self.predict(rows[0].span(), Prediction::Choice(vec![choice])),
        }
    }

    fn number(&mut self, rows: &[Row]) {
        let row = rows[0].part(2);
        let (formula, tolerance) = match row.text.rsplit_once(" within ") {
            None => (row, TOLERANCE),
            Some((formula, within)) => {
                let formula = Row { text: formula, ..row };
                let share = within
                    .trim()
                    .strip_suffix('%')
                    .and_then(|n| n.trim().parse().ok());
                let share: Option<f64> = share.filter(|share| (0.0..=100.0).contains(share));
                if share.is_none() {
                    self.fault(row.span(), "how far off counts as right is written `within 20 %`");
                }
                (formula, share.map_or(TOLERANCE, |share| share / 100.0))
            }
        };
        let truth = self.expression(formula.part(0));
        let slips = rows[1..].iter().filter_map(|row| self.slip(*row)).collect();
        if let Some(truth) = truth {
            let prediction = Prediction::Number {
                truth,
                tolerance,
                slips,
            };
            self.predict(row.span(), prediction);
        }
    }

    fn slip(&mut self, row: Row) -> Option<Slip> {
        let Some((value, _)) = row.text.split_once(": ") else {
            self.fault(
                row.part(0).span(),
                "a number that people give is written `value: reply`",
            );
            return None;
        };
        let reply = row.part(value.len() + 1);
        let value = Row {
            text: value,
            at: row.at,
        }
        .part(0);
        Some(Slip {
            value: self.expression(value)?,
            reply: blocks(self.source, reply.span(), self.found),
        })
    }

    fn drawn(&mut self, row: Row) {
        let (text, log) = match row.text.strip_suffix(" log") {
            Some(text) => (text, true),
            None => (row.text, false),
        };
        if let Some(truth) = self.expression(Row { text, ..row }) {
            self.predict(row.span(), Prediction::Curve { truth, log });
        }
    }

    fn predict(&mut self, span: Span, prediction: Prediction) {
        if self.card.prediction().is_some() {
            self.fault(
                span,
                "a card asks one question; put this one on a card of its own",
            );
            return;
        }
        self.card.blocks.push(Block::Prediction(prediction));
    }

    fn name(&mut self, row: Row) {
        let part = row.part("let".len());
        if let Some((name, _)) = part.text.split_once('=')
            && self.is_new(name.trim(), part)
            && let Some(value) = self.expression(part.part(name.len() + 1))
        {
            let name = name.trim().to_owned();
            self.card.lets.push(Let { name, value });
        }
    }

    fn draw(&mut self, row: Row) {
        let part = row.part("draw".len());
        let Some((name, list)) = part
            .text
            .split_once(FROM)
            .filter(|(name, _)| self.is_new(name, part))
        else {
            return;
        };
        let mut at = name.len() + FROM.len();
        let mut values = Vec::new();
        for text in list.split(',') {
            let value = Row {
                text,
                at: part.at + at,
            };
            values.extend(self.expression(value.part(0)));
            at += text.len() + 1;
        }
        if let Some(first) = values.first() {
            self.card.lets.push(Let {
                name: name.to_owned(),
                value: first.clone(),
            });
            self.card.draws.push(Draw {
                name: name.to_owned(),
                values,
            });
        }
    }

    /// Whether a name is not taken yet.
    fn is_new(&mut self, name: &str, part: Row) -> bool {
        let is_taken = self.card.lets.iter().any(|l| l.name == name);
        if is_taken {
            self.fault(part.span(), format!("`{name}` is named already"));
        }
        !is_taken
    }

    fn difference(&mut self, row: Row) {
        let mut labels = row.text.split('"').skip(1).step_by(2).map(str::to_owned);
        let both = labels.next().zip(labels.next());
        match both.filter(|_| row.text.matches('"').count() == 4) {
            Some((right, other)) => self.card.blocks.push(Block::Difference(Placed {
                value: [right, other],
                span: row.span(),
            })),
            None => self.fault(
                row.span(),
                "write the labels of two runs: diff \"Right\" \"Wrong\"",
            ),
        }
    }

    /// What can only be said at the end.
    fn close(&mut self) {
        let Some(Prediction::Choice(choices)) = self.card.prediction() else {
            return;
        };
        let right = choices.iter().filter(|c| c.is_right).count();
        let message = match (choices.len(), right) {
            (_, 0) => "no answer is right; the right one begins with `!`",
            (_, 2..) => "two answers are right; only one begins with `!`",
            (1, _) => "one answer is no choice; wrong ones begin with `?`",
            _ => return,
        };
        let at = self.source.find("\n? ").or_else(|| self.source.find("\n! "));
        let at = at.map_or(0, |at| at + 1);
        self.fault(Span::new(at, at + 1), message);
    }
}

/// How many lines of running text begin here: up to the next line that is read otherwise, outside of code.
fn text(rows: &[Row]) -> usize {
    let mut in_code = false;
    let ends = |(index, row): &(usize, &Row)| {
        in_code ^= row.text.trim_start().starts_with("```");
        *index > 0 && !in_code && directive(row.text).is_some()
    };
    let mut rows_of_text = rows.iter().enumerate();
    let end = rows_of_text.by_ref().find(ends);
    end.map_or(rows.len(), |(index, _)| index)
}

/// The word with which a line begins that is no running text.
fn directive(line: &str) -> Option<&str> {
    let (word, rest) = line.split_once(' ')?;
    let is_let = || {
        let name = rest.split_once('=').map(|(name, _)| name.trim());
        name.is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_alphanumeric() || c == '_'))
    };
    match word {
        "?" | "!" | "?=" | "?~" | "claim" => Some(word),
        "diff" if rest.trim_start().starts_with('"') => Some(word),
        "let" if is_let() => Some(word),
        "draw" if rest.contains(FROM) => Some(word),
        _ => None,
    }
}
