//! Diagnosis: why the selected run spiked, diverged or grows; what was seen, the likely causes, and the
//! change that tests each, one click each.

pub mod known;

use super::asked::{Ask, RunPlace, SharpnessOf};
use super::network::trained::looked_at;
use super::number::short;
use super::palette::Palette;
use super::progress;
use super::{Computed, Shown, Wish};
use crate::course::diagnosis::change::Change;
use crate::course::diagnosis::event::{DEFINITION, Gone};
use crate::course::diagnosis::likely::{Certainty, Likely};
use crate::course::diagnosis::{Case, Diagnosis, made_by};
use crate::engine::cpu::network::sharpness::Sharp;
use crate::lang::column;
use crate::scene::Scene;
use crate::trace::RunTrace;
use egui::{Button, Label, RichText, Ui};
use known::KnownRuns;

/// The page of the diagnosis, with what it keeps between frames.
#[derive(Default)]
pub struct Page {
    known: KnownRuns,
    /// The search for a network's sharpness that was stopped.
    stopped: Option<SharpnessOf>,
}

/// What happened to a run, as the end of a sentence: "diverged at step 7".
pub fn happened(run: &RunTrace, gone: &Gone) -> String {
    let loss = |step: usize| run.number(column::LOSS, step).map_or_else(String::new, short);
    let step = gone.step / run.every();
    match (&gone.spike, gone.diverged) {
        (Some(spike), _) => format!(
            "spiked: step {} saw a loss of {}, {} times the median before",
            step + 1,
            short(spike.loss),
            short(spike.loss / spike.median)
        ),
        (None, true) => format!("{} at step {step}", run.verb()),
        (None, false) => format!(
            "grows: its loss was {} and is {} at step {step}",
            loss(0),
            loss(gone.step)
        ),
    }
}

impl Page {
    /// Shows the page of the selected run, with the other runs to choose from. `full` is why there can be no
    /// other run.
    pub fn ui(&mut self, ui: &mut Ui, shown: &Shown, full: Option<&str>) -> Vec<Wish> {
        let Some(done) = shown.done else {
            small(ui, "Nothing is computed yet.");
            return Vec::new();
        };
        let mut wishes = self.runs(ui, shown, done);
        let selected = shown.scene.view.selected;
        match place_of(done, shown.scene, selected) {
            Some(place) => wishes.extend(self.of(ui, (shown, done), place, full)),
            None => small(ui, "The selected run is not computed yet."),
        }
        ui.add_space(6.0);
        small(ui, DEFINITION);
        wishes
    }

    /// All runs, each with what happened to it, where there are several.
    fn runs(&mut self, ui: &mut Ui, shown: &Shown, done: &Computed) -> Vec<Wish> {
        let mut wishes = Vec::new();
        let count = shown.scene.experiment.runs.len();
        if count < 2 {
            return wishes;
        }
        for index in 0..count {
            let Some(place) = place_of(done, shown.scene, index) else {
                continue;
            };
            let run = &done.trace.runs[place];
            let gone = self.known.gone(done)[place].as_ref();
            let what = gone.map_or_else(|| "calm".to_owned(), |gone| brief(run, gone));
            let words = format!("{}: {what}", run.label);
            let row = ui.selectable_label(index == shown.scene.view.selected, words);
            let row = row.on_hover_text("Select this run");
            if row.clicked() {
                wishes.push(Wish::Select(index));
            }
        }
        ui.separator();
        wishes
    }

    /// What is known of the run at a place of the trace.
    fn of(
        &mut self,
        ui: &mut Ui,
        (shown, done): (&Shown, &Computed),
        place: usize,
        full: Option<&str>,
    ) -> Vec<Wish> {
        let run = &done.trace.runs[place];
        let Some(gone) = self.known.gone(done)[place].clone() else {
            ui.add(Label::new(format!("{} neither spiked nor diverged.", run.label)).wrap());
            return Vec::new();
        };
        let (wish, sharp) = self.sharpness(ui, (shown, done), place, &gone).unzip();
        let mut wishes: Vec<Wish> = wish.into_iter().collect();
        let Some(diagnosis) = self.known.diagnosis(done, place, sharp.flatten()) else {
            return wishes;
        };
        let danger = Palette::in_ui(ui).danger;
        let title = format!("{} {}.", run.label, happened(run, &gone));
        ui.add(Label::new(RichText::new(title).color(danger)).wrap());
        let tip = "The step that made it, in all views";
        if ui.button("Go to that step").on_hover_text(tip).clicked() {
            wishes.push(Wish::Step(diagnosis.position(run) as f64));
        }
        seen(ui, diagnosis);
        strong(ui, "Causes");
        if diagnosis.likely.is_empty() {
            small(ui, "Nothing recorded speaks for a cause.");
        }
        for likely in &diagnosis.likely {
            wishes.extend(cause(ui, run.run, likely, full));
        }
        wishes
    }

    /// The sharpness at the recorded weights before a network's run went wrong, once it is found; and the
    /// wish for it.
    fn sharpness(
        &mut self,
        ui: &mut Ui,
        (shown, done): (&Shown, &Computed),
        place: usize,
        gone: &Gone,
    ) -> Option<(Wish, Option<Sharp>)> {
        let run = done.trace.runs.get(place)?;
        done.network_of(run.run)?;
        let case = Case::of(done, place, None)?;
        let of = SharpnessOf {
            place: RunPlace::of(done, run),
            before: Some(made_by(&case, gone).0 * case.run.every()),
        };
        let goes_on = self.stopped.as_ref() != Some(&of);
        let wish = Ask::Sharpness(of.clone()).wish(goes_on);
        let known = shown.asked.and_then(|asked| asked.sharpness(&of));
        let sharp = known.as_ref().and_then(|known| known.found.first().copied());
        progress::show(
            ui,
            "the sharpness",
            known.and_then(|known| known.progress),
            &mut self.stopped,
            of,
        );
        Some((wish, sharp))
    }
}

/// The place in the trace of a run, of a network's the repetition that is looked at.
fn place_of(done: &Computed, scene: &Scene, run: usize) -> Option<usize> {
    let found = looked_at(&done.trace.runs, run, scene.view.learning.seed)?;
    // What was computed of other runs, as the list was before, tells nothing of these.
    let optimizer = |runs: &[crate::scene::Run]| runs.get(run).map(|run| run.optimizer.clone());
    let same = optimizer(&done.experiment.runs) == optimizer(&scene.experiment.runs);
    same.then_some(found)
}

/// What happened, in a word or two.
fn brief(run: &RunTrace, gone: &Gone) -> String {
    let step = gone.step / run.every();
    match (&gone.spike, gone.diverged) {
        (Some(_), _) => format!("spiked at step {}", step + 1),
        (None, true) => format!("{} at step {step}", run.verb()),
        (None, false) => format!("grows from step {step} on"),
    }
}

fn seen(ui: &mut Ui, diagnosis: &Diagnosis) {
    strong(ui, "What is seen");
    for seen in &diagnosis.seen {
        ui.add(Label::new(RichText::new(format!("• {}", seen.sentence())).small()).wrap());
    }
}

/// A cause, and what tests it.
fn cause(ui: &mut Ui, run: usize, likely: &Likely, full: Option<&str>) -> Vec<Wish> {
    let colors = Palette::in_ui(ui);
    let color = match likely.certainty {
        Certainty::Shown => colors.danger,
        Certainty::Likely => colors.warning,
        Certainty::Possible => colors.weak,
    };
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.label(
            RichText::new(format!("{}:", likely.certainty.word()))
                .small()
                .color(color),
        );
        ui.label(&likely.title);
    });
    small(ui, &likely.reason);
    let mut wishes = Vec::new();
    for test in &likely.tests {
        let adds = matches!(test.change, Change::Run { .. });
        let full = full.filter(|_| adds);
        let button = Button::new(RichText::new(&test.words).small()).wrap();
        let button = ui.add_enabled(full.is_none(), button);
        let button = button.on_disabled_hover_text(full.unwrap_or_default());
        if button.on_hover_text(&test.about).clicked() {
            wishes.push(Wish::Try(run, Box::new(test.change.clone())));
        }
    }
    wishes
}

fn strong(ui: &mut Ui, words: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(words).strong());
}

fn small(ui: &mut Ui, words: &str) {
    let weak = Palette::in_ui(ui).weak;
    ui.add(Label::new(RichText::new(words).small().color(weak)).wrap());
}
