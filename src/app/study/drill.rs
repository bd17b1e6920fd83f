//! The drill: one question at a time, answered aloud, level by level, or by a number or a choice; and how it
//! went.

use super::Reader;
use super::contents::small;
use crate::course::card::{Action, Block, Card, Prediction};
use crate::course::drill::{Drill, Grade};
use crate::course::guess::{self, Guess};
use crate::course::question::{self, LEVELS, levels};
use crate::course::study::Study;
use crate::course::{Course, scene};
use crate::engine::Computed;
use crate::scene::{Scene, View};
use crate::view::card::{self, Asked, Attempt, Reading};
use egui::{Button, ComboBox, RichText, Ui};
use std::time::Duration;
use web_time::{SystemTime, UNIX_EPOCH};

/// The name under which the boxes are kept.
const BOXES: &str = "drill.json";
/// Seconds for an answer where the time counts.
const TIME: f64 = 90.0;
/// What a reader says of an answer of one's own.
const GRADES: [(Grade, &str, &str); 3] = [
    (
        Grade::Right,
        "I had it",
        "All that is said above; it comes again later",
    ),
    (
        Grade::Half,
        "Half of it",
        "It comes again as soon as it would have",
    ),
    (Grade::Wrong, "Not yet", "It comes again today"),
];

/// What is drilled.
#[derive(Default)]
pub(super) struct Drilling {
    drill: Drill,
    /// Whether what is kept of earlier visits was read.
    begun: bool,
    /// The topic, by its id; None: all.
    topic: Option<String>,
    timed: bool,
    question: Option<Question>,
    /// The id of the question before.
    last: Option<String>,
}

/// The question that is asked.
struct Question {
    id: String,
    /// With numbers of its own.
    card: Card,
    scene: Scene,
    /// What its formulas are about; None where its scene is wrong.
    done: Option<Computed>,
    attempt: Attempt,
    /// How many levels of its answer are shown.
    shown: usize,
    grade: Option<Grade>,
    /// When it was asked, in seconds.
    since: f64,
}

impl Reader {
    /// The drill. Returns what its links ask for.
    pub(super) fn drill(&mut self, ui: &mut Ui) -> Vec<Action> {
        self.begin_drill();
        self.drilling.head(ui);
        let course = self.course();
        let drilling = &mut self.drilling;
        if drilling.question.is_none() {
            drilling.ask(course, ui.input(|i| i.time), false);
        }
        let is_over = drilling.question.as_ref().is_some_and(|q| q.grade.is_some());
        // Above the answer, however long that is.
        if is_over
            && ui
                .button("Next question")
                .on_hover_text("What is due, then what is new")
                .clicked()
        {
            drilling.ask(course, ui.input(|i| i.time), false);
        }
        let mut actions = Vec::new();
        let graded = match &mut drilling.question {
            None => {
                small(ui, "Nothing is due today: all that is left comes on a later day.");
                let tip = "The first one of this topic";
                if ui.button("Ask one all the same").on_hover_text(tip).clicked() {
                    drilling.ask(course, ui.input(|i| i.time), true);
                }
                None
            }
            Some(question) => question.show(ui, drilling.timed, &mut actions),
        };
        if let Some(grade) = graded {
            self.grade(grade);
        }
        actions
    }

    fn begin_drill(&mut self) {
        if std::mem::replace(&mut self.drilling.begun, true) {
            return;
        }
        let stored = self.shelf.and_then(|shelf| (shelf.read)(BOXES));
        if let Some(stored) = stored.and_then(|text| serde_json::from_str(&text).ok()) {
            self.drilling.drill.merge(stored);
        }
    }

    /// Takes note of how an answer was.
    fn grade(&mut self, grade: Grade) {
        let drilling = &mut self.drilling;
        let Some(question) = &mut drilling.question else {
            return;
        };
        question.grade = Some(grade);
        drilling.drill.note(&question.id, grade, today());
        if let Some(shelf) = self.shelf {
            // Names and numbers: writing them cannot fail.
            let text = serde_json::to_string(&drilling.drill).unwrap_or_default();
            (shelf.write)(BOXES, &text);
        }
    }
}

/// Days since 1970.
fn today() -> u32 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u32::try_from(since.as_secs() / 86_400).unwrap_or(u32::MAX)
}

impl Drilling {
    fn ids(&self) -> Vec<&'static str> {
        let chapters = question::all().chapters.iter();
        let chosen = chapters.filter(|c| self.topic.as_ref().is_none_or(|topic| c.id == *topic));
        chosen
            .flat_map(|c| &c.cards)
            .map(|card| card.id.as_str())
            .collect()
    }

    /// The topic, the clock, and how many questions there are in which box.
    fn head(&mut self, ui: &mut Ui) {
        let chapters = &question::all().chapters;
        let title = |id: &Option<String>| {
            let chapter = chapters.iter().find(|c| Some(&c.id) == id.as_ref());
            chapter.map_or("All topics", |c| c.title.as_str())
        };
        let before = self.topic.clone();
        ui.horizontal_wrapped(|ui| {
            let list = ComboBox::from_id_salt("topics")
                .selected_text(title(&self.topic))
                .show_ui(ui, |ui| {
                    ui.selectable_value(&mut self.topic, None, "All topics");
                    for chapter in chapters {
                        ui.selectable_value(&mut self.topic, Some(chapter.id.clone()), &chapter.title);
                    }
                });
            list.response
                .accessible_name("Topic")
                .on_hover_text("What is asked about");
            ui.checkbox(&mut self.timed, "Timed")
                .on_hover_text("90 seconds for an answer; then it is shown");
        });
        if before != self.topic {
            self.question = None;
        }
        let count = self.drill.count(self.ids(), today());
        let boxes: Vec<String> = count.boxes.iter().map(ToString::to_string).collect();
        small(
            ui,
            &format!(
                "{} due, {} new; in the boxes {}.",
                count.due,
                count.new,
                boxes.join(" · ")
            ),
        );
        ui.add_space(6.0);
    }

    /// Asks the next question; `anyway` also where none is due.
    fn ask(&mut self, course: &Course, now: f64, anyway: bool) {
        self.last = self.question.take().map(|q| q.id).or(self.last.take());
        let ids = self.ids();
        let next = self
            .drill
            .next(ids.iter().copied(), today(), self.last.as_deref());
        let next = next.or_else(|| ids.first().copied().filter(|_| anyway));
        let Some(card) = next.and_then(|id| question::all().card(id)) else {
            return;
        };
        let times = self.drill.asked.get(&card.id).map_or(0, |asked| asked.times);
        self.question = Some(Question::new(card, times.wrapping_add(today()), course, now));
    }
}

impl Question {
    fn new(card: &Card, seed: u32, course: &Course, now: f64) -> Self {
        let scene = scene::of(card, course).unwrap_or_else(|_| Scene::on_surface("bowl"));
        let mut fresh = card.fresh(seed);
        // What is remembered of a card is remembered by its id.
        fresh.id = format!("{}#{seed}", card.id);
        Self {
            id: card.id.clone(),
            card: fresh,
            done: Computed::reference(&scene.experiment).ok(),
            scene,
            attempt: Attempt::default(),
            shown: 0,
            grade: None,
            since: now,
        }
    }

    /// Shows it as far as it is answered. Returns how the answer was, once.
    fn show(&mut self, ui: &mut Ui, timed: bool, actions: &mut Vec<Action>) -> Option<Grade> {
        let left = TIME - (ui.input(|i| i.time) - self.since);
        let shown = self.so_far();
        let view = View::default();
        let study = self
            .done
            .as_ref()
            .map(|done| Study::new(done, &view, &shown.lets));
        let mut reading = Reading {
            card: &shown,
            scene: &self.scene,
            study: study.as_ref(),
            attempt: &mut self.attempt,
            large: false,
        };
        for asked in card::show(ui, &mut reading) {
            if let Asked::Do(action) = asked {
                actions.push(action);
            }
        }
        let judged = study
            .as_ref()
            .and_then(|study| judged(&shown, &self.attempt, study));
        if self.grade.is_some() {
            return None;
        }
        if shown.prediction().is_some() {
            return judged;
        }
        if timed {
            self.clock(ui, left);
        }
        self.by_levels(ui)
    }

    /// The card with the levels that are shown.
    fn so_far(&self) -> Card {
        let Some(levels) = levels(&self.card) else {
            return self.card.clone();
        };
        let shown = levels.iter().take(self.shown).zip(LEVELS);
        let titled = |(blocks, title): (&&[Block], &str)| {
            let head = crate::course::card::Inline::Text(title.to_owned(), Default::default());
            std::iter::once(Block::Heading(2, vec![head]))
                .chain(blocks.iter().cloned())
                .collect::<Vec<_>>()
        };
        Card {
            id: format!("{}/{}", self.card.id, self.shown),
            blocks: shown.flat_map(titled).collect(),
            ..self.card.clone()
        }
    }

    fn clock(&mut self, ui: &mut Ui, left: f64) {
        if self.shown > 0 {
            return;
        }
        if left <= 0.0 {
            self.shown = 1;
            return;
        }
        ui.label(RichText::new(format!("{:.0} seconds left", left.ceil())).small());
        ui.ctx().request_repaint_after(Duration::from_secs(1));
    }

    /// What is shown next, and how the answer was.
    fn by_levels(&mut self, ui: &mut Ui) -> Option<Grade> {
        const NEXT: [&str; 3] = ["Show what to say", "Show why", "Show what is asked next"];
        let mut graded = None;
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            if let Some(next) = NEXT.get(self.shown) {
                let tip = "Answer aloud first";
                if ui.button(*next).on_hover_text(tip).clicked() {
                    self.shown += 1;
                }
            }
            for (grade, words, tip) in GRADES.iter().filter(|_| self.shown > 0) {
                if ui.add(Button::new(*words)).on_hover_text(*tip).clicked() {
                    graded = Some(*grade);
                }
            }
        });
        if graded.is_some() {
            self.shown = LEVELS.len();
        }
        graded
    }
}

/// How a number or a choice was; None before there is one.
fn judged(card: &Card, attempt: &Attempt, study: &Study) -> Option<Grade> {
    let is_right = match (card.prediction()?, attempt.guess.as_ref()) {
        (_, None) => return attempt.skipped.then_some(Grade::Wrong),
        (Prediction::Choice(choices), Some(Guess::Choice(place))) => choices.get(*place)?.is_right,
        (asked @ Prediction::Number { .. }, Some(Guess::Number(number))) => {
            guess::number(*number, asked, study).ok().flatten()?.is_right
        }
        _ => return None,
    };
    Some(if is_right { Grade::Right } else { Grade::Wrong })
}
