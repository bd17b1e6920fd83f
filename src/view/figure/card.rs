//! A card to take away: its question, what was guessed, what came of it, the picture with all settings, and a
//! code that leads back to the card.

use super::race::Race;
use super::text::{height, wrapped, write};
use super::{MARGIN, SMALL};
use crate::course::answer::{Answer, Missing};
use crate::course::card::{Block, Card, Form, Prediction};
use crate::course::guess::{self, Guess};
use crate::course::study::Study;
use crate::view::canvas::export::{self, ExportError, Sheet, png, svg};
use crate::view::canvas::{Drawing, Error, Pen, Picture, Writing, headless, on_painter};
use crate::view::number;
use crate::view::palette::Palette;
use crate::view::qr;
use egui::{Color32, Rect, pos2, vec2};

/// Side of the code.
const CODE: f32 = 132.0;
/// Sizes of the question, and of what is said of it.
const ASK: f32 = 20.0;
const TEXT: f32 = 14.0;
/// Between the parts.
const GAP: f32 = 8.0;
/// Pixels a point of a picture.
const SCALE: f32 = 2.0;

/// A card as a figure.
#[derive(Clone, Debug)]
pub struct Taken<'a> {
    /// Its title.
    title: String,
    /// What it asks.
    ask: String,
    /// The guess, and what is true.
    said: Vec<String>,
    /// What came of it.
    result: Vec<String>,
    race: Race<'a>,
    code: Option<Picture>,
}

/// The lines over the picture.
struct Head {
    title: Vec<String>,
    ask: Vec<String>,
    said: Vec<String>,
    result: Vec<String>,
}

impl<'a> Taken<'a> {
    /// A card whose guess is over, with the picture of its runs, and the link that leads to it where it has
    /// one.
    pub fn new(
        card: &Card,
        guess: Option<&Guess>,
        study: &Study,
        race: Race<'a>,
        link: Option<&str>,
    ) -> Self {
        Self {
            title: card.title.clone(),
            ask: card.ask.text().to_owned(),
            said: said(card, guess, study),
            result: result(card, study),
            race,
            // A link that is too long for a camera is not printed.
            code: link.and_then(|link| qr::code(link).ok()),
        }
    }

    /// All of it in words, for those who cannot see it.
    pub fn text(&self) -> String {
        let head = [self.title.clone(), self.ask.clone()].into_iter();
        let lines = head
            .chain(self.said.iter().cloned())
            .chain(self.result.iter().cloned());
        lines
            .chain([self.race.caption().text()])
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The figure as a file.
    ///
    /// # Errors
    /// It could not be drawn.
    pub fn file(&self, form: export::Form, colors: &Palette) -> Result<Vec<u8>, ExportError> {
        let [width, high] = self.race.extent(None).best;
        let (head, _) = headless::paint(vec2(width, high), 1.0, |painter| {
            on_painter(painter, |pen| self.head(pen, width))
        });
        let about = self.text();
        let sheet = Sheet {
            title: &self.title,
            about: &about,
            size: vec2(width, high + head.map_or(0.0, |head| self.high(&head))),
            colors,
        };
        match form {
            export::Form::Svg => svg(&sheet, self).map(String::into_bytes),
            export::Form::Png => png(&sheet, self, SCALE),
        }
    }

    fn head(&self, pen: &Pen, width: f32) -> Result<Head, Error> {
        let code = if self.code.is_some() { CODE + MARGIN } else { 0.0 };
        let room = width - 2.0 * MARGIN - code;
        let one = |text: &String, writing| wrapped(pen, std::slice::from_ref(text), writing, room);
        let black = |size| Writing::new(size, Color32::BLACK);
        Ok(Head {
            title: one(&self.title, black(SMALL))?,
            ask: one(&self.ask, black(ASK).strong())?,
            said: wrapped(pen, &self.said, black(TEXT).strong(), room)?,
            result: wrapped(pen, &self.result, black(TEXT), room)?,
        })
    }

    /// How high the lines over the picture are, and the code beside them.
    fn high(&self, head: &Head) -> f32 {
        let black = |size| Writing::new(size, Color32::BLACK);
        let lines = height(head.title.len(), black(SMALL))
            + height(head.ask.len(), black(ASK))
            + height(head.said.len() + head.result.len(), black(TEXT))
            + 3.0 * GAP;
        let code = if self.code.is_some() { CODE } else { 0.0 };
        (lines.max(code) + MARGIN).ceil()
    }
}

impl Drawing for Taken<'_> {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let size = pen.size();
        let head = self.head(pen, size.x)?;
        let mut top = MARGIN;
        for (lines, writing, gap) in [
            (&head.title, Writing::new(SMALL, colors.weak), 0.0),
            (&head.ask, Writing::new(ASK, colors.text).strong(), GAP),
            (&head.said, Writing::new(TEXT, colors.text).strong(), GAP),
            (&head.result, Writing::new(TEXT, colors.text), GAP),
        ] {
            write(pen, lines, pos2(MARGIN, top), writing)?;
            top += height(lines.len(), writing) + gap;
        }
        if let Some(code) = &self.code {
            let corner = pos2(size.x - MARGIN - CODE, MARGIN);
            pen.picture(Rect::from_min_size(corner, vec2(CODE, CODE)), code)?;
        }
        let below = Rect::from_min_max(pos2(0.0, self.high(&head)), size.to_pos2());
        pen.inside(below, |pen| self.race.draw(pen, colors))
    }
}

/// What was guessed, and what is true.
fn said(card: &Card, guess: Option<&Guess>, study: &Study) -> Vec<String> {
    let mut lines = Vec::new();
    match (card.prediction(), guess) {
        (Some(Prediction::Choice(choices)), guess) => {
            let chosen = match guess {
                Some(Guess::Choice(place)) => choices.get(*place),
                _ => None,
            };
            if let Some(chosen) = chosen {
                let verdict = if chosen.is_right { "right" } else { "not so" };
                lines.push(format!("Guessed: {} ({verdict})", study.words(&chosen.words)));
            }
            if chosen.is_none_or(|chosen| !chosen.is_right) {
                let right = choices.iter().filter(|choice| choice.is_right);
                lines.extend(right.map(|right| format!("It is: {}", study.words(&right.words))));
            }
        }
        (Some(asked @ Prediction::Number { truth, .. }), guess) => {
            if let Some(Guess::Number(number)) = guess
                && let Ok(Some(verdict)) = guess::number(*number, asked, study)
            {
                lines.push(format!("Guessed: {} ({})", number::short(*number), verdict.words));
            }
            let truth = study.answer(truth).unwrap_or(Answer::Missing(Missing::Undefined));
            lines.push(format!("It is: {}", truth.text(Form::default())));
        }
        (Some(Prediction::Curve { truth, log }), Some(Guess::Curve(drawn))) => {
            if let Ok(truth) = study.curve(truth) {
                lines.push(format!(
                    "The guessed curve: {}",
                    guess::curve(drawn, &truth, *log).words
                ));
            }
        }
        (Some(Prediction::Curve { .. }) | None, _) => {}
    }
    lines
}

/// What is read after the guess, but for the last line, which invites to change it.
fn result(card: &Card, study: &Study) -> Vec<String> {
    let guessed = card
        .blocks
        .iter()
        .position(|block| matches!(block, Block::Prediction(_)));
    let after = &card.blocks[guessed.map_or(0, |place| place + 1)..];
    let lines = after[..after.len().saturating_sub(1)]
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(line) => Some(study.words(line)),
            _ => None,
        });
    lines.collect()
}
