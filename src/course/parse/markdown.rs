//! Running text in CommonMark to blocks.

use super::braces::{self, Braces, covered, live};
use super::link;
use crate::course::card::{Block, Inline, Link, WordStyle};
use crate::lang::{Diagnostic, Span};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The blocks of a part of a card's text.
pub(super) fn blocks(source: &str, span: Span, found: &mut Vec<Diagnostic>) -> Vec<Block> {
    let (text, braces) = covered(source, span, found);
    let mut builder = Builder {
        source,
        from: span.start,
        braces,
        found,
        blocks: vec![Vec::new()],
        line: Vec::new(),
        links: Vec::new(),
        lists: Vec::new(),
        table: Vec::new(),
        code: None,
        strong: 0,
        emphasis: 0,
    };
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        builder.event(event, range);
    }
    builder.flush();
    builder.blocks.pop().unwrap_or_default()
}

/// The words of a part of a line.
pub(super) fn line(source: &str, span: Span, found: &mut Vec<Diagnostic>) -> Vec<Inline> {
    let blocks = blocks(source, span, found);
    let words = blocks.into_iter().map(|block| match block {
        Block::Paragraph(line) | Block::Heading(_, line) => line,
        _ => {
            found.push(Diagnostic::error(span, "expected words on one line"));
            Vec::new()
        }
    });
    words.flatten().collect()
}

/// What is open while the events of a text pass.
struct Builder<'a, 'f> {
    source: &'a str,
    /// Where the text begins in the card's file.
    from: usize,
    braces: Vec<Braces<'a>>,
    found: &'f mut Vec<Diagnostic>,
    /// The blocks of what is open: the text, a quote, an item.
    blocks: Vec<Vec<Block>>,
    /// The line that is being read, and those around an open link.
    line: Vec<Inline>,
    links: Vec<(String, Span, Vec<Inline>)>,
    lists: Vec<(Option<u64>, Vec<Vec<Block>>)>,
    table: Vec<Vec<Vec<Inline>>>,
    /// The kind and the lines of an open block of code.
    code: Option<(String, String)>,
    strong: usize,
    emphasis: usize,
}

impl Builder<'_, '_> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.from + range.start, self.from + range.end)
    }

    fn style(&self) -> WordStyle {
        WordStyle {
            strong: self.strong > 0,
            emphasis: self.emphasis > 0,
            code: false,
        }
    }

    /// Puts the line that was read into its block.
    fn flush(&mut self) {
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.push(Block::Paragraph(line));
        }
    }

    fn push(&mut self, block: Block) {
        if let Some(blocks) = self.blocks.last_mut() {
            blocks.push(block);
        }
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => {
                let text = self.uncovered(&text, self.span(&range));
                if let Some((_, code)) = &mut self.code {
                    code.push_str(&text);
                }
            }
            Event::Text(text) => self.text(&text, &range),
            Event::Code(text) => {
                let style = WordStyle {
                    code: true,
                    ..self.style()
                };
                let text = self.uncovered(&text, self.span(&range));
                self.line.push(Inline::Text(text, style));
            }
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.line.push(Inline::Break),
            Event::Html(_) | Event::InlineHtml(_) => {
                self.refuse(&range, "HTML is not read here; write CommonMark");
            }
            Event::Rule => self.refuse(&range, "a line across has no meaning in a card"),
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn refuse(&mut self, range: &Range<usize>, message: &str) {
        self.found.push(Diagnostic::error(self.span(range), message));
    }

    fn start(&mut self, tag: Tag, range: &Range<usize>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => {
                let around = std::mem::take(&mut self.line);
                self.links.push((dest_url.to_string(), self.span(range), around));
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push((first, Vec::new()));
            }
            Tag::Item | Tag::BlockQuote(_) => {
                self.flush();
                self.blocks.push(Vec::new());
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let kind = match kind {
                    CodeBlockKind::Fenced(kind) => kind.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((kind, String::new()));
            }
            Tag::Image { .. } => {
                self.refuse(range, "a card has no pictures; its scene is the picture");
            }
            Tag::TableHead | Tag::TableRow => self.table.push(Vec::new()),
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong -= 1,
            TagEnd::Emphasis => self.emphasis -= 1,
            TagEnd::Link => self.end_link(),
            TagEnd::Heading(level) => {
                let line = std::mem::take(&mut self.line);
                self.push(Block::Heading(level as u8, line));
            }
            TagEnd::Item => {
                self.flush();
                let item = self.blocks.pop().unwrap_or_default();
                if let Some((_, items)) = self.lists.last_mut() {
                    items.push(item);
                }
            }
            TagEnd::List(_) => {
                if let Some((first, items)) = self.lists.pop() {
                    self.push(Block::List(first, items));
                }
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                let inner = self.blocks.pop().unwrap_or_default();
                self.push(Block::Quote(inner));
            }
            TagEnd::CodeBlock => match self.code.take() {
                Some((kind, lines)) if kind == "formula" => self.push(Block::Formula(lines)),
                Some((_, lines)) => self.push(Block::Code(lines)),
                None => {}
            },
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                if let Some(row) = self.table.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.table);
                self.push(Block::Table(rows));
            }
            TagEnd::TableHead | TagEnd::TableRow => {}
            _ => self.flush(),
        }
    }

    fn end_link(&mut self) {
        let Some((destination, span, around)) = self.links.pop() else {
            return;
        };
        let words = std::mem::replace(&mut self.line, around);
        // Those in the words are computed by now: what is left are the braces of JSON.
        let destination = self.uncovered(&destination, span);
        match link::actions(&destination, self.source, span) {
            Ok(actions) => self.line.push(Inline::Link(Link { words, actions, span })),
            Err(found) => self.found.extend(found),
        }
    }

    /// Words, and the computed numbers among them.
    fn text(&mut self, text: &str, range: &Range<usize>) {
        let mut rest = text;
        while let Some(at) = rest.find(braces::FIRST) {
            self.words(&rest[..at]);
            let length = braces::length(&rest[at..]);
            rest = &rest[at + length..];
            self.computed(range);
        }
        self.words(rest);
    }

    /// Adds words. What is set alike is one text, wherever its lines end, so that phrases are found in it.
    fn words(&mut self, text: &str) {
        let style = self.style();
        match self.line.last_mut() {
            Some(Inline::Text(before, own)) if *own == style => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.line.push(Inline::Text(text.to_owned(), style)),
        }
    }

    /// The first number within a range that was not yet met.
    fn computed(&mut self, range: &Range<usize>) {
        let span = self.span(range);
        let inside = |b: &Braces| b.span.start >= span.start && b.span.end <= span.end;
        let Some(place) = self.braces.iter().position(inside) else {
            return;
        };
        match live(self.braces.remove(place)) {
            Ok(live) => self.line.push(Inline::Live(live, self.style())),
            Err(found) => self.found.extend(found),
        }
    }

    /// Text as it was typed, where braces are only braces.
    fn uncovered(&mut self, text: &str, span: Span) -> String {
        let mut text = text.to_owned();
        let inside = |b: &Braces| b.span.start >= span.start && b.span.end <= span.end;
        let (own, others) = std::mem::take(&mut self.braces).into_iter().partition(inside);
        self.braces = others;
        for braces in own {
            if let Some(at) = text.find(braces::FIRST) {
                let length = braces::length(&text[at..]);
                text.replace_range(at..at + length, &self.source[braces.span.start..braces.span.end]);
            }
        }
        text
    }
}
