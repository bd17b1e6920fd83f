//! Bias correction: what it does to the averages and to the step, of any run whose rule corrects some.
//!
//! - [`rule`]: what the rule's text says of it.
//! - [`multiplier`]: how much longer the step would be without it. `scenery`: the lines and charts of all that.
//!
//! Beside the run itself goes its companion: the same run with the correction the other way.

pub mod multiplier;
pub mod rule;
mod scenery;

use super::chart::{Chart, Look, widget};
use super::memo::{Memo, Same};
use super::palette::Palette;
use super::quantity::instead;
use super::selected::{Apart, Key, Selected, Taken, coordinate};
use super::{Computed, Shown, Tab, View, Wish};
use crate::scene::Experiment;
use crate::trace::Trace;
use egui::{RichText, Ui};
use rule::{Flipped, Pair, flipped, pairs};
use scenery::{Ghost, Scenery, in_companion};

/// The view of bias correction.
#[derive(Default)]
pub struct Bias {
    apart: Apart,
    /// The companion, taken apart where its averages are looked at.
    beside: Apart,
    page: Page,
    looks: [Look; 4],
    /// The companion last computed; a new one takes its place once it is there.
    ghost: Option<Computed>,
    lines: Memo<Seen, Vec<Vec<f64>>>,
}

/// What the lines shown were made from.
type Seen = (Key, Option<Same<Trace>>, Page, [usize; 2]);

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    /// How much longer the step would be without.
    #[default]
    Multiplier,
    /// The averages, each corrected and not.
    Pair(usize),
    /// By what each average is multiplied.
    Factors,
    /// The loss with and without.
    Loss,
}

const NAME: &str = "Bias correction chart";

impl View for Bias {
    fn name(&self) -> &'static str {
        NAME
    }

    fn tab(&self) -> Tab {
        Tab {
            id: "bias",
            title: "Bias correction",
            about: "What correcting the averages for their start at 0 does to the selected run",
        }
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let missing =
            "The rule of the selected run corrects no average: it has no variable such as m_hat beside m.";
        let Some(selected) = Selected::or_said(ui, shown, NAME) else {
            return Vec::new();
        };
        let Some(inspection) = self.apart.rules(&selected) else {
            instead(ui, NAME, missing);
            return Vec::new();
        };
        let inspected = inspection.optimizer();
        let pairs = pairs(&inspected.rule);
        if pairs.is_empty() {
            instead(ui, NAME, missing);
            return Vec::new();
        }
        let flipped = flipped(selected.run, &inspected.rule, &inspected.switches);
        let mut wishes = Vec::new();
        if let Some(flipped) = &flipped {
            let experiment = companion(&selected, flipped);
            let found = shown.companion(&experiment).cloned();
            let same = |ghost: &Computed| ghost.experiment.runs.len() == experiment.runs.len();
            self.ghost = found.or(self.ghost.take().filter(same));
            wishes.push(Wish::Companion(Box::new(experiment)));
        }
        let pages = pages(&pairs, flipped.is_some());
        if !pages.iter().any(|(page, ..)| *page == self.page) {
            self.page = pages[0].0;
        }
        ui.horizontal_wrapped(|ui| {
            for (page, name, about) in &pages {
                let button = ui.selectable_label(self.page == *page, name);
                let button = button.accessible_name(format!("{name} of the bias correction"));
                if button.on_hover_text(*about).clicked() {
                    self.page = *page;
                }
            }
            if selected.width() > 1 {
                ui.separator();
            }
            wishes.extend(coordinate(ui, &selected));
        });
        let ghost = self.ghost.as_ref().filter(|_| flipped.is_some());
        let aparts = [&mut self.apart, &mut self.beside];
        let Some((taken, ghost)) = self.page.apart(aparts, &selected, ghost) else {
            return wishes;
        };
        let beside = ghost.as_ref().and_then(|ghost| ghost.taken.as_ref());
        [Some(&taken), beside].iter().flatten().for_each(|t| t.go_on(ui));
        let known = [taken.known(), beside.map_or(0, Taken::known)];
        let scene = Scenery {
            shown,
            selected,
            taken: &taken,
            pairs: &pairs,
            flipped: flipped.as_ref(),
            ghost: ghost.as_ref(),
            colors: Palette::in_ui(ui),
        };
        let other = scene.ghost.map(|g| Same::as_this(&g.selected.computed.trace));
        let seen = (selected.key(), other, self.page, known);
        let lines = self.lines.get(seen, || scene.lines(self.page));
        if let Some(text) = scene.headline(self.page, lines) {
            ui.label(RichText::new(text).small());
        }
        let look = &mut self.looks[self.page.look()];
        let chart = scene.chart(self.page, lines, look);
        wishes.extend(widget::show(ui, look, NAME, chart));
        wishes
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Vec<Chart<'static>> {
        let selected = Selected::of(shown);
        let apart = selected.and_then(|selected| Some((selected, self.apart.rules(&selected)?)));
        let Some((selected, inspection)) = apart else {
            return Vec::new();
        };
        let inspected = inspection.optimizer();
        let pairs = pairs(&inspected.rule);
        let flipped = flipped(selected.run, &inspected.rule, &inspected.switches);
        let all = pages(&pairs, flipped.is_some());
        if pairs.is_empty() || all.iter().all(|(page, ..)| *page != self.page) {
            return Vec::new();
        }
        let ghost = self.ghost.as_ref().filter(|_| flipped.is_some());
        let aparts = [&mut self.apart, &mut self.beside];
        let Some((taken, ghost)) = self.page.apart(aparts, &selected, ghost) else {
            return Vec::new();
        };
        let scene = Scenery {
            shown,
            selected,
            taken: &taken,
            pairs: &pairs,
            flipped: flipped.as_ref(),
            ghost: ghost.as_ref(),
            colors: Palette::of(dark),
        };
        let lines = scene.lines(self.page);
        let look = &mut self.looks[self.page.look()];
        let mut chart = scene.chart(self.page, &lines, look);
        look.apply(&mut chart);
        vec![chart.into_owned()]
    }
}

impl Page {
    /// The run taken apart, and of its companion what this page shows: of a network the averages are not recorded.
    fn apart<'a>(
        self,
        [own, beside]: [&'a mut Apart; 2],
        selected: &Selected<'a>,
        ghost: Option<&'a Computed>,
    ) -> Option<(Taken<'a>, Option<Ghost<'a>>)> {
        let ghost = ghost.and_then(|ghost| in_companion(selected, ghost));
        let taken = own.beside(selected, ghost.as_ref())?;
        let ghost = ghost.map(|selected| {
            let taken = match self {
                Self::Pair(_) => beside.of(&selected),
                Self::Multiplier | Self::Factors | Self::Loss => None,
            };
            Ghost { selected, taken }
        });
        Some((taken, ghost))
    }

    /// The place of what is looked at of it.
    fn look(self) -> usize {
        match self {
            Self::Multiplier => 0,
            Self::Pair(_) => 1,
            Self::Factors => 2,
            Self::Loss => 3,
        }
    }
}

/// The experiment of the companion: the same run alone, the other way; a fork needs those it comes from.
fn companion(selected: &Selected, flipped: &Flipped) -> Experiment {
    let mut experiment = (*selected.computed.experiment).clone();
    experiment.starts.truncate(1);
    match selected.run.from {
        None => experiment.runs = vec![flipped.run.clone()],
        Some(_) => experiment.runs[selected.trace.run] = flipped.run.clone(),
    }
    experiment
}

/// What there is to see: a page, its name, and what it shows.
fn pages(pairs: &[Pair], has_companion: bool) -> Vec<(Page, String, &'static str)> {
    let mut pages = Vec::new();
    if has_companion {
        let about = "How many times as long each step would be without the correction";
        pages.push((Page::Multiplier, "step".to_owned(), about));
    }
    let about = "The average with and without the correction, and what it averages";
    let pair = |(index, pair): (usize, &Pair)| (Page::Pair(index), pair.raw.clone(), about);
    pages.extend(pairs.iter().enumerate().map(pair));
    let about = "By what each average is multiplied: its corrected value over itself";
    pages.push((Page::Factors, "factors".to_owned(), about));
    if has_companion {
        let about = "The loss of the run, and of the same run with the correction the other way";
        pages.push((Page::Loss, "loss".to_owned(), about));
    }
    pages
}
