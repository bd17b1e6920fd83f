//! Whether cards are right: every scene compiles and runs, every formula has its names, every claim holds,
//! every link leads somewhere, and the last line of a card breaks a claim.

use super::answer::{Answer, Missing};
use super::card::{self, Action, Block, Card, CardSetting, LineOfRule, Link, Prediction, lines, words};
use super::explore::{read::unseen, whole::Whole};
use super::expression::Expression;
use super::guide::{self, Guide};
use super::patch::{Path, no_run};
pub use super::report::Report;
use super::rule::{line_of, rule_of};
use super::study::Study;
use super::{Course, Fault, calculator, order, prepared, question, scene};
use crate::engine::Computed;
use crate::lang::{Diagnostic, Span, did_you_mean};
use crate::scene::Scene;

/// Most words of a card without its answers, and of a reply.
pub const WORDS: [usize; 2] = [120, 50];

/// Checks a course; `tabs` are the ids of the views that links may open.
pub fn check(course: &Course, tabs: &[&str]) -> Report {
    let faults = [course.faults.clone(), order::circles(course)].concat();
    each(course, course, Form::Card, tabs, faults)
}

/// Checks questions, whose scenes and links lead to the cards of a course.
pub fn check_questions(questions: &Course, course: &Course, tabs: &[&str]) -> Report {
    each(questions, course, Form::Question, tabs, questions.faults.clone())
}

/// Checks a guide, whose leaves' links lead to the cards of a course.
pub fn check_guide(guide: &Guide, course: &Course, tabs: &[&str]) -> Report {
    each(&guide.leaves, course, Form::Leaf, tabs, guide.faults.clone())
}

/// Checks what prepared scenes say of themselves; `scenes` are their names and their texts.
pub fn check_prepared(prepared: &Course, scenes: &[(&str, &str)], tabs: &[&str]) -> Report {
    let report = each(prepared, prepared, Form::Prepared, tabs, Vec::new());
    let faults = report
        .faults
        .into_iter()
        .map(|fault| prepared::placed(fault, scenes));
    Report {
        faults: prepared.faults.iter().cloned().chain(faults).collect(),
        ..report
    }
}

/// What is read, each in a form of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Card,
    Question,
    Prepared,
    /// Of the guide.
    Leaf,
}

fn each(cards: &Course, course: &Course, form: Form, tabs: &[&str], faults: Vec<Fault>) -> Report {
    let mut report = Report {
        faults,
        ..Report::default()
    };
    for card in cards.cards() {
        report.cards += 1;
        let mut found = Vec::new();
        let mut checker = Checker {
            course,
            card,
            form,
            tabs,
            found: &mut found,
            report: &mut report,
        };
        checker.card();
        let faults = found.iter().map(|d| Fault::of(&card.file, &card.source, d));
        let faults: Vec<Fault> = faults.collect();
        report.faults.extend(faults);
    }
    report
}

struct Checker<'a> {
    course: &'a Course,
    card: &'a Card,
    form: Form,
    tabs: &'a [&'a str],
    found: &'a mut Vec<Diagnostic>,
    report: &'a mut Report,
}

impl Checker<'_> {
    fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.found.push(Diagnostic::error(span, message));
    }

    fn take<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|d| self.found.push(d)).ok()
    }

    fn card(&mut self) {
        let card = self.card;
        if card.setting == CardSetting::default() {
            return;
        }
        match self.form {
            Form::Question => question::check(card, self.found),
            Form::Card => self.length(),
            Form::Prepared => {
                if let Some(wrong) = prepared::form(card) {
                    self.fault(Span::new(0, 3), wrong);
                }
            }
            Form::Leaf => guide::check(card, self.found),
        }
        for needed in card
            .needs
            .iter()
            .filter(|id| self.course.card(&id.value).is_none())
        {
            let message = scene::missing(&needed.value, self.course);
            self.fault(needed.span, message);
        }
        let Some(scene) = self.take(scene::of(card, self.course)) else {
            return;
        };
        let done = match Computed::reference(&scene.experiment) {
            Ok(done) => done,
            Err(findings) => {
                for finding in findings.iter().filter(|f| f.is_error) {
                    self.fault(scene::place(card, &scene, finding), finding.message.clone());
                }
                return;
            }
        };
        self.view(&scene, &done);
        let study = Study::new(&done, &scene.view, &card.lets);
        self.found.extend(unseen(card, &scene, self.form == Form::Card));
        let whole = Whole::of_card(&study, card);
        let study = study.knowing(whole.known());
        self.formulas(&study);
        for claim in &card.claims {
            self.report.claims += 1;
            if card.is_text() {
                self.answer(&study, claim);
            }
            if self.take(study.holds(claim)) == Some(false) {
                self.fault(claim.span, "this claim does not hold in the card's own scene");
            }
        }
        for link in card.links() {
            self.link(link, &scene, &study);
        }
        // What follows from another fault is not worth reading.
        let is_right = self.found.is_empty() && self.report.faults.iter().all(|f| f.file != card.file);
        if is_right && !card.is_text() && self.form == Form::Card {
            self.invitation(&scene);
        }
    }

    /// One idea: few words.
    fn length(&mut self) {
        let text: Vec<Block> = self
            .card
            .blocks
            .iter()
            .filter(|b| !matches!(b, Block::Prediction(_)))
            .cloned()
            .collect();
        let count: usize = lines(&text).into_iter().map(words).sum();
        if count > WORDS[0] {
            let message = format!(
                "{count} words are too many for a card; it has at most {}",
                WORDS[0]
            );
            self.fault(Span::new(0, 3), message);
        }
        let replies: Vec<&[Block]> = match self.card.prediction() {
            Some(Prediction::Choice(choices)) => choices.iter().map(|c| &c.reply[..]).collect(),
            Some(Prediction::Number { slips, .. }) => slips.iter().map(|s| &s.reply[..]).collect(),
            _ => Vec::new(),
        };
        for reply in replies {
            let count: usize = lines(reply).into_iter().map(words).sum();
            if count > WORDS[1] {
                let message = format!(
                    "{count} words are too many for a reply; it has at most {}",
                    WORDS[1]
                );
                self.fault(Span::new(0, 3), message);
            }
        }
    }

    fn view(&mut self, scene: &Scene, done: &Computed) {
        let span = self.card.setting.span();
        let labels: Vec<&str> = done.plan.runs.iter().map(|r| r.label.as_str()).collect();
        for (index, label) in labels.iter().enumerate() {
            if labels[..index].contains(label) {
                self.fault(
                    span,
                    format!("two runs are called \"{label}\", so neither can be named"),
                );
            }
        }
        let view = &scene.view;
        if !view.tab.is_empty() && !self.tabs.contains(&view.tab.as_str()) {
            let message = self.no_view(&view.tab);
            self.fault(span, message);
        }
        if view.selected >= labels.len().max(1) || view.step as usize > done.trace.steps {
            self.fault(span, "the card's view selects a run or a step that there is not");
        }
        for block in &self.card.blocks {
            let Block::Difference(both) = block else { continue };
            for label in both
                .value
                .iter()
                .filter(|label| !labels.contains(&label.as_str()))
            {
                self.fault(both.span, no_run(label, labels.iter().copied()));
            }
        }
    }

    fn formulas(&mut self, study: &Study) {
        let card = self.card;
        for name in &card.lets {
            // A name may stand for a number or for a series.
            if let (Err(fault), Err(_)) = (study.answer(&name.value), study.curve(&name.value)) {
                self.found.push(fault);
            }
        }
        for live in card.live() {
            self.report.live += 1;
            self.answer(study, &live.expression);
        }
        match card.prediction() {
            Some(Prediction::Number { truth, slips, .. }) => {
                self.answer(study, truth);
                slips.iter().for_each(|slip| self.answer(study, &slip.value));
            }
            Some(Prediction::Curve { truth, .. }) => drop(self.take(study.curve(truth))),
            Some(Prediction::Choice(_)) | None => {}
        }
    }

    fn answer(&mut self, study: &Study, expression: &Expression) {
        let message = match self.take(study.answer(expression)) {
            Some(Answer::Missing(Missing::NotComputed)) => {
                "there is no run to ask: a card with `scene: none` computes with numbers alone".to_owned()
            }
            Some(Answer::Missing(Missing::Undefined)) => format!(
                "`{}` is undefined here: an operation has no value, or a number is beyond 2^127",
                expression.source.trim()
            ),
            _ => return,
        };
        self.fault(expression.span, message);
    }

    fn no_view(&self, tab: &str) -> String {
        match did_you_mean(tab, self.tabs.iter().copied()) {
            none if none.is_empty() => {
                format!("there is no view `{tab}`; there are {}", self.tabs.join(", "))
            }
            hint => format!("there is no view `{tab}`{hint}"),
        }
    }

    fn link(&mut self, link: &Link, scene: &Scene, study: &Study) {
        for action in &link.actions {
            self.report.actions += 1;
            match action {
                Action::Control(path) => {
                    let control = path.control(scene);
                    let control = control.map_err(|error| Diagnostic::error(link.span, error.to_string()));
                    let _ = self.take(control);
                }
                Action::View(tab) if !self.tabs.contains(&tab.as_str()) => {
                    let message = self.no_view(tab);
                    self.fault(link.span, message);
                }
                Action::Step(step) | Action::Play(Some(step)) => self.step(study, step),
                Action::Rule(path, line) => self.rule(link.span, scene, path, line),
                Action::Card(id) if self.course.card(id).is_none() => {
                    let message = scene::missing(id, self.course);
                    self.fault(link.span, message);
                }
                Action::Calculator(id) if calculator::find(id).is_none() => {
                    self.fault(link.span, calculator::missing(id));
                }
                Action::Change(_)
                | Action::View(_)
                | Action::Play(None)
                | Action::Card(_)
                | Action::Calculator(_)
                | Action::Page(_) => {}
            }
        }
        let _ = self.changed(link, scene);
    }

    fn step(&mut self, study: &Study, step: &Expression) {
        let Some(answer) = self.take(study.answer(step)) else {
            return;
        };
        let steps = study.steps() as f64;
        let inside = answer
            .number()
            .is_some_and(|k| (0.0..=steps).contains(&k) && k.fract() == 0.0);
        if !inside {
            self.fault(step.span, format!("a link goes to a step from 0 to {steps}"));
        }
    }

    fn rule(&mut self, span: Span, scene: &Scene, path: &Path, line: &LineOfRule) {
        match rule_of(scene, path) {
            Err(error) => self.fault(span, error.to_string()),
            Ok(rule) if line_of(&rule, line).is_none() => {
                let message = match line {
                    LineOfRule::Number(number) => format!("\"{}\" has no line {number}", rule.name),
                    LineOfRule::Of(name) => format!("\"{}\" assigns and declares no `{name}`", rule.name),
                };
                self.fault(span, message);
            }
            Ok(_) => {}
        }
    }

    /// What a link makes of the scene, computed; None where it changes nothing, or wrongly.
    fn changed(&mut self, link: &Link, scene: &Scene) -> Option<(Scene, Computed)> {
        let mut changed = scene.clone();
        for action in &link.actions {
            if let Action::Change(patch) = action {
                let applied = patch.applied(&changed);
                changed =
                    self.take(applied.map_err(|error| Diagnostic::error(link.span, error.to_string())))?;
            }
        }
        if changed == *scene {
            return None;
        }
        match Computed::reference(&changed.experiment) {
            Ok(done) => Some((changed, done)),
            Err(findings) => {
                for finding in findings.iter().filter(|f| f.is_error) {
                    self.fault(link.span, finding.message.clone());
                }
                None
            }
        }
    }

    /// The last line invites to break it: what a link there changes makes a claim false.
    fn invitation(&mut self, scene: &Scene) {
        let card = self.card;
        let Some(Block::Paragraph(last)) = card.blocks.last() else {
            self.fault(
                Span::new(0, 3),
                "a card ends with a line that invites to change the scene",
            );
            return;
        };
        if card.claims.is_empty() {
            self.fault(Span::new(0, 3), "a card makes a claim: a line `claim ...`");
            return;
        }
        let mut breaks = false;
        for link in card::links(last) {
            // A wrong change was told of already.
            let told = self.found.len();
            if let Some((changed, done)) = self.changed(link, scene) {
                let study = Study::new(&done, &changed.view, &card.lets);
                let whole = Whole::of_card(&study, card);
                let study = study.knowing(whole.known());
                breaks |= card.claims.iter().any(|claim| study.holds(claim) == Ok(false));
            }
            self.found.truncate(told);
        }
        if !breaks {
            let message = "no link in the last line makes a claim false; invite to break it, `set:...=...`";
            self.fault(Span::new(0, 3), message);
        }
    }
}
