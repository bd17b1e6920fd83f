//! One rule at every stage on its way from a text to what runs: a page of a textbook, computed.
//!
//! - `subject`: what the rule is put with so that it takes a step; `names`: what the numbers of that step are
//!   called.
//! - `formula`: nodes of the graph as one writes them; `rows`: columns of text.
//! - `tree`, `graph`, `host`, `tape`, `shader`, `whereabouts`: one page each; the text needs none.
//! - [`network`]: the same step on a network.
//!
//! Everything is read off the compiled plan: nothing here works anything out once more.
//!
//! ```
//! use ravine::code::explain::{Explained, Page, Subject};
//! use ravine::lang::Kind;
//! use ravine::scene::Reference;
//!
//! let subject = Subject::new(Kind::Optimizer, Reference::name("adam"));
//! let adam = Explained::of(&subject).expect("a rule of the catalog compiles");
//! // The correction of the bias never reaches the lanes: the host divides once per step.
//! assert!(adam.page(Page::Host).contains("1 - beta1^t"));
//! ```

mod formula;
mod graph;
mod host;
mod names;
pub mod network;
mod rows;
mod shader;
mod subject;
mod tape;
mod tree;
mod whereabouts;

use crate::compile::trial::{Origin, Trial};
use crate::compile::{Plan, PlannedRun, Program};
use crate::lang::graph::Id;
use crate::lang::op::Op;
use crate::lang::{Checked, Rule};
use names::Names;
use std::fmt::Write as _;
use std::sync::Arc;
pub use subject::Subject;

/// A stage on the way, and the page that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The rule as it is written.
    Text,
    /// The expressions as parsed, with the shape of each.
    Tree,
    /// The step as one graph, equal expressions once.
    Graph,
    /// What the host works out, once per run and once per step.
    Host,
    /// What a lane does, instruction by instruction.
    Tape,
    /// The same as text for the GPU.
    Wgsl,
    /// Every name of the rule, and where it went.
    Where,
}

impl Page {
    /// All pages, in the order in which data flows.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Tree,
        Self::Graph,
        Self::Host,
        Self::Tape,
        Self::Wgsl,
        Self::Where,
    ];

    /// The word that asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Tree => "tree",
            Self::Graph => "graph",
            Self::Host => "host",
            Self::Tape => "tape",
            Self::Wgsl => "wgsl",
            Self::Where => "where",
        }
    }

    /// The same as one reads it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Tree => "Tree",
            Self::Graph => "Graph",
            Self::Host => "Host",
            Self::Tape => "Tape",
            Self::Wgsl => "WGSL",
            Self::Where => "Where",
        }
    }

    /// The page's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Text => "The text",
            Self::Tree => "The parsed tree",
            Self::Graph => "The graph of a step",
            Self::Host => "What the host works out",
            Self::Tape => "What a lane does: the tape",
            Self::Wgsl => "The same for the GPU: WGSL",
            Self::Where => "Where each name went",
        }
    }

    /// How the page is read.
    pub fn about(self) -> &'static str {
        match self {
            Self::Text => "The single source. Nothing else in the program knows this rule.",
            Self::Tree => {
                "Each line of the rule as an operation and what it is applied to. Behind each expression \
                    stands its shape."
            }
            Self::Graph => {
                "Schedule, gradient, stages and optimizer of one step together, number by number. An \
                    expression that occurs twice is one node. Behind each stands its line, where `d` marks a \
                    derivative. What no state and no random number reaches is the host's work."
            }
            Self::Host => {
                "In double precision, before any lane runs. The lanes read these numbers and no setting: a \
                    slider that moves changes numbers, never the program."
            }
            Self::Tape => {
                "A straight-line program: no branch, no loop. The CPU interprets it for many lanes at once. \
                    Names are those of the WGSL; a mark ' means after the step."
            }
            Self::Wgsl => {
                "Generated from the tape, one line per instruction. What is behind `//` was added for this \
                    page."
            }
            Self::Where => "From the text to the trace; - where a stage has no place of its own for it.",
        }
    }
}

/// A rule, compiled with what it takes to make a step.
pub struct Explained {
    /// What the rule is put with, as a sentence.
    pub subject: String,
    rule: Arc<Rule>,
    checked: Arc<Checked>,
    plan: Plan,
    program: Arc<Program>,
    names: Names,
}

impl Explained {
    /// What stands on a page, below its title.
    pub fn body(&self, page: Page) -> String {
        match page {
            Page::Text => rows::numbered(&self.rule.source),
            Page::Tree => tree::page(&self.rule, &self.checked),
            Page::Graph => graph::page(self),
            Page::Host => host::page(self),
            Page::Tape => tape::page(self),
            Page::Wgsl => shader::page(self),
            Page::Where => whereabouts::page(self),
        }
    }

    /// A page, with its title and how it is read.
    pub fn page(&self, page: Page) -> String {
        let (title, about) = (page.title(), rows::wrapped(page.about()));
        let line = "-".repeat(title.len());
        format!("{title}\n{line}\n{about}\n\n{}", self.body(page))
    }

    /// All pages.
    pub fn text(&self) -> String {
        let name = self.rule.name.as_str();
        let title = if name.is_empty() { "An own rule" } else { name };
        let mut text = format!(
            "{title}\n{}\n{}",
            "=".repeat(title.chars().count()),
            rows::wrapped(&self.subject)
        );
        for page in Page::ALL {
            let _ = write!(text, "\n\n{}", self.page(page).trim_end());
        }
        text + "\n"
    }

    fn run(&self) -> &PlannedRun {
        &self.plan.runs[0]
    }

    fn program(&self) -> &Program {
        &self.program
    }

    fn trial(&self) -> &Trial {
        &self.names.trial
    }

    /// What a node is for that stands in no text.
    fn unwritten(&self, id: Id) -> &'static str {
        let name = self
            .names
            .run(id)
            .or_else(|| self.names.built(id))
            .unwrap_or_default();
        match self.trial().graph.parts(id) {
            None => "",
            Some(_) if name == "t" => "given: the steps done, from 1",
            Some((Op::Pick, _)) if name.contains('\'') => "skip: stays where the step is skipped",
            Some(_) => "watch: counts only where it is used",
        }
    }

    /// Where a node is written: `15: beta1*m`, with the rule's name before it where it is another one; `d`
    /// marks a derivative.
    fn source(&self, id: Id) -> String {
        let trial = self.trial();
        let Some(Some(origin)) = trial.origins.get(id.index()) else {
            return self.unwritten(id).to_owned();
        };
        let Origin {
            text,
            span,
            is_derivative,
        } = *origin;
        let text = &trial.texts[text];
        let rule = match text.source == self.rule.source {
            true => String::new(),
            false => format!("{} ", text.name),
        };
        let (line, _) = span.line_column(&text.source);
        let written = text.source.get(span.start..span.end).unwrap_or_default();
        let written = rows::short(&rows::one_line(written));
        match is_derivative {
            true => format!("{rule}{line}: d({written})"),
            false => format!("{rule}{line}: {written}"),
        }
    }
}
