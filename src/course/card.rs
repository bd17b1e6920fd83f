//! A card as plain data: what a panel shows, what a page prints, what a test checks.

pub use super::action::{Action, LineOfRule};

use super::expression::Expression;
use super::patch::Patch;
use crate::lang::Span;
use crate::real::rng::{Key, hash};

/// Something of a card's text, and where it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed<T> {
    /// What it is.
    pub value: T,
    /// Where it stands, in bytes of the card's file.
    pub span: Span,
}

/// One card.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// `chapter/card`: the names of its folder and its file without the numbers before them, which only
    /// order. Never changed.
    pub id: String,
    /// Its file.
    pub file: String,
    /// The whole text of its file.
    pub source: String,
    /// Its title.
    pub title: String,
    /// What is asked, or stated, in one line.
    pub ask: Ask,
    /// On what it stands.
    pub setting: CardSetting,
    /// What it changes in that scene, in order.
    pub patches: Vec<Patch>,
    /// Words by which it is found.
    pub tags: Vec<String>,
    /// From 1, the first things, to 3.
    pub difficulty: u8,
    /// Where its facts of the literature come from.
    pub sources: Vec<String>,
    /// What a speaker wants to remember.
    pub notes: String,
    /// The cards that it builds on.
    pub needs: Vec<Placed<String>>,
    /// What is read, in order.
    pub blocks: Vec<Block>,
    /// Names for expressions, in order; each may use those before it.
    pub lets: Vec<Let>,
    /// Names whose numbers are drawn anew each time that it is asked.
    pub draws: Vec<Draw>,
    /// What must hold in its own scene.
    pub claims: Vec<Expression>,
}

/// What a card asks or states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A question.
    Question(String),
    /// A statement.
    Statement(String),
}

impl Default for Ask {
    fn default() -> Self {
        Self::Statement(String::new())
    }
}

impl Ask {
    /// Its words.
    pub fn text(&self) -> &str {
        match self {
            Self::Question(text) | Self::Statement(text) => text,
        }
    }
}

/// The scene that a card stands on, before its own changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardSetting {
    /// A prepared scene, by name.
    Named(Placed<String>),
    /// The scene of another card, with that card's changes.
    Of(Placed<String>),
    /// A scene of its own, as JSON.
    Own(Placed<String>),
    /// None: a card of words, and of formulas over numbers alone.
    Text(Span),
}

impl Default for CardSetting {
    fn default() -> Self {
        Self::Named(Placed::default())
    }
}

impl CardSetting {
    /// Where it is chosen.
    pub fn span(&self) -> Span {
        match self {
            Self::Named(text) | Self::Of(text) | Self::Own(text) => text.span,
            Self::Text(span) => *span,
        }
    }
}

/// A name for an expression.
#[derive(Clone, Debug)]
pub struct Let {
    /// The name.
    pub name: String,
    /// What it stands for.
    pub value: Expression,
}

/// A name that stands for one of several expressions. Among the card's names it stands for the first of them.
#[derive(Clone, Debug)]
pub struct Draw {
    /// The name.
    pub name: String,
    /// What it may stand for.
    pub values: Vec<Expression>,
}

/// A part of a card that stands on lines of its own.
#[derive(Clone, Debug)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading within the card; 1 is the largest.
    Heading(u8, Vec<Inline>),
    /// Items; numbered from a number, or with dots.
    List(Option<u64>, Vec<Vec<Block>>),
    /// What somebody else said.
    Quote(Vec<Block>),
    /// Lines as they are typed.
    Code(String),
    /// Lines of the rule language, which the formula view sets.
    Formula(String),
    /// A table: its rows, the head first.
    Table(Vec<Vec<Vec<Inline>>>),
    /// In what two runs differ: the labels of the right one and the other one.
    Difference(Placed<[String; 2]>),
    /// What is guessed. All that follows in the card is read after the guess.
    Prediction(Prediction),
}

/// A part of a line.
#[derive(Clone, Debug)]
pub enum Inline {
    /// Words.
    Text(String, WordStyle),
    /// A number that is computed.
    Live(Live, WordStyle),
    /// Words that do something.
    Link(Link),
    /// The line ends here.
    Break,
}

/// How words look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordStyle {
    /// Stronger.
    pub strong: bool,
    /// Slanted.
    pub emphasis: bool,
    /// As typed.
    pub code: bool,
}

/// A number in a sentence, computed from what is on screen.
#[derive(Clone, Debug)]
pub struct Live {
    /// What is computed.
    pub expression: Expression,
    /// How it is printed.
    pub form: Form,
}

/// How a number is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Significant digits.
    pub digits: usize,
    /// Whether in percent.
    pub percent: bool,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            digits: 3,
            percent: false,
        }
    }
}

/// Words that do something.
#[derive(Clone, Debug)]
pub struct Link {
    /// The words.
    pub words: Vec<Inline>,
    /// What happens, in order.
    pub actions: Vec<Action>,
    /// Where it stands.
    pub span: Span,
}

/// What a reader guesses before reading on.
#[derive(Clone, Debug)]
pub enum Prediction {
    /// One of several answers.
    Choice(Vec<Choice>),
    /// A number.
    Number {
        /// The true one.
        truth: Expression,
        /// How far off counts as right, as a share of it.
        tolerance: f64,
        /// Numbers that people give, and what is to be said of them.
        slips: Vec<Slip>,
    },
    /// A curve over the steps, drawn by hand.
    Curve {
        /// The true one, a series.
        truth: Expression,
        /// Whether it is drawn on a logarithmic scale.
        log: bool,
    },
}

/// An answer to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its words.
    pub words: Vec<Inline>,
    /// Whether it is right.
    pub is_right: bool,
    /// What is said to who chose it.
    pub reply: Vec<Block>,
}

/// A number that people give.
#[derive(Clone, Debug)]
pub struct Slip {
    /// The number.
    pub value: Expression,
    /// What is said of it.
    pub reply: Vec<Block>,
}

impl Card {
    /// The name of its chapter.
    pub fn chapter(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// The card with numbers drawn by a seed.
    pub fn fresh(&self, seed: u32) -> Self {
        let mut card = self.clone();
        for (place, draw) in self.draws.iter().enumerate() {
            let key = Key {
                seed,
                replicate: 0,
                step: 0,
                element: place as u32,
                site: 0,
            };
            let drawn = hash(key)[0] as usize % draw.values.len().max(1);
            let name = card.lets.iter_mut().find(|l| l.name == draw.name);
            if let (Some(name), Some(value)) = (name, draw.values.get(drawn)) {
                name.value = value.clone();
            }
        }
        card
    }

    /// Whether it stands on no scene.
    pub fn is_text(&self) -> bool {
        matches!(self.setting, CardSetting::Text(_))
    }

    /// All lines of text in it, those of replies too.
    pub fn lines(&self) -> Vec<&[Inline]> {
        lines(&self.blocks)
    }

    /// All links in it, in order.
    pub fn links(&self) -> Vec<&Link> {
        self.lines().into_iter().flat_map(links).collect()
    }

    /// All expressions in it that are computed for the reader, in order.
    pub fn live(&self) -> Vec<&Live> {
        self.lines().into_iter().flat_map(live).collect()
    }

    /// What is guessed, where something is.
    pub fn prediction(&self) -> Option<&Prediction> {
        self.blocks.iter().find_map(|block| match block {
            Block::Prediction(prediction) => Some(prediction),
            _ => None,
        })
    }
}

/// All lines of text in some blocks.
pub fn lines(blocks: &[Block]) -> Vec<&[Inline]> {
    let mut all: Vec<&[Inline]> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(line) | Block::Heading(_, line) => all.push(line),
            Block::List(_, items) => all.extend(items.iter().flat_map(|item| lines(item))),
            Block::Quote(inner) => all.extend(lines(inner)),
            Block::Table(rows) => all.extend(rows.iter().flatten().map(Vec::as_slice)),
            Block::Prediction(Prediction::Choice(choices)) => {
                for choice in choices {
                    all.push(&choice.words);
                    all.extend(lines(&choice.reply));
                }
            }
            Block::Prediction(Prediction::Number { slips, .. }) => {
                all.extend(slips.iter().flat_map(|slip| lines(&slip.reply)));
            }
            Block::Prediction(Prediction::Curve { .. })
            | Block::Code(_)
            | Block::Formula(_)
            | Block::Difference(_) => {}
        }
    }
    all
}

/// The links in a line.
pub fn links(line: &[Inline]) -> Vec<&Link> {
    let links = line.iter().filter_map(|inline| match inline {
        Inline::Link(link) => Some(link),
        _ => None,
    });
    links.collect()
}

/// The computed numbers in a line, those in the words of links too.
pub fn live(line: &[Inline]) -> Vec<&Live> {
    let mut all = Vec::new();
    for inline in line {
        match inline {
            Inline::Live(number, _) => all.push(number),
            Inline::Link(link) => all.extend(live(&link.words)),
            Inline::Text(..) | Inline::Break => {}
        }
    }
    all
}

/// How many words a reader reads in a line; a computed number is one.
pub fn words(line: &[Inline]) -> usize {
    let count = |inline: &Inline| match inline {
        Inline::Text(text, _) => text
            .split_whitespace()
            .filter(|w| w.contains(char::is_alphanumeric))
            .count(),
        Inline::Live(..) => 1,
        Inline::Link(link) => words(&link.words),
        Inline::Break => 0,
    };
    line.iter().map(count).sum()
}
