//! A line of text in which parts can be pointed at: it is laid out as one paragraph, so that its rows are
//! even, and the parts are found in the rows.

use super::control;
use super::looks::CardLooks;
use super::page::CardPage;
use crate::course::card::{Action, Inline, Link, Live, WordStyle};
use crate::course::patch::{PatchGiven, Path};
use crate::course::words::Words;
use egui::epaint::text::Glyph;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, Galley, Pos2, Rect, Ui, Vec2, pos2, vec2};
use std::ops::Range;
use std::sync::Arc;

/// A part of a line that can be pointed at.
#[derive(Clone, Debug)]
pub(super) struct Spot<'a> {
    /// Where it is, in characters of the line.
    pub chars: Range<usize>,
    /// What it is.
    pub what: What<'a>,
    /// What it says.
    pub text: String,
}

/// What can be pointed at.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'a> {
    /// A computed number.
    Number(&'a Live),
    /// A number that is not computed yet.
    Waiting,
    /// Words that do something.
    Link(&'a Link),
    /// Words that a hand turns, or the number behind them.
    Control(&'a Link, &'a Path, bool),
    /// A word that is explained, by its place among all.
    Word(usize),
}

/// A line that is being put together.
pub(super) struct Flow<'a> {
    job: LayoutJob,
    chars: usize,
    spots: Vec<Spot<'a>>,
}

/// A line in its rows.
#[derive(Clone)]
pub(super) struct LaidLine<'a> {
    /// The rows.
    pub galley: Arc<Galley>,
    /// What can be pointed at.
    pub spots: Vec<Spot<'a>>,
}

/// How a number is written that is not there yet: as wide as most are.
const WAITING: &str = "0.000";

impl<'a> Flow<'a> {
    /// A line without words.
    pub fn new() -> Self {
        Self {
            job: LayoutJob::default(),
            chars: 0,
            spots: Vec::new(),
        }
    }

    /// A line of inlines as running text, or in another format.
    pub fn of(ui: &Ui, page: &mut CardPage<'a>, line: &'a [Inline], base: Option<&TextFormat>) -> Self {
        let mut flow = Self::new();
        // The number behind a control, where it says what is given there: a hand turns it, too.
        let mut said = None;
        for (place, inline) in line.iter().enumerate() {
            let format = |looks: &CardLooks, style| base.cloned().unwrap_or_else(|| looks.body(style));
            match inline {
                Inline::Link(link) => {
                    said = behind(page, link, &line[place + 1..]).or(said);
                    let is_said = said.is_some_and(|(of, ..)| std::ptr::eq(of, link));
                    flow.link(ui, page, link, format(&page.looks, WordStyle::default()), is_said);
                }
                Inline::Live(live, style) => {
                    let of = said.take_if(|(.., number)| std::ptr::eq(*number, live));
                    let what = of.map_or(What::Number(live), |(link, path, _)| {
                        What::Control(link, path, true)
                    });
                    flow.live(ui, page, live, what, format(&page.looks, *style));
                }
                Inline::Text(text, style) if style.code => {
                    flow.push(text, format(&page.looks, *style));
                }
                Inline::Text(text, style) => flow.words(page, text, &format(&page.looks, *style)),
                Inline::Break => {
                    flow.push("\n", format(&page.looks, WordStyle::default()));
                }
            }
        }
        flow
    }

    /// Plain words behind those that are there.
    pub fn push(&mut self, text: &str, format: TextFormat) -> Range<usize> {
        let from = self.chars;
        self.job.append(text, 0.0, format);
        self.chars += text.chars().count();
        from..self.chars
    }

    fn spot(&mut self, text: &str, format: TextFormat, what: What<'a>) {
        let chars = self.push(text, format);
        let text = text.trim_matches(NARROW).to_owned();
        self.spots.push(Spot { chars, what, text });
    }

    /// Words, and in them those that are explained, each once on a card.
    fn words(&mut self, page: &mut CardPage<'a>, text: &str, format: &TextFormat) {
        let mut done = 0;
        for found in Words::embedded().found(text) {
            if !page.explained.insert(found.word) {
                continue;
            }
            self.push(&text[done..found.range.start], format.clone());
            done = found.range.end;
            self.spot(&text[found.range], format.clone(), What::Word(found.word));
        }
        self.push(&text[done..], format.clone());
    }

    fn live(&mut self, ui: &Ui, page: &CardPage<'a>, live: &'a Live, what: What<'a>, format: TextFormat) {
        match page.printed(ui, live) {
            Some(text) => {
                let color = page.looks.colors.accent;
                let text = match what {
                    What::Control(..) => format!("{NARROW}{text}{NARROW}"),
                    _ => text,
                };
                self.spot(&text, TextFormat { color, ..format }, what);
            }
            None => {
                let color = Color32::TRANSPARENT;
                self.spot(WAITING, TextFormat { color, ..format }, What::Waiting);
            }
        }
    }

    fn link(&mut self, ui: &Ui, page: &CardPage<'a>, link: &'a Link, format: TextFormat, is_said: bool) {
        let color = page.looks.colors.accent;
        let words = words(ui, page, &link.words);
        let Some(path) = turned(link) else {
            return self.spot(&words, TextFormat { color, ..format }, What::Link(link));
        };
        let value = match is_said {
            true => String::new(),
            false => control::told(page.scene, path, &link.words),
        };
        // What is turned does not break between its sign and its value.
        let text = format!("{NARROW}{words}{value}{NARROW}");
        self.spot(
            &text.replace(" = ", "\u{a0}=\u{a0}"),
            TextFormat { color, ..format },
            What::Control(link, path, false),
        );
    }

    /// In rows of a width.
    pub fn lay(mut self, ui: &Ui, width: f32) -> LaidLine<'a> {
        self.job.wrap = TextWrapping::wrap_at_width(width);
        LaidLine {
            galley: ui.fonts_mut(|fonts| fonts.layout_job(self.job)),
            spots: self.spots,
        }
    }
}

/// What a link lets a hand turn.
fn turned(link: &Link) -> Option<&Path> {
    link.actions.iter().find_map(|action| match action {
        Action::Control(path) => Some(path),
        _ => None,
    })
}

/// A control, and the number close behind it that says what is given there.
fn behind<'a>(page: &CardPage, link: &'a Link, rest: &'a [Inline]) -> Option<(&'a Link, &'a Path, &'a Live)> {
    let path = turned(link)?;
    // What was computed is compared with what it was computed of: the scene may be ahead of it.
    let given = match page.study {
        Some(study) => path.given_in(study.experiment(), study.looked_at().run),
        None => path.given(page.scene),
    };
    let Some(PatchGiven::Number(value)) = given else {
        return None;
    };
    let live = match rest {
        [Inline::Live(live, _), ..] => live,
        [Inline::Text(between, _), Inline::Live(live, _), ..] if between.chars().count() <= CLOSE => live,
        _ => return None,
    };
    let answer = page
        .study
        .and_then(|study| study.answer(&live.expression).ok()?.number());
    let same = |number: f64| (number - value).abs() <= 1e-3 * value.abs();
    answer.is_none_or(same).then_some((link, path, live))
}

/// How many letters may stand between the two.
const CLOSE: usize = 12;

/// Room at both ends of what is turned.
const NARROW: char = '\u{202f}';

/// The plain words of a line, its numbers as they are printed.
pub(super) fn words(ui: &Ui, page: &CardPage, line: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text(text, _) => text.clone(),
        Inline::Live(live, _) => page.printed(ui, live).unwrap_or_else(|| "…".to_owned()),
        Inline::Link(link) => words(ui, page, &link.words),
        Inline::Break => " ".to_owned(),
    };
    line.iter().map(one).collect()
}

impl LaidLine<'_> {
    /// Where some characters are, a piece a row, where the line stands at a point.
    pub fn pieces(&self, chars: &Range<usize>, at: Pos2) -> Vec<Rect> {
        let (mut pieces, mut first) = (Vec::new(), 0);
        for row in &self.galley.rows {
            let last = first + row.glyphs.len();
            let (from, to) = (chars.start.max(first), chars.end.min(last));
            if from < to {
                let origin = at + row.pos.to_vec2();
                let glyphs = &row.glyphs[from - first..to - first];
                let left = glyphs.first().map_or(0.0, |g| g.pos.x);
                let right = glyphs.iter().map(Glyph::max_x).fold(left, f32::max);
                pieces.push(Rect::from_min_max(
                    pos2(origin.x + left, origin.y),
                    pos2(origin.x + right, origin.y + row.size.y),
                ));
            }
            first = last + usize::from(row.ends_with_newline);
        }
        pieces
    }

    /// Width and height.
    pub fn size(&self) -> Vec2 {
        // Trailing spaces of a row hang over.
        let width = self.galley.rows.iter().map(|row| {
            let shown = row.glyphs.iter().rev().find(|g| !g.chr.is_whitespace());
            row.pos.x + shown.map_or(0.0, Glyph::max_x)
        });
        vec2(width.fold(0.0, f32::max), self.galley.size().y)
    }
}
