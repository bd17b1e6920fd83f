//! The guide: its questions with the answers that were taken, the leaf where they end, and the checklist of
//! the scene on screen.

mod checklist;

use super::Reader;
use super::contents::small;
use super::kept::Shelf;
use super::panel::link;
use crate::app::App;
use crate::app::controls::theme;
use crate::course::card::{Action, Block, Card};
use crate::course::guide::{Guide, GuideAnswer, GuideQuestion, Now};
use crate::course::study::Study;
use crate::course::{Course, scene};
use crate::engine::Computed;
use crate::scene::Scene;
use crate::view::card::{self, Asked, Attempt, Reading};
use crate::view::memo::Memo;
use checklist::Checklist;
use egui::{Button, RichText, Ui};

/// The name under which the answers are kept.
const ANSWERS: &str = "guide.json";

/// How far the reader has come.
#[derive(Default)]
pub(super) struct Guiding {
    /// The answers taken, by their words.
    path: Vec<String>,
    /// Whether what is kept of earlier visits was read.
    begun: bool,
    /// Whether a card is read to which the guide has led.
    pub(super) away: bool,
    before: Memo<&'static str, Option<Before>>,
    checklist: Checklist,
}

/// A leaf whose scene is not open yet.
struct Before {
    /// As far as it can be read then: to the end of its settings.
    leaf: Card,
    scene: Scene,
    /// One step: enough for its settings.
    done: Computed,
}

impl App {
    /// The guide as a page.
    pub(super) fn guide(&mut self, ui: &mut Ui) {
        self.study.begin_guide();
        self.study.guiding.away = false;
        let path = self.study.guiding.path.clone();
        let (taken, now) = Guide::embedded().follow(&path);
        let mut answers: Option<Vec<String>> = None;
        if path.is_empty() {
            small(
                ui,
                "A few questions; they end in a scene with settings, and the reason of each.",
            );
        }
        if let Some(kept) = so_far(ui, &taken) {
            answers = Some(path[..kept].to_vec());
        }
        ui.add_space(6.0);
        match now {
            Some(Now::Asks(question)) => {
                if let Some(answer) = ask(ui, question) {
                    let words = std::iter::once(answer.words.clone());
                    answers = Some(path[..taken.len()].iter().cloned().chain(words).collect());
                }
            }
            Some(Now::Ends(leaf)) => self.leaf(ui, leaf),
            None => {}
        }
        if let Some(answers) = answers {
            self.study.answer(answers);
        }
        ui.add_space(6.0);
        ui.separator();
        self.checklist(ui);
    }

    /// A leaf: with its scene, or with what opens it.
    fn leaf(&mut self, ui: &mut Ui, leaf: &'static Card) {
        if self.study.card().is_some_and(|open| open.id == leaf.id) {
            self.card_sheet(ui, false);
            if self.arrangement.is_compact() {
                ui.separator();
                self.ways(ui);
                self.changed(ui);
            }
            return;
        }
        // Above the reasons, however many they are.
        let tip = "These settings at work; the scene that is on screen now is given back on leaving";
        if ui.button("Open the scene").on_hover_text(tip).clicked() {
            return self.open_card(&leaf.id);
        }
        let asked = self.study.guiding.before(ui, leaf);
        let leads_on = |asked: &Asked| matches!(asked, Asked::Do(Action::Card(_) | Action::Page(_)));
        if !asked.is_empty() && !asked.iter().all(leads_on) {
            self.open_card(&leaf.id);
            return self.do_asked(ui.ctx(), asked);
        }
        for asked in asked {
            if let Asked::Do(action) = asked {
                self.study.guiding.away = matches!(action, Action::Card(_));
                self.follow(ui.ctx(), action);
            }
        }
    }
}

/// The questions with the answers taken. Returns how many of them are left where one is to be changed.
fn so_far(ui: &mut Ui, taken: &[(&GuideQuestion, &GuideAnswer)]) -> Option<usize> {
    let mut kept = None;
    for (place, (question, answer)) in taken.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            small(ui, &question.words);
            let again = link(ui, &answer.words, "Answer this again; later answers go with it");
            if again
                .accessible_name(format!("Again: {}", question.words))
                .clicked()
            {
                kept = Some(place);
            }
        });
    }
    if taken.len() > 1 && link(ui, "Begin again", "From the first question").clicked() {
        kept = Some(0);
    }
    kept
}

/// A question with its answers. Returns the one that is taken.
fn ask<'a>(ui: &mut Ui, question: &'a GuideQuestion) -> Option<&'a GuideAnswer> {
    ui.label(RichText::new(&question.words).family(theme::strong()));
    let mut taken = None;
    for answer in &question.answers {
        let button = ui.add(Button::new(&answer.words).wrap());
        if button.on_hover_text("It can be changed later").clicked() {
            taken = Some(answer);
        }
    }
    taken
}

impl Guiding {
    /// Shows a leaf whose scene is not open. Returns what its links ask for.
    fn before(&mut self, ui: &mut Ui, leaf: &'static Card) -> Vec<Asked> {
        let Some(before) = self.before.get(leaf.id.as_str(), || Before::of(leaf)) else {
            return Vec::new();
        };
        let study = Study::new(&before.done, &before.scene.view, &before.leaf.lets);
        let mut reading = Reading {
            card: &before.leaf,
            scene: &before.scene,
            study: Some(&study),
            attempt: &mut Attempt::default(),
            large: false,
        };
        card::show(ui, &mut reading)
    }
}

impl Before {
    /// None where the leaf's scene is wrong.
    fn of(leaf: &Card) -> Option<Self> {
        let scene = scene::of(leaf, Course::embedded()).ok()?;
        let mut experiment = scene.experiment.clone();
        experiment.steps = 1;
        let last = leaf
            .blocks
            .iter()
            .rposition(|block| matches!(block, Block::List(..)));
        let leaf = Card {
            id: format!("{} before", leaf.id),
            blocks: leaf.blocks[..=last?].to_vec(),
            ..leaf.clone()
        };
        Some(Self {
            leaf,
            scene,
            done: Computed::reference(&experiment).ok()?,
        })
    }
}

impl Reader {
    /// Whether the open card is a leaf of the guide.
    pub(super) fn at_leaf(&self) -> bool {
        self.card()
            .is_some_and(|card| Guide::embedded().leaf(&card.id).is_some())
    }

    fn begin_guide(&mut self) {
        if std::mem::replace(&mut self.guiding.begun, true) {
            return;
        }
        let stored = self.shelf.and_then(|shelf| (shelf.read)(ANSWERS));
        if let Some(path) = stored.and_then(|text| serde_json::from_str(&text).ok()) {
            self.guiding.path = path;
        }
    }

    /// Takes other answers, and keeps them.
    fn answer(&mut self, path: Vec<String>) {
        self.guiding.path = path;
        if let Some(Shelf { write, .. }) = self.shelf {
            // Words: writing them cannot fail.
            let text = serde_json::to_string(&self.guiding.path).unwrap_or_default();
            write(ANSWERS, &text);
        }
    }

    /// Lets the answers lead to a leaf that was opened in another way.
    pub(super) fn lead_to(&mut self, leaf: &str) {
        self.begin_guide();
        let guide = Guide::embedded();
        let (_, now) = guide.follow(&self.guiding.path);
        if matches!(now, Some(Now::Ends(there)) if there.id == leaf) {
            return;
        }
        if let Some(path) = guide.path_to(leaf) {
            self.answer(path.into_iter().map(str::to_owned).collect());
        }
    }
}
