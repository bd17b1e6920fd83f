//! A card as a page of HTML that needs no program: what is guessed opens by a click, and nothing is asked of
//! a server.

use super::figure::CardFigure;
use ravine::course::card::{Action, Block, Form, Inline, Link, Prediction, WordStyle};
use ravine::course::difference::between;
use ravine::course::expression::Expression;
use ravine::course::study::Study;
use ravine::course::{Card, Chapter, Course};
use ravine::view::canvas::svg::escaped;
use ravine::view::formula;
use std::fmt::Write as _;

/// A card's scene as it was computed.
pub struct ComputedScene<'a> {
    study: Study<'a>,
    figure: Option<&'a CardFigure>,
}

/// The cards before and after a card.
pub struct Beside<'a> {
    pub before: Option<&'a Card>,
    pub after: Option<&'a Card>,
}

impl<'a> ComputedScene<'a> {
    pub fn new(study: Study<'a>, figure: Option<&'a CardFigure>) -> Self {
        Self { study, figure }
    }
}

/// The page of all chapters.
pub fn contents(course: &Course) -> String {
    let mut body = String::from(
        "<nav><a href=\"calculators.html\">Calculators</a></nav>\n<main>\n<h1>Ravine: the course</h1>\n",
    );
    for Chapter {
        title, about, cards, ..
    } in &course.chapters
    {
        let _ = writeln!(
            body,
            "<h2>{}</h2>\n<p>{}</p>\n<ol>",
            escaped(title),
            escaped(about)
        );
        for card in cards {
            let (id, title, ask) = (&card.id, escaped(&card.title), escaped(card.ask.text()));
            let _ = writeln!(body, "<li><a href=\"{id}.html\">{title}</a><br>{ask}</li>");
        }
        body.push_str("</ol>\n");
    }
    body.push_str("</main>\n");
    framed("Ravine: the course", "", &body)
}

/// The page of a card.
pub fn card(course: &Course, card: &Card, beside: &Beside, run: &ComputedScene) -> String {
    let chapter = course.chapters.iter().find(|c| c.id == card.chapter());
    let chapter = chapter.map_or("", |c| &c.title);
    let mut body = navigation(beside);
    let (title, ask) = (escaped(&card.title), escaped(card.ask.text()));
    let _ = writeln!(
        body,
        "<main>\n<p class=\"chapter\">{}</p>\n<h1>{title}</h1>\n<p class=\"ask\">{ask}</p>",
        escaped(chapter)
    );
    let guessed = card.blocks.iter().position(|b| matches!(b, Block::Prediction(_)));
    let (before, after) = card.blocks.split_at(guessed.map_or(0, |place| place + 1));
    run.blocks(&mut body, before);
    if guessed.is_some() {
        body.push_str("<details class=\"reveal\"><summary>What happens</summary>\n");
    }
    run.picture(&mut body, card);
    run.blocks(&mut body, after);
    if guessed.is_some() {
        body.push_str("</details>\n");
    }
    if !card.sources.is_empty() {
        let sources: Vec<String> = card.sources.iter().map(|s| escaped(s)).collect();
        let _ = writeln!(body, "<p class=\"sources\">Sources: {}</p>", sources.join("; "));
    }
    if !card.notes.is_empty() {
        let notes = escaped(&card.notes);
        let _ = writeln!(
            body,
            "<details class=\"notes\"><summary>Notes for the speaker</summary>\n<p>{notes}</p></details>"
        );
    }
    body.push_str("</main>\n");
    framed(&card.title, "../", &body)
}

/// A whole page of a body; `root` leads to the folder of the course.
pub(super) fn framed(title: &str, root: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{root}style.css\">\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

fn navigation(beside: &Beside) -> String {
    let link = |card: Option<&Card>, relation: &str| match card {
        Some(card) => format!(
            "<a rel=\"{relation}\" href=\"../{}.html\">{}</a>",
            card.id,
            escaped(&card.title)
        ),
        None => "<span></span>".to_owned(),
    };
    let (before, after) = (link(beside.before, "prev"), link(beside.after, "next"));
    format!("<nav>{before}<a href=\"../index.html\">Contents</a>{after}</nav>\n")
}

impl ComputedScene<'_> {
    fn picture(&self, out: &mut String, card: &Card) {
        let name = card.id.rsplit('/').next().unwrap_or_default();
        let Some(figure) = self.figure else { return };
        let about = escaped(&figure.about);
        let _ = writeln!(out, "<figure><img src=\"{name}.svg\" alt=\"{about}\"></figure>");
    }

    fn blocks(&self, out: &mut String, blocks: &[Block]) {
        for block in blocks {
            self.block(out, block);
        }
    }

    fn block(&self, out: &mut String, block: &Block) {
        match block {
            Block::Paragraph(line) => self.line_in(out, "p", line),
            Block::Heading(level, line) => self.line_in(out, if *level < 2 { "h2" } else { "h3" }, line),
            Block::List(first, items) => {
                let tag = if first.is_some() { "ol" } else { "ul" };
                let _ = writeln!(out, "<{tag}>");
                for item in items {
                    out.push_str("<li>");
                    self.blocks(out, item);
                    out.push_str("</li>\n");
                }
                let _ = writeln!(out, "</{tag}>");
            }
            Block::Quote(inner) => {
                out.push_str("<blockquote>\n");
                self.blocks(out, inner);
                out.push_str("</blockquote>\n");
            }
            Block::Code(lines) => {
                let _ = writeln!(out, "<pre>{}</pre>", escaped(lines));
            }
            Block::Formula(lines) => match formula::svg(lines) {
                Some(svg) => {
                    let _ = writeln!(out, "<figure class=\"formula\">{svg}</figure>");
                }
                None => {
                    let _ = writeln!(out, "<pre>{}</pre>", escaped(lines));
                }
            },
            Block::Table(rows) => self.table(out, rows),
            Block::Difference(labels) => self.difference(out, &labels.value),
            Block::Prediction(prediction) => self.prediction(out, prediction),
        }
    }

    fn line_in(&self, out: &mut String, tag: &str, line: &[Inline]) {
        let _ = writeln!(out, "<{tag}>{}</{tag}>", self.line(line));
    }

    fn table(&self, out: &mut String, rows: &[Vec<Vec<Inline>>]) {
        out.push_str("<table>\n");
        for (index, row) in rows.iter().enumerate() {
            let tag = if index == 0 { "th" } else { "td" };
            let cells: Vec<String> = row
                .iter()
                .map(|c| format!("<{tag}>{}</{tag}>", self.line(c)))
                .collect();
            let _ = writeln!(out, "<tr>{}</tr>", cells.concat());
        }
        out.push_str("</table>\n");
    }

    fn difference(&self, out: &mut String, labels: &[String; 2]) {
        let _ = writeln!(
            out,
            "<pre class=\"difference\"><span class=\"out\">− {}</span>\n<span class=\"in\">+ {}</span>",
            escaped(&labels[0]),
            escaped(&labels[1])
        );
        for line in between(self.study.experiment(), labels) {
            let (class, sign) = if line.is_first {
                ("out", '−')
            } else {
                ("in", '+')
            };
            let _ = writeln!(
                out,
                "<span class=\"{class}\">{sign}   {}</span>",
                escaped(&line.line)
            );
        }
        out.push_str("</pre>\n");
    }

    fn prediction(&self, out: &mut String, prediction: &Prediction) {
        match prediction {
            Prediction::Choice(choices) => {
                out.push_str("<div class=\"guess\">\n");
                for choice in choices {
                    let right = if choice.is_right { "Yes." } else { "No." };
                    let words = self.line(&choice.words);
                    let _ = writeln!(out, "<details><summary>{words}</summary>\n<p>{right}</p>");
                    self.blocks(out, &choice.reply);
                    out.push_str("</details>\n");
                }
                out.push_str("</div>\n");
            }
            Prediction::Number {
                truth,
                tolerance,
                slips,
            } => {
                let truth = self.number(truth, Form::default());
                let near = 100.0 * tolerance;
                let _ = writeln!(
                    out,
                    "<details class=\"guess\"><summary>Write down a number, then compare</summary>\n\
                     <p>It is {truth}; within {near} % counts as right.</p>"
                );
                for slip in slips {
                    let value = self.number(&slip.value, Form::default());
                    let _ = writeln!(out, "<p>Who wrote {value}:</p>");
                    self.blocks(out, &slip.reply);
                }
                out.push_str("</details>\n");
            }
            Prediction::Curve { truth, log } => {
                let scale = if *log { ", on a logarithmic scale" } else { "" };
                let curve = escaped(&truth.source);
                let _ = writeln!(
                    out,
                    "<p class=\"guess\">Draw <code>{curve}</code> over the steps{scale}, then compare.</p>"
                );
            }
        }
    }

    fn number(&self, expression: &Expression, form: Form) -> String {
        let text = match self.study.answer(expression) {
            Ok(answer) => answer.text(form),
            Err(fault) => fault.message,
        };
        escaped(&text)
    }

    fn line(&self, line: &[Inline]) -> String {
        line.iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&self, inline: &Inline) -> String {
        match inline {
            Inline::Text(text, style) => styled(escaped(text), *style),
            Inline::Live(live, style) => {
                let number = self.number(&live.expression, live.form);
                let formula = escaped(live.expression.source.trim());
                styled(
                    format!("<span class=\"live\" title=\"{formula}\">{number}</span>"),
                    *style,
                )
            }
            Inline::Break => "<br>".to_owned(),
            Inline::Link(link) => self.link(link),
        }
    }

    /// Words that lead to a page are a link; others say what they would do in the program.
    fn link(&self, link: &Link) -> String {
        let words = self.line(&link.words);
        let mut does = Vec::new();
        for action in &link.actions {
            match action {
                Action::Card(id) => return format!("<a href=\"../{id}.html\">{words}</a>"),
                Action::Calculator(id) => {
                    return format!("<a href=\"../calculators.html#{id}\">{words}</a>");
                }
                Action::Page(address) => return format!("<a href=\"{}\">{words}</a>", escaped(address)),
                Action::Control(path) => does.push(format!("change {path}")),
                Action::Change(patch) => does.push(format!("{} = {}", patch.path, patch.value)),
                Action::View(tab) => does.push(format!("look at {tab}")),
                Action::Step(step) => does.push(format!("go to step {}", step.source)),
                Action::Play(_) => does.push("play".to_owned()),
                Action::Rule(path, _) => does.push(format!("read {path}")),
            }
        }
        let does = escaped(&does.join("; "));
        format!("<span class=\"does\" title=\"In Ravine: {does}\">{words}</span>")
    }
}

fn styled(text: String, style: WordStyle) -> String {
    let mut text = text;
    for (wanted, tag) in [
        (style.code, "code"),
        (style.emphasis, "em"),
        (style.strong, "strong"),
    ] {
        if wanted {
            text = format!("<{tag}>{text}</{tag}>");
        }
    }
    text
}
