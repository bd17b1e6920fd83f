//! The guide: questions that lead to a scene with its settings, each with its reason.
//!
//! The questions are one text, `assets/guide/tree.txt`, which [`parse`] reads. Where an answer ends is a
//! leaf, `assets/guide/<leaf>.md`: a card on a scene of its own, whose items are settings, each with a link
//! to what shows it.

mod parse;

use super::card::{Action, Block, Card, Inline, lines, links, words};
use super::{Course, Fault};
use crate::catalog;
use crate::lang::{Diagnostic, Span, did_you_mean};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Most words of a leaf.
pub const WORDS: usize = 220;
/// The file of the questions.
const TREE: &str = "assets/guide/tree.txt";
/// Before the name of a leaf, in its id.
const LEAVES: &str = "guide/";

/// Questions and where their answers lead.
#[derive(Clone, Debug, Default)]
pub struct Guide {
    /// The questions; the first one is asked first.
    pub questions: Vec<GuideQuestion>,
    /// The leaves, as the cards of one chapter.
    pub leaves: Course,
    /// What is wrong with the texts alone; nothing has run yet.
    pub faults: Vec<Fault>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideQuestion {
    /// Its words.
    pub words: String,
    /// What can be answered.
    pub answers: Vec<GuideAnswer>,
    /// Where it stands, in bytes of the tree's text.
    pub span: Span,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideAnswer {
    /// Its words.
    pub words: String,
    /// Where it leads.
    pub next: Next,
    /// Where it stands.
    pub span: Span,
}

/// Where an answer leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To the question of a place.
    Ask(usize),
    /// To a leaf, by its id.
    Leaf(String),
}

/// What comes after some answers.
#[derive(Clone, Copy, Debug)]
pub enum Now<'a> {
    /// A question.
    Asks(&'a GuideQuestion),
    /// A leaf.
    Ends(&'a Card),
}

impl Guide {
    /// The guide that is part of the program.
    pub fn embedded() -> &'static Self {
        static GUIDE: OnceLock<Guide> = OnceLock::new();
        GUIDE.get_or_init(|| Self::read((TREE, catalog::guide_tree()), catalog::guide()))
    }

    /// Reads the tree and the leaves: the files' names, of leaves without folder and ending, and their texts.
    pub fn read((file, tree): (&str, &str), leaves: &[(&str, &str)]) -> Self {
        let (questions, found) = parse::tree(tree);
        let files = leaves
            .iter()
            .map(|(name, text)| (format!("assets/guide/{name}.md"), *text));
        let files: Vec<(String, &str)> = files.collect();
        let leaves = Course::read(files.iter().map(|(file, text)| (file.as_str(), *text)));
        let mut guide = Self {
            faults: leaves.faults.clone(),
            questions,
            leaves,
        };
        // Where the tree itself is wrong, part of it is not there.
        let unreached = if found.is_empty() {
            guide.unreached(file)
        } else {
            Vec::new()
        };
        let found = found.into_iter().chain(guide.nowhere());
        let faults: Vec<Fault> = found.map(|d| Fault::of(file, tree, &d)).collect();
        guide.faults.extend(faults);
        guide.faults.extend(unreached);
        guide
    }

    /// The leaf of an id.
    pub fn leaf(&self, id: &str) -> Option<&Card> {
        self.leaves.card(id)
    }

    /// Follows answers, by their words, as far as they are there. Returns each question with the answer
    /// that was taken, and what comes then; None where there is no guide.
    pub fn follow<S: AsRef<str>>(
        &self,
        path: &[S],
    ) -> (Vec<(&GuideQuestion, &GuideAnswer)>, Option<Now<'_>>) {
        let mut taken = Vec::new();
        let mut question = self.questions.first();
        for words in path {
            let Some((asked, answer)) = question.and_then(|q| Some((q, q.answer(words.as_ref())?))) else {
                break;
            };
            taken.push((asked, answer));
            match &answer.next {
                Next::Ask(place) => question = self.questions.get(*place),
                Next::Leaf(id) => return (taken, self.leaf(id).map(Now::Ends)),
            }
        }
        (taken, question.map(Now::Asks))
    }

    /// The first answers that lead to a leaf.
    pub fn path_to(&self, leaf: &str) -> Option<Vec<&str>> {
        let mut waiting: Vec<(usize, Vec<&str>)> = vec![(0, Vec::new())];
        let mut at = 0;
        // A question stands below one answer only, so this ends.
        while let Some((place, path)) = waiting.get(at).cloned() {
            for answer in self.questions.get(place).into_iter().flat_map(|q| &q.answers) {
                let mut path = path.clone();
                path.push(answer.words.as_str());
                match &answer.next {
                    Next::Leaf(id) if id == leaf => return Some(path),
                    Next::Leaf(_) => {}
                    Next::Ask(next) => waiting.push((*next, path)),
                }
            }
            at += 1;
        }
        None
    }

    fn answers(&self) -> impl Iterator<Item = &GuideAnswer> {
        self.questions.iter().flat_map(|question| &question.answers)
    }

    /// Answers that lead to a leaf that there is not.
    fn nowhere(&self) -> Vec<Diagnostic> {
        let known = || self.leaves.cards().map(|leaf| name(&leaf.id));
        let wrong = |answer: &GuideAnswer| {
            let Next::Leaf(id) = &answer.next else { return None };
            // Where none is named, the parser has said so.
            let is_missing = !id.is_empty() && self.leaf(id).is_none();
            let message = format!(
                "there is no leaf `{}`{}",
                name(id),
                did_you_mean(name(id), known())
            );
            is_missing.then(|| Diagnostic::error(answer.span, message))
        };
        self.answers().filter_map(wrong).collect()
    }

    /// Leaves to which no answer leads.
    fn unreached(&self, tree: &str) -> Vec<Fault> {
        let reached = self.answers().filter_map(|answer| match &answer.next {
            Next::Leaf(id) => Some(id.as_str()),
            Next::Ask(_) => None,
        });
        let reached: BTreeSet<&str> = reached.collect();
        let missed = self
            .leaves
            .cards()
            .filter(|leaf| !reached.contains(leaf.id.as_str()));
        let fault = |leaf: &Card| Fault {
            file: leaf.file.clone(),
            place: (1, 1),
            message: format!(
                "no answer leads here; end one in {tree} with `-> {}`",
                name(&leaf.id)
            ),
        };
        missed.map(fault).collect()
    }
}

impl GuideQuestion {
    /// The answer of some words.
    pub fn answer(&self, words: &str) -> Option<&GuideAnswer> {
        self.answers.iter().find(|answer| answer.words == words)
    }
}

/// A card of a course, or a leaf of the guide.
pub fn find<'a>(course: &'a Course, id: &str) -> Option<&'a Card> {
    course.card(id).or_else(|| Guide::embedded().leaf(id))
}

/// A leaf's id without what all of them share.
fn name(id: &str) -> &str {
    id.strip_prefix(LEAVES).unwrap_or(id)
}

/// The items of a leaf: its settings, each with its reason.
pub fn settings(leaf: &Card) -> Vec<&[Inline]> {
    let items = leaf.blocks.iter().filter_map(|block| match block {
        Block::List(_, items) => Some(items),
        _ => None,
    });
    items
        .flatten()
        .filter_map(|item| lines(item).into_iter().next())
        .collect()
}

/// What is wrong with a leaf's form.
pub(super) fn check(leaf: &Card, found: &mut Vec<Diagnostic>) {
    let mut fault = |message: String| found.push(Diagnostic::error(Span::new(0, 3), message));
    if leaf.is_text() {
        fault("a leaf opens a scene; it cannot have `scene: none`".to_owned());
    }
    if leaf.prediction().is_some() {
        fault("a leaf asks nothing: what it answers stands in the tree".to_owned());
    }
    let count: usize = lines(&leaf.blocks).into_iter().map(words).sum();
    if count > WORDS {
        fault(format!(
            "{count} words are too many for a leaf; it has at most {WORDS}"
        ));
    }
    let settings = settings(leaf);
    if settings.is_empty() {
        fault("a leaf lists its settings, each with its reason, such as `- **AdamW**: ...`".to_owned());
    }
    for (place, setting) in settings.iter().enumerate() {
        let begins = matches!(setting.first(), Some(Inline::Text(_, style)) if style.strong);
        if !begins {
            fault(format!(
                "setting {} begins with its name, as in `- **AdamW**: ...`",
                place + 1
            ));
        }
        let mut shown = links(setting).into_iter().flat_map(|link| &link.actions);
        if !shown.any(|action| matches!(action, Action::Card(_) | Action::Page(_))) {
            fault(format!(
                "setting {} has no source: link the card that shows it (`card:`) or the paper (`https:`)",
                place + 1
            ));
        }
    }
}
