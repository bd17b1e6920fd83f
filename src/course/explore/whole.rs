//! What the pages need to have computed, and what is known of it.

use super::ask::Asked;
use super::read::pages;
use super::{Exploring, map, race, range};
use crate::course::card::Card;
use crate::course::study::Study;
use crate::engine::Computed;
use crate::engine::cpu::sweeper::CpuSweep;
use crate::scene::Experiment;
use crate::scene::explore::Page;
use crate::scene::sweep::Sweep;
use std::sync::Arc;
use std::time::Duration;

/// Between two looks at whether there is more to do.
const SLICE: Duration = Duration::from_millis(50);

/// What a page asks for.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// The sweeps, what is seen first before what is finer.
    pub sweeps: Vec<Arc<Sweep>>,
    /// The experiment of a range test.
    pub test: Option<Experiment>,
}

/// What is known of sweeps and of range tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The sweeps that were asked for.
    pub sweeps: &'a [Asked],
    /// Experiments that were computed besides the scene's own.
    pub companions: &'a [Computed],
}

/// All that some pages need.
#[derive(Debug, Default)]
pub struct Whole {
    sweeps: Vec<Asked>,
    companions: Vec<Computed>,
}

impl Needs {
    /// What a page needs.
    pub fn of(of: &Exploring, page: Page) -> Self {
        match page {
            Page::Race => Self {
                sweeps: race::wanted(of).into_iter().map(|wanted| wanted.sweep).collect(),
                test: None,
            },
            Page::Range => Self {
                sweeps: range::sweep(of).map(Arc::new).into_iter().collect(),
                test: range::experiment(of),
            },
            Page::Map => Self {
                sweeps: maps(of),
                test: None,
            },
            // No formula reads a search.
            Page::Search => Self::default(),
        }
    }
}

/// The coarse maps of all runs, then the finer ones.
fn maps(of: &Exploring) -> Vec<Arc<Sweep>> {
    let Some(spans) = map::chosen(of.explore) else {
        return Vec::new();
    };
    let runs = map::runs(of);
    let several = runs.len() > 1;
    let sweeps = |run: &usize| map::sweeps(of, *run, spans, several);
    let maps: Vec<Vec<Arc<Sweep>>> = runs.iter().filter_map(sweeps).collect();
    let stages = 0..map::stages(of, several).len();
    stages
        .flat_map(|stage| maps.iter().filter_map(move |map| map.get(stage)))
        .cloned()
        .collect()
}

impl<'a> Known<'a> {
    /// What is known of a sweep.
    pub fn sweep(&self, sweep: &Sweep) -> Option<&'a Asked> {
        self.sweeps.iter().find(|asked| *asked.sweep == *sweep)
    }

    /// What was computed of an experiment.
    pub fn companion(&self, experiment: &Experiment) -> Option<&'a Computed> {
        self.companions.iter().find(|c| *c.experiment == *experiment)
    }
}

impl Known<'_> {
    /// Whether all of some needs is there; what cannot be computed is not waited for.
    pub fn has(&self, needs: &Needs) -> bool {
        let is_done = |sweep: &Arc<Sweep>| self.sweep(sweep).is_some_and(|asked| asked.done);
        let test = needs.test.as_ref();
        needs.sweeps.iter().all(is_done) && test.is_none_or(|test| self.companion(test).is_some())
    }

    /// How much is known: finished lanes, and experiments.
    pub fn amount(&self) -> [usize; 2] {
        let finished = |asked: &Asked| asked.outcomes.done + usize::from(asked.done);
        [self.sweeps.iter().map(finished).sum(), self.companions.len()]
    }
}

impl Whole {
    /// Of all that a card's formulas read.
    pub fn of_card(study: &Study, card: &Card) -> Self {
        let pages: Vec<Page> = pages(card).into_iter().map(|(page, _)| page).collect();
        Self::of(&study.exploring(), &pages)
    }

    /// Computes all that some pages need, the sweeps as the pages do where no graphics card helps.
    pub fn of(of: &Exploring, pages: &[Page]) -> Self {
        let mut whole = Self::default();
        for page in pages {
            let needs = Needs::of(of, *page);
            whole.sweeps.extend(needs.sweeps.into_iter().map(asked));
            let test = needs.test.and_then(|test| Computed::reference(&test).ok());
            whole.companions.extend(test);
        }
        whole
    }

    /// What is known now.
    pub fn known(&self) -> Known<'_> {
        Known {
            sweeps: &self.sweeps,
            companions: &self.companions,
        }
    }
}

/// A sweep computed to its end.
fn asked(sweep: Arc<Sweep>) -> Asked {
    let mut asked = Asked::new(sweep);
    let mut sweeper = asked.plan.as_ref().ok().map(CpuSweep::boxed);
    while let Some(sweeper) = sweeper.as_mut().filter(|_| !asked.done) {
        asked.advance(&mut **sweeper, SLICE);
    }
    asked
}
