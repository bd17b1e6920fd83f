//! One step of a lane of a network once more, with what is watched in it.

use super::dense::Dense;
use super::lane::Lane;
use super::replay::probed;
use super::shared::Shared;
use crate::compile::trial::Blame;
use crate::compile::{Lane as PlannedLane, Plan};
use crate::engine::host::tabulate;
use crate::lang::row::{RowText, holds};
use crate::real::Real;
use std::sync::Arc;

/// A step that was taken.
pub struct TakenAgain<'a> {
    /// The first watched number that was lost in it.
    pub lost: Option<Lost<'a>>,
    /// Whether the loss, w or the gradient reached the bound of divergence.
    pub diverges: bool,
}

/// A watched number that was lost.
pub struct Lost<'a> {
    /// Which one.
    pub blame: &'a Blame,
    /// What its operation was given, of the first parameter at which it was lost.
    pub given: Vec<f64>,
}

impl Lost<'_> {
    /// Whether the operation has no value for what it was given.
    pub fn is_undefined(&self) -> bool {
        let is_sound = !self.given.iter().any(|x| x.lost());
        self.blame
            .op
            .is_some_and(|op| is_sound && !holds(op, RowText::Domain, &self.given))
    }
}

impl<'a> TakenAgain<'a> {
    /// The first step of a lane, whose state is given, in `R`. None where its run watches nothing.
    pub fn of<R: Real>(plan: &'a Plan, lane: &PlannedLane) -> Option<Self> {
        let (blames, probe) = plan.runs[lane.run].suspects()?;
        let (plan, network) = probed(plan, lane, &[probe])?;
        let shared = Arc::new(Shared::<R>::new(network));
        let tabulated = Arc::new(tabulate(&plan, &plan.runs[0]));
        let mut lane = Lane::new(&plan, &shared, &plan.lanes[0], tabulated);
        let mut lost = None;
        let parameters = shared.network.parameters();
        let is_taken = lane.take_step(&mut Dense::new(&shared.network), true, |values| {
            lost = first_lost(blames, &values.quantiles, parameters);
        });
        let reached = lane.values.beyond || lane.values.checked;
        Some(Self {
            diverges: !is_taken && (lost.is_none() || reached),
            lost,
        })
    }
}

/// The first that is lost among watched numbers, each followed by what its operation was given.
fn first_lost<'a, R: Real>(blames: &'a [Blame], numbers: &[Vec<R>], parameters: usize) -> Option<Lost<'a>> {
    let mut rest = numbers;
    for blame in blames {
        let (shown, behind) = rest.split_first()?;
        let (given, next) = behind.split_at(blame.op.map_or(0, |op| op.row().arity));
        rest = next;
        if let Some(place) = shown[..parameters].iter().position(|x| x.lost()) {
            let given = given.iter().map(|room| room[place].to_f64()).collect();
            return Some(Lost { blame, given });
        }
    }
    None
}
