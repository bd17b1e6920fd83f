//! Bias correction: what it does to the averages and to the step, of any run whose rule corrects some.
//!
//! - [`rule`]: what the rule's text says of it.
//! - [`multiplier`]: how much longer the step would be without it. `scenery`: the lines and charts of all
//!   that.
//!
//! Beside the run itself goes its companion: the same run with the correction the other way.

pub mod multiplier;
pub mod rule;
mod scenery;

use super::asked::Ask;
use super::charted::{Absent, Charted, Exhibit};
use super::memo::{Memo, Same};
use super::palette::Palette;
use super::selected::{Apart, Selected, SelectedKey, TakenApart, coordinate};
use super::{Computed, Shown, Tab, Wish};
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
    subject: Memo<SelectedKey, Option<Subject>>,
    /// The companion last computed; a new one takes its place once it is there.
    ghost: Option<Computed>,
    lines: Memo<Seen, Vec<Vec<f64>>>,
}

/// What the selected run's rule corrects.
struct Subject {
    pairs: Vec<Pair>,
    flipped: Option<Flipped>,
    /// The same run the other way.
    companion: Option<Experiment>,
}

/// What the lines shown were made from.
type Seen = (SelectedKey, Option<Same<Trace>>, Page, [usize; 2]);

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

const MISSING: &str =
    "The rule of the selected run corrects no average: it has no variable such as m_hat beside m.";

impl Charted for Bias {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "bias",
            title: "Bias correction",
            about: "What correcting the averages for their start at 0 does to the selected run",
            of: None,
        }
    }

    fn needs(&mut self, shown: &Shown) -> Vec<Wish> {
        let Some(selected) = Selected::of(shown) else {
            return Vec::new();
        };
        let Some(subject) = subject(&mut self.subject, &mut self.apart, &selected) else {
            return Vec::new();
        };
        let experiment = subject.companion.iter().cloned();
        let companion = experiment.map(|experiment| Wish::Companion(Box::new(experiment)));
        follow(&mut self.ghost, subject, shown);
        let ghost = self
            .ghost
            .as_ref()
            .and_then(|ghost| in_companion(&selected, ghost));
        let averages = matches!(self.page.among(&subject.pages()), Page::Pair(_));
        let other = ghost.filter(|_| averages).and_then(|ghost| ghost.replay(None));
        let replays = selected.replay(ghost.as_ref()).into_iter().chain(other);
        companion
            .chain(replays.map(|of| Ask::Replay(of).wish(true)))
            .collect()
    }

    fn controls(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Some(selected) = Selected::of(shown) else {
            return Vec::new();
        };
        let Some(subject) = subject(&mut self.subject, &mut self.apart, &selected) else {
            return Vec::new();
        };
        let pages = subject.pages();
        self.page = self.page.among(&pages);
        let wish = ui.horizontal_wrapped(|ui| {
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
            coordinate(ui, &selected)
        });
        let said = self.drawn(shown, ui.visuals().dark_mode, |scenery, page, lines| {
            scenery.headline(page, lines)
        });
        if let Ok(Some(text)) = said {
            ui.label(RichText::new(text).small());
        }
        wish.inner.into_iter().collect()
    }

    fn charts<'a>(&'a mut self, shown: &Shown<'a>, dark: bool) -> Result<Vec<Exhibit<'a>>, Absent> {
        self.drawn(shown, dark, |scenery, page, lines| {
            let chart = scenery.chart(page, lines).into_owned();
            vec![Exhibit {
                page: scenery.name(page).to_owned().into(),
                ..Exhibit::new(NAME, chart)
            }]
        })
    }
}

impl Bias {
    /// What `give` makes of all that is shown, of the page, and of the lines on it.
    fn drawn<R>(
        &mut self,
        shown: &Shown,
        dark: bool,
        give: impl FnOnce(&Scenery, Page, &[Vec<f64>]) -> R,
    ) -> Result<R, Absent> {
        let selected = Selected::known(shown)?;
        let subject = subject(&mut self.subject, &mut self.apart, &selected);
        let subject = subject.ok_or(Absent::now(MISSING))?;
        let page = self.page.among(&subject.pages());
        follow(&mut self.ghost, subject, shown);
        let ghost = self.ghost.as_ref();
        let aparts = [&mut self.apart, &mut self.beside];
        let apart = page.apart(aparts, &selected, ghost);
        let (taken, ghost) = apart.ok_or(Absent::now("The run took no step of its own."))?;
        let beside = ghost.as_ref().and_then(|ghost| ghost.taken.as_ref());
        let known = [taken.known(), beside.map_or(0, TakenApart::known)];
        let scenery = Scenery {
            shown,
            selected,
            taken: &taken,
            pairs: &subject.pairs,
            flipped: subject.flipped.as_ref(),
            ghost: ghost.as_ref(),
            colors: Palette::of(dark),
        };
        let other = scenery.ghost.map(|g| Same::as_this(&g.selected.computed.trace));
        let seen = (selected.key(), other, page, known);
        let lines = self.lines.get(seen, || scenery.lines(page));
        Ok(give(&scenery, page, lines))
    }
}

/// The companion, once it is there; the one before where it has as many runs.
fn follow(ghost: &mut Option<Computed>, subject: &Subject, shown: &Shown) {
    *ghost = subject.companion.as_ref().and_then(|experiment| {
        let same = |ghost: &Computed| ghost.experiment.runs.len() == experiment.runs.len();
        let found = shown.companion(experiment).cloned();
        found.or(ghost.take().filter(same))
    });
}

/// What a run's rule corrects; None where it corrects nothing.
fn subject<'a>(
    known: &'a mut Memo<SelectedKey, Option<Subject>>,
    apart: &mut Apart,
    selected: &Selected,
) -> Option<&'a Subject> {
    let find = || {
        let inspected = apart.rules(selected)?.optimizer();
        let pairs = pairs(&inspected.rule);
        let flipped = flipped(selected.run, &inspected.rule, &inspected.switches);
        let companion = flipped.as_ref().map(|flipped| companion(selected, flipped));
        (!pairs.is_empty()).then_some(Subject {
            pairs,
            flipped,
            companion,
        })
    };
    known.get(selected.key(), find).as_ref()
}

impl Page {
    /// The run taken apart, and of its companion what this page shows: of a network the averages are not
    /// recorded.
    fn apart<'a>(
        self,
        [own, beside]: [&'a mut Apart; 2],
        selected: &Selected<'a>,
        ghost: Option<&'a Computed>,
    ) -> Option<(TakenApart<'a>, Option<Ghost<'a>>)> {
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

    /// This page where it is one of some, else the first of them.
    fn among(self, pages: &[(Self, String, &str)]) -> Self {
        let there = pages.iter().any(|(page, ..)| *page == self);
        if there { self } else { pages[0].0 }
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

impl Subject {
    /// What there is to see: a page, its name, and what it shows.
    fn pages(&self) -> Vec<(Page, String, &'static str)> {
        let has_companion = self.companion.is_some();
        let mut pages = Vec::new();
        if has_companion {
            let about = "How many times as long each step would be without the correction";
            pages.push((Page::Multiplier, "step".to_owned(), about));
        }
        let about = "The average with and without the correction, and what it averages";
        let pair = |(index, pair): (usize, &Pair)| (Page::Pair(index), pair.raw.clone(), about);
        pages.extend(self.pairs.iter().enumerate().map(pair));
        let about = "By what each average is multiplied: its corrected value over itself";
        pages.push((Page::Factors, "factors".to_owned(), about));
        if has_companion {
            let about = "The loss of the run, and of the same run with the correction the other way";
            pages.push((Page::Loss, "loss".to_owned(), about));
        }
        pages
    }
}
