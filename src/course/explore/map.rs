//! The map: the sweeps that it asks for, each finer than the one before, and what came of the points of one.

use super::Exploring;
use super::ask::{self, Asked};
use super::basins::Basins;
use super::{film, value};
use crate::compile::sweep::SweepPlan;
use crate::compile::sweep::bounds::WIDTHS;
use crate::engine::sweep::Outcome;
use crate::engine::sweep::band::Band;
use crate::scene::explore::{Explore, Span, Value};
use crate::scene::knob::Knob;
use crate::scene::sweep::{Spread, Sweep};
use std::sync::Arc;

/// On networks: the first that is not too much.
const ON_NETWORKS: [&[u32]; 4] = [&[8, 16, 32], &[8, 16], &[4, 8], &[4]];
/// Multiplications of all points of a map of networks: about two minutes of one core.
const MOST: f64 = 5e11;

/// How many values a sweep takes along each axis, from coarse to fine; with several maps side by side fewer
/// are seen, and of networks as many as their cost allows.
pub fn stages(of: &Exploring, several: bool) -> &'static [u32] {
    let Some((plan, network)) = of.plan.and_then(|plan| Some((plan, plan.network()?))) else {
        return match several {
            true => &[12, 64],
            false => &[16, 64, 200],
        };
    };
    let step = 3.0 * (network.parameters() * network.drawn()) as f64;
    let point = step * plan.steps as f64 * f64::from(seeds(of));
    let all = |stages: &&&[u32]| {
        let points = stages.iter().map(|side| f64::from(side.pow(2)));
        points.sum::<f64>() * point <= MOST
    };
    let mut possible = ON_NETWORKS.iter().skip(usize::from(several));
    possible.find(all).copied().unwrap_or(ON_NETWORKS[3])
}

/// How many seeds each point has: which minimum is reached is asked of one run.
fn seeds(of: &Exploring) -> u32 {
    match value::shown(of.plan, of.explore.value) {
        Value::Minimum => 1,
        _ => of.explore.seeds.unwrap_or(1),
    }
}

/// How many values an axis can have: some build a network or data of their own for each.
fn most(span: &Span) -> u32 {
    let builds = Knob::named(&span.name).is_some_and(Knob::builds);
    if builds { WIDTHS as u32 } else { u32::MAX }
}

/// A span whose ends are in order and can be spread as they say.
pub fn usable(span: &Span) -> bool {
    let ends = [span.from, span.to];
    let finite = ends.iter().all(|end| end.is_finite());
    let positive = span.scale == Spread::Linear || ends.iter().all(|end| *end > 0.0);
    finite && positive && span.from < span.to
}

/// The axes, where both were chosen and can be shown.
pub fn chosen(explore: &Explore) -> Option<[&Span; 2]> {
    let [x, y] = [explore.x.as_ref()?, explore.y.as_ref()?];
    (x.name != y.name && usable(x) && usable(y)).then_some([x, y])
}

/// The runs that have a map: the selected one, or all that are not hidden.
pub fn runs(of: &Exploring) -> Vec<usize> {
    let selected = of.view.selected;
    let is_shown = |run: &usize| match of.explore.all {
        true => !of.view.muted.contains(run) || *run == selected,
        false => *run == selected,
    };
    (0..of.experiment.runs.len()).filter(is_shown).collect()
}

/// The sweeps of a run's map, from coarse to fine; None where there is no such run.
pub fn sweeps(of: &Exploring, run: usize, spans: [&Span; 2], several: bool) -> Option<Vec<Arc<Sweep>>> {
    let alone = ask::alone(of.experiment, run, false)?;
    let kept = film::kept(alone.steps);
    let sweep = |count: &u32| {
        let axes = spans.map(|span| (span, most(span).min(*count)));
        Arc::new(Sweep {
            seeds: seeds(of),
            kept: kept.clone(),
            ..ask::over(&alone, &axes, of.view.reached_within())
        })
    };
    let mut sweeps: Vec<Arc<Sweep>> = stages(of, several).iter().map(sweep).collect();
    sweeps.dedup();
    Some(sweeps)
}

/// What came of all points of one sweep, and how it is looked at.
pub struct Points<'a> {
    plan: &'a SweepPlan,
    lanes: Vec<Outcome>,
    value: Value,
    basins: Basins,
}

impl<'a> Points<'a> {
    /// Of a sweep over two axes; None while it is not done.
    pub fn of(asked: &'a Asked, value: Value) -> Option<Self> {
        let plan = asked.plan.as_deref().ok().filter(|plan| plan.axes.len() == 2)?;
        let lanes: Vec<Outcome> = asked.outcomes.lanes.iter().copied().collect::<Option<_>>()?;
        Some(Self {
            basins: Basins::of(plan).unwrap_or_default().knowing(lanes.iter()),
            lanes,
            plan,
            value,
        })
    }

    /// How many points lie along an axis.
    fn count(&self, axis: usize) -> usize {
        self.plan.axes[axis].values.len()
    }

    /// The value of an axis at one of its points.
    pub fn value(&self, axis: usize, place: usize) -> f64 {
        self.plan.axes[axis].values[place]
    }

    /// The point along an axis that is nearest to a value; None where that is outside.
    pub fn place(&self, axis: usize, value: f64) -> Option<usize> {
        let axis = &self.plan.axes[axis];
        let far = |other: &f64| match axis.scale {
            Spread::Linear => (other - value).abs(),
            Spread::Log => (other / value).ln().abs(),
        };
        let (first, last) = (axis.values.first()?, axis.values.last()?);
        let places = axis.values.iter().enumerate();
        let nearest = places.min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
        let nearest = nearest.filter(|_| (*first..=*last).contains(&value));
        nearest.map(|(place, _)| place)
    }

    fn index(&self, [column, row]: [usize; 2]) -> usize {
        row * self.count(0) + column
    }

    /// What came of the run at a point, with the first of several seeds.
    fn lane(&self, at: [usize; 2]) -> &Outcome {
        &self.lanes[self.index(at)]
    }

    /// What the map colours at a point, over several seeds the median; None where the run diverged, or did not
    /// arrive. A minimum is its number, from 1.
    pub fn outcome(&self, at: [usize; 2]) -> Option<f64> {
        let lane = self.lane(at);
        if self.value == Value::Minimum {
            return self.basins.reached(lane).map(|place| place as f64 + 1.0);
        }
        let seeds = self.lanes.iter().skip(self.index(at)).step_by(self.plan.points());
        let numbers = seeds.map(|lane| value::number(self.value, lane).unwrap_or(f64::INFINITY));
        let median = Band::of(numbers).map(|band| band.median);
        median.filter(|median| median.is_finite())
    }

    /// The point with the lowest value, of all or of one row or column; None where no run comes to anything.
    pub fn lowest(&self, column: Option<usize>, row: Option<usize>) -> Option<[usize; 2]> {
        let all = |axis: usize, only: Option<usize>| match only {
            Some(place) => place..place + 1,
            None => 0..self.count(axis),
        };
        let columns = all(0, column);
        let points = all(1, row).flat_map(|row| columns.clone().map(move |column| [column, row]));
        let values = points.filter_map(|at| Some((at, self.outcome(at)?)));
        let lowest = values.min_by(|a, b| a.1.total_cmp(&b.1));
        lowest.map(|(at, _)| at)
    }

    /// The last point of a row before the first at which the run diverges; None where it diverges at once, or
    /// nowhere.
    pub fn last_stable(&self, row: usize) -> Option<usize> {
        let diverges = |column: &usize| self.lane([*column, row]).diverged_at.is_some();
        (0..self.count(0)).find(diverges)?.checked_sub(1)
    }

    /// The share of all points at which the run diverges.
    pub fn diverged(&self) -> f64 {
        let diverged = self.lanes.iter().filter(|lane| lane.diverged_at.is_some());
        diverged.count() as f64 / self.lanes.len() as f64
    }

    /// The share of all points from which the run ends at each declared minimum.
    pub fn shares(&self) -> Vec<f64> {
        self.basins.shares(self.lanes.iter()).unwrap_or_default()
    }
}
