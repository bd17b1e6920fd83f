//! From which step on rounding is seen: where a run in f32 and the same in f64 part, and where even in f64
//! the last digit of its start decides.
//!
//! The second is found as chaos is measured by hand: the run once more, from a start that is disturbed by
//! [`DISTURBANCE`] (Lorenz 1963, J. Atmos. Sci. 20:130), and how long both stay together.

use crate::compile::network::model::Network;
use crate::compile::{Objective, Plan, PlannedRun, Start};
use crate::lang::column;
use crate::trace::{Grid, RunTrace};
use std::sync::Arc;

/// By how much a start, or a network's inputs, are changed: a few units in the last place of an f64.
pub const DISTURBANCE: f64 = 1e-15;
/// The share of the loss by which two losses differ visibly.
const SHARE: f64 = 0.01;
/// The share of the largest loss so far below which no difference counts: there f32 has no digits left to
/// differ in.
const FLOOR: f64 = 1e-6;
/// Most numbers recorded, and most multiplications of a network, where an experiment is computed once more
/// for this.
const NUMBERS: usize = 1 << 22;
const MULTIPLICATIONS: usize = 1 << 30;

/// From which step on rounding is seen in a run, in the trace's count of steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// The first step after which f32 and f64 differ visibly; None where they never do, or the run itself is
    /// in f64.
    pub parted: Option<usize>,
    /// The first step after which two runs in f64 do whose starts differ by [`DISTURBANCE`].
    pub rounding: Option<usize>,
}

impl Drift {
    /// Of a run as it is shown, the same in f64, and that from a disturbed start. `grid` is what the screen
    /// shows of a surface, by points.
    pub fn of(shown: &RunTrace, double: &RunTrace, disturbed: &RunTrace, grid: Option<&Grid>) -> Self {
        Self {
            parted: first_seen(shown, double, grid),
            rounding: first_seen(double, disturbed, grid),
        }
    }

    /// Whether there is anything to say.
    pub fn is_seen(&self) -> bool {
        self.parted.is_some() || self.rounding.is_some()
    }

    /// In a run's own steps, of which each takes so much of the trace's length.
    #[must_use]
    pub fn by(self, every: usize) -> Self {
        let own = |step: Option<usize>| step.map(|step| step / every);
        Self {
            parted: own(self.parted),
            rounding: own(self.rounding),
        }
    }

    /// The earlier one of each.
    #[must_use]
    pub fn earlier(self, other: Self) -> Self {
        let first = |a: Option<usize>, b| a.into_iter().chain(b).min();
        Self {
            parted: first(self.parted, other.parted),
            rounding: first(self.rounding, other.rounding),
        }
    }
}

/// Whether a plan may be computed again and again beside what is shown.
pub fn is_cheap(plan: &Plan) -> bool {
    let product = |parts: &[usize]| parts.iter().fold(1, |all: usize, &part| all.saturating_mul(part));
    let runs = plan.lanes.iter().map(|lane| &plan.runs[lane.run]);
    let sum = |work: &mut dyn Iterator<Item = usize>| work.fold(0, usize::saturating_add);
    match &plan.objective {
        Objective::Surface(surface) => {
            let numbers = |run: &PlannedRun| run.columns.iter().map(|c| c.sources.len()).sum::<usize>();
            let recorded = |run| product(&[plan.steps, numbers(run) + surface.n + 1]);
            sum(&mut runs.map(recorded)) <= NUMBERS
        }
        Objective::Network(shared) => {
            let multiplied = |of: &Network| product(&[of.drawn(), plan.longest(), of.parameters()]);
            sum(&mut runs.map(|run| multiplied(run.trains(shared)))) <= MULTIPLICATIONS
        }
    }
}

/// The same plan from starts that are a few units in the last place apart, of a network with such inputs. A
/// coordinate that is 0 stays so: rounding leaves it alone, too.
pub fn disturbed(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let disturb = |x: &mut f64| *x *= 1.0 + DISTURBANCE;
    let disturb_data = |network: &mut Arc<Network>| {
        let inputs = &mut Arc::make_mut(&mut Arc::make_mut(network).train.data).inputs;
        inputs.iter_mut().for_each(disturb);
    };
    for lane in &mut plan.lanes {
        if let Start::Point(point) = &mut lane.start {
            point.iter_mut().for_each(disturb);
        }
    }
    plan.networks_mut().for_each(disturb_data);
    plan
}

/// The first step after which two runs differ visibly, and mostly do until they end: by a point of the
/// picture, or by a hundredth of the loss, or in whether they diverge.
pub fn first_seen(a: &RunTrace, b: &RunTrace, grid: Option<&Grid>) -> Option<usize> {
    let (losses, every) = (
        a.column(column::LOSS)?
            .values
            .iter()
            .zip(&b.column(column::LOSS)?.values),
        a.every(),
    );
    let mut largest: f64 = 0.0;
    let apart = losses.enumerate().map(|(place, (a_loss, b_loss))| {
        let size = a_loss.abs().max(b_loss.abs());
        largest = largest.max(size);
        let by_loss = (a_loss - b_loss).abs() > (SHARE * size).max(FLOOR * largest);
        let step = place * every;
        by_loss || grid.is_some_and(|grid| is_apart(a.point(step), b.point(step), grid))
    });
    let apart: Vec<bool> = apart.collect();
    match diverged(a, b) {
        End::Apart(step) => Some(lasting(&apart).map_or(step, |place| step.min(place * every))),
        // What diverged stands still, which is no part of the run.
        End::Together(until) => {
            let until = until.div_ceil(every).min(apart.len());
            lasting(&apart[..until]).map(|place| place * every)
        }
    }
}

/// The first place that is marked, and from which on most are: a moment at which two runs differ is no
/// parting.
fn lasting(marked: &[bool]) -> Option<usize> {
    let mut left = marked.iter().filter(|marked| **marked).count();
    let least = marked.len() / 100;
    let mut places = marked.iter().enumerate().filter(|(_, marked)| **marked);
    places.find_map(|(place, _)| {
        let lasts = 2 * left >= marked.len() - place && left > least;
        left -= 1;
        lasts.then_some(place)
    })
}

/// How the end of two runs compares.
enum End {
    /// Both took this many steps.
    Together(usize),
    /// One diverged at this step, and the other one much later or never.
    Apart(usize),
}

fn diverged(a: &RunTrace, b: &RunTrace) -> End {
    match (a.diverged_at, b.diverged_at) {
        (None, None) => End::Together(usize::MAX),
        // Close to the bound a rounding decides which step passes it.
        (Some(a), Some(b)) if a.abs_diff(b) <= 1 + a.min(b) / 100 => End::Together(a.min(b)),
        (a, b) => End::Apart(a.into_iter().chain(b).min().unwrap_or_default()),
    }
}

/// Whether two points, one of which at least is on the picture, are more than a point of it apart.
fn is_apart(a: &[f64], b: &[f64], grid: &Grid) -> bool {
    let axes = [(grid.x, grid.columns), (grid.y, grid.rows)];
    let on = |point: &[f64]| {
        let mut axes = point.iter().zip(axes);
        axes.all(|(w, ([low, high], _))| (low..=high).contains(w))
    };
    let apart = a.iter().zip(b).zip(axes);
    let mut apart = apart.map(|((a, b), ([low, high], points))| (a - b).abs() * points as f64 > high - low);
    (on(a) || on(b)) && apart.any(|apart| apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Column;

    const GRID: Grid = Grid {
        x: [-1.0, 1.0],
        y: [-1.0, 1.0],
        columns: 100,
        rows: 100,
    };

    fn run(losses: &[f64], points: &[[f64; 2]], diverged_at: Option<usize>) -> RunTrace {
        let column = |name: &str, width, values| Column {
            name: name.to_owned(),
            width,
            every: 1,
            values,
        };
        RunTrace {
            diverged_at,
            columns: vec![
                column("loss", 0, losses.to_vec()),
                column("w", 2, points.concat()),
            ],
            ..RunTrace::default()
        }
    }

    #[test]
    fn losses_part_by_a_hundredth_of_themselves_but_not_far_below_the_largest() {
        for (a, b, wanted) in [
            ([1.0, 0.5, 0.25], [1.0, 0.5, 0.25], None),
            ([1.0, 0.5, 0.25], [1.0, 0.503, 0.26], Some(2)),
            ([1.0, -0.5, 0.25], [1.0, 0.5, 0.25], Some(1)),
            ([1.0, 1e-3, 1e-7], [1.0, 1e-3, 1e-9], None),
            ([1.0, 1e-3, 1e-5], [1.0, 1e-3, 1e-7], Some(2)),
            ([1.1, 0.5, 0.25], [1.0, 0.5, 0.25], None),
        ] {
            let [a, b] = [a, b].map(|losses| run(&losses, &[], None));
            assert_eq!(first_seen(&a, &b, Some(&GRID)), wanted, "{a:?} {b:?}");
        }
    }

    #[test]
    fn points_part_by_a_point_of_the_picture_where_they_are_on_it() {
        for (a, b, wanted) in [
            ([0.5, 0.5], [0.519, 0.5], None),
            ([0.5, 0.5], [0.521, 0.5], Some(0)),
            ([0.5, 0.5], [0.5, 2.0], Some(0)),
            ([0.5, 3.0], [0.5, 2.0], None),
        ] {
            let [a, b] = [a, b].map(|point| run(&[1.0], &[point], None));
            assert_eq!(first_seen(&a, &b, Some(&GRID)), wanted, "{a:?} {b:?}");
            assert_eq!(first_seen(&a, &b, None), None, "a network has no picture");
        }
    }

    #[test]
    fn runs_part_where_only_one_diverges_or_much_earlier() {
        let losses = [1.0; 9];
        for (a, b, wanted) in [
            (Some(5), None, Some(5)),
            (Some(5), Some(6), None),
            (Some(5), Some(8), Some(5)),
        ] {
            let [a, b] = [a, b].map(|at| run(&losses, &[], at));
            assert_eq!(first_seen(&a, &b, None), wanted, "{a:?} {b:?}");
        }
        let gone = run(&[1.0, 2.0, 2.0], &[], Some(2));
        assert_eq!(
            first_seen(&gone, &run(&[1.0, 2.0, 9.0], &[], Some(2)), None),
            None
        );
    }
}
