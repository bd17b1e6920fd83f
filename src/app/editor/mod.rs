//! The editor of rules: what the student reads is what runs.
//!
//! It shows the rule of one [`RulePlace`]. A built-in one is read, and forked into an own rule; an own one is
//! written, and runs wherever the scene has it from the keystroke on that makes it right. Until then the text
//! stays in the editor and the scene goes on with the last good one.
//!
//! - `head`: the rule's name and what can be done with it.
//! - [`source`]: the text, coloured, with line numbers and errors; [`changes`]: a fork beside its parent.
//! - [`change`]: what becomes of the scene; [`draft`]: texts with errors; [`open`]: the buttons that lead
//!   here.
//! - `explain`: the rule at every stage of the compiler.

mod change;
mod changes;
pub mod draft;
mod explain;
mod head;
pub mod open;
mod source;

use super::compute::session::Finding;
use super::controls::tabs::{self, TabItem};
use super::controls::{finding, names};
use super::help::language;
use super::rules::{Rules, WantedRule};
use crate::catalog::{self, Entry};
use crate::lang::{Diagnostic, Span};
use crate::scene::{Reference, RulePlace, Scene};
use crate::view::formula;
use crate::view::palette::Palette;
use draft::Drafts;
use egui::{
    CentralPanel, Frame, Id, Key, Label, Margin, Modifiers, Panel, Rect, RichText, ScrollArea, Sense, Ui,
};
use explain::Explanation;

/// The name that the text's field has.
const TEXT: &str = "Rule text";

/// What stands beside the text, or on a phone in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    /// The text itself (on a phone).
    #[default]
    Text,
    /// As a paper prints it.
    Formula,
    /// How it differs from its parent.
    Changes,
    /// The reference of the language.
    Language,
}

/// The editor's state; there is one of it.
#[derive(Default)]
pub struct Editor {
    shown: Option<Open>,
    /// Texts with errors.
    drafts: Drafts,
    side: Side,
    /// The rule at every stage, while that is looked at.
    explanation: Option<Explanation>,
    /// What had the keyboard in the frame before, and where the editor stood.
    focus: Option<Id>,
    stood: Option<Rect>,
}

/// A rule that is shown.
struct Open {
    place: RulePlace,
    /// The text as it stands in the field.
    text: String,
    /// What stands in the scene: the last good text.
    written: Reference,
    /// Whether the keyboard is to go to the text.
    focus: bool,
    /// The name while it is changed.
    name: Option<String>,
    /// The line to go to, from 1.
    line: Option<usize>,
    /// Whether it is to be explained.
    explain: bool,
}

impl Editor {
    /// Whether a rule is shown.
    pub fn is_open(&self) -> bool {
        self.shown.is_some()
    }

    /// Shows what a control asked for, and follows the rule through the scene. To be called before each
    /// frame.
    pub fn follow(&mut self, rules: &mut Rules, scene: &mut Scene) {
        if let Some(WantedRule { place, fork, line }) = rules.wanted.take() {
            if fork {
                change::fork(rules, scene, place);
            }
            self.open(scene, place);
            if let Some(open) = &mut self.shown {
                open.line = line;
            }
        }
        let Some(open) = &mut self.shown else { return };
        let experiment = &scene.experiment;
        let here = open.place.reference(experiment);
        if here == Some(&open.written) {
            return;
        }
        let kind = open.place.kind();
        let same = |p: &RulePlace| p.kind() == kind && p.reference(experiment) == Some(&open.written);
        match (RulePlace::all(experiment).into_iter().find(same), here.cloned()) {
            // Runs were moved.
            (Some(place), _) => open.place = place,
            // Undone, or another rule was picked.
            (None, Some(other)) => {
                open.text = change::text(kind, &other);
                open.written = other;
                open.name = None;
            }
            (None, None) => self.shown = None,
        }
    }

    /// Goes on with drafts of an earlier visit: the latest of a rule of the scene is shown at once.
    pub fn go_on(&mut self, drafts: Drafts, scene: &Scene) {
        self.drafts = drafts;
        if let Some(place) = self.drafts.place(&scene.experiment) {
            self.open(scene, place);
        }
    }

    /// Closes the editor. A text with errors is there again when the rule is opened next.
    pub(super) fn close(&mut self) {
        self.explanation = None;
        self.shown = None;
    }

    /// Keeps the text as long as it has errors; `before` is what stood in the scene before this frame.
    fn keep(&mut self, before: &Reference) {
        let Some(open) = &self.shown else { return };
        if open.written != *before {
            self.drafts.put(before, None);
        }
        let good = change::text(open.place.kind(), &open.written);
        let draft = (open.text != good).then_some(open.text.as_str());
        self.drafts.put(&open.written, draft);
    }

    fn open(&mut self, scene: &Scene, place: RulePlace) {
        let Some(written) = place.reference(&scene.experiment) else {
            return;
        };
        let draft = self.drafts.of(written).map(str::to_owned);
        let text = draft.unwrap_or_else(|| change::text(place.kind(), written));
        self.shown = Some(Open {
            place,
            text,
            written: written.clone(),
            focus: true,
            name: None,
            line: None,
            explain: false,
        });
    }

    /// Draws the editor into the space left.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rules: &mut Rules,
        scene: &mut Scene,
        findings: &[Finding],
        narrow: bool,
    ) {
        let stood = self.stood.replace(ui.max_rect());
        if self
            .explanation
            .as_mut()
            .is_some_and(|shown| !shown.show(ui.ctx()))
        {
            self.explanation = None;
        } else if self.explanation.is_none() && self.left_by_key(ui, stood) {
            return self.close();
        }
        let Some(open) = &mut self.shown else { return };
        let before = open.written.clone();
        let kind = open.place.kind();
        let known = catalog::own(kind, &open.text);
        let mut closed = false;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            closed = head::show(ui, open, &known, rules, scene);
        });
        let forked = change::parent(&known.rule).is_some() && open.is_own();
        let sides: &[Side] = match (narrow, forked) {
            (true, true) => &[Side::Text, Side::Formula, Side::Changes, Side::Language],
            (true, false) => &[Side::Text, Side::Formula, Side::Language],
            (false, true) => &[Side::Formula, Side::Changes, Side::Language],
            (false, false) => &[Side::Formula, Side::Language],
        };
        if narrow {
            self.side = choose(ui, sides, self.side);
            match self.side {
                Side::Text => written(ui, open, &known, rules, scene, findings),
                side => beside(ui, side, &known),
            }
        } else {
            let width = ui.available_width() * 0.42;
            let frame = Frame::new().inner_margin(Margin {
                left: 12,
                ..Margin::ZERO
            });
            let side = Panel::right("beside the rule").exact_size(width).frame(frame);
            side.show(ui, |ui| {
                self.side = choose(ui, sides, self.side);
                beside(ui, self.side, &known);
            });
            CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
                written(ui, open, &known, rules, scene, findings);
            });
        }
        if std::mem::take(&mut open.explain) {
            self.explanation = Some(Explanation::of(kind, open.written.clone(), scene));
        }
        self.keep(&before);
        if closed {
            self.close();
        }
    }

    /// Whether Esc was pressed in the editor, or nowhere in particular.
    fn left_by_key(&mut self, ui: &Ui, stood: Option<Rect>) -> bool {
        let ctx = ui.ctx();
        let before = std::mem::replace(&mut self.focus, ctx.memory(|m| m.focused()));
        let inside = |id: Id| {
            let at = ctx.read_response(id).map(|r| r.rect);
            at.is_none_or(|rect| stood.is_some_and(|stood| stood.intersects(rect)))
        };
        let free = !egui::Popup::is_any_open(ctx) && before.is_none_or(inside);
        free && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape))
    }
}

impl Open {
    fn is_own(&self) -> bool {
        matches!(self.written, Reference::Source(_))
    }

    /// Takes another text over, and puts it into the scene where it is right.
    fn take(&mut self, rules: &mut Rules, scene: &mut Scene, text: String) {
        let kind = self.place.kind();
        self.text = text;
        if catalog::own(kind, &self.text).checked.is_some() {
            change::replace(rules, scene, kind, &self.written, &self.text);
            self.written = Reference::Source(self.text.clone());
        }
    }
}

/// What stands beside the text.
fn beside(ui: &mut Ui, side: Side, known: &Entry) {
    match side {
        Side::Changes => changes::show(ui, &known.rule),
        Side::Language => {
            let scrolled = ScrollArea::vertical().id_salt("language").auto_shrink(false);
            scrolled.show(ui, language::show);
        }
        Side::Text | Side::Formula => {
            let scrolled = ScrollArea::vertical().id_salt("formulas").auto_shrink(false);
            scrolled.show(ui, |ui| formula::show(ui, &known.rule));
        }
    }
}

/// The text, and under it what is wrong with it.
fn written(
    ui: &mut Ui,
    open: &mut Open,
    known: &Entry,
    rules: &mut Rules,
    scene: &mut Scene,
    findings: &[Finding],
) {
    let frame = Frame::new().inner_margin(Margin::symmetric(0, 4));
    Panel::bottom("what is wrong with the rule")
        .frame(frame)
        .show(ui, |ui| {
            if let Some(wrong) = messages(ui, open, known, findings) {
                source::go_to(ui.ctx(), &open.text, wrong);
                open.focus = true;
            }
        });
    let scrolled = ScrollArea::vertical()
        .id_salt(("rule", open.place.kind()))
        .auto_shrink(false);
    let line = open.line.take().map(|line| source::line(&open.text, line));
    if let Some(line) = line {
        source::go_to(ui.ctx(), &open.text, line);
    }
    scrolled.show(ui, |ui| {
        let source = source::EditedText {
            kind: open.place.kind(),
            found: &known.diagnostics,
            name: TEXT,
            own: open.is_own(),
            aim: line,
        };
        let mut text = open.text.clone();
        let response = source::show(ui, &mut text, &source);
        if response.changed() && text != open.text {
            open.take(rules, scene, text);
        }
        if std::mem::take(&mut open.focus) {
            response.request_focus();
        }
    });
}

/// What is wrong, one line each; where nothing is, that it runs. Returns the place of the one that was
/// clicked.
fn messages(ui: &mut Ui, open: &Open, known: &Entry, findings: &[Finding]) -> Option<Span> {
    let colors = Palette::in_ui(ui);
    let mut clicked = None;
    for diagnostic in known.diagnostics.iter().take(4) {
        let (line, _) = diagnostic.span.line_column(&open.text);
        let color = if diagnostic.is_error() {
            colors.danger
        } else {
            colors.warning
        };
        let text = names::sentence_of(&diagnostic.message);
        let shown = finding::row(ui, &format!("Line {line}: {text}"), color, Sense::click());
        if shown.on_hover_text("Click to go there").clicked() {
            clicked = Some(diagnostic.span);
        }
    }
    if known.diagnostics.iter().any(Diagnostic::is_error) {
        let text = "Until this is mended the last good text goes on running.";
        ui.add(Label::new(RichText::new(text).small().color(colors.weak)).wrap());
        return clicked;
    }
    let pointer = open.place.pointer();
    let mine: Vec<&Finding> = findings
        .iter()
        .filter(|f| f.pointer.starts_with(&pointer))
        .collect();
    match (&known.checked, mine.is_empty(), open.is_own()) {
        (Some(_), true, true) => {
            drop(ui.label(RichText::new("Runs as it stands.").small().color(colors.weak)))
        }
        (Some(_), true, false) => {
            let text = "Built in, and running as it stands. Fork it to change it.";
            ui.add(Label::new(RichText::new(text).small().color(colors.weak)).wrap());
        }
        _ if known.diagnostics.is_empty() => mine.into_iter().for_each(|f| finding::line(ui, f)),
        _ => {}
    }
    clicked
}

/// Tabs of what can stand beside the text. Returns the one that is shown.
fn choose(ui: &mut Ui, sides: &[Side], current: Side) -> Side {
    let items: Vec<TabItem> = sides.iter().map(|side| side.item()).collect();
    let at = sides.iter().position(|side| *side == current).unwrap_or(0);
    sides[tabs::row(ui, &items, at).unwrap_or(at)]
}

impl Side {
    fn item(self) -> TabItem<'static> {
        let (title, about) = match self {
            Self::Text => ("Rule", "The text that runs"),
            Self::Formula => ("Formula", "The rule as a paper would print it"),
            Self::Changes => ("Changes", "How it differs from the rule that it was forked from"),
            Self::Language => (
                "Language",
                "Every word in which rules are written, with an example",
            ),
        };
        TabItem { title, about }
    }
}
