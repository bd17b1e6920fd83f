//! What is seen of some searches: their tries in one repetition, and how outcomes are measured.

use crate::engine::search::under_way::Searching;
use crate::engine::search::{Dimension, Try};
use crate::scene::explore::{Method, Span};
use crate::view::figure::sweep::suited;
use crate::view::figure::{Cell, Measure};
use crate::view::style::{RunStyle, run_style};

/// A setting that is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchAxis {
    /// What it is called, such as "Learning rate η".
    pub words: String,
    /// Its name and its range.
    pub dimension: Dimension,
}

/// A try as it was last heard of.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Who tried.
    pub method: Method,
    /// The try, its loss counted from the lowest one where that is known.
    pub of: Try,
    /// The share of a whole run that it has taken.
    pub share: f64,
}

/// One method, as far as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Searcher {
    /// Who searches.
    pub method: Method,
    /// What became of its tries, by repetition, losses counted from the lowest one where that is known.
    pub tries: Vec<Vec<Try>>,
    /// The share of the budget that it has spent.
    pub share: f64,
    /// Why it cannot search.
    pub trouble: Option<String>,
}

/// All that is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The settings.
    pub space: Vec<SearchAxis>,
    /// The methods that take part.
    pub searchers: Vec<Searcher>,
    /// The tries of one repetition.
    pub dots: Vec<Dot>,
    /// The repetition that is shown, and of how many.
    pub repetition: [u32; 2],
    /// What each repetition may spend, in whole runs.
    pub budget: u32,
    /// The steps of a whole run.
    pub steps: u32,
    /// The lowest loss, from which losses are counted.
    pub lowest: Option<f64>,
    /// What losses measure.
    pub measure: Measure,
    /// From the lowest to the highest of the tries shown that did not diverge.
    pub range: [f64; 2],
}

/// What methods are called.
pub fn words(method: Method) -> &'static str {
    match method {
        Method::Grid => "Grid",
        Method::Random => "Random",
        Method::Tpe => "TPE",
        Method::Halving => "Halving",
    }
}

/// The place of a method's look among those of runs.
pub fn place(method: Method) -> usize {
    method as usize
}

/// How a method looks.
pub fn style(method: Method, dark: bool) -> RunStyle {
    run_style(place(method), dark)
}

impl Seen {
    /// Of searches that are under way.
    pub fn of(space: &[SearchAxis], searches: &[&Searching], repetition: u32) -> Option<Self> {
        let task = searches.first()?.task();
        let lowest = searches.iter().find_map(|searching| searching.lowest());
        let above = |own: &Try| Try {
            loss: (own.loss - lowest.unwrap_or(0.0)).max(lowest.map_or(f64::NEG_INFINITY, |_| 0.0)),
            ..own.clone()
        };
        let searcher = |searching: &&Searching| Searcher {
            method: searching.task().method,
            tries: searching
                .tries()
                .iter()
                .map(|own| own.iter().map(above).collect())
                .collect(),
            share: searching.share(),
            trouble: searching.trouble().map(str::to_owned),
        };
        let searchers: Vec<Searcher> = searches.iter().map(searcher).collect();
        let repetition = repetition.min(task.repetitions.saturating_sub(1));
        let steps = task.steps();
        let dots = searchers
            .iter()
            .flat_map(|own| dots(own, repetition, steps))
            .collect::<Vec<_>>();
        let (measure, range) = measure(&dots, lowest.is_some(), steps);
        Some(Self {
            space: space.to_vec(),
            searchers,
            dots,
            repetition: [repetition, task.repetitions],
            budget: task.budget,
            steps,
            lowest,
            measure,
            range,
        })
    }

    /// The share of all that is to be computed that is.
    pub fn share(&self) -> f64 {
        let shares = self.searchers.iter().map(|own| own.share);
        shares.sum::<f64>() / self.searchers.len().max(1) as f64
    }

    /// Why nothing is searched.
    pub fn trouble(&self) -> Option<&str> {
        self.searchers.iter().find_map(|own| own.trouble.as_deref())
    }

    /// The methods that take part.
    pub fn methods(&self) -> Vec<Method> {
        self.searchers.iter().map(|own| own.method).collect()
    }

    /// The tries from the worst to the best: the best ones are to be drawn last.
    pub fn worst_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.dots.len()).collect();
        order.sort_by(|&a, &b| self.dots[b].of.loss.total_cmp(&self.dots[a].of.loss));
        order
    }

    /// The best of the tries shown.
    pub fn best(&self) -> Option<usize> {
        let last = self.worst_first().pop()?;
        self.dots[last].of.loss.is_finite().then_some(last)
    }

    /// Where a try lies along a setting, from 0 to 1.
    pub fn along(&self, dot: usize, setting: usize) -> f64 {
        let value = self.dots[dot].of.point[setting];
        self.space[setting].dimension.place(value).clamp(0.0, 1.0)
    }

    /// Where a try lies along the losses, from 0 to 1; None where it diverged.
    pub fn outcome(&self, dot: usize) -> Option<f64> {
        let loss = self.dots[dot].of.loss;
        loss.is_finite().then(|| self.measure.place(loss, self.range))
    }

    /// The range of a setting.
    pub fn span(&self, setting: usize) -> &Span {
        &self.space[setting].dimension.span
    }
}

/// The tries of a repetition as they were last heard of.
fn dots(own: &Searcher, repetition: u32, steps: u32) -> Vec<Dot> {
    let tries = own
        .tries
        .get(repetition as usize)
        .map_or(&[][..], |tries| &tries[..]);
    let mut dots: Vec<Dot> = Vec::new();
    for of in tries {
        let dot = Dot {
            method: own.method,
            of: of.clone(),
            share: f64::from(of.steps) / f64::from(steps.max(1)),
        };
        match dots.iter_mut().find(|known| known.of.number == of.number) {
            Some(known) => *known = dot,
            None => dots.push(dot),
        }
    }
    dots
}

/// The share of the highest losses that are not told apart: just before a run diverges, its loss is beyond
/// all others.
const TOP: f64 = 0.05;
/// The decades of a logarithmic range that are told apart.
const DEEPEST: f64 = 1e-15;

fn measure(dots: &[Dot], above: bool, steps: u32) -> (Measure, [f64; 2]) {
    let finite = dots.iter().map(|dot| dot.of.loss).filter(|loss| loss.is_finite());
    let mut losses: Vec<f64> = finite.collect();
    losses.sort_by(f64::total_cmp);
    let kept = (losses.len() as f64 * (1.0 - TOP)).ceil() as usize;
    let cells: Vec<Cell> = losses[..kept].iter().map(|loss| Cell::Value(*loss)).collect();
    let measure = Measure {
        label: match above {
            true => format!("Loss above the minimum, {steps} steps"),
            false => format!("Loss, {steps} steps"),
        },
        scale: suited(&cells),
        missing: String::new(),
    };
    let [low, high] = measure.range(cells.iter()).unwrap_or([0.1, 1.0]);
    let low = match measure.scale {
        crate::view::ticks::Scale::Log => low.max(high * DEEPEST),
        crate::view::ticks::Scale::Linear => low,
    };
    (measure, [low, high])
}
