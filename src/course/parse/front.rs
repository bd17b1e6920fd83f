//! The head of a card: lines `key: value` between two lines `---`; an indented line continues the one before.

use super::{Row, rows};
use crate::course::card::{Ask, Card, CardSetting, Placed};
use crate::course::patch::Patch;
use crate::lang::{Diagnostic, Span, did_you_mean};

/// A key and what stands behind it.
pub(super) struct FrontEntry<'a> {
    key: Row<'a>,
    value: Row<'a>,
    more: Vec<Row<'a>>,
}

const KEYS: [&str; 10] = [
    "title",
    "question",
    "statement",
    "scene",
    "patch",
    "tags",
    "difficulty",
    "sources",
    "notes",
    "needs",
];

/// In the place of a scene where there is none.
const NONE: &str = "none";

/// Before the id of a card whose scene another one takes.
const OF: &str = "of ";

/// The entries of a head, and the byte where the rest of the text begins.
pub(super) fn entries<'a>(source: &'a str, found: &mut Vec<Diagnostic>) -> (Vec<FrontEntry<'a>>, usize) {
    let rows = rows(source, 0);
    let is_mark = |row: &&Row| row.text.trim_end() == "---";
    let mut inside = rows.iter().skip_while(|row| row.is_blank()).peekable();
    if inside.next_if(|row| row.text.trim_end() == "---").is_none() {
        let message = "a card begins with a head between two lines `---`";
        found.push(Diagnostic::error(Span::new(0, 1), message));
        return (Vec::new(), 0);
    }
    let mut entries: Vec<FrontEntry> = Vec::new();
    for row in inside {
        if is_mark(&row) {
            return (entries, row.at + row.text.len());
        }
        if row.is_blank() {
            continue;
        }
        match (row.is_indented(), entries.last_mut(), row.text.find(':')) {
            (true, Some(entry), _) => entry.more.push(row.part(0)),
            (false, _, Some(colon)) => entries.push(FrontEntry {
                key: Row {
                    text: row.text[..colon].trim_end(),
                    at: row.at,
                },
                value: row.part(colon + 1),
                more: Vec::new(),
            }),
            _ => found.push(Diagnostic::error(
                row.span(),
                "a line of the head is written `key: value`",
            )),
        }
    }
    let end = source.len();
    let message = "the head does not end; close it with a line `---`";
    found.push(Diagnostic::error(Span::new(end, end), message));
    (entries, end)
}

impl FrontEntry<'_> {
    /// All of it on one line.
    fn text(&self) -> String {
        let rows = std::iter::once(&self.value).chain(&self.more);
        rows.map(|row| row.text)
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn span(&self) -> Span {
        let last = self.more.last().unwrap_or(&self.value);
        match self.value.text.is_empty() && self.more.is_empty() {
            true => self.key.span(),
            false => self.value.span().to(last.span()),
        }
    }

    fn placed(&self, from: usize) -> Placed<String> {
        let part = self.value.part(from);
        Placed {
            value: part.text.to_owned(),
            span: part.span(),
        }
    }

    /// The parts between signs, without space.
    fn list(&self, sign: char) -> Vec<String> {
        let text = self.text();
        let parts = text.split(sign).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// Fills a card from its head, which has a title where it is `titled`.
pub(super) fn read(card: &mut Card, entries: &[FrontEntry], titled: bool, found: &mut Vec<Diagnostic>) {
    for (index, entry) in entries.iter().enumerate() {
        let key = entry.key.text;
        if !KEYS.contains(&key) {
            let hint = match did_you_mean(key, KEYS) {
                none if none.is_empty() => format!("; there are {}", KEYS.join(", ")),
                hint => hint,
            };
            found.push(Diagnostic::error(
                entry.key.span(),
                format!("unknown key `{key}`{hint}"),
            ));
        } else if entries[..index].iter().any(|e| e.key.text == key) {
            found.push(Diagnostic::error(
                entry.key.span(),
                format!("`{key}` stands here twice"),
            ));
        } else if entry.text().is_empty() {
            found.push(Diagnostic::error(entry.key.span(), format!("`{key}` is empty")));
        } else {
            one(card, entry, found);
        }
    }
    for (key, missing) in [
        ("title", titled && card.title.is_empty()),
        ("question` or `statement", card.ask.text().is_empty()),
        ("scene", card.setting == CardSetting::default()),
    ] {
        if missing && !entries.is_empty() {
            let message = format!("the head has no `{key}`");
            found.push(Diagnostic::error(Span::new(0, 3), message));
        }
    }
}

fn one(card: &mut Card, entry: &FrontEntry, found: &mut Vec<Diagnostic>) {
    match entry.key.text {
        "title" => card.title = entry.text(),
        "question" => card.ask = Ask::Question(entry.text()),
        "statement" => card.ask = Ask::Statement(entry.text()),
        "scene" => card.setting = setting(entry, &card.source),
        "tags" => card.tags = entry.list(','),
        "sources" => card.sources = entry.list(';'),
        "notes" => card.notes = entry.text(),
        "difficulty" => match entry.value.text.parse() {
            Ok(level @ 1..=3) => card.difficulty = level,
            _ => {
                let message = "a difficulty is 1, 2 or 3";
                found.push(Diagnostic::error(entry.value.span(), message));
            }
        },
        "needs" => {
            let mut rest = entry.value.text;
            while !rest.trim().is_empty() {
                let (id, after) = rest.split_once(',').unwrap_or((rest, ""));
                let at = entry.value.text.len() - rest.len();
                let row = Row {
                    text: id,
                    at: entry.value.at + at,
                };
                let row = row.part(0);
                card.needs.push(Placed {
                    value: row.text.to_owned(),
                    span: row.span(),
                });
                rest = after;
            }
        }
        _ => patches(card, entry, found),
    }
}

/// A name, `of chapter/card`, JSON, or `none`.
fn setting(entry: &FrontEntry, source: &str) -> CardSetting {
    if entry.value.text.starts_with('{') {
        let span = entry.span();
        return CardSetting::Own(Placed {
            value: source[span.start..span.end].to_owned(),
            span,
        });
    }
    if entry.value.text == NONE {
        return CardSetting::Text(entry.value.span());
    }
    match entry.value.text.starts_with(OF) {
        true => CardSetting::Of(entry.placed(OF.len())),
        false => CardSetting::Named(entry.placed(0)),
    }
}

fn patches(card: &mut Card, entry: &FrontEntry, found: &mut Vec<Diagnostic>) {
    let rows = std::iter::once(&entry.value).chain(&entry.more);
    for row in rows.filter(|row| !row.text.is_empty()) {
        match Patch::parse(row.text, row.span()) {
            Ok(patch) => card.patches.push(patch),
            Err(error) => found.push(Diagnostic::error(row.span(), error.to_string())),
        }
    }
}

/// The title in a chapter's head.
pub(super) fn chapter(entries: &[FrontEntry], found: &mut Vec<Diagnostic>) -> String {
    for entry in entries.iter().filter(|e| e.key.text != "title") {
        let message = "a chapter's head has a `title` and nothing else";
        found.push(Diagnostic::error(entry.key.span(), message));
    }
    let title = entries.iter().find(|e| e.key.text == "title");
    title.map(FrontEntry::text).unwrap_or_default()
}
