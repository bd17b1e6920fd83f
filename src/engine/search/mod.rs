//! The search for settings: grid, random, TPE and successive halving, each with the same budget of steps.
//!
//! A method is asked what it tries [`next`] and sees only the tries so far; [`under_way`] lets the tries run, all
//! repetitions of a round together. Points lie in a unit cube: 0 is where a setting's range begins, 1 where it
//! ends, even on the scale of that range.
//!
//! - [`grid`], [`random`], [`tpe`], [`halving`]: the methods; [`best`]: the best of some tries.

pub mod best;
pub mod grid;
pub mod halving;
pub mod random;
pub mod tpe;
pub mod under_way;

use crate::real::rng::{Key, site, uniform};
use crate::scene::explore::{Method, Span};
use crate::scene::sweep::{Spread, Sweep};

/// Least and most settings of a space, most runs that a method may spend, and most repetitions.
pub const SETTINGS: [usize; 2] = [2, 4];
/// Least and most whole runs of a budget.
pub const BUDGET: [u32; 2] = [4, 256];
/// Most repetitions.
pub const REPETITIONS: u32 = 32;

/// A setting that is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    /// Its name and its range.
    pub span: Span,
    /// Whether it counts.
    pub whole: bool,
}

/// What one method is to search.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The run that is tried, alone in its scene, without axes.
    pub of: Sweep,
    /// The settings.
    pub space: Vec<Dimension>,
    /// What each repetition spends: the steps of so many whole runs.
    pub budget: u32,
    /// How often it searches.
    pub repetitions: u32,
    /// Which random numbers it draws.
    pub seed: u32,
    /// How it searches.
    pub method: Method,
}

/// A try, or what became of it later.
#[derive(Clone, Debug, PartialEq)]
pub struct Try {
    /// The search that made it.
    pub repetition: u32,
    /// Its place among the tries of that search; a try that went on stands once for each time.
    pub number: u32,
    /// The values of the settings.
    pub point: Vec<f64>,
    /// The steps that it has taken. One that diverged counts as if it had taken all of them.
    pub steps: u32,
    /// The steps that its search has spent with it: of one that went on only the new ones are.
    pub spent: u64,
    /// The loss after these steps, on what a network holds back where it does; infinite where it diverged.
    pub loss: f64,
    /// The step (from 1) that could not be taken.
    pub diverged_at: Option<u32>,
}

/// What a method wants next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// New tries: where in the unit cube, and for how many steps.
    Begin(Vec<(Vec<f64>, u32)>),
    /// Tries, by their numbers, that go on until they have taken so many steps.
    GoOn(Vec<u32>, u32),
    /// Nothing more.
    Nothing,
}

impl Dimension {
    /// The value at a place of the unit cube.
    pub fn value(&self, place: f64) -> f64 {
        let Span { from, to, scale, .. } = self.span;
        let value = match scale {
            _ if place <= 0.0 => from,
            _ if place >= 1.0 => to,
            Spread::Linear => from + (to - from) * place,
            Spread::Log => from * (to / from).powf(place),
        };
        if self.whole { value.round() } else { value }
    }

    /// The place of a value in the unit cube.
    pub fn place(&self, value: f64) -> f64 {
        let Span { from, to, scale, .. } = self.span;
        match scale {
            Spread::Linear => (value - from) / (to - from),
            Spread::Log => (value / from).ln() / (to / from).ln(),
        }
    }

    /// Why nothing can be searched along it, in words.
    pub fn trouble(&self) -> Option<String> {
        let Span {
            name,
            from,
            to,
            scale,
        } = &self.span;
        let finite = from.is_finite() && to.is_finite();
        let positive = *scale == Spread::Linear || (*from > 0.0 && *to > 0.0);
        (!(finite && positive && from < to)).then(|| {
            format!(
                "`{name}` is to be searched from {from} to {to}: it needs an upper end above the lower one, \
                    and on a log scale both above 0"
            )
        })
    }
}

impl Task {
    /// The steps of a whole run.
    pub fn steps(&self) -> u32 {
        self.of.scene.experiment.steps
    }

    /// The steps that each repetition spends.
    pub fn allowed(&self) -> u64 {
        u64::from(self.budget) * u64::from(self.steps())
    }

    /// The values of the settings at a place of the unit cube.
    pub fn point(&self, place: &[f64]) -> Vec<f64> {
        let both = self.space.iter().zip(place);
        both.map(|(dimension, &place)| dimension.value(place)).collect()
    }

    /// The place of some values in the unit cube.
    pub fn place(&self, point: &[f64]) -> Vec<f64> {
        let both = self.space.iter().zip(point);
        both.map(|(dimension, &value)| dimension.place(value)).collect()
    }

    /// Why it cannot be searched, in words.
    pub fn trouble(&self) -> Option<String> {
        let [least, most] = SETTINGS;
        let count = self.space.len();
        if !(least..=most).contains(&count) {
            return Some(format!(
                "A search has {least} to {most} settings, this one {count}."
            ));
        }
        let names: Vec<&str> = self.space.iter().map(|d| d.span.name.as_str()).collect();
        let twice = (1..count).find(|&place| names[..place].contains(&names[place]));
        if let Some(place) = twice {
            return Some(format!(
                "`{}` is searched twice; take another setting",
                names[place]
            ));
        }
        if !(BUDGET[0]..=BUDGET[1]).contains(&self.budget) {
            let [least, most] = BUDGET;
            return Some(format!(
                "A budget is {least} to {most} whole runs, this one {}.",
                self.budget
            ));
        }
        if !(1..=REPETITIONS).contains(&self.repetitions) {
            return Some(format!(
                "A search is repeated 1 to {REPETITIONS} times, this one {}.",
                self.repetitions
            ));
        }
        self.space.iter().find_map(Dimension::trouble)
    }
}

/// What a method tries next in a repetition, of which it sees the tries so far.
pub fn next(task: &Task, repetition: u32, tries: &[Try]) -> Next {
    match task.method {
        Method::Grid => grid::next(task, repetition, tries),
        Method::Random => random::next(task, repetition, tries),
        Method::Tpe => tpe::next(task, repetition, tries),
        Method::Halving => halving::next(task, repetition, tries),
    }
}

/// A uniform number in [0, 1) of a search: the n-th of a try's.
fn draw(task: &Task, repetition: u32, number: u32, n: u32) -> f64 {
    uniform(Key {
        seed: task.seed,
        replicate: repetition,
        step: number,
        element: n,
        site: site::SEARCH,
    })
}
