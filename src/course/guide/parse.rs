//! The text of the tree to its questions. Lines, two spaces deeper a level; what begins with `#` is for who
//! reads the file:
//!
//! ```text
//! ? a question
//!   - an answer -> leaf
//!   - an answer
//!     ? the question to which it leads
//! ```

use super::{GuideAnswer, GuideQuestion, LEAVES, Next};
use crate::lang::{Diagnostic, Span};

/// Between an answer and its leaf.
const ARROW: &str = "->";
/// Spaces a level.
const LEVEL: usize = 2;

/// Reads the questions, the first one first. All that is wrong is reported with its place; what is right is
/// kept.
pub(super) fn tree(source: &str) -> (Vec<GuideQuestion>, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end();
        let begins = text.len() - text.trim_start().len();
        let span = Span::new(at + begins, at + text.len());
        if !text.is_empty() && !text.trim_start().starts_with('#') {
            reader.line(&text[..begins], &text[begins..], span);
        }
        at += line.len();
    }
    reader.close();
    (reader.questions, reader.found)
}

#[derive(Default)]
struct Reader {
    questions: Vec<GuideQuestion>,
    /// The questions that are not closed yet, the outermost first: their places.
    open: Vec<usize>,
    found: Vec<Diagnostic>,
}

impl Reader {
    fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.found.push(Diagnostic::error(span, message));
    }

    fn line(&mut self, indent: &str, text: &str, span: Span) {
        if indent.contains('\t') {
            return self.fault(span, "indent with spaces, two a level, not with tabs");
        }
        match (text.strip_prefix("? "), text.strip_prefix("- ")) {
            (Some(words), _) => self.question(indent.len(), words.trim(), span),
            (_, Some(words)) => self.answer(indent.len(), words.trim(), span),
            _ => self.fault(
                span,
                "a line is a question, `? ...`, an answer, `- ...`, or a remark, `# ...`",
            ),
        }
    }

    /// A question stands two levels below the one whose answer leads to it.
    fn question(&mut self, indent: usize, words: &str, span: Span) {
        if self.questions.is_empty() && indent > 0 {
            return self.fault(span, "the first question begins at the margin");
        }
        if !self.questions.is_empty() && indent == 0 {
            let message = "there is one first question; put this one below an answer, two spaces deeper";
            return self.fault(span, message);
        }
        let depth = indent / (2 * LEVEL);
        if !indent.is_multiple_of(2 * LEVEL) || depth > self.open.len() {
            let message = "a question stands two spaces deeper than the answer that leads to it";
            return self.fault(span, message);
        }
        self.open.truncate(depth);
        let place = self.questions.len();
        if let Some(&above) = self.open.last() {
            let Some(answer) = self.questions[above].answers.last_mut() else {
                return self.fault(span, "an answer comes before the question to which it leads");
            };
            if !matches!(&answer.next, Next::Leaf(id) if id.is_empty()) {
                let message = format!(
                    "\"{}\" leads elsewhere already; an answer leads to one thing",
                    answer.words
                );
                return self.fault(span, message);
            }
            answer.next = Next::Ask(place);
        }
        self.questions.push(GuideQuestion {
            words: words.to_owned(),
            answers: Vec::new(),
            span,
        });
        self.open.push(place);
    }

    fn answer(&mut self, indent: usize, words: &str, span: Span) {
        let depth = indent / (2 * LEVEL);
        if indent % (2 * LEVEL) != LEVEL || depth >= self.open.len() {
            return self.fault(span, "an answer stands two spaces deeper than its question");
        }
        self.open.truncate(depth + 1);
        let question = &mut self.questions[self.open[depth]];
        let (words, leaf) = words.rsplit_once(ARROW).unwrap_or((words, ""));
        let (words, leaf) = (words.trim(), leaf.trim());
        if question.answers.iter().any(|answer| answer.words == words) {
            let message = format!("\"{words}\" answers \"{}\" already", question.words);
            return self.fault(span, message);
        }
        let id = if leaf.is_empty() {
            String::new()
        } else {
            format!("{LEAVES}{leaf}")
        };
        question.answers.push(GuideAnswer {
            words: words.to_owned(),
            next: Next::Leaf(id),
            span,
        });
    }

    /// What can only be said at the end.
    fn close(&mut self) {
        if self.questions.is_empty() && self.found.is_empty() {
            self.fault(Span::new(0, 0), "there is no question; begin with a line `? ...`");
        }
        let mut found = Vec::new();
        for question in &self.questions {
            if question.answers.len() < 2 {
                let message = "a question has at least two answers: lines `- ...` below it";
                found.push(Diagnostic::error(question.span, message));
            }
            for answer in &question.answers {
                if matches!(&answer.next, Next::Leaf(id) if id.is_empty()) {
                    let message =
                        "this answer leads nowhere; end it with `-> leaf`, or put a question below it";
                    found.push(Diagnostic::error(answer.span, message));
                }
            }
        }
        // What a wrong line leaves open is not worth reading.
        if self.found.is_empty() {
            self.found = found;
        }
        self.found.sort_by_key(|d| d.span.start);
    }
}
