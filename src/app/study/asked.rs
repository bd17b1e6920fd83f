//! What links, controls and guesses do.

use super::progress::CardRead;
use super::{Opened, Reader};
use crate::app::App;
use crate::app::give::export::Export;
use crate::app::layout::{AppPage, INSPECT, TABLE};
use crate::app::rules::WantedRule;
use crate::course::answer::{Answer, Missing};
use crate::course::card::{Action, LineOfRule, Prediction};
use crate::course::explore::whole::Known;
use crate::course::expression::Expression;
use crate::course::guess::{self, Guess};
use crate::course::patch::{Patch, Path};
use crate::course::rule::{line_of, place_of, rule_of};
use crate::course::study::Study;
use crate::engine::Computed;
use crate::scene::View;
use crate::view::card::Asked;
use egui::{Context, OpenUrl};

impl App {
    /// Does what a card asks for.
    pub(super) fn do_asked(&mut self, ctx: &Context, asked: Vec<Asked>) {
        if asked.is_empty() {
            return;
        }
        for one in asked {
            match one {
                Asked::Turn(patch) => self.patch(&patch),
                Asked::Reveal => self.reveal(),
                Asked::TakeAway(form) => {
                    let file = self.file(Export::Card(form));
                    self.save(file);
                }
                Asked::Do(action) => {
                    if let Some(opened) = &mut self.study.opened {
                        opened.waiting.push_back(action);
                    }
                }
            }
        }
        self.follow_links(ctx);
        ctx.request_repaint();
    }

    /// Reads on, once a frame: what waits for the runs is done, and a guess is judged.
    pub(in crate::app) fn read_on(&mut self, ctx: &Context) {
        self.follow_links(ctx);
        self.judge();
        self.session.veiled = self.study.hides_runs();
    }

    /// Shows what is true, and from the card's first step how it comes to that.
    pub(super) fn reveal(&mut self) {
        self.study.note_read();
        self.judge();
        let on_scene = self.study.opened.as_ref().filter(|o| !o.card.is_text());
        let Some(opened) = on_scene else { return };
        let step = opened.own.view.step;
        let steps = self.session.steps();
        self.session.veiled = false;
        self.session.scene.view.step = step;
        self.step = step;
        self.playback.suit(steps);
        self.playback.begin(step);
        if self.playback.calm && step == 0 {
            self.playback.seek(f64::from(steps), steps);
        }
    }

    /// Follows links, as far as what they are about is computed.
    fn follow_links(&mut self, ctx: &Context) {
        while let Some(action) = self.study.next(self.session.is_settled()) {
            self.follow(ctx, action);
        }
    }

    pub(super) fn follow(&mut self, ctx: &Context, action: Action) {
        let steps = self.session.steps();
        match action {
            // Its words are turned by hand.
            Action::Control(_) => {}
            Action::Change(patch) => self.patch(&patch),
            Action::View(tab) => self.open_view(&tab),
            Action::Step(step) => {
                if let Some(step) = self.step_of(&step) {
                    self.playback.seek(step, steps);
                }
            }
            Action::Play(None) => {
                self.playback.playing = false;
                self.playback.toggle(steps);
            }
            Action::Play(Some(step)) => {
                if let Some(step) = self.step_of(&step) {
                    self.playback.seek(step, steps);
                    self.playback.playing = true;
                }
            }
            Action::Rule(path, line) => self.open_rule(&path, &line),
            Action::Card(id) => self.open_card(&id),
            Action::Calculator(id) => self.open_calculator(id),
            Action::Page(address) => ctx.open_url(OpenUrl::new_tab(address)),
        }
    }

    pub(super) fn patch(&mut self, patch: &Patch) {
        match patch.applied(&self.session.scene) {
            Ok(scene) => self.session.scene = scene,
            Err(error) => self.notices.message = Some(format!("The scene cannot be changed so: {error}.")),
        }
    }

    pub(super) fn open_view(&mut self, tab: &str) {
        let Some(index) = self.position_of(tab) else {
            // The picture is always in sight; what does not suit the problem is not.
            if self.charts.iter().any(|chart| chart.tab().id == tab) {
                let message = format!("The view `{tab}` has nothing to show of this problem.");
                self.notices.message = Some(message);
            }
            return;
        };
        if tab != TABLE {
            self.session.scene.view.tab = self.charts[index].tab().id.to_owned();
        }
        self.page = match tab {
            INSPECT => AppPage::Inspect,
            _ => AppPage::Charts,
        };
    }

    /// The step that a link names; where there is none, it says so.
    fn step_of(&mut self, step: &Expression) -> Option<f64> {
        let opened = self.study.opened.as_ref()?;
        let view = &self.session.scene.view;
        let found = match self.session.done() {
            Some(done) => opened.study(done, view, self.session.explored()).answer(step),
            None => Ok(Answer::Missing(Missing::NotComputed)),
        };
        let wrong = match found {
            Ok(Answer::Number(step)) if step.is_finite() => return Some(step.round()),
            Ok(answer) => answer.text(crate::course::card::Form::default()),
            Err(found) => found.message,
        };
        self.notices.message = Some(format!("There is no such step here: {wrong}."));
        None
    }

    fn open_rule(&mut self, path: &Path, line: &LineOfRule) {
        let scene = &self.session.scene;
        let found = place_of(scene, path).and_then(|place| Ok((place, rule_of(scene, path)?)));
        match found {
            Ok((place, rule)) => {
                self.rules.wanted = Some(WantedRule {
                    place,
                    fork: false,
                    line: line_of(&rule, line),
                });
            }
            Err(error) => self.notices.message = Some(format!("The rule cannot be opened: {error}.")),
        }
    }

    /// Notes whether the guess was right, once that can be told.
    fn judge(&mut self) {
        let Some(opened) = &self.study.opened else { return };
        let Some(guess) = &opened.attempt.guess else {
            return;
        };
        let known = self.study.progress.of(&opened.card.id);
        if known.is_some_and(|read| read.right.is_some() && read.guess.as_ref() == Some(guess)) {
            return;
        }
        let settled = self.session.is_settled();
        let done = self.session.done().filter(|_| settled);
        let study = done.map(|done| opened.study(done, &self.session.scene.view, self.session.explored()));
        let Some(right) = opened.is_right(guess, study.as_ref()) else {
            return;
        };
        let read = CardRead {
            guess: Some(guess.clone()),
            right: Some(right),
        };
        let id = opened.card.id.clone();
        if self.study.progress.note(&id, read) {
            self.study.keep_progress();
        }
    }
}

impl Opened {
    /// What its formulas are about.
    pub(super) fn study<'a>(&self, done: &'a Computed, view: &'a View, known: Known<'a>) -> Study<'a> {
        Study::new(done, view, &self.card.lets).knowing(known)
    }

    /// Whether a guess is right; None where that cannot be told yet.
    fn is_right(&self, guess: &Guess, study: Option<&Study>) -> Option<bool> {
        match (self.card.prediction()?, guess) {
            (Prediction::Choice(choices), Guess::Choice(place)) => Some(choices.get(*place)?.is_right),
            (asked @ Prediction::Number { .. }, Guess::Number(number)) => {
                let verdict = guess::number(*number, asked, study?);
                Some(verdict.ok().flatten()?.is_right)
            }
            (Prediction::Curve { truth, log }, Guess::Curve(drawn)) => {
                let truth = study?.curve(truth).ok()?;
                Some(guess::curve(drawn, &truth, *log).is_right)
            }
            _ => None,
        }
    }
}

impl Reader {
    /// Notes that the open card is read, where it is read to its end.
    pub(super) fn note_read(&mut self) {
        let Some(opened) = self.opened.as_ref().filter(|_| self.is_revealed()) else {
            return;
        };
        // A leaf of the guide is looked up, not learnt.
        if self.at_leaf() {
            return;
        }
        let guess = opened.attempt.guess.clone();
        let known = self.progress.of(&opened.card.id);
        if known.is_some_and(|known| known.guess == guess) {
            return;
        }
        let id = opened.card.id.clone();
        self.progress.note(&id, CardRead { guess, right: None });
        self.keep_progress();
    }

    /// What the open card's links ask for next; where that is about what was computed, once the runs are
    /// `settled`.
    fn next(&mut self, settled: bool) -> Option<Action> {
        let waiting = &mut self.opened.as_mut()?.waiting;
        let waits = matches!(waiting.front()?, Action::Step(_) | Action::Play(_));
        match waits && !settled {
            true => None,
            false => waiting.pop_front(),
        }
    }
}
