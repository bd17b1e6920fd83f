//! The map: the sweeps that it asks for, each finer than the one before, and what came of the points of one.

use super::Exploring;
use super::ask::{self, Asked};
use super::basins::Basins;
use super::film;
use crate::compile::sweep::SweepPlan;
use crate::engine::sweep::Outcome;
use crate::scene::explore::{Explore, Span, Value};
use crate::scene::sweep::{Spread, Sweep};
use crate::trace::Why;
use std::sync::Arc;

/// How many values a sweep takes along each axis, from coarse to fine; with several maps side by side fewer
/// are seen.
pub fn stages(several: bool) -> &'static [u32] {
    match several {
        true => &[12, 64],
        false => &[16, 64, 200],
    }
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
        let axes = spans.map(|span| (span, *count));
        Arc::new(Sweep {
            kept: kept.clone(),
            ..ask::over(&alone, &axes, of.view.reached_within())
        })
    };
    Some(stages(several).iter().map(sweep).collect())
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
        Some(Self {
            lanes: asked.outcomes.lanes.iter().copied().collect::<Option<_>>()?,
            basins: Basins::of(plan).unwrap_or_default(),
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

    /// What came of the run at a point.
    fn lane(&self, [column, row]: [usize; 2]) -> &Outcome {
        &self.lanes[row * self.count(0) + column]
    }

    /// What the map colours at a point; None where the run diverged, or did not arrive. A minimum is its
    /// number, from 1.
    pub fn outcome(&self, at: [usize; 2]) -> Option<f64> {
        let lane = self.lane(at);
        let is_hole = matches!(lane.why, Some(Why::Undefined | Why::Range));
        let sound = lane.diverged_at.is_none() && !is_hole;
        let found = match self.value {
            Value::Steps => lane.reached.map(f64::from),
            Value::Loss => sound.then_some(lane.loss),
            Value::Best => sound.then_some(lane.best),
            Value::Minimum => self.basins.reached(lane).map(|place| place as f64 + 1.0),
        };
        found.filter(|value| value.is_finite())
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
