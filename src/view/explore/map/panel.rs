//! The map of one run: its cells from all that is known of its sweeps, coarse or fine.

use super::basins::Basins;
use super::theory::{Boundary, boundary};
use crate::compile::sweep::SweepPlan;
use crate::course::explore::film::{self, Frame};
pub use crate::course::explore::map::usable;
use crate::engine::sweep::{Outcome, Outcomes};
use crate::scene::explore::{Span, Value};
use crate::view::explore::ask::Asked;
use crate::view::explore::fill::{Grid, Source, sources};
use crate::view::figure::sweep as figure;
use crate::view::figure::{Cell, Measure};
use crate::view::ticks::Scale;

/// The map of one run.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// The run's place in the experiment.
    pub run: usize,
    /// What it is called.
    pub title: String,
    /// How many cells it has along each axis.
    pub size: [usize; 2],
    /// What came of each, the lowest row first; a minimum is its number.
    pub cells: Vec<Cell>,
    /// The lane behind each cell, that of the first seed.
    pub lanes: Vec<Option<Outcome>>,
    /// The kept step at which they are shown; None at the end.
    pub frame: Option<Frame>,
    /// How many steps there are.
    pub steps: usize,
    /// What one of them is called.
    pub unit: &'static str,
    /// Which values the colours tell apart: those of the end, and some of all kept steps.
    pub told: [Vec<Cell>; 2],
    /// Why there is no map.
    pub trouble: Option<String>,
    /// What theory says of it.
    pub boundary: Option<Boundary>,
    /// Which share of the lanes ended at each minimum.
    pub shares: Vec<f64>,
    /// How many lanes of the finest sweep are done, and of how many.
    pub done: [usize; 2],
}

/// Of which run a panel is, and how it is looked at.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The run's place in the experiment.
    pub run: usize,
    /// What it is called.
    pub title: String,
    /// The two axes.
    pub spans: [&'a Span; 2],
    /// What is shown.
    pub value: Value,
    /// The kept step that is shown; None at the end.
    pub frame: Option<Frame>,
    /// Whether its learning rate is the same in all steps.
    pub constant_rate: bool,
    /// How many cells there are along each axis.
    pub size: [usize; 2],
}

impl Panel {
    /// From the sweeps of a run, the finest first.
    pub fn of(about: About, sweeps: &[&Asked]) -> Self {
        let plans: Vec<(&SweepPlan, &Outcomes)> = sweeps
            .iter()
            .filter_map(|asked| Some((asked.plan.as_deref().ok()?, &asked.outcomes)))
            .filter(|(plan, _)| plan.axes.len() == 2)
            .collect();
        let trouble = sweeps.iter().find_map(|asked| asked.plan.as_ref().err().cloned());
        let basins = plans
            .first()
            .and_then(|(plan, _)| Basins::of(plan))
            .unwrap_or_default()
            .knowing(
                plans
                    .iter()
                    .flat_map(|(_, outcomes)| outcomes.lanes.iter().flatten()),
            );
        let points = |frame: Option<Frame>| -> Vec<Vec<Cell>> {
            let of = |(plan, outcomes): &(&SweepPlan, &Outcomes)| {
                points(plan, film::lanes(outcomes, frame), about.value, &basins)
            };
            plans.iter().map(of).collect()
        };
        let ends = points(None);
        let known: Vec<Vec<bool>> = ends
            .iter()
            .map(|cells| cells.iter().map(|cell| *cell != Cell::Unknown).collect())
            .collect();
        let grids: Vec<Grid> = plans
            .iter()
            .zip(&known)
            .map(|((plan, _), known)| Grid {
                axes: [&plan.axes[0].values, &plan.axes[1].values],
                known,
            })
            .collect();
        let ranges = about.spans.map(|span| ([span.from, span.to], span.scale));
        let sources = sources(&grids, ranges, about.size);
        let shown = |points: &[Vec<Cell>]| -> Vec<Cell> {
            let cell = |(grid, point): Source| points[grid].get(point).copied();
            let cells = sources.iter().map(|source| source.and_then(cell));
            cells.map(|cell| cell.unwrap_or(Cell::Unknown)).collect()
        };
        let lane = |(grid, point): Source| {
            film::lanes(plans[grid].1, about.frame)
                .get(point)
                .copied()
                .flatten()
        };
        let finest = plans.first().map(|(_, outcomes)| outcomes);
        let shares =
            finest.and_then(|outcomes| basins.shares(film::lanes(outcomes, about.frame).iter().flatten()));
        let film = plans.first().map_or_else(Vec::new, |(plan, outcomes)| {
            let samples = film::samples(plan, outcomes).map(Some);
            let of = |lane| match about.value {
                Value::Minimum => minimum(lane, &basins),
                other => figure::cell(other, lane),
            };
            samples.map(of).collect()
        });
        Self {
            run: about.run,
            told: [shown(&ends), film],
            cells: match about.frame {
                None => shown(&ends),
                Some(_) => shown(&points(about.frame)),
            },
            lanes: sources.iter().map(|source| source.and_then(lane)).collect(),
            frame: about.frame,
            steps: plans.first().map_or(0, |(plan, _)| plan.base.steps),
            unit: plans.first().map_or("", |(plan, _)| plan.base.budget.unit()),
            size: about.size,
            boundary: plans
                .first()
                .and_then(|(plan, _)| boundary(plan, about.constant_rate, about.spans)),
            shares: shares.unwrap_or_default(),
            done: finest.map_or([0, 0], |outcomes| [outcomes.done, outcomes.lanes.len()]),
            title: about.title,
            trouble,
        }
    }

    /// The place of a cell that lies at parts of both axes.
    pub fn index(&self, part: [f64; 2]) -> Option<usize> {
        let inside = part.iter().all(|p| (0.0..1.0).contains(p));
        let [column, row] = [0, 1].map(|axis| (part[axis] * self.size[axis] as f64) as usize);
        inside.then_some(row * self.size[0] + column)
    }

    /// The middle of the cell with the lowest value.
    pub fn lowest(&self) -> Option<([f64; 2], f64)> {
        let (index, value) = crate::view::figure::cell::lowest(&self.cells)?;
        let columns = self.size[0].max(1);
        let at = [index % columns, index / columns];
        let middle = [0, 1].map(|axis| (at[axis] as f64 + 0.5) / self.size[axis] as f64);
        Some((middle, value))
    }
}

/// What a map shows of each point: the median over its seeds, or the minimum that it reached with the first.
fn points(plan: &SweepPlan, lanes: &[Option<Outcome>], value: Value, basins: &Basins) -> Vec<Cell> {
    match value {
        Value::Minimum => {
            let first = lanes.iter().take(plan.points());
            first.map(|lane| minimum(*lane, basins)).collect()
        }
        other => figure::cells(other, plan, lanes),
    }
}

/// The number of the minimum that a lane reached.
fn minimum(lane: Option<Outcome>, basins: &Basins) -> Cell {
    match (figure::cell(Value::Loss, lane), lane) {
        (Cell::Value(_), Some(lane)) => basins
            .reached(&lane)
            .map_or(Cell::Missing, |place| Cell::Value(place as f64)),
        (other, _) => other,
    }
}

/// The share of the highest values that the colours do not tell apart: just before a run diverges, its loss
/// is beyond all others.
const TOP: f64 = 0.03;

/// What the cells of some panels measure, and the range of the colours that all of them share at all kept
/// steps and at the end. Its ends ignore what diverged.
pub fn measure(panels: &[Panel], value: Value, plan: Option<&SweepPlan>) -> (Measure, Option<[f64; 2]>) {
    let told = [0, 1].map(|film: usize| -> Vec<Cell> {
        let all = panels.iter().flat_map(|panel| panel.told[film].iter().copied());
        all.collect()
    });
    let scale = match value {
        Value::Accuracy => Scale::Linear,
        _ => figure::suited(&told.concat()),
    };
    let measure = match plan {
        Some(plan) => figure::measure_after(value, plan, &after(panels), scale),
        None => Measure {
            label: String::new(),
            scale,
            missing: String::new(),
        },
    };
    let ranges = told.iter().filter_map(|cells| range(&measure, cells));
    let both = ranges.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
    (measure, both.map(|range| deepest(range, scale)))
}

/// The range of some values but for the highest ones.
fn range(measure: &Measure, cells: &[Cell]) -> Option<[f64; 2]> {
    let mut values: Vec<f64> = cells.iter().filter_map(|cell| cell.value()).collect();
    values.sort_unstable_by(f64::total_cmp);
    let top = values.len().saturating_sub(1) as f64 * (1.0 - TOP);
    let kept = values.iter().take(top as usize + 1);
    let kept: Vec<Cell> = kept.map(|value| Cell::Value(*value)).collect();
    measure.range(kept.iter())
}

/// After how many steps some panels are shown, such as "57", or "28 to 57" where runs have steps of
/// different lengths.
pub fn after(panels: &[Panel]) -> String {
    let steps = |panel: &Panel| panel.frame.map_or(panel.steps, |frame| frame.step);
    let all = panels.iter().filter(|panel| panel.trouble.is_none()).map(steps);
    let [least, most] = all.fold([usize::MAX, 0], |[least, most], step| {
        [least.min(step), most.max(step)]
    });
    match least < most {
        true => format!("{least} to {most}"),
        false => most.to_string(),
    }
}

/// At which step the maps are shown; None at the end.
pub fn step_shown(panels: &[Panel]) -> Option<String> {
    let unit = panels.iter().find(|panel| panel.frame.is_some())?.unit;
    let all = panels.iter().map(|panel| panel.steps).max()?;
    Some(format!("{unit} {} of {all}", after(panels)))
}

/// The decades of a logarithmic range that are told apart.
const DEEPEST: f64 = 1e-15;

fn deepest([low, high]: [f64; 2], scale: Scale) -> [f64; 2] {
    match scale {
        Scale::Log => [low.max(high * DEEPEST), high],
        Scale::Linear => [low, high],
    }
}

#[cfg(test)]
mod tests {
    use super::super::basins::tests::outcome;
    use super::*;

    #[test]
    fn a_lane_shows_its_minimum_or_that_it_has_none() {
        let basins = Basins {
            minima: vec![vec![0.0, 0.0]],
            within: 0.1,
            ..Basins::default()
        };
        for (lane, wanted) in [
            (Some(outcome([0.0, 0.05], 0, None)), Cell::Value(0.0)),
            (Some(outcome([1.0, 0.05], 0, None)), Cell::Missing),
            (Some(outcome([0.0, 0.05], 0, Some(3))), Cell::Diverged),
            (None, Cell::Unknown),
        ] {
            assert_eq!(minimum(lane, &basins), wanted, "{lane:?}");
        }
    }

    #[test]
    fn all_maps_share_a_range_whose_ends_ignore_what_diverged() {
        let panel = |ends: Vec<Cell>| Panel {
            told: [ends, Vec::new()],
            ..Panel::default()
        };
        let many = |values: &[f64]| values.iter().map(|v| Cell::Value(*v)).collect::<Vec<_>>();
        let panels = [
            panel([many(&[0.01; 60]), vec![Cell::Diverged; 9]].concat()),
            panel([many(&[10.0; 39]), many(&[1e17])].concat()),
        ];
        let (measure, range) = measure(&panels, Value::Loss, None);
        assert_eq!((measure.scale, range), (Scale::Log, Some([0.01, 10.0])));
    }

    #[test]
    fn a_place_lies_in_a_cell() {
        let panel = Panel {
            size: [4, 2],
            ..Panel::default()
        };
        assert_eq!(panel.index([0.3, 0.9]), Some(5));
        assert_eq!(panel.index([1.0, 0.5]), None);
    }
}
